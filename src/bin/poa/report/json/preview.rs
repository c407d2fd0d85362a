//! What the page of the preview and the editor beside it are told, and what they say. In: a checked
//! case with its pages, or a line. Out: JSON, or the place that a line names.

use poa::compile::{Compiled, Order, SitePages};
use poa::document::Timeline;
use poa::render::pdf::{Pages, Spot};
use poa::source::{Sources, Span};
use poa::translate::Language;
use serde_json::{Map, Value, json};

use crate::report::View;
use crate::report::json::report;
use crate::report::words::Words;

/// A place that a person pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file, relative to the case folder.
    pub(crate) file: String,
    /// Counted from 1.
    pub(crate) line: u64,
    /// Counted from 1.
    pub(crate) column: u64,
}

impl Place {
    /// Reads `{"file": …, "line": …, "column": …}`, whatever else stands in it; `None` for anything
    /// else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let count = |name: &str| value[name].as_u64().filter(|count| *count > 0);
        let file = value["file"].as_str()?.to_owned();
        Some(Self { file, line: count("line")?, column: count("column").unwrap_or(1) })
    }

    /// One line that says what happened there.
    pub(crate) fn event(&self, name: &str) -> String {
        json!({"event": name, "file": self.file, "line": self.line, "column": self.column})
            .to_string()
    }
}

/// The line that says where the page is.
pub(crate) fn ready(url: &str) -> String {
    json!({"event": "ready", "url": url}).to_string()
}

/// All that the page shows but the pages themselves, which it fetches one by one.
pub(crate) fn state(view: View, compiled: &Compiled, sites: &[SitePages]) -> Value {
    let words = Words::of(view.language);
    let of_site = |site: &SitePages| {
        let shown = json!({
            "waiting": site.is_waiting,
            "pages": site.pages.as_ref().map(|it| pages(it, &compiled.sources)),
            "timeline": site.timeline.as_ref().map(|it| timeline(it, words)),
            "orders": site.orders.iter().map(|it| order(it, &compiled.sources)).collect::<Vec<_>>(),
        });
        (site.site.clone(), shown)
    };
    let sites: Map<String, Value> = sites.iter().map(of_site).collect();
    let language = match view.language {
        Language::English => "en",
        Language::Chinese => "zh",
    };
    json!({"report": report(view, compiled), "shown": sites, "language": language})
}

fn pages(pages: &Pages, sources: &Sources) -> Value {
    let page = |index: usize| {
        let (width, height) = pages.size_points(index)?;
        let fingerprint = fingerprint(pages, index)?;
        Some(json!({"width": width, "height": height, "fingerprint": fingerprint}))
    };
    let spot = |spot: &Spot| {
        let mut value = place(spot.place, sources);
        value["page"] = spot.page.into();
        value["y"] = spot.y_points.into();
        value
    };
    json!({
        "list": (0..pages.count()).filter_map(page).collect::<Vec<_>>(),
        "spots": pages.spots.iter().map(spot).collect::<Vec<_>>(),
    })
}

/// The word by which a page is known again; `None` for no page.
pub(crate) fn fingerprint(pages: &Pages, page: usize) -> Option<String> {
    pages.fingerprint(page).map(|it| format!("{it:032x}"))
}

/// The picture of the plan is in English; beside it, its words are those of the page.
fn timeline(timeline: &Timeline, words: Words) -> Value {
    let ticks = timeline.ticks.iter().map(|(day, label)| json!({"day": day, "label": label}));
    let rows = timeline.rows.iter().map(|row| {
        json!({"label": words.said(&row.label), "from": row.from, "to": row.to,
            "tone": row.tone})
    });
    json!({
        "caption": words.said(&timeline.caption), "days": timeline.days,
        "ticks": ticks.collect::<Vec<_>>(), "rows": rows.collect::<Vec<_>>(),
    })
}

fn order(order: &Order, sources: &Sources) -> Value {
    json!({
        "id": order.id, "kinds": order.kinds, "answers": order.answers, "direct": order.direct,
        "process": order.process, "remedies": order.remedies,
        "place": place(order.place, sources),
    })
}

fn place(span: Span, sources: &Sources) -> Value {
    let source = sources.get(span.source);
    let at = source.position(span.start);
    json!({"file": source.name, "line": at.line + 1, "column": at.column + 1})
}

/// The state with the number of its version.
pub(crate) fn page_state(version: u64, state: &Value) -> String {
    json!({"version": version, "state": state}).to_string()
}
