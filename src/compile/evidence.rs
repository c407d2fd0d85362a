//! Evidence files: their facts for the checks, their pictures and copies for the bundle. In: paths
//! that the case names. Out: [`Exhibits`] and [`PreparedExhibits`]. Reads each file once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::case::Case;
use crate::check::{ExhibitFault, Exhibits, SiteCase};
use crate::compile::Input;
use crate::diagnostic::Diagnostic;
use crate::document::compose::{Prepared, PreparedExhibits};
use crate::document::{Align, Column, ExhibitContent, Inline, Table};
use crate::exhibit::{self, Facts, Format};
use crate::report::{EncodingHint, Table as DataTable, decode};
use crate::source::{Sources, Spanned};

/// Most rows of a data file that are printed; the whole file is in the bundle.
const ROWS_PRINTED: usize = 200;

/// Bytes and facts of all evidence files of a case.
#[derive(Debug, Default)]
pub struct EvidenceFiles {
    /// What the checks may know, by path.
    pub facts: Exhibits,
    bytes: BTreeMap<String, Arc<[u8]>>,
}

impl EvidenceFiles {
    /// Reads every evidence file of the case.
    pub fn read(input: &Input<'_>, case: &Case) -> Self {
        let mut files = Self::default();
        for evidence in &case.evidence {
            for path in evidence.file.iter().chain(evidence.files.values()) {
                files.add(input, &path.value);
            }
        }
        files
    }

    fn add(&mut self, input: &Input<'_>, path: &str) {
        if self.facts.contains_key(path) {
            return;
        }
        let facts = match input.files.read(path) {
            Ok(bytes) => {
                let facts = exhibit::read(path, &bytes).map_err(ExhibitFault::Unfit);
                self.bytes.insert(path.to_owned(), bytes);
                facts
            }
            Err(error) => Err(ExhibitFault::Missing(error.reason(), error.help())),
        };
        self.facts.insert(path.to_owned(), facts);
    }

    /// Text exhibits as tables, for the checks of their characters: path and decoded text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, String)> {
        self.facts.iter().filter_map(|(path, facts)| {
            let facts = facts.as_ref().ok()?;
            let is_text = matches!(facts.format, Format::Csv | Format::Text);
            let text = is_text.then(|| text(self.bytes.get(path)?)).flatten()?;
            Some((path.as_str(), text))
        })
    }

    /// Makes the cited exhibits of a site ready to be printed.
    pub fn prepare(&self, site: &SiteCase<'_>) -> Result<PreparedExhibits, Vec<Diagnostic>> {
        let mut prepared = PreparedExhibits::new();
        let mut faults = Vec::new();
        for evidence in &site.evidence {
            let Some(path) = evidence.file_on(site.code()) else { continue };
            match self.prepare_one(path) {
                Some(Ok(ready)) => {
                    prepared.insert(evidence.item.id.value.clone(), ready);
                }
                Some(Err(fault)) => faults.push(unfit(path, &fault, site.code())),
                None => {}
            }
        }
        if faults.is_empty() { Ok(prepared) } else { Err(faults) }
    }

    fn prepare_one(&self, path: &Spanned<String>) -> Option<Result<Prepared, exhibit::Fault>> {
        let facts = self.facts.get(&path.value)?.as_ref().ok()?;
        let bytes = self.bytes.get(&path.value)?;
        Some(prepare(bytes, facts))
    }
}

fn unfit(path: &Spanned<String>, fault: &exhibit::Fault, site: &str) -> Diagnostic {
    let message = format!("`{}` cannot be an exhibit: {}", path.value, fault.message);
    let mut fault = Diagnostic::error("evidence-file-unfit", message)
        .at(path.span, "this file")
        .help(fault.help.clone());
    fault.sites.insert(site.to_owned());
    fault
}

fn prepare(bytes: &[u8], facts: &Facts) -> Result<Prepared, exhibit::Fault> {
    let (copy, format) = exhibit::outgoing(bytes, facts)?;
    let pictures = exhibit::pictures(bytes, facts)?;
    let content = match pictures.is_empty() {
        false => ExhibitContent::Pictures { pictures },
        true => rows(bytes),
    };
    Ok(Prepared {
        content,
        bytes: copy,
        extension: format.extension(),
        original_sha256: facts.sha256.clone(),
    })
}

fn text(bytes: &[u8]) -> Option<String> {
    decode(bytes, EncodingHint::Unknown).ok().map(|decoded| decoded.text)
}

/// The rows of a data file; a text without columns has one.
fn rows(bytes: &[u8]) -> ExhibitContent {
    let text = text(bytes).unwrap_or_default();
    let mut sources = Sources::default();
    let source = sources.add("", text.as_str());
    let mut table = DataTable::open(&text, source);
    let header: Vec<String> = table.header().cells().iter().map(|it| it.text.to_string()).collect();
    let columns: Vec<Column> = header
        .iter()
        .map(|heading| Column { heading: heading.clone(), weight: 1, align: Align::Start })
        .collect();
    let mut rows = Vec::new();
    let mut total = 0usize;
    for row in table.by_ref() {
        total += 1;
        if rows.len() < ROWS_PRINTED {
            let cell = |index: usize| vec![Inline::Text { text: row.cell(index).text.to_string() }];
            rows.push((0..columns.len()).map(cell).collect());
        }
    }
    let rest = (total > ROWS_PRINTED).then(|| {
        format!("The first {ROWS_PRINTED} of {total} rows; the file with all of them is attached.")
    });
    ExhibitContent::Rows { table: Table { caption: None, columns, rows }, rest }
}
