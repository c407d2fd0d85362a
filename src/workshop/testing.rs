//! Runs the tests inside packs. In: packs and the files that tests read. Out: every test that does
//! not hold. Judges with `entries`, decides nothing itself.

use crate::check::finds;
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
    what: What<'p>,
}

/// What is tested.
enum What<'p> {
    /// The sound case itself.
    SoundCase,
    /// A piece laid over it, on which an entry fires, or is silent.
    Piece { entry: Entry<'p>, piece: &'p str, fires: bool },
    /// A sentence in which a rule about words finds something, or nothing.
    Sentence { entry: Entry<'p>, sentence: &'p str, finds: bool },
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
    let mut tests = vec![What::SoundCase];
    for entry in own_entries(policy) {
        for (pieces, fires) in [(&entry.tests.fires, true), (&entry.tests.silent, false)] {
            tests.extend(pieces.iter().map(|piece| What::Piece { entry, piece, fires }));
        }
        for (list, finds) in [(&entry.tests.finds, true), (&entry.tests.spares, false)] {
            tests.extend(list.iter().map(|sentence| What::Sentence { entry, sentence, finds }));
        }
    }
    tests.into_iter().map(|what| Test { policy, what }).collect()
}

fn run(bench: Bench<'_>, test: &Test<'_>) -> Option<Diagnostic> {
    let policy = test.policy;
    match &test.what {
        What::SoundCase => sound(bench, policy),
        What::Piece { entry, piece, fires } => {
            let found = bench.lay(policy, piece);
            let (what, role) = match fires {
                true => (fault_of_fires(policy, entry, &found)?, "fires"),
                false => (fault_of_silent(entry, &found)?, "silent"),
            };
            let label = format!("the piece of `{role}` that begins with: {}", first_line(piece));
            Some(fault(entry, what, label).help(told(&found)))
        }
        What::Sentence { entry, sentence, finds: wanted } => {
            let (what, help) = match (wanted, is_found(policy, entry, sentence)) {
                (true, false) => ("does not find a sentence", "correct a pattern, or the sentence"),
                (false, true) => ("finds a sentence that it spares", "make a pattern narrower"),
                _ => return None,
            };
            Some(fault(entry, what, format!("the sentence: {}", first_line(sentence))).help(help))
        }
    }
}

/// Whether the rule of an entry finds something in a sentence.
pub(crate) fn is_found(policy: &Policy, entry: &Entry<'_>, sentence: &str) -> bool {
    policy.rule(entry.name).is_some_and(|rule| finds(policy, rule, sentence))
}

fn fault(entry: &Entry<'_>, what: &str, label: String) -> Diagnostic {
    let message = format!("{} {what}", entry.title());
    Diagnostic::error("pack-test", message).at(entry.span, label)
}

fn sound(bench: Bench<'_>, policy: &Policy) -> Option<Diagnostic> {
    let found = bench.lay(policy, "");
    if found.faults.is_empty() {
        return None;
    }
    let message = format!("the sound case has faults on site `{}`", found.site);
    let fault = Diagnostic::error("pack-test", message).help(told(&found));
    Some(match policy.span {
        Some(span) => fault.at(span, "as this pack sees it"),
        None => fault,
    })
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
