//! Bytes of a downloaded file to text. In: bytes, and whether Japanese is likely. Out: [`Decoded`],
//! or [`NotText`] for pictures, archives and other files that hold no text. The only place that
//! names `encoding_rs`; knows nothing of columns.
//!
//! **Source**: reference `amazon.md` section 2.9; a file on disk has lost the charset that Amazon's
//! answer named, so it is found by content: byte order mark, UTF-8, cp932, UTF-16, cp1252.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The largest file that is read, in bytes.
const BYTES_MAX: usize = 256 * 1024 * 1024;

/// At least this many question marks in a row count as lost characters.
const LOST: &str = "???";

/// What the caller knows of a file's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingHint {
    /// Nothing.
    Unknown,
    /// The file is from the Japanese marketplace.
    Japanese,
    /// The user named the encoding: nothing is looked for.
    Named(TextEncoding),
}

/// The encodings that reports come in.
///
/// **Source**: reference `amazon.md` section 2.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-31J: Shift_JIS with Microsoft's additions.
    Cp932,
    /// Windows-1252: Latin letters of the West.
    Cp1252,
}

/// The names of each encoding; the first one is shown.
const NAMES: [(TextEncoding, &[&str]); 5] = [
    (TextEncoding::Utf8, &["utf-8", "utf8"]),
    (TextEncoding::Utf16Le, &["utf-16le", "utf16le", "utf-16", "utf16"]),
    (TextEncoding::Utf16Be, &["utf-16be", "utf16be"]),
    (TextEncoding::Cp932, &["cp932", "windows-31j", "shift_jis", "shift-jis", "sjis", "ms932"]),
    (TextEncoding::Cp1252, &["cp1252", "windows-1252", "iso-8859-1", "latin1", "latin-1"]),
];

/// The encoding of this name, as a hint to [`decode`]; `None` for a name that is not known.
pub fn encoding_named(name: &str) -> Option<EncodingHint> {
    let is_it = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
    let found = NAMES.iter().find(|(_, names)| is_it(names));
    found.map(|(encoding, _)| EncodingHint::Named(*encoding))
}

/// The names that [`encoding_named`] knows, the shown one of each encoding.
pub fn encoding_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(encoding, _)| encoding.as_str())
}

impl TextEncoding {
    /// The published name.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(known, _)| *known == self).map_or("", |(_, names)| names[0])
    }

    fn foreign(self) -> &'static Encoding {
        match self {
            TextEncoding::Utf8 => UTF_8,
            TextEncoding::Utf16Le => UTF_16LE,
            TextEncoding::Utf16Be => UTF_16BE,
            TextEncoding::Cp932 => SHIFT_JIS,
            TextEncoding::Cp1252 => WINDOWS_1252,
        }
    }
}

/// A text and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// `utf-8`, `utf-16le`, `utf-16be`, `cp932` or `cp1252`.
    pub encoding: &'static str,
    /// What a reader should know about it: characters that are lost; mostly empty.
    pub notes: Vec<String>,
    /// Whether a part of it is in another encoding: two files were put together.
    pub is_mixed: bool,
}

/// Why bytes are not a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotText {
    message: String,
    help: &'static str,
}

impl NotText {
    /// The fault `data-not-readable`, at the place that names the file.
    pub fn diagnostic(&self, place: Span) -> Diagnostic {
        Diagnostic::error("data-not-readable", self.message.clone())
            .at(place, "this file")
            .help(self.help)
    }
}

const SAVE_AS_TEXT: &str = "give the report as Amazon offers it: a text file (.csv or .txt)";

/// First bytes of files that hold no text, what they are, and what to do.
const MAGIC: [(&[u8], &str, &str); 8] = [
    (b"%PDF-", "a PDF", SAVE_AS_TEXT),
    (
        b"PK\x03\x04",
        "a ZIP archive or an Excel workbook",
        "unpack it, or save the sheet as CSV UTF-8",
    ),
    (b"PK\x05\x06", "an empty ZIP archive", SAVE_AS_TEXT),
    (b"\xD0\xCF\x11\xE0", "an Excel workbook", "save the sheet as CSV UTF-8"),
    (b"\x1F\x8B", "packed with gzip", "unpack it first"),
    (b"\xFF\xD8\xFF", "a JPEG picture", SAVE_AS_TEXT),
    (b"\x89PNG", "a PNG picture", SAVE_AS_TEXT),
    (b"GIF8", "a GIF picture", SAVE_AS_TEXT),
];

