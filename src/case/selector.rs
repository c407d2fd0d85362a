//! Which defect orders a finding covers. In: the arguments of `covers`. Out: [`Selector`].

use crate::source::{Span, Spanned};
use crate::value::OrderId;

/// What stands behind `covers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// `defects`, with conditions that all must hold.
    Defects {
        /// The conditions; empty for all defects.
        conditions: Vec<Condition>,
        /// The whole selector.
        span: Span,
    },
    /// `orders 113-…, 113-…`
    Orders {
        /// The orders; never empty.
        orders: Vec<Spanned<OrderId>>,
        /// The whole selector.
        span: Span,
    },
}

/// `kind is a-to-z or chargeback`: the field has one of the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// `kind`, `reason` or `asin`.
    pub field: Spanned<String>,
    /// The values; never empty.
    pub values: Vec<Spanned<String>>,
}

/// Fields that conditions may ask for.
pub const FIELDS: &[&str] = &["kind", "reason", "asin"];

impl Selector {
    /// The whole selector.
    pub fn span(&self) -> Span {
        match self {
            Selector::Defects { span, .. } | Selector::Orders { span, .. } => *span,
        }
    }
}
