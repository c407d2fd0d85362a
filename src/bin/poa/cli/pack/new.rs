//! `poa pack new`: a pack to begin with. In: a name and a parent. Out: a folder that passes `check`
//! and `test` as it is.

use std::path::PathBuf;

use clap::Args;
use poa::compile::shipped;
use poa::workshop::{NewPack, new_pack};

use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, View};
use crate::workspace;

/// Makes a pack folder that passes `check` and `test` as it is; overwrites nothing
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack new tr --inherits base --dir packs/tr")]
pub(crate) struct Arguments {
    /// The pack's name: small letters, digits and `-`
    #[arg(value_parser = parse_name)]
    name: String,
    /// The pack that it inherits from
    #[arg(long, value_name = "PACK", default_value = "base")]
    inherits: String,
    /// The folder to make [default: NAME]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Writes the pack.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let packs = &shipped().packs;
    let Some(parent) = packs.policy(&arguments.inherits) else {
        let names: Vec<&str> = packs.names().collect();
        return Err(Failure::usage(format!("there is no pack `{}`", arguments.inherits))
            .help(format!("packs to inherit from: {}", names.join(", "))));
    };
    if packs.policy(&arguments.name).is_some() {
        return Err(Failure::usage(format!("there is a pack `{}` already", arguments.name))
            .help("choose another name; to change a pack of the program, inherit from it"));
    }
    let folder = arguments.dir.clone().unwrap_or_else(|| PathBuf::from(&arguments.name));
    let made = new_pack(&NewPack { name: &arguments.name, parent });
    let files: Vec<(&str, &str)> =
        made.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    workspace::write_new(&folder, &files)?;
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    Ok(Reply::new(report::made_pack(view, &folder, &paths), Exit::Clean))
}

fn parse_name(text: &str) -> Result<String, String> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = text.len() <= 32
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(fits);
    is_name.then(|| text.to_owned()).ok_or_else(|| {
        "a pack's name is small letters, digits and `-`, such as `tr`; `--dir` says where"
            .to_owned()
    })
}
