//! What one check leaves for the next. In: what was found. Out: the same while what it was found in
//! stays the same. A value that the caller keeps; it changes no answer.

use std::collections::BTreeMap;

use crate::check::matches::{Finds, Matches};
use crate::check::timeline::Conflicts;

/// What was found in earlier checks.
#[derive(Debug, Default)]
pub struct Memory {
    /// By the patterns of packs.
    pub matches: Matches,
    /// By the patterns that tell data of buyers, for each site.
    pub leaving: BTreeMap<String, Finds>,
    /// Between days.
    pub conflicts: Conflicts,
}
