//! The workshop of packs, through the real executable. In: packs in temporary folders, good ones,
//! with planted mistakes, and hostile ones. Out: what `poa pack` says and how it ends.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::cli::{check, check_json, new_case};

/// A pack made by `poa pack new`, in a temporary folder.
fn new_pack() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    check(folder.path(), "pack new tr", 0, "made a pack in tr");
    let pack = folder.path().join("tr/pack.yaml");
    (folder, pack)
}

/// Replaces words of a pack that must be there.
fn plant(pack: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(pack).expect("the pack is there");
    assert!(text.contains(old), "`{old}` is in the new pack");
    fs::write(pack, text.replacen(old, new, 1)).expect("it can be written");
}

/// The line of a text that holds some words, counted from 1.
fn line_of(pack: &Path, words: &str) -> usize {
    let text = fs::read_to_string(pack).expect("the pack is there");
    1 + text.lines().position(|line| line.contains(words)).expect("the words are there")
}

#[test]
fn a_new_pack_passes_and_overwrites_nothing() {
    let (folder, _) = new_pack();
    check(folder.path(), "pack check tr", 0, "0 faults");
    check(folder.path(), "pack test tr --coverage", 0, "2 of 2 entries with tests fired");
    check(folder.path(), "pack test tr --mutate", 0, "changes are noticed by a test");
    check(folder.path(), "pack new tr", 3, "exists already");
    check(folder.path(), "pack new strict --inherits us", 0, "made a pack in strict");
    check(folder.path(), "pack check strict", 0, "0 faults");
    check(folder.path(), "pack test strict", 0, "0 failed");
    check(folder.path(), "pack new us", 2, "there is a pack `us` already");
    check(folder.path(), "pack new A", 2, "small letters");
    check(folder.path(), "pack check nowhere", 2, "there is no pack `nowhere`");
}

#[test]
fn a_planted_mistake_is_found_at_its_line() {
    let plants: [(&str, &str, &str, &str); 7] = [
        (
            "    level: warning\n    why: A training",
            "    levle: warning\n    why: A training",
            "levle",
            "has no field `levle`",
        ),
        ("    sources: [tr-practice]\n", "", "  tr-returns:", "does not say who asks for it"),
        (
            "    source: tr-practice",
            "    source: tr-practise",
            "tr-practise",
            "no source `tr-practise`",
        ),
        (
            "    kind: convention",
            "    kind: convention\n    from: 2026-02-30",
            "2026-02-30",
            "is not a date",
        ),
        (
            "    why: A training",
            "    implies: [no-such-rule]\n    why: A training",
            "no-such-rule",
            "no rule `no-such-rule`",
        ),
        ("evidence.captured", "evidence.captered", "captered", "has no field `captered`"),
        ("inherits: base", "inherits: bsae", "inherits: bsae", "no pack `bsae`"),
    ];
    for (old, new, at, said) in plants {
        let (folder, pack) = new_pack();
        plant(&pack, old, new);
        let answer = check(folder.path(), "pack check tr --format short", 1, said);
        let place = format!("tr/pack.yaml:{}:", line_of(&pack, at));
        let line = answer.stdout.lines().find(|line| line.contains(said)).expect("it is said");
        assert!(line.starts_with(&place), "{place} expected\n{}", answer.stdout);
    }
}

