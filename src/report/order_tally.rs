//! Distinct orders of a stream, day by day. In: rows of the all-orders report. Out: [`OrderTally`].
//! An order is kept as one number of 17 digits, so that millions of them need little memory.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::ControlFlow;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::day::read_day;
use crate::report::decode::EncodingHint;
use crate::report::faults::{Faults, quote};
use crate::report::order_stream::{OrderRow, Streamed, stream_orders};
use crate::report::orders::{OrderFilter, is_from_elsewhere};
use crate::source::Span;
use crate::value::{Date, Fulfilment, OrderId};

/// The most distinct orders of one file: 320 MB of memory.
const ORDERS_MAX: usize = 20_000_000;

/// Rows are joined at the latest when so many are waiting.
const WAITING_MIN: usize = 1 << 16;

/// The orders of a window, each counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderTally {
    /// All orders.
    pub total: u64,
    /// Orders of each day that has one.
    pub by_day: BTreeMap<Date, u64>,
    /// How much was read.
    pub streamed: Streamed,
}

/// Counts the distinct orders that [`crate::report::count_orders`] would find, in bounded memory.
///
/// **Errors**: as [`stream_orders`], and of rows that may count `order-id-malformed`,
/// `date-ambiguous` and `data-not-readable`, with the line in their words.
pub fn tally_orders(
    input: &mut dyn Read,
    place: (Span, EncodingHint),
    filter: &OrderFilter<'_>,
) -> io::Result<Outcome<OrderTally>> {
    let mut counting = Counting {
        place: place.0,
        filter,
        orders: Vec::new(),
        joined: 0,
        faults: Faults::default(),
    };
    let streamed = stream_orders(input, place, &mut |row| counting.take(row))?;
    counting.join();
    let mut tally = OrderTally { streamed: streamed.value, ..OrderTally::default() };
    for (_, day) in &counting.orders {
        tally.total += 1;
        *tally.by_day.entry(*day).or_default() += 1;
    }
    let mut faults = streamed.diagnostics;
    faults.extend(counting.faults.finish());
    Ok(Outcome::new(tally, faults))
}

struct Counting<'a> {
    place: Span,
    filter: &'a OrderFilter<'a>,
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
                (Some(day), Some(order)) => return self.count(order, day),
            },
        }
        ControlFlow::Continue(())
    }

    fn count(&mut self, order: u64, day: Date) -> ControlFlow<()> {
        self.orders.push((order, day));
        if self.orders.len() - self.joined >= self.joined.max(WAITING_MIN) {
            self.join();
        }
        if self.joined <= ORDERS_MAX {
            return ControlFlow::Continue(());
        }
        let message = format!("the file holds more than {ORDERS_MAX} orders");
        let fault = Diagnostic::error("data-not-readable", message);
        self.faults.add(fault.at(self.place, "this file").help("give a report of fewer days"));
        ControlFlow::Break(())
    }

    /// Keeps each order once, on its first day.
    fn join(&mut self) {
        self.orders.sort_unstable();
        self.orders.dedup_by_key(|(order, _)| *order);
        self.joined = self.orders.len();
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
    OrderId::parse(id)?;
    let digits = id.bytes().filter(u8::is_ascii_digit);
    Some(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    use crate::report::decode::EncodingHint;
    use crate::report::order_tally::tally_orders;
    use crate::report::orders::{OrderFilter, count_orders};
    use crate::source::{Sources, Span};
    use crate::value::{Date, DateRange, Fulfilment};

    const HEADER: &str = "amazon-order-id\tpurchase-date\tfulfillment-channel\tsales-channel\n";

    fn filter() -> OrderFilter<'static> {
        let day = |text| Date::parse(text).expect("a day");
        let window = DateRange::new(day("2026-08-10"), day("2026-10-08")).expect("a range");
        OrderFilter { window, fulfilment: Fulfilment::Seller, sales_channel: "Amazon.de" }
    }

    /// Orders by day, the faults, and what the reader of whole texts counts.
    fn count(text: &str) -> (Vec<String>, Vec<String>, usize) {
        let mut sources = Sources::default();
        let source = sources.add("o.txt", text);
        let place = (Span::new(source, 0, 0), EncodingHint::Unknown);
        let tally = tally_orders(&mut text.as_bytes(), place, &filter()).expect("memory is read");
        let days = tally.value.by_day.iter().map(|(day, count)| format!("{day} {count}"));
        let faults = tally.diagnostics.iter().map(|fault| fault.one_line(&sources));
        assert_eq!(tally.value.by_day.values().sum::<u64>(), tally.value.total);
        let whole = count_orders(text, source, &filter()).value.len();
        (days.collect(), faults.collect(), whole)
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
        assert_eq!(count(&format!("{HEADER}{rows}")), (days.to_vec(), Vec::new(), 3));
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
        assert_eq!(count(&format!("{HEADER}{rows}")).1, faults);
    }

    proptest! {
        #[test]
        fn counts_what_the_reader_of_whole_texts_counts(
            rows in prop::collection::vec(0..300u32, 0..400),
        ) {
            // One order has one day.
            let row = |number: &u32| {
                let day = 1 + number % 28;
                format!("304-0000000-{number:07}\t2026-08-{day:02}\tMerchant\tAmazon.de\n")
            };
            let text = format!("{HEADER}{}", rows.iter().map(row).collect::<String>());
            let (days, _, whole) = count(&text);
            let counts = days.iter().filter_map(|day| day.split(' ').nth(1)?.parse::<usize>().ok());
            let total: usize = counts.sum();
            prop_assert_eq!(total, whole);
        }
    }
}
