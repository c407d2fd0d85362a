//! The files of an import, told apart by their content. In: names and bytes. Out: [`Reports`], the
//! rows of each, and the faults of files that cannot be read. Judges no number.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::diagnostic::{Diagnostic, Severity};
use crate::import::map::renamed;
use crate::import::{Import, ImportInput, ReadFile, start_of};
use crate::report::{
    ColumnMap, DateForm, DefectOrder, EncodingHint, PerformanceReport, PerformanceV1, ReportKind,
    SourceRows, Table, Ticket, WHOLE_MAX, cover_buyers, decode, looks_like, read_defects,
    read_fba_returns, read_feedback, read_finances, read_performance, read_performance_v1,
    read_returns, read_tickets, recognise,
};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Fulfilment, OrderId};

/// What the files hold.
#[derive(Default)]
pub(crate) struct Reports {
    /// Rows that tell of defects.
    pub(crate) rows: Vec<SourceRows>,
    /// All-orders reports.
    pub(crate) orders: Vec<OrdersFile>,
    /// Account health.
    pub(crate) health: Vec<(PerformanceReport, SourceId)>,
    /// Account health of older tools.
    pub(crate) health_v1: Vec<PerformanceV1>,
    /// Help-desk tickets.
    pub(crate) tickets: Vec<Ticket>,
    /// Columns with names of their own, and the fields that they are bound to.
    pub(crate) columns: BTreeMap<String, String>,
    /// Bound columns that one of the files has.
    pub(crate) bound_columns: BTreeSet<String>,
}

/// An all-orders report, which is read once the window is known.
pub(crate) struct OrdersFile {
    /// Its name as given.
    pub(crate) name: String,
    /// Its text; `None` where it is too large to be held.
    pub(crate) text: Option<String>,
    /// Its place.
    pub(crate) source: SourceId,
    /// What is known of its encoding.
    pub(crate) hint: EncodingHint,
}

impl Reports {
    /// Every order that some file or the case speaks of.
    pub(crate) fn named(&self, old: &[DefectOrder]) -> BTreeSet<OrderId> {
        let mut ids: BTreeSet<OrderId> = old.iter().map(|order| order.id.value.clone()).collect();
        for rows in &self.rows {
            match rows {
                SourceRows::Defects(list) => ids.extend(list.iter().map(|it| it.id.value.clone())),
                SourceRows::Feedback(list) => {
                    ids.extend(list.iter().map(|it| it.order.value.clone()));
                }
                SourceRows::Returns(list) => {
                    ids.extend(list.iter().map(|it| it.order.value.clone()));
                }
                SourceRows::Finances(list) => {
                    ids.extend(list.iter().map(|it| it.order.value.clone()));
                }
            }
        }
        ids
    }

    /// Who sent most of the orders that are listed.
    pub(crate) fn fulfilment(&self) -> Fulfilment {
        let listed = self.rows.iter().flat_map(|rows| match rows {
            SourceRows::Defects(orders) => orders.as_slice(),
            SourceRows::Feedback(_) | SourceRows::Returns(_) | SourceRows::Finances(_) => &[],
        });
        let (mut seller, mut amazon) = (0usize, 0usize);
        for order in listed {
            match order.fulfilment {
                Some(Fulfilment::Amazon) => amazon += 1,
                Some(Fulfilment::Seller) | None => seller += 1,
            }
        }
        if amazon > seller { Fulfilment::Amazon } else { Fulfilment::Seller }
    }
}

/// How many bytes tell what a file is.
const START: u64 = 64 << 10;

/// The largest report that is no all-orders report.
///
/// **Units**: bytes.
const OTHER_MAX: u64 = 64 << 20;

/// Reads all files; each that cannot be read is one fault.
pub(crate) fn read(
    input: &ImportInput<'_>,
    columns: &BTreeMap<String, String>,
    import: &mut Import,
) -> Reports {
    let mut reports = Reports { columns: columns.clone(), ..Reports::default() };
    for name in input.names {
        let mut reader = Reader { input, name, reports: &mut reports, import: &mut *import };
        if let Err(fault) = reader.file(columns) {
            import.diagnostics.push(*fault);
        }
    }
    reports
}

struct Reader<'r, 'i> {
    input: &'r ImportInput<'i>,
    name: &'r str,
    reports: &'r mut Reports,
    import: &'r mut Import,
}

