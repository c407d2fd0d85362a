//! Which fields a pack has: the one table that the loader opens mappings with, that the published
//! schema is made from, and that editors complete from. In: nothing, or the way to a place in a
//! file. Out: [`Mapping`], [`Field`], [`Shape`]. Reads no YAML.

pub mod rules;
mod short;
pub mod tables;

use crate::policy::mapping::tables::FILE;

/// What may stand in a place.
#[derive(Debug)]
pub enum Shape {
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// Any number.
    Number,
    /// A whole number between two, both included.
    Whole(i64, i64),
    /// A day: `2026-11-05`.
    Day,
    /// A length of time: `14d`, `48h`, `5bd`.
    Length,
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
    /// A list.
    List(&'static Shape),
    /// A mapping whose keys the pack chooses.
    Map(&'static Shape),
    /// A mapping with fields of ours.
    Mapping(&'static Mapping),
    /// Any of several.
    AnyOf(&'static [Shape]),
}

/// A field of a mapping.
#[derive(Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must stand in this very mapping; what an entry may inherit need not.
    pub is_needed: bool,
    /// What it means, in one line.
    pub about: &'static str,
}

/// A mapping and its fields, which come in groups that several mappings share.
#[derive(Debug)]
pub struct Mapping {
    /// The groups.
    pub groups: &'static [&'static [Field]],
}

impl Mapping {
    /// All its fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.groups.iter().copied().flatten()
    }

    /// Their names.
    pub fn names(&self) -> Vec<&'static str> {
        self.fields().map(|field| field.name).collect()
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}

impl Shape {
    /// What stands behind a key here; lists are looked through.
    fn behind(&self, key: &str) -> Option<&'static Shape> {
        match self {
            Shape::Mapping(mapping) => mapping.field(key).map(|field| &field.shape),
            Shape::Map(inner) => Some(inner),
            Shape::List(inner) => inner.behind(key),
            Shape::AnyOf(shapes) => shapes.iter().find_map(|shape| shape.behind(key)),
            Shape::Text
            | Shape::Flag
            | Shape::Number
            | Shape::Whole(..)
            | Shape::Day
            | Shape::Length
            | Shape::Word(_) => None,
        }
    }

    /// The mapping that may stand here, lists looked through.
    pub fn mapping(&self) -> Option<&'static Mapping> {
        match self {
            Shape::Mapping(mapping) => Some(mapping),
            Shape::List(inner) => inner.mapping(),
            Shape::AnyOf(shapes) => shapes.iter().find_map(Shape::mapping),
            _ => None,
        }
    }

    /// The words that may stand here, lists looked through; empty where it is no closed set.
    pub fn words(&self) -> Vec<&'static str> {
        match self {
            Shape::Word(words) => words(),
            Shape::Flag => vec!["true", "false"],
            Shape::List(inner) => inner.words(),
            Shape::AnyOf(shapes) => shapes.iter().flat_map(Shape::words).collect(),
            _ => Vec::new(),
        }
    }
}

/// What may stand at a place of a file of a pack: the keys that lead there from the top, names of
/// entries included, places in lists left out. For editors.
pub fn shape_at(keys: &[&str]) -> Option<&'static Shape> {
    let (first, rest) = keys.split_first()?;
    let mut shape = &FILE.field(first)?.shape;
    for key in rest {
        shape = shape.behind(key)?;
    }
    Some(shape)
}

/// The fields of the mapping at a place, as for [`shape_at`]; those of the file without any key.
pub fn fields_at(keys: &[&str]) -> Vec<&'static Field> {
    let mapping = match keys.is_empty() {
        true => Some(&FILE),
        false => shape_at(keys).and_then(Shape::mapping),
    };
    mapping.into_iter().flat_map(Mapping::fields).collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::mapping::{fields_at, shape_at};

    #[test]
    fn places_lead_to_fields() {
        let names = |keys: &[&str]| -> Vec<&str> {
            fields_at(keys).iter().map(|field| field.name).collect()
        };
        assert!(names(&[]).contains(&"disclosures"));
        assert!(names(&["rules"]).contains(&"message"));
        assert!(names(&["rules", "text", "patterns"]).contains(&"unless"));
        assert!(names(&["disclosures", "returns", "facts", "window"]).contains(&"at_least"));
        assert!(names(&["rules", "evidence", "needs", "logistics"]).contains(&"any"));
        assert!(names(&["marketplace"]).contains(&"currency"));
        assert!(names(&["disclosures"]).is_empty());
        assert!(names(&["nothing", "here"]).is_empty());
        let words = |keys: &[&str]| shape_at(keys).map(|shape| shape.words()).unwrap_or_default();
        assert_eq!(words(&["rules", "level"]), ["error", "warning", "advice", "off"]);
        assert_eq!(words(&["evidence_kinds", "x", "lists_orders"]), ["true", "false"]);
    }
}
