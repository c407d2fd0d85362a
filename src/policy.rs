//! Packs: what a site asks of a plan. In: YAML texts. Out: [`Policy`], checked, with a source behind every
//! entry. Knows no case and no file system.
//!
//! `load` reads and checks all packs; `expression`, `template` and `pattern` are the three small languages
//! inside them; `schema` says which names expressions may use.

pub mod expression;
pub mod pattern;
pub mod schema;
pub mod template;
pub mod types;
mod yaml;
