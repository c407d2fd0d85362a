//! The names that expressions may use, with their fields, as tables; `docs/packs.md` is the same
//! for people. Knows no expression and no case.

use std::collections::BTreeMap;

use crate::policy::types::Each;

/// What a field holds. Every scalar may be absent (`none`); lists and records are always there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Text.
    Text,
    /// Text of the form `2026-11-05`.
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of things of one type.
    List(&'static Type),
    /// An item with these fields.
    Record(&'static [(&'static str, Type)]),
    /// The pack's own values, whose names are not in this table.
    Values,
    /// The absent value itself.
    Nothing,
    /// Not known before it is computed.
    Any,
}

impl Type {
    /// A list of this type.
    pub(crate) fn listed(self) -> Type {
        match self {
            Type::Bool => Type::List(&Type::Bool),
            Type::Number => Type::List(&Type::Number),
            Type::Text | Type::Word(_) => Type::List(&Type::Text),
            Type::Date => Type::List(&Type::Date),
            Type::List(_) | Type::Record(_) | Type::Values | Type::Nothing | Type::Any => {
                Type::List(&Type::Any)
            }
        }
    }

    /// The type of a value that a pack declares.
    pub(crate) fn of(value: &serde_json::Value) -> Type {
        match value {
            serde_json::Value::Null => Type::Nothing,
            serde_json::Value::Bool(_) => Type::Bool,
            serde_json::Value::Number(_) => Type::Number,
            serde_json::Value::String(text) if crate::value::Date::has_shape(text) => Type::Date,
            serde_json::Value::String(_) => Type::Text,
            serde_json::Value::Array(items) => items.first().map_or(Type::Any, Type::of).listed(),
            serde_json::Value::Object(_) => Type::Any,
        }
    }
}

/// A list of text.
const TEXTS: Type = Type::List(&Type::Text);

/// Fields of `site.window`.
pub const WINDOW: &[(&str, Type)] =
    &[("from", Type::Date), ("to", Type::Date), ("days", Type::Number)];

/// Fields of `site`.
pub const SITE: &[(&str, Type)] = &[
    ("code", Type::Text),
    ("orders", Type::Number),
    ("defects", Type::Number),
    ("a_to_z", Type::Number),
    ("chargeback", Type::Number),
    ("negative_feedback", Type::Number),
    ("has_claims", Type::Bool),
    ("passes", Type::Bool),
    ("rate", Type::Text),
    ("issues", TEXTS),
    ("regions", TEXTS),
    ("disclosures", TEXTS),
    ("attachments", TEXTS),
    ("window", Type::Record(WINDOW)),
];

/// Fields of `case`.
pub const CASE: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("seller", Type::Text),
    ("trigger", Type::Text),
    ("fulfilment", Type::Word(&["seller", "amazon"])),
    ("category", Type::Text),
    ("noticed", Type::Date),
    ("submit", Type::Date),
    ("findings", Type::List(&Type::Record(FINDING))),
    ("actions", Type::List(&Type::Record(ACTION))),
    ("evidence", Type::List(&Type::Record(EVIDENCE))),
    ("remedies", Type::List(&Type::Record(REMEDY))),
    ("related", Type::List(&Type::Record(RELATED))),
    ("disputes", Type::List(&Type::Record(DISPUTE))),
    ("submissions", Type::List(&Type::Record(SUBMISSION))),
    ("evidence_kinds", TEXTS),
];

/// Fields of a finding.
pub const FINDING: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("cause", Type::Text),
    ("family", Type::Text),
    ("issue", Type::Text),
    ("orders", Type::Number),
    ("defects", TEXTS),
    ("whys", Type::Number),
    ("last_why", Type::Text),
    ("missed", Type::Bool),
    ("actions", Type::Number),
    ("corrections", Type::Number),
    ("preventions", Type::Number),
    ("remedies", Type::Number),
    ("proof", Type::Number),
    ("kinds", TEXTS),
];

/// Fields of an action.
pub const ACTION: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("type", Type::Word(&["contain", "correct", "prevent"])),
    ("promise", Type::Bool),
    ("fixes", TEXTS),
    ("did", Type::Text),
    ("owner", Type::Text),
    ("done", Type::Date),
    ("since", Type::Date),
    ("until", Type::Date),
    ("by", Type::Date),
    ("proof", Type::Number),
    ("kinds", TEXTS),
    ("verified", Type::Bool),
    ("verifier", Type::Text),
    ("training", Type::Bool),
];

/// Fields of an exhibit.
pub const EVIDENCE: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("kind", Type::Text),
    ("title", Type::Text),
    ("captured", Type::Date),
    ("file", Type::Text),
    ("language", Type::Text),
    ("extension", Type::Text),
];

/// Fields of a remedy.
pub const REMEDY: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("gave", Type::Text),
    ("done", Type::Date),
    ("proof", Type::Number),
    ("kinds", TEXTS),
];

