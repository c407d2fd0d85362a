//! Evidence held against the plan, as one table. In: a small sound case, made here, and one change
//! a row. Out: a failure for each row that is missed, told twice or told with other places. Half of
//! the rows are changes that contradict nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use poa::compile::{Input, check};
use poa::source::{FileError, Files, Sources, Span};
use poa::value::Date;

/// The sound case; its exhibits are made below.
const CASE: &str = r#"
person lead { role "Logistics lead" }
person service { role "Customer service" }
case sound {
  seller "Example Trading Co., Ltd."; trigger account-deactivated; fulfilment seller; category home
  noticed 2026-10-24
  submit  2026-11-12
}
site us {
  window 2026-08-10 .. 2026-10-08; orders 200; defects "defects.csv"
  disclose returns-policy { window 30d; method domestic-address; refund 2d; shown returns-page }
  disclose delivery { handling 2d; carrier "Northway Ground"; notice 24h; refund 5d }
  disclose refunds { total USD 61.20; completed 2026-10-28; log refund-list }
}
finding no-scan {
  cause logistics.handover; issue not-received; covers defects
  text   "{{ covered.count }} parcels have no scan at the door (@scans, @tickets)."
  why    "The parcels were handed over in sacks."
  why    "The agreement counts sacks, not parcels (@agreement)."
  why    "No procedure asked for a scan of each parcel."
  missed "A parcel without a scan raised no alarm."
  proof  scans, waybills, inquiries, agreement, tickets
}
evidence scans "scans.csv" { title "Scan history"; kind delivery-proof; captured 2026-10-26 }
evidence waybills "waybills.csv" { title "Waybills"; kind waybill; captured 2026-10-26 }
evidence inquiries "inquiries.pdf" { title "Inquiries"; kind exception-report; captured 2026-10-27 }
evidence agreement "agreement.pdf" {
  title "Carrier agreement"; kind carrier-agreement; captured 2026-10-26
}
evidence tickets "tickets.csv" { title "Tickets"; kind ticket-export; captured 2026-11-12 }
evidence settings "settings.jpg" {
  title "Shipping templates"; kind shipping-settings; captured 2026-10-25
}
evidence boxes "boxes.jpg" { title "The new box"; kind packaging-photos; captured 2026-10-30 }
evidence scores "scores.pdf" { title "Test scores"; kind training-record; captured 2026-11-05 }
evidence box-test "box-test.pdf" { title "Drop test"; kind measurement-report; captured 2026-11-11 }
evidence alarm-log "alarm-log.csv" {
  title "Log of the alarm"; kind monitoring-log; captured 2026-11-11
}
evidence refund-list "refunds.csv" { title "Refunds"; kind refund-report; captured 2026-10-29 }
evidence returns-page "returns.pdf" {
  title "Returns policy"; kind policy-page; captured 2026-11-02
}
action stop-economy contain {
  fixes no-scan; owner lead
  did   "We removed the economy service from all templates (@settings)."
  done  2026-10-25
  proof settings
}
action new-boxes correct {
  fixes no-scan; owner lead
  did   "Double-wall boxes have been in use since 30 October 2026 (@boxes)."
  done  2026-10-30
  proof boxes
  verify by service {
    measure "boxes intact after ten drops"
    expect  >= 95%
    was     40% over 2026-10-27 .. 2026-10-29
    now     100% over 2026-11-02 .. 2026-11-09
    proof   box-test
  }
}
action retrain correct {
  fixes no-scan; owner service
  did   "Six agents were trained to answer within a day and passed the test (@scores)."
  done  2026-11-05
  proof scores
  verify by lead {
    measure median hours from opened to first-reply in tickets
    expect  <= 24h
    was     48h over 2026-10-10 .. 2026-11-04
    now     8h over 2026-11-05 .. 2026-11-10
  }
}
action scan-alarm prevent {
  fixes no-scan, no-scan.missed; owner service
  did   "A ticket opens for every parcel without a scan (@alarm-log)."
  since 2026-11-08
  every 1d
  proof alarm-log
}
remedy refunds for no-scan { gave full-refund; done 2026-10-25 .. 2026-10-28; proof refund-list }
followup 2026-12-12 { measure retrain, scan-alarm }
"#;

