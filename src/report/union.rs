//! Defects of one order from several files are one order. In: the rows of the order-level download,
//! of feedback, returns and finances. Out: one [`UnitedOrder`] an order, and every point on which
//! the files disagree, at both places. The order-level download decides what counts; where there is
//! none, the other files are all that is known, which is told. Reads no text.

mod points;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::defects::{DefectOrder, smaller, two_dates};
use crate::report::feedback::Feedback;
use crate::report::finances::FinanceEvent;
use crate::report::returns::Return;
use crate::report::union::points::{denied, left_out, unconfirmed, unlisted, unmarked};
use crate::source::{Span, Spanned};
use crate::value::{Asin, Date, DateRange, DefectKind, Fulfilment, OrderId};

/// How many points of disagreement are told one by one.
const TOLD_MAX: usize = 20;

/// Days by which the dates of one order may differ: each report has its own time zone.
const DAYS_APART: u64 = 1;

/// The rows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceRows {
    /// The order-level download.
    Defects(Vec<DefectOrder>),
    /// Seller feedback of any number of stars.
    Feedback(Vec<Feedback>),
    /// Returns to the seller or to Amazon.
    Returns(Vec<Return>),
    /// Claims and chargebacks as they were booked.
    Finances(Vec<FinanceEvent>),
}

/// Which orders are asked about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The days of the orders.
    pub window: Option<DateRange>,
    /// The orders that count, of [`crate::report::count_orders`]; without them every order may.
    pub orders: Option<&'a BTreeSet<OrderId>>,
}

/// One order with a defect and what all files say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitedOrder {
    /// What counts, completed with reason and product where the download is silent.
    pub order: DefectOrder,
    /// Who carries the goods back.
    pub return_carrier: Option<Spanned<String>>,
    /// The tracking number of the way back; not that of the delivery.
    pub return_tracking: Option<Spanned<String>>,
    /// What the buyer wrote in the feedback.
    pub comment: Option<Spanned<String>>,
}

/// Joins the rows of all files, in whatever order they come.
///
/// **Shape**: sorted by order id, each order once.
/// **Errors**: warnings only: `reports-disagree` where another file shows a defect that the
/// download does not list, or denies one that it does; `defects-unconfirmed` where no download was
/// given. `date-ambiguous` is an error where two downloads date one order differently.
pub fn union(parts: Vec<SourceRows>, scope: &Scope<'_>) -> Outcome<Vec<UnitedOrder>> {
    let mut joining = Joining::default();
    let mut has_download = false;
    for part in parts {
        match part {
            SourceRows::Defects(orders) => {
                has_download = true;
                orders.into_iter().for_each(|order| joining.listed(order));
            }
            SourceRows::Feedback(list) => joining.feedback.extend(list),
            SourceRows::Returns(list) => joining.returns.extend(list),
            SourceRows::Finances(list) => joining.finances.extend(list),
        }
    }
    joining.feedback.sort_by_key(|item| (item.order.value.clone(), item.row));
    joining.returns.sort_by_key(|item| (item.order.value.clone(), item.row));
    joining.finances.sort_by_key(|item| (item.order.value.clone(), item.row));
    let claims = joining.claims();
    match has_download {
        true => {
            joining.compare(&claims, scope);
            joining.denials();
        }
        false => joining.take_over(&claims, scope),
    }
    joining.complete();
    joining.finish()
}

/// One defect that a file beside the download shows.
#[derive(Debug, Clone)]
struct Claim {
    order: Spanned<OrderId>,
    kind: DefectKind,
    /// The cell that says so.
    place: Span,
    /// Which file it is, in words.
    file: &'static str,
    /// The day of the order, where the file tells it.
    ordered: Option<Spanned<Date>>,
    /// A day on which the order was already made.
    known_on: Option<Date>,
    fulfilment: Option<Fulfilment>,
    row: Span,
}

impl Claim {
    /// Whether the order can be one that is asked about.
    fn is_asked(&self, scope: &Scope<'_>) -> bool {
        if let Some(orders) = scope.orders {
            return orders.contains(&self.order.value);
        }
        let Some(window) = scope.window else { return true };
        match &self.ordered {
            Some(date) => window.contains(date.value),
            None => self.known_on.is_none_or(|day| day >= window.from()),
        }
    }
}

