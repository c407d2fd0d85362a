//! The defects of a site from all files. In: rows of reports, and the rows that the case has. Out:
//! [`Defects`], and every point on which the files disagree. Groups nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, Site};
use crate::diagnostic::Diagnostic;
use crate::import::numbers::{Numbers, no_defects};
use crate::import::read::Reports;
use crate::import::{Import, ImportInput, data};
use crate::report::{
    DefectOrder, EncodingHint, Scope, SourceRows, UnitedOrder, cover_buyers, decode, read_defects,
    union,
};
use crate::source::Spanned;
use crate::value::{DefectKind, Fulfilment, OrderId};

/// How many orders one message names.
const NAMED_MAX: usize = 3;

/// The orders with a defect.
pub(crate) struct Defects {
    /// Sorted by id; never empty.
    pub(crate) orders: Vec<UnitedOrder>,
    /// What the case had before, by order.
    pub(crate) old: BTreeMap<OrderId, DefectOrder>,
    /// Help-desk tickets by order.
    pub(crate) tickets: BTreeMap<OrderId, String>,
}

impl Defects {
    /// Orders with a kind of defect.
    pub(crate) fn count(&self, kind: DefectKind) -> u64 {
        let has = |order: &&UnitedOrder| order.order.kinds.contains_key(&kind);
        self.orders.iter().filter(has).count() as u64
    }
}

/// The rows of the site as the case has them; none where there is no such file.
pub(crate) fn old_rows(
    input: &ImportInput<'_>,
    site: Option<&Site>,
    import: &mut Import,
) -> Vec<DefectOrder> {
    let Some(site) = site else { return Vec::new() };
    let own = data::path(&input.marketplace.code);
    let path = site.defects.as_ref().map_or(own, |path| path.value.clone());
    rows_of(input, &path, import)
}

fn rows_of(input: &ImportInput<'_>, path: &str, import: &mut Import) -> Vec<DefectOrder> {
    let Ok(bytes) = input.folder.read(path) else { return Vec::new() };
    let Ok(decoded) = decode(&bytes, EncodingHint::Unknown) else { return Vec::new() };
    let source = import.sources.add(path, decoded.text.as_str());
    // Faults of the case's own data are told by the check.
    read_defects(&decoded.text, source).value
}

/// Joins all rows; `None` where no order has a defect.
pub(crate) fn unite(
    reports: Reports,
    old: Vec<DefectOrder>,
    numbers: &Numbers,
    import: &mut Import,
) -> Option<Defects> {
    let mut parts = Vec::new();
    let mut has_download = false;
    for rows in reports.rows {
        parts.push(match rows {
            SourceRows::Defects(orders) => {
                has_download = true;
                SourceRows::Defects(sent_by(orders, numbers.fulfilment, import))
            }
            other => other,
        });
    }
    if !has_download && !old.is_empty() {
        parts.push(SourceRows::Defects(old.clone()));
    }
    let window = numbers.window_is_known.then_some(numbers.window);
    let counted = numbers.counted.as_ref().map(|it| it.keys().cloned().collect());
    let scope = Scope { window, orders: counted.as_ref() };
    let united = union(parts, &scope);
    import.diagnostics.extend(united.diagnostics);
    let mut orders = united.value;
    orders.retain(|order| !order.order.kinds.is_empty());
    for order in orders.iter_mut().map(|united| &mut united.order) {
        let product = numbers.counted.as_ref().and_then(|it| it.get(&order.id.value)?.clone());
        let here = product.map(|asin| Spanned::new(asin, order.id.span));
        order.asin = order.asin.take().or(here);
    }
    // A bound column may hold words of buyers.
    for reason in orders.iter_mut().filter_map(|order| order.order.reason.as_mut()) {
        reason.value = cover_buyers(&reason.value);
    }
    let tickets = reports.tickets.into_iter();
    let tickets = tickets.filter_map(|it| Some((it.order?.value, it.id?.value))).collect();
    let old = old.into_iter().map(|order| (order.id.value.clone(), order)).collect();
    let defects = Defects { orders, old, tickets };
    if !defects.orders.is_empty() {
        compare(&defects, numbers, import);
    }
    Some(defects)
}

