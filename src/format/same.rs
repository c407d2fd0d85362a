//! Whether two texts say the same. In: two trees. Out: yes or no. Blanks, breaks and the plain form
//! of marks make no difference; words, literals, comments and nesting do.

use std::borrow::Cow;

use crate::case::text_of;
use crate::source::Span;
use crate::syntax::lexis::plain;
use crate::syntax::{Kind, Node, SyntaxTree};

/// Compares two texts, part by part.
pub fn says_the_same(one: (&SyntaxTree, &str), other: (&SyntaxTree, &str)) -> bool {
    parts(one.0, one.1) == parts(other.0, other.1)
}

/// What a text says: kinds of nodes, and the plain text of each leaf that means something.
fn parts<'t>(tree: &SyntaxTree, text: &'t str) -> Vec<(Kind, Cow<'t, str>)> {
    let mut parts = Vec::new();
    gather(&tree.root, text, &mut parts);
    parts
}

fn gather<'t>(node: &Node, text: &'t str, parts: &mut Vec<(Kind, Cow<'t, str>)>) {
    let slice = &text[node.start..node.end];
    match node.kind {
        Kind::File | Kind::ListBreak => {}
        Kind::Statement | Kind::Block => parts.push((node.kind, Cow::Borrowed(""))),
        Kind::Blank | Kind::Newline | Kind::Separator | Kind::Colon | Kind::Bom => return,
        Kind::TextBlock => {
            let span = Span::new(crate::format::edits::nowhere(), node.start, node.end);
            parts.push((node.kind, Cow::Owned(text_of(node.kind, slice, span).text)));
            return;
        }
        Kind::CurlyText => {
            parts.push((Kind::Text, plain(node.kind, slice)));
            return;
        }
        Kind::Comment | Kind::DocComment | Kind::Stray | Kind::BadTextBlock => {
            parts.push((node.kind, Cow::Owned(plain(node.kind, slice).trim_end().to_owned())));
            return;
        }
        _ => {
            parts.push((node.kind, plain(node.kind, slice)));
            return;
        }
    }
    node.children.iter().for_each(|child| gather(child, text, parts));
}
