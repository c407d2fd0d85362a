//! The packs that come with the program. In: their texts, which are part of it. Out: the checked
//! packs and marketplaces, made once.

use std::sync::LazyLock;

use crate::diagnostic::Diagnostic;
use crate::policy::{self, Marketplaces, Packs};
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
