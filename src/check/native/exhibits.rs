//! Looks at the exhibits: each cited, each file there and fit.

use serde_json::json;

use crate::case::{Evidence, Item};
use crate::check::native::about;
use crate::check::rules::Asked;
use crate::check::site::ExhibitFault;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;
use crate::source::Spanned;
use crate::suggest;

/// R18: the exhibits of a plan do not all come from one side of the business.
pub fn single_source(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let cited = site.evidence.iter().filter(|it| site.cited.contains(&it.item.id.value));
    let kinds: Option<Vec<_>> = cited
        .map(|it| it.kind.as_ref().and_then(|kind| site.policy.evidence_kinds.get(&kind.value)))
        .collect();
    let Some(kinds) = kinds.filter(|kinds| kinds.len() > 1) else { return Vec::new() };
    // A name that leads nowhere may be meant for an exhibit from another side.
    let names = || site.evidence.iter().map(|it| it.item.id.value.as_str());
    let is_misspelt = |name: &String| {
        names().all(|known| known != name) && suggest::nearest(name, names()).is_some()
    };
    if site.case.has_lost("evidence") || site.cited.iter().any(is_misspelt) {
        return Vec::new();
    }
    let families = site.policy.causes.keys();
    let is_of_all = |family: &&String| kinds.iter().all(|kind| kind.fits.contains(family));
    let common: Vec<&String> = families.filter(is_of_all).collect();
    let [family] = common[..] else { return Vec::new() };
    let title = &site.policy.causes[family].title;
    let scope = asked.view.scope.with("source", json!(title.to_lowercase()));
    vec![asked.fault(site.site.item.head, &scope.with("count", json!(kinds.len())))]
}

/// R22: nothing rests on pictures of a screen alone.
pub fn screenshot_only(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let mut items: Vec<(&Item, &[Spanned<String>])> = Vec::new();
    items.extend(site.findings.iter().map(|it| (&it.item, &it.proof[..])));
    items.extend(site.actions.iter().map(|it| (&it.item, &it.proof[..])));
    items.extend(site.remedies.iter().map(|it| (&it.item, &it.proof[..])));
    items.extend(site.disputes.iter().map(|it| (&it.item, &it.proof[..])));
    let mut faults = Vec::new();
    for (item, proof) in items {
        let exhibits: Vec<&Evidence> =
            proof.iter().filter_map(|name| site.exhibit(&name.value)).collect();
        let is_known = exhibits.len() == proof.len() && !item.damaged.contains("proof");
        let all = exhibits.iter().all(|it| is_screenshot(it, site.code()));
        let Some(first) = exhibits.first().filter(|_| is_known && all) else { continue };
        let scope = asked.view.scope.with("item", json!(item.id.value));
        let mut fault = asked.fault(item.place("proof"), &scope);
        for exhibit in &exhibits {
            let place = exhibit.item.words.get("screenshot").copied();
            let place = place.or(exhibit.file_on(site.code()).map(|path| path.span));
            fault = fault.also(place.unwrap_or(first.item.head), "a picture of a screen");
        }
        faults.push(fault);
    }
    faults
}

/// How programs call the pictures of a screen that they save.
const SCREENSHOTS: &[&str] = &[
    "screenshot",
    "screen shot",
    "bildschirmfoto",
    "スクリーンショット",
    "屏幕截图",
    "截屏",
    "截图",
];

/// Whether an exhibit is a picture of a screen: the case says so, or the name of its file.
fn is_screenshot(evidence: &Evidence, site: &str) -> bool {
    let name = evidence.file_on(site).map_or("", |path| path.value.as_str());
    let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    evidence.is_screenshot || SCREENSHOTS.iter().any(|word| name.starts_with(word))
}

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
