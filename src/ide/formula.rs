//! What each word of a measure is, and what may follow. In: the arguments of `measure`, finished or
//! not. Out: [`Formula`]. Is lenient: it serves people who are still typing; the reader that lowers
//! a case judges.

use crate::case::text_of;
use crate::ide::slots::is_text;
use crate::ide::walk::Visit;
use crate::source::{SourceId, Span};
use crate::syntax::Node;
use crate::syntax::vocabulary::Slot;

/// What a word of a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `median`, `mean`, `share`, `count`.
    Function,
    /// A word between the others.
    Fixed,
    /// A column of the table.
    Column,
    /// A value that a cell of a column has; the position of that column among the words.
    Value(usize),
    /// The exhibit with the table.
    Exhibit,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A word of the language.
    Word(&'static str),
    /// A column.
    Column(Holds),
    /// A value of a column; its position among the words.
    Value(usize),
    /// An exhibit.
    Exhibit,
}

/// What the cells of a column should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Days or times.
    Times,
    /// Numbers.
    Numbers,
    /// Anything.
    Anything,
}

/// The four ways to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `median hours from opened to first-reply`
    Between,
    /// `mean of hours-to-reply`
    Column,
    /// `share of rows where scanned is yes`
    Share,
    /// `count where kind is damage per week`
    Count,
}

/// Where a measure is written, which decides whether it names its exhibit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In the exhibit itself.
    Exhibit,
    /// In `verify`: `… in tickets`.
    Verify,
}

/// The words of a measure, told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// What each word is, as far as it could be told.
    pub parts: Vec<Part>,
    /// What may follow the last one; empty where that could not be told.
    pub next: Vec<Next>,
    /// Which way it is, where that is decided.
    pub form: Option<Form>,
    /// The parameter of [`Form::parameters`] that comes next.
    pub active: Option<usize>,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 4] = [Form::Between, Form::Column, Form::Share, Form::Count];

    /// How it is written, argument by argument.
    pub fn parameters(self, home: Home) -> Vec<&'static str> {
        let mut all = match self {
            Form::Between => vec!["median|mean", "hours|days", "from column", "to column"],
            Form::Column => vec!["median|mean", "of column"],
            Form::Share => vec!["share", "of rows", "where column is value"],
            Form::Count => vec!["count", "[where column is value]", "per day|week"],
        };
        all.push("[by column]");
        all.extend((home == Home::Verify).then_some("in exhibit"));
        all
    }

    /// What it measures.
    pub fn about(self) -> &'static str {
        match self {
            Form::Between => "the time from one column to another, row by row",
            Form::Column => "a column of numbers",
            Form::Share => {
                "the percentage of rows that hold a value; several values are joined by `or`, \
                 several columns by `and`"
            }
            Form::Count => "how many rows there are in a day or week",
        }
    }
}

/// Tells the words of a measure apart; `None` where it is a text in quotes.
pub fn read(words: &[&Node], text: &str, home: Home) -> Option<Formula> {
    if home == Home::Verify && words.first().is_some_and(|word| is_text(word.kind)) {
        return None;
    }
    let formula = Formula { parts: Vec::new(), next: Vec::new(), form: None, active: None };
    let mut reader = Reader { words, text, home, parameter: 0, formula };
    // Reading stops where the words end or go astray; what was told until then is the answer.
    let _ = reader.all();
    Some(reader.formula)
}

struct Reader<'w, 't> {
    words: &'w [&'t Node],
    text: &'t str,
    home: Home,
    parameter: usize,
    formula: Formula,
}

impl Reader<'_, '_> {
    fn all(&mut self) -> Option<()> {
        let function = self.choice(&["median", "mean", "share", "count"], Part::Function)?;
        self.parameter = 1;
        match function {
            "share" => self.share()?,
            "count" => self.count()?,
            _ => self.average()?,
        }
        self.parameter += 1;
        if self.takes("by") {
            self.column(Holds::Times)?;
        }
        self.parameter += 1;
        if self.home == Home::Verify {
            self.fixed("in")?;
            self.take(Part::Exhibit, Next::Exhibit)?;
        }
        Some(())
    }

