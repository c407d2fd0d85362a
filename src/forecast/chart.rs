//! The forecast as a picture. In: forecasts with their titles. Out: the text of one SVG, the same
//! for the same forecast on every machine: no script, no font and nothing else from outside.
//!
//! Colours are those of Okabe and Ito, told apart by colour-blind people; every line has a dash
//! pattern of its own as well, and everything drawn is also said in words (`title`, `desc`).

use std::fmt::Write;

use crate::forecast::{Course, Day, Forecast, Standing};
use crate::value::Percent;

mod scale;

use crate::forecast::chart::scale::{Scale, tenths};

/// One forecast and what stands above it.
#[derive(Debug, Clone)]
pub struct Panel<'a> {
    /// `lost-parcels, us`
    pub title: String,
    /// What is drawn.
    pub forecast: &'a Forecast,
}

/// Size of one panel.
///
/// **Units**: pixels.
const WIDTH: u64 = 880;
const HEIGHT: u64 = 420;

/// Colour and dashes of the lines, in the order of the paces.
const LINES: [(&str, &str); 5] = [
    ("#0072b2", "none"),
    ("#d55e00", "8 4"),
    ("#009e73", "2 3"),
    ("#000000", "10 3 2 3"),
    ("#cc79a7", "4 2"),
];

/// Draws the panels, one below the other.
pub fn chart(panels: &[Panel<'_>]) -> String {
    let height = HEIGHT * (panels.len() as u64).max(1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
    );
    let titles: Vec<&str> = panels.iter().map(|panel| panel.title.as_str()).collect();
    let words: Vec<String> = panels.iter().map(in_words).collect();
    put(&mut svg, &tag("title", "id=\"title\"", &format!("Forecast: {}", titles.join("; "))));
    put(&mut svg, &tag("desc", "id=\"desc\"", &words.join(" ")));
    put(&mut svg, &format!("<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>"));
    for (at, panel) in panels.iter().enumerate() {
        put(&mut svg, &format!("<g transform=\"translate(0 {})\">", at as u64 * HEIGHT));
        draw(&mut svg, panel);
        put(&mut svg, "</g>");
    }
    svg + "</svg>\n"
}

/// What a panel shows, for those who do not see it.
fn in_words(panel: &Panel<'_>) -> String {
    let forecast = panel.forecast;
    let mut said = format!(
        "{}: {} of {} orders have a defect; the rate has to be under {} %.",
        panel.title, forecast.defects, forecast.orders, forecast.threshold_percent
    );
    for course in &forecast.courses {
        let _ = write!(said, " {}: {}.", course.pace.name, outcome(course, forecast));
    }
    said
}

/// When a course gets under the threshold, in few words.
fn outcome(course: &Course, forecast: &Forecast) -> String {
    let percent = forecast.threshold_percent;
    match (course.stays_under(), course.days.last()) {
        (Some(day), _) if day.number == 0 => format!("under {percent} % already"),
        (Some(day), _) => format!("under {percent} % from {}", day.shown_on),
        (None, Some(last)) => format!("not under {percent} % by {}", last.shown_on),
        (None, None) => "no day looked at".to_owned(),
    }
}

/// Draws one panel: heading, axes, threshold, lines, legend.
fn draw(svg: &mut String, panel: &Panel<'_>) {
    let forecast = panel.forecast;
    let scale = Scale::new(forecast);
    put(svg, &tag("text", "x=\"20\" y=\"28\" font-size=\"16\" font-weight=\"bold\"", &panel.title));
    let below = "x=\"20\" y=\"46\" fill=\"#555555\"";
    let axis = "Order defect rate, by the day on which account health shows it. Marks on the axis: \
                defect orders leave the window.";
    put(svg, &tag("text", below, axis));
    rate_axis(svg, &scale);
    day_axis(svg, &scale, forecast);
    leaving(svg, &scale, forecast);
    // The first pace is drawn last, above the others.
    for (at, course) in forecast.courses.iter().enumerate().rev() {
        let (color, dashes) = LINES[at % LINES.len()];
        let width = if at == 0 { "2.5" } else { "1.5" };
        for points in runs(&scale, course) {
            put(
                svg,
                &format!(
                    "<polyline points=\"{points}\" fill=\"none\" stroke=\"{color}\" \
                     stroke-width=\"{width}\" stroke-dasharray=\"{dashes}\"/>"
                ),
            );
        }
        if let Some(day) = course.stays_under() {
            let (x, y) = (tenths(scale.x(day.number)), tenths(scale.y(hundredths(day))));
            let dot = format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{color}\"/>");
            put(svg, &dot);
        }
    }
    threshold(svg, &scale, forecast.threshold_percent);
    legend(svg, forecast);
}