const ORDERS: [&str; 3] = ["113-1234567-1234501", "113-1234567-1234502", "113-1234567-1234503"];

/// The files of a case by path.
type Folder = BTreeMap<String, Vec<u8>>;

struct InMemory(Folder);

impl Files for InMemory {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        self.0.get(path).map(|bytes| bytes.as_slice().into()).ok_or(FileError::Missing)
    }
}

fn sound_folder() -> Folder {
    let mut folder = Folder::new();
    let mut add = |path: &str, bytes: Vec<u8>| folder.insert(path.to_owned(), bytes);
    add("case.poa", CASE.into());
    add(
        "defects.csv",
        "order-id,order-date,kind,reason,asin,tracking,ticket\n\
         113-1234567-1234501,2026-08-11,a-to-z,not-received,B000000001,EX0000001,T-1\n\
         113-1234567-1234502,2026-09-02,a-to-z,not-received,B000000001,EX0000002,T-2\n\
         113-1234567-1234503,2026-09-21,chargeback,not-received,B000000001,EX0000003,T-3\n"
            .into(),
    );
    add("scans.csv", list("Order,Date", &ORDERS, "2026-09-24"));
    add("waybills.csv", list("Order,Handed over", &ORDERS, "2026-09-23"));
    add("inquiries.pdf", pdf("20261027", &ORDERS));
    add("agreement.pdf", pdf("20251210", &[]));
    add("tickets.csv", tickets("2026-11-05", ","));
    add("settings.jpg", photo("2026:10:25 09:30:00"));
    add("boxes.jpg", photo("2026:10:30 09:30:00"));
    add("scores.pdf", pdf("20261105", &[]));
    add("box-test.pdf", pdf("20261111", &[]));
    add("alarm-log.csv", b"Day,Parcels\n2026-11-08,11\n2026-11-09,9\n2026-11-10,12\n".to_vec());
    add("refunds.csv", list("Order,Refunded", &ORDERS, "2026-10-28"));
    add("returns.pdf", pdf("20261102", &[]));
    folder
}

/// A table of orders with a day each.
fn list(header: &str, orders: &[&str], day: &str) -> Vec<u8> {
    let rows: String = orders.iter().map(|order| format!("{order},{day}\n")).collect();
    format!("{header}\n{rows}").into_bytes()
}

/// Two tickets a day from 10 October to 11 November; replies take two days before `fast_from`, and
/// eight hours from it on.
fn tickets(fast_from: &str, delimiter: &str) -> Vec<u8> {
    let day = |text: &str| Date::parse(text).expect("it is a day");
    let (first, fast) = (day("2026-10-10"), day(fast_from));
    let mut lines = vec!["Ticket,Opened,First_Reply".replace(',', delimiter)];
    for opened in (0..32).map(|at| first.plus_days(at)) {
        let (replied, later) = match opened < fast {
            true => (opened.plus_days(2), 0),
            false => (opened, 8),
        };
        for hour in [8, 10] {
            let times =
                [format!("{opened} {hour:02}:10"), format!("{replied} {:02}:10", hour + later)];
            lines.push(format!("T{delimiter}{}", times.join(delimiter)));
        }
    }
    lines.join("\n").into_bytes()
}

/// A JPEG with the day on which a camera took it.
fn photo(taken: &str) -> Vec<u8> {
    let pixels =
        image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 4, 90]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut jpeg, image::ImageFormat::Jpeg).expect("memory takes a picture");
    let jpeg = jpeg.into_inner();
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    // One entry, the pointer to the EXIF block; there one entry, DateTimeOriginal.
    tiff.extend(b"\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0");
    tiff.extend(b"\0\x01\x90\x03\0\x02\0\0\0\x14\0\0\0\x2c\0\0\0\0");
    tiff.extend(taken.as_bytes());
    tiff.push(0);
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let length = u16::try_from(segment.len() + 2).expect("it is short").to_be_bytes();
    [&jpeg[..2], &b"\xff\xe1"[..], &length[..], &segment[..], &jpeg[2..]].concat()
}

