//! Pages for a repository. In: a page. Out: Markdown; signs that mean something in it are escaped.

use crate::workshop::doc::{Block, Inline, Page};

/// The whole page.
pub(crate) fn print(page: &Page) -> String {
    let body: String = page.blocks.iter().map(block).collect();
    format!("# {}\n\n{body}", escape(&page.title))
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => {
            format!("{} {}\n\n", "#".repeat(usize::from(*level)), escape(text))
        }
        Block::Text(line) => format!("{}\n\n", inlines(line)),
        Block::Code(text) => {
            let fence = fence(text);
            format!("{fence}\n{text}\n{fence}\n\n")
        }
        Block::Table(heads, rows) => {
            let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
            let mut text = line(heads.iter().map(|head| escape(head)).collect());
            text += &line(heads.iter().map(|_| "---".to_owned()).collect());
            for row in rows {
                text += &line(row.iter().map(|cell| inlines(cell)).collect());
            }
            text + "\n"
        }
    }
}

/// A fence longer than any in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

fn inlines(line: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Words(words) => escape(words),
        // In a table a bar would end the cell, even inside a fence.
        Inline::Code(code) => {
            let fence = fence(code).split_off(2);
            format!("{fence} {} {fence}", code.replace('|', "\\|"))
        }
        Inline::Page(name, words) => format!("[{}]({name}.md)", escape(words)),
        Inline::Address(url, words) => {
            let url: String = url.chars().filter(|sign| !"<> \n".contains(*sign)).collect();
            format!("[{}](<{url}>)", escape(words))
        }
    };
    line.iter().map(one).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '~' | '&' => {
                escaped.extend(['\\', sign]);
            }
            sign => escaped.push(sign),
        }
    }
    escaped
}
