//! The language server. In: the real executable and one scripted editor that speaks the protocol.
//! Out: what it answers, feature by feature; hostile editors at the end.

mod exhibits;
mod hostile;
mod measures;
mod neovim;
pub(crate) mod session;

use std::fs;

use serde_json::{Value, json};

use crate::cli::new_case;
use crate::lsp::session::{Session, Text};

/// The labels of a list of completions.
fn labels(found: &Value) -> Vec<&str> {
    let items = found["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn faults_appear_as_one_types_and_go_again() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    let faults = session.faults(&text);
    assert!(faults.iter().all(|fault| fault["severity"] != 1), "{faults:#?}");
    let sound = text.text.clone();
    session.change(&mut text, "owner  logistics-lead", "owner  logistic-lead");
    let faults = session.faults(&text);
    let unknown = faults.iter().find(|fault| fault["code"] == "unknown-name").expect("it is told");
    assert_eq!(unknown["severity"], 1);
    let start = text.position("logistic-lead");
    assert_eq!(unknown["range"]["start"], start);
    assert!(unknown["message"].as_str().is_some_and(|it| it.contains("did you mean")));
    let related = unknown["relatedInformation"].as_array().expect("the other place is told");
    assert_eq!(related[0]["location"]["uri"], text.uri.as_str());
    session.set(&mut text, &sound);
    assert!(session.faults(&text).iter().all(|fault| fault["code"] != "unknown-name"));
    session.set(&mut text, &sound.replace("done   2026-10-25", "done   2026-11-20"));
    let faults = session.faults(&text);
    assert!(
        faults
            .iter()
            .any(|it| it["code"] == "action-not-done-yet" && it["data"]["sites"][0] == "us")
    );
    session.set(&mut text, &format!("{}\naction broken correct {{\n  did \"x", sound.trim_end()));
    assert!(session.faults(&text).iter().any(|it| it["code"] == "text-not-closed"));
    session.end();
}

#[test]
fn files_that_change_outside_the_editor_are_read_again() {
    let (_folder, case) = new_case();
    let watches = json!({"didChangeWatchedFiles": {"dynamicRegistration": true}});
    let mut session = Session::start(&json!({"workspace": watches}));
    let asked = session.wait_for("client/registerCapability");
    let registered = &asked["registrations"][0];
    assert_eq!(registered["method"], "workspace/didChangeWatchedFiles");
    let text = session.open(&case.join("case.poa"));
    let before = session.faults(&text);
    assert!(before.iter().all(|it| it["code"] != "evidence-file-missing"), "{before:#?}");
    session.wait_for("poa/checked");
    let scans = case.join("evidence/carrier-scans.csv");
    fs::remove_file(&scans).expect("it is there");
    let uri = text.uri.replace("case.poa", "evidence/carrier-scans.csv");
    let gone = json!({"changes": [{"uri": uri, "type": 3}]});
    session.tell("workspace/didChangeWatchedFiles", gone);
    session.wait_for("poa/checked");
    let after = session.faults(&text);
    assert!(after.iter().any(|it| it["code"] == "evidence-file-missing"), "{after:#?}");
    session.end();
}

#[test]
fn words_names_and_values_are_offered() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    let mut offered = |session: &mut Session, typed: &str| {
        let sound = text.text.clone();
        session.set(&mut text, &format!("{sound}\n{}", typed.replacen("$0", "", 1)));
        session.faults(&text);
        let at = sound.len() + 1 + typed.find("$0").expect("the cursor is marked");
        let found = session.at("textDocument/completion", &text, at);
        session.set(&mut text, &sound);
        found
    };
    let check = |found: &Value, expected: &[&str]| {
        let labels = labels(found);
        expected.iter().for_each(|it| assert!(labels.contains(it), "{it}: {labels:?}"));
    };
    check(&offered(&mut session, "$0"), &["finding", "allow"]);
    check(&offered(&mut session, "finding a {\n  $0\n}"), &["cause", "covers"]);
    check(&offered(&mut session, "action a correct {\n  owner $0\n}"), &["service-lead"]);
    check(&offered(&mut session, "evidence a {\n  kind $0\n}"), &["delivery-proof"]);
    let files = offered(&mut session, "evidence a \"$0\" { }");
    check(&files, &["evidence/carrier-scans.csv"]);
    assert!(!labels(&files).contains(&"case.poa"), "{files}");
    check(
        &offered(&mut session, "finding a {\n  covers orders $0\n}"),
        &["113-7254963-2087451"; 0],
    );
    check(&offered(&mut session, "site $0"), &["uk", "de"]);
    check(&offered(&mut session, "allow $0"), &["evidence-uncited"]);
    check(&offered(&mut session, "finding a {\n  text \"{{ $0\"\n}"), &["covered.count"]);
    check(&offered(&mut session, "finding a {\n  text \"(@$0\"\n}"), &["scans"]);
    check(&offered(&mut session, "finding a {\n  text \"x {{$0"), &["rate"]);
    let asked = offered(&mut session, "site jp {\n  disclose $0\n}");
    check(&asked, &["customer-service"]);
    let asked = offered(&mut session, "site us {\n  disclose $0\n}");
    assert!(!labels(&asked).contains(&"customer-service"), "only what the site asks: {asked}");
    let found = offered(&mut session, "find$0");
    let finding = found["items"]
        .as_array()
        .and_then(|items| items.iter().find(|it| it["label"] == "finding"));
    let finding = finding.expect("it is offered");
    assert_eq!(finding["insertTextFormat"], 2);
    assert!(
        finding["textEdit"]["newText"].as_str().is_some_and(|it| it.starts_with("finding ${1:"))
    );
    session.end();
}