/// A PDF of one page with a day of creation and some lines of text.
fn pdf(created: &str, lines: &[&str]) -> Vec<u8> {
    let shown = [&["A document"], lines].concat();
    let shown: String = shown.iter().map(|line| format!("({line}) Tj 0 -20 Td ")).collect();
    let content = format!("BT /F1 12 Tf 50 700 Td {shown} ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        format!("<< /CreationDate (D:{created}100000Z) >>"),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    file.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}

/// One row: what is changed, and the one fault with its labels, each as file and text.
struct Row {
    what: &'static str,
    edits: &'static [(&'static str, &'static str)],
    files: Vec<(&'static str, Vec<u8>)>,
    told: Option<(&'static str, &'static [(&'static str, &'static str)])>,
}

fn row(
    what: &'static str,
    edits: &'static [(&'static str, &'static str)],
    files: Vec<(&'static str, Vec<u8>)>,
) -> Row {
    Row { what, edits, files, told: None }
}

impl Row {
    fn tells(
        mut self,
        rule: &'static str,
        labels: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.told = Some((rule, labels));
        self
    }

    /// What is wrong with the row.
    fn fault(&self) -> Option<String> {
        let mut folder = sound_folder();
        let mut text = CASE.to_owned();
        for (from, to) in self.edits {
            assert!(text.contains(from), "{}: `{from}` is not in the case", self.what);
            text = text.replacen(from, to, 1);
        }
        folder.insert("case.poa".to_owned(), text.into_bytes());
        folder.extend(self.files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.clone())));
        let files = InMemory(folder);
        let input = Input {
            root: "case.poa".to_owned(),
            files: &files,
            as_of: Date::parse("2026-11-12").expect("it is a day"),
            sites: Vec::new(),
            release: false,
            packs: None,
        };
        let found = check(&input);
        let lines: Vec<String> = found
            .diagnostics
            .iter()
            .map(|fault| {
                let labels = fault.labels.iter().map(|label| shown(label.span, &found.sources));
                let labels: Vec<String> = labels.collect();
                format!("{}: {} [{}]", fault.rule, fault.message, labels.join(" | "))
            })
            .collect();
        let fits = match (&self.told, &found.diagnostics[..]) {
            (None, []) => true,
            (Some((rule, places)), [fault]) => {
                let labels: Vec<(String, String)> = fault
                    .labels
                    .iter()
                    .map(|label| {
                        let source = found.sources.get(label.span.source);
                        (source.name.clone(), found.sources.slice(label.span).to_owned())
                    })
                    .collect();
                let is_there = |(file, text): &(&str, &str)| {
                    labels.iter().any(|(name, slice)| name == file && slice.contains(text))
                };
                fault.rule == *rule && labels.len() == places.len() && places.iter().all(is_there)
            }
            _ => false,
        };
        let expected = self.told.map_or("nothing".to_owned(), |(rule, places)| {
            let places: Vec<String> =
                places.iter().map(|(file, text)| format!("{file}: {text}")).collect();
            format!("{rule} [{}]", places.join(" | "))
        });
        (!fits).then(|| {
            format!(
                "{}\n  expected {expected}\n  found    {}",
                self.what,
                lines.join("\n           ")
            )
        })
    }
}

fn shown(span: Span, sources: &Sources) -> String {
    format!("{}: {}", sources.get(span.source).name, sources.slice(span))
}

const DATES: &str = "evidence-date-contradicts";
const ORDER: &str = "measurement-out-of-order";
const EARLY: &str = "effect-before-action";
const UNSHOWN: &str = "effect-not-shown";
const LEFT_OUT: &str = "order-not-in-exhibit";

#[test]
fn each_contradiction_is_told_once_with_its_places() {
    let rows = [photos(), words(), files(), periods(), effects(), orders()];
    let rows: Vec<Row> = rows.into_iter().flatten().collect();
    assert!(rows.iter().filter(|row| row.told.is_some()).count() >= 25);
    assert!(rows.len() >= 45, "{} rows", rows.len());
    let wrong: Vec<String> = rows.iter().filter_map(Row::fault).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn photos() -> Vec<Row> {
    const OLD_BOX: &str = "evidence old-box \"old.jpg\" { title \"The box before the change\"; \
         kind packaging-photos; captured 2026-10-20 }\naction new-boxes";
    vec![
        row("nothing is changed", &[], vec![]),
        row("a photo older than its day", &[], vec![("boxes.jpg", photo("2026:10:20 09:30:00"))])
            .tells(DATES, &[("boxes.jpg", "2026-10-20"), ("case.poa", "2026-10-30")]),
        row("a photo younger than its day", &[], vec![("boxes.jpg", photo("2026:11:05 09:30:00"))])
            .tells(DATES, &[("boxes.jpg", "2026-11-05"), ("case.poa", "2026-10-30")]),
        row(
            "a day later than its photo",
            &[("packaging-photos; captured 2026-10-30", "packaging-photos; captured 2026-11-03")],
            vec![],
        )
        .tells(DATES, &[("boxes.jpg", "2026-10-30"), ("case.poa", "2026-11-03")]),
        row(
            "a photo from before the action",
            &[("packaging-photos; captured 2026-10-30", "packaging-photos; captured 2026-10-20")],
            vec![("boxes.jpg", photo("2026:10:20 09:30:00"))],
        )
        .tells(
            DATES,
            &[("boxes.jpg", "2026-10-20"), ("case.poa", "boxes"), ("case.poa", "2026-10-30")],
        ),
        row(
            "a photo of the settings from before they were changed",
            &[("shipping-settings; captured 2026-10-25", "shipping-settings; captured 2026-10-20")],
            vec![("settings.jpg", photo("2026:10:20 09:30:00"))],
        )
        .tells(
            DATES,
            &[("settings.jpg", "2026-10-20"), ("case.poa", "settings"), ("case.poa", "2026-10-25")],
        ),
        row("a clock of another zone", &[], vec![("boxes.jpg", photo("2026:10:29 23:30:00"))]),
        row("a clock that was never set", &[], vec![("boxes.jpg", photo("2000:01:01 00:00:00"))]),
        row(
            "a photo of the state before, said to be one",
            &[("action new-boxes", OLD_BOX), ("proof boxes\n", "proof boxes, old-box\n")],
            vec![("old.jpg", photo("2026:10:20 09:30:00"))],
        ),
    ]
}

fn words() -> Vec<Row> {
    const GERMAN: &str = "We use double-wall boxes (@boxes).\"\n  \
         did de \"Die Kartons sind seit dem 1. Oktober im Einsatz.\"";
    const SAYS: &str = "Double-wall boxes have been in use since 30 October 2026 (@boxes).\"";
    vec![
        row("a day later than the words", &[("done  2026-10-30", "done  2026-11-01")], vec![])
            .tells(DATES, &[("case.poa", "2026-11-01"), ("case.poa", "30 October 2026")]),
        row("words of June", &[("since 30 October 2026", "since June")], vec![])
            .tells(DATES, &[("case.poa", "2026-10-30"), ("case.poa", "June")]),
        row("words as a date", &[("since 30 October 2026", "since 2026-09-30")], vec![])
            .tells(DATES, &[("case.poa", "2026-10-30"), ("case.poa", "2026-09-30")]),
        row(
            "words that come first",
            &[(SAYS, "Since October 1, 2026, double-wall boxes are in use (@boxes).\"")],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-10-30"), ("case.poa", "October 1, 2026")]),
        row(
            "German words",
            &[(SAYS, GERMAN)],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-10-30"), ("case.poa", "1. Oktober")]),
        row(
            "Japanese words",
            &[(SAYS, "We use double-wall boxes (@boxes).\"\n  did ja \"新しい箱を10月1日から使用しています。\"")],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-10-30"), ("case.poa", "10月1日")]),
        row(
            "in use after the photo",
            &[
                ("done  2026-10-30", "done  2026-10-01 .. 2026-10-30"),
                ("since 30 October 2026", "since 28 October 2026"),
                ("packaging-photos; captured 2026-10-30", "packaging-photos; captured 2026-10-20"),
            ],
            vec![("boxes.jpg", photo("2026:10:20 09:30:00"))],
        )
        .tells(
            DATES,
            &[("case.poa", "28 October 2026"), ("case.poa", "boxes"), ("boxes.jpg", "2026-10-20")],
        ),
        row(
            "words about what was there before",
            &[(SAYS, "The mailers that had been in use since June 2026 were replaced (@boxes).\"")],
            vec![],
        ),
        row("in use after its photo", &[("since 30 October 2026", "since 1 November 2026")], vec![])
            .tells(
                DATES,
                &[
                    ("case.poa", "1 November 2026"),
                    ("case.poa", "boxes"),
                    ("boxes.jpg", "2026-10-30"),
                ],
            ),
        row("in use on the morrow", &[("since 30 October 2026", "since 31 October 2026")], vec![]),
        row("words without a day", &[("since 30 October 2026", "since then")], vec![]),
    ]
}

fn files() -> Vec<Row> {
    vec![
        row(
            "rows after the export",
            &[("monitoring-log; captured 2026-11-11", "monitoring-log; captured 2026-11-08")],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-11-08"), ("alarm-log.csv", "2026-11-10")]),
        row(
            "German rows after the export",
            &[],
            vec![("alarm-log.csv", b"Tag;Pakete\n08.11.2026;11\n15.11.2026;9\n".to_vec())],
        )
        .tells(DATES, &[("case.poa", "2026-11-11"), ("alarm-log.csv", "15.11.2026")]),
        row(
            "a log from before the measure",
            &[("monitoring-log; captured 2026-11-11", "monitoring-log; captured 2026-11-05")],
            vec![("alarm-log.csv", b"Day,Parcels\n2026-11-04,3\n".to_vec())],
        )
        .tells(
            DATES,
            &[("case.poa", "2026-11-05"), ("case.poa", "alarm-log"), ("case.poa", "2026-11-08")],
        ),
        row(
            "scores from before the training",
            &[("training-record; captured 2026-11-05", "training-record; captured 2026-11-01")],
            vec![],
        )
        .tells(
            DATES,
            &[("case.poa", "2026-11-01"), ("case.poa", "scores"), ("case.poa", "2026-11-05")],
        ),
        row("a PDF from before its period ends", &[], vec![("box-test.pdf", pdf("20261105", &[]))])
            .tells(
                DATES,
                &[
                    ("box-test.pdf", "2026-11-05"),
                    ("case.poa", "box-test"),
                    ("case.poa", "2026-11-02 .. 2026-11-09"),
                ],
            ),
        row(
            "a report from before its period ends",
            &[(
                "measurement-report; captured 2026-11-11",
                "measurement-report; captured 2026-11-06",
            )],
            vec![],
        )
        .tells(
            DATES,
            &[
                ("case.poa", "2026-11-06"),
                ("case.poa", "box-test"),
                ("case.poa", "2026-11-02 .. 2026-11-09"),
            ],
        ),
        row(
            "a scan history with later rows",
            &[("delivery-proof; captured 2026-10-26", "delivery-proof; captured 2026-09-10")],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-09-10"), ("scans.csv", "2026-09-24")]),
        row(
            "a scan history from before the last order",
            &[("\"scans.csv\"", "\"scans.pdf\"")],
            vec![("scans.pdf", pdf("20260910", &ORDERS))],
        )
        .tells(
            DATES,
            &[("scans.pdf", "2026-09-10"), ("case.poa", "scans"), ("defects.csv", "2026-09-21")],
        ),
        row(
            "refunds after the list of refunds",
            &[("refund-report; captured 2026-10-29", "refund-report; captured 2026-10-26")],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-10-26"), ("refunds.csv", "2026-10-28")]),
        row(
            "a list of refunds from before them",
            &[("\"refunds.csv\"", "\"refunds.pdf\"")],
            vec![("refunds.pdf", pdf("20261020", &ORDERS))],
        )
        .tells(
            DATES,
            &[
                ("refunds.pdf", "2026-10-20"),
                ("case.poa", "refund-list"),
                ("case.poa", "2026-10-25 .. 2026-10-28"),
            ],
        ),
        row(
            "an exhibit of tomorrow",
            &[("policy-page; captured 2026-11-02", "policy-page; captured 2026-11-20")],
            vec![],
        )
        .tells(DATES, &[("case.poa", "2026-11-20"), ("case.poa", "2026-11-12")]),
        row(
            "days ahead in a column that says so",
            &[],
            vec![("alarm-log.csv", b"Day,Due\n2026-11-08,2026-12-01\n".to_vec())],
        ),
        row(
            "scores of the eve",
            &[("training-record; captured 2026-11-05", "training-record; captured 2026-11-04")],
            vec![],
        ),
        row("a PDF without a day", &[], vec![("box-test.pdf", pdf("", &[]))]),
        row("a PDF of the eve", &[], vec![("box-test.pdf", pdf("20261108", &[]))]),
        row(
            "a photo instead of a list",
            &[("\"scans.csv\"", "\"scans.jpg\"")],
            vec![("scans.jpg", photo("2026:10:26 09:30:00"))],
        ),
    ]
}

fn periods() -> Vec<Row> {
    vec![
        row(
            "an after before the action",
            &[("over 2026-11-02 .. 2026-11-09", "over 2026-10-20 .. 2026-11-09")],
            vec![],
        )
        .tells(ORDER, &[("case.poa", "2026-10-30"), ("case.poa", "2026-10-20 .. 2026-11-09")]),
        row(
            "a before after the action",
            &[("over 2026-10-27 .. 2026-10-29", "over 2026-10-27 .. 2026-11-05")],
            vec![],
        )
        .tells(ORDER, &[("case.poa", "2026-10-30"), ("case.poa", "2026-10-27 .. 2026-11-05")]),
        row(
            "an after beyond the submission",
            &[("over 2026-11-02 .. 2026-11-09", "over 2026-11-02 .. 2026-11-20")],
            vec![],
        )
        .tells(ORDER, &[("case.poa", "2026-11-12"), ("case.poa", "2026-11-02 .. 2026-11-20")]),
        row(
            "periods that meet on the day",
            &[
                ("over 2026-10-27 .. 2026-10-29", "over 2026-10-27 .. 2026-10-30"),
                ("over 2026-11-02", "over 2026-10-30"),
            ],
            vec![],
        ),
        row(
            "an action of some days",
            &[("done  2026-10-30", "done  2026-10-28 .. 2026-10-30")],
            vec![],
        ),
    ]
}

fn effects() -> Vec<Row> {
    const MEAN: &str = "ticket-export; captured 2026-11-12; \
         measure mean hours from Opened to \"First Reply\"";
    const MEASURE: &str = "median hours from opened to first-reply in tickets";
    const CLAIMS: [(&str, &str); 4] = [
        ("case.poa", "2026-11-05"),
        ("case.poa", "median"),
        ("case.poa", "48h"),
        ("case.poa", "8h"),
    ];
    vec![
        row("an effect after the action", &[], vec![("tickets.csv", tickets("2026-11-09", ","))])
            .tells(
                UNSHOWN,
                &[
                    ("case.poa", "2026-11-05"),
                    ("case.poa", "median"),
                    ("tickets.csv", "2026-11-09 08:10"),
                ],
            ),
        row("an effect before the action", &[], vec![("tickets.csv", tickets("2026-10-28", ","))])
            .tells(
                EARLY,
                &[
                    ("case.poa", "2026-11-05"),
                    ("case.poa", "median"),
                    ("tickets.csv", "2026-10-28 08:10"),
                ],
            ),
        row("no effect", &[], vec![("tickets.csv", tickets("2026-12-01", ","))])
            .tells(UNSHOWN, &CLAIMS),
        row("a better after than the rows", &[("now     8h", "now     4h")], vec![])
            .tells(UNSHOWN, &[CLAIMS[0], CLAIMS[1], CLAIMS[2], ("case.poa", "4h")]),
        row("a worse before than the rows", &[("was     48h", "was     72h")], vec![])
            .tells(UNSHOWN, &[CLAIMS[0], CLAIMS[1], ("case.poa", "72h"), CLAIMS[3]]),
        row(
            "a period without rows",
            &[("2026-11-05 .. 2026-11-10", "2026-11-11 .. 2026-11-12")],
            vec![],
        )
        .tells(UNSHOWN, &CLAIMS),
        row("a target that is missed", &[("expect  <= 24h", "expect  <= 6h")], vec![])
            .tells(UNSHOWN, &CLAIMS),
        row("a column that is not there", &[("first-reply in", "first-replied in")], vec![]).tells(
            "data-column-missing",
            &[("case.poa", "first-replied"), ("tickets.csv", "First_Reply")],
        ),
        row(
            "an exhibit without rows",
            &[("first-reply in tickets", "first-reply in box-test")],
            vec![],
        )
        .tells("data-not-readable", &[("case.poa", "median"), ("case.poa", "box-test.pdf")]),
        row("a percentage of hours", &[("was     48h", "was     48%")], vec![])
            .tells("wrong-argument", &[("case.poa", "48%"), ("case.poa", "median")]),
        row("rows with semicolons", &[], vec![("tickets.csv", tickets("2026-11-05", ";"))]),
        row("rows with tabs", &[], vec![("tickets.csv", tickets("2026-11-05", "\t"))]),
        row("an effect two days later", &[], vec![("tickets.csv", tickets("2026-11-07", ","))]),
        row("an effect on the eve", &[], vec![("tickets.csv", tickets("2026-11-04", ","))]),
        row(
            "a share of rows",
            &[
                (MEASURE, "share of rows where first-reply is none in tickets"),
                ("expect  <= 24h\n", ""),
                ("was     48h over 2026-10-10 .. 2026-11-04\n", ""),
                ("now     8h over 2026-11-05 .. 2026-11-10\n", "now 0%\n"),
            ],
            vec![],
        )
        .tells(
            UNSHOWN,
            &[("case.poa", "2026-11-05"), ("case.poa", "share of rows"), ("case.poa", "0%")],
        ),
        row(
            "a measure of the exhibit itself",
            &[
                (MEASURE, "\"hours to the first reply\"\n    proof tickets"),
                ("ticket-export; captured 2026-11-12", MEAN),
            ],
            vec![],
        ),
    ]
}

fn orders() -> Vec<Row> {
    const MORE: &str = "evidence more-scans \"more.csv\" { title \"Further scans\"; \
         kind delivery-proof; captured 2026-10-26; for no-scan }\naction new-boxes";
    vec![
        row(
            "a scan history without an order",
            &[],
            vec![("scans.csv", list("Order,Date", &ORDERS[..2], "2026-09-24"))],
        )
        .tells(
            LEFT_OUT,
            &[("case.poa", "scans.csv"), ("scans.csv", ORDERS[0]), ("defects.csv", ORDERS[2])],
        ),
        row(
            "a PDF without an order",
            &[],
            vec![("inquiries.pdf", pdf("20261027", &[ORDERS[0], ORDERS[2]]))],
        )
        .tells(
            LEFT_OUT,
            &[
                ("case.poa", "inquiries.pdf"),
                ("inquiries.pdf", ORDERS[0]),
                ("defects.csv", ORDERS[1]),
            ],
        ),
        row(
            "refunds without an order",
            &[],
            vec![("refunds.csv", list("Order,Refunded", &ORDERS[1..], "2026-10-28"))],
        )
        .tells(
            LEFT_OUT,
            &[("case.poa", "refunds.csv"), ("refunds.csv", ORDERS[1]), ("defects.csv", ORDERS[0])],
        ),
        row(
            "waybills without two orders",
            &[],
            vec![("waybills.csv", list("Order,Handed over", &ORDERS[..1], "2026-09-23"))],
        )
        .tells(
            LEFT_OUT,
            &[
                ("case.poa", "waybills.csv"),
                ("waybills.csv", ORDERS[0]),
                ("defects.csv", ORDERS[1]),
                ("defects.csv", ORDERS[2]),
            ],
        ),
        row(
            "a list in two exhibits",
            &[("action new-boxes", MORE)],
            vec![
                ("scans.csv", list("Order,Date", &ORDERS[..2], "2026-09-24")),
                ("more.csv", list("Order,Date", &ORDERS[2..], "2026-09-24")),
            ],
        ),
        row(
            "a list without order numbers",
            &[],
            vec![("waybills.csv", b"Parcel\nEX0000001\n".to_vec())],
        ),
        row("a PDF without a text layer", &[], vec![("inquiries.pdf", pdf("20261027", &[]))]),
    ]
}
