//! Packs as pages for people. In: packs. Out: one page for each site and each rule, and one that
//! leads to them, as HTML or Markdown. Examples are the tests of the entries; nothing is fetched
//! and nothing of a pack is read as markup.

mod content;
mod html;
mod markdown;

use crate::policy::Packs;
use crate::translate::Catalogue;

/// In which form pages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Pages for a browser, without anything from elsewhere.
    Html,
    /// Pages for a repository.
    Markdown,
}

/// A page: its name without ending, its title, and what is on it.
#[derive(Debug, Clone)]
struct Page {
    name: String,
    title: String,
    /// The rule that it is about, where it is about one.
    rule: Option<String>,
    blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone)]
enum Block {
    /// A heading below the title: 2 or 3.
    Heading(u8, String),
    /// A paragraph.
    Text(Vec<Inline>),
    /// A table: heads, and rows of cells.
    Table(Vec<String>, Vec<Vec<Vec<Inline>>>),
    /// Lines as they are.
    Code(String),
}

/// A part of a line.
#[derive(Debug, Clone)]
enum Inline {
    /// Plain words.
    Words(String),
    /// Words of a language.
    Code(String),
    /// A link to another page by its name.
    Page(String, String),
    /// A link to elsewhere.
    Address(String, String),
}

/// Pages of some packs in a form and a language.
#[derive(Debug, Clone, Copy)]
pub struct Pages<'p> {
    /// The packs.
    pub packs: &'p Packs,
    /// The names of those that have pages.
    pub names: &'p [String],
    /// In which form.
    pub form: Form,
    /// In which words; English without any.
    pub words: Option<&'p Catalogue>,
}

/// The files of all pages of some packs: path and text.
pub fn doc(wanted: Pages<'_>) -> Vec<(String, String)> {
    let pages = content::pages(wanted.packs, wanted.names).into_iter();
    let language = if wanted.words.is_some() { "zh-Hans" } else { "en" };
    let print = |page: Page| {
        let page = wanted.words.map_or_else(|| page.clone(), |words| said(page.clone(), words));
        match wanted.form {
            Form::Html => (format!("{}.html", page.name), html::print(&page, language)),
            Form::Markdown => (format!("{}.md", page.name), markdown::print(&page)),
        }
    };
    pages.map(print).collect()
}

/// A page in other words; what has none, such as the names of laws, stays as it is.
fn said(page: Page, words: &Catalogue) -> Page {
    let rule = page.rule.as_deref().unwrap_or_default();
    let say = |text: &str| words.text(rule, text).unwrap_or_else(|| text.to_owned());
    let inline = |inline: Inline| match inline {
        Inline::Words(text) => Inline::Words(say(&text)),
        Inline::Page(name, text) => Inline::Page(name, say(&text)),
        Inline::Code(_) | Inline::Address(..) => inline,
    };
    let line = |line: Vec<Inline>| line.into_iter().map(inline).collect::<Vec<_>>();
    let block = |block: Block| match block {
        Block::Heading(level, text) => Block::Heading(level, say(&text)),
        Block::Text(text) => Block::Text(line(text)),
        Block::Code(text) => Block::Code(say(&text)),
        Block::Table(heads, rows) => Block::Table(
            heads.iter().map(|head| say(head)).collect(),
            rows.into_iter().map(|row| row.into_iter().map(line).collect()).collect(),
        ),
    };
    let title = if page.rule.is_some() { page.title } else { say(&page.title) };
    let blocks = page.blocks.into_iter().map(block).collect();
    Page { name: page.name, title, rule: page.rule, blocks }
}

/// A table with its heads.
fn table(heads: &[&str], rows: Vec<Vec<Vec<Inline>>>) -> Block {
    Block::Table(heads.iter().map(|head| (*head).to_owned()).collect(), rows)
}

/// A cell of plain words.
fn words(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Words(text.into())]
}
