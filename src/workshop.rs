//! What maintainers of packs work with. In: packs as they were loaded, the sound case and the files
//! of tests, a day. Out: faults at their place in the YAML, results of tests, pages, files. Reads
//! no file system and decides no case: it runs the same checks as everybody.
//!
//! `testing` runs the tests inside packs, `mutate` asks whether they would notice a mistake; `lint`
//! finds what nobody reads, and rules that can never or must always fire; `formula` and `reason`
//! are how that is proven.

mod coverage;
mod diff;
mod doc;
mod entries;
mod formula;
mod law;
mod lint;
mod mutate;
mod parallel;
mod proof;
mod reason;
mod scaffold;
mod schema;
mod testing;
mod witness;

use crate::compile::LoadedPacks;
use crate::policy::Policy;
use crate::policy::inherit::RawEntry;

pub use coverage::{Breadth, Reach, coverage};
pub use diff::{Difference, Effect, Flip, diff, flips};
pub use doc::{Form, Pages, doc};
pub use entries::{Entry, entries, own_entries};
pub use law::{Coming, LawRow, coming, law};
pub use lint::{Linted, lint};
pub use mutate::{PackMutants, mutate};
pub use scaffold::{NewPack, new_pack};
pub use schema::{as_json, pack_schema};
pub use testing::{Bench, PackTests, test};

/// The entries of a section that a pack itself writes something of, as they were read.
fn own_raw<'p>(
    packs: &'p LoadedPacks,
    policy: &Policy,
    section: &str,
) -> impl Iterator<Item = &'p RawEntry> {
    packs.set.packs.entries(&policy.name, section).iter().filter(|entry| entry.is_own)
}
