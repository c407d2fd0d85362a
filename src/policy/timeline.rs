//! Orders of days: which day of a case comes no later than which. Plain data, with its words in
//! YAML; `order` reads it, the checks compare the days.

use crate::policy::pattern::Pattern;
use crate::policy::template::Template;
use crate::policy::types::Each;

/// One day comes no later than another.
#[derive(Debug, Clone)]
pub struct DayOrder {
    /// The day that comes first.
    pub earlier: DayOf,
    /// The day that comes after it, or is the same.
    pub later: DayOf,
    /// By how many days it may come too early, for clocks of other time zones.
    pub slack_days: i64,
    /// Which exhibits are meant, where one day is an exhibit's and the other is not.
    pub among: Among,
    /// Only exhibits of these kinds; all where empty.
    pub kinds: Vec<String>,
    /// Silent for exhibits whose title or alternative text this finds.
    pub unless: Option<Pattern>,
    /// What a contradiction is called in the message.
    pub says: Template,
    /// The same in Simplified Chinese.
    pub says_zh: Option<String>,
}

/// A day that a rule about time may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayOf {
    /// The plan is sent.
    Submit,
    /// The first order that a finding covers.
    FindingBegins,
    /// The last one.
    FindingEnds,
    /// The first day of `done`, or `since`.
    ActionBegins,
    /// The last day of `done`, or `since`.
    ActionEnds,
    /// The day that the words of `did` give.
    ActionSaid,
    /// The last day of `was … over`.
    BeforeEnds,
    /// The first day of `now … over`.
    AfterBegins,
    /// The last day of `now … over`.
    AfterEnds,
    /// The first day of a remedy.
    RemedyBegins,
    /// Its last day.
    RemedyEnds,
    /// The first day of `captured`.
    EvidenceMade,
    /// Its last day.
    EvidenceMadeUntil,
    /// The camera's day, inside the file.
    EvidenceTaken,
    /// The day on which the file was last written, inside the file.
    EvidenceWritten,
    /// The last day of its rows.
    EvidenceRowsEnd,
}

impl DayOf {
    /// All of them with their words in YAML.
    pub const ALL: [(&'static str, DayOf); 16] = [
        ("case.submit", DayOf::Submit),
        ("finding.begins", DayOf::FindingBegins),
        ("finding.ends", DayOf::FindingEnds),
        ("action.begins", DayOf::ActionBegins),
        ("action.ends", DayOf::ActionEnds),
        ("action.said", DayOf::ActionSaid),
        ("action.before_ends", DayOf::BeforeEnds),
        ("action.after_begins", DayOf::AfterBegins),
        ("action.after_ends", DayOf::AfterEnds),
        ("remedy.begins", DayOf::RemedyBegins),
        ("remedy.ends", DayOf::RemedyEnds),
        ("evidence.made", DayOf::EvidenceMade),
        ("evidence.made_until", DayOf::EvidenceMadeUntil),
        ("evidence.taken", DayOf::EvidenceTaken),
        ("evidence.written", DayOf::EvidenceWritten),
        ("evidence.rows_end", DayOf::EvidenceRowsEnd),
    ];

    /// The item whose day it is.
    pub fn item(self) -> Each {
        match self {
            DayOf::Submit => Each::Case,
            DayOf::FindingBegins | DayOf::FindingEnds => Each::Finding,
            DayOf::ActionBegins
            | DayOf::ActionEnds
            | DayOf::ActionSaid
            | DayOf::BeforeEnds
            | DayOf::AfterBegins
            | DayOf::AfterEnds => Each::Action,
            DayOf::RemedyBegins | DayOf::RemedyEnds => Each::Remedy,
            DayOf::EvidenceMade
            | DayOf::EvidenceMadeUntil
            | DayOf::EvidenceTaken
            | DayOf::EvidenceWritten
            | DayOf::EvidenceRowsEnd => Each::Evidence,
        }
    }
}

/// Which exhibits of an item an order of days is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Each exhibit of its `proof`.
    Proof,
    /// The latest exhibit of its `proof`: it is enough that one is late enough.
    LatestProof,
    /// The latest exhibit that proves its effect, in `verify`.
    LatestMeasured,
}

impl Among {
    /// All of them with their words in YAML.
    pub const ALL: [(&'static str, Among); 3] = [
        ("proof", Among::Proof),
        ("latest-proof", Among::LatestProof),
        ("latest-measured", Among::LatestMeasured),
    ];
}
