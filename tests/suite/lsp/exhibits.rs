//! Exhibits in the editor. In: the example, and a new case. Out: pictures and rows in hovers, only
//! where the editor shows them and without what is hidden; the numbers of figures above items.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::{check, new_case};
use crate::lsp::session::{Session, Text};

fn example() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("examples/undelivered-parcels/undelivered.poa")
}

/// An editor that says how it shows hovers.
fn editor(formats: &[&str], engine: Option<&str>) -> Session {
    let mut capabilities = json!({"textDocument": {"hover": {"contentFormat": formats}}});
    if let Some(engine) = engine {
        capabilities["general"] = json!({"markdown": {"parser": engine, "version": "1.1.0"}});
    }
    Session::start(&capabilities)
}

/// What is said about the first place of some words.
fn hover(session: &mut Session, text: &Text, words: &str) -> String {
    let at = text.text.find(words).unwrap_or_else(|| panic!("{words} is in the text"));
    let found = session.at("textDocument/hover", text, at + 1);
    found["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_hover_shows_pictures_pages_and_rows() {
    let mut session = editor(&["markdown", "plaintext"], Some("marked"));
    let mut text = session.open(&example());
    session.faults(&text);
    for file in ["evidence/routing-table.jpg", "evidence/template-change.png"] {
        let about = hover(&mut session, &text, file);
        assert!(
            about.contains("pixels") && about.contains("](data:image/jpeg;base64,/9j/"),
            "{about}"
        );
        assert!(about.len() < 62_000, "{file}: {}", about.len());
    }
    let about = hover(&mut session, &text, "evidence/scan-report.pdf");
    assert!(about.contains("pages") && about.contains("](data:image/jpeg;base64,/9j/"), "{about}");
    let about = hover(&mut session, &text, "evidence/tickets.csv");
    assert!(about.contains("| opened |") || about.contains("opened |"), "{about}");
    assert!(about.matches("\n|").count() == 7, "headings, a rule, five rows: {about}");
    let head = fs::read_to_string(example().with_file_name("evidence/tickets.csv"));
    let head = head.expect("the table is there");
    let cell = head.lines().nth(1).and_then(|row| row.split(',').next()).expect("a cell");
    assert!(about.replace('\\', "").contains(cell), "{cell}: {about}");
    let column = head.lines().next().and_then(|row| row.split(',').next()).expect("a column");
    let sound = text.text.clone();
    let place = "\"evidence/tickets.csv\" on us, jp {";
    session.change(&mut text, place, &format!("{place}\n  hide column \"{column}\""));
    let about = hover(&mut session, &text, "evidence/tickets.csv");
    assert!(about.contains("hidden") && !about.replace('\\', "").contains(cell), "{about}");
    session.set(&mut text, &sound);
    session.change(&mut text, place, &format!("{place}\n  hide column \"no such column\""));
    let about = hover(&mut session, &text, "evidence/tickets.csv");
    assert!(!about.contains("\n|"), "nothing is shown where a hide finds nothing: {about}");
    session.end();
}

#[test]
fn only_editors_that_show_pictures_get_them() {
    let shows = |formats: &[&str], engine: Option<&str>, kind: &str, has_picture: bool| {
        let mut session = editor(formats, engine);
        let text = session.open(&example());
        session.faults(&text);
        let at = text.text.find("evidence/routing-table.jpg").expect("it is there");
        let found = session.at("textDocument/hover", &text, at);
        assert_eq!(found["contents"]["kind"], kind);
        let about = found["contents"]["value"].as_str().expect("it is said");
        assert_eq!(about.contains("data:"), has_picture, "{about}");
        assert!(about.contains("jpeg"), "{about}");
        session.end();
    };
    shows(&["markdown", "plaintext"], None, "markdown", false);
    shows(&["markdown"], Some("marked"), "markdown", true);
    shows(&["plaintext"], Some("marked"), "plaintext", false);
}

#[test]
fn lenses_name_the_figure_that_the_plan_prints() {
    let (_folder, case) = new_case();
    let mut session = Session::start(&json!({
        "textDocument": {"codeLens": {}},
        "workspace": {"codeLens": {"refreshSupport": true}},
    }));
    let mut text = session.open(&case.join("case.poa"));
    session.wait_for("workspace/codeLens/refresh");
    let opens = |session: &mut Session, text: &Text| -> Vec<String> {
        let found = session.of("textDocument/codeLens", text);
        let titles = found.as_array().into_iter().flatten();
        let titles = titles.filter_map(|lens| lens["command"]["title"].as_str());
        titles.filter(|it| it.starts_with("open")).map(str::to_owned).collect()
    };
    let titles = opens(&mut session, &text);
    assert!(titles.contains(&"open Table 1".to_owned()), "{titles:?}");
    assert!(titles.iter().all(|it| it.starts_with("open Fig. ") || it.starts_with("open Table ")));
    check(&case, "build --site us --as-of 2026-11-12", 0, "");
    let files = fs::read_dir(case.join("out/us/exhibits")).expect("there are exhibits");
    let mut printed: Vec<String> = files
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .map(|name| name.split('-').take(2).collect::<Vec<_>>().join(" "))
        .map(|number| format!("open {}", number.replace("Fig ", "Fig. ")))
        .collect();
    let mut shown = titles.clone();
    printed.sort();
    shown.sort();
    assert_eq!(shown, printed, "the numbers are those of the bundle");
    // While the case has an error there is no plan: the numbers stay as they were.
    session.change(&mut text, "owner  logistics-lead", "owner  nobody");
    session.faults(&text);
    assert_eq!(opens(&mut session, &text), titles);
    session.end();
}

#[test]
fn a_hover_that_waits_for_a_picture_can_be_taken_back() {
    let mut session = editor(&["markdown"], Some("marked"));
    let mut text = session.open(&example());
    session.faults(&text);
    let at = text.text.find("evidence/scan-report.pdf").expect("it is there");
    // The change comes while the page is drawn, or before: it is not shown for another text.
    let first = session.ask("textDocument/hover", text.at(at));
    session.change(&mut text, "# ", "#  ");
    let answer = session.answer(first);
    let is_stale = answer.as_ref().is_err_and(|why| why.contains("has changed"));
    assert!(is_stale || answer.as_ref().is_ok_and(|it| it != &Value::Null), "{answer:?}");
    let second = session.ask("textDocument/hover", text.at(at + 1));
    session.tell("$/cancelRequest", json!({"id": second}));
    let answer = session.answer(second);
    let is_cancelled = answer.as_ref().is_err_and(|why| why.contains("no longer wanted"));
    assert!(is_cancelled || answer.is_ok(), "{answer:?}");
    session.end();
}
