//! Packs that somebody brings along. In: a folder, a YAML file or an archive. Out: the texts of
//! packs and the files beside them, or why they are refused. They may come from a stranger: no link
//! is followed, and sizes, counts and depths are bounded.

use std::path::{Path, PathBuf};

use poa::compile::{Accepted, Beside, LoadedPacks, SIGNATURE_FILE, digests, load_packs, statement};
use poa::diagnostic::{Diagnostic, adopt};
use poa::policy::settings::{LOCK_FILE, SETTINGS_FILE, read_lock, read_settings};
use poa::policy::{PackFile, pack_folders};
use poa::source::{FileError, Files, Sources, Spanned};

use crate::reply::Failure;
use crate::workspace::DiskFiles;
use crate::workspace::archive::unpack;
use crate::workspace::files::in_words;
use crate::workspace::signature::verifies;

/// The files of one or several packs.
#[derive(Debug, Default)]
pub(crate) struct PackContents {
    /// The YAML files, sorted by path.
    pub(crate) packs: Vec<PackFile>,
    /// All others: path and bytes.
    pub(crate) others: Vec<(String, Vec<u8>)>,
}

impl PackContents {
    /// The signature that lies beside a pack.
    pub(crate) fn signature(&self, name: &str) -> Option<String> {
        let folder = pack_folders(&self.packs).remove(name)?;
        let path = match folder.is_empty() {
            true => SIGNATURE_FILE.to_owned(),
            false => format!("{folder}/{SIGNATURE_FILE}"),
        };
        let found = self.others.iter().find(|(known, _)| *known == path);
        found.and_then(|(_, bytes)| String::from_utf8(bytes.clone()).ok())
    }
}

/// Why something is not read: what it is or does, and what to do.
#[derive(Debug)]
pub(crate) struct Refusal {
    reason: String,
    help: String,
}

impl Refusal {
    /// Joins reason and help; the reason follows the name of the thing.
    pub(crate) fn new(reason: &str, help: &str) -> Self {
        Self { reason: reason.to_owned(), help: help.to_owned() }
    }
}

/// What may still be read.
#[derive(Debug)]
pub(crate) struct Budget {
    entries: usize,
    bytes: u64,
}

/// Most bytes that the files of a pack have together.
const BYTES_MAX: u64 = 32 << 20;

/// How deep folders of a pack are nested at most.
pub(crate) const DEPTH_MAX: usize = 8;

impl Budget {
    /// What the packs of one path may hold: a hundred times the largest that ships.
    fn whole() -> Self {
        Self { entries: 2_000, bytes: BYTES_MAX }
    }

    /// Takes one file or folder.
    pub(crate) fn entry(&mut self) -> Result<(), Refusal> {
        self.entries = self.entries.checked_sub(1).ok_or_else(too_large)?;
        Ok(())
    }

    /// Takes the bytes of a file.
    pub(crate) fn bytes(&mut self, bytes: u64) -> Result<(), Refusal> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    }

    /// How many bytes may still be read.
    pub(crate) fn bytes_left(&self) -> u64 {
        self.bytes
    }
}

fn too_large() -> Refusal {
    Refusal::new("holds too much", "packs are small: at most 2,000 files and 32 megabytes")
}

/// The packs of a case in a folder, which may not be there; `None` where it brings none along.
pub(crate) fn packs_of_folder(folder: &Path) -> Option<LoadedPacks> {
    DiskFiles::new(folder).ok().and_then(|files| packs_of_case(&files, &files))
}

