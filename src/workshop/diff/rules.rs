//! What differs between the rules of two versions of a pack. In: two policies. Out: differences.
//! Whether a condition asks more or less is proven where it can be, and left open otherwise.

use crate::policy::Policy;
use crate::policy::pattern::Pattern;
use crate::policy::schema::Names;
use crate::policy::types::{Look, Rule};
use crate::value::Date;
use crate::workshop::diff::{Effect, Notes};
use crate::workshop::formula::Space;
use crate::workshop::proof::fires;
use crate::workshop::reason::{Holds, holds};

/// Notes the differences of all rules.
pub(crate) fn rules(notes: &mut Notes, old: &Policy, new: &Policy, as_of: Date) {
    for rule in &old.rules {
        let entry = format!("rule `{}`", rule.name);
        match new.rule(&rule.name) {
            Some(other) => one(notes, &entry, (old, rule), (new, other), as_of),
            None => {
                notes.add(Effect::Looser, &entry, "is gone");
                notes.add(Effect::Breaking, &entry, "cases that allow it name what is gone");
            }
        }
    }
    for rule in new.rules.iter().filter(|rule| old.rule(&rule.name).is_none()) {
        notes.add(Effect::Stricter, &format!("rule `{}`", rule.name), "is new");
    }
}

fn one(notes: &mut Notes, entry: &str, old: (&Policy, &Rule), new: (&Policy, &Rule), as_of: Date) {
    let (left, right) = (old.1, new.1);
    notes.level(entry, left.level, right.level);
    let words = [
        ("why", Some(left.why.as_str()), Some(right.why.as_str())),
        ("message", Some(left.message.text()), Some(right.message.text())),
        ("help", left.help.as_ref().map(|it| it.text()), right.help.as_ref().map(|it| it.text())),
        (
            "label",
            left.label.as_ref().map(|it| it.text()),
            right.label.as_ref().map(|it| it.text()),
        ),
    ];
    for (name, left, right) in words {
        notes.words(entry, name, (left, right));
    }
    let clause = |policy: &Policy, rule: &Rule| policy.clause_of(rule).title;
    if clause(old.0, left) != clause(new.0, right) {
        notes.add(Effect::Wording, entry, "rests on another source");
    }
    if left.each != right.each {
        notes.add(Effect::Other, entry, "looks at something else");
        return;
    }
    match (&left.look, &right.look) {
        (Look::Require(_), Look::Require(_)) => condition(notes, entry, old, new, as_of),
        (Look::Text { patterns: before, .. }, Look::Text { patterns: after, .. }) => {
            let twin = |list: &[Pattern], it: &Pattern| {
                list.iter().find(|other| other.text() == it.text()).cloned()
            };
            for pattern in after {
                let text = pattern.text();
                match twin(before, pattern) {
                    None => notes.add(Effect::Stricter, entry, format!("looks for `{text}`")),
                    Some(old) if old.spelt_text() != pattern.spelt_text() => {
                        notes.add(Effect::Other, entry, format!("has other words for `{text}`"));
                    }
                    Some(_) => {}
                }
            }
            for pattern in before.iter().filter(|it| twin(after, it).is_none()) {
                let told = format!("no longer looks for `{}`", pattern.text());
                notes.add(Effect::Looser, entry, told);
            }
        }
        (left, right) if format!("{left:?}") != format!("{right:?}") => {
            notes.add(Effect::Other, entry, "looks in another way");
        }
        _ => {}
    }
    let when = |rule: &Rule| rule.when.as_ref().map(|when| when.text().to_owned());
    let is_expression = matches!(left.look, Look::Require(_));
    if !is_expression && when(left) != when(right) {
        notes.add(Effect::Other, entry, "is asked under another condition");
    }
}

/// Whether a rule fires in more cases than before, in fewer, or in others.
fn condition(
    notes: &mut Notes,
    entry: &str,
    old: (&Policy, &Rule),
    new: (&Policy, &Rule),
    as_of: Date,
) {
    let text = |rule: &Rule| format!("{:?} {:?}", rule.when, rule.look);
    if text(old.1) == text(new.1) {
        return;
    }
    let names = Names::new(old.1.each, &new.0.value_types());
    let values = new.0.values_in_force(as_of);
    let mut space = Space::new(&names, &values);
    let (Some(before), Some(after)) = (fires(&mut space, old.1), fires(&mut space, new.1)) else {
        return;
    };
    let ask = |claim: fn(bool, bool) -> bool| {
        holds(&space, &[&before, &after], |found| claim(found[0], found[1])) == Holds::Always
    };
    match (ask(|before, after| !before || after), ask(|before, after| before || !after)) {
        (true, true) => notes.add(Effect::Wording, entry, "the condition is written otherwise"),
        (true, false) => notes.add(Effect::Stricter, entry, "fires in more cases"),
        (false, true) => notes.add(Effect::Looser, entry, "fires in fewer cases"),
        (false, false) => notes.add(Effect::Other, entry, "fires in other cases"),
    }
}
