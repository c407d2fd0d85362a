//! Packs in an archive. In: the bytes of a zip file. Out: its files, or why it is refused. The only
//! file that names `zip`. Nothing is unpacked to disk; sizes and counts are bounded while reading.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::workspace::packs::{Budget, DEPTH_MAX, Refusal};

/// All files of an archive, by path.
pub(crate) fn unpack(bytes: &[u8], budget: &mut Budget) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let broken = || Refusal::new("is no zip archive that can be read", "make the archive anew");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if listed(bytes).is_some_and(|listed| usize::from(listed) != archive.len()) {
        return Err(Refusal::new("holds two files of one name", "make the archive anew"));
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| broken())?;
        let name = file.name().map_err(|_| broken())?.into_owned();
        if file.is_dir() {
            budget.entry()?;
            continue;
        }
        if file.is_symlink() {
            return Err(refused(&name, "is a link"));
        }
        if !is_plain(&name) {
            return Err(refused(&name, "does not stay in the archive"));
        }
        if name.split('/').count() > DEPTH_MAX {
            return Err(refused(&name, "lies too deep: at most eight folders in each other"));
        }
        budget.entry()?;
        let mut content = Vec::new();
        // One byte more than is left: what the archive says of sizes is not believed.
        file.take(budget.bytes_left() + 1).read_to_end(&mut content).map_err(|_| broken())?;
        budget.bytes(content.len() as u64)?;
        files.push((name, content));
    }
    files.sort();
    Ok(files)
}

/// How many files the archive itself lists at its end: of two with one name the reader drops one,
/// and another reader may drop the other.
fn listed(bytes: &[u8]) -> Option<u16> {
    const END_BYTES: usize = 22;
    const MARK: &[u8] = b"PK\x05\x06";
    let last = bytes.len().checked_sub(END_BYTES)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let at = (first..=last).rev().find(|at| bytes[*at..].starts_with(MARK))?;
    let count = bytes.get(at + 10..at + 12)?;
    Some(u16::from_le_bytes([count[0], count[1]])).filter(|count| *count != u16::MAX)
}

fn refused(name: &str, what: &str) -> Refusal {
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    Refusal::new(&format!("holds `{name}`, which {what}"), "ask its maker for a clean archive")
}

/// Whether a name is a relative path that does not climb, on every system alike.
fn is_plain(name: &str) -> bool {
    let fits = |part: &str| !part.is_empty() && part != "." && part != "..";
    !name.contains(['\\', '\0', ':']) && !name.starts_with('~') && name.split('/').all(fits)
}
