//! Data of buyers in what leaves the house, held against sentences and headings. In: invented data
//! of buyers in every form that is looked for, and texts that only look like it. Out: what is
//! missed, what is found without need, and messages that show what they must not show.

use std::collections::BTreeMap;
use std::sync::Arc;

use poa::compile::{Compiled, Input, check, shipped, trial};
use poa::diagnostic::Diagnostic;
use poa::policy::shipped_test_files;
use poa::source::{FileError, Files};
use poa::value::Date;

const RULE: &str = "buyer-data-exposed";

/// Data of buyers; the part that no message may show stands in `[[…]]`.
const BAD: &[&str] = &[
    "We wrote to [[jane.sample@mail.example]] on the same day.",
    "The buyer ([[x7k2m9q4@marketplace.amazon.co.uk]]) was answered.",
    "Answers went to [[jane.sample (at) mail.example]] the same day.",
    "The buyer wrote from [[jane＠mail.example]].",
    "The buyer can be reached at [[+49 170 1234567]].",
    "The buyer, phone no. [[0151 2345678]], was called.",
    "Mobile: [[0151 23456789]] was called twice.",
    "The buyer called from [[(212) 555-0147]] in the evening.",
    "The buyer called from [[212-555-0147]].",
    "買家電話：[[138 1234 5678]]",
    "連絡先は [[090-1234-5678]] です。",
    "It went to [[12 Elm Street, Springfield, IL 62704]].",
    "It went to [[7 Mill Lane, Leeds LS1 4AB]].",
    "It went to [[14 Maple Avenue, Ottawa K1A 0B1]].",
    "It went to [[9 Wattle Road, Newtown NSW 2042]].",
    "It went to [[Musterstraße 12, 10115 Berlin]].",
    "It went to [[12 rue des Lilas, 75011 Paris]].",
    "It went to [[Via dei Fiori 8, 00184 Roma]].",
    "It went to [[Calle de las Flores 8, 28013 Madrid]].",
    "It went to [[Bloemstraat 12, 1016 KV Amsterdam]].",
    "It went to [[ul. Kwiatowa 8/12, 00-123 Warszawa]].",
    "It went to [[Blomstergatan 8, 111 22 Stockholm]].",
    "お届け先は[[〒123-4567 東京都架空区見本町1丁目]]です。",
    "送到[[浙江省杭州市样本路12号]]。",
    "Recipient: [[Jane Sample]], two items.",
    "Signed by: [[Max Sample]] at the door.",
    "Empfänger: [[Erika Beispiel]], zwei Artikel.",
    "收件人：[[张样本]]",
    "[[見本 太郎]]様",
    "Dear Mrs [[Sample]], we have refunded the order.",
    "Sehr geehrte Frau [[Beispiel]], wir haben erstattet.",
];

/// What looks like it and is nobody's.
const GOOD: &[&str] = &[
    "We wrote to seller-performance@amazon.com and to claims@carrier.example.",
    "The carrier answered from inquiries@dhl.de, its hotline is +49 228 7654321.",
    "Our support line is 1-800-555-0147, our mailbox support@shop.example.",
    "Order 113-1234567-1234567 left on 2026-10-25 with RA473124829US.",
    "Tracking 1234-5678-9012, parcel 00340434161094000001, EAN 4006381333931.",
    "The rate fell by 12.5 % to 0.62 % between 2026-09-01 and 2026-10-24 (UTC+10 2026-10-25).",
    "Parcels leave our warehouse at 12 Mill Road, Leeds LS1 4AB on the same day.",
    "退货寄到我司仓库：浙江省杭州市样本路12号。",
    "Dear customer, your parcel is on its way.",
    "Dear Amazon Seller Performance Team, this is our plan.",
    "Recipient: Buyer 2, two items; signed by: neighbour.",
    "お客様、購入者様へご連絡しました。",
    "The plan was shipped to 24 buyers; each recipient: a refund in full.",
    "We replied to j***@mail.example and to J. S. on the same day.",
    "The scan is from 2026-10-25 10:12:00+09:00, dock 3, sack 12 of 30.",
    "USt-IdNr. DE123456789, WEEE-Reg.-Nr. DE12345678, LUCID DE1234567890123.",
    "Template 12 Way Bill, box 40 x 30 x 20, 0.4 kg; version 2.10.3 of the tool.",
    "The procedure names its owner (@procedure) and 8 of 24 parcels.",
];

/// Headings of columns with something in them.
const COLUMNS: &[&str] = &[
    "Rater Email",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "recipient-name",
    "ship-address-1",
    "ship-address-2",
    "ship-city",
    "ship-postal-code",
    "bill-address-1",
    "Customer name",
    "Ship To Name",
    "Delivery address",
    "phone",
    "Kundenname",
    "Lieferadresse",
    "nom du client",
    "收件人",
    "收货地址",
    "联系电话",
    "お届け先氏名",
    "住所",
    "buyer-cpf",
];

