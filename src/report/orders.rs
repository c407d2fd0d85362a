//! The orders of a window: the lower number of the order defect rate. In: the decoded text of the
//! all-orders report. Out: the ids of the orders that count. Knows no defect and no case.
//!
//! **Source**: reference `amazon.md` section 2.5 and
//! `samples/excerpts/all-orders-headers-variants.md`: columns by name, never by place; rows per
//! item and duplicates are normal; the report covers the whole region; rows of `Non-Amazon` (orders
//! from elsewhere that Amazon ships) do not count.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::cells::{malformed_id, unknown_fulfilment};
use crate::report::day::{ambiguous, read_day};
use crate::report::faults::{Faults, quote};
use crate::report::header::{is_one_of, missing};
use crate::report::table::{Cell, Row, Table, breaks_off};
use crate::source::{SourceId, Span};
use crate::value::Fulfilment;
use crate::value::{DateRange, OrderId};

/// How many sales channels are named in a help.
const CHANNELS_SHOWN: usize = 8;

/// Which orders are counted.
#[derive(Debug, Clone, Copy)]
pub struct OrderFilter<'a> {
    /// The days of the order, both ends counted, in UTC.
    pub window: DateRange,
    /// Who sends the goods.
    pub fulfilment: Fulfilment,
    /// The shop as the report writes it: `Amazon.co.uk`.
    pub sales_channel: &'a str,
}

/// The names of the four columns that are needed.
pub(crate) const ORDER: &[&str] = &["amazon-order-id", "order-id"];
pub(crate) const DATE: &[&str] = &["purchase-date"];
pub(crate) const FULFILMENT: &[&str] = &["fulfillment-channel", "fulfilment-channel"];
pub(crate) const CHANNEL: &[&str] = &["sales-channel"];
const NEEDED: [&[&str]; 4] = [ORDER, DATE, FULFILMENT, CHANNEL];

/// Whether a header is this report's.
pub(crate) fn knows(header: &[String]) -> bool {
    let has = |names: &&[&str]| header.iter().any(|name| is_one_of(name, names));
    NEEDED.iter().all(has)
}

/// Finds the distinct orders of a window, a fulfilment and a sales channel.
///
/// The day of an order is that of its `purchase-date` in UTC, as the report writes it; the
/// marketplace's time zone is not applied. Orders of every status count, cancelled ones too:
/// whether Amazon counts those is not published (reference `amazon.md` section 7).
///
/// **Errors**: `data-empty`, also where no row fits; `data-column-missing`, `data-not-readable`,
/// and of rows that may count `order-id-malformed` and `date-ambiguous`. At most 20 are told.
pub fn count_orders(
    text: &str,
    source: SourceId,
    filter: &OrderFilter<'_>,
) -> Outcome<BTreeSet<OrderId>> {
    let mut table = Table::open(text, source);
    let header = table.header().clone();
    let mut counting = Counting::default();
    if !header.cells().is_empty() {
        let columns = match Columns::find(&header) {
            Ok(columns) => columns,
            Err(faults) => return Outcome::new(BTreeSet::new(), faults),
        };
        for row in table.by_ref() {
            let is_last = row.span.end == text.len();
            if row.cells().len() < columns.least() || is_last && is_shorter(&row, &header) {
                counting.fault(breaks_off(&row));
                continue;
            }
            counting.take(&row, &columns, filter);
        }
    }
    if let Some(fault) = table.fault() {
        counting.faults.add(fault.clone());
    } else if counting.orders.is_empty() && !counting.has_faults {
        counting.faults.add(nothing_fits(&counting.channels, &header, source, filter));
    }
    Outcome::new(counting.orders, counting.faults.finish())
}

/// Where the needed columns are.
struct Columns {
    order: usize,
    date: usize,
    fulfilment: usize,
    channel: usize,
}

impl Columns {
    /// How many cells a row has at least.
    fn least(&self) -> usize {
        1 + self.order.max(self.date).max(self.fulfilment).max(self.channel)
    }

    fn find(header: &Row<'_>) -> Result<Self, Vec<Diagnostic>> {
        let place =
            |names: &[&str]| header.cells().iter().position(|cell| is_one_of(&cell.text, names));
        let found = (place(ORDER), place(DATE), place(FULFILMENT), place(CHANNEL));
        if let (Some(order), Some(date), Some(fulfilment), Some(channel)) = found {
            return Ok(Self { order, date, fulfilment, channel });
        }
        let used = |cell: &&Cell<'_>| NEEDED.iter().any(|names| is_one_of(&cell.text, names));
        let unused: Vec<_> = header.cells().iter().filter(|cell| !used(cell)).collect();
        let absent = NEEDED.iter().filter(|names| place(names).is_none());
        Err(absent.map(|names| missing(header, names, &unused)).collect())
    }
}

