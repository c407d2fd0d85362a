//! `poa import` through the real executable. In: downloads of the example and small synthetic ones.
//! Out: data, drafts, edited cases, refusals that write nothing.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{check, check_json, names};
use crate::schema;

/// A day behind the example's window.
const DAY: &str = "--as-of 2026-10-24";

/// The downloads of the example.
fn downloads() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/undelivered-parcels/data")
}

/// A folder with copies of the downloads of some sites.
fn folder(sites: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for site in sites {
        let name = format!("{site}-all-orders.txt");
        fs::copy(downloads().join(&name), folder.path().join(&name)).expect("a copy");
        let name = format!("{site}-defects.csv");
        let text = as_downloaded(&read(downloads().join(&name)));
        fs::write(folder.path().join(&name), text).expect("a file");
    }
    fs::write(folder.path().join("health.json"), health()).expect("a file");
    folder
}

/// The list of defects without the four columns that the example has added.
fn as_downloaded(text: &str) -> String {
    let line = |line: &str| line.rsplitn(5, ',').last().unwrap_or("").to_owned() + "\n";
    text.lines().map(line).collect()
}

/// Account health of two sites, as the schema spells it.
fn health() -> String {
    let site = |id: &str, orders: u64, defects: u64, late: &str| {
        let window = json!({
            "reportingDateFrom": "2026-08-10T00:00:00Z", "reportingDateTo": "2026-10-08T23:59:59Z",
        });
        json!({
            "marketplaceId": id,
            "orderDefectRate": {"mfn": {
                "reportingDateRange": window, "status": "BAD", "orderCount": orders,
                "orderWithDefects": {"count": defects, "status": "BAD"},
            }},
            "lateShipmentRate": {
                "reportingDateRange": window, "status": late, "orderCount": orders,
                "lateShipmentCount": 46,
            },
            "listingPolicyViolations": {"defectsCount": 0, "status": "GOOD"},
        })
    };
    let report = json!({
        "accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "AT_RISK"}],
        "performanceMetrics": [
            site("ATVPDKIKX0DER", 1482, 24, "BAD"), site("A1F83G8C2ARO7P", 611, 9, "GOOD"),
        ],
    });
    report.to_string()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref()).expect("the file is there")
}

/// Imports and gives back what stands under `import`, and the rules of the diagnostics.
fn import(folder: &Path, line: &str, code: i32) -> (Value, Vec<String>) {
    let mut found = check_json(folder, &format!("import {line} {DAY}"), code);
    let rules = found["diagnostics"].as_array().expect("a list").iter();
    let rules = rules.map(|it| it["rule"].as_str().unwrap_or("").to_owned()).collect();
    let import = found.as_object_mut().expect("an object").remove("import").expect("a part");
    // Without its own key the answer is that of `check`.
    schema::expect_valid(&found, line);
    (import, rules)
}

