//! Words of a pack that are fixed: how much a fault matters, what a rule looks at, who speaks in a
//! source. Plain data.

use crate::diagnostic::Severity;

/// How much a fault matters, or that it is not looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The build is refused.
    Error,
    /// Reviewers commonly refuse such a plan.
    Warning,
    /// Worth knowing.
    Advice,
    /// Not looked for.
    Off,
}

impl Level {
    /// The published word.
    pub fn as_str(self) -> &'static str {
        self.severity().map_or("off", |severity| severity.as_str())
    }

    /// The severity of its faults; `None` where it is not looked for.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Advice => Some(Severity::Advice),
            Level::Off => None,
        }
    }
}

/// The words of the levels.
pub const LEVELS: [(&str, Level); 4] = [
    ("error", Level::Error),
    ("warning", Level::Warning),
    ("advice", Level::Advice),
    ("off", Level::Off),
];

/// What a rule looks at, one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    /// The case, once for each site.
    Case,
    /// The site.
    Site,
    /// Each finding.
    Finding,
    /// Each action.
    Action,
    /// Each exhibit.
    Evidence,
    /// Each remedy.
    Remedy,
    /// Each related problem.
    Related,
    /// Each dispute.
    Dispute,
    /// Each earlier submission.
    Submission,
}

impl Each {
    /// All of them.
    pub const ALL: [Each; 9] = [
        Each::Case,
        Each::Site,
        Each::Finding,
        Each::Action,
        Each::Evidence,
        Each::Remedy,
        Each::Related,
        Each::Dispute,
        Each::Submission,
    ];

    /// Its word in YAML, which is also the item's name in expressions.
    pub fn as_str(self) -> &'static str {
        match self {
            Each::Case => "case",
            Each::Site => "site",
            Each::Finding => "finding",
            Each::Action => "action",
            Each::Evidence => "evidence",
            Each::Remedy => "remedy",
            Each::Related => "related",
            Each::Dispute => "dispute",
            Each::Submission => "submission",
        }
    }
}

/// The day that decides whether a source is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HoldsFor {
    /// The day on which the plan is sent: what binds the words of the plan.
    #[default]
    Submission,
    /// The last day of the window: what binds the seller towards the buyers of its orders.
    Orders,
}

/// Who speaks in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A legislator.
    Law,
    /// Amazon.
    Amazon,
    /// Practice; never shown as law or as Amazon's rule.
    Convention,
}

impl SourceKind {
    /// Its word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Law => "law",
            SourceKind::Amazon => "amazon",
            SourceKind::Convention => "convention",
        }
    }
}

/// How well a source is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read at its address.
    Verified,
    /// Known from other texts.
    Known,
    /// To be confirmed: a law or a rule of Amazon carries no error then.
    Unsure,
}

impl Confidence {
    /// Its word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Verified => "verified",
            Confidence::Known => "known",
            Confidence::Unsure => "unsure",
        }
    }
}

/// What `kind` of a source may be.
pub const SOURCE_KINDS: [(&str, SourceKind); 3] = [
    ("law", SourceKind::Law),
    ("amazon", SourceKind::Amazon),
    ("convention", SourceKind::Convention),
];

/// What `confidence` of a source may be.
pub const CONFIDENCES: [(&str, Confidence); 3] = [
    ("verified", Confidence::Verified),
    ("known", Confidence::Known),
    ("unsure", Confidence::Unsure),
];

/// What `on` of a source may be.
pub const HELD_AGAINST: [(&str, HoldsFor); 2] =
    [("submission", HoldsFor::Submission), ("order", HoldsFor::Orders)];

/// What an exhibit proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What happened to the order itself.
    Direct,
    /// How the work is done.
    Process,
}

/// What `speaks` of a kind of evidence may be.
pub const ROLES: [(&str, Role); 2] = [("direct", Role::Direct), ("process", Role::Process)];

/// The prose that a rule about words reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProsePart {
    /// All of the plan.
    #[default]
    Whole,
    /// The last `why` of each finding, which is the root cause.
    LastWhy,
}

/// What `part` of a rule about words may be; the whole where it is left out.
pub const PARTS: [(&str, ProsePart); 1] = [("last-why", ProsePart::LastWhy)];
