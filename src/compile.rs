//! Input to bundles: the phases in a row. A stand-in for the shell's own tests until the phases
//! exist: it reads the files that the case names and counts nothing.

use crate::case::{lower, read_project};
use crate::diagnostic::{Diagnostic, Severity, merge};
use crate::source::{Files, Sources, Spanned};
use crate::value::Date;

/// All that a compilation may know.
pub struct Input<'a> {
    /// Name of the `.poa` file to begin with.
    pub root: String,
    /// The case folder.
    pub files: &'a dyn Files,
    /// The day of the check.
    pub as_of: Date,
    /// The sites asked for; empty: all.
    pub sites: Vec<String>,
    /// Whether the bundle is to be sent: holes are refused.
    pub release: bool,
}

/// What a check found.
pub struct Compiled {
    /// Name of the case.
    pub case: String,
    /// The day of the check.
    pub as_of: Date,
    /// The texts that were read.
    pub sources: Sources,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How many faults an `allow` covers.
    pub allowed: usize,
    /// The numbers of each site.
    pub sites: Vec<SiteNumbers>,
}

/// The numbers of one site.
#[derive(Debug, Clone)]
pub struct SiteNumbers {
    /// `us`.
    pub code: String,
    /// Orders in the window.
    pub orders: u64,
    /// Orders with at least one defect.
    pub orders_with_defect: u64,
    /// Orders with an A-to-z claim.
    pub a_to_z: u64,
    /// Orders with a chargeback.
    pub chargeback: u64,
    /// Orders with negative feedback.
    pub negative_feedback: u64,
    /// The rate as printed: `1.62`.
    pub rate_percent: String,
    /// Whether the rate is below the threshold.
    pub passes: bool,
    /// Defect orders that a finding covers.
    pub covered: u64,
    /// Defect orders with direct evidence.
    pub direct: u64,
    /// Defect orders with process evidence.
    pub process: u64,
}

/// The files of one site, ready to be written.
pub struct SiteBundle {
    /// `us`.
    pub site: String,
    /// Relative path and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Pages of the plan.
    pub pages: usize,
}

/// What a rule asks and why.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The published name.
    pub name: String,
    /// The line of the mission it serves.
    pub row: String,
    /// `error`, `warning`, `advice` or `off`.
    pub level: String,
    /// The fault in one line.
    pub title: String,
    /// Why a reviewer refuses a plan with it.
    pub why: String,
    /// Who asks for it, one line each.
    pub source: Vec<String>,
    /// A piece of `.poa` on which it fires; empty where there is none.
    pub fires: String,
    /// A piece of `.poa` on which it stays silent; empty where there is none.
    pub silent: String,
}

/// Finds all faults of a case.
pub fn check(input: &Input<'_>) -> Compiled {
    let mut sources = Sources::default();
    let project = read_project(&input.root, input.files, &mut sources);
    let lowered = lower(&project.value, &sources);
    let case = lowered.value;
    let mut diagnostics = [project.diagnostics, lowered.diagnostics].concat();
    let reports = case.sites.iter().filter_map(|site| site.defects.as_ref());
    diagnostics.extend(reports.filter_map(|file| unreadable(input, file, "data-unreadable")));
    let exhibits = case.evidence.iter().filter_map(|evidence| evidence.file.as_ref());
    let missing = exhibits.filter_map(|file| unreadable(input, file, "evidence-file-missing"));
    diagnostics.extend(missing);
    let level = if input.release { Severity::Error } else { Severity::Advice };
    for todo in &case.todos {
        let fault = Diagnostic::new("todo-left", level, "a hole is left");
        diagnostics.push(fault.at(todo.span, "here"));
    }
    let asked = |code: &String| input.sites.is_empty() || input.sites.contains(code);
    let codes = case.sites.iter().map(|site| site.item.id.value.clone());
    let sites = codes.filter(asked).map(numbers).collect();
    let case = case.head.map(|head| head.item.id.value).unwrap_or_default();
    let diagnostics = merge(diagnostics);
    Compiled { case, as_of: input.as_of, sources, diagnostics, allowed: 0, sites }
}

/// Finds all faults and, where no error stands in the way, makes the bundle of each site.
pub fn build(input: &Input<'_>) -> (Compiled, Vec<SiteBundle>) {
    let compiled = check(input);
    if compiled.diagnostics.iter().any(|fault| fault.severity == Severity::Error) {
        return (compiled, Vec::new());
    }
    let bundle = |site: &SiteNumbers| SiteBundle {
        site: site.code.clone(),
        files: vec![
            ("plan.pdf".to_owned(), b"%PDF-1.7 stand-in\n".to_vec()),
            ("exhibits/Fig-1-example.txt".to_owned(), b"stand-in\n".to_vec()),
            ("manifest.json".to_owned(), b"{}\n".to_vec()),
        ],
        pages: 1,
    };
    let bundles = compiled.sites.iter().map(bundle).collect();
    (compiled, bundles)
}

/// What a rule asks; `None` for an unknown name.
pub fn explain(rule: &str) -> Option<Explanation> {
    rule_names().contains(&rule.to_owned()).then(|| Explanation {
        name: rule.to_owned(),
        row: "R20".to_owned(),
        level: "error".to_owned(),
        title: "a file that the case names is not there".to_owned(),
        why: "A reviewer cannot see what is not attached.".to_owned(),
        source: vec!["convention".to_owned()],
        fires: String::new(),
        silent: String::new(),
    })
}

/// The published names of all rules, sorted.
pub fn rule_names() -> Vec<String> {
    vec!["data-unreadable".to_owned(), "evidence-file-missing".to_owned(), "todo-left".to_owned()]
}

fn unreadable(input: &Input<'_>, file: &Spanned<String>, rule: &str) -> Option<Diagnostic> {
    let error = input.files.read(&file.value).err()?;
    let fault = Diagnostic::error(rule, format!("`{}` {}", file.value, error.reason()));
    Some(fault.at(file.span, "").help(error.help()))
}

fn numbers(code: String) -> SiteNumbers {
    SiteNumbers {
        code,
        orders: 100,
        orders_with_defect: 3,
        a_to_z: 2,
        chargeback: 0,
        negative_feedback: 1,
        rate_percent: "3.00".to_owned(),
        passes: false,
        covered: 3,
        direct: 3,
        process: 3,
    }
}
