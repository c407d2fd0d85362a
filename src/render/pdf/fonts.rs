//! The bundled fonts. In: nothing but the binary itself. Out: the font book typst asks for, and
//! which characters no font can print. Knows no system font: same input, same bytes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The files of `assets/fonts/`, licences beside them.
const FILES: [&[u8]; 8] = [
    include_bytes!("../../../assets/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../../assets/fonts/SourceSans3-Italic.ttf"),
    include_bytes!("../../../assets/fonts/SourceSans3-SemiBold.ttf"),
    include_bytes!("../../../assets/fonts/SourceSans3-SemiBoldItalic.ttf"),
    include_bytes!("../../../assets/fonts/SourceSerif4-SemiBold.ttf"),
    include_bytes!("../../../assets/fonts/SourceCodePro-Regular.ttf"),
    include_bytes!("../../../assets/fonts/BIZUDPGothic-Regular.ttf"),
    include_bytes!("../../../assets/fonts/BIZUDPGothic-Bold.ttf"),
];

/// The parsed fonts, in the order of [`FILES`].
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());

/// What typst chooses from.
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The characters of the text that no bundled font can print, each once, in order of their codes.
///
/// Control characters, line breaks and the invisible marks that are left out of the document are
/// never missing. Private-use characters always are: no reader could tell what they mean.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let unprintable = |found: &char| !is_left_out(*found) && !is_covered(*found);
    text.chars().filter(unprintable).collect::<BTreeSet<char>>().into_iter().collect()
}

/// Whether a character is dropped before the document is set: control characters, byte order
/// marks, and marks that turn the reading direction, which could make a line read as another.
pub(crate) fn is_left_out(found: char) -> bool {
    let turns = matches!(found, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}')
        || matches!(found, '\u{2066}'..='\u{206f}');
    found.is_control() || turns || found == '\u{feff}'
}

/// A character as a reader can look it up.
pub(crate) fn named(found: char) -> String {
    format!("`{found}` (U+{:04X})", u32::from(found))
}

/// What typst chooses from.
pub(crate) fn book() -> &'static LazyHash<FontBook> {
    &BOOK
}

/// The font at a place of the book.
pub(crate) fn font(index: usize) -> Option<Font> {
    FONTS.get(index).cloned()
}

/// Whether the character prints: a font has it, or it is a mark that needs no glyph.
fn is_covered(found: char) -> bool {
    let private = matches!(found, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    let silent =
        matches!(found, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{2028}' | '\u{2029}')
            || matches!(found, '\u{fe00}'..='\u{fe0f}');
    let code = u32::from(found);
    silent || (!private && FONTS.iter().any(|font| font.info().coverage.contains(code)))
}

#[cfg(test)]
mod tests {
    use crate::render::pdf::fonts::missing_glyphs;

    #[test]
    fn knows_what_prints() {
        let check = |text: &str, expected: &str| {
            let missing: String = missing_glyphs(text).into_iter().collect();
            assert_eq!(missing, expected, "{text}");
        };
        check("", "");
        check("plain\n\ttext\r\n", "");
        check("Grüße, Straße, STRAẞE – 5 € · § 355 „so“ ‚so‘ … ≥ ✓ → ☐", "");
        check("Łódź, İstanbul, Göteborg, Kraków, Žižkov, Timișoara", "");
        check("配送が遅れた注文 ２４件、お問い合わせ：株式会社", "");
        check("Αθήνα Москва", "");
        check("a\u{202e}b\u{200b}c\u{ad}d\u{feff}", "");
        check("مرحبا", "ابحرم");
        check("🚚 and 🚚", "🚚");
        check("\u{e000}", "\u{e000}");
    }
}
