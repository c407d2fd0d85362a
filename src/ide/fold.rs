//! What can be folded, and what a selection grows to. In: a tree. Out: ranges.

use crate::case::text_of;
use crate::ide::Reading;
use crate::ide::slots::is_text;
use crate::ide::symbols::is_comment;
use crate::source::{SourceId, Span};
use crate::syntax::{Kind, Node};

/// A range that can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// From the line that stays to the last one that goes.
    pub span: Span,
    /// Whether it is a run of comments.
    pub is_comment: bool,
}

/// Blocks, text blocks and runs of comments over several lines.
pub fn folds(reading: &Reading, source: SourceId) -> Vec<Fold> {
    let Some(tree) = reading.tree(source) else { return Vec::new() };
    let text = &reading.sources.get(source).text;
    let mut found = Vec::new();
    gather(&tree.root, source, text, &mut found);
    found.sort_by_key(|fold| fold.span);
    found
}

fn gather(node: &Node, source: SourceId, text: &str, found: &mut Vec<Fold>) {
    let has_lines = |start: usize, end: usize| {
        text.get(start..end).is_some_and(|it| it.trim_end().contains('\n'))
    };
    let is_block = node.kind == Kind::Block || is_text(node.kind);
    if is_block && has_lines(node.start, node.end) {
        let end = node.start + text[node.start..node.end].trim_end().len();
        found.push(Fold { span: Span::new(source, node.start, end), is_comment: false });
    }
    let mut run: Option<(usize, usize)> = None;
    for child in &node.children {
        match child.kind {
            kind if is_comment(kind) => {
                run = Some((run.map_or(child.start, |(start, _)| start), child.end));
            }
            Kind::Blank | Kind::Newline => {}
            _ => end_run(&mut run, source, text, found),
        }
        gather(child, source, text, found);
    }
    end_run(&mut run, source, text, found);
}

fn end_run(run: &mut Option<(usize, usize)>, source: SourceId, text: &str, found: &mut Vec<Fold>) {
    let Some((start, end)) = run.take() else { return };
    if text[start..end].contains('\n') {
        found.push(Fold { span: Span::new(source, start, end), is_comment: true });
    }
}

/// The ranges around an offset, from the smallest to the whole file.
pub fn selections(reading: &Reading, source: SourceId, offset: usize) -> Vec<Span> {
    let Some(tree) = reading.tree(source) else { return Vec::new() };
    let mut around = Vec::new();
    let mut node: &Node = &tree.root;
    loop {
        around.push(Span::new(source, node.start, node.end));
        let holds = |it: &&Node| it.start <= offset && offset <= it.end && it.start < it.end;
        let is_solid = |it: &&Node| !matches!(it.kind, Kind::Blank | Kind::Newline);
        let children = || node.children.iter().filter(holds);
        match children().find(is_solid).or(children().next()) {
            Some(inner) => node = inner,
            None => break,
        }
    }
    if is_text(node.kind) && node.end - node.start > 2 {
        let text = &reading.sources.get(source).text[node.start..node.end];
        let inner = crate::ide::navigate::unquoted(text);
        let start = node.start + (text.len() - text.trim_start_matches('"').len()).max(1);
        around.push(Span::new(source, start, (start + inner.len()).min(node.end)));
        let span = Span::new(source, node.start, node.end);
        let prose = text_of(node.kind, text, span);
        let marks = prose.marks().iter().map(|mark| prose.place(mark.range()));
        around.extend(marks.filter(|mark| mark.touches(offset)).take(1));
    }
    around.dedup();
    around.reverse();
    around
}

#[cfg(test)]
mod tests {
    use crate::ide::fixture::Fixture;
    use crate::ide::fold::{folds, selections};

    #[test]
    fn blocks_texts_and_comments_fold() {
        let text = "$0# one\n# two\nfinding a {\n  text \"\"\"\n  x\n  \"\"\"\n}\nperson b { }\n";
        let fixture = Fixture::new(text);
        let found = folds(&fixture.reading, fixture.source);
        let lines: Vec<(usize, usize, bool)> = found
            .iter()
            .map(|fold| {
                let file = fixture.reading.sources.get(fixture.source);
                let line = |offset| file.position(offset).line;
                (line(fold.span.start), line(fold.span.end), fold.is_comment)
            })
            .collect();
        assert_eq!(lines, [(0, 1, true), (2, 6, false), (3, 5, false)]);
    }

    #[test]
    fn a_selection_grows() {
        let fixture = Fixture::new("person a { role \"Le$0ad\" }\n");
        let found = selections(&fixture.reading, fixture.source, fixture.offset);
        let text = &fixture.reading.sources.get(fixture.source).text;
        let shown: Vec<&str> = found.iter().map(|it| &text[it.start..it.end]).take(4).collect();
        let expected = ["Lead", "\"Lead\"", "role \"Lead\"", "{ role \"Lead\" }"];
        assert_eq!(shown, expected);
        let first = |marked: &str| {
            let fixture = Fixture::new(marked);
            let found = selections(&fixture.reading, fixture.source, fixture.offset);
            fixture.reading.sources.slice(found[0]).to_owned()
        };
        assert_eq!(first("finding a { text \"x {{ ra$0te }} y\" }"), "{{ rate }}");
        assert_eq!(first("finding a { text \"x (@sc$0ans) y\" }"), "@scans");
    }
}