/// Fields of a related problem.
pub const RELATED: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("stands", Type::Text),
    ("number", Type::Number),
    ("text", Type::Text),
    ("proof", Type::Number),
    ("kinds", TEXTS),
];

/// Fields of a dispute.
pub const DISPUTE: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("reason", Type::Text),
    ("proof", Type::Number),
    ("orders", Type::Number),
];

/// Fields of an earlier submission.
pub const SUBMISSION: &[(&str, Type)] =
    &[("id", Type::Text), ("sent", Type::Date), ("rejected", Type::Date), ("asked", Type::Number)];

/// The words that a pack declares for a field, by the way to the field: `evidence.kind`.
pub(crate) type FieldWords = BTreeMap<&'static str, Vec<String>>;

/// The names that one expression may use.
#[derive(Debug, Clone)]
pub struct Names {
    list: Vec<(&'static str, Type)>,
    values: BTreeMap<String, Type>,
    words: FieldWords,
}

impl Names {
    /// `case`, `site`, `values`, `today`, and the item that the rule looks at.
    pub fn new(each: Each, values: &BTreeMap<String, Type>) -> Self {
        let mut list = vec![
            ("case", Type::Record(CASE)),
            ("site", Type::Record(SITE)),
            ("values", Type::Values),
            ("today", Type::Date),
        ];
        list.extend(item(each).map(|fields| (each.as_str(), Type::Record(fields))));
        Self { list, values: values.clone(), words: FieldWords::new() }
    }

    /// The same, with the words that some fields hold and no others.
    pub(crate) fn holding(mut self, words: FieldWords) -> Self {
        self.words = words;
        self
    }

    /// The same with the items of every kind.
    pub(crate) fn with_every_item(mut self) -> Self {
        let items = Each::ALL.into_iter().filter_map(|each| Some((each, item(each)?)));
        self.list.extend(items.map(|(each, fields)| (each.as_str(), Type::Record(fields))));
        self
    }

    /// The same with further names.
    pub fn with(mut self, more: &[(&'static str, Type)]) -> Self {
        self.list.extend_from_slice(more);
        self
    }

    /// What a name stands for.
    pub(crate) fn find(&self, name: &str) -> Option<Type> {
        self.list.iter().find(|(known, _)| *known == name).map(|(_, known)| *known)
    }

    /// The names themselves.
    pub(crate) fn known(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| *name)
    }

    /// The words that a field may hold; empty where it may hold any.
    pub(crate) fn words(&self, field: &str) -> &[String] {
        self.words.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// The pack's own values.
    pub(crate) fn values(&self) -> &BTreeMap<String, Type> {
        &self.values
    }
}

/// The fields of the item that a rule looks at; `None` where it looks at `case` or `site`, which
/// are always there.
fn item(each: Each) -> Option<&'static [(&'static str, Type)]> {
    match each {
        Each::Case | Each::Site => None,
        Each::Finding => Some(FINDING),
        Each::Action => Some(ACTION),
        Each::Evidence => Some(EVIDENCE),
        Each::Remedy => Some(REMEDY),
        Each::Related => Some(RELATED),
        Each::Dispute => Some(DISPUTE),
        Each::Submission => Some(SUBMISSION),
    }
}

/// What the message of a `text` rule may use besides: the words found, and what to say instead.
pub const TEXT_FIELDS: &[(&str, Type)] = &[("found", Type::Text), ("instead", Type::Text)];

/// What the message of a `leaving` rule may use besides: the words found, covered, and what they
/// are.
pub const LEAVING_FIELDS: &[(&str, Type)] = &[("found", Type::Text), ("what", Type::Text)];

/// What the message of an `evidence` rule may use besides: the groups without an exhibit.
pub const EVIDENCE_FIELDS: &[(&str, Type)] = &[("missing", Type::Text)];

/// What an order of days may say: the items and days that play a part.
pub const ORDER_FIELDS: &[(&str, Type)] = &[
    ("finding", Type::Record(FINDING)),
    ("action", Type::Record(ACTION)),
    ("remedy", Type::Record(REMEDY)),
    ("evidence", Type::Record(EVIDENCE)),
];

/// What the message of a `timeline` rule may use besides: what its order of days says.
pub const TIMELINE_FIELDS: &[(&str, Type)] = &[("says", Type::Text)];

/// The values that the program itself reads, whether or not a rule does.
pub const PROGRAM_VALUES: &[&str] =
    &["exhibit_dpi_min", "pdf_megabytes_max", "threshold_percent", "window_days"];

/// What the names of values begin with that are the words of the document's parts.
pub const WORDS_OF_DOCUMENT: &[&str] = &["heading_", "question_", "summary_"];

/// Whether the program reads a value of this name without any rule asking for it.
pub(crate) fn is_read_by_program(name: &str) -> bool {
    PROGRAM_VALUES.contains(&name) || WORDS_OF_DOCUMENT.iter().any(|it| name.starts_with(it))
}
