//! The shell: arguments, files, terminal. In: the command line. Out: two texts and an exit code.
//! A bug of ours ends here as exit code 101 and a line that says how to report it.

mod cli;
mod lsp;
mod preview;
mod progress;
mod reply;
mod report;
mod workspace;

use std::any::Any;
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use crate::reply::{Exit, Failure, Reply};
use crate::report::View;

/// Deeply nested input must not exhaust the stack of the thread that reads it.
const STACK_BYTES: usize = 64 << 20;

/// Where the last panic happened, noted by the hook because its payload does not say so.
static PANIC_PLACE: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    note_panics();
    let arguments = workspace::arguments();
    let view = cli::early_view(&arguments);
    let reply = guarded(view, move || answer(&arguments, view));
    match print(&reply) {
        Ok(()) => ExitCode::from(reply.exit.code()),
        Err(_) => ExitCode::from(Exit::World.code()),
    }
}

/// Runs the command and words its failure in the format asked for.
fn answer(arguments: &[OsString], view: View) -> Reply {
    cli::run(arguments, view).unwrap_or_else(|failure| report::failure(view, &failure))
}

/// Runs the work on a thread of its own and turns a panic into a reply.
fn guarded(view: View, work: impl FnOnce() -> Reply + Send + 'static) -> Reply {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(reply)) => reply,
        Ok(Err(panic)) => report::failure(view, &bug(panic.as_ref())),
        Err(_) => report::failure(view, &Failure::world("the system gives no thread to work on")),
    }
}

/// Keeps the place of a panic and the usual message off the terminal.
fn note_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        *PANIC_PLACE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = place;
    }));
}

/// Words a panic: what broke, where, and how to report it.
fn bug(panic: &(dyn Any + Send)) -> Failure {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    let place = PANIC_PLACE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let version = env!("CARGO_PKG_VERSION");
    let tracker = match env!("CARGO_PKG_REPOSITORY") {
        "" => "the project's issue tracker",
        address => address,
    };
    Failure {
        exit: Exit::Bug,
        message: format!("this is a bug in poa {version}: {said} (at {place})"),
        help: Some(format!(
            "please report this line at {tracker}, with the smallest case that shows it"
        )),
    }
}

/// Prints both texts; a reader that went away is no failure.
fn print(reply: &Reply) -> std::io::Result<()> {
    let gone = |error: &std::io::Error| error.kind() == ErrorKind::BrokenPipe;
    let mut stdout = std::io::stdout().lock();
    let printed = stdout.write_all(reply.stdout.as_bytes()).and_then(|()| stdout.flush());
    match printed {
        Err(error) if !gone(&error) => return Err(error),
        Ok(()) | Err(_) => {}
    }
    match std::io::stderr().write_all(reply.stderr.as_bytes()) {
        Err(error) if !gone(&error) => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::guarded;
    use crate::reply::{Exit, Reply};
    use crate::report::{Format, View};

    #[test]
    fn a_panic_becomes_a_reply() {
        let view = View {
            format: Format::Human,
            color: false,
            error_color: false,
            width: 100,
            language: poa::translate::Language::English,
        };
        let reply = guarded(view, || panic!("the plan has no parts"));
        assert_eq!(reply.exit, Exit::Bug);
        assert!(reply.stdout.is_empty());
        assert!(reply.stderr.contains("the plan has no parts"), "{}", reply.stderr);
        let json = View { format: Format::Json, ..view };
        let reply = guarded(json, || panic!("the plan has no parts"));
        assert!(reply.stdout.starts_with('{'), "{}", reply.stdout);
        let reply = guarded(json, || Reply::new("{}", Exit::Clean));
        assert_eq!(reply, Reply::new("{}", Exit::Clean));
    }
}
