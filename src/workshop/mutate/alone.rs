//! What the changed entry says of its own tests. In: a pack, one of its entries, and versions of
//! the pack. Out: which versions break a test of the entry. Each piece is read once and shown to
//! all versions, and of each version only the entry speaks: what it cannot tell is left open.

use crate::check::{SiteCase, check_entry};
use crate::compile::{lay, try_and_look};
use crate::policy::Policy;
use crate::workshop::entries::{Entry, holds_alone};
use crate::workshop::testing::{Bench, is_found};

/// Notes the versions that break a test of an entry.
pub(crate) fn breaks_alone(
    bench: Bench<'_>,
    entry: (&Policy, &Entry<'_>),
    versions: &[Option<Policy>],
    broken: &mut [bool],
) {
    let (policy, entry) = entry;
    for (samples, finds) in [(&entry.tests.finds, true), (&entry.tests.spares, false)] {
        for sample in samples {
            note(versions, broken, |version| is_found(version, entry, sample) != finds);
        }
    }
    for piece in entry.pieces() {
        let is_open = versions.iter().zip(&*broken).any(|(it, broken)| it.is_some() && !broken);
        // An exception is weighed after the entry has spoken.
        if !is_open || piece.text.contains("allow ") {
            continue;
        }
        let holds = |site: &SiteCase<'_>, version: &Policy| {
            let own = check_entry(site, version, (entry.section, entry.name));
            holds_alone(entry, &piece, &own)
        };
        let laid = lay(policy, piece.text, bench.files);
        try_and_look(&bench.packs.set, policy, &laid, bench.files, &mut |site| {
            if holds(site, policy) {
                note(versions, broken, |version| !holds(site, version));
            }
        });
    }
}

/// Notes the versions of which something is true, those left out that are broken already.
fn note(versions: &[Option<Policy>], broken: &mut [bool], is_so: impl Fn(&Policy) -> bool) {
    for (version, broken) in versions.iter().zip(broken) {
        *broken = *broken || version.as_ref().is_some_and(&is_so);
    }
}
