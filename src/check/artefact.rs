//! Rules about the finished PDF (R60). In: a site's pack and what was read back from the PDF. Out:
//! a fault where it is too large or its text cannot be copied.

use std::cell::RefCell;

use serde_json::json;

use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::check::view::View;
use crate::diagnostic::Diagnostic;
use crate::policy::types::{Each, Look};

/// What was read back from a PDF.
#[derive(Debug, Clone, Copy)]
pub struct PdfFacts {
    /// Its size.
    pub bytes: usize,
    /// The first page, counted from 1, whose text cannot be copied; `None` where all can.
    pub page_without_text: Option<usize>,
}

/// Bytes of a megabyte, as mail and upload forms count it.
const MEGABYTE: f64 = 1_000_000.0;

/// Holds the finished PDF of a site against the site's rules about it.
pub fn check(site: &SiteCase<'_>, pdf: PdfFacts) -> Vec<Diagnostic> {
    let view = View::new(site);
    let mut faults = Vec::new();
    let finds = RefCell::default();
    for rule in &site.policy.rules {
        let Look::Native { name, params } = &rule.look else { continue };
        let asked = Asked { site, view: &view, rule, told: None, finds: &finds };
        let Some(subject) = view.subjects(Each::Site).first() else { continue };
        let size = pdf.bytes as f64 / MEGABYTE;
        let scope = match name.as_str() {
            "pdf-size" => {
                let Some(most) = site.policy.number(params, "megabytes_max", site.as_of) else {
                    continue;
                };
                if size <= most {
                    continue;
                }
                let scope = view.scope.with("megabytes", json!(format!("{size:.1}")));
                scope.with("megabytes_max", json!(most))
            }
            "pdf-text" => {
                let Some(page) = pdf.page_without_text else { continue };
                view.scope.with("page", json!(page))
            }
            _ => continue,
        };
        if rule.level.severity().is_some() {
            let mut fault = asked.fault(subject.item.head, &scope);
            fault.sites.insert(site.code().to_owned());
            faults.push(fault);
        }
    }
    faults
}
