//! The plan as plain text. In: a [`Document`]. Out: the three answers that Amazon's form asks for,
//! ready to be pasted. Knows no fonts and no line width: one paragraph is one line.

use crate::document::{Block, Document, Inline, Table};

/// A question of the form: its heading and the parts that answer it, in order.
struct Question {
    /// Printed above the answer.
    heading: &'static str,
    /// Ids of parts.
    parts: &'static [&'static str],
}

/// The form's questions.
const QUESTIONS: [Question; 3] = [
    Question { heading: "Root cause(s)", parts: &["summary", "root-cause"] },
    Question { heading: "Actions taken to resolve", parts: &["corrective-actions"] },
    Question { heading: "Steps taken to prevent going forward", parts: &["preventive-measures"] },
];

/// The answers to Amazon's form, each below its question.
///
/// **Shape**: UTF-8 with LF; ends with a line break; references read as in the document: `Fig. 1`.
pub fn answers(document: &Document) -> String {
    let mut sections = Vec::new();
    for question in &QUESTIONS {
        let mut lines = vec![question.heading.to_string()];
        for id in question.parts {
            for part in document.parts.iter().filter(|part| part.id == *id) {
                push_blocks(&part.blocks, "", &mut lines);
            }
        }
        sections.push(lines.join("\n"));
    }
    sections.join("\n\n") + "\n"
}

/// The words of a stretch without their looks.
pub(crate) fn plain_inline(inline: &Inline) -> String {
    match inline {
        Inline::Text { text } | Inline::Code { text } | Inline::Reference { text, .. } => {
            text.clone()
        }
        Inline::Strong { content } | Inline::Emphasis { content } => {
            content.iter().map(plain_inline).collect()
        }
        Inline::Break => "\n".to_string(),
    }
}

/// Adds the lines of blocks, each behind the indent of the list it stands in.
fn push_blocks(blocks: &[Block], indent: &str, lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } => {
                lines.push(String::new());
                push_words(content, indent, lines);
            }
            Block::Paragraph { content } => push_words(content, indent, lines),
            Block::List { ordered, items } => push_list(*ordered, items, indent, lines),
            Block::Table(table) => push_table(table, indent, lines),
            Block::Bars(chart) => {
                lines.push(format!("{indent}{}", one_line(&chart.caption)));
                for bar in &chart.bars {
                    let (label, value) = (one_line(&bar.label), one_line(&bar.value));
                    lines.push(format!("{indent}- {label}: {value}"));
                }
            }
            Block::Timeline(chart) => lines.push(format!("{indent}{}", one_line(&chart.caption))),
            Block::Trend(chart) => {
                let (caption, says) = (one_line(&chart.caption), one_line(&chart.says));
                lines.push(format!("{indent}{caption}: {says}"));
            }
            Block::Local { blocks, .. } | Block::Written { blocks, .. } => {
                push_blocks(blocks, indent, lines)
            }
        }
    }
}

/// Adds a list; the first line of an item carries its mark, the others stand below it.
fn push_list(ordered: bool, items: &[Vec<Block>], indent: &str, lines: &mut Vec<String>) {
    for (index, item) in items.iter().enumerate() {
        let mark = if ordered { format!("{}. ", index + 1) } else { "- ".to_string() };
        let below = format!("{indent}{}", " ".repeat(mark.len()));
        let mut inner = Vec::new();
        push_blocks(item, &below, &mut inner);
        if let Some(first) = inner.first_mut() {
            *first = format!("{indent}{mark}{}", first.trim_start());
        }
        lines.append(&mut inner);
    }
}

/// Adds a table as one line a row, each cell with its heading; a reference in a cell stands
/// alone, so it needs no brackets.
fn push_table(table: &Table, indent: &str, lines: &mut Vec<String>) {
    if let Some(caption) = &table.caption {
        lines.push(format!("{indent}{}", one_line(caption)));
    }
    for row in &table.rows {
        let cells: Vec<String> = (table.columns.iter().zip(row))
            .map(|(column, cell)| {
                let cell: String = cell.iter().map(plain_inline).collect();
                (one_line(&column.heading), one_line(&cell))
            })
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(heading, cell)| match heading.is_empty() {
                true => cell,
                false => format!("{heading}: {cell}"),
            })
            .collect();
        lines.push(format!("{indent}- {}", cells.join("; ")));
    }
}

/// Adds a paragraph; a break in it starts a new line.
fn push_words(content: &[Inline], indent: &str, lines: &mut Vec<String>) {
    for line in words(content).lines() {
        let line = one_line(line);
        if !line.is_empty() {
            lines.push(format!("{indent}{line}"));
        }
    }
}

/// The words of a paragraph.
fn words(content: &[Inline]) -> String {
    content.iter().map(plain_inline).collect()
}

/// Text with every run of blanks as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Inline};
    use crate::render::sample;
    use crate::render::text::{answers, push_blocks};

    #[test]
    fn answers_three_questions() {
        let text = answers(&sample::document());
        let places: Vec<Option<usize>> = [
            "Root cause(s)\nBetween 2 September",
            "\nOrders 113",
            "\n1. Why was there no scan?",
            "\n\nActions taken to resolve\nEvery buyer",
            "\n- Action: Routing table corrected and checked against the carrier's time-table; \
             Owner: warehouse lead; Done: 5 Nov 2026; Proof: Fig. 2\n",
            "\n\nSteps taken to prevent going forward\n- Action: Hand-over lists",
        ]
        .iter()
        .map(|words| text.find(words))
        .collect();
        assert_eq!(places[1], None);
        let found: Vec<usize> = places.iter().flatten().copied().collect();
        assert_eq!(found.len(), 5, "{text}");
        assert!(found.is_sorted());
        assert!(text.ends_with(".\n") && !text.contains('\r') && !text.contains("Annex"));
    }

    #[test]
    fn prints_blocks() {
        let check = |blocks: Vec<Block>, expected: &str| {
            let mut lines = Vec::new();
            push_blocks(&blocks, "", &mut lines);
            assert_eq!(lines.join("\n"), expected);
        };
        let reference = || Inline::Reference { text: "Fig. 1".into(), target: "exhibit-a".into() };
        let paragraph = |content: Vec<Inline>| vec![Block::Paragraph { content }];
        check(paragraph(vec![sample::text("as "), reference()]), "as Fig. 1");
        check(paragraph(vec![sample::text("so ("), reference(), sample::text(")")]), "so (Fig. 1)");
        check(
            paragraph(vec![
                sample::text("so (a) (see "),
                reference(),
                sample::text(", "),
                reference(),
                sample::text(")"),
            ]),
            "so (a) (see Fig. 1, Fig. 1)",
        );
        check(
            paragraph(vec![sample::text("one"), Inline::Break, sample::text(" two ")]),
            "one\ntwo",
        );
        check(paragraph(Vec::new()), "");
        let inner = Block::List {
            ordered: true,
            items: vec![vec![sample::paragraph("b")], vec![sample::paragraph("c")]],
        };
        let items = vec![vec![sample::paragraph("a"), inner], Vec::new()];
        check(vec![Block::List { ordered: false, items }], "- a\n  1. b\n  2. c");
    }
}
