//! Pictures inside pages, as packed bytes. In: a JPEG or JPEG 2000. Out: the same pixels without
//! the parts that describe them. Must not unpack a pixel.

/// The markers of a JPEG that stand alone, without a length.
fn is_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xd0..=0xd8)
}

/// A JPEG without its comments and descriptions, up to its end; `None` where it is none.
///
/// What says how colours are meant (Adobe's segment 14) stays.
pub(crate) fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    const START: [u8; 2] = [0xff, 0xd8];
    let (scan, end) = (0xda, 0xd9);
    let body = bytes.strip_prefix(&START)?;
    let mut out = START.to_vec();
    let mut rest = body;
    loop {
        let (marker, after) = match rest {
            [0xff, 0xff, ..] => {
                rest = &rest[1..];
                continue;
            }
            [0xff, marker, after @ ..] => (*marker, after),
            _ => return None,
        };
        if marker == end {
            out.extend([0xff, end]);
            return Some(out);
        }
        if is_alone(marker) {
            out.extend([0xff, marker]);
            rest = after;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
        let segment = after.get(..length.max(2))?;
        let is_dropped = matches!(marker, 0xe0..=0xed | 0xef | 0xfe);
        if !is_dropped {
            out.extend([0xff, marker]);
            out.extend_from_slice(segment);
        }
        rest = &after[segment.len()..];
        if marker == scan {
            let data = scan_length(rest);
            out.extend_from_slice(&rest[..data]);
            rest = &rest[data..];
            if rest.is_empty() {
                out.extend([0xff, end]);
                return Some(out);
            }
        }
    }
}

/// Where the data of a scan end: at a marker that is neither a restart nor a stuffed byte.
fn scan_length(bytes: &[u8]) -> usize {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(is_marker).unwrap_or(bytes.len())
}

/// How many channels a JPEG has.
pub(crate) fn channels(bytes: &[u8]) -> Option<u8> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        if matches!(marker, 0xc0..=0xc3) {
            return rest.get(9).copied();
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
}

/// A JPEG 2000 without its XML, its texts and what programs added. A bare code stream stays.
pub(crate) fn jpeg2000(bytes: &[u8]) -> Vec<u8> {
    const KEPT: [&[u8]; 4] = [b"jP  ", b"ftyp", b"jp2h", b"jp2c"];
    if !bytes.starts_with(&[0, 0, 0, 12]) {
        return bytes.to_vec();
    }
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(head) = rest.get(..8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let length = match length {
            0 => rest.len(),
            1 => {
                let long = rest.get(8..16).and_then(|field| field.try_into().ok());
                long.map_or(rest.len(), |field| u64::from_be_bytes(field) as usize)
            }
            length => length,
        };
        let (piece, after) = rest.split_at(length.clamp(8, rest.len()));
        if KEPT.contains(&&head[4..8]) {
            out.extend_from_slice(piece);
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::exhibit::segments::{channels, jpeg, jpeg2000};

    #[test]
    fn descriptions_of_a_jpeg_go() {
        let head = [0xff, 0xd8];
        let exif = [&[0xff, 0xe1, 0, 8][..], b"SECRET"].concat();
        let comment = [&[0xff, 0xfe, 0, 8][..], b"SECRET"].concat();
        let colours = [0xff, 0xee, 0, 3, 1];
        let frame = [0xff, 0xc0, 0, 9, 8, 0, 1, 0, 1, 1, 0];
        let scan = [0xff, 0xda, 0, 2, 7, 0xff, 0, 8, 0xff, 0xd9];
        let whole = [&head[..], &exif, &comment, &colours, &frame, &scan, b"SECRET"].concat();
        let expected = [&head[..], &colours, &frame, &scan].concat();
        assert_eq!(jpeg(&whole), Some(expected.clone()));
        assert_eq!(channels(&expected[7..]), None);
        assert_eq!(channels(&expected), Some(1));
        assert_eq!(jpeg(b"no picture"), None);
        for end in 0..whole.len() {
            let _ = jpeg(&whole[..end]);
        }
    }

    #[test]
    fn descriptions_of_a_jpeg_2000_go() {
        let piece = |kind: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len() + 8).expect("the box is short");
            [&length.to_be_bytes()[..], kind, body].concat()
        };
        let start = piece(b"jP  ", &[13, 10, 0x87, 10]);
        let whole = [start.clone(), piece(b"xml ", b"SECRET"), piece(b"jp2c", b"pixels")].concat();
        assert_eq!(jpeg2000(&whole), [start, piece(b"jp2c", b"pixels")].concat());
    }
}