/// Headings that name no buyer.
const OTHER_COLUMNS: &[&str] = &[
    "order-id",
    "ship-country",
    "ship-service-level",
    "product-name",
    "Agent name",
    "Driver phone",
    "warehouse address",
    "buyer written to",
    "Template name",
    "email sent",
    "Buyers",
    "carrier",
];

/// The folder with the sound case, and one table more.
struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    fn with(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let known = shipped_test_files()
            .iter()
            .map(|(path, bytes)| (path.trim_start_matches("policies/").to_owned(), bytes.to_vec()));
        let mut files: BTreeMap<String, Vec<u8>> = known.collect();
        files.insert(path.to_owned(), bytes.into());
        Self { files }
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        self.files.get(path).map(|bytes| bytes.as_slice().into()).ok_or(FileError::Missing)
    }
}

/// What the rule says of a piece laid over the sound case, each with its line.
fn found(overlay: &str, folder: &Folder) -> Vec<(usize, Diagnostic)> {
    let packs = shipped();
    let pack = packs.packs.policy("us").expect("the pack is there");
    let faults = trial(packs, pack, overlay, folder).faults.into_iter();
    let line = |text: &str| text.split(':').nth(1).and_then(|line| line.parse().ok());
    let faults = faults.filter(|it| it.fault.rule == RULE);
    faults.map(|it| (line(&it.line).expect("a fault has a line"), it.fault)).collect()
}

/// What is found in each of some sentences.
fn in_texts(sentences: &[String]) -> Vec<(String, Vec<Diagnostic>)> {
    let texts: Vec<String> = sentences.iter().map(|it| format!("text \"{it}\"")).collect();
    let head = "remedy refunds for no-scan {\ngave full-refund\ndone 2026-10-25 .. 2026-10-28\n\
        proof refund-report\ntext \"From A.B@mail.example\"\n";
    let mut faults = found(&format!("{head}{}\n}}", texts.join("\n")), &Folder::with("none", ""));
    // The first text is there to tell on which line they begin.
    let (first, _) = faults.remove(0);
    let of = |index: usize| {
        let here = faults.iter().filter(|(line, _)| *line == first + index + 1);
        here.map(|(_, fault)| fault.clone()).collect()
    };
    sentences.iter().enumerate().map(|(index, it)| (it.clone(), of(index))).collect()
}

fn secret(sentence: &str) -> (&str, String) {
    let (before, rest) = sentence.split_once("[[").expect("a secret is marked");
    let (secret, after) = rest.split_once("]]").expect("its end is marked");
    (secret, format!("{before}{secret}{after}"))
}

/// All that a fault says.
fn said(fault: &Diagnostic) -> String {
    let labels: Vec<&str> = fault.labels.iter().map(|label| label.text.as_str()).collect();
    format!("{} {} {}", fault.message, labels.join(" "), fault.help.as_deref().unwrap_or(""))
}

