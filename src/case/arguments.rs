//! Arguments of a statement, held against the slots of its row. In: leaves of the tree. Out: typed
//! values, or one fault for the statement: what was expected at which place.

mod formula;
mod values;

use crate::case::entry::{Reader, Value};
use crate::case::literal;
use crate::diagnostic::{Diagnostic, FixSafety, Severity};
use crate::source::{Span, Spanned};
use crate::suggest;
use crate::syntax::vocabulary::{Open, Slot, Word};
use crate::syntax::{Kind, Statement};
use crate::value::{Date, Decimal, Duration, OrderId, Percent};

/// Order kinds that `covers` may name.
pub const DEFECT_KINDS: &[&str] = &["a-to-z", "chargeback", "negative-feedback"];

/// An argument leaf with its text; full-width letters and digits already plain.
#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    text: String,
    span: Span,
}

/// A place in the arguments of one statement.
struct Cursor<'r, 's> {
    reader: &'r mut Reader<'s>,
    tokens: Vec<Token>,
    at: usize,
    head: Span,
    /// How the whole statement is written; empty for a fact.
    example: &'static str,
}

/// Stops reading a statement: its fault has been reported.
struct Refused;

type Read<T> = Result<T, Refused>;

/// Reads the arguments of a statement against its row; after a fault, as many as came before it.
pub fn read(reader: &mut Reader<'_>, statement: &Statement<'_>, row: &Word) -> Vec<Value> {
    let mut cursor = Cursor::new(reader, statement, row.example);
    let mut values = Vec::new();
    let read = cursor.slots(row.slots, &mut values).and_then(|()| cursor.finish(row));
    if read.is_err() {
        cursor.at = cursor.tokens.len();
    }
    values
}

/// Reads one fact of a `disclose` block: a word that the pack names, and one value; `None` where
/// the value could not be read.
pub fn fact(reader: &mut Reader<'_>, statement: &Statement<'_>) -> Option<Value> {
    Cursor::new(reader, statement, "").fact().ok()
}

impl<'r, 's> Cursor<'r, 's> {
    fn new(reader: &'r mut Reader<'s>, statement: &Statement<'_>, example: &'static str) -> Self {
        let leaves = statement.arguments();
        let mut tokens = Vec::new();
        for leaf in leaves.into_iter().filter(|leaf| leaf.kind != Kind::Colon) {
            let span = statement.span_of(leaf);
            let text = reader.sources.slice(span);
            let token = match leaf.kind {
                Kind::Unknown => reclassify(text, span),
                kind => Token { kind, text: text.to_owned(), span },
            };
            if leaf.kind == Kind::Unknown && token.kind != Kind::Unknown {
                reader.diagnostics.push(full_width(text, &token));
            }
            tokens.push(token);
        }
        Self { reader, tokens, at: 0, head: statement.head(), example }
    }

    fn slots(&mut self, slots: &'static [Slot], values: &mut Vec<Value>) -> Read<()> {
        for slot in slots {
            match slot {
                Slot::Optional(inner) => {
                    if self.begins(inner) {
                        self.slots(inner, values)?;
                    }
                }
                Slot::Fixed(word) => {
                    self.fixed(word)?;
                }
                Slot::Measured => self.measured(values)?,
                _ => {
                    let value = self.value(*slot)?;
                    values.push(value);
                }
            }
        }
        Ok(())
    }

    /// Whether the next argument can begin an optional group.
    fn begins(&self, group: &[Slot]) -> bool {
        let Some(token) = self.tokens.get(self.at) else { return false };
        match group.first() {
            Some(Slot::Fixed(word)) => token.text == *word,
            Some(Slot::File) => is_text(token.kind),
            // Text without quotation marks is no language.
            Some(Slot::Language) => {
                let next = self.tokens.get(self.at + 1);
                token.kind == Kind::Name && next.is_some_and(|next| is_text(next.kind))
            }
            Some(Slot::Refs(_)) => token.kind == Kind::Name,
            _ => true,
        }
    }