#[test]
fn four_sites_become_one_draft() {
    let folder = folder(&["us", "uk", "jp", "de"]);
    let folder = folder.path();
    for (site, more, orders, kinds) in [
        ("us", "health.json", 1482, [19, 3, 4]),
        ("uk", "health.json", 611, [8, 1, 1]),
        ("jp", "", 284, [1, 1, 1]),
        ("de", "", 903, [11, 1, 2]),
    ] {
        let files = format!("{site}-defects.csv {site}-all-orders.txt {more}");
        // Without account health the window is put together from the orders, and asked about.
        let (found, rules) = import(folder, &format!("{files} --site {site} --into a"), 0);
        let numbers = &found["numbers"];
        let is_known = !more.is_empty();
        assert_eq!(numbers["window"]["known"], is_known, "{site}");
        if is_known {
            assert_eq!(numbers["orders"], orders, "{site}");
        }
        let [a_to_z, chargeback, feedback] = kinds;
        let kinds =
            json!({"a-to-z": a_to_z, "chargeback": chargeback, "negative-feedback": feedback});
        assert_eq!(numbers["kinds"], kinds, "{site}");
        assert_eq!(rules, Vec::<String>::new(), "{site}");
        let written = json!([format!("data/{site}-defects.csv"), "case.poa"]);
        assert_eq!(found["written"], written);
    }
    assert_eq!(names(&folder.join("a")), ["case.poa", "data"]);
    let draft = read(folder.join("a/case.poa"));
    for part in [
        "trigger     account-at-risk\n",
        "covers  defects where kind is a-to-z\n",
        "related late-shipment-rate on us {\n",
        "stands  3.10% over 2026-08-10 .. 2026-10-08\n",
    ] {
        assert!(draft.contains(part), "{part}\n{draft}");
    }
    assert!(!draft.contains("on uk {\n  # Late"), "a good number is no problem");
    // Each order of each site is covered, and nothing is wrong but what a person must add.
    let found = check_json(folder, &format!("check a {DAY}"), 1);
    for (site, orders) in [("us", 24), ("uk", 9), ("jp", 3), ("de", 12)] {
        assert_eq!(found["sites"][site]["covered"], orders, "{site}");
    }
    let known = [
        "todo-left",
        "part-empty",
        "carrier-proof-missing",
        "disclosure-missing",
        "attachment-missing",
        "buyers-not-made-whole",
        "order-without-direct-evidence",
        "order-without-process-evidence",
        "defect-field-missing",
    ];
    let rules = found["diagnostics"].as_array().expect("a list").iter().map(|it| &it["rule"]);
    let strange: Vec<_> = rules.filter(|rule| !known.iter().any(|it| rule == it)).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn a_second_import_keeps_what_people_wrote() {
    let folder = folder(&["us"]);
    let folder = folder.path();
    import(folder, "us-defects.csv health.json --site us --into a", 0);
    let case = folder.join("a/case.poa");
    let mine = read(&case).replace("Name of the shop", "Mine").replace(
        "  orders   1482\n",
        "  orders   1482   # as printed\n  disclose delivery { handling 2d }\n",
    );
    fs::write(&case, &mine).expect("the case can be written");
    let data = folder.join("a/data/us-defects.csv");
    let told = read(&data).replace(
        "112-5233953-9231725,2026-08-11,a-to-z,,,,",
        "112-5233953-9231725,2026-08-11,a-to-z,never arrived,,T1,7",
    );
    fs::write(&data, told).expect("the data can be written");
    let same = import(folder, "us-defects.csv --site us --into a", 0).0;
    assert_eq!((&same["changes"], &same["numbers"]["orders"]), (&json!([]), &json!(1482)));
    assert_eq!(read(&case), mine, "nothing changed, nothing moves");
    // A later download: one order left, one is new, the window went on.
    let old = read(folder.join("us-defects.csv"));
    let lines: Vec<&str> =
        old.lines().filter(|line| !line.contains("112-7403285-6702311")).collect();
    let new = lines.join("\n") + "\n112-1111111-1111111,\"October 09, 2026\",Seller,Has defect,,\n";
    fs::write(folder.join("new.csv"), new).expect("a file");
    let later = health().replace("08-10T", "08-11T").replace("10-08T", "10-09T");
    let later = later.replace("1482", "1490");
    fs::write(folder.join("new.json"), later).expect("a file");
    let found = import(folder, "new.csv new.json --site us --into a", 0).0;
    let expected = json!([
        "us: window 2026-08-10 .. 2026-10-08 → 2026-08-11 .. 2026-10-09",
        "us: orders 1482 → 1490",
        "us: 1 new with a defect: 112-1111111-1111111",
        "us: 1 no longer with a defect: 112-7403285-6702311",
        "us: a-to-z 19 → 18",
        "us: negative-feedback 4 → 5",
        "us: 1 that no finding covers yet: 112-1111111-1111111",
    ]);
    assert_eq!(found["changes"], expected);
    let expected = mine
        .replace("window   2026-08-10 .. 2026-10-08", "window   2026-08-11 .. 2026-10-09")
        .replace("orders   1482   # as printed", "orders   1490   # as printed");
    assert_eq!(read(&case), expected, "every other byte stays");
    assert!(read(&data).contains("112-5233953-9231725,2026-08-11,a-to-z,never arrived,,T1,7\n"));
}

#[test]
fn a_window_that_nobody_printed_is_asked_about() {
    let folder = folder(&["jp"]);
    let path = folder.path();
    let line = "jp-defects.csv jp-all-orders.txt --site jp --into a";
    let found = import(path, line, 0).0;
    let window = json!({"from": "2026-08-20", "to": "2026-10-18", "known": false});
    assert_eq!(found["numbers"]["window"], window);
    let case = path.join("a/case.poa");
    let draft = read(&case);
    assert!(draft.contains("todo     \"window: as printed"), "{draft}");
    // A person copies it from the report, and the orders are counted for it.
    let mine = draft.replace("2026-08-20 .. 2026-10-18", "2026-08-10 .. 2026-10-08");
    fs::write(&case, mine).expect("the case can be written");
    let found = import(path, line, 0).0;
    assert_eq!(found["changes"], json!(["jp: orders 234 → 284"]));
}

#[test]
fn other_files_complete_the_defects() {
    let folder = folder(&["us"]);
    let path = folder.path();
    let write = |name: &str, text: &str| fs::write(path.join(name), text).expect("a file");
    write(
        "feedback.txt",
        "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n\
         8/27/26\t2\tNo reply from a.b@example.com\t\t112-4447470-8148615\tx@example.com\n",
    );
    write(
        "returns.txt",
        "Order ID\tOrder date\tReturn request date\tReturn carrier\tTracking ID\tA-to-Z Claim\
         \tASIN\tReturn reason\n\
         112-5233953-9231725\t11-Aug-2026\t20-Aug-2026\tCarrier\tR1\tY\tB0B4G7XUWQ\tCR-DEFECTIVE\n",
    );
    write(
        "tickets.csv",
        "Ticket,Order ID,Opened,First reply,Name\n\
         T-77,112-5233953-9231725,2026-08-20T10:00:00,2026-08-21T10:00:00,A Buyer\n",
    );
    let files = "us-defects.csv feedback.txt returns.txt tickets.csv health.json";
    let found = import(path, &format!("{files} --site us --into a"), 0).0;
    let kinds: Vec<&Value> =
        found["read"].as_array().expect("a list").iter().map(|it| &it["kind"]).collect();
    let expected = [
        "order-level defect report",
        "feedback report",
        "report of returns to the seller",
        "help-desk tickets",
        "performance report",
    ];
    assert_eq!(kinds, expected);
    let data = read(path.join("a/data/us-defects.csv"));
    let row = "112-5233953-9231725,2026-08-11,a-to-z,CR-DEFECTIVE,B0B4G7XUWQ,,T-77\n";
    assert!(data.contains(row), "{data}");
    let all = data + &read(path.join("a/case.poa"));
    assert!(!all.contains('@') || !all.contains("example.com"), "no buyer's data: {all}");
    // Without the download the other files are all that is known.
    let (_, rules) = import(path, "returns.txt --site us --into b", 0);
    assert_eq!(rules, ["defects-unconfirmed"]);
}

#[test]
fn columns_nobody_has_seen_are_bound_and_remembered() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    let text = "Auftrag;Tag;Grund\n112-5233953-9231725;2026-08-11;a-to-z\n";
    fs::write(path.join("mine.csv"), text).expect("a file");
    let (found, rules) = import(path, "mine.csv --site us --into a", 1);
    assert_eq!(
        (rules.as_slice(), &found["written"]),
        (&["data-not-readable".to_owned()][..], &json!([]))
    );
    check(path, "import mine.csv --site us --into a --map Auftrag", 2, "COLUMN=FIELD");
    let map = "--map Auftrag=order-id --map Tag=order-date --map Grund=kind";
    let (found, rules) = import(path, &format!("mine.csv --site us --into a {map}"), 0);
    assert_eq!(rules, Vec::<String>::new());
    let written = json!(["data/us-defects.csv", "case.poa", "data/import-map.csv"]);
    assert_eq!(found["written"], written);
    let kept = "column,field\nAuftrag,order-id\nGrund,kind\nTag,order-date\n";
    assert_eq!(read(path.join("a/data/import-map.csv")), kept);
    let (found, rules) = import(path, "mine.csv --site us --into a", 0);
    assert_eq!((rules, &found["changes"]), (Vec::new(), &json!([])));
    let (_, rules) = import(path, "mine.csv --site us --into a --map Auftrg=order-id", 1);
    assert_eq!(rules, ["data-column-missing"]);
    let (_, rules) = import(path, "mine.csv --site us --into a --map Tag=birthday", 1);
    assert_eq!(rules, ["data-column-missing"]);
}

