//! Names and what they lead to. In: a case. Out: a fault for each name that is defined twice, leads
//! nowhere or is never used. One namespace for each kind of thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::items::{Action, Case, Item, Meant};
use crate::case::project::Project;
use crate::case::prose::{Mark, Prose};
use crate::diagnostic::{Diagnostic, FixSafety, Outcome};
use crate::source::{Span, Spanned};
use crate::suggest;
use crate::syntax::vocabulary::Space;

/// How many places of one name that leads nowhere are labelled.
const LABELS_MAX: usize = 20;

/// Known names of each space, with the place of their definition.
type Known = BTreeMap<Space, BTreeMap<String, Span>>;

/// Checks every name of a case. What may be in a file or item that could not be read is not
/// reported again.
pub fn check(case: &Case, project: &Project) -> Outcome<Meant> {
    let mut diagnostics = Vec::new();
    let known = define(case, &mut diagnostics);
    let lost_names = &case.lost_names;
    let mut names = Names {
        known,
        lost_names,
        used: BTreeSet::new(),
        meant: Meant::default(),
        unknown: BTreeMap::new(),
        diagnostics,
    };
    names.items(case);
    names.prose(case);
    if project.lacks_files || case.has_lost("use") {
        names.diagnostics.retain(|fault| fault.rule != "unknown-name");
        return Outcome::new(names.meant, names.diagnostics);
    }
    names.unused_people(case);
    Outcome::new(names.meant, names.diagnostics)
}

/// Gathers definitions and reports those that stand twice.
fn define(case: &Case, diagnostics: &mut Vec<Diagnostic>) -> Known {
    let mut known = Known::new();
    let mut add = |space: Space, id: &Spanned<String>| {
        let names = known.entry(space).or_default();
        if let Some(first) = names.get(&id.value) {
            let message = format!("two {} are called `{}`", space.plural(), id.value);
            diagnostics.push(
                Diagnostic::error("duplicate-name", message)
                    .at(id.span, "the second one")
                    .also(*first, "the first one")
                    .help("give one of them another name"),
            );
        } else {
            names.insert(id.value.clone(), id.span);
        }
    };
    case.sites.iter().for_each(|site| add(Space::Site, &site.item.id));
    case.people.iter().for_each(|person| add(Space::Person, &person.item.id));
    case.findings.iter().for_each(|finding| add(Space::Finding, &finding.item.id));
    case.evidence.iter().for_each(|evidence| add(Space::Evidence, &evidence.item.id));
    case.actions.iter().for_each(|action| add(Space::Action, &action.item.id));
    case.remedies.iter().for_each(|remedy| add(Space::Remedy, &remedy.item.id));
    case.disputes.iter().for_each(|dispute| add(Space::Dispute, &dispute.item.id));
    for submission in &case.submissions {
        add(Space::Submission, &submission.item.id);
        for request in &submission.asked {
            let path = format!("{}.{}", submission.item.id.value, request.id.value);
            add(Space::Request, &Spanned::new(path, request.id.span));
        }
    }
    known
}

