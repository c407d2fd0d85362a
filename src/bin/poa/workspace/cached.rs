//! The files of a folder for somebody who reads them again and again. In: paths. Out: bytes, the
//! same ones while size and time on disk stay the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use poa::source::{FileError, Files};

use crate::workspace::DiskFiles;

/// Most paths of a folder that are listed, and the deepest folders that are looked into.
const PATHS_MAX: usize = 2_000;
const DEPTH_MAX: usize = 6;

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
    bytes: Arc<[u8]>,
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
        let is_same = |it: &&Kept| {
            it.changed == changed && changed.is_some() && Some(it.bytes.len() as u64) == length
        };
        if let Some(known) = kept.get(path).filter(is_same) {
            return Ok(Arc::clone(&known.bytes));
        }
        let bytes = self.disk.read(path)?;
        kept.insert(path.to_owned(), Kept { changed, bytes: Arc::clone(&bytes) });
        Ok(bytes)
    }
}

/// A path without links, where it is there; as it is otherwise.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
