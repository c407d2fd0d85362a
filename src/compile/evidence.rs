//! Evidence files: their facts for the checks, their pictures and copies for the bundle. In: paths
//! that the case names. Out: [`Exhibits`] and [`PreparedExhibits`]. Reads each file once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::Case;
use crate::check::{ExhibitFault, Exhibits, SiteCase};
use crate::compile::Input;
use crate::compile::memory::Memory;
use crate::diagnostic::Diagnostic;
use crate::document::compose::{Prepared, PreparedExhibits};
use crate::document::{Align, Column, ExhibitContent, Inline, Table};
use crate::exhibit::{self, Facts, Format};
use crate::report::{EncodingHint, Table as DataTable, decode};
use crate::source::{Sources, Spanned};

/// Letters of the narrowest and the widest column of a data file, whose widths are shared by them.
const COLUMN_LETTERS: (usize, usize) = (8, 60);

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
    pub fn read(input: &Input<'_>, case: &Case, memory: &mut Memory) -> Self {
        let mut files = Self::default();
        for evidence in &case.evidence {
            for path in evidence.file.iter().chain(evidence.files.values()) {
                files.add(input, &path.value, memory);
            }
        }
        files
    }

    fn add(&mut self, input: &Input<'_>, path: &str, memory: &mut Memory) {
        if self.facts.contains_key(path) {
            return;
        }
        let facts = match input.files.read(path) {
            Ok(bytes) => {
                let facts = memory.exhibit(path, &bytes);
                self.bytes.insert(path.to_owned(), bytes);
                facts
            }
            Err(error) => Err(ExhibitFault::Missing(error.reason(), error.help())),
        };
        self.facts.insert(path.to_owned(), facts);
    }

    /// Text exhibits as tables, for the checks of their characters: path and decoded text.
    pub fn texts(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<(&str, String)> {
        let wanted = self.facts.iter().filter(|(path, _)| is_wanted(path));
        let found = wanted.filter_map(|(path, facts)| {
            let facts = facts.as_ref().ok()?;
            let is_text = matches!(facts.format, Format::Csv | Format::Text);
            let text = match &facts.sheet {
                Some(sheet) => sheet.to_string(),
                None => is_text.then(|| text(self.bytes.get(path)?)).flatten()?,
            };
            Some((path.as_str(), text))
        });
        found.collect()
    }

    /// Makes every cited exhibit of some sites ready to be printed, each file once.
    pub fn ready(&self, sites: &[SiteCase<'_>]) -> ReadyFiles {
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        for site in sites {
            paths.extend(cited(site).map(|(_, path)| path.value.as_str()));
        }
        let paths: Vec<&str> = paths.into_iter().collect();
        let mut ready = BTreeMap::new();
        std::thread::scope(|scope| {
            let share = paths.len().div_ceil(WORKERS).max(1);
            let shares = paths.chunks(share);
            let workers: Vec<_> =
                shares.map(|share| scope.spawn(move || self.ready_share(share))).collect();
            for worker in workers {
                ready.extend(worker.join().expect("decoders of foreign files are guarded"));
            }
        });
        ReadyFiles { ready }
    }

    fn ready_share(&self, paths: &[&str]) -> Vec<(String, Result<Prepared, exhibit::Fault>)> {
        let prepared = paths.iter().filter_map(|path| {
            let facts = self.facts.get(*path)?.as_ref().ok()?;
            let bytes = self.bytes.get(*path)?;
            Some(((*path).to_owned(), prepare(bytes, facts)))
        });
        prepared.collect()
    }
}

/// Workers that decode and encode pictures side by side; the result is the same for any number.
const WORKERS: usize = 4;

/// Exhibits ready to be printed, by the path of their file.
#[derive(Debug)]
pub struct ReadyFiles {
    ready: BTreeMap<String, Result<Prepared, exhibit::Fault>>,
}

impl ReadyFiles {
    /// The exhibits of one site by name.
    ///
    /// **Errors**: a fault for each file that turned out to be damaged.
    pub fn prepare(&self, site: &SiteCase<'_>) -> Result<PreparedExhibits, Vec<Diagnostic>> {
        let mut prepared = PreparedExhibits::new();
        let mut faults = Vec::new();
        for (name, path) in cited(site) {
            match self.ready.get(&path.value) {
                Some(Ok(ready)) => {
                    prepared.insert(name.to_owned(), ready.clone());
                }
                Some(Err(fault)) => faults.push(unfit(path, fault, site.code())),
                None => {}
            }
        }
        if faults.is_empty() { Ok(prepared) } else { Err(faults) }
    }
}

/// Names and files of the exhibits that a site's plan may cite.
fn cited<'s>(site: &'s SiteCase<'_>) -> impl Iterator<Item = (&'s str, &'s Spanned<String>)> {
    let by_kind = site.site.attaches.iter().any(|attach| attach.evidence.is_empty());
    let cited = move |name: &str| by_kind || site.cited.contains(name);
    site.evidence.iter().filter_map(move |evidence| {
        let name = evidence.item.id.value.as_str();
        Some((name, evidence.file_on(site.code())?)).filter(|_| cited(name))
    })
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
        true => match &facts.sheet {
            Some(sheet) => rows(sheet),
            None => rows(&text(bytes).unwrap_or_default()),
        },
    };
    Ok(Prepared {
        content,
        bytes: Arc::from(copy),
        extension: format.extension(),
        original_sha256: facts.sha256.clone(),
    })
}

fn text(bytes: &[u8]) -> Option<String> {
    decode(bytes, EncodingHint::Unknown).ok().map(|decoded| decoded.text)
}

/// The rows of a data file; a text without columns has one.
fn rows(text: &str) -> ExhibitContent {
    let mut sources = Sources::default();
    let source = sources.add("", text);
    let mut table = DataTable::open(text, source);
    let header: Vec<String> = table.header().cells().iter().map(|it| it.text.to_string()).collect();
    let mut widths: Vec<usize> = header.iter().map(|heading| heading.chars().count()).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut total = 0usize;
    for row in table.by_ref() {
        total += 1;
        if rows.len() < ROWS_PRINTED {
            let cells = (0..header.len()).map(|index| row.cell(index).text.to_string());
            let cells: Vec<String> = cells.collect();
            for (width, cell) in widths.iter_mut().zip(&cells) {
                *width = (*width).max(cell.chars().count());
            }
            rows.push(cells);
        }
    }
    let rest = (total > ROWS_PRINTED).then(|| {
        format!("The first {ROWS_PRINTED} of {total} rows; the file with all of them is attached.")
    });
    let columns = header.into_iter().zip(widths).map(|(heading, width)| Column {
        heading,
        weight: u32::try_from(width.clamp(COLUMN_LETTERS.0, COLUMN_LETTERS.1)).unwrap_or(1),
        align: Align::Start,
    });
    let columns = columns.collect();
    let inlines = |cells: Vec<String>| cells.into_iter().map(|text| vec![Inline::Text { text }]);
    let rows = rows.into_iter().map(|cells| inlines(cells).collect()).collect();
    ExhibitContent::Rows { table: Table { caption: None, columns, rows }, rest }
}
