//! What an editor asks about a case. In: the texts as they stand in the editor, what the last check
//! found, an offset. Out: plain values with offsets and strings. Knows no protocol and no file.

pub mod actions;
pub mod complete;
mod cursor;
pub mod fold;
mod formula;
pub mod hints;
pub mod hover;
pub mod links;
mod names;
pub mod navigate;
pub mod pack_files;
pub mod packs;
pub mod settings;
pub mod signature;
mod slots;
pub mod symbols;
mod tables;
pub mod tokens;
mod walk;

use std::collections::BTreeMap;

use crate::case::{Project, read_again};
use crate::compile::{ExhibitNumbers, Looked, PackSet};
use crate::ide::names::NameUse;
use crate::source::{Files, SourceId, Sources, Span};
use crate::syntax::{SyntaxTree, Trees};

/// The texts of a case as they stand now, broken or not, and the names in them.
pub struct Reading {
    /// The file that the case begins with.
    pub root: String,
    /// The texts of its `.poa` files.
    pub sources: Sources,
    project: Project,
    names: Vec<NameUse>,
}

/// All that a feature may consult.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The texts as they stand now.
    pub reading: &'a Reading,
    /// What the last check found, if there was one; its texts may be older.
    pub looked: Option<&'a Looked>,
    /// Paths of the files in the case folder.
    pub paths: &'a [String],
    /// The packs that the case is held against.
    pub packs: &'a PackSet,
    /// The numbers that exhibits had in the plans that could last be composed.
    pub numbers: Option<&'a ExhibitNumbers>,
}

impl Reading {
    /// Reads a file and everything it uses.
    pub fn new(root: &str, files: &dyn Files) -> Self {
        Self::again(root, files, &mut Trees::default())
    }

    /// The same; what was read before is read again only around what has changed.
    pub fn again(root: &str, files: &dyn Files, trees: &mut Trees) -> Self {
        let mut sources = Sources::default();
        let project = read_again(root, files, &mut sources, trees).value;
        let names = names::gather(&project, &sources);
        Self { root: root.to_owned(), sources, project, names }
    }

    /// The source of a file; `None` where the case does not use it.
    pub fn file(&self, name: &str) -> Option<SourceId> {
        self.sources.find(name)
    }

    /// The names of all `.poa` files of the case, the first one first.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.project.trees.iter().map(|tree| self.sources.get(tree.source).name.as_str())
    }

    fn tree(&self, source: SourceId) -> Option<&SyntaxTree> {
        self.project.trees.iter().find(|tree| tree.source == source)
    }

    fn slice(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    /// The codes of the sites that the case names.
    fn site_codes(&self) -> Vec<&str> {
        let is_site = |it: &&NameUse| it.space == crate::syntax::vocabulary::Space::Site;
        let sites = self.names.iter().filter(is_site).filter(|it| it.is_definition);
        sites.map(|it| it.name.as_str()).collect()
    }
}

/// Edits by file.
pub type FileEdits = BTreeMap<String, Vec<crate::diagnostic::Edit>>;

#[cfg(test)]
mod fixture;
