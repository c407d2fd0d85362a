//! What may stand as the next argument. In: the cursor behind a word. Out: completions by slot:
//! names, words of packs, data, fixed words.

use std::collections::BTreeSet;

use crate::compile::Looked;
use crate::ide::complete::measures::{self, Marks};
use crate::ide::complete::prose::paths_for;
use crate::ide::complete::{Completion, CompletionKind, names, pack_words};
use crate::ide::cursor::Cursor;
use crate::ide::formula::Holds;
use crate::ide::packs::{facts_around, policies};
use crate::ide::tables;
use crate::ide::walk::Visit;
use crate::ide::{Context, Reading};
use crate::policy::types::FactType;
use crate::source::{SourceId, Span};
use crate::syntax::Node;
use crate::syntax::vocabulary::{Open, Place, Slot, Space};
use crate::value::DefectKind;

/// Most orders that are offered.
const ORDERS_MAX: usize = 500;

/// Completions for what follows the arguments before the cursor.
pub fn complete(context: Context<'_>, cursor: &Cursor<'_>, source: SourceId) -> Vec<Completion> {
    let text = &context.reading.sources.get(source).text;
    let Some(visit) = cursor.statement() else { return Vec::new() };
    if visit.place == Some(Place::Disclose) {
        return fact_values(context, cursor);
    }
    let Some(assigned) = cursor.arguments(text) else { return Vec::new() };
    let selector: Vec<&Node> = assigned
        .filled
        .iter()
        .filter(|(slot, _)| *slot == Slot::Selector)
        .map(|(_, leaf)| *leaf)
        .collect();
    let mut found: Vec<Completion> = Vec::new();
    for slot in &assigned.next {
        match slot {
            Slot::Selector => {
                let words: Vec<&str> = selector.iter().map(|it| &text[it.start..it.end]).collect();
                found.extend(selectors(context, &words, cursor.typed));
            }
            Slot::Formula | Slot::Measured => {
                let of_measure =
                    |(slot, _): &&(Slot, &_)| matches!(slot, Slot::Formula | Slot::Measured);
                let before = assigned.filled.iter().filter(of_measure).map(|(_, leaf)| *leaf);
                let before: Vec<&Node> = before.collect();
                let at = (cursor.typed, Marks::AsNeeded);
                found.extend(measures::complete(context, cursor, &before, at));
            }
            Slot::Text if hides_column(visit, text) => {
                let tables = tables::around(context, &cursor.chain);
                let at = (cursor.typed, Marks::AsNeeded);
                let mut columns = measures::columns(&tables, Holds::Anything, at);
                columns.iter_mut().for_each(|it| it.insert = format!("\"{}\"", it.label));
                found.extend(columns);
            }
            Slot::Measure => found.extend(computed(context, cursor)),
            Slot::File | Slot::WholeOrFile => {
                let quoted = |path: &str| {
                    let mut it = Completion::new(path, CompletionKind::File, "", cursor.typed);
                    it.insert = format!("\"{path}\"");
                    it
                };
                found.extend(paths_for(context, visit).into_iter().map(quoted));
            }
            Slot::Open(Open::Rule) => found.extend(rules(context, cursor)),
            Slot::Open(Open::EvidenceKind) => found.extend(kinds(context, cursor)),
            Slot::Open(open) => {
                found.extend(pack_words(context, &cursor.chain, *open, cursor.typed));
            }
            slot => found.extend(of_slot(context, *slot, cursor.typed)),
        }
    }
    let taken: BTreeSet<&str> =
        assigned.filled.iter().map(|(_, leaf)| &text[leaf.start..leaf.end]).collect();
    found.retain(|it| it.kind != CompletionKind::Name || !taken.contains(it.label.as_str()));
    found
}

/// Whether a statement is `hide column`.
pub fn hides_column(visit: &Visit<'_>, text: &str) -> bool {
    let is_hide = visit.row.is_some_and(|row| row.name == "hide");
    let what = visit.statement.arguments().into_iter().next();
    is_hide && what.is_some_and(|what| text.get(what.start..what.end) == Some("column"))
}

/// The value that rows give for `was`, `now` or `expect` of the action around the cursor.
fn computed(context: Context<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let (Some(item), Some(visit)) = (cursor.chain.first(), cursor.statement()) else {
        return Vec::new();
    };
    let name = item.statement.arguments().into_iter().next();
    let name = name.map(|leaf| context.reading.slice(item.statement.span_of(leaf)));
    let word = context.reading.slice(visit.statement.word());
    let mut found: Vec<Completion> = Vec::new();
    for site in context.looked.iter().flat_map(|looked| &looked.sites) {
        for effect in site.effects.iter().filter(|it| Some(it.action.as_str()) == name) {
            let Some(value) = effect.claim(word) else { continue };
            let detail = format!("the rows of `{}` give it", effect.evidence);
            if found.iter().all(|it| it.label != value) {
                found.push(Completion::new(value, CompletionKind::Value, &detail, cursor.typed));
            }
        }
    }
    found
}

