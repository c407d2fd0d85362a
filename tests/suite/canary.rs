//! A canary in every place where data of a buyer can hide. In: the example, with a marked word in
//! pictures, pages, tables, names of files and comments. Out: the bundle, in no byte of which the
//! word stands, packed or not; and names of files that no shell and no archive stumbles over.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, Stream};
use poa::compile::{Input, build};
use poa::diagnostic::Severity;
use poa::source::{FileError, Files};
use poa::value::Date;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/undelivered-parcels");
const ROOT: &str = "undelivered.poa";

/// The word; nothing else in the example has these letters.
const CANARY: &str = "Kanarienvogel";

/// The example with some files in the place of others.
struct Planted {
    files: BTreeMap<String, Vec<u8>>,
}

impl Files for Planted {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.as_slice().into()),
            None => std::fs::read(Path::new(FOLDER).join(path))
                .map(Arc::from)
                .map_err(|_| FileError::Missing),
        }
    }
}

impl Planted {
    fn bytes(&self, path: &str) -> Vec<u8> {
        self.read(path).unwrap_or_else(|_| panic!("the example has `{path}`")).to_vec()
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    fn replace(&mut self, path: &str, old: &str, new: &str) {
        let text = String::from_utf8(self.bytes(path)).expect("it is text");
        assert!(text.contains(old), "`{path}` holds `{old}`");
        self.put(path, text.replace(old, new).into_bytes());
    }

    /// The files of the bundle for Amazon.com.
    fn bundle(&self) -> Vec<(String, Vec<u8>)> {
        let input = Input {
            root: ROOT.to_owned(),
            files: self,
            as_of: Date::parse("2026-11-12").expect("a day"),
            sites: vec!["us".to_owned()],
            release: true,
            packs: None,
        };
        let (compiled, mut bundles) = build(&input);
        let errors = compiled.diagnostics.iter().filter(|it| it.severity == Severity::Error);
        let errors: Vec<&String> = errors.map(|fault| &fault.message).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        bundles.remove(0).files
    }
}

/// A JPEG with the word in EXIF, XMP and a comment.
fn photo(jpeg: &[u8]) -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).expect("the segment is short");
        [&[0xff, marker], length.to_be_bytes().as_slice(), body].concat()
    };
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x0e\0\x02".to_vec();
    exif.extend(u32::try_from(CANARY.len()).expect("the word is short").to_be_bytes());
    exif.extend([0, 0, 0, 26, 0, 0, 0, 0]);
    exif.extend(CANARY.as_bytes());
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{CANARY}</x:xmpmeta>");
    let mut out = jpeg[..2].to_vec();
    out.extend(segment(0xe1, &exif));
    out.extend(segment(0xe1, xmp.as_bytes()));
    out.extend(segment(0xfe, CANARY.as_bytes()));
    out.extend(&jpeg[2..]);
    out.extend(CANARY.as_bytes());
    out
}

