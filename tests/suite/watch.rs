//! `poa watch`. In: the real executable beside an editor that saves. Out: what it says after each
//! save, what it writes, how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{check, check_json, names, new_case};

/// A watch of a new case, until it is dropped.
struct Watching {
    folder: TempDir,
    case: PathBuf,
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Watching {
    fn start(arguments: &str) -> Self {
        let (folder, case) = new_case();
        let mut child = Command::new(env!("CARGO_BIN_EXE_poa"))
            .args(["watch", "a", "--as-of", "2026-11-20"])
            .args(arguments.split_whitespace())
            .current_dir(folder.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = BufReader::new(child.stdout.take().expect("it was asked for"));
        Self { folder, case, child, stdout }
    }

    /// Changes the case on disk as editors do: a new file takes the place of the old one.
    fn save(&self, from: &str, to: &str) {
        let file = self.case.join("case.poa");
        let text = fs::read_to_string(&file).expect("the case is there");
        assert!(text.contains(from), "{from}");
        let beside = self.folder.path().join("saved");
        fs::write(&beside, text.replacen(from, to, 1)).expect("the case can be written");
        fs::rename(beside, file).expect("the case can be replaced");
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("it speaks UTF-8");
        assert!(!line.is_empty(), "it goes on");
        line
    }

    /// The next event, which has this name.
    fn event(&mut self, name: &str) -> Value {
        let line = self.line();
        let event: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert_eq!(event["event"], name, "{line}");
        event
    }

    /// All lines up to one that has these words.
    fn until(&mut self, words: &str) -> String {
        let mut all = String::new();
        loop {
            let line = self.line();
            all += &line;
            if line.contains(words) {
                return all;
            }
        }
    }

    /// Presses Ctrl+C: what is left to read, and how it ended.
    fn interrupt(mut self) -> (String, Option<i32>) {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &process]).status().expect("kill starts");
        assert!(sent.success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("it speaks UTF-8");
        let mut stderr = self.child.stderr.take().expect("it was asked for");
        stderr.read_to_string(&mut rest).expect("it speaks UTF-8");
        (rest, self.child.wait().expect("it ends").code())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_save_is_told_as_what_came_and_what_went() {
    let mut watching = Watching::start("--no-build --format json");
    let first = watching.event("checked");
    let faults = first["report"]["diagnostics"].as_array().expect("there is a report").len();
    assert_eq!(first["new"].as_array().map(Vec::len), Some(faults), "all are new at first");
    assert_eq!(first["report"]["summary"]["errors"], 0);
    let own = check_json(watching.folder.path(), "check a --as-of 2026-11-20", 0);
    assert_eq!(first["report"], own, "the report is that of `poa check`");
    watching.event("watching");

    watching.save("\n  submit ", "\n\n\n  submitt ");
    let broken = watching.event("checked");
    let new = broken["new"].as_array().expect("there are new ones");
    assert!(!new.is_empty());
    let faults = broken["report"]["diagnostics"].as_array().expect("there is a report");
    let is_new = |number: usize| new.iter().any(|it| *it == number);
    let unknown = faults.iter().position(|fault| fault["rule"] == "unknown-word");
    assert!(unknown.is_some_and(is_new), "{broken:#}");
    assert!(broken["milliseconds"].is_u64());

    watching.save("\n\n\n  submitt ", "\n  submit ");
    let mended = watching.event("checked");
    assert_eq!(mended["report"], own, "as if it had been checked anew");
    let gone = mended["gone"].as_array().expect("some are gone");
    assert!(gone.iter().any(|it| it["rule"] == "unknown-word" && it["file"] == "case.poa"));

    // A line that only moves its faults brings none and takes none.
    watching.save("\n  submit ", "\n  # a note\n\n  submit ");
    let moved = watching.event("checked");
    assert_eq!((&moved["new"], &moved["gone"]), (&Value::from(Vec::<u8>::new()), &moved["new"]));
    assert!(!watching.case.join("out").exists(), "nothing is written");
    assert_eq!(watching.interrupt(), (String::new(), Some(0)));
}

#[test]
fn bundles_are_written_after_each_save_and_wake_nobody() {
    // The folder of the bundles lies in the case: what is written there is no change of it.
    let mut watching = Watching::start("--out a/to-send --format json");
    watching.event("checked");
    assert_eq!(watching.event("built")["bundles"][0]["site"], "us");
    watching.event("watching");
    let manifest = watching.case.join("to-send/us/manifest.json");
    let first = fs::read_to_string(&manifest).expect("the bundle is there");

    watching.save("\"Example Shop", "\"Harbour & Co.");
    watching.event("checked");
    watching.event("built");
    let second = fs::read_to_string(&manifest).expect("the bundle is there");
    assert_ne!(first, second);

    watching.save("\n  submit ", "\n  submitt ");
    watching.event("checked");
    let built = watching.event("built");
    assert_eq!(built["bundles"], Value::Array(Vec::new()));
    assert!(built["errors"].as_u64() > Some(0));
    let kept = fs::read_to_string(&manifest).expect("the bundle is there");
    assert_eq!(kept, second, "the last bundle stays");
    assert_eq!(names(&watching.case.join("to-send")), ["us"], "nothing unfinished is left");
    assert_eq!(watching.interrupt(), (String::new(), Some(0)));
}

#[test]
fn people_read_what_changed() {
    let mut watching = Watching::start("--no-build");
    let first = watching.until("watching");
    assert!(first.contains("site  orders  with defect"), "{first}");
    assert!(first.contains("Ctrl+C"), "{first}");
    watching.save("\n  submit ", "\n  submitt ");
    let said = watching.until("as of 2026-11-20");
    assert!(said.contains(" new (") && said.contains("error[unknown-word]"), "{said}");
    assert!(said.contains("case.poa:"), "a new fault has its places: {said}");
    watching.save("\n  submitt ", "\n  submit ");
    let said = watching.until("as of 2026-11-20");
    assert!(said.contains("gone: error[unknown-word]"), "{said}");
    watching.save("\n  submit ", "\n  # a note\n  submit ");
    let said = watching.until("as of 2026-11-20");
    assert!(said.contains("no fault came or went"), "{said}");
    assert_eq!(watching.interrupt(), (String::new(), Some(0)));
}

#[test]
fn short_lines_end_with_the_sum_and_chinese_is_spoken() {
    let mut watching = Watching::start("--no-build --format short");
    let said = watching.until("checked ");
    assert!(said.contains("as of 2026-11-20"), "{said}");
    watching.save("\n  submit ", "\n  submitt ");
    let said = watching.until("checked ");
    assert!(said.contains("error[unknown-word]: "), "{said}");
    drop(watching);
    let mut watching = Watching::start("--no-build --lang zh");
    watching.until("正在监视");
    watching.save("\n  submit ", "\n  submitt ");
    let said = watching.until("截至 2026-11-20");
    assert!(said.contains("新增 "), "{said}");
}

#[test]
fn what_cannot_be_watched_is_told_at_once() {
    let (folder, _case) = new_case();
    check(folder.path(), "watch nowhere", 3, "nowhere");
    check(folder.path(), "watch a --site mars", 2, "has no site `mars`");
    check(folder.path(), "watch a --no-build --out b", 2, "cannot be used with");
    fs::create_dir(folder.path().join("empty")).expect("a folder can be made");
    check(folder.path(), "watch empty", 2, "there is no `.poa` file");
    let refused = check_json(folder.path(), "watch empty", 2);
    assert_eq!(refused["failure"]["kind"], "usage");
}
