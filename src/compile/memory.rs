//! What one check leaves for the next. In: facts of files whose bytes were looked at. Out: the same
//! facts while the bytes stay the same. A value that the caller keeps; nothing here is global.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::ExhibitFault;
use crate::exhibit::{self, Facts};

/// What was found out about the files of a case.
#[derive(Debug, Default)]
pub struct Memory {
    exhibits: BTreeMap<String, Known>,
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
