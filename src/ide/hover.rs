//! What is said about the thing at an offset. In: the texts, what the last check found, an offset.
//! Out: Markdown and the place it is about.

mod measures;

use crate::case::{Mark, text_of};
use crate::compile::{Glimpse, Looked, explain_among};
use crate::ide::complete::{fact_shape, pack_words_about, values_of};
use crate::ide::cursor::Cursor;
use crate::ide::names::NameUse;
use crate::ide::navigate::{definition_of, name_at, order_at, path_at};
use crate::ide::packs::{clause, disclosure_around, facts_around};
use crate::ide::slots::{assign, is_text};
use crate::ide::symbols::summary;
use crate::ide::{Context, Reading};
use crate::source::{SourceId, Span};
use crate::syntax::vocabulary::{Open, Place, Slot, Space, Word};
use crate::syntax::{Node, Statement};
use crate::translate::Language;

/// What is said about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The place.
    pub span: Span,
    /// What is said, as Markdown.
    pub about: String,
    /// The file that can be shown beside it.
    pub file: Option<ShownFile>,
}

/// A file of the case, and what is hidden in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShownFile {
    /// Its path.
    pub path: String,
    /// The words behind each `hide`, as the text has them now.
    pub hides: Vec<(String, String)>,
}

impl Hover {
    fn new(span: Span, about: String) -> Self {
        Self { span, about, file: None }
    }
}

