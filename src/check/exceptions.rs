//! `allow RULE because … until`: reasoned, dated exceptions. In: all faults of a case. Out: those
//! that stay, how many were let through, and a fault for each exception that is unknown, expired or
//! never needed.

use std::collections::BTreeSet;

use crate::case::{Allow, Case};
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::suggest;
use crate::value::Date;

/// Faults that stay, and how many were let through.
#[derive(Debug)]
pub struct Judged {
    /// What is left to say.
    pub faults: Vec<Diagnostic>,
    /// How many faults an exception covers.
    pub allowed: usize,
}

/// Applies the exceptions of a case. `rules` are the names that may be allowed: those of packs.
pub fn apply(
    case: &Case,
    faults: Vec<Diagnostic>,
    rules: &BTreeSet<String>,
    as_of: Date,
) -> Judged {
    let mut judged = Judged { faults: Vec::new(), allowed: 0 };
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for mut fault in faults {
        let before = fault.sites.len();
        for (index, allow) in case.allows.iter().enumerate() {
            if !covers(allow, &fault, rules) {
                continue;
            }
            used.insert(index);
            if !is_expired(allow, as_of) {
                let on = &allow.item.on;
                fault.sites.retain(|site| !on.is_empty() && on.iter().all(|it| it.value != *site));
            }
        }
        match before > 0 && fault.sites.is_empty() {
            true => judged.allowed += 1,
            false => judged.faults.push(fault),
        }
    }
    for (index, allow) in case.allows.iter().enumerate() {
        judged.faults.extend(of_allow(allow, used.contains(&index), rules, as_of));
    }
    judged
}

/// Whether an exception speaks of a fault at all.
fn covers(allow: &Allow, fault: &Diagnostic, rules: &BTreeSet<String>) -> bool {
    let named = allow.item.id.value == fault.rule && rules.contains(&fault.rule);
    named && (allow.item.on.is_empty() || fault.sites.iter().any(|site| allow.item.is_on(site)))
}

fn is_expired(allow: &Allow, as_of: Date) -> bool {
    allow.until.as_ref().is_some_and(|until| until.value < as_of)
}

fn of_allow(
    allow: &Allow,
    used: bool,
    rules: &BTreeSet<String>,
    as_of: Date,
) -> Option<Diagnostic> {
    let name = &allow.item.id;
    if !rules.contains(&name.value) {
        let message = format!("no rule is called `{}`", name.value);
        let fault = Diagnostic::error("allow-unknown", message).at(name.span, "not known");
        return Some(match suggest::nearest(&name.value, rules.iter().map(String::as_str)) {
            Some(near) => {
                fault.help(format!("did you mean `{near}`?")).fix(FixSafety::Asks, name.span, near)
            }
            None => fault
                .help("`poa explain` lists all rules; faults of the language cannot be allowed"),
        });
    }
    if is_expired(allow, as_of) {
        let until = allow.until.as_ref()?;
        let message = format!("the exception from `{}` has expired", name.value);
        return Some(
            Diagnostic::error("allow-expired", message)
                .at(until.span, format!("the check is of {as_of}"))
                .help("mend the fault, or give a new reason and a later day"),
        );
    }
    let message = format!("nothing here needs the exception from `{}`", name.value);
    (!used).then(|| {
        Diagnostic::warning("allow-unused", message)
            .at(allow.item.head, "the rule finds no fault")
            .help("delete the line")
    })
}
