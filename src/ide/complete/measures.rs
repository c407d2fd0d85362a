//! What may be written in a measure, and where a column is named. In: the words before the cursor.
//! Out: completions: functions, columns and values of the tables at hand, exhibits.

use crate::ide::Context;
use crate::ide::complete::{Completion, CompletionKind, names};
use crate::ide::cursor::Cursor;
use crate::ide::formula::{Holds, Home, Next, read, written, written_value};
use crate::ide::links::files_of;
use crate::ide::tables::{self, Column, Table};
use crate::source::Span;
use crate::syntax::Node;
use crate::syntax::vocabulary::Space;

/// How a name is written: it stands between marks already, or gets them where it needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// The cursor is between them.
    There,
    /// None are there.
    AsNeeded,
}

/// Completions for what follows some words of a measure.
pub fn complete(
    context: Context<'_>,
    cursor: &Cursor<'_>,
    before: &[&Node],
    (replace, marks): (Span, Marks),
) -> Vec<Completion> {
    let Some(visit) = cursor.chain.last() else { return Vec::new() };
    let Some(home) = Home::of(visit) else { return Vec::new() };
    let text = &context.reading.sources.get(replace.source).text;
    let Some(formula) = read(before, text, home) else { return Vec::new() };
    let tables = tables::around(context, &cursor.chain);
    let mut found = Vec::new();
    for next in formula.next {
        match next {
            Next::Word(_) | Next::Exhibit if marks == Marks::There => {}
            Next::Word(word) => found.push(fixed(word, replace)),
            Next::Column(holds) => found.extend(columns(&tables, holds, (replace, marks))),
            Next::Value(at) => {
                let name = tables::column_of(visit, text, at).unwrap_or_default();
                found.extend(values(&tables, &name, (replace, marks)));
            }
            Next::Exhibit => found.extend(exhibits(context, replace)),
        }
    }
    found
}

/// What a word of a measure means.
pub(crate) fn says(word: &str) -> &'static str {
    match word {
        "median" => "the middle one of all rows",
        "mean" => "the sum of all rows by their number",
        "share" => "the percentage of rows that hold a value",
        "count" => "how many rows there are",
        "hours" | "days" => "the time between two columns",
        "of" => "a column of numbers, or `of rows`",
        "from" => "the column where the time begins",
        "to" => "the column where it ends",
        "where" => "only rows that hold a value",
        "is" => "the value that a row must hold",
        "or" => "or another value of the same column",
        "and" => "and a value of another column",
        "per" => "for how long rows are counted",
        "day" | "week" => "rows are counted for this long",
        "by" => "the column with the day of a row, where it is not the first one of times",
        "in" => "the exhibit with the rows",
        _ => "",
    }
}

fn fixed(word: &str, replace: Span) -> Completion {
    Completion::new(word, CompletionKind::Word, says(word), replace)
}

