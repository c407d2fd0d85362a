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
        let health = format!("data/{site}-account-health-2026-10-08.json");
        let mut written = vec![format!("data/{site}-defects.csv"), "case.poa".to_owned()];
        if is_known {
            written.insert(1, health);
        }
        assert_eq!(found["written"], json!(written));
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
        "trigger-evidence-missing",
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
        "us: account health kept in data/us-account-health-2026-10-09.json",
        "us: 1 new with a defect: 112-1111111-1111111",
        "us: 1 no longer with a defect: 112-7403285-6702311",
        "us: a-to-z 19 → 18",
        "us: negative-feedback 4 → 5",
        "us: 1 that no finding covers yet: 112-1111111-1111111",
    ]);
    assert_eq!(found["changes"], expected);
    let kept = "site us {\n  report   \"data/us-account-health-2026-10-09.json\";";
    let expected = mine
        .replace("site us {", kept)
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
    let kept = ["us-account-health-2026-10-08.json", "us-defects.csv"];
    assert_eq!(names(&path.join("a/data")), kept, "no temporary file is left");
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
    let written = "a/data/us-defects.csv\na/data/us-account-health-2026-10-08.json\n";
    assert_eq!(short, written);
}

/// Copies a folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder is there").flatten() {
        let name = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &name),
            false => drop(fs::copy(entry.path(), name).expect("a copy")),
        }
    }
}

/// The lines of an item of the example that begin with one of some words, each with its block.
fn statements(item: &str, words: &[&str]) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in item.lines() {
        let begins = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '}']));
        let word = begins.map(|rest| rest.split(' ').next().unwrap_or(""));
        inside = word.map_or(inside, |word| words.contains(&word));
        if inside && line != "}" {
            kept += &format!("{line}\n");
        }
    }
    kept
}

/// The items of a case that begin with a word, as they stand.
fn items<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(&format!("\n{word} ")) {
        let start = from + at + 1;
        let end = start + text[start..].find("\n}\n").expect("the item is closed") + 3;
        found.push(&text[start..end]);
        from = end - 1;
    }
    found
}

/// From the raw downloads to the example: a person replaces each `todo` and adds items, and edits
/// no data.
#[test]
fn the_draft_is_the_road_to_the_example() {
    let folder = folder(&["us", "uk", "jp", "de"]);
    let folder = folder.path();
    let example = downloads().parent().expect("the case of the data").to_owned();
    fs::copy(downloads().join("performance.json"), folder.join("health.json")).expect("a copy");
    for site in ["us", "uk", "jp", "de"] {
        let files = format!("{site}-defects.csv {site}-all-orders.txt health.json");
        import(folder, &format!("{files} --site {site} --into a"), 0);
    }
    copy_folder(&example.join("evidence"), &folder.join("a/evidence"));
    fs::copy(example.join("team.poa"), folder.join("a/team.poa")).expect("a copy");
    let (theirs, draft) = (read(example.join("undelivered.poa")), read(folder.join("a/case.poa")));
    // The head and the sites stay as the import wrote them; each `todo` is answered.
    let (head, rest) = draft.split_once("\nfinding ").expect("the draft has findings");
    assert!(rest.contains("todo"), "findings are asked about");
    let mut mine = format!("use \"team.poa\"\n{head}\n");
    let answers = [
        ("seller      \"Name of the shop\"", "seller      \"Lumen & Oak Trading Co., Ltd.\""),
        ("noticed     2026-10-24", "noticed     2026-10-24\n  category    electronics"),
        ("submit      2026-10-24", "submit      2026-11-12"),
    ];
    for (asked, answer) in answers {
        assert!(mine.contains(asked), "{asked}\n{mine}");
        mine = mine.replace(asked, answer);
    }
    let is_todo = |line: &&str| line.trim_start().starts_with("todo ");
    mine = mine.lines().filter(|line| !is_todo(line)).map(|line| format!("{line}\n")).collect();
    for site in items(&theirs, "site") {
        let name = site.lines().next().expect("an item has a first line");
        let facts = statements(site, &["disclose", "attach"]);
        assert!(mine.contains(name), "{name}");
        mine = mine.replace(name, &format!("{name}\n{facts}"));
    }
    for word in
        ["submission", "finding", "action", "remedy", "related", "evidence", "followup", "dispute"]
    {
        items(&theirs, word).iter().for_each(|item| mine += &format!("\n{item}"));
    }
    mine += "\nallow defect-field-missing because \"The carrier's list has the numbers.\"\n";
    fs::write(folder.join("a/case.poa"), mine).expect("the case can be written");
    let line = "check . --release --as-of 2026-11-12";
    let reached = check_json(&folder.join("a"), line, 0);
    let expected = check_json(&example, line, 0);
    assert_eq!(reached["diagnostics"], json!([]));
    assert_eq!(reached["sites"], expected["sites"]);
}

