//! Arguments of each kind: dates, quantities, orders, selectors, facts.

use crate::case::arguments::{Cursor, DEFECT_KINDS, Read, Token, is_text};
use crate::case::entry::Value;
use crate::case::items::{Comparison, ComparisonSign};
use crate::case::selector::{Condition, FIELDS, Selector};
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::source::Spanned;
use crate::syntax::Kind;
use crate::syntax::vocabulary::Space;
use crate::value::{Asin, Date, DateRange, Decimal, Duration, Measure, Money, OrderId, Percent};

impl Cursor<'_, '_> {
    pub(super) fn date(&mut self) -> Read<Spanned<Date>> {
        let token = self.take(&[Kind::Date], "a date such as `2026-10-24`")?;
        match Date::parse(&token.text) {
            Some(date) => Ok(Spanned::new(date, token.span)),
            None => {
                let fault = Diagnostic::error(
                    "date-impossible",
                    format!("the calendar has no `{}`", token.text),
                )
                .at(token.span, "no such day")
                .help("write a day that exists, as year-month-day");
                self.refuse(fault)
            }
        }
    }

    pub(super) fn range(&mut self) -> Read<Spanned<DateRange>> {
        let from = self.date()?;
        self.take(&[Kind::Range], "`..` and the last day")?;
        let to = self.date()?;
        let span = from.span.to(to.span);
        match DateRange::new(from.value, to.value) {
            Some(range) => Ok(Spanned::new(range, span)),
            None => {
                let fault = Diagnostic::error("range-reversed", "the range ends before it begins")
                    .at(to.span, "the last day")
                    .also(from.span, "the first day")
                    .help(format!("write `{} .. {}`", to.value, from.value))
                    .fix(FixSafety::Asks, span, format!("{} .. {}", to.value, from.value));
                self.refuse(fault)
            }
        }
    }

    pub(super) fn date_or_range(&mut self) -> Read<Value> {
        let is_range = self.tokens.get(self.at + 1).is_some_and(|token| token.kind == Kind::Range);
        if is_range {
            return self.range().map(Value::Range);
        }
        let date = self.date()?;
        let range = DateRange::new(date.value, date.value).expect("a day is no later than itself");
        Ok(Value::Range(Spanned::new(range, date.span)))
    }

    pub(super) fn whole_or_file(&mut self) -> Read<Value> {
        if self.peek().is_some_and(|token| is_text(token.kind)) {
            return self.text("a path in quotes").map(Value::File);
        }
        let what = "a whole number such as `1482`, or a file in quotes";
        let token = self.take(&[Kind::Number], what)?;
        self.no_thousands(&token)?;
        let whole = Decimal::parse(&token.text).and_then(Decimal::to_whole);
        match whole.and_then(|whole| u64::try_from(whole).ok()) {
            Some(whole) => Ok(Value::Whole(Spanned::new(whole, token.span))),
            None => {
                self.at -= 1;
                self.expected(what)
            }
        }
    }

    /// Refuses `1,482`: a comma separates the items of a list, nothing else.
    fn no_thousands(&mut self, number: &Token) -> Read<()> {
        let comma = self.tokens.get(self.at).filter(|it| it.kind == Kind::Comma);
        let rest = self
            .tokens
            .get(self.at + 1)
            .filter(|it| it.text.starts_with(|c: char| c.is_ascii_digit()));
        let (Some(comma), Some(rest)) = (comma, rest) else { return Ok(()) };
        let touches = number.span.end == comma.span.start && comma.span.end == rest.span.start;
        if number.kind != Kind::Number || !touches {
            return Ok(());
        }
        let plain = format!("{}{}", number.text, rest.text);
        let span = number.span.to(rest.span);
        let fault = Diagnostic::error("wrong-argument", "numbers have no comma")
            .at(span, "read as two numbers")
            .help(format!("write `{plain}`; a decimal point is `.`"))
            .fix(FixSafety::Asks, span, plain);
        self.refuse(fault)
    }

    pub(super) fn duration(&mut self) -> Read<Spanned<Duration>> {
        let token =
            self.take(&[Kind::Duration], "a length of time such as `48h`, `14d` or `5bd`")?;
        let duration = Duration::parse(&token.text);
        duration.map(|duration| Spanned::new(duration, token.span)).map_or_else(
            || {
                self.at -= 1;
                self.expected("a length of time of at most six digits")
            },
            Ok,
        )
    }

