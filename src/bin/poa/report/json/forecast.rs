//! The forecast for machines. In: the moved windows of each site. Out: JSON in the shape of
//! `docs/forecast.md`.

use poa::compile::{Compiled, SiteForecast};
use poa::forecast::{Course, Day, Forecast, Leave};
use poa::value::DateRange;
use serde_json::{Map, Value, json};

use crate::report::json::{printed, report};
use crate::report::{Forecasts, View};

/// The answer of `forecast`: as for `check`, and the forecast of each site.
pub(crate) fn forecast(view: View, compiled: &Compiled, found: &Forecasts<'_>) -> String {
    let mut answer = report(view, compiled);
    let sites = found.sites.iter().map(|it| (it.code.clone(), site(it)));
    answer["forecast"] = sites.collect::<Map<String, Value>>().into();
    answer["svg"] = found.svg.map(|path| path.to_string_lossy()).into();
    printed(&answer)
}

fn site(site: &SiteForecast) -> Value {
    match &site.forecast {
        Ok(forecast) => moved(forecast),
        Err(why) => json!({"none": why.reason()}),
    }
}

fn moved(forecast: &Forecast) -> Value {
    let missing = forecast.today().and_then(|day| day.orders_missing);
    json!({
        "fulfilment": forecast.fulfilment.as_str(),
        "window": window(forecast.window),
        "orders": forecast.orders,
        "orders_with_defect": forecast.defects,
        "orders_missing": missing,
        "threshold_percent": forecast.threshold_percent,
        "lag_days": forecast.lag_days,
        "leaves": forecast.leaves.iter().map(leave).collect::<Vec<Value>>(),
        "paces": forecast.courses.iter().map(|it| course(forecast, it)).collect::<Vec<Value>>(),
        "assumptions": forecast.assumptions,
    })
}

fn leave(leave: &Leave) -> Value {
    json!({
        "order": leave.order.as_str(),
        "order_date": leave.date.to_string(),
        "day": leave.day,
        "shown_on": leave.shown_on.to_string(),
    })
}

fn course(forecast: &Forecast, course: &Course) -> Value {
    let pace = course.pace;
    json!({
        "name": pace.name,
        "percent": pace.percent,
        "last_day": pace.last_day.map(|last| last.to_string()),
        "orders_per_day": forecast.per_day(pace),
        "first_under": course.first_under().map(|day| day.number),
        "stays_under": course.stays_under().map(|day| day.number),
        "days": course.days.iter().map(day).collect::<Vec<Value>>(),
    })
}

fn day(day: &Day) -> Value {
    json!({
        "day": day.number,
        "window": window(day.window),
        "shown_on": day.shown_on.to_string(),
        "orders": day.orders,
        "orders_with_defect": day.defects,
        "rate": format!("{}/{}", day.defects, day.orders),
        "rate_percent": day.rate().map(|rate| rate.number().to_string()),
        "standing": day.standing.as_str(),
        "orders_missing": day.orders_missing,
    })
}

fn window(window: DateRange) -> Value {
    json!({"from": window.from().to_string(), "to": window.to().to_string()})
}