fn of_slot(context: Context<'_>, slot: Slot, replace: Span) -> Vec<Completion> {
    let word = |word: &str| Completion::new(word, CompletionKind::Word, "", replace);
    match slot {
        Slot::Def(Space::Site) => sites(context, replace),
        Slot::Ref(space) | Slot::Refs(space) => names(context, space, replace),
        Slot::Findings => findings(context, replace),
        Slot::Choice(words) => words.iter().copied().map(word).collect(),
        Slot::Fixed(fixed) => vec![word(fixed)],
        Slot::Orders => orders(context, replace),
        Slot::Language => ["en", "ja", "de", "zh"].into_iter().map(word).collect(),
        Slot::Date | Slot::Range | Slot::DateOrRange => days(context, replace),
        Slot::File
        | Slot::WholeOrFile
        | Slot::Open(_)
        | Slot::Def(_)
        | Slot::Text
        | Slot::Prose
        | Slot::Duration
        | Slot::Measure
        | Slot::Formula
        | Slot::Measured
        | Slot::Comparison
        | Slot::Selector
        | Slot::Optional(_) => Vec::new(),
    }
}

/// The marketplaces that have a pack and are not in the case yet.
fn sites(context: Context<'_>, replace: Span) -> Vec<Completion> {
    let known = context.reading.site_codes();
    let free = context.packs.marketplaces.iter().filter(|it| !known.contains(&it.code.as_str()));
    free.map(|it| Completion::new(&it.code, CompletionKind::PackWord, &it.name, replace)).collect()
}

/// Findings, and why each was not noticed.
fn findings(context: Context<'_>, replace: Span) -> Vec<Completion> {
    let mut found = Vec::new();
    for finding in names(context, Space::Finding, replace) {
        let missed = format!("{}.missed", finding.label);
        let detail = "why it was not noticed";
        let about = finding.about.clone();
        found.push(finding);
        found.push(Completion::new(&missed, CompletionKind::Name, detail, replace).about(about));
    }
    found
}

/// Days that the case knows: of its head, and today's.
fn days(context: Context<'_>, replace: Span) -> Vec<Completion> {
    let Some(looked) = context.looked else { return Vec::new() };
    let mut found: Vec<Completion> = Vec::new();
    let today = looked.compiled.as_of.to_string();
    found.push(Completion::new(&today, CompletionKind::Value, "today", replace));
    let known = [("submit", "the plan is sent"), ("noticed", "Amazon's notice")];
    for (path, detail) in known {
        let value = looked.sites.iter().flat_map(|site| &site.values).find(|it| it.0 == path);
        if let Some((_, day)) = value.filter(|(_, day)| *day != today) {
            found.push(Completion::new(day, CompletionKind::Value, detail, replace));
        }
    }
    found
}

/// Kinds of exhibits, those first that fit the causes of the findings that the exhibit is for, or
/// that name it as proof.
fn kinds(context: Context<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let mut found = pack_words(context, &cursor.chain, Open::EvidenceKind, cursor.typed);
    let families = cursor.chain.first().map(|item| families(context.reading, item));
    let families = families.unwrap_or_default();
    let policies = policies(context);
    let fits = |it: &Completion| {
        let kinds = policies.iter().filter_map(|policy| policy.evidence_kinds.get(&it.label));
        kinds.flat_map(|kind| &kind.fits).any(|family| families.contains(family.as_str()))
    };
    found.sort_by_key(|it| !fits(it));
    found
}

