//! Writes several files of a case together. In: a folder, paths and texts. Out: all of them new, or
//! all of them as they were. Follows no link out of the folder.

use std::fs;
use std::path::{Path, PathBuf};

use poa::source::{FileError, Files};

use crate::reply::Failure;
use crate::workspace::DiskFiles;
use crate::workspace::bundle::{unwritten, write_file};
use crate::workspace::find::{CaseFolder, find_case};

/// Where an import goes.
pub(crate) struct ImportFolder {
    /// The folder as the user named it.
    pub(crate) path: PathBuf,
    /// The case's `.poa` file; `None` where there is no case yet.
    pub(crate) root: Option<String>,
    /// What can be read in it; `None` where the folder does not exist.
    files: Option<DiskFiles>,
}

impl Files for ImportFolder {
    fn read(&self, path: &str) -> Result<std::sync::Arc<[u8]>, FileError> {
        self.files.as_ref().map_or(Err(FileError::Missing), |files| files.read(path))
    }
}

/// The case that an import goes into; a folder without one, or one that is not there, is a new one.
pub(crate) fn import_folder(argument: Option<&Path>) -> Result<ImportFolder, Failure> {
    let path = argument.unwrap_or_else(|| Path::new("."));
    let is_case =
        |name: &std::ffi::OsStr| Path::new(name).extension().is_some_and(|it| it == "poa");
    if let Ok(entries) = fs::read_dir(path) {
        let has_case = entries.flatten().any(|entry| is_case(&entry.file_name()));
        if !has_case {
            let files = DiskFiles::new(path).map_err(|e| unwritten(path, &e))?;
            return Ok(ImportFolder { path: path.to_owned(), root: None, files: Some(files) });
        }
    } else if fs::symlink_metadata(path).is_err() {
        if is_case(path.as_os_str()) {
            return Err(Failure::world(format!("there is no case `{}`", path.display()))
                .help("name a folder: a new one is made"));
        }
        return Ok(ImportFolder { path: path.to_owned(), root: None, files: None });
    }
    let CaseFolder { path, root, files, .. } = find_case(Some(path))?;
    Ok(ImportFolder { path, root: Some(root), files: Some(files) })
}

/// Writes every file beside its place, then moves all of them there; on failure nothing changed.
pub(crate) fn write_together(folder: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|e| unwritten(folder, &e))?;
    for (path, _) in files {
        refuse_links(folder, path)?;
    }
    let mut placed = Placed::default();
    let written = placed.write(folder, files);
    if written.is_err() {
        placed.undo();
    }
    placed.forget();
    written
}

/// A link in a case, which may come from a stranger, could lead a file anywhere.
fn refuse_links(folder: &Path, path: &str) -> Result<(), Failure> {
    let mut place = folder.to_owned();
    for part in path.split('/') {
        assert!(!matches!(part, "" | "." | ".."), "a path stays in the case: {path:?}");
        place.push(part);
        let is_link = fs::symlink_metadata(&place).is_ok_and(|described| described.is_symlink());
        if is_link {
            return Err(Failure::world(format!("`{}` is a link", place.display()))
                .help("put the file itself there: nothing is written through a link"));
        }
    }
    Ok(())
}

/// What was done so far, so that it can be taken back.
#[derive(Default)]
struct Placed {
    /// New files that wait for their place.
    waiting: Vec<PathBuf>,
    /// Files that were in a place, and where they are kept.
    kept: Vec<(PathBuf, PathBuf)>,
    /// Places that hold the new file.
    done: Vec<PathBuf>,
}

impl Placed {
    fn write(&mut self, folder: &Path, files: &[(String, String)]) -> Result<(), Failure> {
        let process = std::process::id();
        let beside = |place: &Path, mark: &str| {
            let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
            place.with_file_name(format!(".{name}.poa-{mark}-{process}"))
        };
        for (path, text) in files {
            let new = beside(&folder.join(path), "new");
            self.waiting.push(new.clone());
            write_file(&new, text.as_bytes())?;
        }
        for (path, _) in files {
            let place = folder.join(path);
            if fs::symlink_metadata(&place).is_ok() {
                let old = beside(&place, "old");
                fs::rename(&place, &old).map_err(|e| unwritten(&place, &e))?;
                self.kept.push((place.clone(), old));
            }
            fs::rename(beside(&place, "new"), &place).map_err(|e| unwritten(&place, &e))?;
            self.done.push(place);
        }
        Ok(())
    }

    /// There is nothing better to do than to try; the first failure is what is reported.
    fn undo(&mut self) {
        self.done.drain(..).for_each(|place| drop(fs::remove_file(place)));
        self.kept.drain(..).for_each(|(place, old)| drop(fs::rename(old, place)));
    }

    /// Removes what is no longer needed; a leftover does no harm.
    fn forget(&self) {
        self.waiting.iter().for_each(|new| drop(fs::remove_file(new)));
        self.kept.iter().for_each(|(_, old)| drop(fs::remove_file(old)));
    }
}
