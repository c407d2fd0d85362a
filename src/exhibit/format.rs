//! Telling kinds of file apart. In: a file's bytes. Out: its [`Format`], or a fault that says which
//! format to export to. Must not know names, but for the question whether a name fits.

use crate::exhibit::{Fault, Format};

/// How a kind of file begins that cannot be printed, what it is, and what to do.
struct Foreign {
    offset: usize,
    magic: &'static [u8],
    title: &'static str,
    help: &'static str,
}

const PHOTO: &str = "export it as JPEG";
const PAGES: &str = "export it as PDF, or as CSV if it is a table";
const UNPACK: &str = "unpack it, and name the files inside";

/// Kinds that sellers have at hand; the first that fits counts.
const FOREIGN: [Foreign; 18] = [
    Foreign { offset: 4, magic: b"ftyphei", title: "HEIC photo", help: PHOTO },
    Foreign { offset: 4, magic: b"ftyphev", title: "HEIC photo", help: PHOTO },
    Foreign { offset: 4, magic: b"ftypmif1", title: "HEIC photo", help: PHOTO },
    Foreign { offset: 4, magic: b"ftypmsf1", title: "HEIC photo", help: PHOTO },
    Foreign { offset: 4, magic: b"ftypavi", title: "AVIF image", help: PHOTO },
    Foreign { offset: 4, magic: b"ftyp", title: "video", help: "save single frames as JPEG" },
    Foreign { offset: 0, magic: b"II*\0", title: "TIFF image", help: "export it as PDF or JPEG" },
    Foreign { offset: 0, magic: b"MM\0*", title: "TIFF image", help: "export it as PDF or JPEG" },
    Foreign { offset: 0, magic: b"BM", title: "BMP image", help: "export it as PNG" },
    Foreign { offset: 0, magic: b"\xd0\xcf\x11\xe0", title: "Office file", help: PAGES },
    Foreign { offset: 0, magic: b"{\\rtf", title: "RTF file", help: "export it as PDF" },
    Foreign { offset: 0, magic: b"%!PS", title: "PostScript file", help: "export it as PDF" },
    Foreign { offset: 0, magic: b"Rar!", title: "RAR archive", help: UNPACK },
    Foreign { offset: 0, magic: b"7z\xbc\xaf", title: "7z archive", help: UNPACK },
    Foreign { offset: 0, magic: b"\x1f\x8b", title: "GZIP archive", help: UNPACK },
    Foreign { offset: 0, magic: b"ID3", title: "sound file", help: "write down what is said" },
    Foreign { offset: 0, magic: b"OggS", title: "sound file", help: "write down what is said" },
    Foreign { offset: 8, magic: b"WAVE", title: "sound file", help: "write down what is said" },
];

/// Extensions of each format that has a form of its own.
const EXTENSIONS: [(Format, &[&str]); 6] = [
    (Format::Jpeg, &["jpg", "jpeg", "jpe", "jfif"]),
    (Format::Png, &["png"]),
    (Format::Gif, &["gif"]),
    (Format::Webp, &["webp"]),
    (Format::Pdf, &["pdf"]),
    (Format::Xlsx, &["xlsx", "xlsm"]),
];

/// Extensions that text never has; any other may hold text.
const NOT_TEXT: [&str; 8] = ["heic", "heif", "tif", "tiff", "bmp", "docx", "zip", "mp4"];

/// Readers of PDF accept the mark within the first kilobyte.
const PDF_MARK_WITHIN: usize = 1024;

/// Tells what the bytes are.
///
/// **Errors** It is none of the formats; the help says which one to export to.
pub(crate) fn sniff(bytes: &[u8]) -> Result<Format, Fault> {
    let head = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    if head.starts_with(b"\xff\xd8\xff") {
        Ok(Format::Jpeg)
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(Format::Png)
    } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        Ok(Format::Gif)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Ok(Format::Webp)
    } else if is_workbook(bytes) {
        Ok(Format::Xlsx)
    } else if let Some(fault) = foreign(bytes) {
        Err(fault)
    } else if contains(head, b"%PDF-") {
        Ok(Format::Pdf)
    } else {
        sniff_text(bytes)
    }
}