/// What was joined so far.
#[derive(Default)]
struct Joining {
    orders: BTreeMap<OrderId, UnitedOrder>,
    feedback: Vec<Feedback>,
    returns: Vec<Return>,
    finances: Vec<FinanceEvent>,
    faults: Vec<Diagnostic>,
}

impl Joining {
    /// Takes an order of a download.
    fn listed(&mut self, order: DefectOrder) {
        let Some(known) = self.orders.get_mut(&order.id.value) else {
            self.orders.insert(order.id.value.clone(), alone(order));
            return;
        };
        if let (Some(one), Some(other)) = (&known.order.date, &order.date)
            && one.value != other.value
        {
            self.faults.push(two_dates(&order.id.value, one, other));
        }
        known.order.absorb(order);
    }

    /// All defects that the other files show, each kind of an order once.
    fn claims(&self) -> Vec<Claim> {
        let mut found: BTreeMap<(OrderId, DefectKind), Claim> = BTreeMap::new();
        let all = self.of_returns().chain(self.of_finances()).chain(self.of_feedback());
        for claim in all {
            found.entry((claim.order.value.clone(), claim.kind)).or_insert(claim);
        }
        found.into_values().collect()
    }

    fn of_returns(&self) -> impl Iterator<Item = Claim> {
        let is_claim = |item: &&Return| item.a_to_z.as_ref().is_some_and(|flag| flag.value);
        self.returns.iter().filter(is_claim).map(|item| Claim {
            order: item.order.clone(),
            kind: DefectKind::AToZ,
            place: item.a_to_z.as_ref().map_or(item.row, |flag| flag.span),
            file: "report of returns",
            ordered: item.ordered.clone(),
            known_on: item.returned.as_ref().map(|date| date.value),
            fulfilment: Some(item.fulfilment),
            row: item.row,
        })
    }

    fn of_finances(&self) -> impl Iterator<Item = Claim> {
        self.finances.iter().map(|item| Claim {
            order: item.order.clone(),
            kind: item.kind,
            place: item.order.span,
            file: "finances",
            ordered: None,
            known_on: item.posted.as_ref().map(|date| date.value),
            fulfilment: None,
            row: item.row,
        })
    }

    fn of_feedback(&self) -> impl Iterator<Item = Claim> {
        self.feedback.iter().filter(|item| item.is_negative()).map(|item| Claim {
            order: item.order.clone(),
            kind: DefectKind::NegativeFeedback,
            place: item.stars.span,
            file: "feedback report",
            ordered: None,
            known_on: item.date.as_ref().map(|date| date.value),
            fulfilment: None,
            row: item.row,
        })
    }

    /// Tells every defect that the download does not list.
    fn compare(&mut self, claims: &[Claim], scope: &Scope<'_>) {
        let first = self.orders.values().map(|united| united.order.row).min();
        let mut outside = Vec::new();
        for claim in claims {
            match self.orders.get(&claim.order.value) {
                Some(united) if united.order.kinds.contains_key(&claim.kind) => {}
                Some(united) => self.faults.push(unmarked(claim, &united.order)),
                None if claim.is_asked(scope) => self.faults.push(unlisted(claim, first)),
                None => outside.push(claim),
            }
        }
        self.faults.extend(left_out(&outside));
    }

    /// Takes the other files for the truth: there is no download.
    fn take_over(&mut self, claims: &[Claim], scope: &Scope<'_>) {
        let (asked, outside): (Vec<&Claim>, Vec<&Claim>) =
            claims.iter().partition(|claim| claim.is_asked(scope));
        for claim in &asked {
            let order = DefectOrder {
                id: claim.order.clone(),
                date: claim.ordered.clone(),
                fulfilment: claim.fulfilment,
                kinds: BTreeMap::from([(claim.kind, claim.place)]),
                reason: None,
                asin: None,
                tracking: None,
                ticket: None,
                row: claim.row,
            };
            match self.orders.get_mut(&claim.order.value) {
                Some(known) => known.order.absorb(order),
                None => {
                    self.orders.insert(claim.order.value.clone(), alone(order));
                }
            }
        }
        self.faults.extend(left_out(&outside));
        self.faults.extend(asked.first().map(|claim| unconfirmed(claim, self.orders.len())));
    }

