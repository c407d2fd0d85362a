//! What there is to say to the user. In: the fault's rule, place and words, from wherever it is
//! found. Out: [`Diagnostic`], [`Outcome`] and the plain one-line form. Knows no rule and no
//! colour.

use std::collections::BTreeSet;
use std::fmt;

use crate::source::{Sources, Span};

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The build is refused.
    Error,
    /// The build works; reviewers commonly refuse such a plan.
    Warning,
    /// Worth knowing.
    Advice,
}

impl Severity {
    /// The published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A place that plays a part in a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// Which part it plays; may be empty.
    pub text: String,
    /// Whether this is the place to mend; one label of a diagnostic is.
    pub primary: bool,
}

/// Who asks for what a rule checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The pack that holds the rule: `us`, `base`, or `language` for the language itself.
    pub pack: String,
    /// Title of the text that asks for it.
    pub title: String,
    /// Its address, where there is one.
    pub url: Option<String>,
    /// True where only practice supports it: never shown as Amazon's rule or law.
    pub convention: bool,
}

/// Whether a fix can be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixSafety {
    /// It cannot change the meaning.
    Safe,
    /// A person must agree to it.
    Asks,
}

/// A replacement of one range of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// What would mend the fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied without asking.
    pub safety: FixSafety,
    /// The edits, none of which overlap.
    pub edits: Vec<Edit>,
}

/// One fault, with all places that play a part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The published rule name.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: one line, lower case, no full stop.
    pub message: String,
    /// The places, the primary one first.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// Who asks for it.
    pub clause: Option<Clause>,
    /// What would mend it.
    pub fix: Option<Fix>,
    /// Codes of the sites it was found on; empty where it concerns the case as a whole.
    pub sites: BTreeSet<String>,
}

impl Diagnostic {
    /// Makes a fault with no place yet.
    pub fn new(rule: impl Into<String>, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            clause: None,
            fix: None,
            sites: BTreeSet::new(),
        }
    }

    /// An error of a rule.
    pub fn error(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, message)
    }

    /// A warning of a rule.
    pub fn warning(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, message)
    }

    /// Adds the place to mend.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.insert(0, Label { span, text: text.into(), primary: true });
        self
    }

    /// Adds a place that plays a part.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names who asks for it.
    pub fn clause(mut self, clause: Clause) -> Self {
        self.clause = Some(clause);
        self
    }

    /// Offers a replacement of one range.
    pub fn fix(mut self, safety: FixSafety, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { safety, edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// The place to mend; `None` where a fault has no place.
    pub fn primary(&self) -> Option<&Label> {
        self.labels.iter().find(|label| label.primary).or(self.labels.first())
    }

    /// The plain form: `path:line:column: level[rule]: message`, with the sites if there are any.
    pub fn one_line(&self, sources: &Sources) -> String {
        let place = match self.primary() {
            Some(label) => {
                let source = sources.get(label.span.source);
                let position = source.position(label.span.start);
                format!("{}:{}:{}: ", source.name, position.line + 1, position.column + 1)
            }
            None => String::new(),
        };
        let sites = match self.sites.is_empty() {
            true => String::new(),
            false => format!(" ({})", self.sites.iter().cloned().collect::<Vec<_>>().join(", ")),
        };
        format!("{place}{}[{}]: {}{sites}", self.severity, self.rule, self.message)
    }
}

/// A value and what there is to say about it, together.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// As much as could be made.
    pub value: T,
    /// What was wrong on the way.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value and the faults found while making it.
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }
}

/// Faults of other texts, with those of the texts that they lie in added to these.
pub fn adopt(own: &mut Sources, other: &Sources, faults: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut faults = faults.to_vec();
    for fault in &mut faults {
        // The text of a fix would have to be moved too; packs have none.
        fault.fix = None;
        for label in &mut fault.labels {
            let source = other.get(label.span.source);
            let known = own.iter().find(|(_, it)| it.name == source.name && it.text == source.text);
            let id = match known.map(|(id, _)| id) {
                Some(id) => id,
                None => own.add(source.name.clone(), source.text.clone()),
            };
            label.span = Span { source: id, ..label.span };
        }
    }
    faults
}

/// Sorts by place and severity and joins the same fault found on several sites into one.
pub fn merge(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        let same = |other: &&mut Diagnostic| {
            other.rule == diagnostic.rule
                && other.message == diagnostic.message
                && other.labels == diagnostic.labels
        };
        match merged.iter_mut().find(same) {
            Some(known) => known.sites.extend(diagnostic.sites),
            None => merged.push(diagnostic),
        }
    }
    merged.sort_by_key(|diagnostic| {
        let place = diagnostic.primary().map(|label| label.span);
        (place, diagnostic.severity, diagnostic.rule.clone())
    });
    merged
}
