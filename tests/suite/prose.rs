//! The rules about prose, held against sentences. In: `tests/prose/bad.txt`, one `RULE | SENTENCE`
//! a line, `tests/prose/appeals.txt` and `tests/prose/good.txt`, one sentence a line. Out:
//! sentences that are not found, or found without need. The patterns are families of mistakes: no
//! list is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use poa::compile::shipped;
use poa::policy::Policy;
use poa::policy::types::{Look, ProsePart};

/// How many bad sentences must be found by the rule that is written before them.
const FOUND_MIN_PERCENT: usize = 97;

/// How many sentences of appeals must be found by some rule.
const APPEALS_MIN_PERCENT: usize = 95;

/// Rules about words that hang on the case around them.
const CASE_RULES: [&str; 3] = ["related-issue-hidden", "date-form-ambiguous", "foreign-law-cited"];

fn base() -> &'static Policy {
    shipped().packs.policy("base").expect("the pack that all inherit from is there")
}

fn lines(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prose").join(name);
    let text = fs::read_to_string(path).expect("the list is in the repository");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The rules about words that find something in a sentence, and what.
fn found(sentence: &str, part: ProsePart) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for rule in &base().rules {
        let Look::Text { part: read, patterns, .. } = &rule.look else { continue };
        // These two look at what the case declares besides.
        if CASE_RULES.contains(&rule.name.as_str()) {
            continue;
        }
        // What the whole plan may not say, its last why may not say either.
        if *read == ProsePart::LastWhy && part == ProsePart::Whole {
            continue;
        }
        let places = patterns.iter().flat_map(|pattern| pattern.find(sentence));
        found.extend(places.map(|range| (rule.name.as_str(), sentence[range].to_owned())));
    }
    found
}

#[test]
fn bad_sentences_are_found() {
    let lines = lines("bad.txt");
    let mut missed = Vec::new();
    for line in &lines {
        let (rule, sentence) = line.split_once(" | ").expect("a rule and a sentence");
        let names = found(sentence, ProsePart::LastWhy);
        if !names.iter().any(|(name, _)| *name == rule) {
            missed.push(format!("{line}\n    found: {names:?}"));
        }
    }
    assert!(lines.len() >= 120, "a list of {} proves little", lines.len());
    let right = (lines.len() - missed.len()) * 100;
    assert!(right >= lines.len() * FOUND_MIN_PERCENT, "missed:\n{}", missed.join("\n"));
}

#[test]
fn sentences_of_appeals_are_found_by_some_rule() {
    let lines = lines("appeals.txt");
    let is_missed = |line: &&String| found(line, ProsePart::LastWhy).is_empty();
    let missed: Vec<&String> = lines.iter().filter(is_missed).collect();
    assert!(lines.len() >= 800, "a list of {} proves little", lines.len());
    let right = (lines.len() - missed.len()) * 100;
    assert!(right >= lines.len() * APPEALS_MIN_PERCENT, "missed:\n{missed:#?}");
}

#[test]
fn good_sentences_are_left_alone() {
    let lines = lines("good.txt");
    let mut wrong = Vec::new();
    for sentence in &lines {
        let names = found(sentence, ProsePart::Whole);
        if !names.is_empty() {
            wrong.push(format!("{sentence}\n    found: {names:?}"));
        }
    }
    assert!(lines.len() >= 900, "a list of {} proves little", lines.len());
    assert!(wrong.is_empty(), "false alarms:\n{}", wrong.join("\n"));
}

/// Each rule is named by some bad sentence, and each pattern by itself is one that can be read.
#[test]
fn every_rule_about_words_has_bad_sentences() {
    let named: BTreeSet<String> = lines("bad.txt")
        .iter()
        .filter_map(|line| Some(line.split_once(" | ")?.0.to_owned()))
        .collect();
    let texts = base().rules.iter().filter(|rule| matches!(rule.look, Look::Text { .. }));
    let bare: Vec<&str> = texts
        .map(|rule| rule.name.as_str())
        .filter(|name| !CASE_RULES.contains(name) && !named.contains(*name))
        .collect();
    assert!(bare.is_empty(), "no sentence for {bare:?}");
}
