//! What the case wants hidden, against the files. In: exhibits and their contents. Out: a fault for
//! each `hide` that would hide nothing: what a person believes to be gone would leave the house.

use crate::case::{Case, Evidence, Hidden};
use crate::compile::evidence::{EvidenceFiles, hides};
use crate::compile::rows;
use crate::diagnostic::Diagnostic;
use crate::exhibit::{Area, Facts, Hide, Pages, stays};

/// Why a `hide` finds nothing in a file, and what to write.
struct Miss {
    label: &'static str,
    help: String,
}

/// The faults of all exhibits; one for each `hide`, of the first file in which it finds nothing.
pub fn check(case: &Case, files: &EvidenceFiles) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for evidence in &case.evidence {
        for hidden in &evidence.hides {
            let mut paths = evidence.file.iter().chain(evidence.files.values());
            let missed = paths.find_map(|path| {
                let facts = files.known(&path.value)?;
                let text = files.text(&path.value, facts);
                Some((path, miss((evidence, hidden), facts, text.as_deref())?))
            });
            if let Some((path, miss)) = missed {
                let message = format!("nothing is hidden in `{}`", path.value);
                let fault = Diagnostic::error("hide-finds-nothing", message)
                    .at(hidden.text.span, miss.label)
                    .also(path.span, "in this file")
                    .help(miss.help);
                faults.push(fault);
            }
        }
    }
    faults
}

/// Why nothing is found; `None` where something is. `table` is the text of a table or text file.
fn miss(
    (evidence, hidden): (&Evidence, &Hidden),
    facts: &Facts,
    table: Option<&str>,
) -> Option<Miss> {
    let wanted = hidden.text.value.as_str();
    match (hidden.what.value.as_str(), table) {
        ("column", Some(text)) => column(wanted, text),
        ("column", None) => Some(Miss {
            label: "this file is no table",
            help: "hide words, or an area such as `hide area \"10% 20% 30% 5%\"`".to_owned(),
        }),
        ("words", Some(text)) => words(wanted, text),
        ("words", None) if facts.pages.is_some() => words(wanted, &facts.text.concat()),
        ("words", None) => Some(Miss {
            label: "a picture has no words",
            help: "hide an area: left, top, width and height, such as \
                   `hide area \"10% 20% 30% 5%\"`"
                .to_owned(),
        }),
        ("pages", _) => pages(wanted, &hides(evidence), facts),
        (_, Some(_)) => {
            Some(Miss { label: "a table has no areas", help: "hide a column or words".to_owned() })
        }
        (_, None) => area(wanted, facts),
    }
}

fn column(wanted: &str, text: &str) -> Option<Miss> {
    let header = rows::read(text, &[]).header;
    let is_there = header.iter().any(|it| it.trim().eq_ignore_ascii_case(wanted.trim()));
    let listed: Vec<String> = header.iter().take(12).map(|it| format!("`{it}`")).collect();
    (!is_there).then(|| Miss {
        label: "no column has this heading",
        help: format!("the columns are {}", listed.join(", ")),
    })
}

fn words(wanted: &str, text: &str) -> Option<Miss> {
    let fold = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let wanted = fold(wanted);
    let is_there = !wanted.is_empty() && fold(text).contains(&wanted);
    (!is_there).then(|| Miss {
        label: "the file does not hold these words",
        help: "copy them from the file; where it shows them as a picture, hide an area".to_owned(),
    })
}

/// All `hide`s of an exhibit together may not take its last page.
fn pages(wanted: &str, hide: &[Hide], facts: &Facts) -> Option<Miss> {
    let Some(count) = facts.pages else {
        let help = "only a PDF has pages: hide words, a column or an area".to_owned();
        return Some(Miss { label: "this file has no pages", help });
    };
    let help = format!("the file has {count}: write them as `hide pages \"3-7, 12\"`");
    match Pages::parse(wanted) {
        None => Some(Miss { label: "these are no pages", help }),
        Some(pages) if pages.last() > count => {
            Some(Miss { label: "the file has no such page", help })
        }
        Some(_) if !(1..=count).any(|page| stays(page, hide)) => {
            Some(Miss { label: "no page would be left", help })
        }
        Some(_) => None,
    }
}

fn area(wanted: &str, facts: &Facts) -> Option<Miss> {
    let help = "write left, top, width and height, such as `hide area \"10% 20% 30% 5%\"`, and \
                before them `page 2:` for one page"
        .to_owned();
    let pages = facts.pages.unwrap_or(1);
    match Area::parse(wanted) {
        None => Some(Miss { label: "this is no area", help }),
        Some(area) if area.page.is_some_and(|page| page == 0 || page > pages) => {
            Some(Miss { label: "the file has no such page", help })
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::hidden::pages;
    use crate::exhibit::{Hide, Pages, read};

    /// A PDF of empty pages; its table of objects is left to the reader to make.
    fn pdf(count: usize) -> Vec<u8> {
        let kids: String = (0..count).map(|at| format!("{} 0 R ", at + 3)).collect();
        let page = |at| {
            format!("{} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n", at + 3)
        };
        let list: String = (0..count).map(page).collect();
        let text = format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n\
             <</Type/Pages/Kids[{kids}]/Count {count}>>\nendobj\n{list}\
             trailer\n<</Root 1 0 R>>\n%%EOF\n"
        );
        text.into_bytes()
    }

    #[test]
    fn one_page_has_to_stay() {
        let facts = read("a.pdf", &pdf(3)).expect("the PDF is whole");
        let check = |all: &[&str], expected: Option<&str>| {
            let hide = all.iter().filter_map(|it| Pages::parse(it).map(Hide::Pages));
            let missed = pages(all[0], &hide.collect::<Vec<_>>(), &facts);
            assert_eq!(missed.map(|it| it.label), expected, "{all:?}");
        };
        check(&["1-2"], None);
        check(&["1-2", "2"], None);
        check(&["1-3"], Some("no page would be left"));
        check(&["1", "2-3"], Some("no page would be left"));
        check(&["3-4"], Some("the file has no such page"));
        check(&["last"], Some("these are no pages"));
        let photo = read("a.txt", b"text").expect("a text");
        assert_eq!(pages("1", &[], &photo).map(|it| it.label), Some("this file has no pages"));
    }
}
