//! Opening a place in the editor. In: a place that was clicked. Out: a line for the editor that
//! listens, or a command that is run. No shell reads the command.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::reply::Failure;
use crate::report::preview::Place;
use crate::workspace;

/// How a place is opened.
pub(crate) enum Editor {
    /// By whoever reads standard output.
    Listener,
    /// By a command: its words, and the case folder.
    Command(Vec<String>, PathBuf),
    /// Not at all: the page shows it.
    None,
}

impl Editor {
    /// The editor that the arguments name.
    ///
    /// **Errors**: the command does not say where the file goes.
    pub(crate) fn new(
        command: Option<&str>,
        is_listening: bool,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let Some(command) = command else {
            return Ok(if is_listening { Editor::Listener } else { Editor::None });
        };
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        if !words.iter().skip(1).any(|word| word.contains("{file}")) {
            let failure = Failure::usage("`--editor` does not say where the file goes");
            return Err(failure.help("for example: `--editor \"code -g {file}:{line}:{column}\"`"));
        }
        Ok(Editor::Command(words, folder.to_owned()))
    }

    /// Opens the place; false where nothing can open it.
    pub(crate) fn open(&self, place: &Place) -> bool {
        match self {
            Editor::Listener => workspace::say(&format!("{}\n", place.event("open"))),
            Editor::Command(words, folder) => {
                let file = folder.join(&place.file).to_string_lossy().into_owned();
                let filled = words.iter().map(|word| {
                    let word = word.replace("{line}", &place.line.to_string());
                    word.replace("{column}", &place.column.to_string()).replace("{file}", &file)
                });
                let filled: Vec<String> = filled.collect();
                run(&filled)
            }
            Editor::None => false,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the shell starts the editor that it was given")]
fn run(words: &[String]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            // Waited for, so that no ended process is left behind.
            std::thread::spawn(move || child.wait());
            true
        }
        Err(_) => false,
    }
}
