//! Packs and the packs that they inherit from. In: [`Unit`]s. Out: their policies, parents first,
//! and what is wrong with a line of parents.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::inherit::Raw;
use crate::policy::law::LawNames;
use crate::policy::load::unit::Unit;
use crate::policy::resolve::resolve;
use crate::policy::shape::{Faults, suggestion};
use crate::source::Spanned;

/// Checks the packs, parents first.
pub(crate) fn resolve_all(
    units: &[Unit<'_>],
    faults: &mut Faults<'_>,
) -> BTreeMap<String, (Raw, Policy)> {
    let mut done: BTreeMap<String, (Raw, Policy)> = BTreeMap::new();
    let nothing = (Raw::default(), Policy::default());
    let mut waiting: Vec<&Unit<'_>> = units.iter().collect();
    loop {
        let is_ready = |unit: &&Unit<'_>| match &unit.inherits {
            Some(parent) => done.contains_key(&parent.value),
            None => true,
        };
        let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        waiting = later;
        if ready.is_empty() {
            break;
        }
        for unit in ready {
            let parent = unit.inherits.as_ref().and_then(|name| done.get(&name.value));
            let (parent_raw, parent_policy) = parent.unwrap_or(&nothing);
            let mut raw = parent_raw.for_child();
            for file in &unit.files {
                raw.add_file(file, &unit.name.value, faults);
            }
            let mut head = unit.head.clone();
            head.line = vec![(head.name.clone(), head.version.clone())];
            head.line.extend(parent_policy.line.iter().cloned());
            head.sound_sites.splice(0..0, parent_policy.sound_sites.iter().cloned());
            let policy = resolve(head, &raw, parent_policy, faults);
            done.insert(unit.name.value.clone(), (raw, policy));
        }
    }
    for unit in &waiting {
        faults.list.extend(unit.inherits.as_ref().and_then(|it| broken_parent(it, unit, units)));
    }
    done
}

/// Gives each pack the names of the law that others declare and it does not inherit.
pub(crate) fn tell_foreign_law(policies: &mut BTreeMap<String, Policy>) {
    let own = |policy: &Policy| -> Vec<LawNames> {
        policy.law_names.values().filter(|it| it.pack == policy.name).cloned().collect()
    };
    let all: Vec<LawNames> = policies.values().flat_map(own).collect();
    for policy in policies.values_mut() {
        let is_foreign =
            |names: &&LawNames| policy.line.iter().all(|(name, _)| *name != names.pack);
        policy.foreign_law = all.iter().filter(is_foreign).cloned().collect();
    }
}

