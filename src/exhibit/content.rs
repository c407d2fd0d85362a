//! Instructions of a page. In: a decoded content stream. Out: the same without comments and
//! without marked content, whose properties may carry a text of their own that nobody sees. Must
//! not know what the other instructions draw.

/// Operators that mark content and draw nothing.
const MARKS: [&[u8]; 5] = [b"BMC", b"BDC", b"EMC", b"MP", b"DP"];

/// The instructions that draw.
pub(crate) fn without_marks(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    // Where the operands of the next operator begin in what is written.
    let mut operands = 0;
    let mut rest = content;
    while let Some(length) = token(rest) {
        let (piece, after) = rest.split_at(length);
        rest = after;
        match piece[0] {
            b'%' => out.push(b'\n'),
            first if first.is_ascii_alphabetic() || b"'\"".contains(&first) => {
                if MARKS.contains(&piece) {
                    out.truncate(operands);
                    out.push(b'\n');
                } else {
                    out.extend_from_slice(piece);
                }
                if piece == b"ID" {
                    let (data, after) = rest.split_at(end_of_image(rest));
                    out.extend_from_slice(data);
                    rest = after;
                }
                let is_operand = [&b"true"[..], b"false", b"null"].contains(&piece);
                if !is_operand {
                    operands = out.len();
                }
            }
            _ => out.extend_from_slice(piece),
        }
    }
    out
}

/// The length of the next piece: blanks, a comment, a string, a name, a bracket, a number or an
/// operator.
fn token(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.first()?;
    Some(match first {
        b'%' => bytes.iter().position(|byte| b"\r\n".contains(byte)).unwrap_or(bytes.len()),
        b'(' => literal(bytes),
        b'<' if bytes.get(1) == Some(&b'<') => 2,
        b'<' => bytes.iter().position(|byte| *byte == b'>').map_or(bytes.len(), |end| end + 1),
        b'>' if bytes.get(1) == Some(&b'>') => 2,
        b'>' | b'[' | b']' | b'{' | b'}' | b')' => 1,
        byte if is_blank(byte) => run(bytes, is_blank),
        _ => 1 + run(&bytes[1..], |byte| !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)),
    })
}

/// The length of a string in round brackets.
fn literal(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

/// Where the data of an image inside the instructions ends: at `EI` between blanks.
fn end_of_image(bytes: &[u8]) -> usize {
    let is_end =
        |window: &[u8]| is_blank(window[0]) && &window[1..3] == b"EI" && is_blank(window[3]);
    bytes.windows(4).position(is_end).map_or(bytes.len(), |at| at + 1)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// How many bytes at the start are of a kind.
fn run(bytes: &[u8], is_kind: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !is_kind(*byte)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use crate::exhibit::content::without_marks;

    fn check(content: &str, expected: &str) {
        let out = without_marks(content.as_bytes());
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&String::from_utf8_lossy(&out)), expected);
    }

    #[test]
    fn marks_and_comments_go() {
        check("/Span <</ActualText (SECRET)>> BDC (a) Tj EMC", "(a) Tj");
        check("% SECRET\n1 0 0 rg", "1 0 0 rg");
        check("(50% \\) BDC (x)) Tj", "(50% \\) BDC (x)) Tj");
        check("/OC /MC0 BDC q true EMC Q", "q Q");
        check("/P BMC BI /W 1 ID \0%BDC EI Q EMC", "BI /W 1 ID \0%BDC EI Q");
        check("<2530> Tj /T <2530>", "<2530> Tj /T <2530>");
        check("(open", "(open");
    }
}
