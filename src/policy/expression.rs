//! Expressions of packs. In: their text and the names they may use, later the values behind the names.
//! Out: [`Expression`], true or false. The only file that names `minijinja`, which parses and computes;
//! between the two stand our own checks (`check`) and our own reading of absent values.
//!
//! **Absent values** are `none`. Equality with `none` holds for absent values only; `<`, `<=`, `>`,
//! `>=` with an absent side are false; a field of an absent item is absent.

mod check;
mod print;
mod tree;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::machinery::{Span, ast, parse_expr, tokenize};
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

pub use crate::policy::expression::tree::ExpressionFault;
use crate::policy::expression::tree::{Argument, Comparison, Node, Tree, USE_FIELDS};
use crate::policy::expression::tree::{syntax_fault, too_large};
use crate::policy::schema::Names;

/// Longest expression in bytes.
const MAX_BYTES: usize = 2_000;
/// Most words and signs in an expression: the parser recurses once for each of some of them.
const MAX_TOKENS: usize = 500;
/// Deepest nesting of parts: the parser itself stops at about twice that.
const MAX_DEPTH: usize = 40;
/// Steps that one evaluation may take.
const FUEL: u64 = 100_000;

/// A checked expression, ready to be computed.
#[derive(Clone)]
pub struct Expression {
    text: String,
    reads: Arc<[(String, String)]>,
    compiled: Arc<minijinja::Expression<'static, 'static>>,
}

impl Expression {
    /// Parses an expression and checks every name, field, filter, test and operand in it.
    ///
    /// **Errors**: all faults, or the one that keeps it from being parsed.
    pub fn compile(text: &str, names: &Names) -> Result<Self, Vec<ExpressionFault>> {
        let tree = parse(text).map_err(|fault| vec![fault])?;
        let faults = check::check(&tree, names);
        if !faults.is_empty() {
            return Err(faults);
        }
        match ENVIRONMENT.compile_expression_owned(print::print(&tree)) {
            Ok(compiled) => Ok(Self {
                text: text.to_owned(),
                reads: tree.reads().into(),
                compiled: Arc::new(compiled),
            }),
            Err(_) => Err(vec![too_large(text)]),
        }
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it looks at this field of this name: `case` and `submit`.
    pub fn reads(&self, name: &str, field: &str) -> bool {
        self.reads.iter().any(|(item, read)| item == name && read == field)
    }

    /// Whether it holds. `none`, `0`, empty text and empty lists count as false.
    ///
    /// **Errors**: words for a person where these values cannot be computed with.
    pub fn is_true(&self, scope: &Scope) -> Result<bool, String> {
        self.compute(scope).map(|value| value.is_true())
    }

    /// The value where it is text; `None` for anything else.
    ///
    /// **Errors**: as for [`Expression::is_true`].
    pub fn text_value(&self, scope: &Scope) -> Result<Option<String>, String> {
        self.compute(scope).map(|value| value.as_str().map(str::to_owned))
    }

    /// The value as words: `none` is `not given`, a list is joined by commas.
    ///
    /// **Errors**: as for [`Expression::is_true`].
    pub fn words(&self, scope: &Scope) -> Result<String, String> {
        self.compute(scope).map(|value| words(&value))
    }

    fn compute(&self, scope: &Scope) -> Result<Value, String> {
        self.compiled.eval(scope.context.clone()).map_err(|error| {
            let reason = match error.kind() {
                ErrorKind::OutOfFuel => "takes too many steps",
                _ => "cannot be computed with the values of this case",
            };
            format!("the expression `{}` {reason}", self.text)
        })
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Expression({:?})", self.text)
    }
}

/// The values behind the names, made once for a case and extended for each item.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    values: BTreeMap<String, Value>,
    context: Value,
}

