//! Runs the tests inside packs. In: packs and the files that tests read. Out: every test that does
//! not hold. Judges with `entries`, decides nothing itself.

use crate::check::{check_entry, finds};
use crate::compile::{LoadedPacks, Trial, lay, trial, try_and_look};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::tested::Sample;
use crate::source::Files;
use crate::workshop::entries::{Entry, Piece, Tried, fault_of, own_entries};
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
    /// The sound case as a pack sees it.
    fn sound(&self, policy: &Policy) -> Trial {
        trial(&self.packs.set, policy, "", self.files)
    }

    /// What comes of a piece of an entry that is laid over the sound case.
    pub(crate) fn lay(&self, policy: &Policy, entry: &Entry<'_>, piece: &Piece<'_>) -> Tried {
        let mut own = Vec::new();
        let laid = lay(policy, piece.text, self.files);
        let trial = try_and_look(&self.packs.set, policy, &laid, self.files, &mut |site| {
            own.extend(check_entry(site, policy, (entry.section, entry.name)));
        });
        Tried { trial, own }
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
    /// A piece laid over it.
    Piece { entry: Entry<'p>, piece: Piece<'p> },
    /// A sentence or cell in which a rule with patterns finds something, or nothing.
    Sample { entry: Entry<'p>, sample: &'p Sample, finds: bool },
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
        tests.extend(entry.pieces().into_iter().map(|piece| What::Piece { entry, piece }));
        for (list, finds) in [(&entry.tests.finds, true), (&entry.tests.spares, false)] {
            tests.extend(list.iter().map(|sample| What::Sample { entry, sample, finds }));
        }
    }
    tests.into_iter().map(|what| Test { policy, what }).collect()
}

fn run(bench: Bench<'_>, test: &Test<'_>) -> Option<Diagnostic> {
    let policy = test.policy;
    match &test.what {
        What::SoundCase => sound(bench, policy),
        What::Piece { entry, piece } => {
            let tried = bench.lay(policy, entry, piece);
            let what = fault_of(policy, entry, piece, &tried)?;
            let (list, first) = (piece.role.list(), first_line(piece.text));
            let label = format!("piece {} of `{list}`, which begins with: {first}", piece.number);
            Some(fault(entry, what, label).help(told(&tried.trial)))
        }
        What::Sample { entry, sample, finds: wanted } => {
            let noun = match sample {
                Sample::Sentence(_) => "sentence",
                Sample::Cell { .. } => "cell",
            };
            let (what, help) = match (wanted, is_found(policy, entry, sample)) {
                (true, false) => {
                    (format!("does not find a {noun}"), format!("correct a pattern, or the {noun}"))
                }
                (false, true) => {
                    (format!("finds a {noun} that it spares"), "make a pattern narrower".to_owned())
                }
                _ => return None,
            };
            let label = format!("the {noun}: {}", first_line(&sample.words()));
            Some(fault(entry, &what, label).help(help))
        }
    }
}

/// Whether the rule of an entry finds something in a sentence or cell.
pub(crate) fn is_found(policy: &Policy, entry: &Entry<'_>, sample: &Sample) -> bool {
    policy.rule(entry.name).is_some_and(|rule| finds(policy, rule, sample))
}

fn fault(entry: &Entry<'_>, what: &str, label: String) -> Diagnostic {
    let message = format!("{} {what}", entry.title());
    Diagnostic::error("pack-test", message).at(entry.span, label)
}

fn sound(bench: Bench<'_>, policy: &Policy) -> Option<Diagnostic> {
    let found = bench.sound(policy);
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
