//! Editors that misbehave. In: garbage, silence, floods, giants. Out: the server stays up and
//! answers, or ends with a word about it.

use serde_json::{Value, json};

use crate::cli::new_case;
use crate::lsp::session::{Session, Text};

/// Most that ten thousand changes and 1,500 questions may take of a core in the development build,
/// in seconds, and of memory, in megabytes. A check of each state alone would take minutes.
const SECONDS_MAX: f64 = 30.0;
const MEGABYTES_MAX: u64 = 400;

#[test]
fn garbage_ends_the_session_with_a_word() {
    for garbage in [
        "GET / HTTP/1.1\r\n\r\n".as_bytes(),
        &[0xff; 8192],
        b"Content-Length: 5\r\n\r\n{{{{{",
        b"Content-Length: 99999999999999\r\n\r\n",
    ] {
        let mut session = Session::spawn();
        session.send_raw(garbage);
        let (code, said) = session.leave();
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("error: "), "{said}");
    }
}

#[test]
fn an_editor_that_dies_leaves_no_server() {
    let session = Session::spawn();
    assert_eq!(session.leave(), (Some(1), String::new()));
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    session.open(&case.join("case.poa"));
    session.send_raw(b"Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
    assert_eq!(session.leave(), (Some(1), String::new()));
}

#[test]
fn ten_thousand_changes_in_a_row() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    for _ in 0..5_000 {
        session.change(&mut text, "owner  logistics-lead", "owner  l");
        session.change(&mut text, "owner  l\n", "owner  logistics-lead\n");
    }
    session.change(&mut text, "owner  logistics-lead", "owner  logistic-lead");
    let faults = session.faults(&text);
    assert!(faults.iter().any(|it| it["code"] == "unknown-name"), "the last state is told");
    session.end();
}

#[test]
fn ten_thousand_changes_with_questions_between_are_bounded() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({"textDocument": {"codeLens": {}}}));
    let mut text = session.open(&case.join("case.poa"));
    session.faults(&text);
    let before = session.taken();
    let mut asked = Vec::new();
    for round in 0..5_000 {
        session.change(&mut text, "owner  logistics-lead", "owner  l");
        if round % 10 == 0 {
            let at = text.text.find("owner  l").expect("it is there") + 8;
            asked.push(session.ask("textDocument/completion", text.at(at)));
            asked.push(session.ask("textDocument/hover", text.at(at)));
            let whole = json!({"textDocument": {"uri": text.uri}});
            asked.push(session.ask("textDocument/semanticTokens/full", whole));
        }
        session.change(&mut text, "owner  l\n", "owner  logistics-lead\n");
    }
    session.change(&mut text, "owner  logistics-lead", "owner  logistic-lead");
    for id in asked {
        session.answer(id).expect("every question has an answer");
    }
    let faults = session.faults(&text);
    assert!(faults.iter().any(|it| it["code"] == "unknown-name"), "the last state is told");
    if let Some(((then, _), (now, megabytes))) = before.zip(session.taken()) {
        assert!(now - then < SECONDS_MAX, "{:.1} seconds of a core", now - then);
        assert!(megabytes < MEGABYTES_MAX, "{megabytes} MB");
    }
    session.end();
}

#[test]
fn what_is_asked_of_a_text_that_has_changed_is_not_computed() {
    let (_folder, case) = new_case();
    let method = "textDocument/semanticTokens/full";
    let mut session = Session::start(&json!({
        "general": {"staleRequestSupport": {"cancel": true, "retryOnContentModified": [method]}},
    }));
    let mut text = session.open(&case.join("case.poa"));
    session.faults(&text);
    // The first one takes a while: what follows has come when it is answered.
    session.set(&mut text, &"a {\n".repeat(1 << 19));
    let params = json!({"textDocument": {"uri": text.uri}});
    let ask = |id: i64| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
    let change = json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
        "textDocument": {"uri": text.uri, "version": 9},
        "contentChanges": [{"text": "case a { }\n"}],
    }});
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1003}});
    let all = [ask(1001), ask(1002), change, ask(1003), ask(1004), cancel];
    let framed = |message: &Value| {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    session.send_raw(all.iter().map(framed).collect::<String>().as_bytes());
    let answers: Vec<Result<Value, String>> = (1001..=1004).map(|id| session.answer(id)).collect();
    let refused =
        |at: usize, words: &str| answers[at].as_ref().is_err_and(|why| why.contains(words));
    assert!(refused(1, "the text has changed"), "{:?}", answers[1]);
    assert!(refused(2, "no longer wanted"), "{:?}", answers[2]);
    assert!(answers[3].is_ok(), "{:?}", answers[3]);
    session.end();
}

#[test]
fn a_file_of_five_megabytes_and_broken_ones() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    session.faults(&text);
    for broken in ["a {\n".repeat(1 << 20), "\"\n".repeat(5 << 19), "{".repeat(5 << 20)] {
        assert!(broken.len() >= 4 << 20);
        session.set(&mut text, &broken);
        let faults = session.faults(&text);
        assert!(faults.iter().any(|it| it["code"] == "syntax-error"), "{:?}", faults.first());
        for method in ["textDocument/documentSymbol", "textDocument/semanticTokens/full"] {
            session.of(method, &text);
        }
        session.at("textDocument/completion", &text, 4 << 20);
    }
    session.set(&mut text, "case a { seller \"x\" }\n");
    assert!(session.faults(&text).iter().any(|it| it["code"] == "missing-word"));
    session.end();
}

#[test]
fn a_request_that_is_no_longer_wanted_is_not_answered() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let text = session.open(&case.join("case.poa"));
    session.faults(&text);
    // Both come in one piece, so that the second is there when the first is looked at.
    let hover = |id: i64| {
        let method = "textDocument/hover";
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": text.at(3)})
    };
    let framed = |message: &Value| {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let many: String = (1000..1100).map(|id| framed(&hover(id))).collect();
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1099}});
    session.send_raw(format!("{many}{}", framed(&cancel)).as_bytes());
    for id in 1000..1099 {
        session.answer(id).expect("it is answered");
    }
    // Whether the cancellation came in time or not, there is an answer.
    let last = session.answer(1099);
    assert!(last.is_ok() || last.is_err_and(|why| why.contains("no longer wanted")));
    session.end();
}

#[test]
fn a_path_that_leaves_the_case_is_not_read() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    session.set(
        &mut text,
        "use \"../../etc/passwd\"\nevidence a \"/etc/passwd\" { kind x; captured 2026-01-01 }\n",
    );
    let faults = session.faults(&text);
    assert!(
        faults.iter().any(|it| it["message"].as_str().is_some_and(|it| it.contains("outside")))
    );
    let links = session.of("textDocument/documentLink", &text);
    assert_eq!(links, json!([]));
    let other = Text::new("untitled:Untitled-1", "case a { }");
    session.tell_open(&other);
    assert_eq!(session.at("textDocument/hover", &other, 1), Value::Null);
    session.end();
}