    fn share(&mut self) -> Option<()> {
        self.formula.form = Some(Form::Share);
        self.fixed("of")?;
        self.fixed("rows")?;
        self.parameter += 1;
        self.fixed("where")?;
        self.conditions()
    }

    fn count(&mut self) -> Option<()> {
        self.formula.form = Some(Form::Count);
        if self.takes("where") {
            self.conditions()?;
        }
        self.parameter += 1;
        self.fixed("per")?;
        self.choice(&["day", "week"], Part::Fixed).map(|_| ())
    }

    fn average(&mut self) -> Option<()> {
        if self.choice(&["hours", "days", "of"], Part::Fixed)? == "of" {
            self.formula.form = Some(Form::Column);
            return self.column(Holds::Numbers);
        }
        self.formula.form = Some(Form::Between);
        self.parameter += 1;
        self.fixed("from")?;
        self.column(Holds::Times)?;
        self.parameter += 1;
        self.fixed("to")?;
        self.column(Holds::Times)
    }

    /// `scanned is yes or late and service is tracked`
    fn conditions(&mut self) -> Option<()> {
        loop {
            let column = self.formula.parts.len();
            self.column(Holds::Anything)?;
            self.fixed("is")?;
            self.take(Part::Value(column), Next::Value(column))?;
            while self.takes("or") {
                self.take(Part::Value(column), Next::Value(column))?;
            }
            if !self.takes("and") {
                return Some(());
            }
        }
    }

    fn column(&mut self, holds: Holds) -> Option<()> {
        self.take(Part::Column, Next::Column(holds))
    }

    /// The word that is next, whatever it is.
    fn take(&mut self, part: Part, next: Next) -> Option<()> {
        if self.peek().is_none() {
            self.expect(next);
            return None;
        }
        self.formula.parts.push(part);
        Some(())
    }

    fn fixed(&mut self, word: &'static str) -> Option<()> {
        self.choice(&[word], Part::Fixed).map(|_| ())
    }

    fn choice(&mut self, words: &[&'static str], part: Part) -> Option<&'static str> {
        let Some(found) = self.peek() else {
            words.iter().for_each(|word| self.expect(Next::Word(word)));
            return None;
        };
        let known = words.iter().find(|word| **word == found).copied()?;
        self.formula.parts.push(part);
        Some(known)
    }

    /// A word that may be left out.
    fn takes(&mut self, word: &'static str) -> bool {
        match self.peek() {
            Some(found) if found == word => {
                self.formula.parts.push(Part::Fixed);
                true
            }
            Some(_) => false,
            None => {
                self.expect(Next::Word(word));
                false
            }
        }
    }

    fn expect(&mut self, next: Next) {
        self.formula.next.push(next);
        self.formula.active.get_or_insert(self.parameter);
    }

    fn peek(&self) -> Option<&str> {
        let word = self.words.get(self.formula.parts.len())?;
        self.text.get(word.start..word.end)
    }
}

/// A column or value as a measure writes it: as it is where that is one word, else in quotes.
pub fn written(name: &str) -> String {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_name { name.to_owned() } else { quoted(name) }
}

/// The same for a value, which may be a number or a day.
pub fn written_value(value: &str) -> String {
    let digits = value.strip_suffix('%').unwrap_or(value);
    let is_number = !digits.is_empty()
        && digits.split('.').count() <= 2
        && digits.split('.').all(|it| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit()));
    if is_number || crate::value::Date::parse(value).is_some() {
        return value.to_owned();
    }
    written(value)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The name between the marks of a word, or the word.
pub fn plain(word: &Node, text: &str, source: SourceId) -> String {
    let written = text.get(word.start..word.end).unwrap_or_default();
    match is_text(word.kind) {
        true => text_of(word.kind, written, Span::new(source, word.start, word.end)).text,
        false => written.to_owned(),
    }
}

/// The measure of a statement, and where its words are; `None` where it has none.
pub fn of_statement<'t>(visit: &Visit<'t>, text: &str) -> Option<(Formula, Vec<&'t Node>)> {
    let home = Home::of(visit)?;
    let words: Vec<&Node> = visit.statement.arguments();
    Some((read(&words, text, home)?, words))
}

/// The exhibit behind `in`, also where words before it are missing.
pub fn exhibit_of<'t>(visit: &Visit<'t>, text: &str) -> Option<&'t Node> {
    let (formula, words) = of_statement(visit, text)?;
    if Home::of(visit) != Some(Home::Verify) {
        return None;
    }
    let told = formula.parts.iter().position(|part| *part == Part::Exhibit);
    let is_in = |word: &&Node| text.get(word.start..word.end) == Some("in");
    let behind = || words.iter().rposition(is_in).map(|at| at + 1);
    words.get(told.or_else(behind)?).copied()
}

