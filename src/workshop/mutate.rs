//! Whether the tests of packs would notice a mistake. In: packs, their sources and files. Out: each
//! small change of an entry and what became of it: a test broke, it is proven to change nothing,
//! the pack says why it changes nothing, or it survived.

mod alone;
mod changes;

use crate::compile::{LoadedPacks, lay};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::resolve::with_entry;
use crate::policy::types::Level;
use crate::policy::yaml::Tree;
use crate::source::Span;
use crate::value::Date;
use crate::workshop::entries::{Entry, fault_of, own_entries};
use crate::workshop::mutate::alone::breaks_alone;
use crate::workshop::mutate::changes::{Change, changes};
use crate::workshop::proof::same_because;
use crate::workshop::testing::Bench;
use crate::workshop::{own_raw, parallel};

/// What became of the changes of one pack.
#[derive(Debug, Clone, Default)]
pub struct PackMutants {
    /// The pack.
    pub name: String,
    /// How many broke a test.
    pub killed: usize,
    /// Those that are proven to change nothing.
    pub equal: Vec<EqualChange>,
    /// Those that the pack lists as changing nothing.
    pub listed: Vec<EqualChange>,
    /// Those that no test noticed, at their place.
    pub survivors: Vec<Diagnostic>,
    /// Entries that were not tried, with the reason.
    pub untried: Vec<String>,
}

/// A change that changes nothing.
#[derive(Debug, Clone)]
pub struct EqualChange {
    /// The entry: ``rule `x` ``.
    pub entry: String,
    /// What one would do.
    pub what: String,
    /// Why it changes nothing.
    pub why: String,
}

/// An entry or value of a pack, and all changes of it.
struct Subject<'p> {
    policy: &'p Policy,
    section: &'static str,
    name: &'p str,
    changes: Vec<Change>,
    /// Whose tests may break: the entry itself, or all that read the value.
    asked: Vec<Entry<'p>>,
}

/// What became of a change.
enum Fate {
    Killed,
    /// Proven, with the reason.
    Equal(&'static str),
    /// By the pack's word, with its reason.
    Listed(String),
    Survived,
    /// The loader would not take it: nobody can make this mistake unnoticed.
    Refused,
}

/// Tries every change of some packs.
pub fn mutate(bench: Bench<'_>, names: &[String]) -> Vec<PackMutants> {
    let packs = &bench.packs.set.packs;
    let policies: Vec<&Policy> = names.iter().filter_map(|name| packs.policy(name)).collect();
    let day = policies.first().and_then(|policy| lay(policy, "", bench.files).as_of);
    let Some(as_of) = day else { return Vec::new() };
    let subjects: Vec<Subject<'_>> =
        policies.iter().flat_map(|policy| subjects(bench, policy, as_of)).collect();
    let fates = parallel::map(&subjects, bench.threads, |subject| subject.fates(bench, as_of));
    let mut results: Vec<PackMutants> = Vec::new();
    for policy in &policies {
        let (name, untried) = (policy.name.clone(), untried(bench.packs, policy));
        let survivors = stale(policy, &subjects);
        results.push(PackMutants { name, untried, survivors, ..PackMutants::default() });
    }
    for (subject, fates) in subjects.iter().zip(fates) {
        let own = results.iter_mut().find(|result| result.name == subject.policy.name);
        let Some(result) = own else { continue };
        for (change, fate) in subject.changes.iter().zip(fates) {
            let equal = |why: String| EqualChange {
                entry: subject.title(),
                what: change.what.clone(),
                why,
            };
            match fate {
                Fate::Killed => result.killed += 1,
                Fate::Equal(why) => result.equal.push(equal(why.to_owned())),
                Fate::Listed(why) => result.listed.push(equal(why)),
                Fate::Refused => {}
                Fate::Survived => result.survivors.push(subject.survivor(change)),
            }
        }
    }
    results
}

impl Subject<'_> {
    fn title(&self) -> String {
        format!("{} `{}`", self.section.trim_end_matches('s'), self.name)
    }

    /// A change that no test notices.
    fn survivor(&self, change: &Change) -> Diagnostic {
        let message = format!("{}: no test breaks when one would {}", self.title(), change.what);
        let help = match self.section {
            "values" => format!("add to a rule that reads the value {}", change.wanted),
            _ => format!(
                "add {}; where the change changes nothing, give the reason below `equal:`",
                change.wanted
            ),
        };
        Diagnostic::error("pack-mutant", message).at(change.span, "changed here").help(help)
    }

    /// What becomes of each change.
    fn fates(&self, bench: Bench<'_>, as_of: Date) -> Vec<Fate> {
        let versions: Vec<Option<Policy>> =
            self.changes.iter().map(|change| self.changed(bench, change)).collect();
        let mut broken = vec![false; versions.len()];
        for entry in &self.asked {
            breaks_alone(bench, (self.policy, entry), &versions, &mut broken);
        }
        let fate =
            |((change, version), is_broken): ((&Change, &Option<Policy>), &bool)| match version {
                None => Fate::Refused,
                Some(_) if *is_broken => Fate::Killed,
                Some(version) => self.fate_unless_broken(bench, change, version, as_of),
            };
        self.changes.iter().zip(&versions).zip(&broken).map(fate).collect()
    }