    /// Tells every defect of the download that another file denies.
    fn denials(&mut self) {
        let mut says: BTreeMap<(&OrderId, DefectKind), (Vec<bool>, Span)> = BTreeMap::new();
        for item in &self.returns {
            if let Some(flag) = &item.a_to_z {
                let key = (&item.order.value, DefectKind::AToZ);
                says.entry(key).or_insert((Vec::new(), flag.span)).0.push(flag.value);
            }
        }
        for item in &self.feedback {
            let key = (&item.order.value, DefectKind::NegativeFeedback);
            says.entry(key).or_insert((Vec::new(), item.stars.span)).0.push(item.is_negative());
        }
        for ((id, kind), (answers, place)) in says {
            let marked = self.orders.get(id).and_then(|united| united.order.kinds.get(&kind));
            if let Some(marked) = marked
                && !answers.contains(&true)
            {
                self.faults.push(denied(id, kind, *marked, place));
            }
        }
    }

    /// Completes the orders with what only the other files say.
    fn complete(&mut self) {
        let mut found: BTreeMap<&OrderId, Details> = BTreeMap::new();
        for item in &self.returns {
            found.entry(&item.order.value).or_default().take(item);
        }
        for (id, details) in found {
            if let Some(united) = self.orders.get_mut(id) {
                self.faults.extend(details.other_day(&united.order));
                details.give(united);
            }
        }
        for item in self.feedback.iter().filter(|item| item.is_negative()) {
            if let Some(united) = self.orders.get_mut(&item.order.value) {
                smaller(&mut united.comment, item.comment.clone());
            }
        }
    }

    fn finish(mut self) -> Outcome<Vec<UnitedOrder>> {
        self.faults.sort_by_key(|fault| (fault.severity, fault.primary().map(|label| label.span)));
        let more = self.faults.len().saturating_sub(TOLD_MAX);
        if let Some(first) = self.faults.get(TOLD_MAX).filter(|_| more > 1) {
            let message = format!("the reports disagree on {more} more points");
            let mut rest = Diagnostic::new("reports-disagree", first.severity, message)
                .help("look at the points above first; the next run shows the others");
            if let Some(label) = first.primary() {
                rest = rest.at(label.span, "the first of them");
            }
            self.faults.truncate(TOLD_MAX);
            self.faults.push(rest);
        }
        Outcome::new(self.orders.into_values().collect(), self.faults)
    }
}

fn alone(order: DefectOrder) -> UnitedOrder {
    UnitedOrder { order, return_carrier: None, return_tracking: None, comment: None }
}

/// What the returns of one order say; of several the smallest, so that their order does not matter.
#[derive(Default)]
struct Details {
    ordered: Option<Spanned<Date>>,
    reason: Option<Spanned<String>>,
    asin: Option<Spanned<Asin>>,
    carrier: Option<Spanned<String>>,
    tracking: Option<Spanned<String>>,
}

impl Details {
    fn take(&mut self, item: &Return) {
        smaller(&mut self.ordered, item.ordered.clone());
        smaller(&mut self.reason, item.reason.clone());
        smaller(&mut self.asin, item.asin.clone());
        smaller(&mut self.carrier, item.carrier.clone());
        smaller(&mut self.tracking, item.tracking.clone());
    }

    /// The fault where the returns date the order differently.
    fn other_day(&self, order: &DefectOrder) -> Option<Diagnostic> {
        let (one, other) = (order.date.as_ref()?, self.ordered.as_ref()?);
        let apart = one.value.days_since(other.value).unsigned_abs();
        if apart <= DAYS_APART {
            return None;
        }
        let id = &order.id.value;
        let message = format!("order `{id}` is of {} or of {}", one.value, other.value);
        let fault = Diagnostic::warning("reports-disagree", message)
            .at(other.span, "the report of returns gives this day")
            .also(one.span, "the order-level defect report this one, which counts");
        Some(
            fault
                .help("download both reports again; the window is decided by the day of the order"),
        )
    }

    fn give(self, united: &mut UnitedOrder) {
        let order = &mut united.order;
        order.date = order.date.take().or(self.ordered);
        order.reason = order.reason.take().or(self.reason);
        order.asin = order.asin.take().or(self.asin);
        united.return_carrier = self.carrier;
        united.return_tracking = self.tracking;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, proptest};

    use crate::report::columns::ColumnMap;
    use crate::report::union::{Scope, SourceRows, UnitedOrder, union};
    use crate::report::{DateForm, read_defects, read_feedback, read_finances, read_returns};
    use crate::source::{SourceId, Sources, Spanned};
    use crate::value::{Date, DateRange, OrderId};

