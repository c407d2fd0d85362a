//! The real executable. In: arguments and folders. Out: exit code, output, files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::schema;

/// What the program answered.
pub(crate) struct Answer {
    code: i32,
    /// What stands on standard output.
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program in a folder, without the terminal's habits of whoever runs the tests.
pub(crate) fn poa(folder: &Path, arguments: &[&str]) -> Answer {
    poa_in(folder, arguments, "C")
}

/// The same for somebody whose system has another language.
fn poa_in(folder: &Path, arguments: &[&str], locale: &str) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_poa"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("LC_ALL", locale)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
    Answer {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A new case in a temporary folder.
pub(crate) fn new_case() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let answer = poa(folder.path(), &["new", "a"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let case = folder.path().join("a");
    (folder, case)
}

/// Runs the program and compares exit code and a part of what it says.
pub(crate) fn check(folder: &Path, line: &str, code: i32, said: &str) -> Answer {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let answer = poa(folder, &arguments);
    let all = format!("{}{}", answer.stdout, answer.stderr);
    assert_eq!(answer.code, code, "poa {line}\n{all}");
    assert!(all.contains(said), "poa {line}\nexpected: {said}\n{all}");
    answer
}

/// The same with `--format json`: standard output is valid, standard error silent.
pub(crate) fn check_json(folder: &Path, line: &str, code: i32) -> Value {
    let answer = check(folder, &format!("{line} --format json"), code, "");
    assert_eq!(answer.stderr, "", "poa {line}");
    serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("poa {line}: {error}"))
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_new_case_checks_and_builds() {
    let (_folder, case) = new_case();
    check(&case, "check", 0, "lost-parcels, as of ");
    check(&case, "build", 0, "plan.pdf");
    let us = case.join("out/us");
    assert!(us.join("plan.pdf").is_file() && us.join("manifest.json").is_file());
    assert_eq!(names(&case.join("out")), ["us"], "no temporary folder is left");
    check(&case, "build --release", 1, "nothing was written");
}

#[test]
fn new_never_overwrites() {
    let (folder, case) = new_case();
    let file = case.join("case.poa");
    fs::write(&file, "mine").expect("the file can be written");
    check(folder.path(), "new a", 3, "exists already");
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), "mine");
    fs::create_dir_all(folder.path().join("b/data")).expect("a folder");
    fs::write(folder.path().join("b/data/us-defects.csv"), "mine").expect("a file");
    check(folder.path(), "new b", 3, "exists already");
    assert_eq!(names(&folder.path().join("b")), ["data"], "nothing was written");
}

#[test]
fn faults_of_the_case_end_with_1() {
    let (_folder, case) = new_case();
    fs::remove_file(case.join("data/us-defects.csv")).expect("the file was there");
    check(&case, "check", 1, "case.poa:");
    let short = check(&case, "check --format short", 1, "case.poa:");
    assert!(short.stdout.lines().all(|line| line.contains("]: ")), "{}", short.stdout);
    check(&case, "build", 1, "nothing was written");
    assert!(!case.join("out").exists(), "a refused build leaves no trace");
    let json = check_json(&case, "build", 1);
    assert_eq!(json["bundles"], Value::Array(Vec::new()));
}

#[test]
fn messages_are_in_the_language_asked_for() {
    let (_folder, case) = new_case();
    fs::remove_file(case.join("data/us-defects.csv")).expect("the file was there");
    check(&case, "check --lang zh", 1, "错误[");
    check(&case, "explain action-not-done-yet --lang zh", 0, "纠正措施");
    let locale = |locale: &str, arguments: &[&str]| poa_in(&case, arguments, locale).stdout;
    assert!(locale("zh_CN.UTF-8", &["check"]).contains("错误["));
    assert!(locale("zh_CN.UTF-8", &["check", "--lang", "en"]).contains("error["));
    let strip = |mut answer: Value| {
        let faults = answer["diagnostics"].as_array_mut().expect("a list");
        for fault in faults {
            fault["message"] = Value::Null;
            fault["help"] = Value::Null;
            for label in fault["labels"].as_array_mut().expect("a list") {
                label["text"] = Value::Null;
            }
        }
        answer
    };
    let english = check_json(&case, "check", 1);
    let chinese = check_json(&case, "check --lang zh", 1);
    assert_ne!(english, chinese);
    assert_eq!(strip(english), strip(chinese), "the same rules at the same places");
}

#[test]
fn warnings_are_in_the_way_only_where_they_are_denied() {
    let (_folder, case) = new_case();
    let unused = "\nperson nobody { role \"Nobody\" }\n";
    let text = include_str!("../../assets/new/case.poa").to_owned() + unused;
    fs::write(case.join("case.poa"), text).expect("the case can be written");
    // The template leaves two holes to fill.
    check(&case, "check", 0, "3 warnings");
    check(&case, "check --deny warnings", 1, "3 warnings");
    check(&case, "build --deny warnings", 1, "nothing was written");
    assert!(!case.join("out").exists());
    check(&case, "build", 0, "plan.pdf");
}

#[test]
fn wrong_usage_ends_with_2() {
    let (folder, case) = new_case();
    check(&case, "", 2, "no command is given");
    check(&case, "chekc", 2, "check");
    check(&case, "check --frobnicate", 2, "--frobnicate");
    check(&case, "check --format yaml", 2, "json");
    check(&case, "check --as-of 2026-02-30", 2, "the calendar has no such day");
    check(&case, "check --as-of tomorrow", 2, "YYYY-MM-DD");
    check(&case, "check --site u/s", 2, "a short code");
    check(&case, "check --site jp", 2, "has no site `jp`");
    check(&case, "check data/us-defects.csv", 2, "is not a `.poa` file");
    check(folder.path(), "check", 2, "there is no `.poa` file");
    check(&case, "explain no-such-rule-at-all", 2, "poa explain");
}

#[test]
fn the_world_ends_with_3() {
    let (folder, case) = new_case();
    check(folder.path(), "check nowhere", 3, "nowhere");
    check(folder.path(), "check nowhere.poa", 3, "nowhere.poa");
    fs::create_dir(case.join("folder.poa")).expect("a folder");
    fs::remove_file(case.join("case.poa")).expect("the file was there");
    check(&case, "check .", 3, "is not a file");
}

#[test]
fn the_root_of_a_folder_is_its_only_case() {
    let (_folder, case) = new_case();
    fs::write(case.join("more.poa"), "# case b {\nperson x { role \"X\" }\n").expect("a file");
    check(&case, "check", 0, "lost-parcels");
    fs::write(case.join("other.poa"), "case other {\n}\n").expect("a file");
    check(&case, "check", 2, "`case.poa`, `other.poa`");
    check(&case, "check case.poa", 0, "lost-parcels");
    fs::remove_file(case.join("case.poa")).expect("the file was there");
    fs::remove_file(case.join("other.poa")).expect("the file was there");
    fs::write(case.join("third.poa"), "").expect("a file");
    check(&case, "check", 2, "none of the 2");
}

#[test]
fn json_is_valid_whatever_happens() {
    let (folder, case) = new_case();
    for (line, code) in [
        ("check", 0),
        ("build", 0),
        ("build --release", 1),
        ("check nowhere", 3),
        ("check --frobnicate", 2),
        ("chekc", 2),
        ("check --as-of tomorrow", 2),
        ("explain no-such-rule-at-all", 2),
        ("", 2),
    ] {
        let json = check_json(&case, line, code);
        schema::expect_valid(&json, line);
        let failed = json.get("failure").map(|failure| failure["exit"].clone());
        assert_eq!(failed, (code > 1).then(|| code.into()), "poa {line}");
    }
    for line in ["explain", "--help", "check --help", "--version", "schema diagnostics"] {
        check_json(&case, line, 0);
    }
    check_json(folder.path(), "new b", 0);
    check_json(folder.path(), "new b", 3);
}

#[test]
fn the_day_and_the_sites_can_be_chosen() {
    let (_folder, case) = new_case();
    check(&case, "check --as-of 2026-11-12", 0, "as of 2026-11-12: ");
    let json = check_json(&case, "check --as-of 2026-11-12 --site us,us", 0);
    assert_eq!(json["as_of"], "2026-11-12");
    let sites = json["sites"].as_object().expect("an object");
    assert_eq!(sites.keys().collect::<Vec<_>>(), ["us"]);
}

#[test]
fn colour_only_where_it_is_wanted() {
    let (_folder, case) = new_case();
    let escape = '\u{1b}';
    assert!(!check(&case, "check", 0, "").stdout.contains(escape), "no colour in a pipe");
    let colored = check(&case, "check --color always", 0, "").stdout;
    assert!(colored.contains(escape) && !colored.contains("\u{1b}]8"), "{colored}");
    let json = check(&case, "check --color always --format json", 0, "").stdout;
    assert!(!json.contains(escape), "no colour for machines");
}

#[test]
fn help_ends_with_an_example() {
    let (_folder, case) = new_case();
    for line in ["", "new", "check", "build", "forecast", "explain", "schema"] {
        let help = check(&case, &format!("{line} --help"), 0, "Example:\n  poa ").stdout;
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
        let last = help.trim_end().rsplit_once('\n').map_or("", |(_, last)| last);
        assert!(last.starts_with("  poa "), "{help}");
    }
}

#[test]
fn a_rule_is_explained_and_a_near_name_offered() {
    let (_folder, case) = new_case();
    let list = check(&case, "explain", 0, "").stdout;
    let name = list.split_whitespace().next().expect("there are rules").to_owned();
    check(&case, &format!("explain {name}"), 0, &name);
    check(&case, &format!("explain {}x", &name[..name.len() - 1]), 2, &format!("`{name}`"));
}

#[test]
fn a_foreign_folder_is_never_replaced() {
    let (_folder, case) = new_case();
    check(&case, "build", 0, "");
    let us = case.join("out/us");
    fs::write(us.join("stale.txt"), "old").expect("a file");
    check(&case, "build", 0, "");
    assert!(!us.join("stale.txt").exists(), "our own folder is replaced whole");
    fs::remove_file(us.join("manifest.json")).expect("the file was there");
    let before = names(&us);
    check(&case, "build", 3, "is in the way");
    assert_eq!(names(&us), before);
    assert_eq!(names(&case.join("out")), ["us"], "no temporary folder is left");
    check(&case, "build --out elsewhere/deep", 0, "elsewhere");
    assert!(case.join("elsewhere/deep/us/plan.pdf").is_file());
    fs::write(case.join("file"), "").expect("a file");
    check(&case, "build --out file", 3, "cannot write `file");
}

/// The template's case with another path in place of its first exhibit.
fn with_exhibit(case: &Path, path: &str) {
    let text = include_str!("../../assets/new/case.poa");
    let text = text.replace("evidence/carrier-scans.csv", path);
    fs::write(case.join("case.poa"), text).expect("the case can be written");
}

/// Expects that an exhibit's path is refused and nothing is read behind it.
fn refused_path(case: &Path, path: &str) {
    with_exhibit(case, path);
    let answer = check(case, "check --format short", 1, "error[");
    assert!(!answer.stdout.contains("outsider"), "{path}: {}", answer.stdout);
    check(case, "build", 1, "nothing was written");
}

#[test]
fn nothing_outside_the_case_is_read() {
    let (folder, case) = new_case();
    fs::write(folder.path().join("secret.csv"), "outsider").expect("a file");
    for path in ["../secret.csv", "evidence/../../secret.csv", "C:/secret.csv", "evidence", "."] {
        refused_path(&case, path);
    }
    refused_path(&case, &folder.path().join("secret.csv").to_string_lossy());
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_out_of_the_case() {
    use std::os::unix::fs::symlink;

    let (folder, case) = new_case();
    fs::write(folder.path().join("secret.csv"), "outsider").expect("a file");
    symlink(folder.path().join("secret.csv"), case.join("evidence/link.csv")).expect("a link");
    refused_path(&case, "evidence/link.csv");
    symlink(folder.path(), case.join("up")).expect("a link");
    refused_path(&case, "up/secret.csv");
    symlink("loop.csv", case.join("loop.csv")).expect("a link");
    refused_path(&case, "loop.csv");
    symlink("/dev/zero", case.join("zero.csv")).expect("a link");
    refused_path(&case, "zero.csv");
    let pipe = Command::new("mkfifo").arg(case.join("pipe.csv")).status().expect("mkfifo runs");
    assert!(pipe.success());
    refused_path(&case, "pipe.csv");

    // A link that stays inside is a file like any other.
    symlink("carrier-scans.csv", case.join("evidence/same.csv")).expect("a link");
    with_exhibit(&case, "evidence/same.csv");
    check(&case, "check", 0, "");

    // A case from a stranger may bring a link as its output folder, or be one.
    symlink(folder.path(), case.join("out")).expect("a link");
    check(&case, "build", 3, "is a link");
    fs::write(folder.path().join("other.poa"), "case other {\n}\n").expect("a file");
    symlink("../other.poa", case.join("other.poa")).expect("a link");
    check(&case, "check other.poa", 3, "outside the case folder");
}

#[test]
fn nothing_in_a_case_reaches_the_terminal_but_text() {
    let (_folder, case) = new_case();
    let text =
        "case a\u{1b}]0;owned\u{7} {\n  \u{202e}seller \u{1b}[31m\"x\n}\nsite us {\u{9b}2J}\n";
    fs::write(case.join("case.poa"), text).expect("the case can be written");
    for line in ["check", "check --format short"] {
        let answer = check(&case, line, 1, "case.poa:");
        let is_raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!answer.stdout.contains(is_raw), "poa {line}: {:?}", answer.stdout);
    }
    schema::expect_valid(&check_json(&case, "check", 1), "check of a hostile case");
}
