//! The answer of `poa fmt` for people. In: texts that were formatted. Out: patches, names, a count.

use crate::report::words::Words;
use crate::report::{FormattedText, View, counted};

/// Patches where they were asked for; otherwise the names of what changes. Standard input is given
/// back formatted.
pub(crate) fn formatted(view: View, texts: &[FormattedText], writes: bool) -> String {
    let words = Words::of(view.language);
    let mut said = String::new();
    let changed = texts.iter().filter(|it| it.is_changed);
    for text in texts {
        match &text.diff {
            Some(diff) => said += diff,
            None if !text.is_from_file && writes => said += &text.text,
            None if text.is_changed && writes => {
                said += &line(words, &format!("formatted {}", text.name))
            }
            None if text.is_changed => said += &line(words, &format!("would format {}", text.name)),
            None => {}
        }
    }
    let is_asked = texts.iter().all(|it| it.is_from_file && it.diff.is_none());
    if is_asked && changed.count() == 0 {
        let sum = match texts.len() {
            1 => "1 file is in the one style".to_owned(),
            several => format!("all {} are in the one style", counted(several, "file")),
        };
        said += &line(words, &sum);
    }
    said
}

fn line(words: Words, english: &str) -> String {
    words.said(english) + "\n"
}
