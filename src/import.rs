//! Downloaded reports to data and a draft. In: the files of one site, the case they belong to (if
//! there is one), pack and marketplace. Out: [`Import`]: the files to write, what was read, what
//! changed. Writes nothing itself; where an error was found there is nothing to write.
//!
//! `read` tells the files apart, `numbers` finds window and orders, `gather` joins the defects,
//! `group` parts them, `data` and `draft` write them down, `edit` keeps an existing case and
//! `change` says what became different.

mod change;
mod data;
mod draft;
mod edit;
mod gather;
mod group;
mod map;
mod numbers;
mod read;
mod related;
mod week;

use std::collections::BTreeMap;

use crate::case::{Case, Orders, Site, lower, read_project};
use crate::diagnostic::{Diagnostic, Severity, merge};
use crate::import::edit::CaseText;
use crate::import::gather::Defects;
use crate::import::numbers::Numbers;
use crate::policy::{Marketplace, Policy};
use crate::report::{EncodingHint, ReportKind};
use crate::source::{Files, Sources, Span};
use crate::translate::Catalogue;
use crate::value::{Date, DefectKind, Fulfilment, Percent};

pub use group::ORDERS_MIN;
pub use map::{FIELDS, MAP_PATH};

/// All that an import may know.
pub struct ImportInput<'a> {
    /// Names of the files that were given.
    pub names: &'a [String],
    /// The files by these names.
    pub given: &'a dyn Files,
    /// Name of the case's `.poa` file; `None` where there is no case yet.
    pub root: Option<String>,
    /// Name of a case that is made.
    pub name: String,
    /// The case folder.
    pub folder: &'a dyn Files,
    /// The site that the files are from.
    pub marketplace: &'a Marketplace,
    /// What it asks.
    pub policy: &'a Policy,
    /// The encoding that the user named.
    pub encoding: Option<EncodingHint>,
    /// Columns that the user bound: column and field.
    pub bound: Vec<(String, String)>,
    /// The day of the import.
    pub as_of: Date,
    /// The language of a draft's notes; `None` for English.
    pub catalogue: Option<&'a Catalogue>,
}

/// What an import found.
#[derive(Debug)]
pub struct Import {
    /// Name of the case.
    pub case: String,
    /// Path in the case folder and text of each file to write; empty where an error was found.
    pub files: Vec<(String, String)>,
    /// The files that were read.
    pub read: Vec<ReadFile>,
    /// What is new in the case, one line each.
    pub changes: Vec<String>,
    /// The texts that were read.
    pub sources: Sources,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The numbers of the site; `None` where an error was found.
    pub numbers: Option<ImportNumbers>,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Its name as given.
    pub name: String,
    /// What it is.
    pub kind: ReportKind,
    /// `utf-8`, `cp932`, …
    pub encoding: &'static str,
    /// Entries that were read.
    pub rows: usize,
    /// What was unusual in it.
    pub notes: Vec<String>,
}

/// What the site stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportNumbers {
    /// First and last day of the window.
    pub window: (Date, Date),
    /// Whether the window was printed on a report, and not put together from the orders.
    pub window_is_known: bool,
    /// Orders in the window, where a report tells them.
    pub orders: Option<u64>,
    /// The rate for showing, told apart from the threshold.
    pub rate: Option<Percent>,
    /// Orders with at least one defect.
    pub orders_with_defect: u64,
    /// Orders of each kind of defect.
    pub kinds: BTreeMap<DefectKind, u64>,
}

/// Reads the files of one site and writes down what they say.
pub fn import(input: &ImportInput<'_>) -> Import {
    let mut work = Work {
        input,
        import: Import {
            case: input.name.clone(),
            files: Vec::new(),
            read: Vec::new(),
            changes: Vec::new(),
            sources: Sources::default(),
            diagnostics: Vec::new(),
            numbers: None,
        },
    };
    work.run();
    let mut import = work.import;
    import.diagnostics = merge(import.diagnostics);
    if has_error(&import.diagnostics) {
        import.files.clear();
        import.changes.clear();
        import.numbers = None;
    }
    import
}

fn has_error(faults: &[Diagnostic]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// The import so far.
struct Work<'a> {
    input: &'a ImportInput<'a>,
    import: Import,
}

/// The case as it stands before the import.
struct Known {
    text: Option<CaseText>,
    case: Case,
}

impl Known {
    fn site(&self, code: &str) -> Option<&Site> {
        self.case.sites.iter().find(|site| site.item.id.value == code)
    }

    fn fulfilment(&self) -> Option<Fulfilment> {
        Some(self.case.head.as_ref()?.fulfilment.as_ref()?.value)
    }
}

