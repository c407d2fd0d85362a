//! The example as a whole: its numbers, its faults when it is broken, and the same bytes twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use poa::compile::{self, Compiled, Input, SiteBundle};
use poa::diagnostic::Severity;
use poa::source::{FileError, Files};
use poa::value::Date;

use crate::schema;

/// The example on disk, with some of its files changed or gone.
#[derive(Default)]
struct Example {
    changed: BTreeMap<String, Option<Vec<u8>>>,
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/undelivered-parcels");
const ROOT: &str = "undelivered.poa";

impl Files for Example {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match self.changed.get(path) {
            Some(Some(bytes)) => Ok(Arc::from(bytes.as_slice())),
            Some(None) => Err(FileError::Missing),
            None => std::fs::read(Path::new(FOLDER).join(path))
                .map(Arc::from)
                .map_err(|_| FileError::Missing),
        }
    }
}

impl Example {
    /// The text of a file, as it is now.
    fn text(&self, path: &str) -> String {
        let bytes = self.read(path).unwrap_or_else(|_| panic!("the example has `{path}`"));
        String::from_utf8(bytes.to_vec()).expect("the example's texts are UTF-8")
    }

    /// Replaces a part of a file that stands there.
    fn replace(&mut self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert!(text.contains(old), "`{path}` holds `{old}`");
        self.changed.insert(path.to_owned(), Some(text.replacen(old, new, 1).into_bytes()));
    }

    /// Replaces a part of one item of the case: from its head to its closing brace.
    fn in_item(&mut self, head: &str, old: &str, new: &str) {
        let text = self.text(ROOT);
        let start = text.find(&format!("\n{head}")).expect("the item is there") + 1;
        let end = start + text[start..].find("\n}\n").expect("the item is closed") + 3;
        let item = &text[start..end];
        assert!(item.contains(old), "`{head}` holds `{old}`");
        let changed = format!("{}{}{}", &text[..start], item.replacen(old, new, 1), &text[end..]);
        self.changed.insert(ROOT.to_owned(), Some(changed.into_bytes()));
    }

    /// Takes one item of the case out.
    fn without_item(&mut self, head: &str) {
        let text = self.text(ROOT);
        let start = text.find(&format!("\n{head}")).expect("the item is there") + 1;
        let end = start + text[start..].find("\n}\n").expect("the item is closed") + 3;
        let changed = format!("{}{}", &text[..start], &text[end..]);
        self.changed.insert(ROOT.to_owned(), Some(changed.into_bytes()));
    }

    fn input(&self) -> Input<'_> {
        Input {
            root: ROOT.to_owned(),
            files: self,
            as_of: Date::parse("2026-11-12").expect("a day"),
            sites: Vec::new(),
            release: true,
            packs: None,
        }
    }

    fn check(&self) -> Compiled {
        compile::check(&self.input())
    }
}

/// Rule, file and line (from 1) of every fault, in the order in which they are told.
fn told(compiled: &Compiled) -> Vec<(String, String, usize)> {
    let place = |fault: &poa::diagnostic::Diagnostic| {
        let span = fault.primary().expect("every fault of a case has a place").span;
        let source = compiled.sources.get(span.source);
        (fault.rule.clone(), source.name.clone(), source.position(span.start).line + 1)
    };
    compiled.diagnostics.iter().map(place).collect()
}

/// **Source**: counted apart from the same files when the example was made.
#[test]
fn the_example_is_clean_and_its_numbers_are_right() {
    let compiled = Example::default().check();
    assert!(told(&compiled).is_empty(), "{:?}", told(&compiled));
    let numbers: Vec<String> = compiled
        .sites
        .iter()
        .map(|it| {
            let kinds = [it.a_to_z, it.chargeback, it.negative_feedback];
            let proof = [it.covered, it.direct, it.process];
            let (with_defect, orders) = (it.orders_with_defect, it.orders);
            format!("{} {with_defect}/{orders} {kinds:?} {} {proof:?}", it.code, it.rate_percent)
        })
        .collect();
    let expected = [
        "us 24/1482 [19, 3, 4] 1.62 [24, 24, 24]",
        "uk 9/611 [8, 1, 1] 1.47 [9, 9, 9]",
        "jp 3/284 [1, 1, 1] 1.06 [3, 3, 3]",
        "de 12/903 [11, 1, 2] 1.33 [12, 12, 12]",
    ];
    assert_eq!(numbers, expected);
    assert!(compiled.sites.iter().all(|site| !site.passes));
}

