//! A made-up document with every kind of block, for tests. In: nothing. Out: a [`Document`] like
//! those that a real case gives, in English, Japanese and German, with its pictures.

use std::io::Cursor;
use std::sync::Arc;

use image::{DynamicImage, ImageFormat, RgbImage};

use crate::document::{
    Align, Bar, Bars, Block, Column, Document, Exhibit, ExhibitContent, Inline, Part, Table,
    Timeline, TimelineRow,
};
use crate::exhibit::{Picture, PictureFormat};

/// The document.
pub(crate) fn document() -> Document {
    Document {
        title: "Plan of Action".to_string(),
        subtitle: "Northlight Home GmbH · Amazon.com (United States)".to_string(),
        author: "Northlight Home GmbH".to_string(),
        language: "en-US".to_string(),
        date: "2026-11-12".to_string(),
        draft: false,
        facts: facts(),
        parts: vec![summary(), root_cause(), corrective(), preventive()],
        annexes: vec![annex_timeline(), annex_coverage(14), annex_local()],
        exhibits: exhibits(),
        footer: "Northlight Home GmbH · case undelivered-parcels · Amazon.com · 12 November 2026"
            .to_string(),
    }
}

/// Plain words.
pub(crate) fn text(text: &str) -> Inline {
    Inline::Text { text: text.to_string() }
}

/// A paragraph of plain words.
pub(crate) fn paragraph(words: &str) -> Block {
    Block::Paragraph { content: vec![text(words)] }
}

/// A table with as many rows as asked.
pub(crate) fn orders(rows: usize) -> Table {
    let column = |heading: &str, weight: u32, align: Align| Column {
        heading: heading.to_string(),
        weight,
        align,
    };
    let row = |index: usize| {
        let id = format!("113-{:07}-{:07}", 1_204_511 + index * 977, 7_310_042 + index * 31);
        let kinds = ["A-to-z claim", "negative feedback", "chargeback"];
        vec![
            vec![Inline::Code { text: id }],
            vec![text(["14 Oct 2026", "2 Oct 2026", "30 Sep 2026"][index % 3])],
            vec![text(kinds[index % 3])],
            vec![text(["Parcels left unscanned at the depot", "Late reply"][index % 2])],
            vec![
                reference("Fig. 1", "exhibit-scans"),
                text(", "),
                reference("Table 1", "exhibit-log"),
            ],
            vec![text(&format!("USD {}.{:02}", 19 + index % 40, index % 100))],
        ]
    };
    Table {
        caption: Some("Every order with a defect, its cause and its evidence".to_string()),
        columns: vec![
            column("Order", 0, Align::Start),
            column("Date", 0, Align::End),
            column("Defect", 0, Align::Start),
            column("Finding", 3, Align::Start),
            column("Evidence", 2, Align::Start),
            column("Refund", 0, Align::End),
        ],
        rows: (0..rows).map(row).collect(),
    }
}

/// A picture of the asked format, made here.
pub(crate) fn picture(format: PictureFormat) -> Picture {
    let (width, height) = (640, 420);
    let shade = |x: u32, y: u32| image::Rgb([(x / 3) as u8, (y / 2) as u8, ((x + y) / 5) as u8]);
    let pixels = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, shade));
    let encoded = |format: ImageFormat| {
        let mut bytes = Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, format).expect("the encoder takes any RGB picture");
        bytes.into_inner()
    };
    let (bytes, width, height) = match format {
        PictureFormat::Jpeg => (encoded(ImageFormat::Jpeg), width, height),
        PictureFormat::Png => (encoded(ImageFormat::Png), width, height),
        PictureFormat::Svg => (SVG.as_bytes().to_vec(), 595, 842),
    };
    Picture { format, width, height, bytes: Arc::from(bytes) }
}

/// A page as vectors.
const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="595"
height="842"><rect width="595" height="842" fill="#ffffff"/><path d="M60 90 H400 V110 H60 Z"
fill="#223344"/><path d="M60 150 H530 M60 180 H530 M60 210 H530 M60 240 H470" stroke="#888888"
stroke-width="6" fill="none"/><circle cx="297" cy="520" r="140" fill="#88aabb"
opacity="0.6"/></svg>"##;

fn reference(words: &str, target: &str) -> Inline {
    Inline::Reference { text: words.to_string(), target: target.to_string() }
}

fn strong(words: &str) -> Inline {
    Inline::Strong { content: vec![text(words)] }
}

fn facts() -> Vec<(String, String)> {
    [
        ("Seller", "Northlight Home GmbH"),
        ("Marketplace", "Amazon.com"),
        ("Fulfilment", "by the seller"),
        ("Submitted", "12 November 2026"),
        ("Order defect rate", "1.62 % (24 of 1,482 orders)"),
        ("Window", "2 Sep – 31 Oct 2026"),
        ("Claims · chargebacks · feedback", "19 · 3 · 4"),
        ("Orders explained", "24 of 24"),
    ]
    .into_iter()
    .map(|(label, value)| (label.to_string(), value.to_string()))
    .collect()
}

