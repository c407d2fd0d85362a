//! The lossless tree and its typed view. In: nodes made by `parse`. Out: statements, their words,
//! arguments and blocks. Knows no word of the language.

use std::sync::Arc;

use crate::source::{SourceId, Span};

/// What a node is. Leaves tile the text: joined in order they give it back byte for byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The whole file.
    File,
    /// `word argument* block?`
    Statement,
    /// `{ … }`
    Block,
    /// The line break inside a list, with what surrounds it.
    ListBreak,
    /// First word of a statement.
    Word,
    /// `kebab-case` or `path.of-names`
    Name,
    /// `"…"`
    Text,
    /// `"""…"""`
    TextBlock,
    /// Text between quotation marks that are not `"`.
    CurlyText,
    /// `2026-10-24`, existing day or not
    Date,
    /// `48h`, `14d`
    Duration,
    /// `1.62%`
    Percent,
    /// `1482`, `24.99`
    Number,
    /// `113-1234567-1234567`
    OrderId,
    /// `..`
    Range,
    /// `>=`
    Comparison,
    /// `,`
    Comma,
    /// `:`, which means nothing
    Colon,
    /// `;`
    Separator,
    /// `{`
    Open,
    /// `}`
    Close,
    /// Spaces and tabs.
    Blank,
    /// The end of a line.
    Newline,
    /// `# …`
    Comment,
    /// `## …`
    DocComment,
    /// The byte order mark.
    Bom,
    /// A run of characters that is no literal and no name.
    Unknown,
    /// Text whose closing mark is missing.
    BadText,
    /// A text block whose closing marks are missing.
    BadTextBlock,
    /// The place where a block should have been closed; empty.
    MissingClose,
    /// A closing brace too many.
    StrayClose,
    /// Characters where a word was expected.
    Stray,
}

/// One node: a leaf with text, or an inner node whose children tile its range.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Children in order; empty for a leaf.
    pub children: Vec<Node>,
}

impl Kind {
    /// Whether it is a thing of a file or block: a statement, or what stands where one belongs.
    pub fn is_item(self) -> bool {
        matches!(self, Kind::Statement | Kind::Block | Kind::Stray | Kind::StrayClose)
    }
}

impl Node {
    /// Calls `visit` for every block that holds the offset, the outermost first.
    pub fn for_each_around(&self, offset: usize, visit: &mut impl FnMut(&Node)) {
        let is_around = |child: &&Node| child.start < offset && offset <= child.end;
        for child in self.children.iter().filter(is_around) {
            if child.kind == Kind::Block {
                visit(child);
            }
            child.for_each_around(offset, visit);
        }
    }

    /// Calls `visit` for every leaf, in text order.
    pub fn for_each_leaf(&self, visit: &mut impl FnMut(&Node)) {
        match self.children.is_empty() {
            true => visit(self),
            false => self.children.iter().for_each(|child| child.for_each_leaf(visit)),
        }
    }
}

/// The tree of one file.
#[derive(Debug, Clone)]
pub struct SyntaxTree {
    /// The file.
    pub source: SourceId,
    /// The root, of kind [`Kind::File`]; copies of the tree share it.
    pub root: Arc<Node>,
}

impl SyntaxTree {
    /// The statements of the file, in order.
    pub fn statements(&self) -> Vec<Statement<'_>> {
        statements(&self.root, self.source)
    }
}

/// The statements directly inside a node.
fn statements(node: &Node, source: SourceId) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    let mut doc = None;
    for child in &node.children {
        match child.kind {
            Kind::Statement => found.push(Statement { node: child, source, doc: doc.take() }),
            Kind::DocComment => {
                doc = Some(doc.map_or(child.start, |start: usize| start));
            }
            Kind::Blank | Kind::Newline | Kind::Separator => {}
            _ => doc = None,
        }
    }
    found
}

/// A typed view of one statement.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'t> {
    node: &'t Node,
    source: SourceId,
    /// Where the `##` lines above it begin, if there are any.
    pub doc: Option<usize>,
}

impl<'t> Statement<'t> {
    /// The first word.
    pub fn word(&self) -> Span {
        let word = self.node.children.iter().find(|child| child.kind == Kind::Word);
        let word = word.expect("the grammar gives every statement a word");
        self.span_of(word)
    }

    /// Argument leaves in order, commas and breaks included, blanks left out.
    pub fn arguments(&self) -> Vec<&'t Node> {
        let skipped = [Kind::Word, Kind::Blank, Kind::Block, Kind::ListBreak];
        self.node.children.iter().filter(|child| !skipped.contains(&child.kind)).collect()
    }

    /// Whether it has a block.
    pub fn has_block(&self) -> bool {
        self.block().is_some()
    }

    /// Whether its block ends with a brace of its own; true where it has no block.
    pub fn is_closed(&self) -> bool {
        let is_missing = |child: &Node| child.kind == Kind::MissingClose;
        !self.block().is_some_and(|block| block.children.iter().any(is_missing))
    }

    /// The statements of its block; empty where it has none.
    pub fn body(&self) -> Vec<Statement<'t>> {
        self.block().map(|block| statements(block, self.source)).unwrap_or_default()
    }

    /// The block's range, if there is one.
    pub fn block_span(&self) -> Option<Span> {
        self.block().map(|block| self.span_of(block))
    }

    /// From the word to the last argument, without the block.
    pub fn head(&self) -> Span {
        match self.arguments().last() {
            Some(last) => self.word().to(self.span_of(last)),
            None => self.word(),
        }
    }

    /// The whole statement.
    pub fn span(&self) -> Span {
        self.span_of(self.node)
    }

    /// The range of a node of this statement.
    pub fn span_of(&self, node: &Node) -> Span {
        Span::new(self.source, node.start, node.end)
    }

    fn block(&self) -> Option<&'t Node> {
        self.node.children.iter().find(|child| child.kind == Kind::Block)
    }
}
