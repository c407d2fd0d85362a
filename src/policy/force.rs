//! From when to when a source is in force. In: the source and the days of a case. Out: [`Force`].
//! Knows no law: `from`, `until` and `on` come from the pack.

use crate::policy::Policy;
use crate::policy::types::{Basis, HoldsFor, SourceText};
use crate::value::Date;

/// The days of a case that decide which law holds.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// The day of the check; what came into force later is only announced.
    pub as_of: Date,
    /// The day on which the plan is sent.
    pub submission: Option<Date>,
    /// The last day of the window.
    pub orders: Option<Date>,
}

/// Whether a source is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// It is.
    Holds,
    /// Not yet on the day of the check, but on the day that counts.
    Comes(Date),
    /// It is not, or no longer.
    Lapsed,
}

impl SourceText {
    /// Whether it is in force in a case.
    pub fn force(&self, days: &Days) -> Force {
        let day = match self.holds_for {
            HoldsFor::Submission => days.submission,
            HoldsFor::Orders => days.orders,
        };
        let day = day.unwrap_or(days.as_of);
        let is_over = self.until.is_some_and(|until| day.min(days.as_of) > until);
        match self.from {
            _ if is_over => Force::Lapsed,
            Some(from) if day < from => Force::Lapsed,
            Some(from) if days.as_of < from => Force::Comes(from),
            _ => Force::Holds,
        }
    }
}

impl Policy {
    /// Whether something that rests on any of these is in force: the best of them decides.
    pub fn force<'b>(&self, bases: impl IntoIterator<Item = &'b Basis>, days: &Days) -> Force {
        let mut best: Option<Force> = None;
        for basis in bases {
            let force = match basis {
                Basis::Convention => Force::Holds,
                // An unknown source is told when the pack is loaded.
                Basis::Source(id) => {
                    self.sources.get(&id.value).map_or(Force::Holds, |source| source.force(days))
                }
            };
            best = match (best, force) {
                (Some(Force::Holds), _) | (_, Force::Holds) => Some(Force::Holds),
                (Some(Force::Comes(day)), Force::Comes(other)) => {
                    Some(Force::Comes(day.min(other)))
                }
                (Some(Force::Comes(day)), _) | (_, Force::Comes(day)) => Some(Force::Comes(day)),
                (_, Force::Lapsed) => Some(Force::Lapsed),
            };
        }
        best.unwrap_or(Force::Holds)
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::force::{Days, Force};
    use crate::policy::types::{Confidence, HoldsFor, SourceKind, SourceText};
    use crate::source::{SourceId, Sources, Span};
    use crate::value::Date;

    #[test]
    fn days_decide() {
        let on = |text: &str| Date::parse(text).expect("the test writes dates");
        let mut sources = Sources::default();
        let place: SourceId = sources.add("p.yaml", "");
        let check = |holds_for, [as_of, submission, orders]: [&str; 3], expected| {
            let source = SourceText {
                title: String::new(),
                url: None,
                kind: SourceKind::Law,
                confidence: Confidence::Known,
                from: Some(on("2026-06-19")),
                until: Some(on("2026-12-31")),
                holds_for,
                span: Span::new(place, 0, 0),
            };
            let days = Days {
                as_of: on(as_of),
                submission: Some(on(submission)),
                orders: Some(on(orders)),
            };
            assert_eq!(source.force(&days), expected, "{as_of} {submission} {orders}");
        };
        let [day_before, first, last, day_after] =
            ["2026-06-18", "2026-06-19", "2026-12-31", "2027-01-01"];
        let coming = Force::Comes(on(first));
        check(HoldsFor::Submission, [day_before, day_before, first], Force::Lapsed);
        check(HoldsFor::Submission, [first, day_before, first], Force::Lapsed);
        check(HoldsFor::Submission, [day_before, first, day_before], coming);
        check(HoldsFor::Submission, [first, first, day_before], Force::Holds);
        check(HoldsFor::Submission, [day_after, last, day_before], Force::Holds);
        check(HoldsFor::Submission, [last, day_after, day_before], Force::Holds);
        check(HoldsFor::Submission, [day_after, day_after, day_before], Force::Lapsed);
        check(HoldsFor::Orders, [day_after, day_after, day_before], Force::Lapsed);
        check(HoldsFor::Orders, [day_after, day_after, first], Force::Holds);
        check(HoldsFor::Orders, [day_after, day_after, last], Force::Holds);
    }
}
