//! One disclosure that the seller supplied. In: its facts and what the pack says of each. Out: a
//! fault for each fact that is missing, unknown, of another type or beyond a limit.

use crate::case::{Disclose, Fact as GivenFact, Value};
use crate::check::disclosures::identifier;
use crate::check::disclosures::{RULE, SHORT_RULE, coming, example, find, is_asked, severity};
use crate::check::rules::any_of;
use crate::check::site::SiteCase;
use crate::check::view::View;
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::policy::types::{Disclosure, Fact, FactType};
use crate::source::{Span, Spanned};
use crate::suggest;
use crate::value::identifier::Form;
use crate::value::{Duration, Measure};

/// One disclosure that the seller supplied.
pub(super) struct Given<'a, 'c> {
    pub(super) site: &'a SiteCase<'c>,
    pub(super) view: &'a View<'c>,
    pub(super) disclose: &'c Disclose,
    pub(super) disclosure: &'a Disclosure,
}

impl Given<'_, '_> {
    pub(super) fn check(&self, faults: &mut Vec<Diagnostic>) {
        for (name, fact) in &self.disclosure.facts {
            match find(self.disclose, name) {
                Some(given) => faults.extend(self.unfit(name, fact, given)),
                None if is_asked(self.site, self.view, fact) && !self.may_be_there(name) => {
                    faults.push(self.absent(name, fact));
                }
                None => {}
            }
        }
        faults.extend(self.disclose.facts.iter().filter_map(|given| self.unknown(given)));
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        self.disclosure.facts.iter().map(|(name, _)| name.as_str())
    }

    /// Whether a fact that has a fault of its own was probably meant for this one: told once.
    fn may_be_there(&self, name: &str) -> bool {
        if self.disclose.is_cut || self.disclose.unread.contains(name) {
            return true;
        }
        self.disclose.facts.iter().any(|given| {
            let unknown = self.known().all(|known| known != given.name.value);
            unknown && suggest::nearest(&given.name.value, self.known()) == Some(name)
        })
    }

    fn fault(&self, fact: &Fact, message: String) -> Diagnostic {
        let mut fault =
            Diagnostic::new(RULE, severity(self.site, self.disclosure, Some(fact)), message);
        let basis = fact.basis.as_ref().or(self.disclosure.sources.first());
        fault.clause = basis.map(|basis| self.site.policy.clause(&self.disclosure.pack, basis));
        fault
    }

    fn absent(&self, name: &str, fact: &Fact) -> Diagnostic {
        let disclosure = &self.disclose.name.value;
        let coming = coming(self.site, self.disclosure, Some(fact)).unwrap_or_default();
        let about = &fact.about;
        self.fault(fact, format!("the disclosure `{disclosure}` lacks `{name}`: {about}{coming}"))
            .at(self.disclose.head, format!("no `{name}` in this block"))
            .help(format!("add `{name} {}`", example(fact)))
    }

