//! What every compilation begins with. In: [`Input`]. Out: the case, and the sites it names with
//! their packs and data. Judges nothing.

use std::collections::BTreeSet;

use crate::case::{Case, Site, lower, read_again};
use crate::check::SiteData;
use crate::compile::memory::Memory;
use crate::compile::readings::Readings;
use crate::compile::shipped::InForce;
use crate::compile::{Input, data, lock};
use crate::diagnostic::{Diagnostic, FixSafety, adopt};
use crate::policy::{Marketplace, Policy};
use crate::source::{Sources, Span, Spanned};
use crate::suggest;
use crate::value::OrderId;

/// One site and all that it is checked with.
pub struct Asked<'c> {
    /// The `site` item.
    pub site: &'c Site,
    /// What the site asks.
    pub policy: &'c Policy,
    /// Facts of the marketplace.
    pub marketplace: &'c Marketplace,
    /// Its orders and defects.
    pub data: SiteData,
}

/// The case, and what is wrong with its text.
pub fn read_case(
    input: &Input<'_>,
    packs: InForce<'_>,
    sources: &mut Sources,
    memory: &mut Memory,
) -> (Case, Vec<Diagnostic>) {
    let project = read_again(&input.root, input.files, sources, &mut memory.trees);
    let lowered = lower(&project.value, sources);
    let case = lowered.value;
    let mut faults = [project.diagnostics, lowered.diagnostics].concat();
    match input.packs {
        Some(given) => faults.extend(adopt(sources, &given.sources, &given.diagnostics)),
        None => faults.extend(packs.faults().iter().map(|fault| {
            let message = format!("a pack of this program is broken: {fault}");
            Diagnostic::error("pack-broken", message).help("report this as a fault of the program")
        })),
    }
    faults.extend(no_site(&case, sources));
    (case, faults)
}

fn no_site(case: &Case, sources: &Sources) -> Option<Diagnostic> {
    if !case.sites.is_empty() || case.has_lost("site") || case.head.is_none() {
        return None;
    }
    let (source, _) = sources.iter().next()?;
    let span = case.head.as_ref().map_or(Span::new(source, 0, 0), |head| head.item.head);
    let fault = Diagnostic::error("site-missing", "this case names no site");
    let help = "add `site us { window …; orders …; defects \"…\" }`";
    Some(fault.at(span, "no document can be made").help(help))
}

/// The data of every site of the case; sites without a pack are reported and left out.
pub fn read_sites<'c>(
    (input, readings): (&Input<'_>, &mut Readings),
    packs: InForce<'c>,
    sources: &mut Sources,
    case: &'c Case,
) -> (Vec<Asked<'c>>, Vec<Diagnostic>) {
    let mut asked: Vec<Asked<'c>> = Vec::new();
    let mut faults = Vec::new();
    for site in &case.sites {
        let code = &site.item.id;
        let Some((policy, marketplace)) = packs.of_site(&code.value) else {
            faults.push(unknown_site(code, packs));
            continue;
        };
        if asked.iter().any(|it| it.site.item.id.value == code.value) {
            continue; // Told by `duplicate-name`.
        }
        let (data, more) = data::read((input, readings), sources, case, (site, marketplace));
        faults.extend(more);
        asked.push(Asked { site, policy, marketplace, data });
    }
    if let Some(loaded) = input.packs {
        let found = lock::faults(loaded, asked.iter().map(|it| it.policy));
        faults.extend(adopt(sources, &loaded.sources, &found));
    }
    (asked, faults)
}

fn unknown_site(code: &Spanned<String>, packs: InForce<'_>) -> Diagnostic {
    let known: Vec<&str> = packs.sites().collect();
    let message = format!("there is no pack for the site `{}`", code.value);
    let fault = Diagnostic::error("unknown-site", message).at(code.span, "not known");
    match suggest::nearest(&code.value, known.iter().copied()) {
        Some(near) => {
            fault.help(format!("did you mean `{near}`?")).fix(FixSafety::Asks, code.span, near)
        }
        None => fault.help(format!("sites with a pack: {}", known.join(", "))),
    }
}

/// Every order that the data of any site names; `None` where the data of one could not be read, so
/// that an order may be named there.
pub fn known_orders(case: &Case, asked: &[Asked<'_>]) -> Option<BTreeSet<OrderId>> {
    let all_read = asked.len() == case.sites.len() && asked.iter().all(|it| it.data.is_whole());
    let orders = asked.iter().flat_map(|it| it.data.defects());
    all_read.then(|| orders.map(|order| order.id.value.clone()).collect())
}

/// Whether a fault says that no site has a name which an unknown site was probably meant to have.
pub fn is_of_misspelt_site(fault: &Diagnostic, case: &Case, packs: InForce<'_>) -> bool {
    let unknown = case.sites.iter().filter(|site| packs.of_site(&site.item.id.value).is_none());
    let mut meant = unknown.filter_map(|it| suggest::nearest(&it.item.id.value, packs.sites()));
    fault.rule == "unknown-name"
        && meant.any(|near| fault.message == format!("no site is called `{near}`"))
}