/// Six mistakes of the language and six of the plan, each by itself.
#[test]
fn twelve_faults_are_told_as_twelve() {
    let mut broken = Example::default();
    broken.replace(ROOT, "noticed     2026-10-24", "noticed     2026-02-30");
    broken.in_item("site jp", "2026-08-10 .. 2026-10-08", "2026-10-08 .. 2026-08-10");
    broken.replace(ROOT, "{{ covered.count }}", "{{ coverd.count }}");
    broken.in_item("action carrier-training", "\n  owner ", "\n  ownr  ");
    let title = "title     \"Routing table before the change\"";
    broken.in_item("evidence routing-before", title, title.trim_end_matches('"'));
    broken.in_item("evidence alarm-log", "\n}\n", "\n");
    broken.in_item("site uk", "disclose delivery", "# delivery");
    for line in ["    days     10d\n", "    carrier  \"Northway Post Tracked\"\n"] {
        broken.in_item("site uk", line, "");
    }
    broken.in_item("site uk", "# delivery {\n    proof    door-scans\n  }\n", "");
    broken.in_item(
        "finding slow-replies",
        "missed   \"",
        "missed   \"This will never happen again. ",
    );
    broken.in_item("action reply-shifts", "2026-11-05", "2026-11-20");
    broken.in_item("finding crushed-boxes", "cause ", "# cause ");
    broken.in_item("action corner-guards", "owner ", "# owner ");
    broken.replace("team.poa", "person ", "allow order-uncovered because \"x\"\nperson ");
    let compiled = broken.check();
    let mut rules: Vec<&str> = compiled.diagnostics.iter().map(|it| it.rule.as_str()).collect();
    rules.sort_unstable();
    let expected = [
        "absolute-promise",
        "action-not-done-yet",
        "action-without-owner",
        "allow-unused",
        "block-not-closed",
        "date-impossible",
        "disclosure-missing",
        "finding-without-cause",
        "range-reversed",
        "text-not-closed",
        "unknown-value",
        "unknown-word",
    ];
    assert_eq!(rules, expected, "{:#?}", told(&compiled));
    for fault in &compiled.diagnostics {
        assert!(fault.help.is_some(), "`{}` says what to write", fault.rule);
        assert!(!fault.labels.is_empty(), "`{}` has a place", fault.rule);
    }
    let of_packs = compiled.diagnostics.iter().filter(|fault| fault.clause.is_some()).count();
    assert_eq!(of_packs, 5, "rules of packs name who asks for it");
}

/// The one error after a single thing was taken away.
fn check_loss(what: &str, example: &Example, expected: &str, names: &str) {
    let compiled = example.check();
    let errors: Vec<_> =
        compiled.diagnostics.iter().filter(|it| it.severity == Severity::Error).collect();
    let rules: Vec<&str> = errors.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(rules, [expected], "{what}: {:#?}", told(&compiled));
    assert_eq!(compiled.diagnostics.len(), 1, "{what}: {:#?}", told(&compiled));
    let said = format!("{:?}", errors[0]);
    assert!(said.contains(names), "{what}: `{names}` is named in {said}");
}