/// Whether the name's extension agrees with what the file is. A name without one cannot disagree.
pub(crate) fn extension_fits(name: &str, format: Format) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let Some((_, extension)) = file.rsplit_once('.') else { return true };
    let extension = extension.to_ascii_lowercase();
    match EXTENSIONS.iter().find(|(owner, _)| *owner == format) {
        Some((_, own)) => own.contains(&extension.as_str()),
        None => {
            let taken = EXTENSIONS.iter().any(|(_, own)| own.contains(&extension.as_str()));
            !taken && !NOT_TEXT.contains(&extension.as_str())
        }
    }
}

/// The fault for a kind that is known but cannot be printed.
fn foreign(bytes: &[u8]) -> Option<Fault> {
    let (title, help) = if bytes.starts_with(b"PK\x03\x04") {
        zipped(bytes)
    } else {
        let found = |kind: &&Foreign| {
            bytes.get(kind.offset..).is_some_and(|rest| rest.starts_with(kind.magic))
        };
        let kind = FOREIGN.iter().find(found)?;
        // Two letters are a weak sign: a text may begin with them.
        if kind.magic == b"BM" && is_text(bytes) {
            return None;
        }
        (kind.title, kind.help)
    };
    Some(unprintable(title, help))
}

/// Whether the archive is a workbook in the form that Excel has written since 2007.
fn is_workbook(bytes: &[u8]) -> bool {
    let is_archive = bytes.starts_with(b"PK\x03\x04");
    is_archive && lists(bytes, b"xl/workbook.xml") && !lists(bytes, b"word/")
}

/// Whether an archive has a member of this name; they are listed at the end.
fn lists(bytes: &[u8], part: &[u8]) -> bool {
    const LIST: usize = 64 * 1024;
    contains(&bytes[bytes.len().saturating_sub(LIST)..], part)
}

/// Office files are archives too; what they are stands in the names of their members.
fn zipped(bytes: &[u8]) -> (&'static str, &'static str) {
    let names = |part| lists(bytes, part);
    if names(b"word/") {
        ("Word file", "export it as PDF")
    } else if names(b"xl/") {
        ("Excel file", "save it as XLSX, or export it as CSV or PDF")
    } else if names(b"ppt/") || contains(&bytes[..bytes.len().min(100)], b"vnd.oasis") {
        ("Office file", PAGES)
    } else {
        ("ZIP archive", UNPACK)
    }
}

/// Text, in columns or not; or nothing that is known.
fn sniff_text(bytes: &[u8]) -> Result<Format, Fault> {
    if !is_text(bytes) {
        let help = "export it as PDF, JPEG, PNG or CSV";
        return Err(Fault::new("the file is of an unknown kind", help));
    }
    Ok(if in_columns(bytes) { Format::Csv } else { Format::Text })
}

/// Whether the bytes can be text in any encoding that Amazon's sites hand out: control characters
/// are the sign of everything else.
fn is_text(bytes: &[u8]) -> bool {
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let is_plain = |byte: &u8| match byte {
        b'\t' | b'\n' | b'\r' | 0x0c | 0x1a => true,
        0 => is_wide,
        1..=0x1f | 0x7f => is_wide,
        _ => true,
    };
    bytes.iter().all(is_plain)
}

/// Whether the first lines agree on how often a separator stands in them. Two lines at least: one
/// line with a comma is a sentence. So is a first line with a comma at its end or before a space.
fn in_columns(bytes: &[u8]) -> bool {
    const LINES: usize = 10;
    let narrow: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).take(64 * 1024).collect();
    let records = first_records(&narrow, LINES);
    let Some(head) = records.first().filter(|_| records.len() > 1) else { return false };
    let is_prose =
        |mark: u8| head.ends_with(&[mark]) || head.windows(2).any(|pair| pair == [mark, b' ']);
    let count = |record: &[u8], mark: u8| unquoted(record).filter(|byte| *byte == mark).count();
    [b'\t', b';', b','].into_iter().any(|mark| {
        let columns = count(head, mark);
        let agree = records.iter().all(|record| count(record, mark) == columns);
        columns > 0 && agree && (mark == b'\t' || !is_prose(mark))
    })
}

