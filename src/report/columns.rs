//! Columns of a report by name. In: its header, the names that each column goes by, and the names
//! that a user bound. Out: where each column is. Knows no report; columns that nobody asks for are
//! passed over, among them all that name a buyer.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::report::header::{is_one_of, missing};
use crate::report::table::{Cell, Row, breaks_off};

/// Columns that a user bound by hand: name of the field, and the column as the header writes it.
///
/// A field is named as the project's own tables name it (`order-id`, `opened`), or by any name that
/// its column goes by.
pub type ColumnMap = BTreeMap<String, String>;

/// Fields and the names of their columns; the first name is shown.
pub(crate) type Names<F> = [(F, &'static [&'static str])];

/// Where the columns of a table are.
#[derive(Debug)]
pub(crate) struct Columns<F> {
    places: BTreeMap<F, usize>,
    /// How many columns a row has at least.
    least: usize,
}

impl<F: Copy + Ord> Columns<F> {
    /// Finds the columns of a header; where two have one name, the first one counts.
    ///
    /// **Errors**: `data-column-missing` for each field in `needed` without a column.
    pub(crate) fn find(
        header: &Row<'_>,
        names: &Names<F>,
        needed: &[F],
        bound: &ColumnMap,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut places = BTreeMap::new();
        for (at, cell) in header.cells().iter().enumerate() {
            if let Some(field) = bound_field(&cell.text, bound, names) {
                places.entry(field).or_insert(at);
            }
        }
        let by_hand = places.clone();
        for (at, cell) in header.cells().iter().enumerate() {
            if let Some(field) = field_of(&cell.text, names)
                && !by_hand.values().any(|place| *place == at)
            {
                places.entry(field).or_insert(at);
            }
        }
        let is_unused = |(at, _): &(usize, &Cell<'_>)| !places.values().any(|place| place == at);
        let unused: Vec<&Cell<'_>> =
            header.cells().iter().enumerate().filter(is_unused).map(|(_, cell)| cell).collect();
        let absent = needed.iter().filter(|field| !places.contains_key(field));
        let faults: Vec<Diagnostic> =
            absent.map(|field| missing(header, names_of(*field, names), &unused)).collect();
        let last = needed.iter().filter_map(|field| places.get(field)).max();
        let least = last.map_or(0, |at| at + 1);
        if faults.is_empty() { Ok(Self { places, least }) } else { Err(faults) }
    }

    /// The fault of a row that ends before a column that is needed.
    pub(crate) fn breaks_off(&self, row: &Row<'_>) -> Option<Diagnostic> {
        (row.cells().len() < self.least).then(|| breaks_off(row))
    }

    /// The cell of a field; `None` where there is no such column or nothing in the cell.
    pub(crate) fn cell<'r, 't>(&self, row: &'r Row<'t>, field: F) -> Option<&'r Cell<'t>> {
        let cell = row.cell(*self.places.get(&field)?);
        (!cell.is_empty()).then_some(cell)
    }
}

/// Whether a header has a column for each of these fields.
pub(crate) fn has_all<F: Copy + Eq>(header: &[String], names: &Names<F>, fields: &[F]) -> bool {
    let has = |field: &F| header.iter().any(|name| is_one_of(name, names_of(*field, names)));
    fields.iter().all(has)
}

/// The names under which a user may bind a column by hand, and which column was bound to it.
pub(crate) fn bound_name<'m>(column: &str, bound: &'m ColumnMap) -> Option<&'m str> {
    let entry = bound.iter().find(|(_, name)| is_one_of(column, &[name]));
    entry.map(|(field, _)| field.as_str())
}

fn bound_field<F: Copy>(column: &str, bound: &ColumnMap, names: &Names<F>) -> Option<F> {
    field_of(bound_name(column, bound)?, names)
}

fn field_of<F: Copy>(name: &str, names: &Names<F>) -> Option<F> {
    names.iter().find(|(_, known)| is_one_of(name, known)).map(|(field, _)| *field)
}

fn names_of<F: Copy + Eq>(field: F, names: &Names<F>) -> &'static [&'static str] {
    names.iter().find(|(known, _)| *known == field).map_or(&[], |(_, names)| names)
}

#[cfg(test)]
mod tests {
    use crate::report::columns::{ColumnMap, Columns, Names};
    use crate::report::table::Table;
    use crate::source::Sources;

    const NAMES: &Names<u8> = &[(1, &["order-id", "Order ID"]), (2, &["opened", "created at"])];

    fn check(header: &str, bound: &[(&str, &str)], expected: Result<(usize, usize), &str>) {
        let source = Sources::default().add("", header);
        let table = Table::open(header, source);
        let pair = |(field, column): &(&str, &str)| ((*field).to_owned(), (*column).to_owned());
        let bound: ColumnMap = bound.iter().map(pair).collect();
        let found = Columns::find(table.header(), NAMES, &[1, 2], &bound);
        let places = |columns: Columns<u8>| {
            (columns.places.get(&1).copied(), columns.places.get(&2).copied())
        };
        match (found.map(places), expected) {
            (Ok(found), Ok((one, two))) => assert_eq!(found, (Some(one), Some(two))),
            (Err(faults), Err(word)) => {
                assert!(faults.len() == 1 && faults[0].message.contains(word), "{faults:?}");
            }
            (found, expected) => panic!("{found:?} {expected:?}"),
        }
    }

    #[test]
    fn finds_columns_by_name_or_as_bound() {
        check("Order_ID,x,Created at", &[], Ok((0, 2)));
        check("Order ID,order-id,opened", &[], Ok((0, 2)));
        check("Vorgang,Eingang,Order ID", &[("opened", "eingang")], Ok((2, 1)));
        check("Order ID,opened,Start", &[("created at", "Start")], Ok((0, 2)));
        check("opened,created at", &[("order-id", "opened")], Ok((0, 1)));
        check("Order ID,when", &[("opened", "since")], Err("`opened`"));
    }
}
