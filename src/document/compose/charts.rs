//! Charts as data: the Pareto of kinds and causes (R14), the timeline (R30).

use crate::case::ActionKind;
use crate::check::holes::covered_by_finding;
use crate::document::compose::Composer;
use crate::document::wording::capital;
use crate::document::{Bar, Bars, Timeline, TimelineRow};
use crate::value::{Date, DateRange, DefectKind, Percent};

/// Days between two ticks of the timeline's axis.
const TICK_DAYS: i64 = 14;

impl Composer<'_, '_> {
    /// How many defect orders are of each kind; an order of two kinds is in both bars.
    pub(super) fn kinds_chart(&self) -> Bars {
        let bars = DefectKind::ALL
            .into_iter()
            .map(|kind| self.bar(kind.title().to_owned(), self.site.data.count(kind)));
        Bars { caption: "Defect orders by kind".to_owned(), bars: ranked(bars.collect()) }
    }

    /// How many defect orders each cause explains.
    pub(super) fn causes_chart(&self) -> Bars {
        let bars = self.site.findings.iter().map(|finding| {
            let covered = covered_by_finding(self.site, finding).len() as u64;
            self.bar(capital(&self.cause_title(finding)), covered)
        });
        Bars { caption: "Defect orders by cause".to_owned(), bars: ranked(bars.collect()) }
    }

    fn bar(&self, label: String, count: u64) -> Bar {
        let whole = self.site.data.with_defect();
        let share = Percent::rounded(count, whole);
        let share = share.map_or(String::new(), |it| format!(" ({})", self.wording.percent(it)));
        let value =
            format!("{} of {}{share}", self.wording.number(count), self.wording.number(whole));
        Bar { label, count, whole, value }
    }

    /// Everything with a date, on one axis.
    pub(super) fn timeline(&self) -> Option<Timeline> {
        let events = self.events();
        let first = events.iter().map(|event| event.days.from()).min()?;
        let last = events.iter().map(|event| event.days.to()).max()?;
        let day = |date: Date| date.days_since(first);
        let rows = events.iter().map(|event| TimelineRow {
            label: event.label.clone(),
            from: day(event.days.from()),
            to: day(event.days.to()),
            tone: event.tone.to_owned(),
        });
        let days = day(last).max(1);
        let mut ticks = Vec::new();
        let mut at = 0;
        while at <= days {
            let date = first.plus_days(at.unsigned_abs());
            let (_, _, number) = date.parts();
            ticks.push((at, format!("{} {number}", &date.month_name()[..3])));
            at += TICK_DAYS.max((days / 8 / 7).max(1) * 7);
        }
        let caption = "Timeline of the problem and of what was done".to_owned();
        Some(Timeline { caption, days, ticks, rows: rows.collect() })
    }

    /// The dated statements of the case, earliest first.
    pub(super) fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let mut add = |label: String, days: Option<DateRange>, tone: &'static str| {
            events.extend(days.map(|days| Event { label, days, tone }));
        };
        let window = self.site.site.window.as_ref();
        add("Window of the metric".to_owned(), window.map(|it| it.value), "window");
        let dates = self.site.data.defects().iter().filter_map(|order| order.date.as_ref());
        let dates: Vec<Date> = dates.map(|date| date.value).collect();
        let orders = dates.iter().min().zip(dates.iter().max());
        let orders = orders.and_then(|(first, last)| DateRange::new(*first, *last));
        add("First to last defect order".to_owned(), orders, "event");
        let head = self.site.head;
        add(
            "Notice received".to_owned(),
            head.noticed.as_ref().and_then(|it| day(it.value)),
            "event",
        );
        for submission in &self.site.submissions {
            let sent = submission.sent.as_ref().and_then(|it| day(it.value));
            add("Earlier plan sent".to_owned(), sent, "event");
            let rejected = submission.rejected.as_ref().and_then(|it| day(it.value));
            add("More was asked".to_owned(), rejected, "event");
        }
        for action in self.corrective().into_iter().chain(self.preventive()) {
            let label = self.action_label(&action.item.id.value).unwrap_or_default();
            let tone = match action.kind.value {
                ActionKind::Contain => "contain",
                ActionKind::Correct => "correct",
                ActionKind::Prevent => "prevent",
            };
            let submit = self.checked.submit();
            let in_force = action
                .since
                .as_ref()
                .and_then(|since| DateRange::new(since.value, submit.max(since.value)));
            let done = action.done.as_ref().map(|done| done.value);
            let words = action.item.id.value.replace('-', " ");
            add(format!("{label} · {}", capital(&words)), done.or(in_force), tone);
        }
        for remedy in &self.site.remedies {
            let done = remedy.done.as_ref().map(|done| done.value);
            add("Buyers compensated".to_owned(), done, "remedy");
        }
        add("This plan is submitted".to_owned(), day(self.checked.submit()), "event");
        events.sort_by_key(|event| (event.days.from(), event.days.to()));
        events
    }
}

/// A dated statement.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// What happened.
    pub(super) label: String,
    /// When.
    pub(super) days: DateRange,
    /// Its colour.
    pub(super) tone: &'static str,
}

fn day(date: Date) -> Option<DateRange> {
    DateRange::new(date, date)
}

/// Largest first; equal ones stay in their order.
fn ranked(mut bars: Vec<Bar>) -> Vec<Bar> {
    bars.retain(|bar| bar.count > 0);
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
    bars
}
