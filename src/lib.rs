//! `poa` compiles Plans of Action: the documents with which an Amazon seller whose order defect
//! rate rose asks for the account back. The library is a pure function from [`compile::Input`] to
//! diagnostics and bundles; the binary is the shell around it.
//!
//! The phases, each a function of one module:
//!
//! 1. [`syntax::parse`]: text to a lossless [`syntax::SyntaxTree`]; cannot fail.
//! 2. [`case::lower`]: the trees of all files to a [`case::Case`]; cannot fail.
//! 3. [`report::read_defects`], [`report::count_orders`]: Amazon's files to orders;
//!    [`exhibit::read`]: evidence files to facts; [`policy::load`]: packs in YAML to policies.
//! 4. [`check::check`]: case, data, exhibits and policy to faults; [`check::pass`] lets a site
//!    without an error through as a [`check::CheckedSite`].
//! 5. [`document::compose::compose`]: a checked site to a [`document::Document`].
//! 6. [`render`]: a document to PDF and text; the PDF is read back.
//! 7. [`bundle`]: artefacts to the files of one folder.
//!
//! Beside them, [`forecast::forecast`] moves the window of a site day by day, and
//! [`import::import`] turns Amazon's files into data and a draft.
//!
//! [`workshop`] works on the packs themselves: it checks, tests and explains them.
//!
//! [`translate`] words what was found in Chinese. [`compile`] chains them. A user's mistake is a
//! [`diagnostic::Diagnostic`] and never an `Err`.

pub mod bundle;
pub mod case;
pub mod check;
pub mod compile;
pub mod diagnostic;
pub mod document;
pub mod exhibit;
pub mod forecast;
pub mod format;
#[cfg(feature = "grammar")]
pub mod grammar;
pub mod ide;
pub mod import;
pub mod policy;
pub mod render;
pub mod report;
pub mod source;
pub mod suggest;
pub mod syntax;
pub mod translate;
pub mod value;
pub mod workshop;
