//! The packs that could be read. In: checked policies by name. Out: the pack of a name or of a
//! marketplace, and those that both claim one. Checks no entry.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::inherit::{Raw, RawEntry};
use crate::policy::marketplace::Marketplace;

/// All packs that could be read, by name.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    pub(crate) policies: BTreeMap<String, Policy>,
    /// Those that the heads of packs describe themselves.
    pub(crate) marketplaces: Vec<Marketplace>,
    /// The entries behind each policy, as they were read.
    pub(crate) raw: BTreeMap<String, Raw>,
}

impl Packs {
    /// The pack with this name.
    pub fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.get(name)
    }

    /// The pack of a marketplace; of several the one that inherits from the others.
    pub fn for_marketplace(&self, code: &str) -> Option<&Policy> {
        let of_site = self.iter().filter(|policy| policy.marketplace.as_deref() == Some(code));
        of_site.max_by_key(|policy| policy.line.len())
    }

    /// Whether packs of a marketplace are there of which neither inherits from the other.
    pub(crate) fn has_rivals(&self, code: &str) -> bool {
        let mut of_site = self.iter().filter(|it| it.marketplace.as_deref() == Some(code));
        let Some(chosen) = self.for_marketplace(code) else { return false };
        let is_parent = |other: &Policy| chosen.line.iter().any(|(name, _)| *name == other.name);
        of_site.any(|policy| !is_parent(policy))
    }

    /// Packs of one marketplace of which neither inherits from the other.
    pub(crate) fn rivals(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for policy in self.iter() {
            let Some(code) = policy.marketplace.as_deref() else { continue };
            let Some(chosen) = self.for_marketplace(code) else { continue };
            if chosen.line.iter().any(|(name, _)| *name == policy.name) {
                continue;
            }
            let message = format!(
                "the packs `{}` and `{}` are both for the marketplace `{code}`",
                policy.name, chosen.name
            );
            let mut fault = Diagnostic::error("pack-value", message)
                .help("let one inherit from the other: the one that inherits is used");
            for (pack, words) in [(chosen, "this pack"), (policy, "and this one")] {
                fault = match pack.span {
                    Some(span) if fault.labels.is_empty() => fault.at(span, words),
                    Some(span) => fault.also(span, words),
                    None => fault,
                };
            }
            faults.push(fault);
        }
        faults
    }

    /// The entries of a section of a pack as they were read, those it inherits included.
    pub(crate) fn entries(&self, pack: &str, section: &str) -> &[RawEntry] {
        self.raw.get(pack).map(|raw| raw.section(section)).unwrap_or_default()
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.policies.keys().map(String::as_str)
    }

    /// The packs, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values()
    }
}
