//! Dates that a file carries inside. In: bytes of an image, a packet of XMP. Out: [`FileDate`]s.
//! Must not know which of them fits a claim, nor PDF, whose reader hands its dates in.

use std::io::Cursor;

use exif::{In, Reader, Tag, Value};

use crate::exhibit::Format;
use crate::value::Date;

/// One date inside a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileDate {
    /// What happened on that day.
    pub what: FileDateKind,
    /// The day, by the clock of the device that wrote it.
    pub day: Date,
}

/// What the date of a file speaks of, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileDateKind {
    /// EXIF `DateTimeOriginal`: the shutter.
    PhotoTaken,
    /// EXIF `DateTimeDigitized`: a scan of something older.
    Digitised,
    /// EXIF `DateTime`: the last time a program wrote the picture.
    ImageChanged,
    /// XMP `photoshop:DateCreated` or `xmp:CreateDate`.
    XmpCreated,
    /// XMP `xmp:ModifyDate`.
    XmpChanged,
    /// PNG text `Creation Time` or `date:create`.
    PngCreated,
    /// PNG chunk `tIME`.
    PngChanged,
    /// PDF `CreationDate`.
    PdfCreated,
    /// PDF `ModDate`.
    PdfChanged,
}

impl FileDateKind {
    /// What the day is, in a message: `the photo was taken`.
    pub fn words(self) -> &'static str {
        match self {
            FileDateKind::PhotoTaken => "the photo was taken",
            FileDateKind::Digitised => "the picture was digitised",
            FileDateKind::ImageChanged => "the picture was last changed",
            FileDateKind::XmpCreated => "the file was created, by its XMP data",
            FileDateKind::XmpChanged => "the file was last changed, by its XMP data",
            FileDateKind::PngCreated => "the picture was created",
            FileDateKind::PngChanged => "the picture was last changed",
            FileDateKind::PdfCreated => "the PDF was created",
            FileDateKind::PdfChanged => "the PDF was last changed",
        }
    }

    /// Whether the day is that of the thing shown, and not of a later copy of it.
    pub fn is_origin(self) -> bool {
        use FileDateKind::{Digitised, PdfCreated, PhotoTaken, PngCreated, XmpCreated};
        matches!(self, PhotoTaken | Digitised | XmpCreated | PngCreated | PdfCreated)
    }
}

/// Most bytes of one metadata block that are searched.
const MAX_BLOCK: usize = 4 * 1024 * 1024;

/// Names in XMP, and what their dates speak of.
const XMP_NAMES: [(&str, FileDateKind); 4] = [
    ("photoshop:DateCreated", FileDateKind::XmpCreated),
    ("exif:DateTimeOriginal", FileDateKind::PhotoTaken),
    ("xmp:CreateDate", FileDateKind::XmpCreated),
    ("xmp:ModifyDate", FileDateKind::XmpChanged),
];

/// The dates inside an image, ordered, each once.
pub(crate) fn of_image(bytes: &[u8], format: Format) -> Vec<FileDate> {
    let mut dates = of_exif(bytes);
    dates.extend(packet(bytes).map(of_xmp).unwrap_or_default());
    if format == Format::Png {
        dates.extend(of_png(bytes));
    }
    ordered(dates)
}

/// The dates in order, each once.
pub(crate) fn ordered(mut dates: Vec<FileDate>) -> Vec<FileDate> {
    dates.sort();
    dates.dedup();
    dates
}

/// The dates of the EXIF block; none where it is broken, which does not spoil an image.
fn of_exif(bytes: &[u8]) -> Vec<FileDate> {
    const TAGS: [(Tag, FileDateKind); 3] = [
        (Tag::DateTimeOriginal, FileDateKind::PhotoTaken),
        (Tag::DateTimeDigitized, FileDateKind::Digitised),
        (Tag::DateTime, FileDateKind::ImageChanged),
    ];
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = reader.read_from_container(&mut Cursor::new(bytes));
    let Ok(exif) = read.or_else(|error| error.distill_partial_result(|_| {})) else {
        return Vec::new();
    };
    let dates = TAGS.iter().filter_map(|(tag, what)| {
        let Value::Ascii(texts) = &exif.get_field(*tag, In::PRIMARY)?.value else { return None };
        let day = std::str::from_utf8(texts.first()?).ok().and_then(leading_day)?;
        Some(FileDate { what: *what, day })
    });
    dates.collect()
}

/// The XMP packet, if the bytes hold one as plain text.
fn packet(bytes: &[u8]) -> Option<&[u8]> {
    let start = find(bytes, b"<x:xmpmeta")?;
    let rest = &bytes[start..bytes.len().min(start + MAX_BLOCK)];
    Some(&rest[..find(rest, b"</x:xmpmeta>").unwrap_or(rest.len())])
}

