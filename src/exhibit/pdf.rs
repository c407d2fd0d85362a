//! PDF files as a structure. In: bytes. Out: pages, dates and words, and the opened file with a
//! bound on the work that it may cause. Must not know how a page is drawn.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hayro::RenderCache;
use hayro_syntax::object::{DateTime, Dict, Name, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf};

use crate::exhibit::{
    CopySize, Facts, Fault, FileDate, FileDateKind, Format, Hide, LADDER, PageText, Picture,
    PictureFormat, bomb, clean, dates, draw, stays, words,
};
use crate::value::Date;

/// The most pages that a PDF may have.
const MAX_PAGES: usize = 500;

/// The most pixels that one image in a PDF may have: an A3 sheet at 600 dots per inch has 70
/// million.
const MAX_PIXELS: u64 = 100_000_000;

/// How deep brackets may nest: the reader takes about 100 bytes of the stack for each.
const MAX_DEPTH: usize = 100_000;

/// How often the reader may look up an object while it opens and draws a file: about ten seconds
/// of work at most, and 1,000 objects for each of 500 pages.
const FUEL: usize = 500_000;

/// Most bytes of the words of one file that are kept.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// Fills in what a PDF says of itself: pages, dates, words, and which pages are scans.
///
/// **Errors** As in [`open_to_draw`]; or the file unpacks to more than fits.
pub(crate) fn look(bytes: &[u8], facts: &mut Facts) -> Result<(), Fault> {
    // Here, where every file comes by first: what follows unpacks without a bound.
    bomb::check(bytes)?;
    let pdf = open_to_draw(bytes)?;
    facts.pages = Some(pdf.pages().len());
    facts.dates = days(&pdf);
    let mut left = MAX_TEXT;
    let read = words::pages(&pdf);
    for (index, (page, sheet)) in read.iter().zip(pdf.pages().iter()).enumerate() {
        let PageText { mut text, places } = page.text(size(sheet));
        if text.len() > left {
            text.truncate(text.floor_char_boundary(left));
        }
        left -= text.len();
        if page.has_picture && text.trim().is_empty() {
            facts.scanned.push(index + 1);
        }
        facts.text.push(text);
        facts.places.push(places);
    }
    Ok(())
}

/// Width and height of a page as it is shown, in points.
fn size(page: &Page<'_>) -> (f64, f64) {
    let (width, height) = page.render_dimensions();
    (width.into(), height.into())
}

/// The text of each page without what is hidden.
pub(crate) fn shown_text(bytes: &[u8], hide: &[Hide]) -> Result<Vec<PageText>, Fault> {
    let pdf = open_to_draw(bytes)?;
    let words = words::pages(&pdf);
    let shown = pdf.pages().iter().zip(&words).enumerate().map(|(index, (page, words))| {
        if !stays(index + 1, hide) {
            return PageText { text: String::new(), places: Vec::new() };
        }
        words.without(&draw::covers(index + 1, page, words, hide)).text(size(page))
    });
    Ok(shown.collect())
}

