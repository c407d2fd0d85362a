//! The argument of `measure`: words in quotes, or what is measured in the rows of a table.

use crate::case::arguments::{Cursor, Read, is_text};
use crate::case::entry::Value;
use crate::case::items::{Average, Figure, Formula, Period, TimeUnit, Wanted};
use crate::source::Spanned;
use crate::syntax::vocabulary::Space;

/// What a formula begins with.
const BEGINNINGS: &[&str] = &["median", "mean", "share", "count"];

impl Cursor<'_, '_> {
    /// `"parcels scanned"`, or a formula, `in` and the exhibit whose rows it measures.
    pub(super) fn measured(&mut self, values: &mut Vec<Value>) -> Read<()> {
        if self.peek().is_some_and(|token| is_text(token.kind)) {
            values.push(self.text("what was measured").map(Value::Text)?);
            return Ok(());
        }
        values.push(self.formula().map(Value::Formula)?);
        self.fixed("in")?;
        let exhibit = self.name("the exhibit with the rows")?;
        values.push(Value::Names(Space::Evidence, vec![exhibit]));
        Ok(())
    }

    /// `median hours from opened to first-reply`, `share of rows where scanned is yes`, …
    pub(super) fn formula(&mut self) -> Read<Formula> {
        let word = self.choice(BEGINNINGS)?;
        let figure = match word.value.as_str() {
            "share" => {
                self.fixed("of")?;
                self.fixed("rows")?;
                self.fixed("where")?;
                Figure::Share { wanted: self.wanted()? }
            }
            "count" => {
                let wanted = match self.takes("where") {
                    true => self.wanted()?,
                    false => Vec::new(),
                };
                self.fixed("per")?;
                let per = self.choice(&["day", "week"])?;
                let per = if per.value == "day" { Period::Day } else { Period::Week };
                Figure::Count { wanted, per }
            }
            "median" => self.average(Average::Median)?,
            _ => self.average(Average::Mean)?,
        };
        let by = match self.takes("by") {
            true => Some(self.column()?),
            false => None,
        };
        let end = self.tokens[..self.at].last().map_or(word.span, |token| token.span);
        Ok(Formula { figure, by, span: word.span.to(end) })
    }

    /// `hours from opened to first-reply`, `of hours-to-reply`
    fn average(&mut self, average: Average) -> Read<Figure> {
        let what = self.choice(&["hours", "days", "of"])?;
        let unit = match what.value.as_str() {
            "of" => return Ok(Figure::Column { average, column: self.column()? }),
            "days" => TimeUnit::Days,
            _ => TimeUnit::Hours,
        };
        self.fixed("from")?;
        let from = self.column()?;
        self.fixed("to")?;
        Ok(Figure::Between { average, unit, from, to: self.column()? })
    }

    /// `scanned-at-pickup is yes or late and service is tracked`
    fn wanted(&mut self) -> Read<Vec<Wanted>> {
        let mut all = Vec::new();
        loop {
            let column = self.column()?;
            self.fixed("is")?;
            let mut values = vec![self.cell_value()?];
            while self.takes("or") {
                values.push(self.cell_value()?);
            }
            all.push(Wanted { column, values });
            if !self.takes("and") {
                return Ok(all);
            }
        }
    }

    fn column(&mut self) -> Read<Spanned<String>> {
        self.word_or_text("the name of a column, in quotes where it has blanks")
    }

    /// What a cell says: a word, a number, or text in quotes.
    fn cell_value(&mut self) -> Read<Spanned<String>> {
        use crate::syntax::Kind::{Date, Number, Percent};
        let what = "a value, in quotes where it has blanks";
        match self.peek().cloned() {
            Some(token) if matches!(token.kind, Number | Percent | Date) => {
                self.at += 1;
                Ok(Spanned::new(token.text, token.span))
            }
            _ => self.word_or_text(what),
        }
    }

    fn word_or_text(&mut self, what: &str) -> Read<Spanned<String>> {
        match self.peek() {
            Some(token) if is_text(token.kind) => self.text(what),
            _ => self.name(what),
        }
    }

    /// Takes a fixed word where it stands next.
    fn takes(&mut self, word: &str) -> bool {
        let stands = self.peek().is_some_and(|token| token.text == word);
        self.at += usize::from(stands);
        stands
    }
}
