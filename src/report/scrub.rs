//! Buyers' data. In: words that a buyer wrote, or a whole report. Out: the same text with e-mail
//! addresses, and cells that name a buyer, covered. Knows which columns name a buyer; a report that
//! is covered before it becomes a source cannot show them in any message.

use std::ops::Range;

use crate::report::header::normal;
use crate::report::table::Table;
use crate::source::Sources;

/// Words in names of columns that hold a buyer's name, e-mail, telephone number or address.
const BUYER: [&str; 14] = [
    "buyer",
    "recipient",
    "requester",
    "purchaser",
    "rater",
    "customer name",
    "address",
    "phone",
    "mail",
    "ship city",
    "ship state",
    "ship postal code",
    "bill ",
    "contact",
];

/// Marks of one to four bytes: a covered text keeps its length in bytes and in characters.
const MARKS: [char; 4] = ['*', '·', '＊', '🞶'];

/// Covers the e-mail addresses in a line of free text.
pub(crate) fn scrub(line: &str) -> String {
    let mut text = line.to_owned();
    for range in addresses(line).into_iter().rev() {
        text.replace_range(range, "****");
    }
    text
}

/// Covers what names a buyer, so that no message can show it; all places stay as they are.
pub fn cover_buyers(text: &str) -> String {
    let mut ranges = addresses(text);
    ranges.extend(cells(text));
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut covered = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        let start = range.start.max(at);
        covered.push_str(text.get(at..start).unwrap_or(""));
        let hidden = text.get(start..range.end).unwrap_or("");
        covered.extend(hidden.chars().map(|letter| match letter {
            '\r' | '\n' => letter,
            _ => MARKS[letter.len_utf8() - 1],
        }));
        at = at.max(range.end);
    }
    covered.push_str(text.get(at..).unwrap_or(""));
    covered
}

/// The cells below headings that name a buyer.
fn cells(text: &str) -> Vec<Range<usize>> {
    let source = Sources::default().add("", "");
    let mut table = Table::open(text, source);
    let headings = table.header().cells().iter().enumerate();
    let places: Vec<usize> =
        headings.filter(|(_, cell)| is_buyer(&cell.text)).map(|(at, _)| at).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    for row in table.by_ref() {
        let spans = places.iter().map(|at| row.cell(*at).span);
        ranges.extend(spans.map(|span| span.start..span.end).filter(|range| !range.is_empty()));
    }
    ranges
}

fn is_buyer(heading: &str) -> bool {
    let name = normal(heading);
    BUYER.iter().any(|word| name.contains(word))
}

/// Where e-mail addresses stand.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let is_border = |c: char| c.is_whitespace() || c.is_control() || "\"'<>(),;:[]{}".contains(c);
    let mut found = Vec::new();
    let mut behind = 0;
    for (at, _) in text.match_indices('@') {
        if at < behind {
            continue;
        }
        let before = text.get(behind..at).unwrap_or("");
        let start = before.rfind(is_border).map_or(behind, |border| {
            let border = behind + border;
            border + text.get(border..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
        });
        let after = text.get(at + 1..).unwrap_or("");
        let end = at + 1 + after.find(is_border).unwrap_or(after.len());
        let domain = text.get(at + 1..end).unwrap_or("");
        if start < at && domain.contains('.') {
            found.push(start..end);
            behind = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use crate::report::scrub::{cover_buyers, scrub};

    #[test]
    fn covers_addresses() {
        for (text, expected) in [
            ("write to a.b@example.com, please", "write to ****, please"),
            ("<ü@example.com>x@example.org", "<****>****"),
            ("5 @ 3 a@b", "5 @ 3 a@b"),
            ("a@b@c.de", "****"),
            ("", ""),
        ] {
            assert_eq!(scrub(text), expected, "{text}");
        }
    }

    #[test]
    fn covers_cells_and_keeps_places() {
        for (text, expected) in [
            (
                "order-id\tbuyer-name\tship-address-1\tasin\n1\tÄnne Ø\t注文 2\tB0\n",
                "order-id\tbuyer-name\tship-address-1\tasin\n1\t·****·\t＊＊ 2\tB0\n",
            ),
            ("a\tb\nx\tü@example.com\n", "a\tb\nx\t·************\n"),
            ("Requester,x\n\"A, B\",a@example.com\n", "Requester,x\n\"****\",*************\n"),
        ] {
            let covered = cover_buyers(text);
            let blanks = |text: &str| text.replace(['*', '·', '＊', ' ', '2'], "_");
            assert_eq!(blanks(&covered), blanks(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_place_moves(text in any::<String>(), odd in "[a@.ü注😀,\t\n\"]{0,60}") {
            for text in [text, format!("buyer,mail\n{odd}")] {
                let covered = cover_buyers(&text);
                prop_assert_eq!(covered.len(), text.len());
                prop_assert_eq!(covered.chars().count(), text.chars().count());
                prop_assert_eq!(covered.lines().count(), text.lines().count());
            }
        }
    }
}
