//! What stands at an offset. In: a tree and an offset. Out: [`Cursor`]: the blocks around it, the
//! statement, its arguments before it, and the letters that are being typed.

use crate::ide::Reading;
use crate::ide::slots::{Assigned, assign};
use crate::ide::walk::{Visit, seen};
use crate::source::{SourceId, Span};
use crate::syntax::vocabulary::Place;
use crate::syntax::{Kind, Node, Statement};

/// What stands at an offset.
pub struct Cursor<'t> {
    /// The statements whose blocks are around it, and the one that it stands in as the last.
    pub chain: Vec<Visit<'t>>,
    /// Whether the last of the chain is a statement that it stands in, not a block around it.
    pub is_in_statement: bool,
    /// The place that the innermost block makes; `None` in an unknown one.
    pub place: Option<Place>,
    /// The leaf that it touches, if that is a word, name, literal or comment.
    pub leaf: Option<&'t Node>,
    /// The letters of that leaf before it; what a completion replaces.
    pub typed: Span,
}

impl<'t> Cursor<'t> {
    /// Looks at an offset of a file; `None` where the case does not have the file.
    pub fn at(reading: &'t Reading, source: SourceId, offset: usize) -> Option<Self> {
        let tree = reading.tree(source)?;
        let text = &reading.sources.get(source).text;
        let mut chain: Vec<Visit<'t>> = Vec::new();
        let mut place = Some(Place::File);
        let mut statements = tree.statements();
        let mut is_in_statement = false;
        while let Some(found) = around(&statements, text, offset) {
            let visit = seen(found, place, &reading.sources);
            chain.push(visit);
            is_in_statement = true;
            let is_inside = found.block_span().is_some_and(|block| {
                let is_open = !found.is_closed();
                block.start < offset && (offset < block.end || is_open && offset <= block.end)
            });
            if !is_inside {
                break;
            }
            is_in_statement = false;
            place = visit.inside();
            statements = found.body();
        }
        let leaf = leaf_at(&tree.root, offset);
        let start = leaf.map_or(offset, |leaf| leaf.start);
        let typed = Span::new(source, start, offset);
        Some(Self { chain, is_in_statement, place, leaf, typed })
    }

    /// The statement that it stands in.
    pub fn statement(&self) -> Option<&Visit<'t>> {
        self.chain.last().filter(|_| self.is_in_statement)
    }

    /// The arguments before what is being typed, told apart, and what may follow.
    pub fn arguments(&self, text: &str) -> Option<Assigned<'t>> {
        let visit = self.statement()?;
        let row = visit.row?;
        let start = self.typed.start;
        let mut arguments = visit.statement.arguments();
        arguments.retain(|leaf| leaf.end <= start);
        Some(assign(row.slots, &arguments, text))
    }

    /// Whether a word is being typed or is to be: the cursor stands before any argument.
    pub fn is_at_word(&self) -> bool {
        match self.statement() {
            Some(visit) => visit.statement.word().touches(self.typed.end),
            None => true,
        }
    }
}

/// The statement that holds an offset, or ends on its line with only blanks between them.
fn around<'t>(statements: &[Statement<'t>], text: &str, offset: usize) -> Option<Statement<'t>> {
    let before = statements.iter().rev().find(|it| it.span().start <= offset)?;
    let end = before.span().end;
    let is_behind = |between: &str| {
        let is_blank = between.chars().all(|c| c.is_whitespace() && c != '\n' && c != '\r');
        is_blank && !before.has_block()
    };
    let is_in = offset <= end || text.get(end..offset).is_some_and(is_behind);
    is_in.then_some(*before)
}

/// The leaf that an offset lies in or at the end of; the later one of two that both touch it, if
/// that is one that is typed on.
pub fn leaf_at(root: &Node, offset: usize) -> Option<&Node> {
    let mut found: Option<&Node> = None;
    let mut node = root;
    loop {
        let touching = node.children.iter().filter(|it| it.start <= offset && offset <= it.end);
        let mut next = None;
        for child in touching {
            if child.children.is_empty() {
                let is_typed = child.start < offset || found.is_none();
                if is_written(child.kind) && is_typed {
                    found = Some(child);
                }
            } else if next.is_none_or(|_: &Node| child.start < offset) {
                next = Some(child);
            }
        }
        match next {
            Some(inner) => node = inner,
            None => return found,
        }
    }
}

/// Whether a leaf is something that a person types letter by letter.
fn is_written(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Blank
            | Kind::Newline
            | Kind::Open
            | Kind::Close
            | Kind::Comma
            | Kind::Colon
            | Kind::Separator
            | Kind::Range
            | Kind::Comparison
            | Kind::Bom
            | Kind::MissingClose
            | Kind::StrayClose
    )
}
