//! `poa explain`: what a rule asks and why. In: a rule's name or none, and the case whose packs
//! are asked too. Out: its explanation, or the list of all rules.

use std::path::PathBuf;

use clap::Args;
use poa::compile::{Explanation, explain_among, rule_names_among, shipped};
use poa::suggest::nearest;

use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, View};
use crate::workspace;

/// Says what a rule asks, why, who asks for it, and shows an example
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa explain action-not-done-yet")]
pub(crate) struct Arguments {
    /// Name of a rule, as a fault shows it [default: list all rules]
    rule: Option<String>,
    /// A case folder: rules of the packs that its `poa.toml` names too [default: this folder]
    #[arg(long, value_name = "CASE", default_value = ".", hide_default_value = true)]
    case: PathBuf,
}

/// Characters of an unknown name that are compared; no rule's name is as long.
const NAME_MAX: usize = 64;

/// Explains one rule or lists all.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let folder = match arguments.case.is_file() {
        true => arguments.case.parent().unwrap_or(&arguments.case),
        false => &arguments.case,
    };
    let brought = workspace::packs_of_folder(folder);
    let packs = match &brought {
        Some(loaded) => &loaded.set.packs,
        None => &shipped().packs,
    };
    let names = rule_names_among(packs);
    let Some(name) = &arguments.rule else {
        let explain = |name: &String| explain_among(packs, name, view.language);
        let rules: Vec<Explanation> = names.iter().filter_map(explain).collect();
        return Ok(Reply::new(report::rules(view, &rules), Exit::Clean));
    };
    match explain_among(packs, name, view.language) {
        Some(rule) => Ok(Reply::new(report::explained(view, &rule), Exit::Clean)),
        None => Err(unknown(name, &names)),
    }
}

/// The failure for a name that no rule has.
fn unknown(name: &str, names: &[String]) -> Failure {
    let failure = Failure::usage(format!("there is no rule `{name}`"));
    let word: String = name.chars().take(NAME_MAX).collect();
    let inside = names.iter().find(|known| word.len() >= 4 && known.contains(&word));
    let near = nearest(&word, names.iter().map(String::as_str));
    match near.or(inside.map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`poa explain` lists all rules"),
    }
}
