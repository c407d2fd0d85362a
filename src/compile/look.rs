//! A check for an editor. In: [`Input`] and what the last check left. Out: [`Looked`]: the faults,
//! and for each site the values, coverage and orders that can be shown beside the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Exhibits, SiteCase, holes};
use crate::compile::memory::Memory;
use crate::compile::run::run;
use crate::compile::shipped::InForce;
use crate::compile::{Compiled, Input};
use crate::value::Percent;

/// What a check found, with all that an editor shows beside the text.
pub struct Looked {
    /// Faults, numbers and the texts that were read.
    pub compiled: Compiled,
    /// What each site's data say.
    pub sites: Vec<SiteLook>,
    /// What is known of the evidence files.
    pub exhibits: Exhibits,
}

/// What the data of one site say.
#[derive(Debug, Clone)]
pub struct SiteLook {
    /// `us`
    pub code: String,
    /// `United States`
    pub name: String,
    /// Values that prose may name, those of `covered` left out: path and value.
    pub values: Vec<(&'static str, String)>,
    /// How many orders each finding covers, and their share.
    pub covered: BTreeMap<String, (usize, String)>,
    /// The orders with a defect.
    pub orders: Vec<OrderLook>,
}

/// One order with a defect, as far as conditions and completions ask.
#[derive(Debug, Clone)]
pub struct OrderLook {
    /// Its number.
    pub id: String,
    /// The product.
    pub asin: Option<String>,
    /// What went wrong.
    pub reason: Option<String>,
}

/// Checks a case and gathers what can be shown. The memory makes the next check of the same files
/// cheaper; it changes no answer.
pub fn look(input: &Input<'_>, memory: &mut Memory) -> Looked {
    let mut sites = Vec::new();
    let mut exhibits = Exhibits::new();
    let compiled = run(input, InForce::default(), memory, &mut |seen, files, _| {
        sites = seen.iter().map(of_site).collect();
        exhibits.clone_from(&files.facts);
        Vec::new()
    });
    Looked { compiled, sites, exhibits }
}

fn of_site(site: &SiteCase<'_>) -> SiteLook {
    let none = BTreeSet::new();
    let own = holes::PATHS.iter().filter(|(path, _)| !path.starts_with("covered."));
    let values = own.filter_map(|(path, _)| Some((*path, holes::value(site, &none, path)?)));
    let share = |orders: &BTreeSet<_>| {
        let share = Percent::rounded(orders.len() as u64, site.data.with_defect());
        (orders.len(), share.map_or_else(String::new, |share| share.to_string()))
    };
    let covered = site.covered.iter().map(|(name, orders)| ((*name).to_owned(), share(orders)));
    let order = |order: &crate::report::DefectOrder| OrderLook {
        id: order.id.value.to_string(),
        asin: order.asin.as_ref().map(|asin| asin.value.to_string()),
        reason: order.reason.as_ref().map(|reason| reason.value.clone()),
    };
    SiteLook {
        code: site.code().to_owned(),
        name: site.marketplace.name.clone(),
        values: values.map(|(path, value)| (path, value.plain())).collect(),
        covered: covered.collect(),
        orders: site.data.defects().iter().map(order).collect(),
    }
}
