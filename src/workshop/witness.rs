//! The smallest case that shows something. In: what was laid for a trial, and what must stay true
//! of it. Out: the items and lines without which it would no longer be true.

use crate::compile::{Laid, Trial, try_laid};
use crate::policy::Policy;
use crate::workshop::testing::Bench;

/// Takes out items, then lines, as long as the trial still shows what is looked for.
pub(crate) fn smallest(
    bench: Bench<'_>,
    policy: &Policy,
    laid: &Laid,
    shows: &dyn Fn(&Trial) -> bool,
) -> String {
    let still = |items: &[String]| {
        let mut laid = laid.clone();
        laid.items = items.to_vec();
        shows(&try_laid(&bench.packs.set, policy, &laid, bench.files))
    };
    let mut items = laid.items.clone();
    for at in (0..items.len()).rev() {
        let mut fewer = items.clone();
        fewer.remove(at);
        if still(&fewer) {
            items = fewer;
        }
    }
    for at in 0..items.len() {
        let mut line = items[at].lines().count();
        while line > 0 {
            line -= 1;
            let mut fewer = items.clone();
            let kept = items[at].lines().enumerate().filter(|(number, _)| *number != line);
            fewer[at] = kept.map(|(_, text)| text).collect::<Vec<_>>().join("\n");
            if still(&fewer) {
                items = fewer;
            }
        }
    }
    items.join("\n")
}