impl Reader<'_, '_> {
    fn file(&mut self, columns: &BTreeMap<String, String>) -> Result<(), Box<Diagnostic>> {
        let Some(bytes) = self.bytes(columns)? else { return Ok(()) };
        let decoded = decode(&bytes, self.hint()).map_err(|not_text| {
            let place = start_of(self.import, self.name);
            Box::new(not_text.diagnostic(place))
        })?;
        let text = match renamed(&decoded.text, columns) {
            Some((text, found)) => {
                self.reports.bound_columns.extend(found);
                text
            }
            None => decoded.text,
        };
        // Messages show lines of the file: buyers are covered, all places stay as they are.
        let source = self.import.sources.add(self.name, cover_buyers(&text));
        // What was put together from two files may lack rows; a named encoding says it is right.
        let severity = match decoded.is_mixed {
            true => Severity::Error,
            false => Severity::Warning,
        };
        for note in &decoded.notes {
            let fault = Diagnostic::new("data-characters-lost", severity, note.clone())
                .at(Span::new(source, 0, 0), format!("read as {}", decoded.encoding))
                .help("export the report again, or name the encoding: `--encoding utf-8`");
            self.import.diagnostics.push(fault);
        }
        let kind = recognise(&text, source).map_err(|fault| self.bindable(*fault))?;
        let (rows, notes) = self.rows(kind, text, source);
        let (name, encoding) = (self.name.to_owned(), decoded.encoding);
        self.import.read.push(ReadFile { name, kind, encoding, rows, notes });
        Ok(())
    }

    /// The bytes of the file; `None` where it is an all-orders report that is read as a stream.
    fn bytes(
        &mut self,
        columns: &BTreeMap<String, String>,
    ) -> Result<Option<Vec<u8>>, Box<Diagnostic>> {
        let input = self.input;
        let opened = input.given.open(self.name);
        let mut file = opened.map_err(|error| self.refused(&error.reason(), error.help()))?;
        let mut bytes = Vec::new();
        let mut read = |bytes: &mut Vec<u8>, most: u64| {
            let read = file.input.by_ref().take(most).read_to_end(bytes);
            read.map_err(|error| format!("cannot be read to its end: {error}"))
        };
        let told = read(&mut bytes, START);
        told.map_err(|reason| self.refused(&reason, "copy the file to this machine first"))?;
        let is_large = file.size > WHOLE_MAX;
        if is_large && self.is_stream(&bytes, columns) {
            return Ok(None);
        }
        if file.size > OTHER_MAX {
            let (size, most) = (file.size >> 20, OTHER_MAX >> 20);
            let reason = format!("has {size} MB and is no all-orders report");
            let help = format!("other reports are read up to {most} MB: give a shorter period");
            return Err(self.refused(&reason, &help));
        }
        let mut read = |bytes: &mut Vec<u8>| file.input.by_ref().take(OTHER_MAX).read_to_end(bytes);
        let told = read(&mut bytes).map_err(|error| format!("cannot be read to its end: {error}"));
        told.map_err(|reason| self.refused(&reason, "copy the file to this machine first"))?;
        Ok(Some(bytes))
    }

    /// Keeps a large all-orders report for later, told by its beginning.
    fn is_stream(&mut self, start: &[u8], columns: &BTreeMap<String, String>) -> bool {
        // A character that the last byte cuts would look like another encoding.
        let lines = start.iter().rposition(|byte| *byte == b'\n').map_or(start.len(), |at| at + 1);
        let is_wide = start.contains(&0);
        let whole = start.get(..lines).filter(|_| !is_wide).unwrap_or(start);
        let Ok(decoded) = decode(whole, self.hint()) else { return false };
        let (text, found) = renamed(&decoded.text, columns).unwrap_or_default();
        let text = if found.is_empty() { &decoded.text } else { &text };
        if looks_like(text) != Some(ReportKind::AllOrders) {
            return false;
        }
        self.reports.bound_columns.extend(found);
        let source = self.import.sources.add(self.name, "");
        let (name, hint) = (self.name.to_owned(), self.hint());
        self.reports.orders.push(OrdersFile { name, text: None, source, hint });
        let (name, encoding) = (self.name.to_owned(), decoded.encoding);
        let kind = ReportKind::AllOrders;
        self.import.read.push(ReadFile { name, kind, encoding, rows: 0, notes: Vec::new() });
        true
    }