    const DEFECTS: &str = "order-id,order-date,kind,reason\n";
    const FEEDBACK: &str = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n";
    const RETURNS: &str =
        "Order ID\tOrder date\tReturn carrier\tTracking ID\tA-to-Z Claim\tASIN\tReturn reason\n";

    fn id(number: u32) -> String {
        format!("304-0000000-{number:07}")
    }

    /// Each file by the letter that it begins with: `d`efects, `f`eedback, `r`eturns, finances `[`.
    fn rows(text: &str, source: SourceId) -> SourceRows {
        let bound = ColumnMap::new();
        let form = DateForm::of_site("de");
        match text.as_bytes().first() {
            Some(b'D') => SourceRows::Feedback(read_feedback(text, source, form, &bound).value),
            Some(b'O') => SourceRows::Returns(read_returns(text, source, &bound).value),
            Some(b'{') => SourceRows::Finances(read_finances(text, source).value),
            _ => SourceRows::Defects(read_defects(text, source).value),
        }
    }

    fn line(united: &UnitedOrder) -> String {
        fn text<T: ToString>(value: &Option<Spanned<T>>) -> String {
            value.as_ref().map_or("-".to_owned(), |value| value.value.to_string())
        }
        let order = &united.order;
        let kinds: Vec<_> = order.kinds.keys().map(|kind| kind.as_str()).collect();
        [
            order.id.value.as_str()[18..].to_owned(),
            text(&order.date),
            kinds.join("+"),
            text(&order.reason),
            text(&order.asin),
            text(&united.return_carrier),
            text(&united.comment),
        ]
        .join(" ")
    }