/// A PNG with the word in a text.
fn screenshot(png: &[u8]) -> Vec<u8> {
    let chunk = [b"tEXtComment\0".as_slice(), CANARY.as_bytes()].concat();
    let mut sum = u32::MAX;
    for byte in &chunk {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    // Behind the mark and the head: 8 and 25 bytes.
    let (head, rest) = png.split_at(33);
    let length = u32::try_from(chunk.len() - 4).expect("the text is short").to_be_bytes();
    [head, &length, &chunk, &(!sum).to_be_bytes(), rest].concat()
}

/// A PDF with the word in its information, XMP, script, note, embedded file, and in letters that
/// are not seen.
fn pages(pdf: &[u8]) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).expect("the example's files are whole");
    let word = || Object::string_literal(CANARY);
    let stream = || Stream::new(Dictionary::new(), CANARY.as_bytes().to_vec());
    let dictionary = |entries: Vec<(&str, Object)>| {
        let mut made = Dictionary::new();
        entries.into_iter().for_each(|(key, value)| made.set(key, value));
        made
    };
    let info = document.add_object(dictionary(vec![("Author", word()), ("Title", word())]));
    document.trailer.set("Info", info);
    let packet = document.add_object(stream());
    let file = document.add_object(stream());
    let script = dictionary(vec![("S", "JavaScript".into()), ("JS", word())]);
    let held = dictionary(vec![("F", file.into())]);
    let embedded =
        dictionary(vec![("Type", "Filespec".into()), ("F", word()), ("EF", held.into())]);
    let names = dictionary(vec![("Names", vec![word(), embedded.into()].into())]);
    let names = dictionary(vec![("EmbeddedFiles", names.into())]);
    let catalog = document.catalog_mut().expect("a PDF has a catalog");
    catalog.set("Metadata", packet);
    catalog.set("OpenAction", script);
    catalog.set("Names", names);
    let page = *document.get_pages().get(&1).expect("it has a page");
    let place: Vec<Object> = [0, 0, 9, 9].into_iter().map(Object::from).collect();
    let note = document.add_object(dictionary(vec![
        ("Type", "Annot".into()),
        ("Subtype", "Text".into()),
        ("Rect", place.into()),
        ("Contents", word()),
    ]));
    let font = dictionary(vec![
        ("Type", "Font".into()),
        ("Subtype", "Type1".into()),
        ("BaseFont", "Helvetica".into()),
    ]);
    let mut drawn = document.get_page_content(page);
    drawn.extend(format!("\nq BT 3 Tr /Kv 9 Tf 40 40 Td ({CANARY}) Tj ET Q\n").into_bytes());
    let drawn = document.add_object(Stream::new(Dictionary::new(), drawn));
    let font = document.add_object(font);
    let resources = document.get_or_create_resources(page).expect("a page has resources");
    let resources = resources.as_dict_mut().expect("they are a dictionary");
    let mut fonts = match resources.get(b"Font") {
        Ok(Object::Dictionary(fonts)) => fonts.clone(),
        Ok(Object::Reference(id)) => {
            let id = *id;
            document.get_dictionary(id).expect("fonts are there").clone()
        }
        _ => Dictionary::new(),
    };
    fonts.set("Kv", font);
    let resources = document.get_or_create_resources(page).expect("a page has resources");
    resources.as_dict_mut().expect("they are a dictionary").set("Font", fonts);
    let page = document.get_dictionary_mut(page).expect("a page is a dictionary");
    page.set("Annots", vec![Object::from(note)]);
    page.set("Contents", drawn);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("memory takes all");
    out.extend(format!("\n%{CANARY}").into_bytes());
    out
}

