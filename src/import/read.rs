//! The files of an import, told apart by their content. In: names and bytes. Out: [`Reports`], the
//! rows of each, and the faults of files that cannot be read. Judges no number.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::import::map::renamed;
use crate::import::{Import, ImportInput, ReadFile};
use crate::report::{
    ColumnMap, DateForm, EncodingHint, PerformanceReport, PerformanceV1, ReportKind, SourceRows,
    Table, Ticket, cover_buyers, decode, read_defects, read_fba_returns, read_feedback,
    read_finances, read_performance, read_performance_v1, read_returns, read_tickets, recognise,
};
use crate::source::{SourceId, Span, Spanned};
use crate::value::Fulfilment;

/// What the files hold.
#[derive(Default)]
pub(crate) struct Reports {
    /// Rows that tell of defects.
    pub(crate) rows: Vec<SourceRows>,
    /// All-orders reports: their text and place.
    pub(crate) orders: Vec<(String, SourceId)>,
    /// Account health.
    pub(crate) health: Vec<(PerformanceReport, SourceId)>,
    /// Account health of older tools.
    pub(crate) health_v1: Vec<PerformanceV1>,
    /// Help-desk tickets.
    pub(crate) tickets: Vec<Ticket>,
    /// Bound columns that one of the files has.
    pub(crate) bound_columns: BTreeSet<String>,
}

impl Reports {
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

/// Reads all files; each that cannot be read is one fault.
pub(crate) fn read(
    input: &ImportInput<'_>,
    columns: &BTreeMap<String, String>,
    import: &mut Import,
) -> Reports {
    let mut reports = Reports::default();
    for (name, bytes) in input.files {
        let mut reader = Reader { input, name, reports: &mut reports, import: &mut *import };
        if let Err(fault) = reader.file(bytes, columns) {
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
    fn file(
        &mut self,
        bytes: &[u8],
        columns: &BTreeMap<String, String>,
    ) -> Result<(), Box<Diagnostic>> {
        let decoded = match decode(bytes, self.hint()) {
            Ok(decoded) => decoded,
            Err(not_text) => {
                let source = self.import.sources.add(self.name, "");
                return Err(Box::new(not_text.diagnostic(Span::new(source, 0, 0))));
            }
        };
        let text = match renamed(&decoded.text, columns) {
            Some((text, found)) => {
                self.reports.bound_columns.extend(found);
                text
            }
            None => decoded.text,
        };
        // Messages show lines of the file: buyers are covered, all places stay as they are.
        let source = self.import.sources.add(self.name, cover_buyers(&text));
        for note in &decoded.notes {
            let fault = Diagnostic::warning("data-characters-lost", note.clone())
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
                reports.orders.push((text, source));
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
