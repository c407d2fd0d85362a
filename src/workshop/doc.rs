//! Packs as pages for people. In: packs. Out: one page for each site and each rule, and one that
//! leads to them, as HTML or Markdown. Examples are the tests of the entries; nothing is fetched
//! and nothing of a pack is read as markup.

mod content;
mod html;
mod markdown;

use crate::policy::Packs;

/// In which form pages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Pages for a browser, without anything from elsewhere.
    Html,
    /// Pages for a repository.
    Markdown,
}

/// A page: its name without ending, its title, and what is on it.
#[derive(Debug)]
struct Page {
    name: String,
    title: String,
    blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
enum Block {
    /// A heading below the title: 2 or 3.
    Heading(u8, String),
    /// A paragraph.
    Text(Vec<Inline>),
    /// A table: heads, and rows of cells.
    Table(Vec<&'static str>, Vec<Vec<Vec<Inline>>>),
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

/// The files of all pages of some packs: path and text.
pub fn doc(packs: &Packs, names: &[String], form: Form) -> Vec<(String, String)> {
    let pages = content::pages(packs, names).into_iter();
    let print = |page: Page| match form {
        Form::Html => (format!("{}.html", page.name), html::print(&page)),
        Form::Markdown => (format!("{}.md", page.name), markdown::print(&page)),
    };
    pages.map(print).collect()
}

/// A cell of plain words.
fn words(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Words(text.into())]
}
