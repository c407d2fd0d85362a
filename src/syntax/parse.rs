//! Runs the grammar. In: a text. Out: its tree and the faults of its form. The only place that
//! names pest.

use std::num::NonZeroUsize;
use std::sync::Arc;

use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::lexis;
use crate::syntax::tree::{Kind, Node, SyntaxTree};

/// Longest `.poa` file that is read, in bytes: a plan has some ten thousand.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// Most statements of one file: a plan has some hundred.
const STATEMENTS_MAX: usize = 20_000;

/// Deepest nesting of braces that is read: the language itself nests three deep.
const DEPTH_MAX: usize = 64;

/// Steps after which the grammar gives up; far above what the longest text needs.
const STEPS_MAX: usize = 400_000_000;

#[derive(Parser)]
#[grammar = "../grammar/poa.pest"]
struct Grammar;

/// Reads one file. Never fails: what is not understood is an error node and a diagnostic.
///
/// **Shape**: the leaves of the tree, joined, are the text.
pub fn parse(source: SourceId, sources: &Sources) -> Outcome<SyntaxTree> {
    let text: &str = &sources.get(source).text;
    if let Some(refused) = refuse(source, text) {
        return Outcome::new(flat_tree(source, text), vec![refused]);
    }
    pest::set_call_limit(NonZeroUsize::new(STEPS_MAX));
    let root = match Grammar::parse(Rule::file, text).map(|mut pairs| pairs.next()) {
        Ok(Some(file)) => node(file),
        Ok(None) | Err(_) => {
            let span = Span::new(source, 0, 0);
            let fault = Diagnostic::error("syntax-error", "the file cannot be read as a case")
                .at(span, "reading gave up here")
                .help("split the file: `use \"other.poa\"` takes the items of another file");
            return Outcome::new(flat_tree(source, text), vec![fault]);
        }
    };
    finish(SyntaxTree { source, root: Arc::new(root) }, text)
}

/// Says what is wrong with the form of a tree; one that is too large is given up.
pub fn finish(tree: SyntaxTree, text: &str) -> Outcome<SyntaxTree> {
    if let Some(refused) = too_many(&tree.root, tree.source) {
        return Outcome::new(flat_tree(tree.source, text), vec![refused]);
    }
    let diagnostics = lexis::explain(&tree, text);
    Outcome::new(tree, diagnostics)
}

/// The items of a part of a file; `None` where the grammar gives up.
pub fn children(text: &str) -> Option<Vec<Node>> {
    pest::set_call_limit(NonZeroUsize::new(STEPS_MAX));
    let file = Grammar::parse(Rule::file, text).ok()?.next()?;
    Some(node(file).children)
}

/// A reason not to read the text at all: too long, or braces nested beyond all sense.
pub fn refuse(source: SourceId, text: &str) -> Option<Diagnostic> {
    if text.len() > TEXT_BYTES_MAX {
        let limit = TEXT_BYTES_MAX >> 10;
        let message = format!("the file has {} KB; at most {limit} KB are read", text.len() >> 10);
        let fault = Diagnostic::error("syntax-error", message);
        let help = "put data into CSV files, and text that is not for the plan elsewhere";
        return Some(fault.at(Span::new(source, 0, 0), "not read").help(help));
    }
    let mut depth = 0usize;
    for (offset, character) in text.char_indices() {
        match character {
            '{' | '｛' => depth += 1,
            '}' | '｝' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            let end = offset + character.len_utf8();
            let fault = Diagnostic::error("syntax-error", "blocks are nested too deeply")
                .at(Span::new(source, offset, end), format!("level {}", DEPTH_MAX + 1))
                .help("close the blocks above with `}`; the language nests three levels");
            return Some(fault);
        }
    }
    None
}

/// A reason not to go on with a text that was read: more statements than any plan has.
fn too_many(root: &Node, source: SourceId) -> Option<Diagnostic> {
    let count = count(root);
    let message = format!("the file has {count} statements; at most {STATEMENTS_MAX} are read");
    let fault = Diagnostic::error("syntax-error", message)
        .at(Span::new(source, 0, 0), "not read")
        .help("a case is one enforcement event: leave out what the plan does not need");
    (count > STATEMENTS_MAX).then_some(fault)
}

/// The statements of a node, at every depth.
fn count(node: &Node) -> usize {
    let own = usize::from(node.kind == Kind::Statement);
    own + node.children.iter().map(count).sum::<usize>()
}

/// The tree of a text that was not read: one error leaf.
fn flat_tree(source: SourceId, text: &str) -> SyntaxTree {
    let leaf = Node { kind: Kind::Stray, start: 0, end: text.len(), children: Vec::new() };
    let root = Node { kind: Kind::File, start: 0, end: text.len(), children: vec![leaf] };
    SyntaxTree { source, root: Arc::new(root) }
}

fn node(pair: Pair<'_, Rule>) -> Node {
    let span = pair.as_span();
    let kind = kind_of(pair.as_rule());
    let (start, end) = (span.start(), span.end());
    let inner = matches!(kind, Kind::File | Kind::Statement | Kind::Block | Kind::ListBreak);
    let children = match inner {
        true => pair.into_inner().filter(|child| child.as_rule() != Rule::EOI).map(node).collect(),
        false => Vec::new(),
    };
    Node { kind, start, end, children }
}

fn kind_of(rule: Rule) -> Kind {
    match rule {
        Rule::file | Rule::EOI => Kind::File,
        Rule::block => Kind::Block,
        Rule::statement => Kind::Statement,
        Rule::list_break => Kind::ListBreak,
        Rule::word => Kind::Word,
        Rule::name => Kind::Name,
        Rule::text => Kind::Text,
        Rule::text_block => Kind::TextBlock,
        Rule::curly_text => Kind::CurlyText,
        Rule::date => Kind::Date,
        Rule::duration => Kind::Duration,
        Rule::percent => Kind::Percent,
        Rule::number => Kind::Number,
        Rule::order_id => Kind::OrderId,
        Rule::range => Kind::Range,
        Rule::comparison => Kind::Comparison,
        Rule::comma => Kind::Comma,
        Rule::colon => Kind::Colon,
        Rule::separator => Kind::Separator,
        Rule::open => Kind::Open,
        Rule::close => Kind::Close,
        Rule::blank => Kind::Blank,
        Rule::newline => Kind::Newline,
        Rule::comment => Kind::Comment,
        Rule::doc_comment => Kind::DocComment,
        Rule::bom => Kind::Bom,
        Rule::bad_text => Kind::BadText,
        Rule::bad_text_block => Kind::BadTextBlock,
        Rule::missing_close => Kind::MissingClose,
        Rule::stray_close => Kind::StrayClose,
        Rule::stray => Kind::Stray,
        // The rest are silent rules, which pest never hands out.
        Rule::unknown
        | Rule::item
        | Rule::dedent
        | Rule::item_word
        | Rule::argument
        | Rule::list_item
        | Rule::list_tail
        | Rule::decimal
        | Rule::atom
        | Rule::atom_end
        | Rule::escape
        | Rule::brace_end
        | Rule::quote
        | Rule::line_end => Kind::Unknown,
    }
}
