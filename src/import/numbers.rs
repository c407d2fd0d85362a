//! Window and orders of a site: the lower number of its rate. In: account health, all-orders
//! reports, what the case has. Out: [`Numbers`]. Only the window is estimated, which is told.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::case::Site;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::import::read::{OrdersFile, Reports};
use crate::import::{Import, ImportInput, has_error, typed_orders};
use crate::report::{
    DefectOrder, DefectRate, MarketplacePerformance, OrderFile, OrderFilter, OrderTally,
    SourceRows, count_orders, tally_orders,
};
use crate::source::{SourceId, Span};
use crate::value::{Asin, Date, DateRange, Fulfilment, OrderId};

/// What the numbers are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Who sends the goods.
    pub(crate) fulfilment: Fulfilment,
    /// The site as it stands in the case.
    pub(crate) site: Option<&'a Site>,
    /// Its defects so far.
    pub(crate) old: &'a [DefectOrder],
}

/// Window and orders of a site.
pub(crate) struct Numbers {
    /// Who sends the goods.
    pub(crate) fulfilment: Fulfilment,
    /// The window.
    pub(crate) window: DateRange,
    /// Whether a report or the case tells the window.
    pub(crate) window_is_known: bool,
    /// Whether a report of this import tells it.
    pub(crate) window_is_new: bool,
    /// Orders in the window.
    pub(crate) orders: Option<u64>,
    /// Of the orders that the files speak of, those that an all-orders report counts, with their
    /// product; `None` where no such report was given.
    pub(crate) counted: Option<BTreeMap<OrderId, Option<Asin>>>,
    /// The rate as Amazon counts it.
    pub(crate) rate: Option<DefectRate>,
    /// All of account health for this site.
    pub(crate) health: Option<MarketplacePerformance>,
    /// Path and text of each account health report that tells this rate, to be kept in the case.
    pub(crate) kept: Vec<(String, String)>,
    /// State of the account: `AT_RISK`.
    pub(crate) status: Option<String>,
}

impl Numbers {
    /// Finds them; `None` where no report tells a day.
    pub(crate) fn find(
        input: &ImportInput<'_>,
        reports: &Reports,
        asked: Asked<'_>,
        import: &mut Import,
    ) -> Option<Self> {
        let health = health(input, reports, import);
        let rate = health.as_ref().and_then(|it| it.order_defects.get(&asked.fulfilment)).cloned();
        let printed = rate.as_ref().and_then(|rate| rate.window.as_ref());
        let printed = printed.map(|window| window.value).or_else(|| of_version_1(input, reports));
        let known = asked.site.and_then(|site| site.window.as_ref()).map(|window| window.value);
        let guess = || guessed(input, &days(reports, asked.old));
        let Some(window) = printed.or(known).or_else(guess) else {
            if !has_error(&import.diagnostics) {
                import.diagnostics.push(no_defects(input, import));
            }
            judge_orders(input, reports, asked, import);
            return None;
        };
        let counted = counted(input, reports, (window, asked), import);
        let told = rate.as_ref().and_then(|rate| rate.orders.clone());
        if let (Some(told), Some((tally, place))) = (&told, &counted)
            && told.value != tally.total
        {
            let message = format!(
                "account health counts {} orders, the all-orders report {}",
                told.value, tally.total
            );
            let fault = Diagnostic::warning("reports-disagree", message)
                .at(told.span, "this number is used")
                .also(*place, "the orders of the same window were counted below this");
            let help = "download the all-orders report for the whole window, on the same day";
            import.diagnostics.push(fault.help(help));
        }
        let told = told.map(|told| told.value);
        let typed = asked.site.filter(|_| known == Some(window)).and_then(typed_orders);
        Some(Self {
            fulfilment: asked.fulfilment,
            window,
            window_is_known: printed.or(known).is_some(),
            window_is_new: printed.is_some(),
            orders: told.or(counted.as_ref().map(|(tally, _)| tally.total)).or(typed),
            counted: counted.map(|(tally, _)| tally.seen),
            rate,
            status: status(input, reports),
            kept: kept(input, reports, asked.fulfilment, import),
            health,
        })
    }
}

