//! Faults of cells that several reports share. In: a cell or row. Out: the fault, worded. Reads
//! nothing.

use crate::diagnostic::Diagnostic;
use crate::report::faults::quote;
use crate::report::table::{Cell, Row};

/// The fault of an order id that is absent or has another shape.
pub(crate) fn malformed_id(row: &Row<'_>, cell: Option<&Cell<'_>>) -> Diagnostic {
    let (message, span) = match cell.filter(|cell| !cell.is_empty()) {
        Some(cell) => (format!("{} is not an order id", quote(&cell.text)), cell.span),
        None => ("the order id is missing".to_owned(), row.span),
    };
    Diagnostic::error("order-id-malformed", message)
        .at(span, "groups of 3, 7 and 7 digits are expected")
        .help("write the id as Amazon prints it: `123-1234567-1234567`")
}

/// The fault of a fulfilment that is neither the seller's nor Amazon's.
pub(crate) fn unknown_fulfilment(cell: &Cell<'_>) -> Diagnostic {
    let message = format!("{} does not say who fulfilled the order", quote(&cell.text));
    Diagnostic::error("data-not-readable", message)
        .at(cell.span, "who sent the goods?")
        .help("write `Seller` or `Amazon`")
}
