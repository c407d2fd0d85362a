//! The numbers that exhibits get in the plans of a case. In: [`Input`] and what the last check
//! left. Out: `Fig. 3` and `Table 1` by site and exhibit. Composes the plans and sets none.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{self, SiteCase};
use crate::compile::evidence::{EvidenceFiles, Wanted, cited};
use crate::compile::memory::Memory;
use crate::compile::run::run;
use crate::compile::{Input, rows};
use crate::document::ExhibitContent;
use crate::document::compose::{Prepared, PreparedExhibits, Status, compose};

/// The number of each exhibit, by site: `us`, `scans`, `Fig. 3`.
pub type ExhibitNumbers = BTreeMap<String, BTreeMap<String, String>>;

/// The numbers of all sites that have no error; only they have a plan.
pub fn exhibit_numbers(input: &Input<'_>, memory: &mut Memory) -> ExhibitNumbers {
    let mut numbers = ExhibitNumbers::new();
    run(input, input.in_force(), memory, &mut |sites, files, compiled| {
        for site in sites {
            let prepared = outlines(&site, files);
            let code = site.code().to_owned();
            let Some(checked) = check::pass(site, &compiled.diagnostics) else { continue };
            let composed = compose(&checked, &prepared, Status::Draft);
            let labels =
                composed.document.exhibits.iter().map(|it| it.number.replace('\u{a0}', " "));
            numbers.insert(code, composed.exhibits.iter().cloned().zip(labels).collect());
        }
    });
    numbers
}

/// The exhibits of a site without their pictures and rows: enough to number them.
fn outlines(site: &SiteCase<'_>, files: &EvidenceFiles) -> PreparedExhibits {
    let outline = |wanted: Wanted<'_>| {
        let facts = files.known(&wanted.path.value)?;
        let content = match files.text(&wanted.path.value, facts) {
            Some(_) => rows::read("", &[]).printed(),
            None => ExhibitContent::Pictures { pictures: Vec::new() },
        };
        let prepared = Prepared {
            content,
            bytes: Arc::from([]),
            extension: "",
            original_sha256: String::new(),
            done: Vec::new(),
        };
        Some((wanted.evidence.item.id.value.clone(), prepared))
    };
    cited(site).filter_map(outline).collect()
}
