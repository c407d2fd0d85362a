//! Input to bundles: the one place where the phases are chained. In: [`Input`]. Out: [`Compiled`],
//! every fault in one run, and the bundles of the sites where no error stands in the way.

mod budget;
mod chinese;
mod data;
mod evidence;
mod explain;
mod forecast;
mod glimpse;
#[cfg(feature = "grammar")]
mod grammar;
mod hidden;
mod import;
mod inside;
mod lock;
mod look;
mod make;
mod memory;
mod numbers;
mod preview;
mod read;
mod readings;
mod rows;
mod run;
mod sheet;
mod shipped;
mod texts;
mod trial;

use std::sync::Arc;

use crate::compile::shipped::InForce;
use crate::diagnostic::Diagnostic;
use crate::source::{Files, Sources};
use crate::translate::Catalogue;
use crate::value::Date;

pub use chinese::catalogue;
pub use explain::{Explanation, explain, explain_among, rule_names, rule_names_among};
pub use forecast::{NoForecast, SiteForecast, forecast};
pub use glimpse::{Glimpse, glimpse};
#[cfg(feature = "grammar")]
pub use grammar::check_with_grammar;
pub use import::{ImportFrom, import, sites};
pub use lock::{Accepted, SIGNATURE_FILE, digests, statement};
pub use look::{EffectLook, Looked, OrderLook, SiteLook, look, look_until};
pub use memory::Memory;
pub use numbers::{ExhibitNumbers, exhibit_numbers};
pub use preview::{Order, SitePages, Tell};
pub use run::{build, build_again, check, check_again, documents, preview};
pub use shipped::{Beside, LoadedPacks, PackSet, allowable_rules, load_packs, shipped};
pub(crate) use trial::try_and_look;
pub use trial::{
    Laid, TestFiles, Trial, TrialFault, VARIANTS, lay, lay_variant, sound_site, trial, try_laid,
};

/// All that a compilation may know.
pub struct Input<'a> {
    /// Name of the `.poa` file to begin with.
    pub root: String,
    /// The case folder.
    pub files: &'a dyn Files,
    /// The day of the check: it picks the dated values of the packs.
    pub as_of: Date,
    /// The sites asked for; empty: all.
    pub sites: Vec<String>,
    /// Whether the bundle is to be sent: holes are refused.
    pub release: bool,
    /// The packs of a case that brings some along, beside those of the program; `None`: only those
    /// of the program.
    pub packs: Option<&'a LoadedPacks>,
}

impl Input<'_> {
    /// The packs that sites are held against.
    fn in_force(&self) -> InForce<'_> {
        match self.packs {
            Some(loaded) => InForce::of(&loaded.set),
            None => InForce::default(),
        }
    }
}

/// What a check found.
pub struct Compiled {
    /// Name of the case.
    pub case: String,
    /// The day of the check.
    pub as_of: Date,
    /// The texts that were read.
    pub sources: Sources,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How many faults an `allow` covers.
    pub allowed: usize,
    /// The numbers of each site.
    pub sites: Vec<SiteNumbers>,
    /// Texts in both languages of the packs that the case brings along.
    pub own_words: Option<Arc<Catalogue>>,
}

/// The numbers of one site.
#[derive(Debug, Clone)]
pub struct SiteNumbers {
    /// `us`.
    pub code: String,
    /// Orders in the window.
    pub orders: u64,
    /// Orders with at least one defect.
    pub orders_with_defect: u64,
    /// Orders with an A-to-z claim.
    pub a_to_z: u64,
    /// Orders with a chargeback.
    pub chargeback: u64,
    /// Orders with negative feedback.
    pub negative_feedback: u64,
    /// The rate as printed: `1.62`.
    pub rate_percent: String,
    /// Whether the rate is below the threshold.
    pub passes: bool,
    /// Defect orders that a finding covers or a dispute names.
    pub covered: u64,
    /// Defect orders with direct evidence.
    pub direct: u64,
    /// Defect orders with process evidence.
    pub process: u64,
    /// What answers each defect order, in the order of the report.
    pub coverage: Vec<CoverageRow>,
}

/// What answers one defect order: names of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    /// The order.
    pub order: String,
    /// Findings that cover it.
    pub findings: Vec<String>,
    /// Disputes that name it.
    pub disputes: Vec<String>,
    /// Exhibits that prove what happened to it.
    pub direct: Vec<String>,
    /// Exhibits that prove how the work is done.
    pub process: Vec<String>,
    /// Exhibits whose own text or rows name it.
    pub named: Vec<String>,
    /// What its buyer received.
    pub remedies: Vec<String>,
}

/// The files of one site, ready to be written.
pub struct SiteBundle {
    /// `us`.
    pub site: String,
    /// Relative path and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Pages of the plan.
    pub pages: usize,
}
