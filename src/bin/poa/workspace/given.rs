//! Files that the user named one by one. In: paths. Out: the files by these names. They may lie
//! anywhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use poa::source::{FileError, Files, OpenFile};

use crate::reply::Failure;
use crate::workspace::DiskFiles;
use crate::workspace::files::in_words;

/// Files that lie anywhere.
pub(crate) struct GivenFiles {
    /// Their names as the user wrote them.
    pub(crate) names: Vec<String>,
    /// The folder of each, and its name there.
    files: Vec<(DiskFiles, String)>,
}

impl GivenFiles {
    /// Finds every file, or says which one is not there.
    pub(crate) fn find(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut given = Self { names: Vec::new(), files: Vec::new() };
        for path in paths {
            given.files.push(find(path)?);
            given.names.push(path.display().to_string());
        }
        Ok(given)
    }

    fn file(&self, path: &str) -> Result<&(DiskFiles, String), FileError> {
        let at = self.names.iter().position(|name| name == path).ok_or(FileError::Missing)?;
        self.files.get(at).ok_or(FileError::Missing)
    }
}

impl Files for GivenFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let (files, name) = self.file(path)?;
        files.read(name)
    }

    fn open(&self, path: &str) -> Result<OpenFile<'_>, FileError> {
        let (files, name) = self.file(path)?;
        files.open(name)
    }
}

fn find(path: &Path) -> Result<(DiskFiles, String), Failure> {
    let shown = path.display();
    let failed = |error: &std::io::Error| {
        Failure::world(format!("cannot read `{shown}`: {}", in_words(error)))
    };
    // The whole way is resolved first: the file itself may be a link.
    let resolved = std::fs::canonicalize(path).map_err(|e| failed(&e))?;
    let refused = |error: &FileError| {
        Failure::world(format!("`{shown}` {}", error.reason())).help(error.help())
    };
    let name = resolved.file_name().and_then(|name| name.to_str());
    let (Some(folder), Some(name)) = (resolved.parent(), name) else {
        return Err(refused(&FileError::NotAFile).help("name the files that Amazon hands out"));
    };
    let files = DiskFiles::new(folder).map_err(|e| failed(&e))?;
    files.open(name).map_err(|error| refused(&error))?;
    Ok((files, name.to_owned()))
}
