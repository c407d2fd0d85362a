//! Help-desk tickets: any table with the time a ticket was opened and the time of the first reply.
//! In: decoded text, and columns that the user bound. Out: one [`Ticket`] a row. Reads no other
//! column, so that names and addresses of buyers never come in. Knows no case.

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::cells::words;
use crate::report::columns::{ColumnMap, Columns, Names, has_all};
use crate::report::day::Moment;
use crate::report::faults::{Faults, quote};
use crate::report::table::{Cell, Row, Table};
use crate::source::{SourceId, Span, Spanned};
use crate::value::OrderId;

/// One ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its number in the help desk.
    pub id: Option<Spanned<String>>,
    /// The order, where the cell is an order id.
    pub order: Option<Spanned<OrderId>>,
    /// When the buyer wrote.
    pub opened: Spanned<Moment>,
    /// When the seller first answered; `None` where no answer is recorded.
    pub replied: Option<Spanned<Moment>>,
    /// The whole row.
    pub row: Span,
}

impl Ticket {
    /// Minutes from opening to the first reply; `None` without reply.
    pub fn reply_minutes(&self) -> Option<u64> {
        let replied = self.replied.as_ref()?.value;
        u64::try_from(replied.minutes_since(self.opened.value)).ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Ticket,
    Order,
    Opened,
    Replied,
}

/// Columns by the names that help desks give them; others are bound by hand.
const NAMES: &Names<Field> = &[
    (Field::Opened, &["opened", "opened at", "created", "created at", "date created"]),
    (
        Field::Replied,
        &["replied", "first reply", "first reply at", "first response", "first response at"],
    ),
    (Field::Ticket, &["ticket", "ticket id", "ticket number", "id"]),
    (Field::Order, &["order id", "order", "order number", "amazon order id"]),
];

const NEEDED: [Field; 2] = [Field::Opened, Field::Replied];

/// Whether a header has the two columns that are needed.
pub(crate) fn knows(header: &[String]) -> bool {
    has_all(header, NAMES, &NEEDED)
}

/// Reads the tickets; `bound` names columns as `opened`, `replied`, `ticket` and `order id`.
///
/// **Errors**: `data-empty`, `data-column-missing`, `data-not-readable`, `date-ambiguous` of a time
/// that cannot be read, and as a warning of a reply before its ticket. At most 20 are told.
pub fn read_tickets(text: &str, source: SourceId, bound: &ColumnMap) -> Outcome<Vec<Ticket>> {
    let mut table = Table::open(text, source);
    let (mut list, mut faults) = (Vec::new(), Faults::default());
    let header = table.header().clone();
    let mut rows = 0usize;
    if !header.cells().is_empty() {
        let columns = match Columns::find(&header, NAMES, &NEEDED, bound) {
            Ok(columns) => columns,
            Err(faults) => return Outcome::new(Vec::new(), faults),
        };
        for row in table.by_ref() {
            rows += 1;
            list.extend(one(&row, &columns, &mut faults));
        }
    }
    if let Some(fault) = table.fault() {
        faults.add(fault.clone());
    } else if rows == 0 {
        faults.add(empty(&header, source));
    }
    Outcome::new(list, faults.finish())
}

fn empty(header: &Row<'_>, source: SourceId) -> Diagnostic {
    let span = match header.cells().is_empty() {
        true => Span::new(source, 0, 0),
        false => header.span,
    };
    Diagnostic::error("data-empty", "the file lists no ticket")
        .at(span, "nothing stands below this")
        .help("export the tickets of the days that the plan speaks of")
}

fn one(row: &Row<'_>, columns: &Columns<Field>, faults: &mut Faults) -> Option<Ticket> {
    let cell = |field| columns.cell(row, field);
    let Some(opened) = cell(Field::Opened) else {
        let fault = Diagnostic::error("date-ambiguous", "the ticket has no time of opening");
        faults.add(fault.at(row.span, "this ticket").help(FORM));
        return None;
    };
    let opened = moment(opened, faults)?;
    let replied = cell(Field::Replied).and_then(|cell| moment(cell, faults));
    let replied = replied.filter(|replied| {
        let is_after = replied.value >= opened.value;
        if !is_after {
            let fault = Diagnostic::warning("date-ambiguous", "the reply comes before the ticket")
                .at(replied.span, "this reply is not counted")
                .also(opened.span, "the ticket was opened here");
            faults.add(fault.help("check which column holds the first reply"));
        }
        is_after
    });
    let order = cell(Field::Order);
    let order = order.and_then(|cell| Some(Spanned::new(OrderId::parse(&cell.text)?, cell.span)));
    Some(Ticket { id: cell(Field::Ticket).map(words), order, opened, replied, row: row.span })
}

const FORM: &str = "write times as `2026-10-01T04:20:00`, in UTC or with `+02:00` behind";

fn moment(cell: &Cell<'_>, faults: &mut Faults) -> Option<Spanned<Moment>> {
    let moment = Moment::read(&cell.text);
    if moment.is_none() {
        let message = format!("{} is no day with a time", quote(&cell.text));
        let fault = Diagnostic::error("date-ambiguous", message);
        faults.add(fault.at(cell.span, "when was this?").help(FORM));
    }
    Some(Spanned::new(moment?, cell.span))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use crate::report::columns::ColumnMap;
    use crate::report::tickets::read_tickets;
    use crate::source::Sources;

    fn check(text: &str, bound: &[(&str, &str)], tickets: &[&str], faults: &[&str]) {
        let mut sources = Sources::default();
        let source = sources.add("t.csv", text);
        let pair = |(field, column): &(&str, &str)| ((*field).to_owned(), (*column).to_owned());
        let bound: ColumnMap = bound.iter().map(pair).collect();
        let outcome = read_tickets(text, source, &bound);
        let lines = outcome.value.iter().map(|ticket| {
            let id = ticket.id.as_ref().map_or("-", |id| id.value.as_str());
            let order = ticket.order.as_ref().map_or("-", |order| order.value.as_str());
            let minutes = ticket.reply_minutes().map_or("-".to_owned(), |m| m.to_string());
            format!("{id} {order} {} {minutes}", ticket.opened.value.date)
        });
        assert_eq!(lines.collect::<Vec<_>>(), tickets, "{text}");
        let found = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources));
        assert_eq!(found.collect::<Vec<_>>(), faults, "{text}");
    }

    #[test]
    fn reads_tickets() {
        check(
            "ticket,opened,first_reply,order_id,requester\n\
             T1,2026-10-01T04:20:00,2026-10-02T21:20:00,112-6709957-3420126,a@example.com\n\
             T2,2026-10-01 04:20,,none,b\n",
            &[],
            &["T1 112-6709957-3420126 2026-10-01 2460", "T2 - 2026-10-01 -"],
            &[],
        );
        check(
            "Vorgang;Eingang;Antwort\n7;2026-10-01 04:20;2026-10-01 05:20\n",
            &[("opened", "Eingang"), ("replied", "antwort"), ("ticket", "Vorgang")],
            &["7 - 2026-10-01 60"],
            &[],
        );
    }

    #[test]
    fn points_at_faults() {
        check("", &[], &[], &["t.csv:1:1: error[data-empty]: the file lists no ticket"]);
        check(
            "a,b\n",
            &[],
            &[],
            &[
                "t.csv:1:1: error[data-column-missing]: there is no column `opened`",
                "t.csv:1:1: error[data-column-missing]: there is no column `replied`",
            ],
        );
        check(
            "opened,replied\n1/10/26 4:20,\n,2026-10-01 04:20\n2026-10-02 00:00,2026-10-01 00:00\n",
            &[],
            &["- - 2026-10-02 -"],
            &[
                "t.csv:2:1: error[date-ambiguous]: `1/10/26 4:20` is no day with a time",
                "t.csv:3:1: error[date-ambiguous]: the ticket has no time of opening",
                "t.csv:4:18: warning[date-ambiguous]: the reply comes before the ticket",
            ],
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let source = Sources::default().add("", "");
            read_tickets(&text, source, &ColumnMap::new());
            read_tickets(&format!("opened,replied\n{text}"), source, &ColumnMap::new());
        }
    }
}
