//! An expression as a tree of the parts that packs may use, and what can be wrong with one. Comes
//! from `expression.rs`, goes to `check.rs` and `print.rs`. Knows no parser.

use std::ops::Range;

/// What is wrong with an expression, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionFault {
    /// Bytes of the expression's text.
    pub range: Range<usize>,
    /// What is wrong there.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl ExpressionFault {
    /// Joins place and words.
    pub(crate) fn new(
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { range, message: message.into(), help: help.into() }
    }
}

/// A part of an expression and its place.
#[derive(Debug)]
pub(crate) struct Tree {
    /// Bytes of the expression's text.
    pub(crate) range: Range<usize>,
    /// The part.
    pub(crate) node: Node,
}

impl Tree {
    /// A name for a part in a message: its path, as far as it has one.
    pub(crate) fn path(&self) -> String {
        match &self.node {
            Node::Name(name) => name.clone(),
            Node::Field(of, name) => format!("{}.{name}", of.path()),
            Node::Filter(of, ..) => of.path(),
            _ => "this".to_owned(),
        }
    }

    /// The parts that are joined by `and`, `or`, `not` and `if`, from left to right.
    pub(crate) fn conditions(&self) -> Vec<&Tree> {
        match &self.node {
            Node::Not(of) => of.conditions(),
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().flat_map(Tree::conditions).collect()
            }
            Node::If(condition, then, otherwise) => {
                let parts = [condition, then].into_iter().chain(otherwise);
                parts.flat_map(|part| part.conditions()).collect()
            }
            _ => vec![self],
        }
    }

    /// The constants in it, from left to right.
    pub(crate) fn constants(&self) -> Vec<&Tree> {
        match &self.node {
            Node::Number(_) | Node::Text(_) => vec![self],
            Node::Nothing | Node::Flag(_) | Node::Name(_) => Vec::new(),
            Node::Field(of, _) | Node::Not(of) | Node::Minus(of) => of.constants(),
            Node::List(parts) | Node::All(parts) | Node::Any(parts) => {
                parts.iter().flat_map(Tree::constants).collect()
            }
            Node::Compare(left, _, right)
            | Node::In(left, right)
            | Node::Arithmetic(left, _, right) => [left.constants(), right.constants()].concat(),
            Node::If(condition, then, otherwise) => {
                let parts = [condition, then].into_iter().chain(otherwise);
                parts.flat_map(|part| part.constants()).collect()
            }
            Node::Filter(of, _, arguments) | Node::Test(of, _, arguments) => {
                let inside = arguments.iter().flat_map(|argument| argument.value.constants());
                of.constants().into_iter().chain(inside).collect()
            }
        }
    }

    /// All fields of names that are read: `(case, submit)`.
    pub(crate) fn reads(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.note_reads(&mut found);
        found
    }

    fn note_reads(&self, found: &mut Vec<(String, String)>) {
        match &self.node {
            Node::Nothing | Node::Flag(_) | Node::Number(_) | Node::Text(_) | Node::Name(_) => {}
            Node::Field(of, field) => match &of.node {
                Node::Name(name) => found.push((name.clone(), field.clone())),
                _ => of.note_reads(found),
            },
            Node::Not(of) | Node::Minus(of) => of.note_reads(found),
            Node::List(parts) | Node::All(parts) | Node::Any(parts) => {
                parts.iter().for_each(|part| part.note_reads(found));
            }
            Node::Compare(left, _, right)
            | Node::In(left, right)
            | Node::Arithmetic(left, _, right) => {
                left.note_reads(found);
                right.note_reads(found);
            }
            Node::If(condition, then, otherwise) => {
                condition.note_reads(found);
                then.note_reads(found);
                otherwise.iter().for_each(|part| part.note_reads(found));
            }
            Node::Filter(of, _, arguments) | Node::Test(of, _, arguments) => {
                of.note_reads(found);
                arguments.iter().for_each(|argument| argument.value.note_reads(found));
            }
        }
    }
}

