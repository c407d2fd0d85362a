//! What the tests of packs reach. In: packs and the files of tests. Out: for each entry whether it
//! fired and was silent, on which sites, and which of its conditions were seen both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::SiteCase;
use crate::check::conditions::asked;
use crate::compile::{VARIANTS, lay, lay_variant, try_and_look};
use crate::policy::Policy;
use crate::policy::types::{Each, Level};
use crate::workshop::entries::{Entry, Role, entries, fires, own_entries};
use crate::workshop::parallel;
use crate::workshop::proof::is_settled;
use crate::workshop::testing::Bench;

/// What the tests of one entry reach.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The pack that declares it.
    pub pack: String,
    /// ``rule `action-not-done-yet` ``
    pub entry: String,
    /// `error`, `warning`, `advice` or `off` in that pack.
    pub level: Level,
    /// Whether it has tests; those of the finished PDF have none in the pack.
    pub has_tests: bool,
    /// The packs in which it fired on a piece of `fires`.
    pub fired: BTreeSet<String>,
    /// The packs in which it was silent on a piece of `silent`.
    pub silent: BTreeSet<String>,
    /// The packs that ask it, the declaring one included.
    pub asked_by: BTreeSet<String>,
    /// Its conditions: whether each was seen true, and seen false.
    pub conditions: BTreeMap<String, (bool, bool)>,
    /// Those that are proven to have one answer in every case.
    pub settled: BTreeSet<String>,
}

impl Reach {
    /// Looks for a proof for each condition that was seen one way only.
    fn settle(&mut self, bench: Bench<'_>) {
        let Some(policy) = bench.packs.set.packs.policy(&self.pack) else { return };
        let Some(as_of) = lay(policy, "", bench.files).as_of else { return };
        let rule = policy.rules.iter().find(|rule| self.entry == format!("rule `{}`", rule.name));
        let each = rule.map_or(Each::Case, |rule| rule.each);
        let open: Vec<String> = self.one_sided().map(|(text, _)| text.to_owned()).collect();
        self.settled = open.into_iter().filter(|it| is_settled(policy, each, it, as_of)).collect();
    }

    fn note(&mut self, conditions: Vec<Answer>) {
        for (condition, holds) in conditions {
            let both = self.conditions.entry(condition).or_default();
            if holds { both.0 = true } else { both.1 = true }
        }
    }

    /// The conditions that were not seen both ways and could be.
    pub fn one_sided(&self) -> impl Iterator<Item = (&str, (bool, bool))> {
        let is_open = |text: &String, seen: &(bool, bool)| {
            *seen != (true, true) && !self.settled.contains(text)
        };
        let open = self.conditions.iter().filter(move |(text, seen)| is_open(text, seen));
        open.map(|(text, seen)| (text.as_str(), *seen))
    }
}

/// One entry on one pack.
struct Look<'p> {
    policy: &'p Policy,
    entry: Entry<'p>,
}

/// What one look saw.
#[derive(Default)]
struct Seen {
    has_fired: bool,
    was_silent: bool,
    conditions: Vec<Answer>,
}

/// On which packs the tests of an entry are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// On the pack that declares it.
    Own,
    /// On that and on all that inherit from it.
    Heirs,
}

/// What the tests of the entries of some packs reach.
pub fn coverage(bench: Bench<'_>, names: &[String], breadth: Breadth) -> Vec<Reach> {
    let mut looks: Vec<Look<'_>> = Vec::new();
    let mut reaches: BTreeMap<(String, String), Reach> = BTreeMap::new();
    for policy in bench.packs.set.packs.iter() {
        for entry in entries(policy).into_iter().filter(|it| names.iter().any(|n| n == it.pack)) {
            let key = (entry.pack.to_owned(), entry.title());
            let reach = reaches.entry(key).or_insert_with(|| Reach {
                pack: entry.pack.to_owned(),
                entry: entry.title(),
                level: entry.level,
                has_tests: !entry.tests.fires.is_empty(),
                fired: BTreeSet::new(),
                silent: BTreeSet::new(),
                asked_by: BTreeSet::new(),
                conditions: BTreeMap::new(),
                settled: BTreeSet::new(),
            });
            let is_left_out = breadth == Breadth::Own && policy.name != entry.pack;
            if entry.level == Level::Off || is_left_out {
                continue;
            }
            reach.asked_by.insert(policy.name.clone());
            looks.push(Look { policy, entry });
        }
    }
    let seen = parallel::map(&looks, bench.threads, |look| see(bench, look));
    for (look, seen) in looks.iter().zip(seen) {
        let key = (look.entry.pack.to_owned(), look.entry.title());
        let Some(reach) = reaches.get_mut(&key) else { continue };
        for (is_seen, list) in
            [(seen.has_fired, &mut reach.fired), (seen.was_silent, &mut reach.silent)]
        {
            if is_seen {
                list.insert(look.policy.name.clone());
            }
        }
        reach.note(seen.conditions);
    }
    let policies = bench.packs.set.packs.iter().filter(|it| names.contains(&it.name));
    let policies: Vec<&Policy> = policies.collect();
    let sound = parallel::map(&policies, bench.threads, |policy| in_sound_cases(bench, policy));
    for (key, conditions) in sound.into_iter().flatten() {
        if let Some(reach) = reaches.get_mut(&key) {
            reach.note(conditions);
        }
    }
    for reach in reaches.values_mut() {
        reach.settle(bench);
    }
    reaches.into_values().collect()
}

/// A condition and what it answered.
type Answer = (String, bool);

/// What the conditions of a pack's own entries answer in the sound case and its variants, each by
/// the pack and title of the entry. A variant in which the pack finds a fault shows nothing.
fn in_sound_cases(bench: Bench<'_>, policy: &Policy) -> Vec<((String, String), Vec<Answer>)> {
    let own = own_entries(policy);
    let variants = VARIANTS.iter().map(|variant| lay_variant(policy, variant, bench.files));
    let mut all = Vec::new();
    for laid in [lay(policy, "", bench.files)].into_iter().chain(variants) {
        let mut answers = Vec::new();
        let found = try_and_look(&bench.packs.set, policy, &laid, bench.files, &mut |site| {
            answers
                .extend(own.iter().map(|entry| {
                    ((entry.pack.to_owned(), entry.title()), answers_of(site, entry))
                }));
        });
        if found.faults.is_empty() {
            all.extend(answers);
        }
    }
    all
}

fn answers_of(site: &SiteCase<'_>, entry: &Entry<'_>) -> Vec<Answer> {
    let asked = asked(site, entry.section, entry.name).into_iter();
    asked.map(|asked| (asked.condition, asked.holds)).collect()
}

fn see(bench: Bench<'_>, look: &Look<'_>) -> Seen {
    let Look { policy, entry } = look;
    let mut seen = Seen::default();
    for piece in entry.pieces() {
        // Elsewhere another piece of the sound case may stand: only in its own pack every piece and
        // condition counts.
        let is_own = policy.name == entry.pack;
        let is_silent = piece.role == Role::Silent;
        if !is_own && (if is_silent { seen.was_silent } else { seen.has_fired }) {
            continue;
        }
        let laid = lay(policy, piece.text, bench.files);
        let found = try_and_look(&bench.packs.set, policy, &laid, bench.files, &mut |site| {
            if is_own {
                seen.conditions.extend(answers_of(site, entry));
            }
        });
        match is_silent {
            true => seen.was_silent |= found.faults.iter().all(|it| it.fault.rule != entry.rule),
            false => seen.has_fired |= fires(entry, &found),
        }
    }
    seen
}