/// The families of causes of the findings that an exhibit belongs to.
fn families<'r>(reading: &'r Reading, exhibit: &Visit<'r>) -> BTreeSet<&'r str> {
    let name = exhibit.statement.arguments().into_iter().next();
    let name = name.map(|leaf| reading.slice(exhibit.statement.span_of(leaf)));
    let item = exhibit.statement.span();
    let is_in = |span: Span, item: Span| {
        span.source == item.source && item.start <= span.start && span.end <= item.end
    };
    let uses = |span: Span, space: Space, name: &str| {
        let mut names = reading.names.iter().filter(|it| it.space == space && it.name == name);
        names.any(|it| is_in(it.span, span))
    };
    let mut found = BTreeSet::new();
    for statement in reading.project.trees.iter().flat_map(|tree| tree.statements()) {
        if reading.slice(statement.word()) != "finding" {
            continue;
        }
        let id = statement.arguments().into_iter().next();
        let id = id.map_or("", |leaf| reading.slice(statement.span_of(leaf)));
        let is_for = uses(item, Space::Finding, id);
        let is_proof = name.is_some_and(|name| uses(statement.span(), Space::Evidence, name));
        if is_for || is_proof {
            let body = statement.body();
            let cause = body.iter().find(|it| reading.slice(it.word()) == "cause");
            let cause = cause.and_then(|it| Some(it.span_of(it.arguments().first()?)));
            found.extend(cause.and_then(|span| reading.slice(span).split('.').next()));
        }
    }
    found
}

/// Rules that may be allowed, those that the last check found broken first.
fn rules(context: Context<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let mut found = pack_words(context, &cursor.chain, Open::Rule, cursor.typed);
    let faults = context.looked.map_or(&[][..], |looked| &looked.compiled.diagnostics);
    let count = |it: &Completion| faults.iter().filter(|fault| fault.rule == it.label).count();
    for it in &mut found {
        let faults = count(it);
        if faults > 0 {
            let plural = if faults == 1 { "" } else { "s" };
            it.detail = format!("{faults} fault{plural} now · {}", it.detail);
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(count(it)));
    found
}

/// The orders with a defect of all sites.
pub fn orders(context: Context<'_>, replace: Span) -> Vec<Completion> {
    let mut found = Vec::new();
    for site in context.looked.iter().flat_map(|looked| &looked.sites) {
        for order in site.orders.iter().take(ORDERS_MAX) {
            let reason = order.reason.as_deref().unwrap_or_default();
            let detail = format!("{} {reason}", site.code);
            found.push(Completion::new(&order.id, CompletionKind::Value, detail.trim(), replace));
        }
    }
    found
}

/// What goes on a selector, word by word.
fn selectors(context: Context<'_>, words: &[&str], replace: Span) -> Vec<Completion> {
    let word = |it: &&str| Completion::new(it, CompletionKind::Word, "", replace);
    let plain = |list: &[&str]| list.iter().map(word).collect();
    let Some((last, before)) = words.split_last() else { return plain(&["defects", "orders"]) };
    match *last {
        "defects" => plain(&["where"]),
        "where" | "and" => plain(&["kind", "reason", "asin"]),
        "kind" | "reason" | "asin"
            if before.last().is_some_and(|it| matches!(*it, "where" | "and")) =>
        {
            plain(&["is"])
        }
        "is" | "or" => {
            let field = words.iter().rev().find(|it| matches!(**it, "kind" | "reason" | "asin"));
            field.map_or_else(Vec::new, |field| values(context.looked, field, replace))
        }
        "orders" | "," => orders(context, replace),
        _ if words.first() == Some(&"orders") => Vec::new(),
        _ => plain(&["or", "and"]),
    }
}

/// The values that a column of the data holds.
fn values(looked: Option<&Looked>, field: &str, replace: Span) -> Vec<Completion> {
    let orders = || looked.into_iter().flat_map(|it| &it.sites).flat_map(|site| &site.orders);
    let found: BTreeSet<String> = match field {
        "kind" => DefectKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect(),
        "reason" => orders().filter_map(|order| order.reason.clone()).collect(),
        _ => orders().filter_map(|order| order.asin.clone()).collect(),
    };
    found.iter().map(|it| Completion::new(it, CompletionKind::Value, field, replace)).collect()
}

/// What a fact of a disclosure may be.
fn fact_values(context: Context<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let Some(visit) = cursor.statement() else { return Vec::new() };
    let name = context.reading.slice(visit.statement.word());
    let facts = facts_around(context, &cursor.chain);
    let Some((_, fact)) = facts.iter().find(|(known, _)| known == name) else { return Vec::new() };
    match &fact.kind {
        FactType::Choice(choices) => choices
            .iter()
            .map(|it| Completion::new(&it.name, CompletionKind::PackWord, "", cursor.typed))
            .collect(),
        FactType::Evidence(_) => names(context, Space::Evidence, cursor.typed),
        FactType::Date => days(context, cursor.typed),
        FactType::Identifier { or, .. } => or
            .iter()
            .map(|it| Completion::new(it, CompletionKind::PackWord, "", cursor.typed))
            .collect(),
        FactType::Text
        | FactType::Whole
        | FactType::Duration { .. }
        | FactType::Percent
        | FactType::Money => Vec::new(),
    }
}
