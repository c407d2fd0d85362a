//! `poa new`: a case folder to begin with. In: a folder. Out: files in it, none overwritten.

use std::path::PathBuf;

use clap::Args;

use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, View};
use crate::workspace;

/// Makes a case folder that checks and builds as it is, in draft; overwrites nothing
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa new my-case")]
pub(crate) struct Arguments {
    /// The folder to make [default: this folder]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// The text of a template file.
macro_rules! template {
    ($path:literal) => {
        include_str!(concat!("../../../../assets/new/", $path))
    };
}

/// The files of a new case: path in the folder, and text.
const TEMPLATE: [(&str, &str); 11] = [
    ("case.poa", template!("case.poa")),
    ("data/us-defects.csv", template!("data/us-defects.csv")),
    ("evidence/alarm-log.csv", template!("evidence/alarm-log.csv")),
    ("evidence/carrier-exceptions.csv", template!("evidence/carrier-exceptions.csv")),
    ("evidence/carrier-scans.csv", template!("evidence/carrier-scans.csv")),
    ("evidence/carrier-terms.txt", template!("evidence/carrier-terms.txt")),
    ("evidence/handover-manifest.csv", template!("evidence/handover-manifest.csv")),
    ("evidence/refunds.csv", template!("evidence/refunds.csv")),
    ("evidence/returns-policy.txt", template!("evidence/returns-policy.txt")),
    ("evidence/scan-rate.csv", template!("evidence/scan-rate.csv")),
    ("evidence/shipping-template.txt", template!("evidence/shipping-template.txt")),
];

/// Writes the template.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let folder = arguments.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    let texts = TEMPLATE.map(|(path, text)| (path, report::notes(view, path, text)));
    workspace::write_new(&folder, &texts)?;
    let paths: Vec<&str> = TEMPLATE.iter().map(|(path, _)| *path).collect();
    Ok(Reply::new(report::made(view, &folder, &paths), Exit::Clean))
}
