//! Whether the tests of packs would notice a mistake. In: packs, their sources and files. Out: each
//! small change of an entry and what became of it: a test broke, it is proven to change nothing,
//! the pack says why it changes nothing, or it survived.

mod changes;

use crate::compile::{LoadedPacks, Trial, lay};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::resolve::with_entry;
use crate::policy::types::Level;
use crate::policy::yaml::Tree;
use crate::source::Span;
use crate::value::Date;
use crate::workshop::entries::{Entry, fault_of_fires, fault_of_silent, own_entries};
use crate::workshop::mutate::changes::{Change, changes};
use crate::workshop::proof::is_same;
use crate::workshop::testing::Bench;
use crate::workshop::{own_raw, parallel};

/// What became of the changes of one pack.
#[derive(Debug, Clone, Default)]
pub struct PackMutants {
    /// The pack.
    pub name: String,
    /// How many broke a test.
    pub killed: usize,
    /// How many are proven to change nothing.
    pub equal: usize,
    /// How many the pack lists as changing nothing, with the reason.
    pub listed: usize,
    /// Those that no test noticed, at their place.
    pub survivors: Vec<Diagnostic>,
    /// Entries that were not tried, with the reason.
    pub untried: Vec<String>,
}

/// A change of one entry.
struct Mutant<'p> {
    policy: &'p Policy,
    section: &'static str,
    name: &'p str,
    change: Change,
}

/// What became of one.
enum Fate {
    Killed,
    Equal,
    Listed,
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
    let mutants: Vec<Mutant<'_>> =
        policies.iter().flat_map(|policy| mutants(bench, policy, as_of)).collect();
    let fates = parallel::map(&mutants, bench.threads, |mutant| fate(bench, mutant, as_of));
    let mut results: Vec<PackMutants> = Vec::new();
    for policy in &policies {
        let name = policy.name.clone();
        results.push(PackMutants {
            name,
            untried: untried(bench.packs, policy),
            ..PackMutants::default()
        });
    }
    for (mutant, fate) in mutants.iter().zip(fates) {
        let own = results.iter_mut().find(|result| result.name == mutant.policy.name);
        let Some(result) = own else { continue };
        match fate {
            Fate::Killed => result.killed += 1,
            Fate::Equal => result.equal += 1,
            Fate::Listed => result.listed += 1,
            Fate::Refused => {}
            Fate::Survived => result.survivors.push(survivor(mutant)),
        }
    }
    for (policy, result) in policies.iter().zip(&mut results) {
        result.survivors.extend(stale(policy, &mutants));
    }
    results
}

/// A change that no test notices.
fn survivor(mutant: &Mutant<'_>) -> Diagnostic {
    let what = match mutant.section {
        "values" => format!("value `{}`", mutant.name),
        section => format!("{} `{}`", section.trim_end_matches('s'), mutant.name),
    };
    let message = format!("{what}: no test breaks when one would {}", mutant.change.what);
    let help = match mutant.section {
        "values" => "add a test that breaks to a rule that reads the value".to_owned(),
        _ => format!(
            "add a test that breaks; where the change changes nothing, say why below `tests:`: \
             `equal: {{\"{}\": REASON}}`",
            mutant.change.what
        ),
    };
    Diagnostic::error("pack-mutant", message).at(mutant.change.span, "changed here").help(help)
}

/// Reasons for changes that nobody would make.
fn stale(policy: &Policy, mutants: &[Mutant<'_>]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for entry in own_entries(policy) {
        for (what, _) in &entry.tests.equal {
            let is_made = mutants.iter().any(|mutant| {
                mutant.policy.name == policy.name
                    && mutant.section == entry.section
                    && mutant.name == entry.name
                    && mutant.change.what == what.value
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

fn mutants<'p>(bench: Bench<'p>, policy: &'p Policy, as_of: Date) -> Vec<Mutant<'p>> {
    let mut mutants = Vec::new();
    let own = own_entries(policy);
    for section in ["rules", "disclosures", "attachments", "values"] {
        for raw in own_raw(bench.packs, policy, section) {
            let name = raw.name.value.as_str();
            let entry = own.iter().find(|entry| entry.section == section && entry.name == name);
            let is_tested = entry.is_some_and(is_tried);
            // Of a value that no tested entry reads, no test can say anything.
            let is_read = || own.iter().any(|it| is_tried(it) && reads(policy, name, it));
            if !(is_tested || section == "values" && is_read()) {
                continue;
            }
            let sources = &bench.packs.sources;
            for change in changes(section, raw, sources, as_of) {
                mutants.push(Mutant { policy, section, name, change });
            }
        }
    }
    mutants
}

fn fate(bench: Bench<'_>, mutant: &Mutant<'_>, as_of: Date) -> Fate {
    let Some(changed) = changed(bench, mutant) else { return Fate::Refused };
    let own = own_entries(mutant.policy);
    let entry = own.iter().find(|it| it.section == mutant.section && it.name == mutant.name);
    let is_killed = match entry {
        Some(entry) => breaks(bench, &changed, entry),
        // A value: whoever reads it may notice.
        None => {
            let mut readers = own.iter().filter(|it| reads(mutant.policy, mutant.name, it));
            readers.any(|it| is_tried(it) && breaks(bench, &changed, it))
        }
    };
    if is_killed {
        return Fate::Killed;
    }
    let what = &mutant.change.what;
    let lists = |entry: &&Entry<'_>| entry.tests.equal.iter().any(|(it, _)| it.value == *what);
    match () {
        () if is_same(mutant.policy, &changed, (mutant.section, mutant.name), as_of) => Fate::Equal,
        () if entry.is_some_and(|entry| lists(&entry)) => Fate::Listed,
        () => Fate::Survived,
    }
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

/// The pack with the change made.
fn changed(bench: Bench<'_>, mutant: &Mutant<'_>) -> Option<Policy> {
    let entry = (mutant.section, mutant.name);
    match &mutant.change.tree {
        Some(tree) => with_entry(mutant.policy, entry, tree, &bench.packs.sources),
        None => {
            let mut policy = mutant.policy.clone();
            match mutant.section {
                "rules" => policy.rules.retain(|rule| rule.name != mutant.name),
                "disclosures" => drop(policy.disclosures.remove(mutant.name)),
                _ => drop(policy.attachments.remove(mutant.name)),
            }
            Some(policy)
        }
    }
}

/// Whether a test of an entry does not hold in a changed pack.
fn breaks(bench: Bench<'_>, changed: &Policy, entry: &Entry<'_>) -> bool {
    let lay = |piece: &String| -> Trial { bench.lay(changed, piece) };
    let fires = entry.tests.fires.iter();
    let mut fired = fires.map(|piece| fault_of_fires(changed, entry, &lay(piece)));
    let silent = entry.tests.silent.iter();
    let mut silent = silent.map(|piece| fault_of_silent(entry, &lay(piece)));
    fired.any(|fault| fault.is_some()) || silent.any(|fault| fault.is_some())
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
