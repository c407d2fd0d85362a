//! Evidence files. In: the bytes of a file that the case names, and that name. Out: [`Facts`]
//! (what the file is, how large, which hash), pictures that can be printed, and the copy that may
//! leave the house. Must not know the case, its text, or where the bytes come from.

mod bomb;
mod clean;
mod content;
mod dates;
pub mod digest;
mod draw;
mod format;
mod inline;
mod pdf;
mod picture;
mod place;
mod raster;
mod segments;
mod sheet;
mod svg;
mod thumbnail;
mod treat;
mod words;

use std::sync::Arc;

pub use dates::{FileDate, FileDateKind};
pub use picture::{Picture, PictureFormat};
pub use place::{PageText, WordPlace};
pub use treat::{
    Area, Fineness, HIDDEN, Hide, LADDER, Length, MASTER_QUALITY, Pages, last_step, stays,
};

/// What the check phase may know about an evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the bytes are, whatever the name says.
    pub format: Format,
    /// The file's length.
    pub bytes: usize,
    /// The file's SHA-256, in hexadecimal.
    pub sha256: String,
    /// Width and height of an image as it is shown, its orientation applied.
    pub pixels: Option<(u32, u32)>,
    /// Number of pages of a PDF.
    pub pages: Option<usize>,
    /// False when the name ends in the extension of another format.
    pub extension_fits: bool,
    /// The dates that the file carries inside, ordered, each once: EXIF, XMP, PNG, PDF.
    pub dates: Vec<FileDate>,
    /// The text layer of a PDF, one text a page, one line a row; empty for other formats.
    pub text: Vec<String>,
    /// Where the words of each page stand.
    pub places: Vec<Vec<WordPlace>>,
    /// Pages of a PDF, counted from 1, that show a picture and have no text: scans.
    pub scanned: Vec<usize>,
    /// The rows of a workbook's first visible sheet, as text with commas.
    pub sheet: Option<Arc<str>>,
}

impl Facts {
    /// Whether it is a PDF without any text that could be copied or searched.
    pub fn is_scanned(&self) -> bool {
        self.pages.is_some_and(|pages| pages == self.scanned.len())
    }
}

/// The kinds of file that can be an exhibit; found by content, never by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A photo.
    Jpeg,
    /// A screenshot or drawing.
    Png,
    /// An image of few colours; of an animation only the first frame counts.
    Gif,
    /// An image as browsers save it.
    Webp,
    /// Pages.
    Pdf,
    /// Text in columns, separated by commas, semicolons or tabs.
    Csv,
    /// A workbook of Excel; only its first visible sheet counts.
    Xlsx,
    /// Any other text.
    Text,
}

/// Why a file cannot be an exhibit, in the user's words: the text of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong: one line, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The largest file that is looked at, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Stack of the thread that foreign decoders run on, in bytes: enough for the deepest nesting
/// that they allow, in unoptimised builds too. Only what is used is taken from memory.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Finds out what a file is.
///
/// Of an image only the head is decoded, and its end looked for; damage in between is found by
/// [`pictures`]. The pages of a PDF are read for their words.
///
/// **Errors** Empty or too large, of a kind that cannot be printed, damaged, behind a password, or
/// with more pixels or pages than the limits allow.
pub fn read(name: &str, bytes: &[u8]) -> Result<Facts, Fault> {
    if bytes.is_empty() {
        return Err(Fault::new("the file is empty", "export or copy it again"));
    }
    if bytes.len() > MAX_BYTES {
        let help = "export it with a smaller size or in parts";
        return Err(Fault::new("the file is larger than 64 MB", help));
    }
    let format = format::sniff(bytes)?;
    let mut facts = Facts {
        format,
        bytes: bytes.len(),
        sha256: digest::sha256_hex(bytes),
        pixels: None,
        pages: None,
        extension_fits: format::extension_fits(name, format),
        dates: Vec::new(),
        text: Vec::new(),
        places: Vec::new(),
        scanned: Vec::new(),
        sheet: None,
    };
    match format {
        Format::Jpeg | Format::Png | Format::Gif | Format::Webp => {
            facts.pixels = Some(guarded(|| raster::pixels(bytes, format))?);
            facts.dates = guarded(|| Ok(dates::of_image(bytes, format)))?;
        }
        Format::Pdf => guarded(|| pdf::look(bytes, &mut facts))?,
        Format::Xlsx => facts.sheet = Some(Arc::from(guarded(|| sheet::first_sheet(bytes))?)),
        Format::Csv | Format::Text => {}
    }
    Ok(facts)
}