/// Finds the encoding of a file by its content and reads it.
///
/// **Errors**: [`NotText`] for known kinds of binary files, for content with NUL that is not
/// UTF-16, for content with many control characters and for more than 256 MB.
pub fn decode(bytes: &[u8], hint: EncodingHint) -> Result<Decoded, NotText> {
    if bytes.len() > BYTES_MAX {
        let message = format!("the file is larger than {} MB", BYTES_MAX / 1024 / 1024);
        return Err(NotText { message, help: "download the report for fewer days" });
    }
    if let Some((_, kind, help)) = MAGIC.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        let message = format!("the file is {kind}, not a text");
        return Err(NotText { message, help });
    }
    let found = match hint {
        EncodingHint::Named(encoding) => as_named(bytes, encoding),
        EncodingHint::Unknown | EncodingHint::Japanese => read(bytes, hint).ok_or_else(binary)?,
    };
    let (text, encoding, mut notes) = found;
    if text.contains('\0') || is_noise(&text) {
        return Err(binary());
    }
    let is_mixed = notes.iter().any(|note| note.starts_with(MIXED));
    notes.extend(losses(&text));
    Ok(Decoded { text, encoding, notes, is_mixed })
}

/// How the bytes of a long file are to be read, told by its first bytes.
///
/// In every encoding but UTF-16, TAB, line end and ASCII are single bytes that stand for
/// themselves; cells that hold an id, a day or a shop can be read from such bytes without decoding
/// the rest.
///
/// **Errors**: [`NotText`] as in [`decode`].
pub(crate) fn sniff(start: &[u8], hint: EncodingHint) -> Result<Wideness, NotText> {
    if let Some((_, kind, help)) = MAGIC.iter().find(|(magic, _, _)| start.starts_with(magic)) {
        let message = format!("the file is {kind}, not a text");
        return Err(NotText { message, help });
    }
    let encoding = match (hint, Encoding::for_bom(start)) {
        (EncodingHint::Named(named), _) => Some(named.foreign()),
        (_, Some((marked, _))) => Some(marked),
        (_, None) if start.contains(&0) => {
            let even = start.get(..start.len() & !1).unwrap_or(start);
            Some(utf_16_without_mark(even).ok_or_else(binary)?)
        }
        (_, None) => None,
    };
    match encoding.filter(|encoding| *encoding == UTF_16LE || *encoding == UTF_16BE) {
        Some(encoding) => Ok(Wideness::Wide(Decoder { inner: encoding.new_decoder() })),
        None if is_noise(&String::from_utf8_lossy(start)) || start.contains(&0) => Err(binary()),
        None => Ok(Wideness::Bytes),
    }
}

/// Whether bytes must be decoded before they are split.
pub(crate) enum Wideness {
    /// No: cells can be told apart as they are.
    Bytes,
    /// Yes, from UTF-16.
    Wide(Decoder),
}

/// Decodes a stream piece by piece.
pub(crate) struct Decoder {
    inner: encoding_rs::Decoder,
}

/// Whether a piece is the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// More follow.
    Inner,
    /// None follows.
    Last,
}

impl Decoder {
    /// The next piece as UTF-8; what cannot be read becomes U+FFFD.
    pub(crate) fn decode(&mut self, bytes: &[u8], piece: Piece) -> Vec<u8> {
        let room = self.inner.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
        let mut text = String::with_capacity(room);
        let _ = self.inner.decode_to_string(bytes, &mut text, piece == Piece::Last);
        text.into_bytes()
    }
}

/// Text, encoding and notes; `None` where the bytes are no text.
type Reading = (String, &'static str, Vec<String>);

/// Reads bytes as the user says; what does not fit becomes U+FFFD, which is noted. A byte order
/// mark of this encoding is cut off, and one of the other UTF-16 decides which half comes first.
fn as_named(bytes: &[u8], named: TextEncoding) -> Reading {
    let is_wide = |encoding: &'static Encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    let named = named.foreign();
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((found, mark)) if found == named || is_wide(found) && is_wide(named) => (found, mark),
        Some(_) | None => (named, 0),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or(&[]));
    (text.into_owned(), name(encoding), Vec::new())
}

