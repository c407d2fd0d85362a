//! The items of a file or block, line by line. In: the tree. Out: text in the one style. Keeps the
//! order of statements and every comment; an item that cannot be told apart keeps its bytes.

use crate::format::statement::{self, Columns};
use crate::format::{INDENT, WIDTH_MAX};
use crate::syntax::lexis::plain;
use crate::syntax::{Kind, Node, SyntaxTree};

/// What becomes of an item of the file that has a fault in its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Formatted around the fault, where it is clear where blocks and texts end.
    Formatted,
    /// Kept as it stands.
    Kept,
}

/// Writes a whole file.
pub fn file(tree: &SyntaxTree, text: &str, broken: Broken) -> String {
    let mut writer = Writer { text, out: String::with_capacity(text.len() + 64), broken };
    writer.body(&tree.root.children, 0);
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    writer.out
}

struct Writer<'t> {
    text: &'t str,
    out: String,
    broken: Broken,
}

/// Where the writer stands in a body.
#[derive(Debug, Clone, Copy)]
struct Spot {
    depth: usize,
    /// Line ends in the source since the last thing that was written.
    newlines: usize,
    /// Whether nothing of the body was written yet.
    is_first: bool,
    /// Whether a comment may stand behind the line: a statement or brace is on it.
    has_line: bool,
    /// Whether an item of several lines stands above: what follows it in a file keeps away from it.
    is_below_block: bool,
}