/// What of the file is printed at the finest step of the ladder, in a quality of JPEG: the image,
/// or each page of the PDF.
///
/// Images come out turned upright, on white and without any of their metadata; pages of a PDF as
/// vectors, or as pictures where they are scans or something on them is hidden.
///
/// **Shape** One picture for an image, one for each page of a PDF in order, none for tables and
/// text, whose rows are printed instead.
/// **Units** Pixels for images, points for pages.
/// **Errors** The file is damaged, or takes more memory, time or space than the limits allow.
pub fn pictures(
    bytes: &[u8],
    facts: &Facts,
    (hide, quality): (&[Hide], u8),
) -> Result<Vec<Picture>, Fault> {
    match facts.format {
        Format::Jpeg | Format::Png | Format::Gif | Format::Webp => {
            guarded(|| Ok(vec![raster::printed(bytes, facts.format, (hide, quality))?]))
        }
        Format::Pdf => guarded(|| svg::pages(bytes, &facts.scanned, (hide, quality))),
        Format::Csv | Format::Xlsx | Format::Text => Ok(Vec::new()),
    }
}

/// The same pictures at a coarser step, made from those in [`MASTER_QUALITY`].
///
/// **Errors** As in [`pictures`].
pub fn coarser(
    masters: &[Picture],
    facts: &Facts,
    fineness: Fineness,
) -> Result<Vec<Picture>, Fault> {
    let is_page = facts.format == Format::Pdf;
    guarded(|| masters.iter().map(|it| raster::coarser(it, is_page, fineness)).collect())
}

/// A small picture of what is left of the file when something is hidden: of the image, or of the
/// first page. `None` for tables and text, and where something that is to be hidden cannot be found
/// in a file of this kind: then nothing is shown.
///
/// **Units** At most 240 pixels and 45,000 bytes.
/// **Errors** As in [`pictures`].
pub fn thumbnail(bytes: &[u8], facts: &Facts, hide: &[Hide]) -> Result<Option<Picture>, Fault> {
    guarded(|| thumbnail::picture(bytes, facts, hide))
}

/// The text of each page of a PDF that is left when something on it is hidden.
///
/// **Errors** As in [`read`].
pub fn shown_text(bytes: &[u8], facts: &Facts, hide: &[Hide]) -> Result<Vec<PageText>, Fault> {
    if facts.format == Format::Pdf && !hide.is_empty() {
        return guarded(|| pdf::shown_text(bytes, hide));
    }
    let pages = facts.text.iter().zip(&facts.places);
    let page = |(text, places): (&String, &Vec<WordPlace>)| PageText {
        text: text.clone(),
        places: places.clone(),
    };
    Ok(pages.map(page).collect())
}

/// The copy of a file that leaves the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its format, from which the file's extension follows.
    pub format: Format,
    /// What was done to the file, for the manifest: `metadata removed`.
    pub done: Vec<String>,
}

/// How large a copy may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopySize {
    /// In the resolution of the original.
    Full,
    /// No finer than what is printed.
    AsPrinted,
}