/// A workbook with the word on its second sheet, in a comment and in its properties.
fn workbook() -> Vec<u8> {
    const SPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let sheet = |cells: &[(&str, &str)]| {
        let cell = |(place, text): &(&str, &str)| {
            format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let row = |number: usize, cells: &[(&str, &str)]| {
            let cells: String = cells.iter().map(cell).collect();
            format!("<row r=\"{number}\">{cells}</row>")
        };
        let rows: String = cells.chunks(2).zip(1..).map(|(cells, at)| row(at, cells)).collect();
        format!("<worksheet xmlns=\"{SPACE}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let link = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{LINKS}/{kind}\" Target=\"{target}\"/>")
    };
    let links = |all: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let shown = [("A1", "day"), ("B1", "complete"), ("A2", "2026-11-05"), ("B2", "5")];
    let sheets = "<sheet name=\"S1\" sheetId=\"1\" r:id=\"r1\"/>\
        <sheet name=\"S2\" sheetId=\"2\" r:id=\"r2\"/>";
    let book = format!(
        "<workbook xmlns=\"{SPACE}\" xmlns:r=\"{LINKS}\"><sheets>{sheets}</sheets></workbook>"
    );
    let own = link("r1", "worksheet", "worksheets/sheet1.xml")
        + &link("r2", "worksheet", "worksheets/sheet2.xml");
    let parts = [
        ("_rels/.rels", links(&link("r", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links(&own)),
        ("xl/worksheets/sheet1.xml", sheet(&shown)),
        ("xl/worksheets/sheet2.xml", sheet(&[("A1", CANARY), ("B1", CANARY)])),
        ("xl/comments1.xml", format!("<comments xmlns=\"{SPACE}\">{CANARY}</comments>")),
        ("docProps/core.xml", format!("<coreProperties>{CANARY}</coreProperties>")),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).expect("the name is new");
        archive.write_all(text.as_bytes()).expect("memory takes all");
    }
    archive.finish().expect("memory takes all").into_inner()
}

/// The example with the word in all of these.
fn planted() -> Planted {
    let mut planted = Planted { files: BTreeMap::new() };
    let evidence = |name: &str| format!("evidence/{name}");
    let jpeg = planted.bytes(&evidence("routing-table.jpg"));
    planted.put(&evidence(&format!("{CANARY}.jpg")), photo(&jpeg));
    planted.replace(ROOT, "evidence/routing-table.jpg", &evidence(&format!("{CANARY}.jpg")));
    let png = planted.bytes(&evidence("template-change.png"));
    planted.put(&evidence("template-change.png"), screenshot(&png));
    let pdf = planted.bytes(&evidence("alarm-rule.pdf"));
    planted.put(&evidence("alarm-rule.pdf"), pages(&pdf));
    let rule = "\"evidence/alarm-rule.pdf\" {\n";
    planted.replace(ROOT, rule, &format!("{rule}  hide words \"{CANARY}\"\n"));
    planted.put(&evidence("packing-checks.xlsx"), workbook());
    planted.replace(ROOT, "evidence/packing-checks.csv", "evidence/packing-checks.xlsx");
    let log = String::from_utf8(planted.bytes(&evidence("alarm-log.csv"))).expect("it is text");
    let with = log.lines().zip(0..).map(|(line, at)| match at {
        0 => format!("{line},buyer-name\n"),
        _ => format!("{line},{CANARY} Sample\n"),
    });
    planted.put(&evidence("alarm-log.csv"), with.collect::<String>().into_bytes());
    let log = "\"evidence/alarm-log.csv\" {\n";
    planted.replace(ROOT, log, &format!("{log}  hide column \"buyer-name\"  # {CANARY}\n"));
    planted
}

/// Every byte of a file; of a PDF its streams and strings too.
fn all_bytes(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    if path.ends_with(".pdf") {
        let document = Document::load_mem(bytes).expect("our own output is a PDF");
        for object in document.objects.values() {
            all.extend(format!("{object:?}").into_bytes());
            if let Object::Stream(stream) = object {
                all.extend(stream.decompressed_content().unwrap_or_default());
            }
        }
    }
    all
}

#[test]
fn no_byte_of_a_bundle_holds_the_canary() {
    let planted = planted();
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = CANARY.bytes().map(|byte| format!("{byte:02X}")).collect();
    let forms = [CANARY.as_bytes(), wide.as_slice(), hex.as_bytes()];
    for path in planted.files.keys().filter(|path| path.ends_with("pdf") || path.ends_with("jpg")) {
        let bytes = all_bytes(path, &planted.bytes(path));
        let is_there = bytes.windows(CANARY.len()).any(|it| it == CANARY.as_bytes());
        assert!(is_there, "nothing was planted in `{path}`");
    }
    let files = planted.bundle();
    assert!(files.len() > 10, "a bundle holds more");
    for (path, bytes) in &files {
        let bytes = all_bytes(path, bytes).to_ascii_lowercase();
        for form in forms {
            let form = form.to_ascii_lowercase();
            let is_there = bytes.windows(form.len()).any(|it| it == form);
            assert!(!is_there, "`{path}` holds the word");
        }
        assert!(!path.to_lowercase().contains(&CANARY.to_lowercase()), "{path}");
    }
}

#[test]
fn names_of_files_are_harmless() {
    let mut planted = Planted { files: BTreeMap::new() };
    let long = "long ".repeat(60);
    let titles = [
        ("Rule of the scan alarm", "$(touch x); rm -rf ~ | `id` && CON"),
        ("Log of the scan alarm", "../../etc/passwd \\u{202e}gpj.exe"),
        ("Shipping template before and after", "-rf NUL: aux? <a> *"),
        ("Help-desk export: tickets with times of question and first reply", long.trim()),
    ];
    for (old, new) in titles {
        planted.replace(ROOT, &format!("title     \"{old}\""), &format!("title     \"{new}\""));
    }
    let files = planted.bundle();
    for (path, _) in files.iter().filter(|(path, _)| path.starts_with("exhibits/")) {
        let name = path.trim_start_matches("exhibits/");
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-.".contains(sign);
        assert!(name.chars().all(is_plain) && name.len() < 120, "{name}");
        assert!(name.starts_with("Fig-") || name.starts_with("Table-"), "{name}");
        assert_eq!(name.matches('.').count(), 1, "{name}");
    }
}
