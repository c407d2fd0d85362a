//! `poa pack`: the workshop for maintainers of packs. In: names and paths of packs. Out: the reply
//! of one of its commands. One command, one file.

mod check;
mod diff;
mod doc;
mod list;
mod lock;
mod new;
mod show;
mod sign;
mod test;

use std::path::Path;

use clap::{Args, Subcommand};
use poa::compile::{Beside, Compiled, LoadedPacks, TestFiles, load_packs, shipped};
use poa::diagnostic::{Diagnostic, Severity};
use poa::policy::{PackFile, pack_folders};
use poa::source::Sources;
use poa::workshop::Bench;

use crate::reply::{Exit, Failure, Reply};
use crate::report::View;
use crate::workspace;

/// Works on packs: what sites ask, as YAML
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack new my-site && poa pack check my-site && poa pack test my-site")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// The commands; each is one file.
#[derive(Debug, Subcommand)]
enum Command {
    List(list::Arguments),
    Show(show::Arguments),
    New(new::Arguments),
    Check(check::Arguments),
    Test(test::Arguments),
    Diff(diff::Arguments),
    Doc(doc::Arguments),
    Lock(lock::Arguments),
    Sign(sign::SignArguments),
    Verify(sign::VerifyArguments),
}

/// Runs one of the commands.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    match &arguments.command {
        Command::List(arguments) => list::run(arguments, view),
        Command::Show(arguments) => show::run(arguments, view),
        Command::New(arguments) => new::run(arguments, view),
        Command::Check(arguments) => check::run(arguments, view),
        Command::Test(arguments) => test::run(arguments, view),
        Command::Diff(arguments) => diff::run(arguments, view),
        Command::Doc(arguments) => doc::run(arguments, view),
        Command::Lock(arguments) => lock::run(arguments, view),
        Command::Sign(arguments) => sign::sign(arguments, view),
        Command::Verify(arguments) => sign::verify(arguments, view),
    }
}

/// Packs to work on.
struct Workbench {
    /// Those named, and all that they stand beside.
    packs: LoadedPacks,
    /// The files that their tests read.
    files: TestFiles,
    /// The names of those that were named.
    names: Vec<String>,
}

impl Workbench {
    /// The packs at a path, or the one of the program that has this name; without either all packs
    /// of the program.
    fn open(named: Option<&Path>) -> Result<Self, Failure> {
        let known = |name: &&str| shipped().packs.policy(name).is_some();
        match named.map(|path| (path, path.to_str().filter(known))) {
            None => Ok(Self::of(&[], &[], shipped().packs.names().map(str::to_owned).collect())),
            Some((_, Some(name))) => Ok(Self::of(&[], &[], vec![name.to_owned()])),
            Some((path, None)) if !path.exists() => Err(no_pack(path)),
            Some((path, None)) => {
                let given = workspace::read_packs(path)?;
                let names = pack_folders(&given.packs).into_keys().collect();
                Ok(Self::of(&given.packs, &given.others, names))
            }
        }
    }

    fn of(given: &[PackFile], others: &[(String, Vec<u8>)], names: Vec<String>) -> Self {
        let packs = load_packs(given, Beside::Others);
        Self { packs, files: TestFiles::new(given, others), names }
    }

    /// What the tests of packs may use.
    fn bench(&self) -> Bench<'_> {
        Bench { packs: &self.packs, files: &self.files, threads: workspace::threads() }
    }

    /// What is wrong with the form of the packs, and their texts.
    fn faults(&self) -> Vec<Diagnostic> {
        self.packs.diagnostics.clone()
    }
}

/// A name or path that leads nowhere.
fn no_pack(path: &Path) -> Failure {
    let shown = path.display();
    let names: Vec<&str> = shipped().packs.names().collect();
    Failure::usage(format!("there is no pack `{shown}`"))
        .help(format!("name a folder, a YAML file, a zip archive, or one of {}", names.join(", ")))
}

/// Faults of packs in the shape of a check.
fn compiled(title: &str, sources: &Sources, diagnostics: Vec<Diagnostic>) -> Compiled {
    Compiled {
        case: title.to_owned(),
        as_of: workspace::today(),
        sources: sources.clone(),
        diagnostics,
        allowed: 0,
        sites: Vec::new(),
        own_words: None,
    }
}

/// Whether any fault is an error.
fn exit(faults: &[Diagnostic]) -> Exit {
    match faults.iter().any(|fault| fault.severity == Severity::Error) {
        true => Exit::Faults,
        false => Exit::Clean,
    }
}

/// `1 rule`, `2 rules`.
fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