impl Scope {
    /// Takes the values as data.
    pub fn new(values: BTreeMap<&str, serde_json::Value>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), data(&value)));
        Self::from_values(values.collect())
    }

    /// The same with one further name; the other values are shared, not copied.
    pub fn with(&self, name: &str, value: serde_json::Value) -> Self {
        let mut values = self.values.clone();
        values.insert(name.to_owned(), data(&value));
        Self::from_values(values)
    }

    fn from_values(values: BTreeMap<String, Value>) -> Self {
        Self { context: Value::from(values.clone()), values }
    }
}

fn data(value: &serde_json::Value) -> Value {
    Value::from(Serde(value))
}

/// The one environment: `minijinja`'s own filters and tests, none of its functions, bounded steps, and
/// our reading of absent values.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(FUEL));
    for name in ["range", "dict", "debug", "namespace"] {
        environment.remove_global(name);
    }
    let names = ["eq", "equalto", "==", "ne", "!=", "lt", "lessthan", "<", "le", "<=", "gt"];
    for name in names.into_iter().chain(["greaterthan", ">", "ge", ">="]) {
        let how = Comparison::named(name).expect("every name above is one of a comparison");
        environment.add_test(name, move |left: &Value, right: &Value| holds(left, how, right));
    }
    environment.add_test("none", is_absent);
    environment.add_filter("default", default);
    environment.add_filter("d", default);
    environment
});

fn is_absent(value: &Value) -> bool {
    value.is_none() || value.is_undefined()
}

fn default(value: &Value, otherwise: &Value) -> Value {
    if is_absent(value) { otherwise.clone() } else { value.clone() }
}

/// Compares two values by our rules for absent ones; numbers with numbers, text with text.
fn holds(left: &Value, how: Comparison, right: &Value) -> Result<bool, Error> {
    let absent = (is_absent(left), is_absent(right));
    let is_equal = absent == (true, true) || (absent == (false, false) && left == right);
    match how {
        Comparison::Equal => return Ok(is_equal),
        Comparison::Unequal => return Ok(!is_equal),
        Comparison::Less | Comparison::AtMost | Comparison::More | Comparison::AtLeast => {}
    }
    if absent != (false, false) {
        return Ok(false);
    }
    let has_order = |kind| matches!(kind, ValueKind::Number | ValueKind::String);
    if left.kind() != right.kind() || !has_order(left.kind()) {
        return Err(Error::new(ErrorKind::InvalidOperation, "these have no order"));
    }
    let order = left.cmp(right);
    Ok(match how {
        Comparison::Less => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::More => order == Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Equal | Comparison::Unequal => is_equal,
    })
}