    fn finish(&mut self, row: &Word) -> Read<()> {
        let Some(extra) = self.tokens.get(self.at).cloned() else { return Ok(()) };
        if extra.kind == Kind::Comma && self.at + 1 == self.tokens.len() {
            let fault = Diagnostic::error("wrong-argument", "this comma leads nowhere")
                .at(extra.span, "no item follows it")
                .help("delete it: lines end without a comma")
                .fix(FixSafety::Safe, extra.span, "");
            return self.refuse(fault);
        }
        if extra.kind == Kind::Comma {
            let message = format!("`{}` takes no list here", row.name);
            let fault = Diagnostic::error("wrong-argument", message)
                .at(extra.span, "the statement could end before this comma")
                .help(format!("write `{}`", row.example));
            return self.refuse(fault);
        }
        let message = format!("`{}` takes no more arguments here", row.name);
        let fault = Diagnostic::error("wrong-argument", message)
            .at(extra.span, "this one is too many")
            .help(format!("write `{}`", row.example));
        self.refuse(fault)
    }

    fn refuse<T>(&mut self, fault: Diagnostic) -> Read<T> {
        self.reader.diagnostics.push(fault);
        Err(Refused)
    }

    /// Refuses the next argument, or its absence.
    fn expected<T>(&mut self, what: &str) -> Read<T> {
        let fault = match self.tokens.get(self.at) {
            Some(token) => {
                let shown: String = token.text.chars().take(40).collect();
                Diagnostic::error("wrong-argument", format!("expected {what}, found `{shown}`"))
                    .at(token.span, format!("{what} belongs here"))
            }
            None => {
                let end = Span::new(self.head.source, self.head.end, self.head.end);
                Diagnostic::error("wrong-argument", format!("expected {what}"))
                    .at(end, format!("{what} belongs here"))
                    .also(self.head, "behind this")
            }
        };
        let help = match self.example {
            "" => format!("write {what}"),
            example => format!("write `{example}`"),
        };
        self.refuse(fault.help(help))
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Takes the next argument if it is of one of the kinds.
    fn take(&mut self, kinds: &[Kind], what: &str) -> Read<Token> {
        match self.tokens.get(self.at).cloned() {
            Some(token) if kinds.contains(&token.kind) => {
                self.at += 1;
                Ok(token)
            }
            _ => self.expected(what),
        }
    }

    fn fixed(&mut self, word: &str) -> Read<Span> {
        match self.tokens.get(self.at) {
            Some(token) if token.text == word => {
                self.at += 1;
                Ok(self.tokens[self.at - 1].span)
            }
            _ => self.expected(&format!("`{word}`")),
        }
    }

    fn value(&mut self, slot: Slot) -> Read<Value> {
        match slot {
            Slot::Def(space) => {
                self.name(&format!("a name for the {}", space.title())).map(Value::Def)
            }
            Slot::Ref(space) => {
                let name = self.name(&format!("the name of {}", space.one()))?;
                Ok(Value::Names(space, vec![name]))
            }
            Slot::Refs(space) => {
                let what = format!("the name of {}", space.one());
                Ok(Value::Names(space, self.list(|cursor| cursor.name(&what))?))
            }
            Slot::Findings => {
                let names = self.list(|cursor| cursor.name("the name of a finding"))?;
                Ok(Value::Findings(names))
            }
            Slot::Choice(words) => self.choice(words).map(Value::Choice),
            Slot::Open(open) => {
                let word = self.name(open_title(open))?;
                Ok(Value::Open(open, word))
            }
            Slot::Text => self.text("text in quotes").map(Value::Text),
            Slot::File => self.text("a path in quotes").map(Value::File),
            Slot::Prose => self.prose().map(Value::Prose),
            Slot::Date => self.date().map(Value::Date),
            Slot::Range => self.range().map(Value::Range),
            Slot::DateOrRange => self.date_or_range(),
            Slot::WholeOrFile => self.whole_or_file(),
            Slot::Duration => self.duration().map(Value::Duration),
            Slot::Measure => self.measure().map(Value::Measure),
            Slot::Formula => self.formula().map(Value::Formula),
            Slot::Comparison => self.comparison().map(Value::Comparison),
            Slot::Selector => self.selector().map(Value::Selector),
            Slot::Orders => self.list(|cursor| cursor.order()).map(Value::Orders),
            Slot::Language => self.name("a language such as `ja`").map(Value::Language),
            Slot::Fixed(_) | Slot::Optional(_) | Slot::Measured => self.expected("an argument"),
        }
    }

    /// Values separated by commas; a comma that is missing or leads nowhere is a fault.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut values = vec![one(self)?];
        loop {
            match self.peek().map(|token| token.kind) {
                Some(Kind::Comma) => {
                    self.at += 1;
                    values.push(one(self)?);
                }
                Some(Kind::Name | Kind::OrderId) if !self.at_fixed() => {
                    let span = self.tokens[self.at].span;
                    let fault = Diagnostic::error(
                        "comma-missing",
                        "names of a list are separated by commas",
                    )
                    .at(
                        Span::new(span.source, span.start, span.start),
                        "a comma is missing before this",
                    )
                    .help("write `,` between the names")
                    .fix(
                        FixSafety::Asks,
                        Span::new(span.source, span.start, span.start),
                        ", ",
                    );
                    self.reader.diagnostics.push(fault);
                    values.push(one(self)?);
                }
                _ => return Ok(values),
            }
        }
    }

