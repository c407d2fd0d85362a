//! What the tests of packs reach. In: packs and the files of tests. Out: for each entry whether it
//! fired and was silent, on which sites, and which of its conditions were seen both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::conditions::asked;
use crate::compile::{lay, try_and_look};
use crate::policy::Policy;
use crate::policy::types::Level;
use crate::workshop::entries::{Entry, entries, fires};
use crate::workshop::parallel;
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
}

impl Reach {
    /// The conditions that were not seen both ways.
    pub fn one_sided(&self) -> impl Iterator<Item = (&str, (bool, bool))> {
        let both = |seen: &(bool, bool)| *seen == (true, true);
        let open = self.conditions.iter().filter(move |(_, seen)| !both(seen));
        open.map(|(text, seen)| (text.as_str(), *seen))
    }
}

/// One piece of one entry on one pack.
struct Look<'p> {
    policy: &'p Policy,
    entry: Entry<'p>,
    piece: &'p str,
    is_fires: bool,
}

/// What one look saw.
struct Seen {
    is_as_wanted: bool,
    conditions: Vec<(String, bool)>,
}

/// What the tests of the entries of some packs reach, on the packs themselves and on all that
/// inherit from them.
pub fn coverage(bench: Bench<'_>, names: &[String]) -> Vec<Reach> {
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
            });
            if entry.level == Level::Off {
                continue;
            }
            reach.asked_by.insert(policy.name.clone());
            for (pieces, is_fires) in [(&entry.tests.fires, true), (&entry.tests.silent, false)] {
                let look = |piece| Look { policy, entry, piece, is_fires };
                looks.extend(pieces.iter().map(|piece| look(piece.as_str())));
            }
        }
    }
    let seen = parallel::map(&looks, bench.threads, |look| see(bench, look));
    for (look, seen) in looks.iter().zip(seen) {
        let key = (look.entry.pack.to_owned(), look.entry.title());
        let Some(reach) = reaches.get_mut(&key) else { continue };
        if seen.is_as_wanted {
            let list = if look.is_fires { &mut reach.fired } else { &mut reach.silent };
            list.insert(look.policy.name.clone());
        }
        // Elsewhere another piece of the sound case may stand: only its own pack counts.
        if look.policy.name == look.entry.pack {
            for (condition, holds) in seen.conditions {
                let both = reach.conditions.entry(condition).or_default();
                if holds { both.0 = true } else { both.1 = true }
            }
        }
    }
    reaches.into_values().collect()
}

fn see(bench: Bench<'_>, look: &Look<'_>) -> Seen {
    let mut conditions = Vec::new();
    let laid = lay(look.policy, look.piece, bench.files);
    let entry = &look.entry;
    let found = try_and_look(&bench.packs.set, look.policy, &laid, bench.files, &mut |site| {
        let asked = asked(site, entry.section, entry.name).into_iter();
        conditions.extend(asked.map(|asked| (asked.condition, asked.holds)));
    });
    let is_as_wanted = match look.is_fires {
        true => fires(entry, &found),
        false => found.faults.iter().all(|it| it.fault.rule != entry.rule),
    };
    Seen { is_as_wanted, conditions }
}
