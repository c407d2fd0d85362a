//! Writes bundles. In: the files of each site. Out: one folder a site, all of them or none. Removes
//! only what an earlier build made.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use poa::compile::SiteBundle;

use crate::reply::Failure;
use crate::workspace::CaseFolder;
use crate::workspace::files::in_words;

/// A folder with this file in it is one that we made.
const MARK: &str = "manifest.json";

/// How many names for the temporary folder are tried.
const TRIES_MAX: u32 = 100;

/// Where bundles go.
#[derive(Debug)]
pub(crate) struct OutFolder {
    /// The folder as shown to the user.
    pub(crate) path: PathBuf,
    /// True where the user did not name it: then it must not be a link, which a case that came from
    /// a stranger could bring along.
    is_default: bool,
}

/// The folder that the user named; without one, `out` in the case folder.
pub(crate) fn out_folder(case: &CaseFolder, named: Option<&Path>) -> OutFolder {
    match named {
        Some(path) => OutFolder { path: path.to_owned(), is_default: false },
        None => OutFolder { path: case.path.join("out"), is_default: true },
    }
}

/// Writes all bundles beside their places, then moves them there; on failure nothing has changed.
pub(crate) fn write_bundles(out: &OutFolder, bundles: &[SiteBundle]) -> Result<(), Failure> {
    if bundles.is_empty() {
        return Ok(());
    }
    for bundle in bundles {
        assert!(is_site(&bundle.site), "a site code is a plain word: {:?}", bundle.site);
        for (path, _) in &bundle.files {
            assert!(is_plain(path), "a bundle's path stays in the bundle: {path:?}");
        }
    }
    prepare(out)?;
    for bundle in bundles {
        refuse_foreign(&out.path.join(&bundle.site))?;
    }
    let temporary = temporary_folder(&out.path)?;
    let written = fill_and_move(&temporary, &out.path, bundles);
    // What is left in it is either unfinished or replaced; a leftover does no harm.
    let _ = fs::remove_dir_all(&temporary);
    written
}

/// Makes the folder where it is missing.
fn prepare(out: &OutFolder) -> Result<(), Failure> {
    let path = &out.path;
    let is_link = fs::symlink_metadata(path).is_ok_and(|described| described.is_symlink());
    if out.is_default && is_link {
        return Err(Failure::world(format!("`{}` is a link", path.display()))
            .help("name the folder to write to: `--out DIR`"));
    }
    fs::create_dir_all(path).map_err(|e| unwritten(path, &e))
}

/// Refuses to replace what an earlier build did not make.
fn refuse_foreign(target: &Path) -> Result<(), Failure> {
    let Ok(described) = fs::symlink_metadata(target) else { return Ok(()) };
    let in_the_way = |what: &str| {
        let message = format!("`{}` is in the way: {what}", target.display());
        Err(Failure::world(message).help("move it away, or name another folder: `--out DIR`"))
    };
    if !described.is_dir() {
        return in_the_way("it is not a folder");
    }
    let mut entries = fs::read_dir(target).map_err(|e| unwritten(target, &e))?;
    let is_ours = fs::symlink_metadata(target.join(MARK)).is_ok_and(|mark| mark.is_file());
    match is_ours || entries.next().is_none() {
        true => Ok(()),
        false => in_the_way("it holds files that poa did not make"),
    }
}