#[test]
fn things_lead_to_each_other() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let text = session.open(&case.join("case.poa"));
    session.faults(&text);
    let used = text.text.find("fixes  no-delivery-scan").expect("it is there") + 8;
    let defined = text.position("no-delivery-scan {");
    let found = session.at("textDocument/definition", &text, used);
    assert_eq!(found[0]["range"]["start"], defined);
    let found = session.at("textDocument/hover", &text, used);
    let about = found["contents"]["value"].as_str().unwrap_or_default().to_owned();
    assert!(about.contains("us: 3 orders"), "{about}");
    let found = session.at("textDocument/implementation", &text, used);
    assert_eq!(found.as_array().map(Vec::len), Some(4), "three actions and a remedy: {found}");
    let found = session.at("textDocument/documentHighlight", &text, used);
    let places = found.as_array().map_or(0, Vec::len);
    let mut params = text.at(used);
    params["context"] = json!({"includeDeclaration": true});
    let found = session.request("textDocument/references", params).expect("it is answered");
    assert_eq!(found.as_array().map(Vec::len), Some(places));
    let path = text.text.find("carrier-scans.csv").expect("it is there");
    let found = session.at("textDocument/definition", &text, path);
    assert!(found[0]["uri"].as_str().is_some_and(|it| it.ends_with("evidence/carrier-scans.csv")));
    let found = session.at("textDocument/hover", &text, path);
    assert!(found["contents"]["value"].as_str().is_some_and(|it| it.contains("SHA-256")));
    let found = session.of("textDocument/documentLink", &text);
    assert!(found.as_array().is_some_and(|links| links.len() > 8), "{found}");
    session.end();
}

#[test]
fn a_rename_reaches_other_files() {
    let (_folder, case) = new_case();
    let file = case.join("case.poa");
    let whole = fs::read_to_string(&file).expect("the case is there");
    let people = "person logistics-lead { role \"Logistics lead\" }\n";
    fs::write(case.join("team.poa"), people).expect("it can be written");
    let rest = whole.replace(people, "").replacen("\ncase ", "\nuse \"team.poa\"\n\ncase ", 1);
    fs::write(&file, rest).expect("it can be written");
    let mut session = Session::start(&json!({}));
    let team = session.open(&case.join("team.poa"));
    assert_eq!(session.faults(&team), Vec::<Value>::new(), "it is part of the case");
    let at = people.find("logistics-lead").expect("it is there");
    let found = session.at("textDocument/prepareRename", &team, at);
    assert_eq!(found["start"], team.position("logistics-lead"));
    let mut params = team.at(at);
    params["newName"] = json!("head-of-logistics");
    let found = session.request("textDocument/rename", params).expect("the name is free");
    let changes = found["changes"].as_object().expect("there are changes");
    assert_eq!(changes.len(), 2, "{found}");
    let mut params = team.at(at);
    params["newName"] = json!("service-lead");
    let refused = session.request("textDocument/rename", params).expect_err("it is taken");
    assert!(refused.contains("already called"), "{refused}");
    let found =
        session.request("workspace/symbol", json!({"query": "logi"})).expect("it is answered");
    assert!(
        found.as_array().is_some_and(|all| all.iter().any(|it| it["name"] == "logistics-lead"))
    );
    session.end();
}