    fn join(files: &[String], scope: &Scope<'_>) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let parts = files.iter().zip('a'..).map(|(text, name)| {
            let source = sources.add(name.to_string(), text.as_str());
            rows(text, source)
        });
        let outcome = union(parts.collect(), scope);
        for fault in &outcome.diagnostics {
            assert!(fault.primary().is_some() && fault.help.is_some(), "{fault:?}");
        }
        let faults = outcome.diagnostics.iter().map(|fault| {
            let also = fault.labels.iter().filter(|label| !label.primary);
            let also = also.map(|label| {
                let source = sources.get(label.span.source);
                format!(" & {}:{}", source.name, source.position(label.span.start).line + 1)
            });
            fault.one_line(&sources) + &also.collect::<String>()
        });
        (outcome.value.iter().map(line).collect(), faults.collect())
    }

    fn check(files: &[String], scope: &Scope<'_>, orders: &[&str], faults: &[&str]) {
        let (found_orders, found_faults) = join(files, scope);
        assert_eq!(found_orders, orders);
        assert_eq!(found_faults, faults);
    }

    fn files() -> [String; 4] {
        [
            format!(
                "{DEFECTS}{},2026-09-01,a-to-z,\n{},2026-09-02,chargeback,late\n",
                id(1),
                id(2)
            ),
            format!("{RETURNS}{}\t01-Sep-2026\tDHL\tT1\tY\tB0CE6L1110\tCR-X\n", id(1)),
            format!("{FEEDBACK}5.9.26\t2\tnie da\t\t{}\te\n5.9.26\t3\t\t\t{}\te\n", id(2), id(3)),
            format!("{{\"ChargebackEventList\":[{{\"AmazonOrderId\":\"{}\"}}]}}", id(2)),
        ]
    }

    #[test]
    fn joins_what_several_files_say() {
        let [defects, returns, feedback, finances] = files();
        let defects = defects + &format!("{},2026-09-02,negative-feedback,\n", id(2));
        let orders = [
            "1 2026-09-01 a-to-z CR-X B0CE6L1110 DHL -",
            "2 2026-09-02 chargeback+negative-feedback late - - nie da",
        ];
        check(&[defects, returns, feedback, finances], &Scope::default(), &orders, &[]);
    }

    #[test]
    fn lists_what_the_files_disagree_on() {
        let [defects, returns, feedback, finances] = files();
        let listed = [
            "1 2026-09-01 a-to-z CR-X B0CE6L1110 DHL -",
            "2 2026-09-02 chargeback late - - nie da",
        ];
        let fault = "c:2:8: warning[reports-disagree]: the feedback report shows negative-feedback \
                     for order `304-0000000-0000002`, the order-level defect report does not & a:3";
        let all = [defects.clone(), returns.clone(), feedback, finances];
        check(&all, &Scope::default(), &listed, &[fault]);

        let others = [
            defects.clone(),
            returns.replace(&id(1), &id(4)),
            format!("{FEEDBACK}5.9.26\t4\t\t\t{}\te\n", id(2)),
        ];
        let listed = ["1 2026-09-01 a-to-z - - - -", "2 2026-09-02 chargeback late - - -"];
        let fault = "b:2:40: warning[reports-disagree]: the report of returns shows a-to-z for \
                     order `304-0000000-0000004`, which the order-level defect report does not \
                     list & a:2";
        check(&others, &Scope::default(), &listed, &[fault]);
        let counted: BTreeSet<OrderId> = OrderId::parse(&id(1)).into_iter().collect();
        let fault = "b:2:40: advice[reports-disagree]: 1 defect is of an order that is not asked \
                     about";
        let scope = Scope { orders: Some(&counted), window: None };
        check(&others, &scope, &listed, &[fault]);
        let day = |day| Date::new(2026, 10, day).expect("a day");
        let scope = Scope { window: DateRange::new(day(1), day(9)), orders: None };
        check(&others, &scope, &listed, &[fault]);

        let denied = [defects, returns.replace("\tY\t", "\tN\t").replace("01-Sep", "04-Sep")];
        let listed =
            ["1 2026-09-01 a-to-z CR-X B0CE6L1110 DHL -", "2 2026-09-02 chargeback late - - -"];
        let faults = [
            "b:2:21: warning[reports-disagree]: order `304-0000000-0000001` is of 2026-09-01 or of \
             2026-09-04 & a:2",
            "b:2:40: advice[reports-disagree]: order `304-0000000-0000001` is marked a-to-z, which \
             another report does not show & a:2",
        ];
        check(&denied, &Scope::default(), &listed, &faults);
    }

    #[test]
    fn tells_that_nothing_confirms_the_defects() {
        let [_, returns, feedback, finances] = files();
        let orders = [
            "1 2026-09-01 a-to-z CR-X B0CE6L1110 DHL -",
            "2 - chargeback+negative-feedback - - - nie da",
        ];
        let fault = "a:2:40: warning[defects-unconfirmed]: 2 orders have a defect by files that \
                     Amazon does not count by";
        check(&[returns, feedback, finances], &Scope::default(), &orders, &[fault]);
        check(&[], &Scope::default(), &[], &[]);
    }

    #[test]
    fn tells_at_most_twenty_points() {
        let claims = |range: std::ops::Range<u32>| {
            let row = |number| format!("{}\t\t\t\tY\t\t\n", id(number));
            format!("{RETURNS}{}", range.map(row).collect::<String>())
        };
        for (count, told) in [(20, 20), (21, 21), (40, 21)] {
            let files = [files()[0].clone(), claims(100..100 + count)];
            assert_eq!(join(&files, &Scope::default()).1.len(), told, "{count}");
        }
    }

    const KINDS: [&str; 3] = ["a-to-z", "chargeback", "negative-feedback"];

    proptest! {
        #[test]
        fn rows_shuffled_doubled_and_split_are_the_same_orders(
            (rows, shuffled) in prop::collection::vec((0..9u32, 0..3usize), 1..20).prop_flat_map(
                |rows| {
                    let twice = [rows.clone(), rows.clone()].concat();
                    (Just(rows), Just(twice).prop_shuffle())
                },
            ),
            at in any::<prop::sample::Index>(),
        ) {
            let file = |rows: &[(u32, usize)]| {
                let row = |(number, kind): &(u32, usize)| {
                    format!("{},2026-09-01,{},\n", id(*number), KINDS[*kind])
                };
                format!("{DEFECTS}{}", rows.iter().map(row).collect::<String>())
            };
            let (one, other) = shuffled.split_at(at.index(shuffled.len()));
            let [_, returns, feedback, finances] = files();
            let rest = [returns, feedback, finances];
            let whole = [vec![file(&rows)], rest.to_vec()].concat();
            let split = [rest.to_vec(), vec![file(one), file(other)]].concat();
            let (whole, split) = (join(&whole, &Scope::default()), join(&split, &Scope::default()));
            prop_assert_eq!(whole.0, split.0);
            prop_assert_eq!(whole.1.len(), split.1.len());
        }
    }
}