/// The packs of a case that has a `poa.toml` or a `poa.lock`; `None` for any other case.
///
/// This is the one place where the settings of a case are read: whoever works on a case asks here.
/// The settings come from `texts`, which may be newer than what lies on disk.
pub(crate) fn packs_of_case(files: &DiskFiles, texts: &dyn Files) -> Option<LoadedPacks> {
    let (settings, lock) = (text_of(texts, SETTINGS_FILE), text_of(texts, LOCK_FILE));
    if settings.is_none() && lock.is_none() {
        return None;
    }
    let mut sources = Sources::default();
    let (given, mut faults) = settings_of_case(files, settings, &mut sources);
    let mut loaded = load_packs(&given.packs, Beside::All);
    faults.extend(adopt(&mut sources, &loaded.sources, &loaded.diagnostics));
    if let Some(text) = lock {
        let source = sources.add(LOCK_FILE, text);
        let lock = read_lock(source, &sources);
        faults.extend(lock.diagnostics);
        let digests = digests(&given.packs, &given.others);
        let accepted = Accepted { lock: lock.value, source, digests };
        faults.extend(unsigned(&given, &loaded, &accepted));
        loaded.accepted = Some(accepted);
    }
    loaded.sources = sources;
    loaded.diagnostics = faults;
    Some(loaded)
}

fn text_of(files: &dyn Files, name: &str) -> Option<String> {
    match files.read(name) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(FileError::Missing) => None,
        // Not TOML either: told as such.
        Err(error) => Some(format!("`{name}` {}", error.reason())),
    }
}

/// The packs that the `poa.toml` of a case names, what is wrong with it, and its text.
pub(crate) fn packs_named(files: &DiskFiles) -> (PackContents, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let text = text_of(files, SETTINGS_FILE);
    let (contents, faults) = settings_of_case(files, text, &mut sources);
    (contents, faults, sources)
}

/// The packs that a `poa.toml` names, and what is wrong with it.
fn settings_of_case(
    files: &DiskFiles,
    text: Option<String>,
    sources: &mut Sources,
) -> (PackContents, Vec<Diagnostic>) {
    let source = sources.add(SETTINGS_FILE, text.unwrap_or_default());
    let settings = read_settings(source, sources);
    let mut faults = settings.diagnostics;
    let mut given = PackContents::default();
    for path in &settings.value.packs {
        let resolved = match files.resolve(&path.value) {
            Ok(resolved) => resolved,
            Err(error) => {
                faults.push(refused(path, &error.reason(), "name a folder in the case folder"));
                continue;
            }
        };
        match read_packs_at(&resolved, &path.value) {
            Ok(contents) => {
                given.packs.extend(contents.packs);
                given.others.extend(contents.others);
            }
            Err(refusal) => faults.push(refused(path, &refusal.reason, &refusal.help)),
        }
    }
    (given, faults)
}

/// Packs that are not signed with the key that the lock pins.
fn unsigned(given: &PackContents, loaded: &LoadedPacks, accepted: &Accepted) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, locked) in &accepted.lock.packs {
        let Some(key) = &locked.key else { continue };
        let signed = loaded.set.packs.policy(name).is_some_and(|policy| {
            let digest = accepted.digests.get(name).map_or("", String::as_str);
            let signature = given.signature(name);
            signature.is_some_and(|text| verifies(&key.value, &text, &statement(policy, digest)))
        });
        if !signed {
            let message = format!("the pack `{name}` is not signed with the key that is pinned");
            let help =
                "ask its maker for a pack that is signed, or pin another key: `poa pack lock`";
            let fault = Diagnostic::error("lock-outdated", message);
            faults.push(fault.at(key.span, "this key is pinned").help(help));
        }
    }
    faults
}

fn refused(path: &Spanned<String>, reason: &str, help: &str) -> Diagnostic {
    let message = format!("the pack `{}` {reason}", path.value);
    Diagnostic::error("settings-fault", message).at(path.span, "named here").help(help)
}

/// Reads the packs at a path that the user named.
pub(crate) fn read_packs(path: &Path) -> Result<PackContents, Failure> {
    let shown = path.display();
    let resolved = std::fs::canonicalize(path)
        .map_err(|e| Failure::world(format!("cannot read `{shown}`: {}", in_words(&e))))?;
    let contents = read_packs_at(&resolved, &path.to_string_lossy())
        .map_err(|it| Failure::world(format!("`{shown}` {}", it.reason)).help(it.help))?;
    match contents.packs.is_empty() {
        true => Err(Failure::usage(format!("there is no pack in `{shown}`"))
            .help("a pack is a folder with YAML files; begin one: `poa pack new my-site`")),
        false => Ok(contents),
    }
}