#[test]
fn what_can_never_and_must_always_fire_is_found() {
    let plants: [(&str, &str, &str); 6] = [
        (
            "\"evidence.captured >= case.noticed\"",
            "\"evidence.captured == none or evidence.captured != none\"",
            "can never fire",
        ),
        (
            "\"evidence.captured >= case.noticed\"",
            "\"evidence.captured > '2026-01-02' and evidence.captured < '2026-01-02'\"",
            "tr-training-before-notice` fires",
        ),
        (
            "\"evidence.kind == 'training-record'\"",
            "\"case.fulfilment == 'seller' and case.fulfilment == 'amazon'\"",
            "is never asked",
        ),
        (
            "\"evidence.captured >= case.noticed\"",
            "\"evidence.captured != none or evidence.captured > '2026-01-01'\"",
            "decides nothing",
        ),
        ("at_least: 14d", "at_least: 14d, at_most: 13d", "at least 14d and at most 13d"),
        (
            "sources:\n",
            "values:\n  tr_days:\n    about: x\n    dated: [{value: 3, from: 2026-01-01, \
                convention: true}]\nsources:\n",
            "nothing reads the value `tr_days`",
        ),
    ];
    for (old, new, said) in plants {
        let (folder, pack) = new_pack();
        plant(&pack, old, new);
        if said.ends_with("fires") {
            plant(&pack, "    when: \"evidence.kind == 'training-record'\"\n", "");
            let answer = check(folder.path(), "pack check tr", 1, "fires whatever a plan says");
            assert!(answer.stdout.contains("smallest case"), "{}", answer.stdout);
            shows(folder.path(), "tr-training-before-notice");
            continue;
        }
        let answer = check_json(
            folder.path(),
            "pack check tr",
            i32::from(!said.ends_with("nothing") && !said.starts_with("nothing")),
        );
        assert!(answer.to_string().contains(said), "{said}\n{answer:#}");
    }
}

