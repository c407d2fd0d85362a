//! The plan as a PDF. In: a [`Document`]. Out: the bytes of a tagged PDF, the same everywhere. The
//! only room that names typst. Knows no file, clock or system font; the template is fixed, and the
//! document reaches it as data, never as markup.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use typst::comemo;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Document;
use crate::render::RenderError;
use crate::render::pdf::world::PlanWorld;

pub mod fonts;
mod pages;
mod shape;
mod world;

pub use pages::{Pages, Spot, pages};

/// Renders that an unused cached result outlives: long enough for a preview that switches between
/// sites, short enough to keep memory flat.
const CACHE_AGE: usize = 8;

/// Stack of the thread that sets the document; typst recurses once per nested element.
const STACK_BYTES: usize = 32 * 1024 * 1024;

/// Sets the document.
///
/// The file conforms to PDF/UA-1 and PDF/A-2a. Where its content cannot (a picture uses what these
/// standards forbid), it is a plain tagged PDF 1.7 with the same pages.
///
/// **Errors**: a date that is none, a character no bundled font has, a picture that cannot be
/// decoded, or a fault of the template itself.
pub fn pdf(document: &Document) -> Result<Vec<u8>, RenderError> {
    let world = world_of(document, shape::json(document))?;
    let ident = format!("poa\n{}\n{}\n{}", document.title, document.subtitle, document.author);
    let bytes = on_own_stack(|| set(&world, &ident))?;
    forget_old();
    bytes
}

/// Lets go of what no document has needed for some rounds. For who sets pages again and again: once
/// a round, however many documents it sets.
pub fn forget_old() {
    comemo::evict(CACHE_AGE);
}

/// What the template sees of a document, whose shape for it is `json`.
fn world_of(document: &Document, json: String) -> Result<PlanWorld, RenderError> {
    let footing = shape::footing(document);
    let missing = fonts::missing_glyphs(&[json.as_str(), &footing].concat());
    if !missing.is_empty() {
        let list: Vec<String> = missing.iter().map(|found| fonts::named(*found)).collect();
        return Err(RenderError::new(format!("no bundled font has {}", list.join(", "))));
    }
    let mut files: BTreeMap<String, Bytes> = shape::pictures(document).into_iter().collect();
    files.insert("document.json".to_string(), Bytes::from_string(json));
    files.insert("footing.json".to_string(), Bytes::from_string(footing));
    Ok(PlanWorld::new(files, day(&document.date)?))
}

/// Runs the work on a thread with a deep stack and turns its panic into an error.
fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, RenderError> {
    let guarded = || catch_unwind(AssertUnwindSafe(work));
    let joined = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
        builder.spawn_scoped(scope, guarded).map(|thread| thread.join())
    });
    match joined {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(_)) | Err(_)) => Err(RenderError::new("the PDF engine failed on this document")),
        Err(fault) => Err(RenderError::new("there is no room for the PDF engine's thread")
            .details(vec![fault.to_string()])),
    }
}

/// Lays the pages out and writes them, by the strict standards if they can be met.
fn set(world: &PlanWorld, ident: &str) -> Result<Vec<u8>, RenderError> {
    let pages = laid_out(world)?;
    let strict = written(&pages, ident, &[PdfStandard::Ua_1, PdfStandard::A_2a]);
    strict.or_else(|_| written(&pages, ident, &[PdfStandard::V_1_7]))
}

fn laid_out(world: &PlanWorld) -> Result<PagedDocument, RenderError> {
    let Warned { output, .. } = typst::compile::<PagedDocument>(world);
    output.map_err(|faults| internal("the document cannot be laid out", &faults))
}

/// Writes the pages by a list of standards.
fn written(
    pages: &PagedDocument,
    ident: &str,
    standards: &[PdfStandard],
) -> Result<Vec<u8>, RenderError> {
    let standards = PdfStandards::new(standards).map_err(|fault| {
        RenderError::new(format!("the PDF standards clash: {}", fault.message()))
    })?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_string()),
        creator: Smart::Custom(Some("poa".to_string())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(pages, &options)
        .map_err(|faults| internal("the document cannot be written as a PDF", &faults))
}

