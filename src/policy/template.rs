//! Messages with `{{ expression }}` in them, and the placeholders of disclosures. In: text and the
//! names it may use. Out: [`Template`], filled with plain words: nothing filled in is read as
//! markup.

use std::ops::Range;

use crate::policy::expression::{Expression, ExpressionFault, Scope};
use crate::policy::schema::Names;

/// A message, label or help text of a pack.
#[derive(Debug, Clone)]
pub struct Template {
    text: String,
    pieces: Vec<Piece>,
}

/// A part of a template.
#[derive(Debug, Clone)]
enum Piece {
    Words(String),
    Field(Expression),
}

impl Template {
    /// Parses a text and checks every expression in it.
    ///
    /// **Errors**: all faults, with their places in the text.
    pub fn compile(text: &str, names: &Names) -> Result<Self, Vec<ExpressionFault>> {
        let mut faults = Vec::new();
        let mut pieces = Vec::new();
        let mut done = 0;
        for placeholder in placeholders(text) {
            pieces.push(Piece::Words(text[done..placeholder.whole.start].to_owned()));
            done = placeholder.whole.end;
            if !placeholder.is_closed {
                faults.push(open_fault(placeholder.whole));
                break;
            }
            match Expression::compile(placeholder.name, names) {
                Ok(expression) => pieces.push(Piece::Field(expression)),
                Err(found) => faults.extend(found.into_iter().map(|fault| ExpressionFault {
                    range: fault.range.start + placeholder.start
                        ..fault.range.end + placeholder.start,
                    ..fault
                })),
            }
        }
        pieces.push(Piece::Words(text[done..].to_owned()));
        faults.extend(block_fault(text));
        match faults.is_empty() {
            true => Ok(Self { text: text.to_owned(), pieces }),
            false => Err(faults),
        }
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The expressions in it.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Field(field) => Some(field),
        })
    }

    /// The words for one item; what cannot be computed reads `not given`.
    pub fn fill(&self, scope: &Scope) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Field(field) => field.words(scope).unwrap_or_else(|_| "not given".to_owned()),
        });
        words.collect()
    }
}

/// A `{{ name }}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder<'t> {
    /// Bytes from `{{` to `}}`.
    pub whole: Range<usize>,
    /// Where the name begins.
    pub start: usize,
    /// What stands between, without blanks around it.
    pub name: &'t str,
    /// False where `}}` is missing: then it reaches to the end of its line.
    pub is_closed: bool,
}

/// All placeholders of a text, in order.
pub fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let inside = open + 2;
        let close = text[inside..].find("}}").map(|close| inside + close);
        let line_end = text[inside..].find('\n').map_or(text.len(), |end| inside + end);
        let (end, whole_end) = close.map_or((line_end, line_end), |close| (close, close + 2));
        let name = text[inside..end].trim();
        let blanks = text[inside..end].len() - text[inside..end].trim_start().len();
        found.push(Placeholder {
            whole: open..whole_end,
            start: inside + blanks,
            name,
            is_closed: close.is_some(),
        });
        at = whole_end;
    }
    found
}

/// A block of a template language: it would be printed as it stands.
pub(crate) fn block_fault(text: &str) -> Option<ExpressionFault> {
    let at = text.find("{%")?;
    let help = "write one expression in `{{ }}`, or `when:` where it decides whether to speak";
    Some(ExpressionFault::new(at..at + 2, "a text has no blocks such as `{% if %}`", help))
}

/// A placeholder that is never closed.
pub(crate) fn open_fault(range: Range<usize>) -> ExpressionFault {
    ExpressionFault::new(range, "a `{{` is not closed", "write `}}` behind the name")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use crate::policy::expression::Scope;
    use crate::policy::schema::Names;
    use crate::policy::template::Template;
    use crate::policy::types::Each;

    #[test]
    fn fills_messages_with_plain_words() {
        let names = Names::new(Each::Action, &BTreeMap::new());
        let action = json!({"id": "retrain", "done": null, "kinds": ["a", "b"], "promise": true});
        let scope = Scope::new(BTreeMap::from([("action", action)]));
        let check = |text: &str, expected: &str| {
            let words = match Template::compile(text, &names) {
                Ok(template) => template.fill(&scope),
                Err(faults) => {
                    let words = |fault: &crate::policy::expression::ExpressionFault| {
                        format!("{:?} {}", &text[fault.range.clone()], fault.message)
                    };
                    faults.iter().map(words).collect::<Vec<_>>().join("; ")
                }
            };
            assert_eq!(words, expected, "{text}");
        };
        check("no field", "no field");
        check("`{{ action.id }}` { is } late", "`retrain` { is } late");
        check("done on {{action.done}}", "done on not given");
        check("{{ action.kinds }}: {{ action.promise }}", "a, b: yes");
        check("{{ actoin.id }}", "\"actoin\" there is no `actoin` here");
        check("ü {{ action.ownr }}", "\"ownr\" `action` has no field `ownr`");
        check("{{ action.id", "\"{{ action.id\" a `{{` is not closed");
        check("{% if x %}late", "\"{%\" a text has no blocks such as `{% if %}`");
        check("{{ }}", "\"\" the expression is not complete");
    }
}
