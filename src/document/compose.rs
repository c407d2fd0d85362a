//! A checked case to a document. In: [`CheckedSite`] and its prepared exhibits. Out: [`Document`].
//! Total: what may be missing in a case is there once it has been checked.

mod actions;
mod annexes;
mod charts;
mod disclosures;
mod exhibits;
mod plan;
mod trends;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::case::{Mark, Person, Prose};
use crate::check::holes::{self, Covered};
use crate::check::{CheckedSite, SiteCase, same_language};
use crate::document::markdown;
use crate::document::wording::Wording;
use crate::document::{Block, Document, ExhibitContent, Inline, Part};
use crate::policy::Marketplace;
use crate::source::Span;

pub use disclosures::texts as disclosure_texts;

/// An evidence file made ready to be printed and to leave the house.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is printed.
    pub content: ExhibitContent,
    /// The copy for the bundle.
    pub bytes: Arc<[u8]>,
    /// Extension of the copy, without a dot.
    pub extension: &'static str,
    /// SHA-256 of the file as it lies in the case folder, in hexadecimal.
    pub original_sha256: String,
    /// What was done to it, for the manifest.
    pub done: Vec<String>,
}

/// Exhibits of a site by the names of their items.
pub type PreparedExhibits = BTreeMap<String, Prepared>;

/// A document and where its exhibits come from.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The document.
    pub document: Document,
    /// Names of the evidence items, in the order of the exhibits' numbers.
    pub exhibits: Vec<String>,
}

/// Composes the plan of one site. `is_draft` prints a watermark.
pub fn compose(checked: &CheckedSite<'_>, prepared: &PreparedExhibits, status: Status) -> Composed {
    let site = checked.site();
    let mut composer = Composer::new(checked, prepared);
    let parts = composer.parts();
    let annexes = composer.annexes();
    let exhibits = composer.exhibits();
    let names = composer.numbers.iter().map(|number| number.name.clone()).collect();
    let seller = composer.seller();
    let marketplace = &site.marketplace.name;
    let submitted = composer.wording.date(checked.submit());
    let document = Document {
        title: "Plan of Action".to_owned(),
        subtitle: format!("{seller} on {}", site.marketplace.sales_channel),
        author: seller.clone(),
        language: composer.wording.language.clone(),
        date: checked.submit().to_string(),
        draft: status == Status::Draft,
        facts: composer.facts(),
        parts,
        annexes,
        exhibits,
        footer: format!("Plan of Action · {seller} · {marketplace} · {submitted}"),
    };
    Composed { document, exhibits: names }
}

/// Whether a plan is finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It still has holes.
    Draft,
    /// It has none.
    Finished,
}

/// One numbered exhibit while the document is composed.
#[derive(Debug, Clone)]
struct Number {
    name: String,
    label: String,
    cited_in: Vec<(String, String)>,
}

/// What the parts of a document are composed with.
struct Composer<'a, 'c> {
    checked: &'a CheckedSite<'c>,
    site: &'a SiteCase<'c>,
    prepared: &'a PreparedExhibits,
    wording: Wording,
    local: Option<Wording>,
    numbers: Vec<Number>,
    figures: usize,
    tables: usize,
    /// Text and target of the part that is being composed.
    here: (String, String),
}

/// How a language is written on a site; where the marketplace says nothing of it, days are written
/// as numbers alone.
fn wording_of(marketplace: &Marketplace, language: &str) -> Wording {
    let own = marketplace.local_language.as_deref().filter(|own| same_language(own, language));
    let own_form = marketplace.local_date_form.as_deref().unwrap_or(&marketplace.date_form);
    match own {
        Some(own) => Wording::new(own, own_form),
        None => Wording::new(language, "YYYY-MM-DD"),
    }
}

impl<'a, 'c> Composer<'a, 'c> {
    fn new(checked: &'a CheckedSite<'c>, prepared: &'a PreparedExhibits) -> Self {
        let site = checked.site();
        let marketplace = site.marketplace;
        let asked = site.site.language.as_ref().map(|language| language.value.as_str());
        let language = asked.or(marketplace.local_language.as_deref());
        let is_other = |it: &&str| !same_language(it, &marketplace.language);
        let local = language.filter(is_other).map(|language| wording_of(marketplace, language));
        Self {
            checked,
            site,
            prepared,
            wording: Wording::new(&marketplace.language, &marketplace.date_form),
            local,
            numbers: Vec::new(),
            figures: 0,
            tables: 0,
            here: (String::new(), String::new()),
        }
    }

