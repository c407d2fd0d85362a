//! What is said about the thing at an offset. In: the texts, what the last check found, an offset.
//! Out: Markdown and the place it is about.

use crate::case::{Mark, text_of};
use crate::compile::{Looked, explain_among};
use crate::ide::Context;
use crate::ide::complete::{fact_shape, pack_words_about, values_of};
use crate::ide::cursor::Cursor;
use crate::ide::names::NameUse;
use crate::ide::navigate::{definition_of, name_at, path_at};
use crate::ide::packs::{clause, disclosure_around, facts_around};
use crate::ide::slots::{assign, is_text};
use crate::ide::symbols::summary;
use crate::source::{SourceId, Span};
use crate::syntax::Node;
use crate::syntax::vocabulary::{Open, Place, Slot, Space, Word};
use crate::translate::Language;

/// What is said about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The place.
    pub span: Span,
    /// What is said, as Markdown.
    pub about: String,
}

/// What there is to say about the thing at an offset.
pub fn hover(context: Context<'_>, source: SourceId, offset: usize) -> Option<Hover> {
    let reading = context.reading;
    if let Some(name) = name_at(reading, source, offset) {
        return Some(Hover { span: name.span, about: of_name(context, name)? });
    }
    if let Some((span, path)) = path_at(reading, source, offset) {
        return Some(Hover { span, about: of_file(context.looked, &path)? });
    }
    let cursor = Cursor::at(reading, source, offset)?;
    let visit = cursor.statement()?;
    let word = visit.statement.word();
    if word.touches(offset) {
        let about = match visit.row {
            Some(row) => of_word(row),
            None if visit.place == Some(Place::Disclose) => {
                of_fact(context, &cursor, reading.slice(word))?
            }
            None => return None,
        };
        return Some(Hover { span: word, about });
    }
    let leaf = cursor.leaf?;
    if is_text(leaf.kind) {
        return of_hole(context, &cursor, leaf, offset);
    }
    let text = &reading.sources.get(source).text;
    let filled = assign(visit.row?.slots, &visit.statement.arguments(), text).filled;
    let (slot, _) = filled.iter().find(|(_, it)| it.start == leaf.start)?;
    let span = visit.statement.span_of(leaf);
    let about = of_argument(context, *slot, reading.slice(span))?;
    Some(Hover { span, about })
}

fn of_word(row: &Word) -> String {
    format!("**{}**: {}\n\n```poa\n{}\n```", row.name, row.about, row.example)
}

/// A fact of a disclosure: what it is, how it is written, and the law that asks for it.
fn of_fact(context: Context<'_>, cursor: &Cursor<'_>, name: &str) -> Option<String> {
    let facts = facts_around(context, &cursor.chain);
    let (_, fact) = facts.iter().find(|(known, _)| known == name)?;
    let (policy, disclosure) = disclosure_around(context, &cursor.chain)?;
    let disclosure = policy.disclosures.get(disclosure)?;
    let bases = match &fact.basis {
        Some(basis) => std::slice::from_ref(basis),
        None => &disclosure.sources[..],
    };
    let laws = bases.iter().map(|basis| clause(policy, &disclosure.pack, basis));
    let laws = laws.map(|law| format!("- {law}")).collect::<Vec<_>>().join("\n");
    Some(format!("**{name}**: {}\n\n{}\n\n{laws}", fact.about, fact_shape(fact)))
}

/// A name: what it is called for, its item in short, and what is known of its file or site.
fn of_name(context: Context<'_>, name: &NameUse) -> Option<String> {
    let reading = context.reading;
    let definition = definition_of(reading, name)?;
    let mut parts = vec![format!("{} **{}**", name.space.title(), name.name)];
    parts.push(summary(reading, definition.span));
    match name.space {
        Space::Site => parts.extend(of_site(context.looked, &name.name)),
        Space::Finding => parts.extend(of_finding(context.looked, &name.name)),
        Space::Evidence => {
            let files = crate::ide::links::files_of(reading, definition.span);
            parts.extend(files.iter().filter_map(|path| of_file(context.looked, path)));
        }
        Space::Case
        | Space::Submission
        | Space::Request
        | Space::Action
        | Space::Remedy
        | Space::Dispute
        | Space::Person => {}
    }
    parts.retain(|part| !part.is_empty());
    Some(parts.join("\n\n"))
}

/// The numbers of a site.
fn of_site(looked: Option<&Looked>, code: &str) -> Option<String> {
    let site = looked?.compiled.sites.iter().find(|site| site.code == code)?;
    Some(format!(
        "| orders | with a defect | rate | covered | direct | process |\n\
         |---|---|---|---|---|---|\n\
         | {} | {} | {} % | {} | {} | {} |",
        site.orders,
        site.orders_with_defect,
        site.rate_percent,
        site.covered,
        site.direct,
        site.process
    ))
}

/// How many orders a finding covers on each site.
fn of_finding(looked: Option<&Looked>, name: &str) -> Option<String> {
    let line = |site: &crate::compile::SiteLook| {
        let (count, share) = site.covered.get(name)?;
        Some(format!("- {}: {count} orders, {share} of those with a defect", site.code))
    };
    let lines: Vec<String> = looked?.sites.iter().filter_map(line).collect();
    Some(lines.join("\n"))
}

