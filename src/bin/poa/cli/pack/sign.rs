//! `poa pack sign` and `verify`: who made a pack. In: packs and keys. Out: a signature beside each
//! pack, or whether it holds.

use std::path::{Path, PathBuf};

use clap::Args;
use poa::compile::{SIGNATURE_FILE, digests, statement};
use poa::policy::pack_folders;
use poa::source::Sources;

use crate::cli::pack::{Workbench, compiled, exit};
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, PackAnswer, View};
use crate::workspace::{self, PackContents};

/// Signs packs: writes `pack.minisig` into the folder of each
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack sign --new-key packs.key && poa pack sign packs/tr --key packs.key")]
pub(crate) struct SignArguments {
    /// A folder with packs
    #[arg(value_name = "DIR", required_unless_present = "new_key")]
    path: Option<PathBuf>,
    /// The secret key, a file of minisign without a password
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    key: Option<PathBuf>,
    /// Makes a new pair of keys instead: FILE, to be kept secret, and FILE.pub
    #[arg(long, value_name = "FILE", conflicts_with_all = ["path", "key"])]
    new_key: Option<PathBuf>,
}

/// Checks the signatures of packs
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack verify packs/tr.zip --key packs.key.pub")]
pub(crate) struct VerifyArguments {
    /// A folder or zip archive with packs
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The public key: a file, or the key itself
    #[arg(long, value_name = "KEY")]
    key: String,
}

/// Makes keys, or signs.
pub(crate) fn sign(arguments: &SignArguments, view: View) -> Result<Reply, Failure> {
    let mut answer = PackAnswer::default();
    if let Some(path) = &arguments.new_key {
        let public = workspace::new_keys(path)?;
        answer.notes.push(format!(
            "made {} (keep it secret) and {}.pub",
            path.display(),
            path.display()
        ));
        answer.notes.push(format!("public key: {public}"));
        return Ok(done(view, &answer, Exit::Clean));
    }
    let (Some(path), Some(key)) = (&arguments.path, &arguments.key) else {
        return Err(Failure::usage("a pack and a key are needed"));
    };
    if !path.is_dir() {
        return Err(Failure::usage(format!("`{}` is no folder", path.display()))
            .help("sign the folder, then make the archive of it"));
    }
    let (contents, statements) = match opened(path, view)? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    let folders = pack_folders(&contents.packs);
    for (name, statement) in &statements {
        let signature = workspace::sign(key, statement, statement.trim_end())?;
        let folder = folders.get(name).map_or(path.as_path(), Path::new);
        let file = folder.join(SIGNATURE_FILE);
        workspace::replace_file(&file, signature.as_bytes())?;
        answer.notes.push(format!("signed `{name}`: {}", file.display()));
    }
    Ok(done(view, &answer, Exit::Clean))
}

/// Verifies the signature of each pack.
pub(crate) fn verify(arguments: &VerifyArguments, view: View) -> Result<Reply, Failure> {
    let key = key_of(&arguments.key)?;
    let (contents, statements) = match opened(&arguments.path, view)? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    let mut answer = PackAnswer::default();
    let mut all_hold = true;
    for (name, statement) in &statements {
        let verdict = match contents.signature(name) {
            None => "it has no signature",
            Some(signature) if workspace::verifies(&key, &signature, statement) => "good",
            Some(_) => "the signature is not of this pack and key",
        };
        all_hold &= verdict == "good";
        answer.notes.push(format!("`{name}`: {verdict}"));
    }
    Ok(done(view, &answer, if all_hold { Exit::Clean } else { Exit::Faults }))
}

/// A public key from a file or as it is written.
pub(crate) fn key_of(text: &str) -> Result<String, Failure> {
    let path = Path::new(text);
    let written = if path.is_file() { workspace::read_small(path)? } else { text.to_owned() };
    workspace::short_key(&written).ok_or_else(|| {
        Failure::usage(format!("`{text}` is no public key of minisign"))
            .help("name the file with the public key, or write the key itself: `RW…`")
    })
}

/// The packs at a path and what a signature of each signs; a reply where they have faults.
type Opened = (PackContents, Vec<(String, String)>);

fn opened(path: &Path, view: View) -> Result<Result<Opened, Reply>, Failure> {
    let workbench = Workbench::open(Some(path))?;
    let faults = workbench.faults();
    if !faults.is_empty() {
        let exit = exit(&faults);
        let compiled = compiled("packs", &workbench.packs.sources, faults);
        let text = report::pack(view, &compiled, &PackAnswer::default());
        return Ok(Err(Reply::new(text, exit)));
    }
    let contents = workspace::read_packs(path)?;
    let digests = digests(&contents.packs, &contents.others);
    let named = workbench.names.iter().filter_map(|name| {
        let policy = workbench.packs.set.packs.policy(name)?;
        Some((name.clone(), statement(policy, digests.get(name)?)))
    });
    let statements = named.collect();
    Ok(Ok((contents, statements)))
}

fn done(view: View, answer: &PackAnswer, exit: Exit) -> Reply {
    let compiled = compiled("packs", &Sources::default(), Vec::new());
    Reply::new(report::pack(view, &compiled, answer), exit)
}
