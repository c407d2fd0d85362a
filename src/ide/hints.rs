//! What is shown beside the text: computed numbers, and what can be done with an item. In: the
//! texts and what the last check found. Out: hints and lenses at offsets.

use crate::compile::Looked;
use crate::ide::Context;
use crate::ide::links::{file_on, files_of};
use crate::ide::navigate::onward;
use crate::ide::walk;
use crate::ide::walk::Visit;
use crate::source::{SourceId, Span};
use crate::syntax::vocabulary::Space;

/// A few words behind a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The file.
    pub source: SourceId,
    /// Where it is shown.
    pub offset: usize,
    /// What is shown.
    pub text: String,
    /// More about it.
    pub about: String,
}

/// The computed numbers of a file: the rate behind `orders`, the coverage behind `defects`, and how
/// many orders a finding covers behind `covers`.
pub fn hints(context: Context<'_>, source: SourceId) -> Vec<Hint> {
    let (reading, Some(looked)) = (context.reading, context.looked) else { return Vec::new() };
    let Some(tree) = reading.tree(source) else { return Vec::new() };
    let mut found = Vec::new();
    walk::for_each(tree, &reading.sources, &mut |chain| {
        let [item, .., visit] = chain else { return };
        let word = reading.slice(visit.statement.word());
        let Some(name) = first_argument(context, item) else { return };
        let text = match (reading.slice(item.statement.word()), word) {
            ("site", "orders" | "defects") => {
                let site = looked.compiled.sites.iter().find(|site| site.code == name);
                site.map(|site| match word {
                    "orders" => {
                        let rate = &site.rate_percent;
                        let limit = if site.passes { "under" } else { "not under" };
                        (format!("ODR {rate} %"), format!("{limit} the threshold of the site"))
                    }
                    _ => (
                        format!(
                            "{} orders · {} direct · {} process",
                            site.orders_with_defect, site.direct, site.process
                        ),
                        format!(
                            "{} of them are covered by a finding or named by a dispute",
                            site.covered
                        ),
                    ),
                })
            }
            ("action", "was" | "now") => computed(context, name, word),
            ("finding", "covers") => {
                let count = |site: &crate::compile::SiteLook| {
                    let (count, share) = site.covered.get(name)?;
                    Some(format!("{} {count} ({share})", site.code))
                };
                let counts: Vec<String> = looked.sites.iter().filter_map(count).collect();
                let about = "orders that the finding covers, and their share".to_owned();
                (!counts.is_empty()).then(|| (counts.join(" · "), about))
            }
            _ => None,
        };
        if let Some((text, about)) = text {
            found.push(Hint { source, offset: visit.statement.head().end, text, about });
        }
    });
    found
}

/// What rows give for a value that an action claims, where they are measured.
fn computed(context: Context<'_>, action: &str, word: &str) -> Option<(String, String)> {
    let sites = context.looked.into_iter().flat_map(|looked| &looked.sites);
    let value = |site: &crate::compile::SiteLook| {
        let effect = site.effects.iter().find(|it| it.action == action)?;
        Some((site.code.clone(), effect.claim(word)?.to_owned()))
    };
    let values: Vec<(String, String)> = sites.filter_map(value).collect();
    let (_, first) = values.first()?;
    let text = match values.iter().all(|(_, value)| value == first) {
        true => format!("rows: {first}"),
        false => {
            let all = values.iter().map(|(code, value)| format!("{code} {value}"));
            format!("rows: {}", all.collect::<Vec<_>>().join(" · "))
        }
    };
    Some((text, "what the rows of the exhibit give".to_owned()))
}

fn first_argument<'r>(context: Context<'r>, visit: &Visit<'_>) -> Option<&'r str> {
    let first = visit.statement.arguments().into_iter().next()?;
    Some(context.reading.slice(visit.statement.span_of(first)))
}

/// What can be done with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Build the plan of a site.
    Build(String),
    /// Open a file of the case folder.
    Open(String),
    /// Show places: what answers a finding, what proves an action.
    Show(Vec<Span>),
}

/// A line above an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The item's head.
    pub span: Span,
    /// What it says.
    pub title: String,
    /// What it does.
    pub deed: Deed,
}

/// The lenses of a file.
pub fn lenses(context: Context<'_>, source: SourceId) -> Vec<Lens> {
    let reading = context.reading;
    let defined = reading.names.iter().filter(|it| it.is_definition && it.span.source == source);
    let mut found = Vec::new();
    for it in defined {
        let mut push = |title: String, deed: Deed| {
            found.push(Lens { span: it.span, title, deed });
        };
        match it.space {
            Space::Site => {
                push(format!("build {}", it.name.to_uppercase()), Deed::Build(it.name.clone()));
            }
            Space::Evidence => {
                for path in files_of(reading, it.span) {
                    let number = number(context, it.span, &path);
                    let shown = number.unwrap_or_else(|| path.clone());
                    push(format!("open {shown}"), Deed::Open(path));
                }
            }
            Space::Finding | Space::Action => {
                let places = onward(reading, source, it.span.start);
                let thing = if it.space == Space::Finding { "answer" } else { "exhibit" };
                let plural = if places.len() == 1 { "" } else { "s" };
                push(format!("{} {thing}{plural}", places.len()), Deed::Show(places));
            }
            Space::Case
            | Space::Submission
            | Space::Request
            | Space::Remedy
            | Space::Dispute
            | Space::Person => {}
        }
    }
    found
}