#[test]
fn two_rules_that_no_plan_can_meet_are_found_with_the_smallest_case() {
    let (folder, pack) = new_pack();
    let rule = "  - name: tr-undated
    level: warning
    why: x
    convention: true
    each: evidence
    require: \"evidence.captured == none\"
    message: m
    tests: {fires: \"# a\", silent: \"# b\"}
";
    plant(&pack, "rules:\n", &format!("rules:\n{rule}"));
    let answer = check(folder.path(), "pack check tr", 1, "no plan can meet both");
    assert!(answer.stdout.contains("smallest case"), "{}", answer.stdout);
    shows(folder.path(), "tr-undated");
}

/// Makes a case of what `pack check` of the pack in a folder calls the smallest one: checked like
/// any other, with the pack beside it, it shows a fault of the rule.
fn shows(folder: &Path, rule: &str) {
    let answer = check_json(folder, "pack check tr", 1);
    let witness = answer["texts"][0]["text"].as_str().expect("a case is shown");
    let case = folder.join("witness");
    fs::create_dir_all(case.join("sound-case")).expect("a folder");
    fs::create_dir_all(case.join("tr")).expect("a folder");
    fs::copy(folder.join("tr/pack.yaml"), case.join("tr/pack.yaml")).expect("it is copied");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/base/sound-case");
    for entry in fs::read_dir(data).expect("the data of the sound case").flatten() {
        let to = case.join("sound-case").join(entry.file_name());
        fs::copy(entry.path(), to).expect("it is copied");
    }
    fs::write(case.join("case.poa"), witness).expect("it is written");
    fs::write(case.join("poa.toml"), "packs = [\"tr\"]\n").expect("it is written");
    let found = check_json(&case, "check --as-of 2026-11-12", 1);
    let told = found["diagnostics"].as_array().expect("a list");
    assert!(told.iter().any(|fault| fault["rule"] == rule), "{witness}\n{found:#}");
}

#[cfg(not(feature = "grammar"))]
#[test]
fn a_grammar_checker_that_is_not_built_in_is_said_so() {
    let (_folder, case) = new_case();
    check(&case, "check --grammar", 2, "built without a grammar checker");
    check(&case, "check --grammar", 2, "--features grammar");
    check(&case, "check --grammar --format json", 2, "the rule `grammar` finds");
}

/// What a stranger would write to be read as markup, as a program of Typst, or as a path.
const MARKUP: &str = "<script>alert(1)</script> #read('/etc/passwd') ![x](/etc/passwd) $x^2$";

#[test]
fn no_text_of_a_pack_is_read_as_markup() {
    let (folder, case) = case_with_pack();
    let pack = case.join("packs/strict/pack.yaml");
    let text = format!(
        "disclosures:\n  strict-words:\n    title: \"{MARKUP}\"\n    automatic: true\n    \
         convention: true\n    text: {{en: \"Words. {MARKUP}\"}}\n"
    );
    fs::write(pack.with_file_name("more.yaml"), text).expect("it is written");
    plant(&pack, "why: A training", &format!("why: >-\n      {MARKUP} A training"));
    check(&case, "pack check packs/strict", 0, "");
    check(&case, "pack doc packs/strict --out pages", 0, "");
    let pages = fs::read_dir(case.join("pages")).expect("pages are written").flatten();
    let mut seen = 0;
    for page in pages {
        let html = fs::read_to_string(page.path()).expect("a page is text");
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        seen += html.matches("&lt;script&gt;").count();
    }
    assert!(seen > 0, "the words are on no page");
    check(&case, "build", 0, "");
    let pdf = fs::read(case.join("out/us/plan.pdf")).expect("the plan is there");
    let read = poa::render::readback::read_text(&pdf).expect("the plan has text");
    assert!(read.contains("#read('/etc/passwd')"), "Typst is text");
    assert!(!read.contains("root:"), "no file is read");
    drop(folder);
}

#[test]
fn a_test_that_would_not_notice_is_told() {
    let (folder, pack) = new_pack();
    plant(&pack, "disclose tr-returns { window 13d }", "disclose tr-returns { window 5d }");
    let answer = check(folder.path(), "pack test tr --mutate --format short", 1, "[pack-mutant]");
    let place = format!("tr/pack.yaml:{}:", line_of(&pack, "at_least"));
    assert!(answer.stdout.contains(&place), "{}", answer.stdout);
    assert!(answer.stdout.contains("write `13d` for `14d`"), "{}", answer.stdout);
}

#[test]
fn a_fact_that_is_missing_is_told_from_one_that_is_weaker() {
    let (folder, pack) = new_pack();
    let limits = "at_least: 14d, advise_at_least: 30d, advise_source: tr-practice";
    plant(&pack, "at_least: 14d", limits);
    plant(
        &pack,
        "    disclose tr-returns { window 14d }",
        "    disclose tr-returns { window 30d }",
    );
    let piece = |days: &str| format!("\"site {{ disclose tr-returns {{ window {days} }} }}\"");
    let (lawful, weak) = (piece("14d"), piece("29d"));
    plant(&pack, &format!("silent: {lawful}"), "silent: \"# as it is\" # of returns");
    plant(&pack, "        - \"site {", &format!("        - {weak}\n        - \"site {{"));
    check(folder.path(), "pack test tr", 1, "tells on a piece of `fires` what is short");
    plant(&pack, &format!("        - {weak}\n"), "");
    let silent = "      silent: \"# as it is\" # of returns";
    plant(&pack, silent, &format!("      short: [{weak}]\n{silent}"));
    let mutants = |code, said: &str| {
        check(folder.path(), "pack test tr --mutate --format short", code, said).stdout
    };
    assert!(!mutants(1, "write `15d` for `14d`").contains("write `13d` for `14d`"));
    plant(&pack, &format!("short: [{weak}"), &format!("short: [{weak}, {lawful}"));
    mutants(0, "changes are noticed by a test");
    plant(&pack, &format!("short: [{weak}"), "short: [\"# as it is\"");
    check(folder.path(), "pack test tr", 1, "does not fire");
}

#[test]
fn what_is_told_can_be_tested() {
    let (folder, pack) = new_pack();
    plant(&pack, "rules:\n", &format!("rules:\n{WORDS}"));
    plant(&pack, "message: m\n", "message: \"`{{ found }}` is a letter\"\n");
    let silent = "      silent: \"# as it is\"\n";
    plant(&pack, silent, &format!("      says: \"`alpha` is a letter\"\n{silent}"));
    check(folder.path(), "pack test tr", 0, "0 failed");
    plant(&pack, "says: \"`alpha`", "says: \"`beta`");
    check(folder.path(), "pack test tr", 1, "does not say the words below `says`");
}

#[test]
fn cells_test_the_columns_of_a_rule() {
    let (folder, pack) = new_pack();
    let leaving = "leaving:
      patterns: [{match: 'zz[0-9]{3}', instead: a number}]
      columns: [{match: '^nickname$', instead: names}]
      columns_of_others: [{match: staff}]
      masked: [{match: '^x+$'}]\n";
    let text = &WORDS[WORDS.find("text:").expect("it looks at text")..];
    let text = &text[..text.find("    message").expect("it has a message")];
    let rule = WORDS.replace(text, leaving).replace("call it alpha", "dial zz123");
    plant(&pack, "rules:\n", &format!("rules:\n{rule}"));
    let command = "pack test tr --mutate --format short";
    let survivors = |code, said: &str| {
        let answer = check(folder.path(), command, code, said).stdout;
        answer.lines().filter(|line| line.contains("[pack-mutant]")).count()
    };
    assert_eq!(survivors(1, "leave the pattern `staff` out"), 3);
    let silent = "      silent: \"# as it is\"\n";
    let samples = "      finds: [{column: Nickname, cell: Jo Li}]
      spares: [{column: Staff phone, cell: zz123}, {column: nickname, cell: xxx}]\n";
    plant(&pack, silent, &format!("{samples}{silent}"));
    assert_eq!(survivors(0, "0 failed"), 0);
    plant(&pack, "cell: Jo Li", "cell: x");
    check(folder.path(), "pack test tr", 1, "does not find a cell");
    plant(&pack, "cell: x}", "sell: x}");
    check(folder.path(), "pack check tr", 1, "has no field `sell`");
    plant(&pack, leaving, text);
    check(folder.path(), "pack check tr", 1, "looks at no cells");
}

/// A rule about words with two patterns, one of them with an exception.
const WORDS: &str = "  - name: tr-words
    level: warning
    why: x
    convention: true
    text:
      patterns:
        - {match: '(?i)\\balpha\\b', unless: '(?i)\\bsaid\\b'}
        - {match: '(?i)\\bbeta\\b'}
    message: m
    tests:
      fires: |
        action retrain correct {
          fixes no-scan; did \"The packers call it alpha (@procedure, @scores).\"; owner lead
          done 2026-11-05; proof procedure, scores
          verify by service {
            measure \"parcels with a scan\"; expect >= 99%; was 96.1% over 2026-09-01 .. 2026-10-24
            now 100% over 2026-11-06 .. 2026-11-11; proof scan-report
          }
        }
      silent: \"# as it is\"
";

#[test]
fn sentences_test_the_patterns_of_a_rule() {
    let (folder, pack) = new_pack();
    plant(&pack, "rules:\n", &format!("rules:\n{WORDS}"));
    let mutants = |code, said: &str| {
        let command = "pack test tr --mutate --format short";
        let answer = check(folder.path(), command, code, said).stdout;
        answer.lines().filter(|line| line.contains("[pack-mutant]")).count()
    };
    assert_eq!(mutants(1, "leave the pattern `(?i)\\bbeta\\b` out"), 2);
    let sentences = "      finds: [It is beta.]\n      spares: [They said alpha.]\n";
    plant(
        &pack,
        "      silent: \"# as it is\"\n",
        &format!("{sentences}      silent: \"# as it is\"\n"),
    );
    assert_eq!(mutants(0, "0 failed"), 0);
    plant(&pack, "[It is beta.]", "[It is gamma.]");
    plant(&pack, "[They said alpha.]", "[Beta they said.]");
    check(folder.path(), "pack test tr", 1, "does not find a sentence");
    check(folder.path(), "pack test tr", 1, "finds a sentence that it spares");
    plant(&pack, "when: \"evidence.kind ==", "tests: {finds: [x]}\n    when: \"evidence.kind ==");
    check(folder.path(), "pack check tr", 1, "");
}

#[test]
fn changes_that_change_nothing_are_told_with_the_reason() {
    let (folder, pack) = new_pack();
    plant(
        &pack,
        "at_least: 14d",
        "at_least: 14d, advise_at_least: 10d, advise_source: tr-practice",
    );
    let answer = check_json(folder.path(), "pack test tr --mutate", 0);
    let rows = answer["tables"]["changes that change nothing"].as_array().expect("a table");
    let advice = rows.iter().filter(|row| row["by"] == "proven").map(|row| row["change"].as_str());
    let advice: Vec<&str> = advice.map(|change| change.expect("it is text")).collect();
    let written = |days| format!("write `{days}` for `10d` in `advise_at_least` of `window`");
    assert_eq!(advice, [written("9d"), written("11d")]);
    assert_eq!(rows[0]["why"], "what the advice would say, the limit says already");
}

/// A case that brings along a stricter pack for its site.
fn case_with_pack() -> (TempDir, PathBuf) {
    let (folder, case) = new_case();
    check(&case, "pack new strict --inherits us --dir packs/strict", 0, "");
    fs::write(case.join("poa.toml"), "packs = [\"packs/strict\"]\n").expect("it is written");
    (folder, case)
}

#[test]
fn a_case_brings_its_packs_and_accepts_them() {
    let (_folder, case) = case_with_pack();
    let pack = case.join("packs/strict/pack.yaml");
    check(&case, "check", 0, "");
    plant(&pack, "\"evidence.captured >= case.noticed\"", "\"evidence.captured == none\"");
    plant(&pack, "    when: \"evidence.kind == 'training-record'\"\n", "");
    check(&case, "check --format short", 0, "strict-training-before-notice");
    check(&case, "explain strict-training-before-notice", 0, "older than the notice");
    let place = case.parent().expect("a case lies in a folder");
    check(place, "explain strict-training-before-notice", 2, "there is no rule");
    let name = case.file_name().expect("a case has a name").to_string_lossy();
    let command = format!("explain strict-training-before-notice --case {name}");
    check(place, &command, 0, "pack strict");
    check(&case, "pack lock", 0, "wrote poa.lock");
    check(&case, "check", 0, "");
    plant(&pack, "version: 0.1.0", "version: 0.1.1");
    check(&case, "check --format short", 1, "poa.lock:");
    check(&case, "build", 1, "has version 0.1.1, 0.1.0 was accepted");
    check(&case, "pack lock", 0, "0.1.1");
    check(&case, "check", 0, "");
    fs::write(case.join("poa.toml"), "packs = [\"packs/none\", \"../out\"]\nmore = 1\n")
        .expect("written");
    check(&case, "check --format short", 1, "poa.toml:2:1: error[settings-fault]");
}

#[test]
fn signatures_hold_until_a_pack_changes() {
    let (_folder, case) = case_with_pack();
    check(&case, "pack sign --new-key k", 0, "public key: RW");
    check(&case, "pack verify packs/strict --key k.pub", 1, "it has no signature");
    check(&case, "pack lock --key strict=k.pub", 2, "is not signed");
    check(&case, "pack sign packs/strict --key k", 0, "signed `strict`");
    check(&case, "pack verify packs/strict --key k.pub", 0, "good");
    check(&case, "pack lock --key strict=k.pub", 0, "RW");
    check(&case, "check", 0, "");
    plant(&case.join("packs/strict/pack.yaml"), "version: 0.1.0", "version: 0.1.1");
    check(&case, "pack verify packs/strict --key k.pub", 1, "is not of this pack");
    check(&case, "check --format short", 1, "not signed with the key that is pinned");
    check(&case, "pack sign packs/strict --key k.pub", 2, "is no secret key");
}

/// A zip archive with these files.
fn archive(path: &Path, files: &[(&str, &[u8])]) {
    fs::write(path, archived(files)).expect("it can be written");
}

/// The bytes of a zip archive with these files.
pub(crate) fn archived(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("a file begins");
        zip.write_all(bytes).expect("it is written");
    }
    zip.finish().expect("it ends").into_inner()
}

