//! The names that expressions may use, with their fields, and the native checks with their
//! parameters, as tables; `docs/packs.md` is the same for people. Knows no expression and no case.

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

/// The names that one expression may use.
#[derive(Debug, Clone)]
pub struct Names {
    list: Vec<(&'static str, Type)>,
    values: BTreeMap<String, Type>,
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
        Self { list, values: values.clone() }
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

/// What the message of an `evidence` rule may use besides: the groups without an exhibit.
pub const EVIDENCE_FIELDS: &[(&str, Type)] = &[("missing", Type::Text)];

/// A check in Rust that a rule may name.
#[derive(Debug)]
pub struct NativeCheck {
    /// Its name in `native:`.
    pub name: &'static str,
    /// Its parameters, all of which must be given.
    pub params: &'static [NativeParam],
    /// What its message may use besides `case`, `site`, `values`, `today`.
    pub fields: &'static [(&'static str, Type)],
    /// Whether pieces of `.poa` can make it fire; a finished PDF cannot be written in a test.
    pub needs_tests: bool,
}

/// A parameter of a native check.
#[derive(Debug)]
pub struct NativeParam {
    /// Its name in `params:`.
    pub name: &'static str,
    /// The words it may be; empty for a number or `values.NAME`.
    pub one_of: &'static [&'static str],
}

/// What checks of orders say: how many, the first one, and the first few.
const ORDERS: &[(&str, Type)] =
    &[("count", Type::Number), ("order", Type::Text), ("orders", Type::Text)];

/// What checks of other problems say: the word for it, and what the report and the case have.
const PROBLEM: &[(&str, Type)] =
    &[("kind", Type::Text), ("number", Type::Text), ("written", Type::Text)];

/// All native checks.
pub const NATIVE_CHECKS: &[NativeCheck] = &[
    NativeCheck {
        name: "order-coverage",
        params: &[NativeParam { name: "find", one_of: &["uncovered", "unknown"] }],
        fields: ORDERS,
        needs_tests: true,
    },
    NativeCheck {
        name: "order-evidence",
        params: &[NativeParam { name: "role", one_of: &["direct", "process"] }],
        fields: ORDERS,
        needs_tests: true,
    },
    NativeCheck {
        name: "order-outside-window",
        params: &[],
        fields: &[("order", Type::Text), ("date", Type::Date)],
        needs_tests: true,
    },
    NativeCheck {
        name: "defect-kind-ignored",
        params: &[],
        fields: &[("kind", Type::Text), ("count", Type::Number)],
        needs_tests: true,
    },
    NativeCheck {
        name: "odr-agreement",
        params: &[],
        fields: &[("differences", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "order-field-missing",
        params: &[],
        fields: &[("missing", Type::Text), ("here", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "related-agreement",
        params: &[NativeParam { name: "find", one_of: &["hidden", "other"] }],
        fields: PROBLEM,
        needs_tests: true,
    },
    NativeCheck {
        name: "metric-confused",
        params: &[],
        fields: &[
            ("finding", Type::Record(FINDING)),
            ("metric", Type::Text),
            ("related", Type::Text),
        ],
        needs_tests: true,
    },
    NativeCheck {
        name: "odr-repeated",
        params: &[
            NativeParam { name: "months", one_of: &[] },
            NativeParam { name: "percent", one_of: &[] },
        ],
        fields: &[("months", Type::Number)],
        needs_tests: true,
    },
    NativeCheck {
        name: "new-shop-feedback",
        params: &[NativeParam { name: "days", one_of: &[] }],
        fields: ORDERS,
        needs_tests: true,
    },
    NativeCheck {
        name: "evidence-uncited",
        params: &[],
        fields: &[("evidence", Type::Record(EVIDENCE))],
        needs_tests: true,
    },
    NativeCheck {
        name: "evidence-file-missing",
        params: &[],
        fields: &[("evidence", Type::Record(EVIDENCE)), ("file", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "action-before-problem",
        params: &[],
        fields: &[("action", Type::Record(ACTION)), ("date", Type::Date)],
        needs_tests: true,
    },
    NativeCheck {
        name: "part-empty",
        params: &[],
        fields: &[("part", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "pdf-size",
        params: &[NativeParam { name: "megabytes_max", one_of: &[] }],
        fields: &[("megabytes", Type::Text), ("megabytes_max", Type::Number)],
        needs_tests: false,
    },
    NativeCheck {
        name: "pdf-text",
        params: &[],
        fields: &[("page", Type::Number)],
        needs_tests: false,
    },
];

/// The native check with this name.
pub fn native_check(name: &str) -> Option<&'static NativeCheck> {
    NATIVE_CHECKS.iter().find(|check| check.name == name)
}
