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
        "policies/ae/pack.yaml",
        "policies/au/pack.yaml",
        "policies/base/evidence.yaml",
        "policies/base/pack.yaml",
        "policies/base/rules/artefact.yaml",
        "policies/base/rules/coverage.yaml",
        "policies/base/rules/dates.yaml",
        "policies/base/rules/english.yaml",
        "policies/base/rules/evidence.yaml",
        "policies/base/rules/history.yaml",
        "policies/base/rules/law.yaml",
        "policies/base/rules/metric.yaml",
        "policies/base/rules/plan.yaml",
        "policies/base/rules/prose.yaml",
        "policies/base/rules/scope.yaml",
        "policies/base/rules/style.yaml",
        "policies/base/rules/time.yaml",
        "policies/br/pack.yaml",
        "policies/ca/pack.yaml",
        "policies/de/attachments.yaml",
        "policies/de/disclosures.yaml",
        "policies/de/pack.yaml",
        "policies/de/rules.yaml",
        "policies/eg/pack.yaml",
        "policies/es/pack.yaml",
        "policies/eu/disclosures.yaml",
        "policies/eu/pack.yaml",
        "policies/fr/pack.yaml",
        "policies/it/pack.yaml",
        "policies/jp/attachments.yaml",
        "policies/jp/disclosures.yaml",
        "policies/jp/pack.yaml",
        "policies/jp/rules.yaml",
        "policies/mx/pack.yaml",
        "policies/nl/pack.yaml",
        "policies/pl/pack.yaml",
        "policies/sa/pack.yaml",
        "policies/se/pack.yaml",
        "policies/sg/pack.yaml",
        "policies/terms/pack.yaml",
        "policies/uk/disclosures.yaml",
        "policies/uk/pack.yaml",
        "policies/uk/rules.yaml",
        "policies/us/disclosures.yaml",
        "policies/us/pack.yaml",
        "policies/us/rules.yaml",
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
        "marketplaces/ae.yaml",
        "marketplaces/au.yaml",
        "marketplaces/br.yaml",
        "marketplaces/ca.yaml",
        "marketplaces/de.yaml",
        "marketplaces/eg.yaml",
        "marketplaces/es.yaml",
        "marketplaces/fr.yaml",
        "marketplaces/it.yaml",
        "marketplaces/jp.yaml",
        "marketplaces/mx.yaml",
        "marketplaces/nl.yaml",
        "marketplaces/pl.yaml",
        "marketplaces/sa.yaml",
        "marketplaces/se.yaml",
        "marketplaces/sg.yaml",
        "marketplaces/uk.yaml",
        "marketplaces/us.yaml",
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::policy::shipped::{shipped, shipped_marketplaces};

    /// The YAML files below a folder of the repository.
    #[expect(clippy::disallowed_methods, reason = "the test compares the lists with the folders")]
    fn files_below(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder is in the repository") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                files_below(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
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
        let listed: BTreeSet<String> = listed.map(|file| file.path.to_string()).collect();
        assert_eq!(listed, found);
    }
}
