//! The parts of a `site` item.

use std::collections::BTreeSet;

use crate::case::entry::Value;
use crate::case::items::Item;
use crate::source::{Span, Spanned};
use crate::value::{Date, DateRange};

/// A marketplace.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its code and places.
    pub item: Item,
    /// The window of the metric.
    pub window: Option<Spanned<DateRange>>,
    /// How many orders the window holds.
    pub orders: Option<Orders>,
    /// The order-level download.
    pub defects: Option<Spanned<String>>,
    /// The account health reports, of this month and of earlier ones.
    pub reports: Vec<Spanned<String>>,
    /// The day on which the shop opened on this site.
    pub opened: Option<Spanned<Date>>,
    /// Exhibits that the pack asks for by name.
    pub attaches: Vec<Attach>,
    /// Facts for disclosures.
    pub discloses: Vec<Disclose>,
    /// Language of the documents.
    pub language: Option<Spanned<String>>,
}

/// Where the number of orders comes from.
#[derive(Debug, Clone)]
pub enum Orders {
    /// Typed from the report.
    Count(Spanned<u64>),
    /// Counted in the all-orders file.
    File(Spanned<String>),
}

/// `attach NAME exhibits`
#[derive(Debug, Clone)]
pub struct Attach {
    /// What the pack calls it.
    pub name: Spanned<String>,
    /// The exhibits; empty where an exhibit of the right kind is meant.
    pub evidence: Vec<Spanned<String>>,
    /// The statement.
    pub head: Span,
}

/// `disclose NAME { … }`
#[derive(Debug, Clone)]
pub struct Disclose {
    /// What the pack calls it.
    pub name: Spanned<String>,
    /// The statement without its block.
    pub head: Span,
    /// The facts, in order.
    pub facts: Vec<Fact>,
    /// Names of facts whose value could not be read.
    pub unread: BTreeSet<String>,
    /// Whether a text without its closing mark has taken further facts in.
    pub is_cut: bool,
}

/// One fact of a disclosure.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What the pack calls it.
    pub name: Spanned<String>,
    /// Its value, of whatever type was written.
    pub value: Value,
}
