//! `poa pack diff`: what differs between two versions of a pack, and whom it hits. In: two packs,
//! and a folder of cases. Out: differences by their effect, and the verdicts that flip.

use std::path::{Path, PathBuf};

use clap::Args;
use poa::compile::{self, Compiled, Input};
use poa::policy::Policy;
use poa::value::Date;
use poa::workshop::{Effect, diff, flips};

use crate::cli::pack::{Workbench, compiled, counted, exit};
use crate::cli::parse_date;
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, PackAnswer, Table, View};
use crate::workspace;

/// Shows what differs between two versions of a pack: stricter, looser, wording, breaking; and
/// which verdicts on cases flip
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack diff packs/tr-1.zip packs/tr --cases cases")]
pub(crate) struct Arguments {
    /// The old version: a pack's name, a folder, a YAML file or a zip archive
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new version
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// A folder with case folders that are checked with both
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// The day [default: the date of the clock]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

/// Compares the packs.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let old = Workbench::open(Some(&arguments.old))?;
    let new = Workbench::open(Some(&arguments.new))?;
    let as_of = arguments.as_of.unwrap_or_else(workspace::today);
    for workbench in [&old, &new] {
        let faults = workbench.faults();
        if !faults.is_empty() {
            let compiled = compiled("packs", &workbench.packs.sources, faults);
            let text = report::pack(view, &compiled, &PackAnswer::default());
            return Ok(Reply::new(text, exit(&compiled.diagnostics)));
        }
    }
    let mut answer = PackAnswer::default();
    let mut rows = Vec::new();
    for (before, after) in pairs(&old, &new)? {
        for difference in diff(before, after, as_of) {
            let effect = difference.effect;
            let pack = after.name.clone();
            rows.push((
                effect,
                vec![pack, effect.as_str().to_owned(), difference.entry, difference.what],
            ));
        }
    }
    let effects =
        [Effect::Breaking, Effect::Stricter, Effect::Looser, Effect::Other, Effect::Wording];
    let count = |wanted: Effect| rows.iter().filter(|(effect, _)| *effect == wanted).count();
    let sums: Vec<String> =
        effects.iter().map(|effect| format!("{} {}", count(*effect), effect.as_str())).collect();
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(_, row)| row).collect();
    let columns = vec!["pack", "effect", "entry", "what"];
    answer.tables.push(Table::new("differences", columns, rows));
    answer.notes.push(sums.join(", "));
    if let Some(cases) = &arguments.cases {
        verdicts(cases, (&old, &new), as_of, &mut answer)?;
    }
    let compiled = compiled("packs", &new.packs.sources, Vec::new());
    Ok(Reply::new(report::pack(view, &compiled, &answer), Exit::Clean))
}

/// The packs to compare: those of one name, or the only one of each side.
fn pairs<'w>(
    old: &'w Workbench,
    new: &'w Workbench,
) -> Result<Vec<(&'w Policy, &'w Policy)>, Failure> {
    let find = |workbench: &'w Workbench, name: &str| workbench.packs.set.packs.policy(name);
    if let ([before], [after]) = (old.names.as_slice(), new.names.as_slice()) {
        return Ok(find(old, before).zip(find(new, after)).into_iter().collect());
    }
    let both = new.names.iter().filter(|name| old.names.contains(name));
    let pairs: Vec<_> = both.filter_map(|name| find(old, name).zip(find(new, name))).collect();
    match pairs.is_empty() {
        true => Err(Failure::usage("the two have no pack of the same name")
            .help("name one pack on each side to compare packs of different names")),
        false => Ok(pairs),
    }
}

/// Checks every case with both.
fn verdicts(
    cases: &Path,
    packs: (&Workbench, &Workbench),
    as_of: Date,
    answer: &mut PackAnswer,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let folders = workspace::case_folders(cases)?;
    for folder in &folders {
        let check = |workbench: &Workbench| -> Compiled {
            compile::check(&Input {
                root: folder.root.clone(),
                files: &folder.files,
                as_of,
                sites: Vec::new(),
                release: false,
                packs: Some(&workbench.packs),
            })
        };
        for flip in flips(&check(packs.0), &check(packs.1)) {
            let change = if flip.is_new { "new fault" } else { "gone" };
            rows.push(vec![folder.path.display().to_string(), change.to_owned(), flip.line]);
        }
    }
    let flipped = match rows.len() {
        1 => "1 verdict flips".to_owned(),
        many => format!("{many} verdicts flip"),
    };
    answer.notes.push(format!("{}: {flipped}", counted(folders.len(), "case")));
    answer.tables.push(Table::new("verdicts", vec!["case", "change", "fault"], rows));
    Ok(())
}
