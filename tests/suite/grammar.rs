//! `poa check --grammar` in a program that is built with the feature `grammar`: what it finds, and
//! that it finds nothing in good English. Without the feature there is nothing to test here:
//! `cargo test --features grammar --test suite grammar::`.
#![cfg(feature = "grammar")]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::{check_json, new_case, poa};

/// The advice of the checker on a case whose prose has one more text.
fn advice(case: &Path, text: &str) -> Vec<Value> {
    let path = case.join("case.poa");
    let before = fs::read_to_string(&path).expect("the case is there");
    let more = format!("\nrelated late-shipment-rate {{ text \"\"\"\n{text}\n\"\"\"\n}}\n");
    fs::write(&path, format!("{before}{more}")).expect("it is written");
    let found = check_json(case, "check --grammar", 0);
    fs::write(&path, before).expect("it is written");
    let faults = found["diagnostics"].as_array().expect("a list").clone();
    let is_advice = |it: &Value| it["rule"] == "grammar" && it["level"] == "advice";
    faults.into_iter().filter(is_advice).collect()
}

#[test]
fn nothing_is_found_in_good_english() {
    let (_folder, case) = new_case();
    let good = include_str!("../prose/good.txt");
    let lines: Vec<&str> = good.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.len() > 100, "the sentences are read");
    let found = advice(&case, &lines.join("\n\n").replace('"', "”"));
    assert!(found.is_empty(), "{found:#?}");
    let trade = [
        "The A-to-z claims of ASIN B07XYZ1234 were despatched to Müller GmbH.",
        "Its organisation relabelled 12 SKUs of order 113-1234567-1234567 in another colour.",
    ];
    assert!(advice(&case, &trade.join(" ")).is_empty());
}

#[test]
fn a_mistake_is_advice_at_its_place_with_a_fix() {
    let (_folder, case) = new_case();
    for (text, found, instead) in [
        ("The warehouse recieved the parcel.", "recieved", "received"),
        ("The carrier have no record of it.", "have", "has"),
        ("We did not received the messages.", "received", "receive"),
    ] {
        let told = advice(&case, text);
        let [fault] = &told[..] else { panic!("one find in `{text}`: {told:#?}") };
        let message = fault["message"].as_str().unwrap_or_default();
        let help = fault["help"].as_str().unwrap_or_default();
        assert!(message.contains(&format!("`{found}`")), "{fault:#}");
        assert!(help.contains(&format!("`{instead}`")), "{fault:#}");
        assert_eq!(fault["source"]["convention"], true);
        let (start, end) = (&fault["labels"][0]["start"], &fault["labels"][0]["end"]);
        let column = 1 + text.find(found).expect("it is there") as u64;
        assert_eq!(start["column"], column, "{fault:#}");
        assert_eq!(end["column"], column + found.len() as u64, "{fault:#}");
        assert_eq!(fault["fix"]["safety"], "asks");
        assert_eq!(fault["fix"]["edits"][0]["text"], instead);
    }
}

/// What a pack finds, and what was filled in, is not told again.
#[test]
fn what_is_told_already_and_what_nobody_wrote_is_no_advice() {
    let (_folder, case) = new_case();
    assert!(advice(&case, "We checked the the label.").is_empty(), "told by the pack");
    assert!(
        advice(&case, "{{ defects.count }} order were late.").is_empty(),
        "a value stands there"
    );
}

#[test]
fn any_text_is_read_to_its_end() {
    let (_folder, case) = new_case();
    let long = "word ".repeat(20_000);
    let texts = [
        "’’’ “” … — – ‹›",
        "e\u{301}\u{301}\u{301} ﬁ ﷺ 👩‍👩‍👧‍👦 ½",
        "| a | b |\n|---|---|\n| c",
        "[a](b \\",
        &long,
    ];
    for text in texts {
        let path = case.join("case.poa");
        let before = fs::read_to_string(&path).expect("the case is there");
        let more = format!("\nrelated late-shipment-rate {{ text \"\"\"\n{text}\n\"\"\"\n}}\n");
        fs::write(&path, format!("{before}{more}")).expect("it is written");
        let end = poa(&case, &["check", "--grammar", "--format", "short"]).code;
        assert!(end == 0 || end == 1, "{text:.40}: ends with {end}");
        fs::write(&path, before).expect("it is written");
    }
}
