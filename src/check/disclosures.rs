//! What a site's law makes the plan say (R51). In: a case as one site sees it. Out: a fault for
//! each disclosure or fact that is missing or unfit, with the law that asks for it.

use std::collections::BTreeSet;

use crate::case::{Disclose, Fact as GivenFact, Value};
use crate::check::rules::any_of;
use crate::check::site::SiteCase;
use crate::check::view::View;
use crate::diagnostic::{Diagnostic, FixSafety, Severity};
use crate::policy::types::{Disclosure, Fact, FactType, Look};
use crate::suggest;
use crate::value::{Duration, Measure};

/// The published name of the rule.
pub const RULE: &str = "disclosure-missing";

/// The published name of the rule about what is lawful, yet weaker than the site's own policy.
pub const SHORT_RULE: &str = "disclosure-short-of-policy";

/// Checks every disclosure that the site asks for.
pub fn check(site: &SiteCase<'_>, view: &View<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, disclosure) in asked(site, view) {
        if disclosure.automatic {
            continue;
        }
        match given(site, name) {
            Some(disclose) => Given { site, view, disclose, disclosure }.check(&mut faults),
            None if has_rule_of_its_own(site, view, name) => {}
            None => faults.push(missing(site, view, name, disclosure)),
        }
    }
    faults
}

/// Whether a rule of the pack asks for a disclosure in this case: then the rule tells it.
fn has_rule_of_its_own(site: &SiteCase<'_>, view: &View<'_>, name: &str) -> bool {
    let quoted = format!("'{name}'");
    site.policy.rules.iter().any(|rule| {
        let Look::Require(expression) = &rule.look else { return false };
        let asks = expression.reads("site", "disclosures") && expression.text().contains(&quoted);
        asks && rule.level.severity().is_some() && view.applies(rule.when.as_ref())
    })
}

/// The disclosures that apply to this case on this site, in the order of their names.
pub fn asked<'p>(site: &SiteCase<'p>, view: &View<'_>) -> Vec<(&'p String, &'p Disclosure)> {
    let applies = |disclosure: &Disclosure| {
        let is_looked_for = disclosure.automatic || disclosure.level.severity().is_some();
        is_looked_for && view.applies(disclosure.when.as_ref())
    };
    if site.site.item.damaged.contains("disclose") {
        return Vec::new();
    }
    let policy = site.policy;
    policy.disclosures.iter().filter(|(_, disclosure)| applies(disclosure)).collect()
}

/// Kinds of exhibit that missing disclosures would cite.
pub fn awaited_kinds(site: &SiteCase<'_>, view: &View<'_>) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for (name, disclosure) in asked(site, view) {
        for (fact_name, fact) in &disclosure.facts {
            let is_given =
                given(site, name).is_some_and(|disclose| find(disclose, fact_name).is_some());
            if let (false, FactType::Evidence(wanted)) = (is_given, &fact.kind) {
                kinds.extend(wanted.iter().cloned());
            }
        }
    }
    kinds
}

fn given<'c>(site: &SiteCase<'c>, name: &str) -> Option<&'c Disclose> {
    site.site.discloses.iter().find(|disclose| disclose.name.value == name)
}

fn find<'c>(disclose: &'c Disclose, name: &str) -> Option<&'c GivenFact> {
    disclose.facts.iter().find(|fact| fact.name.value == name)
}

/// Whether a fact is asked for in this case.
pub fn is_asked(fact: &Fact, view: &View<'_>) -> bool {
    view.applies(fact.when.as_ref())
}

fn severity(disclosure: &Disclosure) -> Severity {
    disclosure.level.severity().expect("only asked disclosures are checked")
}

fn missing(
    site: &SiteCase<'_>,
    view: &View<'_>,
    name: &str,
    disclosure: &Disclosure,
) -> Diagnostic {
    let message =
        format!("`{}` asks for a disclosure that is not there: {}", site.code(), disclosure.title);
    let facts = disclosure.facts.iter().filter(|(_, fact)| is_asked(fact, view));
    let facts: Vec<String> =
        facts.map(|(name, fact)| format!("{name} {}", example(fact))).collect();
    let mut fault = Diagnostic::new(RULE, severity(disclosure), message)
        .at(site.site.item.head, format!("no `disclose {name}` in this block"))
        .help(format!("add `disclose {name} {{ {} }}`", facts.join("; ")));
    fault.clause =
        disclosure.sources.first().map(|basis| site.policy.clause(&disclosure.pack, basis));
    fault
}

/// What a fact looks like when it is written.
fn example(fact: &Fact) -> String {
    match &fact.kind {
        FactType::Text => "\"…\"".to_owned(),
        FactType::Whole => "12".to_owned(),
        FactType::Duration { at_least, at_most } => {
            at_least.or(*at_most).map_or("14d".to_owned(), |limit| limit.to_string())
        }
        FactType::Date => "2026-11-05".to_owned(),
        FactType::Percent => "99%".to_owned(),
        FactType::Money => "USD 24.99".to_owned(),
        FactType::Choice(choices) => {
            choices.first().map_or(String::new(), |choice| choice.name.clone())
        }
        FactType::Evidence(_) => "EXHIBIT".to_owned(),
    }
}

/// One disclosure that the seller supplied.
struct Given<'a, 'c> {
    site: &'a SiteCase<'c>,
    view: &'a View<'c>,
    disclose: &'c Disclose,
    disclosure: &'a Disclosure,
}

impl Given<'_, '_> {
    fn check(&self, faults: &mut Vec<Diagnostic>) {
        for (name, fact) in &self.disclosure.facts {
            match find(self.disclose, name) {
                Some(given) => faults.extend(self.unfit(name, fact, given)),
                None if is_asked(fact, self.view) && !self.may_be_there(name) => {
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
        let mut fault = Diagnostic::new(RULE, severity(self.disclosure), message);
        let basis = fact.basis.as_ref().or(self.disclosure.sources.first());
        fault.clause = basis.map(|basis| self.site.policy.clause(&self.disclosure.pack, basis));
        fault
    }

    fn absent(&self, name: &str, fact: &Fact) -> Diagnostic {
        let disclosure = &self.disclose.name.value;
        self.fault(fact, format!("the disclosure `{disclosure}` lacks `{name}`: {}", fact.about))
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
            (FactType::Duration { at_least, at_most }, Value::Duration(duration)) => {
                match beyond(duration.value, *at_least, *at_most) {
                    Some(limit) => wrong(limit),
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
        span: crate::source::Span,
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

    fn exhibit(
        &self,
        fact: &Fact,
        kinds: &[String],
        name: &crate::source::Spanned<String>,
    ) -> Vec<Diagnostic> {
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
    let short = at_least.filter(|limit| given.hours() < limit.hours());
    let long = at_most.filter(|limit| given.hours() > limit.hours());
    match (short, long) {
        (Some(limit), _) => Some(format!("at least {limit}")),
        (None, Some(limit)) => Some(format!("at most {limit}")),
        (None, None) => None,
    }
}

fn type_title(kind: &FactType) -> &'static str {
    match kind {
        FactType::Text => "text in quotes",
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
fn value_span(value: &Value) -> Option<crate::source::Span> {
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
        Value::Selector(it) => Some(it.span()),
        Value::Orders(orders) => orders.first().map(|order| order.span),
    }
}
