//! What ties the days of a case together. In: the days, and an order of days of a pack. Out: a
//! claim for each two days that it is about. Knows no date but to find the latest exhibit.

use crate::case::{Action, Evidence, Item};
use crate::check::site::SiteCase;
use crate::check::timeline::days::{Days, Meaning, Tie};
use crate::check::timeline::system::Claim;
use crate::policy::pattern::Pattern;
use crate::policy::timeline::{Among, DayOf, DayOrder};
use crate::policy::types::Each;
use crate::source::{Span, Spanned};

impl<'c> Days<'c> {
    /// Ties all days of the case that one order of days is about.
    pub fn tie_all(&mut self, site: &SiteCase<'c>, what: (&'c str, &'c DayOrder)) {
        let order = what.1;
        let items = (order.earlier.item(), order.later.item());
        if let (Each::Case, each) | (each, Each::Case) = items {
            let case = site.head.item.id.value.as_str();
            for id in ids(site, each, order) {
                let of = |day: DayOf| if day.item() == Each::Case { case } else { id };
                self.tie_two(what, (of(order.earlier), of(order.later)), None);
            }
        } else if items.0 == items.1 {
            for id in ids(site, items.0, order) {
                self.tie_two(what, (id, id), None);
            }
        } else if let (Each::Evidence, each) | (each, Each::Evidence) = items {
            for (id, proof) in owners(site, each, order.among) {
                for name in self.chosen(site, order, proof) {
                    let evidence = site.exhibit(&name.value).map(|it| it.item.id.value.as_str());
                    let Some(evidence) = evidence else { continue };
                    let of = |day: DayOf| if day.item() == each { id } else { evidence };
                    let ends = (of(order.earlier), of(order.later));
                    self.tie_two(what, ends, Some(name.span));
                }
            }
        } else {
            for action in &site.actions {
                let id = action.item.id.value.as_str();
                for target in &action.fixes {
                    let finding = target.finding.value.as_str();
                    let of = |day: DayOf| if day.item() == Each::Action { id } else { finding };
                    let ends = (of(order.earlier), of(order.later));
                    self.tie_two(what, ends, Some(target.finding.span));
                }
            }
        }
    }

    fn tie_two(
        &mut self,
        what: (&'c str, &'c DayOrder),
        ends: (&'c str, &'c str),
        at: Option<Span>,
    ) {
        let (rule, order) = what;
        // A day that nobody gives, such as that of a camera in a PDF, ties nothing.
        let point = |day: DayOf, id| self.points.get(&(day, id)).copied();
        let (Some(earlier), Some(later)) =
            (point(order.earlier, ends.0), point(order.later, ends.1))
        else {
            return;
        };
        let claim = Claim::order(earlier, later, order.slack_days);
        self.claims.push(if at.is_some() { claim } else { claim.as_law() });
        let mut items = vec![(order.earlier.item(), ends.0), (order.later.item(), ends.1)];
        items.dedup();
        self.meanings.push(Meaning::Tie(Tie { rule, order, at, items }));
    }

    /// The exhibits of a proof that an order of days is about.
    fn chosen(
        &self,
        site: &SiteCase<'c>,
        order: &DayOrder,
        proof: &'c [Spanned<String>],
    ) -> Vec<&'c Spanned<String>> {
        let fits = |name: &&'c Spanned<String>| {
            site.exhibit(&name.value).is_some_and(|evidence| is_meant(evidence, order))
        };
        let named: Vec<&Spanned<String>> = proof.iter().filter(fits).collect();
        if order.among == Among::Proof {
            return named;
        }
        let day = if order.later.item() == Each::Evidence { order.later } else { order.earlier };
        let date = |day: DayOf, name: &Spanned<String>| {
            let id = site.exhibit(&name.value)?.item.id.value.as_str();
            self.known.get(&(day, id)).copied()
        };
        // One that does not carry the day itself counts by the day on which it was made.
        let dated = named.iter().map(|name| {
            let own = date(day, name);
            (own.or_else(|| date(DayOf::EvidenceMadeUntil, name)), own.is_some(), *name)
        });
        let dated: Vec<_> = dated.collect();
        if dated.iter().any(|(date, ..)| date.is_none()) {
            return Vec::new();
        }
        let latest = dated.into_iter().max_by_key(|(date, is_own, _)| (*date, !*is_own));
        latest.filter(|(_, is_own, _)| *is_own).map(|(.., name)| name).into_iter().collect()
    }
}

/// The items of a kind that an order of days is about.
fn ids<'c>(site: &SiteCase<'c>, each: Each, order: &DayOrder) -> Vec<&'c str> {
    let id = |item: &'c Item| item.id.value.as_str();
    match each {
        Each::Case => vec![id(&site.head.item)],
        Each::Finding => site.findings.iter().map(|it| id(&it.item)).collect(),
        Each::Action => site.actions.iter().map(|it| id(&it.item)).collect(),
        Each::Remedy => site.remedies.iter().map(|it| id(&it.item)).collect(),
        Each::Evidence => {
            let meant = site.evidence.iter().filter(|it| is_meant(it, order));
            meant.map(|it| id(&it.item)).collect()
        }
        Each::Site | Each::Related | Each::Dispute | Each::Submission => Vec::new(),
    }
}

/// The items of a kind with the exhibits that prove them, or their effect.
fn owners<'c>(
    site: &SiteCase<'c>,
    each: Each,
    among: Among,
) -> Vec<(&'c str, &'c [Spanned<String>])> {
    let findings = || site.findings.iter().map(|it| (it.item.id.value.as_str(), &it.proof[..]));
    let remedies = || site.remedies.iter().map(|it| (it.item.id.value.as_str(), &it.proof[..]));
    let actions = || site.actions.iter();
    let measured = |it: &'c Action| it.verify.as_ref().map_or(&[][..], |verify| &verify.proof[..]);
    match (each, among) {
        (Each::Finding, _) => findings().collect(),
        (Each::Remedy, _) => remedies().collect(),
        (Each::Action, Among::LatestMeasured) => {
            actions().map(|it| (it.item.id.value.as_str(), measured(it))).collect()
        }
        (Each::Action, _) => {
            actions().map(|it| (it.item.id.value.as_str(), &it.proof[..])).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether an order of days is about an exhibit.
fn is_meant(evidence: &Evidence, order: &DayOrder) -> bool {
    let kind = evidence.kind.as_ref().map(|kind| kind.value.as_str());
    let fits = order.kinds.is_empty()
        || kind.is_some_and(|kind| order.kinds.iter().any(|known| known == kind));
    let titles = evidence.titles.iter().map(|title| title.text.value.as_str());
    let mut words = titles.chain(evidence.alt.iter().map(|alt| alt.value.as_str()));
    let excuses = |pattern: &Pattern| words.any(|words| !pattern.find(words).is_empty());
    fits && !order.unless.as_ref().is_some_and(excuses)
}