/// A value as a person reads it, on one line.
fn words(value: &Value) -> String {
    if is_absent(value) {
        return "not given".to_owned();
    }
    if let (ValueKind::Seq | ValueKind::Iterable, Ok(items)) = (value.kind(), value.try_iter()) {
        return items.map(|item| words(&item)).collect::<Vec<_>>().join(", ");
    }
    match (value.kind(), value.is_true()) {
        (ValueKind::Bool, true) => "yes".to_owned(),
        (ValueKind::Bool, false) => "no".to_owned(),
        _ => value.to_string().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Text -> tree, within the limits.
fn parse(text: &str) -> Result<Tree, ExpressionFault> {
    if text.len() > MAX_BYTES {
        let message = "the expression is longer than 2,000 bytes";
        return Err(ExpressionFault::new(0..text.len(), message, "split it into several rules"));
    }
    let tokens = tokenize(text, true, Default::default()).take(MAX_TOKENS + 1);
    if tokens.take_while(Result::is_ok).count() > MAX_TOKENS {
        return Err(too_large(text));
    }
    let ast = parse_expr(text).map_err(|error| syntax_fault(text, error.range()))?;
    Converter { text, depth: 0 }.tree(&ast)
}

/// `minijinja`'s tree -> ours. The one place that breaks when that unstable tree changes.
struct Converter<'t> {
    text: &'t str,
    depth: usize,
}

impl Converter<'_> {
    fn tree(&mut self, expr: &ast::Expr<'_>) -> Result<Tree, ExpressionFault> {
        if self.depth > MAX_DEPTH {
            return Err(too_large(self.text));
        }
        self.depth += 1;
        let node = self.node(expr)?;
        self.depth -= 1;
        let own = range(expr.span());
        // The parser lets a chain begin at the word before it; its first part knows better.
        let range = match &node {
            Node::Compare(left, _, right) | Node::In(left, right) => {
                left.range.start..right.range.end
            }
            Node::Arithmetic(left, _, right) => left.range.start..right.range.end,
            Node::Field(of, _) | Node::Filter(of, ..) | Node::Test(of, ..) => {
                of.range.start..own.end
            }
            _ => own,
        };
        Ok(Tree { range, node })
    }

    fn node(&mut self, expr: &ast::Expr<'_>) -> Result<Node, ExpressionFault> {
        Ok(match expr {
            ast::Expr::Var(var) => Node::Name(var.id.to_owned()),
            ast::Expr::Const(constant) => return self.constant(&constant.value, expr),
            ast::Expr::GetAttr(attr) => Node::Field(self.boxed(&attr.expr)?, attr.name.to_owned()),
            ast::Expr::List(list) => Node::List(self.trees(&list.items)?),
            ast::Expr::Tuple(tuple) => Node::List(self.trees(&tuple.items)?),
            ast::Expr::UnaryOp(unary) => match unary.op {
                ast::UnaryOpKind::Not => Node::Not(self.boxed(&unary.expr)?),
                ast::UnaryOpKind::Neg => Node::Minus(self.boxed(&unary.expr)?),
            },
            ast::Expr::BinOp(binary) => return self.binary(binary),
            ast::Expr::Compare(compare) => return self.compare(compare),
            ast::Expr::IfExpr(choice) => {
                let otherwise = choice.false_expr.as_ref().map(|expr| self.boxed(expr));
                let (test, then) = (self.boxed(&choice.test_expr)?, self.boxed(&choice.true_expr)?);
                Node::If(test, then, otherwise.transpose()?)
            }
            ast::Expr::Filter(filter) => {
                let Some(input) = &filter.expr else {
                    return Err(refuse(expr, "a filter without a value is not possible here"));
                };
                let arguments = self.arguments(&filter.args, expr)?;
                Node::Filter(self.boxed(input)?, filter.name.to_owned(), arguments)
            }
            ast::Expr::Test(test) => {
                let arguments = self.arguments(&test.args, expr)?;
                Node::Test(self.boxed(&test.expr)?, test.name.to_owned(), arguments)
            }
            ast::Expr::Call(_) => return Err(refuse(expr, "calls are not possible here")),
            ast::Expr::GetItem(_) | ast::Expr::Slice(_) => {
                return Err(refuse(expr, "`[…]` behind a value is not possible here"));
            }
            ast::Expr::Map(_) => return Err(refuse(expr, "a mapping is not possible here")),
        })
    }

    fn boxed(&mut self, expr: &ast::Expr<'_>) -> Result<Box<Tree>, ExpressionFault> {
        self.tree(expr).map(Box::new)
    }

    fn trees(&mut self, items: &[ast::Expr<'_>]) -> Result<Vec<Tree>, ExpressionFault> {
        items.iter().map(|item| self.tree(item)).collect()
    }

    fn constant(&self, value: &Value, expr: &ast::Expr<'_>) -> Result<Node, ExpressionFault> {
        if value.is_none() {
            return Ok(Node::Nothing);
        }
        match (value.kind(), value.as_str()) {
            (ValueKind::Bool, _) => Ok(Node::Flag(value.is_true())),
            (ValueKind::Number, _) => Ok(Node::Number(value.to_string())),
            (_, Some(text)) => Ok(Node::Text(text.to_owned())),
            _ => Err(refuse(expr, "this constant is not possible here")),
        }
    }

    fn binary(&mut self, binary: &ast::BinOp<'_>) -> Result<Node, ExpressionFault> {
        use ast::BinOpKind as Kind;
        let sign = match binary.op {
            Kind::ScAnd | Kind::ScOr => {
                let mut parts = Vec::new();
                self.chain(binary, &mut parts)?;
                let is_all = matches!(binary.op, Kind::ScAnd);
                return Ok(if is_all { Node::All(parts) } else { Node::Any(parts) });
            }
            Kind::In => return Ok(Node::In(self.boxed(&binary.left)?, self.boxed(&binary.right)?)),
            Kind::Eq => "==",
            Kind::Ne => "!=",
            Kind::Lt => "<",
            Kind::Lte => "<=",
            Kind::Gt => ">",
            Kind::Gte => ">=",
            Kind::Add => "+",
            Kind::Sub => "-",
            Kind::Mul => "*",
            Kind::Div => "/",
            Kind::FloorDiv => "//",
            Kind::Rem => "%",
            Kind::Pow => "**",
            Kind::Concat => "~",
        };
        let (left, right) = (self.boxed(&binary.left)?, self.boxed(&binary.right)?);
        Ok(match Comparison::named(sign) {
            Some(how) => Node::Compare(left, how, right),
            None => Node::Arithmetic(left, sign, right),
        })
    }

    /// `a and b and c` as one list, so that a long condition is not a deep one.
    fn chain(
        &mut self,
        binary: &ast::BinOp<'_>,
        parts: &mut Vec<Tree>,
    ) -> Result<(), ExpressionFault> {
        let is_all = |op: ast::BinOpKind| matches!(op, ast::BinOpKind::ScAnd);
        let is_chain = |op: ast::BinOpKind| is_all(op) || matches!(op, ast::BinOpKind::ScOr);
        match &binary.left {
            ast::Expr::BinOp(left) if is_chain(left.op) && is_all(left.op) == is_all(binary.op) => {
                self.chain(left, parts)?;
            }
            left => parts.push(self.tree(left)?),
        }
        parts.push(self.tree(&binary.right)?);
        Ok(())
    }

    /// `a < b <= c` as `a < b and b <= c`.
    fn compare(&mut self, compare: &ast::Compare<'_>) -> Result<Node, ExpressionFault> {
        use ast::CompareOpKind as Kind;
        let mut parts = Vec::new();
        let mut left_expr = &compare.expr;
        for step in &compare.ops {
            let (left, right) = (self.boxed(left_expr)?, self.boxed(&step.expr)?);
            let range = left.range.start..right.range.end;
            let node = match step.op {
                Kind::Eq => Node::Compare(left, Comparison::Equal, right),
                Kind::Ne => Node::Compare(left, Comparison::Unequal, right),
                Kind::Lt => Node::Compare(left, Comparison::Less, right),
                Kind::Lte => Node::Compare(left, Comparison::AtMost, right),
                Kind::Gt => Node::Compare(left, Comparison::More, right),
                Kind::Gte => Node::Compare(left, Comparison::AtLeast, right),
                Kind::In => Node::In(left, right),
                Kind::NotIn => {
                    let inside = Tree { range: range.clone(), node: Node::In(left, right) };
                    Node::Not(Box::new(inside))
                }
            };
            parts.push(Tree { range, node });
            left_expr = &step.expr;
        }
        Ok(Node::All(parts))
    }

    fn arguments(
        &mut self,
        arguments: &[ast::CallArg<'_>],
        whole: &ast::Expr<'_>,
    ) -> Result<Vec<Argument>, ExpressionFault> {
        let mut list = Vec::new();
        for argument in arguments {
            let (name, value) = match argument {
                ast::CallArg::Pos(value) => (None, value),
                ast::CallArg::Kwarg(name, value) => (Some((*name).to_owned()), value),
                ast::CallArg::PosSplat(_) | ast::CallArg::KwargSplat(_) => {
                    return Err(refuse(whole, "`*` before an argument is not possible here"));
                }
            };
            list.push(Argument { name, value: self.tree(value)? });
        }
        Ok(list)
    }
}

fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

fn refuse(expr: &ast::Expr<'_>, message: &str) -> ExpressionFault {
    ExpressionFault::new(range(expr.span()), message, USE_FIELDS)
}
