//! Every statement of a tree with its row of the vocabulary. In: trees. Out: visits, outermost
//! first. Knows where a word may stand, not what is behind it.

use crate::source::Sources;
use crate::syntax::vocabulary::{Place, Word, word};
use crate::syntax::{Statement, SyntaxTree};

/// One statement and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'t> {
    /// The statement.
    pub statement: Statement<'t>,
    /// The row of its word; `None` for an unknown word, and for facts of disclosures.
    pub row: Option<&'static Word>,
    /// The place that it stands in; `None` inside a block that is not known.
    pub place: Option<Place>,
}

impl Visit<'_> {
    /// The place that its block makes.
    pub fn inside(&self) -> Option<Place> {
        self.row.and_then(|row| row.block)
    }
}

/// Calls `visit` for every statement with those around it, the outermost first, itself the last.
pub fn for_each<'t>(tree: &'t SyntaxTree, sources: &Sources, visit: &mut impl FnMut(&[Visit<'t>])) {
    let mut chain = Vec::new();
    body(tree.statements(), Some(Place::File), sources, &mut chain, visit);
}

/// The row of a statement's word in a place.
pub fn seen<'t>(statement: Statement<'t>, place: Option<Place>, sources: &Sources) -> Visit<'t> {
    let row = place.and_then(|place| word(place, sources.slice(statement.word())));
    Visit { statement, row, place }
}

fn body<'t>(
    statements: Vec<Statement<'t>>,
    place: Option<Place>,
    sources: &Sources,
    chain: &mut Vec<Visit<'t>>,
    visit: &mut impl FnMut(&[Visit<'t>]),
) {
    for statement in statements {
        let seen = seen(statement, place, sources);
        chain.push(seen);
        visit(chain);
        body(statement.body(), seen.inside(), sources, chain, visit);
        chain.pop();
    }
}
