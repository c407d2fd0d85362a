//! The live page. In: the real executable, spoken to over loopback, and a real browser. Out: who is
//! let in, what is told, what is shown.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::new_case;
use crate::tools;

/// A preview of a new case, until it is dropped.
struct Preview {
    _folder: TempDir,
    case: PathBuf,
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<std::process::ChildStdout>,
    host: String,
    root: String,
}

impl Preview {
    fn start() -> Self {
        let (folder, case) = new_case();
        let mut child = Command::new(env!("CARGO_BIN_EXE_poa"))
            .args(["preview", "--events", "--as-of", "2026-11-20"])
            .arg(&case)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("it was asked for");
        let mut preview = Self {
            _folder: folder,
            case,
            stdin: child.stdin.take(),
            stdout: BufReader::new(stdout),
            child,
            host: String::new(),
            root: String::new(),
        };
        let ready = preview.event();
        assert_eq!(ready["event"], "ready");
        let url = ready["url"].as_str().expect("it says where the page is");
        let rest = url.strip_prefix("http://").expect("plain and on this machine");
        let (host, root) = rest.split_once('/').expect("a path with a token");
        assert!(host.starts_with("127.0.0.1:") && root.len() == 33, "{url}");
        preview.host = host.to_owned();
        preview.root = format!("/{root}");
        preview
    }

    /// The next line that it tells an editor.
    fn event(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("it speaks UTF-8");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Sends a request as it stands; the whole answer.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers and closes");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let (root, host) = (&self.root, &self.host);
        self.raw(&format!("GET {root}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    fn post(&self, path: &str, body: &str) -> String {
        let (root, host) = (&self.root, &self.host);
        let length = body.len();
        self.raw(&format!(
            "POST {root}{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        ))
    }

    /// Waits for a state that fits; every change is told as an event.
    fn state_where(&self, fits: impl Fn(&Value) -> bool) -> Value {
        let mut stream = BufReader::new(TcpStream::connect(&self.host).expect("it listens"));
        let (root, host) = (&self.root, &self.host);
        let request = format!("GET {root}events HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes()).expect("it reads");
        let mut line = String::new();
        while stream.read_line(&mut line).expect("it goes on") > 0 {
            if line.starts_with("event: state") {
                let answer = self.get("state");
                let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
                let state: Value = serde_json::from_str(body).expect("the state is JSON");
                if fits(&state["state"]) {
                    return state["state"].clone();
                }
            }
            line.clear();
        }
        panic!("the events ended before the state came");
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // The editor goes away, and so does the preview.
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

#[test]
fn only_this_machine_with_the_token_is_let_in() {
    let preview = Preview::start();
    let (host, root) = (preview.host.clone(), preview.root.clone());
    let check = |request: String, status: &str| {
        let answer = preview.raw(&request);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{request}\n{answer}");
        answer
    };
    let close = "Connection: close\r\n\r\n";
    let page = check(format!("GET {root} HTTP/1.1\r\nHost: {host}\r\n{close}"), "200");
    for header in [
        "Content-Security-Policy: default-src 'none'; script-src 'self'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
    ] {
        assert!(page.contains(header), "{page}");
    }
    check(format!("GET / HTTP/1.1\r\nHost: {host}\r\n{close}"), "404");
    check(format!("GET /{}/ HTTP/1.1\r\nHost: {host}\r\n{close}", "0".repeat(32)), "404");
    check(format!("GET {root}state HTTP/1.1\r\nHost: example.com\r\n{close}"), "403");
    check(format!("GET {root}state HTTP/1.1\r\n{close}"), "403");
    let foreign = format!("Host: {host}\r\nOrigin: http://example.com\r\nContent-Length: 0\r\n");
    check(format!("POST {root}look/us HTTP/1.1\r\n{foreign}{close}"), "403");
    check(format!("DELETE {root} HTTP/1.1\r\nHost: {host}\r\n{close}"), "405");
    check(format!("GET {root}../../etc/passwd HTTP/1.1\r\nHost: {host}\r\n{close}"), "404");
    check(format!("GET {root}page/us/999/x HTTP/1.1\r\nHost: {host}\r\n{close}"), "404");
    check(format!("GET {root}page/us/-1/x HTTP/1.1\r\nHost: {host}\r\n{close}"), "404");
}

#[test]
fn a_save_is_told_and_a_click_leads_to_the_editor() {
    let mut preview = Preview::start();
    preview.state_where(|state| !state.is_null());
    assert!(preview.post("look/us", "").ends_with("true"));
    let state = preview.state_where(|state| state["shown"]["us"]["pages"].is_object());
    let pages = &state["shown"]["us"]["pages"];
    let spot = &pages["spots"][0];
    assert_eq!(spot["file"], "case.poa");
    let key = pages["list"][0]["fingerprint"].as_str().expect("pages have one");
    let page = preview.get(&format!("page/us/0/{key}"));
    assert!(page.contains("image/svg+xml") && page.contains("<svg"), "{}", &page[..300]);
    assert!(preview.get("forecast/us/1").contains("<svg"));

    let click = format!("{{\"file\": \"case.poa\", \"line\": {}, \"column\": 3}}", spot["line"]);
    assert!(preview.post("open", &click).ends_with("true"));
    let opened = preview.event();
    assert_eq!((&opened["event"], &opened["line"]), (&Value::from("open"), &spot["line"]));
    for refused in [
        "{\"file\": \"../case.poa\", \"line\": 1}",
        "{\"file\": \"/etc/passwd\", \"line\": 1}",
        "{\"file\": \"case.poa\", \"line\": 0}",
        "no json",
    ] {
        assert!(preview.post("open", refused).ends_with("false"), "{refused}");
    }

    let file = preview.case.join("case.poa");
    let text = fs::read_to_string(&file).expect("the case is there");
    let broken = text.replace("\n  submit ", "\n  submitt ");
    assert_ne!(broken, text);
    fs::write(&file, broken).expect("the case can be written");
    let errors = |state: &Value| state["report"]["summary"]["errors"].as_u64();
    let state = preview.state_where(|state| errors(state).is_some_and(|count| count > 0));
    assert!(state["shown"]["us"]["pages"].is_null(), "no page of a case with an error");
    fs::write(&file, text).expect("the case can be written");
    preview.state_where(|state| errors(state) == Some(0));
}

#[test]
fn a_real_browser_shows_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/preview");
    let Some(node) = tools::find("node", &["node"]) else { return };
    let Some(browser) = tools::find("Chromium", &["chromium", "chromium-browser"]) else { return };
    if !tools::is_there("the packages of tests/preview (npm ci)", &folder.join("node_modules")) {
        return;
    }
    let (_folder, case) = new_case();
    let output = Command::new(node)
        .arg(folder.join("drive.mjs"))
        .args([Path::new(env!("CARGO_BIN_EXE_poa")), &case, &browser])
        .output()
        .expect("node starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("ok: the program ends with its editor"), "{said}");
}
