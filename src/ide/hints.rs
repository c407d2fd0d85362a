//! What is shown beside the text: computed numbers, and what can be done with an item. In: the
//! texts and what the last check found. Out: hints and lenses at offsets.

use crate::ide::Context;
use crate::ide::links::files_of;
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
                    push(format!("open {path}"), Deed::Open(path));
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
    }

    #[test]
    fn items_say_what_can_be_done() {
        let fixture = Fixture::new("$0");
        let source = fixture.reading.file("shared.poa").expect("it is used");
        let found = lenses(fixture.context(), source);
        let titles: Vec<&str> = found.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["build US", "1 answer", "open evidence/scans.csv", "1 exhibit"]);
        assert_eq!(found[0].deed, Deed::Build("us".to_owned()));
    }
}
