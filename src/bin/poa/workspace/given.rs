//! Files that the user named one by one. In: paths. Out: names and bytes. They may lie anywhere.

use std::path::{Path, PathBuf};

use poa::source::{FileError, Files};

use crate::reply::Failure;
use crate::workspace::DiskFiles;
use crate::workspace::files::in_words;

/// Reads every file, or says which one cannot be read.
pub(crate) fn read_given(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Result<(String, Vec<u8>), Failure> {
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
    let bytes = files.read(name).map_err(|error| refused(&error))?;
    Ok((shown.to_string(), bytes.to_vec()))
}