/// Account health of this site.
fn health(
    input: &ImportInput<'_>,
    reports: &Reports,
    import: &mut Import,
) -> Option<MarketplacePerformance> {
    let wanted = &input.marketplace.marketplace_id;
    let is_ours = |it: &&MarketplacePerformance| {
        it.marketplace.as_ref().is_some_and(|found| found.value == *wanted)
    };
    let mut found = None;
    for (report, source) in &reports.health {
        match report.marketplaces.iter().find(is_ours) {
            Some(ours) => found = Some(ours.clone()),
            None => import.diagnostics.push(other_site(input, *source)),
        }
    }
    found
}

/// The reports that tell the rate of this site, each under the last day of its window: reports of
/// earlier months stay beside it.
fn kept(
    input: &ImportInput<'_>,
    reports: &Reports,
    fulfilment: Fulfilment,
    import: &Import,
) -> Vec<(String, String)> {
    let (code, wanted) = (&input.marketplace.code, &input.marketplace.marketplace_id);
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for (report, source) in &reports.health {
        let mut rates = report
            .marketplaces
            .iter()
            .filter(|it| it.marketplace.as_ref().is_some_and(|found| found.value == *wanted))
            .filter_map(|it| it.order_defects.get(&fulfilment));
        if let Some(window) = rates.find_map(|rate| rate.window.as_ref()) {
            let path = format!("data/{code}-account-health-{}.json", window.value.to());
            kept.insert(path, import.sources.get(*source).text.to_string());
        }
    }
    kept.into_iter().collect()
}

fn other_site(input: &ImportInput<'_>, source: SourceId) -> Diagnostic {
    let marketplace = input.marketplace;
    let message = format!(
        "the performance report does not name `{}` ({}), the site `{}`",
        marketplace.marketplace_id, marketplace.domain, marketplace.code
    );
    Diagnostic::error("data-not-readable", message)
        .at(Span::new(source, 0, 0), "this file")
        .help("check `--site`, or request the report again for this marketplace")
}

fn status(input: &ImportInput<'_>, reports: &Reports) -> Option<String> {
    let accounts = reports.health.iter().flat_map(|(report, _)| &report.accounts);
    let wanted = &input.marketplace.marketplace_id;
    let mut ours = accounts.rev().filter(|account| account.marketplace.value == *wanted);
    ours.next().map(|account| account.status.value.clone())
}

/// The window of older account health: the time frame that is as long as the rate's.
fn of_version_1(input: &ImportInput<'_>, reports: &Reports) -> Option<DateRange> {
    let length = window_days(input)?;
    let rates = reports.health_v1.iter().flat_map(|report| &report.order_defects);
    let windows = rates.filter_map(|rate| rate.window.as_ref()).map(|window| window.value);
    windows.filter(|window| window.days() == length).max_by_key(|window| window.to())
}

fn window_days(input: &ImportInput<'_>) -> Option<i64> {
    input.policy.value("window_days", input.as_of)?.as_i64()
}

/// The days of all orders that are listed.
fn days(reports: &Reports, old: &[DefectOrder]) -> Vec<Date> {
    let day = |order: &DefectOrder| order.date.as_ref().map(|date| date.value);
    let mut days: Vec<Date> = Vec::new();
    for rows in &reports.rows {
        match rows {
            SourceRows::Defects(orders) => days.extend(orders.iter().filter_map(day)),
            SourceRows::Returns(list) => {
                let claims = list.iter().filter(|it| it.a_to_z.as_ref().is_some_and(|it| it.value));
                days.extend(claims.filter_map(|it| it.ordered.as_ref()).map(|it| it.value));
            }
            SourceRows::Feedback(_) | SourceRows::Finances(_) => {}
        }
    }
    if days.is_empty() {
        days.extend(old.iter().filter_map(day));
    }
    days
}

/// From the first order with a defect on, as long as the pack says, or to the last one.
fn guessed(input: &ImportInput<'_>, days: &[Date]) -> Option<DateRange> {
    let (from, last) = (*days.iter().min()?, *days.iter().max()?);
    let length = window_days(input).and_then(|days| u64::try_from(days - 1).ok());
    let to = from.plus_days(length.unwrap_or(0)).max(last);
    DateRange::new(from, to)
}