#[test]
fn what_cannot_be_imported_writes_nothing() {
    let folder = folder(&["us", "uk"]);
    let path = folder.path();
    let write = |name: &str, bytes: &[u8]| fs::write(path.join(name), bytes).expect("a file");
    write("notes.txt", b"Dear team,\nplease look at this.\n");
    write("plan.pdf", b"%PDF-1.7\n");
    write("empty.csv", b"");
    write("header.csv", b"order-id,order-date,kind\n");
    for (line, rule) in [
        ("us-defects.csv notes.txt --site us", "data-not-readable"),
        ("us-defects.csv plan.pdf --site us", "data-not-readable"),
        ("us-defects.csv empty.csv --site us", "data-empty"),
        ("header.csv --site us", "data-empty"),
        ("health.json --site us", "data-empty"),
        ("uk-defects.csv us-all-orders.txt health.json --site us", "data-not-readable"),
        ("us-defects.csv uk-all-orders.txt --site us", "data-empty"),
        ("us-defects.csv health.json --site jp", "data-not-readable"),
        ("health.json --site jp", "data-not-readable"),
    ] {
        let (found, rules) = import(path, &format!("{line} --into a"), 1);
        assert!(rules.contains(&rule.to_owned()), "{line}: {rules:?}");
        let errors = rules.iter().filter(|it| *it != "reports-disagree").count();
        assert_eq!(errors, 1, "{line}: {rules:?}");
        assert_eq!(found["written"], json!([]), "{line}");
    }
    assert!(!path.join("a/case.poa").exists(), "nothing was written");
    check(path, "import nowhere.csv --site us --into a", 3, "nowhere.csv");
    check(path, "import us-defects.csv --site xx --into a", 2, "no pack for the site `xx`");
    check(path, "import us-defects.csv --into a", 2, "--site");
    check(path, "import us-defects.csv --site us --encoding morse", 2, "utf-8");
    // The files of one site under another one's name.
    import(path, "us-defects.csv health.json --site us --into a", 0);
    let before = read(path.join("a/case.poa"));
    let (_, rules) = import(path, "us-defects.csv --site uk --into a", 1);
    assert_eq!(rules, ["data-not-readable"]);
    // A case that cannot be read is not touched.
    let broken = before.clone() + "\nfinding x {\n  text \"open\n";
    fs::write(path.join("a/case.poa"), &broken).expect("the case can be written");
    check(path, "import uk-defects.csv --site uk --into a", 1, "nothing was written");
    assert_eq!(read(path.join("a/case.poa")), broken);
    assert_eq!(names(&path.join("a/data")), ["us-defects.csv"], "no temporary file is left");
}

#[test]
fn people_see_what_was_read_and_what_to_do_next() {
    let folder = folder(&["us"]);
    let line =
        format!("import us-defects.csv us-all-orders.txt health.json --site us --into a {DAY}");
    let said = check(folder.path(), &line, 0, "next: poa check a").stdout;
    for part in [
        "us-all-orders.txt: all-orders report, utf-8, 2003 entries\n",
        "us: with a defect: 24 of 1482 orders, 1.62 % (a-to-z 19, chargeback 3, negative-",
        "window 2026-08-10 .. 2026-10-08\n",
        "wrote a/data/us-defects.csv\n",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let short = check(folder.path(), &format!("{line} --format short"), 0, "").stdout;
    assert_eq!(short, "a/data/us-defects.csv\n");
}
