//! Pages for a browser. In: a page. Out: HTML with its style inside; every word of a pack is
//! escaped. Nothing comes from elsewhere, and no script runs.

use crate::workshop::doc::{Block, Inline, Page};

/// The look: dark where the reader's system is dark, readable at any width, printable.
const STYLE: &str = include_str!("../../../assets/pack/doc.css");

/// The whole page.
pub(crate) fn print(page: &Page, language: &str) -> String {
    let body: String = page.blocks.iter().map(block).collect();
    let title = escape(&page.title);
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'unsafe-inline'\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => format!("<h{level}>{}</h{level}>\n", escape(text)),
        Block::Text(line) => format!("<p>{}</p>\n", inlines(line)),
        Block::Code(text) => {
            format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(text))
        }
        Block::Table(heads, rows) => {
            let head = |head: &String| format!("<th scope=\"col\">{}</th>", escape(head));
            let heads: String = heads.iter().map(head).collect();
            let cell = |cell: &Vec<Inline>| format!("<td>{}</td>", inlines(cell));
            let row = |row: &Vec<Vec<Inline>>| {
                format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>())
            };
            let rows: String = rows.iter().map(row).collect();
            format!(
                "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>{heads}</tr></thead>\n\
                 <tbody>\n{rows}</tbody>\n</table></div>\n"
            )
        }
    }
}

fn inlines(line: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Words(words) => escape(words),
        Inline::Code(code) => format!("<code>{}</code>", escape(code)),
        Inline::Page(name, words) => {
            format!("<a href=\"{}.html\">{}</a>", escape(name), escape(words))
        }
        // The loader lets only `http` and `https` pass.
        Inline::Address(url, words) => {
            format!("<a rel=\"noreferrer\" href=\"{}\">{}</a>", escape(url), escape(words))
        }
    };
    line.iter().map(one).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}
