//! Packs that a case has accepted. In: the texts of packs, a lock. Out: a digest for each pack, and
//! a fault for each pack that a case uses and that is another one than was accepted.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::LoadedPacks;
use crate::diagnostic::Diagnostic;
use crate::exhibit::digest::sha256_hex;
use crate::policy::settings::Lock;
use crate::policy::{self, PackFile, Policy};
use crate::source::{SourceId, Span};

/// Name of the file beside a pack that holds its signature; it is no part of what is signed.
pub const SIGNATURE_FILE: &str = "pack.minisig";

/// What a case has accepted, and what is there.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// What `poa.lock` says.
    pub lock: Lock,
    /// Its place among the texts of the packs.
    pub source: SourceId,
    /// The digests of the packs that are there.
    pub digests: BTreeMap<String, String>,
}

/// The digest of every pack: SHA-256 over the names and contents of its files. Those of the program
/// are among them unless a given one has their name.
pub fn digests(given: &[PackFile], others: &[(String, Vec<u8>)]) -> BTreeMap<String, String> {
    let yaml = |file: &PackFile| (file.path.to_string(), file.text.as_bytes().to_vec());
    let mut digests = BTreeMap::new();
    let shipped: Vec<(String, Vec<u8>)> = policy::shipped().iter().map(yaml).collect();
    let tests = policy::shipped_test_files().iter();
    let tests = tests.map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
    let shipped = shipped.into_iter().chain(tests).collect();
    digests.extend(of_files(&policy::pack_folders(policy::shipped()), shipped));
    let files = given.iter().map(yaml).chain(others.iter().cloned()).collect();
    digests.extend(of_files(&policy::pack_folders(given), files));
    digests
}

fn of_files(
    folders: &BTreeMap<String, String>,
    mut files: Vec<(String, Vec<u8>)>,
) -> BTreeMap<String, String> {
    files.sort();
    let digest = |folder: &str| {
        let mut all = Vec::new();
        for (path, bytes) in &files {
            let inside = match folder.is_empty() {
                true => Some(path.as_str()),
                false => path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
            };
            let Some(inside) = inside.filter(|inside| *inside != SIGNATURE_FILE) else { continue };
            // Lengths, so that no two lists of files read the same.
            all.extend_from_slice(format!("{}:{inside}{}:", inside.len(), bytes.len()).as_bytes());
            all.extend_from_slice(bytes);
        }
        sha256_hex(&all)
    };
    folders.iter().map(|(name, folder)| (name.clone(), digest(folder))).collect()
}

/// What a signature of a pack signs.
pub fn statement(policy: &Policy, digest: &str) -> String {
    format!("poa pack {} {} sha256 {digest}\n", policy.name, policy.version)
}

/// The packs that the sites of a case use: their own and those that they inherit from.
pub(crate) fn faults<'p>(
    loaded: &LoadedPacks,
    used: impl Iterator<Item = &'p Policy>,
) -> Vec<Diagnostic> {
    let Some(accepted) = &loaded.accepted else { return Vec::new() };
    let names: BTreeSet<&(String, String)> = used.flat_map(|policy| &policy.line).collect();
    let mut faults = Vec::new();
    for (name, version) in names {
        let found = accepted.digests.get(name);
        match (accepted.lock.packs.get(name), found) {
            (Some(locked), Some(digest)) if locked.digest.value == *digest => {}
            (Some(locked), _) => {
                let message = match locked.version == *version {
                    true => format!("the pack `{name}` is not the one that was accepted"),
                    false => format!(
                        "the pack `{name}` has version {version}, {} was accepted",
                        locked.version
                    ),
                };
                faults.push(fault(message, locked.digest.span, "this one was accepted"));
            }
            (None, _) => {
                let message = format!("the pack `{name}` {version} is not accepted yet");
                let start = Span::new(accepted.source, 0, 0);
                faults.push(fault(message, start, "it is not in this list"));
            }
        }
    }
    faults
}

fn fault(message: String, span: Span, label: &str) -> Diagnostic {
    let help = "see what differs (`poa pack diff`), then accept it: `poa pack lock`";
    Diagnostic::error("lock-outdated", message).at(span, label).help(help)
}
