//! `poa schema`: the shape of what machines read. In: a name. Out: its JSON Schema.

use clap::{Args, ValueEnum};
use poa::workshop::pack_schema;

use crate::reply::{Exit, Failure, Reply};
use crate::report::View;

/// Prints the JSON Schema of what machines read
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa schema diagnostics > diagnostics.schema.json")]
pub(crate) struct Arguments {
    /// Which schema
    #[arg(value_enum)]
    name: SchemaName,
}

/// The schemas there are.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SchemaName {
    /// What `--format json` prints
    Diagnostics,
    /// A file of a pack
    Pack,
    /// `manifest.json`, which `build` puts into the folder of every site
    Manifest,
}

/// Prints the schema, which is JSON in every format.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let text = match arguments.name {
        SchemaName::Diagnostics => {
            include_str!("../../../../assets/schema/diagnostics.json").to_owned()
        }
        SchemaName::Manifest => include_str!("../../../../assets/schema/manifest.json").to_owned(),
        SchemaName::Pack => format!("{:#}\n", pack_schema(view.language)),
    };
    Ok(Reply::new(text, Exit::Clean))
}
