//! The chain itself: read, lower, look, judge, compose, render, bundle.

use crate::case::Case;
use crate::check::contents::Contents;
use crate::check::{self, Given, SiteCase, exceptions};
use crate::compile::evidence::EvidenceFiles;
use crate::compile::make::{bundle_all, compose_all, numbers};
use crate::compile::memory::Memory;
use crate::compile::preview::{Shown, Tell, set_all};
use crate::compile::read::{is_of_misspelt_site, known_orders, read_case, read_sites};
use crate::compile::shipped::InForce;
use crate::compile::{Compiled, Input, SiteBundle, hidden, texts};
use crate::diagnostic::{Diagnostic, Severity, merge};
use crate::document::Document;
use crate::source::{Sources, Span};

/// Most faults that are told, the worst first: a person reads a dozen.
const FAULTS_MAX: usize = 2_000;

/// Finds all faults of a case.
pub fn check(input: &Input<'_>) -> Compiled {
    check_and_look(input, input.in_force(), &mut |_| ())
}

/// The same for somebody who checks again and again: the memory makes the next check of the same
/// files cheaper.
pub fn check_again(input: &Input<'_>, memory: &mut Memory) -> Compiled {
    run(input, input.in_force(), memory, &mut |_, _, _| ())
}

/// Finds all faults of a case, held against the given packs, and shows each site as it was seen.
pub fn check_and_look(
    input: &Input<'_>,
    packs: InForce<'_>,
    look: &mut dyn FnMut(&SiteCase<'_>),
) -> Compiled {
    run_and_look(input, packs, &mut Memory::default(), look, &mut |_, _, _| ())
}

/// Finds all faults, and makes a bundle for each site; none where an error stands in the way.
pub fn build(input: &Input<'_>) -> (Compiled, Vec<SiteBundle>) {
    build_again(input, &mut Memory::default(), &mut |_| ())
}

/// The same for somebody who builds again and again: what the check found is told before anything
/// is made, and the memory makes the next build of the same files cheaper.
pub fn build_again(
    input: &Input<'_>,
    memory: &mut Memory,
    tell: &mut dyn FnMut(&Compiled),
) -> (Compiled, Vec<SiteBundle>) {
    let mut bundles = Vec::new();
    let compiled = run(input, input.in_force(), memory, &mut |sites, files, compiled| {
        tell(compiled);
        if has_error(&compiled.diagnostics) {
            return;
        }
        let (made, more) = bundle_all(sites, files, &compiled.diagnostics);
        bundles = made;
        compiled.add(more);
    });
    if has_error(&compiled.diagnostics) {
        bundles.clear();
    }
    (compiled, bundles)
}

/// Finds all faults, and sets the pages of the sites shown that have no error of their own, in
/// their order. What is known is told at once: the faults before any page, then each site when its
/// pages are set. The memory makes the next preview of the same files cheaper.
pub fn preview(input: &Input<'_>, shown: &[String], memory: &mut Memory, tell: &mut Tell<'_>) {
    let mut pages = std::mem::take(&mut memory.pages);
    run(input, input.in_force(), memory, &mut |sites, files, compiled| {
        set_all(sites, files, compiled, &mut Shown { sites: shown, pages: &mut pages, tell });
    });
    memory.pages = pages;
}

/// Finds all faults, and composes the document of each site that has no error, without its pages.
pub fn documents(input: &Input<'_>) -> (Compiled, Vec<(String, Document)>) {
    let mut documents = Vec::new();
    let memory = &mut Memory::default();
    let compiled = run(input, InForce::default(), memory, &mut |sites, files, compiled| {
        let (made, more) = compose_all(sites, files, &compiled.diagnostics);
        documents = made;
        compiled.add(more);
    });
    (compiled, documents)
}

/// What follows the check: it may find more faults.
type Then<'t> = dyn FnMut(Vec<SiteCase<'_>>, &EvidenceFiles, &mut Compiled) + 't;