/// The copy that leaves the house. It holds pixels and what pages draw, and nothing else, so that
/// place, time, device, author, embedded files and earlier versions stay at home.
///
/// `pictures` is what [`pictures`] made of the same file: pages of a PDF that are pictures there
/// because something on them is hidden are pictures here too. Of a GIF the first frame is left, as
/// PNG; WebP becomes PNG or JPEG, because Amazon takes no WebP. Tables and text have no copy here:
/// they leave as a PDF of their rows.
///
/// **Errors** The file is damaged, or takes more memory than the limits allow.
pub fn copy(
    bytes: &[u8],
    facts: &Facts,
    pictures: &[Picture],
    (hide, size): (&[Hide], CopySize),
) -> Result<Copy, Fault> {
    let (bytes, format, mut done) = match (facts.format, pictures) {
        (Format::Pdf, _) => guarded(|| pdf::copied(bytes, facts, pictures, (hide, size)))?,
        (_, [picture]) if size == CopySize::AsPrinted => {
            let is_png = picture.format == PictureFormat::Png;
            let format = if is_png { Format::Png } else { Format::Jpeg };
            let done = format!("scaled to {} × {} pixels", picture.width, picture.height);
            (picture.bytes.to_vec(), format, vec![done])
        }
        _ => {
            let (bytes, format) = guarded(|| raster::cleaned(bytes, facts.format, hide))?;
            (bytes, format, Vec::new())
        }
    };
    if format != facts.format {
        done.insert(0, format!("converted from {} to {}", facts.format.title(), format.title()));
    }
    done.insert(0, "metadata removed".to_owned());
    if !hide.is_empty() {
        done.push("parts hidden".to_owned());
    }
    Ok(Copy { bytes: Arc::from(bytes), format, done })
}

impl Format {
    /// The extension that its files get in the bundle.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Gif => "gif",
            Format::Webp => "webp",
            Format::Pdf => "pdf",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Text => "txt",
        }
    }

    /// Its name in messages and notes.
    pub fn title(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG image",
            Format::Png => "PNG image",
            Format::Gif => "GIF image",
            Format::Webp => "WebP image",
            Format::Pdf => "PDF",
            Format::Csv => "CSV table",
            Format::Xlsx => "Excel file",
            Format::Text => "text",
        }
    }
}

impl Fault {
    /// A fault in its two halves.
    fn new(message: &str, help: &str) -> Fault {
        Fault { message: message.to_owned(), help: help.to_owned() }
    }

    /// The bytes contradict the format that they claim.
    fn damaged(format: Format) -> Fault {
        let message = format!("the {} is damaged or not complete", format.title());
        Fault::new(&message, "open it in a viewer, and export or copy it again")
    }
}

/// Runs foreign decoders on a thread of their own: a panic in there becomes a fault, and deep
/// nesting finds a large stack. The thread's name lets a shell keep such panics off the screen.
fn guarded<T: Send>(work: impl FnOnce() -> Result<T, Fault> + Send) -> Result<T, Fault> {
    let outcome = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("exhibit".into()).stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, work).map(|handle| handle.join())
    });
    match outcome {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Fault::new(
            "the file cannot be read",
            "it is damaged or needs too much work to print: export it again, as a simpler file",
        )),
        Err(_) => Err(Fault::new(
            "there is not enough memory to read the file",
            "close other programs, and try again",
        )),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::exhibit::{
        Copy, CopySize, Facts, Fault, Hide, LADDER, Picture, copy, guarded, pictures, read,
    };

    /// What is printed at the finest step, without what is hidden.
    fn finest(bytes: &[u8], facts: &Facts, hide: &[Hide]) -> Result<Vec<Picture>, Fault> {
        pictures(bytes, facts, (hide, LADDER[0].quality))
    }

    /// What is printed at the finest step.
    pub(crate) fn printed(bytes: &[u8], facts: &Facts) -> Result<Vec<Picture>, Fault> {
        finest(bytes, facts, &[])
    }

    /// The copy in full size, without what is hidden.
    pub(crate) fn outgoing(bytes: &[u8], facts: &Facts, hide: &[Hide]) -> Result<Copy, Fault> {
        let pictures = finest(bytes, facts, hide)?;
        copy(bytes, facts, &pictures, (hide, CopySize::Full))
    }

    fn check(bytes: &[u8], message: &str) {
        assert_eq!(read("a.pdf", bytes).expect_err("the file is bad").message, message);
    }

    #[test]
    fn empty_and_huge_files_are_refused() {
        check(b"", "the file is empty");
        check(&vec![b' '; 65 * 1024 * 1024], "the file is larger than 64 MB");
    }

    #[test]
    fn a_panic_becomes_a_fault() {
        let result = guarded(|| -> Result<(), Fault> { std::panic::resume_unwind(Box::new(())) });
        assert_eq!(result.expect_err("it unwound").message, "the file cannot be read");
    }
}
