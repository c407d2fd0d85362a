//! Tests of the whole: the real executable, and the house rules.
#![expect(clippy::disallowed_methods, reason = "tests read the repository and start the program")]

mod buyers;
mod canary;
mod chinese;
mod cli;
mod contradictions;
mod dated;
mod editors;
mod explained;
mod forecast;
mod formatter;
mod grammar;
mod import;
mod laws;
mod layers;
mod lsp;
mod manual;
mod mapping;
mod memory;
mod packs;
mod planted;
mod preview;
mod prose;
mod schema;
mod sites;
mod tidy;
mod tools;
mod tree_sitter;
mod watch;
mod whole;
mod worded;
mod workshop;