/// A new folder beside the places of the bundles, so that moving needs no copying.
fn temporary_folder(out: &Path) -> Result<PathBuf, Failure> {
    let process = std::process::id();
    for number in 0..TRIES_MAX {
        let path = out.join(format!(".poa-tmp-{process}-{number}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritten(&path, &error)),
        }
    }
    Err(Failure::world(format!("`{}` is full of unfinished builds", out.display()))
        .help("remove the folders `.poa-tmp-…` in it"))
}

fn fill_and_move(temporary: &Path, out: &Path, bundles: &[SiteBundle]) -> Result<(), Failure> {
    for bundle in bundles {
        for (path, bytes) in &bundle.files {
            write_file(&temporary.join("new").join(&bundle.site).join(path), bytes)?;
        }
    }
    let old = temporary.join("old");
    fs::create_dir_all(&old).map_err(|e| unwritten(&old, &e))?;
    let mut moves = Moves::default();
    for bundle in bundles {
        let target = out.join(&bundle.site);
        let new = temporary.join("new").join(&bundle.site);
        let moved = match fs::symlink_metadata(&target) {
            Ok(_) => moves.make(&target, &old.join(&bundle.site)),
            Err(_) => Ok(()),
        };
        if let Err(error) = moved.and_then(|()| moves.make(&new, &target)) {
            moves.undo();
            return Err(unwritten(&target, &error));
        }
    }
    Ok(())
}

/// The moves made so far, so that they can be taken back.
#[derive(Default)]
struct Moves {
    done: Vec<(PathBuf, PathBuf)>,
}

impl Moves {
    fn make(&mut self, from: &Path, to: &Path) -> std::io::Result<()> {
        fs::rename(from, to)?;
        self.done.push((from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn undo(&self) {
        for (from, to) in self.done.iter().rev() {
            // There is nothing better to do than to try; the first failure is what is reported.
            let _ = fs::rename(to, from);
        }
    }
}

/// Writes one new file and the folders above it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = || {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.flush()
    };
    written().map_err(|e| unwritten(path, &e))
}

/// The failure for a path that cannot be written.
pub(crate) fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::world(format!("cannot write `{}`: {}", path.display(), in_words(error)))
}

fn is_site(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Whether a path of a bundle stays below the bundle on every system.
fn is_plain(path: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..");
    let is_safe = |c: char| !c.is_control() && !matches!(c, '\\' | ':');
    path.split('/').all(is_part) && path.chars().all(is_safe)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use poa::compile::SiteBundle;

    use crate::workspace::bundle::{OutFolder, is_plain, write_bundles};

    fn bundle(site: &str, text: &str) -> SiteBundle {
        let files = [("plan.pdf", text), ("exhibits/Fig-1.txt", text), ("manifest.json", "{}")];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        SiteBundle { site: site.to_owned(), files: files.into(), pages: 1 }
    }

    #[test]
    fn paths_stay_in_the_bundle() {
        let check = |path: &str, expected: bool| assert_eq!(is_plain(path), expected, "{path:?}");
        check("plan.pdf", true);
        check("exhibits/Fig-1-写真.jpg", true);
        check("", false);
        check("/plan.pdf", false);
        check("a/../b", false);
        check("a//b", false);
        check("a\\b", false);
        check("c:b", false);
        check("a\nb", false);
    }

    #[test]
    fn all_sites_are_replaced_or_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = OutFolder { path: folder.path().join("out"), is_default: true };
        let plan = |site: &str| fs::read_to_string(out.path.join(site).join("plan.pdf")).ok();
        let names = || {
            let entries = fs::read_dir(&out.path).expect("the folder is there");
            let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
            names.sort();
            names
        };
        write_bundles(&out, &[bundle("us", "1")]).expect("a first build");
        assert_eq!(plan("us").as_deref(), Some("1"));
        fs::write(out.path.join("us/stale.txt"), "old").expect("a stale file");
        write_bundles(&out, &[bundle("us", "2"), bundle("uk", "2")]).expect("a second build");
        assert_eq!((plan("us").as_deref(), plan("uk").as_deref()), (Some("2"), Some("2")));
        assert!(!out.path.join("us/stale.txt").exists(), "an old bundle is replaced whole");

        fs::create_dir(out.path.join("jp")).expect("a foreign folder");
        fs::write(out.path.join("jp/mine.txt"), "mine").expect("a foreign file");
        let refused = write_bundles(&out, &[bundle("us", "3"), bundle("jp", "3")]);
        assert!(refused.expect_err("a foreign folder is kept").message.contains("in the way"));
        assert_eq!(plan("us").as_deref(), Some("2"), "the other site is kept too");

        // The same file twice in a bundle cannot be written: everything is taken back.
        let mut broken = bundle("uk", "4");
        broken.files.push(("plan.pdf".to_owned(), Vec::new()));
        assert!(write_bundles(&out, &[bundle("us", "4"), broken]).is_err());
        assert_eq!((plan("us").as_deref(), plan("uk").as_deref()), (Some("2"), Some("2")));
        assert_eq!(names(), ["jp", "uk", "us"], "no temporary folder is left");
    }
}
