//! Packs that are used together: those that come with the program, made once, and those that
//! somebody gave besides. In: their texts. Out: checked packs and marketplaces.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use crate::check::DUTY_RULES;
use crate::compile::chinese::catalogue;
use crate::compile::lock::Accepted;
use crate::diagnostic::Diagnostic;
use crate::policy::{self, Marketplace, Marketplaces, PackFile, Packs, Policy};
use crate::source::Sources;
use crate::translate::Catalogue;

/// Packs and marketplaces, and what is wrong with them.
#[derive(Debug, Default)]
pub struct PackSet {
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
    packs: &'p PackSet,
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
    /// Each site against its own pack of a set.
    pub fn of(packs: &'p PackSet) -> Self {
        Self { packs, instead: None }
    }

    /// Every site against one pack, which may be one that others inherit from.
    pub fn only(packs: &'p PackSet, policy: &'p Policy) -> Self {
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

/// Names of the rules that `allow` may name in a case that is held against some packs.
pub fn allowable_rules(packs: &PackSet) -> BTreeSet<String> {
    InForce::of(packs).allowable()
}

/// The packs of this program.
pub fn shipped() -> &'static PackSet {
    static SHIPPED: LazyLock<PackSet> = LazyLock::new(|| load(policy::shipped()).set);
    &SHIPPED
}

/// Packs as they were loaded, with the texts that their faults lie in.
#[derive(Debug, Default)]
pub struct LoadedPacks {
    /// The packs; [`PackSet::faults`] is the same as `diagnostics`, in one-line form.
    pub set: PackSet,
    /// Their texts.
    pub texts: Sources,
    /// The texts that `diagnostics` lie in: those of the packs, or of the case that names them.
    pub sources: Sources,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// What the case has accepted, where it has a `poa.lock`.
    pub accepted: Option<Accepted>,
    /// Texts in both languages of the packs that were given.
    pub words: Option<Arc<Catalogue>>,
}

/// Which packs of the program stand beside those that were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// All: a given pack of the same name is a fault. For packs that a case brings along.
    All,
    /// Those that have no given pack of their name. For whoever works on packs.
    Others,
}

/// Loads packs that were given, beside those of the program.
pub fn load_packs(given: &[PackFile], beside: Beside) -> LoadedPacks {
    let own = match beside {
        Beside::All => BTreeSet::new(),
        Beside::Others => policy::pack_folders(given).into_keys().collect(),
    };
    let is_beside = |file: &&PackFile| {
        let folder = file.path.strip_prefix("policies/").and_then(|path| path.split('/').next());
        folder.is_none_or(|folder| !own.contains(folder))
    };
    let shipped = policy::shipped().iter().filter(is_beside);
    let mut loaded = load(&shipped.chain(given).cloned().collect::<Vec<PackFile>>());
    if !given.is_empty() {
        let names = policy::pack_folders(given).into_keys();
        let own: Vec<&Policy> = names.filter_map(|name| loaded.set.packs.policy(&name)).collect();
        loaded.words = Some(Arc::new(Catalogue::over(catalogue(), own.into_iter())));
    }
    loaded
}

fn load(files: &[PackFile]) -> LoadedPacks {
    let mut sources = Sources::default();
    let packs = policy::load(files, &mut sources);
    let marketplaces =
        policy::load_marketplaces(policy::shipped_marketplaces(), &packs.value, &mut sources);
    let diagnostics = [packs.diagnostics, marketplaces.diagnostics].concat();
    let faults = diagnostics.iter().map(|fault: &Diagnostic| fault.one_line(&sources)).collect();
    let set = PackSet { packs: packs.value, marketplaces: marketplaces.value, faults };
    LoadedPacks { set, texts: sources.clone(), sources, diagnostics, accepted: None, words: None }
}
