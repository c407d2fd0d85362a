//! What one check leaves for the next. In: what was found. Out: the same while what it was found in
//! stays the same. A value that the caller keeps; it changes no answer.

use crate::check::matches::Matches;
use crate::check::timeline::Conflicts;

/// What was found in earlier checks.
#[derive(Debug, Default)]
pub struct Memory {
    /// By the patterns of packs.
    pub matches: Matches,
    /// Between days.
    pub conflicts: Conflicts,
}
