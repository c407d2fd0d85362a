//! `poa import`: what Amazon hands out, into a case. In: files of one site. Out: the site's data,
//! its numbers in the case, and a draft where there is no case yet.

use std::path::{Path, PathBuf};

use clap::Args;
use poa::compile::{self, ImportFrom};
use poa::diagnostic::Severity;
use poa::report::{EncodingHint, encoding_named, encoding_names};
use poa::value::Date;

use crate::cli::{parse_date, parse_site};
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, Imported, View};
use crate::workspace;

/// Reads Amazon's files into a case: data, numbers, and a draft with `todo` lines; run it again
/// with newer files and what people wrote stays as it is
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa import order-defects.csv all-orders.txt performance.json --site us --into my-case")]
pub(crate) struct Arguments {
    /// The files of one site as they were downloaded; what each is, is found by its content
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The site that the files are from, such as `us`
    #[arg(long, value_name = "SITE", value_parser = parse_site)]
    site: String,
    /// The case: a folder, or a `.poa` file; made where there is none [default: this folder]
    #[arg(long, value_name = "CASE")]
    into: Option<PathBuf>,
    /// What a column with another name holds; remembered in data/import-map.csv
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = parse_map)]
    map: Vec<(String, String)>,
    /// The encoding of the files, where it is not found by itself
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    encoding: Option<EncodingHint>,
    /// Sets "today" [default: the date of the clock]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

/// Reads everything, then writes everything or nothing.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let folder = workspace::import_folder(arguments.into.as_deref())?;
    let given = workspace::GivenFiles::find(&arguments.files)?;
    let site = arguments.site.as_str();
    let packs = workspace::packs_of_folder(&folder.path);
    let found = compile::import(ImportFrom {
        names: &given.names,
        given: &given,
        site,
        root: folder.root.clone(),
        name: case_name(&folder.path),
        folder: &folder,
        encoding: arguments.encoding,
        bound: arguments.map.clone(),
        as_of: arguments.as_of.unwrap_or_else(workspace::today),
        packs: packs.as_ref(),
        language: view.language,
    });
    let Some((compiled, import)) = found else {
        let sites = compile::sites(packs.as_ref());
        return Err(Failure::usage(format!("there is no pack for the site `{site}`"))
            .help(format!("sites with a pack: {}", sites.join(", "))));
    };
    workspace::write_together(&folder.path, &import.files)?;
    let has_error = compiled.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
    let exit = if has_error { Exit::Faults } else { Exit::Clean };
    let imported = Imported { site, folder: &folder.path, import: &import };
    Ok(Reply::new(report::imported(view, &compiled, &imported), exit))
}

/// The name of a new case: that of its folder, as far as a name can have its letters.
fn case_name(folder: &Path) -> String {
    let resolved = workspace::full_name(folder);
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = resolved.chars().map(letter).collect();
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    let name = parts.join("-");
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => format!("case-{name}").trim_end_matches('-').to_owned(),
    }
}

/// Reads `COLUMN=FIELD`; the column may hold `=` itself.
fn parse_map(text: &str) -> Result<(String, String), String> {
    let pair = text.rsplit_once('=').map(|(column, field)| (column.trim(), field.trim()));
    match pair {
        Some((column, field)) if !column.is_empty() && !field.is_empty() => {
            Ok((column.to_owned(), field.to_ascii_lowercase()))
        }
        Some(_) | None => Err("write `COLUMN=FIELD`, such as `Auftrag=order-id`".to_owned()),
    }
}

fn parse_encoding(name: &str) -> Result<EncodingHint, String> {
    encoding_named(name).ok_or_else(|| {
        let names: Vec<&str> = encoding_names().collect();
        format!("the encodings are {}", names.join(", "))
    })
}
