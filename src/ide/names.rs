//! Every name in the texts of a case: where it is defined and where it is used. In: trees. Out:
//! [`NameUse`]s in text order. Knows no fault: a name may lead nowhere.

use std::collections::BTreeSet;

use crate::case::{Mark, Project, text_of};
use crate::ide::formula::exhibit_of;
use crate::ide::slots::{assign, is_text};
use crate::ide::walk::{self, Visit};
use crate::source::{Sources, Span};
use crate::syntax::Node;
use crate::syntax::vocabulary::{Place, Slot, Space};

/// One place of one name.
#[derive(Debug, Clone)]
pub struct NameUse {
    /// What kind of thing it names.
    pub space: Space,
    /// The name; of a request with its submission: `first.carrier-training`.
    pub name: String,
    /// The letters of the name alone.
    pub span: Span,
    /// Whether it is given its name here.
    pub is_definition: bool,
}

/// What `@name` in prose may lead to; the first one that is there counts.
pub const IN_PROSE: [Space; 3] = [Space::Evidence, Space::Finding, Space::Action];

/// A name in prose, which may be of an exhibit, a finding or an action.
struct Cited {
    name: String,
    span: Span,
}

/// Gathers the names of all trees.
pub fn gather(project: &Project, sources: &Sources) -> Vec<NameUse> {
    let mut names = Vec::new();
    let mut cited = Vec::new();
    let mut facts = Vec::new();
    for tree in &project.trees {
        walk::for_each(tree, sources, &mut |chain| {
            let Some(visit) = chain.last() else { return };
            match visit.row {
                Some(row) => of_statement(visit, row.slots, chain, sources, &mut names),
                None if visit.place == Some(Place::Disclose) => {
                    facts.extend(of_fact(visit, sources));
                }
                None => {}
            }
            cited.extend(of_prose(visit, sources));
        });
    }
    let defined = names.iter().filter(|it| it.is_definition);
    let known: BTreeSet<(Space, String)> = defined.map(|it| (it.space, it.name.clone())).collect();
    let is_known = |space: Space, name: &str| known.contains(&(space, name.to_owned()));
    facts.retain(|it| is_known(Space::Evidence, &it.name));
    names.extend(facts);
    for Cited { name, span } in cited {
        let space = IN_PROSE.into_iter().find(|space| is_known(*space, &name));
        let space = space.unwrap_or(Space::Evidence);
        names.push(NameUse { space, name, span, is_definition: false });
    }
    names.sort_by_key(|it| it.span);
    names
}

fn of_statement(
    visit: &Visit<'_>,
    slots: &[Slot],
    chain: &[Visit<'_>],
    sources: &Sources,
    names: &mut Vec<NameUse>,
) {
    let arguments = visit.statement.arguments();
    let text = &sources.get(visit.statement.word().source).text;
    names.extend(of_measure(visit, text));
    for (slot, leaf) in assign(slots, &arguments, text).filled {
        let span = visit.statement.span_of(leaf);
        let name = sources.slice(span).to_owned();
        let mut push = |space, name, span, is_definition| {
            names.push(NameUse { space, name, span, is_definition });
        };
        match slot {
            Slot::Def(Space::Request) => {
                let around = chain.len().checked_sub(2).and_then(|at| chain.get(at));
                let submission = around.and_then(|it| it.statement.arguments().into_iter().next());
                let submission = submission.map(|leaf| &text[leaf.start..leaf.end]);
                let full = format!("{}.{name}", submission.unwrap_or_default());
                push(Space::Request, full, span, true);
            }
            Slot::Def(space) => push(space, name, span, true),
            Slot::Ref(Space::Request) | Slot::Refs(Space::Request) => {
                let at = name.find('.').unwrap_or(name.len());
                let first = Span::new(span.source, span.start, span.start + at);
                push(Space::Submission, name[..at].to_owned(), first, false);
                if at < name.len() {
                    let second = Span::new(span.source, span.start + at + 1, span.end);
                    push(Space::Request, name, second, false);
                }
            }
            Slot::Ref(space) | Slot::Refs(space) => push(space, name, span, false),
            Slot::Findings => {
                let at = name.find('.').unwrap_or(name.len());
                let first = Span::new(span.source, span.start, span.start + at);
                push(Space::Finding, name[..at].to_owned(), first, false);
            }
            _ => {}
        }
    }
}

/// A measure names the exhibit with its rows.
fn of_measure(visit: &Visit<'_>, text: &str) -> Option<NameUse> {
    let span = visit.statement.span_of(exhibit_of(visit, text)?);
    let name = text[span.start..span.end].to_owned();
    Some(NameUse { space: Space::Evidence, name, span, is_definition: false })
}

/// A fact of a disclosure may name an exhibit.
fn of_fact(visit: &Visit<'_>, sources: &Sources) -> Vec<NameUse> {
    let arguments = visit.statement.arguments();
    let name = |leaf: &Node| {
        let span = visit.statement.span_of(leaf);
        let name = sources.slice(span).to_owned();
        NameUse { space: Space::Evidence, name, span, is_definition: false }
    };
    arguments.into_iter().map(name).collect()
}

/// `@carrier-scans` in the texts of a statement.
fn of_prose(visit: &Visit<'_>, sources: &Sources) -> Vec<Cited> {
    let mut cited = Vec::new();
    for leaf in visit.statement.arguments().into_iter().filter(|leaf| is_text(leaf.kind)) {
        let span = visit.statement.span_of(leaf);
        let prose = text_of(leaf.kind, sources.slice(span), span);
        for mark in prose.marks() {
            if let Mark::Reference { range, name } = mark {
                let span = prose.place(range.start + 1..range.end);
                cited.push(Cited { name: name.clone(), span });
            }
        }
    }
    cited
}
