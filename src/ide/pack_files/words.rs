//! What may stand behind a key of a pack. In: a place. Out: words of the table, sources, kinds of
//! exhibit, rules, packs, sites, names of expressions; and what a word is.

use std::ops::Range;

use crate::compile::{explain, shipped};
use crate::ide::pack_files::fields::{beside, facts};
use crate::ide::pack_files::{At, Offer, PackReading, expressions, named, once};
use crate::ide::packs::PackWord;
use crate::policy::mapping::shape_at;
use crate::policy::native::NATIVE_CHECKS;
use crate::policy::types::Each;
use crate::syntax::vocabulary::{Place, words_within};

/// What may stand at a place behind a key.
pub fn offers(at: &At<'_>) -> Vec<Offer> {
    let keys = at.keys();
    let Some(key) = keys.last() else { return Vec::new() };
    if expressions::is_one(&keys) {
        return expressions::offers(at).into_iter().map(Offer::from).collect();
    }
    if let Some(start) = at.place.before.rfind("{{").filter(|_| expressions::is_template(&keys)) {
        let is_open = !at.place.before[start..].contains("}}");
        return if is_open { holes(at, &keys) } else { Vec::new() };
    }
    let words = shape_at(&keys).map(|shape| shape.words()).unwrap_or_default();
    let mut found: Vec<PackWord> = words.iter().map(|word| named(word, "", says(word))).collect();
    match *key {
        "inherits" => {
            let packs = at.reading.packs.iter();
            found.extend(packs.map(|it| named(&it.name, &it.title, "")));
        }
        "marketplace" if keys.len() == 1 => found.extend(sites()),
        "source" | "advise_source" | "sources" if keys.len() > 1 => {
            found.extend(sources_of(at.reading));
        }
        "kinds" | "any" | "public_kinds" if keys.first() != Some(&"causes") => {
            found.extend(kinds_of(at.reading));
        }
        "fits" | "own_facts" | "implies" | "at" => found.extend(of_key(at, key)),
        "name" if keys == ["rules", "name"] => found.extend(rules_of(at.reading)),
        _ if keys.starts_with(&["rules", "params"]) => found.extend(params(at, key)),
        _ => {}
    }
    found.into_iter().map(Offer::from).collect()
}

/// What a word of the table means, where the word alone does not say it.
fn says(word: &str) -> &'static str {
    match word {
        "error" => "no plan is built while it is there",
        "warning" => "it is told, and may be refused with `--deny warnings`",
        "advice" => "it is told",
        "off" => "it is not asked for",
        "verified" => "read at its source",
        "known" => "known from several places that agree",
        "unsure" => "carries advice at most",
        _ => "",
    }
}

/// The values inside `{{ }}`: of a disclosure its facts, elsewhere what messages may use.
fn holes(at: &At<'_>, keys: &[&str]) -> Vec<Offer> {
    let words = match keys {
        ["disclosures", name, "text", ..] => facts(at, name),
        _ => expressions::offers(at),
    };
    words.into_iter().map(Offer::from).collect()
}

fn of_key(at: &At<'_>, key: &str) -> Vec<PackWord> {
    let policies = at.reading.policies();
    match key {
        "fits" => {
            let all = policies.iter().flat_map(|policy| &policy.causes);
            once(all.map(|(name, it)| named(name, &it.title, "")).collect())
        }
        "own_facts" => {
            let all = policies.iter().flat_map(|it| it.disclosures.values());
            let facts = all.flat_map(|it| &it.facts);
            once(facts.map(|(name, it)| named(name, &it.about, "")).collect())
        }
        "at" => labelled(at),
        _ => rules_of(at.reading),
    }
}

/// The words that a label of a rule may point at: those of the item that it looks at.
fn labelled(at: &At<'_>) -> Vec<PackWord> {
    let each = beside(at, "each").unwrap_or_default();
    let places = [
        ("case", Place::Case),
        ("site", Place::Site),
        ("finding", Place::Finding),
        ("action", Place::Action),
        ("evidence", Place::Evidence),
        ("remedy", Place::Remedy),
        ("related", Place::Related),
        ("dispute", Place::Dispute),
        ("submission", Place::Submission),
    ];
    let is_further = at.keys().contains(&"also");
    let mut found = Vec::new();
    for (item, place) in places {
        let is_own = item == each;
        for word in words_within(place) {
            if is_further && (is_own || ["case", "site"].contains(&item)) {
                found.push(named(&format!("{item}.{}", word.name), word.about, ""));
            } else if !is_further && is_own {
                found.push(named(word.name, word.about, ""));
            }
        }
    }
    found
}

