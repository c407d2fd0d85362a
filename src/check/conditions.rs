//! Which conditions of a pack's entries held in a case, and which did not. In: a case as one site
//! sees it. Out: what each condition was asked and answered. For whoever tests packs; judges
//! nothing.

use crate::check::site::SiteCase;
use crate::check::view::View;
use crate::policy::expression::{Expression, Ready, Scope};
use crate::policy::types::{Each, Look, Rule};

/// A condition that was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The section of the entry: `rules`, `disclosures`, `attachments`.
    pub section: &'static str,
    /// The entry.
    pub entry: String,
    /// The condition as written.
    pub condition: String,
    /// What it answered.
    pub holds: bool,
}

/// What was asked of a case by the entry with this name.
pub fn asked(site: &SiteCase<'_>, section: &'static str, name: &str) -> Vec<Asked> {
    let view = View::new(site);
    let mut list = Vec::new();
    let mut note = |expression: Option<&Expression>, scope: &Scope| -> bool {
        let Some(expression) = expression else { return true };
        for (_, part) in expression.conditions() {
            if let Ok(holds) = part.is_true(scope) {
                let condition = part.text().split_whitespace().collect::<Vec<_>>().join(" ");
                list.push(Asked { section, entry: name.to_owned(), condition, holds });
            }
        }
        expression.is_true(scope).unwrap_or(false)
    };
    match section {
        "rules" => {
            let rule = site.policy.rule(name);
            for scope in rule.map(|rule| scopes(&view, rule)).unwrap_or_default() {
                let Some(rule) = rule else { continue };
                if note(rule.when.as_ref(), &scope)
                    && let Look::Require(require) = &rule.look
                {
                    note(Some(require), &scope);
                }
            }
        }
        "disclosures" => {
            let Some(disclosure) = site.policy.disclosures.get(name) else { return list };
            if note(disclosure.when.as_ref(), &view.scope) {
                for (_, fact) in &disclosure.facts {
                    note(fact.when.as_ref(), &view.scope);
                }
            }
        }
        _ => {
            let attachment = site.policy.attachments.get(name);
            note(attachment.and_then(|it| it.when.as_ref()), &view.scope);
        }
    }
    list
}

/// The values of each item that a rule looks at.
fn scopes(view: &View<'_>, rule: &Rule) -> Vec<Scope> {
    let subjects = view.subjects(rule.each).iter();
    let scope = |ready: &Ready| match rule.each {
        Each::Case | Each::Site => view.scope.clone(),
        each => view.scope.with_ready(each.as_str(), ready),
    };
    subjects.map(|subject| scope(&subject.ready)).collect()
}
