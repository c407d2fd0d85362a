//! Cells that several reports share. In: a cell or row. Out: its value with its place, or the
//! fault, worded. Reads nothing.

use crate::diagnostic::Diagnostic;
use crate::report::faults::quote;
use crate::report::table::{Cell, Row};
use crate::source::Spanned;
use crate::value::{Asin, OrderId};

/// The order id of a row.
///
/// **Errors**: `order-id-malformed`.
pub(crate) fn order_id(
    row: &Row<'_>,
    cell: Option<&Cell<'_>>,
) -> Result<Spanned<OrderId>, Box<Diagnostic>> {
    let id = cell.and_then(|cell| Some(Spanned::new(OrderId::parse(&cell.text)?, cell.span)));
    id.ok_or_else(|| Box::new(malformed_id(row, cell)))
}

/// The ASIN of a cell.
///
/// **Errors**: `asin-malformed`, a warning: the product is left out.
pub(crate) fn asin(cell: &Cell<'_>) -> Result<Spanned<Asin>, Box<Diagnostic>> {
    let asin = Asin::parse(&cell.text);
    asin.map(|asin| Spanned::new(asin, cell.span)).ok_or_else(|| {
        let message = format!("{} is not an ASIN; it is left out", quote(&cell.text));
        let fault = Diagnostic::warning("asin-malformed", message)
            .at(cell.span, "ten capital letters or digits are expected");
        Box::new(fault.help("write the ASIN as Amazon prints it: `B0CE6L1110`"))
    })
}

/// The words of a cell with their place.
pub(crate) fn words(cell: &Cell<'_>) -> Spanned<String> {
    Spanned::new(cell.text.clone().into_owned(), cell.span)
}

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