#[test]
fn one_thing_taken_away_is_one_error_that_names_it() {
    let loss = |change: &dyn Fn(&mut Example)| {
        let mut example = Example::default();
        change(&mut example);
        example
    };
    let order = "112-5233953-9231725";
    let cells = "Seller,,Has defect,,not-received,B0DENEEVJ1,NW592061312CN,T10002";
    let row = format!("{order},\"August 11, 2026\",{cells}\n");
    let it = loss(&|it| it.replace("data/us-defects.csv", &row.replace('\n', "\r\n"), ""));
    check_loss("a row of the defects", &it, "odr-disagrees-with-report", "24 orders with a defect");
    let file = "evidence/us/carrier-scans.pdf";
    let it = loss(&|it| drop(it.changed.insert(file.to_owned(), None)));
    check_loss("the file of an exhibit", &it, "evidence-file-missing", "carrier-scans");
    let it = loss(&|it| it.without_item("evidence handover-manifest"));
    check_loss("the item of an exhibit", &it, "unknown-name", "handover-manifest");
    let it = loss(&|it| it.without_item("action reply-alarm"));
    check_loss("an action", &it, "finding-without-prevention", "slow-replies");
    let it = loss(&|it| it.in_item("action block-economy", "  done ", "  # "));
    check_loss("the date of an action", &it, "action-without-date", "block-economy");
    let it = loss(&|it| it.replace(ROOT, "  submit ", "  # "));
    check_loss("the day of submission", &it, "missing-word", "submit");
    let it = loss(&|it| it.in_item("remedy ", "  done ", "  # "));
    check_loss("the date of a remedy", &it, "missing-word", "done");
    let it = loss(&|it| it.in_item("evidence alarm-log", "  captured ", "  # "));
    check_loss("the date of an exhibit", &it, "missing-word", "captured");
    let it = loss(&|it| it.in_item("site jp", "  attach ", "  # "));
    check_loss("an attachment", &it, "attachment-missing", "message-log");
}

/// A bundle without the day of the check, which the manifest tells.
fn without_day(bundle: &SiteBundle, day: &str) -> Vec<(String, Vec<u8>)> {
    let file = |(name, bytes): &(String, Vec<u8>)| {
        let bytes = match name.as_str() {
            "manifest.json" => String::from_utf8_lossy(bytes).replacen(day, "", 1).into_bytes(),
            _ => bytes.clone(),
        };
        (name.clone(), bytes)
    };
    bundle.files.iter().map(file).collect()
}

/// Two builds on two days give the same bytes, and each bundle what it promises.
#[test]
fn two_builds_are_the_same() {
    let example = Example::default();
    let (compiled, first) = compile::build(&example.input());
    assert!(told(&compiled).is_empty(), "{:?}", told(&compiled));
    let later = Date::parse("2026-11-14").expect("a day");
    let (_, second) = compile::build(&Input { as_of: later, ..example.input() });
    assert_eq!(first.len(), 4);
    let days = [example.input().as_of, later].map(|day| format!("\"as_of\": \"{day}\""));
    for (one, other) in first.iter().zip(&second) {
        let same = without_day(one, &days[0]) == without_day(other, &days[1]);
        assert!(same && one.files != other.files, "{}: other bytes", one.site);
        let names: Vec<&str> = one.files.iter().map(|(name, _)| name.as_str()).collect();
        for wanted in ["plan.pdf", "answers.txt", "manifest.json"] {
            assert!(names.contains(&wanted), "{}: {names:?}", one.site);
        }
        assert!(names.iter().all(|name| !name.contains("IMG_")), "{names:?}");
        let manifest = one.files.iter().find(|(name, _)| name == "manifest.json");
        schema::expect_manifest(&manifest.expect("it is there").1, &one.site);
        let size: usize =
            one.files.iter().filter(|it| it.0 == "plan.pdf").map(|it| it.1.len()).sum();
        assert!(size <= 10_000_000, "{}: {size} bytes", one.site);
    }
}

/// The heads of all items of a kind, as they stand in the case.
fn heads(word: &str) -> Vec<String> {
    let text = Example::default().text(ROOT);
    let lines = text.lines().filter(|line| line.starts_with(&format!("{word} ")));
    lines.map(|line| line.trim_end_matches(['{', ' ']).to_owned()).collect()
}

/// The example after one change.
fn changed(change: impl FnOnce(&mut Example)) -> Example {
    let mut example = Example::default();
    change(&mut example);
    example
}

#[test]
fn any_exhibit_taken_away_is_one_error_that_names_it() {
    let heads = heads("evidence");
    assert!(heads.len() > 30, "the exhibits of the example are found");
    for head in heads {
        let id = head.split_whitespace().nth(1).expect("an exhibit has a name").to_owned();
        check_loss(&head, &changed(|it| it.without_item(&head)), "unknown-name", &id);
        let path = head.split('"').nth(1).expect("an exhibit has a file").to_owned();
        let example = changed(|it| drop(it.changed.insert(path.clone(), None)));
        check_loss(&path, &example, "evidence-file-missing", &id);
    }
}

