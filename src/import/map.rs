//! Columns with names that nobody has seen. In: `--map COLUMN=FIELD` and what an earlier import
//! remembered. Out: which field each column means, a header in the names of the readers, and the
//! file that remembers it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::import::{Import, ImportInput, start_of};
use crate::report::{EncodingHint, Table, decode};
use crate::source::Sources;
use crate::suggest;

/// Where bound columns are remembered, in the case folder.
pub const MAP_PATH: &str = "data/import-map.csv";

/// The header of [`MAP_PATH`].
const HEADER: &str = "column,field\n";

/// Names of fields: what a column can be bound to.
pub const FIELDS: &[&str] = &[
    "order-id",
    "order-date",
    "fulfilled-by",
    "kind",
    "a-to-z",
    "chargeback",
    "negative-feedback",
    "reason",
    "asin",
    "tracking",
    "ticket",
    "amazon-order-id",
    "purchase-date",
    "fulfillment-channel",
    "sales-channel",
    "date",
    "rating",
    "comments",
    "response",
    "a-to-z-claim",
    "return-reason",
    "return-request-date",
    "opened",
    "replied",
];

/// The columns that are bound.
pub(crate) struct Bindings {
    /// Column and field.
    pub(crate) columns: BTreeMap<String, String>,
    /// The file to remember them in, where it changes.
    pub(crate) file: Option<String>,
    /// Columns named in this call: one file must have each.
    named: Vec<String>,
}

/// Joins what was remembered with what was named now, which wins.
pub(crate) fn bindings(input: &ImportInput<'_>, import: &mut Import) -> Bindings {
    let mut columns = remembered(input);
    let before = columns.clone();
    for (column, field) in &input.bound {
        if !FIELDS.contains(&field.as_str()) {
            import.diagnostics.push(unknown_field(field));
        }
        columns.insert(column.clone(), field.clone());
    }
    let file = (columns != before).then(|| text(&columns));
    let named = input.bound.iter().map(|(column, _)| column.clone()).collect();
    Bindings { columns, file, named }
}

impl Bindings {
    /// Tells a column that was named and is in none of the files.
    pub(crate) fn unused(&self, used: &BTreeSet<String>, import: &mut Import) {
        for column in self.named.iter().filter(|column| !used.contains(*column)) {
            let message = format!("no file has a column `{column}`");
            let place = import.read.first().map(|file| file.name.clone()).unwrap_or_default();
            let place = start_of(import, &place);
            let fault = Diagnostic::error("data-column-missing", message).at(place, "this file");
            let help = "write the column as the first line of the file does: `--map COLUMN=FIELD`";
            import.diagnostics.push(fault.help(help));
        }
    }
}

fn unknown_field(field: &str) -> Diagnostic {
    let message = format!("`{field}` is no field that a column can be bound to");
    let fault = Diagnostic::error("data-column-missing", message);
    match suggest::nearest(field, FIELDS.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("the fields are {}", FIELDS.join(", "))),
    }
}

fn remembered(input: &ImportInput<'_>) -> BTreeMap<String, String> {
    let Ok(bytes) = input.folder.read(MAP_PATH) else { return BTreeMap::new() };
    let Ok(decoded) = decode(&bytes, EncodingHint::Unknown) else { return BTreeMap::new() };
    let source = Sources::default().add(MAP_PATH, "");
    let rows = Table::open(&decoded.text, source);
    let pair = |row: crate::report::Row<'_>| {
        let cell = |at: usize| row.cell(at).text.clone().into_owned();
        (cell(0), cell(1))
    };
    let is_known = |(_, field): &(String, String)| FIELDS.contains(&field.as_str());
    rows.map(pair).filter(is_known).collect()
}

fn text(columns: &BTreeMap<String, String>) -> String {
    let line = |(column, field): (&String, &String)| format!("{},{field}\n", quoted(column));
    HEADER.to_owned() + &columns.iter().map(line).collect::<String>()
}

/// A cell of a CSV file.
pub(crate) fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.contains([',', ';', '"', '\t']) {
        true => format!("\"{}\"", line.replace('"', "\"\"")),
        false => line,
    }
}

/// A text whose header has the names of fields in place of the bound columns, and the columns that
/// were found; `None` where it has none of them.
pub(crate) fn renamed(
    text: &str,
    columns: &BTreeMap<String, String>,
) -> Option<(String, BTreeSet<String>)> {
    if columns.is_empty() || text.trim_start().starts_with(['{', '[', '<']) {
        return None;
    }
    let source = Sources::default().add("", "");
    let table = Table::open(text, source);
    let mut renamed = text.to_owned();
    let mut found = BTreeSet::new();
    for cell in table.header().cells().iter().rev() {
        let same = |(column, _): &(&String, &String)| column.trim() == cell.text;
        if let Some((column, field)) = columns.iter().find(same) {
            renamed.replace_range(cell.span.start..cell.span.end, field);
            found.insert(column.clone());
        }
    }
    (!found.is_empty()).then_some((renamed, found))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::import::map::{quoted, renamed, text};

    #[test]
    fn headers_get_the_names_of_fields() {
        let columns = BTreeMap::from([("Auftrag".to_owned(), "order-id".to_owned())]);
        for (given, expected) in [
            ("Auftrag,kind\n1,Auftrag\n", Some("order-id,kind\n1,Auftrag\n")),
            ("\"Auftrag\";kind\n", Some("\"order-id\";kind\n")),
            ("a\tAuftrag\nb\tc\n", Some("a\torder-id\nb\tc\n")),
            ("order,kind\n", None),
            ("{\"Auftrag\": 1}", None),
            ("", None),
        ] {
            let found = renamed(given, &columns).map(|(text, _)| text);
            assert_eq!(found.as_deref(), expected, "{given}");
        }
        assert_eq!(text(&columns), "column,field\nAuftrag,order-id\n");
        assert_eq!(quoted("a \"b\", c\nd"), "\"a \"\"b\"\", c d\"");
    }
}
