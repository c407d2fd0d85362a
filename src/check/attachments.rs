//! Exhibits that a site asks for by name (R51). In: a case as one site sees it. Out: a fault for
//! each that is missing, or of a kind or language that will not do.

use std::collections::BTreeSet;

use crate::case::{Attach, Evidence};
use crate::check::rules::{any_of, same_language};
use crate::check::site::SiteCase;
use crate::check::view::View;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::Force;
use crate::policy::types::Attachment;

/// The published name of the rule.
pub const RULE: &str = "attachment-missing";

/// Checks every attachment that the site asks for and that is meant, by its name.
pub fn check(
    site: &SiteCase<'_>,
    view: &View<'_>,
    is_meant: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, attachment) in asked(site, view).into_iter().filter(|(name, _)| is_meant(name)) {
        match given(site, name) {
            Some(attach) => faults.extend(unfit(site, attach, attachment)),
            None => faults.push(missing(site, name, attachment, view)),
        }
    }
    faults
}

/// Kinds of exhibit that missing attachments would cite.
pub fn awaited_kinds(site: &SiteCase<'_>, view: &View<'_>) -> BTreeSet<String> {
    let absent = asked(site, view).into_iter().filter(|(name, _)| given(site, name).is_none());
    absent.flat_map(|(_, attachment)| attachment.kinds.clone()).collect()
}

fn asked<'p>(site: &SiteCase<'p>, view: &View<'_>) -> Vec<(&'p String, &'p Attachment)> {
    let days = site.days();
    let applies = |attachment: &Attachment| {
        let force = site.policy.force([&attachment.basis], &days);
        attachment.level.severity().is_some()
            && force != Force::Lapsed
            && view.applies(attachment.when.as_ref())
    };
    let policy = site.policy;
    if site.site.item.damaged.contains("attach") {
        return Vec::new();
    }
    policy.attachments.iter().filter(|(_, attachment)| applies(attachment)).collect()
}

fn given<'c>(site: &SiteCase<'c>, name: &str) -> Option<&'c Attach> {
    site.site.attaches.iter().find(|attach| attach.name.value == name)
}

fn fault(site: &SiteCase<'_>, attachment: &Attachment, message: String) -> Diagnostic {
    let severity = attachment.level.severity().expect("only asked attachments are checked");
    let (severity, message) = match site.policy.force([&attachment.basis], &site.days()) {
        Force::Comes(day) => (Severity::Advice, format!("{message} (in force from {day})")),
        Force::Holds | Force::Lapsed => (severity, message),
    };
    Diagnostic::new(RULE, severity, message)
        .clause(site.policy.clause(&attachment.pack, &attachment.basis))
}

fn missing(
    site: &SiteCase<'_>,
    name: &str,
    attachment: &Attachment,
    view: &View<'_>,
) -> Diagnostic {
    let code = site.code();
    let message =
        format!("`{code}` asks for an attachment that is not there: {}", attachment.title);
    let fault = fault(site, attachment, message)
        .at(site.site.item.head, format!("no `attach {name}` in this block"));
    match &attachment.help {
        Some(help) => fault.help(help.fill(&view.scope)),
        None => fault.help(format!(
            "write `attach {name}` and an exhibit of kind {}",
            any_of(&attachment.kinds)
        )),
    }
}

/// The attachments that the seller supplied, each with its exhibits.
pub fn given_all<'c>(site: &SiteCase<'c>) -> Vec<(&'c Attachment, Vec<&'c Evidence>)> {
    let known = site.site.attaches.iter().filter_map(|attach| {
        let attachment = site.policy.attachments.get(&attach.name.value)?;
        Some((attachment, exhibits(site, attach, attachment)))
    });
    known.collect()
}

/// The exhibits that an `attach` names, or those of the right kind where it names none.
pub fn exhibits<'c>(
    site: &SiteCase<'c>,
    attach: &Attach,
    attachment: &Attachment,
) -> Vec<&'c Evidence> {
    let is_named = |evidence: &&&Evidence| match attach.evidence.is_empty() {
        true => fits_kind(evidence, attachment),
        false => attach.evidence.iter().any(|name| name.value == evidence.item.id.value),
    };
    site.evidence.iter().filter(is_named).copied().collect()
}

fn fits_kind(evidence: &Evidence, attachment: &Attachment) -> bool {
    evidence.kind.as_ref().is_some_and(|kind| attachment.kinds.contains(&kind.value))
}

fn unfit(site: &SiteCase<'_>, attach: &Attach, attachment: &Attachment) -> Option<Diagnostic> {
    let found = exhibits(site, attach, attachment);
    let name = &attach.name.value;
    let unreadable = |it: &&Evidence| !it.item.damaged.is_empty();
    let Some(first) = found.first() else {
        if !attach.evidence.is_empty() {
            return None; // A name that leads nowhere has been told.
        }
        let message = format!("no exhibit will do as `{name}`");
        let help = format!("add an exhibit of kind {}", any_of(&attachment.kinds));
        return Some(fault(site, attachment, message).at(attach.head, "attached here").help(help));
    };
    let known = |name: &str| site.case.evidence.iter().any(|it| it.item.id.value == name);
    let leads_nowhere = attach.evidence.iter().any(|name| !known(&name.value));
    if leads_nowhere || found.iter().any(unreadable) {
        return None;
    }
    let fits_language = |evidence: &Evidence| {
        let wanted = attachment.language.as_deref();
        let written = evidence.language.as_ref();
        wanted.is_none_or(|wanted| written.is_some_and(|it| same_language(&it.value, wanted)))
    };
    if found.iter().any(|evidence| fits_kind(evidence, attachment) && fits_language(evidence)) {
        return None;
    }
    let (word, asks) = match fits_kind(first, attachment) {
        true => {
            ("language", format!("`language {}`", attachment.language.as_deref().unwrap_or("")))
        }
        false => ("kind", format!("kind {}", any_of(&attachment.kinds))),
    };
    let message = format!("the exhibit `{}` will not do as `{name}`", first.item.id.value);
    let fault = fault(site, attachment, message)
        .at(first.item.place(word), format!("the site asks for {asks}"))
        .also(attach.head, "attached here")
        .help(format!("attach an exhibit with {asks}, or correct this one's `{word}`"));
    Some(fault)
}
