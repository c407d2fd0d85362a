//! `poa pack test`: the tests inside packs. In: a name or path. Out: tests that do not hold, what
//! the tests reach, and mistakes that they would not notice.

use std::path::PathBuf;

use clap::Args;
use poa::diagnostic::Diagnostic;
use poa::workshop::{Breadth, PackMutants, Reach, coverage, mutate, test};

use crate::cli::pack::{Workbench, compiled, counted, exit};
use crate::reply::{Failure, Reply};
use crate::report::{self, PackAnswer, Table, View};

/// Runs the tests inside packs
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack test us --coverage --mutate")]
pub(crate) struct Arguments {
    /// The name of a pack of the program, or a folder, YAML file or zip archive with packs
    #[arg(value_name = "PACK", required_unless_present = "all", conflicts_with = "all")]
    pack: Option<PathBuf>,
    /// All packs of the program
    #[arg(long)]
    all: bool,
    /// Shows for each rule whether it fired and was silent, on which packs, and which conditions
    /// were seen both ways
    #[arg(long)]
    coverage: bool,
    /// Makes every small mistake in turn (each number one less and one more, each condition
    /// negated, each rule and pattern left out) and shows those that no test notices
    #[arg(long)]
    mutate: bool,
}

/// Runs the tests, and looks at them where that is asked.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let workbench = Workbench::open(arguments.pack.as_deref())?;
    let mut answer = PackAnswer::default();
    let mut faults = workbench.faults();
    if faults.is_empty() {
        let results = test(workbench.bench(), &workbench.names);
        let count = results.iter().map(|result| result.count).sum();
        faults.extend(results.into_iter().flat_map(|result| result.faults));
        let failed = faults.len();
        answer.notes.push(format!(
            "{} of {}: {failed} failed",
            counted(count, "test"),
            counted(workbench.names.len(), "pack")
        ));
        if arguments.coverage {
            let reaches = coverage(workbench.bench(), &workbench.names, Breadth::Heirs);
            reached(&reaches, &mut answer, &mut faults);
        }
        // Where tests do not hold as it is, a change proves nothing.
        if arguments.mutate && failed == 0 {
            changed(mutate(workbench.bench(), &workbench.names), &mut answer, &mut faults);
        }
    }
    let exit = exit(&faults);
    let compiled = compiled("packs", &workbench.packs.sources, faults);
    Ok(Reply::new(report::pack(view, &compiled, &answer), exit))
}

/// What the tests reach.
fn reached(reaches: &[Reach], answer: &mut PackAnswer, faults: &mut Vec<Diagnostic>) {
    let asked = |reach: &&Reach| reach.has_tests && !reach.asked_by.is_empty();
    let row = |reach: &Reach| {
        let on = |list: &std::collections::BTreeSet<String>| {
            format!("{}/{}", list.len(), reach.asked_by.len())
        };
        let both = reach.conditions.values().filter(|seen| **seen == (true, true)).count();
        vec![
            reach.pack.clone(),
            reach.entry.clone(),
            on(&reach.fired),
            on(&reach.silent),
            format!("{both}/{}", reach.conditions.len()),
        ]
    };
    let columns =
        vec!["pack", "entry", "fired on packs", "silent on packs", "conditions both ways"];
    let rows = reaches.iter().filter(asked).map(row).collect();
    answer.tables.push(Table::new("coverage", columns, rows));
    let mut open = Vec::new();
    for reach in reaches.iter().filter(asked) {
        for (condition, seen) in reach.one_sided() {
            let only = if seen.0 { "true" } else { "false" };
            let (pack, entry) = (reach.pack.clone(), reach.entry.clone());
            open.push(vec![pack, entry, condition.to_owned(), only.to_owned()]);
        }
        for condition in &reach.settled {
            answer.notes.push(format!(
                "proven to have one answer in every case: `{condition}` of {} of `{}`",
                reach.entry, reach.pack
            ));
        }
        for (what, list) in [("fired", &reach.fired), ("silent", &reach.silent)] {
            if !list.contains(&reach.pack) {
                let message = format!("{} of `{}` was never {what}", reach.entry, reach.pack);
                faults.push(Diagnostic::error("pack-test", message));
            }
        }
    }
    let columns = vec!["pack", "entry", "condition", "only seen"];
    answer.tables.push(Table::new("conditions seen one way only", columns, open));
    let tested = reaches.iter().filter(asked).count();
    let fully = reaches
        .iter()
        .filter(asked)
        .filter(|reach| reach.fired.contains(&reach.pack) && reach.silent.contains(&reach.pack));
    let fully = fully.count();
    let count = counted(tested, "entry").replace("entrys", "entries");
    answer.notes.push(format!("{fully} of {count} with tests fired and were silent"));
    let untested = reaches.iter().filter(|reach| !reach.has_tests && !reach.asked_by.is_empty());
    let untested: Vec<String> =
        untested.map(|reach| format!("{} of `{}`", reach.entry, reach.pack)).collect();
    if !untested.is_empty() {
        answer.notes.push(format!("without tests in the pack: {}", untested.join(", ")));
    }
}

/// What became of the changes.
fn changed(results: Vec<PackMutants>, answer: &mut PackAnswer, faults: &mut Vec<Diagnostic>) {
    let (mut rows, mut same) = (Vec::new(), Vec::new());
    let (mut noticed, mut all, mut equal) = (0, 0, 0);
    for result in results {
        let lived = result.survivors.len();
        noticed += result.killed;
        all += result.killed + lived;
        equal += result.equal.len() + result.listed.len();
        let counts = [result.killed, result.equal.len(), result.listed.len(), lived];
        let counts = counts.iter().map(usize::to_string);
        rows.push(std::iter::once(result.name.clone()).chain(counts).collect());
        for (list, by) in [(&result.equal, "proven"), (&result.listed, "the pack's word")] {
            same.extend(list.iter().map(|it| {
                let (entry, what, why) = (it.entry.clone(), it.what.clone(), it.why.clone());
                vec![result.name.clone(), entry, what, by.to_owned(), why]
            }));
        }
        faults.extend(result.survivors);
        for note in result.untried {
            answer.notes.push(format!("not changed: `{}`: {note}", result.name));
        }
    }
    let columns = vec!["pack", "noticed", "proven equal", "equal by the pack's word", "unnoticed"];
    answer.tables.push(Table::new("changes", columns, rows));
    let columns = vec!["pack", "entry", "change", "by", "why"];
    answer.tables.push(Table::new("changes that change nothing", columns, same));
    answer.notes.push(format!(
        "{noticed} of {all} changes are noticed by a test; {equal} more change nothing"
    ));
}
