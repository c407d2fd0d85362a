//! Names inside expressions of packs. In: the text of an expression up to the cursor. Out: names,
//! fields and words that may follow, by the table that the loader holds expressions against.

use std::collections::BTreeMap;

use crate::ide::pack_files::fields::beside;
use crate::ide::pack_files::{At, named, once};
use crate::ide::packs::PackWord;
use crate::policy::native::NATIVE_CHECKS;
use crate::policy::schema::{
    EVIDENCE_FIELDS, LEAVING_FIELDS, Names, ORDER_FIELDS, TEXT_FIELDS, TIMELINE_FIELDS, Type,
};
use crate::policy::types::Each;

/// Whether an expression stands behind the last of these keys.
pub fn is_one(keys: &[&str]) -> bool {
    let is_entry = ["rules", "disclosures", "attachments"].contains(keys.first().unwrap_or(&""));
    is_entry && matches!(keys.last(), Some(&("when" | "require" | "by")))
}

/// Whether a text with `{{ expressions }}` stands behind the last of these keys.
pub fn is_template(keys: &[&str]) -> bool {
    let is_text = matches!(keys, ["disclosures", _, "text", ..]);
    is_text
        || matches!(keys.last(), Some(&("message" | "help" | "label" | "says" | "zh" | "title")))
}

/// What may follow the text before the cursor.
pub fn offers(at: &At<'_>) -> Vec<PackWord> {
    let names = names(at);
    let before = at.place.before.as_str();
    if let Some(found) = compared(&names, before) {
        return found;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let path = &before[before.trim_end_matches(is_name).len()..];
    let Some((head, _)) = path.rsplit_once('.') else { return all(&names) };
    let typed = type_of(&names, head);
    let head = |name: &str| format!("{head}.{name}");
    match typed {
        Some(Type::Record(fields)) => {
            fields.iter().map(|(name, of)| named(&head(name), &says(*of), "")).collect()
        }
        Some(Type::Values) => {
            let about = |name: &String| {
                let policies = at.reading.policies().into_iter();
                let value = policies.filter_map(|it| it.values.get(name)).next();
                value.map(|it| it.about.clone()).unwrap_or_default()
            };
            let values = names.values().iter();
            values.map(|(name, of)| named(&head(name), &says(*of), &about(name))).collect()
        }
        _ => Vec::new(),
    }
}

/// The names that an expression of the rule or entry around a place may use.
fn names(at: &At<'_>) -> Names {
    let policies = at.reading.policies();
    let mut values: BTreeMap<String, Type> = BTreeMap::new();
    policies.iter().for_each(|policy| values.extend(policy.value_types()));
    let each = beside(at, "each");
    let each = Each::ALL.into_iter().find(|it| Some(it.as_str()) == each.as_deref());
    let names = Names::new(each.unwrap_or(Each::Case), &values);
    let is_rule = at.place.keys.first().is_some_and(|key| key == "rules");
    if !is_rule || is_one(&at.keys()) {
        return names;
    }
    if at.place.keys.iter().any(|key| key == "orders") {
        return names.with(ORDER_FIELDS);
    }
    let native = beside(at, "native");
    let check = NATIVE_CHECKS.iter().find(|it| Some(it.name) == native.as_deref());
    let looks = [
        ("text", TEXT_FIELDS),
        ("evidence", EVIDENCE_FIELDS),
        ("timeline", TIMELINE_FIELDS),
        ("leaving", LEAVING_FIELDS),
    ];
    let of_look = looks.into_iter().filter(|(look, _)| beside(at, look).is_some());
    of_look.fold(names.with(check.map_or(&[], |check| check.fields)), |names, (_, more)| {
        names.with(more)
    })
}

fn all(names: &Names) -> Vec<PackWord> {
    let name = |name: &str| named(name, &names.find(name).map(says).unwrap_or_default(), "");
    let plain = ["and", "or", "not", "in", "none", "true", "false"];
    names.known().map(name).chain(plain.map(|word| named(word, "", ""))).collect()
}

/// What a path such as `case.fulfilment` leads to.
fn type_of(names: &Names, path: &str) -> Option<Type> {
    let mut parts = path.split('.');
    let mut found = names.find(parts.next()?)?;
    for part in parts {
        found = match found {
            Type::Record(fields) => fields.iter().find(|(name, _)| *name == part)?.1,
            Type::Values => *names.values().get(part)?,
            _ => return None,
        };
    }
    Some(found)
}

/// The words that a field may be, behind `case.fulfilment == '`; `None` where nothing is compared.
fn compared(names: &Names, before: &str) -> Option<Vec<PackWord>> {
    let quote = before.rfind('\'').filter(|_| !before.matches('\'').count().is_multiple_of(2))?;
    let left = before[..quote].trim_end();
    let left = left.strip_suffix("==").or_else(|| left.strip_suffix("!=")).map(str::trim_end);
    let Some(left) = left else { return Some(Vec::new()) };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let path = &left[left.trim_end_matches(is_name).len()..];
    match type_of(names, path) {
        Some(Type::Word(words)) => {
            Some(once(words.iter().map(|word| named(word, "", "")).collect()))
        }
        _ => Some(Vec::new()),
    }
}

fn says(of: Type) -> String {
    match of {
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Text => "a text".to_owned(),
        Type::Date => "a day".to_owned(),
        Type::Word(words) => words.join(", "),
        Type::List(_) => "a list".to_owned(),
        Type::Record(fields) => {
            let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            names.join(", ")
        }
        Type::Values => "the values of the pack".to_owned(),
        Type::Nothing | Type::Any => String::new(),
    }
}

/// The item that a rule looks at, with its fields, as Markdown.
pub fn about(each: Each) -> String {
    let names = Names::new(each, &BTreeMap::new());
    let fields = names.find(each.as_str()).map(says).unwrap_or_default();
    format!("**{}**: expressions may read `{}`", each.as_str(), fields.replace(", ", "`, `"))
}