/// A circle is told once, at its first pack.
fn circle_fault(
    (first, parent): (&Unit<'_>, &Spanned<String>),
    others: &[&Unit<'_>],
) -> Option<Diagnostic> {
    if others.iter().any(|other| other.name.value < first.name.value) {
        return None;
    }
    let message = format!("the pack `{}` inherits from itself", first.name.value);
    let mut fault = Diagnostic::error("pack-inherits-cycle", message);
    fault = fault.at(parent.span, "this leads back to the pack");
    for span in others.iter().filter_map(|other| Some(other.inherits.as_ref()?.span)) {
        fault = fault.also(span, "by way of this one");
    }
    Some(fault.help("leave `inherits` out in one pack of the circle"))
}

/// Why a pack has no parent: there is none of that name, or it inherits from itself. A pack whose
/// parent is broken for one of these reasons has no fault of its own.
fn broken_parent(
    parent: &Spanned<String>,
    unit: &Unit<'_>,
    units: &[Unit<'_>],
) -> Option<Diagnostic> {
    let find = |name: &str| units.iter().find(|unit| unit.name.value == name);
    if find(&parent.value).is_none() {
        let message = format!("there is no pack `{}` to inherit from", parent.value);
        let fault = Diagnostic::error("pack-value", message).at(parent.span, "not found");
        let names = units.iter().map(|unit| unit.name.value.as_str());
        let others = names.filter(|name| *name != unit.name.value);
        return Some(fault.help(suggestion(&parent.value, others)));
    }
    let mut circle = Vec::new();
    let mut at = find(&parent.value);
    for _ in units {
        if at.is_some_and(|at| at.name.value == unit.name.value) {
            return circle_fault((unit, parent), &circle);
        }
        circle.extend(at);
        at = at.and_then(|at| find(&at.inherits.as_ref()?.value));
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use crate::policy::expression::Scope;
    use crate::policy::load::sample::{SOUND, faults};
    use crate::policy::{PackFile, load};
    use crate::source::Sources;
    use crate::value::Date;

    #[test]
    fn faults_of_several_files_and_packs_come_in_one_run() {
        let check = |files: &[(&str, &str)], expected: &str| {
            let mut files = files.to_vec();
            files.insert(0, ("p/base/pack.yaml", SOUND));
            let expected: Vec<&str> = expected.lines().map(str::trim).collect();
            assert_eq!(faults(&files), expected.join("\n"), "{files:?}");
        };
        let eu = "pack: eu\ntitle: EU\nversion: 1.0.0\ninherits: base\n";
        let more = "rules:\n  - name: late-action\n    level: error\n";
        check(
            &[("p/base/rules/more.yaml", more)],
            "p/base/rules/more.yaml:2:11: error[pack-duplicate-rule]: the rule `late-action` is \
                declared twice in this pack",
        );
        check(&[("p/eu/pack.yaml", eu), ("p/eu/rules.yaml", more)], "");
        check(
            &[("p/eu/rules.yaml", more)],
            "p/eu/rules.yaml:1:1: error[pack-value]: no file beside this one says which pack it is",
        );
        check(
            &[("p/eu/pack.yaml", &eu.replace("base", "bse"))],
            "p/eu/pack.yaml:4:11: error[pack-value]: there is no pack `bse` to inherit from",
        );
        check(
            &[("p/eu/pack.yaml", eu), ("p/eu2/pack.yaml", eu)],
            "p/eu2/pack.yaml:1:7: error[pack-value]: the pack `eu` has a second head",
        );
        check(
            &[("p/eu/pack.yaml", "pack: eu\n")],
            "p/eu/pack.yaml:1:1: error[pack-value]: the head of the pack has no `title`
            p/eu/pack.yaml:1:1: error[pack-value]: the head of the pack has no `version`",
        );
        let [a, b] = [("a", "b"), ("b", "a")].map(|(name, parent)| {
            format!("pack: {name}\ntitle: T\nversion: 1.0.0\ninherits: {parent}\n")
        });
        let c = "pack: c\ntitle: T\nversion: 1.0.0\ninherits: b\nrules: []\n";
        check(
            &[("p/a/p.yaml", &a), ("p/b/p.yaml", &b), ("p/c/p.yaml", c)],
            "p/a/p.yaml:4:11: error[pack-inherits-cycle]: the pack `a` inherits from itself",
        );
        let child = format!(
            "{eu}sources:\n  help: {{confidence: unsure}}\nvalues:\n  days: {{dated: [{{value: \
                long, from: 2018-01-01, source: help}}]}}\n"
        );
        let places = ["27:13", "35:15", "37:68", "46:13", "61:13", "68:13", "76:13"].map(|place| {
            format!(
                "p/base/pack.yaml:{place}: error[pack-confidence]: an error rests on the source \
                 `help`, which is unsure\n"
            )
        });
        let other_type = "p/eu/pack.yaml:8:3: error[pack-value]: the value `days` is of another \
             type than in the parent";
        check(&[("p/eu/pack.yaml", &child)], &(places.concat() + other_type));
        let implies =
            |list: &str| format!("{eu}rules:\n  - {{name: late-action, implies: {list}}}\n");
        check(&[("p/eu/pack.yaml", &implies("[big-words]"))], "");
        check(
            &[("p/eu/pack.yaml", &implies("[big-word]"))],
            "p/eu/pack.yaml:6:35: error[pack-value]: there is no rule `big-word` in this pack",
        );
        // Practice claims nothing of a law, so an error may rest on it, however unsure.
        let practice = format!(
            "{eu}sources:\n  blog: {{kind: convention}}\nrules:\n  - {{name: late-action, \
                source: blog}}\n"
        );
        check(&[("p/eu/pack.yaml", &practice)], "");
    }

    #[test]
    fn a_child_replaces_field_by_field() {
        let de = "pack: de\ntitle: DE\nversion: 1.0.0\ninherits: base\nmarketplace: de\n\
            sources:\n  bgb: {title: BGB, kind: law, confidence: known}\n\
            disclosures:\n  returns: {text: {de: 'Nach {{ window }}.'}}\n\
            rules:\n  - {name: late-action, level: warning}\n\
            \x20 - {name: big-words, source: bgb}\n";
        let mut sources = Sources::default();
        let files = [PackFile::new("p/de/pack.yaml", de), PackFile::new("p/base/pack.yaml", SOUND)];
        let packs = load(&files, &mut sources);
        assert!(packs.diagnostics.is_empty(), "{:?}", packs.diagnostics);
        assert_eq!(packs.value.names().collect::<Vec<_>>(), ["base", "de"]);
        let policy = packs.value.for_marketplace("de").expect("the pack names the marketplace");
        let line: Vec<&str> = policy.line.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(line, ["de", "base"]);
        let rule = |name| policy.rule(name).expect("the rule is inherited");
        let late = policy.clause_of(rule("late-action"));
        assert_eq!(
            (late.pack.as_str(), late.title.as_str(), late.convention),
            ("base", "Help", false)
        );
        assert_eq!(
            rule("late-action").level.severity(),
            Some(crate::diagnostic::Severity::Warning)
        );
        let words = policy.clause_of(rule("big-words"));
        assert_eq!(
            (words.pack.as_str(), words.title.as_str(), words.convention),
            ("de", "BGB", false)
        );
        let languages: Vec<&str> = policy.disclosures["returns"]
            .text
            .iter()
            .map(|(language, _)| language.as_str())
            .collect();
        assert_eq!(languages, ["en", "de"]);
        assert_eq!(policy.disclosures["returns"].pack, "base");
        let on = |text| Date::parse(text).expect("the test writes dates");
        assert_eq!(policy.value("days", on("2025-12-31")), Some(&json!(60)));
        assert_eq!(policy.value("days", on("2026-01-01")), Some(&json!(90)));
        assert_eq!(policy.value("days", on("2017-12-31")), None);
        assert_eq!(policy.values_in_force(on("2017-12-31")), json!({"days": null}));
        let action = json!({"id": "retrain", "done": "2026-11-20"});
        let case = json!({"submit": "2026-11-12"});
        let scope = Scope::new(BTreeMap::from([("action", action), ("case", case)]));
        assert_eq!(rule("late-action").message.fill(&scope), "the action `retrain` is late");
    }
}
