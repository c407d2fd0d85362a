//! `.poa` texts that are to be formatted. In: paths of files and folders, or standard input. Out:
//! texts, each with the place it is written back to.

use std::io::Read;
use std::path::{Path, PathBuf};

use poa::source::Files;
use poa::syntax::TEXT_BYTES_MAX;

use crate::reply::Failure;
use crate::workspace::DiskFiles;
use crate::workspace::files::in_words;
use crate::workspace::find::{poa_files, refused, unreadable};

/// One text.
pub(crate) struct PoaText {
    /// The name as the user knows it; `-` for standard input.
    pub(crate) name: String,
    /// Where it is written back to, links resolved; `None` for standard input.
    pub(crate) place: Option<PathBuf>,
    /// What it holds.
    pub(crate) text: String,
}

/// The texts behind some paths; a folder stands for the `.poa` files in it.
pub(crate) fn poa_texts(paths: &[PathBuf]) -> Result<Vec<PoaText>, Failure> {
    let mut texts: Vec<PoaText> = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            texts.push(standard_input()?);
            continue;
        }
        let described = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
        match described.is_dir() {
            true => {
                let names = poa_files(path)?;
                if names.is_empty() {
                    let message = format!("there is no `.poa` file in `{}`", path.display());
                    return Err(Failure::usage(message).help("name the files to format"));
                }
                for name in names {
                    texts.push(read(&path.join(name))?);
                }
            }
            false => texts.push(read(path)?),
        }
    }
    Ok(texts)
}

fn read(path: &Path) -> Result<PoaText, Failure> {
    let shown = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let place = std::fs::canonicalize(path).map_err(|e| unreadable(path, &e))?;
    let name = place.file_name().and_then(|name| name.to_str());
    let (Some(folder), Some(name)) = (place.parent(), name) else {
        return Err(Failure::usage(format!("`{shown}` is not a `.poa` file")));
    };
    let files = DiskFiles::new(folder).map_err(|e| unreadable(folder, &e))?;
    let bytes = files.read(name).map_err(|error| refused(&shown, &error))?;
    let text = decoded(&shown, bytes.to_vec())?;
    Ok(PoaText { name: shown, place: Some(place), text })
}

fn standard_input() -> Result<PoaText, Failure> {
    let mut bytes = Vec::new();
    let limit = TEXT_BYTES_MAX as u64 + 1;
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(|error| {
        Failure::world(format!("cannot read standard input: {}", in_words(&error)))
    })?;
    let text = decoded("standard input", bytes)?;
    Ok(PoaText { name: "-".to_owned(), place: None, text })
}

fn decoded(shown: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    if bytes.len() > TEXT_BYTES_MAX {
        let limit = TEXT_BYTES_MAX >> 10;
        let message = format!("`{shown}` has more than {limit} KB, which no case has");
        return Err(Failure::world(message).help("nothing was changed; split the file"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::world(format!("`{shown}` is not UTF-8 text: byte {at} fits no character"))
            .help("save the file as UTF-8 in the editor")
    })
}
