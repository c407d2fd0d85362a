//! Answers and drafts with `--lang zh` through the real executable. In: commands of a seller's
//! first day. Out: a failure where a sentence is still English.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::{check, new_case};
use crate::lsp::session::Session;

/// Whether a line has an English sentence: several words outside backticks.
fn is_english(line: &str) -> bool {
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|it| it.is_ascii_lowercase());
    let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let words = plain.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '.']));
    words.filter(is_word).count() > 2
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign))
}

fn expect_none(command: &str, lines: impl Iterator<Item = String>) {
    let english: Vec<String> = lines.filter(|line| is_english(line)).collect();
    assert!(english.is_empty(), "{command}: add to policies/language/zh-answers.yaml {english:#?}");
}

/// The words of notes and `todo` lines; notes that show how to write an item are left out.
fn notes(text: &str) -> Vec<String> {
    let note = |line: &str| {
        let code = line.trim_start();
        if let Some(rest) = code.strip_prefix("todo") {
            return Some(rest.trim().to_owned());
        }
        let (_, words) = line.split_once("# ")?;
        let is_code = words.ends_with(['{', '}']) || words.starts_with("  ");
        (!is_code).then(|| words.to_owned())
    };
    text.lines().filter_map(note).collect()
}

#[test]
fn answers_are_in_chinese() {
    let (_folder, case) = new_case();
    for (line, code) in [
        ("forecast --as-of 2026-10-23 --lang zh", 0),
        ("forecast --as-of 2026-12-20 --lang zh", 0),
        ("fmt --lang zh", 0),
        ("build --lang zh", 0),
        ("explain --lang zh", 0),
    ] {
        let said = check(&case, line, code, "").stdout;
        expect_none(line, said.lines().filter(|it| !it.contains('│')).map(str::to_owned));
    }
}

#[test]
fn failures_are_in_chinese() {
    let (_folder, case) = new_case();
    for (line, code) in
        [("check nothere", 3), ("new .", 3), ("explain no-such-rule", 2), ("check data", 2)]
    {
        let said = check(&case, &format!("{line} --lang zh"), code, "").stderr;
        expect_none(line, said.lines().map(str::to_owned));
    }
}

#[test]
fn a_new_case_has_chinese_notes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = check(folder.path(), "new a --lang zh", 0, "poa check a").stdout;
    expect_none("new", said.lines().map(str::to_owned));
    let text = fs::read_to_string(folder.path().join("a/case.poa")).expect("the case");
    let bare: Vec<String> = notes(&text).into_iter().filter(|note| !has_chinese(note)).collect();
    assert!(bare.is_empty(), "add to policies/language/zh-answers.yaml {bare:#?}");
    let english = |text: &str| text.lines().filter(|line| line.contains(" {")).count();
    check(folder.path(), "new b --lang en", 0, "poa check b");
    let other = fs::read_to_string(folder.path().join("b/case.poa")).expect("the case");
    assert_eq!(english(&text), english(&other), "the items are the same");
    check(folder.path(), "check a --lang zh", 0, "");
}

#[test]
fn a_draft_has_chinese_notes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/undelivered-parcels/data");
    for name in ["us-defects.csv", "us-all-orders.txt"] {
        fs::copy(data.join(name), folder.path().join(name)).expect("a copy");
    }
    let line = "import us-defects.csv us-all-orders.txt --site us --into a --as-of 2026-10-24";
    let said = check(folder.path(), &format!("{line} --lang zh"), 0, "").stdout;
    expect_none(line, said.lines().filter(|it| !it.contains('│')).map(str::to_owned));
    let text = fs::read_to_string(folder.path().join("a/case.poa")).expect("the draft");
    expect_none("the draft", notes(&text).into_iter());
    assert!(text.contains("todo") && notes(&text).iter().any(|note| has_chinese(note)));
    check(folder.path(), &format!("{line} --lang zh"), 0, "");
    let again = fs::read_to_string(folder.path().join("a/case.poa")).expect("the draft");
    assert_eq!(again, text, "a second import changes nothing");
}

/// The lines without any Chinese; names of laws and pages, which others have, stay as they are.
fn bare(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter(|line| !has_chinese(line)).map(str::to_owned)
}

#[test]
fn the_workshop_of_packs_answers_in_chinese() {
    let (folder, _) = new_case();
    let folder = folder.path();
    for (line, code) in [
        ("pack new tr", 0),
        ("pack list", 0),
        ("pack show de --as-of 2026-06-18 --upcoming", 0),
        ("pack show us --as-of 2026-06-18", 0),
        ("pack check tr", 0),
        ("pack test tr --coverage --mutate", 0),
        ("pack diff us uk --as-of 2026-11-12", 0),
        ("pack doc tr --out pages", 0),
        ("pack lock a", 0),
        ("pack sign --new-key packs.key", 0),
        ("pack sign tr --key packs.key", 0),
        ("pack verify tr --key packs.key.pub", 0),
        ("pack check nowhere", 2),
        ("pack new us", 2),
        ("pack diff de base", 0),
        ("schema pack", 0),
    ] {
        let said = check(folder, &format!("{line} --lang zh"), code, "");
        let said = format!("{}{}", said.stdout, said.stderr);
        expect_none(line, bare(&said).filter(|line| !line.contains("poa pack ")));
    }
    let page = fs::read_to_string(folder.join("pages/pack-tr.html")).expect("a page");
    assert!(page.contains("lang=\"zh-Hans\"") && page.contains("披露"), "{page}");
}

