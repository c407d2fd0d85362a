//! Looks at the exhibits: each cited, each file there and fit.

use serde_json::json;

use crate::check::native::about;
use crate::check::rules::Asked;
use crate::check::site::ExhibitFault;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;

/// R20: every exhibit is cited somewhere in the plan of some site.
pub fn uncited(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    if site.case.has_lost("use") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for evidence in &site.evidence {
        let name = evidence.item.id.value.as_str();
        let kind = evidence.kind.as_ref().map(|kind| kind.value.as_str());
        // An exhibit that a missing disclosure or attachment would cite is no fault of its own.
        let awaited = kind.is_some_and(|kind| site.awaited_kinds.contains(kind));
        let mentioned = site.case.mentioned.contains(name);
        if site.cited_anywhere.contains(name) || mentioned || awaited {
            continue;
        }
        let scope = about(asked, Each::Evidence, name);
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
        let scope = about(asked, Each::Evidence, name);
        let Some(file) = evidence.file_on(site.code()) else {
            if !evidence.item.damaged.contains("on") {
                faults.push(asked.fault(evidence.item.head, &scope));
            }
            continue;
        };
        let (rule, message, help) = match site.exhibits.get(&file.value) {
            None | Some(Ok(_)) => continue,
            Some(Err(ExhibitFault::Missing(reason, help))) => {
                let message = format!("the file of the exhibit `{name}` {reason}");
                (asked.rule.name.as_str(), message, (*help).to_owned())
            }
            Some(Err(ExhibitFault::Unfit(unfit))) => {
                let message = format!("`{}` cannot be an exhibit: {}", file.value, unfit.message);
                ("evidence-file-unfit", message, unfit.help.clone())
            }
        };
        let mut fault = asked.fault(file.span, &scope.with("file", json!(file.value)));
        fault.rule = rule.to_owned();
        fault.message = message;
        fault.labels.iter_mut().for_each(|label| label.text = "this file".to_owned());
        faults.push(fault.help(help));
    }
    faults
}
