//! Answers and drafts with `--lang zh` through the real executable. In: commands of a seller's
//! first day. Out: a failure where a sentence is still English.

use std::fs;
use std::path::Path;

use crate::cli::{check, new_case};

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
