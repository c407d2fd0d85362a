//! What a site asks for and the case lacks. In: the fault that says so. Out: actions that begin it:
//! the facts of a disclosure with a hole for each, an attachment with an exhibit that will do.

use crate::diagnostic::{Diagnostic, Edit};
use crate::ide::actions::Action;
use crate::ide::packs::policy_of;
use crate::ide::walk::seen;
use crate::ide::{Context, FileEdits, Reading};
use crate::policy::Policy;
use crate::policy::types::{Attachment, Disclosure, Fact, FactType};
use crate::source::Span;
use crate::syntax::vocabulary::{Place, Space};

/// What can be done about a fault that says that something is missing; nothing for other faults.
pub fn missing(context: Context<'_>, fault: &Diagnostic, index: usize) -> Vec<Action> {
    if !crate::check::DUTY_RULES.contains(&fault.rule.as_str()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for code in &fault.sites {
        let Some(policy) = policy_of(context, code) else { continue };
        let Some(end) = end_of_site(context.reading, code) else { continue };
        let written = match disclosure(policy, fault, code) {
            Some(written) => vec![written],
            None => attachment(context, policy, fault, code),
        };
        let is_single = written.len() == 1;
        for (title, text) in written {
            found.push(Action {
                title,
                edits: end.insert(context.reading, text),
                mends: Some(index),
                is_preferred: is_single,
            });
        }
    }
    found
}

/// Whether a fault speaks of `WORD NAME`.
fn speaks_of(fault: &Diagnostic, word: &str, name: &str) -> bool {
    let texts = fault.labels.iter().map(|label| &label.text).chain(&fault.help);
    let written = format!("`{word} {name}");
    let is_whole = |text: &String| {
        let behind = text.split(&written).skip(1);
        let mut ends = behind.map(|rest| rest.starts_with(['`', ' ', '{']));
        ends.any(|ends| ends)
    };
    texts.into_iter().any(is_whole)
}

/// The facts that a missing disclosure asks for: what it does, and what is written.
fn disclosure(policy: &Policy, fault: &Diagnostic, code: &str) -> Option<(String, String)> {
    let is_it =
        |(name, it): &(&String, &Disclosure)| !it.automatic && speaks_of(fault, "disclose", name);
    let (name, asked) = policy.disclosures.iter().find(is_it)?;
    Some((format!("add the facts of `{name}` to `site {code}`"), skeleton(name, asked)))
}

/// A missing attachment: with each exhibit of a kind that will do, or with a hole.
fn attachment(
    context: Context<'_>,
    policy: &Policy,
    fault: &Diagnostic,
    code: &str,
) -> Vec<(String, String)> {
    let is_it = |(name, _): &(&String, &Attachment)| speaks_of(fault, "attach", name);
    let Some((name, asked)) = policy.attachments.iter().find(is_it) else { return Vec::new() };
    let exhibits = exhibits_of(context.reading, &asked.kinds);
    if exhibits.is_empty() {
        let kinds = asked.kinds.join(" or ");
        let hole = format!("  attach {name}\n  todo  \"add an exhibit of kind {kinds}\"\n");
        return vec![(format!("begin `attach {name}` in `site {code}`"), hole)];
    }
    let written = exhibits.into_iter().map(|exhibit| {
        let title = format!("attach `{exhibit}` to `site {code}` as `{name}`");
        (title, format!("  attach {name} {exhibit}\n"))
    });
    written.collect()
}

/// The exhibits of some kinds.
fn exhibits_of(reading: &Reading, kinds: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for tree in &reading.project.trees {
        for item in tree.statements() {
            let visit = seen(item, Some(Place::File), &reading.sources);
            if visit.inside() != Some(Place::Evidence) {
                continue;
            }
            let word = |it: &crate::syntax::Statement<'_>| {
                it.arguments().first().map(|leaf| reading.slice(it.span_of(leaf)).to_owned())
            };
            let body = item.body();
            let kind = body.iter().find(|it| reading.slice(it.word()) == "kind").and_then(word);
            let fits = kind.is_some_and(|kind| kinds.contains(&kind));
            found.extend(word(&item).filter(|_| fits));
        }
    }
    found
}

/// `disclose NAME { … }` with a line for each fact.
fn skeleton(name: &str, disclosure: &Disclosure) -> String {
    let width = disclosure.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let asked = disclosure.facts.iter().filter(|(_, fact)| fact.when.is_none());
    let line = |(name, fact): &(String, Fact)| {
        let gap = " ".repeat(width - name.len() + 2);
        match example(fact) {
            Some(value) => format!("    {name}{gap}{value}\n"),
            None => {
                format!("    todo{}\"{name}: {}\"\n", " ".repeat(2), fact.about.replace('"', "'"))
            }
        }
    };
    let lines: String = asked.map(line).collect();
    format!("  disclose {name} {{\n{lines}  }}\n")
}

/// A value that is lawful whatever the seller does; `None` where only the seller knows it.
fn example(fact: &Fact) -> Option<String> {
    match &fact.kind {
        FactType::Choice(choices) if choices.len() == 1 => Some(choices[0].name.clone()),
        FactType::Choice(_)
        | FactType::Text
        | FactType::Whole
        | FactType::Duration { .. }
        | FactType::Identifier { .. }
        | FactType::Date
        | FactType::Percent
        | FactType::Money
        | FactType::Evidence(_) => None,
    }
}

/// The place before a closing brace.
struct End {
    span: Span,
    /// Whether the brace stands alone in its line.
    is_alone: bool,
}

/// The place before the closing brace of a site.
fn end_of_site(reading: &Reading, code: &str) -> Option<End> {
    let is_it = |it: &&crate::ide::names::NameUse| {
        it.is_definition && it.space == Space::Site && it.name == code
    };
    let name = reading.names.iter().find(is_it)?;
    let tree = reading.tree(name.span.source)?;
    let holds = |it: &crate::syntax::Statement<'_>| it.span().touches(name.span.start);
    let site = tree.statements().into_iter().find(holds)?;
    let text = &reading.sources.get(name.span.source).text;
    let is_whole = site.is_closed() && site.has_block();
    let brace = is_whole.then(|| site.span().end - 1)?;
    let line = text[..brace].rfind('\n').map_or(0, |at| at + 1);
    let is_alone = text[line..brace].trim().is_empty();
    let at = if is_alone { line } else { text[..brace].trim_end_matches([' ', '\t']).len() };
    let end = if is_alone { at } else { brace };
    Some(End { span: Span::new(name.span.source, at, end), is_alone })
}

impl End {
    /// Puts lines there.
    fn insert(&self, reading: &Reading, lines: String) -> FileEdits {
        let file = reading.sources.get(self.span.source).name.clone();
        let text = if self.is_alone { lines } else { format!("\n{lines}") };
        FileEdits::from([(file, vec![Edit { span: self.span, text }])])
    }
}
