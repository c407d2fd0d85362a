//! `poa preview`: the case as a live page. In: a case. Out: a page on loopback, until it is ended.

use clap::Args;

use crate::cli::WhichCase;
use crate::preview::{self, Asked};
use crate::reply::{Exit, Failure, Reply};
use crate::report::View;

/// Shows the plan, its faults, coverage, timeline and forecast in a browser, after every save
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa preview my-case --editor \"code -g {file}:{line}:{column}\"")]
pub(crate) struct Arguments {
    #[command(flatten)]
    which: WhichCase,
    /// The port of the page [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// What opens the line that was clicked: a command with {file}, {line} and {column}
    #[arg(long, value_name = "COMMAND", conflicts_with = "events")]
    editor: Option<String>,
    /// For editors: says on standard output, line by line as JSON, where the page is and what was
    /// clicked; hears on standard input where the cursor is
    #[arg(long)]
    events: bool,
}

/// Serves the page until the program is ended.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let which = &arguments.which;
    let asked = Asked {
        case: which.case.clone(),
        as_of: which.as_of,
        sites: which.sites(),
        port: arguments.port,
        events: arguments.events,
        editor: arguments.editor.clone(),
    };
    preview::run(&asked, view)?;
    Ok(Reply::new("", Exit::Clean))
}
