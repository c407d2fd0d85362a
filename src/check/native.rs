//! Looks that an expression cannot take. In: a native rule. Out: its faults. One function a look;
//! the table below is their only list here, `policy::native` holds the names for packs.

mod agreement;
mod copies;
mod earlier;
mod exhibits;
mod health;
mod history;
mod listing;
mod orders;
mod plan;

use serde_json::json;

use crate::check::effect;
use crate::check::rules::Asked;
use crate::diagnostic::Diagnostic;
use crate::policy::expression::Scope;
use crate::policy::types::{Each, Look, ParamValue};

/// A look in Rust.
type Native = fn(&Asked<'_, '_>) -> Vec<Diagnostic>;

/// Names and looks. Looks at the finished PDF come after rendering: `artefact`.
const NATIVES: &[(&str, Native)] = &[
    ("order-coverage", orders::coverage),
    ("order-evidence", orders::evidence),
    ("order-outside-window", orders::outside_window),
    (orders::KIND_IGNORED, orders::kind_ignored),
    ("order-field-missing", orders::field_missing),
    ("odr-agreement", agreement::with_report),
    ("related-agreement", health::related),
    ("metric-confused", health::confused),
    ("odr-repeated", history::repeated),
    ("new-shop-feedback", history::new_shop),
    ("evidence-uncited", exhibits::uncited),
    ("evidence-file-missing", exhibits::file_missing),
    ("action-before-problem", plan::before_problem),
    ("effect-before-action", effect::before_action),
    ("effect-not-shown", effect::not_shown),
    ("order-not-in-exhibit", listing::order_left_out),
    ("part-empty", plan::part_empty),
    ("screenshot-only", exhibits::screenshot_only),
    ("single-source-evidence", exhibits::single_source),
    ("sentence-repeated", copies::sentence_repeated),
    ("site-copy", copies::site_copy),
    ("request-unanswered", earlier::request_unanswered),
    ("resubmission-unchanged", earlier::unchanged),
    ("resubmission-contradicts", earlier::contradicts),
    ("follow-up", earlier::follow_up),
];

/// Takes the look of a name; none for those that wait for the finished PDF.
pub fn look(asked: &Asked<'_, '_>, name: &str) -> Vec<Diagnostic> {
    let found = NATIVES.iter().find(|(known, _)| *known == name);
    found.map(|(_, native)| native(asked)).unwrap_or_default()
}

/// The word that a rule gives for a parameter.
fn word<'r>(asked: &Asked<'r, '_>, name: &str) -> &'r str {
    let Look::Native { params, .. } = &asked.rule.look else { return "" };
    match params.get(name) {
        Some(ParamValue::Word(word)) => word,
        Some(ParamValue::Number(_) | ParamValue::Value(_)) | None => "",
    }
}

/// How many order ids a message names.
const ORDERS_SHOWN: usize = 5;

/// `count`, `order` (the first one) and `orders` (the first few) of a message.
fn with_orders(scope: &Scope, ids: &[&str]) -> Scope {
    let mut shown = ids.iter().take(ORDERS_SHOWN).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > ORDERS_SHOWN {
        shown.push_str(&format!(" and {} more", ids.len() - ORDERS_SHOWN));
    }
    let scope = scope.with("count", json!(ids.len())).with("order", json!(ids.first()));
    scope.with("orders", json!(shown))
}

/// The scope of a message about one item: `evidence`, `action`, by its name.
pub fn about(asked: &Asked<'_, '_>, each: Each, id: &str) -> Scope {
    let found = asked.view.subjects(each).iter().find(|it| it.value["id"] == id);
    asked
        .view
        .scope
        .with_ready(each.as_str(), &found.map(|it| it.ready.clone()).unwrap_or_default())
}
