//! The text of an expression -> our tree, by the parser of `minijinja`. In: text. Out: [`Tree`], or
//! the one fault that keeps it from being parsed. Knows no names and computes nothing.

use std::ops::Range;

use minijinja::machinery::{Span, ast, parse_expr, tokenize};
use minijinja::value::{Value, ValueKind};

use crate::policy::expression::tree::{
    Argument, Comparison, ExpressionFault, Node, Tree, USE_FIELDS, syntax_fault, too_large,
    too_long,
};

/// Longest expression in bytes.
const MAX_BYTES: usize = 2_000;
/// Most words and signs in an expression: the parser recurses once for each of some of them.
const MAX_TOKENS: usize = 500;
/// Deepest nesting of parts: the parser itself stops at about twice that.
const MAX_DEPTH: usize = 40;

/// Text -> tree, within the limits.
pub(crate) fn parse(text: &str) -> Result<Tree, ExpressionFault> {
    if text.len() > MAX_BYTES {
        return Err(too_long(text));
    }
    let tokens = tokenize(text, true, Default::default()).take(MAX_TOKENS + 1);
    if tokens.take_while(Result::is_ok).count() > MAX_TOKENS {
        return Err(too_large(text));
    }
    let ast = parse_expr(text).map_err(|error| {
        let is_cut = error.detail().is_some_and(|detail| detail.contains("unexpected end"));
        syntax_fault(text, error.range().filter(|_| !is_cut))
    })?;
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
        let range = node.range(range(expr.span()));
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
            let sign = match step.op {
                Kind::Eq => "==",
                Kind::Ne => "!=",
                Kind::Lt => "<",
                Kind::Lte => "<=",
                Kind::Gt => ">",
                Kind::Gte => ">=",
                Kind::In | Kind::NotIn => "in",
            };
            let mut node = match Comparison::named(sign) {
                Some(how) => Node::Compare(left, how, right),
                None => Node::In(left, right),
            };
            if matches!(step.op, Kind::NotIn) {
                node = Node::Not(Box::new(Tree { range: range.clone(), node }));
            }
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
