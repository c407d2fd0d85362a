//! The fields of packs. In: a place where a key may stand. Out: fields of the table that the loader
//! reads, entries that a pack takes over, names of facts and parameters; and what a key means.

use std::ops::Range;

use crate::ide::complete::fact_shape;
use crate::ide::pack_files::outline::entries;
use crate::ide::pack_files::{At, Offer, PackReading, named, once};
use crate::ide::packs::PackWord;
use crate::policy::Policy;
use crate::policy::mapping::{Field, Shape, fields_at, shape_at};
use crate::policy::native::NATIVE_CHECKS;

/// The keys that may stand at a place.
pub fn offers(at: &At<'_>) -> Vec<Offer> {
    let keys = at.keys();
    let free = |name: &str| at.sibling(name).is_none();
    let mut fields: Vec<&Field> = fields_at(&keys).into_iter().filter(|it| free(it.name)).collect();
    fields.sort_by_key(|field| !field.is_needed);
    let needs_dash = at.place.begins_line && is_list(&keys) && at.place.siblings.is_empty();
    let field = |field: &&Field| {
        let behind = if is_nested(&field.shape) { ":" } else { ": " };
        let dash = if needs_dash { "- " } else { "" };
        let needed = if field.is_needed { "needed" } else { "" };
        let about = format!("{}\n\n{}", field.about, says(&field.shape));
        let insert = format!("{dash}{}{behind}", field.name);
        Offer { word: named(field.name, needed, &about), insert, is_field: true }
    };
    let entry = |word: PackWord| {
        let insert = format!("{}:", word.name);
        Offer { word, insert, is_field: true }
    };
    let known = known_entries(at, &keys).into_iter().filter(|it| free(&it.name)).map(entry);
    fields.iter().map(field).chain(known).collect()
}

fn is_list(keys: &[&str]) -> bool {
    matches!(shape_at(keys), Some(Shape::List(_)))
}

/// Whether what stands behind a key begins in the next line.
fn is_nested(shape: &Shape) -> bool {
    match shape {
        Shape::Map(_) | Shape::Mapping(_) => true,
        Shape::List(inner) => inner.mapping().is_some(),
        _ => false,
    }
}

/// What may stand behind a key, in words.
fn says(shape: &Shape) -> String {
    match shape {
        Shape::Text => "a text".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
        Shape::Day => "a day: `2026-11-05`".to_owned(),
        Shape::Length => "a length of time: `14d`, `48h`, `5bd`".to_owned(),
        Shape::Word(words) => {
            let words: Vec<String> = words().iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        }
        Shape::List(inner) => format!("a list, each {}", says(inner)),
        Shape::Map(inner) => format!("names, and behind each {}", says(inner)),
        Shape::Mapping(mapping) => format!("a mapping with `{}`", mapping.names().join("`, `")),
        Shape::AnyOf(shapes) => shapes.iter().map(says).collect::<Vec<_>>().join(", or "),
    }
}

/// Names that are known for a mapping whose keys the pack chooses: entries that it would take over
/// from another pack, facts, parameters, families of causes, languages.
fn known_entries(at: &At<'_>, keys: &[&str]) -> Vec<PackWord> {
    let policies = at.reading.policies();
    match keys {
        ["rules", "params"] => params(at),
        ["rules", "evidence", "needs"] => of_sections(&policies, "causes"),
        ["disclosures", name, "facts"] => facts(at, name),
        ["disclosures", name, "zh", "about"] => facts(at, name),
        ["disclosures", _, "text"] => languages(),
        [section] => of_sections(&policies, section),
        _ => Vec::new(),
    }
}

/// The languages of the marketplaces.
fn languages() -> Vec<PackWord> {
    let sites = &crate::compile::shipped().marketplaces;
    let short = |tag: &str| tag.split('-').next().unwrap_or(tag).to_owned();
    let local = sites.iter().filter_map(|it| it.local_language.as_deref());
    let all = sites.iter().map(|it| it.language.as_str()).chain(local);
    once(all.map(|tag| named(&short(tag), "language", "")).collect())
}

