//! Orders and defects of each site. In: the paths that the case names. Out: [`SiteData`] and what
//! is wrong with the files, at the place of each cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, Orders, Site};
use crate::check::SiteData;
use crate::compile::Input;
use crate::compile::readings::Readings;
use crate::diagnostic::{Diagnostic, Outcome, Severity};
use crate::policy::Marketplace;
use crate::report::{
    DefectOrder, DefectRate, EncodingHint, MarketplacePerformance, OrderFile, OrderFilter,
    WHOLE_MAX, read_defects, read_performance, tally_orders,
};
use crate::source::{OpenFile, SourceId, Sources, Spanned};
use crate::value::{Fulfilment, OrderId};

/// Reads the files of one site.
pub fn read(
    (input, readings): (&Input<'_>, &mut Readings),
    sources: &mut Sources,
    case: &Case,
    (site, marketplace): (&Site, &Marketplace),
) -> (SiteData, Vec<Diagnostic>) {
    let faults = Vec::new();
    let mut reader = Reader { input, readings, sources, marketplace, faults, has_gaps: false };
    let fulfilment = case.head.as_ref().and_then(|head| head.fulfilment.as_ref());
    let fulfilment = fulfilment.map_or(Fulfilment::Seller, |fulfilment| fulfilment.value);
    let defects = site.defects.as_ref().and_then(|path| reader.defects(path, fulfilment));
    let orders = match &site.orders {
        Some(Orders::Count(count)) => Some(count.value),
        Some(Orders::File(path)) => reader.orders(path, site, fulfilment, defects.as_deref()),
        None => None,
    };
    if let (Some(Orders::Count(count)), Some(defects)) = (&site.orders, &defects) {
        reader.too_few(count, defects.len() as u64);
    }
    let (rates, health) = reader.reports(&site.reports, fulfilment);
    let has_gaps = reader.has_gaps;
    (SiteData { orders, defects, has_gaps, rates, health }, reader.faults)
}

/// How many rows a fault labels.
const ROWS_SHOWN: usize = 4;

/// How many orders count, and among them those that were asked for.
type Counted = Outcome<(u64, BTreeSet<OrderId>)>;

struct Reader<'r, 'i> {
    input: &'r Input<'i>,
    readings: &'r mut Readings,
    sources: &'r mut Sources,
    marketplace: &'r Marketplace,
    faults: Vec<Diagnostic>,
    /// Whether some row of the defects could not be read.
    has_gaps: bool,
}

impl Reader<'_, '_> {
    /// The text of a data file, as a source of its own.
    fn text(&mut self, path: &Spanned<String>) -> Option<SourceId> {
        if let Some(known) = self.sources.find(&path.value) {
            return Some(known);
        }
        let bytes = match self.input.files.read(&path.value) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("`{}` {}", path.value, error.reason());
                let fault = Diagnostic::error("data-not-readable", message);
                self.faults.push(fault.at(path.span, "this file").help(error.help()));
                return None;
            }
        };
        match self.readings.text((&path.value, &bytes), self.hint()) {
            Ok(covered) => {
                self.notes(path, &covered.notes, covered.encoding);
                Some(self.sources.add(path.value.clone(), covered.text))
            }
            Err(not_text) => {
                self.faults.push(not_text.diagnostic(path.span));
                None
            }
        }
    }

    /// What a reader should know about the file's encoding.
    fn notes(&mut self, path: &Spanned<String>, notes: &[String], encoding: &str) {
        for note in notes {
            let fault = Diagnostic::warning("data-characters-lost", note.clone())
                .at(path.span, format!("read as {encoding}"))
                .help("export the report again and do not open it in a spreadsheet before");
            self.faults.push(fault);
        }
    }

    fn defects(
        &mut self,
        path: &Spanned<String>,
        fulfilment: Fulfilment,
    ) -> Option<Vec<DefectOrder>> {
        let source = self.text(path)?;
        let text = std::sync::Arc::clone(&self.sources.get(source).text);
        let outcome = read_defects(&text, source);
        self.has_gaps = outcome.diagnostics.iter().any(|it| it.severity == Severity::Error);
        let broken = self.has_gaps && outcome.value.is_empty();
        self.faults.extend(outcome.diagnostics);
        if broken {
            return None;
        }
        let mut orders = outcome.value;
        orders.retain(|order| order.fulfilment.is_none_or(|known| known == fulfilment));
        Some(orders)
    }

    fn orders(
        &mut self,
        path: &Spanned<String>,
        site: &Site,
        fulfilment: Fulfilment,
        defects: Option<&[DefectOrder]>,
    ) -> Option<u64> {
        let window = site.window.as_ref()?.value;
        let sales_channel = self.marketplace.sales_channel.clone();
        let filter = OrderFilter { window, fulfilment, sales_channel: &sales_channel };
        let defects = defects.unwrap_or_default();
        let outcome = match self.input.files.open(&path.value) {
            Ok(file) if file.size > WHOLE_MAX => self.streamed(path, file, &filter, defects),
            Ok(_) | Err(_) => self.held(path, &filter)?,
        };
        let failed = !outcome.diagnostics.is_empty();
        self.faults.extend(outcome.diagnostics);
        if failed {
            return None;
        }
        let (total, counted) = outcome.value;
        self.not_counted(path, &counted, defects, site);
        Some(total)
    }

    /// Counts the orders of a file that is held, so that a fault has the place of its cell.
    fn held(&mut self, path: &Spanned<String>, filter: &OrderFilter<'_>) -> Option<Counted> {
        let source = self.text(path)?;
        let text = std::sync::Arc::clone(&self.sources.get(source).text);
        let outcome = self.readings.count(&path.value, (source, &text), filter);
        Some(Outcome::new((outcome.value.len() as u64, outcome.value), outcome.diagnostics))
    }

    /// Counts the orders of a file that is too large to be held.
    fn streamed(
        &self,
        path: &Spanned<String>,
        mut file: OpenFile<'_>,
        filter: &OrderFilter<'_>,
        defects: &[DefectOrder],
    ) -> Counted {
        let asked = defects.iter().map(|order| order.id.value.clone()).collect();
        let (input, columns) = (&mut file.input, BTreeMap::new());
        let file = OrderFile { input, place: path.span, hint: self.hint(), columns: &columns };
        match tally_orders(vec![file], filter, &asked) {
            Ok(Outcome { value, diagnostics }) => {
                Outcome::new((value.total, value.seen.into_keys().collect()), diagnostics)
            }
            Err(error) => {
                let message = format!("`{}` cannot be read to its end: {error}", path.value);
                let fault = Diagnostic::error("data-not-readable", message);
                let fault = fault.at(path.span, "this file").help("copy the file again");
                Outcome::new((0, BTreeSet::new()), vec![fault])
            }
        }
    }

    fn hint(&self) -> EncodingHint {
        match self.marketplace.code.as_str() {
            "jp" => EncodingHint::Japanese,
            _ => EncodingHint::Unknown,
        }
    }

    /// Defect orders inside the window that the all-orders file does not hold: one fault, because a
    /// file of another shop lacks all of them.
    fn not_counted(
        &mut self,
        path: &Spanned<String>,
        counted: &BTreeSet<OrderId>,
        defects: &[DefectOrder],
        site: &Site,
    ) {
        let window = site.window.as_ref().map(|window| window.value);
        let is_inside = |order: &DefectOrder| match (&order.date, window) {
            (Some(date), Some(window)) => window.contains(date.value),
            (None, _) | (_, None) => true,
        };
        // Those outside are told by `order-outside-window`.
        let is_absent =
            |order: &&DefectOrder| !counted.contains(&order.id.value) && is_inside(order);
        let absent: Vec<&DefectOrder> = defects.iter().filter(is_absent).collect();
        let Some((first, more)) = absent.split_first() else { return };
        let message = match more.len() {
            0 => format!("the defect order `{}` is not in the orders file", first.id.value),
            more => format!("{} defect orders are not in the orders file", more + 1),
        };
        let mut fault = Diagnostic::error("defect-order-not-counted", message)
            .at(first.id.span, "it has a defect");
        for order in more.iter().take(ROWS_SHOWN - 1) {
            fault = fault.also(order.id.span, "and this one");
        }
        let fault = fault
            .also(path.span, "but is not among the orders of the window here")
            .help("export the all-orders report again, for the whole window and the same shop");
        self.faults.push(fault);
    }

    /// The site's rates as the account health reports print them, the newest window first, and all
    /// that the newest report says of the site.
    fn reports(
        &mut self,
        paths: &[Spanned<String>],
        fulfilment: Fulfilment,
    ) -> (Vec<DefectRate>, Option<MarketplacePerformance>) {
        let read = paths.iter().filter_map(|path| self.health(path, fulfilment));
        let mut reports: Vec<MarketplacePerformance> = read.collect();
        let rate = |it: &MarketplacePerformance| it.order_defects.get(&fulfilment).cloned();
        let end = |it: &MarketplacePerformance| Some(rate(it)?.window?.value.to());
        reports.sort_by_key(|it| std::cmp::Reverse(end(it)));
        (reports.iter().filter_map(rate).collect(), reports.into_iter().next())
    }

    /// What one account health report says of the site; `None` without its order defect rate.
    fn health(
        &mut self,
        path: &Spanned<String>,
        fulfilment: Fulfilment,
    ) -> Option<MarketplacePerformance> {
        let is_new = self.sources.find(&path.value).is_none();
        let source = self.text(path)?;
        let text = std::sync::Arc::clone(&self.sources.get(source).text);
        let outcome = read_performance(&text, source);
        let is_whole = outcome.diagnostics.is_empty();
        if is_new {
            self.faults.extend(outcome.diagnostics);
        }
        let wanted = self.marketplace.marketplace_id.as_str();
        let mut known = outcome.value.marketplaces.into_iter();
        let here = known.find(|it| it.marketplace.as_ref().is_some_and(|id| id.value == wanted));
        let here = here.filter(|it| it.order_defects.contains_key(&fulfilment));
        if here.is_none() && is_whole {
            let message = format!("`{}` says nothing about {}", path.value, self.marketplace.name);
            let fault = Diagnostic::error("report-without-site", message)
                .at(path.span, format!("no order defect rate of the marketplace {wanted} in it"))
                .help("download the report for all marketplaces, or leave this line out");
            self.faults.push(fault);
        }
        here
    }

    fn too_few(&mut self, orders: &Spanned<u64>, defects: u64) {
        if orders.value < defects {
            let message =
                format!("{defects} orders have a defect, but the window holds {}", orders.value);
            let fault = Diagnostic::error("orders-too-few", message)
                .at(orders.span, "fewer than the orders with a defect")
                .help("write the number of orders of the window, as printed on the report");
            self.faults.push(fault);
        }
    }
}
