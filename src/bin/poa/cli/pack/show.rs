//! `poa pack show`: what a pack asks on a day, and what will change. In: its name and a day. Out:
//! its values, rules, disclosures and attachments with what each rests on.

use std::path::PathBuf;

use clap::Args;
use poa::value::Date;
use poa::workshop::{coming, law};

use crate::cli::pack::{Workbench, compiled, exit};
use crate::cli::parse_date;
use crate::reply::{Failure, Reply};
use crate::report::{self, PackAnswer, Table, View};
use crate::workspace;

/// Shows what a pack asks: the law as it is, as it was, and what comes
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack show de --as-of 2026-06-18 --upcoming")]
pub(crate) struct Arguments {
    /// The name of a pack of the program, or a folder, YAML file or zip archive with packs
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// The day [default: the date of the clock]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Only what changes after that day
    #[arg(long)]
    upcoming: bool,
}

/// Shows the pack.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let workbench = Workbench::open(Some(&arguments.pack))?;
    let as_of = arguments.as_of.unwrap_or_else(workspace::today);
    let mut answer = PackAnswer::default();
    for name in &workbench.names {
        let Some(policy) = workbench.packs.set.packs.policy(name) else { continue };
        let line: Vec<String> =
            policy.line.iter().map(|(name, version)| format!("{name} {version}")).collect();
        answer.notes.push(format!("{}, as of {as_of}: {}", policy.title, line.join(", ")));
        let coming: Vec<Vec<String>> = coming(policy, as_of)
            .into_iter()
            .map(|it| vec![it.from.to_string(), it.what, it.rests_on])
            .collect();
        if !arguments.upcoming {
            let rows = law(policy, as_of).into_iter();
            let rows = rows.map(|it| vec![it.kind.to_owned(), it.name, it.says, it.rests_on]);
            let columns = vec!["kind", "name", "says", "rests on"];
            let table = Table::new("in force", columns, rows.collect());
            answer.tables.push(Table { rule_column: Some(1), ..table });
        } else if coming.is_empty() {
            answer.notes.push(format!("`{name}` knows of no change after {as_of}"));
        }
        let columns = vec!["from", "what", "rests on"];
        answer.tables.push(Table::new("coming", columns, coming));
    }
    let faults = workbench.faults();
    let exit = exit(&faults);
    let mut compiled = compiled("packs", &workbench.packs.sources, faults);
    compiled.as_of = as_of;
    Ok(Reply::new(report::pack(view, &compiled, &answer), exit))
}
