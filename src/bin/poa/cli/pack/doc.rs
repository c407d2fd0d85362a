//! `poa pack doc`: packs as pages. In: a pack or none. Out: one page for each site and each rule.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use poa::compile::catalogue;
use poa::source::Sources;
use poa::translate::Language;
use poa::workshop::{Form, Pages, doc};

use crate::cli::pack::{Workbench, compiled, counted, exit};
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, PackAnswer, View};
use crate::workspace;

/// Writes one page for each site and each rule, with sources and examples
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack doc --out pages --pages md")]
pub(crate) struct Arguments {
    /// A folder, YAML file or zip archive with packs, or the name of a pack of the program
    /// [default: all packs of the program]
    #[arg(value_name = "PACK")]
    pack: Option<PathBuf>,
    /// The folder to write to; pages of the same names in it are replaced
    #[arg(long, value_name = "DIR", default_value = "pack-pages")]
    out: PathBuf,
    /// The form of the pages
    #[arg(long, value_enum, value_name = "FORM", default_value = "html")]
    pages: FormName,
}

/// The words of `--pages`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormName {
    Html,
    Md,
}

/// Writes the pages.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let workbench = Workbench::open(arguments.pack.as_deref())?;
    let faults = workbench.faults();
    if !faults.is_empty() {
        let exit = exit(&faults);
        let compiled = compiled("packs", &workbench.packs.sources, faults);
        return Ok(Reply::new(report::pack(view, &compiled, &PackAnswer::default()), exit));
    }
    let form = match arguments.pages {
        FormName::Html => Form::Html,
        FormName::Md => Form::Markdown,
    };
    let words = workbench.packs.words.as_deref().unwrap_or_else(|| catalogue());
    let pages = doc(Pages {
        packs: &workbench.packs.set.packs,
        names: &workbench.names,
        form,
        words: (view.language == Language::Chinese).then_some(words),
    });
    workspace::write_together(&arguments.out, &pages)?;
    let out = arguments.out.display();
    let notes = vec![format!("wrote {} to {out}", counted(pages.len(), "page"))];
    let answer = PackAnswer { notes, ..PackAnswer::default() };
    let compiled = compiled("packs", &Sources::default(), Vec::new());
    Ok(Reply::new(report::pack(view, &compiled, &answer), Exit::Clean))
}
