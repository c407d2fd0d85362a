//! The project's own table of defects. In: the united orders and what the case had. Out: the text
//! of `data/SITE-defects.csv`. Holds no buyer's data: no comment, name or address is a column.

use crate::import::gather::Defects;
use crate::import::map::quoted;
use crate::report::{DefectOrder, UnitedOrder};
use crate::source::Spanned;
use crate::value::DefectKind;

const HEADER: &str = "order-id,order-date,kind,reason,asin,tracking,ticket\n";

/// Where the defects of a site are written, in the case folder.
pub(crate) fn path(code: &str) -> String {
    format!("data/{code}-defects.csv")
}

/// One row an order and kind, by day of order.
///
/// What a person wrote into the file earlier stays where no report says otherwise.
pub(crate) fn text(orders: &[UnitedOrder], defects: &Defects) -> String {
    let mut sorted: Vec<&UnitedOrder> = orders.iter().collect();
    sorted.sort_by_key(|order| {
        (order.order.date.as_ref().map(|date| date.value), order.order.id.value.clone())
    });
    let mut text = HEADER.to_owned();
    for united in sorted {
        let details = Details::of(united, defects);
        for kind in united.order.kinds.keys() {
            text += &details.row(&united.order, *kind);
        }
    }
    text
}

/// The cells behind the kind.
struct Details {
    date: String,
    reason: String,
    asin: String,
    tracking: String,
    ticket: String,
}

impl Details {
    fn of(united: &UnitedOrder, defects: &Defects) -> Self {
        let order = &united.order;
        let old = defects.old.get(&order.id.value);
        let words = |now: &Option<Spanned<String>>,
                     of: fn(&DefectOrder) -> &Option<Spanned<String>>| {
            let known = now.as_ref().or_else(|| old.and_then(|old| of(old).as_ref()));
            known.map_or_else(String::new, |known| quoted(&known.value))
        };
        let date = order.date.as_ref().or_else(|| old.and_then(|old| old.date.as_ref()));
        let asin = order.asin.as_ref().or_else(|| old.and_then(|old| old.asin.as_ref()));
        let ticket = words(&order.ticket, |old| &old.ticket);
        let exported = || defects.tickets.get(&order.id.value).map(|id| quoted(id));
        Self {
            date: date.map_or_else(String::new, |date| date.value.to_string()),
            reason: words(&order.reason, |old| &old.reason),
            asin: asin.map_or_else(String::new, |asin| asin.value.to_string()),
            tracking: words(&order.tracking, |old| &old.tracking),
            ticket: if ticket.is_empty() { exported().unwrap_or_default() } else { ticket },
        }
    }

    fn row(&self, order: &DefectOrder, kind: DefectKind) -> String {
        let Self { date, reason, asin, tracking, ticket } = self;
        let (id, kind) = (&order.id.value, kind.as_str());
        format!("{id},{date},{kind},{reason},{asin},{tracking},{ticket}\n")
    }
}
