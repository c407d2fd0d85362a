//! The live page. In: a case folder. Out: a page on loopback that follows every save, until the
//! program is ended. One thread compiles, some answer; what they share is [`Board`].

mod board;
mod crowd;
mod desk;
mod editor;
mod http;
mod route;
mod server;

use std::collections::BTreeMap;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use poa::compile::{self, Compiled, Input, LoadedPacks, Memory, SitePages};
use poa::render::pdf::Pages;
use poa::value::Date;

use crate::preview::board::{Board, Snapshot};
use crate::preview::desk::Desk;
use crate::preview::editor::Editor;
use crate::preview::server::Server;
use crate::reply::Failure;
use crate::report::preview::{Place, ready, state};
use crate::report::{View, said};
use crate::workspace::{self, CachedFiles, CaseFolder, Wake, Watch, Woken};

/// What a preview shows and to whom it talks.
pub(crate) struct Asked {
    /// The argument that named the case.
    pub(crate) case: Option<PathBuf>,
    /// The day of the check; `None` for today.
    pub(crate) as_of: Option<Date>,
    /// Sites asked for; empty: all.
    pub(crate) sites: Vec<String>,
    /// The port; 0 takes a free one.
    pub(crate) port: u16,
    /// Whether an editor listens on standard output and speaks on standard input.
    pub(crate) events: bool,
    /// The command that opens a place: words with `{file}`, `{line}`, `{column}`.
    pub(crate) editor: Option<String>,
}

/// Serves the page until the program is ended.
///
/// **Errors**: the case is not found, the port is taken, the folder cannot be watched.
pub(crate) fn run(asked: &Asked, view: View) -> Result<(), Failure> {
    let folder = workspace::find_case(asked.case.as_deref())?;
    let (wake, woken) = channel();
    let board = Arc::new(Board::new(wake.clone()));
    let editor = Editor::new(asked.editor.as_deref(), asked.events, &folder.path)?;
    let server = Server::bind(asked.port)?;
    let desk =
        Arc::new(Desk { board: Arc::clone(&board), editor, input: desk_input(asked, &folder) });
    Watch::new(&folder.path, None)?.wakes(wake.clone());
    let end = wake.clone();
    workspace::at_end(move || drop(end.send(Wake::End)))?;
    // A reader that went away is no failure: the page is there all the same.
    let _ = workspace::say(&match asked.events {
        true => format!("{}\n", ready(server.url())),
        false => {
            let line = format!("preview: {}  (Ctrl+C ends it)", server.url());
            format!("{}\n", said(view, &line))
        }
    });
    if asked.events {
        listen(Arc::clone(&board), wake);
    }
    server.serve(&desk);
    let files = folder.kept_files()?;
    let mut woken = Woken::new(woken);
    let mut compiler = Compiler { asked, view, folder: &folder, files, memory: Memory::default() };
    let mut packs = workspace::packs_of_folder(&folder.path);
    compiler.compile(packs.as_ref(), &board, &mut woken);
    while let Some(is_saved) = woken.next(&compiler.files, &folder.root) {
        if is_saved {
            packs = workspace::packs_of_folder(&folder.path);
        }
        compiler.compile(packs.as_ref(), &board, &mut woken);
    }
    Ok(())
}

fn desk_input(asked: &Asked, folder: &CaseFolder) -> desk::CaseInput {
    desk::CaseInput { path: folder.path.join(&folder.root), as_of: asked.as_of }
}

/// The case, and what its last compilation left for the next.
struct Compiler<'a> {
    asked: &'a Asked,
    view: View,
    folder: &'a CaseFolder,
    files: CachedFiles,
    memory: Memory,
}

impl Compiler<'_> {
    /// Compiles the case as it lies on disk and puts what is found on the board: the faults, then
    /// the pages of the site that is looked at, then the others, unless something else is to be
    /// compiled by then.
    fn compile(&mut self, packs: Option<&LoadedPacks>, board: &Board, woken: &mut Woken) {
        let input = Input {
            root: self.folder.root.clone(),
            files: &self.files,
            as_of: self.asked.as_of.unwrap_or_else(workspace::today),
            sites: self.asked.sites.clone(),
            release: false,
            packs,
        };
        let view = self.view;
        let mut tell = |compiled: &Compiled, sites: &[SitePages]| {
            let pages = sites.iter().filter_map(|it| Some((it.site.clone(), it.pages.clone()?)));
            let pages: BTreeMap<String, Pages> = pages.collect();
            let is_set = !pages.is_empty();
            let files = compiled.sources.iter().map(|(_, source)| source.name.clone()).collect();
            board.put(Snapshot { state: state(view, compiled, sites), pages, files });
            match is_set && woken.is_called() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        compile::preview(&input, &board.looked_at(), &mut self.memory, &mut tell);
    }
}

/// Hears from the editor where its cursor is, and ends with it.
fn listen(board: Arc<Board>, wake: Sender<Wake>) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if let Some(place) = Place::read(&line) {
                board.tell("reveal", &place.event("reveal"));
            }
        }
        // The editor is gone; whether the compiler still listens does not matter.
        let _ = wake.send(Wake::End);
    });
}
