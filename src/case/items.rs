//! The parts of a case as plain data. What a person left out is `None` or empty; a name may lead
//! nowhere. Knows nothing of packs or files.

mod action;
mod formula;
mod site;

use std::collections::{BTreeMap, BTreeSet};

pub use action::{Action, ActionKind, Comparison, ComparisonSign, Reading, Target, Verify};
pub use formula::{Average, Figure, Formula, Period, TimeUnit, Wanted};
pub use site::{Attach, Disclose, Fact, Orders, Site};

use crate::case::prose::Prose;
use crate::case::selector::Selector;
use crate::source::{Span, Spanned};
use crate::syntax::vocabulary::Space;
use crate::value::{Date, DateRange, Fulfilment, OrderId};

/// One enforcement event, as written; not yet checked.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The `case` item.
    pub head: Option<CaseHead>,
    /// Marketplaces, in order.
    pub sites: Vec<Site>,
    /// Problem statements.
    pub findings: Vec<Finding>,
    /// Exhibits.
    pub evidence: Vec<Evidence>,
    /// Actions.
    pub actions: Vec<Action>,
    /// What the buyers received.
    pub remedies: Vec<Remedy>,
    /// Defects that should not count.
    pub disputes: Vec<Dispute>,
    /// Other metrics and violations.
    pub related: Vec<Related>,
    /// Earlier attempts.
    pub submissions: Vec<Submission>,
    /// Promised reports.
    pub followups: Vec<Followup>,
    /// People.
    pub people: Vec<Person>,
    /// Exceptions from rules.
    pub allows: Vec<Allow>,
    /// Holes.
    pub todos: Vec<Todo>,
    /// Words of items that may be missing only because a statement outside every block could not
    /// be read: the absence of such an item is not reported again.
    pub lost: BTreeSet<&'static str>,
    /// Names of items that could not be read: what leads to them does not lead nowhere.
    pub lost_names: BTreeSet<String>,
    /// Words inside statements that could not be read: what they name is not unused.
    pub mentioned: BTreeSet<String>,
    /// What names that lead nowhere were probably meant to lead to.
    pub meant: Meant,
}

/// What names that lead nowhere were probably meant to lead to: told once, at the name.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    /// The things whose name is nearly the same.
    pub near: BTreeSet<(Space, String)>,
    /// Kinds of thing of which some name is like no other: any of them may be meant.
    pub any: BTreeSet<Space>,
}

impl Meant {
    /// Whether some name may be meant for this one.
    pub fn may_be(&self, space: Space, name: &str) -> bool {
        self.any.contains(&space) || self.is_near(space, name)
    }

    /// Whether some name is nearly this one.
    pub fn is_near(&self, space: Space, name: &str) -> bool {
        self.near.contains(&(space, name.to_owned()))
    }
}

impl Case {
    /// Whether an item of this word may be missing only because it could not be read.
    pub fn has_lost(&self, word: &str) -> bool {
        self.lost.contains(word)
    }
}

/// What all items have in common.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    pub id: Spanned<String>,
    /// From its word to the last argument of its head.
    pub head: Span,
    /// The sites that it is limited to; empty for all.
    pub on: Vec<Spanned<String>>,
    /// Where each word of its block stands (the first one of many).
    pub words: BTreeMap<&'static str, Span>,
    /// Words whose absence or value means nothing, because their statement could not be read.
    pub damaged: BTreeSet<&'static str>,
}

impl Item {
    /// Whether the item belongs to a site's document.
    pub fn is_on(&self, site: &str) -> bool {
        self.on.is_empty() || self.on.iter().any(|name| name.value == site)
    }

    /// The place of a word of the block, or the head where it has no such word.
    pub fn place(&self, word: &str) -> Span {
        self.words.get(word).copied().unwrap_or(self.head)
    }
}

/// Text in one line and its language.
#[derive(Debug, Clone)]
pub struct Localised {
    /// The text.
    pub text: Spanned<String>,
    /// Its language, where it is not the plan's.
    pub language: Option<Spanned<String>>,
}

/// The `case` item.
#[derive(Debug, Clone)]
pub struct CaseHead {
    /// Name and places.
    pub item: Item,
    /// The seller's name.
    pub seller: Option<Spanned<String>>,
    /// What Amazon limited.
    pub trigger: Option<Spanned<String>>,
    /// Who ships.
    pub fulfilment: Option<Spanned<Fulfilment>>,
    /// What is sold.
    pub category: Option<Spanned<String>>,
    /// Day of the notice.
    pub noticed: Option<Spanned<Date>>,
    /// Day on which the plan is sent.
    pub submit: Option<Spanned<Date>>,
}

