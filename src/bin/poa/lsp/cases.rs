//! Which case a file belongs to, and what is known of each case. In: paths and open texts. Out:
//! readings of the texts as they stand, jobs for the check, what the last check found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poa::compile::{ExhibitNumbers, LoadedPacks, Looked};
use poa::ide::Reading;
use poa::policy::settings::{LOCK_FILE, SETTINGS_FILE};
use poa::source::{FileError, Files};
use poa::syntax::Trees;
use poa::value::Date;
use serde_json::Value;

use crate::lsp::documents::Documents;
use crate::lsp::worker::Job;
use crate::workspace::{CachedFiles, has_case, poa_files};

/// Folders above a file that are looked through for the case that uses it.
const FOLDERS_MAX: usize = 5;

/// A case: its folder, and the file that it begins with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CaseKey {
    /// The folder, links resolved.
    pub(crate) folder: PathBuf,
    /// The `.poa` file, by path from there.
    pub(crate) root: String,
}

/// The files of a case with the open texts over them.
#[derive(Clone)]
pub(crate) struct Door {
    /// Those on disk.
    pub(crate) disk: Arc<CachedFiles>,
    open: Arc<BTreeMap<String, Arc<[u8]>>>,
}

impl Files for Door {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match self.open.get(path) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None => self.disk.read(path),
        }
    }
}

/// All cases that an open file belongs to.
#[derive(Default)]
pub(crate) struct Cases {
    disks: BTreeMap<PathBuf, Arc<CachedFiles>>,
    /// The case of each file; forgotten when files come, go or are saved.
    homes: BTreeMap<PathBuf, CaseKey>,
    states: BTreeMap<CaseKey, State>,
    /// Counts the times at which files of packs may have changed.
    packs_seen: u64,
}

/// What is known of one case.
#[derive(Default)]
pub(crate) struct State {
    /// Counts the changes of its texts.
    pub(crate) generation: u64,
    /// The texts as they stand, read when somebody asks.
    reading: Option<Arc<Reading>>,
    trees: Trees,
    /// What the last check found.
    pub(crate) looked: Option<Arc<Looked>>,
    /// What it showed beside the text.
    pub(crate) beside: Vec<String>,
    /// The packs that the case brought along then.
    pub(crate) packs: Option<Arc<LoadedPacks>>,
    /// The numbers of exhibits in the plans that could last be composed.
    pub(crate) numbers: Arc<ExhibitNumbers>,
    /// The faults that were told of each file.
    pub(crate) told: BTreeMap<PathBuf, Vec<Value>>,
    paths: Option<Arc<Vec<String>>>,
}

impl Cases {
    /// Forgets what depends on which files there are.
    pub(crate) fn forget_files(&mut self) {
        self.homes.clear();
        self.states.values_mut().for_each(|state| {
            state.paths = None;
            state.reading = None;
        });
    }

    /// Forgets the packs that cases bring along.
    pub(crate) fn forget_packs(&mut self) {
        self.packs_seen += 1;
    }

    /// Notes that the text of a file has changed; its case, and all others that read it.
    pub(crate) fn change(&mut self, path: &Path, documents: &Documents) -> BTreeSet<CaseKey> {
        let reads = |(key, state): (&CaseKey, &State)| {
            let name = path.strip_prefix(&key.folder).ok()?.to_str()?.replace('\\', "/");
            let looked = state.looked.as_ref()?;
            let is_read = looked.compiled.sources.find(&name).is_some()
                || looked.exhibits.contains_key(&name);
            is_read.then(|| key.clone())
        };
        let mut keys: BTreeSet<CaseKey> = self.states.iter().filter_map(reads).collect();
        keys.extend(self.home(path, documents));
        for key in &keys {
            let state = self.states.entry(key.clone()).or_default();
            state.generation += 1;
            state.reading = None;
        }
        keys
    }

    /// A check of a case as its texts stand.
    pub(crate) fn job(&mut self, key: CaseKey, documents: &Documents, as_of: Date) -> Option<Job> {
        let door = self.door(&key, documents)?;
        let generation = self.states.entry(key.clone()).or_default().generation;
        Some(Job { key, door, as_of, generation, packs_seen: self.packs_seen })
    }

    /// The faults of a file that several cases may read, each once.
    pub(crate) fn told(&self, path: &Path) -> Vec<Value> {
        let mut told = self.states.values().filter_map(|state| state.told.get(path));
        let mut all: Vec<Value> = told.next().cloned().unwrap_or_default();
        for fault in told.flatten() {
            if !all.contains(fault) {
                all.push(fault.clone());
            }
        }
        all
    }

