//! Our reading of values: what is absent, how two compare, how one reads. In: values of the engine.
//! Out: truth, or words for a person. Knows no expression.

use std::cmp::Ordering;

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind};

use crate::policy::expression::Comparison;

/// Whether a value is not there.
pub(crate) fn is_absent(value: &Value) -> bool {
    value.is_none() || value.is_undefined()
}

/// The other value where one is not there.
pub(crate) fn default(value: &Value, otherwise: &Value) -> Value {
    if is_absent(value) { otherwise.clone() } else { value.clone() }
}

/// Compares two values by our rules for absent ones; numbers with numbers, text with text.
pub(crate) fn holds(left: &Value, how: Comparison, right: &Value) -> Result<bool, Error> {
    let absent = (is_absent(left), is_absent(right));
    let is_equal = absent == (true, true) || (absent == (false, false) && left == right);
    match how {
        Comparison::Equal => return Ok(is_equal),
        Comparison::Unequal => return Ok(!is_equal),
        Comparison::Less | Comparison::AtMost | Comparison::More | Comparison::AtLeast => {}
    }
    if absent != (false, false) {
        return Ok(false);
    }
    let has_order = |kind| matches!(kind, ValueKind::Number | ValueKind::String);
    if left.kind() != right.kind() || !has_order(left.kind()) {
        return Err(Error::new(ErrorKind::InvalidOperation, "these have no order"));
    }
    let order = left.cmp(right);
    Ok(match how {
        Comparison::Less => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::More => order == Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Equal | Comparison::Unequal => is_equal,
    })
}

/// A value as a person reads it, on one line.
pub(crate) fn words(value: &Value) -> String {
    if is_absent(value) {
        return "not given".to_owned();
    }
    if let (ValueKind::Seq | ValueKind::Iterable, Ok(items)) = (value.kind(), value.try_iter()) {
        return items.map(|item| words(&item)).collect::<Vec<_>>().join(", ");
    }
    match (value.kind(), value.is_true()) {
        (ValueKind::Bool, is_true) => if is_true { "yes" } else { "no" }.to_owned(),
        _ => value.to_string().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
