//! The files of one case. In: a path as the case writes it. Out: bytes, or why not. Never follows a
//! path out of the case folder: the case may come from a stranger.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poa::source::{FileError, Files, OpenFile};

use crate::progress;

/// What one file may hold at most.
///
/// **Units**: bytes.
const FILE_LIMIT: u64 = 256 << 20;

/// The files below one folder.
#[derive(Debug)]
pub(crate) struct DiskFiles {
    /// **Shape**: without links and `..`, so that what lies in it begins with it.
    folder: PathBuf,
}

impl DiskFiles {
    /// The files of a folder that exists.
    pub(crate) fn new(folder: &Path) -> std::io::Result<Self> {
        Ok(Self { folder: std::fs::canonicalize(folder)? })
    }

    /// The file behind a path, links resolved, if it lies in the folder.
    fn resolve(&self, path: &str) -> Result<PathBuf, FileError> {
        stays_inside(path)?;
        let resolved = std::fs::canonicalize(self.folder.join(path)).map_err(|e| reason(&e))?;
        match resolved.starts_with(&self.folder) {
            true => Ok(resolved),
            false => Err(FileError::Outside),
        }
    }

    /// Opens a plain file; with its size.
    fn file(&self, path: &str) -> Result<(File, u64), FileError> {
        let resolved = self.resolve(path)?;
        // Asked before opening, because opening a pipe would wait for its writer.
        let described = std::fs::metadata(&resolved).map_err(|e| reason(&e))?;
        if !described.is_file() {
            return Err(FileError::NotAFile);
        }
        let file = File::open(&resolved).map_err(|e| reason(&e))?;
        Ok((file, described.len()))
    }
}

impl Files for DiskFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let (file, size) = self.file(path)?;
        within_limit(size)?;
        let mut bytes = Vec::new();
        file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(|e| reason(&e))?;
        within_limit(bytes.len() as u64)?;
        Ok(bytes.into())
    }

    fn open(&self, path: &str) -> Result<OpenFile<'_>, FileError> {
        let (file, size) = self.file(path)?;
        Ok(OpenFile { size, input: progress::reading(path, size, file) })
    }
}

/// Refuses what is not a plain relative path, on every system alike.
fn stays_inside(path: &str) -> Result<(), FileError> {
    let bytes = path.as_bytes();
    let has_drive =
        bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
    let is_rooted = path.starts_with(['/', '\\', '~']);
    let climbs = path.split(['/', '\\']).any(|part| part == "..");
    if has_drive || is_rooted || climbs {
        return Err(FileError::Outside);
    }
    if path.contains('\\') {
        return Err(FileError::Unreadable("a path is written with `/`".to_owned()));
    }
    if path.is_empty() || path.contains('\0') {
        return Err(FileError::Missing);
    }
    Ok(())
}

fn within_limit(bytes: u64) -> Result<(), FileError> {
    match bytes <= FILE_LIMIT {
        true => Ok(()),
        false => Err(FileError::TooLarge { bytes, limit: FILE_LIMIT }),
    }
}

/// Words the system's refusal.
fn reason(error: &std::io::Error) -> FileError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => FileError::Missing,
        _ => FileError::Unreadable(in_words(error)),
    }
}

/// The system's refusal in words for people.
pub(crate) fn in_words(error: &std::io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "permission is denied",
        ErrorKind::AlreadyExists => "it exists already",
        ErrorKind::NotADirectory => "a part of the path is not a folder",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::DirectoryNotEmpty => "the folder is not empty",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::FileTooLarge => "the file is too large",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program uses it",
        ErrorKind::InvalidFilename => "the system does not accept this name",
        _ => "the system refuses",
    };
    match (words, error.raw_os_error()) {
        ("the system refuses", Some(code)) => format!("the system refuses (code {code})"),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use poa::source::FileError;

    use crate::workspace::files::stays_inside;

    #[test]
    fn only_plain_relative_paths_pass() {
        let check = |path: &str, expected: Result<(), FileError>| {
            assert_eq!(stays_inside(path), expected, "{path:?}");
        };
        check("data/us-defects.csv", Ok(()));
        check("証拠/写真.jpg", Ok(()));
        check("data/..hidden", Ok(()));
        check("./data/a.csv", Ok(()));
        check("", Err(FileError::Missing));
        check("a\0b", Err(FileError::Missing));
        let outside = [
            "../a",
            "a/../../b",
            "..",
            "/etc/passwd",
            "C:\\a",
            "c:/a",
            "C:a",
            "\\\\host\\share",
            "a\\..\\b",
            "~/a",
        ];
        for path in outside {
            check(path, Err(FileError::Outside));
        }
        assert!(matches!(stays_inside("data\\a.csv"), Err(FileError::Unreadable(_))));
    }
}
