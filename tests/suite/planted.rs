//! Mistakes that a maintainer of packs makes, planted one at a time in a sound pack. In: the pack
//! of `poa pack new`, changed. Out: one fault each, at its line, with a help that says what to
//! write; and for folders and archives that are no packs, one refusal.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{check, check_json};

/// A pack made by `poa pack new`, and its text.
fn sound_pack() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    check(folder.path(), "pack new tr", 0, "made a pack in tr");
    let text = fs::read_to_string(folder.path().join("tr/pack.yaml")).expect("the pack is there");
    (folder, text)
}

/// What stands in the sound pack, what takes its place, the line of the new text that is at fault
/// (counted within it, from 0), words of the message, words of the help.
type Plant = (&'static str, &'static str, usize, &'static str, &'static str);

const PLANTS: &[Plant] = &[
    ("    why: A training", "    wy: A training", 0, "has no field `wy`", "write `why`"),
    ("    source: tr-practice", "    sorce: tr-practice", 0, "no field `sorce`", "write `source`"),
    ("    require: \"", "    requir: \"", 0, "no field `requir`", "write `require`"),
    ("    source: tr-practice", "    source: law", 0, "no source `law`", "under `sources:`"),
    ("level: warning      ", "level: 3      ", 0, "`level` is a number", "`error`, `warning`"),
    ("each: evidence", "each: evidences", 0, "never `evidences`", "write `evidence`"),
    (
        "== 'training-record'",
        "== 'training-recrod'",
        0,
        "is never `training-recrod`",
        "'training-record'",
    ),
    (
        "inherits: base\n",
        "inherits: base\ninherits: base\n",
        1,
        "`inherits` is written twice",
        "keep one",
    ),
    ("inherits: base", "inherits: tr", 0, "inherits from itself", "leave `inherits` out"),
    ("    title: What practice", "\ttitle: What practice", 0, "not YAML", "not with tabs"),
    ("    title: What", "    title: now: What", 0, "not YAML", "in quotes"),
    (
        "    title: What",
        "    <<: {kind: law}\n    title: What",
        0,
        "not YAML",
        "write the entries out",
    ),
    ("case.noticed\"", "case.noticed", 0, "quotation mark is not closed", "in its own line"),
    ("What practice", "What\u{7} practice", 0, "cannot be seen", "delete it"),
    ("What practice", "What \u{202e}practice", 0, "direction of reading", "delete it"),
    ("{{ evidence.id }}", "{% if x %}", 0, "no blocks", "one expression in `{{ }}`"),
    ("{{ evidence.id }}", "{{ evidence.idd }}", 0, "no field `idd`", "write `id`"),
    ("date_form: D MMMM YYYY", "date_form: today", 0, "cannot be `today`", "D MMMM YYYY"),
    ("  country: XX", "  country: Turkey", 0, "cannot be `Turkey`", "ISO 3166-1"),
    ("  currency: USD", "  currency: $", 0, "cannot be `$`", "ISO 4217"),
    ("  language: en-US", "  language: English", 0, "cannot be `English`", "en-GB"),
    ("  code: tr", "  code: ../tr", 0, "cannot be `../tr`", "small letters and digits"),
];

/// The only fault of a pack, and the line of its first label.
fn only_fault(folder: &Path) -> (Value, u64) {
    let found = check_json(folder, "pack check tr", 1);
    let faults = found["diagnostics"].as_array().expect("a list").clone();
    assert_eq!(faults.len(), 1, "one mistake, one fault: {found:#}");
    let line = faults[0]["labels"][0]["start"]["line"].as_u64().expect("it has a place");
    (faults[0].clone(), line)
}

#[test]
fn one_mistake_is_one_fault_at_its_line_with_a_help() {
    let (folder, sound) = sound_pack();
    for (old, new, below, said, help) in PLANTS {
        let at = sound.find(old).unwrap_or_else(|| panic!("`{old}` is in the new pack"));
        let changed = sound.replacen(old, new, 1);
        fs::write(folder.path().join("tr/pack.yaml"), &changed).expect("it is written");
        let (fault, line) = only_fault(folder.path());
        let expected = changed[..at].matches('\n').count() + 1 + below;
        assert_eq!(line, expected as u64, "{new}: {fault:#}");
        let words = |field: &str| fault[field].as_str().unwrap_or_default().to_owned();
        assert!(words("message").contains(said), "{new}: {fault:#}");
        assert!(words("help").contains(help), "{new}: {fault:#}");
    }
}