/// Columns, those that hold what is wanted first.
pub(crate) fn columns(
    tables: &[Table<'_>],
    wanted: Holds,
    (replace, marks): (Span, Marks),
) -> Vec<Completion> {
    let mut all: Vec<(bool, Column<'_>)> = tables::columns(tables)
        .into_iter()
        .map(|column| (wanted != Holds::Anything && column.holds() != wanted, column))
        .collect();
    all.sort_by_key(|(is_other, _)| *is_other);
    let completion = |(_, column): &(bool, Column<'_>)| {
        let name = match marks {
            Marks::There => column.heading.trim().to_owned(),
            Marks::AsNeeded => column.name(),
        };
        let detail = format!("{} · {}", column.table.path, column.says());
        let mut it = Completion::new(&name, CompletionKind::Column, &detail, replace);
        if marks == Marks::AsNeeded {
            it.insert = written(&name);
        }
        it.about(about(column))
    };
    all.iter().map(completion).collect()
}

/// What there is to say about a column, as Markdown.
pub(crate) fn about(column: &Column<'_>) -> String {
    let rows = column.table.sheet.rows.len();
    let head = format!(
        "column `{}` of `{}`, {rows} rows: {}",
        column.heading.trim(),
        column.table.path,
        column.says()
    );
    let values = match column.holds() {
        Holds::Anything => column.values(),
        Holds::Times | Holds::Numbers => Vec::new(),
    };
    let lines = values.iter().take(12).map(|(value, count)| format!("- `{value}`: {count}"));
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { head } else { format!("{head}\n\n{}", lines.join("\n")) }
}

fn values(tables: &[Table<'_>], name: &str, (replace, marks): (Span, Marks)) -> Vec<Completion> {
    let Some(column) = tables::column(tables, name) else { return Vec::new() };
    let completion = |(value, count): &(String, usize)| {
        let plural = if *count == 1 { "" } else { "s" };
        let detail = format!("{count} row{plural} of {}", column.table.path);
        let mut it = Completion::new(value, CompletionKind::Value, &detail, replace);
        if marks == Marks::AsNeeded {
            it.insert = written_value(value);
        }
        it
    };
    column.values().iter().map(completion).collect()
}

/// The exhibits that are tables; all where none is known to be one.
fn exhibits(context: Context<'_>, replace: Span) -> Vec<Completion> {
    let all = names(context, Space::Evidence, replace);
    let defined = || {
        let names = context.reading.names.iter();
        names.filter(|it| it.is_definition && it.space == Space::Evidence)
    };
    let contents = context.looked.map(|looked| &looked.contents);
    let is_table = |path: &String| {
        let content = contents.and_then(|contents| contents.get(path));
        content.is_some_and(|content| content.sheet.is_some())
    };
    let has_table = |it: &&Completion| {
        let named = defined().find(|name| name.name == it.label);
        named.is_some_and(|name| files_of(context.reading, name.span).iter().any(is_table))
    };
    let tables: Vec<Completion> = all.iter().filter(has_table).cloned().collect();
    if tables.is_empty() { all } else { tables }
}

#[cfg(test)]
mod tests {
    use crate::ide::complete::complete;
    use crate::ide::fixture::Fixture;

    /// What is offered, as it is written.
    fn offered(marked: &str) -> Vec<String> {
        let fixture = Fixture::new(marked);
        let found = complete(fixture.context(), fixture.source, fixture.offset);
        found.into_iter().map(|it| it.insert).collect()
    }

    #[test]
    fn measures_are_completed_word_by_word() {
        let check = |typed: &str, expected: &[&str]| {
            let marked = format!(
                "action a correct {{\n  verify by logistics-lead {{\n    {typed}\n  }}\n}}"
            );
            assert_eq!(offered(&marked), expected, "{typed}");
        };
        check("measure $0", &["median", "mean", "share", "count"]);
        check("measure me$0", &["median", "mean", "share", "count"]);
        check("measure median $0", &["hours", "days", "of"]);
        // Columns of times stand first.
        let times = ["opened", "first-reply", "\"note (agent)\"", "parcel", "scan", "kind"];
        check("measure median hours from $0 to first-reply in tickets", &times[..3]);
        check("measure mean of $0 in tickets", &["opened", "first-reply", "\"note (agent)\""]);
        check("measure share of rows where $0 in log", &["parcel", "scan", "kind"]);
        check("measure share of rows where kind is $0 in log", &["\"hand over\"", "late"]);
        check("measure share of rows where kind is la$0", &["\"hand over\"", "late"]);
        check("measure share of rows where kind is late $0", &["or", "and", "by", "in"]);
        check("measure count per day by $0 in log", &["scan", "parcel", "kind"]);
        check("measure count per day in $0", &["scans", "tickets", "log"]);
        check("measure \"in words $0\"", &[]);
        check(
            "measure count where \"$0\" is late per day in tickets",
            &["opened", "First_Reply", "note (agent)"],
        );
        check("measure count where kind is \"$0\" per day in log", &["hand over", "late"]);
    }

    #[test]
    fn exhibits_know_their_own_columns() {
        let check = |typed: &str, expected: &[&str]| {
            let marked = format!("evidence x \"evidence/log.csv\" {{\n  {typed}\n}}");
            assert_eq!(offered(&marked), expected, "{typed}");
        };
        check("measure share of rows where $0", &["parcel", "scan", "kind"]);
        check("measure count per week $0", &["by"]);
        check("hide column \"$0\"", &["parcel", "scan", "kind"]);
        check("hide column $0", &["\"parcel\"", "\"scan\"", "\"kind\""]);
        check("hide words \"$0\"", &[]);
    }
}
