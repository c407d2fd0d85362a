//! Tables in the shape the template reads. In: a [`Table`]. Out: JSON with a width for each column
//! such that no column starves the others, and rows exactly as long as the head.

use serde_json::{Value, json};

use crate::document::{Align, Inline, Table};
use crate::render::pdf::shape::WIDE;
use crate::render::text::plain_inline;

/// Letters of 8-point type that fit beside one another on a page, with room between columns.
const LINE_LETTERS: usize = 96;

/// Letters up to which a column may take just what it needs.
const NARROW_MAX: usize = 34;

/// Columns above which a table of raw data is set on a page that lies on its side.
const UPRIGHT_COLUMNS_MAX: usize = 7;

/// Rows whose widths are looked at.
const SAMPLE_ROWS: usize = 200;

/// Sets one cell: its words, and the longest word that may stand unbroken.
type Cell<'a> = &'a dyn Fn(&[Inline], usize) -> Value;

/// The table for the template; null where it has no column.
pub(crate) fn table(table: &Table, cell: Cell<'_>) -> Value {
    let count = table.columns.len();
    if count == 0 {
        return Value::Null;
    }
    let words = |text: &str| vec![Inline::Text { text: text.to_string() }];
    let wide = count > UPRIGHT_COLUMNS_MAX;
    let room = if wide { LINE_LETTERS } else { LINE_LETTERS * 3 / 2 };
    let limit = (room / count).clamp(6, 32);
    let head: Vec<Value> =
        (table.columns.iter()).map(|column| cell(&words(&column.heading), limit)).collect();
    let rows: Vec<Value> = (table.rows.iter())
        .map(|row| (0..count).map(|at| row.get(at).map_or(json!(""), |c| cell(c, limit))).collect())
        .collect();
    let align: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
    json!({
        "kind": "table",
        "caption": table.caption.as_deref().map(|text| cell(&words(text), 32)),
        "weights": weights(table),
        "align": align,
        "head": head,
        "rows": rows,
        "wide": wide,
    })
}

/// A share of the width for each column; 0 takes just what its content needs.
///
/// The asked weights hold as long as the columns without one leave room for the rest; otherwise
/// every column gets a share by what stands in it.
fn weights(table: &Table) -> Vec<u32> {
    let letters: Vec<usize> = (0..table.columns.len()).map(|at| longest(table, at)).collect();
    let natural = table.columns.iter().zip(&letters).filter(|(column, _)| column.weight == 0);
    let (mut taken, mut widest) = (0, 0);
    for (_, needed) in natural {
        taken += needed + 3;
        widest = widest.max(*needed);
    }
    let shared = table.columns.iter().filter(|column| column.weight > 0).count();
    let fits = match shared {
        0 => taken <= LINE_LETTERS,
        _ if taken == 0 => true,
        _ => widest <= NARROW_MAX && taken + shared * 14 <= LINE_LETTERS,
    };
    match fits {
        true => table.columns.iter().map(|column| column.weight.min(1_000)).collect(),
        false => letters.iter().map(|needed| (*needed).clamp(5, 40) as u32).collect(),
    }
}

/// Letters of the widest line in a column; wide characters count twice.
fn longest(table: &Table, at: usize) -> usize {
    let heading = width(&table.columns[at].heading);
    let cells = table.rows.iter().take(SAMPLE_ROWS).filter_map(|row| row.get(at));
    let cells = cells.map(|cell| width(&cell.iter().map(plain_inline).collect::<String>()));
    cells.fold(heading, usize::max)
}

/// Letters of the longest line.
fn width(text: &str) -> usize {
    let letters = |line: &str| -> usize {
        line.chars().map(|letter| if letter >= WIDE { 2 } else { 1 }).sum()
    };
    text.lines().map(letters).max().unwrap_or(0)
}
