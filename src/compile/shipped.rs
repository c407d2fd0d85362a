//! The packs that come with the program. In: their texts, which are part of it. Out: the checked
//! packs and marketplaces, made once.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::check::DUTY_RULES;
use crate::diagnostic::Diagnostic;
use crate::policy::{self, Marketplace, Marketplaces, Packs, Policy};
use crate::source::Sources;

/// Packs and marketplaces, and what is wrong with them.
#[derive(Debug)]
pub struct Shipped {
    /// The packs.
    pub packs: Packs,
    /// The marketplaces, by code.
    pub marketplaces: Marketplaces,
    /// Faults of the YAML, in the one-line form: none in a released program.
    pub faults: Vec<String>,
}

/// Which pack each site of a case is held against.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'p> {
    packs: &'p Shipped,
    /// Takes the place of every site's own pack.
    instead: Option<&'p Policy>,
}

impl Default for InForce<'static> {
    /// Each site against its own pack.
    fn default() -> Self {
        Self { packs: shipped(), instead: None }
    }
}

impl<'p> InForce<'p> {
    /// Every site against one pack, which may be one that others inherit from.
    pub fn only(packs: &'p Shipped, policy: &'p Policy) -> Self {
        Self { packs, instead: Some(policy) }
    }

    /// The pack and the marketplace behind a site's code.
    pub fn of_site(&self, code: &str) -> Option<(&'p Policy, &'p Marketplace)> {
        let own = self.packs.packs.for_marketplace(code);
        self.instead.or(own).zip(self.packs.marketplaces.get(code))
    }

    /// The codes of all sites.
    pub fn sites(&self) -> impl Iterator<Item = &'p str> {
        self.packs.marketplaces.iter().map(|it| it.code.as_str())
    }

    /// What is wrong with the packs.
    pub fn faults(&self) -> &'p [String] {
        &self.packs.faults
    }

    /// Names of the rules that `allow` may name: those of packs.
    pub fn allowable(&self) -> BTreeSet<String> {
        let rules = self.packs.packs.iter().flat_map(|policy| &policy.rules);
        let asked = DUTY_RULES.iter().map(|name| (*name).to_owned());
        rules.map(|rule| rule.name.clone()).chain(asked).collect()
    }
}

/// Names of the rules that `allow` may name.
pub fn allowable_rules() -> BTreeSet<String> {
    InForce::default().allowable()
}

/// The packs of this program.
pub fn shipped() -> &'static Shipped {
    static SHIPPED: LazyLock<Shipped> = LazyLock::new(load);
    &SHIPPED
}

fn load() -> Shipped {
    let mut sources = Sources::default();
    let packs = policy::load(policy::shipped(), &mut sources);
    let marketplaces =
        policy::load_marketplaces(policy::shipped_marketplaces(), &packs.value, &mut sources);
    let faults = [packs.diagnostics, marketplaces.diagnostics].concat();
    let lines = faults.iter().map(|fault: &Diagnostic| fault.one_line(&sources)).collect();
    Shipped { packs: packs.value, marketplaces: marketplaces.value, faults: lines }
}
