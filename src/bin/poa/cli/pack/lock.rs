//! `poa pack lock`: the packs that a case accepts. In: a case. Out: its `poa.lock`.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use poa::compile::{self, Beside, Input, LoadedPacks, digests, load_packs, shipped, statement};
use poa::policy::Packs;
use poa::policy::settings::{LOCK_FILE, print_lock};
use poa::source::Sources;

use crate::cli::pack::sign::key_of;
use crate::cli::pack::{compiled, exit};
use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, PackAnswer, Table, View};
use crate::workspace::{self, CaseFolder};

/// Writes `poa.lock`: version and digest of every pack that the case uses; from then on `check` and
/// `build` refuse another one
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa pack lock my-case --key tr=packs.key.pub")]
pub(crate) struct Arguments {
    /// A `.poa` file, or a folder that holds one [default: this folder]
    case: Option<std::path::PathBuf>,
    /// Pins the public key with which a pack must be signed: a file, or the key itself
    #[arg(long, value_name = "PACK=KEY", value_parser = parse_key)]
    key: Vec<(String, String)>,
}

/// Accepts the packs as they are now.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let folder = workspace::find_case(arguments.case.as_deref())?;
    let (contents, mut faults, mut sources) = workspace::packs_named(&folder.files);
    let loaded: LoadedPacks = load_packs(&contents.packs, Beside::All);
    faults.extend(poa::diagnostic::adopt(&mut sources, &loaded.sources, &loaded.diagnostics));
    if !faults.is_empty() {
        let exit = exit(&faults);
        let compiled = compiled("packs", &sources, faults);
        return Ok(Reply::new(report::pack(view, &compiled, &PackAnswer::default()), exit));
    }
    let digests = digests(&contents.packs, &contents.others);
    let mut keys = pinned(&folder);
    for (name, key) in &arguments.key {
        keys.insert(name.clone(), key_of(key)?);
    }
    let packs = if contents.packs.is_empty() { &shipped().packs } else { &loaded.set.packs };
    let mut locked = BTreeMap::new();
    for (name, version) in used(&folder, packs) {
        let Some(digest) = digests.get(&name) else { continue };
        let key = keys.remove(&name);
        if let (Some(key), Some(policy)) = (&key, packs.policy(&name)) {
            let holds = contents
                .signature(&name)
                .is_some_and(|it| workspace::verifies(key, &it, &statement(policy, digest)));
            if !holds {
                return Err(Failure::usage(format!(
                    "the pack `{name}` is not signed with its key"
                ))
                .help("nothing was written; ask its maker for a pack that is signed"));
            }
        }
        locked.insert(name, (version, digest.clone(), key));
    }
    if let Some(name) =
        arguments.key.iter().map(|(name, _)| name).find(|it| !locked.contains_key(*it))
    {
        return Err(Failure::usage(format!("the case uses no pack `{name}`"))
            .help("name a pack that one of its sites uses"));
    }
    workspace::replace_file(&folder.path.join(LOCK_FILE), print_lock(&locked).as_bytes())?;
    let compiled = compiled("packs", &Sources::default(), Vec::new());
    Ok(Reply::new(report::pack(view, &compiled, &told(&locked)), Exit::Clean))
}

/// Name and version of every pack that the case's sites use.
fn used(folder: &CaseFolder, packs: &Packs) -> BTreeSet<(String, String)> {
    let compiled = compile::check(&Input {
        root: folder.root.clone(),
        files: &folder.files,
        as_of: workspace::today(),
        sites: Vec::new(),
        release: false,
        packs: folder.packs(),
    });
    let sites = compiled.sites.iter().filter_map(|site| packs.for_marketplace(&site.code));
    sites.flat_map(|policy| policy.line.iter().cloned()).collect()
}

/// What was written.
fn told(locked: &BTreeMap<String, (String, String, Option<String>)>) -> PackAnswer {
    let rows = locked.iter().map(|(name, (version, digest, key))| {
        let key = key.clone().unwrap_or_default();
        vec![name.clone(), version.clone(), digest.clone(), key]
    });
    let columns = vec!["pack", "version", "digest", "key"];
    PackAnswer {
        tables: vec![Table::new("accepted", columns, rows.collect())],
        notes: vec![format!("wrote {LOCK_FILE}")],
        ..PackAnswer::default()
    }
}

/// The keys that the lock pins so far.
fn pinned(folder: &CaseFolder) -> BTreeMap<String, String> {
    let accepted = folder.packs().and_then(|loaded| loaded.accepted.as_ref());
    let packs = accepted.iter().flat_map(|accepted| &accepted.lock.packs);
    packs.filter_map(|(name, it)| Some((name.clone(), it.key.clone()?.value))).collect()
}

fn parse_key(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, key)) if !name.is_empty() && !key.is_empty() => {
            Ok((name.to_owned(), key.to_owned()))
        }
        Some(_) | None => Err("write `PACK=KEY`, such as `tr=packs.key.pub`".to_owned()),
    }
}