/// Entries of a section in the packs at hand.
fn of_sections(policies: &[&Policy], section: &str) -> Vec<PackWord> {
    let mut found = Vec::new();
    for policy in policies {
        let mut add = |name: &String, title: &str| found.push(named(name, title, "taken over"));
        match section {
            "sources" => policy.sources.iter().for_each(|(id, it)| add(id, &it.title)),
            "values" => policy.values.iter().for_each(|(id, it)| add(id, &it.about)),
            "evidence_kinds" => {
                policy.evidence_kinds.iter().for_each(|(id, it)| add(id, &it.title));
            }
            "causes" => policy.causes.iter().for_each(|(id, it)| add(id, &it.title)),
            "issues" => policy.issues.iter().for_each(|(id, it)| add(id, &it.title)),
            "triggers" => policy.triggers.iter().for_each(|(id, it)| add(id, &it.title)),
            "categories" => policy.categories.iter().for_each(|(id, it)| add(id, &it.title)),
            "related_kinds" => policy.related_kinds.iter().for_each(|(id, it)| add(id, &it.title)),
            "regions" => policy.regions.iter().for_each(|(id, it)| add(id, &it.title)),
            "attachments" => policy.attachments.iter().for_each(|(id, it)| add(id, &it.title)),
            "disclosures" => policy.disclosures.iter().for_each(|(id, it)| add(id, &it.title)),
            _ => {}
        }
    }
    once(found)
}

/// The facts of a disclosure: those in the file, and those that it takes over.
pub fn facts(at: &At<'_>, disclosure: &str) -> Vec<PackWord> {
    let parents = ["disclosures", disclosure, "facts"];
    let own = entries(at.text).into_iter().filter(|it| it.parents() == parents);
    let mut found: Vec<PackWord> = own.map(|it| named(&it.key, "fact", "")).collect();
    for policy in at.reading.policies() {
        let facts = policy.disclosures.get(disclosure).map_or(&[][..], |it| &it.facts);
        found.extend(facts.iter().map(|(name, fact)| named(name, &fact.about, "")));
    }
    once(found)
}

/// The parameters of the check that the rule names.
fn params(at: &At<'_>) -> Vec<PackWord> {
    let name = beside(at, "native");
    let check = NATIVE_CHECKS.iter().find(|it| Some(it.name) == name.as_deref());
    let params = check.map_or(&[][..], |check| check.params);
    let says = |words: &[&str]| match words.is_empty() {
        true => "a number, or `values.NAME`".to_owned(),
        false => format!("one of {}", words.join(", ")),
    };
    params.iter().map(|it| named(it.name, &says(it.one_of), "")).collect()
}

/// What stands behind a key of the rule around a place, however deep that lies in it.
pub fn beside(at: &At<'_>, key: &str) -> Option<String> {
    if let Some(value) = at.sibling(key) {
        return Some(value.to_owned());
    }
    let before = |it: &crate::ide::pack_files::outline::Entry| it.span.start < at.place.typed.end;
    let all = entries(at.text);
    let last = all.iter().rposition(|it| it.parents() == ["rules"] && before(it))?;
    let around = &all[last];
    let own = all.iter().find(|it| it.key == key && it.is_beside(around));
    own.map(|it| it.value.clone())
}

/// What the key at an offset means: a field, or a fact of a disclosure.
pub fn hover(reading: &PackReading, text: &str, offset: usize) -> Option<(Range<usize>, String)> {
    let mut found = entries(text).into_iter();
    let found = found.find(|it| it.span.start <= offset && offset <= it.span.end)?;
    let parents = found.parents();
    if let ["disclosures", disclosure, "facts"] = parents.as_slice() {
        let policies = reading.policies().into_iter();
        let mut asked = policies.filter_map(|it| it.disclosures.get(*disclosure));
        let fact = asked.find_map(|it| it.facts.iter().find(|(name, _)| *name == found.key));
        let (name, fact) = fact?;
        let about = format!("**{name}**: {}\n\n{}", fact.about, fact_shape(fact));
        return Some((found.span.clone(), about));
    }
    let field = fields_at(&parents).into_iter().find(|field| field.name == found.key)?;
    let needed = if field.is_needed { " (needed)" } else { "" };
    let about = format!("**{}**{needed}: {}\n\n{}", field.name, field.about, says(&field.shape));
    Some((found.span.clone(), about))
}
