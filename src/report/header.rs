//! Columns by name. In: a header and the names a column goes by. Out: where it is, which header
//! comes nearest, and the fault `data-column-missing`. Knows no report.

use crate::diagnostic::Diagnostic;
use crate::report::faults::quote;
use crate::report::table::{Cell, Row};

/// Longer headers are not compared letter by letter.
const COMPARED_MAX: usize = 60;

/// The words of a name; hyphens, underscores and quotation marks only part them.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '"' | '‐' | '‑' | '–');
    name.split(is_gap).filter(|word| !word.is_empty())
}

/// A name as it is compared: lower case, one blank between words.
pub(crate) fn normal(name: &str) -> String {
    words(name).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn lower(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}

/// Whether a name is one of these, whatever their case and hyphens.
pub(crate) fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| {
        let (mut these, mut those) = (words(name), words(other));
        loop {
            match (these.next(), those.next()) {
                (None, None) => return true,
                (Some(this), Some(that)) if this.eq_ignore_ascii_case(that) => {}
                (Some(this), Some(that)) if lower(this).eq(lower(that)) => {}
                _ => return false,
            }
        }
    })
}

/// The fault of a header without a column, which goes by `names`; `unused` are the columns that
/// nothing was found for, one of which may be meant.
pub(crate) fn missing(header: &Row<'_>, names: &[&str], unused: &[&Cell<'_>]) -> Diagnostic {
    let name = names.first().copied().unwrap_or("");
    let fault = Diagnostic::error("data-column-missing", format!("there is no column `{name}`"));
    let accepted = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = format!("name the column one of {accepted}");
    match nearest(unused, names) {
        Some(cell) => fault
            .at(cell.span, format!("is this column `{name}`?"))
            .help(format!("{help}; the nearest one found is {}", quote(&cell.text))),
        None => fault.at(header.span, "these are the columns").help(help),
    }
}

/// The cell whose name needs the fewest changes; `None` where more than half of it would change.
fn nearest<'h>(cells: &[&'h Cell<'h>], names: &[&str]) -> Option<&'h Cell<'h>> {
    let distance = |cell: &Cell<'_>| {
        let found = normal(&cell.text);
        let fits = !found.is_empty() && found.len() <= COMPARED_MAX;
        let changes = names.iter().map(|name| changes(&found, &normal(name)));
        changes.min().filter(|changes| fits && changes * 2 <= found.chars().count())
    };
    let cells = cells.iter().filter_map(|cell| Some((distance(cell)?, *cell)));
    cells.min_by_key(|(changes, _)| *changes).map(|(_, cell)| cell)
}

/// How many letters must be put in, taken out or exchanged to come from one word to the other.
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, letter) in from.chars().take(COMPARED_MAX).enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (at, other) in to.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != *other);
            diagonal = row[at + 1];
            row[at + 1] = exchanged.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use crate::report::header::{changes, is_one_of, normal};

    #[test]
    fn compares_names() {
        for (name, expected) in [
            ("Order ID", "order id"),
            (" order-id ", "order id"),
            ("A-to-z  Guarantee\u{a0}claim", "a to z guarantee claim"),
            ("\"Número_de pedido\"", "número de pedido"),
            ("---", ""),
        ] {
            assert_eq!(normal(name), expected);
        }
        assert!(is_one_of("order_id", &["x", "Order ID"]));
        assert!(!is_one_of("", &["Order ID"]));
    }

    #[test]
    fn counts_changes() {
        for (from, to, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("order id", "ordr id", 1),
            ("kind", "bind", 1),
            ("ab", "ba", 2),
        ] {
            assert_eq!(changes(from, to), expected, "{from} {to}");
        }
    }
}