/// Grid and numbers of the rate.
fn rate_axis(svg: &mut String, scale: &Scale) {
    for value in scale.rate_ticks() {
        let y = tenths(scale.y(value));
        let (left, right) = (tenths(scale.left()), tenths(scale.right()));
        put(
            svg,
            &format!(
                "<line x1=\"{left}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\" stroke=\"#e4e4e4\"/>"
            ),
        );
        let said = format!("{}.{:02} %", value / 100, value % 100);
        let place = format!(
            "x=\"{}\" y=\"{}\" text-anchor=\"end\"",
            tenths(scale.left() - 60),
            tenths(scale.y(value) + 40)
        );
        put(svg, &tag("text", &place, &said));
    }
}

/// Days below the axis.
fn day_axis(svg: &mut String, scale: &Scale, forecast: &Forecast) {
    let Some(course) = forecast.courses.first() else { return };
    let bottom = scale.bottom();
    for day in course.days.iter().filter(|day| scale.is_day_tick(day.number)) {
        let x = tenths(scale.x(day.number));
        let (top, end) = (tenths(bottom), tenths(bottom + 50));
        put(
            svg,
            &format!("<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{end}\" stroke=\"#888888\"/>"),
        );
        let place = format!("x=\"{x}\" y=\"{}\" text-anchor=\"middle\"", tenths(bottom + 180));
        put(svg, &tag("text", &place, &day.shown_on.to_string()));
    }
}

/// The line that the rate has to be under.
fn threshold(svg: &mut String, scale: &Scale, percent: u64) {
    let at = scale.y(percent.saturating_mul(100));
    let (left, right, y) = (tenths(scale.left()), tenths(scale.right()), tenths(at));
    put(
        svg,
        &format!(
            "<line x1=\"{left}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\" stroke=\"#555555\" \
             stroke-width=\"1.5\"/>"
        ),
    );
    // Lines begin above the threshold: below its left end there is room, if the axis is not near.
    let below = if at + 300 < scale.bottom() { at + 150 } else { at.saturating_sub(50) };
    let place = format!(
        "x=\"{}\" y=\"{}\" fill=\"#555555\" stroke=\"#ffffff\" stroke-width=\"4\" \
         paint-order=\"stroke\"",
        tenths(scale.left() + 60),
        tenths(below)
    );
    put(svg, &tag("text", &place, &format!("has to be under {percent} %")));
}

/// A mark on the axis for each day on which defect orders leave.
fn leaving(svg: &mut String, scale: &Scale, forecast: &Forecast) {
    let mut drawn = None;
    for leave in forecast.leaves.iter().filter(|leave| leave.day <= scale.days()) {
        if drawn == Some(leave.day) {
            continue;
        }
        drawn = Some(leave.day);
        let count = forecast.leaves.iter().filter(|it| it.day == leave.day).count() as u64;
        let (x, bottom) = (tenths(scale.x(leave.day)), scale.bottom());
        let top = bottom - 50 - 30 * (count - 1).min(6);
        let (top, bottom) = (tenths(top), tenths(bottom));
        put(
            svg,
            &format!(
                "<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{bottom}\" stroke=\"#888888\" \
                 stroke-width=\"2\"/>"
            ),
        );
    }
}

/// The points of a course as steps, one list for each stretch with a rate.
fn runs(scale: &Scale, course: &Course) -> Vec<String> {
    let mut runs = Vec::new();
    let mut points = String::new();
    for day in &course.days {
        if day.standing == Standing::NoOrders {
            runs.extend((!points.is_empty()).then(|| std::mem::take(&mut points)));
            continue;
        }
        let (x, y) = (scale.x(day.number), tenths(scale.y(hundredths(day))));
        let next = if day.number < scale.days() { scale.x(day.number + 1) } else { x };
        let _ = write!(points, "{},{y} {},{y} ", tenths(x), tenths(next));
    }
    runs.extend((!points.is_empty()).then_some(points));
    runs.into_iter().map(|points| points.trim_end().to_owned()).collect()
}