/// The parts that an expression of a pack may have; the parser knows more.
#[derive(Debug)]
pub(crate) enum Node {
    /// `none`
    Nothing,
    /// `true`, `false`
    Flag(bool),
    /// `12`, `0.5`, as printed
    Number(String),
    /// `'text'`
    Text(String),
    /// `case`
    Name(String),
    /// `case.submit`
    Field(Box<Tree>, String),
    /// `['a', 'b']`
    List(Vec<Tree>),
    /// `not a`
    Not(Box<Tree>),
    /// `-a`
    Minus(Box<Tree>),
    /// `a and b and c`
    All(Vec<Tree>),
    /// `a or b or c`
    Any(Vec<Tree>),
    /// `a <= b`
    Compare(Box<Tree>, Comparison, Box<Tree>),
    /// `a in b`
    In(Box<Tree>, Box<Tree>),
    /// `a + b`, with the sign
    Arithmetic(Box<Tree>, &'static str, Box<Tree>),
    /// `b if a else c`, in the order condition, then, else
    If(Box<Tree>, Box<Tree>, Option<Box<Tree>>),
    /// `a|name(…)`
    Filter(Box<Tree>, String, Vec<Argument>),
    /// `a is name(…)`
    Test(Box<Tree>, String, Vec<Argument>),
}

impl Node {
    /// Where the part stands. The parser lets some parts begin at the word before them; their first
    /// part knows better.
    pub(crate) fn range(&self, own: Range<usize>) -> Range<usize> {
        match self {
            Node::Compare(left, _, right)
            | Node::In(left, right)
            | Node::Arithmetic(left, _, right) => left.range.start..right.range.end,
            Node::Field(of, _) | Node::Filter(of, ..) | Node::Test(of, ..) => {
                of.range.start..own.end
            }
            _ => own,
        }
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// All names of the tests that compare.
    pub(crate) const NAMES: [&str; 15] = [
        "eq",
        "equalto",
        "==",
        "ne",
        "!=",
        "lt",
        "lessthan",
        "<",
        "le",
        "<=",
        "gt",
        "greaterthan",
        ">",
        "ge",
        ">=",
    ];

    /// The name of the test that computes it.
    pub(crate) fn test(self) -> &'static str {
        match self {
            Comparison::Equal => "eq",
            Comparison::Unequal => "ne",
            Comparison::Less => "lt",
            Comparison::AtMost => "le",
            Comparison::More => "gt",
            Comparison::AtLeast => "ge",
        }
    }

    /// The comparison that a test or sign of this name stands for.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "eq" | "equalto" | "==" => Comparison::Equal,
            "ne" | "!=" => Comparison::Unequal,
            "lt" | "lessthan" | "<" => Comparison::Less,
            "le" | "<=" => Comparison::AtMost,
            "gt" | "greaterthan" | ">" => Comparison::More,
            "ge" | ">=" => Comparison::AtLeast,
            _ => return None,
        })
    }

    /// Whether it asks which side comes first.
    pub(crate) fn is_ordering(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::Unequal)
    }
}

/// An argument of a filter or test, with its name where it has one.
#[derive(Debug)]
pub(crate) struct Argument {
    /// `attribute` in `map(attribute='kind')`.
    pub(crate) name: Option<String>,
    /// The value.
    pub(crate) value: Tree,
}

/// What to write where the parser offers more than packs may use.
pub(crate) const USE_FIELDS: &str =
    "write comparisons of the names in docs/packs.md, joined by `and`, `or`, `not`";

/// An expression of more bytes than the limit.
pub(crate) fn too_long(text: &str) -> ExpressionFault {
    let message = "the expression is longer than 2,000 bytes";
    ExpressionFault::new(0..text.len(), message, "split it into several rules")
}

/// An expression that is longer or deeper than the limits.
pub(crate) fn too_large(text: &str) -> ExpressionFault {
    let message = "the expression has too many parts";
    ExpressionFault::new(0..text.len(), message, "split it into several rules")
}

/// Words a fault of syntax; the parser's own text is never shown.
pub(crate) fn syntax_fault(text: &str, range: Option<Range<usize>>) -> ExpressionFault {
    let range = range.unwrap_or(0..text.len());
    let range = range.start.min(text.len())..range.end.min(text.len());
    let found = text.get(range.clone()).unwrap_or("").trim();
    let message = match found.is_empty() || found == text.trim() {
        true => "the expression is not complete".to_owned(),
        false => format!("`{found}` is not expected here"),
    };
    ExpressionFault::new(range, message, syntax_help(text))
}

fn syntax_help(text: &str) -> &'static str {
    let rest =
        ["==", "!=", "<=", ">="].iter().fold(text.to_owned(), |rest, sign| rest.replace(sign, ""));
    let habits = [
        ("{%", "write one expression, without `{%`"),
        ("&&", "write `and`, not `&&`"),
        ("||", "write `or`, not `||`"),
        ("!", "write `not`, not `!`"),
        ("=", "write `==`, not `=`"),
    ];
    let habit = habits.iter().find(|(sign, _)| rest.contains(sign));
    habit.map_or("write comparisons such as `finding.proof > 0`, joined by `and` or `or`", |h| h.1)
}