    /// Whether the next argument is one of the words that follow lists.
    fn at_fixed(&self) -> bool {
        self.peek().is_some_and(|token| {
            ["on", "because", "by", "until", "over", "and"].contains(&token.text.as_str())
        })
    }

    fn name(&mut self, what: &str) -> Read<Spanned<String>> {
        let token = self.take(&[Kind::Name], what)?;
        Ok(Spanned::new(token.text, token.span))
    }

    fn choice(&mut self, words: &[&str]) -> Read<Spanned<String>> {
        let listed: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let token = match self.peek() {
            Some(token) if words.contains(&token.text.as_str()) => token.clone(),
            Some(token) => {
                let near = suggest::nearest(&token.text, words.iter().copied());
                let message = format!("`{}` is none of the choices", token.text);
                let fault = Diagnostic::error("wrong-argument", message)
                    .at(token.span, format!("one of {} belongs here", listed.join(", ")));
                let fault = match near {
                    Some(near) => fault.help(format!("did you mean `{near}`?")).fix(
                        FixSafety::Asks,
                        token.span,
                        near,
                    ),
                    None if self.example.is_empty() => {
                        fault.help(format!("write one of {}", listed.join(", ")))
                    }
                    None => fault.help(format!("write `{}`", self.example)),
                };
                return self.refuse(fault);
            }
            None => return self.expected(&format!("one of {}", listed.join(", "))),
        };
        self.at += 1;
        Ok(Spanned::new(token.text, token.span))
    }

    fn text(&mut self, what: &str) -> Read<Spanned<String>> {
        let token = self.take(&TEXTS, what)?;
        let prose = literal::prose(token.kind, &token.text, token.span);
        let line = prose.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Spanned::new(literal::composed(&line), token.span))
    }

    fn prose(&mut self) -> Read<crate::case::Prose> {
        let token = self.take(&TEXTS, "text in quotes")?;
        Ok(literal::prose(token.kind, &token.text, token.span))
    }
}

/// The kinds of leaf that hold text, broken ones included: their fault is known already.
const TEXTS: [Kind; 5] =
    [Kind::Text, Kind::TextBlock, Kind::CurlyText, Kind::BadText, Kind::BadTextBlock];

fn is_text(kind: Kind) -> bool {
    TEXTS.contains(&kind)
}

fn open_title(open: Open) -> &'static str {
    match open {
        Open::Trigger => "a trigger such as `account-deactivated`",
        Open::Category => "a category such as `electronics`",
        Open::Cause => "a cause such as `logistics.carrier`",
        Open::Issue => "an issue such as `not-received`",
        Open::EvidenceKind => "a kind of evidence such as `delivery-proof`",
        Open::RelatedKind => "a metric or violation such as `late-shipment-rate`",
        Open::Region => "a part of the country such as `quebec`",
        Open::Disclosure => "a disclosure such as `returns-policy`",
        Open::Attachment => "an attachment such as `message-log`",
        Open::Rule => "the name of a rule",
    }
}

/// An unknown atom whose plain form is a literal is read as that literal.
fn reclassify(text: &str, span: Span) -> Token {
    let plain = literal::plain(text);
    let kind = if OrderId::parse(&plain).is_some() {
        Kind::OrderId
    } else if Date::has_shape(&plain) {
        Kind::Date
    } else if Duration::parse(&plain).is_some() {
        Kind::Duration
    } else if Percent::parse(&plain).is_some() {
        Kind::Percent
    } else if Decimal::parse(&plain).is_some() {
        Kind::Number
    } else {
        return Token { kind: Kind::Unknown, text: text.to_owned(), span };
    };
    Token { kind, text: plain, span }
}

fn full_width(written: &str, token: &Token) -> Diagnostic {
    let message = format!("`{written}` is written in full-width characters");
    Diagnostic::new("full-width-punctuation", Severity::Advice, message)
        .at(token.span, format!("read as `{}`", token.text))
        .help(format!("write `{}`", token.text))
        .fix(FixSafety::Safe, token.span, token.text.clone())
}
