//! `poa lsp`: the language server. In: an editor on standard input. Out: its answers on standard
//! output, until it leaves.

use clap::Args;
use poa::value::Date;

use crate::cli::parse_date;
use crate::lsp::{self, Ending};
use crate::reply::{Exit, Failure, Reply};
use crate::report::View;

/// Serves an editor on standard input and output
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa lsp --as-of 2026-11-12")]
pub(crate) struct Arguments {
    /// Sets "today" [default: the date of the clock]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Standard input and output, which are used in any case: some editors say so
    #[arg(long)]
    stdio: bool,
}

/// Serves one editor.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    match lsp::serve(arguments.as_of, view.language) {
        Ending::Orderly => Ok(Reply::new("", Exit::Clean)),
        // As the protocol asks of a server that was not shut down.
        Ending::Gone => Ok(Reply::new("", Exit::Faults)),
        Ending::Broken(why) => Err(Failure::usage(why)
            .help("`poa lsp` is started by an editor and speaks the language server protocol")),
    }
}
