//! How long a reader waits for the page after a save. In: the example of the repository; its words
//! and its head are edited in memory as people edit. Out: one line a measure, medians in
//! milliseconds, setting anew beside setting again. Run: see docs/preview.md.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark measures time")]

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use poa::compile::{Input, Memory, preview};
use poa::render::pdf::Pages;
use poa::value::Date;

/// Edits of each kind.
const EDITS: usize = 12;

/// The folder of the case.
type Folder = BTreeMap<String, Arc<[u8]>>;

const CASE: &str = "undelivered.poa";

fn gather(root: &Path, folder: &Path, files: &mut Folder) {
    for entry in fs::read_dir(folder).expect("the example is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
            continue;
        }
        let name = path.strip_prefix(root).expect("it lies below").to_string_lossy().into_owned();
        files.insert(name, fs::read(&path).expect("the file is there").into());
    }
}

/// How long it took until faults and pages were known, on the clock and on all cores.
#[derive(Default)]
struct Times {
    faults: Vec<f64>,
    first: Vec<f64>,
    all: Vec<f64>,
    cores: Vec<f64>,
    changed: Vec<f64>,
}

/// Milliseconds that this program has had a core, where the system says; in steps of ten.
fn cores_ms() -> f64 {
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = told.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) * 10.0
}

fn set(files: &Folder, memory: &mut Memory, shown: &[String], times: &mut Times) -> Option<Pages> {
    let input = Input {
        root: CASE.to_owned(),
        files,
        as_of: Date::parse("2026-11-20").expect("a day of the calendar"),
        sites: Vec::new(),
        release: false,
        packs: None,
    };
    let (begun, cores) = (Instant::now(), cores_ms());
    let mut first = None;
    let mut told = 0;
    preview(&input, shown, memory, &mut |_, sites| {
        let now = begun.elapsed().as_secs_f64() * 1e3;
        match told {
            0 => times.faults.push(now),
            1 => times.first.push(now),
            _ => {}
        }
        told += 1;
        first = sites.first().and_then(|site| site.pages.clone());
        ControlFlow::Continue(())
    });
    times.all.push(begun.elapsed().as_secs_f64() * 1e3);
    times.cores.push(cores_ms() - cores);
    first
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// An edit: what it is called, and the text after it.
type Edit = (&'static str, fn(&str, usize) -> String);

const KINDS: [Edit; 4] = [
    ("a word of one finding", |text, n| {
        text.replace("end at export", &format!("end {n} at export"))
    }),
    ("the seller, on every page", |text, n| {
        text.replace("Lumen & Oak", &format!("Lumen & Oak {n}"))
    }),
    ("a comment, on no page", |text, n| format!("# note {n}\n{text}")),
    ("back and forth", |text, n| {
        text.replace("end at export", ["end at export", "end there"][n % 2])
    }),
];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/undelivered-parcels");
    let mut files = Folder::new();
    gather(&root, &root, &mut files);
    let text = String::from_utf8(files[CASE].to_vec()).expect("the case is text");
    let shown: Vec<String> = ["us", "uk", "jp", "de"].map(str::to_owned).into();
    let mut memory = Memory::default();
    let mut anew = Times::default();
    let mut before = set(&files, &mut memory, &shown, &mut anew);
    let line = |name: &str, mut times: Times| {
        let [faults, first, all, cores] =
            [&mut times.faults, &mut times.first, &mut times.all, &mut times.cores]
                .map(|times| median(times));
        let changed = median(&mut times.changed);
        println!(
            "{name:26} faults {faults:7.0}   first site {first:7.0}   all four {all:7.0}   \
             on cores {cores:7.0}   pages changed {changed:3.0}"
        );
    };
    line("for the first time", anew);
    for (name, edit) in KINDS {
        let mut times = Times::default();
        for number in 0..EDITS {
            files.insert(CASE.to_owned(), edit(&text, number).into_bytes().into());
            let now = set(&files, &mut memory, &shown, &mut times);
            if let (Some(now), Some(before)) = (&now, &before) {
                let changed = (0..now.count())
                    .filter(|page| now.fingerprint(*page) != before.fingerprint(*page));
                times.changed.push(changed.count() as f64);
            }
            before = now;
        }
        line(name, times);
    }
}