impl Home {
    /// Where the measure of a statement is written; `None` for statements without one.
    pub fn of(visit: &Visit<'_>) -> Option<Self> {
        visit.row?.slots.iter().find_map(|slot| match slot {
            Slot::Formula => Some(Home::Exhibit),
            Slot::Measured => Some(Home::Verify),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::cursor::Cursor;
    use crate::ide::fixture::Fixture;
    use crate::ide::formula::{Home, Next, read, written, written_value};

    #[test]
    fn what_follows_is_known_word_by_word() {
        let check = |typed: &str, expected: &[&str], active: Option<usize>| {
            let marked = format!("evidence a {{ measure {typed} $0 }}");
            let fixture = Fixture::new(&marked);
            let cursor = Cursor::at(&fixture.reading, fixture.source, fixture.offset);
            let cursor = cursor.expect("the file is there");
            let words = cursor.statement().expect("a statement").statement.arguments();
            let text = &fixture.reading.sources.get(fixture.source).text;
            let found = read(&words, text, Home::Verify).expect("it is no text");
            let shown = found.next.iter().map(|next| match next {
                Next::Word(word) => *word,
                Next::Column(_) => "COLUMN",
                Next::Value(_) => "VALUE",
                Next::Exhibit => "EXHIBIT",
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{typed}");
            assert_eq!(found.active, active, "{typed}");
        };
        check("", &["median", "mean", "share", "count"], Some(0));
        check("median", &["hours", "days", "of"], Some(1));
        check("median hours", &["from"], Some(2));
        check("median hours from", &["COLUMN"], Some(2));
        check("median days from a to", &["COLUMN"], Some(3));
        check("median days from a to \"b c\"", &["by", "in"], Some(4));
        check("mean of n by", &["COLUMN"], Some(2));
        check("mean of n by day in", &["EXHIBIT"], Some(3));
        check("mean of n by day in x", &[], None);
        check("share of rows where a", &["is"], Some(2));
        check("share of rows where a is", &["VALUE"], Some(2));
        check("share of rows where a is yes", &["or", "and", "by", "in"], Some(2));
        check("share of rows where a is yes or", &["VALUE"], Some(2));
        check("share of rows where a is yes and", &["COLUMN"], Some(2));
        check("count", &["where", "per"], Some(1));
        check("count per", &["day", "week"], Some(2));
        check("count per day", &["by", "in"], Some(3));
        check("average hours", &[], None);
    }

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!(written("first-reply"), "first-reply");
        assert_eq!(written("first reply (UTC)"), "\"first reply (UTC)\"");
        assert_eq!(written("2nd"), "\"2nd\"");
        let value = |text: &str| written_value(text);
        assert_eq!((value("12.5"), value("99%")), ("12.5".into(), "99%".into()));
        assert_eq!(
            (value("2026-10-01"), value("1.2.3")),
            ("2026-10-01".into(), "\"1.2.3\"".into())
        );
        assert_eq!(value("a \"b\""), "\"a \\\"b\\\"\"");
    }
}
