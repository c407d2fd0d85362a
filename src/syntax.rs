//! Text to tree. In: the text of one `.poa` file. Out: [`SyntaxTree`], which holds every byte, and
//! what is wrong with its form. Knows the words of the language only as a table, not their meaning.

mod again;
pub mod lexis;
mod parse;
mod tree;
pub mod vocabulary;

pub use again::Trees;
pub use parse::{TEXT_BYTES_MAX, parse};
pub use tree::{Kind, Node, Statement, SyntaxTree};
