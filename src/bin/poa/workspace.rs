//! The world outside: arguments, clock, terminal, files. In: what the user named. Out: bytes for
//! the library, bundles on disk. Nothing outside the case folder is read, nothing outside the
//! output folder is written. Knows nothing of what a case means.
#![expect(clippy::disallowed_methods, reason = "the shell is where files and the clock are")]

mod archive;
mod bundle;
mod cached;
mod files;
mod find;
mod given;
mod packs;
mod scaffold;
mod signature;
mod single;
mod stopwatch;
mod texts;
mod together;
mod watch;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Datelike;
use poa::translate::Language;
use poa::value::Date;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::reply::{Exit, Failure};
pub(crate) use crate::workspace::bundle::{OutFolder, out_folder, write_bundles};
pub(crate) use crate::workspace::cached::{CachedFiles, resolved};
pub(crate) use crate::workspace::files::DiskFiles;
pub(crate) use crate::workspace::find::{CaseFolder, case_folders, find_case, has_case, poa_files};
pub(crate) use crate::workspace::given::GivenFiles;
pub(crate) use crate::workspace::packs::{
    PackContents, packs_named, packs_of_case, packs_of_folder, read_packs,
};
pub(crate) use crate::workspace::scaffold::write_new;
pub(crate) use crate::workspace::signature::{new_keys, read_small, short_key, sign, verifies};
pub(crate) use crate::workspace::single::replace_file;
pub(crate) use crate::workspace::stopwatch::Stopwatch;
pub(crate) use crate::workspace::texts::{PoaText, poa_texts};
pub(crate) use crate::workspace::together::{import_folder, write_together};
pub(crate) use crate::workspace::watch::{Wake, Watch, Woken};

/// Columns where the terminal does not say.
const WIDTH_DEFAULT: usize = 100;

/// Columns that output uses at least and at most, whatever the terminal says.
const WIDTH_RANGE: (usize, usize) = (40, 160);

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// On a terminal that wants it.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// What the terminal can show.
pub(crate) struct Terminal {
    /// Whether standard output is coloured.
    pub(crate) stdout_color: bool,
    /// Whether standard error is coloured.
    pub(crate) stderr_color: bool,
    /// Columns to fill.
    pub(crate) width: usize,
}

/// The command line, the program's own name first.
pub(crate) fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The date of the clock, where the user is.
pub(crate) fn today() -> Date {
    let now = chrono::Local::now().date_naive();
    Date::new(now.year(), now.month(), now.day()).expect("the clock's day is in the calendar")
}

/// How many things may be worked on at the same time.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Prints lines on standard output at once, for commands that go on; whether somebody reads them.
pub(crate) fn say(lines: &str) -> bool {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(lines.as_bytes()).and_then(|()| stdout.flush()).is_ok()
}

/// How often it is looked whether the program is asked to end.
const LOOK: Duration = Duration::from_millis(50);

/// Does something when the program is asked to end, by Ctrl+C or by the system. It ends by itself
/// then; asked once more, it ends at once.
///
/// **Errors**: the system does not let us.
pub(crate) fn at_end(end: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let code = i32::from(Exit::Clean.code());
        // The order matters: the first time nothing is noted yet, and the program goes on.
        flag::register_conditional_shutdown(signal, code, Arc::clone(&asked))
            .and_then(|_| flag::register(signal, Arc::clone(&asked)))
            .map_err(|error| Failure::world(format!("Ctrl+C cannot be heard: {error}")))?;
    }
    std::thread::spawn(move || {
        while !asked.load(Ordering::Relaxed) {
            std::thread::sleep(LOOK);
        }
        end();
    });
    Ok(())
}

/// The last name of a folder, `.` resolved; empty where it has none.
pub(crate) fn full_name(folder: &std::path::Path) -> String {
    let resolved = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let resolved = std::fs::canonicalize(folder).unwrap_or(resolved);
    resolved.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

/// Asks terminal and environment how to print.
pub(crate) fn terminal(choice: ColorChoice) -> Terminal {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    let plain = is_set("NO_COLOR") || is_dumb;
    let color = |is_terminal: bool| match choice {
        ColorChoice::Auto => is_terminal && !plain,
        ColorChoice::Always => true,
        ColorChoice::Never => false,
    };
    Terminal {
        stdout_color: color(std::io::stdout().is_terminal()),
        stderr_color: color(std::io::stderr().is_terminal()),
        width: width(),
    }
}

/// The language of messages that the environment asks for: the first of the three that is set.
pub(crate) fn language() -> Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let set = names.iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.starts_with("zh") => Language::Chinese,
        Some(_) | None => Language::English,
    }
}

fn width() -> usize {
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let columns = match std::io::stdout().is_terminal() {
        true => columns.unwrap_or(WIDTH_DEFAULT),
        false => WIDTH_DEFAULT,
    };
    columns.clamp(WIDTH_RANGE.0, WIDTH_RANGE.1)
}
