//! `poa check`: all faults in one run, per site. In: a case. Out: its faults and numbers.

use clap::Args;
use poa::compile::{self, Input};

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

/// The failure for a checker that is not there. None is built in: the one that was weighed adds
/// eleven minutes to the build and two seconds to every start.
fn no_grammar() -> Failure {
    Failure::usage("this program was built without a grammar checker").help(
        "leave `--grammar` out: the rule `grammar` finds what translated appeals get wrong; for \
         more, give `answers.txt` of `poa build` to a checker of your own",
    )
}

/// Checks the case and reports.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    if arguments.grammar {
        return Err(no_grammar());
    }
    let case = &arguments.case;
    let folder = case.which.find()?;
    let compiled = compile::check(&Input {
        root: folder.root.clone(),
        files: &folder.files,
        as_of: case.which.today(),
        sites: case.which.sites(),
        release: case.release,
        packs: folder.packs(),
    });
    case.known_sites(&compiled)?;
    Ok(Reply::new(report::checked(view, &compiled), case.exit(&compiled)))
}