    fn unknown(&self, given: &GivenFact) -> Option<Diagnostic> {
        let name = &given.name.value;
        if self.disclose.is_cut || self.known().any(|known| known == name) {
            return None;
        }
        let message = format!("the disclosure `{}` has no `{name}`", self.disclose.name.value);
        let fault =
            Diagnostic::error("unknown-word", message).at(given.name.span, "not known here");
        Some(match suggest::nearest(name, self.known()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")).fix(
                FixSafety::Asks,
                given.name.span,
                near,
            ),
            None => {
                let listed: Vec<_> = self.known().map(|name| format!("`{name}`")).collect();
                fault.help(format!("its facts are {}", listed.join(", ")))
            }
        })
    }

    /// Faults of a value: of another type than asked, or beyond a limit.
    fn unfit(&self, name: &str, fact: &Fact, given: &GivenFact) -> Vec<Diagnostic> {
        let span = value_span(&given.value).unwrap_or(given.name.span);
        let wrong = |label: String| {
            let disclosure = &self.disclose.name.value;
            let message = format!("`{name}` of the disclosure `{disclosure}` will not do: {label}");
            let help = format!("write `{name} {}`: {}", example(fact), fact.about);
            vec![self.fault(fact, message).at(span, label).help(help)]
        };
        match (&fact.kind, &given.value) {
            (FactType::Text, Value::Text(_))
            | (FactType::Date, Value::Range(_))
            | (FactType::Percent, Value::Measure(_))
                if self.measure_fits(&fact.kind, &given.value) =>
            {
                Vec::new()
            }
            (FactType::Whole | FactType::Money, Value::Measure(_))
                if self.measure_fits(&fact.kind, &given.value) =>
            {
                Vec::new()
            }
            (FactType::Identifier { or, .. }, Value::Text(text)) if or.contains(&text.value) => {
                Vec::new()
            }
            (FactType::Identifier { forms, .. }, Value::Text(text)) => {
                self.number(name, fact, forms, text).into_iter().collect()
            }
            (FactType::Duration { at_least, at_most, runs_from }, Value::Duration(duration)) => {
                match beyond(duration.value, *at_least, *at_most) {
                    Some(limit) => wrong(counted(&limit, runs_from.as_deref())),
                    None => self.short_of_policy(name, fact, duration.value, span),
                }
            }
            (FactType::Choice(choices), Value::Names(_, names)) => {
                let known = |choice: &str| choices.iter().any(|known| known.name == choice);
                match names.as_slice() {
                    [one] if known(&one.value) => Vec::new(),
                    _ => {
                        let listed: Vec<_> =
                            choices.iter().map(|it| format!("`{}`", it.name)).collect();
                        wrong(format!("one of {}", listed.join(", ")))
                    }
                }
            }
            (FactType::Evidence(kinds), Value::Names(_, names)) => {
                names.iter().flat_map(|name| self.exhibit(fact, kinds, name)).collect()
            }
            (expected, _) => wrong(format!("{} belongs here", type_title(expected))),
        }
    }

    /// The number of a register.
    fn number(
        &self,
        name: &str,
        fact: &Fact,
        forms: &[&'static Form],
        text: &Spanned<String>,
    ) -> Option<Diagnostic> {
        let wrong = identifier::wrong(&text.value, forms, self.site.as_of)?;
        let disclosure = &self.disclose.name.value;
        let message = format!("`{name}` of the disclosure `{disclosure}` will not do");
        let mut fault = self.fault(fact, message).at(text.span, wrong.what);
        fault.severity = fault.severity.max(wrong.at_most);
        Some(fault.help(format!("write {}", wrong.looks)))
    }

    fn measure_fits(&self, kind: &FactType, value: &Value) -> bool {
        match (kind, value) {
            (FactType::Percent, Value::Measure(it)) => matches!(it.value, Measure::Percent(_)),
            (FactType::Money, Value::Measure(it)) => matches!(it.value, Measure::Money(_)),
            (FactType::Whole, Value::Measure(it)) => {
                matches!(&it.value, Measure::Number(number) if number.to_whole().is_some())
            }
            (FactType::Date, Value::Range(it)) => it.value.from() == it.value.to(),
            (FactType::Text, Value::Text(_)) => true,
            _ => false,
        }
    }

    /// Lawful, yet weaker than the site's own policy.
    fn short_of_policy(
        &self,
        name: &str,
        fact: &Fact,
        given: Duration,
        span: Span,
    ) -> Vec<Diagnostic> {
        let Some(limit) = beyond(given, fact.advise_at_least, fact.advise_at_most) else {
            return Vec::new();
        };
        let message = format!("`{name}` is lawful, but short of what the site itself asks");
        let mut fault = Diagnostic::warning(SHORT_RULE, message)
            .at(span, limit)
            .help("meet the site's own policy, or give the reason with `allow`");
        fault.clause = fact
            .advise_basis
            .as_ref()
            .map(|basis| self.site.policy.clause(&self.disclosure.pack, basis));
        vec![fault]
    }

    fn exhibit(&self, fact: &Fact, kinds: &[String], name: &Spanned<String>) -> Vec<Diagnostic> {
        let case = self.site.case;
        let known = case.evidence.iter().find(|it| it.item.id.value == name.value);
        let Some(evidence) = known else {
            if case.has_lost("evidence") || case.lost_names.contains(&name.value) {
                return Vec::new();
            }
            let all = case.evidence.iter().map(|it| it.item.id.value.as_str());
            let help = match suggest::nearest(&name.value, all) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the name of an `evidence` item".to_owned(),
            };
            let message = format!("no exhibit is called `{}`", name.value);
            return vec![
                Diagnostic::error("unknown-name", message)
                    .at(name.span, "leads nowhere")
                    .help(help),
            ];
        };
        let Some(kind) = &evidence.kind else { return Vec::new() };
        if kinds.is_empty() || kinds.contains(&kind.value) {
            return Vec::new();
        }
        let message =
            format!("the exhibit `{}` is of another kind than the disclosure asks", name.value);
        let fault = self
            .fault(fact, message)
            .at(name.span, format!("{} belongs here", any_of(kinds)))
            .also(kind.span, "this is its kind")
            .help(format!("name an exhibit of kind {}", any_of(kinds)));
        vec![fault]
    }
}

/// The limit that a duration misses, in words.
fn beyond(
    given: Duration,
    at_least: Option<Duration>,
    at_most: Option<Duration>,
) -> Option<String> {
    let short = at_least.filter(|limit| !limit.is_within(given));
    let long = at_most.filter(|limit| !given.is_within(*limit));
    match (short, long) {
        (Some(limit), _) => Some(format!("at least {limit}")),
        (None, Some(limit)) => Some(format!("at most {limit}")),
        (None, None) => None,
    }
}

/// The limit, and what the time is counted from.
fn counted(limit: &str, runs_from: Option<&str>) -> String {
    match runs_from {
        Some(event) => format!("{limit}, counted from {event}"),
        None => limit.to_owned(),
    }
}

fn type_title(kind: &FactType) -> &'static str {
    match kind {
        FactType::Text => "text in quotes",
        FactType::Identifier { .. } => "a number in quotes",
        FactType::Whole => "a whole number",
        FactType::Duration { .. } => "a length of time such as `14d`",
        FactType::Date => "a date",
        FactType::Percent => "a percentage",
        FactType::Money => "an amount such as `USD 24.99`",
        FactType::Choice(_) => "one of the choices",
        FactType::Evidence(_) => "the name of an exhibit",
    }
}

/// Where a fact's value stands.
fn value_span(value: &Value) -> Option<Span> {
    match value {
        Value::Text(it)
        | Value::File(it)
        | Value::Def(it)
        | Value::Choice(it)
        | Value::Language(it) => Some(it.span),
        Value::Names(_, names) | Value::Findings(names) => names.first().map(|name| name.span),
        Value::Open(_, it) => Some(it.span),
        Value::Prose(it) => Some(it.span),
        Value::Date(it) => Some(it.span),
        Value::Range(it) => Some(it.span),
        Value::Whole(it) => Some(it.span),
        Value::Duration(it) => Some(it.span),
        Value::Measure(it) => Some(it.span),
        Value::Comparison(it) => Some(it.span),
        Value::Formula(it) => Some(it.span),
        Value::Selector(it) => Some(it.span()),
        Value::Orders(orders) => orders.first().map(|order| order.span),
    }
}
