//! What a request gets. In: what is on the board. Out: texts and pages. Knows no HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use poa::compile::{self, Input};
use poa::forecast::chart::{Panel, chart};
use poa::value::Date;

use crate::preview::board::Board;
use crate::preview::editor::Editor;
use crate::report::preview::{Place, fingerprint};
use crate::workspace;

/// All that requests are answered from.
pub(crate) struct Desk {
    /// The newest result and who listens.
    pub(crate) board: Arc<Board>,
    /// What opens a place.
    pub(crate) editor: Editor,
    /// The case, for what is computed only when somebody looks.
    pub(crate) input: CaseInput,
}

/// Where the case lies, and for which day it is read.
pub(crate) struct CaseInput {
    /// Its `.poa` file.
    pub(crate) path: PathBuf,
    /// The day; `None` for today.
    pub(crate) as_of: Option<Date>,
}

impl Desk {
    /// One page as SVG; `None` where there is none, or no longer: it is kept under its fingerprint.
    pub(crate) fn page(&self, site: &str, page: usize, known_by: &str) -> Option<String> {
        let newest = self.board.newest()?;
        let pages = newest.pages.get(site)?;
        if fingerprint(pages, page)? == known_by { pages.svg(page) } else { None }
    }

    /// The forecast of a site as SVG; `None` where there is none.
    pub(crate) fn forecast(&self, site: &str) -> Option<String> {
        let folder = workspace::find_case(Some(&self.input.path)).ok()?;
        let (compiled, found) = compile::forecast(&Input {
            root: folder.root.clone(),
            files: &folder.files,
            as_of: self.input.as_of.unwrap_or_else(workspace::today),
            sites: vec![site.to_owned()],
            release: false,
            packs: folder.packs(),
        });
        let forecast = found.first()?.forecast.as_ref().ok()?;
        Some(chart(&[Panel { title: format!("{}, {site}", compiled.case), forecast }]))
    }

    /// Opens a place of the case; false where nothing opens it. Other files are never opened.
    pub(crate) fn open(&self, place: &Place) -> bool {
        let newest = self.board.newest();
        newest.is_some_and(|it| it.files.contains(&place.file)) && self.editor.open(place)
    }
}
