//! `poa check`: all faults in one run, per site. In: a case. Out: its faults and numbers.

use clap::Args;
use poa::compile::{self, Compiled, Input};

use crate::cli::CaseArguments;
use crate::reply::{Failure, Reply};
use crate::report::{self, View};

/// Finds all faults in one run, per site
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa check my-case --site us,uk --as-of 2026-11-12")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Has a grammar checker read the plan's English too, where the program was built with one
    #[arg(long)]
    grammar: bool,
}

/// Finds the faults, and advice on the English too.
#[cfg(feature = "grammar")]
fn with_grammar(input: &Input<'_>) -> Result<Compiled, Failure> {
    Ok(compile::check_with_grammar(input))
}

/// The failure for a checker that is not there: it is left out of what is built without being asked
/// for, since it makes the build twice as long and takes seconds of every start.
#[cfg(not(feature = "grammar"))]
fn with_grammar(_: &Input<'_>) -> Result<Compiled, Failure> {
    Err(Failure::usage("this program was built without a grammar checker").help(
        "leave `--grammar` out: the rule `grammar` finds what translated appeals get wrong; for \
         more, build the program with `--features grammar`, as CONTRIBUTING.md says",
    ))
}

/// Checks the case and reports.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let case = &arguments.case;
    let folder = case.which.find()?;
    let input = Input {
        root: folder.root.clone(),
        files: &folder.files,
        as_of: case.which.today(),
        sites: case.which.sites(),
        release: case.release,
        packs: folder.packs(),
    };
    let compiled = match arguments.grammar {
        true => with_grammar(&input)?,
        false => compile::check(&input),
    };
    case.known_sites(&compiled)?;
    Ok(Reply::new(report::checked(view, &compiled), case.exit(&compiled)))
}
