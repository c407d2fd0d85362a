//! Distinct orders of a stream, day by day. In: rows of the all-orders report. Out: [`OrderTally`].
//! An order is kept as one number of 17 digits, so that millions of them need little memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::day::read_day;
use crate::report::faults::{Faults, quote};
use crate::report::order_stream::{OrderFile, OrderRow, Streamed, stream_orders};
use crate::report::orders::{OrderFilter, is_from_elsewhere};
use crate::source::Span;
use crate::value::{Asin, Date, Fulfilment, OrderId};

/// The most distinct orders: with those that wait to be joined, some 300 MB of memory.
const ORDERS_MAX: usize = 10_000_000;

/// Rows are joined at the latest when so many are waiting.
const WAITING_MIN: usize = 1 << 16;

/// The orders of a window, each counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderTally {
    /// All orders.
    pub total: u64,
    /// Orders of each day that has one.
    pub by_day: BTreeMap<Date, u64>,
    /// Those of the orders asked about that were counted, with the first product of each.
    pub seen: BTreeMap<OrderId, Option<Asin>>,
    /// How much was read of each file.
    pub streamed: Vec<Streamed>,
}

/// Counts the distinct orders that [`crate::report::count_orders`] would find, in bounded memory;
/// an order that stands in several files counts once. `asked` are the orders to tell apart.
///
/// **Errors**: as [`stream_orders`]; `data-empty` where no row fits; and of rows that may count
/// `order-id-malformed`, `date-ambiguous` and `data-not-readable`, with the line in their words.
pub fn tally_orders(
    files: Vec<OrderFile<'_>>,
    filter: &OrderFilter<'_>,
    asked: &BTreeSet<OrderId>,
) -> io::Result<Outcome<OrderTally>> {
    let asked = asked.iter().filter_map(|id| Some((packed(id.as_str())?, id)));
    let asked: BTreeMap<u64, &OrderId> = asked.collect();
    let (mut orders, mut joined, mut seen) = (Vec::new(), 0, BTreeMap::new());
    let mut tally = OrderTally::default();
    let (mut faults, mut first) = (Vec::new(), None);
    for file in files {
        let place = file.place;
        first = first.or(Some(place));
        let faults_here = Faults::default();
        let mut counting =
            Counting { place, filter, asked: &asked, seen, orders, joined, faults: faults_here };
        let streamed = stream_orders(file, &mut |row| counting.take(row))?;
        tally.streamed.push(streamed.value);
        faults.extend(streamed.diagnostics);
        faults.extend(counting.faults.finish());
        (orders, joined, seen) = (counting.orders, counting.joined, counting.seen);
    }
    tally.seen = seen;
    join(&mut orders);
    for (_, day) in &orders {
        tally.total += 1;
        *tally.by_day.entry(*day).or_default() += 1;
    }
    if let Some(place) = first.filter(|_| tally.total == 0 && faults.is_empty()) {
        faults.push(nothing_fits(place, filter));
    }
    Ok(Outcome::new(tally, faults))
}

fn nothing_fits(place: Span, filter: &OrderFilter<'_>) -> Diagnostic {
    let (shop, by) = (quote(filter.sales_channel), filter.fulfilment.as_str());
    let message = format!("no order of {shop}, fulfilled by {by}, lies in {}", filter.window);
    Diagnostic::error("data-empty", message)
        .at(place, "nothing to count in this file")
        .help("download the all-orders report for this shop and the days of the window")
}

/// Keeps each order once, on its first day.
fn join(orders: &mut Vec<(u64, Date)>) {
    orders.sort_unstable();
    orders.dedup_by_key(|(order, _)| *order);
}

struct Counting<'a> {
    place: Span,
    filter: &'a OrderFilter<'a>,
    asked: &'a BTreeMap<u64, &'a OrderId>,
    seen: BTreeMap<OrderId, Option<Asin>>,
    /// Sorted and distinct up to `joined`; what follows waits.
    orders: Vec<(u64, Date)>,
    joined: usize,
    faults: Faults,
}