#[test]
fn what_a_text_editor_does_to_a_file_is_taken() {
    let (folder, sound) = sound_pack();
    let path = folder.path().join("tr/pack.yaml");
    for text in [sound.replace('\n', "\r\n"), format!("\u{feff}{sound}")] {
        fs::write(&path, text).expect("it is written");
        check(folder.path(), "pack test tr", 0, "0 failed");
    }
    let utf16: Vec<u8> =
        format!("\u{feff}{sound}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&path, utf16).expect("it is written");
    check(folder.path(), "pack check tr", 3, "`tr/pack.yaml`, which is in UTF-16");
    let mut latin = sound.replace("What practice", "What #").into_bytes();
    let at = latin.iter().rposition(|byte| *byte == b'#').expect("it is there");
    let lines = latin[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    latin[at] = 0xe4;
    fs::write(&path, latin).expect("it is written");
    check(folder.path(), "pack check tr", 3, &format!("not UTF-8 text from line {lines} on"));
}

#[test]
fn what_is_no_pack_is_refused_by_name() {
    let (folder, sound) = sound_pack();
    let at = folder.path();
    let path = at.join("tr/pack.yaml");
    for (text, said) in [("", "the file is empty"), ("- a\n", "is a mapping of sections")] {
        fs::write(&path, text).expect("it is written");
        check(at, "pack check tr --format short", 1, said);
    }
    fs::write(&path, vec![b'#'; 50 << 20]).expect("it is written");
    check(at, "pack check tr", 3, "`pack.yaml`, which has 50 megabytes");
    fs::remove_file(&path).expect("it is there");
    fs::create_dir(&path).expect("it can be made");
    check(at, "pack check tr", 3, "`pack.yaml`, which is a folder");
    fs::write(at.join("notes.txt"), &sound).expect("it is written");
    check(at, "pack check notes.txt", 3, "is neither YAML nor a zip archive");
}

#[test]
fn packs_that_contradict_each_other_are_told_once() {
    let (folder, sound) = sound_pack();
    let pack = |name: &str, changes: &[(&str, &str)]| {
        let own = sound.replace("pack: tr", &format!("pack: {name}"));
        let text = changes.iter().fold(own, |text, (old, new)| text.replacen(old, new, 1));
        fs::create_dir_all(folder.path().join("tr").join(name)).expect("it can be made");
        let path = folder.path().join("tr").join(name).join("pack.yaml");
        fs::write(path, text).expect("it is written");
    };
    fs::remove_file(folder.path().join("tr/pack.yaml")).expect("it is there");
    let code = ("  code: tr", "  code: ab");
    pack("aa", &[("inherits: base", "inherits: ab"), code]);
    pack("ab", &[("inherits: base", "inherits: ac")]);
    pack("ac", &[("inherits: base", "inherits: aa"), ("  code: tr", "  code: ac")]);
    let (circle, _) = only_fault(folder.path());
    assert_eq!(circle["rule"], "pack-inherits-cycle");
    assert_eq!(circle["labels"].as_array().map(Vec::len), Some(3), "{circle:#}");
    fs::remove_dir_all(folder.path().join("tr/ac")).expect("it is there");
    pack("aa", &[]);
    pack("ab", &[("tr-training", "ab-training")]);
    let (rivals, _) = only_fault(folder.path());
    let message = rivals["message"].as_str().unwrap_or_default();
    assert!(message.contains("are both for the marketplace `tr`"), "{rivals:#}");
}

/// An archive as a stranger may make it: two files of one name, of which readers take one.
#[test]
fn an_archive_with_two_files_of_one_name_is_refused() {
    let (folder, sound) = sound_pack();
    let twin = |name: &str| {
        crate::workshop::archived(&[(name, sound.as_bytes()), ("b.yaml", b"rules: []\n")])
    };
    let mut bytes = twin("a.yaml");
    // The name is written into the archive twice: before the file, and in the list at its end.
    while let Some(at) = bytes.windows(6).position(|part| part == b"b.yaml") {
        bytes[at] = b'a';
    }
    fs::write(folder.path().join("tr.zip"), bytes).expect("it is written");
    check(folder.path(), "pack check tr.zip", 3, "holds two files of one name");
    let deep = format!("{}pack.yaml", "a/".repeat(9));
    fs::write(folder.path().join("tr.zip"), twin(&deep)).expect("it is written");
    check(folder.path(), "pack check tr.zip", 3, "at most eight folders");
}
