//! What of a pack has tests, and what it means that a test holds. In: a policy. Out: its entries,
//! and the verdict on what a trial found. Runs nothing.

use crate::check::DUTY_RULES;
use crate::compile::{Trial, TrialFault};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::tested::Tests;
use crate::policy::types::Level;
use crate::source::Span;

/// An entry of a pack that has tests, and the rule that it makes speak.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'p> {
    /// The section: `rules`, `disclosures`, `attachments`.
    pub section: &'static str,
    /// Its name in the section.
    pub name: &'p str,
    /// The rule under which its faults are told.
    pub rule: &'p str,
    /// How much a fault matters.
    pub level: Level,
    /// Its tests.
    pub tests: &'p Tests,
    /// The pack that declared it.
    pub pack: &'p str,
    /// Where its name stands.
    pub span: Span,
}

/// What an entry does on a piece of `.poa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its rule speaks.
    Fires,
    /// A fact of the disclosure is lawful, and short of the site's own policy.
    Short,
    /// Nothing is said.
    Silent,
}

impl Role {
    /// The list of `tests` that holds such pieces.
    pub fn list(self) -> &'static str {
        match self {
            Role::Fires => "fires",
            Role::Short => "short",
            Role::Silent => "silent",
        }
    }
}

/// One piece of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'p> {
    /// What the entry does on it.
    pub role: Role,
    /// Its place in its list, from 1 on.
    pub number: usize,
    /// The text.
    pub text: &'p str,
    /// Words of what is told on it.
    pub says: &'p [String],
}

impl<'p> Entry<'p> {
    /// What to call it in messages.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.section.trim_end_matches('s'), self.name)
    }

    /// Its pieces of `.poa`: those on which it speaks first.
    pub fn pieces(&self) -> Vec<Piece<'p>> {
        let tests = self.tests;
        let lists = [
            (Role::Fires, &tests.fires),
            (Role::Short, &tests.short),
            (Role::Silent, &tests.silent),
        ];
        let piece =
            |role, (at, text): (usize, &'p String)| Piece { role, number: at + 1, text, says: &[] };
        let pieces = lists.into_iter().flat_map(|(role, list)| {
            list.iter().enumerate().map(move |numbered| piece(role, numbered))
        });
        let mut pieces: Vec<Piece<'p>> = pieces.collect();
        if let Some(first) = pieces.first_mut().filter(|piece| piece.role == Role::Fires) {
            first.says = &tests.says;
        }
        pieces
    }
}

/// All entries of a pack that may have tests, those it inherits included.
pub fn entries(policy: &Policy) -> Vec<Entry<'_>> {
    let rules = policy.rules.iter().map(|rule| Entry {
        section: "rules",
        name: &rule.name,
        rule: &rule.name,
        level: rule.level,
        tests: &rule.tests,
        pack: &rule.pack,
        span: rule.span,
    });
    let disclosures = policy.disclosures.iter().map(|(name, it)| Entry {
        section: "disclosures",
        name,
        rule: DUTY_RULES[0],
        level: it.level,
        tests: &it.tests,
        pack: &it.pack,
        span: it.span,
    });
    let attachments = policy.attachments.iter().map(|(name, it)| Entry {
        section: "attachments",
        name,
        rule: DUTY_RULES[2],
        level: it.level,
        tests: &it.tests,
        pack: &it.pack,
        span: it.span,
    });
    rules.chain(disclosures).chain(attachments).collect()
}

/// Those that the pack declares or changes itself.
pub fn own_entries(policy: &Policy) -> Vec<Entry<'_>> {
    entries(policy).into_iter().filter(|entry| entry.pack == policy.name).collect()
}

/// What came of a piece: all that is found, and what of it the entry says by itself.
#[derive(Debug, Clone)]
pub struct Tried {
    /// All that is found.
    pub trial: Trial,
    /// What the entry alone says, before exceptions are weighed.
    pub own: Vec<Diagnostic>,
}