    pub(super) fn measure(&mut self) -> Read<Spanned<Measure>> {
        let what = "a quantity such as `81.4%`, `12`, `48h` or `USD 3.10`";
        let start = self.at;
        let token = self.take(&[Kind::Percent, Kind::Number, Kind::Duration, Kind::Name], what)?;
        let mut span = token.span;
        self.no_thousands(&token)?;
        let measure = match token.kind {
            Kind::Percent => Percent::parse(&token.text).map(Measure::Percent),
            Kind::Number => Decimal::parse(&token.text).map(Measure::Number),
            Kind::Duration => Duration::parse(&token.text).map(Measure::Duration),
            _ if Money::parse(&format!("{} 1", token.text)).is_none() => None,
            _ => {
                let amount = self.take(&[Kind::Number], what)?;
                self.no_thousands(&amount)?;
                span = span.to(amount.span);
                Money::parse(&format!("{} {}", token.text, amount.text)).map(Measure::Money)
            }
        };
        match measure {
            Some(measure) => Ok(Spanned::new(measure, span)),
            None => {
                self.at = start;
                self.expected(what)
            }
        }
    }

    pub(super) fn comparison(&mut self) -> Read<Spanned<Comparison>> {
        let token = self.take(&[Kind::Comparison], "a comparison such as `>= 99%`")?;
        let sign = match token.text.as_str() {
            ">=" | "≥" => ComparisonSign::AtLeast,
            "<=" | "≤" => ComparisonSign::AtMost,
            ">" => ComparisonSign::Over,
            "<" => ComparisonSign::Under,
            _ => ComparisonSign::Equal,
        };
        let measure = self.measure()?;
        let span = token.span.to(measure.span);
        Ok(Spanned::new(Comparison { sign, measure: measure.value }, span))
    }

    pub(super) fn order(&mut self) -> Read<Spanned<OrderId>> {
        let token = self.take(&[Kind::OrderId], "an order id such as `113-1234567-1234567`")?;
        let id =
            OrderId::parse(&token.text).expect("the grammar gives this kind only to order ids");
        Ok(Spanned::new(id, token.span))
    }

    pub(super) fn selector(&mut self) -> Read<Selector> {
        let word = self.choice(&["defects", "orders"])?;
        if word.value == "orders" {
            let orders = self.list(|cursor| cursor.order())?;
            let span = orders.iter().fold(word.span, |span, order| span.to(order.span));
            return Ok(Selector::Orders { orders, span });
        }
        let mut conditions = Vec::new();
        let mut span = word.span;
        let mut joint = "where";
        while self.peek().is_some_and(|token| token.text == joint) {
            self.at += 1;
            let condition = self.condition()?;
            span = condition.values.iter().fold(span, |span, value| span.to(value.span));
            conditions.push(condition);
            joint = "and";
        }
        Ok(Selector::Defects { conditions, span })
    }

    /// `kind is a-to-z or chargeback`
    pub(super) fn condition(&mut self) -> Read<Condition> {
        let field = self.choice(FIELDS)?;
        self.fixed("is")?;
        let mut values = vec![self.condition_value(&field.value)?];
        while self.peek().is_some_and(|token| token.text == "or") {
            self.at += 1;
            values.push(self.condition_value(&field.value)?);
        }
        Ok(Condition { field, values })
    }

    pub(super) fn condition_value(&mut self, field: &str) -> Read<Spanned<String>> {
        if field == "kind" {
            return self.choice(DEFECT_KINDS);
        }
        let value = match self.peek() {
            Some(token) if is_text(token.kind) => self.text("a value")?,
            _ => self.name("a value")?,
        };
        if field == "asin" && Asin::parse(&value.value).is_none() {
            self.at -= 1;
            return self.expected("an ASIN: ten capital letters or digits");
        }
        Ok(value)
    }

    /// The one value of a fact; which kind it must be, the pack says.
    pub(super) fn fact(&mut self) -> Read<Value> {
        let Some(token) = self.peek() else { return self.expected("a value") };
        let value = match token.kind {
            kind if is_text(kind) => self.text("a value").map(Value::Text)?,
            Kind::Date => self.date_or_range()?,
            Kind::Duration => self.duration().map(Value::Duration)?,
            Kind::Name
                if self.tokens.get(self.at + 1).is_some_and(|next| next.kind == Kind::Number) =>
            {
                self.measure().map(Value::Measure)?
            }
            Kind::Name => {
                let names = self.list(|cursor| cursor.name("a name"))?;
                Value::Names(Space::Evidence, names)
            }
            _ => self.measure().map(Value::Measure)?,
        };
        match self.peek().map(|extra| extra.span) {
            None => Ok(value),
            Some(extra) => {
                let fault = Diagnostic::error("wrong-argument", "a fact has one value")
                    .at(extra, "this one is too many")
                    .help("put text with spaces in quotes");
                self.refuse(fault)
            }
        }
    }
}