/// Files that are broken as a whole: each is one error with a place, and nothing is written.
#[test]
fn hostile_files_are_one_error_each() {
    let folder = folder(&["us"]);
    let path = folder.path();
    let orders = read(path.join("us-all-orders.txt"));
    let feedback = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n";
    let row =
        |comment: &[u8]| [&b"1/9/26\t1\t"[..], comment, b"\t\t112-5233953-9231725\tx\n"].concat();
    let mixed = [feedback.as_bytes(), &row("Büro".as_bytes()), &row(b"B\xFCro")].concat();
    let header = orders.lines().next().expect("a header");
    let wide: Vec<u8> = orders.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, place, rule) in [
        ("cut.txt", orders.as_bytes()[..5_000].to_vec(), "22:1", "data-not-readable"),
        (
            "cut.csv",
            read(path.join("us-defects.csv")).as_bytes()[..1_480].to_vec(),
            "24:1",
            "data-not-readable",
        ),
        ("pipes.txt", orders.replace('\t', "|").into_bytes(), "1:1", "data-not-readable"),
        ("mixed.txt", mixed, "1:1", "data-characters-lost"),
        ("empty.txt", Vec::new(), "1:1", "data-empty"),
        ("header.txt", header.as_bytes().to_vec(), "1:1", "data-empty"),
        ("binary.txt", vec![0x7f, b'E', b'L', b'F', 0, 1, 2, 3, 0], "1:1", "data-not-readable"),
        ("odd.txt", wide[..wide.len() - 3].to_vec(), "1:1", "data-not-readable"),
        ("cut.json", health().as_bytes()[..300].to_vec(), "1:", "data-not-readable"),
    ] {
        fs::write(path.join(name), bytes).expect("a file");
        let line = format!("import us-defects.csv {name} --site us --into a {DAY} --format short");
        let said = check(path, &line, 1, "").stdout;
        let errors: Vec<&str> = said.lines().filter(|line| line.contains(": error[")).collect();
        assert_eq!(errors.len(), 1, "{name}: {said}");
        let expected = format!("{name}:{place}");
        assert!(errors[0].starts_with(&expected) && errors[0].contains(rule), "{said}");
        assert!(!path.join("a").exists(), "{name}: nothing is written");
    }
    // Alone, a report of orders lists no defect; what is broken in it is told all the same.
    let line = format!("import cut.txt --site us --into a {DAY} --format short");
    let said = check(path, &line, 1, "").stdout;
    assert!(said.contains("no file lists an order of `us` with a defect"), "{said}");
    assert!(said.contains("cut.txt:22:1: error[data-not-readable]: the row ends"), "{said}");
}

/// A report that is too large to be held is counted as a stream, by an import and by a check; any
/// other file of that size is refused without being read.
#[test]
fn large_files_are_streamed_or_refused() {
    let folder = folder(&["us"]);
    let path = folder.path();
    let orders = read(path.join("us-all-orders.txt"));
    let (header, rows) = orders.split_once('\n').expect("a header");
    let mut large = format!("{header}\n");
    // Two bytes a character: one of them stands across the border of what is looked at first.
    let wide = |row: &str| row.replace("USB charger", &"ü".repeat(6_001)) + "\n";
    rows.lines().for_each(|row| large += &wide(row));
    assert!(large.len() > 17 << 20, "{}", large.len());
    fs::create_dir_all(path.join("a/data")).expect("a folder");
    fs::write(path.join("a/data/large.txt"), large).expect("a file");
    let line = "us-defects.csv a/data/large.txt health.json --site us --into a";
    let (found, rules) = import(path, line, 0);
    assert_eq!((rules, &found["numbers"]["orders"]), (Vec::new(), &json!(1482)));
    assert_eq!(found["read"][1]["entries"], rows.lines().count());
    assert_eq!(found["read"][1]["encoding"], "utf-8");
    let case = path.join("a/case.poa");
    let mine = read(&case).replace("orders   1482", "orders   \"data/large.txt\"");
    fs::write(&case, mine).expect("the case can be written");
    assert_eq!(check_json(path, &format!("check a {DAY}"), 1)["sites"]["us"]["orders"], 1482);
    // One line without an end: its size on the disk is nothing.
    let endless = fs::File::create(path.join("endless.txt")).expect("a file");
    std::io::Write::write_all(&mut &endless, &vec![b'x'; 1 << 20]).expect("a line");
    endless.set_len(1 << 30).expect("a size");
    let line = "us-defects.csv endless.txt --site us --into b";
    let (_, rules) = import(path, line, 1);
    assert_eq!(rules, ["data-not-readable"]);
}
