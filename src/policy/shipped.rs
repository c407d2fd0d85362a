//! The packs and marketplaces that ship inside the executable. Adding a file is one line here; a
//! test compares the lists with the folders.

use std::borrow::Cow;

use crate::policy::load::{Origin, PackFile};

/// A list of files of the repository with their texts.
macro_rules! files {
    ($($path:literal,)*) => {
        const {
            &[$(PackFile {
                path: Cow::Borrowed($path),
                text: Cow::Borrowed(include_str!(concat!("../../", $path))),
                origin: Origin::Shipped,
            },)*]
        }
    };
}

/// The files of all packs.
pub fn shipped() -> &'static [PackFile] {
    files![
        "policies/base/evidence.yaml",
        "policies/base/pack.yaml",
        "policies/base/rules/artefact.yaml",
        "policies/base/rules/coverage.yaml",
        "policies/base/rules/dates.yaml",
        "policies/base/rules/evidence.yaml",
        "policies/base/rules/metric.yaml",
        "policies/base/rules/plan.yaml",
        "policies/base/rules/prose.yaml",
        "policies/base/rules/scope.yaml",
        "policies/base/rules/time.yaml",
        "policies/de/attachments.yaml",
        "policies/de/disclosures.yaml",
        "policies/de/pack.yaml",
        "policies/de/rules.yaml",
        "policies/eu/pack.yaml",
        "policies/jp/attachments.yaml",
        "policies/jp/disclosures.yaml",
        "policies/jp/pack.yaml",
        "policies/jp/rules.yaml",
        "policies/uk/disclosures.yaml",
        "policies/uk/pack.yaml",
        "policies/uk/rules.yaml",
        "policies/us/disclosures.yaml",
        "policies/us/pack.yaml",
        "policies/us/rules.yaml",
    ]
}

/// A list of files of the repository with their bytes.
macro_rules! bytes {
    ($($path:literal,)*) => {
        const {
            &[$(($path, include_bytes!(concat!("../../", $path)).as_slice()),)*]
        }
    };
}

/// What the tests inside packs are laid over, and its files: path and bytes, sorted by path.
pub fn shipped_test_files() -> &'static [(&'static str, &'static [u8])] {
    bytes![
        "policies/base/sound-case.poa",
        "policies/base/sound-case/agreement.csv",
        "policies/base/sound-case/alarm-log.csv",
        "policies/base/sound-case/defects.csv",
        "policies/base/sound-case/exceptions.csv",
        "policies/base/sound-case/fba-defects.csv",
        "policies/base/sound-case/messages.csv",
        "policies/base/sound-case/performance-other.json",
        "policies/base/sound-case/performance.json",
        "policies/base/sound-case/procedure.csv",
        "policies/base/sound-case/refund-report.csv",
        "policies/base/sound-case/scan-report.csv",
        "policies/base/sound-case/scans.csv",
        "policies/base/sound-case/scores.csv",
        "policies/base/sound-case/settings.csv",
        "policies/base/sound-case/tickets.csv",
        "policies/base/sound-case/waybills.csv",
        "policies/de/sound-case/de-defects.csv",
        "policies/de/sound-case/de-messages.csv",
        "policies/de/sound-case/returns-page.csv",
        "policies/de/sound-site.poa",
        "policies/jp/sound-case/ja-messages.csv",
        "policies/jp/sound-case/jp-defects.csv",
        "policies/jp/sound-case/returns-page.csv",
        "policies/jp/sound-site.poa",
        "policies/uk/sound-case/returns-page.csv",
        "policies/uk/sound-case/uk-defects.csv",
        "policies/uk/sound-site.poa",
        "policies/us/sound-case/returns-page.csv",
        "policies/us/sound-case/us-defects.csv",
        "policies/us/sound-site.poa",
    ]
}

/// The list of what the language itself asks.
pub(crate) fn shipped_language() -> &'static str {
    include_str!("../../policies/language/rules.yaml")
}

/// The Simplified Chinese of what the checks say in Rust.
pub(crate) fn shipped_messages() -> &'static str {
    include_str!("../../policies/language/zh.yaml")
}

/// The files of all marketplaces.
pub fn shipped_marketplaces() -> &'static [PackFile] {
    files![
        "marketplaces/de.yaml",
        "marketplaces/jp.yaml",
        "marketplaces/uk.yaml",
        "marketplaces/us.yaml",
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::policy::shipped::{shipped, shipped_marketplaces, shipped_test_files};

    /// The YAML files below a folder of the repository.
    #[expect(clippy::disallowed_methods, reason = "the test compares the lists with the folders")]
    fn files_below(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder is in the repository") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                files_below(&path, root, found);
            } else {
                let path = path.strip_prefix(root).expect("it lies below the root");
                found.insert(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn lists_every_file_of_the_folders() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = BTreeSet::new();
        files_below(&root.join("policies"), root, &mut found);
        files_below(&root.join("marketplaces"), root, &mut found);
        found.retain(|path| !path.starts_with("policies/language/"));
        let listed = shipped().iter().chain(shipped_marketplaces());
        let mut listed: BTreeSet<String> = listed.map(|file| file.path.to_string()).collect();
        listed.extend(shipped_test_files().iter().map(|(path, _)| (*path).to_owned()));
        assert_eq!(listed, found);
        let paths: Vec<&str> = shipped_test_files().iter().map(|(path, _)| *path).collect();
        assert!(paths.is_sorted(), "they are searched by path");
    }
}
