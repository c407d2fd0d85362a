//! Whether a field can hold the text that it is compared with. In: a field, a text. Out: a fault
//! for a word that it never holds and for a day that the calendar lacks.

use crate::policy::expression::check::Checker;
use crate::policy::expression::tree::{Node, Tree};
use crate::policy::schema::Type;
use crate::suggest::nearest;
use crate::value::Date;

impl Checker<'_> {
    /// Whether a text constant is one that the other side can hold.
    pub(super) fn constant(&mut self, field: (&Tree, Type), constant: (&Tree, Type)) {
        let Node::Text(text) = &constant.0.node else { return };
        match field.1 {
            Type::Word(words) if !words.contains(&text.as_str()) => {
                let all = words.join("' or '");
                let message = format!("`{}` is never `{text}`", field.0.path());
                self.fault(constant.0, message, format!("write '{all}'"));
            }
            Type::Date if Date::parse(text).is_none() => {
                let message = format!("`{text}` is not a date of the calendar");
                self.fault(constant.0, message, "write it like '2026-11-05'");
            }
            Type::Text => self.declared(field.0, (constant.0, text)),
            _ => {}
        }
    }

    /// Whether a word is one that the pack declares for the field.
    fn declared(&mut self, field: &Tree, constant: (&Tree, &str)) {
        let (tree, word) = constant;
        let path = field.path();
        let known = self.names.words(&path);
        if known.is_empty() || known.iter().any(|known| known == word) {
            return;
        }
        let help = match nearest(word, known.iter().map(String::as_str)) {
            Some(near) => format!("write '{near}', or declare the word first"),
            None => "declare the word first: docs/packs.md, the words of the site".to_owned(),
        };
        self.fault(tree, format!("`{path}` is never `{word}` in this pack"), help);
    }
}