/// Finds the faults of all-orders reports where no window is known: all faults in one run. That no
/// order of them fits has been said.
fn judge_orders(
    input: &ImportInput<'_>,
    reports: &Reports,
    asked: Asked<'_>,
    import: &mut Import,
) -> Option<()> {
    // Every day on which an order can have been placed.
    let window = DateRange::new(Date::new(1995, 1, 1)?, input.as_of)?;
    let known = import.diagnostics.len();
    counted(input, reports, (window, asked), import);
    let found = import.diagnostics.split_off(known);
    import.diagnostics.extend(found.into_iter().filter(|fault| fault.rule != "data-empty"));
    Some(())
}

/// Counts the orders of all all-orders reports, each once; with the place of the first report.
fn counted(
    input: &ImportInput<'_>,
    reports: &Reports,
    (window, asked): (DateRange, Asked<'_>),
    import: &mut Import,
) -> Option<(OrderTally, Span)> {
    let sales_channel = &input.marketplace.sales_channel;
    let filter = OrderFilter { window, fulfilment: asked.fulfilment, sales_channel };
    let first = Span::new(reports.orders.first()?.source, 0, 0);
    let tally = match tally(input, reports, &filter, &reports.named(asked.old)) {
        Ok(tally) => tally,
        Err(fault) => {
            import.diagnostics.push(*fault);
            return None;
        }
    };
    for (file, streamed) in reports.orders.iter().zip(&tally.value.streamed) {
        let read = import.read.iter_mut().filter(|read| read.name == file.name);
        read.for_each(|read| read.rows = usize::try_from(streamed.rows).unwrap_or(usize::MAX));
    }
    // Of texts that are held, each cell has its place.
    let texts = reports.orders.iter().map(|file| Some((file.text.as_deref()?, file.source)));
    let mut faults = match texts.collect::<Option<Vec<_>>>() {
        Some(texts) => {
            let count = |(text, source): (&str, SourceId)| count_orders(text, source, &filter);
            texts.into_iter().flat_map(|text| count(text).diagnostics).collect()
        }
        None => tally.diagnostics,
    };
    // One report of several may hold other days only.
    faults.retain(|fault| fault.rule != "data-empty" || tally.value.total == 0);
    let failed = has_error(&faults);
    import.diagnostics.extend(faults);
    (!failed).then_some((tally.value, first))
}

/// Reads the reports once, whatever their size.
fn tally(
    input: &ImportInput<'_>,
    reports: &Reports,
    filter: &OrderFilter<'_>,
    named: &BTreeSet<OrderId>,
) -> Result<Outcome<OrderTally>, Box<Diagnostic>> {
    let mut inputs: Vec<Box<dyn Read + '_>> = Vec::new();
    for file in &reports.orders {
        inputs.push(match &file.text {
            Some(text) => Box::new(text.as_bytes()),
            None => match input.given.open(&file.name) {
                Ok(opened) => opened.input,
                Err(error) => return Err(unread(file, &error.reason())),
            },
        });
    }
    let files = reports.orders.iter().zip(&mut inputs).map(|(file, input)| OrderFile {
        input,
        place: Span::new(file.source, 0, 0),
        hint: file.hint,
        columns: &reports.columns,
    });
    let counted = tally_orders(files.collect(), filter, named);
    counted.map_err(|error| unread(&reports.orders[0], &format!("cannot be read: {error}")))
}

fn unread(file: &OrdersFile, reason: &str) -> Box<Diagnostic> {
    let fault = Diagnostic::error("data-not-readable", format!("`{}` {reason}", file.name));
    let fault = fault.at(Span::new(file.source, 0, 0), "this file");
    Box::new(fault.help("copy the file to this machine first"))
}

/// The fault of files in which no order has a defect.
pub(crate) fn no_defects(input: &ImportInput<'_>, import: &Import) -> Diagnostic {
    let code = &input.marketplace.code;
    let message = format!("no file lists an order of `{code}` with a defect");
    let place = import.read.first().and_then(|file| import.sources.find(&file.name));
    let fault = Diagnostic::error("data-empty", message)
        .help("give the order-level defect report of account health: its rows are the defects");
    match place {
        Some(source) => fault.at(Span::new(source, 0, 0), "this file"),
        None => fault,
    }
}
