//! Points on which reports disagree, worded. In: what one file shows and what the download says.
//! Out: a [`Diagnostic`] with both places. Decides nothing.

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::defects::DefectOrder;
use crate::report::union::Claim;
use crate::source::Span;
use crate::value::{DefectKind, OrderId};

const AGAIN: &str = "download the order-level defect report again, on the same day as the other \
                     files; until then it decides, and this defect is not counted";

/// The fault of a defect that the download does not mark on the order's row.
pub(crate) fn unmarked(claim: &Claim, order: &DefectOrder) -> Diagnostic {
    let (id, kind) = (&claim.order.value, claim.kind.as_str());
    let message = format!(
        "the {} shows {kind} for order `{id}`, the order-level defect report does not",
        claim.file
    );
    Diagnostic::warning("reports-disagree", message)
        .at(claim.place, "shown here")
        .also(order.row, "not marked here")
        .help(AGAIN)
}

/// The fault of a defect on an order that the download does not list; `first` is its first row.
pub(crate) fn unlisted(claim: &Claim, first: Option<Span>) -> Diagnostic {
    let (id, kind) = (&claim.order.value, claim.kind.as_str());
    let message = format!(
        "the {} shows {kind} for order `{id}`, which the order-level defect report does not list",
        claim.file
    );
    let mut fault = Diagnostic::warning("reports-disagree", message).at(claim.place, "shown here");
    if let Some(first) = first {
        fault = fault.also(first, "the orders that are listed begin here");
    }
    fault.help(format!("{AGAIN}; an order outside the window or sent by Amazon belongs elsewhere"))
}

/// The fault of a mark of the download that another file does not confirm.
pub(crate) fn denied(id: &OrderId, kind: DefectKind, marked: Span, place: Span) -> Diagnostic {
    let (severity, label, help) = match kind {
        DefectKind::AToZ | DefectKind::Chargeback => (
            Severity::Advice,
            "the return stands here without a claim",
            "the claim may be about another item; the order-level defect report decides",
        ),
        DefectKind::NegativeFeedback => (
            Severity::Warning,
            "the feedback has three stars or more",
            "the buyer may have changed it; download both reports again on the same day",
        ),
    };
    let kind = kind.as_str();
    let message = format!("order `{id}` is marked {kind}, which another report does not show");
    Diagnostic::new("reports-disagree", severity, message)
        .at(place, label)
        .also(marked, "marked here, which counts")
        .help(help)
}

/// What tells that defects of other orders were left out; `None` where there are none.
pub(crate) fn left_out(claims: &[&Claim]) -> Option<Diagnostic> {
    let first = claims.first()?;
    let message = match claims.len() {
        1 => "1 defect is of an order that is not asked about".to_owned(),
        count => format!("{count} defects are of orders that are not asked about"),
    };
    let fault = Diagnostic::new("reports-disagree", Severity::Advice, message)
        .at(first.place, format!("the first of them, in the {}", first.file));
    Some(fault.help("they lie outside the window, are of another shop, or were sent by Amazon"))
}

/// What tells that there is no download; `count` orders were taken from other files.
pub(crate) fn unconfirmed(first: &Claim, count: usize) -> Diagnostic {
    let message = match count {
        1 => "1 order has a defect by files that Amazon does not count by".to_owned(),
        _ => format!("{count} orders have a defect by files that Amazon does not count by"),
    };
    Diagnostic::warning("defects-unconfirmed", message)
        .at(first.place, "the first of them")
        .help("add the order-level defect report of account health: it tells what counts")
}
