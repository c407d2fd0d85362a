//! What a finished PDF says. In: its bytes. Out: the pages and the text a reader would copy from
//! them. Knows nothing of how the file was made, so that it can stand as a check on that.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use crate::render::RenderError;
use crate::render::readback::unicode::CodeMap;

mod unicode;

/// Text of one file that is kept; a check needs no more.
const TEXT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Operators that are followed; a plan with a thousand rows has fewer than a million.
const OPERATORS_MAX: usize = 20_000_000;

/// Forms drawn inside one another that are followed.
const FORM_DEPTH_MAX: usize = 4;

/// What a PDF says when it is read back.
///
/// It proves that every code shown by a text operator has a Unicode value in its font's own
/// `/ToUnicode` map, and which text these values make. It does not prove that the glyph looks like
/// its character, nor the order in which a viewer copies columns. Text inside pictures is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// The text of each page, in the order in which it is drawn; one line a text object.
    pub pages: Vec<String>,
    /// Codes that were shown but have no Unicode value: what they print cannot be copied.
    pub unmapped: usize,
}

impl ReadBack {
    /// Whether there is text and all of it can be copied.
    pub fn has_text(&self) -> bool {
        self.unmapped == 0 && self.pages.iter().any(|page| !page.trim().is_empty())
    }

    /// Whether the words stand in the file. Blanks and line breaks do not count, because where a
    /// line ends is up to the layout.
    pub fn contains(&self, words: &str) -> bool {
        let dense = |text: &str| -> String {
            text.chars().filter(|letter| !letter.is_whitespace()).collect()
        };
        let pages: String = self.pages.iter().map(|page| dense(page)).collect();
        pages.contains(&dense(words))
    }
}

/// Reads the text of a PDF.
///
/// **Errors**: bytes that are no PDF, or one that needs a password.
pub fn read_text(pdf: &[u8]) -> Result<ReadBack, RenderError> {
    // The bytes may be anybody's: a reader that trips over them is an error like any other.
    catch_unwind(|| read(pdf))
        .unwrap_or_else(|_| Err(RenderError::new("the PDF cannot be read back: it is damaged")))
}

/// Reads the text of a PDF, as long as the reader below does not trip.
fn read(pdf: &[u8]) -> Result<ReadBack, RenderError> {
    let file = Pdf::new(pdf.to_vec())
        .map_err(|_| RenderError::new("the PDF cannot be read back: it is damaged or locked"))?;
    let mut reader = Reader {
        fonts: BTreeMap::new(),
        text: String::new(),
        left: TEXT_BYTES_MAX,
        operators_left: OPERATORS_MAX,
        unmapped: 0,
    };
    let pages = file.pages().iter().map(|page| reader.page(page)).collect();
    Ok(ReadBack { pages, unmapped: reader.unmapped })
}

/// The state while reading.
struct Reader {
    /// The maps of the fonts met so far, by the bytes of the font's dictionary.
    fonts: BTreeMap<Vec<u8>, Option<CodeMap>>,
    /// The text of the page so far.
    text: String,
    /// Bytes that may still be kept.
    left: usize,
    /// Operators that may still be followed.
    operators_left: usize,
    /// Codes without a value so far.
    unmapped: usize,
}

impl Reader {
    /// The text of one page.
    fn page(&mut self, page: &Page<'_>) -> String {
        if let Some(content) = page.page_stream() {
            self.content(content, page.resources(), 0);
        }
        std::mem::take(&mut self.text)
    }

    /// Follows the operators of one content stream.
    fn content(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) {
        let mut font = None;
        let mut operators = TypedIter::new(content);
        while let Some(operator) = operators.next() {
            self.operators_left = self.operators_left.saturating_sub(1);
            if self.operators_left == 0 {
                return;
            }
            match operator {
                TypedInstruction::TextFont(set) => {
                    font = resources.get_font(set.0).map(|dict| self.font(&dict));
                }
                TypedInstruction::ShowText(shown) => self.show(shown.0.as_bytes(), &font),
                TypedInstruction::NextLineAndShowText(shown) => {
                    self.show(shown.0.as_bytes(), &font);
                }
                TypedInstruction::ShowTextWithParameters(shown) => {
                    self.show(shown.2.as_bytes(), &font);
                }
                TypedInstruction::ShowTexts(shown) => {
                    for object in shown.0.iter::<Object<'_>>() {
                        if let Object::String(piece) = object {
                            self.show(piece.as_bytes(), &font);
                        }
                    }
                }
                TypedInstruction::EndText(_) => self.push("\n"),
                TypedInstruction::XObject(drawn) if depth < FORM_DEPTH_MAX => {
                    if let Some(form) = resources.get_x_object(drawn.0) {
                        self.form(&form, resources, depth);
                    }
                }
                _ => {}
            }
        }
    }

    /// Follows a form drawn on a page; pictures have no text.
    fn form(&mut self, form: &Stream<'_>, resources: &Resources<'_>, depth: usize) {
        let kind = form.dict().get::<hayro_syntax::object::Name<'_>>("Subtype");
        if kind.is_none_or(|kind| kind.as_str() != "Form") {
            return;
        }
        let own = form.dict().get::<Dict<'_>>("Resources").unwrap_or_default();
        let inner = Resources::from_parent(own, resources.clone());
        if let Ok(content) = form.decoded() {
            self.content(&content, &inner, depth + 1);
        }
    }

    /// The map of a font, read once; the key finds it again.
    fn font(&mut self, dict: &Dict<'_>) -> Vec<u8> {
        let key = dict.data().to_vec();
        self.fonts.entry(key.clone()).or_insert_with(|| {
            let map = dict.get::<Stream<'_>>("ToUnicode")?;
            map.decoded().ok().map(|bytes| CodeMap::parse(&bytes))
        });
        key
    }

    /// Adds what a string shows in a font.
    fn show(&mut self, shown: &[u8], font: &Option<Vec<u8>>) {
        let map = font.as_ref().and_then(|key| self.fonts.get(key)).and_then(Option::as_ref);
        let Some(map) = map else {
            self.unmapped += shown.len();
            return;
        };
        let (text, unmapped) = map.read(shown);
        self.unmapped += unmapped;
        self.push(&text);
    }

    /// Adds text while there is room for it.
    fn push(&mut self, text: &str) {
        if text.len() <= self.left {
            self.left -= text.len();
            self.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::render::readback::{ReadBack, read_text};

    #[test]
    fn refuses_what_is_no_pdf() {
        for bytes in [&b""[..], b"%PDF-1.7", b"PK\x03\x04", &[0; 4096]] {
            assert!(read_text(bytes).is_err());
        }
    }

    #[test]
    fn says_honestly_whether_text_is_there() {
        let check = |pages: &[&str], unmapped: usize, expected: bool| {
            let pages = pages.iter().map(|page| page.to_string()).collect();
            assert_eq!(ReadBack { pages, unmapped }.has_text(), expected);
        };
        check(&[], 0, false);
        check(&[" \n", ""], 0, false);
        check(&["", "words"], 0, true);
        check(&["words"], 1, false);
    }
}
