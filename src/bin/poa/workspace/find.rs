//! Finds the case. In: the argument, a file or a folder. Out: [`CaseFolder`]. Looks at the `.poa`
//! files no closer than to see which of them has a `case`.

use std::path::{Path, PathBuf};

use poa::compile::LoadedPacks;
use poa::source::{FileError, Files, Sources};
use poa::syntax::parse;

use crate::reply::Failure;
use crate::workspace::files::in_words;
use crate::workspace::packs::packs_of_case;
use crate::workspace::{CachedFiles, DiskFiles};

/// How many `.poa` files of one folder are looked at.
const FILES_MAX: usize = 1_000;

/// A case on disk.
#[derive(Debug)]
pub(crate) struct CaseFolder {
    /// The folder as the user named it.
    pub(crate) path: PathBuf,
    /// Name of the `.poa` file to begin with.
    pub(crate) root: String,
    /// What can be read in it.
    pub(crate) files: DiskFiles,
    /// The packs that its `poa.toml` names; `None` where there are none.
    packs: Option<LoadedPacks>,
}

impl CaseFolder {
    fn new(path: &Path, root: &str, files: DiskFiles) -> Self {
        let packs = packs_of_case(&files, &files);
        Self { path: path.to_owned(), root: root.to_owned(), files, packs }
    }

    /// Its files for somebody who reads them again and again.
    pub(crate) fn kept_files(&self) -> Result<CachedFiles, Failure> {
        CachedFiles::new(&self.path).map_err(|e| unreadable(&self.path, &e))
    }

    /// The packs that the case brings along.
    pub(crate) fn packs(&self) -> Option<&LoadedPacks> {
        self.packs.as_ref()
    }
}

/// Finds the case that an argument names; without one, in this folder.
pub(crate) fn find_case(argument: Option<&Path>) -> Result<CaseFolder, Failure> {
    let path = argument.unwrap_or_else(|| Path::new("."));
    let described = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    match described.is_dir() {
        true => in_folder(path),
        false => at_file(path),
    }
}

/// The cases in the folders of a folder, sorted; folders without one are left out.
pub(crate) fn case_folders(path: &Path) -> Result<Vec<CaseFolder>, Failure> {
    let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    folders.truncate(FILES_MAX);
    let mut cases: Vec<CaseFolder> =
        folders.iter().filter_map(|folder| in_folder(folder).ok()).collect();
    if cases.is_empty() {
        cases.push(in_folder(path)?);
    }
    Ok(cases)
}

/// The case of one `.poa` file.
fn at_file(path: &Path) -> Result<CaseFolder, Failure> {
    let shown = path.display();
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(root) = name.filter(|name| is_poa(name)) else {
        return Err(Failure::usage(format!("`{shown}` is not a `.poa` file"))
            .help("name the case's `.poa` file, or the folder that holds it"));
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let files = DiskFiles::new(folder).map_err(|e| unreadable(folder, &e))?;
    match files.read(root) {
        Ok(_) => Ok(CaseFolder::new(folder, root, files)),
        Err(error) => Err(refused(&shown.to_string(), &error)),
    }
}

/// The case of a folder: its only `.poa` file, or the only one with a `case` in it.
fn in_folder(path: &Path) -> Result<CaseFolder, Failure> {
    let shown = path.display();
    let names = poa_files(path)?;
    let files = DiskFiles::new(path).map_err(|e| unreadable(path, &e))?;
    let roots: Vec<&String> = match names.as_slice() {
        [] => {
            return Err(Failure::usage(format!("there is no `.poa` file in `{shown}`"))
                .help("name a case, or begin one: `poa new my-case`"));
        }
        [only] => vec![only],
        several => several.iter().filter(|name| is_root(&files, name)).collect(),
    };
    match roots.as_slice() {
        [root] => {
            let file = path.join(root);
            files.read(root).map_err(|error| refused(&file.display().to_string(), &error))?;
            Ok(CaseFolder::new(path, root, files))
        }
        [] => Err(Failure::usage(format!(
            "none of the {} `.poa` files in `{shown}` has a `case`",
            names.len()
        ))
        .help("one file of a case begins with `case NAME { … }`; the others are used by it")),
        several => {
            let list: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            Err(Failure::usage(format!("`{shown}` holds several cases: {}", list.join(", ")))
                .help(format!("name one: `poa check {}`", path.join(several[0]).display())))
        }
    }
}

/// The names of a folder's `.poa` files, sorted.
pub(crate) fn poa_files(path: &Path) -> Result<Vec<String>, Failure> {
    let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_poa(name)).collect();
    names.sort();
    names.truncate(FILES_MAX);
    Ok(names)
}

fn is_poa(name: &str) -> bool {
    name.strip_suffix(".poa").is_some_and(|stem| !stem.is_empty() && !stem.starts_with('.'))
}

fn is_root(files: &DiskFiles, name: &str) -> bool {
    match files.read(name) {
        Ok(bytes) => has_case(&String::from_utf8_lossy(&bytes)),
        Err(_) => false,
    }
}

/// Whether a statement at the outermost level begins with the word `case`.
pub(crate) fn has_case(text: &str) -> bool {
    let mut sources = Sources::default();
    let source = sources.add("", text);
    let tree = parse(source, &sources).value;
    tree.statements().iter().any(|statement| sources.slice(statement.word()) == "case")
}

/// The failure for a path that the system does not show.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::world(format!("cannot read `{}`: {}", path.display(), in_words(error)))
}

/// The failure for a case file that is not read.
pub(crate) fn refused(shown: &str, error: &FileError) -> Failure {
    Failure::world(format!("`{shown}` {}", error.reason())).help(error.help())
}

#[cfg(test)]
mod tests {
    use crate::workspace::find::{has_case, is_poa};

    #[test]
    fn a_root_has_a_case_at_the_outermost_level() {
        let check = |text: &str, expected: bool| assert_eq!(has_case(text), expected, "{text:?}");
        check("case a { }", true);
        check("\u{feff}# note\nuse \"team.poa\"\n\n  case a {\n}", true);
        check("person x { }; case a", true);
        check("person x {\n} case a {\n}", true);
        check("", false);
        check("# case a {", false);
        check("person a {\n  case b\n}", false);
        check("note \"\"\"\ncase a {\n\"\"\"", false);
        check("note \"case a", false);
        check("use case", false);
        check("cases a", false);
        check("person a { text \"}\"\n case b\n}", false);
    }

    #[test]
    fn names_of_cases() {
        let check = |name: &str, expected: bool| assert_eq!(is_poa(name), expected, "{name}");
        check("case.poa", true);
        check("証拠.poa", true);
        check(".poa", false);
        check("..poa", false);
        check("case.poa.bak", false);
        check("case.POA", false);
    }
}