#[test]
fn a_file_has_an_outline_folds_colours_and_numbers() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let text = session.open(&case.join("case.poa"));
    session.faults(&text);
    let outline = session.of("textDocument/documentSymbol", &text);
    let names: Vec<&str> = outline
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert!(names.starts_with(&["lost-parcels", "us"]), "{names:?}");
    assert!(outline[0]["children"].as_array().is_some_and(|it| it.len() >= 6));
    let folds = session.of("textDocument/foldingRange", &text);
    assert!(folds.as_array().is_some_and(|it| it.len() > 10 && it[0]["kind"] == "comment"));
    let mut params = json!({"textDocument": {"uri": text.uri}});
    params["positions"] = json!([text.position("Example Shop")]);
    let found = session.request("textDocument/selectionRange", params).expect("it is answered");
    assert!(found[0]["parent"]["parent"]["parent"].is_object(), "{found}");
    let tokens = session.of("textDocument/semanticTokens/full", &text);
    let data = tokens["data"].as_array().expect("there are tokens");
    assert!(data.len() > 500 && data.len().is_multiple_of(5));
    assert_eq!(data[3], 10, "the file begins with a comment");
    let mut params = json!({"textDocument": {"uri": text.uri}});
    params["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let hints = session.request("textDocument/inlayHint", params).expect("it is answered");
    let shown: Vec<&str> = hints
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(|it| it["label"].as_str())
        .collect();
    assert_eq!(shown, ["ODR 1.42 %", "3 orders · 3 direct · 3 process", "us 3 (100%)"]);
    let lenses = session.of("textDocument/codeLens", &text);
    let build = lenses
        .as_array()
        .and_then(|all| all.iter().find(|it| it["command"]["title"] == "build US"));
    let build = build.expect("a site can be built").clone();
    let open = lenses
        .as_array()
        .is_some_and(|all| all.iter().any(|it| it["command"]["command"] == "vscode.open"));
    assert!(open, "{lenses}");
    session.request("workspace/executeCommand", build["command"].clone()).expect("it is built");
    assert!(case.join("out/us/plan.pdf").is_file());
    let at = text.text.find("contain {").expect("it is there");
    let found = session.at("textDocument/signatureHelp", &text, at);
    assert_eq!(found["signatures"][0]["label"], "action action choice [on site] { … }");
    assert_eq!(found["activeParameter"], 1);
    session.end();
}

#[test]
fn faults_can_be_mended_and_allowed() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    session.change(&mut text, "owner  logistics-lead", "owner  logistic-lead");
    let faults = session.faults(&text);
    let fault = faults.iter().find(|it| it["code"] == "unknown-name").expect("it is told").clone();
    let found = session.actions(&text, &fault);
    let mend =
        found.iter().find(|it| it["title"] == "write `logistics-lead`").expect("it has a fix");
    assert_eq!(mend["kind"], "quickfix");
    assert_eq!(mend["diagnostics"][0]["code"], "unknown-name");
    session.apply(&mut text, &mend["edit"]);
    assert!(session.faults(&text).iter().all(|it| it["code"] != "unknown-name"));
    let without = text.text.find("  disclose returns-policy {").expect("it is there");
    let end = without + text.text[without..].find("  disclose delivery").expect("it is there");
    let cut = [&text.text[..without], &text.text[end..]].concat();
    session.set(&mut text, &cut);
    let faults = session.faults(&text);
    let fault = faults.iter().find(|it| it["code"] == "disclosure-missing");
    let fault = fault.expect("the disclosure is missed").clone();
    let found = session.actions(&text, &fault);
    let add = found
        .iter()
        .find(|it| it["title"].as_str().is_some_and(|it| it.starts_with("add the facts")));
    session.apply(&mut text, &add.expect("it has a skeleton")["edit"]);
    assert!(text.text.contains("  disclose returns-policy {\n    todo"), "{}", text.text);
    session.change(&mut text, "done   2026-10-25", "done   2026-11-20");
    let faults = session.faults(&text);
    let fault =
        faults.iter().find(|it| it["code"] == "action-not-done-yet").expect("it is told").clone();
    let mut range = fault.clone();
    let place = text.position("done   2026-11-20");
    range["range"] = json!({"start": place, "end": place});
    let found = session.actions(&text, &range);
    let promise =
        found.iter().find(|it| it["title"].as_str().is_some_and(|it| it.starts_with("promise it")));
    session.apply(&mut text, &promise.expect("it can be promised")["edit"]);
    assert!(text.text.contains("by 2026-11-20"));
    session.end();
}