fn read(bytes: &[u8], hint: EncodingHint) -> Option<Reading> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or(&[]));
        return Some((text.into_owned(), name(encoding), Vec::new()));
    }
    if bytes.contains(&0) {
        let encoding = utf_16_without_mark(bytes)?;
        return strict(bytes, encoding);
    }
    let found = strict(bytes, UTF_8);
    let found = match hint {
        EncodingHint::Unknown | EncodingHint::Named(_) => found,
        EncodingHint::Japanese => found.or_else(|| strict(bytes, SHIFT_JIS)),
    };
    found.or_else(|| {
        let (text, mut notes) = (strict(bytes, WINDOWS_1252)?.0, Vec::new());
        notes.extend(mixture(bytes));
        if hint == EncodingHint::Japanese {
            notes.push("neither UTF-8 nor cp932; read as cp1252, Japanese words are lost".into());
        }
        Some((text, name(WINDOWS_1252), notes))
    })
}

fn strict(bytes: &[u8], encoding: &'static Encoding) -> Option<Reading> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some((text.into_owned(), name(encoding), Vec::new()))
}

/// The names that people use; `Shift_JIS` of `encoding_rs` is Windows-31J, which is cp932.
fn name(encoding: &'static Encoding) -> &'static str {
    match encoding {
        e if e == UTF_16LE => "utf-16le",
        e if e == UTF_16BE => "utf-16be",
        e if e == SHIFT_JIS => "cp932",
        e if e == WINDOWS_1252 => "cp1252",
        _ => "utf-8",
    }
}

/// Every report holds ASCII, whose high byte is NUL: at odd places in UTF-16LE, at even ones in BE.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    match (odd > 4 * even, even > 4 * odd) {
        (true, _) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        (false, false) => None,
    }
}

fn binary() -> NotText {
    NotText { message: "the file is binary data, not a text".into(), help: SAVE_AS_TEXT }
}

/// Whether more than one byte in fifty is a control character: packed data looks like that.
fn is_noise(text: &str) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !(0x09..=0x0d).contains(byte);
    text.bytes().filter(is_control).count() * 50 > text.len()
}

/// How the note on two encodings begins.
const MIXED: &str = "two encodings are mixed";

/// Says where a text that is not UTF-8 has characters of UTF-8: two files were put together.
fn mixture(bytes: &[u8]) -> Option<String> {
    let (mut utf_8, mut other, mut line) = (None, None, 1usize);
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            line += usize::from(letter == '\n');
            if !letter.is_ascii() {
                utf_8.get_or_insert(line);
            }
        }
        if !chunk.invalid().is_empty() {
            other.get_or_insert(line);
        }
    }
    let (utf_8, other) = utf_8.zip(other)?;
    Some(format!("{MIXED}: line {utf_8} has UTF-8, line {other} has not"))
}

