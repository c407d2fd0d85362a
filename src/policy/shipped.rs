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
        "policies/base/rules/buyers.yaml",
        "policies/base/rules/contradiction.yaml",
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
        "policies/base/words.yaml",
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

/// A list of files of the repository with their bytes.
macro_rules! bytes {
    ($($path:literal,)*) => {
        const {
            &[$(($path, include_bytes!(concat!("../../", $path)).as_slice()),)*]
        }
    };
}

/// See [`shipped_test_files`].
static TEST_FILES: &[(&str, &[u8])] = bytes![
    "policies/ae/sound-site.poa",
    "policies/au/sound-site.poa",
    "policies/base/sound-amazon.poa",
    "policies/base/sound-case.poa",
    "policies/base/sound-case/agreement.csv",
    "policies/base/sound-case/alarm-log.csv",
    "policies/base/sound-case/buyers.csv",
    "policies/base/sound-case/defects-as-downloaded.csv",
    "policies/base/sound-case/defects-spring.csv",
    "policies/base/sound-case/defects.csv",
    "policies/base/sound-case/exceptions.csv",
    "policies/base/sound-case/fba-claims.csv",
    "policies/base/sound-case/fba-defects.csv",
    "policies/base/sound-case/first-plan.txt",
    "policies/base/sound-case/health-august-better.json",
    "policies/base/sound-case/health-august.json",
    "policies/base/sound-case/health-september.json",
    "policies/base/sound-case/health-with-problems.json",
    "policies/base/sound-case/messages.csv",
    "policies/base/sound-case/no-a-to-z.csv",
    "policies/base/sound-case/one-a-to-z.csv",
    "policies/base/sound-case/performance-other.json",
    "policies/base/sound-case/performance.json",
    "policies/base/sound-case/photo-november-13.jpg",
    "policies/base/sound-case/photo-november-14.jpg",
    "policies/base/sound-case/photo-november-4.jpg",
    "policies/base/sound-case/procedure.csv",
    "policies/base/sound-case/refund-report.csv",
    "policies/base/sound-case/replies.csv",
    "policies/base/sound-case/report-november-8.pdf",
    "policies/base/sound-case/returns-page.csv",
    "policies/base/sound-case/scan-report.csv",
    "policies/base/sound-case/scans-september-19.pdf",
    "policies/base/sound-case/scans-september-20.pdf",
    "policies/base/sound-case/scans.csv",
    "policies/base/sound-case/scores.csv",
    "policies/base/sound-case/settings.csv",
    "policies/base/sound-case/short-waybills.csv",
    "policies/base/sound-case/tickets.csv",
    "policies/base/sound-case/waybills.csv",
    "policies/base/sound-chargebacks.poa",
    "policies/br/sound-site.poa",
    "policies/ca/sound-site.poa",
    "policies/de/sound-case/de-defects.csv",
    "policies/de/sound-case/de-messages.csv",
    "policies/de/sound-case/de-one-feedback.csv",
    "policies/de/sound-case/returns-page.csv",
    "policies/de/sound-chargebacks.poa",
    "policies/de/sound-site.poa",
    "policies/eg/sound-site.poa",
    "policies/es/sound-site.poa",
    "policies/eu/sound-site.poa",
    "policies/fr/sound-site.poa",
    "policies/it/sound-site.poa",
    "policies/jp/sound-case/ja-messages.csv",
    "policies/jp/sound-case/jp-defects.csv",
    "policies/jp/sound-case/jp-one-chargeback.csv",
    "policies/jp/sound-case/jp-one-claim.csv",
    "policies/jp/sound-case/jp-one-feedback.csv",
    "policies/jp/sound-case/returns-page.csv",
    "policies/jp/sound-site.poa",
    "policies/mx/sound-site.poa",
    "policies/nl/sound-site.poa",
    "policies/pl/sound-case/one-chargeback.csv",
    "policies/pl/sound-case/one-claim.csv",
    "policies/pl/sound-site.poa",
    "policies/sa/sound-site.poa",
    "policies/se/sound-site.poa",
    "policies/terms/sound-site.poa",
    "policies/uk/sound-case/returns-page.csv",
    "policies/uk/sound-case/uk-defects.csv",
    "policies/uk/sound-site.poa",
    "policies/us/sound-case/returns-page.csv",
    "policies/us/sound-case/us-defects.csv",
    "policies/us/sound-chargebacks.poa",
    "policies/us/sound-site.poa",
];

/// What the tests inside packs are laid over, and its files: path and bytes, sorted by path.
pub fn shipped_test_files() -> &'static [(&'static str, &'static [u8])] {
    TEST_FILES
}

/// The list of what the language itself asks.
pub(crate) fn shipped_language() -> &'static str {
    include_str!("../../policies/language/rules.yaml")
}

/// The Simplified Chinese of what the checks and the commands say in Rust.
pub(crate) fn shipped_messages() -> &'static [PackFile] {
    files![
        "policies/language/zh.yaml",
        "policies/language/zh-answers.yaml",
        "policies/language/zh-data.yaml",
        "policies/language/zh-editor.yaml",
        "policies/language/zh-help.yaml",
        "policies/language/zh-packs.yaml",
        "policies/language/zh-terms.yaml",
        "policies/language/zh-workshop.yaml",
    ]
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