    /// What becomes of a change that the entry's own words do not tell: the slow way.
    fn fate_unless_broken(
        &self,
        bench: Bench<'_>,
        change: &Change,
        version: &Policy,
        as_of: Date,
    ) -> Fate {
        if let Some(why) = same_because(self.policy, version, (self.section, self.name), as_of) {
            return Fate::Equal(why);
        }
        let listed = self.asked.iter().flat_map(|entry| &entry.tests.equal);
        let mut listed = listed.filter(|(what, _)| what.value == change.what);
        let listed = listed.next().map(|(_, why)| why.clone());
        match self.asked.iter().any(|entry| breaks(bench, version, entry)) {
            true => Fate::Killed,
            false => listed.map_or(Fate::Survived, Fate::Listed),
        }
    }

    /// The pack with a change made; `None` where the loader would refuse it.
    fn changed(&self, bench: Bench<'_>, change: &Change) -> Option<Policy> {
        if let Some(tree) = &change.tree {
            let entry = (self.section, self.name);
            return with_entry(self.policy, entry, tree, &bench.packs.sources);
        }
        let mut policy = self.policy.clone();
        match self.section {
            "rules" => policy.rules.retain(|rule| rule.name != self.name),
            "disclosures" => drop(policy.disclosures.remove(self.name)),
            _ => drop(policy.attachments.remove(self.name)),
        }
        Some(policy)
    }
}

/// Reasons for changes that nobody would make.
fn stale(policy: &Policy, subjects: &[Subject<'_>]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for entry in own_entries(policy) {
        for (what, _) in &entry.tests.equal {
            let is_made = subjects.iter().any(|it| {
                it.policy.name == policy.name
                    && (it.section, it.name) == (entry.section, entry.name)
                    && it.changes.iter().any(|change| change.what == what.value)
            });
            if !is_made {
                let message = format!("{}: no change is called `{}`", entry.title(), what.value);
                let fault = Diagnostic::error("pack-mutant", message).at(what.span, "listed here");
                faults.push(fault.help("delete it, or correct its name"));
            }
        }
    }
    faults
}

/// Entries whose tests cannot stand in the pack, and values that none of the others reads.
fn untried(packs: &LoadedPacks, policy: &Policy) -> Vec<String> {
    let own = own_entries(policy);
    let without = own.iter().filter(|it| it.tests.fires.is_empty() && it.level != Level::Off);
    let mut notes: Vec<String> =
        without.map(|entry| format!("{} has no tests in the pack", entry.title())).collect();
    let is_read =
        |name: &str| own.iter().any(|entry| is_tried(entry) && reads(policy, name, entry));
    let values = own_raw(packs, policy, "values").map(|raw| raw.name.value.as_str());
    let values: Vec<&str> = values.filter(|name| !is_read(name)).collect();
    if !values.is_empty() {
        notes.push(format!("no rule with tests reads the values {}", values.join(", ")));
    }
    notes
}

/// What of a pack is changed.
fn subjects<'p>(bench: Bench<'p>, policy: &'p Policy, as_of: Date) -> Vec<Subject<'p>> {
    let mut subjects = Vec::new();
    let own = own_entries(policy);
    for section in ["rules", "disclosures", "attachments", "values"] {
        for raw in own_raw(bench.packs, policy, section) {
            let name = raw.name.value.as_str();
            // Of a value that no tested entry reads, no test can say anything.
            let is_asked = |entry: &&Entry<'_>| match section {
                "values" => is_tried(entry) && reads(policy, name, entry),
                _ => is_tried(entry) && entry.section == section && entry.name == name,
            };
            let asked: Vec<Entry<'_>> = own.iter().filter(is_asked).copied().collect();
            if !asked.is_empty() {
                let changes = changes(section, raw, &bench.packs.sources, as_of);
                subjects.push(Subject { policy, section, name, changes, asked });
            }
        }
    }
    subjects
}

/// Whether an entry has tests that can break.
fn is_tried(entry: &Entry<'_>) -> bool {
    !entry.tests.fires.is_empty() && entry.level != Level::Off
}

/// Whether an entry reads a value of its pack.
fn reads(policy: &Policy, value: &str, entry: &Entry<'_>) -> bool {
    let words = match (entry.section, policy.rule(entry.name)) {
        ("rules", Some(rule)) => format!("{:?} {:?}", rule.when, rule.look),
        ("disclosures", _) => format!("{:?}", policy.disclosures.get(entry.name)),
        _ => format!("{:?}", policy.attachments.get(entry.name).map(|it| &it.when)),
    };
    // The threshold stands behind a field of the site.
    let is_threshold = value == "threshold_percent" && words.contains("site.passes");
    let written = [format!("values.{value}"), format!("Value(\"{value}\")")];
    is_threshold || written.iter().any(|it| words.contains(it))
}

/// Whether a test of an entry does not hold in a changed pack.
fn breaks(bench: Bench<'_>, changed: &Policy, entry: &Entry<'_>) -> bool {
    entry.pieces().iter().any(|piece| {
        let tried = bench.lay(changed, entry, piece);
        fault_of(changed, entry, piece, &tried).is_some()
    })
}

/// A tree with one of its parts replaced; parts are told apart by their places.
fn replaced(tree: &Tree, place: Span, new: &Tree) -> Tree {
    use crate::policy::yaml::{Entry, Node};
    if tree.span == place {
        return new.clone();
    }
    let node = match &tree.node {
        Node::List(items) => Node::List(items.iter().map(|it| replaced(it, place, new)).collect()),
        Node::Map(entries) => {
            let entry = |entry: &Entry| Entry {
                key: entry.key.clone(),
                value: replaced(&entry.value, place, new),
            };
            Node::Map(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    };
    Tree { span: tree.span, node }
}