#[test]
fn archives_are_bounded_and_stay_inside() {
    let (folder, pack) = new_pack();
    let text = fs::read(&pack).expect("the pack is there");
    let zip = folder.path().join("tr.zip");
    archive(&zip, &[("pack.yaml", &text)]);
    check(folder.path(), "pack test tr.zip", 0, "0 failed");
    archive(&zip, &[("../pack.yaml", &text)]);
    check(folder.path(), "pack check tr.zip", 3, "does not stay in the archive");
    archive(&zip, &[("/pack.yaml", &text)]);
    check(folder.path(), "pack check tr.zip", 3, "does not stay in the archive");
    let bomb = vec![b' '; 40 << 20];
    archive(&zip, &[("pack.yaml", &text), ("bomb.csv", &bomb)]);
    check(folder.path(), "pack check tr.zip", 3, "holds too much");
    fs::write(&zip, "no archive").expect("it is written");
    check(folder.path(), "pack check tr.zip", 3, "is neither YAML nor a zip archive");
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    let (folder, pack) = new_pack();
    let secret = folder.path().join("secret.yaml");
    fs::write(&secret, "rules: []\n").expect("it is written");
    std::os::unix::fs::symlink(&secret, pack.with_file_name("more.yaml")).expect("a link");
    check(folder.path(), "pack check tr", 3, "which is a link");
    let (_other, case) = case_with_pack();
    std::os::unix::fs::symlink("/etc", case.join("packs/etc")).expect("a link");
    fs::write(case.join("poa.toml"), "packs = [\"packs/etc\"]\n").expect("it is written");
    check(&case, "check --format short", 1, "poa.toml:1:10: error[settings-fault]");
}