#[test]
fn any_date_taken_away_is_one_error_that_names_its_item() {
    for head in heads("action") {
        let id = head.split_whitespace().nth(1).expect("an action has a name").to_owned();
        let text = Example::default().text(ROOT);
        let item = text.split(&format!("\n{head} {{")).nth(1).expect("the item is there");
        let item = item.split("\n}\n").next().unwrap_or("");
        let word = if item.contains("\n  done ") { "\n  done " } else { "\n  since " };
        let example = changed(|it| it.in_item(&head, word, "\n  # "));
        check_loss(&head, &example, "action-without-date", &id);
    }
    for head in heads("evidence") {
        let example = changed(|it| it.in_item(&head, "\n  captured ", "\n  # "));
        check_loss(&head, &example, "missing-word", "captured");
    }
    for word in ["seller", "trigger", "fulfilment", "noticed", "submit"] {
        let example = changed(|it| it.replace(ROOT, &format!("\n  {word} "), "\n  # "));
        check_loss(word, &example, "missing-word", word);
    }
}

/// The one fault, error or not, after a single thing was taken away.
fn check_one(what: &str, example: &Example, expected: &str, names: &str) {
    let compiled = example.check();
    let rules: Vec<&str> = compiled.diagnostics.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(rules, [expected], "{what}: {:#?}", told(&compiled));
    let said = format!("{:?}", compiled.diagnostics[0]);
    assert!(said.contains(names), "{what}: `{names}` is named in {said}");
}

#[test]
fn anything_that_a_site_asks_for_is_one_error_when_it_is_missing() {
    let text = Example::default().text(ROOT);
    for head in heads("site") {
        let item = text.split(&format!("\n{head} {{")).nth(1).expect("the site is there");
        let item = item.split("\n}\n").next().unwrap_or("");
        for line in item.lines().filter(|line| line.starts_with("  ") && !line.ends_with('}')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let what = format!("{head}: {line}");
            match words.as_slice() {
                ["disclose", name, "{"] => {
                    let block = item.split(&format!("{line}\n")).nth(1).unwrap_or("");
                    let block = block.split("\n  }").next().unwrap_or("");
                    let whole = format!("{line}\n{block}\n  }}\n");
                    let example = changed(|it| it.in_item(&head, &whole, ""));
                    // Buyers in Japan met slow replies: a rule of its own asks for the seller.
                    let rule = match (head.as_str(), *name) {
                        ("site jp", "seller-identity") => "seller-identity-undisclosed",
                        _ => "disclosure-missing",
                    };
                    check_one(&what, &example, rule, name);
                }
                ["attach", name, ..] => {
                    let example = changed(|it| it.in_item(&head, &format!("{line}\n"), ""));
                    check_one(&what, &example, "attachment-missing", name);
                }
                ["report", ..] => {}
                ["window" | "orders" | "defects", ..] if !line.starts_with("   ") => {
                    let example = changed(|it| it.in_item(&head, &format!("{line}\n"), ""));
                    check_loss(&what, &example, "missing-word", words[0]);
                }
                [fact, ..] if line.starts_with("    ") => {
                    let example = changed(|it| it.in_item(&head, &format!("{line}\n"), ""));
                    check_one(&what, &example, "disclosure-missing", fact);
                }
                _ => panic!("{what}: this line is not understood"),
            }
        }
    }
}

#[test]
fn any_person_or_data_file_taken_away_is_one_error_that_names_it() {
    let team = Example::default().text("team.poa");
    for line in team.lines().filter(|line| line.starts_with("person ")) {
        let id = line.split_whitespace().nth(1).expect("a person has a name").to_owned();
        let example = changed(|it| it.replace("team.poa", line, ""));
        check_loss(line, &example, "unknown-name", &id);
    }
    for site in ["us", "uk", "jp", "de"] {
        for (file, rule) in
            [("defects.csv", "data-not-readable"), ("all-orders.txt", "data-not-readable")]
        {
            let path = format!("data/{site}-{file}");
            let example = changed(|it| drop(it.changed.insert(path.clone(), None)));
            check_loss(&path, &example, rule, &path);
        }
    }
    check_loss(
        "team",
        &changed(|it| drop(it.changed.insert("team.poa".to_owned(), None))),
        "use-unreadable",
        "team.poa",
    );
}
