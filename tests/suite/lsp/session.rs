//! One editor that speaks the protocol. In: what it opens, types and asks. Out: the server's
//! answers. Waits for answers, never for time.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// A guard against a server that never answers, far above what any answer takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// An open text.
#[derive(Clone)]
pub(crate) struct Text {
    /// Its address.
    pub(crate) uri: String,
    /// What it holds.
    pub(crate) text: String,
    version: i64,
}

impl Text {
    /// A text that was not opened yet.
    pub(crate) fn new(uri: &str, text: &str) -> Self {
        Self { uri: uri.to_owned(), text: text.to_owned(), version: 1 }
    }

    /// Line and column of an offset, columns in UTF-16.
    pub(crate) fn place(&self, offset: usize) -> Value {
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count();
        json!({"line": line, "character": before[start..].encode_utf16().count()})
    }

    /// Line and column of the first place of some words.
    pub(crate) fn position(&self, words: &str) -> Value {
        self.place(self.text.find(words).unwrap_or_else(|| panic!("{words} is in the text")))
    }

    /// The parameters of a request about an offset.
    pub(crate) fn at(&self, offset: usize) -> Value {
        json!({"textDocument": {"uri": self.uri}, "position": self.place(offset)})
    }

    /// The offset of a place.
    fn offset(&self, place: &Value) -> usize {
        let line = place["line"].as_u64().unwrap_or(0) as usize;
        let column = place["character"].as_u64().unwrap_or(0) as usize;
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = 0;
        for (at, letter) in self.text[start..].char_indices() {
            if units >= column {
                return start + at;
            }
            units += letter.len_utf16();
        }
        self.text.len()
    }
}

/// An editor and its server.
pub(crate) struct Session {
    server: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    next: i64,
    capabilities: Value,
    /// The last faults of each file, with the version that they are of.
    faults: BTreeMap<String, (i64, Vec<Value>)>,
}

impl Session {
    /// Starts the server and greets it.
    pub(crate) fn start(capabilities: &Value) -> Self {
        Self::spawn().greet(capabilities)
    }

    /// The same for an editor whose person reads Chinese.
    pub(crate) fn start_in_chinese() -> Self {
        Self::spawn_with(&["--lang", "zh"]).greet(&json!({}))
    }

    fn greet(mut self, capabilities: &Value) -> Self {
        let session = &mut self;
        let mut all = json!({"textDocument": {
            "completion": {"completionItem": {"snippetSupport": true}},
            "publishDiagnostics": {"relatedInformation": true},
        }});
        for (key, value) in capabilities.as_object().into_iter().flatten() {
            all[key] = value.clone();
        }
        let params = json!({"processId": null, "rootUri": null, "capabilities": all});
        session.capabilities = session.request("initialize", params).expect("it is answered");
        session.tell("initialized", json!({}));
        self
    }

    /// Starts the server and says nothing.
    pub(crate) fn spawn() -> Self {
        Self::spawn_with(&["--lang", "en"])
    }

    fn spawn_with(more: &[&str]) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_poa"))
            .args(["lsp", "--as-of", "2026-11-12"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let output = server.stdout.take().expect("it was asked for");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            input: server.stdin.take(),
            server,
            output: receiver,
            next: 1,
            capabilities: Value::Null,
            faults: BTreeMap::new(),
        }
    }

