//! `poa explain`: what a rule asks and why. In: a rule's name or none. Out: its explanation, or the
//! list of all rules.

use clap::Args;
use poa::compile::{self, Explanation};
use poa::suggest::nearest;

use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, View};

/// Says what a rule asks, why, who asks for it, and shows an example
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa explain action-not-done-yet")]
pub(crate) struct Arguments {
    /// Name of a rule, as a fault shows it [default: list all rules]
    rule: Option<String>,
}

/// Characters of an unknown name that are compared; no rule's name is as long.
const NAME_MAX: usize = 64;

/// Explains one rule or lists all.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let Some(name) = &arguments.rule else {
        let names = compile::rule_names();
        let rules: Vec<Explanation> =
            names.iter().filter_map(|name| compile::explain_in(name, view.language)).collect();
        return Ok(Reply::new(report::rules(view, &rules), Exit::Clean));
    };
    match compile::explain_in(name, view.language) {
        Some(rule) => Ok(Reply::new(report::explained(view, &rule), Exit::Clean)),
        None => Err(unknown(name)),
    }
}

/// The failure for a name that no rule has.
fn unknown(name: &str) -> Failure {
    let failure = Failure::usage(format!("there is no rule `{name}`"));
    let names = compile::rule_names();
    let word: String = name.chars().take(NAME_MAX).collect();
    let inside = names.iter().find(|known| word.len() >= 4 && known.contains(&word));
    let near = nearest(&word, names.iter().map(String::as_str));
    match near.or(inside.map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`poa explain` lists all rules"),
    }
}