/// Leaves out the orders that the other one sent: they have a rate of their own.
fn sent_by(
    orders: Vec<DefectOrder>,
    fulfilment: Fulfilment,
    import: &mut Import,
) -> Vec<DefectOrder> {
    let is_ours = |order: &DefectOrder| order.fulfilment.is_none_or(|known| known == fulfilment);
    let (ours, others): (Vec<_>, Vec<_>) = orders.into_iter().partition(is_ours);
    if let Some(first) = others.first() {
        let name = import.sources.get(first.row.source).name.clone();
        let note = format!(
            "{} orders are not fulfilled by {} and were left out: they have a rate of their own",
            others.len(),
            fulfilment.as_str()
        );
        let file = import.read.iter_mut().find(|file| file.name == name);
        file.into_iter().for_each(|file| file.notes.push(note.clone()));
    }
    ours
}

/// Holds the list against account health and the orders that were counted.
fn compare(defects: &Defects, numbers: &Numbers, import: &mut Import) {
    let with_defect = numbers.rate.as_ref().and_then(|rate| rate.with_defect.as_ref());
    let is_inside = |order: &&UnitedOrder| {
        order.order.date.as_ref().is_none_or(|date| numbers.window.contains(date.value))
    };
    let listed = defects.orders.iter().filter(is_inside).count() as u64;
    if let Some(told) = with_defect.filter(|told| told.value != listed) {
        let message = format!(
            "account health counts {} orders with a defect, the files list {listed}",
            told.value
        );
        let fault = Diagnostic::warning("reports-disagree", message).at(told.span, "this number");
        import.diagnostics.push(fault.help("download both reports again, on the same day"));
    }
    let Some(counted) = &numbers.counted else { return };
    let absent: Vec<&UnitedOrder> = defects
        .orders
        .iter()
        .filter(is_inside)
        .filter(|order| !counted.contains_key(&order.order.id.value))
        .collect();
    let Some(first) = absent.first() else { return };
    let (names, place) = (names(&absent), first.order.id.span);
    let fault = match absent.len() == defects.orders.len() {
        true => Diagnostic::error(
            "data-not-readable",
            format!("none of the orders with a defect is in the all-orders report: {names}"),
        )
        .help("one of the two files is from another site or window: check `--site`"),
        false => Diagnostic::warning(
            "reports-disagree",
            format!(
                "{} orders with a defect are not in the all-orders report: {names}",
                absent.len()
            ),
        )
        .help("download the all-orders report again, for the whole window and the same shop"),
    };
    import.diagnostics.push(fault.at(place, "listed here"));
}

fn names(orders: &[&UnitedOrder]) -> String {
    let shown = orders.iter().take(NAMED_MAX).map(|order| format!("`{}`", order.order.id.value));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if orders.len() > NAMED_MAX {
        text += &format!(" and {} more", orders.len() - NAMED_MAX);
    }
    text
}

/// Refuses orders that the case has under another site, and a list without orders.
pub(crate) fn check_sites(
    input: &ImportInput<'_>,
    case: &Case,
    defects: &Defects,
    import: &mut Import,
) {
    if defects.orders.is_empty() {
        let fault = no_defects(input, import);
        import.diagnostics.push(fault);
        return;
    }
    let own = &input.marketplace.code;
    for site in case.sites.iter().filter(|site| site.item.id.value != *own) {
        let Some(path) = &site.defects else { continue };
        let theirs: BTreeSet<OrderId> =
            rows_of(input, &path.value, import).into_iter().map(|order| order.id.value).collect();
        let shared = |order: &&UnitedOrder| theirs.contains(&order.order.id.value);
        let shared: Vec<&UnitedOrder> = defects.orders.iter().filter(shared).collect();
        if let Some(first) = shared.first() {
            let code = &site.item.id.value;
            let names = names(&shared);
            let message = format!("the site `{code}` of the case has these orders: {names}");
            let fault = Diagnostic::error("data-not-readable", message)
                .at(first.order.id.span, format!("imported for `{own}`"))
                .also(path.span, "listed here already")
                .help("check `--site`: the file is from the other site");
            import.diagnostics.push(fault);
        }
    }
}