#[test]
fn hostile_packs_end_with_a_fault() {
    let deep = format!("rules: {}{}\n", "[".repeat(500), "]".repeat(500));
    let laughs: String = (1..12)
        .map(|at| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(", ")))
        .collect();
    let nested = format!("\"{}true{}\"", "(".repeat(300), ")".repeat(300));
    let long = format!("\"{}true\"", "true and ".repeat(300));
    let filters = format!("\"case.findings{} \"", "|list".repeat(200));
    let patterns = ["(a{1000}){1000}", "((((a*)*)*)*)*b*", "(?=x)", &"(a|b)".repeat(600)];
    let looks = [nested, long, filters, "\"range(100000000)|list|length > 0\"".to_owned()];
    let looks = looks.iter().map(|look| format!("    require: {look}\n"));
    let looks = looks.chain(
        patterns
            .iter()
            .map(|pattern| format!("    text: {{patterns: [{{match: '{pattern}'}}]}}\n")),
    );
    for look in looks {
        let (folder, pack) = new_pack();
        plant(&pack, "    each: evidence\n    when: \"evidence.kind == 'training-record'\"\n", "");
        plant(&pack, "    require: \"evidence.captured >= case.noticed\"\n", &look);
        check(folder.path(), "pack check tr --format short", 1, "tr/pack.yaml:");
        check(folder.path(), "pack test tr --format short", 1, "tr/pack.yaml:");
    }
    for text in [deep, format!("a0: &a0 x\n{laughs}"), "\u{0}".to_owned(), "- ".repeat(100_000)] {
        let (folder, pack) = new_pack();
        fs::write(pack.with_file_name("more.yaml"), text).expect("it is written");
        check(folder.path(), "pack check tr --format short", 1, "more.yaml:");
    }
}