/// What a parameter of a native check may be.
fn params(at: &At<'_>, key: &str) -> Vec<PackWord> {
    let name = beside(at, "native").unwrap_or_default();
    let check = NATIVE_CHECKS.iter().find(|it| it.name == name);
    let param = check.and_then(|check| check.params.iter().find(|it| it.name == key));
    let Some(param) = param else { return Vec::new() };
    if !param.one_of.is_empty() {
        return param.one_of.iter().map(|word| named(word, "", "")).collect();
    }
    let values = at.reading.policies().into_iter().flat_map(|policy| &policy.values);
    once(values.map(|(name, it)| named(&format!("values.{name}"), &it.about, "")).collect())
}

fn sites() -> Vec<PackWord> {
    let all = shipped().marketplaces.iter();
    all.map(|it| named(&it.code, &it.name, &it.sales_channel)).collect()
}

fn sources_of(reading: &PackReading) -> Vec<PackWord> {
    let all = reading.policies().into_iter().flat_map(|policy| &policy.sources);
    let word = |(id, source): (&String, &crate::policy::types::SourceText)| {
        let link = source.url.as_ref().map_or(String::new(), |url| format!("[{url}]({url})"));
        let about = format!("{:?}, {:?}\n\n{link}", source.kind, source.confidence).to_lowercase();
        named(id, &source.title, &about)
    };
    once(all.map(word).collect())
}

fn kinds_of(reading: &PackReading) -> Vec<PackWord> {
    let all = reading.policies().into_iter().flat_map(|policy| &policy.evidence_kinds);
    let word = |(name, kind): (&String, &crate::policy::types::EvidenceKind)| {
        named(name, &kind.title, kind.about.as_deref().unwrap_or_default())
    };
    once(all.map(word).collect())
}

fn rules_of(reading: &PackReading) -> Vec<PackWord> {
    let all = reading.policies().into_iter().flat_map(|policy| &policy.rules);
    once(all.map(|rule| named(&rule.name, rule.message.text(), &rule.why)).collect())
}

/// What the word at an offset is: a source, a kind of exhibit, a rule, a named check, a value.
pub fn hover(reading: &PackReading, text: &str, offset: usize) -> Option<(Range<usize>, String)> {
    let (word, span) = word_at(text, offset);
    let mut known = sources_of(reading).into_iter().chain(kinds_of(reading));
    if let Some(found) = known.find(|it| it.name == word) {
        return Some((span, format!("**{}**: {}\n\n{}", found.name, found.title, found.about)));
    }
    if let Some(rule) = explain(word) {
        let asked = rule.source.join("\n\n");
        return Some((
            span,
            format!("**{}** ({}): {}\n\n{asked}", rule.name, rule.level, rule.why),
        ));
    }
    if let Some(check) = NATIVE_CHECKS.iter().find(|check| check.name == word) {
        let params = check.params.iter().map(|it| format!("`{}`", it.name)).collect::<Vec<_>>();
        return Some((
            span,
            format!("**{word}**: a named check; parameters: {}", params.join(", ")),
        ));
    }
    if let Some(each) = Each::ALL.iter().find(|each| each.as_str() == word) {
        return Some((span, expressions::about(*each)));
    }
    let name = word.strip_prefix("values.").unwrap_or(word);
    let value = reading.policies().into_iter().find_map(|policy| policy.values.get(name))?;
    let dated = value.dated.iter().map(|it| format!("- from {}: `{}`", it.from, it.value));
    let dated = dated.collect::<Vec<_>>().join("\n");
    Some((span, format!("**{name}**: {}\n\n{dated}", value.about)))
}

/// The word at an offset.
fn word_at(text: &str, offset: usize) -> (&str, Range<usize>) {
    let is_word = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let start = text[..offset].trim_end_matches(is_word).len();
    let rest = &text[offset..];
    let end = offset + rest.len() - rest.trim_start_matches(is_word).len();
    (&text[start..end], start..end)
}