fn part(id: &str, heading: &str, blocks: Vec<Block>) -> Part {
    Part { id: id.to_string(), heading: heading.to_string(), language: None, blocks }
}

fn summary() -> Part {
    let content = vec![
        text("Between 2 September and 31 October 2026, "),
        strong("24 of 1,482 orders (1.62 %)"),
        text(
            " had a defect: 19 A-to-z claims, 3 chargebacks and 4 negative ratings, two orders \
              with two kinds. We traced 19 of them to parcels that our carrier took over without \
              scanning (",
        ),
        reference("Fig. 1", "exhibit-scans"),
        text("), and 5 to replies that took longer than 48 hours ("),
        reference("Table 1", "exhibit-log"),
        text("). Both causes have been removed; all 24 buyers have been made whole."),
    ];
    let bars = [
        ("Parcels not scanned at hand-over", 19),
        ("Reply later than 48 hours", 4),
        ("Item not as described", 1),
    ];
    let bars = bars.map(|(label, count)| Bar {
        label: label.to_string(),
        count,
        whole: 24,
        value: format!("{count} of 24 ({} %)", count * 100 / 24),
    });
    let chart = Bars { caption: "Orders with a defect, by cause".to_string(), bars: bars.into() };
    part("summary", "Summary", vec![Block::Paragraph { content }, Block::Bars(chart)])
}

fn root_cause() -> Part {
    let heading = |words: &str| Block::Heading { level: 2, content: vec![text(words)] };
    let first = vec![
        text(
            "On 21 September our carrier moved the pick-up from 18:00 to 15:30. Parcels packed \
              after that were handed to the night shift, which has no scanner. The carrier's own \
              record shows no event for 19 parcels between hand-over and delivery (",
        ),
        reference("Fig. 1", "exhibit-scans"),
        text("); the routing table of our warehouse still held the old time ("),
        reference("Fig. 2", "exhibit-routing"),
        text("). Orders "),
        Inline::Code { text: "113-1204511-7310042".to_string() },
        text(" and "),
        Inline::Code { text: "113-1205488-7310073".to_string() },
        text(" are typical."),
    ];
    let why = [
        "Why was there no scan? The night shift took parcels without a scanner.",
        "Why was the night shift involved? The pick-up moved by two and a half hours.",
        "Why did we not notice? Nobody compared hand-over lists with the carrier's record.",
    ];
    let why = why.iter().map(|line| vec![paragraph(line)]).collect();
    part(
        "root-cause",
        "Root Cause",
        vec![
            heading("Parcels left unscanned at hand-over: 19 orders"),
            Block::Paragraph { content: first },
            Block::List { ordered: true, items: why },
            heading("Replies later than 48 hours: 5 orders"),
            paragraph(
                "Messages that arrived on Friday evening were first read on Monday. In the \
                window, 31 \
             of 212 messages waited longer than 48 hours; five of these buyers opened a claim or \
             left a negative rating.",
            ),
        ],
    )
}

/// A table of actions from lines like `action|owner|done|proof`.
fn actions(rows: &[&str]) -> Block {
    let heads = [
        ("Action", 5, Align::Start),
        ("Owner", 2, Align::Start),
        ("Done", 0, Align::End),
        ("Proof", 0, Align::Start),
    ];
    let columns = heads.map(|(heading, weight, align)| Column {
        heading: heading.to_string(),
        weight,
        align,
    });
    let row = |line: &&str| -> Vec<Vec<Inline>> {
        let words: Vec<&str> = line.split('|').collect();
        let mut cells: Vec<Vec<Inline>> = words.iter().map(|cell| vec![text(cell)]).collect();
        cells[3] = vec![reference(words[3], "exhibit-scans")];
        cells
    };
    Block::Table(Table {
        caption: None,
        columns: columns.into(),
        rows: rows.iter().map(row).collect(),
    })
}

fn corrective() -> Part {
    part(
        "corrective-actions",
        "Corrective Actions",
        vec![
            paragraph(
                "Every buyer was written to and refunded or sent a replacement between 3 and 9 \
             November 2026; the refund report lists each order.",
            ),
            actions(&[
                "Pick-up at 18:00 again; hand-over only with a scan|logistics lead|4 Nov 2026|\
                Fig. 1",
                "Routing table corrected and checked against the carrier's time-table|\
                 warehouse lead|5 Nov 2026|Fig. 2",
                "Weekend rota: first reply within 12 hours|head of service|6 Nov 2026|Table 1",
            ]),
            Block::List {
                ordered: false,
                items: vec![
                    vec![paragraph("19 refunds in full, USD 612.40 in total")],
                    vec![paragraph("5 replacements, each sent with a signature on delivery")],
                ],
            },
        ],
    )
}

