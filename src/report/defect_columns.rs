//! The columns of the order-level defect report. In: its header. Out: where each column is that is
//! kept; any other column is passed over, among them all that name a buyer.
//!
//! **Source**: reference `samples/excerpts/odr-order-level-download.md` (Amazon publishes no header
//! of this file), `feedback-localised-headers.tsv` for the order number in other languages, and the
//! project's own `order-id,order-date,kind,reason,asin,tracking,ticket`.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::report::columns::{ColumnMap, bound_name};
use crate::report::header::{is_one_of, missing};
use crate::report::table::{Cell, Row};
use crate::value::DefectKind;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// The order id.
    Order,
    /// The order date.
    Date,
    /// Who fulfilled the order.
    Fulfilment,
    /// The kind of defect by name: the long form.
    Kind,
    /// Whether the order has this kind: the wide form.
    Mark(DefectKind),
    /// Whether the order has a fault that the order defect rate does not count.
    Other,
    /// What went wrong.
    Reason,
    /// The product.
    Asin,
    /// The tracking number.
    Tracking,
    /// The help-desk ticket.
    Ticket,
}

const A_TO_Z: &[&str] = &[
    "A-to-z Guarantee claim",
    "A-to-z Guarantee claims",
    "A-to-z claim",
    "A-to-z claims",
    "A-to-z",
    "a_z_claims",
];
const CHARGEBACK: &[&str] = &[
    "Chargeback claim",
    "Chargeback claims",
    "Chargeback",
    "Chargebacks",
    "Service chargeback claim",
    "Service chargeback",
    "Service chargebacks",
    "Credit card chargeback",
];
const NEGATIVE_FEEDBACK: &[&str] = &["Negative feedback", "Negative feedbacks"];
const OTHER: &[&str] =
    &["Late shipment", "Pre-fulfillment Cancellation", "Pre-fulfilment cancellation"];

/// Every column that is known, with the names it goes by; the first one is shown.
const COLUMNS: [(Field, &[&str]); 12] = [
    (
        Field::Order,
        &[
            "Order ID",
            "amazon-order-id",
            "Bestellnummer",
            "Numero ordine",
            "Número de pedido",
            "Bestelnummer",
            "Numer zamówienia",
        ],
    ),
    (Field::Date, &["Order Date", "purchase-date"]),
    (
        Field::Fulfilment,
        &[
            "Fulfilled By",
            "Fulfillment method",
            "Fulfilment method",
            "fulfillment-channel",
            "Fulfillment",
            "Fulfilment",
        ],
    ),
    (Field::Mark(DefectKind::AToZ), A_TO_Z),
    (Field::Mark(DefectKind::Chargeback), CHARGEBACK),
    (Field::Mark(DefectKind::NegativeFeedback), NEGATIVE_FEEDBACK),
    (Field::Kind, &["kind", "Defect type", "Type of defect", "Defect kind"]),
    (Field::Other, OTHER),
    (Field::Reason, &["reason"]),
    (Field::Asin, &["ASIN"]),
    (Field::Tracking, &["tracking", "Tracking ID", "Tracking number"]),
    (Field::Ticket, &["ticket", "Ticket ID"]),
];

/// What a word in the `kind` column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindWord {
    /// A kind of defect.
    Defect(DefectKind),
    /// A fault that the order defect rate does not count.
    Other,
    /// Not a word that is known.
    Unknown,
}

/// Reads a word of the `kind` column.
pub(crate) fn kind_of(word: &str) -> KindWord {
    let word = word.trim();
    let published = DefectKind::ALL.iter().find(|kind| word.eq_ignore_ascii_case(kind.as_str()));
    if let Some(kind) = published {
        return KindWord::Defect(*kind);
    }
    match field_of(word) {
        Some(Field::Mark(kind)) => KindWord::Defect(kind),
        Some(Field::Other) => KindWord::Other,
        _ => KindWord::Unknown,
    }
}

fn field_of(name: &str) -> Option<Field> {
    let known = COLUMNS.iter().find(|(_, names)| is_one_of(name, names));
    known.map(|(field, _)| *field)
}

fn names_of(field: Field) -> &'static [&'static str] {
    COLUMNS.iter().find(|(known, _)| *known == field).map_or(&[], |(_, names)| names)
}

/// Whether a header is this report's: an order id and kinds, by name or at least two in columns.
/// One such column alone stands in the returns report too.
pub(crate) fn knows(header: &[String]) -> bool {
    let fields: Vec<Field> = header.iter().filter_map(|name| field_of(name)).collect();
    let marks = DefectKind::ALL.iter().filter(|kind| fields.contains(&Field::Mark(**kind))).count();
    fields.contains(&Field::Order) && (fields.contains(&Field::Kind) || marks >= 2)
}

/// Where the known columns are.
#[derive(Debug)]
pub(crate) struct Columns {
    places: BTreeMap<Field, Vec<usize>>,
    count: usize,
}

impl Columns {
    /// Finds the columns of a header; those that the user bound go by the name they were bound to.
    ///
    /// **Errors**: `data-column-missing` where it has no order id, or neither the kinds by name nor
    /// all three in columns: a kind that was passed over would make the rate too low.
    pub(crate) fn find(header: &Row<'_>, bound: &ColumnMap) -> Result<Self, Vec<Diagnostic>> {
        let mut places: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
        let mut unused: Vec<&Cell<'_>> = Vec::new();
        for (at, cell) in header.cells().iter().enumerate() {
            let name = bound_name(&cell.text, bound).unwrap_or(&cell.text);
            match field_of(name) {
                Some(field) => places.entry(field).or_default().push(at),
                None => unused.push(cell),
            }
        }
        let marks: Vec<Field> = DefectKind::ALL.iter().map(|kind| Field::Mark(*kind)).collect();
        let has_mark = marks.iter().any(|field| places.contains_key(field));
        let needed = match (places.contains_key(&Field::Kind), has_mark) {
            (true, _) => vec![Field::Order],
            (false, true) => [vec![Field::Order], marks].concat(),
            (false, false) => vec![Field::Order, Field::Kind],
        };
        let absent = needed.into_iter().filter(|field| !places.contains_key(field));
        let faults: Vec<_> = absent.map(|field| absence(header, field, &unused)).collect();
        match faults.is_empty() {
            true => Ok(Self { places, count: header.cells().len() }),
            false => Err(faults),
        }
    }

    /// The positions of a column; more than one where two columns say the same.
    pub(crate) fn all(&self, field: Field) -> &[usize] {
        self.places.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The cell of a column; `None` where there is no such column or nothing in the cell.
    pub(crate) fn cell<'r, 't>(&self, row: &'r Row<'t>, field: Field) -> Option<&'r Cell<'t>> {
        let cells = self.all(field).iter().map(|at| row.cell(*at));
        cells.into_iter().find(|cell| !cell.is_empty())
    }

    /// The first cell beyond the header in which something stands.
    pub(crate) fn surplus<'r, 't>(&self, row: &'r Row<'t>) -> Option<&'r Cell<'t>> {
        row.cells().iter().skip(self.count).find(|cell| !cell.is_empty())
    }
}

fn absence(header: &Row<'_>, field: Field, unused: &[&Cell<'_>]) -> Diagnostic {
    let mut fault = missing(header, names_of(field), unused);
    if let Some(help) = fault.help.take() {
        let more = match field {
            Field::Kind => "; or give one column for each kind, as Amazon's download has them",
            Field::Mark(_) => "; leave its cells empty where no order has this kind",
            _ => "",
        };
        fault.help = Some(help + more);
    }
    fault
}
