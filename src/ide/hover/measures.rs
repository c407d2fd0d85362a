//! What is said about the words of a measure, and about what its rows give. In: the statement at
//! the cursor. Out: Markdown.

use crate::compile::EffectLook;
use crate::ide::Context;
use crate::ide::complete::{column_about, measure_word};
use crate::ide::cursor::Cursor;
use crate::ide::formula::{Part, of_statement, plain};
use crate::ide::hover::Hover;
use crate::ide::tables;
use crate::syntax::Node;

/// What a word of a measure is: a function, a column, a value.
pub fn hover(context: Context<'_>, cursor: &Cursor<'_>, leaf: &Node) -> Option<Hover> {
    let visit = cursor.statement()?;
    let source = visit.statement.word().source;
    let text = &context.reading.sources.get(source).text;
    let (formula, words) = of_statement(visit, text)?;
    let at = words.iter().position(|word| word.start == leaf.start)?;
    let name = plain(leaf, text, source);
    let tables = tables::around(context, &cursor.chain);
    let about = match formula.parts.get(at)? {
        Part::Function | Part::Fixed => format!("**{name}**: {}", measure_word(&name)),
        Part::Column => match tables::column(&tables, &name) {
            Some(column) => column_about(&column),
            None => format!("no table at hand has a column `{name}`"),
        },
        Part::Value(column) => {
            let of = tables::column_of(visit, text, *column)?;
            let column = tables::column(&tables, &of)?;
            let (held, rows) = (tables::rows_with(&column, &name), column.table.sheet.rows.len());
            format!("`{name}`: {held} of {rows} rows of `{}`", column.table.path)
        }
        Part::Exhibit => return None,
    };
    Some(Hover::new(visit.statement.span_of(leaf), about))
}

/// What the rows give for the action or exhibit around the cursor, site by site; `None` for words
/// that claim nothing about rows.
pub fn computed(context: Context<'_>, cursor: &Cursor<'_>, word: &str) -> Option<String> {
    let item = cursor.chain.first()?;
    let name = item.statement.arguments().into_iter().next()?;
    let name = context.reading.slice(item.statement.span_of(name));
    let is_action = context.reading.slice(item.statement.word()) == "action";
    let mut lines = Vec::new();
    for site in context.looked.into_iter().flat_map(|looked| &looked.sites) {
        for effect in &site.effects {
            let is_it = if is_action { effect.action == name } else { effect.evidence == name };
            let said = if is_it { says(effect, word) } else { None };
            let whose = if is_action { "" } else { effect.action.as_str() };
            let of = if whose.is_empty() { String::new() } else { format!(", `{whose}`") };
            lines.extend(said.map(|said| format!("- {}{of}: {said}", site.code)));
        }
    }
    (!lines.is_empty()).then(|| format!("The rows give:\n\n{}", lines.join("\n")))
}

fn says(effect: &EffectLook, word: &str) -> Option<String> {
    if word != "measure" {
        return effect.claim(word).map(str::to_owned);
    }
    let before = effect.before.as_ref().map(|it| format!("{it} before the action"));
    let after = effect.after.as_ref().map(|it| format!("{it} after it"));
    let change = effect.change.as_ref().map(|day| format!("another level from {day} on"));
    let parts: Vec<String> = [before, after, change].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