impl Writer<'_> {
    /// Writes the things of a file or block, each on a line of its own.
    fn body(&mut self, children: &[Node], depth: usize) {
        let keys = children.iter().filter(|it| it.kind == Kind::Statement);
        let aligned = keys.filter(|it| statement::is_aligned(it));
        let key = match depth {
            0 => None,
            _ => aligned.filter_map(|it| statement::key_width(it, self.text)).max(),
        };
        let mut spot =
            Spot { depth, newlines: 0, is_first: true, has_line: depth > 0, is_below_block: false };
        for (index, child) in children.iter().enumerate() {
            match child.kind {
                Kind::Newline => spot.newlines += 1,
                Kind::Blank | Kind::Bom | Kind::Open | Kind::Close | Kind::MissingClose => {}
                Kind::Separator => self.separator(children, index),
                Kind::Comment | Kind::DocComment if spot.has_line && spot.newlines == 0 => {
                    let comment = self.comment(child);
                    statement::behind(&mut self.out, &comment);
                    spot.has_line = false;
                    spot.is_first = false;
                }
                Kind::Comment | Kind::DocComment => {
                    self.begin(&mut spot);
                    let comment = self.comment(child);
                    self.out.push_str(&comment);
                    spot.has_line = false;
                }
                _ => {
                    self.begin(&mut spot);
                    let begun = self.out.len();
                    self.item(child, Columns { indent: depth * INDENT, key }, &mut spot);
                    spot.is_below_block = depth == 0 && self.out[begun..].contains('\n');
                }
            }
        }
    }

    /// Begins a line; one empty line in front of it where the source has some.
    fn begin(&mut self, spot: &mut Spot) {
        if !self.out.is_empty() {
            self.out.push('\n');
            if (spot.newlines > 1 || spot.is_below_block) && !spot.is_first {
                self.out.push('\n');
            }
        }
        self.out.push_str(&" ".repeat(spot.depth * INDENT));
        let depth = spot.depth;
        *spot = Spot { depth, newlines: 0, is_first: false, has_line: true, is_below_block: false };
    }

    /// A statement, a block without one, or what was not understood.
    fn item(&mut self, node: &Node, columns: Columns, spot: &mut Spot) {
        if columns.indent == 0 && self.is_kept(node) {
            let raw = &self.text[node.start..node.end];
            // A text without its closing mark keeps the blanks that it ends with.
            let solid = raw.trim_end().len();
            let line = raw[solid..].find(['\n', '\r']).unwrap_or(raw.len() - solid);
            let kept = &raw[..solid + line];
            self.out.push_str(kept);
            spot.newlines = raw[kept.len()..].matches('\n').count();
            spot.has_line = spot.newlines == 0;
            return;
        }
        match node.kind {
            Kind::Statement => self.statement(node, columns),
            Kind::Block => self.block(node, spot.depth),
            _ => {
                let raw = self.text[node.start..node.end].trim_end();
                self.out.push_str(raw);
            }
        }
    }

    fn statement(&mut self, node: &Node, columns: Columns) {
        let block = node.children.iter().find(|child| child.kind == Kind::Block);
        let depth = columns.indent / INDENT;
        let Some(block) = block else {
            statement::head(&mut self.out, node, self.text, columns);
            return;
        };
        statement::head(&mut self.out, node, self.text, Columns { key: None, ..columns });
        self.out.push(' ');
        self.block(block, depth);
    }

    /// A block: in one line where it was written so and fits, otherwise a line for each statement.
    fn block(&mut self, node: &Node, depth: usize) {
        let is_void = |child: &Node| {
            matches!(
                child.kind,
                Kind::Open | Kind::Close | Kind::Blank | Kind::Newline | Kind::Separator
            )
        };
        if node.children.iter().all(is_void) {
            self.out.push_str("{ }");
            return;
        }
        let is_in_one_line = !self.text[node.start..node.end].contains(['\n', '\r']);
        if is_in_one_line {
            let begun = self.out.len();
            self.one_line(node);
            if statement::column(&self.out) <= WIDTH_MAX {
                return;
            }
            self.out.truncate(begun);
        }
        self.out.push('{');
        self.body(&node.children, depth + 1);
        self.out.push('\n');
        self.out.push_str(&" ".repeat(depth * INDENT));
        self.out.push('}');
    }

    /// `{ role "x"; name "y" }`
    fn one_line(&mut self, node: &Node) {
        self.out.push('{');
        let mut is_first = true;
        for child in &node.children {
            match child.kind {
                Kind::Blank | Kind::Separator | Kind::Open | Kind::Close => continue,
                _ => {}
            }
            self.out.push_str(if is_first { " " } else { "; " });
            is_first = false;
            match child.kind {
                Kind::Statement => {
                    let columns = Columns { indent: 0, key: None };
                    statement::head(&mut self.out, child, self.text, columns);
                    if let Some(block) = child.children.iter().find(|it| it.kind == Kind::Block) {
                        self.out.push(' ');
                        self.one_line(block);
                    }
                }
                Kind::Block => self.one_line(child),
                _ => self.out.push_str(self.text[child.start..child.end].trim_end()),
            }
        }
        self.out.push_str(" }");
    }

    /// A separator goes, as the line ends there; behind a comma too many it stays, or the next line
    /// would be read as part of the list.
    fn separator(&mut self, children: &[Node], index: usize) {
        let before = children[..index].iter().rev().find(|it| it.kind != Kind::Blank);
        let last = before.filter(|it| it.kind == Kind::Statement).and_then(|it| it.children.last());
        if last.is_some_and(|it| it.kind == Kind::Comma) {
            self.out.push(';');
        }
    }

    fn comment(&self, node: &Node) -> String {
        plain(node.kind, self.text[node.start..node.end].trim_end()).into_owned()
    }

    /// Whether an item of the file keeps its bytes: it is not clear where something in it ends.
    fn is_kept(&self, node: &Node) -> bool {
        let is_unclear = matches!(node.kind, Kind::BadTextBlock | Kind::MissingClose);
        let is_broken = matches!(node.kind, Kind::BadText | Kind::Stray | Kind::StrayClose);
        let is_kept = is_unclear || is_broken && self.broken == Broken::Kept;
        is_kept || node.children.iter().any(|child| self.is_kept(child))
    }
}