#[test]
fn data_of_buyers_is_found_and_not_shown() {
    let (secrets, sentences): (Vec<&str>, Vec<String>) = BAD.iter().map(|it| secret(it)).unzip();
    let mut wrong = Vec::new();
    for ((sentence, faults), secret) in in_texts(&sentences).into_iter().zip(secrets) {
        if faults.is_empty() {
            wrong.push(format!("missed: {sentence}"));
        }
        let shown = faults.iter().map(said).filter(|said| said.contains(secret));
        wrong.extend(shown.map(|said| format!("shown: {said}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_nobodys_stays() {
    let sentences: Vec<String> = GOOD.iter().map(|it| (*it).to_owned()).collect();
    let mut wrong = Vec::new();
    for (sentence, faults) in in_texts(&sentences) {
        wrong.extend(faults.iter().map(|fault| format!("{sentence}\n    {}", said(fault))));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is found in a table with these columns beside the orders.
fn in_table(headings: &[&str], cell: &str, hide: &str) -> Vec<String> {
    let row = headings.iter().map(|_| format!(",{cell}")).collect::<String>();
    let heads = headings.join(",");
    let table = format!("Order,Opened,{heads}\n113-1234567-1234501,2026-10-02{row}\n");
    let overlay = format!(
        "evidence tickets \"sound-case/made.csv\" {{ title \"Tickets\"; kind ticket-export; \
         captured 2026-10-28{hide} }}"
    );
    let faults = found(&overlay, &Folder::with("base/sound-case/made.csv", table));
    faults.iter().map(|(_, fault)| said(fault)).collect()
}

#[test]
fn columns_of_buyers_are_found_until_they_are_hidden() {
    let lines: Vec<String> =
        COLUMNS.iter().map(|heading| format!("hide column \"{heading}\"")).collect();
    let faults = in_table(COLUMNS, "Sample 12345 x", "");
    assert_eq!(faults.len(), COLUMNS.len(), "{faults:#?}");
    for line in &lines {
        assert!(faults.iter().any(|said| said.contains(line)), "{line}: {faults:#?}");
    }
    assert!(faults.iter().all(|said| !said.contains("Sample")), "{faults:#?}");
    let hidden: String = lines.iter().map(|line| format!("; {line}")).collect();
    let none: [String; 0] = [];
    assert_eq!(in_table(COLUMNS, "Sample 12345 x", &hidden), none);
    assert_eq!(in_table(COLUMNS, "***", ""), none);
    assert_eq!(in_table(OTHER_COLUMNS, "Sample 12345 x", ""), none);
}

#[test]
fn names_out_of_a_hidden_column_are_found_elsewhere() {
    let table = "Order,Customer name,Note\n\
        113-1234567-1234501,Erika Beispiel,asked\n113-1234567-1234502,Jo Li Sample,fine\n";
    let overlay = "evidence tickets \"sound-case/made.csv\" { title \"Tickets\"; \
        kind ticket-export; captured 2026-10-28; hide column \"Customer name\" }\n\
        remedy refunds for no-scan { gave full-refund; done 2026-10-25 .. 2026-10-28; \
        text \"We called erika beispiel and JO LI SAMPLE, not Jo Li Sampleton.\"; \
        proof refund-report }";
    let faults = found(overlay, &Folder::with("base/sound-case/made.csv", table));
    let messages: Vec<&str> = faults.iter().map(|(_, fault)| fault.message.as_str()).collect();
    let what = "a name out of a column of buyers would leave the house";
    assert_eq!(messages, [format!("{what}: `e**** ********`"), format!("{what}: `J* ** ******`")]);
}

/// The sound case as one text, with an exhibit in the place of its scans.
fn case(evidence: &str) -> String {
    let files = shipped_test_files();
    let case = files.iter().find(|(path, _)| *path == "policies/base/sound-case.poa");
    let case = std::str::from_utf8(case.expect("the sound case is there").1).expect("it is text");
    let start = case.find("evidence scans").expect("it has scans");
    let end = start + case[start..].find('}').expect("the item ends") + 1;
    format!("{}{evidence}{}", &case[..start], &case[end..])
}

fn checked(text: &str, pdf: &[u8]) -> Compiled {
    let mut folder = Folder::with("sound-case/label.pdf", pdf);
    for (path, bytes) in shipped_test_files() {
        if let Some(path) = path.strip_prefix("policies/base/") {
            folder.files.insert(path.to_owned(), bytes.to_vec());
        }
    }
    folder.files.insert("case.poa".to_owned(), text.as_bytes().to_vec());
    let as_of = Date::parse("2026-11-12").expect("a day of the calendar");
    check(&Input {
        root: "case.poa".to_owned(),
        files: &folder,
        as_of,
        sites: Vec::new(),
        release: true,
        packs: None,
    })
}

/// A page with these lines.
fn page(lines: &[&str]) -> Vec<u8> {
    let shown: Vec<String> = lines.iter().map(|line| format!("({line}) Tj T*")).collect();
    let text = format!("BT /F 11 Tf 14 TL 60 700 Td {} ET", shown.join(" "));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "xref\n0 6\n0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = pdf.len();
    let end = format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF");
    (pdf + &table + &end).into_bytes()
}

/// The fixes of a page of a PDF are followed until nothing is left to find.
#[test]
fn the_fix_takes_it_out_of_a_page() {
    let pdf = page(&[
        "Delivery note 113-1234567-1234501, hotline +1 800 555 0100",
        "Ship to: Jane Sample",
        "12 Elm Street",
        "Springfield, IL 62704",
        "Phone: 212-555-0147, jane@mail.example",
        "Orders 113-1234567-1234502 and 113-1234567-1234503",
    ]);
    let mut text = case(
        "evidence scans \"sound-case/label.pdf\" {\n  title \"Notes\"\n  kind delivery-proof\n  \
         captured 2026-10-26\n}",
    );
    let mut rounds = 0;
    loop {
        let compiled = checked(&text, &pdf);
        let faults: Vec<&Diagnostic> =
            compiled.diagnostics.iter().filter(|fault| fault.rule == RULE).collect();
        let Some(fault) = faults.first() else { break };
        assert!(rounds > 0 || faults.len() == 4, "{faults:#?}");
        let edit = &fault.fix.as_ref().expect("a page has a fix").edits[0];
        text.insert_str(edit.span.start, &edit.text);
        rounds += 1;
        assert!(rounds < 9, "{text}");
    }
    assert_eq!(rounds, 4, "{text}");
    assert_eq!(text.matches("hide area \"page 1: ").count(), 5, "{text}");
}
