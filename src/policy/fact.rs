//! Facts of disclosures. In: an entry of YAML. Out: [`Fact`]: its type, bounds and words. Knows no
//! value that a seller gave.

use std::collections::BTreeMap;

use crate::policy::Policy;
use crate::policy::declare::{basis, known_names};
use crate::policy::duty::expression;
use crate::policy::mapping::tables::FACT;
use crate::policy::schema::Names;
use crate::policy::shape::{Faults, Fields, text_of, unknown_name};
use crate::policy::types::{Basis, Choice, Fact, FactType, LEVELS};
use crate::policy::yaml::{Entry, Node};
use crate::value::Duration;
use crate::value::identifier::{FORMS, Form, form};

/// The types of facts.
pub(crate) const TYPES: [&str; 9] =
    ["text", "whole", "duration", "date", "percent", "money", "choice", "evidence", "identifier"];

/// The fields that only some types have, and the type.
const OWN: [(&str, &str); 10] = [
    ("at_least", "duration"),
    ("at_most", "duration"),
    ("advise_at_least", "duration"),
    ("advise_at_most", "duration"),
    ("advise_source", "duration"),
    ("runs_from", "duration"),
    ("one_of", "choice"),
    ("kinds", "evidence"),
    ("form", "identifier"),
    ("or", "identifier"),
];

/// Reads one fact of a disclosure.
pub(crate) fn fact(
    entry: &Entry,
    policy: &Policy,
    names: &Names,
    faults: &mut Faults<'_>,
) -> Option<Fact> {
    let what = format!("fact `{}`", entry.key.value);
    let fields = Fields::of(&entry.value, (&what, entry.key.span), &FACT, faults)?;
    let about = fields.need_text("about", faults);
    let when = expression(&fields, "when", names, faults);
    let basis = basis(&fields, faults);
    let level = fields.word("level", &LEVELS, faults);
    let kind = fact_type(&fields, policy, faults);
    let advise_at_least = duration(&fields, "advise_at_least", faults);
    let advise_at_most = duration(&fields, "advise_at_most", faults);
    let advise_basis = fields.text("advise_source", faults).map(Basis::Source);
    if (advise_at_least.is_some() || advise_at_most.is_some()) && advise_basis.is_none() {
        fields.missing("advise_source", faults);
    }
    let (kind, about) = (kind?, about?.value);
    Some(Fact { kind, about, basis, when, level, advise_at_least, advise_at_most, advise_basis })
}

fn fact_type(fields: &Fields<'_>, policy: &Policy, faults: &mut Faults<'_>) -> Option<FactType> {
    let word = fields.need_word("type", &TYPES.map(|word| (word, word)), faults)?;
    for (field, owner) in OWN {
        if fields.get(field).is_some() && owner != word {
            let message = format!("a fact of type `{word}` has no `{field}`");
            faults.value(fields.place(field), message, "leave it out, or change `type`");
        }
    }
    Some(match word {
        "whole" => FactType::Whole,
        "duration" => FactType::Duration {
            at_least: duration(fields, "at_least", faults),
            at_most: duration(fields, "at_most", faults),
            runs_from: fields.text("runs_from", faults).map(|event| event.value),
        },
        "identifier" => FactType::Identifier {
            forms: forms(fields, faults),
            or: fields.texts("or", faults).into_iter().map(|word| word.value).collect(),
        },
        "date" => FactType::Date,
        "percent" => FactType::Percent,
        "money" => FactType::Money,
        "choice" => FactType::Choice(choices(fields, faults)),
        "evidence" => {
            let known = ("kind of evidence", &policy.evidence_kinds);
            FactType::Evidence(known_names(fields, "kinds", known, faults))
        }
        _ => FactType::Text,
    })
}

/// The forms of a number: one name, or a list of them.
fn forms(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Vec<&'static Form> {
    let names = match fields.get("form").map(|tree| &tree.node) {
        None => {
            fields.missing("form", faults);
            return Vec::new();
        }
        Some(Node::List(_)) => fields.texts("form", faults),
        Some(_) => fields.text("form", faults).into_iter().collect(),
    };
    let mut known = Vec::new();
    for name in names {
        match form(&name.value) {
            Some(form) => known.push(form),
            None => unknown_name("form", &name, FORMS.iter().map(|form| form.name), faults),
        }
    }
    known
}

/// The words of a choice: a list, or a mapping from the word to what is printed by language.
fn choices(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Vec<Choice> {
    let Some(tree) = fields.get("one_of") else {
        fields.missing("one_of", faults);
        return Vec::new();
    };
    let Node::Map(entries) = &tree.node else {
        let words = fields.texts("one_of", faults).into_iter();
        return words.map(|word| Choice { name: word.value, printed: BTreeMap::new() }).collect();
    };
    let mut choices = Vec::new();
    for entry in entries {
        let word = entry.key.value.clone();
        let Node::Map(languages) = &entry.value.node else {
            let message = format!("`{word}` does not say what to print by language");
            faults.value(entry.key.span, message, "write `{en: …, de: …}` behind it");
            continue;
        };
        let mut printed = BTreeMap::new();
        for language in languages {
            let text = text_of(&language.value, &language.key.value, faults);
            printed.extend(text.map(|text| (language.key.value.clone(), text.value)));
        }
        if !printed.contains_key("en") {
            let message = format!("`{word}` has no words in English");
            faults.value(entry.key.span, message, "add `en:` to it");
        }
        choices.push(Choice { name: word, printed });
    }
    choices
}

fn duration(fields: &Fields<'_>, name: &str, faults: &mut Faults<'_>) -> Option<Duration> {
    let text = fields.text(name, faults)?;
    let duration = Duration::parse(&text.value);
    if duration.is_none() {
        let message = format!("`{}` is not a length of time", text.value);
        faults.value(text.span, message, "write it like `14d`, `48h` or `5bd`");
    }
    duration
}
