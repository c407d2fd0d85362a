//! Reading a text again after an edit. In: its tree from before, and the text as it stands now.
//! Out: the tree that [`parse`] makes of it, of which only the items around the edit were read.
//!
//! An item is kept where nothing behind it could have changed how it was read: all of the tree is
//! free of error nodes, and the seams lie behind an item that closes its block and its line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Outcome;
use crate::source::{SourceId, Sources};
use crate::syntax::parse::{children, finish, parse, refuse};
use crate::syntax::tree::{Kind, Node, SyntaxTree};

/// The trees of the texts that were read, by name. It makes reading faster and changes no tree.
#[derive(Debug, Default)]
pub struct Trees(BTreeMap<String, Kept>);

/// One of them.
#[derive(Debug)]
struct Kept {
    text: Arc<str>,
    read: Outcome<SyntaxTree>,
    /// Whether no node of the tree is an error.
    is_clean: bool,
}

impl Trees {
    /// Reads one file, like [`parse`].
    pub fn parse(&mut self, source: SourceId, sources: &Sources) -> Outcome<SyntaxTree> {
        let file = sources.get(source);
        let before = self.0.remove(&file.name).filter(|it| it.read.value.source == source);
        let kept = match before {
            Some(kept) if kept.text == file.text => kept,
            Some(kept) if kept.is_clean => again(kept, &file.text, source)
                .unwrap_or_else(|| Kept::new(&file.text, parse(source, sources))),
            Some(_) | None => Kept::new(&file.text, parse(source, sources)),
        };
        let read = kept.read.clone();
        self.0.insert(file.name.clone(), kept);
        read
    }
}

impl Kept {
    fn new(text: &Arc<str>, read: Outcome<SyntaxTree>) -> Self {
        let is_clean = read.value.root.children.iter().all(is_clean);
        Self { text: Arc::clone(text), read, is_clean }
    }
}

fn is_clean(node: &Node) -> bool {
    let is_error = matches!(
        node.kind,
        Kind::Unknown
            | Kind::BadText
            | Kind::BadTextBlock
            | Kind::MissingClose
            | Kind::StrayClose
            | Kind::Stray
    );
    !is_error && node.children.iter().all(is_clean)
}

/// Reads the part of a text that an edit can have changed; `None` where it must be read whole.
fn again(kept: Kept, text: &Arc<str>, source: SourceId) -> Option<Kept> {
    if refuse(source, text).is_some() {
        return None;
    }
    let (head, tail) = common(&kept.text, text);
    let mut root = kept.read.value.root;
    let items = &root.children;
    let first = (0..=items.len()).rev().find(|at| *at == 0 || is_seam(items, *at, head))?;
    let untouched = |at: &usize| items[*at].start >= kept.text.len() - tail;
    let last = (first..items.len()).find(|at| untouched(at) && closes_line(&items[..*at]));
    let last = last.unwrap_or(items.len());
    let start = items.get(first).map_or(kept.text.len(), |item| item.start);
    let end = items.get(last).map_or(kept.text.len(), |item| item.start);
    let range = start..end + text.len() - kept.text.len();
    let middle = read_middle(text, range, last == items.len())?;
    let is_clean = middle.iter().all(is_clean);
    let by = text.len() as isize - kept.text.len() as isize;
    let tree = Arc::make_mut(&mut root);
    tree.children[last..].iter_mut().for_each(|item| shift(item, by));
    tree.children.splice(first..last, middle);
    tree.end = text.len();
    let read = finish(SyntaxTree { source, root }, text);
    Some(Kept { text: Arc::clone(text), read, is_clean })
}

/// The items of a part of the text; `None` where what follows could belong to them.
fn read_middle(text: &str, range: Range<usize>, is_end: bool) -> Option<Vec<Node>> {
    let part = text.get(range.clone())?;
    // At the beginning of a text this mark means something else.
    let is_odd =
        range.start > 0 && (part.starts_with('\u{feff}') || text[..range.start].ends_with('\r'));
    let mut items = children(part).filter(|_| !is_odd)?;
    let ends_well = closes_line(&items) && !part.ends_with('\r') && items.iter().all(is_clean);
    if !is_end && !items.is_empty() && !ends_well {
        return None;
    }
    let by = isize::try_from(range.start).ok()?;
    items.iter_mut().for_each(|item| shift(item, by));
    Some(items)
}

