//! Short ways to write a row of the tables. Plain data.

use crate::policy::mapping::{Field, Mapping, Shape};

/// A field that may be left out.
pub(crate) const fn may(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { name, shape, is_needed: false, about }
}

/// A field that must be there.
pub(crate) const fn needed(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { name, shape, is_needed: true, about }
}

/// Text.
pub(crate) const fn text(name: &'static str, about: &'static str) -> Field {
    may(name, Shape::Text, about)
}

/// Text that must be there.
pub(crate) const fn needed_text(name: &'static str, about: &'static str) -> Field {
    needed(name, Shape::Text, about)
}

/// A list of texts.
pub(crate) const fn texts(name: &'static str, about: &'static str) -> Field {
    may(name, Shape::List(&Shape::Text), about)
}

/// A text, or a list of them.
pub(crate) const fn one_or_many(name: &'static str, about: &'static str) -> Field {
    may(name, Shape::AnyOf(&[Shape::Text, Shape::List(&Shape::Text)]), about)
}

/// `true` or `false`.
pub(crate) const fn flag(name: &'static str, about: &'static str) -> Field {
    may(name, Shape::Flag, about)
}

/// A mapping with fields of ours.
pub(crate) const fn inner(name: &'static str, of: &'static Mapping, about: &'static str) -> Field {
    may(name, Shape::Mapping(of), about)
}

/// The words of a table of words and values.
pub(crate) fn words<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(word, _)| *word).collect()
}