fn preventive() -> Part {
    part(
        "preventive-measures",
        "Preventive Measures",
        vec![
            actions(&[
                "Hand-over lists are compared with the carrier's record each evening; a \
                    parcel without a scan for 24 hours raises an alarm|depot lead|\
                    since 7 Nov 2026|Fig. 1",
                "Reply times are reported weekly|head of service|from 16 Nov 2026|Table 1",
            ]),
            paragraph(
                "We measure: parcels without a scan within 24 hours (target 0, checked daily), \
                replies \
             later than 24 hours (target under 2 %, checked weekly), order defect rate (target \
             under 0.5 %, checked weekly). The first report is due on 12 December 2026.",
            ),
        ],
    )
}

fn annex_timeline() -> Part {
    let row = |label: &str, from: i64, to: i64, tone: &str| TimelineRow {
        label: label.to_string(),
        from,
        to,
        tone: tone.to_string(),
    };
    let chart = Timeline {
        caption: "What happened when".to_string(),
        days: 80,
        ticks: vec![
            (0, "2 Sep".to_string()),
            (29, "1 Oct".to_string()),
            (60, "1 Nov".to_string()),
            (80, "21 Nov".to_string()),
        ],
        rows: vec![
            row("Window of the metric", 0, 59, "window"),
            row("Pick-up moved to 15:30", 19, 19, "event"),
            row("Parcels handed over without a scan", 19, 59, "event"),
            row("Deactivation noticed", 61, 61, "event"),
            row("Hand-over only against a scan", 63, 63, "contain"),
            row("Refunds and replacements", 62, 68, "remedy"),
            row("Routing table corrected", 64, 64, "correct"),
            row("Daily comparison of hand-over lists", 66, 80, "prevent"),
        ],
    };
    part("annex-timeline", "Annex A: Timeline", vec![Block::Timeline(chart)])
}

/// The coverage matrix with as many rows as asked.
pub(crate) fn annex_coverage(rows: usize) -> Part {
    part("annex-coverage", "Annex B: Orders and evidence", vec![Block::Table(orders(rows))])
}

fn annex_local() -> Part {
    let local = |language: &str, words: &str| Block::Local {
        language: language.to_string(),
        blocks: vec![paragraph(words)],
    };
    part(
        "annex-local",
        "Annex C: What buyers read",
        vec![
            paragraph("Our returns page says, in the languages of our buyers:"),
            local(
                "de",
                "Sie können Ihre Bestellung binnen 30 Tagen ohne Angabe von Gründen \
                zurücksenden. Die \
             Rücksendekosten übernehmen wir; den Kaufpreis erstatten wir spätestens 14 Tage nach \
             Eingang der „Widerrufserklärung“ über dasselbe Zahlungsmittel. Verbraucherschlichtung \
             und Datenschutzgrundverordnung: siehe § 355 BGB.",
            ),
            local(
                "ja",
                "商品到着後30日以内であれば、返品を承ります。返送料は当店が負担し、返金は返品の到着から14日以内に\
             行います。お問い合わせには24時間以内に、日本語でお返事いたします（土日・祝日を含む）。",
            ),
        ],
    )
}

fn exhibits() -> Vec<Exhibit> {
    let svg = picture(PictureFormat::Svg);
    let exhibit = |id: &str, number: &str, title: &str, content: ExhibitContent| Exhibit {
        id: id.to_string(),
        number: number.to_string(),
        title: title.to_string(),
        note: "carrier record · 4 November 2026 · carrier-scans.pdf · SHA-256 \
               9f2c1c4d5b6a7988a1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778"
            .to_string(),
        alt: format!("{title}, as exported by its owner"),
        language: None,
        cited_in: vec![
            ("Summary".to_string(), "summary".to_string()),
            ("Root Cause".to_string(), "root-cause".to_string()),
        ],
        file_name: format!("{number}.pdf"),
        place: None,
        content,
    };
    let pictures = |pictures: Vec<Picture>| ExhibitContent::Pictures { pictures };
    vec![
        exhibit(
            "exhibit-scans",
            "Fig. 1",
            "Scan history of 19 parcels",
            pictures(vec![svg.clone(), svg]),
        ),
        exhibit(
            "exhibit-routing",
            "Fig. 2",
            "Routing table in the warehouse",
            pictures(vec![picture(PictureFormat::Jpeg)]),
        ),
        exhibit(
            "exhibit-shelf",
            "Fig. 3",
            "Shelf before the change",
            pictures(vec![picture(PictureFormat::Png)]),
        ),
        exhibit(
            "exhibit-log",
            "Table 1",
            "Buyer messages and replies",
            ExhibitContent::Rows {
                table: orders(40),
                rest: Some(
                    "40 of 212 rows are shown; the whole file is in the bundle.".to_string(),
                ),
            },
        ),
    ]
}