/// Reads the packs at a place; paths in them begin with the name that is shown.
fn read_packs_at(place: &Path, shown: &str) -> Result<PackContents, Refusal> {
    let shown = shown.trim_end_matches('/');
    let mut budget = Budget::whole();
    let described = std::fs::symlink_metadata(place).map_err(|e| unread(&e))?;
    let files = if described.is_dir() {
        let mut files = Vec::new();
        walk(place, shown, DEPTH_MAX, &mut budget, &mut files)?;
        files
    } else if is_yaml(shown) {
        vec![(shown.to_owned(), read_file(place, &mut budget)?)]
    } else {
        let bytes = read_file(place, &mut budget)?;
        if !bytes.starts_with(b"PK") {
            let help = "name a folder, a file that ends in `.yaml`, or a zip archive";
            return Err(Refusal::new("is neither YAML nor a zip archive", help));
        }
        let prefix = |(path, bytes)| (format!("{shown}/{path}"), bytes);
        unpack(&bytes, &mut budget)?.into_iter().map(prefix).collect()
    };
    let mut contents = PackContents::default();
    for (path, bytes) in files {
        if !is_yaml(&path) {
            contents.others.push((path, bytes));
            continue;
        }
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&path, &error))?;
        contents.packs.push(PackFile::new(path, text));
    }
    Ok(contents)
}

/// Why the text of a file cannot be read, with the line of its first byte that is wrong.
fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> Refusal {
    let bytes = error.as_bytes();
    let reason = match bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        true => format!("holds `{path}`, which is in UTF-16"),
        false => {
            let before = &bytes[..error.utf8_error().valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            format!("holds `{path}`, which is not UTF-8 text from line {line} on")
        }
    };
    Refusal::new(&reason, "save the file as UTF-8")
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// Adds the files of a folder, sorted; what begins with a point is left out.
fn walk(
    folder: &Path,
    shown: &str,
    depth: usize,
    budget: &mut Budget,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), Refusal> {
    if depth == 0 {
        return Err(Refusal::new("is nested too deeply", "at most eight folders in each other"));
    }
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unread(&e))? {
        budget.entry()?;
        entries.push(entry.map_err(|e| unread(&e))?.path());
    }
    entries.sort();
    for path in entries {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.starts_with('.') {
            continue;
        }
        let shown = format!("{shown}/{name}");
        let described = std::fs::symlink_metadata(&path).map_err(|e| unread(&e))?;
        if described.is_symlink() {
            let reason = format!("holds `{name}`, which is a link");
            return Err(Refusal::new(&reason, "put the file itself there"));
        } else if described.is_dir() && is_yaml(name) {
            let reason = format!("holds `{name}`, which is a folder");
            return Err(Refusal::new(&reason, "name the folder otherwise, or put the file there"));
        } else if described.is_dir() {
            walk(&path, &shown, depth - 1, budget, files)?;
        } else if described.is_file() {
            if described.len() > BYTES_MAX {
                let megabytes = described.len() >> 20;
                let reason = format!("holds `{name}`, which has {megabytes} megabytes");
                return Err(Refusal { reason, ..too_large() });
            }
            files.push((shown, read_file(&path, budget)?));
        }
    }
    Ok(())
}

fn read_file(path: &Path, budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    use std::io::Read;
    let described = std::fs::symlink_metadata(path).map_err(|e| unread(&e))?;
    if !described.is_file() {
        return Err(Refusal::new("is no file", "name a folder, a YAML file or a zip archive"));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| unread(&e))?;
    file.take(budget.bytes_left() + 1).read_to_end(&mut bytes).map_err(|e| unread(&e))?;
    budget.bytes(bytes.len() as u64)?;
    Ok(bytes)
}

fn unread(error: &std::io::Error) -> Refusal {
    Refusal::new(&format!("cannot be read: {}", in_words(error)), "check the path")
}
