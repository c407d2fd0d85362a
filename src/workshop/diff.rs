//! What differs between two versions of a pack. In: two policies. Out: each difference and what it
//! does to cases: stricter, looser, in words only, or breaking cases that were written for the old
//! one. Runs no case.

mod rules;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::Policy;
use crate::policy::types::{DatedValue, Fact, FactType, Level, SourceText};
use crate::value::Date;
use crate::workshop::diff::rules::rules;

pub use crate::workshop::diff::verdicts::{Flip, flips};

/// What a difference does to cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Something that cases name is gone or means something else.
    Breaking,
    /// More is asked.
    Stricter,
    /// Less is asked.
    Looser,
    /// Something else is asked; which cases it hits cannot be said without them.
    Other,
    /// The same is asked in other words.
    Wording,
}

impl Effect {
    /// The published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Breaking => "breaking",
            Effect::Stricter => "stricter",
            Effect::Looser => "looser",
            Effect::Other => "other",
            Effect::Wording => "wording",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What it does to cases.
    pub effect: Effect,
    /// The entry: ``rule `part-empty` ``.
    pub entry: String,
    /// What differs.
    pub what: String,
}

/// Where differences are collected.
struct Notes {
    list: Vec<Difference>,
}

impl Notes {
    fn add(&mut self, effect: Effect, entry: &str, what: impl Into<String>) {
        self.list.push(Difference { effect, entry: entry.to_owned(), what: what.into() });
    }

    /// Notes a text that reads otherwise.
    fn words(&mut self, entry: &str, name: &str, pair: (Option<&str>, Option<&str>)) {
        if pair.0.map(str::trim) != pair.1.map(str::trim) {
            self.add(Effect::Wording, entry, format!("`{name}` reads otherwise"));
        }
    }

    /// Notes another level.
    fn level(&mut self, entry: &str, old: Level, new: Level) {
        let weight = |level: Level| level.severity().map_or(3, |severity| severity as usize);
        let effect = match weight(new).cmp(&weight(old)) {
            std::cmp::Ordering::Less => Effect::Stricter,
            std::cmp::Ordering::Greater => Effect::Looser,
            std::cmp::Ordering::Equal => return,
        };
        self.add(effect, entry, format!("level {} instead of {}", new.as_str(), old.as_str()));
    }
}

/// All differences, the worst for cases first. Conditions are compared with the values of a day.
pub fn diff(old: &Policy, new: &Policy, as_of: Date) -> Vec<Difference> {
    let mut notes = Notes { list: Vec::new() };
    if old.marketplace != new.marketplace {
        notes.add(Effect::Breaking, "pack", "it is for another marketplace");
    }
    notes.words("pack", "title", (Some(&old.title), Some(&new.title)));
    sources(&mut notes, &old.sources, &new.sources);
    words(&mut notes, old, new);
    values(&mut notes, &old.values, &new.values);
    rules(&mut notes, old, new, as_of);
    disclosures(&mut notes, old, new);
    attachments(&mut notes, old, new);
    notes.list.sort();
    notes.list.dedup();
    notes.list
}

/// What entries rest on: since when, and how well it is known.
fn sources(
    notes: &mut Notes,
    old: &BTreeMap<String, SourceText>,
    new: &BTreeMap<String, SourceText>,
) {
    let day = |it: Option<Date>| it.map_or_else(|| "no day".to_owned(), |day| day.to_string());
    for (name, before) in old {
        let Some(after) = new.get(name) else { continue };
        let entry = format!("source `{name}`");
        for (what, left, right) in
            [("from", before.from, after.from), ("until", before.until, after.until)]
        {
            if left != right {
                let told = format!("in force {what} {} instead of {}", day(right), day(left));
                notes.add(Effect::Other, &entry, told);
            }
        }
        if before.holds_for != after.holds_for {
            notes.add(Effect::Other, &entry, "is held against another day of the case");
        }
        let claim = |it: &SourceText| format!("{}, {}", it.kind.as_str(), it.confidence.as_str());
        if claim(before) != claim(after) {
            let told = format!("speaks as `{}` instead of `{}`", claim(after), claim(before));
            notes.add(Effect::Other, &entry, told);
        }
        notes.words(&entry, "title", (Some(&before.title), Some(&after.title)));
        notes.words(&entry, "url", (before.url.as_deref(), after.url.as_deref()));
    }
}

