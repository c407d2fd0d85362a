//! Tests of the whole: the real executable, and the house rules.

mod cli;
mod schema;
mod tidy;
