//! Tools that a test needs and a machine may lack. In: a tool's names. Out: where it is, or a loud
//! word that the test was left out; where `POA_REQUIRE_TOOLS` is set, as in `.ci/run`, a failure.

use std::path::{Path, PathBuf};

/// The program, under the first of its names that the machine has.
pub(crate) fn find(title: &str, names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
    let found = candidates.into_iter().find(|candidate| candidate.is_file());
    if found.is_none() {
        lacks(title);
    }
    found
}

/// Whether something else that a test needs is there.
pub(crate) fn is_there(title: &str, path: &Path) -> bool {
    let is_there = path.exists();
    if !is_there {
        lacks(title);
    }
    is_there
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn lacks(title: &str) {
    let is_required = std::env::var_os("POA_REQUIRE_TOOLS").is_some();
    assert!(!is_required, "{title} is missing, and POA_REQUIRE_TOOLS is set");
    eprintln!("LEFT OUT: {title} is not on this machine");
}