/// Whether an item begins where what stands before it is surely the same as before.
fn is_seam(items: &[Node], at: usize, head: usize) -> bool {
    items[at - 1].end <= head && closes_line(&items[..at])
}

/// Whether some items end with one that closes its block, and the end of its line.
fn closes_line(items: &[Node]) -> bool {
    let [.., item, newline] = items else { return false };
    let has_block = item.children.last().is_some_and(|last| last.kind == Kind::Block);
    item.kind == Kind::Statement && has_block && newline.kind == Kind::Newline
}

fn shift(node: &mut Node, by: isize) {
    node.start = node.start.saturating_add_signed(by);
    node.end = node.end.saturating_add_signed(by);
    node.children.iter_mut().for_each(|child| shift(child, by));
}

/// How many bytes at the beginning, and how many of the rest at the end, two texts share.
fn common(before: &str, now: &str) -> (usize, usize) {
    let (before, now) = (before.as_bytes(), now.as_bytes());
    let head = before.iter().zip(now).take_while(|(one, other)| one == other).count();
    let rest = before[head..].iter().rev().zip(now[head..].iter().rev());
    (head, rest.take_while(|(one, other)| one == other).count())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop, prop_assert_eq};
    use proptest::proptest;

    use crate::source::{SourceId, Sources};
    use crate::syntax::again::Trees;
    use crate::syntax::parse;

    const CASE: &str = "use \"a.poa\"\n\n# note\n## doc\n\
        case a { seller \"x\"; submit 2026-11-12 }\n\
        site us {\n  window 2026-08-10 .. 2026-10-08\n}\r\nperson lead { role \"Lead\" }\n\
        allow some-rule because \"it is so,\"\n\
        finding f {\n  text \"\"\"\n    Words } here.\n  \"\"\"\n  proof a, b,\n    c # why\n}\n\n\
        action a { fixes f; did \"We {{ x }} did (@e).\" }\n";

    /// What is typed: pieces that open, close, break and join.
    const PIECES: [&str; 20] = [
        "",
        "x",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\"",
        "\"\"\"",
        "{",
        "}",
        "}\n",
        ",",
        ", ",
        "#",
        ";",
        "\u{feff}",
        "。",
        "\nfinding g {\n",
        "use \"b.poa\"\n",
        "site de { orders 3 }\n",
    ];

    fn shown(text: &str, trees: Option<&mut Trees>) -> String {
        let mut sources = Sources::default();
        let source: SourceId = sources.add("case.poa", text);
        let read = match trees {
            Some(trees) => trees.parse(source, &sources),
            None => parse(source, &sources),
        };
        format!("{read:?}")
    }

    /// Types the edits one after the other: place, bytes taken away and piece of each.
    fn type_in(edits: &[(usize, usize, usize)]) -> (Vec<String>, Vec<String>) {
        let mut trees = Trees::default();
        let mut text = CASE.to_owned();
        let (mut again, mut whole) =
            (vec![shown(&text, Some(&mut trees))], vec![shown(&text, None)]);
        for (at, taken, piece) in edits {
            let border = |at: usize| (at..).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let start = border(at % (text.len() + 1));
            let end = border((start + taken).min(text.len()));
            text.replace_range(start..end, PIECES[piece % PIECES.len()]);
            again.push(shown(&text, Some(&mut trees)));
            whole.push(shown(&text, None));
        }
        (again, whole)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_text_read_again_is_read_as_if_whole(
            edits in prop::collection::vec((0..4_000_usize, 0..6_usize, 0..100_usize), 1..12)
        ) {
            let (again, whole) = type_in(&edits);
            prop_assert_eq!(again, whole);
        }
    }

    #[test]
    fn what_is_typed_at_every_place_is_read_as_if_whole() {
        for at in (0..CASE.len()).filter(|at| CASE.is_char_boundary(*at)) {
            let piece = at % PIECES.len();
            // The edit and its taking back.
            let (again, whole) = type_in(&[(at, 0, piece), (at, PIECES[piece].len(), 0)]);
            assert_eq!(again, whole, "{piece} at {at}");
        }
    }
}
