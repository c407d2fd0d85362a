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
use std::sync::mpsc::{Sender, channel};

use poa::compile::{self, Input, Memory};
use poa::value::Date;

use crate::preview::board::{Board, Snapshot};
use crate::preview::desk::Desk;
use crate::preview::editor::Editor;
use crate::preview::server::Server;
use crate::reply::Failure;
use crate::report::View;
use crate::report::preview::{Place, ready, state};
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
        false => format!("preview: {}  (Ctrl+C ends it)", server.url()),
    });
    if asked.events {
        listen(Arc::clone(&board), wake);
    }
    server.serve(&desk);
    let mut compiler = Compiler { asked, view, folder: &folder, memory: Memory::default() };
    compiler.compile(&board);
    for reason in woken {
        match reason {
            Wake::Saved | Wake::Looked => compiler.compile(&board),
            Wake::End => break,
        }
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
            packs: self.folder.packs(),
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
