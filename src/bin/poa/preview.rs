//! The live page. In: a case folder. Out: a page on loopback that follows every save, until the
//! program is ended. One thread compiles, some answer; what they share is [`Board`].

mod board;
mod desk;
mod editor;
mod route;
mod server;

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use poa::compile::{self, Input, LoadedPacks, Memory};
use poa::source::Files;
use poa::value::Date;

use crate::preview::board::{Board, Snapshot};
use crate::preview::desk::Desk;
use crate::preview::editor::Editor;
use crate::preview::server::Server;
use crate::reply::Failure;
use crate::report::preview::{Place, ready, state};
use crate::report::{View, said};
use crate::workspace::{self, CaseFolder, Watch};

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

/// Why the case is compiled again.
pub(crate) enum Wake {
    /// Something in the folder was saved.
    Saved,
    /// A site is looked at whose pages are not set.
    Looked,
    /// There is nobody left to show it to.
    End,
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
    watch(&folder, wake.clone())?;
    tell(&match asked.events {
        true => ready(server.url()),
        false => said(view, &format!("preview: {}  (Ctrl+C ends it)", server.url())),
    });
    if asked.events {
        listen(Arc::clone(&board), wake);
    }
    server.serve(&desk);
    let packs = workspace::packs_of_folder(&folder.path);
    let mut compiler = Compiler { asked, view, folder: &folder, packs, memory: Memory::default() };
    compiler.compile(&board);
    while let Some(is_saved) = next(&woken, &folder) {
        if is_saved {
            compiler.packs = workspace::packs_of_folder(&folder.path);
        }
        compiler.compile(&board);
    }
    Ok(())
}

/// How long a case file that is empty is waited for: many editors empty a file before they write
/// it, and nobody wants to see that.
const EMPTY: Duration = Duration::from_millis(250);

/// Waits until there is something to compile: whether files were saved; `None` at the end. What
/// has come meanwhile is compiled together.
fn next(woken: &Receiver<Wake>, folder: &CaseFolder) -> Option<bool> {
    let mut is_saved = false;
    let mut reason = woken.recv().ok()?;
    loop {
        match reason {
            Wake::Saved => is_saved = true,
            Wake::Looked => {}
            Wake::End => return None,
        }
        let is_empty = folder.files.read(&folder.root).is_ok_and(|bytes| bytes.is_empty());
        let more = match is_empty {
            true => woken.recv_timeout(EMPTY).ok(),
            false => woken.try_recv().ok(),
        };
        match more {
            Some(more) => reason = more,
            None => return Some(is_saved),
        }
    }
}

fn desk_input(asked: &Asked, folder: &CaseFolder) -> desk::CaseInput {
    desk::CaseInput { path: folder.path.join(&folder.root), as_of: asked.as_of }
}

/// The case, and what its last compilation left for the next.
struct Compiler<'a> {
    asked: &'a Asked,
    view: View,
    folder: &'a CaseFolder,
    packs: Option<LoadedPacks>,
    memory: Memory,
}

impl Compiler<'_> {
    /// Compiles the case as it lies on disk and puts the result on the board.
    fn compile(&mut self, board: &Board) {
        let input = Input {
            root: self.folder.root.clone(),
            files: &self.folder.files,
            as_of: self.asked.as_of.unwrap_or_else(workspace::today),
            sites: self.asked.sites.clone(),
            release: false,
            packs: self.packs.as_ref(),
        };
        let shown: Vec<String> = board.looked_at().into_iter().collect();
        let (compiled, sites) = compile::preview(&input, &shown, &mut self.memory);
        let names = compiled.sources.iter().map(|(_, source)| source.name.clone()).collect();
        let state = state(self.view, &compiled, &sites);
        let pages = sites.into_iter().filter_map(|site| Some((site.site, site.pages?)));
        board.put(Snapshot { state, pages: pages.collect(), files: names });
    }
}

/// Wakes the compiler after each burst of changes.
fn watch(folder: &CaseFolder, wake: Sender<Wake>) -> Result<(), Failure> {
    let watch = Watch::new(&folder.path)?;
    std::thread::spawn(move || {
        while watch.wait() {
            if wake.send(Wake::Saved).is_err() {
                break;
            }
        }
    });
    Ok(())
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

/// Says one line on standard output at once; a reader that went away is no failure.
pub(crate) fn tell(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