/// The words that cases choose from.
fn words(notes: &mut Notes, old: &Policy, new: &Policy) {
    let mut section = |what: &str, old: Vec<&String>, new: Vec<&String>| {
        for name in old.iter().filter(|name| !new.contains(name)) {
            notes.add(Effect::Breaking, &format!("{what} `{name}`"), "is gone");
        }
        for name in new.iter().filter(|name| !old.contains(name)) {
            notes.add(Effect::Looser, &format!("{what} `{name}`"), "is new");
        }
    };
    let kinds = |it: &Policy| -> Vec<String> { it.evidence_kinds.keys().cloned().collect() };
    let (left, right) = (kinds(old), kinds(new));
    section("kind of evidence", left.iter().collect(), right.iter().collect());
    section("trigger", old.triggers.keys().collect(), new.triggers.keys().collect());
    section("category", old.categories.keys().collect(), new.categories.keys().collect());
    section("issue", old.issues.keys().collect(), new.issues.keys().collect());
    let related = |it: &Policy| -> Vec<String> { it.related_kinds.keys().cloned().collect() };
    let (left, right) = (related(old), related(new));
    section("related problem", left.iter().collect(), right.iter().collect());
    let causes = |it: &Policy| -> Vec<String> {
        let of = |(family, it): (&String, &crate::policy::types::CauseFamily)| {
            it.kinds.keys().map(|kind| format!("{family}.{kind}")).collect::<Vec<_>>()
        };
        it.causes.iter().flat_map(of).collect()
    };
    let (left, right) = (causes(old), causes(new));
    section("cause", left.iter().collect(), right.iter().collect());
}

