//! PDFs that unpack to more than the memory holds. In: the bytes of a file that nobody has opened
//! yet. Out: a fault where some packed part of it is too large. Unpacks each part once, in small
//! pieces, and throws it away: readers of PDF unpack without a bound.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use crate::exhibit::Fault;

/// Most bytes that one part may unpack to: an A4 page at 600 dots per inch in colour has 105
/// million.
const MAX_PART: u64 = 320 * 1024 * 1024;

/// Most bytes that all parts together may unpack to.
const MAX_ALL: u64 = 2 * 1024 * 1024 * 1024;

/// Most pixels of a picture by its own head, whatever the file says of it.
const MAX_PIXELS: u64 = 100_000_000;

/// How far before a part its dictionary is looked for, and how far inside the head of a picture.
const NEAR: usize = 4_096;

/// Looks at every packed part.
///
/// **Errors** One of them, or all together, would unpack to too much; or a picture has too many
/// pixels.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let mut left = MAX_ALL;
    for start in parts(bytes) {
        let data = &bytes[start..];
        if pixels(data).is_some_and(|pixels| pixels > MAX_PIXELS) {
            return Err(Fault::new(
                "the PDF holds an image with too many pixels",
                "export or scan it at 300 dots per inch",
            ));
        }
        let most = MAX_PART.min(left);
        let size = unpacked(data, head(bytes, start), most);
        left = left.checked_sub(size).filter(|_| size <= most).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The fault for more than fits.
fn too_large() -> Fault {
    Fault::new(
        "the PDF unpacks to more than a document can hold",
        "print it as a new PDF, or export the pages as JPEG or PNG",
    )
}

/// Where packed parts begin: behind the word `stream` and the end of its line.
fn parts(bytes: &[u8]) -> Vec<usize> {
    const WORD: &[u8] = b"stream";
    let mut starts = Vec::new();
    let mut at = WORD.len() - 1;
    while let Some(letter) = bytes.get(at) {
        let step = WORD.iter().rev().position(|it| it == letter);
        if step == Some(0) && bytes[..=at].ends_with(WORD) && !bytes[..=at].ends_with(b"endstream")
        {
            let rest = &bytes[at + 1..];
            let line = if rest.starts_with(b"\r\n") { 2 } else { 1 };
            starts.push((at + 1 + line).min(bytes.len()));
        }
        at += step.unwrap_or(WORD.len()).max(1);
    }
    starts
}

/// The dictionary before a part, or the end of it.
fn head(bytes: &[u8], start: usize) -> &[u8] {
    let near = &bytes[start.saturating_sub(NEAR)..start];
    let begin = near.windows(4).rposition(|it| it == b" obj").unwrap_or(0);
    &near[begin..]
}

/// How many bytes a part unpacks to, at most one more than a limit. How it is packed is told by
/// trying, because names may stand elsewhere in the file; only where any bytes can be unpacked, the
/// name is needed.
fn unpacked(data: &[u8], head: &[u8], limit: u64) -> u64 {
    let names = |name: &[u8]| head.windows(name.len()).any(|it| it == name);
    let mut size = inflated(data, limit);
    if names(b"ASCII85") || names(b"/A85") {
        size = size.max(inflated(&from_ascii85(data), limit));
    }
    if names(b"ASCIIHex") || names(b"/AHx") {
        size = size.max(inflated(&from_hex(data), limit));
    }
    if names(b"/LZW") {
        size = size.max(from_lzw(data, limit));
    }
    if names(b"RunLength") || names(b"/RL") {
        size = size.max(from_runs(data, limit));
    }
    size
}

/// How many bytes are inflated, also out of what was inflated, at most one more than a limit.
fn inflated(data: &[u8], limit: u64) -> u64 {
    let once = count(ZlibDecoder::new(data), limit).max(count(DeflateDecoder::new(data), limit));
    if once > limit || once < 2 {
        return once;
    }
    let again = |inner: &mut dyn Read| {
        let mut inner = inner.take(limit);
        let mut first = [0; 2];
        let is_packed = inner.read_exact(&mut first).is_ok() && is_zlib(first);
        if is_packed { count(ZlibDecoder::new(first.chain(inner)), limit) } else { 0 }
    };
    once.max(again(&mut ZlibDecoder::new(data))).max(again(&mut DeflateDecoder::new(data)))
}

/// Whether two bytes begin what was deflated.
fn is_zlib([first, second]: [u8; 2]) -> bool {
    first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}

/// How many bytes can be read until the end or a fault, at most one more than a limit.
fn count(reader: impl Read, limit: u64) -> u64 {
    let mut reader = reader.take(limit + 1);
    let mut piece = vec![0; 64 * 1024];
    let mut size = 0;
    while let Ok(read @ 1..) = reader.read(&mut piece) {
        size += read as u64;
    }
    size
}

/// What base 85 stands for, up to its end mark.
fn from_ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut word, mut digits) = (0_u32, 0);
    for byte in data {
        match byte {
            b'~' => break,
            b'z' if digits == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                word = word.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                digits += 1;
                if digits == 5 {
                    out.extend(word.to_be_bytes());
                    (word, digits) = (0, 0);
                }
            }
            _ => {}
        }
    }
    out
}