/// The first records that are not empty, without line ends. Line breaks in quotes do not count.
fn first_records(bytes: &[u8], limit: usize) -> Vec<Vec<u8>> {
    let mut is_quoted = false;
    bytes
        .split(|byte| {
            is_quoted ^= *byte == b'"';
            *byte == b'\n' && !is_quoted
        })
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec())
        .filter(|line| !line.is_empty())
        .take(limit)
        .collect()
}

/// The bytes of a record that stand outside quotes.
fn unquoted(record: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut is_quoted = false;
    record.iter().copied().filter(move |byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted
    })
}

/// The fault for a kind of file that cannot be printed.
fn unprintable(title: &str, help: &str) -> Fault {
    Fault::new(&format!("the file is of a kind that cannot be printed: {title}"), help)
}

/// Whether the part stands anywhere in the whole.
fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use crate::exhibit::format::{extension_fits, sniff};
    use crate::exhibit::{Format, read};

    fn check(bytes: &[u8], expected: Format) {
        assert_eq!(sniff(bytes), Ok(expected), "{}", bytes.escape_ascii());
    }

    #[test]
    fn kinds_are_told_by_content() {
        check(b"order-id;date\r\n112-1;2026-09-01\r\n", Format::Csv);
        check(b"\xef\xbb\xbforder-id\tcomment\n112-1\t\n", Format::Csv);
        check(b"id,text\n1,\"a, b\nc\"\n2,x\n", Format::Csv);
        check(b"\xff\xfea\0,\0b\0\n\0c\0,\0d\0", Format::Csv);
        check(b"\x92\x8d\x95\xb6,\x93\xfa\n1,2\n", Format::Csv);
        check(b"Dear customer,\nyour parcel, we hope\n", Format::Text);
        check(b"one line, with a comma", Format::Text);
        check(b"BMW called", Format::Text);
        check(b"PK\x03\x04 xl/workbook.xml", Format::Xlsx);
        check(b"junk before\n%PDF-1.4\n", Format::Pdf);
        check(b"GIF89a", Format::Gif);
        check(b"RIFF\x10\0\0\0WEBPVP8L", Format::Webp);
    }

    fn check_foreign(bytes: &[u8], title: &str, help: &str) {
        let fault = read("photo.jpg", bytes).expect_err("the kind cannot be printed");
        let message = format!("the file is of a kind that cannot be printed: {title}");
        assert_eq!((fault.message, fault.help.as_str()), (message, help));
    }

    #[test]
    fn other_kinds_say_what_to_export() {
        check_foreign(b"\0\0\0\x18ftypheic\0\0", "HEIC photo", "export it as JPEG");
        check_foreign(b"\0\0\0\x18ftypavif\0\0", "AVIF image", "export it as JPEG");
        check_foreign(b"\0\0\0\x18ftypisom\0", "video", "save single frames as JPEG");
        check_foreign(b"PK\x03\x04 word/document.xml", "Word file", "export it as PDF");
        let save = "save it as XLSX, or export it as CSV or PDF";
        check_foreign(b"PK\x03\x04 xl/workbook.bin", "Excel file", save);
        check_foreign(b"PK\x03\x04 a.txt", "ZIP archive", "unpack it, and name the files inside");
        let fault = read("a.bin", b"\x01\x02\x03").expect_err("no kind has these bytes");
        assert_eq!(fault.message, "the file is of an unknown kind");
    }

    fn check_name(name: &str, format: Format, expected: bool) {
        assert_eq!(extension_fits(name, format), expected, "{name} {format:?}");
    }

    #[test]
    fn names_are_compared_with_content() {
        check_name("IMG_1.JPG", Format::Jpeg, true);
        check_name("a.b/photo", Format::Jpeg, true);
        check_name("photo.png", Format::Jpeg, false);
        check_name("log.tsv", Format::Csv, true);
        check_name("log.txt", Format::Csv, true);
        check_name("notes.pdf", Format::Text, false);
        check_name("notes.xlsx", Format::Csv, false);
        assert!(!read("notes.pdf", b"plain words").expect("it is text").extension_fits);
    }
}