/// A problem statement.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Name and places.
    pub item: Item,
    /// `logistics.carrier`
    pub cause: Option<Spanned<String>>,
    /// Amazon's wording.
    pub issue: Option<Spanned<String>>,
    /// Which orders it answers.
    pub covers: Option<Selector>,
    /// What happened.
    pub texts: Vec<Prose>,
    /// The whys, first to root.
    pub whys: Vec<Prose>,
    /// Why it was not noticed.
    pub missed: Vec<Prose>,
    /// Exhibits.
    pub proof: Vec<Spanned<String>>,
}

/// An exhibit.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Name and places.
    pub item: Item,
    /// The file on all sites that have none of their own.
    pub file: Option<Spanned<String>>,
    /// Files of single sites.
    pub files: BTreeMap<String, Spanned<String>>,
    /// What it shows.
    pub titles: Vec<Localised>,
    /// What kind of proof it is.
    pub kind: Option<Spanned<String>>,
    /// The findings that it speaks for.
    pub speaks_for: Vec<Spanned<String>>,
    /// When it was made.
    pub captured: Option<Spanned<DateRange>>,
    /// Language of its content.
    pub language: Option<Spanned<String>>,
    /// Text alternative.
    pub alt: Option<Spanned<String>>,
    /// What is measured in its rows.
    pub measure: Option<Formula>,
    /// Whether the seller calls it a picture of a screen.
    pub is_screenshot: bool,
    /// What is taken out of the copy that leaves.
    pub hides: Vec<Hidden>,
}

/// Something to be taken out of an exhibit.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// `words`, `column` or `area`.
    pub what: Spanned<String>,
    /// The words, the heading of the column, or the area: `page 2: 10% 20% 30% 5%`.
    pub text: Spanned<String>,
}

impl Evidence {
    /// The file for a site; `None` where it has none there.
    pub fn file_on(&self, site: &str) -> Option<&Spanned<String>> {
        self.files.get(site).or(self.file.as_ref())
    }

    /// Whether it belongs to a site's document: limited to it, or with a file for it.
    pub fn is_on(&self, site: &str) -> bool {
        let has_file = self.file_on(site).is_some() || self.files.is_empty();
        self.item.is_on(site) && has_file
    }
}

/// What the buyers concerned received.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// Name and places.
    pub item: Item,
    /// The findings whose buyers are meant.
    pub findings: Vec<Spanned<String>>,
    /// What they received.
    pub gave: Option<Spanned<String>>,
    /// When.
    pub done: Option<Spanned<DateRange>>,
    /// More about it.
    pub texts: Vec<Prose>,
    /// Exhibits.
    pub proof: Vec<Spanned<String>>,
}

/// Defects that should not count.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// Name and places.
    pub item: Item,
    /// The orders.
    pub orders: Vec<Spanned<OrderId>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// Exhibits.
    pub proof: Vec<Spanned<String>>,
}

/// Another metric or violation.
#[derive(Debug, Clone)]
pub struct Related {
    /// Its kind is its name.
    pub item: Item,
    /// Where the metric stands.
    pub stands: Option<Reading>,
    /// What is being done about it.
    pub texts: Vec<Prose>,
    /// Exhibits.
    pub proof: Vec<Spanned<String>>,
}

/// An earlier attempt.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Name and places.
    pub item: Item,
    /// Day it was sent.
    pub sent: Option<Spanned<Date>>,
    /// Day it was refused.
    pub rejected: Option<Spanned<Date>>,
    /// What was asked.
    pub asked: Vec<Request>,
    /// The file of the plan that was sent.
    pub plan: Option<Spanned<String>>,
    /// Its text, where there is no file.
    pub texts: Vec<Prose>,
}

/// One request of a refusal.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its name.
    pub id: Spanned<String>,
    /// Amazon's words.
    pub text: Option<Spanned<String>>,
}

/// A promised report.
#[derive(Debug, Clone)]
pub struct Followup {
    /// Places; its `id` is the date as text.
    pub item: Item,
    /// The day.
    pub date: Option<Spanned<Date>>,
    /// The actions that are measured.
    pub measure: Vec<Spanned<String>>,
}

/// Somebody who acts.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name and places.
    pub item: Item,
    /// The printed name.
    pub name: Option<Spanned<String>>,
    /// The role.
    pub role: Option<Spanned<String>>,
}

/// A reasoned exception.
#[derive(Debug, Clone)]
pub struct Allow {
    /// Places; its `id` is the rule.
    pub item: Item,
    /// Why.
    pub because: Option<Spanned<String>>,
    /// Until which day, included.
    pub until: Option<Spanned<Date>>,
}

/// A hole.
#[derive(Debug, Clone)]
pub struct Todo {
    /// What a person must fill in.
    pub text: Option<Spanned<String>>,
    /// The statement.
    pub span: Span,
}
