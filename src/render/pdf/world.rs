//! All that typst can see. In: the document and its footing as JSON, and its pictures. Out: a
//! `World` with one fixed template, a few virtual files and the bundled fonts. Knows no file
//! system, package or clock.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::render::pdf::fonts;

/// The template, main file first: the same for every document, with no user text in it.
const TEMPLATE: [(&str, &str); 4] = [
    ("plan.typ", include_str!("../../../assets/template/plan.typ")),
    ("look.typ", include_str!("../../../assets/template/look.typ")),
    ("blocks.typ", include_str!("../../../assets/template/blocks.typ")),
    ("parts.typ", include_str!("../../../assets/template/parts.typ")),
];

/// The parsed template.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    TEMPLATE.iter().map(|(path, text)| Source::new(slot(path), text.to_string())).collect()
});

/// Typst's own functions; made once, because its hash is part of every cached result.
static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().build()));

/// The closed world of one document.
pub(crate) struct PlanWorld {
    /// The virtual files by path.
    files: BTreeMap<String, Bytes>,
    /// What counts as today.
    date: Datetime,
}

impl PlanWorld {
    /// A world with these files by their paths.
    ///
    /// Paths are slots (`exhibit-0-0.svg`), not names: typst never frees a path once seen.
    pub(crate) fn new(files: BTreeMap<String, Bytes>, date: Datetime) -> Self {
        Self { files, date }
    }
}

impl World for PlanWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        fonts::book()
    }

    fn main(&self) -> FileId {
        SOURCES[0].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match SOURCES.iter().find(|source| source.id() == id) {
            Some(source) => Ok(source.clone()),
            None => Err(FileError::NotFound(id.vpath().get_without_slash().into())),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => Err(FileError::NotFound(path.into())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.date)
    }
}

/// The identity of a virtual path.
fn slot(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("slot names are plain file names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}