    fn refused(&mut self, reason: &str, help: &str) -> Box<Diagnostic> {
        let place = start_of(self.import, self.name);
        let fault = Diagnostic::error("data-not-readable", format!("`{}` {reason}", self.name));
        Box::new(fault.at(place, "this file").help(help))
    }

    fn hint(&self) -> EncodingHint {
        let japanese = match self.input.marketplace.code.as_str() {
            "jp" => EncodingHint::Japanese,
            _ => EncodingHint::Unknown,
        };
        self.input.encoding.unwrap_or(japanese)
    }

    /// A fault of a file that is no report, with the way to bind its columns.
    fn bindable(&self, fault: Diagnostic) -> Box<Diagnostic> {
        let is_table = fault.message.contains("columns");
        Box::new(match is_table {
            true => fault.help(
                "give the file as Amazon offers it, or say what its columns are: `--map \
                 COLUMN=order-id --map COLUMN=kind`",
            ),
            false => fault,
        })
    }

    /// Reads the rows of one file; how many there are, and what was unusual.
    fn rows(&mut self, kind: ReportKind, text: String, source: SourceId) -> (usize, Vec<String>) {
        let bound = ColumnMap::new();
        let form = DateForm::of_site(&self.input.marketplace.code);
        let reports = &mut *self.reports;
        let mut notes = Vec::new();
        let mut faults = Vec::new();
        let count = match kind {
            ReportKind::OrderDefects => {
                let list = taken(read_defects(&text, source), &mut faults);
                push(&mut reports.rows, list, SourceRows::Defects)
            }
            ReportKind::Feedback => {
                let list = taken(read_feedback(&text, source, form, &bound), &mut faults);
                push(&mut reports.rows, list, SourceRows::Feedback)
            }
            ReportKind::Returns => {
                let list = taken(read_returns(&text, source, &bound), &mut faults);
                push(&mut reports.rows, list, SourceRows::Returns)
            }
            ReportKind::FbaReturns => {
                let list = taken(read_fba_returns(&text, source, &bound), &mut faults);
                push(&mut reports.rows, list, SourceRows::Returns)
            }
            ReportKind::Finances => {
                let list = taken(read_finances(&text, source), &mut faults);
                push(&mut reports.rows, list, SourceRows::Finances)
            }
            ReportKind::Tickets => {
                let list = taken(read_tickets(&text, source, &bound), &mut faults);
                let count = list.len();
                reports.tickets.extend(list);
                count
            }
            ReportKind::AllOrders => {
                let count = Table::open(&text, source).count();
                let (name, hint) = (self.name.to_owned(), EncodingHint::Unknown);
                reports.orders.push(OrdersFile { name, text: Some(text), source, hint });
                count
            }
            ReportKind::Performance => {
                let report = taken(read_performance(&text, source), &mut faults);
                notes = said(&report.notes);
                let count = report.marketplaces.len();
                reports.health.push((report, source));
                count
            }
            ReportKind::PerformanceV1 => {
                let report = taken(read_performance_v1(&text, source), &mut faults);
                notes = said(&report.notes);
                let count = report.order_defects.len();
                reports.health_v1.push(report);
                count
            }
        };
        self.import.diagnostics.extend(first_error_only(faults));
        (count, notes)
    }
}

fn taken<T>(outcome: crate::diagnostic::Outcome<T>, faults: &mut Vec<Diagnostic>) -> T {
    faults.extend(outcome.diagnostics);
    outcome.value
}

fn push<T>(rows: &mut Vec<SourceRows>, list: Vec<T>, of: fn(Vec<T>) -> SourceRows) -> usize {
    let count = list.len();
    rows.push(of(list));
    count
}

fn said(notes: &[Spanned<String>]) -> Vec<String> {
    notes.iter().map(|note| note.value.clone()).collect()
}

/// One error a file: a wrong file has the same one on every line.
fn first_error_only(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
    let mut told = false;
    let mut kept: Vec<Diagnostic> = Vec::new();
    for mut fault in faults {
        let is_error = fault.severity == Severity::Error;
        if is_error && errors > 1 && !told {
            let more = format!(" ({} more like this in the file)", errors - 1);
            fault.message += &more;
        }
        if !is_error || !told {
            kept.push(fault);
        }
        told |= is_error;
    }
    kept
}