#[test]
fn files_are_formatted() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&case.join("case.poa"));
    let sound = text.text.clone();
    let odd = sound.replace("  seller      \"", "seller：  \"").replace(
        "  owner  logistics-lead\n  done   2026-10-25",
        "  owner logistics-lead\n\n\n  done 2026-10-25",
    );
    session.set(&mut text, &odd);
    let params =
        json!({"textDocument": {"uri": text.uri}, "options": {"tabSize": 2, "insertSpaces": true}});
    let mut part = params.clone();
    part["range"] =
        json!({"start": text.position("case lost"), "end": text.position("fulfilment")});
    let edits = session.request("textDocument/rangeFormatting", part).expect("it is answered");
    session.apply_edits(&mut text, &edits);
    assert!(text.text.contains("  seller      \"") && text.text.contains("  owner logistics-lead"));
    let edits = session.request("textDocument/formatting", params.clone()).expect("it is answered");
    session.apply_edits(&mut text, &edits);
    assert!(text.text.contains("  owner  logistics-lead\n\n  done   2026-10-25"), "{}", text.text);
    session.set(&mut text, "case a {\n");
    let mut typed = params.clone();
    typed["position"] = json!({"line": 1, "character": 0});
    typed["ch"] = json!("\n");
    let edits = session.request("textDocument/onTypeFormatting", typed).expect("it is answered");
    assert_eq!(edits[0]["newText"], "  ");
    session.set(&mut text, "case a {\nseller \"x\"\n}");
    let mut typed = params;
    typed["position"] = json!({"line": 2, "character": 1});
    typed["ch"] = json!("}");
    let edits = session.request("textDocument/onTypeFormatting", typed).expect("it is answered");
    session.apply_edits(&mut text, &edits);
    assert_eq!(text.text.trim_end(), "case a {\n  seller  \"x\"\n}");
    session.end();
}

#[test]
fn columns_are_counted_as_the_editor_wants() {
    let check = |capabilities: &Value, encoding: &str, column: u64| {
        let (_folder, case) = new_case();
        let mut session = Session::start(capabilities);
        assert_eq!(session.encoding(), encoding);
        let mut text = session.open(&case.join("case.poa"));
        let line = text.text.lines().count();
        let added = format!("{}finding あ😀 {{ }}; action b c {{ }}\n", text.text);
        session.set(&mut text, &added);
        let faults = session.faults(&text);
        let is_there = |it: &&Value| {
            it["range"]["start"]["line"] == line && it["range"]["start"]["character"] == column
        };
        assert!(faults.iter().any(|it| is_there(&it)), "{encoding} {column}: {faults:#?}");
        session.end();
    };
    check(&json!({}), "utf-16", 26);
    check(&json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}}), "utf-8", 30);
}

#[test]
fn several_cases_are_open_at_once() {
    let (_one, first) = new_case();
    let (_two, second) = new_case();
    let mut session = Session::start(&json!({}));
    let mut a = session.open(&first.join("case.poa"));
    session.faults(&a);
    let b = session.open(&second.join("case.poa"));
    session.change(&mut a, "owner  logistics-lead", "owner  nobody-else");
    assert!(session.faults(&a).iter().any(|it| it["code"] == "unknown-name"));
    assert!(session.faults(&b).iter().all(|it| it["code"] != "unknown-name"));
    session.close(&a);
    assert_eq!(session.last_faults(&a.uri), Some(Vec::new()));
    session.end();
}

