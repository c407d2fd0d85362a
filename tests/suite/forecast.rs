//! `poa forecast` through the real executable. In: a case. Out: tables, JSON and the picture.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::{check, check_json, new_case};
use crate::schema;

/// A day in the middle of the template's story, 15 days after its window.
const DAY: &str = "--as-of 2026-10-23";

/// One day of one pace of the US.
fn day(json: &Value, pace: usize, number: usize) -> Value {
    json["forecast"]["us"]["paces"][pace]["days"][number].clone()
}

#[test]
fn the_window_heals_when_the_first_defect_leaves() {
    let (_folder, case) = new_case();
    let said = check(&case, &format!("forecast {DAY}"), 0, "→ under").stdout;
    for part in [
        "us: orders shipped by the seller: 3 of 212 have a defect, 1.42 %; to be under 1 %",
        "89 more orders without a defect would be needed today",
        "12   2026-11-04  2026-08-22 .. 2026-10-20     212        2  0.94 %  112-0000001-0000001",
        "2 more defect orders to leave, the last on 2026-12-01",
        "15 days before today (2026-10-23)",
        "lost-parcels, as of 2026-10-23: no faults",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    let short = check(&case, &format!("forecast {DAY} --format short"), 0, "").stdout;
    let expected = "\
us observed: under from 2026-11-04
us slower: under from 2026-11-17
us faster: under from 2026-11-04
us stopped: under from 2026-11-17
";
    assert_eq!(short, expected);
}

#[test]
fn machines_get_every_day() {
    let (_folder, case) = new_case();
    let mut found = check_json(&case, &format!("forecast {DAY} --site us"), 0);
    let us = &found["forecast"]["us"];
    assert_eq!(us["fulfilment"], "seller");
    assert_eq!((&us["orders_missing"], &us["lag_days"]), (&json!(89), &json!(15)));
    let leave = json!({
        "order": "112-0000001-0000001", "order_date": "2026-08-21", "day": 12,
        "shown_on": "2026-11-04",
    });
    assert_eq!(us["leaves"][0], leave);
    let slower = &us["paces"][1];
    assert_eq!((&slower["first_under"], &slower["stays_under"]), (&json!(12), &json!(25)));
    assert_eq!(us["paces"][3]["last_day"], "2026-10-23");
    let expected = json!({
        "day": 12, "window": {"from": "2026-08-22", "to": "2026-10-20"}, "shown_on": "2026-11-04",
        "orders": 212, "orders_with_defect": 2, "rate": "2/212", "rate_percent": "0.94",
        "standing": "under", "orders_missing": 0,
    });
    assert_eq!(day(&found, 0, 12), expected);
    assert_eq!(us["paces"][0]["days"].as_array().map(Vec::len), Some(61));
    documented(us, "");
    // Without its own two keys the answer is that of `check`.
    let keys = found.as_object_mut().expect("an object");
    assert!(keys.remove("forecast").is_some() && keys.remove("svg").is_some());
    schema::expect_valid(&found, "forecast");
}

/// Every key of the JSON stands in the manual.
fn documented(value: &Value, key: &str) {
    let manual = include_str!("../../docs/forecast.md");
    let is_known =
        |key: &str| manual.contains(&format!("`{key}`")) || manual.contains(&format!(".{key}`"));
    assert!(key.is_empty() || is_known(key), "docs/forecast.md lacks `{key}`");
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| documented(value, key)),
        Value::Array(list) => list.iter().for_each(|value| documented(value, "")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_picture_goes_where_it_is_asked_for() {
    let (folder, case) = new_case();
    let picture = |path: &Path| fs::read_to_string(path).expect("the picture is there");
    check(folder.path(), &format!("forecast a {DAY} --svg b.svg"), 0, "drawn in b.svg");
    let first = picture(&folder.path().join("b.svg"));
    assert!(first.starts_with("<svg ") && first.ends_with("</svg>\n"));
    assert!(first.contains("<title ") && first.contains("<desc "));
    // A second run replaces it by the same bytes and leaves nothing beside it.
    let found = check_json(folder.path(), &format!("forecast a {DAY} --svg b.svg"), 0);
    assert_eq!(found["svg"], "b.svg");
    assert_eq!(picture(&folder.path().join("b.svg")), first);
    assert_eq!(crate::cli::names(folder.path()), ["a", "b.svg"]);
    check(&case, "forecast --svg case.poa", 2, "ends with `.svg`");
    check(&case, "forecast --svg no/where/../a.svg/b.txt", 2, "ends with `.svg`");
    fs::create_dir(case.join("c.svg")).expect("a folder");
    check(&case, "forecast --svg c.svg", 3, "is a folder");
}

#[test]
fn without_data_there_is_no_forecast() {
    let (_folder, case) = new_case();
    check(&case, "forecast --site jp", 2, "has no site `jp`");
    check(&case, "forecast --as-of 2020-01-01", 1, "no threshold that early");
    check(&case, &format!("forecast {DAY} --release"), 2, "--release");
    fs::remove_file(case.join("data/us-defects.csv")).expect("the file was there");
    check(&case, "forecast --svg a.svg", 1, "us: no forecast: its window");
    assert!(!case.join("a.svg").exists());
    let found = check_json(&case, "forecast --svg a.svg", 1);
    assert!(found["forecast"]["us"]["none"].is_string() && found["svg"].is_null(), "{found:#}");
    fs::write(case.join("case.poa"), "").expect("the case can be written");
    schema::expect_valid(&check_json(&case, "forecast nowhere", 3), "forecast nowhere");
}

/// The example: four sites, orders counted in files, the numbers of its README.
#[test]
fn the_example_is_forecast() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/undelivered-parcels");
    let found = check_json(&example, &format!("forecast {DAY}"), 0);
    let sites = ["us", "uk", "jp", "de"].map(|code| &found["forecast"][code]);
    let missing = sites.map(|site| site["orders_missing"].clone());
    assert_eq!(missing, [919, 290, 17, 298].map(Value::from));
    let stays = sites.map(|site| site["paces"][0]["stays_under"].clone());
    assert_eq!(stays, [21, 23, 11, 13].map(Value::from));
}
