//! What a pack says, once it is checked. Comes from `declare.rs`, `duty.rs` and `rule.rs`; is read
//! by the checks and by whoever prints. Plain data; knows no YAML.

use std::collections::BTreeMap;

use crate::policy::chinese::Chinese;
use crate::policy::expression::Expression;
use crate::policy::pattern::Pattern;
use crate::policy::template::Template;
use crate::policy::tested::Tests;
pub use crate::policy::words::{
    CONFIDENCES, Confidence, Each, HELD_AGAINST, HoldsFor, LEVELS, Level, PARTS, ProsePart, ROLES,
    Role, SOURCE_KINDS, SourceKind,
};
use crate::source::{Span, Spanned};
use crate::value::identifier::Form;
use crate::value::{Date, Decimal, Duration};

/// A text that asks for something.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Who speaks.
    pub kind: SourceKind,
    /// How well it is known.
    pub confidence: Confidence,
    /// In force from this day on.
    pub from: Option<Date>,
    /// The last day on which it is in force.
    pub until: Option<Date>,
    /// Which day `from` and `until` are held against.
    pub holds_for: HoldsFor,
    /// Where its id stands.
    pub span: Span,
}

impl SourceText {
    /// Whether it says of a law or of Amazon what may be wrong; practice claims nothing of either.
    pub fn is_doubtful_claim(&self) -> bool {
        let is_claim = matches!(self.kind, SourceKind::Law | SourceKind::Amazon);
        is_claim && self.confidence == Confidence::Unsure
    }
}

/// What an entry rests on.
#[derive(Debug, Clone)]
pub enum Basis {
    /// A source of the pack, by id.
    Source(Spanned<String>),
    /// Practice alone.
    Convention,
}

/// A value whose number depends on the day.
#[derive(Debug, Clone)]
pub struct DatedValue {
    /// What it is.
    pub about: String,
    /// Its numbers, earliest first; empty only in a pack with faults.
    pub dated: Vec<Dated>,
}

impl DatedValue {
    /// The entry in force on a day; `None` before the first.
    pub fn in_force(&self, as_of: Date) -> Option<&Dated> {
        self.dated.iter().rev().find(|dated| dated.from <= as_of)
    }
}

/// One number and the day it came into force.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The value.
    pub value: serde_json::Value,
    /// Its first day.
    pub from: Date,
    /// What it rests on.
    pub basis: Basis,
}

/// A word of the site and what it means: an issue, trigger, category or related problem.
#[derive(Debug, Clone)]
pub struct Term {
    /// How it is printed.
    pub title: String,
    /// What it is; may be absent.
    pub about: Option<String>,
    /// What it rests on, where that is said.
    pub basis: Option<Basis>,
}

/// A kind of exhibit.
#[derive(Debug, Clone)]
pub struct EvidenceKind {
    /// How it is printed.
    pub title: String,
    /// What it proves.
    pub speaks: Role,
    /// Whether such an exhibit is a list that names every order it speaks for.
    pub lists_orders: bool,
    /// Families of causes that it can prove.
    pub fits: Vec<String>,
    /// What it is.
    pub about: Option<String>,
    /// Dots per inch of a sheet below which it cannot be read; the pack's `exhibit_dpi_min` where
    /// absent.
    pub dpi_min: Option<u32>,
    /// What it rests on, where that is said.
    pub basis: Option<Basis>,
}

/// A family of causes.
#[derive(Debug, Clone)]
pub struct CauseFamily {
    /// How it is printed.
    pub title: String,
    /// Causes in it: id and title.
    pub kinds: BTreeMap<String, String>,
}

/// An exhibit that the site asks for by name.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// How it is called.
    pub title: String,
    /// When it is asked for; always where absent.
    pub when: Option<Expression>,
    /// Kinds of exhibit that will do; never empty.
    pub kinds: Vec<String>,
    /// BCP 47 tag that the exhibit's language must begin with.
    pub language: Option<String>,
    /// How much it matters.
    pub level: Level,
    /// What it rests on.
    pub basis: Basis,
    /// Why it is asked for.
    pub why: Option<String>,
    /// How to supply it.
    pub help: Option<Template>,
    /// Its tests.
    pub tests: Tests,
    /// The same in Simplified Chinese.
    pub zh: Chinese,
    /// The pack that declared it.
    pub pack: String,
    /// Where its name stands.
    pub span: Span,
}

/// What the plan says about the site's law.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// Its heading.
    pub title: String,
    /// When it is asked for; always where absent.
    pub when: Option<Expression>,
    /// Why it is asked for.
    pub why: Option<String>,
    /// Printed without being asked; then it has no facts.
    pub automatic: bool,
    /// Its texts are fixed by law: printed word by word, without placeholders and markup.
    pub verbatim: bool,
    /// How much it matters; `Off` where it is automatic and says nothing else.
    pub level: Level,
    /// What it rests on; never empty.
    pub sources: Vec<Basis>,
    /// What the seller must say, in order: name and fact.
    pub facts: Vec<(String, Fact)>,
    /// BCP 47 tag and Markdown, `en` first; placeholders are names of facts, `NAME.days`,
    /// `NAME.hours` and `case.seller`.
    pub text: Vec<(String, String)>,
    /// Its tests.
    pub tests: Tests,
    /// The same in Simplified Chinese.
    pub zh: Chinese,
    /// The pack that declared it.
    pub pack: String,
    /// Where its name stands.
    pub span: Span,
}