/// What hexadecimal digits stand for, up to their end mark.
fn from_hex(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u8> = digits
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// How many bytes LZW codes stand for: their lengths are enough to know it.
fn from_lzw(data: &[u8], limit: u64) -> u64 {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut lengths: Vec<u64> = Vec::new();
    let (mut bits, mut held, mut width, mut size) = (0_u64, 0, 9, 0_u64);
    let mut last: Option<u64> = None;
    for byte in data {
        bits = bits << 8 | u64::from(*byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        match code {
            END => break,
            CLEAR => {
                lengths.clear();
                (width, last) = (9, None);
                continue;
            }
            _ => {}
        }
        let length = match code {
            0..CLEAR => 1,
            _ => lengths.get(code - END - 1).copied().unwrap_or(last.unwrap_or(0) + 1),
        };
        size += length;
        if size > limit {
            break;
        }
        if let Some(last) = last.filter(|_| lengths.len() < 4096) {
            lengths.push(last + 1);
        }
        last = Some(length);
        width = match lengths.len() + END + 2 {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
    }
    size
}

/// How many bytes runs stand for.
fn from_runs(data: &[u8], limit: u64) -> u64 {
    let (mut at, mut size) = (0, 0_u64);
    while let Some(length) = data.get(at).filter(|it| **it != 128 && size <= limit) {
        let length = usize::from(*length);
        let (step, more) = if length < 128 { (length + 2, length + 1) } else { (2, 257 - length) };
        at += step;
        size += more as u64;
    }
    size
}

/// The pixels of a JPEG or JPEG 2000 picture by its own head; `None` for anything else.
fn pixels(data: &[u8]) -> Option<u64> {
    let near = &data[..data.len().min(NEAR)];
    let sides = match near {
        [0xff, 0xd8, ..] => jpeg_sides(data)?,
        _ => {
            // The mark of a codestream and of its size; behind it a length and a profile.
            let mark = [0xff, 0x4f, 0xff, 0x51];
            let at = near.windows(4).position(|it| it == mark)? + 8;
            let side = |at: usize| {
                let side = near.get(at..at + 4)?.try_into().ok()?;
                Some(u64::from(u32::from_be_bytes(side)))
            };
            (side(at)?, side(at + 4)?)
        }
    };
    Some(sides.0.saturating_mul(sides.1))
}

/// Width and height of a JPEG.
fn jpeg_sides(data: &[u8]) -> Option<(u64, u64)> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = data.get(at..at + 4)? else { return None };
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let side = |at: usize| {
                let side = data.get(at..at + 2)?.try_into().ok()?;
                Some(u64::from(u16::from_be_bytes(side)))
            };
            return Some((side(at + 7)?, side(at + 5)?));
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        at += if *marker == 0xff { 1 } else { 2 + length.max(2) };
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use crate::exhibit::bomb::{MAX_PART, check, from_lzw, from_runs, unpacked};

    fn packed(mut data: impl Read) -> Vec<u8> {
        let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
        std::io::copy(&mut data, &mut out).expect("memory takes all");
        out.finish().expect("memory takes all")
    }

    fn part(entries: &str, data: &[u8]) -> Vec<u8> {
        let mut out = format!("4 0 obj\n<<{entries}>>\nstream\n").into_bytes();
        out.write_all(data).expect("memory takes all");
        out.write_all(b"\nendstream\nendobj\n").expect("memory takes all");
        out
    }

    #[test]
    fn bombs_are_refused_before_they_go_off() {
        let zeros = packed(std::io::repeat(0).take(MAX_PART + 1));
        let fault = "the PDF unpacks to more than a document can hold";
        let refused = |entries: &str, data: &[u8]| {
            check(&part(entries, data)).expect_err("it is a bomb").message == fault
        };
        assert!(refused("/Filter/FlateDecode", &zeros));
        assert!(refused("/Filter 9 0 R", &zeros), "the name stands elsewhere");
        assert!(refused("", &packed(zeros.as_slice())), "packed twice");
        let hex: String = zeros.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(refused("/Filter[/AHx/Fl]", hex.as_bytes()));
        let some = packed(std::io::repeat(0).take(1_000_000));
        assert!(check(&part("/Filter/FlateDecode", &some)).is_ok());
        assert!(check(&part("", b"q 1 0 0 1 0 0 cm Q")).is_ok());
    }

    #[test]
    fn codes_and_runs_are_counted() {
        // 45 45 45 45 45 65 45 45 45 66, the example of the PDF reference.
        let codes = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(from_lzw(&codes, 1_000), 10);
        assert_eq!(from_runs(&[2, 1, 2, 3, 250, 7, 128, 9], 1_000), 10);
        assert_eq!(unpacked(&codes, b"<</Filter/LZW>>", 1_000), 10);
    }

    #[test]
    fn pictures_are_measured_by_their_own_heads() {
        let jpeg = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3];
        let wide = [0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0];
        for picture in [jpeg.as_slice(), &wide] {
            let fault = check(&part("/Subtype/Image", picture)).expect_err("it is too large");
            assert_eq!(fault.message, "the PDF holds an image with too many pixels");
        }
    }
}
