//! The filters and tests that packs may use, with what they take and yield, as tables. Computes
//! nothing: the filters themselves are `minijinja`'s.

use crate::policy::schema::Type;

/// What a filter or test takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Takes {
    Anything,
    Countable,
    List,
    Text,
    Number,
}

impl Takes {
    /// Whether a value of this type is taken.
    pub(crate) fn fits(self, input: Type) -> bool {
        let found = family(input);
        match self {
            Takes::Anything => true,
            Takes::Countable => matches!(found, None | Some("a list" | "text")),
            Takes::List => matches!(found, None | Some("a list")),
            Takes::Text => matches!(found, None | Some("text")),
            Takes::Number => matches!(found, None | Some("a number")),
        }
    }

    /// What it is in words.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Takes::Anything | Takes::Countable => "a list or text",
            Takes::List => "a list",
            Takes::Text => "text",
            Takes::Number => "a number",
        }
    }
}

/// What a filter yields.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Yields {
    Same,
    Element,
    Number,
    Text,
    Texts,
    Bool,
    Mapped,
}

/// The filters that packs may use.
pub(crate) const FILTERS: &[(&str, Takes, Yields)] = &[
    ("abs", Takes::Number, Yields::Number),
    ("bool", Takes::Anything, Yields::Bool),
    ("count", Takes::Countable, Yields::Number),
    ("d", Takes::Anything, Yields::Same),
    ("default", Takes::Anything, Yields::Same),
    ("first", Takes::List, Yields::Element),
    ("float", Takes::Anything, Yields::Number),
    ("int", Takes::Anything, Yields::Number),
    ("join", Takes::List, Yields::Text),
    ("last", Takes::List, Yields::Element),
    ("length", Takes::Countable, Yields::Number),
    ("lines", Takes::Text, Yields::Texts),
    ("list", Takes::List, Yields::Same),
    ("lower", Takes::Text, Yields::Text),
    ("map", Takes::List, Yields::Mapped),
    ("max", Takes::List, Yields::Element),
    ("min", Takes::List, Yields::Element),
    ("reject", Takes::List, Yields::Same),
    ("rejectattr", Takes::List, Yields::Same),
    ("replace", Takes::Text, Yields::Text),
    ("reverse", Takes::List, Yields::Same),
    ("round", Takes::Number, Yields::Number),
    ("select", Takes::List, Yields::Same),
    ("selectattr", Takes::List, Yields::Same),
    ("sort", Takes::List, Yields::Same),
    ("split", Takes::Text, Yields::Texts),
    ("string", Takes::Anything, Yields::Text),
    ("sum", Takes::List, Yields::Number),
    ("title", Takes::Text, Yields::Text),
    ("trim", Takes::Text, Yields::Text),
    ("unique", Takes::List, Yields::Same),
    ("upper", Takes::Text, Yields::Text),
];

/// The tests that packs may use, besides those of [`Comparison`].
pub(crate) const TESTS: &[(&str, Takes)] = &[
    ("none", Takes::Anything),
    ("in", Takes::Anything),
    ("true", Takes::Anything),
    ("false", Takes::Anything),
    ("odd", Takes::Number),
    ("even", Takes::Number),
    ("divisibleby", Takes::Number),
    ("number", Takes::Anything),
    ("string", Takes::Anything),
    ("startingwith", Takes::Text),
    ("endingwith", Takes::Text),
];

/// What two things must have in common to be compared; `None` fits everything.
pub(crate) fn family(found: Type) -> Option<&'static str> {
    match found {
        Type::Bool => Some("`true` or `false`"),
        Type::Number => Some("a number"),
        Type::Text | Type::Date | Type::Word(_) => Some("text"),
        Type::List(_) => Some("a list"),
        Type::Record(_) => Some("an item"),
        Type::Values | Type::Nothing | Type::Any => None,
    }
}