/// The pack with a law that begins after the sound case is sent, and its tests on both sides.
const LATER_LAW: [(&str, &str); 4] = [
    (
        "    kind: convention              # law | amazon | convention",
        "    kind: law\n    confidence: known\n    from: 2026-12-01",
    ),
    ("    source: tr-practice\n    each", "    convention: true\n    each"),
    (
        "        - \"# without: disclose tr-returns\"\n",
        "        - |\n          # without: disclose tr-returns\n          case sound { seller \
         \"Example Trading Co., Ltd.\"; trigger account-deactivated; fulfilment seller; \
         category home; noticed 2026-10-24; submit 2026-12-01 }\n",
    ),
    (
        "        - \"site { disclose tr-returns { window 13d } }\"\n      silent: \"site { \
         disclose tr-returns { window 14d } }\"",
        "      silent: \"# without: disclose tr-returns\"",
    ),
];

#[test]
fn law_that_begins_later_is_tested_by_a_piece_that_is_sent_later() {
    let (folder, pack) = new_pack();
    fs::create_dir(folder.path().join("old")).expect("a folder");
    fs::copy(&pack, folder.path().join("old/pack.yaml")).expect("it is copied");
    for (old, new) in LATER_LAW {
        plant(&pack, old, new);
    }
    check(folder.path(), "pack test tr", 0, "0 failed");
    let told = check(folder.path(), "pack diff old tr", 0, "0 breaking").stdout;
    assert!(told.contains("in force from 2026-12-01 instead of no day"), "{told}");
    assert!(told.contains("speaks as `law, known` instead of `convention, known`"), "{told}");
    let sent = |day: &str| {
        fs::read_to_string(&pack).expect("it is there").replace("submit 2026-12-01", day)
    };
    fs::write(&pack, sent("submit 2026-11-30")).expect("it is written");
    check(folder.path(), "pack test tr", 1, "1 failed");
}

