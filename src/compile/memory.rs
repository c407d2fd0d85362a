//! What one run leaves for the next. In: facts of files whose bytes were looked at, and what was
//! made of them for print. Out: the same while the bytes stay the same. A value that the caller
//! keeps; nothing here is global.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::check::contents::Content;
use crate::check::{self, ExhibitFault};
use crate::compile::evidence::Printed;
use crate::compile::readings::Readings;
use crate::exhibit::{self, Facts};
use crate::render::pdf::Pages;
use crate::source::{SourceId, Sources};
use crate::syntax::Trees;

/// What was found out about the files of a case.
#[derive(Debug, Default)]
pub struct Memory {
    exhibits: BTreeMap<String, Known>,
    pub(super) prints: Prints,
    /// The trees of the `.poa` files.
    pub(super) trees: Trees,
    /// What the checks of sites found.
    pub(super) checks: check::Memory,
    /// Set by whoever does not want the answer any more.
    pub(super) stop: Option<Arc<AtomicBool>>,
    /// The data files of sites.
    pub(super) readings: Readings,
    /// The pages that were set last, by site.
    pub(super) pages: BTreeMap<String, Pages>,
}

/// What is printed of exhibits, shared by those who make it side by side.
pub(super) type Prints = Arc<Mutex<BTreeMap<PrintKey, Arc<Printed>>>>;

/// What a print depends on: the file, what is taken out of it, and how coarse it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PrintKey {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Each `hide`, as it is written.
    pub hides: Vec<(String, String)>,
    /// The step of the ladder; `None` for what coarser prints are made from.
    pub step: Option<usize>,
}

/// The bytes of a file and what they are.
#[derive(Debug)]
struct Known {
    bytes: Arc<[u8]>,
    facts: Result<Facts, ExhibitFault>,
    /// Whether the text of a data exhibit was looked at and found printable.
    is_printable: bool,
    inside: Option<Inside>,
}

/// What is inside a file, and the text that its places lie in.
#[derive(Debug)]
struct Inside {
    content: Arc<Content>,
    /// The source that it was given, where the file has a text.
    text: Option<(SourceId, Arc<str>)>,
    /// Whether that source was there before: the file is read as data too.
    was_there: bool,
}

impl Memory {
    /// Whether nobody wants the answer of this run any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// The facts of an evidence file, found out once for the same bytes.
    pub fn exhibit(&mut self, path: &str, bytes: &Arc<[u8]>) -> Result<Facts, ExhibitFault> {
        if let Some(known) = self.known(path, bytes) {
            return known.facts.clone();
        }
        let facts = exhibit::read(path, bytes).map_err(ExhibitFault::Unfit);
        let known = Known {
            bytes: Arc::clone(bytes),
            facts: facts.clone(),
            is_printable: false,
            inside: None,
        };
        self.exhibits.insert(path.to_owned(), known);
        facts
    }

    /// What is inside an evidence file, gathered once for the same bytes while its places lie
    /// in the same source.
    pub(super) fn content(
        &mut self,
        (path, bytes): (&str, &Arc<[u8]>),
        sources: &mut Sources,
        gather: &mut dyn FnMut(&mut Sources) -> Content,
    ) -> Arc<Content> {
        let (there, next) = (sources.find(path), sources.next());
        let known = self.known(path, bytes).and_then(|known| known.inside.as_ref());
        let is_same = |inside: &&Inside| {
            let fits = |(source, _): &(SourceId, Arc<str>)| *source == there.unwrap_or(next);
            inside.was_there == there.is_some() && inside.text.as_ref().is_none_or(fits)
        };
        if let Some(inside) = known.filter(is_same) {
            if let Some((_, text)) = inside.text.as_ref().filter(|_| there.is_none()) {
                sources.add(path, Arc::clone(text));
            }
            return Arc::clone(&inside.content);
        }
        let content = Arc::new(gather(sources));
        let text = sources.find(path).map(|id| (id, Arc::clone(&sources.get(id).text)));
        let kept = Inside { content: Arc::clone(&content), text, was_there: there.is_some() };
        if let Some(known) = self.exhibits.get_mut(path) {
            known.inside = Some(kept);
        }
        content
    }

    /// What is inside an evidence file, as the last run gathered it.
    pub(super) fn inside(&self, path: &str) -> Option<Arc<Content>> {
        let inside = self.exhibits.get(path)?.inside.as_ref()?;
        Some(Arc::clone(&inside.content))
    }

    /// Forgets the prints of files that are no longer there.
    pub(super) fn keep_prints<'f>(&self, known: impl Iterator<Item = &'f Facts>) {
        let known: BTreeSet<&str> = known.map(|facts| facts.sha256.as_str()).collect();
        let mut prints = self.prints.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        prints.retain(|key, _| known.contains(key.sha256.as_str()));
    }

    /// Whether the text of a data exhibit is known to hold nothing that cannot be printed.
    pub fn is_printable(&self, path: &str) -> bool {
        self.exhibits.get(path).is_some_and(|known| known.is_printable)
    }

    /// Notes that all of a data exhibit can be printed.
    pub fn note_printable(&mut self, path: &str) {
        if let Some(known) = self.exhibits.get_mut(path) {
            known.is_printable = true;
        }
    }

    fn known(&self, path: &str, bytes: &Arc<[u8]>) -> Option<&Known> {
        let known = self.exhibits.get(path)?;
        (Arc::ptr_eq(&known.bytes, bytes) || known.bytes == *bytes).then_some(known)
    }
}
