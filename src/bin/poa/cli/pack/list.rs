//! `poa pack list`: the packs of the program. In: nothing. Out: one line a pack.

use clap::Args;
use poa::compile::shipped;
use poa::policy::Policy;
use poa::source::Sources;

use crate::cli::pack::compiled;
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, PackAnswer, Table, View};

/// Lists the packs that come with the program
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack list")]
pub(crate) struct Arguments {}

/// Lists the packs.
pub(crate) fn run(_arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let row = |policy: &Policy| {
        let parents: Vec<&str> =
            policy.line.iter().skip(1).map(|(name, _)| name.as_str()).collect();
        let own = policy.rules.iter().filter(|rule| rule.pack == policy.name).count();
        vec![
            policy.name.clone(),
            policy.version.clone(),
            policy.title.clone(),
            parents.join(", "),
            own.to_string(),
            policy.disclosures.len().to_string(),
            policy.attachments.len().to_string(),
        ]
    };
    let columns =
        vec!["pack", "version", "title", "inherits", "own rules", "disclosures", "attachments"];
    let rows = shipped().packs.iter().map(row).collect();
    let answer =
        PackAnswer { tables: vec![Table::new("packs", columns, rows)], ..Default::default() };
    let compiled = compiled("packs", &Sources::default(), Vec::new());
    Ok(Reply::new(report::pack(view, &compiled, &answer), Exit::Clean))
}
