//! Every name that a message can show is explained, and the examples of the language's own rules do
//! what they show. In: the lists and the sources. Out: names without an explanation.

use std::collections::BTreeSet;
use std::sync::Arc;

use poa::compile::{self, Input};
use poa::diagnostic::Diagnostic;
use poa::policy::language::{LanguageRule, Phase, language_rules};
use poa::source::{FileError, Files};
use poa::value::Date;

use crate::tidy::{code, text_files};

/// What a piece of a case leans on where it brings none of its own.
const CASE: &str = r#"
case sound {
  seller      "Example Shop"
  trigger     account-deactivated
  fulfilment  seller
  noticed     2026-10-24
  submit      2026-11-12
}
"#;
const SITE: &str = r#"
site us {
  window   2026-08-10 .. 2026-10-10
  orders   200
  defects  "data/us-defects.csv"
}
"#;

const DEFECTS: &str = "\
order-id,order-date,kind,reason
113-1234567-1234501,2026-08-21,a-to-z,not-received
113-1234567-1234502,2026-09-03,a-to-z,not-received
113-1234567-1234503,2026-09-17,chargeback,not-received
";
const ORDERS: &str = "\
amazon-order-id\tpurchase-date\tfulfillment-channel\tsales-channel
113-1234567-1234501\t2026-08-21T01:02:03+00:00\tMerchant\tAmazon.com
113-1234567-1234502\t2026-09-03T01:02:03+00:00\tMerchant\tAmazon.com
";
const LAST_ORDER: &str = "113-1234567-1234503\t2026-09-17T01:02:03+00:00\tMerchant\tAmazon.com\n";

/// A case folder whose files the examples may name.
struct Folder(String);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let bytes: Vec<u8> = match path {
            "case.poa" => self.0.clone().into_bytes(),
            "data/us-defects.csv" => DEFECTS.into(),
            "data/us-orders.txt" => format!("{ORDERS}{LAST_ORDER}").into_bytes(),
            "data/us-orders-short.txt" => ORDERS.into(),
            "evidence/note.txt" => b"The parcels were never scanned.\n".to_vec(),
            "evidence/photo.heic" => b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(),
            _ => return Err(FileError::Missing),
        };
        Ok(bytes.into())
    }
}

/// The faults of a piece of a case under one name.
fn faults(rule: &LanguageRule, piece: &str) -> Vec<Diagnostic> {
    let begins = |word: &str| piece.lines().any(|line| line.starts_with(word));
    let mut text = piece.to_owned();
    if !begins("case ") {
        text += CASE;
        text += if begins("site ") { "" } else { SITE };
    }
    let compiled = compile::check(&Input {
        root: "case.poa".to_owned(),
        files: &Folder(text),
        as_of: Date::parse("2026-11-12").expect("a day"),
        sites: Vec::new(),
        release: false,
    });
    compiled.diagnostics.into_iter().filter(|fault| fault.rule == rule.name).collect()
}

fn check(rule: &LanguageRule) {
    let fired = faults(rule, &rule.fires);
    assert!(!fired.is_empty(), "`{}` does not fire on\n{}", rule.name, rule.fires);
    let left: Vec<String> =
        fired.iter().flat_map(|fault| compile::catalogue().lacks(fault)).collect();
    assert!(left.is_empty(), "policies/language/zh.yaml lacks {left:#?}");
    // A pack may ask for one disclosure less strictly than for another: the worst level counts.
    let worst = fired.iter().map(|fault| fault.severity).min();
    assert_eq!(worst, Some(rule.level), "level of `{}`", rule.name);
    let found = faults(rule, &rule.silent);
    assert!(found.is_empty(), "`{}` fires on\n{}\n{found:?}", rule.name, rule.silent);
}

/// Those of the lower phases are held beside their list, in `src/policy/language.rs`.
#[test]
fn examples_of_the_checks_do_what_they_show() {
    language_rules().iter().filter(|rule| rule.phase == Phase::Check).for_each(check);
}

#[test]
fn every_name_that_is_shown_is_explained() {
    let mut known: BTreeSet<String> = compile::rule_names().into_iter().collect();
    known.extend(language_rules().iter().map(|rule| rule.name.clone()));
    let shown = shown();
    assert!(shown.len() > 40, "the names are found: {shown:?}");
    let unknown: Vec<&String> = shown.difference(&known).collect();
    assert!(unknown.is_empty(), "policies/language/rules.yaml lacks {unknown:?}");
    let bare: Vec<&str> = language_rules()
        .iter()
        .filter(|rule| rule.zh.0.is_empty() || rule.zh.1.is_empty())
        .map(|rule| rule.name.as_str())
        .collect();
    assert!(bare.is_empty(), "without `zh`: {bare:?}");
    let listed = language_rules().iter().map(|rule| rule.name.clone());
    let stale: Vec<String> = listed.filter(|name| !shown.contains(name)).collect();
    assert!(stale.is_empty(), "nothing shows {stale:?}: take them out of the list");
}

/// Words behind which a rule's name stands in the sources.
const BEFORE_NAMES: [&str; 6] = [
    "Diagnostic::error(",
    "Diagnostic::warning(",
    "Diagnostic::new(",
    "RULE: &str =",
    "SHORT: &str =",
    ".rule =",
];

/// The names of rules that are written in the sources. Faults of packs, `pack-…`, are left out: the
/// packs are part of the program, and tests hold them to be sound.
fn shown() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in text_files(&["src"], &["rs"]) {
        let lines: Vec<&str> = file.lines_without_tests().map(|(_, line)| code(line)).collect();
        let text = lines.join("\n");
        for before in BEFORE_NAMES {
            names.extend(text.split(before).skip(1).filter_map(name));
        }
        // `needless-colon` or `full-width-punctuation`, by the mark.
        let chosen = text.split("let rule =").skip(1).filter_map(|rest| rest.split_once(';'));
        let literals = chosen.flat_map(|(rest, _)| rest.split('"').skip(1).step_by(2));
        names.extend(literals.filter(|word| is_name(word)).map(str::to_owned));
    }
    names.retain(|name| !name.starts_with("pack-"));
    names
}

/// The name in quotes that a text begins with.
fn name(text: &str) -> Option<String> {
    let (name, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    is_name(name).then(|| name.to_owned())
}

fn is_name(text: &str) -> bool {
    text.contains('-') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
