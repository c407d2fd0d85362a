//! Tree -> the text that is computed. Comparisons become tests (`a < b` is `a is lt(b)`), because
//! tests can be given our own reading of absent values and operators cannot. Knows no parser.

use crate::policy::expression::tree::{Argument, Node, Tree};

/// Prints a tree, every part in brackets of its own.
pub(crate) fn print(tree: &Tree) -> String {
    match &tree.node {
        Node::Nothing => "none".to_owned(),
        Node::Flag(flag) => flag.to_string(),
        Node::Number(number) => number.clone(),
        Node::Text(text) => quote(text),
        Node::Name(name) => name.clone(),
        Node::Field(of, name) => format!("{}.{name}", print(of)),
        Node::List(items) => format!("[{}]", join(items, ", ")),
        Node::Not(of) => format!("(not {})", print(of)),
        Node::Minus(of) => format!("(-{})", print(of)),
        Node::All(parts) => format!("({})", join(parts, " and ")),
        Node::Any(parts) => format!("({})", join(parts, " or ")),
        Node::Compare(left, how, right) => {
            format!("({} is {}({}))", print(left), how.test(), print(right))
        }
        Node::In(left, right) => format!("({} in {})", print(left), print(right)),
        Node::Arithmetic(left, sign, right) => {
            format!("({} {sign} {})", print(left), print(right))
        }
        Node::If(condition, then, otherwise) => {
            let otherwise = otherwise.as_ref().map_or("none".to_owned(), |tree| print(tree));
            format!("({} if {} else {otherwise})", print(then), print(condition))
        }
        Node::Filter(of, name, arguments) => {
            format!("({}|{name}({}))", print(of), print_arguments(arguments))
        }
        Node::Test(of, name, arguments) => {
            format!("({} is {name}({}))", print(of), print_arguments(arguments))
        }
    }
}

fn join(items: &[Tree], between: &str) -> String {
    items.iter().map(print).collect::<Vec<_>>().join(between)
}

fn print_arguments(arguments: &[Argument]) -> String {
    let arguments = arguments.iter().map(|argument| match &argument.name {
        Some(name) => format!("{name}={}", print(&argument.value)),
        None => print(&argument.value),
    });
    arguments.collect::<Vec<_>>().join(", ")
}

/// A text literal in quotes.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
