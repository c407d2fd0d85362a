//! Charts as the template takes them. In: charts of the document. Out: JSON, in which every length
//! is a share of its axis, and the chart in words for those who cannot see it.

use serde_json::{Value, json};

use crate::document::{Bars, Timeline, Trend};
use crate::render::pdf::shape::{line, words_of};

/// Ticks that fit on a timeline's axis.
const TICKS_MAX: usize = 12;

/// The bar chart: each bar's share of its whole, and the chart in words.
pub(super) fn bars(chart: &Bars) -> Value {
    let words: Vec<String> =
        chart.bars.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect();
    let bars: Vec<Value> = (chart.bars.iter())
        .map(|bar| {
            let share = bar.count as f64 / bar.whole.max(bar.count).max(1) as f64;
            json!({"label": words_of(&bar.label), "value": words_of(&bar.value), "share": share})
        })
        .collect();
    let alt = line(&format!("{}. {}", chart.caption, words.join("; ")));
    json!({"kind": "bars", "caption": words_of(&chart.caption), "alt": alt, "bars": bars})
}

/// The timeline: everything as shares of the axis, and the chart in words.
pub(super) fn timeline(chart: &Timeline) -> Value {
    let last = chart.days.max(1);
    let scale = (last + 1) as f64;
    let at = |day: i64| day.clamp(0, last) as f64 / scale;
    let step = chart.ticks.len().div_ceil(TICKS_MAX).max(1);
    let ticks: Vec<Value> = (chart.ticks.iter().step_by(step))
        .map(|(day, label)| json!({"at": at(*day), "label": line(label)}))
        .collect();
    let rows: Vec<Value> = (chart.rows.iter())
        .map(|row| {
            let (from, to) = (row.from.min(row.to), row.from.max(row.to));
            let width = at(to) - at(from) + 1.0 / scale;
            json!({
                "label": words_of(&row.label), "from": at(from), "width": width,
                "mark": from == to, "tone": row.tone,
            })
        })
        .collect();
    let labels: Vec<&str> = chart.rows.iter().map(|row| row.label.as_str()).collect();
    let alt = line(&format!("{}. {}", chart.caption, labels.join("; ")));
    json!({
        "kind": "timeline", "caption": words_of(&chart.caption), "alt": alt,
        "ticks": ticks, "rows": rows,
    })
}

/// The effect of an action: everything as shares of both axes, and the chart in words.
pub(super) fn trend(chart: &Trend) -> Value {
    let last = chart.days.max(1) as f64;
    let across = |day: i64| (day as f64 / last).clamp(0.0, 1.0);
    let up = |number: f64| (number / chart.top.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    let step = chart.ticks.len().div_ceil(TICKS_MAX).max(1);
    let ticks: Vec<Value> = (chart.ticks.iter().step_by(step))
        .map(|(day, label)| json!({"at": across(*day), "label": line(label)}))
        .collect();
    let scale: Vec<Value> = (chart.scale.iter())
        .map(|(number, label)| json!({"at": up(*number), "label": line(label)}))
        .collect();
    let points: Vec<Value> =
        chart.points.iter().map(|(day, number)| json!([across(*day), up(*number)])).collect();
    let levels: Vec<Value> = (chart.levels.iter())
        .map(|(from, to, number)| json!([across(*from), across(*to), up(*number)]))
        .collect();
    let alt = line(&format!("{}. {}", chart.caption, chart.says));
    json!({
        "kind": "trend", "caption": words_of(&chart.caption), "alt": alt,
        "says": words_of(&chart.says), "ticks": ticks, "scale": scale, "points": points,
        "levels": levels, "mark": {"at": across(chart.mark.0), "label": line(&chart.mark.1)},
    })
}
