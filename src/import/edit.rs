//! Keeps an existing case. In: its trees and what is new. Out: whole files with the computed words
//! of one site block exchanged, or with a site added; every other byte stays. Knows no report.

use std::collections::BTreeMap;

use crate::case::{Orders, Project, Site};
use crate::diagnostic::Edit;
use crate::import::data;
use crate::import::numbers::Numbers;
use crate::source::{SourceId, Sources, Span};
use crate::syntax::{Statement, SyntaxTree};

/// The files of a case.
pub(crate) struct CaseText {
    project: Project,
    root: String,
}

/// What a new site adds.
pub(crate) struct Added {
    /// Its block, to stand behind the other sites.
    pub(crate) site: String,
    /// Findings and related problems, to stand at the end.
    pub(crate) items: String,
}

impl CaseText {
    /// Keeps the trees of a case.
    pub(crate) fn new(project: Project, root: &str) -> Self {
        Self { project, root: root.to_owned() }
    }

    /// The files in which the words of a site block change.
    pub(crate) fn update(
        &self,
        site: &Site,
        (code, numbers): (&str, &Numbers),
        sources: &Sources,
    ) -> Vec<(String, String)> {
        let source = site.item.head.source;
        let tree = self.project.trees.iter().find(|tree| tree.source == source);
        let block = tree.and_then(|tree| site_block(tree, code, sources));
        let Some(block) = block else { return Vec::new() };
        let statements = block.body();
        let mut edits = Vec::new();
        for (word, value) in new_words(site, code, numbers) {
            let known = statements.iter().find(|it| sources.slice(it.word()) == word);
            edits.extend(match known {
                Some(statement) => replace(statement, value, sources),
                None => insert(&block, word, &value),
            });
        }
        let is_new = |path: &&String| site.reports.iter().all(|known| known.value != **path);
        for path in numbers.kept.iter().map(|(path, _)| path).filter(is_new) {
            edits.extend(insert(&block, "report", &format!("\"{path}\"")));
        }
        changed(&edits, sources)
    }

    /// The files in which a new site and its items are put.
    pub(crate) fn add(&self, added: &Added, sources: &Sources) -> Vec<(String, String)> {
        let Some(root) = sources.find(&self.root) else { return Vec::new() };
        let is_site = |it: &Statement<'_>| {
            let word = sources.slice(it.word());
            word == "site" || word == "case"
        };
        let mut behind: Option<Span> = None;
        for tree in &self.project.trees {
            let heads = tree.statements().into_iter().filter(is_site);
            behind = heads.map(|it| it.span()).next_back().or(behind);
        }
        let end_of = |source: SourceId| {
            let end = sources.get(source).text.len();
            Span::new(source, end, end)
        };
        let mut edits = Vec::new();
        let place = behind.map_or(end_of(root), |span| behind_line(span, sources));
        edits.push(Edit { span: place, text: line_first(place, sources) + &added.site });
        let end = end_of(root);
        match end == place {
            true => edits.iter_mut().for_each(|edit| edit.text += &added.items),
            false => edits.push(Edit { span: end, text: line_first(end, sources) + &added.items }),
        }
        changed(&edits, sources)
    }
}

fn site_block<'t>(tree: &'t SyntaxTree, code: &str, sources: &Sources) -> Option<Statement<'t>> {
    tree.statements().into_iter().find(|statement| {
        let first = statement.arguments().first().map(|node| statement.span_of(node));
        sources.slice(statement.word()) == "site"
            && first.is_some_and(|span| sources.slice(span) == code)
    })
}

/// The words of a site block that an import computes.
fn new_words(site: &Site, code: &str, numbers: &Numbers) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    let known = site.window.as_ref().map(|window| window.value);
    if known != Some(numbers.window) && (numbers.window_is_new || known.is_none()) {
        words.push(("window", numbers.window.to_string()));
    }
    let typed = match &site.orders {
        Some(Orders::Count(count)) => Some(count.value),
        Some(Orders::File(_)) | None => None,
    };
    if let Some(orders) = numbers.orders.filter(|orders| Some(*orders) != typed) {
        words.push(("orders", orders.to_string()));
    }
    let path = data::path(code);
    if site.defects.as_ref().is_none_or(|known| known.value != path) {
        words.push(("defects", format!("\"{path}\"")));
    }
    words
}

/// Exchanges the arguments of a statement.
fn replace(statement: &Statement<'_>, value: String, sources: &Sources) -> Option<Edit> {
    let arguments = statement.arguments();
    let word = statement.word();
    let span = match (arguments.first(), arguments.last()) {
        (Some(first), Some(last)) => statement.span_of(first).to(statement.span_of(last)),
        (None, _) | (_, None) => {
            let behind = Span::new(word.source, word.end, word.end);
            return Some(Edit { span: behind, text: format!(" {value}") });
        }
    };
    (sources.slice(span) != value).then_some(Edit { span, text: value })
}