impl Counting<'_> {
    fn take(&mut self, row: &OrderRow<'_>) -> ControlFlow<()> {
        if !row.sales_channel.eq_ignore_ascii_case(self.filter.sales_channel) {
            return ControlFlow::Continue(());
        }
        match Fulfilment::parse(row.fulfilment) {
            None => self.fault(row, "data-not-readable", row.fulfilment, FULFILMENT),
            Some(found) if found != self.filter.fulfilment => {}
            Some(_) if is_from_elsewhere(row.order) => {}
            Some(_) => match (read_day(row.purchased), packed(row.order)) {
                (None, _) => self.fault(row, "date-ambiguous", row.purchased, DAY),
                (Some(day), _) if !self.filter.window.contains(day) => {}
                (Some(_), None) => self.fault(row, "order-id-malformed", row.order, ID),
                (Some(day), Some(order)) => {
                    if let Some(id) = self.asked.get(&order) {
                        let asin = self.seen.entry((*id).clone()).or_default();
                        *asin = asin.take().or_else(|| Asin::parse(row.asin));
                    }
                    return self.count(order, day);
                }
            },
        }
        ControlFlow::Continue(())
    }

    fn count(&mut self, order: u64, day: Date) -> ControlFlow<()> {
        self.orders.push((order, day));
        if self.orders.len() - self.joined >= WAITING_MIN.max(self.joined / 2) {
            join(&mut self.orders);
            self.joined = self.orders.len();
        }
        if self.joined <= ORDERS_MAX {
            return ControlFlow::Continue(());
        }
        let message = format!("the files hold more than {ORDERS_MAX} orders");
        let fault = Diagnostic::error("data-not-readable", message);
        self.faults.add(fault.at(self.place, "this file").help("give a report of fewer days"));
        ControlFlow::Break(())
    }

    fn fault(&mut self, row: &OrderRow<'_>, rule: &str, text: &str, what: &str) {
        let message = format!("line {}: {} {what}", row.line, quote(text));
        let fault = Diagnostic::error(rule, message).at(self.place, "this file");
        let help = "give the all-orders report as Amazon offers it, not saved by another program";
        self.faults.add(fault.help(help));
    }
}

const FULFILMENT: &str = "does not say who fulfilled the order";
const DAY: &str = "can be read as more than one day, or as none";
const ID: &str = "is not an order id";