    fn seller(&self) -> String {
        self.site.head.seller.as_ref().map_or(String::new(), |seller| seller.value.clone())
    }

    /// The case's facts beside the title.
    fn facts(&self) -> Vec<(String, String)> {
        let mut facts = vec![("Marketplace".to_owned(), self.site.marketplace.name.clone())];
        let mut add = |name: &str, value: Option<String>| {
            facts.extend(value.map(|value| (name.to_owned(), value)));
        };
        let head = self.site.head;
        let fulfilment = head.fulfilment.as_ref().map(|it| match it.value.as_str() {
            "amazon" => "Fulfilled by Amazon".to_owned(),
            _ => "Fulfilled by the seller".to_owned(),
        });
        add("Fulfilment", fulfilment);
        let window = self.site.site.window.as_ref();
        add("Window", window.map(|window| self.wording.range(window.value)));
        add("Order defect rate", self.rate());
        let noticed = head.noticed.as_ref();
        add("Notice received", noticed.map(|noticed| self.wording.date(noticed.value)));
        add("Submitted", Some(self.wording.date(self.checked.submit())));
        facts
    }

    /// `1.62 % (24 of 1,482 orders)`
    fn rate(&self) -> Option<String> {
        let (defects, orders) = (self.site.data.with_defect(), self.site.data.orders?);
        let rate = self.site.rate()?;
        let counts = format!("{} of {}", self.wording.number(defects), self.wording.number(orders));
        Some(format!("{} ({counts} orders)", self.wording.percent(rate)))
    }

    /// Begins a part: citations are noted under its name.
    fn begin(&mut self, id: &str, heading: &str) {
        self.here = (heading.to_owned(), id.to_owned());
    }

    fn part(&self, blocks: Vec<Block>) -> Part {
        let (heading, id) = self.here.clone();
        Part { id, heading, language: None, blocks }
    }

    /// Cites an exhibit; the first citation gives it its number. `None` where it has no file here.
    fn cite(&mut self, name: &str) -> Option<Inline> {
        let prepared = self.prepared.get(name)?;
        if self.numbers.iter().all(|number| number.name != name) {
            let label = match prepared.content {
                ExhibitContent::Pictures { .. } => {
                    self.figures += 1;
                    format!("Fig.\u{a0}{}", self.figures)
                }
                ExhibitContent::Rows { .. } => {
                    self.tables += 1;
                    format!("Table\u{a0}{}", self.tables)
                }
            };
            let name = name.to_owned();
            self.numbers.push(Number { name, label, cited_in: Vec::new() });
        }
        let here = self.here.clone();
        let number = self.numbers.iter_mut().find(|number| number.name == name)?;
        if !number.cited_in.contains(&here) {
            number.cited_in.push(here);
        }
        let target = exhibit_target(name);
        Some(Inline::Reference { text: number.label.clone(), target })
    }

    /// Cites several exhibits, separated by commas; empty where none has a file here.
    fn cite_all<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Vec<Inline> {
        let mut content: Vec<Inline> = Vec::new();
        for name in names {
            if let Some(reference) = self.cite(name).filter(|it| !content.contains(it)) {
                if !content.is_empty() {
                    content.push(text(", "));
                }
                content.push(reference);
            }
        }
        content
    }

    /// The same for narrow columns: in the order of their numbers, `Fig.` and `Table` said once.
    fn cite_short<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Vec<Inline> {
        let names: Vec<&str> = names.into_iter().filter(|name| self.cite(name).is_some()).collect();
        let numbers = self.numbers.iter().filter(|number| names.contains(&number.name.as_str()));
        let mut content: Vec<Inline> = Vec::new();
        for kind in ["Fig.", "Table"] {
            let of_kind = numbers.clone().filter(|number| number.label.starts_with(kind));
            for (index, number) in of_kind.enumerate() {
                if !content.is_empty() {
                    content.push(text(", "));
                }
                let label = number.label.as_str();
                let bare = label.rsplit('\u{a0}').next().unwrap_or(label);
                let label = if index == 0 { label } else { bare };
                let target = exhibit_target(&number.name);
                content.push(Inline::Reference { text: label.to_owned(), target });
            }
        }
        content
    }