/// Puts a statement at the beginning of a block.
fn insert(block: &Statement<'_>, word: &str, value: &str) -> Option<Edit> {
    let span = block.block_span()?;
    let behind = Span::new(span.source, span.start + 1, span.start + 1);
    Some(Edit { span: behind, text: format!("\n  {word:<7}  {value};") })
}

/// Behind the line end of the line on which a range ends.
fn behind_line(span: Span, sources: &Sources) -> Span {
    let text = &sources.get(span.source).text;
    let rest = text.get(span.end..).unwrap_or("");
    let at = span.end + rest.find('\n').map_or(rest.len(), |at| at + 1);
    Span::new(span.source, at, at)
}

/// A line end where the text before a place has none.
fn line_first(place: Span, sources: &Sources) -> String {
    let before = sources.get(place.source).text.get(..place.start).unwrap_or("");
    if before.is_empty() || before.ends_with('\n') { String::new() } else { "\n".to_owned() }
}

/// The whole text of every file that an edit changes.
fn changed(edits: &[Edit], sources: &Sources) -> Vec<(String, String)> {
    let mut files: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        files.entry(edit.span.source).or_default().push(edit);
    }
    let apply = |(source, mut edits): (SourceId, Vec<&Edit>)| {
        let source = sources.get(source);
        let mut text = source.text.to_string();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        for edit in edits {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        (source.name.clone(), text)
    };
    files.into_iter().map(apply).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::case::{lower, read_project};
    use crate::import::edit::{Added, CaseText};
    use crate::import::numbers::Numbers;
    use crate::source::{FileError, Files, Sources};
    use crate::value::{Date, DateRange, Fulfilment};

    /// A folder with a root and a file that it uses.
    struct Folder<'a>(&'a str, &'a str);

    impl Files for Folder<'_> {
        fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
            match path {
                "case.poa" => Ok(self.0.as_bytes().into()),
                "sites.poa" => Ok(self.1.as_bytes().into()),
                _ => Err(FileError::Missing),
            }
        }
    }

    fn numbers() -> Numbers {
        let day = |text: &str| Date::parse(text).expect("a day");
        let window = DateRange::new(day("2026-08-11"), day("2026-10-09")).expect("a window");
        Numbers {
            fulfilment: Fulfilment::Seller,
            window,
            window_is_known: true,
            window_is_new: true,
            orders: Some(7),
            counted: None,
            rate: None,
            health: None,
            kept: Vec::new(),
            status: None,
        }
    }

    /// The files that change, in a case of two.
    fn edited(root: &str, used: &str, added: Option<&Added>) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let project = read_project("case.poa", &Folder(root, used), &mut sources).value;
        let case = lower(&project, &sources).value;
        let text = CaseText::new(project, "case.poa");
        match added {
            Some(added) => text.add(added, &sources),
            None => text.update(&case.sites[0], ("us", &numbers()), &sources),
        }
    }

    fn check(root: &str, expected: &str) {
        let found = edited(root, "", None);
        assert_eq!(found, [("case.poa".to_owned(), expected.to_owned())], "{root}");
    }

    #[test]
    fn words_are_exchanged_where_they_stand() {
        check(
            "# a\nsite us { window 2026-08-10 .. 2026-10-08; orders 6 # b\n defects \"x.csv\" }",
            "# a\nsite us { window 2026-08-11 .. 2026-10-09; orders 7 # b\n defects \
             \"data/us-defects.csv\" }",
        );
        check(
            "site us {\n\torders \"all.txt\"\r\n}\n# end",
            "site us {\n  defects  \"data/us-defects.csv\";\n  window   2026-08-11 .. 2026-10-09;\n\
             \torders 7\r\n}\n# end",
        );
        let same = "site us {\n  window 2026-08-11 .. 2026-10-09\n  orders 7\n  defects \
                    \"data/us-defects.csv\"\n}\n";
        assert_eq!(edited(same, "", None), []);
    }

    #[test]
    fn the_file_with_the_site_is_edited() {
        let used = "site us {\n  window 2026-08-11 .. 2026-10-09\n  orders 5\n  defects \
                    \"data/us-defects.csv\"\n}\n";
        let found = edited("use \"sites.poa\"\n", used, None);
        assert_eq!(found, [("sites.poa".to_owned(), used.replace("orders 5", "orders 7"))]);
    }

    #[test]
    fn a_site_stands_behind_the_others() {
        let added = Added { site: "S\n".to_owned(), items: "I\n".to_owned() };
        for (root, expected) in [
            ("case a { }\n\nfinding b { }\n", "case a { }\nS\n\nfinding b { }\nI\n"),
            (
                "case a { }\nsite uk { } # c\nfinding b { }",
                "case a { }\nsite uk { } # c\nS\nfinding b { }\nI\n",
            ),
            ("case a { }", "case a { }\nS\nI\n"),
        ] {
            let found = edited(root, "", Some(&added));
            assert_eq!(found, [("case.poa".to_owned(), expected.to_owned())], "{root}");
        }
    }
}