/// What there is to say about the thing at an offset.
pub fn hover(context: Context<'_>, source: SourceId, offset: usize) -> Option<Hover> {
    let reading = context.reading;
    if let Some((span, id)) = order_at(reading, source, offset) {
        return Some(Hover::new(span, of_order(context.looked, &id)?));
    }
    if let Some(name) = name_at(reading, source, offset) {
        let file = shown_file(context, name);
        return Some(Hover { file, ..Hover::new(name.span, of_name(context, name)?) });
    }
    if let Some((span, path)) = path_at(reading, source, offset) {
        let about = of_file(context.looked, &path)?;
        let is_fit = context.looked.is_some_and(|it| matches!(it.exhibits.get(&path), Some(Ok(_))));
        let file = ShownFile { path, hides: hides_around(reading, span) };
        return Some(Hover { file: Some(file).filter(|_| is_fit), ..Hover::new(span, about) });
    }
    let cursor = Cursor::at(reading, source, offset)?;
    let visit = cursor.statement()?;
    let word = visit.statement.word();
    if word.touches(offset) {
        let about = match visit.row {
            Some(row) => {
                let computed = measures::computed(context, &cursor, row.name);
                [Some(of_word(row)), computed]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("\n\n")
            }
            None if visit.place == Some(Place::Disclose) => {
                of_fact(context, &cursor, reading.slice(word))?
            }
            None => return None,
        };
        return Some(Hover::new(word, about));
    }
    let leaf = cursor.leaf?;
    if let Some(hover) = measures::hover(context, &cursor, leaf) {
        return Some(hover);
    }
    if is_text(leaf.kind) {
        return of_hole(context, &cursor, leaf, offset);
    }
    let text = &reading.sources.get(source).text;
    let filled = assign(visit.row?.slots, &visit.statement.arguments(), text).filled;
    let (slot, _) = filled.iter().find(|(_, it)| it.start == leaf.start)?;
    let span = visit.statement.span_of(leaf);
    let about = of_argument(context, *slot, reading.slice(span));
    let about = about.or_else(|| of_fixed(context, (*slot, visit.row?), reading.slice(span)))?;
    Some(Hover::new(span, about))
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

/// The first file of an exhibit.
fn shown_file(context: Context<'_>, name: &NameUse) -> Option<ShownFile> {
    let reading = context.reading;
    let definition = Some(name).filter(|it| it.space == Space::Evidence);
    let definition = definition.and_then(|name| definition_of(reading, name))?;
    let path = crate::ide::links::files_of(reading, definition.span).into_iter().next()?;
    Some(ShownFile { path, hides: hides_around(reading, definition.span) })
}

/// What is hidden in the exhibit around a place.
fn hides_around(reading: &Reading, place: Span) -> Vec<(String, String)> {
    let Some(tree) = reading.tree(place.source) else { return Vec::new() };
    let holds = |it: &Statement<'_>| it.span().start <= place.start && place.end <= it.span().end;
    let item = tree.statements().into_iter().find(holds);
    let body = item.map(|item| item.body()).unwrap_or_default();
    let hides = body.iter().filter(|it| reading.slice(it.word()) == "hide");
    let words = hides.map(|it| {
        let arguments = it.arguments();
        let word = |at: usize| {
            let leaf = arguments.get(at)?;
            let span = it.span_of(leaf);
            let written = reading.slice(span);
            let is_text = is_text(leaf.kind);
            Some(if is_text { text_of(leaf.kind, written, span).text } else { written.to_owned() })
        };
        (word(0).unwrap_or_default(), word(1).unwrap_or_default())
    });
    words.collect()
}

/// A small picture or the first rows of a file, as Markdown.
pub fn glimpse_as_markdown(glimpse: &Glimpse) -> String {
    match glimpse {
        Glimpse::Picture(picture) => format!("![the file]({})", picture.data_uri()),
        Glimpse::Rows(header, rows) => {
            let line = |cells: &[String]| {
                let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
                format!("| {} |", cells.join(" | "))
            };
            let rule = format!("|{}", "---|".repeat(header.len().max(1)));
            let rows = rows.iter().map(|cells| line(cells));
            let lines: Vec<String> = [line(header), rule].into_iter().chain(rows).collect();
            lines.join("\n")
        }
    }
}

/// A cell in which nothing is read as markup.
fn escaped(cell: &str) -> String {
    let mut text = String::new();
    for letter in cell.chars() {
        match letter {
            '&' => text += "&amp;",
            '<' => text += "&lt;",
            letter if letter.is_control() => text.push(' '),
            letter if letter.is_ascii_punctuation() && letter != '-' && letter != ',' => {
                text.push('\\');
                text.push(letter);
            }
            letter => text.push(letter),
        }
    }
    text
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

/// An order with a defect: what went wrong, and what answers it.
fn of_order(looked: Option<&Looked>, id: &str) -> Option<String> {
    let looked = looked?;
    let mut lines = Vec::new();
    for site in &looked.sites {
        let Some(order) = site.orders.iter().find(|order| order.id == id) else { continue };
        let known = [&order.reason, &order.asin].into_iter().flatten();
        let known: Vec<&str> = known.map(String::as_str).collect();
        lines.push(format!("order **{id}** on {}: {}", site.code, known.join(", ")));
        let numbers = looked.compiled.sites.iter().find(|it| it.code == site.code);
        let row = numbers.and_then(|it| it.coverage.iter().find(|row| row.order == id));
        let Some(row) = row else { continue };
        let answers = [
            ("findings", &row.findings),
            ("disputes", &row.disputes),
            ("direct proof", &row.direct),
            ("process proof", &row.process),
            ("remedies", &row.remedies),
        ];
        for (what, names) in answers.into_iter().filter(|(_, names)| !names.is_empty()) {
            lines.push(format!("- {what}: {}", names.join(", ")));
        }
    }
    let nothing = || format!("no report of the case names the order {id}");
    Some(if lines.is_empty() { nothing() } else { lines.join("\n") })
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
    Some(Hover::new(span, format!("**{path}**: {about}\n\n{values}")))
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

/// A word that is fixed for a statement, or a field or value of `covers`.
fn of_fixed(context: Context<'_>, (slot, row): (Slot, &Word), text: &str) -> Option<String> {
    match slot {
        Slot::Choice(_) | Slot::Fixed(_) | Slot::Language => Some(of_word(row)),
        Slot::Selector => Some(of_value(context.looked, text).unwrap_or_else(|| of_word(row))),
        _ => None,
    }
}

/// How many orders with a defect have a value, site by site.
fn of_value(looked: Option<&Looked>, text: &str) -> Option<String> {
    let looked = looked?;
    let mut lines = Vec::new();
    for site in &looked.sites {
        let numbers = looked.compiled.sites.iter().find(|it| it.code == site.code)?;
        let has = |order: &&crate::compile::OrderLook| {
            [&order.reason, &order.asin].into_iter().flatten().any(|it| it == text)
        };
        let count = match text {
            "a-to-z" => numbers.a_to_z,
            "chargeback" => numbers.chargeback,
            "negative-feedback" => numbers.negative_feedback,
            _ => site.orders.iter().filter(has).count() as u64,
        };
        if count > 0 {
            lines.push(format!("- {}: {count} of {}", site.code, numbers.orders_with_defect));
        }
    }
    (!lines.is_empty())
        .then(|| format!("orders with a defect and `{text}`:\n\n{}", lines.join("\n")))
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
    use crate::compile::Glimpse;
    use crate::ide::fixture::Fixture;
    use crate::ide::hover::{ShownFile, glimpse_as_markdown, hover};

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
        check(
            "dispute a { orders 112-111$01111-1111111 }",
            &["on us: not-received, B000000001", "- findings: no-scan", "- direct proof: scans"],
        );
        check("action a cont$0ain { }", &["what was done", "action block-economy contain"]);
        check("finding a { covers defects whe$0re kind is a-to-z }", &["that the finding answers"]);
        check("finding a { covers defects where kind is a-t$0o-z }", &["us: 2 of 3"]);
        check("finding a { covers defects where reason is slow-re$0ply }", &["us: 1 of 3"]);
        check("dispute a { orders 999-111$01111-1111111 }", &["no report of the case names"]);
        check("action a correct { did \"as in @st$0op\" }", &["action **stop**"]);
    }

    #[test]
    fn exhibits_can_be_shown_without_what_is_hidden() {
        let file = |marked: &str| {
            let fixture = Fixture::new(marked);
            let found = hover(fixture.context(), fixture.source, fixture.offset);
            found.expect("something is said").file
        };
        let shown = |path: &str, hides: &[(&str, &str)]| {
            let hides = hides.iter().map(|(what, text)| ((*what).to_owned(), (*text).to_owned()));
            Some(ShownFile { path: path.to_owned(), hides: hides.collect() })
        };
        let scans = "evidence/scans.csv";
        assert_eq!(file("action a correct { proof sca$0ns }"), shown(scans, &[]));
        let hidden = "evidence x \"evidence/sc$0ans.csv\" { hide column \"parcel\"; hide words";
        let both = [("column", "parcel"), ("words", "")];
        assert_eq!(file(&format!("{hidden} }}")), shown(scans, &both));
        assert_eq!(file("use \"sha$0red.poa\""), None);
        assert_eq!(file("finding a on u$0s { }"), None);
        let rows = Glimpse::Rows(vec!["a|b".into()], vec![vec!["<i> `x` [y](z) é".into()]]);
        let expected = "| a\\|b |\n|---|\n| &lt;i\\> \\`x\\` \\[y\\]\\(z\\) é |";
        assert_eq!(glimpse_as_markdown(&rows), expected);
    }

    #[test]
    fn measures_say_what_they_give() {
        let check = |marked: &str, expected: &[&str]| {
            let fixture = Fixture::new(marked);
            let found = hover(fixture.context(), fixture.source, fixture.offset);
            let about = found.map(|it| it.about).unwrap_or_default();
            expected.iter().for_each(|part| assert!(about.contains(part), "{marked}: {about}"));
            assert_eq!(about.is_empty(), expected.is_empty(), "{marked}: {about}");
        };
        let verify = |words: &str| {
            format!(
                "action a correct {{ done 2026-11-05; verify by logistics-lead {{ {words} }} }}"
            )
        };
        let all = "measure median hours from opened to first-reply in tickets";
        let put = |word: &str| verify(&all.replacen(word, &format!("$0{word}"), 1));
        check(&put("median"), &["**median**: the middle one"]);
        check(
            &put("first-reply"),
            &["column `First_Reply` of `evidence/tickets.csv`, 7 rows: times"],
        );
        check(&put("tickets"), &["exhibit **tickets**"]);
        check(
            &put("measure"),
            &["us: 49h before the action, 4h after it, another level from 2026-11-06 on"],
        );
        check(&verify(&format!("{all}; no$0w 4h")), &["us: 4h"]);
        let share = "measure share of rows where kind is $0late in log";
        check(&verify(share), &["`late`: 1 of 3 rows"]);
        check(&verify("measure \"sca$0ns\""), &[]);
    }
}