/// The 17 digits of an order id as one number.
fn packed(id: &str) -> Option<u64> {
    let bytes = id.as_bytes();
    let has_shape = bytes.len() == 19 && bytes[3] == b'-' && bytes[11] == b'-';
    let mut digits = bytes.iter().enumerate().filter(|(at, _)| *at != 3 && *at != 11);
    digits.try_fold(0, |number, (_, digit)| {
        let is_fit = has_shape && digit.is_ascii_digit();
        is_fit.then(|| number * 10 + u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, proptest};

    use crate::report::decode::EncodingHint;
    use crate::report::order_stream::OrderFile;
    use crate::report::order_tally::tally_orders;
    use crate::report::orders::{OrderFilter, count_orders};
    use crate::source::{Sources, Span};
    use crate::value::{Date, DateRange, Fulfilment};

    static COLUMNS: BTreeMap<String, String> = BTreeMap::new();
    const HEADER: &str = "amazon-order-id\tpurchase-date\tfulfillment-channel\tsales-channel\n";

    fn filter() -> OrderFilter<'static> {
        let day = |text| Date::parse(text).expect("a day");
        let window = DateRange::new(day("2026-08-10"), day("2026-10-08")).expect("a range");
        OrderFilter { window, fulfilment: Fulfilment::Seller, sales_channel: "Amazon.de" }
    }

    /// Orders by day, and the faults in their plain form.
    fn tally(files: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let mut inputs: Vec<&[u8]> = files.iter().map(|text| text.as_bytes()).collect();
        let files = inputs.iter_mut().map(|input| {
            let place = Span::new(sources.add("o.txt", ""), 0, 0);
            OrderFile { input, place, hint: EncodingHint::Unknown, columns: &COLUMNS }
        });
        let tally =
            tally_orders(files.collect(), &filter(), &BTreeSet::new()).expect("memory is read");
        let days = tally.value.by_day.iter().map(|(day, count)| format!("{day} {count}"));
        let faults = tally.diagnostics.iter().map(|fault| fault.one_line(&sources));
        assert_eq!(tally.value.by_day.values().sum::<u64>(), tally.value.total);
        (days.collect(), faults.collect())
    }

    #[test]
    fn counts_each_order_once() {
        let rows = "304-0000000-0000001\t2026-08-10\tMerchant\tAmazon.de\n\
                    304-0000000-0000001\t2026-08-10\tMerchant\tAmazon.de\n\
                    304-0000000-0000002\t2026-08-10\tMerchant\tamazon.de\n\
                    304-0000000-0000003\t2026-08-11\tAmazon\tAmazon.de\n\
                    304-0000000-0000004\t2026-08-11\tMerchant\tNon-Amazon\n\
                    S01-0000000-0000004\t2026-08-11\tMerchant\tAmazon.de\n\
                    304-0000000-0000005\t2026-08-09\tMerchant\tAmazon.de\n\
                    004-0000000-0000006\t2026-08-12\tMerchant\tAmazon.de\n";
        let days = ["2026-08-10 2".to_owned(), "2026-08-12 1".to_owned()];
        let text = format!("{HEADER}{rows}");
        assert_eq!(tally(&[&text]), (days.to_vec(), Vec::new()));
        assert_eq!(tally(&[&text, HEADER, &text]), (days.to_vec(), Vec::new()));
    }

    #[test]
    fn points_at_faults() {
        let rows = "304-1\t2026-08-10\tMerchant\tAmazon.de\n\
                    304-0000000-0000001\t10/8/26\tMerchant\tAmazon.de\n\
                    304-0000000-0000001\t2026-08-10\tDrone\tAmazon.de\n";
        let faults = [
            "o.txt:1:1: error[order-id-malformed]: line 2: `304-1` is not an order id",
            "o.txt:1:1: error[date-ambiguous]: line 3: `10/8/26` can be read as more than one day, \
             or as none",
            "o.txt:1:1: error[data-not-readable]: line 4: `Drone` does not say who fulfilled the \
             order",
        ];
        assert_eq!(tally(&[&format!("{HEADER}{rows}")]).1, faults);
        let fault = "o.txt:1:1: error[data-empty]: no order of `Amazon.de`, fulfilled by seller, \
                     lies in 2026-08-10 .. 2026-10-08";
        assert_eq!(tally(&[HEADER, HEADER]).1, [fault]);
        assert_eq!(tally(&[]), (Vec::new(), Vec::new()));
    }

    proptest! {
        #[test]
        fn counts_what_the_reader_of_whole_texts_counts(
            (rows, shuffled) in prop::collection::vec(0..300u32, 1..400).prop_flat_map(|rows| {
                let twice = [rows.clone(), rows.clone()].concat();
                (Just(rows), Just(twice).prop_shuffle())
            }),
            at in any::<prop::sample::Index>(),
        ) {
            // One order has one day.
            let row = |number: &u32| {
                let day = 1 + number % 28;
                format!("304-0000000-{number:07}\t2026-08-{day:02}\tMerchant\tAmazon.de\n")
            };
            let text = |rows: &[u32]| -> String {
                std::iter::once(HEADER.to_owned()).chain(rows.iter().map(row)).collect()
            };
            let whole = text(&rows);
            let (one, other) = shuffled.split_at(at.index(shuffled.len()));
            let (days, faults) = tally(&[&whole]);
            prop_assert_eq!(&tally(&[&text(one), &text(other)]), &(days.clone(), faults));
            let source = Sources::default().add("", "");
            let expected = count_orders(&whole, source, &filter()).value.len();
            let counts = days.iter().filter_map(|day| day.split(' ').nth(1)?.parse::<usize>().ok());
            prop_assert_eq!(counts.sum::<usize>(), expected);
        }
    }
}
