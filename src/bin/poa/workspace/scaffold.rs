//! Writes a new case. In: a folder and texts. Out: all files, or none and nothing overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use crate::reply::Failure;
use crate::workspace::bundle::{unwritten, write_file};

/// Writes files into a folder that may exist, but in which none of them does, nor another case.
pub(crate) fn write_new(folder: &Path, files: &[(&str, impl AsRef<str>)]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| unwritten(folder, &e))?;
    let entries = fs::read_dir(folder).map_err(|e| unwritten(folder, &e))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut cases: Vec<PathBuf> =
        names.map(|name| folder.join(name)).filter(|path| is_poa(path)).collect();
    cases.sort();
    let existing = files.iter().map(|(path, _)| folder.join(path)).find(|path| exists(path));
    if let Some(path) = cases.into_iter().next().or(existing) {
        return Err(Failure::world(format!("`{}` exists already", path.display()))
            .help("nothing is overwritten; name a new folder: `poa new my-case`"));
    }
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, text) in files {
        let path = folder.join(path);
        if let Err(failure) = write_file(&path, text.as_ref().as_bytes()) {
            // There is nothing better to do than to try; the first failure is what is reported.
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            return Err(failure);
        }
        written.push(path);
    }
    Ok(())
}

fn is_poa(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "poa")
}

/// Whether something has this name, a link that leads nowhere included.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