/// Whether a row without line end stops before the last column: the file breaks off in it.
fn is_shorter(row: &Row<'_>, header: &Row<'_>) -> bool {
    row.cells().len() < header.cells().len()
}

/// What was counted so far.
#[derive(Default)]
struct Counting {
    orders: BTreeSet<OrderId>,
    channels: BTreeSet<String>,
    faults: Faults,
    has_faults: bool,
}

impl Counting {
    fn take(&mut self, row: &Row<'_>, columns: &Columns, filter: &OrderFilter<'_>) {
        let channel = row.cell(columns.channel);
        if !channel.text.eq_ignore_ascii_case(filter.sales_channel) {
            return self.remember(channel);
        }
        let (order, date) = (row.cell(columns.order), row.cell(columns.date));
        let fulfilment = row.cell(columns.fulfilment);
        match Fulfilment::parse(&fulfilment.text) {
            None => return self.fault(unknown_fulfilment(fulfilment)),
            Some(found) if found != filter.fulfilment => return,
            Some(_) => {}
        }
        if is_from_elsewhere(&order.text) {
            return;
        }
        match read_day(&date.text) {
            None => return self.fault(ambiguous(date)),
            Some(day) if !filter.window.contains(day) => return,
            Some(_) => {}
        }
        match OrderId::parse(&order.text) {
            Some(id) => {
                self.orders.insert(id);
            }
            None => self.fault(malformed_id(row, Some(order))),
        }
    }

    fn remember(&mut self, channel: &Cell<'_>) {
        let has_room = self.channels.len() < CHANNELS_SHOWN;
        if has_room && !channel.is_empty() && !self.channels.contains(channel.text.as_ref()) {
            self.channels.insert(channel.text.clone().into_owned());
        }
    }

    fn fault(&mut self, fault: Diagnostic) {
        self.has_faults = true;
        self.faults.add(fault);
    }
}

/// Ids of multi-channel orders: `S01-…`, `S02-…`.
///
/// **Source**: reference `amazon.md` section 3.
pub(crate) fn is_from_elsewhere(id: &str) -> bool {
    let mut bytes = id.bytes();
    matches!(bytes.next(), Some(b'S' | b's')) && bytes.next().is_some_and(|b| b.is_ascii_digit())
}

