//! Packs in an archive. In: the bytes of a zip file. Out: its files, or why it is refused. The only
//! file that names `zip`. Nothing is unpacked to disk; sizes and counts are bounded while reading.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::workspace::packs::{Budget, Refusal};

/// All files of an archive, by path.
pub(crate) fn unpack(bytes: &[u8], budget: &mut Budget) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let broken = || Refusal::new("is no zip archive that can be read", "make the archive anew");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
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
        if files.iter().any(|(known, _)| *known == name) {
            return Err(refused(&name, "is there twice"));
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

fn refused(name: &str, what: &str) -> Refusal {
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    Refusal::new(&format!("holds `{name}`, which {what}"), "ask its maker for a clean archive")
}

/// Whether a name is a relative path that does not climb, on every system alike.
fn is_plain(name: &str) -> bool {
    let fits = |part: &str| !part.is_empty() && part != "." && part != "..";
    !name.contains(['\\', '\0', ':']) && !name.starts_with('~') && name.split('/').all(fits)
}
