//! What packs say about words of a case. In: the sites of a case. Out: policies, words with their
//! meaning, facts of disclosures. Judges nothing.

use crate::ide::Context;
use crate::ide::walk::Visit;
use crate::policy::Policy;
use crate::policy::types::{Basis, Fact, Role};
use crate::syntax::vocabulary::{Open, Place};

/// A word that packs define: how it is printed and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackWord {
    /// The word.
    pub name: String,
    /// How it is printed.
    pub title: String,
    /// What it means, and who asks for it, as Markdown.
    pub about: String,
}

/// The packs of the case's sites; all packs of sites where it names none that is known.
pub fn policies(context: Context<'_>) -> Vec<&Policy> {
    let codes = context.reading.site_codes();
    let own = codes.iter().filter_map(|code| policy_of(context, code));
    let own: Vec<&Policy> = own.collect();
    match own.is_empty() {
        true => context.packs.packs.iter().filter(|it| it.marketplace.is_some()).collect(),
        false => own,
    }
}

/// The pack of one site.
pub fn policy_of<'a>(context: Context<'a>, code: &str) -> Option<&'a Policy> {
    context.packs.packs.for_marketplace(code)
}

/// The pack of the `site` around a statement.
pub fn policy_around<'a>(context: Context<'a>, chain: &[Visit<'_>]) -> Option<&'a Policy> {
    let site = chain.iter().find(|it| it.inside() == Some(Place::Site))?;
    let code = site.statement.arguments().into_iter().next()?;
    policy_of(context, context.reading.slice(site.statement.span_of(code)))
}

/// The pack that a statement inside a `site` asks, and the disclosure that it stands in.
pub fn disclosure_around<'a>(
    context: Context<'a>,
    chain: &[Visit<'_>],
) -> Option<(&'a Policy, &'a str)> {
    let reading = context.reading;
    let at = chain.iter().position(|it| it.inside() == Some(Place::Disclose))?;
    let site = chain[..at].iter().find(|it| it.inside() == Some(Place::Site))?;
    let name_of = |visit: &Visit<'_>| {
        let first = visit.statement.arguments().into_iter().next()?;
        Some(reading.slice(visit.statement.span_of(first)))
    };
    Some((policy_of(context, name_of(site)?)?, name_of(&chain[at])?))
}

/// The facts that the disclosure around a statement takes.
pub fn facts_around<'a>(context: Context<'a>, chain: &[Visit<'_>]) -> &'a [(String, Fact)] {
    let around = disclosure_around(context, chain);
    let found = around.and_then(|(policy, name)| policy.disclosures.get(name));
    found.map_or(&[], |disclosure| &disclosure.facts)
}

/// Who asks, as Markdown: a link where there is an address; practice is named as such.
pub fn clause(policy: &Policy, pack: &str, basis: &Basis) -> String {
    let clause = policy.clause(pack, basis);
    let title = match &clause.url {
        Some(url) => format!("[{}]({url})", clause.title),
        None => clause.title,
    };
    match clause.convention {
        true => format!("{title} (practice, not a rule of Amazon or law)"),
        false => title,
    }
}

/// The words of a kind that the packs of the case define, each once, sorted.
pub fn words(open: Open, policies: &[&Policy]) -> Vec<PackWord> {
    let mut found: Vec<PackWord> =
        policies.iter().flat_map(|policy| of_policy(open, policy)).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.dedup_by(|a, b| a.name == b.name);
    found
}

fn of_policy(open: Open, policy: &Policy) -> Vec<PackWord> {
    let about = |about: &Option<String>, basis: &Option<Basis>| {
        let source = basis.as_ref().map(|basis| clause(policy, &policy.name, basis));
        let parts = about.iter().cloned().chain(source);
        parts.collect::<Vec<_>>().join("\n\n")
    };
    let terms = match open {
        Open::Trigger => &policy.triggers,
        Open::Category => &policy.categories,
        Open::Issue => &policy.issues,
        Open::RelatedKind => &policy.related_kinds,
        Open::Region => &policy.regions,
        Open::Cause => return causes(policy),
        Open::EvidenceKind => return kinds(policy),
        Open::Disclosure => return disclosures(policy),
        Open::Attachment => return attachments(policy),
        Open::Rule => return rules(policy),
    };
    let word = |(name, term): (&String, &crate::policy::types::Term)| PackWord {
        name: name.clone(),
        title: term.title.clone(),
        about: about(&term.about, &term.basis),
    };
    terms.iter().map(word).collect()
}

fn causes(policy: &Policy) -> Vec<PackWord> {
    let mut found = Vec::new();
    for (family, entry) in &policy.causes {
        let about = String::new();
        found.push(PackWord { name: family.clone(), title: entry.title.clone(), about });
        for (kind, title) in &entry.kinds {
            let name = if kind.contains('.') { kind.clone() } else { format!("{family}.{kind}") };
            found.push(PackWord { name, title: title.clone(), about: entry.title.clone() });
        }
    }
    found
}

fn kinds(policy: &Policy) -> Vec<PackWord> {
    let word = |(name, kind): (&String, &crate::policy::types::EvidenceKind)| {
        let speaks = match kind.speaks {
            Role::Direct => "direct: shows what happened to the order itself",
            Role::Process => "process: shows how the work is done",
        };
        let fits = match kind.fits.is_empty() {
            true => String::new(),
            false => format!("\n\nfits causes: {}", kind.fits.join(", ")),
        };
        let about = kind.about.as_ref().map_or(String::new(), |about| format!("{about}\n\n"));
        let about = format!("{about}{speaks}{fits}");
        PackWord { name: name.clone(), title: kind.title.clone(), about }
    };
    policy.evidence_kinds.iter().map(word).collect()
}

fn disclosures(policy: &Policy) -> Vec<PackWord> {
    let asked = policy.disclosures.iter().filter(|(_, it)| !it.automatic);
    let word = |(name, it): (&String, &crate::policy::types::Disclosure)| {
        let why = it.why.clone().into_iter();
        let laws = it.sources.iter().map(|basis| clause(policy, &it.pack, basis));
        let facts = it.facts.iter().map(|(name, fact)| format!("- `{name}`: {}", fact.about));
        let facts = facts.collect::<Vec<_>>().join("\n");
        let parts: Vec<String> = why.chain(laws).chain([facts]).collect();
        PackWord { name: name.clone(), title: it.title.clone(), about: parts.join("\n\n") }
    };
    asked.map(word).collect()
}

fn attachments(policy: &Policy) -> Vec<PackWord> {
    let word = |(name, it): (&String, &crate::policy::types::Attachment)| {
        let kinds = format!("kinds of exhibit: {}", it.kinds.join(", "));
        let parts = it.why.clone().into_iter();
        let parts = parts.chain([clause(policy, &it.pack, &it.basis), kinds]);
        let about = parts.collect::<Vec<_>>().join("\n\n");
        PackWord { name: name.clone(), title: it.title.clone(), about }
    };
    policy.attachments.iter().map(word).collect()
}

fn rules(policy: &Policy) -> Vec<PackWord> {
    let word = |rule: &crate::policy::types::Rule| PackWord {
        name: rule.name.clone(),
        title: crate::compile::explain(&rule.name).map(|it| it.title).unwrap_or_default(),
        about: format!("{}\n\n{}", rule.why, clause(policy, &rule.pack, &rule.basis)),
    };
    policy.rules.iter().map(word).collect()
}
