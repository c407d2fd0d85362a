//! The forecast of each site. In: an [`Input`]. Out: the moved windows, and what is wrong with the
//! case and its data. Reads what the check reads, but no exhibit, and judges no plan.

use crate::case::Case;
use crate::check::SiteData;
use crate::compile::memory::Memory;
use crate::compile::read::{Asked, read_case, read_sites};
use crate::compile::readings::Readings;
use crate::compile::{Compiled, Input};
use crate::diagnostic::merge;
use crate::forecast::{self, DefectDay, Forecast, ForecastInput, Pace};
use crate::source::Sources;
use crate::value::{Date, Fulfilment};

/// The forecast of one site.
pub struct SiteForecast {
    /// `us`.
    pub code: String,
    /// The forecast, or why there is none.
    pub forecast: Result<Forecast, NoForecast>,
}

/// Why a site has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoForecast {
    /// Window, orders or defects are missing or could not be read: the faults say what.
    NoData,
    /// No threshold is in force on the day of the check.
    NoThreshold,
}

impl NoForecast {
    /// The reason for people.
    pub fn reason(self) -> &'static str {
        match self {
            NoForecast::NoData => "its window, orders and defects could not all be read",
            NoForecast::NoThreshold => "the pack has no threshold that early; name a later day",
        }
    }
}

/// Moves the window of every site asked for. The faults are those of the case's text and of its
/// data; the numbers of [`Compiled`] are left out.
pub fn forecast(input: &Input<'_>) -> (Compiled, Vec<SiteForecast>) {
    let mut sources = Sources::default();
    let (case, mut faults) =
        read_case(input, input.in_force(), &mut sources, &mut Memory::default());
    let readings = &mut Readings::default();
    let (asked, more) = read_sites((input, readings), input.in_force(), &mut sources, &case);
    faults.extend(more);
    let wanted =
        |it: &&Asked<'_>| input.sites.is_empty() || input.sites.contains(&it.site.item.id.value);
    let sites = asked.iter().filter(wanted).map(|it| SiteForecast {
        code: it.site.item.id.value.clone(),
        forecast: one(&case, it, input.as_of),
    });
    let sites = sites.collect();
    let name = case.head.as_ref().map(|head| head.item.id.value.clone()).unwrap_or_default();
    let compiled = Compiled {
        case: name,
        as_of: input.as_of,
        diagnostics: merge(faults),
        sources,
        allowed: 0,
        sites: Vec::new(),
        own_words: input.packs.and_then(|packs| packs.words.clone()),
    };
    (compiled, sites)
}

fn one(case: &Case, asked: &Asked<'_>, as_of: Date) -> Result<Forecast, NoForecast> {
    let SiteData { orders: Some(orders), defects: Some(defects), .. } = &asked.data else {
        return Err(NoForecast::NoData);
    };
    let window = asked.site.window.as_ref().ok_or(NoForecast::NoData)?.value;
    let threshold = asked.policy.value("threshold_percent", as_of);
    let threshold_percent =
        threshold.and_then(|percent| percent.as_u64()).ok_or(NoForecast::NoThreshold)?;
    let head = case.head.as_ref();
    let fulfilment = head.and_then(|head| head.fulfilment.as_ref()).map(|it| it.value);
    // Whoever is deactivated sells nothing after the notice; for the others it is the worst case.
    let noticed = head.and_then(|head| head.noticed.as_ref()).map(|it| it.value);
    let paces = Pace::usual(noticed.map_or(as_of, |noticed| noticed.min(as_of)));
    let days = defects.iter().map(|order| DefectDay {
        date: order.date.as_ref().map(|date| date.value),
        order: order.id.value.clone(),
    });
    let defects: Vec<DefectDay> = days.collect();
    Ok(forecast::forecast(&ForecastInput {
        fulfilment: fulfilment.unwrap_or(Fulfilment::Seller),
        window,
        orders: *orders,
        defects: &defects,
        threshold_percent,
        as_of,
        horizon_days: window.days().unsigned_abs(),
        paces: &paces,
    }))
}