#[test]
fn two_versions_are_compared() {
    let (folder, pack) = new_pack();
    fs::create_dir(folder.path().join("old")).expect("a folder");
    fs::copy(&pack, folder.path().join("old/pack.yaml")).expect("it is copied");
    check(
        folder.path(),
        "pack diff old tr",
        0,
        "0 breaking, 0 stricter, 0 looser, 0 other, 0 wording",
    );
    plant(&pack, "at_least: 14d", "at_least: 30d");
    plant(
        &pack,
        "evidence.captured >= case.noticed",
        "evidence.captured >= case.noticed and evidence.title != none",
    );
    plant(&pack, "is older than the notice", "is older than it");
    let answer = check(folder.path(), "pack diff old tr", 0, "0 breaking, 2 stricter");
    assert!(answer.stdout.contains("fires in more cases"), "{}", answer.stdout);
    assert!(answer.stdout.contains("`message` reads otherwise"), "{}", answer.stdout);
    let (_other, case) = case_with_pack();
    let strict = case.join("packs/strict");
    let copy = case.join("strict-2");
    fs::create_dir(&copy).expect("a folder");
    let text = fs::read_to_string(strict.join("pack.yaml")).expect("it is there");
    let text = text.replace("captured >= case.noticed", "captured == none");
    let text = text.replace("    when: \"evidence.kind == 'training-record'\"\n", "");
    fs::write(copy.join("pack.yaml"), text).expect("it is written");
    let line = "pack diff packs/strict strict-2 --cases .";
    check(&case, line, 0, "new fault");
}

#[test]
fn the_law_is_shown_as_it_was() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    check(folder.path(), "pack list", 0, "Amazon.de");
    let before = check(folder.path(), "pack show de --as-of 2026-06-18 --upcoming", 0, "coming");
    assert!(before.stdout.contains("2026-06-19"), "{}", before.stdout);
    let after = check(folder.path(), "pack show de --as-of 2026-06-19 --upcoming", 0, "");
    assert!(!after.stdout.contains("2026-06-19  "), "{}", after.stdout);
    check(folder.path(), "pack show de --as-of 2026-06-19", 0, "in force");
    for (pack, last_without, first, words) in [
        ("jp", "2025-12-24", "2025-12-25", "domestic-administrator"),
        ("jp", "2025-12-24", "2025-12-25", "importer-misnamed"),
        ("de", "2026-06-18", "2026-06-19", "returned, function"),
        ("de", "2025-10-06", "2025-10-07", "battery-law-outdated"),
    ] {
        let show = |day| check(folder.path(), &format!("pack show {pack} --as-of {day}"), 0, "");
        assert!(!show(last_without).stdout.contains(words), "{words} on {last_without}");
        assert!(show(first).stdout.contains(words), "{words} on {first}");
    }
}

/// What a rule reads without asking: the table that `pack check` uses holds all of it.
#[test]
fn values_that_the_program_reads_are_listed() {
    let mut missing = Vec::new();
    for file in crate::tidy::text_files(&["src"], &["rs"]) {
        for (_, line) in file.lines_without_tests() {
            for before in [".value(\"", ".value_entry(\"", "policy.text(\""] {
                for (at, _) in line.match_indices(before) {
                    let rest = &line[at + before.len()..];
                    let name = rest.split('"').next().unwrap_or("");
                    let is_value = line.contains("as_of") && name.contains('_');
                    if is_value && !poa::policy::schema::PROGRAM_VALUES.contains(&name) {
                        missing.push(format!("{}: {name}", file.path));
                    }
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "add them to `PROGRAM_VALUES`");
}
