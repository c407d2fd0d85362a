//! Writes one file that the user named. In: path and bytes. Out: the file, whole or not at all.

use std::fs;
use std::path::Path;

use crate::reply::Failure;
use crate::workspace::bundle::{unwritten, write_file};

/// Writes a file beside its place, then moves it there: an older file is replaced.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::world(format!("`{}` is a folder", path.display()))
            .help("name a file to write to"));
    }
    let temporary = path.with_extension(format!("poa-tmp-{}", std::process::id()));
    let moved = write_file(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path).map_err(|e| unwritten(path, &e)));
    if moved.is_err() {
        // There is nothing better to do than to try; the first failure is what is reported.
        let _ = fs::remove_file(&temporary);
    }
    moved
}