    /// How columns are counted.
    pub(crate) fn encoding(&self) -> &str {
        self.capabilities["capabilities"]["positionEncoding"].as_str().unwrap_or_default()
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that is gone is seen by what it said before.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends something that has no answer.
    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request; its number.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Asks and waits for the answer; the error's message where it is refused.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, String> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, String> {
        loop {
            let message = self.receive().expect("the server answers");
            if message["id"] == id && message.get("method").is_none() {
                return match message["error"]["message"].as_str() {
                    Some(why) => Err(why.to_owned()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    /// The next message; faults are kept. `None` where the server has ended.
    fn receive(&mut self) -> Option<Value> {
        let message = self.output.recv_timeout(PATIENCE).ok()?;
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let uri = params["uri"].as_str().unwrap_or_default().to_owned();
            let faults = params["diagnostics"].as_array().cloned().unwrap_or_default();
            self.faults.insert(uri, (params["version"].as_i64().unwrap_or(0), faults));
        }
        Some(message)
    }

    /// Waits until the server says or asks something of its own.
    pub(crate) fn wait_for(&mut self, method: &str) -> Value {
        loop {
            let message = self.receive().expect("the server says it");
            if message["method"] == method {
                return message["params"].clone();
            }
        }
    }

    /// What the server has taken: seconds of a core, and megabytes at its fullest. `None` where
    /// the system does not say.
    pub(crate) fn taken(&self) -> Option<(f64, u64)> {
        let told =
            |file: &str| fs::read_to_string(format!("/proc/{}/{file}", self.server.id())).ok();
        let stat = told("stat")?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        let ticks: u64 =
            fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        let status = told("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kilobytes: u64 = line.trim().split(' ').next()?.parse().ok()?;
        Some((ticks as f64 / 100.0, kilobytes >> 10))
    }

    /// Opens a file.
    pub(crate) fn open(&mut self, path: &Path) -> Text {
        let path = fs::canonicalize(path).expect("the file is there");
        let text = fs::read_to_string(&path).expect("it is text");
        let text = Text::new(&format!("file://{}", path.display()), &text);
        self.tell_open(&text);
        text
    }

    /// Says that a text is open.
    pub(crate) fn tell_open(&mut self, text: &Text) {
        let (uri, version) = (&text.uri, text.version);
        let document =
            json!({"uri": uri, "languageId": "poa", "version": version, "text": text.text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Closes a text and waits until that was noticed.
    pub(crate) fn close(&mut self, text: &Text) {
        self.tell("textDocument/didClose", json!({"textDocument": {"uri": text.uri}}));
        let answered = self.request("workspace/symbol", json!({"query": ""}));
        assert!(answered.is_ok());
    }

    /// Replaces the first place of some words, as typing does.
    pub(crate) fn change(&mut self, text: &mut Text, words: &str, instead: &str) {
        let at = text.text.find(words).unwrap_or_else(|| panic!("{words} is in the text"));
        let range = json!({"start": text.place(at), "end": text.place(at + words.len())});
        text.text.replace_range(at..at + words.len(), instead);
        self.tell_change(text, json!([{"range": range, "text": instead}]));
    }

    /// Replaces all of a text.
    pub(crate) fn set(&mut self, text: &mut Text, instead: &str) {
        text.text = instead.to_owned();
        self.tell_change(text, json!([{"text": instead}]));
    }

    fn tell_change(&mut self, text: &mut Text, changes: Value) {
        text.version += 1;
        let document = json!({"uri": text.uri, "version": text.version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.tell("textDocument/didChange", params);
    }

    /// Waits for the faults of a text as it is now.
    pub(crate) fn faults(&mut self, text: &Text) -> Vec<Value> {
        loop {
            let known = self.faults.get(&text.uri);
            if let Some((_, faults)) = known.filter(|(version, _)| *version == text.version) {
                return faults.clone();
            }
            self.receive().expect("the server tells faults");
        }
    }

    /// The faults that were told last.
    pub(crate) fn last_faults(&self, uri: &str) -> Option<Vec<Value>> {
        self.faults.get(uri).map(|(_, faults)| faults.clone())
    }

    /// Asks about an offset.
    pub(crate) fn at(&mut self, method: &str, text: &Text, offset: usize) -> Value {
        self.request(method, text.at(offset)).expect("it is answered")
    }

    /// Asks about a whole file.
    pub(crate) fn of(&mut self, method: &str, text: &Text) -> Value {
        let params = json!({"textDocument": {"uri": text.uri}});
        self.request(method, params).expect("it is answered")
    }

    /// What can be done about a fault.
    pub(crate) fn actions(&mut self, text: &Text, fault: &Value) -> Vec<Value> {
        let params = json!({
            "textDocument": {"uri": text.uri},
            "range": fault["range"],
            "context": {"diagnostics": [fault]},
        });
        let found = self.request("textDocument/codeAction", params).expect("it is answered");
        found.as_array().cloned().unwrap_or_default()
    }

    /// Applies the edits of one file out of a workspace edit.
    pub(crate) fn apply(&mut self, text: &mut Text, edit: &Value) {
        let edits = edit["changes"][&text.uri].clone();
        self.apply_edits(text, &edits);
    }

    /// Applies edits, the last one first.
    pub(crate) fn apply_edits(&mut self, text: &mut Text, edits: &Value) {
        let all = edits.as_array().cloned().unwrap_or_default();
        assert!(!all.is_empty(), "there are edits");
        let place = |edit: &Value| {
            let range = &edit["range"];
            (text.offset(&range["start"]), text.offset(&range["end"]))
        };
        let mut places: Vec<((usize, usize), String)> = all
            .iter()
            .map(|edit| (place(edit), edit["newText"].as_str().unwrap_or_default().to_owned()))
            .collect();
        places.sort_by_key(|(place, _)| *place);
        let mut changed = text.text.clone();
        for ((start, end), instead) in places.into_iter().rev() {
            changed.replace_range(start..end, &instead);
        }
        self.set(text, &changed);
    }

    /// Ends as the protocol asks; the server leaves in order.
    pub(crate) fn end(mut self) {
        self.request("shutdown", Value::Null).expect("it is answered");
        self.tell("exit", Value::Null);
        self.input = None;
        let code = self.server.wait().expect("the server ends").code();
        assert_eq!(code, Some(0), "it was shut down in order");
    }

    /// Closes the input without a word; exit code and what was said on standard error.
    pub(crate) fn leave(mut self) -> (Option<i32>, String) {
        self.input = None;
        let mut said = String::new();
        if let Some(mut errors) = self.server.stderr.take() {
            let _ = errors.read_to_string(&mut said);
        }
        (self.server.wait().expect("the server ends").code(), said)
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((_, value)) => length = value.trim().parse().ok()?,
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
