//! The small edits between a text and its formatted form. In: two texts that say the same. Out:
//! replacements of blanks and marks, so that an editor keeps its cursor and its folds.

use crate::diagnostic::Edit;
use crate::source::{SourceId, Sources, Span};
use crate::syntax::Kind;

/// The edits that turn the first text into the second. Both have the same leaves, blanks left out.
pub fn between(text: &str, written: &str, source: SourceId) -> Vec<Edit> {
    let (old, new) = (solid(text), solid(written));
    if old.len() != new.len() {
        let span = Span::new(source, 0, text.len());
        return vec![Edit { span, text: written.to_owned() }];
    }
    let mut edits = Vec::new();
    let mut push = |old: (usize, usize), new: (usize, usize)| {
        let instead = &written[new.0..new.1];
        if text[old.0..old.1] != *instead {
            let span = Span::new(source, old.0, old.1);
            edits.push(Edit { span, text: instead.to_owned() });
        }
    };
    let (mut old_end, mut new_end) = (0, 0);
    for (&(old_start, old_stop), &(new_start, new_stop)) in old.iter().zip(&new) {
        push((old_end, old_start), (new_end, new_start));
        push((old_start, old_stop), (new_start, new_stop));
        (old_end, new_end) = (old_stop, new_stop);
    }
    push((old_end, text.len()), (new_end, written.len()));
    edits
}

/// The ranges of the leaves that say something, without the blanks at their end.
fn solid(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    crate::format::read(text).root.for_each_leaf(&mut |leaf| {
        let is_blank = matches!(
            leaf.kind,
            Kind::Blank | Kind::Newline | Kind::Separator | Kind::Colon | Kind::Bom
        );
        let solid = text[leaf.start..leaf.end].trim_end();
        if !is_blank && !solid.is_empty() {
            found.push((leaf.start, leaf.start + solid.len()));
        }
    });
    found
}

/// A source for places that nobody is shown.
pub fn nowhere() -> SourceId {
    Sources::default().add("", "")
}
