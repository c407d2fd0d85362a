//! What a check remembers changes no answer. In: cases of the repository, whose files are edited
//! again and again. Out: a failure where a check that remembers the ones before finds anything else
//! than one that begins anew. `EDITS=2000` asks for more of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use poa::compile::{Input, Looked, Memory, look};
use poa::value::Date;
use proptest::prelude::{Strategy, any};
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

type Folder = BTreeMap<String, Arc<[u8]>>;

/// Sequences of edits, where nobody asks for more.
const EDITS: u32 = 60;

/// What is typed: words, numbers, marks, whole items.
const PIECES: &[&str] = &[
    "",
    "x",
    " always",
    "(@scans)",
    "{{ covered.count }}",
    "\"",
    "\"\"\"",
    "{",
    "}",
    "\n",
    "# ",
    "2026-10-31",
    "2026-08-01",
    "7",
    "todo\n",
    "\nsite de { window 2026-08-10 .. 2026-10-08; orders 90 }\n",
    "\nallow evidence-uncited because \"it is so\"\n",
    "proof scans\n",
    ",112-1111111-1111111",
];

/// One edit: which file, where in it, how many bytes go, what comes.
type Edit = (Index, Index, usize, &'static str);

fn edits() -> impl Strategy<Value = (Index, Vec<Edit>)> {
    let edit = (any::<Index>(), any::<Index>(), 0usize..12, select(PIECES));
    (any::<Index>(), proptest::collection::vec(edit, 1..6))
}

/// The cases: those of a few small files, so that many edits can be tried.
fn cases() -> Vec<(String, Folder)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found = Vec::new();
    for entry in fs::read_dir(&root).expect("the cases are there").flatten() {
        let mut files = Folder::new();
        gather(&entry.path(), &entry.path(), &mut files);
        gather(&root, &root.join("shared"), &mut files);
        if files.contains_key("input.poa") {
            found.push((entry.file_name().to_string_lossy().into_owned(), files));
        }
    }
    found.sort();
    assert!(found.len() > 50, "the cases are found");
    found
}

fn gather(root: &Path, folder: &Path, files: &mut Folder) {
    for entry in fs::read_dir(folder).expect("the folder can be listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
            continue;
        }
        let name = path.strip_prefix(root).expect("it lies below").to_string_lossy().into_owned();
        files.insert(name, fs::read(&path).expect("the file is there").into());
    }
}

fn looked(files: &Folder, memory: &mut Memory) -> Looked {
    let input = Input {
        root: "input.poa".to_owned(),
        files,
        as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
        sites: Vec::new(),
        release: false,
        packs: None,
    };
    look(&input, memory)
}

/// All that a check says, as text.
fn said(looked: &Looked) -> String {
    let compiled = &looked.compiled;
    let texts: Vec<_> =
        compiled.sources.iter().map(|(id, source)| (id, &source.name, &source.text)).collect();
    format!(
        "{:#?}\n{:?}\n{}\n{:?}\n{:?}\n{texts:?}",
        compiled.diagnostics, compiled.sites, compiled.allowed, looked.sites, looked.exhibits,
    )
}

fn edit(files: &mut Folder, (file, at, taken, piece): &Edit) {
    let names: Vec<String> = files.keys().cloned().collect();
    // Every second edit is one of the case itself.
    let name = match at.index(2) {
        0 => "input.poa",
        _ => names[file.index(names.len())].as_str(),
    };
    let Ok(text) = std::str::from_utf8(&files[name]) else { return };
    let mut text = text.to_owned();
    let at = text.floor_char_boundary(at.index(text.len() + 1));
    let end = text.floor_char_boundary((at + taken).min(text.len()));
    text.replace_range(at..end.max(at), piece);
    files.insert(name.to_owned(), text.as_bytes().into());
}

#[test]
fn a_check_that_remembers_finds_what_a_new_one_finds() {
    let cases = cases();
    let wanted = std::env::var("EDITS").ok().and_then(|it| it.parse().ok()).unwrap_or(EDITS);
    let config = Config { cases: wanted, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let outcome = runner.run(&edits(), |(case, edits)| {
        let (name, mut files) = cases[case.index(cases.len())].clone();
        let mut memory = Memory::default();
        looked(&files, &mut memory);
        for it in &edits {
            edit(&mut files, it);
            let again = said(&looked(&files, &mut memory));
            let anew = said(&looked(&files, &mut Memory::default()));
            assert!(again == anew, "{name} after {it:?}:\n{again}\nbut anew\n{anew}");
        }
        Ok(())
    });
    outcome.expect("memory changes no answer");
}
