//! A data exhibit as a document of its own. In: a site and rows. Out: what is set as the copy of
//! the exhibit. Must not know files or budgets.

use crate::check::SiteCase;
use crate::document::{Block, Document, Inline, Part};

/// The document of one data exhibit, in the look of the plan.
pub fn document(
    site: &SiteCase<'_>,
    title: String,
    (table, rest): (Block, Option<String>),
) -> Document {
    let seller = site.head.seller.as_ref().map_or_else(String::new, |it| it.value.clone());
    let mut blocks = vec![table];
    blocks.extend(rest.map(|text| Block::Paragraph { content: vec![Inline::Text { text }] }));
    let submit = site.head.submit.as_ref().map_or(site.as_of, |submit| submit.value);
    Document {
        title: title.clone(),
        subtitle: seller.clone(),
        author: seller,
        language: site.marketplace.language.clone(),
        date: submit.to_string(),
        draft: false,
        facts: Vec::new(),
        parts: vec![Part {
            id: "rows".to_owned(),
            heading: "Rows".to_owned(),
            language: None,
            blocks,
        }],
        annexes: Vec::new(),
        exhibits: Vec::new(),
        footer: title,
    }
}
