//! Trees to [`Case`]. In: the trees of all files of a case. Out: its items, typed, with every fault
//! of words, arguments and names. Cannot fail: what was not understood is left out.

use std::collections::BTreeSet;

use crate::case::entry::{Entry, Reader};
use crate::case::items::{
    Action, ActionKind, Allow, Attach, Case, CaseHead, Disclose, Dispute, Evidence, Fact, Finding,
    Followup, Hidden, Item, Orders, Person, Related, Remedy, Request, Site, Submission, Target,
    Todo, Verify,
};
use crate::case::names;
use crate::case::project::Project;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{Sources, Span, Spanned};
use crate::syntax::vocabulary::{Place, Space, words_within};
use crate::value::Fulfilment;

/// Most items of one case, and most faults of its text that are told.
const ITEMS_MAX: usize = 2_000;
const FAULTS_MAX: usize = 500;

/// Lowers all files of a project into one case.
pub fn lower(project: &Project, sources: &Sources) -> Outcome<Case> {
    let mut reader = Reader {
        sources,
        diagnostics: Vec::new(),
        lost_names: BTreeSet::new(),
        mentioned: BTreeSet::new(),
        is_open: false,
    };
    let mut case = Case::default();
    let mut items = 0;
    for tree in &project.trees {
        let body = reader.body(&tree.statements(), Place::File);
        case.lost.extend(body.lost.iter().copied());
        for entry in &body.entries {
            items += 1;
            if items == ITEMS_MAX {
                reader.diagnostics.push(too_many(entry));
            }
            if items >= ITEMS_MAX {
                case.lost.extend(words_within(Place::File).map(|word| word.name));
                break;
            }
            if add(&mut case, entry).is_none() {
                case.lost.insert(entry.word.name);
            }
            todos(&mut case, entry);
        }
    }
    if project.lacks_files {
        case.lost.extend(words_within(Place::File).map(|word| word.name));
    }
    case.lost_names = reader.lost_names;
    case.mentioned = reader.mentioned;
    let mut diagnostics = reader.diagnostics;
    diagnostics.extend(case_missing(&case, project));
    let names = names::check(&case, project);
    diagnostics.extend(names.diagnostics);
    case.meant = names.value;
    cut(&mut diagnostics);
    Outcome::new(case, diagnostics)
}

fn too_many(entry: &Entry) -> Diagnostic {
    Diagnostic::error("syntax-error", format!("the case has more than {ITEMS_MAX} items"))
        .at(entry.head, "not read from here on")
        .help("a case is one enforcement event: leave out what the plan does not need")
}

/// Keeps a number of faults that a person can read, and says how many more there are.
fn cut(faults: &mut Vec<Diagnostic>) {
    let more = faults.split_off(faults.len().min(FAULTS_MAX));
    let (Some(first), Some(worst)) = (more.first(), more.iter().map(|it| it.severity).min()) else {
        return;
    };
    let message = format!("{} more faults are not listed", more.len());
    let mut fault = Diagnostic::new("syntax-error", worst, message);
    fault.labels = first.labels.iter().filter(|label| label.primary).cloned().collect();
    faults.push(fault.help("mend the first ones and check again"));
}

/// Adds an item; `None` where its head could not be read.
fn add(case: &mut Case, entry: &Entry) -> Option<()> {
    match entry.word.name {
        "case" => case.head = case.head.take().or(Some(head(entry)?)),
        "site" => case.sites.push(site(entry)?),
        "person" => case.people.push(person(entry)?),
        "submission" => case.submissions.push(submission(entry)?),
        "finding" => case.findings.push(finding(entry)?),
        "evidence" => case.evidence.push(evidence(entry)?),
        "action" => case.actions.push(action(entry)?),
        "remedy" => case.remedies.push(remedy(entry)?),
        "dispute" => case.disputes.push(dispute(entry)?),
        "related" => case.related.push(related(entry)?),
        "followup" => case.followups.push(followup(entry)),
        "allow" => case.allows.push(allow(entry)?),
        // `use` has been followed already; `todo` is gathered from every depth.
        _ => {}
    }
    Some(())
}

fn case_missing(case: &Case, project: &Project) -> Option<Diagnostic> {
    if case.head.is_some() || case.has_lost("case") {
        return None;
    }
    let source = project.trees.first()?.source;
    let fault = Diagnostic::error("case-missing", "no file of this case has a `case` item");
    let help =
        "begin with `case NAME { seller \"…\"; trigger …; fulfilment …; noticed …; submit … }`";
    Some(fault.at(Span::new(source, 0, 0), "it belongs here").help(help))
}

