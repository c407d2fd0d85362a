//! The files of a folder for somebody who reads them again and again. In: paths. Out: bytes, the
//! same ones while size and time on disk stay the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use poa::source::{FileError, Files, OpenFile};

use crate::workspace::DiskFiles;

/// Most paths of a folder that are listed, and the deepest folders that are looked into.
const PATHS_MAX: usize = 2_000;
const DEPTH_MAX: usize = 6;

/// How long after its last change a file is read again whatever its time says: a second save may
/// fall into the same tick of the file system's clock.
const TICK: Duration = Duration::from_secs(2);

/// The files below one folder, kept.
#[derive(Debug)]
pub(crate) struct CachedFiles {
    folder: PathBuf,
    disk: DiskFiles,
    kept: Mutex<BTreeMap<String, Kept>>,
}

/// The bytes of a file and how they are known again.
#[derive(Debug)]
struct Kept {
    changed: Option<SystemTime>,
    read: SystemTime,
    bytes: Arc<[u8]>,
}

impl Kept {
    /// Whether a file with this time and length is the one that was read.
    fn is_same(&self, changed: Option<SystemTime>, length: Option<u64>) -> bool {
        let age = self.changed.and_then(|changed| self.read.duration_since(changed).ok());
        self.changed == changed
            && Some(self.bytes.len() as u64) == length
            && age.is_some_and(|age| age > TICK)
    }
}

impl CachedFiles {
    /// The files of a folder that exists.
    pub(crate) fn new(folder: &Path) -> std::io::Result<Self> {
        let disk = DiskFiles::new(folder)?;
        Ok(Self { folder: folder.to_owned(), disk, kept: Mutex::default() })
    }

    /// The same without what is kept.
    pub(crate) fn disk(&self) -> &DiskFiles {
        &self.disk
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Paths of the files below the folder, hidden ones and finished bundles left out, sorted.
    pub(crate) fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        gather(&self.folder, &self.folder, DEPTH_MAX, &mut paths);
        paths.sort();
        paths
    }
}

fn gather(folder: &Path, root: &Path, depth: usize, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left_out =
            name.starts_with('.') || matches!(&*name, "out" | "target" | "node_modules");
        let Ok(kind) = entry.file_type() else { continue };
        if is_left_out || paths.len() >= PATHS_MAX {
            continue;
        }
        if kind.is_dir() && depth > 0 {
            gather(&path, root, depth - 1, paths);
        } else if kind.is_file() {
            let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            paths.push(shown.replace('\\', "/"));
        }
    }
}

impl Files for CachedFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let described = std::fs::metadata(self.folder.join(path)).ok();
        let changed = described.as_ref().and_then(|it| it.modified().ok());
        let length = described.map(|it| it.len());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(path).filter(|it| it.is_same(changed, length)) {
            return Ok(Arc::clone(&known.bytes));
        }
        let read = SystemTime::now();
        let bytes = self.disk.read(path)?;
        // Bytes that are the same stay the same ones: others know by them what they know.
        let known = kept.get(path).filter(|it| it.bytes == bytes).map(|it| Arc::clone(&it.bytes));
        let bytes = known.unwrap_or(bytes);
        kept.insert(path.to_owned(), Kept { changed, read, bytes: Arc::clone(&bytes) });
        Ok(bytes)
    }

    fn open(&self, path: &str) -> Result<OpenFile<'_>, FileError> {
        self.disk.open(path)
    }
}

/// A path without links, where it is there; as it is otherwise.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