/// The rate in hundredths of a percent; for drawing only.
fn hundredths(day: &Day) -> u64 {
    let rate = Percent::of(day.defects, day.orders).map(|rate| rate.number());
    let digits = rate.map(|rate| rate.to_string().replace('.', ""));
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// What each line means and when it gets under the threshold.
fn legend(svg: &mut String, forecast: &Forecast) {
    for (at, course) in forecast.courses.iter().enumerate() {
        let (color, dashes) = LINES[at % LINES.len()];
        let (x, y) = (80 + 400 * (at as u64 % 2), 370 + 20 * (at as u64 / 2));
        put(
            svg,
            &format!(
                "<line x1=\"{x}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"{color}\" \
                 stroke-width=\"2.5\" stroke-dasharray=\"{dashes}\"/>",
                x + 30
            ),
        );
        let place = format!("x=\"{}\" y=\"{}\"", x + 40, y + 4);
        let pace = &course.pace;
        let until = pace.last_day.map_or(String::new(), |last| format!(" after {last}"));
        let said = format!("{}{until}: {}", pace.name, outcome(course, forecast));
        put(svg, &tag("text", &place, &said));
    }
}

/// One element with text in it.
fn tag(name: &str, attributes: &str, text: &str) -> String {
    format!("<{name} {attributes}>{}</{name}>", escaped(text))
}

/// Text as XML holds it; characters that XML does not have are replaced.
fn escaped(text: &str) -> String {
    let mut said = String::new();
    for c in text.chars() {
        match c {
            '&' => said += "&amp;",
            '<' => said += "&lt;",
            '>' => said += "&gt;",
            '"' => said += "&quot;",
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => said.push('\u{fffd}'),
            _ => said.push(c),
        }
    }
    said
}

fn put(svg: &mut String, line: &str) {
    svg.push_str(line);
    svg.push('\n');
}

#[cfg(test)]
mod tests {
    use crate::forecast::chart::{Panel, chart};
    use crate::forecast::{DefectDay, ForecastInput, Pace, forecast};
    use crate::value::{Date, DateRange, Fulfilment, OrderId};

    /// Names of the elements, each begun and ended as XML asks.
    fn elements(svg: &str) -> Vec<String> {
        let mut open: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        for piece in svg.split('<').skip(1) {
            let (tag, _) = piece.split_once('>').expect("every tag ends");
            let name = tag.split([' ', '/']).find(|it| !it.is_empty()).expect("a tag has a name");
            match (tag.starts_with('/'), tag.ends_with('/')) {
                (true, _) => assert_eq!(open.pop(), Some(name)),
                (false, true) => {}
                (false, false) => open.push(name),
            }
            all.push(name.to_owned());
        }
        assert!(open.is_empty(), "left open: {open:?}");
        all
    }

    fn draw(title: &str, orders: u64, days: &[u64], last: Option<u64>) -> String {
        let from = Date::parse("2026-08-10").expect("a day");
        let window = DateRange::new(from, from.plus_days(59)).expect("a range");
        let id = OrderId::parse("112-0000000-0000001").expect("an id");
        let defect = |day: &u64| DefectDay { date: Some(from.plus_days(*day)), order: id.clone() };
        let defects: Vec<DefectDay> = days.iter().map(defect).collect();
        let paces = Pace::usual(window.to().plus_days(last.unwrap_or(15)));
        let found = forecast(&ForecastInput {
            fulfilment: Fulfilment::Seller,
            window,
            orders,
            defects: &defects,
            threshold_percent: 1,
            as_of: window.to().plus_days(15),
            horizon_days: 60,
            paces: &paces,
        });
        chart(&[
            Panel { title: title.to_owned(), forecast: &found },
            Panel { title: "second".to_owned(), forecast: &found },
        ])
    }

    #[test]
    fn the_picture_is_sound_and_says_what_it_shows() {
        let svg = draw("a <b> & \"c\"\u{1}", 200, &[3, 3, 9, 40], None);
        let count = |name: &str| elements(&svg).iter().filter(|it| *it == name).count();
        // Two panels, four paces each; begun and ended elements are both in the list.
        assert_eq!((count("polyline"), count("circle"), count("title")), (8, 8, 2));
        assert!(svg.contains("a &lt;b&gt; &amp; &quot;c&quot;\u{fffd}"), "{svg}");
        assert!(svg.contains("observed: under 1 % from 2026-11-02"), "{svg}");
        assert!(svg.contains("4 of 200 orders have a defect"), "{svg}");
        assert_eq!(svg, draw("a <b> & \"c\"\u{1}", 200, &[3, 3, 9, 40], None));
        for foreign in ["href", "url(", "<script", "<style", "<image", "@import", "NaN"] {
            assert!(!svg.contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn no_number_is_too_small_or_too_large() {
        elements(&draw("none", 0, &[], None));
        elements(&draw("all", 1, &[59; 40], None));
        elements(&draw("many", u64::MAX, &[0], None));
        // Without orders there is no rate, so the line ends.
        let svg = draw("stopped", 600, &[59; 7], Some(0));
        assert!(svg.contains("stopped after 2026-10-08: not under 1 % by 2026-12-22"), "{svg}");
    }
}