impl Work<'_> {
    fn code(&self) -> &str {
        &self.input.marketplace.code
    }

    /// Each step only where the ones before it found no error.
    fn run(&mut self) -> Option<()> {
        let known = self.known_case();
        self.stop_at_error()?;
        let bound = map::bindings(self.input, &mut self.import);
        self.stop_at_error()?;
        let reports = read::read(self.input, &bound.columns, &mut self.import);
        bound.unused(&reports.bound_columns, &mut self.import);
        self.stop_at_error()?;
        let fulfilment = known.fulfilment().unwrap_or_else(|| reports.fulfilment());
        let old = gather::old_rows(self.input, known.site(self.code()), &mut self.import);
        let numbers = Numbers::find(
            self.input,
            &reports,
            numbers::Asked { fulfilment, site: known.site(self.code()), old: &old },
            &mut self.import,
        );
        self.stop_at_error()?;
        let numbers = numbers?;
        let defects = gather::unite(reports, old, &numbers, &mut self.import);
        self.stop_at_error()?;
        let defects = defects?;
        gather::check_sites(self.input, &known.case, &defects, &mut self.import);
        self.stop_at_error()?;
        self.write(&known, &numbers, &defects);
        if let Some(text) = bound.file {
            self.import.files.push((MAP_PATH.to_owned(), text));
        }
        Some(())
    }

    fn stop_at_error(&self) -> Option<()> {
        (!has_error(&self.import.diagnostics)).then_some(())
    }

    /// Reads the case that the import goes into.
    fn known_case(&mut self) -> Known {
        let Some(root) = &self.input.root else {
            return Known { text: None, case: Case::default() };
        };
        let sources = &mut self.import.sources;
        let project = read_project(root, self.input.folder, sources);
        let lowered = lower(&project.value, sources);
        let faults = [project.diagnostics, lowered.diagnostics].concat();
        let is_form = |fault: &&Diagnostic| {
            fault.severity == Severity::Error && FORM_RULES.contains(&fault.rule.as_str())
        };
        let broken = faults.iter().find(is_form).cloned();
        let damaged = broken.map(|fault| fault.help(FIRST_MEND));
        self.import.diagnostics.extend(damaged);
        if let Some(head) = &lowered.value.head {
            self.import.case = head.item.id.value.clone();
        }
        Known { text: Some(CaseText::new(project.value, root)), case: lowered.value }
    }

    fn write(&mut self, known: &Known, numbers: &Numbers, defects: &Defects) {
        let code = self.code().to_owned();
        let path = data::path(&code);
        self.import.files.push((path, data::text(&defects.orders, defects)));
        self.import.files.extend(numbers.kept.iter().cloned());
        match (&known.text, known.site(&code)) {
            (Some(text), Some(site)) => {
                let edited = text.update(site, (&code, numbers), &self.import.sources);
                self.import.files.extend(edited);
                self.import.changes = change::lines((&known.case, site), numbers, defects);
            }
            (Some(text), None) => {
                let draft = draft::Draft { input: self.input, numbers, defects };
                let added = draft.site_of(&known.case);
                self.import.files.extend(text.add(&added, &self.import.sources));
                self.import.changes = vec![format!("{code}: a new site")];
            }
            (None, _) => {
                let draft = draft::Draft { input: self.input, numbers, defects };
                self.import.files.push((draft::ROOT.to_owned(), draft.case()));
                self.import.changes = vec![format!("{code}: a new case")];
            }
        }
        let with_defect = defects.orders.len() as u64;
        let threshold = self.input.policy.value("threshold_percent", self.input.as_of);
        let threshold = threshold.and_then(|percent| percent.as_u64());
        let rate = |orders| match threshold {
            Some(threshold) => Percent::beside(threshold, with_defect, orders),
            None => Percent::of(with_defect, orders),
        };
        self.import.numbers = Some(ImportNumbers {
            rate: numbers.orders.and_then(rate),
            window: (numbers.window.from(), numbers.window.to()),
            window_is_known: numbers.window_is_known,
            orders: numbers.orders,
            orders_with_defect: with_defect,
            kinds: DefectKind::ALL.into_iter().map(|kind| (kind, defects.count(kind))).collect(),
        });
    }
}

/// Faults after which a text cannot be edited safely.
const FORM_RULES: &[&str] = &[
    "syntax-error",
    "text-not-closed",
    "block-not-closed",
    "brace-too-many",
    "use-unreadable",
    "use-cycle",
    "duplicate-word",
];

const FIRST_MEND: &str = "mend this first: an import edits the case only where all of it is read";

/// The beginning of a file, for faults of it as a whole.
fn start_of(import: &mut Import, name: &str) -> Span {
    let source = import.sources.find(name);
    let source = source.unwrap_or_else(|| import.sources.add(name, ""));
    Span::new(source, 0, 0)
}

/// The orders of a site block as a number; `None` where a file tells them.
fn typed_orders(site: &Site) -> Option<u64> {
    match site.orders.as_ref()? {
        Orders::Count(count) => Some(count.value),
        Orders::File(_) => None,
    }
}