/// A fault of ours: the document is data only, so nothing in it can be a typst mistake.
fn internal(message: &str, faults: &[SourceDiagnostic]) -> RenderError {
    let worded = |fault: &SourceDiagnostic| match fault.hints.first() {
        Some(hint) => format!("{}: {}", fault.message, hint.v),
        None => fault.message.to_string(),
    };
    let details = faults.iter().take(5).map(worded).collect();
    RenderError::new(message).details(details)
}

/// The calendar day of `YYYY-MM-DD`.
fn day(text: &str) -> Result<Datetime, RenderError> {
    shape::day(text)
        .and_then(|(year, month, day)| Datetime::from_ymd(year, month, day))
        .ok_or_else(|| RenderError::new(format!("the document's date `{text}` is no date")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::document::{Bars, Block, Document, ExhibitContent, Inline, Table, Timeline};
    use crate::exhibit::{Picture, PictureFormat};
    use crate::render::pdf::pdf;
    use crate::render::readback::{ReadBack, read_text};
    use crate::render::sample;

    fn read(document: &Document) -> ReadBack {
        let bytes = pdf(document).expect("the document renders");
        let strict = bytes.windows(15).any(|window| window == b"<pdfuaid:part>1");
        assert!(strict, "not written as PDF/UA-1");
        read_text(&bytes).expect("the file reads back")
    }

    #[test]
    fn prints_every_kind_of_block() {
        let read = read(&sample::document());
        assert!(read.has_text());
        let last = format!("page {count} of {count}", count = read.pages.len());
        for words in [
            "Plan of Action",
            "1.62 % (24 of 1,482 orders)",
            "113-1204511-7310042",
            "19 of 24 (79 %)",
            "Daily comparison of hand-over lists",
            "„Widerrufserklärung“",
            "返金は返品の到着から",
            "9f2c1c4d5b6a7988a1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778",
            "page 2 of 2",
            "Cited in Summary",
            &last,
        ] {
            assert!(read.contains(words), "{words}");
        }
        assert!(!read.contains("DRAFT"));
    }

    #[test]
    fn gives_the_same_bytes_twice() {
        let document = sample::document();
        assert_eq!(pdf(&document), pdf(&document));
    }

    #[test]
    fn marks_drafts_on_every_page() {
        let mut document = sample::document();
        document.draft = true;
        document.annexes.push(sample::annex_coverage(100));
        for page in read(&document).pages {
            assert!(page.contains("DRAFT"));
        }
    }

    #[test]
    fn prints_strings_as_they_are() {
        let mut document = sample::document();
        let hostile = [
            "#panic(\"x\")",
            "*bold* _thin_ `raw` $x^2$",
            "<tag> @ref = heading",
            "- item\\n// comment /* */",
            "\"] } #eval(\"1\") \\u{1F600} &amp;",
            "a".repeat(3_000).as_str(),
        ]
        .map(str::to_string);
        let all = hostile.join(" | ");
        document.title = all.clone();
        document.subtitle = all.clone();
        document.author = all.clone();
        document.footer = all.clone();
        document.facts.push((all.clone(), all.clone()));
        document.parts[0].heading = all.clone();
        document.parts[0]
            .blocks
            .push(Block::Heading { level: 3, content: vec![sample::text(&all)] });
        document.exhibits[0].title = all.clone();
        document.exhibits[0].alt = all;
        let lines = hostile.iter().map(|words| sample::paragraph(words));
        document.parts[0].blocks.extend(lines);
        document.parts[0].blocks.push(sample::paragraph("one\u{202e}two\u{0}three\nfour\ttab"));
        let read = read(&document);
        for words in &hostile {
            assert!(read.contains(words), "{words}");
        }
        assert!(read.contains("onetwothreefourtab"));
    }

    #[test]
    fn prints_a_thousand_rows() {
        let mut document = sample::document();
        document.annexes = vec![sample::annex_coverage(1_000)];
        let read = read(&document);
        assert!(read.contains("113-2180534-7341011"));
    }

    #[test]
    fn prints_what_is_empty_or_odd() {
        let check = |change: fn(&mut Document)| {
            let mut document = sample::document();
            document.annexes.truncate(1);
            document.exhibits.truncate(2);
            change(&mut document);
            read(&document);
        };
        check(|document| {
            *document = Document {
                title: String::new(),
                subtitle: String::new(),
                author: String::new(),
                language: String::new(),
                date: document.date.clone(),
                draft: false,
                facts: Vec::new(),
                parts: Vec::new(),
                annexes: Vec::new(),
                exhibits: Vec::new(),
                footer: String::new(),
            };
        });
        check(|document| document.language = "ja-JP".to_string());
        check(|document| document.language = "de-x-odd-tag-1996".to_string());
        check(|document| document.parts = vec![document.parts[0].clone(); 3]);
        check(|document| document.parts[0].blocks = deep(40));
        check(|document| document.parts[0].blocks = empty());
        check(|document| document.exhibits = vec![document.exhibits[1].clone(); 50]);
        check(|document| document.parts[0].heading = String::new());
        check(|document| {
            document.exhibits[0].content = ExhibitContent::Pictures { pictures: Vec::new() };
        });
        check(|document| {
            let mut table = sample::orders(3);
            let columns = table.columns.clone();
            table.columns = columns.iter().chain(&columns).chain(&columns).cloned().collect();
            table.rows[1].extend(vec![vec![sample::text(&"W".repeat(500))]; 30]);
            document.parts[0].blocks.push(Block::Table(table.clone()));
            document.exhibits[0].content = ExhibitContent::Rows { table, rest: None };
        });
    }

    /// Lists, local blocks and emphasis inside one another.
    fn deep(levels: usize) -> Vec<Block> {
        let words = |levels: usize| {
            let strong = |content, _| Inline::Strong { content: vec![content] };
            (0..levels).fold(sample::text("inmost"), strong)
        };
        let mut blocks = vec![Block::Paragraph { content: vec![words(levels)] }];
        for level in 0..levels {
            blocks = match level % 2 {
                0 => vec![Block::List { ordered: level % 4 == 0, items: vec![blocks] }],
                _ => vec![Block::Local { language: "de".to_string(), blocks }],
            };
        }
        blocks
    }

    /// Blocks without content.
    fn empty() -> Vec<Block> {
        let table = Table { caption: None, columns: Vec::new(), rows: vec![Vec::new()] };
        let chart = Bars { caption: String::new(), bars: Vec::new() };
        let line =
            Timeline { caption: String::new(), days: -3, ticks: Vec::new(), rows: Vec::new() };
        let mut headed = sample::orders(0);
        headed.caption = None;
        vec![
            Block::Heading { level: 3, content: Vec::new() },
            Block::Paragraph { content: Vec::new() },
            Block::List { ordered: true, items: Vec::new() },
            Block::List { ordered: false, items: vec![Vec::new()] },
            Block::Table(table),
            Block::Table(headed),
            Block::Bars(chart),
            Block::Timeline(line),
            Block::Local { language: "??".to_string(), blocks: Vec::new() },
        ]
    }

    #[test]
    fn says_what_cannot_be_rendered() {
        let check = |change: fn(&mut Document), expected: &str| {
            let mut document = sample::document();
            change(&mut document);
            let fault = pdf(&document).expect_err("the document cannot be rendered");
            assert_eq!(fault.message, expected);
        };
        check(|document| document.title = "a🚚".to_string(), "no bundled font has `🚚` (U+1F69A)");
        check(
            |document| document.date = "12 November".to_string(),
            "the document's date `12 November` is no date",
        );
        check(
            |document| {
                let broken = Picture {
                    format: PictureFormat::Png,
                    width: 0,
                    height: 0,
                    bytes: Arc::from([0_u8; 8]),
                };
                document.exhibits[0].content = ExhibitContent::Pictures { pictures: vec![broken] };
            },
            "the document cannot be laid out",
        );
    }
}