/// The copy of a PDF: what its pages draw, written anew. A page becomes the picture that is printed
/// of it where something on it is hidden, where it cannot be copied without loss, and where it is a
/// scan and the copy has to be small.
///
/// **Errors** As in [`open_to_draw`].
pub(crate) fn copied(
    bytes: &[u8],
    facts: &Facts,
    pictures: &[Picture],
    (hide, size): (&[Hide], CopySize),
) -> Result<(Vec<u8>, Format, Vec<String>), Fault> {
    let pdf = open_to_draw(bytes)?;
    let has_layers = pdf.xref().has_optional_content_groups();
    let cache = RenderCache::new();
    let pages: Vec<(usize, &Page<'_>)> =
        (1..).zip(pdf.pages().iter()).filter(|(number, _)| stays(*number, hide)).collect();
    let mut drawn: Vec<Option<Picture>> = Vec::new();
    for (index, (number, page)) in pages.iter().enumerate() {
        let printed = pictures.get(index).filter(|picture| picture.format != PictureFormat::Svg);
        let is_scan = facts.scanned.contains(number);
        let is_picture = match printed {
            Some(_) => !is_scan || size == CopySize::AsPrinted || !hide.is_empty(),
            None => has_layers || clean::has_drawn_annotation(page),
        };
        drawn.push(match (is_picture, printed) {
            (false, _) => None,
            (true, Some(printed)) => Some(printed.clone()),
            (true, None) => Some(draw::page(page, &cache, LADDER[0].quality, &[])?),
        });
    }
    let written = |drawn: &[Option<Picture>]| {
        let pages = pages.iter().map(|(_, page)| *page).zip(drawn.iter().map(Option::as_ref));
        clean::copy(&pdf, &pages.collect::<Vec<_>>())
    };
    let copied = written(&drawn).ok().filter(|copied| is_sound(copied, pages.len()));
    let (copied, drawn) = match copied {
        Some(copied) => (copied, drawn),
        None => {
            let page = |page| draw::page(page, &cache, LADDER[0].quality, &[]);
            let whole = drawn.into_iter().zip(&pages).map(|(known, (_, it))| match known {
                Some(picture) => Ok(Some(picture)),
                None => page(it).map(Some),
            });
            let whole: Vec<Option<Picture>> = whole.collect::<Result<_, Fault>>()?;
            (written(&whole)?, whole)
        }
    };
    let count = drawn.iter().flatten().count();
    let drawn = (count > 0).then(|| format!("{count} of {} pages drawn as pictures", drawn.len()));
    let (left, all) = (pages.len(), pdf.pages().len());
    let kept = (left < all).then(|| format!("{left} of {all} pages kept"));
    Ok((copied, Format::Pdf, kept.into_iter().chain(drawn).collect()))
}

/// Whether a copy can be opened and has all pages.
fn is_sound(copied: &[u8], pages: usize) -> bool {
    Pdf::new(copied.to_vec()).is_ok_and(|copy| copy.pages().len() == pages)
}

/// The dates in the file's information and in its XMP data.
fn days(pdf: &Pdf) -> Vec<FileDate> {
    let info = pdf.metadata();
    let day =
        |moment: DateTime| Date::new(moment.year.into(), moment.month.into(), moment.day.into());
    let stated = [
        (FileDateKind::PdfCreated, info.creation_date.and_then(day)),
        (FileDateKind::PdfChanged, info.modification_date.and_then(day)),
    ];
    let found = stated.into_iter().filter_map(|(what, day)| Some(FileDate { what, day: day? }));
    let mut found: Vec<FileDate> = found.collect();
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let packet = catalog.and_then(|catalog| catalog.get::<Stream<'_>>("Metadata"));
    if let Some(Ok(packet)) = packet.map(|packet| packet.decoded()) {
        found.extend(dates::of_xmp(&packet));
    }
    dates::ordered(found)
}

/// Opens a PDF.
///
/// **Errors** Damaged, behind a password, without pages, or with too many.
pub(crate) fn open(bytes: &[u8]) -> Result<Pdf, Fault> {
    if is_too_deep(bytes) {
        return Err(Fault::damaged(Format::Pdf));
    }
    let tank = Tank { bytes: bytes.to_vec(), fuel: AtomicUsize::new(FUEL) };
    let pdf = Pdf::new(Arc::new(tank)).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Fault::new(
            "the PDF is protected with a password",
            "save or print it as a PDF without a password",
        ),
        LoadPdfError::Invalid => Fault::damaged(Format::Pdf),
    })?;
    match pdf.pages().len() {
        0 => Err(Fault::damaged(Format::Pdf)),
        count if count > MAX_PAGES => {
            let message = format!("the PDF has {count} pages, more than {MAX_PAGES}");
            Err(Fault::new(&message, "export only the pages that show the point"))
        }
        _ => Ok(pdf),
    }
}

/// Opens a PDF whose pages can be drawn without harm.
///
/// **Errors** As in [`open`]; or an image would fill the memory, or a drawing overflow the stack.
pub(crate) fn open_to_draw(bytes: &[u8]) -> Result<Pdf, Fault> {
    let pdf = open(bytes)?;
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let dict = stream.dict();
        if dict.get::<Name>("Subtype").is_some_and(|name| &*name == b"Image") {
            let side = |key: &str| u64::from(dict.get::<u32>(key).unwrap_or(0));
            if side("Width").saturating_mul(side("Height")) > MAX_PIXELS {
                return Err(Fault::new(
                    "the PDF holds an image with too many pixels",
                    "export or scan it at 300 dots per inch",
                ));
            }
        } else if stream.decoded().is_ok_and(|content| is_too_deep(&content)) {
            return Err(Fault::damaged(Format::Pdf));
        }
    }
    Ok(pdf)
}

