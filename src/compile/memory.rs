//! What one run leaves for the next. In: facts of files whose bytes were looked at, and what was
//! made of them for print. Out: the same while the bytes stay the same. A value that the caller
//! keeps; nothing here is global.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crate::check::ExhibitFault;
use crate::compile::evidence::Printed;
use crate::exhibit::{self, Facts};

/// What was found out about the files of a case.
#[derive(Debug, Default)]
pub struct Memory {
    exhibits: BTreeMap<String, Known>,
    pub(super) prints: Prints,
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
    /// The step of the ladder.
    pub step: usize,
}

/// The bytes of a file and what they are.
#[derive(Debug)]
struct Known {
    bytes: Arc<[u8]>,
    facts: Result<Facts, ExhibitFault>,
    /// Whether the text of a data exhibit was looked at and found printable.
    is_printable: bool,
}

impl Memory {
    /// The facts of an evidence file, found out once for the same bytes.
    pub fn exhibit(&mut self, path: &str, bytes: &Arc<[u8]>) -> Result<Facts, ExhibitFault> {
        if let Some(known) = self.known(path, bytes) {
            return known.facts.clone();
        }
        let facts = exhibit::read(path, bytes).map_err(ExhibitFault::Unfit);
        let known = Known { bytes: Arc::clone(bytes), facts: facts.clone(), is_printable: false };
        self.exhibits.insert(path.to_owned(), known);
        facts
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
