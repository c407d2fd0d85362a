//! What an editor shows of an evidence file at a glance. In: the files of a case, a path, and what
//! is hidden in it. Out: a small picture, or the first rows. Nothing is shown of a file in which
//! something that is to be hidden cannot be found.

use crate::compile::evidence::text_of;
use crate::compile::rows;
use crate::exhibit::{self, Facts, Hide, Picture};
use crate::source::Files;

/// Most rows, columns and letters of a cell.
const ROWS_MAX: usize = 5;
const COLUMNS_MAX: usize = 6;
const LETTERS_MAX: usize = 24;

/// What a file looks like.
#[derive(Debug, Clone)]
pub enum Glimpse {
    /// The image or the first page.
    Picture(Picture),
    /// The headings, and the first rows.
    Rows(Vec<String>, Vec<Vec<String>>),
}

/// Looks at a file; `hides` are the words behind each `hide`. `None` where it cannot be shown, or
/// where it is a picture and none is wanted.
pub fn glimpse(
    files: &dyn Files,
    path: &str,
    hides: &[(String, String)],
    with_pictures: bool,
) -> Option<Glimpse> {
    let hide = hides.iter().map(|(what, text)| Hide::parse(what, text));
    let hide: Vec<Hide> = hide.collect::<Option<_>>()?;
    let bytes = files.read(path).ok()?;
    let facts = exhibit::read(path, &bytes).ok()?;
    if let Some(text) = text_of(&bytes, &facts) {
        return rows(&text, &hide);
    }
    if !with_pictures || !finds_words(&facts, &hide) {
        return None;
    }
    exhibit::thumbnail(&bytes, &facts, &hide).ok()?.map(Glimpse::Picture)
}

/// Whether all words that are hidden stand in the text of the pages.
fn finds_words(facts: &Facts, hide: &[Hide]) -> bool {
    let fold = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let text = fold(&facts.text.concat());
    hide.iter().all(|one| match one {
        Hide::Words(words) => text.contains(&fold(words)),
        Hide::Area(_) | Hide::Column(_) | Hide::Pages(_) => true,
    })
}

fn rows(text: &str, hide: &[Hide]) -> Option<Glimpse> {
    let fits = hide.iter().all(|one| matches!(one, Hide::Column(_) | Hide::Words(_)));
    let read = fits.then(|| rows::read(text, hide))?;
    let is_there = |one: &Hide| match one {
        Hide::Column(name) => {
            read.header.iter().any(|it| it.trim().eq_ignore_ascii_case(name.trim()))
        }
        _ => true,
    };
    if !hide.iter().all(is_there) {
        return None;
    }
    let cell = |text: &String| {
        let letters: String = text.chars().take(LETTERS_MAX).collect();
        if letters.len() < text.len() { letters + "…" } else { letters }
    };
    let line = |cells: &[String]| cells.iter().take(COLUMNS_MAX).map(cell).collect();
    let first = read.first(ROWS_MAX).iter().map(|cells| line(cells)).collect();
    Some(Glimpse::Rows(line(&read.header), first))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use crate::compile::glimpse::{Glimpse, glimpse};

    #[test]
    fn rows_are_shown_without_what_is_hidden() {
        let text = "order,buyer,note\n1,Jane Example,ask jane example\n2,,fine\n";
        let bytes: Arc<[u8]> = Arc::from(text.as_bytes());
        let files = BTreeMap::from([("a.csv".to_owned(), bytes)]);
        let check = |hides: &[(&str, &str)], expected: Option<&str>| {
            let hides: Vec<(String, String)> =
                hides.iter().map(|(what, it)| ((*what).to_owned(), (*it).to_owned())).collect();
            let shown = glimpse(&files, "a.csv", &hides, true).map(|it| match it {
                Glimpse::Picture(_) => panic!("a table is no picture"),
                Glimpse::Rows(header, rows) => {
                    let lines = [header].into_iter().chain(rows);
                    lines.map(|cells| cells.join(",")).collect::<Vec<_>>().join(";")
                }
            });
            assert_eq!(shown.as_deref(), expected, "{hides:?}");
        };
        check(&[], Some("order,buyer,note;1,Jane Example,ask jane example;2,,fine"));
        let hidden = Some("order,buyer,note;1,[hidden],[hidden];2,,fine");
        check(&[("column", "Buyer"), ("words", "jane example")], hidden);
        check(&[("column", "buyers")], None);
        check(&[("area", "1 1 1 1")], None);
        check(&[("pages", "none")], None);
    }
}