/// Whether brackets stand in brackets deeper than the stack can follow. The bytes between may be
/// anything, and random ones do not come near the limit.
fn is_too_deep(bytes: &[u8]) -> bool {
    let mut depth = 0_usize;
    bytes.iter().any(|byte| {
        match byte {
            b'[' | b'<' | b'{' => depth += 1,
            b']' | b'>' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

/// The file's bytes, which count how often they are asked for.
///
/// A few kilobytes can make a page tree, or drawings that call each other, with more nodes than
/// there are atoms. The reader has no bound for that, but it comes here for each object.
struct Tank {
    bytes: Vec<u8>,
    fuel: AtomicUsize,
}

impl AsRef<[u8]> for Tank {
    /// Unwinds when the tank is empty: there is no other way out of the reader. `guarded` makes a
    /// fault of it.
    fn as_ref(&self) -> &[u8] {
        let burn = |left: usize| left.checked_sub(1);
        if self.fuel.fetch_update(Ordering::Relaxed, Ordering::Relaxed, burn).is_err() {
            resume_unwind(Box::new("out of fuel"));
        }
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use crate::exhibit::tests::{outgoing, printed};
    use crate::exhibit::{Area, Hide, Pages, pictures, read, shown_text};

    const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
    const TREE: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R\
        /Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>";
    const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    const TEXT: &str = "BT /F 12 Tf 20 100 Td (Scan) Tj ET";

    /// A PDF with these objects, numbered from 1, and these entries in its trailer.
    fn file(objects: &[&str], trailer: &str) -> Vec<u8> {
        let mut text = "%PDF-1.4\n".to_owned();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", text.len());
            text += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
        }
        let start = text.len();
        let size = objects.len() + 1;
        text += &table;
        text +=
            &format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF");
        text.into_bytes()
    }

    fn stream(entries: &str, body: &str) -> String {
        format!("<<{entries}/Length {}>>\nstream\n{body}\nendstream", body.len())
    }

    fn one_page() -> Vec<u8> {
        file(&[CATALOG, TREE, PAGE, &stream("", TEXT), FONT], "")
    }

    #[test]
    fn text_of_a_page_becomes_outlines() {
        let bytes = one_page();
        let facts = read("scan.PDF", &bytes).expect("the PDF is whole");
        assert_eq!((facts.pages, facts.pixels, facts.extension_fits), (Some(1), None, true));
        assert_eq!((facts.text.as_slice(), facts.is_scanned()), (&["Scan".to_owned()][..], false));
        let pages = printed(&bytes, &facts).expect("the PDF is whole");
        assert_eq!((pages.len(), pages[0].width, pages[0].height), (1, 300, 200));
        let svg = std::str::from_utf8(&pages[0].bytes).expect("an SVG is text");
        assert!(svg.starts_with("<svg "));
        assert_eq!(svg.matches("<use ").count(), 4, "one outline a letter");
        let again = printed(&bytes, &facts).expect("the PDF is whole");
        assert_eq!(again[0].bytes, pages[0].bytes);
    }

    #[test]
    fn words_that_are_not_seen_are_read() {
        let text = "BT /F 12 Tf 20 100 Td (First) Tj 60 0 Td 3 Tr (row) Tj 0 -20 Td (next) Tj ET";
        let bytes = file(&[CATALOG, TREE, PAGE, &stream("", text), FONT], "");
        let facts = read("scan.pdf", &bytes).expect("the PDF is whole");
        assert_eq!(facts.text, ["First row\nnext"]);
    }

    #[test]
    fn dates_and_scans_are_told() {
        let image = "/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8";
        let draw = stream("", "200 0 0 200 0 0 cm /X Do");
        let packet = "<x:xmpmeta><xmp:CreateDate>2026-05-13</xmp:CreateDate></x:xmpmeta>";
        let catalog = "<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R>>";
        let info = "<</CreationDate(D:20260514090000Z)/Author(SECRET)>>";
        let objects =
            [catalog, TREE, PAGE, &draw, FONT, &stream(image, "x"), &stream("", packet), info];
        let facts = read("scan.pdf", &file(&objects, "/Info 8 0 R")).expect("the PDF is whole");
        assert_eq!((facts.scanned.as_slice(), facts.is_scanned()), (&[1][..], true));
        let days: Vec<String> =
            facts.dates.iter().map(|date| format!("{:?} {}", date.what, date.day)).collect();
        assert_eq!(days, ["XmpCreated 2026-05-13", "PdfCreated 2026-05-14"]);
    }

    const SECRET: &str = "SECRET";

    /// Every byte of a PDF, its streams unpacked too.
    fn all_bytes(pdf: &[u8]) -> Vec<u8> {
        let opened = lopdf::Document::load_mem(pdf).expect("our own output is a PDF");
        let mut bytes = pdf.to_vec();
        for object in opened.objects.values() {
            if let lopdf::Object::Stream(stream) = object {
                bytes.extend(stream.decompressed_content().unwrap_or_default());
            }
        }
        bytes
    }

    fn holds(bytes: &[u8], part: &str) -> bool {
        bytes.windows(part.len()).any(|window| window == part.as_bytes())
    }

    #[test]
    fn nothing_but_what_is_drawn_leaves() {
        let catalog = "<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R/OpenAction 8 0 R\
            /Names<</EmbeddedFiles<</Names[(SECRET.txt) 9 0 R]>>/JavaScript<</Names[(a) 8 0 R]>>>>\
            /AcroForm<</Fields[10 0 R]>>/Lang(SECRET)>>";
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Annots[10 0 R]\
            /PieceInfo<</App<</Private(SECRET)>>>>/LastModified(SECRET)/Thumb 7 0 R\
            /Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>/Properties<</P 8 0 R>>>>>>";
        let marked = "%SECRET\n/Span <</ActualText(SECRET)>> BDC BT /F 12 Tf 20 100 Td (Scan) Tj \
            ET EMC /P /P BDC q 9 0 0 9 0 0 cm /X Do Q EMC";
        let image = "/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8\
            /Metadata 7 0 R/SMask 11 0 R";
        let mask = "/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8";
        let objects = [
            catalog.to_owned(),
            TREE.to_owned(),
            page.to_owned(),
            stream("", marked),
            FONT.to_owned(),
            stream(image, "x"),
            stream("/Type/Metadata", SECRET),
            "<</S/JavaScript/JS(SECRET)>>".to_owned(),
            "<</Type/Filespec/F(SECRET.txt)/EF<</F 7 0 R>>>>".to_owned(),
            "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(SECRET)/Contents(SECRET)>>".to_owned(),
            stream(mask, "y"),
            "<</Author(SECRET)/Title(SECRET)/CreationDate(D:20260514)>>".to_owned(),
            stream("/Unused true", SECRET),
        ];
        let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
        let mut bytes = file(&objects, "/Info 12 0 R");
        bytes.extend(b"\n%SECRET");
        let facts = read("scan.pdf", &bytes).expect("the PDF is whole");
        let copy = outgoing(&bytes, &facts, &[]).expect("the PDF is whole");
        let copied = all_bytes(&copy.bytes);
        assert!(!holds(&copied, SECRET), "{}", copied.escape_ascii());
        assert!(holds(&copied, "(Scan) Tj") && !holds(&copied, "Annot"));
        assert!(!holds(&copied, "CreationDate") && !holds(&copied, "JavaScript"));
        let again = read("scan.pdf", &copy.bytes).expect("the copy is whole");
        assert_eq!((again.text, again.pages), (facts.text.clone(), Some(1)));
        let twice = outgoing(&bytes, &facts, &[]).expect("the PDF is whole");
        assert_eq!(twice.bytes, copy.bytes);
    }

    #[test]
    fn hidden_words_are_in_no_byte() {
        let text = "BT /F 12 Tf 20 100 Td (Parcel of Jane SECRET) Tj 0 -20 Td (next row) Tj ET";
        let bytes = file(&[CATALOG, TREE, PAGE, &stream("", text), FONT], "");
        let facts = read("scan.pdf", &bytes).expect("the PDF is whole");
        let area = Area::parse("page 1: 0% 0% 100% 100%").expect("an area");
        for hide in [Hide::Words("jane  secret".into()), Hide::Area(area)] {
            let copy = outgoing(&bytes, &facts, &[hide]).expect("the PDF is whole");
            let copied = all_bytes(&copy.bytes);
            assert!(!holds(&copied, SECRET) && !holds(&copied, "next row"));
            assert_eq!(read("a.pdf", &copy.bytes).expect("it is whole").scanned, [1]);
        }
        let other = outgoing(&bytes, &facts, &[Hide::Words("nobody".into())]);
        assert!(holds(&all_bytes(&other.expect("the PDF is whole").bytes), "next row"));
    }

    #[test]
    fn hidden_pages_are_in_no_byte() {
        let tree = "<</Type/Pages/Kids[3 0 R 6 0 R 8 0 R]/Count 3>>";
        let page = |contents| PAGE.replace("4 0 R", contents);
        let (first, second, third) = (page("4 0 R"), page("7 0 R"), page("9 0 R"));
        let secret = stream("", "BT /F 12 Tf 20 100 Td (Row of Jane SECRET) Tj ET");
        let last = stream("", "BT /F 12 Tf 20 100 Td (last) Tj ET");
        let text = stream("", TEXT);
        let objects = [CATALOG, tree, &first, &text, FONT, &second, &secret, &third, &last];
        let bytes = file(&objects, "");
        let facts = read("scan.pdf", &bytes).expect("the PDF is whole");
        let hide = [Hide::Pages(Pages::parse("2").expect("pages"))];
        let copy = outgoing(&bytes, &facts, &hide).expect("the PDF is whole");
        assert!(!holds(&all_bytes(&copy.bytes), SECRET));
        assert!(copy.done.iter().any(|done| done == "2 of 3 pages kept"), "{:?}", copy.done);
        let again = read("a.pdf", &copy.bytes).expect("it is whole");
        assert_eq!(again.text, ["Scan", "last"]);
        let shown = shown_text(&bytes, &facts, &hide).expect("the PDF is whole");
        assert_eq!(
            shown.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
            ["Scan", "", "last"]
        );
        let drawn = pictures(&bytes, &facts, (&hide, 80)).expect("the PDF is whole");
        assert_eq!(drawn.len(), 2);
    }

    #[test]
    fn no_prefix_of_a_pdf_panics() {
        let whole = one_page();
        for end in 0..whole.len() {
            if let Ok(facts) = read("a.pdf", &whole[..end]) {
                let _ = printed(&whole[..end], &facts);
            }
        }
    }

    /// What is said about a PDF, at reading or at printing.
    fn check_fault(bytes: &[u8], message: &str) {
        let outcome = read("a.pdf", bytes).and_then(|facts| printed(bytes, &facts));
        assert_eq!(outcome.expect_err("the file is bad").message, message);
    }

    #[test]
    fn locked_and_long_files_are_refused() {
        let key = "x".repeat(32);
        let lock =
            format!("/Encrypt<</Filter/Standard/V 1/R 2/P -1/O({key})/U({key})>>/ID[(a)(a)]");
        let locked = file(&[CATALOG, TREE, PAGE, &stream("", TEXT), FONT], &lock);
        check_fault(&locked, "the PDF is protected with a password");
        let tree = format!("<</Type/Pages/Kids[{}]/Count 501>>", "3 0 R ".repeat(501));
        let long = file(&[CATALOG, &tree, PAGE, &stream("", TEXT), FONT], "");
        check_fault(&long, "the PDF has 501 pages, more than 500");
    }

    #[test]
    fn hostile_files_end_in_a_fault() {
        let draw = stream("", "/X Do");
        let image = "/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB";
        let image = stream(&format!("{image}/BitsPerComponent 8"), "abc");
        let huge = file(&[CATALOG, TREE, PAGE, &draw, FONT, &image], "");
        check_fault(&huge, "the PDF holds an image with too many pixels");
        let brackets = "[".repeat(300_000);
        let deep = file(&[CATALOG, TREE, PAGE, &stream("", &brackets), FONT], "");
        check_fault(&deep, "the PDF is damaged or not complete");
        let cycle = file(&[CATALOG, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>"], "");
        check_fault(&cycle, "the PDF is damaged or not complete");
        let forms: Vec<String> = (7..40)
            .map(|next| {
                let resources = format!("/Resources<</XObject<</X {next} 0 R>>>>");
                let entries = format!("/Subtype/Form/BBox[0 0 9 9]{resources}");
                stream(&entries, &"/X Do ".repeat(10))
            })
            .collect();
        let mut objects = vec![CATALOG, TREE, PAGE, &draw, FONT];
        objects.extend(forms.iter().map(String::as_str));
        check_fault(&file(&objects, ""), "the file cannot be read");
    }
}