/// The dates of an XMP packet, written as attributes or as elements.
pub(crate) fn of_xmp(packet: &[u8]) -> Vec<FileDate> {
    let text = String::from_utf8_lossy(&packet[..packet.len().min(MAX_BLOCK)]);
    let mut dates = Vec::new();
    for (name, what) in XMP_NAMES {
        for (at, _) in text.match_indices(name) {
            let value = text[at + name.len()..].trim_start();
            let value = value
                .strip_prefix('>')
                .or_else(|| value.strip_prefix('=')?.trim_start().strip_prefix(['"', '\'']));
            dates.extend(value.and_then(leading_day).map(|day| FileDate { what, day }));
        }
    }
    dates
}

/// The dates of the chunks of a PNG: `tIME`, and the texts that name a creation.
fn of_png(bytes: &[u8]) -> Vec<FileDate> {
    let mut dates = Vec::new();
    for (kind, body) in png_chunks(bytes) {
        let found = match kind {
            b"tIME" => png_time(body).map(|day| (FileDateKind::PngChanged, day)),
            b"tEXt" | b"iTXt" => png_text(body).map(|day| (FileDateKind::PngCreated, day)),
            _ => None,
        };
        dates.extend(found.map(|(what, day)| FileDate { what, day }));
    }
    dates
}

/// Kinds and bodies of the chunks; it ends where the file is broken.
fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut offset = 8;
    std::iter::from_fn(move || {
        let head = bytes.get(offset..offset + 8)?;
        let length = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        let body = bytes.get(offset + 8..(offset + 8).checked_add(length)?)?;
        offset += 12 + length;
        Some((&head[4..], body))
    })
}

fn png_time(body: &[u8]) -> Option<Date> {
    let [high, low, month, day, ..] = *body else { return None };
    Date::new(i32::from(u16::from_be_bytes([high, low])), month.into(), day.into())
}

/// The day of a text chunk whose keyword says that it is one.
fn png_text(body: &[u8]) -> Option<Date> {
    const KEYWORDS: [&[u8]; 2] = [b"Creation Time", b"date:create"];
    let end = body.iter().position(|byte| *byte == 0)?;
    let (keyword, rest) = body.split_at(end);
    let is_known = KEYWORDS.iter().any(|known| keyword.eq_ignore_ascii_case(known));
    let text = String::from_utf8_lossy(rest);
    let text = text.trim_start_matches(|letter: char| letter.is_control());
    is_known.then(|| leading_day(text)).flatten()
}

/// The day that a text begins with, written `2026-05-14…` or `2026:05:14 …`.
fn leading_day(text: &str) -> Option<Date> {
    let day = text.trim_start().get(..10)?.replace(':', "-");
    Date::parse(&day)
}

/// Where a part begins in the whole.
fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    whole.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use crate::exhibit::Format;
    use crate::exhibit::dates::{FileDateKind, leading_day, of_image, of_xmp, ordered};

    fn shown(dates: &[crate::exhibit::FileDate]) -> Vec<(FileDateKind, String)> {
        dates.iter().map(|date| (date.what, date.day.to_string())).collect()
    }

    #[test]
    fn days_are_read_in_both_forms() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(leading_day(text).map(|day| day.to_string()).as_deref(), expected);
        };
        check("2026:05:14 10:00:00", Some("2026-05-14"));
        check("2026-05-14T10:00:00+02:00", Some("2026-05-14"));
        check("2026:13:14 10:00:00", None);
        check("    :  :     :  :  ", None);
        check("14 May 2026 10:00", None);
    }

    #[test]
    fn xmp_is_read_as_attribute_and_as_element() {
        let packet = "<x:xmpmeta xmp:CreateDate=\"2026-05-14T10:00:00\" \
            xmp:ModifyDate = '2026-06-02'>\
            <photoshop:DateCreated>2026-05-13</photoshop:DateCreated></x:xmpmeta>";
        let dates = shown(&ordered(of_xmp(packet.as_bytes())));
        let expected = [
            (FileDateKind::XmpCreated, "2026-05-13"),
            (FileDateKind::XmpCreated, "2026-05-14"),
            (FileDateKind::XmpChanged, "2026-06-02"),
        ];
        assert_eq!(dates, expected.map(|(what, day)| (what, day.to_owned())));
    }

    #[test]
    fn chunks_of_a_png_are_read() {
        let chunk = |kind: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len()).expect("the chunk is short");
            [&length.to_be_bytes()[..], kind, body, &[0; 4]].concat()
        };
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let time = chunk(b"tIME", &[0x07, 0xea, 5, 14, 9, 0, 0]);
        let text = chunk(b"tEXt", b"Creation Time\x002026-05-13 08:00");
        let other = chunk(b"tEXt", b"Comment\x002020-01-01");
        let bytes = [head, time, text, other].concat();
        let expected = [
            (FileDateKind::PngCreated, "2026-05-13".to_owned()),
            (FileDateKind::PngChanged, "2026-05-14".to_owned()),
        ];
        assert_eq!(shown(&of_image(&bytes, Format::Png)), expected);
    }
}
