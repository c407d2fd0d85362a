//! The forecast for people. In: the moved windows of each site. Out: tables of the days on which
//! something happens, one line a pace as a small picture, and what was assumed.

use poa::compile::{Compiled, SiteForecast};
use poa::forecast::{Course, Day, Forecast, Standing};

use crate::report::human::{Paint, aligned, faults, sum};
use crate::report::plain::{columns, one_line, wrapped};
use crate::report::words::Words;
use crate::report::{Forecasts, View, counted};

/// Orders named on one day.
const NAMES_MAX: usize = 6;

/// Columns left of the small picture.
const PICTURE_INDENT: usize = 14;

/// Heights of the small picture, the lowest first.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The answer of `forecast`.
pub(crate) fn forecast(view: View, compiled: &Compiled, found: &Forecasts<'_>) -> String {
    let mut text = faults(view, compiled);
    for site in found.sites {
        text += &one(view, site);
    }
    text += &assumptions(view, found.sites);
    if let Some(path) = found.svg {
        let drawn = Words::of(view.language).said(&format!("drawn in {}", path.display()));
        text += &format!("{drawn}\n");
    }
    text + &sum(view, compiled)
}

fn one(view: View, site: &SiteForecast) -> String {
    let words = Words::of(view.language);
    let code = Paint::Bold.on(&site.code, view);
    let forecast = match &site.forecast {
        Ok(forecast) => forecast,
        Err(why) => {
            let why = words.said(why.reason());
            return format!("{code}: {}{why}\n\n", words.pick("no forecast: ", "无法推算："));
        }
    };
    let by = forecast.shipped_by();
    let rate = forecast.today().and_then(Day::rate);
    let rate = rate.map_or_else(String::new, |rate| format!(", {} %", rate.number()));
    let told = words.said(&format!(
        "orders shipped by {by}: {} of {} have a defect{rate}; to be under {} %",
        forecast.defects, forecast.orders, forecast.threshold_percent
    ));
    let mut text = format!("{code}: {told}\n    {}\n\n", words.said(&verdict(forecast)));
    if let Some(course) = forecast.courses.first() {
        text += &days(view, forecast, course);
    }
    text += &paces(view, forecast);
    text + &pictures(view, forecast)
}

/// What was taken for granted: once what holds for all sites, the rest with their codes.
fn assumptions(view: View, sites: &[SiteForecast]) -> String {
    let of = |site: &'_ SiteForecast, said: &String| {
        site.forecast.as_ref().is_ok_and(|forecast| forecast.assumptions.contains(said))
    };
    let words = Words::of(view.language);
    let forecasts = sites.iter().filter_map(|site| site.forecast.as_ref().ok());
    let count = forecasts.clone().count();
    let mut seen: Vec<&String> = Vec::new();
    let mut text = String::new();
    for said in forecasts.flat_map(|forecast| &forecast.assumptions) {
        if seen.contains(&said) {
            continue;
        }
        seen.push(said);
        let codes = sites.iter().filter(|site| of(site, said)).map(|site| site.code.as_str());
        let codes: Vec<&str> = codes.collect();
        let whose = match codes.len() == count {
            true => String::new(),
            false => format!("{}: ", codes.join(", ")),
        };
        let said = words.said(&one_line(said));
        text += &format!("  - {}\n", wrapped(&(whose + &said), 4, view.width));
    }
    let head = words.pick("assumed:", "推算的前提：");
    if text.is_empty() { text } else { format!("{head}\n{text}\n") }
}

/// Where the account stands today.
fn verdict(forecast: &Forecast) -> String {
    let today = forecast.today();
    match today.map(|day| (day.standing, day.orders_missing)) {
        Some((Standing::Under, _)) => "the window as printed is under it".to_owned(),
        Some((Standing::Over, Some(missing))) => {
            let orders = usize::try_from(missing).unwrap_or(usize::MAX);
            format!("{} without a defect would be needed today", counted(orders, "more order"))
        }
        Some((Standing::Over, None)) => "no number of orders is enough".to_owned(),
        Some((Standing::NoOrders, _)) | None => "without orders there is no rate".to_owned(),
    }
}

/// The days on which something happens, up to the one from which the rate stays under.
fn days(view: View, forecast: &Forecast, course: &Course) -> String {
    let words = Words::of(view.language);
    let head = ["day", "shown on", "window", "orders", "defects", "rate"];
    let mut rows = vec![head.map(|word| words.said(word))];
    let mut said = vec![words.said("leaves")];
    let end = course.stays_under().map_or(u64::MAX, |day| day.number);
    let mut before = None;
    for day in course.days.iter().take_while(|day| day.number <= end) {
        let mut notes = notes(words, forecast, day, before).into_iter();
        let first = notes.next();
        if day.number == 0 || first.is_some() {
            rows.push(cells(day));
            said.push(first.unwrap_or_default());
        }
        for more in notes {
            rows.push(Default::default());
            said.push(more);
        }
        before = Some(day.standing);
    }
    let table = aligned(&rows);
    let width = table.lines().map(columns).max().unwrap_or(0);
    let lines = table.lines().zip(said).enumerate().map(|(at, (line, said))| {
        let line = format!("{line}{}  {said}", " ".repeat(width - columns(line)));
        let line = line.trim_end();
        if at == 0 { Paint::Bold.on(line, view) + "\n" } else { format!("{line}\n") }
    });
    let mut text: String = lines.collect();
    let later = forecast.leaves.iter().filter(|leave| leave.day > end);
    if let Some(last) = later.clone().next_back() {
        let count = counted(later.count(), "more defect order");
        let left = words.said(&format!("{count} to leave, the last on {}", last.shown_on));
        text += &format!("{left}\n");
    }
    text + "\n"
}

