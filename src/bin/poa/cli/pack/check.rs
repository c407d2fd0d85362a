//! `poa pack check`: what is wrong with packs, without any case. In: a path or name. Out: every
//! fault at its place in the YAML, and the smallest cases that show some of them.

use std::path::PathBuf;

use clap::Args;
use poa::diagnostic::merge;
use poa::workshop::lint;

use crate::cli::pack::{Workbench, compiled, counted, exit};
use crate::reply::{Failure, Reply};
use crate::report::{self, PackAnswer, View};

/// Finds all faults of packs: form, expressions, sources, what is unused, rules that can never or
/// must always fire, rules of which no plan can meet both
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack check packs/my-site")]
pub(crate) struct Arguments {
    /// A folder, YAML file or zip archive with packs, or the name of a pack of the program
    /// [default: all packs of the program]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
}

/// Checks the packs.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let workbench = Workbench::open(arguments.path.as_deref())?;
    let mut answer = PackAnswer::default();
    let mut faults = workbench.faults();
    // Of packs that did not load as a whole nothing more can be said.
    if faults.is_empty() {
        let linted = lint(workbench.bench(), &workbench.names);
        faults = merge(linted.faults);
        for (what, witness) in linted.witnesses {
            answer.texts.push((format!("the smallest case that shows it: {what}"), witness));
        }
        let decided = counted(linted.decided, "rule");
        answer.notes.push(format!("{decided} with a condition can fire and can be silent"));
        if !linted.undecided.is_empty() {
            let names = linted.undecided.join(", ");
            answer.notes.push(format!("too many combinations to decide: {names}"));
        }
    }
    let names = match workbench.names.is_empty() {
        true => String::new(),
        false => format!(": {}", workbench.names.join(", ")),
    };
    let (packs, found) = (counted(workbench.names.len(), "pack"), counted(faults.len(), "fault"));
    answer.notes.push(format!("checked {packs}{names}; {found}"));
    let exit = exit(&faults);
    let compiled = compiled("packs", &workbench.packs.sources, faults);
    Ok(Reply::new(report::pack(view, &compiled, &answer), exit))
}