fn values(
    notes: &mut Notes,
    old: &BTreeMap<String, DatedValue>,
    new: &BTreeMap<String, DatedValue>,
) {
    let shown = |value: &DatedValue| -> Vec<String> {
        value.dated.iter().map(|it| format!("{} from {}", it.value, it.from)).collect()
    };
    for (name, value) in old {
        let entry = format!("value `{name}`");
        match new.get(name) {
            None => notes.add(Effect::Other, &entry, "is gone"),
            Some(other) if shown(value) != shown(other) => {
                let what =
                    format!("{} instead of {}", shown(other).join(", "), shown(value).join(", "));
                notes.add(Effect::Other, &entry, what);
            }
            Some(_) => {}
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        notes.add(Effect::Other, &format!("value `{name}`"), "is new");
    }
}

fn disclosures(notes: &mut Notes, old: &Policy, new: &Policy) {
    let names: BTreeSet<&String> = old.disclosures.keys().chain(new.disclosures.keys()).collect();
    for name in names {
        let entry = format!("disclosure `{name}`");
        let (left, right) = match (old.disclosures.get(name), new.disclosures.get(name)) {
            (Some(left), Some(right)) => (left, right),
            (Some(_), None) => {
                notes.add(Effect::Looser, &entry, "is gone");
                notes.add(Effect::Breaking, &entry, "cases that disclose it name what is gone");
                continue;
            }
            (None, _) => {
                notes.add(Effect::Stricter, &entry, "is new");
                continue;
            }
        };
        notes.level(&entry, left.level, right.level);
        let text = |it: &Option<crate::policy::expression::Expression>| {
            it.as_ref().map(|it| it.text().to_owned())
        };
        if text(&left.when) != text(&right.when) {
            notes.add(Effect::Other, &entry, "is asked for under another condition");
        }
        notes.words(&entry, "title", (Some(&left.title), Some(&right.title)));
        notes.words(&entry, "why", (left.why.as_deref(), right.why.as_deref()));
        if left.text != right.text {
            notes.add(Effect::Wording, &entry, "`text` reads otherwise");
        }
        facts(notes, &entry, &left.facts, &right.facts);
    }
}

fn facts(notes: &mut Notes, entry: &str, old: &[(String, Fact)], new: &[(String, Fact)]) {
    let find = |list: &'_ [(String, Fact)], name: &str| -> Option<Fact> {
        list.iter().find(|(known, _)| known == name).map(|(_, fact)| fact.clone())
    };
    for (name, _) in old.iter().filter(|(name, _)| find(new, name).is_none()) {
        notes.add(Effect::Breaking, entry, format!("the fact `{name}` is gone"));
    }
    for (name, fact) in new {
        let Some(before) = find(old, name) else {
            notes.add(Effect::Stricter, entry, format!("asks for the fact `{name}`"));
            continue;
        };
        notes.words(entry, &format!("{name}.about"), (Some(&before.about), Some(&fact.about)));
        match (&before.kind, &fact.kind) {
            (
                FactType::Duration { at_least: old_least, at_most: old_most, .. },
                FactType::Duration { at_least, at_most, .. },
            ) => {
                let hours = |it: &Option<crate::value::Duration>| it.map(|it| it.hours());
                if hours(at_least) != hours(old_least) {
                    let is_more = hours(at_least).unwrap_or(0) > hours(old_least).unwrap_or(0);
                    let effect = if is_more { Effect::Stricter } else { Effect::Looser };
                    notes.add(effect, entry, format!("another `at_least` of `{name}`"));
                }
                if hours(at_most) != hours(old_most) {
                    let bound = |it| hours(it).unwrap_or(u64::MAX);
                    let is_less = bound(at_most) < bound(old_most);
                    let effect = if is_less { Effect::Stricter } else { Effect::Looser };
                    notes.add(effect, entry, format!("another `at_most` of `{name}`"));
                }
            }
            (old, new) => {
                let is_same_type = std::mem::discriminant(old) == std::mem::discriminant(new);
                if !is_same_type {
                    notes.add(Effect::Breaking, entry, format!("`{name}` is of another type"));
                } else if format!("{old:?}") != format!("{new:?}") {
                    notes.add(Effect::Other, entry, format!("`{name}` may be something else"));
                }
            }
        }
    }
}

fn attachments(notes: &mut Notes, old: &Policy, new: &Policy) {
    let names: BTreeSet<&String> = old.attachments.keys().chain(new.attachments.keys()).collect();
    for name in names {
        let entry = format!("attachment `{name}`");
        let (left, right) = match (old.attachments.get(name), new.attachments.get(name)) {
            (Some(left), Some(right)) => (left, right),
            (Some(_), None) => {
                notes.add(Effect::Looser, &entry, "is gone");
                notes.add(Effect::Breaking, &entry, "cases that attach it name what is gone");
                continue;
            }
            (None, _) => {
                notes.add(Effect::Stricter, &entry, "is new");
                continue;
            }
        };
        notes.level(&entry, left.level, right.level);
        let is_fewer = left.kinds.iter().any(|kind| !right.kinds.contains(kind));
        let is_more = right.kinds.iter().any(|kind| !left.kinds.contains(kind));
        match (is_fewer, is_more) {
            (true, false) => notes.add(Effect::Stricter, &entry, "fewer kinds of exhibit will do"),
            (false, true) => notes.add(Effect::Looser, &entry, "more kinds of exhibit will do"),
            (true, true) => notes.add(Effect::Other, &entry, "other kinds of exhibit will do"),
            (false, false) => {}
        }
        if left.language != right.language {
            notes.add(Effect::Other, &entry, "is asked for in another language");
        }
        notes.words(&entry, "title", (Some(&left.title), Some(&right.title)));
        notes.words(&entry, "why", (left.why.as_deref(), right.why.as_deref()));
    }
}
