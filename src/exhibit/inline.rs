//! Pictures inside an SVG. In: an SVG whose scans and photos are PNG in full size. Out: the same
//! drawing with the pictures as small as print needs. Must not know PDF.

use crate::exhibit::{Fault, PictureFormat, raster};

/// How an embedded PNG begins; it ends at the next quote.
const PNG: &str = "data:image/png;base64,";

/// Pictures below this are kept as they are, in bytes of Base64.
const SMALL: usize = 30_000;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The SVG with smaller pictures. Their place and size do not change: the drawing stretches a
/// picture to the width and height that stand beside it.
pub(crate) fn slimmed(svg: &str) -> Result<String, Fault> {
    let mut out = String::new();
    let mut rest = svg;
    while let Some(start) = rest.find(PNG) {
        let body = start + PNG.len();
        let end = rest[body..].find('"').map_or(rest.len(), |length| body + length);
        out.push_str(&rest[..start]);
        match slim(&rest[body..end])? {
            Some(url) => out.push_str(&url),
            None => out.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The data URL of a smaller picture, if there is one.
fn slim(base64: &str) -> Result<Option<String>, Fault> {
    if base64.len() < SMALL {
        return Ok(None);
    }
    let Some(bytes) = decode(base64) else { return Ok(None) };
    let picture = raster::embedded(&bytes)?;
    let kind = if picture.format == PictureFormat::Png { "png" } else { "jpeg" };
    let url = format!("data:image/{kind};base64,{}", encode(&picture.bytes));
    Ok((url.len() < base64.len()).then_some(url))
}

/// Bytes as Base64.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let word = (0..3)
            .fold(0_u32, |word, at| word << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let value = (word >> (18 - 6 * digit)) & 63;
            let is_padding = digit > chunk.len();
            out.push(if is_padding { '=' } else { char::from(DIGITS[value as usize]) });
        }
    }
    out
}

/// Base64 as bytes; `None` when there is a foreign character in it.
fn decode(base64: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(base64.len() / 4 * 3);
    let (mut word, mut bits) = (0_u32, 0);
    for byte in base64.bytes().take_while(|byte| *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        word = word << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::exhibit::inline::{decode, encode, slimmed};

    // The values are those of RFC 4648, section 10.
    #[test]
    fn base64_is_the_published_one() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(decode("Zm9v\""), None);
    }

    fn check_kept(svg: &str) {
        assert_eq!(slimmed(svg).as_deref(), Ok(svg));
    }

    #[test]
    fn drawings_without_large_pictures_are_kept() {
        check_kept("<svg/>");
        check_kept("<svg><image href=\"data:image/png;base64,AAAA\"/><path/></svg>");
        check_kept("data:image/png;base64,AA");
    }
}