/// One row of the table of days.
fn cells(day: &Day) -> [String; 6] {
    [
        day.number.to_string(),
        day.shown_on.to_string(),
        day.window.to_string(),
        day.orders.to_string(),
        day.defects.to_string(),
        day.rate().map_or_else(|| "-".to_owned(), |rate| format!("{} %", rate.number())),
    ]
}

/// What happens on a day: the verdict where it turns, then who leaves, one a line.
fn notes(words: Words, forecast: &Forecast, day: &Day, before: Option<Standing>) -> Vec<String> {
    let leaving = forecast.leaves.iter().filter(|leave| leave.day == day.number);
    let mut notes: Vec<String> =
        leaving.clone().take(NAMES_MAX).map(|leave| leave.order.to_string()).collect();
    let hidden = leaving.count().saturating_sub(NAMES_MAX);
    if hidden > 0 {
        notes.push(words.said(&format!("and {hidden} more")));
    }
    let turn = match day.standing {
        _ if before.is_none_or(|before| before == day.standing) => return notes,
        Standing::Under => words.pick("→ under", "→ 低于"),
        Standing::Over => words.pick("→ over", "→ 高于"),
        Standing::NoOrders => words.pick("→ no orders left", "→ 窗口内没有订单"),
    };
    match notes.last_mut() {
        Some(last) => *last += &format!(" {turn}"),
        None => notes.push(turn.to_owned()),
    }
    notes
}

/// When the rate gets under the threshold, one row a pace.
fn paces(view: View, forecast: &Forecast) -> String {
    let words = Words::of(view.language);
    let head = ["pace", "orders a day", "first under", "stays under", "after", "window until"];
    let mut rows = vec![head.map(|word| words.said(word))];
    for course in &forecast.courses {
        let stays = course.stays_under();
        let shown = |day: Option<&Day>| day.map_or("-".to_owned(), |day| day.shown_on.to_string());
        let name = match course.pace.last_day {
            Some(last) => words.said(&format!("{} after {last}", course.pace.name)),
            None => words.said(course.pace.name),
        };
        rows.push([
            name,
            forecast.per_day(course.pace),
            shown(course.first_under()),
            shown(stays),
            stays.map_or("-".to_owned(), |day| words.said(&days_later(day.number))),
            stays.map_or("-".to_owned(), |day| day.window.to().to_string()),
        ]);
    }
    let table = aligned(&rows);
    let (head, rest) = table.split_once('\n').unwrap_or((&table, ""));
    format!("{}\n{rest}\n", Paint::Bold.on(head, view))
}

fn days_later(days: u64) -> String {
    counted(usize::try_from(days).unwrap_or(usize::MAX), "day")
}

/// The rates as small bars, one line a pace; what is under the threshold is a dot.
fn pictures(view: View, forecast: &Forecast) -> String {
    let days = || forecast.courses.iter().flat_map(|course| &course.days);
    let is_over = |day: &&Day| day.standing == Standing::Over;
    // Compared as fractions: `a / b < c / d` where `a d < c b`.
    let less = |one: &Day, other: &Day| {
        let product = |day: &Day, by: &Day| u128::from(day.defects) * u128::from(by.orders);
        product(one, other).cmp(&product(other, one))
    };
    let Some(highest) = days().filter(is_over).max_by(|one, other| less(one, other)) else {
        return String::new();
    };
    let longest = forecast.courses.iter().map(|course| course.days.len()).max().unwrap_or(1);
    let step = longest.div_ceil(view.width.saturating_sub(PICTURE_INDENT).max(1)).max(1);
    let every = match step {
        1 => "a day a column".to_owned(),
        step => format!("{step} days a column"),
    };
    let words = Words::of(view.language);
    let head = format!("rate from today on, {every}; · is under {} %", forecast.threshold_percent);
    let mut text = format!("{}\n", words.said(&head));
    for course in &forecast.courses {
        let bars = course.days.iter().step_by(step).map(|day| match day.standing {
            Standing::Under => '·',
            Standing::NoOrders => ' ',
            Standing::Over => HEIGHTS[height(day, highest)],
        });
        let bars: String = bars.collect();
        let name = words.said(course.pace.name);
        let gap = " ".repeat(PICTURE_INDENT.saturating_sub(4 + columns(&name)));
        text += format!("  {name}{gap}  {bars}").trim_end();
        text.push('\n');
    }
    text + "\n"
}

/// The height of a bar, in eighths of the highest rate.
fn height(day: &Day, highest: &Day) -> usize {
    let part = u128::from(day.defects) * u128::from(highest.orders) * HEIGHTS.len() as u128;
    let whole = u128::from(highest.defects) * u128::from(day.orders);
    let eighths = part.checked_div(whole).and_then(|eighths| usize::try_from(eighths).ok());
    eighths.unwrap_or(0).clamp(1, HEIGHTS.len()) - 1
}