/// One thing that a seller says in a disclosure.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What it may be.
    pub kind: FactType,
    /// What it is.
    pub about: String,
    /// What asks for it, where that is said.
    pub basis: Option<Basis>,
    /// When it is asked for; always where absent.
    pub when: Option<Expression>,
    /// How much it matters; as much as its disclosure where absent. `Off` asks for nothing, but
    /// takes the fact where it is given.
    pub level: Option<Level>,
    /// What is shorter is lawful, yet weaker than the site's own policy.
    pub advise_at_least: Option<Duration>,
    /// What is longer is lawful, yet weaker than the site's own policy.
    pub advise_at_most: Option<Duration>,
    /// What the two above rest on; there where one of them is.
    pub advise_basis: Option<Basis>,
}

/// What a fact may be.
#[derive(Debug, Clone)]
pub enum FactType {
    /// Any text.
    Text,
    /// A whole number.
    Whole,
    /// A length of time within bounds.
    Duration {
        /// At least this long.
        at_least: Option<Duration>,
        /// At most this long.
        at_most: Option<Duration>,
        /// What it is counted from.
        runs_from: Option<String>,
    },
    /// A number of one of these forms, or one of these words in its place.
    Identifier {
        /// Never empty.
        forms: Vec<&'static Form>,
        /// What is written where there is no such number.
        or: Vec<String>,
    },
    /// A date.
    Date,
    /// A percentage.
    Percent,
    /// An amount of money.
    Money,
    /// One of these; never empty.
    Choice(Vec<Choice>),
    /// An exhibit of one of these kinds; of any kind where empty.
    Evidence(Vec<String>),
}

/// A word that a seller may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The word.
    pub name: String,
    /// What a text prints for it, by language; the word itself where empty, `en` where one is
    /// missing.
    pub printed: BTreeMap<String, String>,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its published name.
    pub name: String,
    /// The line of the mission that it serves.
    pub row: Option<String>,
    /// The same in Simplified Chinese.
    pub zh: Chinese,
    /// The pack that declared it.
    pub pack: String,
    /// How much a fault matters.
    pub level: Level,
    /// Why a reviewer refuses a plan with this fault.
    pub why: String,
    /// What it rests on.
    pub basis: Basis,
    /// What it looks at, one by one.
    pub each: Each,
    /// Which of them; all where absent.
    pub when: Option<Expression>,
    /// How it looks.
    pub look: Look,
    /// The word inside the item that is labelled.
    pub at: Option<String>,
    /// What the label says.
    pub label: Option<Template>,
    /// Further labels.
    pub also: Vec<AlsoLabel>,
    /// What is wrong.
    pub message: Template,
    /// What to write instead.
    pub help: Option<Template>,
    /// Its tests; empty only for native checks of the finished PDF.
    pub tests: Tests,
    /// Rules whose faults are only consequences: left out on a site where this one has found any.
    pub implies: Vec<Spanned<String>>,
    /// Where its name stands.
    pub span: Span,
}

/// A further label of a fault.
#[derive(Debug, Clone)]
pub struct AlsoLabel {
    /// Whose word: `case`, `site` or the item itself.
    pub item: String,
    /// The word; the item's head where absent.
    pub word: Option<String>,
    /// What the label says.
    pub label: Template,
}

/// How a rule looks.
#[derive(Debug, Clone)]
pub enum Look {
    /// A fault where the expression is false.
    Require(Expression),
    /// A fault at each match in the seller's prose.
    Text {
        /// Only prose in this language; all prose where absent.
        language: Option<String>,
        /// Which prose.
        part: ProsePart,
        /// The patterns; empty only where names of law are looked for.
        patterns: Vec<Pattern>,
        /// Whether it finds the names of the law of other sites too.
        foreign_law: bool,
    },
    /// A fault where a group of kinds has no exhibit.
    Evidence {
        /// Yields the key of `needs`, or `none`; the key is empty where this is absent.
        by: Option<Expression>,
        /// The groups of kinds, each of which needs one exhibit of any of its kinds.
        needs: BTreeMap<String, Vec<Vec<String>>>,
    },
    /// A fault for each contradiction between days, in its smallest form.
    Timeline {
        /// Which day comes before which; never empty.
        orders: Vec<crate::policy::timeline::DayOrder>,
        /// Words of `did` that give the day of an action.
        said: Vec<Pattern>,
    },
    /// A fault for each place where data of buyers would leave the house.
    Leaving(Box<crate::policy::leaving::Leaving>),
    /// A named check in Rust.
    Native {
        /// A name of `NATIVE_CHECKS`.
        name: String,
        /// Its parameters, as declared there.
        params: BTreeMap<String, ParamValue>,
    },
}

impl Look {
    /// Its patterns: what they find, and what only looks like it.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let lists: Vec<&Vec<Pattern>> = match self {
            Look::Text { patterns, .. } => vec![patterns],
            Look::Leaving(look) => look.lists().into(),
            Look::Timeline { said, .. } => vec![said],
            Look::Require(_) | Look::Evidence { .. } | Look::Native { .. } => Vec::new(),
        };
        lists.into_iter().flatten()
    }
}

/// A parameter of a native check.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    /// `values.NAME`: the value in force.
    Value(String),
    /// One of the words that the check knows.
    Word(String),
    /// A number.
    Number(Decimal),
}
