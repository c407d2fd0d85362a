//! `poa` compiles Plans of Action.

pub mod bundle;
pub mod case;
pub mod check;
pub mod compile;
pub mod diagnostic;
pub mod document;
pub mod exhibit;
pub mod policy;
pub mod render;
pub mod report;
pub mod source;
pub mod suggest;
pub mod syntax;
pub mod value;
