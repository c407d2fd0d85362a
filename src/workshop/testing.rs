//! Runs the tests inside packs. In: packs and the files that tests read. Out: every test that does
//! not hold. Judges with `entries`, decides nothing itself.

use crate::compile::{LoadedPacks, Trial, trial};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::source::Files;
use crate::workshop::entries::{Entry, fault_of_fires, fault_of_silent, own_entries};
use crate::workshop::parallel;

/// What the tests of packs may use.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// The packs.
    pub packs: &'a LoadedPacks,
    /// The sound case, and the files that tests name.
    pub files: &'a (dyn Files + Sync),
    /// How many tests run at the same time.
    pub threads: usize,
}

impl Bench<'_> {
    /// The sound case with a piece laid over it, as a pack sees it.
    pub(crate) fn lay(&self, policy: &Policy, piece: &str) -> Trial {
        trial(&self.packs.set, policy, piece, self.files)
    }
}

/// What came of the tests of one pack.
#[derive(Debug, Clone)]
pub struct PackTests {
    /// The pack.
    pub name: String,
    /// How many tests ran.
    pub count: usize,
    /// Those that do not hold, as faults at the entry's name.
    pub faults: Vec<Diagnostic>,
}

/// One test.
struct Test<'p> {
    policy: &'p Policy,
    /// `None`: the sound case itself.
    entry: Option<Entry<'p>>,
    piece: &'p str,
    fires: bool,
}

/// Runs the tests of some packs.
pub fn test(bench: Bench<'_>, names: &[String]) -> Vec<PackTests> {
    let policies = names.iter().filter_map(|name| bench.packs.set.packs.policy(name));
    let policies: Vec<&Policy> = policies.collect();
    let tests: Vec<Test<'_>> = policies.iter().flat_map(|policy| tests(policy)).collect();
    let faults = parallel::map(&tests, bench.threads, |test| run(bench, test));
    let mut results: Vec<PackTests> = policies
        .iter()
        .map(|it| PackTests { name: it.name.clone(), count: 0, faults: Vec::new() })
        .collect();
    for (test, fault) in tests.iter().zip(faults) {
        if let Some(result) = results.iter_mut().find(|result| result.name == test.policy.name) {
            result.count += 1;
            result.faults.extend(fault);
        }
    }
    results
}

fn tests(policy: &Policy) -> Vec<Test<'_>> {
    let mut tests = vec![Test { policy, entry: None, piece: "", fires: false }];
    for entry in own_entries(policy) {
        for (pieces, fires) in [(&entry.tests.fires, true), (&entry.tests.silent, false)] {
            let of = |piece| Test { policy, entry: Some(entry), piece, fires };
            tests.extend(pieces.iter().map(|piece| of(piece.as_str())));
        }
    }
    tests
}

fn run(bench: Bench<'_>, test: &Test<'_>) -> Option<Diagnostic> {
    let found = bench.lay(test.policy, test.piece);
    let (what, entry) = match &test.entry {
        Some(entry) if test.fires => {
            (format!("{} {}", entry.title(), fault_of_fires(test.policy, entry, &found)?), entry)
        }
        Some(entry) => (format!("{} {}", entry.title(), fault_of_silent(entry, &found)?), entry),
        None if found.faults.is_empty() => return None,
        None => {
            let message = format!("the sound case has faults on site `{}`", found.site);
            let mut fault = Diagnostic::error("pack-test", message).help(told(&found));
            if let Some(span) = test.policy.span {
                fault = fault.at(span, "as this pack sees it");
            }
            return Some(fault);
        }
    };
    let role = if test.fires { "fires" } else { "silent" };
    let piece = test.piece.trim_end();
    let label = format!("the piece of `{role}` that begins with: {}", first_line(piece));
    Some(Diagnostic::error("pack-test", what).at(entry.span, label).help(told(&found)))
}

fn first_line(piece: &str) -> &str {
    piece.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("")
}

/// What was found instead.
fn told(found: &Trial) -> String {
    let lines: Vec<&str> = found.faults.iter().map(|it| it.line.as_str()).collect();
    match lines.is_empty() {
        true => format!("found on site `{}`: nothing", found.site),
        false => format!("found on site `{}`: {}", found.site, lines.join("; ")),
    }
}
