//! The words of the language, one row a word. Lowering, completion, hover, highlighting, the manual
//! and the schema read this table; nothing else knows which word belongs where.

mod table;

pub use table::WORDS;

/// Where a statement may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Outside every block.
    File,
    /// Inside `case`.
    Case,
    /// Inside `site`.
    Site,
    /// Inside `disclose`; its words are the facts that the pack names.
    Disclose,
    /// Inside `submission`.
    Submission,
    /// Inside `finding`.
    Finding,
    /// Inside `evidence`.
    Evidence,
    /// Inside `action`.
    Action,
    /// Inside `verify`.
    Verify,
    /// Inside `remedy`.
    Remedy,
    /// Inside `dispute`.
    Dispute,
    /// Inside `related`.
    Related,
    /// Inside `followup`.
    Followup,
    /// Inside `person`.
    Person,
}

impl Place {
    /// How messages name the place.
    pub fn title(self) -> &'static str {
        match self {
            Place::File => "the file",
            Place::Case => "`case`",
            Place::Site => "`site`",
            Place::Disclose => "`disclose`",
            Place::Submission => "`submission`",
            Place::Finding => "`finding`",
            Place::Evidence => "`evidence`",
            Place::Action => "`action`",
            Place::Verify => "`verify`",
            Place::Remedy => "`remedy`",
            Place::Dispute => "`dispute`",
            Place::Related => "`related`",
            Place::Followup => "`followup`",
            Place::Person => "`person`",
        }
    }
}

/// How often a word may stand in one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly once: its absence is a fault of the language.
    Required,
    /// Once or not at all; packs may ask for it.
    Once,
    /// Any number of times.
    Many,
}

/// Things that have names; one namespace for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// The case.
    Case,
    /// Marketplaces.
    Site,
    /// Earlier attempts.
    Submission,
    /// What an earlier attempt was asked for: `first.carrier-training`.
    Request,
    /// Problem statements.
    Finding,
    /// Exhibits.
    Evidence,
    /// Actions.
    Action,
    /// Remedies.
    Remedy,
    /// Disputes.
    Dispute,
    /// People.
    Person,
}

impl Space {
    /// What the named thing is called in messages.
    pub fn title(self) -> &'static str {
        match self {
            Space::Case => "case",
            Space::Site => "site",
            Space::Submission => "submission",
            Space::Request => "request",
            Space::Finding => "finding",
            Space::Evidence => "exhibit",
            Space::Action => "action",
            Space::Remedy => "remedy",
            Space::Dispute => "dispute",
            Space::Person => "person",
        }
    }
}

impl Space {
    /// One of them.
    pub fn one(self) -> String {
        let article = if matches!(self, Space::Evidence | Space::Action) { "an" } else { "a" };
        format!("{article} {}", self.title())
    }

    /// The word of the statement that defines one.
    pub fn word(self) -> &'static str {
        match self {
            Space::Request => "asked",
            Space::Evidence => "evidence",
            other => other.title(),
        }
    }

    /// Several of them.
    pub fn plural(self) -> &'static str {
        match self {
            Space::Case => "cases",
            Space::Site => "sites",
            Space::Submission => "submissions",
            Space::Request => "requests",
            Space::Finding => "findings",
            Space::Evidence => "exhibits",
            Space::Action => "actions",
            Space::Remedy => "remedies",
            Space::Dispute => "disputes",
            Space::Person => "people",
        }
    }
}

/// Words that the site's pack defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// Why the account is limited.
    Trigger,
    /// What is sold.
    Category,
    /// A cause: `logistics.carrier`.
    Cause,
    /// Amazon's wording of what buyers met.
    Issue,
    /// What kind of proof an exhibit is.
    EvidenceKind,
    /// Another metric or violation.
    RelatedKind,
    /// A part of the site's country with law of its own.
    Region,
    /// A disclosure.
    Disclosure,
    /// An attachment.
    Attachment,
    /// A rule.
    Rule,
}

/// One argument of a word, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A new name.
    Def(Space),
    /// A known name.
    Ref(Space),
    /// Known names, separated by commas.
    Refs(Space),
    /// Findings by name, `finding.missed` allowed.
    Findings,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A word that the pack defines.
    Open(Open),
    /// A fixed word, for reading.
    Fixed(&'static str),
    /// Text in one line, no markup.
    Text,
    /// CommonMark with `{{ holes }}` and `@references`.
    Prose,
    /// `2026-10-24`
    Date,
    /// `2026-08-10 .. 2026-10-08`
    Range,
    /// A date or a range.
    DateOrRange,
    /// `1482`, or a file that holds the orders.
    WholeOrFile,
    /// A path in quotes.
    File,
    /// `48h`
    Duration,
    /// `81.4%`, `12`, `48h`, `USD 3.10`
    Measure,
    /// `median hours from opened to first-reply`
    Formula,
    /// Text in quotes, or a formula, `in` and an exhibit.
    Measured,
    /// `>= 99%`
    Comparison,
    /// `defects where kind is a-to-z`, `orders 113-…`
    Selector,
    /// Order ids, separated by commas.
    Orders,
    /// A language: `ja`, `de`.
    Language,
    /// Arguments that may be left out together.
    Optional(&'static [Slot]),
}

/// One row of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// The word.
    pub name: &'static str,
    /// Where it may stand.
    pub within: Place,
    /// Its arguments.
    pub slots: &'static [Slot],
    /// The place that its block makes; `None` where it has no block.
    pub block: Option<Place>,
    /// How often it may stand there.
    pub count: Count,
    /// One sentence for people.
    pub about: &'static str,
    /// How it is written.
    pub example: &'static str,
}

/// The rows that may stand in a place, in the order in which people usually write them.
pub fn words_within(place: Place) -> impl Iterator<Item = &'static Word> {
    WORDS.iter().filter(move |word| word.within == place)
}

/// The row of a word in a place. `todo` may stand everywhere.
pub fn word(place: Place, name: &str) -> Option<&'static Word> {
    words_within(place)
        .find(|word| word.name == name)
        .or_else(|| WORDS.iter().find(|word| word.name == "todo" && name == "todo"))
}