fn nothing_fits(
    channels: &BTreeSet<String>,
    header: &Row<'_>,
    source: SourceId,
    filter: &OrderFilter<'_>,
) -> Diagnostic {
    let (shop, window) = (quote(filter.sales_channel), filter.window);
    let by = filter.fulfilment.as_str();
    let message = format!("no order of {shop}, fulfilled by {by}, lies in {window}");
    let span = match header.cells().is_empty() {
        true => Span::new(source, 0, 0),
        false => header.span,
    };
    let found = channels.iter().map(|channel| quote(channel)).collect::<Vec<_>>().join(", ");
    let help = match channels.is_empty() {
        true => "download the all-orders report for the days of the window".to_owned(),
        false => format!("download the report for this shop and window; other shops here: {found}"),
    };
    Diagnostic::error("data-empty", message).at(span, "nothing to count below this").help(help)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};

    use crate::report::orders::{OrderFilter, count_orders};
    use crate::source::Sources;
    use crate::value::Fulfilment;
    use crate::value::{Date, DateRange};

    const HEADER: &str = "amazon-order-id\tmerchant-order-id\tpurchase-date\torder-status\t\
                          fulfillment-channel\tsales-channel\tproduct-name\tasin\tquantity\n";

    fn filter(fulfilment: Fulfilment) -> OrderFilter<'static> {
        let day = |text| Date::parse(text).expect("a day");
        let window = DateRange::new(day("2026-08-10"), day("2026-10-08")).expect("a range");
        OrderFilter { window, fulfilment, sales_channel: "Amazon.de" }
    }

    fn row(id: &str, time: &str, rest: &str) -> String {
        format!("{id}\t{id}\t{time}\t{}\n", rest.replace(' ', "\t"))
    }

    /// The last digits of the orders, and the faults in their plain form.
    fn count(text: &str, fulfilment: Fulfilment) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add("orders.txt", text);
        let outcome = count_orders(text, source, &filter(fulfilment));
        for fault in &outcome.diagnostics {
            assert!(fault.primary().is_some() && fault.help.is_some(), "{fault:?}");
        }
        let faults = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources)).collect();
        (outcome.value.iter().map(|id| id.as_str()[12..].to_owned()).collect(), faults)
    }

    fn check(rows: &[String], seller: &[&str], amazon: &[&str]) {
        let text = format!("{HEADER}{}", rows.concat());
        assert_eq!(count(&text, Fulfilment::Seller).0, seller);
        assert_eq!(count(&text, Fulfilment::Amazon).0, amazon);
    }

    #[test]
    fn counts_each_order_of_the_window_once() {
        let sold = "Shipped Merchant Amazon.de \"Büro B0CE6L1110 1";
        let id = |number: u32| format!("304-0000000-{number:07}");
        check(
            &[
                row(&id(1), "2026-08-10T00:00:00+00:00", sold),
                row(&id(1), "2026-08-10T00:00:00+00:00", sold),
                row(&id(2), "2026-10-08T23:59:59+00:00", sold),
                row(&id(3), "2026-08-09T23:59:59+00:00", sold),
                row(&id(4), "2026-10-09T00:00:00+00:00", sold),
                row(&id(5), "2026-09-01T10:00:00+00:00", "Shipped Amazon Amazon.de"),
                row(&id(6), "2026-09-01T10:00:00+00:00", "Shipped Merchant Amazon.fr"),
                row(&id(7), "2026-09-01T10:00:00+00:00", "Shipped Amazon Non-Amazon"),
                row("S01-0000000-0000001", "2026-09-01T10:00:00+00:00", "Shipped Amazon Amazon.de"),
                row(&id(8), "2026-09-01T10:00:00+00:00", "Cancelled Merchant amazon.de"),
                row(&id(9), "2026-08-10T02:00:00+09:00", sold),
                "\n \t \n".to_owned(),
            ],
            &["0000001", "0000002", "0000008"],
            &["0000005"],
        );
    }

    #[test]
    fn points_at_faults_of_rows_that_may_count() {
        let rows = [
            row("304-1", "2026-09-01T10:00:00+00:00", "Shipped Merchant Amazon.de"),
            row("304-0000000-0000001", "01.09.2026", "Shipped Merchant Amazon.de"),
            row("304-0000000-0000001", "2026-09-01", "Shipped Drone Amazon.de"),
            row("304-2", "01.09.2026", "Shipped Merchant Amazon.fr"),
        ];
        for (text, faults) in [
            (
                format!("{HEADER}{}", rows.concat()),
                &[
                    "orders.txt:2:1: error[order-id-malformed]: `304-1` is not an order id",
                    "orders.txt:3:41: error[date-ambiguous]: `01.09.2026` can be read as more than \
                     one day, or as none",
                    "orders.txt:4:60: error[data-not-readable]: `Drone` does not say who fulfilled \
                     the order",
                ][..],
            ),
            (
                format!("{HEADER}{}", rows[3]),
                &["orders.txt:1:1: error[data-empty]: no order of `Amazon.de`, \
                  fulfilled by seller, lies in 2026-08-10 .. 2026-10-08"],
            ),
            (
                String::new(),
                &["orders.txt:1:1: error[data-empty]: no order of `Amazon.de`, \
                  fulfilled by seller, lies in 2026-08-10 .. 2026-10-08"],
            ),
            (
                HEADER.replace("sales-channel", "sale-channel").replace("purchase-date", "day"),
                &[
                    "orders.txt:1:1: error[data-column-missing]: there is no column \
                     `purchase-date`",
                    "orders.txt:1:72: error[data-column-missing]: there is no column \
                     `sales-channel`",
                ],
            ),
        ] {
            assert_eq!(count(&text, Fulfilment::Seller).1, faults);
        }
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_of_rows_matters(
            rows in prop::collection::vec((0..30u8, 1..31u8, any::<u16>()), 1..40),
        ) {
            let line = |(id, day, _): &(u8, u8, u16)| {
                let time = format!("2026-10-{day:02}T10:00:00+00:00");
                row(&format!("304-0000000-00000{id:02}"), &time, "Shipped Merchant Amazon.de")
            };
            let mut twice = [rows.clone(), rows.clone()].concat();
            twice.sort_by_key(|row| row.2);
            let text = |rows: &[(u8, u8, u16)]| {
                format!("{HEADER}{}", rows.iter().map(line).collect::<String>())
            };
            prop_assert_eq!(
                count(&text(&rows), Fulfilment::Seller),
                count(&text(&twice), Fulfilment::Seller)
            );
        }

        #[test]
        fn no_text_panics(garbage in "[0-9a-zA-Z.\t\n\\-ü ]{0,80}|\\PC{0,40}", cut in 0..300usize) {
            let sold = row("304-0000000-0000001", "2026-09-01", "Shipped Merchant Amazon.de");
            let whole = format!("{HEADER}{sold}{garbage}");
            let cut = whole.floor_char_boundary(cut.min(whole.len()));
            count(&whole[..cut], Fulfilment::Seller);
            count(&whole, Fulfilment::Amazon);
            count(&garbage, Fulfilment::Seller);
        }
    }
}
