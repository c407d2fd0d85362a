//! The laws of the formatter. In: all `.poa` texts of the repository, cut and spoilt, and the real
//! program. Out: a failure that names the text: twice is once, the case stays, no comment is lost.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use poa::case::{Project, lower};
use poa::diagnostic::Edit;
use poa::format::{edits, format};
use poa::source::Sources;
use poa::syntax::{Kind, parse};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::cli::{check, check_json, new_case};
use crate::laws::{spoilt, texts};

/// Every so many bytes a text is cut.
const CUT_STEP: usize = 2_003;

/// What must not change: the case without its places, the comments, the faults of the text.
#[derive(Debug, PartialEq)]
struct Meaning {
    case: String,
    lost: BTreeSet<String>,
    comments: Vec<String>,
    faults: Vec<String>,
}

fn meaning(text: &str) -> Meaning {
    let mut sources = Sources::default();
    let source = sources.add("input.poa", text);
    let parsed = parse(source, &sources);
    let mut comments = Vec::new();
    parsed.value.root.for_each_leaf(&mut |leaf| {
        if matches!(leaf.kind, Kind::Comment | Kind::DocComment) {
            let comment = text[leaf.start..leaf.end].trim_end();
            comments.push(comment.replacen('＃', "#", 1));
        }
    });
    let project = Project { trees: vec![parsed.value], ..Project::default() };
    let mut lowered = lower(&project, &sources);
    // What could not be read is kept there as it stands, blanks and all.
    let lost = std::mem::take(&mut lowered.value.lost_names);
    let mentioned = std::mem::take(&mut lowered.value.mentioned);
    let all: Vec<String> = lost.into_iter().chain(mentioned).collect();
    let all = all.join(" ");
    // Letters and digits alone: the marks around them may be those of another keyboard.
    let words = all.split(|sign: char| !sign.is_alphanumeric());
    let lost = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let all = parsed.diagnostics.iter().chain(&lowered.diagnostics);
    // These two are what the formatter mends.
    let kept = all.filter(|it| it.rule != "full-width-punctuation" && it.rule != "needless-colon");
    let faults = kept.map(|it| format!("{}: {}", it.rule, it.message)).collect();
    let case = without_places(&format!("{:?}", lowered.value));
    Meaning { case, lost, comments, faults }
}

/// A text with the fixes that its marks of another keyboard offer.
fn with_plain_marks(text: &str) -> String {
    let mut sources = Sources::default();
    let source = sources.add("input.poa", text);
    let faults = parse(source, &sources).diagnostics;
    let is_mark = |rule: &str| rule == "full-width-punctuation" || rule == "needless-colon";
    let fixes = faults.into_iter().filter(|it| is_mark(&it.rule)).filter_map(|it| it.fix);
    let mut all: Vec<Edit> = fixes.flat_map(|fix| fix.edits).collect();
    all.sort_by_key(|edit| edit.span.start);
    applied(text, &all)
}

/// A text with edits that do not overlap, in order.
fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::new();
    let mut end = 0;
    for edit in edits {
        out += &text[end..edit.span.start];
        out += &edit.text;
        end = edit.span.end;
    }
    out + &text[end..]
}

/// The debug form of a case without its spans and the way back from prose.
fn without_places(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len());
    let mut rest = shown;
    while let Some(at) = rest.find(['S', 'r']) {
        let ends = [("Span { source", '}'), ("runs: [", ']')];
        let hit = ends.iter().find(|(begin, _)| rest[at..].starts_with(begin));
        let stop = hit.and_then(|(_, end)| rest[at..].find(*end)).map(|length| at + length + 1);
        out.push_str(&rest[..if stop.is_some() { at } else { at + 1 }]);
        rest = &rest[stop.unwrap_or(at + 1)..];
    }
    out + rest
}

/// All laws for one text.
fn holds(text: &str, what: &str) {
    let written = format(text).unwrap_or_else(|| panic!("{what}: it cannot be formatted\n{text}"));
    let again = format(&written).unwrap_or_else(|| panic!("{what}: not a second time\n{written}"));
    assert!(again == written, "{what}: twice is not once\n{text}\n--\n{written}\n--\n{again}");
    assert_eq!(
        meaning(&written),
        meaning(&with_plain_marks(text)),
        "{what}: the case has changed\n{text}"
    );
    let source = Sources::default().add("", "");
    let edited = applied(text, &edits(text, source));
    assert!(edited == written, "{what}: the edits lead elsewhere\n{edited}\n--\n{written}");
}

