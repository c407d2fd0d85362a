//! The packs and marketplaces that ship inside the executable. Adding a file is one line here; a
//! test compares the lists with the folders.

use std::borrow::Cow;

use crate::policy::load::PackFile;

/// A list of files of the repository with their texts.
macro_rules! files {
    ($($path:literal,)*) => {
        const {
            &[$(PackFile {
                path: Cow::Borrowed($path),
                text: Cow::Borrowed(include_str!(concat!("../../", $path))),
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

/// The list of what the language itself asks.
pub(crate) fn shipped_language() -> &'static str {
    include_str!("../../policies/language/rules.yaml")
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
