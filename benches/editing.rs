//! How long an editor waits for faults after a keystroke. In: nothing; a case of 3,000 lines with
//! 500 defect orders is made in memory and edited as people edit. Out: one line a measure, medians
//! in milliseconds and as ratio to reading the text alone. Run: see docs/editor.md.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark measures time")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use poa::compile::{Input, Memory, look};
use poa::ide::{Context, Reading, complete::complete, tokens::tokens};
use poa::source::{FileError, Files};
use poa::value::Date;

const LINES: usize = 3_000;
const ORDERS: usize = 500;
const KEYSTROKES: usize = 60;

struct Edited(Mutex<BTreeMap<String, Arc<[u8]>>>);

impl Files for Edited {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.get(path).cloned().ok_or(FileError::Missing)
    }
}

impl Edited {
    fn set(&self, path: &str, text: &str) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.to_owned(), text.as_bytes().into());
    }
}

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

/// The keystrokes: words are typed and taken back at places all over the text.
fn keystrokes(text: &str) -> Vec<String> {
    let mut states = Vec::new();
    let places: Vec<usize> = text.match_indices("Nobody owned").map(|(at, _)| at).collect();
    for (index, at) in places.iter().cycle().step_by(7).take(KEYSTROKES).enumerate() {
        let mut state = text.to_owned();
        match index % 4 {
            0 => state.insert(*at, 'x'),
            1 => state.insert_str(*at, "(@e"),
            2 => state.replace_range(at - 1..*at, ""),
            _ => state.insert_str(at - 7, "\n  proo"),
        }
        states.push(state);
    }
    states
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64) * 1e3
}

fn main() {
    let text = case();
    let files = Edited(Mutex::default());
    files.set("data/us.csv", &data());
    files.set("case.poa", &text);
    for number in 0..200 {
        let rows: String = (0..20).map(|row| format!("{row},2026-08-{:02}\n", 1 + row)).collect();
        files.set(&format!("evidence/e{number}.csv"), &format!("parcel,scan\n{rows}"));
    }
    let input = Input {
        root: "case.poa".to_owned(),
        files: &files,
        as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
        sites: Vec::new(),
        release: false,
    };
    let mut memory = Memory::default();
    let first = Instant::now();
    let mut looked = look(&input, &mut memory);
    println!(
        "{} lines, {ORDERS} orders, {} faults",
        text.lines().count(),
        looked.compiled.diagnostics.len()
    );
    println!("first check {:9.2} ms", first.elapsed().as_secs_f64() * 1e3);
    let (mut reading, mut faults, mut words, mut colours) = (vec![], vec![], vec![], vec![]);
    for state in keystrokes(&text) {
        files.set("case.poa", &state);
        let begun = Instant::now();
        let read = Reading::new("case.poa", &files);
        reading.push(begun.elapsed());
        let begun = Instant::now();
        looked = look(&input, &mut memory);
        faults.push(begun.elapsed());
        let Some(source) = read.file("case.poa") else { continue };
        let context = Context { reading: &read, looked: Some(&looked), paths: &[] };
        let begun = Instant::now();
        let found = complete(context, source, state.len() / 2).len();
        words.push(begun.elapsed());
        let begun = Instant::now();
        let parts = tokens(&read, source).len();
        colours.push(begun.elapsed());
        assert!(parts > LINES && found < 10_000, "the features answer");
    }
    let base = median(reading);
    for (name, time) in [
        ("read the text", base),
        ("faults after a keystroke", median(faults)),
        ("completion", median(words)),
        ("semantic tokens", median(colours)),
    ] {
        println!("{name:26} {time:9.2} ms  {:6.2} × reading", time / base.max(1e-9));
    }
}