#[test]
fn every_text_can_be_formatted() {
    for text in texts() {
        let what = text.path.to_string_lossy().into_owned();
        holds(&text.text, &what);
        for at in
            (0..text.text.len()).step_by(CUT_STEP).filter(|at| text.text.is_char_boundary(*at))
        {
            holds(&text.text[..at], &format!("{what}, up to {at}"));
            holds(&text.text[at..], &format!("{what}, from {at}"));
        }
        let crlf = text.text.replace('\n', "\r\n");
        holds(&crlf, &format!("{what}, with CRLF"));
        let keeps_some = format(&crlf).is_some_and(|written| written.contains('\r'));
        assert!(!keeps_some || is_broken(&crlf), "{what}: CRLF is left in a sound text");
    }
}

/// Whether a text has a fault in its form, so that some of it keeps its bytes.
fn is_broken(text: &str) -> bool {
    let mut sources = Sources::default();
    let source = sources.add("", text);
    !parse(source, &sources).diagnostics.is_empty()
}

#[test]
fn spoilt_texts_can_be_formatted() {
    let texts = texts();
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let outcome = runner.run(&spoilt(&texts), |(_, text)| {
        holds(&text, "a spoilt text");
        Ok(())
    });
    outcome.expect("the laws hold for every spoilt text");
}

#[test]
fn what_people_copy_is_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_shown = |path: &Path| {
        let path = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let places = ["examples/", "assets/new/", "tests/cases/shared/"];
        places.iter().any(|place| path.starts_with(place)) || path.contains("sound-case")
    };
    let shown: Vec<_> = texts().into_iter().filter(|text| is_shown(&text.path)).collect();
    assert!(shown.len() > 3, "the texts are found");
    for text in shown {
        let written = format(&text.text).expect("it can be formatted");
        assert!(written == text.text, "{}: run `poa fmt` on it", text.path.display());
    }
}

#[test]
fn the_command_formats_checks_and_shows() {
    let (_folder, case) = new_case();
    check(&case, "fmt", 0, "in the one style");
    let sound = fs::read_to_string(case.join("case.poa")).expect("the case is there");
    let odd = sound.replace("  seller      \"", "seller：\"").replace('\n', "\r\n");
    fs::write(case.join("case.poa"), &odd).expect("the case can be written");
    check(&case, "fmt --check", 1, "would format case.poa");
    check(&case, "fmt --diff case.poa", 0, "+  seller      \"");
    let json = check_json(&case, "fmt --check case.poa", 1);
    assert_eq!(json["files"][0]["changed"], true);
    assert_eq!(fs::read_to_string(case.join("case.poa")).expect("it is there"), odd);
    check(&case, "fmt --lines 9:9 .", 0, "");
    check(&case, "fmt case.poa", 0, "");
    assert_eq!(fs::read_to_string(case.join("case.poa")).expect("it is there"), sound);
    check(&case, "fmt --lines 0:1 case.poa", 2, "two line numbers");
    check(&case, "fmt nowhere.poa", 3, "nowhere.poa");
    check(&case, "fmt data", 2, "no `.poa` file");
    fs::write(case.join("latin.poa"), b"# \xe4\n").expect("it can be written");
    check(&case, "fmt latin.poa", 3, "not UTF-8");
    fs::write(case.join("long.poa"), "#\n".repeat(600_000)).expect("it can be written");
    check(&case, "fmt long.poa", 3, "more than 1024 KB");
}

#[test]
fn standard_input_is_formatted() {
    let run = |arguments: &[&str], text: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_poa"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = program.stdin.take().expect("it was asked for");
        stdin.write_all(text.as_bytes()).expect("the program reads");
        drop(stdin);
        let output = program.wait_with_output().expect("the program ends");
        (output.status.code(), String::from_utf8(output.stdout).expect("it prints UTF-8"))
    };
    assert_eq!(run(&["fmt", "-"], "case  a{}"), (Some(0), "case a { }\n".to_owned()));
    assert_eq!(run(&["fmt", "-", "--check"], "case  a{}").0, Some(1));
    assert_eq!(run(&["fmt", "-", "--check"], "case a { }\n").0, Some(0));
    let broken = "case a {\n  seller  \"x\n";
    assert_eq!(run(&["fmt", "-"], broken), (Some(0), broken.to_owned()));
}