struct Names<'n> {
    known: Known,
    lost_names: &'n BTreeSet<String>,
    used: BTreeSet<(Space, String)>,
    meant: Meant,
    /// Names that lead nowhere and where their fault stands: one fault a name, all its places.
    unknown: BTreeMap<(Space, String), usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Names<'_> {
    fn all(&mut self, space: Space, names: &[Spanned<String>]) {
        names.iter().for_each(|name| self.one(space, name));
    }

    fn one(&mut self, space: Space, name: &Spanned<String>) {
        self.used.insert((space, name.value.clone()));
        let known = self.known.get(&space);
        let leads = known.is_some_and(|known| known.contains_key(&name.value));
        if leads || self.lost_names.contains(&name.value) {
            return;
        }
        match self.unknown.get(&(space, name.value.clone())).copied() {
            Some(index) => {
                let fault = &mut self.diagnostics[index];
                if fault.labels.len() < LABELS_MAX {
                    *fault = fault.clone().also(name.span, "and here");
                }
            }
            None => {
                self.unknown.insert((space, name.value.clone()), self.diagnostics.len());
                let fault = self.unknown(space, name);
                self.diagnostics.push(fault);
            }
        }
    }

    fn unknown(&mut self, space: Space, name: &Spanned<String>) -> Diagnostic {
        let message = format!("no {} is called `{}`", space.title(), name.value);
        let fault = Diagnostic::error("unknown-name", message).at(name.span, "leads nowhere");
        let names = || self.known.get(&space).into_iter().flat_map(BTreeMap::keys);
        match suggest::nearest(&name.value, names().map(String::as_str)) {
            Some(near) => {
                let defined = self.known[&space][near];
                self.meant.near.insert((space, near.to_owned()));
                fault
                    .also(defined, "this one is called nearly the same")
                    .help(format!("did you mean `{near}`?"))
                    .fix(FixSafety::Asks, name.span, near)
            }
            None => {
                self.meant.any.insert(space);
                let listed: Vec<_> = names().take(12).map(|name| format!("`{name}`")).collect();
                fault.help(match listed.is_empty() {
                    true => format!("write `{} {}`", space.word(), name.value),
                    false => format!("this case has the {}: {}", space.plural(), listed.join(", ")),
                })
            }
        }
    }

    fn sites_of(&mut self, item: &Item) {
        self.all(Space::Site, &item.on);
    }

    fn items(&mut self, case: &Case) {
        for site in &case.sites {
            site.attaches.iter().for_each(|attach| self.all(Space::Evidence, &attach.evidence));
        }
        for finding in &case.findings {
            self.sites_of(&finding.item);
            self.all(Space::Evidence, &finding.proof);
        }
        for evidence in &case.evidence {
            self.sites_of(&evidence.item);
            self.all(Space::Finding, &evidence.speaks_for);
        }
        case.actions.iter().for_each(|action| self.action(action));
        for remedy in &case.remedies {
            self.sites_of(&remedy.item);
            self.all(Space::Finding, &remedy.findings);
            self.all(Space::Evidence, &remedy.proof);
        }
        for dispute in &case.disputes {
            self.sites_of(&dispute.item);
            self.all(Space::Evidence, &dispute.proof);
        }
        for related in &case.related {
            self.sites_of(&related.item);
            self.all(Space::Evidence, &related.proof);
        }
        for followup in &case.followups {
            self.sites_of(&followup.item);
            self.all(Space::Action, &followup.measure);
        }
        case.submissions.iter().for_each(|submission| self.sites_of(&submission.item));
        case.allows.iter().for_each(|allow| self.sites_of(&allow.item));
    }

    fn action(&mut self, action: &Action) {
        self.sites_of(&action.item);
        action.fixes.iter().for_each(|target| self.one(Space::Finding, &target.finding));
        self.all(Space::Request, &action.answers);
        self.all(Space::Evidence, &action.proof);
        action.owner.iter().for_each(|owner| self.one(Space::Person, owner));
        if let Some(verify) = &action.verify {
            self.one(Space::Person, &verify.item.id);
            self.all(Space::Evidence, &verify.proof);
        }
    }

    /// `@name` in prose leads to an exhibit, a finding, an action or an order.
    fn prose(&mut self, case: &Case) {
        for prose in case.proses() {
            for mark in prose.marks() {
                match mark {
                    Mark::Reference { range, name } => self.reference(prose, range.clone(), name),
                    Mark::Broken { range } => {
                        let place = prose.place(range.start..range.start + 2);
                        self.diagnostics.push(
                            Diagnostic::error("hole-not-closed", "`{{` is never closed")
                                .at(place, "it begins here")
                                .help("close it: `{{ covered.count }}`"),
                        );
                    }
                    Mark::Hole { .. } => {}
                }
            }
        }
    }

    fn reference(&mut self, prose: &Prose, range: std::ops::Range<usize>, name: &str) {
        let spaces = [Space::Evidence, Space::Finding, Space::Action];
        let leads = |space: &Space| self.known.get(space).is_some_and(|it| it.contains_key(name));
        let is_order = crate::value::OrderId::parse(name).is_some();
        match spaces.iter().find(|space| leads(space)) {
            Some(space) => {
                self.used.insert((*space, name.to_owned()));
            }
            None if is_order => {}
            None => {
                let place = prose.place(range.start + 1..range.end);
                self.one(Space::Evidence, &Spanned::new(name.to_owned(), place));
            }
        }
    }

    fn unused_people(&mut self, case: &Case) {
        for person in &case.people {
            let id = &person.item.id;
            let used = self.used.contains(&(Space::Person, id.value.clone()));
            let meant = self.meant.is_near(Space::Person, &id.value);
            let lost = !person.item.damaged.is_empty() || case.mentioned.contains(&id.value);
            if !used && !meant && !lost {
                let message = format!("nobody in this case is `{}`", id.value);
                self.diagnostics.push(
                    Diagnostic::warning("unused-name", message)
                        .at(id.span, "defined here, used nowhere")
                        .help(
                            "name this person as an `owner` or in `verify by`, or delete the item",
                        ),
                );
            }
        }
    }
}

impl Case {
    /// All prose that the seller wrote, in order of the items.
    pub fn proses(&self) -> Vec<&Prose> {
        let findings = self
            .findings
            .iter()
            .flat_map(|finding| finding.texts.iter().chain(&finding.whys).chain(&finding.missed));
        let actions = self.actions.iter().flat_map(|action| {
            action.did.iter().chain(action.will.as_ref().map(|(prose, _)| prose))
        });
        let remedies = self.remedies.iter().flat_map(|remedy| &remedy.texts);
        let related = self.related.iter().flat_map(|related| &related.texts);
        findings.chain(actions).chain(remedies).chain(related).collect()
    }
}
