//! The files that a trial reads. In: those of the program and those given with packs. Out: one view
//! of a pack's files, and of the folder of a case that was put together. Reads no file system.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::trial::SOUND_CASE;
use crate::policy::{self, PackFile};
use crate::source::{FileError, Files};

/// The files that tests of packs read: those given with a pack, then those of the program.
#[derive(Debug, Clone, Default)]
pub struct TestFiles {
    given: BTreeMap<String, Arc<[u8]>>,
}

impl TestFiles {
    /// Those of the program, and those beside the YAML of given packs: path and bytes.
    pub fn new(packs: &[PackFile], others: &[(String, Vec<u8>)]) -> Self {
        let folders = policy::pack_folders(packs);
        let mut given = BTreeMap::new();
        for (path, bytes) in others {
            let inside = |folder: &str| match folder.is_empty() {
                true => Some(path.as_str()),
                false => path.strip_prefix(folder)?.strip_prefix('/'),
            };
            let found = folders.iter().filter_map(|(name, folder)| Some((name, inside(folder)?)));
            // The innermost folder is the pack's own.
            if let Some((name, inside)) = found.min_by_key(|(_, inside)| inside.len()) {
                given.insert(format!("{name}/{inside}"), bytes.as_slice().into());
            }
        }
        Self { given }
    }
}

impl Files for TestFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        if let Some(bytes) = self.given.get(path) {
            return Ok(bytes.clone());
        }
        let path = format!("policies/{path}");
        let files = policy::shipped_test_files();
        let found = files.binary_search_by(|(known, _)| (*known).cmp(&path));
        found.map(|at| files[at].1.into()).map_err(|_| FileError::Missing)
    }
}

/// The files of a pack: its own, then those of the packs that it inherits from.
pub(crate) struct PackFiles<'f> {
    /// Those of the folder with all packs.
    pub(crate) files: &'f dyn Files,
    /// The folders that are searched, in order.
    pub(crate) folders: &'f [&'f str],
}

impl PackFiles<'_> {
    /// The first file of a name.
    pub(crate) fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let mut found =
            self.folders.iter().map(|folder| self.files.read(&format!("{folder}/{path}")));
        let there = found.find(|found| !matches!(found, Err(FileError::Missing)));
        there.unwrap_or(Err(FileError::Missing))
    }
}

/// A case folder whose case is the text that was put together.
pub(crate) struct LaidFolder<'f> {
    /// Those that the case names.
    pub(crate) files: PackFiles<'f>,
    /// The case.
    pub(crate) text: String,
}

impl Files for LaidFolder<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match path == SOUND_CASE {
            true => Ok(self.text.as_bytes().into()),
            false => self.files.read(path),
        }
    }
}