fn has_error(faults: &[Diagnostic]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// The chain: the memory makes the next run of the same files cheaper, `then` follows the check.
pub fn run(
    input: &Input<'_>,
    packs: InForce<'_>,
    memory: &mut Memory,
    then: &mut Then<'_>,
) -> Compiled {
    run_and_look(input, packs, memory, &mut |_| (), then)
}

/// The chain, which shows each site as it was seen before anything follows.
fn run_and_look(
    input: &Input<'_>,
    packs: InForce<'_>,
    memory: &mut Memory,
    look: &mut dyn FnMut(&SiteCase<'_>),
    then: &mut Then<'_>,
) -> Compiled {
    let mut sources = Sources::default();
    let (case, mut faults) = read_case(input, packs, &mut sources, memory);
    faults.extend(holes_left(&case, input.release));
    let (asked, more) = read_sites((input, &mut memory.readings), packs, &mut sources, &case);
    faults.extend(more);
    let files = EvidenceFiles::read(input, &case, memory);
    faults.extend(texts::check(&case, &sources));
    faults.extend(hidden::check(&case, &files));
    let contents = files.contents(&mut sources, memory);
    faults.extend(data_texts(&contents, &sources, memory));
    let leaving = files.leaving(&case);
    let known_orders = known_orders(&case, &asked);
    let given = asked.iter().map(|it| {
        let given = Given {
            case: &case,
            policy: it.policy,
            marketplace: it.marketplace,
            data: &it.data,
            exhibits: &files.facts,
            contents: &contents,
            leaving: &leaving,
            as_of: input.as_of,
            known_orders: known_orders.as_ref(),
        };
        (given, it.site)
    });
    let mut sites = check::see(&given.collect::<Vec<_>>());
    for site in &mut sites {
        if memory.is_stopped() {
            break;
        }
        faults.extend(check::check(site, &mut memory.checks));
    }
    for site in &sites {
        look(site);
    }
    faults.extend(check::across(&case, &asked.iter().map(|it| &it.data).collect::<Vec<_>>()));
    faults.retain(|fault| !is_of_misspelt_site(fault, &case, packs));
    let faults = check::names_once(faults);
    let judged = exceptions::apply(&case, faults, &packs.allowable(), input.as_of);
    let mut faults = wanted_only(input, judged.faults);
    faults.sort_by_key(|fault| fault.severity);
    faults.truncate(FAULTS_MAX);
    let faults = merge(faults);
    sites.retain(|site| is_wanted(input, site.code()));
    let numbers = sites.iter().map(numbers).collect();
    let head = case.head.as_ref();
    let mut compiled = Compiled {
        case: head.map(|head| head.item.id.value.clone()).unwrap_or_default(),
        as_of: input.as_of,
        sources,
        diagnostics: faults,
        allowed: judged.allowed,
        sites: numbers,
        own_words: input.packs.and_then(|packs| packs.words.clone()),
    };
    then(sites, &files, &mut compiled);
    compiled
}

impl Compiled {
    /// Adds faults that were found behind the check.
    pub(super) fn add(&mut self, more: Vec<Diagnostic>) {
        if more.is_empty() {
            return;
        }
        let all = [std::mem::take(&mut self.diagnostics), more].concat();
        self.diagnostics = merge(all);
    }
}

fn is_wanted(input: &Input<'_>, code: &str) -> bool {
    input.sites.is_empty() || input.sites.iter().any(|wanted| wanted == code)
}

/// All sites are checked, so that an exception for one is not called unused; only the faults of the
/// sites asked for are told.
fn wanted_only(input: &Input<'_>, mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.retain_mut(|fault| {
        let concerns_all = fault.sites.is_empty();
        fault.sites.retain(|code| is_wanted(input, code));
        concerns_all || !fault.sites.is_empty()
    });
    faults
}

/// R70: holes are refused in what is to be sent.
fn holes_left(case: &Case, release: bool) -> Vec<Diagnostic> {
    let severity = if release { Severity::Error } else { Severity::Warning };
    let hole = |todo: &crate::case::Todo| {
        let text = todo.text.as_ref().map_or("a hole", |text| text.value.as_str());
        Diagnostic::new("todo-left", severity, format!("still to be filled in: {text}"))
            .at(todo.span, "only a person knows this")
            .help("replace the `todo` line; a draft builds with it, under a watermark")
    };
    case.todos.iter().map(hole).collect()
}

/// Characters of data exhibits that no font has, at their place in the file.
fn data_texts(contents: &Contents, sources: &Sources, memory: &mut Memory) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (path, content) in contents {
        let Some(sheet) = content.sheet.as_ref().filter(|_| !memory.is_printable(path)) else {
            continue;
        };
        let span = Span::new(sheet.source, 0, sources.get(sheet.source).text.len());
        match texts::unprintable(span, sources) {
            Some(fault) => faults.push(fault),
            None => memory.note_printable(path),
        }
    }
    faults
}
