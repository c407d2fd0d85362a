//! An expression of a pack as a formula over free variables. In: its tree, the names it may use and
//! the pack's values. Out: [`Formula`] over the variables of a [`Space`]. What it does not
//! understand becomes a free variable of its own, so that it allows more than a case can hold and
//! never less. Computes nothing.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::policy::expression::{Comparison, Node, Tree, print_tree};
use crate::policy::schema::{Names, Type};
use crate::value::Date;

/// What a variable may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 on, always there.
    Count,
    /// A whole number from 1 on, always there.
    Positive,
    /// Any number, or nothing.
    Number,
    /// A day, counted from 2000-01-01, or nothing.
    Day,
    /// Text or nothing.
    Text,
}

/// A free part of formulas.
#[derive(Debug)]
pub(crate) struct Variable {
    /// What it may hold.
    pub(crate) sort: Sort,
    /// The words that it may be, where they are known.
    pub(crate) words: Option<&'static [&'static str]>,
}

/// A value of a term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Held {
    /// Nothing.
    Absent,
    /// `true` or `false`.
    Flag(bool),
    /// A number, or a day as one.
    Number(f64),
    /// A text by its place in [`Space::texts`].
    Text(usize),
}

/// What is compared.
#[derive(Debug, Clone)]
pub(crate) enum Term {
    /// A variable by its place.
    Free(usize),
    /// A constant.
    Fixed(Held),
}

/// A condition.
#[derive(Debug, Clone)]
pub(crate) enum Formula {
    /// Whether a term counts as true.
    True(Term),
    /// A comparison.
    Compare(Term, Comparison, Term),
    /// The opposite.
    Not(Box<Formula>),
    /// All of them.
    All(Vec<Formula>),
    /// Any of them.
    Any(Vec<Formula>),
}

/// The variables that some formulas share.
#[derive(Debug)]
pub(crate) struct Space<'n> {
    names: &'n Names,
    values: &'n Value,
    /// The variables.
    pub(crate) variables: Vec<Variable>,
    /// The texts of constants.
    pub(crate) texts: Vec<String>,
    /// The text that a variable stands for; the same text is the same variable.
    places: BTreeMap<String, usize>,
}

/// Numbers that are never 0: a site sees only findings that cover one of its orders, and where its
/// orders are in doubt no rule about them is asked.
const POSITIVE: [&str; 1] = ["finding.orders"];

/// Numbers that are counted, and so are never absent.
const COUNTED: [&str; 6] = ["finding", "action", "remedy", "dispute", "submission", "evidence"];

impl<'n> Space<'n> {
    /// No variable yet. `values` are those in force.
    pub(crate) fn new(names: &'n Names, values: &'n Value) -> Self {
        Self { names, values, variables: Vec::new(), texts: Vec::new(), places: BTreeMap::new() }
    }

    /// The formula of a tree.
    pub(crate) fn formula(&mut self, tree: &Tree) -> Formula {
        match &tree.node {
            Node::Not(of) => Formula::Not(Box::new(self.formula(of))),
            Node::All(parts) => Formula::All(parts.iter().map(|it| self.formula(it)).collect()),
            Node::Any(parts) => Formula::Any(parts.iter().map(|it| self.formula(it)).collect()),
            Node::If(condition, then, otherwise) => {
                let condition = self.formula(condition);
                let then = self.formula(then);
                let otherwise =
                    otherwise.as_ref().map_or(fixed(Held::Absent), |it| self.formula(it));
                let not = Formula::Not(Box::new(condition.clone()));
                Formula::Any(vec![
                    Formula::All(vec![condition, then]),
                    Formula::All(vec![not, otherwise]),
                ])
            }
            Node::Compare(left, how, right) => self.compare(tree, left, *how, right),
            Node::In(item, list) => self.contains(tree, item, list),
            Node::Test(of, name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("none", []) => match self.term(of) {
                    Some(term) => {
                        Formula::Compare(term, Comparison::Equal, Term::Fixed(Held::Absent))
                    }
                    None => self.opaque(tree),
                },
                ("in", [list]) => self.contains(tree, of, &list.value),
                (name, [other]) => match Comparison::named(name) {
                    Some(how) => self.compare(tree, of, how, &other.value),
                    None => self.opaque(tree),
                },
                _ => self.opaque(tree),
            },
            _ => match self.term(tree) {
                Some(term) => Formula::True(term),
                None => self.opaque(tree),
            },
        }
    }

