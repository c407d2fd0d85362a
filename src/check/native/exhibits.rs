//! Looks at the exhibits: each cited, each file there and fit.

use serde_json::json;

use crate::check::rules::Asked;
use crate::check::site::ExhibitFault;
use crate::diagnostic::Diagnostic;

/// R20: every exhibit is cited somewhere in the plan of some site.
pub fn uncited(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let mut faults = Vec::new();
    for evidence in &site.evidence {
        let name = evidence.item.id.value.as_str();
        let kind = evidence.kind.as_ref().map(|kind| kind.value.as_str());
        // An exhibit that a missing disclosure or attachment would cite is no fault of its own.
        let awaited = kind.is_some_and(|kind| site.awaited_kinds.contains(kind));
        if site.cited_anywhere.contains(name) || awaited {
            continue;
        }
        let scope = asked.view.scope.with("evidence", json!(name));
        faults.push(asked.fault(evidence.item.head, &scope));
    }
    faults
}

/// R20: every exhibit has a file that can be had and printed.
pub fn file_missing(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let mut faults = Vec::new();
    for evidence in &site.evidence {
        let name = evidence.item.id.value.as_str();
        let scope = asked.view.scope.with("evidence", json!(name));
        let Some(file) = evidence.file_on(site.code()) else {
            if !evidence.item.damaged.contains("on") {
                faults.push(asked.fault(evidence.item.head, &scope));
            }
            continue;
        };
        let fault = match site.exhibits.get(&file.value) {
            None | Some(Ok(_)) => continue,
            Some(Err(ExhibitFault::Missing(reason, help))) => {
                let mut fault = asked.fault(file.span, &scope);
                fault.message = format!("the file of exhibit `{name}` {reason}");
                fault.help(*help)
            }
            Some(Err(ExhibitFault::Unfit(unfit))) => {
                let mut fault = asked.fault(file.span, &scope);
                fault.rule = "evidence-file-unfit".to_owned();
                fault.message = format!("`{}` cannot be an exhibit: {}", file.value, unfit.message);
                if let Some(label) = fault.labels.first_mut() {
                    label.text = "this file".to_owned();
                }
                fault.help(unfit.help.clone())
            }
        };
        faults.push(fault);
    }
    faults
}