/// Why a piece is not what its list says; `None` where it is.
pub fn fault_of(
    policy: &Policy,
    entry: &Entry<'_>,
    piece: &Piece<'_>,
    tried: &Tried,
) -> Option<&'static str> {
    if piece.role == Role::Silent {
        return fault_of_silent(entry, &tried.trial);
    }
    let all = || tried.trial.faults.iter().map(|found| &found.fault);
    let is_short = |fault: &Diagnostic| fault.rule == DUTY_RULES[1];
    match () {
        () if piece.role == Role::Fires && tried.own.iter().any(is_short) => {
            Some("tells on a piece of `fires` what is short of the site's policy")
        }
        () if !speaks(entry, piece.role, &tried.own) || !all().any(|it| is_own(entry, it)) => {
            Some("does not fire, or with another level")
        }
        () if !is_said(piece.says, &tried.own) => Some("does not say the words below `says`"),
        () if !all().all(|fault| is_of_packs(policy, &fault.rule) && is_told(fault)) => {
            Some("fires beside faults of the language, or with words missing")
        }
        () => None,
    }
}

/// Whether the entry says what a piece of this kind is for, with its level.
fn speaks(entry: &Entry<'_>, role: Role, own: &[Diagnostic]) -> bool {
    let severity = entry.level.severity();
    match role {
        Role::Fires => own.iter().any(|it| it.rule == entry.rule && Some(it.severity) == severity),
        Role::Short => !own.is_empty() && own.iter().all(|it| it.rule == DUTY_RULES[1]),
        Role::Silent => own.is_empty(),
    }
}

/// Whether a fault is told under a rule of the entry: a disclosure has two.
fn is_own(entry: &Entry<'_>, fault: &Diagnostic) -> bool {
    fault.rule == entry.rule || (entry.section == "disclosures" && fault.rule == DUTY_RULES[1])
}

/// Whether each of some words stands in what is told.
fn is_said(words: &[String], faults: &[Diagnostic]) -> bool {
    let told = |fault: &Diagnostic| -> String { texts(fault).collect::<Vec<_>>().join("\n") };
    words.iter().all(|words| faults.iter().any(|fault| told(fault).contains(words.as_str())))
}

/// Whether the entry's rule was found.
pub fn fires(entry: &Entry<'_>, found: &Trial) -> bool {
    found.faults.iter().any(|found| is_own(entry, &found.fault))
}

/// Whether a test holds as far as what the entry itself says decides.
pub fn holds_alone(entry: &Entry<'_>, piece: &Piece<'_>, own: &[Diagnostic]) -> bool {
    let is_short = |fault: &Diagnostic| fault.rule == DUTY_RULES[1];
    speaks(entry, piece.role, own)
        && (piece.role != Role::Fires || !own.iter().any(is_short))
        && is_said(piece.says, own)
        && own.iter().all(is_told)
}

/// What may be said on a piece of `silent`: which exhibits it no longer cites, and what the
/// language tells by itself, so that rules of packs need not tell it again.
const QUIET: [&str; 3] = ["evidence-uncited", "missing-word", "finding-without-orders"];

/// What is wrong with a piece on which an entry is to be silent.
fn fault_of_silent(entry: &Entry<'_>, found: &Trial) -> Option<&'static str> {
    let is_quiet = |found: &TrialFault| QUIET.contains(&found.fault.rule.as_ref());
    match () {
        () if found.faults.iter().any(|found| found.fault.rule == entry.rule) => {
            Some("is not silent")
        }
        () if !found.faults.iter().all(is_quiet) => Some("is silent, but others are not"),
        () => None,
    }
}

/// Whether a rule is one that packs declare or fill; the others are the language's own.
fn is_of_packs(policy: &Policy, rule: &str) -> bool {
    policy.rule(rule).is_some() || DUTY_RULES.contains(&rule)
}

/// Whether no word of a fault is missing.
fn is_told(fault: &Diagnostic) -> bool {
    texts(fault).all(|words| !words.contains("not given"))
}

/// All texts of a fault.
fn texts(fault: &Diagnostic) -> impl Iterator<Item = &str> {
    let labels = fault.labels.iter().map(|label| label.text.as_str());
    [fault.message.as_str()].into_iter().chain(labels).chain(fault.help.as_deref())
}