/// Says where characters were lost, here or before the file was written.
fn losses(text: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let replaced = text.matches('\u{fffd}').count();
    if let Some(line) = text.lines().position(|line| line.contains('\u{fffd}')) {
        let line = line + 1;
        notes.push(format!(
            "{replaced} characters could not be read (shown as U+FFFD), the first in line {line}"
        ));
    }
    let lost = text.lines().filter(|line| line.contains(LOST)).count();
    if let Some(line) = text.lines().position(|line| line.contains(LOST)) {
        let line = line + 1;
        notes.push(format!(
            "{lost} lines with runs of `?`, the first is line {line}: characters were lost before \
             this file"
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert, proptest};

    use crate::report::decode::{EncodingHint, decode, encoding_named};
    use crate::source::{Sources, Span};

    fn check(bytes: &[u8], hint: EncodingHint, expected: (&str, &str)) {
        let decoded = decode(bytes, hint).expect("text");
        assert_eq!((decoded.text.as_str(), decoded.encoding), expected);
    }

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn finds_the_encoding() {
        use EncodingHint::{Japanese, Unknown};
        check(b"", Unknown, ("", "utf-8"));
        check(b"a,b", Unknown, ("a,b", "utf-8"));
        check(b"\xEF\xBB\xBFa", Unknown, ("a", "utf-8"));
        check("für 注文".as_bytes(), Japanese, ("für 注文", "utf-8"));
        check(b"f\xFCr", Unknown, ("für", "cp1252"));
        check(b"\x93\xFA\x95t\t\x95]\x89\xBF", Japanese, ("日付\t評価", "cp932"));
        check(b"\x87\x40", Japanese, ("①", "cp932"));
        check(b"f\xFC", Japanese, ("fü", "cp1252"));
        let text = "Order ID\t注文\u{3000}番号\r\n";
        for (order, name) in [
            (u16::to_le_bytes as fn(u16) -> [u8; 2], "utf-16le"),
            (u16::to_be_bytes as fn(u16) -> [u8; 2], "utf-16be"),
        ] {
            check(&utf_16(text, order), Unknown, (text, name));
            check(&utf_16(&format!("\u{feff}{text}"), order), Japanese, (text, name));
        }
    }

    #[test]
    fn reads_as_the_user_says() {
        for (name, bytes, expected) in [
            ("cp932", &b"\x93\xFA\x95t"[..], ("日付", "cp932")),
            ("Shift_JIS", b"\x93\xFA", ("日", "cp932")),
            ("cp1252", b"\x93\xFA", ("“ú", "cp1252")),
            ("latin1", b"\xEF\xBB\xBFa", ("ï»¿a", "cp1252")),
            ("UTF-8", b"\xEF\xBB\xBFf\xFCr", ("f\u{fffd}r", "utf-8")),
            ("utf-16", b"a\0b\0", ("ab", "utf-16le")),
            ("utf-16", b"\xFE\xFF\0a\0b", ("ab", "utf-16be")),
            ("utf-16be", b"\0a\0b", ("ab", "utf-16be")),
        ] {
            check(bytes, encoding_named(name).expect("a name"), expected);
        }
        let lost = decode(b"f\xFCr", encoding_named("utf-8").expect("a name")).expect("text");
        assert_eq!(lost.notes.len(), 1);
        assert_eq!(encoding_named("utf-7"), None);
        assert!(decode(b"a\0", encoding_named("cp932").expect("a name")).is_err());
    }

    #[test]
    fn refuses_what_is_no_text() {
        let mut sources = Sources::default();
        let place = Span::new(sources.add("a", ""), 0, 0);
        for (bytes, word) in [
            (&b"%PDF-1.7\n%"[..], "a PDF"),
            (b"PK\x03\x04\x14", "Excel"),
            (b"\xFF\xD8\xFF\xE0\0", "JPEG"),
            (b"\x89PNG\r\n", "PNG"),
            (b"\x1F\x8B\x08", "gzip"),
            (b"MZ\0\0\x01\x02\0", "binary"),
            (b"\0\0\0\0", "binary"),
            (b"ab\x01\x02\x03cd", "binary"),
            (b"\xFF\xFE\0\0a\0\0\0", "binary"),
        ] {
            let refused = decode(bytes, EncodingHint::Unknown).expect_err("binary");
            let fault = refused.diagnostic(place);
            assert!(fault.message.contains(word), "{}", fault.message);
            assert_eq!((fault.rule.as_str(), fault.labels.len()), ("data-not-readable", 1));
        }
    }

    #[test]
    fn says_what_was_lost() {
        for (bytes, notes) in [
            (&b"a ?? b"[..], 0),
            (b"a ???? b", 1),
            (b"\xEF\xBB\xBFa\xFF", 1),
            ("\u{fffd} ???".as_bytes(), 2),
            ("für\nGeb\u{fc}hr".as_bytes(), 0),
            (b"f\xC3\xBCr\nGeb\xFChr", 1),
        ] {
            let decoded = decode(bytes, EncodingHint::Unknown).expect("text");
            assert_eq!(decoded.notes.len(), notes, "{:?}", decoded.notes);
        }
        let odd = decode(b"\x81\xFF a", EncodingHint::Japanese).expect("text");
        assert_eq!((odd.encoding, odd.notes.len()), ("cp1252", 1));
    }

    proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for hint in [EncodingHint::Unknown, EncodingHint::Japanese] {
                if let Ok(decoded) = decode(&bytes, hint) {
                    prop_assert!(!decoded.text.contains('\0'));
                }
            }
        }
    }
}
