//! The checks in Rust that a rule may name, with their parameters and what their messages may use,
//! as a table; `docs/packs.md` is the same for people. Knows no check itself.

use crate::policy::schema::{ACTION, EVIDENCE, FINDING, SUBMISSION, Type};

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

/// What checks of effects say: the action, the name of the exhibit with the rows, what they show.
const EFFECT: &[(&str, Type)] =
    &[("action", Type::Record(ACTION)), ("exhibit", Type::Text), ("says", Type::Text)];

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
        name: "effect-before-action",
        params: &[NativeParam { name: "slack_days", one_of: &[] }],
        fields: EFFECT,
        needs_tests: true,
    },
    NativeCheck {
        name: "effect-not-shown",
        params: &[
            NativeParam { name: "late_days", one_of: &[] },
            NativeParam { name: "tolerance_percent", one_of: &[] },
        ],
        fields: EFFECT,
        needs_tests: true,
    },
    NativeCheck {
        name: "order-not-in-exhibit",
        params: &[],
        fields: &[
            ("evidence", Type::Record(EVIDENCE)),
            ("finding", Type::Text),
            ("count", Type::Number),
            ("order", Type::Text),
            ("orders", Type::Text),
        ],
        needs_tests: true,
    },
    NativeCheck {
        name: "screenshot-only",
        params: &[],
        fields: &[("item", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "single-source-evidence",
        params: &[],
        fields: &[("source", Type::Text), ("count", Type::Number)],
        needs_tests: true,
    },
    NativeCheck {
        name: "part-empty",
        params: &[],
        fields: &[("part", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "sentence-repeated",
        params: &[],
        fields: &[("found", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "site-copy",
        params: &[NativeParam { name: "percent_max", one_of: &[] }],
        fields: &[("others", Type::Text), ("percent", Type::Number)],
        needs_tests: true,
    },
    NativeCheck {
        name: "request-unanswered",
        params: &[],
        fields: &[("submission", Type::Record(SUBMISSION)), ("request", Type::Text)],
        needs_tests: true,
    },
    NativeCheck {
        name: "resubmission-unchanged",
        params: &[NativeParam { name: "percent_max", one_of: &[] }],
        fields: &[("submission", Type::Record(SUBMISSION)), ("percent", Type::Number)],
        needs_tests: true,
    },
    NativeCheck {
        name: "resubmission-contradicts",
        params: &[],
        fields: &[
            ("submission", Type::Record(SUBMISSION)),
            ("now", Type::Text),
            ("before", Type::Text),
        ],
        needs_tests: true,
    },
    NativeCheck {
        name: "follow-up",
        params: &[NativeParam { name: "days", one_of: &[] }],
        fields: &[("date", Type::Date)],
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