/// Holes may stand in the file or in any block.
fn todos(case: &mut Case, entry: &Entry) {
    if entry.word.name == "todo" {
        case.todos.push(Todo { text: entry.text(), span: entry.head });
    }
    entry.body.entries.iter().for_each(|inner| todos(case, inner));
}

fn item(entry: &Entry) -> Option<Item> {
    Some(entry.item(entry.def()?))
}

fn head(entry: &Entry) -> Option<CaseHead> {
    let body = &entry.body;
    let fulfilment = body.one("fulfilment").and_then(Entry::choice).map(|choice| {
        let value = match choice.value == "amazon" {
            true => Fulfilment::Amazon,
            false => Fulfilment::Seller,
        };
        Spanned::new(value, choice.span)
    });
    Some(CaseHead {
        item: item(entry)?,
        seller: body.text("seller"),
        trigger: body.one("trigger").and_then(Entry::open),
        fulfilment,
        category: body.one("category").and_then(Entry::open),
        noticed: body.date("noticed"),
        submit: body.date("submit"),
    })
}

fn site(entry: &Entry) -> Option<Site> {
    let body = &entry.body;
    let orders = body.one("orders").and_then(|entry| {
        let count = entry.whole().map(Orders::Count);
        count.or(entry.file().map(Orders::File))
    });
    let attach = |entry: &Entry| {
        let evidence = entry.names(Space::Evidence);
        Some(Attach { name: entry.open()?, evidence, head: entry.head })
    };
    let disclose = |entry: &Entry| {
        let fact = |(name, value): &(Spanned<String>, crate::case::Value)| Fact {
            name: name.clone(),
            value: value.clone(),
        };
        let facts = entry.facts.read.iter().map(fact).collect();
        let (unread, is_cut) = (entry.facts.unread.clone(), entry.facts.is_cut);
        Some(Disclose { name: entry.open()?, head: entry.head, facts, unread, is_cut })
    };
    Some(Site {
        item: Item { on: Vec::new(), ..item(entry)? },
        window: body.range("window"),
        orders,
        defects: body.one("defects").and_then(Entry::file),
        ships_to: body.many("ships-to").filter_map(Entry::open).collect(),
        reports: body.many("report").filter_map(Entry::file).collect(),
        opened: body.date("opened"),
        attaches: body.many("attach").filter_map(attach).collect(),
        discloses: body.many("disclose").filter_map(disclose).collect(),
        language: body.one("language").and_then(Entry::language),
    })
}

fn person(entry: &Entry) -> Option<Person> {
    let body = &entry.body;
    Some(Person { item: item(entry)?, name: body.text("name"), role: body.text("role") })
}

fn submission(entry: &Entry) -> Option<Submission> {
    let body = &entry.body;
    let asked = body.many("asked");
    let request = |entry: &Entry| Some(Request { id: entry.def()?, text: entry.text() });
    Some(Submission {
        item: item(entry)?,
        sent: body.date("sent"),
        rejected: body.date("rejected"),
        asked: asked.filter_map(request).collect(),
        plan: body.one("plan").and_then(Entry::file),
        texts: body.proses("text"),
    })
}

fn finding(entry: &Entry) -> Option<Finding> {
    let body = &entry.body;
    Some(Finding {
        item: item(entry)?,
        cause: body.one("cause").and_then(Entry::open),
        issue: body.one("issue").and_then(Entry::open),
        covers: body.one("covers").and_then(Entry::selector),
        texts: body.proses("text"),
        whys: body.proses("why"),
        missed: body.proses("missed"),
        proof: body.names("proof", Space::Evidence),
    })
}

fn evidence(entry: &Entry) -> Option<Evidence> {
    let body = &entry.body;
    let file_of = |entry: &Entry| {
        let site = entry.names(Space::Site).into_iter().next()?;
        Some((site.value, entry.file()?))
    };
    Some(Evidence {
        item: item(entry)?,
        file: entry.file(),
        files: body.many("on").filter_map(file_of).collect(),
        titles: body.localised("title"),
        kind: body.one("kind").and_then(Entry::open),
        speaks_for: body.names("for", Space::Finding),
        captured: body.range("captured"),
        language: body.one("language").and_then(Entry::language),
        alt: body.text("alt"),
        measure: body.one("measure").and_then(Entry::formula),
        is_screenshot: body.one("screenshot").is_some(),
        hides: body
            .many("hide")
            .filter_map(|hide| Some(Hidden { what: hide.choice()?, text: hide.text()? }))
            .collect(),
    })
}