/// What is known of a file.
fn of_file(looked: Option<&Looked>, path: &str) -> Option<String> {
    let known = looked.and_then(|looked| looked.exhibits.get(path));
    let facts = match known {
        Some(Ok(facts)) => facts,
        Some(Err(crate::check::ExhibitFault::Missing(reason, _))) => {
            return Some(format!("`{path}` {reason}"));
        }
        Some(Err(crate::check::ExhibitFault::Unfit(fault))) => {
            return Some(format!("`{path}` cannot be an exhibit: {}", fault.message));
        }
        None => return Some(format!("`{path}`")),
    };
    let mut said = vec![format!("`{path}`: {}", format!("{:?}", facts.format).to_lowercase())];
    said.push(format!("{} KB", facts.bytes.div_ceil(1024)));
    said.extend(facts.pages.map(|pages| format!("{pages} pages")));
    said.extend(facts.pixels.map(|(width, height)| format!("{width} × {height} pixels")));
    said.push(format!("SHA-256 `{}…`", facts.sha256.get(..12).unwrap_or(&facts.sha256)));
    Some(said.join(" · "))
}

/// A value inside prose: what it is, and what it comes to on each site.
fn of_hole(context: Context<'_>, cursor: &Cursor<'_>, leaf: &Node, offset: usize) -> Option<Hover> {
    let visit = cursor.statement()?;
    let span = visit.statement.span_of(leaf);
    let prose = text_of(leaf.kind, context.reading.slice(span), span);
    let mut holes = prose.marks().iter().filter_map(|mark| match mark {
        Mark::Hole { range, path } => Some((prose.place(range.clone()), path)),
        Mark::Reference { .. } | Mark::Broken { .. } => None,
    });
    let (span, path) = holes.find(|(span, _)| span.touches(offset))?;
    let (_, about) = crate::check::holes::PATHS.iter().find(|(known, _)| known == path)?;
    let values = match path.strip_prefix("covered.") {
        Some(part) => covered(context, cursor, part),
        None => values_of(context, path),
    };
    Some(Hover { span, about: format!("**{path}**: {about}\n\n{values}") })
}

/// What `covered` comes to for the finding, or the findings of the action, around the cursor.
fn covered(context: Context<'_>, cursor: &Cursor<'_>, part: &str) -> String {
    let Some(item) = cursor.chain.first().map(|visit| visit.statement.span()) else {
        return String::new();
    };
    let is_in =
        |span: Span| span.source == item.source && item.start <= span.start && span.end <= item.end;
    let names = context.reading.names.iter();
    let findings: Vec<&NameUse> =
        names.filter(|it| it.space == Space::Finding && is_in(it.span)).collect();
    let mut lines = Vec::new();
    for site in context.looked.into_iter().flat_map(|looked| &looked.sites) {
        for finding in &findings {
            let Some((count, share)) = site.covered.get(&finding.name) else { continue };
            let value = if part == "count" { count.to_string() } else { share.clone() };
            lines.push(format!("- {}, {}: {value}", site.code, finding.name));
        }
    }
    lines.dedup();
    lines.join("\n")
}

fn of_argument(context: Context<'_>, slot: Slot, text: &str) -> Option<String> {
    match slot {
        Slot::Open(Open::Rule) => {
            let rule = explain_among(&context.packs.packs, text, Language::English)?;
            let source = rule.source.join("\n\n");
            Some(format!(
                "**{}** ({}): {}\n\n{}\n\n{source}",
                rule.name, rule.level, rule.title, rule.why
            ))
        }
        Slot::Open(open) => pack_words_about(context, open, text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::fixture::Fixture;
    use crate::ide::hover::hover;

    #[test]
    fn everything_says_what_it_is() {
        let check = |marked: &str, expected: &[&str]| {
            let fixture = Fixture::new(marked);
            let found = hover(fixture.context(), fixture.source, fixture.offset);
            let about = found.map(|it| it.about).unwrap_or_default();
            for part in expected {
                assert!(about.contains(part), "{marked}: {part} is not in {about}");
            }
            assert_eq!(about.is_empty(), expected.is_empty(), "{marked}: {about}");
        };
        check("fin$0ding a { }", &["a problem statement"]);
        check("action a correct { fixes no-sc$0an }", &["Parcels without a scan.", "us: 2 orders"]);
        check("finding a on u$0s { }", &["| 300 | 3 | 1.00 % | 2 | 2 |"]);
        check("action a correct { proof sc$0ans }", &["Scan history", "csv · 1 KB", "SHA-256"]);
        check("evidence a \"evidence/sc$0ans.csv\" { }", &["csv · 1 KB"]);
        check("finding a { text \"{{ ra$0te }}\" }", &["the order defect rate", "us: 1.00%"]);
        check(
            "action a correct { fixes no-scan; did \"{{ covered.co$0unt }}\" }",
            &["us, no-scan: 2"],
        );
        check("finding a { cause logistics.car$0rier }", &["logistics.carrier"]);
        check("evidence a { kind delivery-pr$0oof }", &["direct: shows what happened"]);
        check("allow evidence-unc$0ited because \"x\"", &["evidence-uncited"]);
        check("site us {\n  disclose returns-po$0licy { }\n}", &["returns-policy", "- `"]);
        check(
            "site us {\n  disclose returns-policy {\n    wind$0ow 30d\n  }\n}",
            &["a length of time"],
        );
        check("finding a { text \"plain$0\" }", &[]);
    }
}