    /// Forgets what was told of a file.
    pub(crate) fn forget_told(&mut self, path: &Path) {
        self.states.values_mut().for_each(|state| drop(state.told.remove(path)));
    }

    /// What is known of a case.
    pub(crate) fn state(&mut self, key: &CaseKey) -> &mut State {
        self.states.entry(key.clone()).or_default()
    }

    /// The cases that are known.
    pub(crate) fn keys(&self) -> Vec<CaseKey> {
        self.states.keys().cloned().collect()
    }

    /// The texts of a case as they stand.
    pub(crate) fn reading(&mut self, key: &CaseKey, documents: &Documents) -> Option<Arc<Reading>> {
        if let Some(reading) = self.states.get(key).and_then(|state| state.reading.clone()) {
            return Some(reading);
        }
        let door = self.door(key, documents)?;
        let trees = &mut self.state(key).trees;
        let reading = Arc::new(Reading::again(&key.root, &door, trees));
        self.state(key).reading = Some(Arc::clone(&reading));
        Some(reading)
    }

    /// Paths of the files of a case.
    pub(crate) fn paths(&mut self, key: &CaseKey) -> Arc<Vec<String>> {
        if let Some(paths) = self.states.get(key).and_then(|state| state.paths.clone()) {
            return paths;
        }
        let disk = self.disk(&key.folder);
        let paths = Arc::new(disk.map(|disk| disk.paths()).unwrap_or_default());
        self.state(key).paths = Some(Arc::clone(&paths));
        paths
    }

    /// The case that a file belongs to: its own, or the one of a folder above that uses it.
    pub(crate) fn home(&mut self, path: &Path, documents: &Documents) -> Option<CaseKey> {
        if path.extension().is_none_or(|ending| ending != "poa") {
            let known = self.homes.values().find(|key| path.starts_with(&key.folder)).cloned();
            return known.or_else(|| self.home_of_settings(path, documents));
        }
        if let Some(known) = self.homes.get(path) {
            return Some(known.clone());
        }
        let found = self.find_home(path, documents)?;
        self.homes.insert(path.to_owned(), found.clone());
        Some(found)
    }

    /// The case beside a `poa.toml` or `poa.lock`.
    fn home_of_settings(&mut self, path: &Path, documents: &Documents) -> Option<CaseKey> {
        let name = path.file_name()?.to_str()?;
        let folder = path.parent().filter(|_| [SETTINGS_FILE, LOCK_FILE].contains(&name))?;
        let roots = poa_files(folder).ok()?;
        let homes = roots.iter().filter_map(|root| self.home(&folder.join(root), documents));
        homes.into_iter().next()
    }

    fn find_home(&mut self, path: &Path, documents: &Documents) -> Option<CaseKey> {
        let own = CaseKey {
            folder: path.parent()?.to_owned(),
            root: path.file_name()?.to_str()?.to_owned(),
        };
        let is_root = |door: &Door, name: &str| {
            door.read(name).is_ok_and(|bytes| has_case(&String::from_utf8_lossy(&bytes)))
        };
        let door = self.door(&own, documents)?;
        if is_root(&door, &own.root) {
            return Some(own);
        }
        for folder in path.ancestors().skip(1).take(FOLDERS_MAX) {
            let inside = path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/");
            for root in poa_files(folder).unwrap_or_default() {
                let key = CaseKey { folder: folder.to_owned(), root };
                let Some(door) = self.door(&key, documents) else { continue };
                let uses = |key: &CaseKey| {
                    Reading::new(&key.root, &door).files().any(|file| file == inside)
                };
                if is_root(&door, &key.root) && uses(&key) {
                    return Some(key);
                }
            }
        }
        Some(own)
    }

    /// The files of a case with the open texts over them.
    pub(crate) fn door(&mut self, key: &CaseKey, documents: &Documents) -> Option<Door> {
        let disk = self.disk(&key.folder)?;
        Some(Door { open: Arc::new(documents.below(disk.folder())), disk })
    }

    fn disk(&mut self, folder: &Path) -> Option<Arc<CachedFiles>> {
        if let Some(disk) = self.disks.get(folder) {
            return Some(Arc::clone(disk));
        }
        let disk = Arc::new(CachedFiles::new(folder).ok()?);
        self.disks.insert(folder.to_owned(), Arc::clone(&disk));
        Some(disk)
    }
}