    /// The words for a mark in prose.
    fn say(&mut self, mark: &Mark, covered: &Covered, wording: &Wording) -> Inline {
        match mark {
            Mark::Hole { path, .. } => {
                let value = holes::value(self.site, covered, path);
                text(&value.map_or(String::new(), |value| wording.hole(&value)))
            }
            Mark::Reference { name, .. } => self.reference(name),
            Mark::Broken { .. } => text(""),
        }
    }

    /// `@name`: an exhibit, a finding, an action or an order.
    fn reference(&mut self, name: &str) -> Inline {
        if let Some(reference) = self.cite(name) {
            return reference;
        }
        if let Some(index) = self.site.findings.iter().position(|it| it.item.id.value == name) {
            return Inline::Reference {
                text: format!("finding {}", index + 1),
                target: "root-cause".to_owned(),
            };
        }
        match self.action_label(name) {
            Some(label) => Inline::Reference {
                text: format!("action {label}"),
                target: "annex-actions".to_owned(),
            },
            None => Inline::Code { text: name.to_owned() },
        }
    }

    /// The blocks of prose in the plan's language or the given wording's.
    fn blocks(&mut self, prose: &Prose, covered: &Covered) -> Vec<Block> {
        let wording = self.wording.clone();
        let blocks = markdown::blocks(prose, &mut |mark| self.say(mark, covered, &wording));
        vec![Block::Written { place: prose.span, blocks }]
    }

    /// Prose in one line.
    fn inlines(&mut self, prose: &Prose, covered: &Covered) -> Vec<Inline> {
        let wording = self.wording.clone();
        markdown::inlines(prose, &mut |mark| self.say(mark, covered, &wording))
    }

    /// The prose that belongs into the plan itself: without a language, or in the plan's own.
    fn plan_texts<'p>(&self, proses: &'p [Prose]) -> Vec<&'p Prose> {
        let is_plan = |prose: &&Prose| {
            let language = prose.language.as_ref();
            language.is_none_or(|it| same_language(&it.value, &self.wording.language))
        };
        proses.iter().filter(is_plan).collect()
    }

    /// How a person is printed: by name, or by role where no name was given.
    fn person(&self, name: &str) -> String {
        let known = self.site.case.people.iter().find(|person| person.item.id.value == name);
        let printed = |person: &Person| person.name.clone().or(person.role.clone());
        known.and_then(printed).map_or(name.to_owned(), |printed| printed.value)
    }

    /// `C1`, `P2`: the number of an action in the plan.
    fn action_label(&self, name: &str) -> Option<String> {
        let position = |list: Vec<&str>| list.iter().position(|known| *known == name);
        let names = |actions: Vec<&'c crate::case::Action>| -> Vec<&'c str> {
            actions.into_iter().map(|action| action.item.id.value.as_str()).collect()
        };
        let corrective = position(names(self.corrective()));
        let preventive = position(names(self.preventive()));
        let corrective = corrective.map(|index| format!("C{}", index + 1));
        corrective.or(preventive.map(|index| format!("P{}", index + 1)))
    }
}

/// The link target of an exhibit.
fn exhibit_target(name: &str) -> String {
    format!("exhibit-{name}")
}

/// Plain words.
fn text(words: &str) -> Inline {
    Inline::Text { text: words.to_owned() }
}

/// Strong words.
fn strong(words: &str) -> Inline {
    Inline::Strong { content: vec![text(words)] }
}

/// A paragraph.
fn paragraph(content: Vec<Inline>) -> Block {
    Block::Paragraph { content }
}

/// A paragraph that says what stands at a place of the case.
fn written(place: Span, content: Vec<Inline>) -> Block {
    Block::Written { place, blocks: vec![paragraph(content)] }
}

/// A heading inside a part.
fn heading(words: &str) -> Block {
    Block::Heading { level: 2, content: vec![text(words)] }
}