/// The number that an exhibit with this file has in the plans: `Fig. 3`, or with the sites where
/// plans or files differ. `None` where it has none, or no plan can be composed yet.
fn number(context: Context<'_>, exhibit: Span, path: &str) -> Option<String> {
    let name = context.reading.slice(exhibit);
    let all = context.numbers?.iter();
    let all = all.filter_map(|(site, numbers)| Some((site.as_str(), numbers.get(name)?.as_str())));
    let all: Vec<(&str, &str)> = all.collect();
    let is_here = |site: &str| file_on(context.reading, exhibit, site).as_deref() == Some(path);
    let mut here: Vec<(&str, Vec<&str>)> = Vec::new();
    for (site, number) in all.iter().filter(|(site, _)| is_here(site)) {
        match here.iter_mut().find(|(known, _)| known == number) {
            Some((_, sites)) => sites.push(site),
            None => here.push((number, vec![site])),
        }
    }
    match here.as_slice() {
        [] => None,
        [(number, sites)] if sites.len() == all.len() => Some((*number).to_owned()),
        several => {
            let shown = several.iter().map(|(number, of)| format!("{number} ({})", of.join(", ")));
            Some(shown.collect::<Vec<_>>().join(" · "))
        }
    }
}

/// What is shown beside the text of a case, in words: where it is the same, nothing has to be asked
/// again.
pub fn shown_beside(looked: &Looked) -> Vec<String> {
    let numbers = looked.compiled.sites.iter().map(|it| {
        let counts = (it.orders_with_defect, it.direct, it.process, it.covered);
        format!("{} {} {} {counts:?}", it.code, it.rate_percent, it.passes)
    });
    let covered = looked.sites.iter().map(|it| format!("{:?} {:?}", it.covered, it.effects));
    numbers.chain(covered).collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::fixture::Fixture;
    use crate::ide::hints::{Deed, hints, lenses};

    #[test]
    fn numbers_stand_beside_the_text() {
        let fixture = Fixture::new("$0");
        let source = fixture.reading.file("shared.poa").expect("it is used");
        let found = hints(fixture.context(), source);
        let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["ODR 1.00 %", "3 orders · 2 direct · 0 process", "us 2 (67%)"]);
        let fixture = Fixture::new(
            "$0action a correct {\n  fixes no-scan\n  done 2026-11-05\n  verify by logistics-lead \
             {\n    measure median hours from opened to first-reply in tickets\n    was 50h\n    \
             now 5h\n  }\n}",
        );
        let found = hints(fixture.context(), fixture.source);
        let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["rows: 49h", "rows: 4h"]);
    }

    #[test]
    fn items_say_what_can_be_done() {
        let fixture = Fixture::new("$0");
        let source = fixture.reading.file("shared.poa").expect("it is used");
        let found = lenses(fixture.context(), source);
        let titles: Vec<&str> = found.iter().map(|it| it.title.as_str()).collect();
        let opens = ["scans", "tickets", "log"].map(|it| format!("open evidence/{it}.csv"));
        let expected = ["build US", "1 answer", "1 exhibit"];
        assert_eq!(
            titles.iter().filter(|it| !it.starts_with("open")).collect::<Vec<_>>(),
            expected.iter().collect::<Vec<_>>()
        );
        assert!(opens.iter().all(|it| titles.contains(&it.as_str())), "{titles:?}");
        assert_eq!(found[0].deed, Deed::Build("us".to_owned()));
        let one = "$0evidence x \"a.pdf\" { on uk \"b.pdf\" }";
        let numbered = |numbers: &[(&str, &str)]| {
            let mut fixture = Fixture::new(one);
            for (site, number) in numbers {
                let number = [("x".to_owned(), (*number).to_owned())];
                fixture.numbers.insert((*site).to_owned(), number.into());
            }
            let found = lenses(fixture.context(), fixture.source);
            found.into_iter().map(|it| it.title).collect::<Vec<_>>()
        };
        assert_eq!(numbered(&[]), ["open a.pdf", "open b.pdf"]);
        assert_eq!(numbered(&[("us", "Fig. 3"), ("jp", "Fig. 3")]), ["open Fig. 3", "open b.pdf"]);
        let all = [("us", "Fig. 3"), ("jp", "Table 1"), ("uk", "Fig. 2")];
        let expected = ["open Table 1 (jp) · Fig. 3 (us)", "open Fig. 2 (uk)"];
        assert_eq!(numbered(&all), expected);
    }
}
