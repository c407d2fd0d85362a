//! How long an editor waits for faults after a keystroke. In: nothing; a case of 3,000 lines with
//! 500 defect orders is made in memory and edited as people edit. Out: one line a measure, medians
//! in milliseconds. Run: see docs/editor.md.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark measures time")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use poa::compile::{Input, Looked, Memory, look, shipped};
use poa::ide::{Context, Reading, complete::complete, tokens::tokens};
use poa::value::Date;

const LINES: usize = 3_000;
const ORDERS: usize = 500;

/// The folder of the case.
type Folder = BTreeMap<String, Arc<[u8]>>;

fn order(number: usize) -> String {
    format!("112-{:07}-{:07}", 1_000_000 + number, 2_000_000 + number)
}

/// Five hundred orders, three of four with a claim.
fn data() -> String {
    let mut text = String::from("order-id,order-date,kind,reason,asin\n");
    for number in 0..ORDERS {
        let kind = if number % 4 == 0 { "negative-feedback" } else { "a-to-z" };
        let day = 1 + number % 28;
        let _ = writeln!(
            text,
            "{},2026-09-{day:02},{kind},not-received,B000000{:03}",
            order(number),
            number % 90
        );
    }
    text
}

/// The head of the case.
const HEAD: &str = "\
case bench {
  seller \"Bench (invented)\"
  trigger account-deactivated
  fulfilment seller
  category home
  noticed 2026-10-24
  submit 2026-11-12
}
site us {
  window 2026-08-10 .. 2026-10-08
  orders 30000
  defects \"data/us.csv\"
}
person lead { role \"Lead\" }
person other { role \"Other\" }
";

/// A finding with its action and exhibit; `#` is its number, `ORDERS` what it covers.
const GROUP: &str = "
finding f# {
  cause logistics.carrier
  issue not-received
  covers orders ORDERS
  text \"\"\"
    {{ covered.count }} of {{ defects.count }} orders were never scanned (@e#).
    \"\"\"
  why \"The parcels travelled with an economy service (@e#).\"
  why \"Nobody owned the table.\"
  why \"No rule excluded it.\"
  missed \"No alarm was raised.\"
  proof e#
}

action a# correct {
  fixes f#, f#.missed
  did \"We removed the service (@e#).\"
  owner lead
  done 2026-11-01
  proof e#
  verify by other {
    measure \"scans\"
    expect >= 99%
    was 81% over 2026-09-01 .. 2026-10-24
    now 99.6% over 2026-11-02 .. 2026-11-11
    proof e#
  }
}

evidence e# \"evidence/e#.csv\" {
  title \"Scans of group #\"
  kind delivery-proof
  captured 2026-10-26
}
";

/// A case with as many lines, most of them findings, actions and exhibits.
fn case() -> String {
    let mut text = HEAD.to_owned();
    let mut number = 0;
    while text.lines().count() < LINES {
        let orders: Vec<String> = (0..4).map(|step| order((number * 4 + step) % ORDERS)).collect();
        let group = GROUP.replace("ORDERS", &orders.join(", "));
        text += &group.replace("#", &number.to_string());
        number += 1;
    }
    text
}

/// What people type into the text before they take it back, letter by letter.
const PIECES: &[&str] = &["x", " (@e1)", "Always: ", "\n  proof e2"];

/// The keystrokes: pieces are typed letter by letter and taken back at places all over the text.
fn keystrokes(text: &str) -> Vec<String> {
    let mut states = Vec::new();
    let places: Vec<usize> = text.match_indices("Nobody owned").map(|(at, _)| at).collect();
    for (at, piece) in places.iter().step_by(places.len() / 8).zip(PIECES.iter().cycle()) {
        // A new line begins behind the statement, words in front of its first one.
        let at = if piece.starts_with('\n') { at - 7 } else { *at };
        let ends = (1..=piece.len()).chain((0..piece.len()).rev());
        states.extend(ends.map(|end| [&text[..at], &piece[..end], &text[at..]].concat()));
    }
    states
}

/// How long something takes: on the clock, and on a core, which other programs do not lengthen.
#[derive(Default)]
struct Times {
    clock: Vec<f64>,
    core: Vec<f64>,
}

impl Times {
    fn measure<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (begun, on_core) = (Instant::now(), core_ms());
        let made = work();
        self.clock.push(begun.elapsed().as_secs_f64() * 1e3);
        self.core.extend(core_ms().zip(on_core).map(|(now, before)| now - before));
        made
    }

    fn medians(mut self) -> (f64, Option<f64>) {
        let middle = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times.get(times.len() / 2).copied()
        };
        (middle(&mut self.clock).unwrap_or_default(), middle(&mut self.core))
    }
}

/// Milliseconds that this thread has had a core, where the system says.
fn core_ms() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(told.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}

fn folder(text: &str) -> Folder {
    let file = |text: &str| Arc::<[u8]>::from(text.as_bytes());
    let mut files = Folder::new();
    files.insert("data/us.csv".to_owned(), file(&data()));
    files.insert("case.poa".to_owned(), file(text));
    for number in 0..200 {
        let rows: String = (0..20).map(|row| format!("{row},2026-08-{:02}\n", 1 + row)).collect();
        let text = format!("parcel,scan\n{rows}");
        files.insert(format!("evidence/e{number}.csv"), file(&text));
    }
    files
}

fn check(files: &Folder, memory: &mut Memory) -> Looked {
    let input = Input {
        root: "case.poa".to_owned(),
        files,
        as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
        sites: Vec::new(),
        release: false,
        packs: None,
    };
    look(&input, memory)
}

fn main() {
    let text = case();
    let mut files = folder(&text);
    let mut memory = Memory::default();
    let mut first = Times::default();
    let looked = first.measure(|| check(&files, &mut memory));
    let count = looked.compiled.diagnostics.len();
    println!("{} lines, {ORDERS} orders, {count} faults", text.lines().count());
    println!("first check {:9.2} ms", first.medians().0);
    let (mut reading, mut faults) = (Times::default(), Times::default());
    let (mut words, mut colours) = (Times::default(), Times::default());
    for state in keystrokes(&text) {
        files.insert("case.poa".to_owned(), state.as_bytes().into());
        let read = reading.measure(|| Reading::new("case.poa", &files));
        let looked = faults.measure(|| check(&files, &mut memory));
        let Some(source) = read.file("case.poa") else { continue };
        let context = Context {
            reading: &read,
            looked: Some(&looked),
            paths: &[],
            packs: shipped(),
            numbers: None,
        };
        let found = words.measure(|| complete(context, source, state.len() / 2).len());
        let parts = colours.measure(|| tokens(&read, source).len());
        assert!(parts > LINES && found < 10_000, "the features answer");
    }
    for (name, times) in [
        ("read the text", reading),
        ("faults after a keystroke", faults),
        ("completion", words),
        ("semantic tokens", colours),
    ] {
        let (clock, core) = times.medians();
        let core = core.map_or(String::new(), |core| format!(", of it {core:8.2} ms on a core"));
        println!("{name:26} {clock:9.2} ms{core}");
    }
}
