//! `poa build`: one folder a site. In: a case. Out: bundles on disk, all of them or none.

use std::path::PathBuf;

use clap::Args;
use poa::compile::{self, Input};

use crate::cli::CaseArguments;
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, Built, View};
use crate::workspace;

/// Writes one folder a site: plan, answers, exhibits, manifest; nothing while any site has an error
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa build my-case --site us --out to-send --release")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Where the folders go [default: `out` in the case folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Builds the case and writes its bundles, unless a fault stands in the way.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let case = &arguments.case;
    let folder = case.which.find()?;
    let (compiled, bundles) = compile::build(&Input {
        root: folder.root.clone(),
        files: &folder.files,
        as_of: case.which.today(),
        sites: case.which.sites(),
        release: case.release,
        packs: folder.packs(),
    });
    case.known_sites(&compiled)?;
    let exit = case.exit(&compiled);
    let out = workspace::out_folder(&folder, arguments.out.as_deref());
    let bundles = match exit {
        Exit::Clean => bundles,
        Exit::Faults | Exit::Usage | Exit::World | Exit::Bug => Vec::new(),
    };
    workspace::write_bundles(&out, &bundles)?;
    let built = Built { out: &out.path, bundles: &bundles };
    Ok(Reply::new(report::built(view, &compiled, &built), exit))
}