    fn compare(&mut self, whole: &Tree, left: &Tree, how: Comparison, right: &Tree) -> Formula {
        let (Some(left), Some(right)) = (self.term(left), self.term(right)) else {
            return self.opaque(whole);
        };
        // Texts have an order too, but nothing here knows it.
        let is_text = |term: &Term| match term {
            Term::Free(at) => self.variables[*at].sort == Sort::Text,
            Term::Fixed(held) => matches!(held, Held::Text(_)),
        };
        match how.is_ordering() && (is_text(&left) || is_text(&right)) {
            true => self.opaque(whole),
            false => Formula::Compare(left, how, right),
        }
    }

    fn contains(&mut self, whole: &Tree, item: &Tree, list: &Tree) -> Formula {
        if let (Node::List(items), Some(item)) = (&list.node, self.term(item)) {
            let terms: Option<Vec<Term>> = items.iter().map(|it| self.term(it)).collect();
            if let Some(terms) = terms {
                let is = |term| Formula::Compare(item.clone(), Comparison::Equal, term);
                return Formula::Any(terms.into_iter().map(is).collect());
            }
        }
        self.opaque(whole)
    }

    /// A part as a variable that may be true or false.
    fn opaque(&mut self, tree: &Tree) -> Formula {
        Formula::True(self.free(print_tree(tree), Sort::Flag, None))
    }

    fn free(&mut self, key: String, sort: Sort, words: Option<&'static [&'static str]>) -> Term {
        let next = self.variables.len();
        let at = *self.places.entry(key).or_insert(next);
        if at == next {
            self.variables.push(Variable { sort, words });
        }
        Term::Free(at)
    }

    /// A part as a term; `None` where it is nothing that can be compared here.
    fn term(&mut self, tree: &Tree) -> Option<Term> {
        Some(match &tree.node {
            Node::Nothing => Term::Fixed(Held::Absent),
            Node::Flag(flag) => Term::Fixed(Held::Flag(*flag)),
            Node::Number(number) => Term::Fixed(Held::Number(number.parse().ok()?)),
            Node::Minus(of) => match self.term(of)? {
                Term::Fixed(Held::Number(number)) => Term::Fixed(Held::Number(-number)),
                Term::Fixed(_) | Term::Free(_) => return None,
            },
            Node::Text(text) => Term::Fixed(self.text(text)),
            Node::Name(_) | Node::Field(..) => return self.path(tree),
            Node::Arithmetic(..) => self.free(print_tree(tree), Sort::Number, None),
            Node::Filter(_, name, _) if matches!(name.as_str(), "length" | "count") => {
                self.free(print_tree(tree), Sort::Count, None)
            }
            // One part that was read as a list of conditions.
            Node::All(parts) if parts.len() == 1 => return self.term(&parts[0]),
            _ => return None,
        })
    }

    /// A name or a field of one.
    fn path(&mut self, tree: &Tree) -> Option<Term> {
        let path = tree.path();
        if let Some(value) = path.strip_prefix("values.") {
            let value = self.values.get(value)?.clone();
            return Some(Term::Fixed(self.held(&value)?));
        }
        let mut parts = path.split('.');
        let mut found = self.names.find(parts.next()?)?;
        for part in parts {
            let Type::Record(fields) = found else { return None };
            found = fields.iter().find(|(name, _)| *name == part).map(|(_, found)| *found)?;
        }
        let is_counted = COUNTED.iter().any(|item| path.starts_with(&format!("{item}.")));
        let (sort, words) = match found {
            Type::Bool => (Sort::Flag, None),
            Type::Number if POSITIVE.contains(&path.as_str()) => (Sort::Positive, None),
            Type::Number if is_counted => (Sort::Count, None),
            Type::Number => (Sort::Number, None),
            Type::Date => (Sort::Day, None),
            Type::Text => (Sort::Text, None),
            Type::Word(words) => (Sort::Text, Some(words)),
            _ => return None,
        };
        Some(self.free(path, sort, words))
    }

    fn held(&mut self, value: &Value) -> Option<Held> {
        Some(match value {
            Value::Null => Held::Absent,
            Value::Bool(flag) => Held::Flag(*flag),
            Value::Number(number) => Held::Number(number.as_f64()?),
            Value::String(text) => self.text(text),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }

    /// A text constant; one that is a date is a day.
    pub(crate) fn text(&mut self, text: &str) -> Held {
        if let Some(date) = Date::parse(text) {
            let first = Date::new(2000, 1, 1).expect("the calendar has this day");
            // Exact: no calendar reaches the limits of the number.
            return Held::Number(date.days_since(first) as f64);
        }
        let known = self.texts.iter().position(|known| known == text);
        Held::Text(known.unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        }))
    }
}

fn fixed(held: Held) -> Formula {
    Formula::True(Term::Fixed(held))
}
