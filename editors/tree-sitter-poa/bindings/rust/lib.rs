//! The `.poa` language for programs that read tree-sitter grammars, with the queries that editors
//! ship. In: nothing. Out: the language, and the texts of its queries.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_poa() -> *const ();
}

/// The grammar.
// Sound: the symbol is the generated parser's entry, made for this type.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_poa) };

/// What is coloured how.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");

/// What can be folded.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");

/// How far lines are indented.
pub const INDENTS_QUERY: &str = include_str!("../../queries/indents.scm");

/// Names of what a file defines.
pub const TAGS_QUERY: &str = include_str!("../../queries/tags.scm");