#[test]
fn faults_of_packs_are_in_chinese() {
    let (folder, case) = new_case();
    check(folder.path(), "pack new tr", 0, "");
    let pack = folder.path().join("tr/pack.yaml");
    let sound = fs::read_to_string(&pack).expect("the pack");
    for (old, new) in [
        ("    level: warning\n    why: A training", "    levle: warning\n    why: A training"),
        ("    source: tr-practice", "    source: tr-practise"),
        ("    sources: [tr-practice]\n", ""),
        ("level: warning", "level: loud"),
        ("version:", "version: [1]\nversion:"),
        ("title:", "title: {"),
    ] {
        assert!(sound.contains(old), "{old}");
        fs::write(&pack, sound.replacen(old, new, 1)).expect("it can be written");
        let said = check(folder.path(), "pack check tr --lang zh", 1, "").stdout;
        let lines = said.lines().filter(|it| !it.contains('│') && !it.contains("more:"));
        expect_none(new, lines.map(str::to_owned));
    }
    let named = ["packs = [\"nowhere\"]", "packs = [\"..\"]", "packs = \"a\""];
    for settings in named.into_iter().chain(["pack = 1", "["]) {
        fs::write(case.join("poa.toml"), settings).expect("it can be written");
        let said = check(&case, "check --lang zh", 1, "poa.toml").stdout;
        let lines = said.lines().filter(|it| !it.contains('│'));
        expect_none(settings, lines.map(str::to_owned));
    }
}

#[test]
fn a_pack_of_a_case_speaks_its_own_chinese() {
    let (folder, case) = new_case();
    check(folder.path(), "pack new tr", 0, "");
    let text = fs::read_to_string(folder.path().join("tr/pack.yaml")).expect("the pack");
    fs::create_dir_all(case.join("packs/tr")).expect("a folder");
    let own = text.replacen("rules:\n", OWN_RULE, 1);
    assert_ne!(own, text);
    fs::write(case.join("packs/tr/pack.yaml"), own).expect("it can be written");
    fs::write(case.join("poa.toml"), "packs = [\"packs/tr\"]\n").expect("it can be written");
    let path = case.join("case.poa");
    let text = fs::read_to_string(&path).expect("the case");
    fs::write(&path, text.replacen("site us {", "site tr {", 1)).expect("it can be written");
    check(&case, "check --as-of 2026-11-12 --lang en", 1, "there is always something");
    check(&case, "check --as-of 2026-11-12 --lang zh", 1, "总有可改之处");
}

/// A rule that every case breaks.
const OWN_RULE: &str = "rules:
  - name: never-content
    level: warning
    why: A pack of a case has words of its own.
    convention: true
    require: case.id == 'nothing'
    message: there is always something to mend
    zh: {why: \"案例自带的规则包有自己的文字。\", message: \"总有可改之处\"}
    tests: {fires: \"\", silent: \"\"}
";

#[test]
fn wrong_usage_is_told_in_chinese() {
    let (_folder, case) = new_case();
    for line in [
        "bogus",
        "check --asof 2026-11-12",
        "check --format x",
        "check --as-of 2026-02-30",
        "check --as-of soon",
        "check --site toolongasite",
        "check --color",
        "import",
        "import a --site us --encoding zzz",
        "import a --site us --map x",
        "pack",
        "pack tset",
        "pack test",
        "pack test us --all",
        "fmt --lines a",
        "preview --port 99999",
        "check a b",
    ] {
        let said = check(&case, &format!("{line} --lang zh"), 2, "");
        let is_own = |it: &&str| !it.contains("用法：") && !it.contains("（可选：");
        expect_none(line, said.stderr.lines().filter(is_own).map(str::to_owned));
    }
}

/// The first text of a hover or a completion.
fn first_text(value: &Value) -> &str {
    value.pointer("/contents/value").and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn editors_are_told_in_chinese() {
    let (_folder, case) = new_case();
    let mut session = Session::start_in_chinese();
    let mut text = session.open(&case.join("case.poa"));
    session.faults(&text);
    let mut bare = Vec::new();
    for words in ["finding ", "logistics.carrier", "not-received", "kind  ", "action ", "covers"] {
        let at = text.text.find(words).expect("the case has it") + 1;
        let found = session.at("textDocument/hover", &text, at);
        if !has_chinese(first_text(&found)) {
            bare.push(format!("{words}: {found}"));
        }
    }
    let at = text.text.len();
    let found = session.at("textDocument/completion", &text, at);
    let items = found["items"].as_array().cloned().unwrap_or_default();
    assert!(items.len() > 5, "{found}");
    for item in items {
        let detail = item["detail"].as_str().unwrap_or_default();
        if !detail.is_empty() && !has_chinese(detail) {
            bare.push(format!("{}: {detail}", item["label"]));
        }
    }
    let hints = session.of("textDocument/codeLens", &text);
    for lens in hints.as_array().into_iter().flatten() {
        let title = lens.pointer("/command/title").and_then(Value::as_str).unwrap_or_default();
        if !has_chinese(title) {
            bare.push(title.to_owned());
        }
    }
    assert!(bare.is_empty(), "add to policies/language/zh-editor.yaml {bare:#?}");
    session.change(&mut text, "owner  logistics-lead", "owner  logistic-lead");
    let faults = session.faults(&text);
    let fault = faults.iter().find(|it| it["code"] == "unknown-name").expect("it is told");
    assert!(has_chinese(fault["message"].as_str().unwrap_or_default()), "{fault}");
    for action in session.actions(&text, fault) {
        assert!(has_chinese(action["title"].as_str().unwrap_or_default()), "{action}");
    }
    let refused = session.request("textDocument/rename", json!({}));
    assert!(refused.is_err_and(|why| has_chinese(&why)));
    session.end();
}
