//! Looks at the plan as a whole: nothing is mended before it broke, no part is empty.

use serde_json::json;

use crate::case::ActionKind;
use crate::check::native::about;
use crate::check::rules::Asked;
use crate::check::view::Subject;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;
use crate::report::DefectOrder;

/// R31: no action is dated before the first order of the problem that it answers.
pub fn before_problem(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for action in &asked.site.actions {
        let Some(starts) = action.starts() else { continue };
        let orders =
            action.fixes.iter().flat_map(|target| asked.site.orders_of(&target.finding.value));
        let day = |order: &&&DefectOrder| order.date.as_ref().map(|date| date.value);
        let Some(first) = orders.filter(|order| order.date.is_some()).min_by_key(day) else {
            continue;
        };
        let problem = first.date.as_ref().expect("orders without a date are left out above");
        if starts >= problem.value {
            continue;
        }
        let id = action.item.id.value.as_str();
        let date = json!(problem.value.to_string());
        let scope = about(asked, Each::Action, id).with("date", date);
        let word = if action.done.is_some() { "done" } else { "since" };
        let fault = asked.fault(action.item.place(word), &scope);
        let fault = fault.also(problem.span, "the first order that it answers was placed here");
        let subject = Subject::new(&action.item, json!({}), Vec::new());
        faults.push(asked.further_labels(fault, &subject, &scope));
    }
    faults
}

/// R40: every part has something to say.
pub fn part_empty(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let is_lost = ["finding", "action"].iter().any(|word| site.case.has_lost(word));
    if is_lost || !site.data.is_whole() || site.data.defects().is_empty() {
        return Vec::new();
    }
    // Without a finding there is nothing to act on: told by `order-uncovered`.
    let covered = asked.view.coverage(site);
    if site.findings.is_empty() && covered.iter().any(|order| !order.is_covered()) {
        return Vec::new();
    }
    let findings = asked.view.subjects(Each::Finding);
    if findings.iter().any(|finding| finding.damaged.contains(&"corrections")) {
        return Vec::new();
    }
    let has = |kinds: &[ActionKind]| {
        let done = site.actions.iter().filter(|action| !action.is_promise());
        done.into_iter().any(|action| kinds.contains(&action.kind.value))
    };
    let parts = [
        ("heading_cause", !site.findings.is_empty()),
        ("heading_corrective", has(&[ActionKind::Contain, ActionKind::Correct])),
        ("heading_preventive", has(&[ActionKind::Prevent])),
    ];
    let mut faults = Vec::new();
    for (heading, _) in parts.into_iter().filter(|(_, filled)| !filled) {
        let title = site.policy.text(heading, site.as_of).unwrap_or(heading);
        let scope = asked.view.scope.with("part", json!(title));
        let place = asked.view.subjects(Each::Case).first().map(|case| case.item.head);
        faults.push(asked.fault(place.unwrap_or(site.site.item.head), &scope));
    }
    faults
}