#[test]
fn cases_that_share_a_file_are_all_checked_when_it_changes() {
    let (_folder, case) = new_case();
    let whole = fs::read_to_string(case.join("case.poa")).expect("the case is there");
    let people = "person logistics-lead { role \"Logistics lead\" }\n";
    fs::write(case.join("team.poa"), people).expect("it can be written");
    let rest = whole.replace(people, "").replacen("\ncase ", "\nuse \"team.poa\"\n\ncase ", 1);
    for name in ["case.poa", "second.poa"] {
        fs::write(case.join(name), &rest).expect("it can be written");
    }
    let mut session = Session::start(&json!({}));
    let first = session.open(&case.join("case.poa"));
    let second = session.open(&case.join("second.poa"));
    let mut team = session.open(&case.join("team.poa"));
    for text in [&first, &second, &team] {
        assert!(session.faults(text).iter().all(|it| it["code"] != "unknown-name"));
    }
    let mut told = Vec::new();
    session.change(&mut team, "logistics-lead", "head-of-logistics");
    while told.len() < 2 {
        let checked = session.wait_for("textDocument/publishDiagnostics");
        let is_unknown = |it: &Value| it["code"] == "unknown-name";
        let faults = checked["diagnostics"].as_array().cloned().unwrap_or_default();
        let uri = checked["uri"].clone();
        if faults.iter().any(is_unknown) && !told.contains(&uri) {
            told.push(uri);
        }
    }
    assert!(told.contains(&json!(first.uri)) && told.contains(&json!(second.uri)), "{told:?}");
    session.end();
}

#[test]
fn what_is_no_request_is_refused() {
    let mut session = Session::start(&json!({}));
    let refused = session.request("textDocument/nonsense", json!({})).expect_err("it is not known");
    assert!(refused.contains("not known"), "{refused}");
    let found = session.request("textDocument/hover", json!({})).expect("it is answered");
    assert_eq!(found, Value::Null);
    let nowhere = Text::new("file:///nowhere/case.poa", "case a { }");
    session.tell_open(&nowhere);
    let found = session.at("textDocument/hover", &nowhere, 2);
    assert_eq!(found, Value::Null);
    session.end();
}

#[test]
fn packs_are_checked_and_explained() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pack = folder.path().join("it");
    fs::create_dir(&pack).expect("it can be made");
    let head =
        "pack: it\ntitle: Amazon.it (Italy)\ninherits: eu\nmarketplace: it\nversion: 1.0.0\n";
    fs::write(pack.join("pack.yaml"), head).expect("it can be written");
    let rules = "rules:\n  - name: a-rule\n    levle: error\n    native: order-coverage\n";
    fs::write(pack.join("rules.yaml"), rules).expect("it can be written");
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&pack.join("rules.yaml"));
    let faults = session.faults(&text);
    let place = text.position("levle");
    assert!(faults.iter().any(|it| it["range"]["start"] == place), "{faults:#?}");
    let at = text.text.find("coverage").expect("it is there");
    let found = session.at("textDocument/hover", &text, at);
    assert!(found["contents"]["value"].as_str().is_some_and(|it| it.contains("a named check")));
    session.set(&mut text, "rules:\n  - name: a-rule\n    level: ");
    let end = text.text.len();
    let found = session.at("textDocument/completion", &text, end);
    assert!(labels(&found).contains(&"warning"), "{found}");
    session.end();
}

#[test]
fn packs_that_a_case_brings_are_in_force_and_their_list_is_helped_with() {
    let (_folder, case) = new_case();
    let pack = case.join("house");
    fs::create_dir(&pack).expect("it can be made");
    let head = "pack: house\ntitle: Rules of the house\ninherits: us\nversion: 1.0.0\n";
    fs::write(pack.join("pack.yaml"), head).expect("it can be written");
    let settings = case.join("poa.toml");
    fs::write(&settings, "packs = [\"hause\"]\n").expect("it can be written");
    let mut session = Session::start(&json!({}));
    let mut text = session.open(&settings);
    let faults = session.faults(&text);
    let place = text.position("\"hause\"");
    assert!(faults.iter().any(|it| it["range"]["start"] == place), "{faults:#?}");
    let at = text.text.find("hause").expect("it is there");
    let found = session.at("textDocument/completion", &text, at);
    assert_eq!(labels(&found), ["house"]);
    session.set(&mut text, "packs = [\"house\"]\n");
    assert_eq!(session.faults(&text), Vec::<Value>::new());
    let found = session.at("textDocument/hover", &text, at);
    let about = found["contents"]["value"].as_str().expect("it is explained");
    assert!(about.contains("**house** 1.0.0: Rules of the house"), "{about}");
    session.end();
}
