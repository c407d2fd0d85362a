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

/// Connects and says something.
fn connected(host: &str, said: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.write_all(said.as_bytes()).expect("it reads");
    stream
}

/// The first line that comes back; nothing where the connection is closed without a word.
fn status(stream: TcpStream) -> String {
    let mut line = String::new();
    // A connection that was reset has no answer either.
    let _ = BufReader::new(stream).read_line(&mut line);
    line.trim_end().to_owned()
}

#[test]
fn what_is_too_large_or_malformed_is_refused() {
    let preview = Preview::start();
    let (host, root) = (preview.host.as_str(), preview.root.as_str());
    let check = |request: String, expected: &str| {
        let shown: String = request.chars().take(120).collect();
        assert_eq!(status(connected(host, &request)), expected, "{shown}");
    };
    let get = format!("GET {root}state HTTP/1.1\r\nHost: {host}\r\n");
    check(format!("{get}\r\n"), "HTTP/1.1 200 OK");
    let large = "x".repeat(40_000);
    check(format!("{get}X-Large: {large}\r\n\r\n"), "HTTP/1.1 431 Request Header Fields Too Large");
    check(format!("GET /{large}"), "HTTP/1.1 431 Request Header Fields Too Large");
    check(format!("{get}Host: {host}\r\n\r\n"), "HTTP/1.1 403 Forbidden");
    check(format!("{get}no header\r\n\r\n"), "HTTP/1.1 400 Bad Request");
    check("\r\n\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request");
    check(
        format!("GET http://{host}{root} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "HTTP/1.1 400 Bad Request",
    );
    let post = format!("POST {root}open HTTP/1.1\r\nHost: {host}\r\n");
    check(
        format!("{post}Content-Length: 9999999\r\n\r\n{large}"),
        "HTTP/1.1 413 Content Too Large",
    );
    check(
        format!("{post}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        "HTTP/1.1 411 Length Required",
    );
    check(
        format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        "HTTP/1.1 400 Bad Request",
    );
    let mut bytes = connected(host, &post);
    bytes.write_all(b"Content-Length: 2\r\n\r\n\xff\xfe").expect("it reads");
    assert_eq!(status(bytes), "HTTP/1.1 400 Bad Request");
}

#[test]
fn slow_and_silent_clients_lock_nobody_out() {
    let preview = Preview::start();
    preview.state_where(|state| !state.is_null());
    let host = preview.host.as_str();
    // Many more than are served at once: some say nothing, some begin and do not end.
    let begun = format!("GET {}state HTTP/1.1\r\nHost: {host}\r\nX: ", preview.root);
    let silent: Vec<TcpStream> =
        (0..200).map(|number| connected(host, if number % 2 == 0 { "" } else { &begun })).collect();
    assert!(preview.get("state").starts_with("HTTP/1.1 200"), "who speaks is answered");
    // The first ones gave way; the last ones are told that they are late, and not kept for ever.
    let mut silent = silent.into_iter();
    let first = silent.next().expect("there are many");
    assert_eq!(status(first), "");
    let last = silent.next_back().expect("there are many");
    assert_eq!(status(last), "HTTP/1.1 408 Request Timeout");
    assert!(preview.get("state").starts_with("HTTP/1.1 200"), "and still");
}

#[test]
fn pages_that_are_gone_leave_room_for_others() {
    let preview = Preview::start();
    preview.state_where(|state| !state.is_null());
    let (host, root) = (preview.host.as_str(), preview.root.as_str());
    let request = format!("GET {root}events HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let listen = || {
        let mut stream = BufReader::new(connected(host, &request));
        let mut line = String::new();
        stream.read_line(&mut line).expect("it answers");
        (line.trim_end().to_owned(), stream)
    };
    // A connection that is closed is found within a second or so; a forecast takes its time too.
    let admitted = || {
        let mut tries = (0..200).map(|_| {
            let (status, stream) = listen();
            let is_in = status == "HTTP/1.1 200 OK";
            assert!(is_in || preview.get("forecast/us/1").starts_with("HTTP/1.1 200"));
            is_in.then_some(stream)
        });
        tries.find_map(|stream| stream).expect("there is room")
    };
    let open: Vec<_> = (0..16).map(|_| admitted()).collect();
    assert_eq!(listen().0, "HTTP/1.1 503 Service Unavailable");
    assert!(preview.get("state").starts_with("HTTP/1.1 200"), "the others are answered");
    drop(open);
    admitted();
}

#[test]
fn a_page_is_served_under_its_own_fingerprint_alone() {
    let preview = Preview::start();
    preview.state_where(|state| !state.is_null());
    assert!(preview.post("look/us", "").ends_with("true"));
    let key = |state: &Value| state["shown"]["us"]["pages"]["list"][0]["fingerprint"].clone();
    let state = preview.state_where(|state| key(state).is_string());
    let old = key(&state);
    let path = |key: &Value| format!("page/us/0/{}", key.as_str().unwrap_or("none"));
    assert!(preview.get(&path(&old)).starts_with("HTTP/1.1 200"));
    let file = preview.case.join("case.poa");
    let text = fs::read_to_string(&file).expect("the case is there");
    let renamed = text.replace("\"Example Shop", "\"Harbour");
    assert_ne!(renamed, text);
    fs::write(&file, renamed).expect("the case can be written");
    let state = preview.state_where(|state| key(state).is_string() && key(state) != old);
    assert!(preview.get(&path(&key(&state))).starts_with("HTTP/1.1 200"));
    assert!(preview.get(&path(&old)).starts_with("HTTP/1.1 404"), "a browser would keep it");
}
