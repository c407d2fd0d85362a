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
