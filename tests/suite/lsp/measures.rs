//! Measures in the editor, and the YAML of packs. In: the example; a pack of one's own. Out: what
//! is offered, said and shown, through the real executable.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::lsp::labels;
use crate::lsp::session::{Session, Text};

fn example() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("examples/undelivered-parcels/undelivered.poa")
}

const MEASURE: &str = "measure   median hours from opened to first-reply";

/// What is offered where a measure of the example is cut off and something else is typed.
fn offered(session: &mut Session, text: &mut Text, typed: &str) -> Vec<String> {
    let sound = text.text.clone();
    let start = sound.find(MEASURE).expect("the example measures");
    session.set(text, &sound.replacen(MEASURE, &typed.replacen("$0", "", 1), 1));
    let at = start + typed.find("$0").expect("the cursor is marked");
    let found = session.at("textDocument/completion", text, at);
    session.set(text, &sound);
    labels(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_measure_is_completed_explained_and_computed() {
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&example());
    session.faults(&text);
    let mut check = |typed: &str, expected: &[&str]| {
        let found = offered(&mut session, &mut text, typed);
        assert!(expected.iter().all(|it| found.contains(&(*it).to_owned())), "{typed}: {found:?}");
    };
    check("measure $0", &["median", "mean", "share", "count"]);
    check("measure median hours from $0", &["opened", "first-reply"]);
    check("measure median hours from opened to first-reply $0", &["by"]);
    check("hide column \"$0\"", &["opened"]);
    let at = text.text.find(MEASURE).expect("the example measures");
    let mut hover = |word: &str| {
        let place = at + MEASURE.find(word).expect("a word of it") + 1;
        let found = session.at("textDocument/hover", &text, place);
        found["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert!(hover("median").contains("the middle one"));
    assert!(hover("opened").contains("evidence/tickets.csv"));
    let computed = hover("measure");
    assert!(computed.contains("us, `reply-shifts`: ") && computed.contains(" before the action"));
    let found = session.at("textDocument/signatureHelp", &text, at + MEASURE.len() + 1);
    let label = found["signatures"][0]["label"].as_str().unwrap_or_default();
    assert!(label.starts_with("measure median|mean hours|days from column"), "{found}");
    let whole =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let params = json!({"textDocument": {"uri": text.uri}, "range": whole});
    let hints = session.request("textDocument/inlayHint", params).expect("it is answered");
    let shown = hints.to_string();
    assert!(shown.contains("\"rows: "), "{shown}");
    session.end();
}

#[test]
fn an_exhibit_is_renamed_in_measures_too() {
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&example());
    session.faults(&text);
    let quoted = "measure  \"median time to the first reply\"";
    session.change(
        &mut text,
        quoted,
        "measure  median hours from opened to first-reply in tickets",
    );
    let at = text.text.find("in tickets").expect("it was written") + 4;
    let mut params = text.at(at);
    params["newName"] = json!("inbox");
    let found = session.request("textDocument/rename", params).expect("the name is free");
    let edits = found["changes"][&text.uri].as_array().expect("there are edits");
    let place = text.place(at - 1);
    assert!(edits.iter().any(|edit| edit["range"]["start"] == place), "{found}");
    assert!(edits.len() > 1, "the exhibit itself is renamed");
    session.end();
}

#[test]
fn fields_and_words_of_packs_are_offered_and_explained_in_broken_yaml_too() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pack = folder.path().join("it");
    fs::create_dir(&pack).expect("it can be made");
    let head =
        "pack: it\ntitle: Amazon.it (Italy)\ninherits: eu\nmarketplace: it\nversion: 1.0.0\n";
    fs::write(pack.join("pack.yaml"), head).expect("it can be written");
    fs::write(pack.join("rules.yaml"), "rules:\n").expect("it can be written");
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&pack.join("rules.yaml"));
    session.faults(&text);
    let mut ask = |method: &str, marked: &str| -> Value {
        let at = marked.find("$0").expect("the cursor is marked");
        session.set(&mut text, &marked.replacen("$0", "", 1));
        session.at(method, &text, at)
    };
    let mut check = |marked: &str, expected: &[&str]| {
        let found = ask("textDocument/completion", marked);
        let labels = labels(&found);
        assert!(expected.iter().all(|it| labels.contains(it)), "{marked}: {labels:?}");
    };
    check("rules:\n  - name: a\n    $0", &["message", "level", "native"]);
    check("rules:\n  - name: a\n    level: $0", &["error", "advice"]);
    check("rules:\n  - {name: \"a\n  - na: [\n    lev$0", &["level"]);
    check("sources:\n  x: {confidence: $0", &["verified", "known", "unsure"]);
    check("sources:\n  x: {kind: $0", &["law", "amazon", "convention"]);
    check("rules:\n  - name: a\n    implies: [$0", &["order-uncovered"]);
    check("rules:\n  - name: a\n    require: case.$0", &["case.fulfilment"]);
    check(
        "disclosures:\n  d:\n    facts:\n      one: {type: date}\n    text:\n      en: On {{ $0",
        &["one"],
    );
    check("marketplace: $0", &["it", "uk", "us"]);
    let found = ask("textDocument/completion", "rules:\n  - name: a\n    lev$0");
    let level = found["items"].as_array().into_iter().flatten().find(|it| it["label"] == "level");
    let level = level.expect("it is offered");
    assert_eq!((&level["kind"], &level["textEdit"]["newText"]), (&json!(5), &json!("level: ")));
    let found = ask("textDocument/hover", "rules:\n  - name: a\n    le$0vel: error\n");
    let about = found["contents"]["value"].as_str().unwrap_or_default();
    assert!(about.contains("How much a fault matters"), "{about}");
    session.end();
}