fn action(entry: &Entry) -> Option<Action> {
    let body = &entry.body;
    let choice = entry.choice()?;
    let kind = match choice.value.as_str() {
        "contain" => ActionKind::Contain,
        "correct" => ActionKind::Correct,
        _ => ActionKind::Prevent,
    };
    let fixes = body.one("fixes").and_then(Entry::findings).unwrap_or_default();
    let promise = body.one("will").and_then(|will| Some((will.prose()?, will.date()?)));
    let owner = body.one("owner").map(|owner| owner.names(Space::Person)).unwrap_or_default();
    Some(Action {
        item: item(entry)?,
        kind: Spanned::new(kind, choice.span),
        fixes: fixes.into_iter().map(target).collect(),
        answers: body.names("answers", Space::Request),
        did: body.proses("did"),
        will: promise,
        owner: owner.into_iter().next(),
        done: body.range("done"),
        since: body.date("since"),
        every: body.one("every").and_then(Entry::duration),
        proof: body.names("proof", Space::Evidence),
        verify: body.one("verify").and_then(verify),
    })
}

/// `finding` or `finding.missed`
fn target(name: Spanned<String>) -> Target {
    match name.value.strip_suffix(".missed") {
        Some(finding) => {
            Target { finding: Spanned::new(finding.to_owned(), name.span), missed: true }
        }
        None => Target { finding: name, missed: false },
    }
}

fn verify(entry: &Entry) -> Option<Verify> {
    let body = &entry.body;
    let verifier = entry.names(Space::Person).into_iter().next()?;
    let measure = body.one("measure");
    let formula = measure.and_then(Entry::formula);
    let words = formula.as_ref().map(|it| Spanned::new(it.to_string(), it.span));
    let data = measure.and_then(|it| it.names(Space::Evidence).into_iter().next());
    let mut proof = body.names("proof", Space::Evidence);
    let is_new = |name: &&Spanned<String>| proof.iter().all(|known| known.value != name.value);
    let more = data.as_ref().filter(is_new).cloned();
    proof.extend(more);
    Some(Verify {
        item: entry.item(verifier),
        measure: body.text("measure").or(words),
        formula,
        data,
        expect: body.one("expect").and_then(Entry::comparison),
        was: body.one("was").and_then(Entry::reading),
        now: body.one("now").and_then(Entry::reading),
        proof,
    })
}

fn remedy(entry: &Entry) -> Option<Remedy> {
    let body = &entry.body;
    Some(Remedy {
        item: item(entry)?,
        findings: entry.names(Space::Finding),
        gave: body.one("gave").and_then(Entry::choice),
        done: body.range("done"),
        texts: body.proses("text"),
        proof: body.names("proof", Space::Evidence),
    })
}

fn dispute(entry: &Entry) -> Option<Dispute> {
    let body = &entry.body;
    let orders = body.one("orders").and_then(|entry| {
        entry.values.iter().find_map(|value| match value {
            crate::case::Value::Orders(orders) => Some(orders.clone()),
            _ => None,
        })
    });
    Some(Dispute {
        item: item(entry)?,
        orders: orders.unwrap_or_default(),
        reason: body.text("reason"),
        proof: body.names("proof", Space::Evidence),
    })
}

fn related(entry: &Entry) -> Option<Related> {
    let body = &entry.body;
    Some(Related {
        item: entry.item(entry.open()?),
        stands: body.one("stands").and_then(Entry::reading),
        texts: body.proses("text"),
        proof: body.names("proof", Space::Evidence),
    })
}

fn followup(entry: &Entry) -> Followup {
    let date = entry.date();
    let name = date.as_ref().map_or(String::new(), |date| date.value.to_string());
    let id = Spanned::new(name, date.as_ref().map_or(entry.word_span, |date| date.span));
    Followup { item: entry.item(id), date, measure: entry.body.names("measure", Space::Action) }
}

fn allow(entry: &Entry) -> Option<Allow> {
    Some(Allow { item: entry.item(entry.open()?), because: entry.text(), until: entry.date() })
}
