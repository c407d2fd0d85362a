//! A check for an editor. In: [`Input`] and what the last check left. Out: [`Looked`]: the faults,
//! and for each site the values, coverage and orders that can be shown beside the text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::check::contents::Contents;
use crate::check::effect::{Effect, effects};
use crate::check::{Exhibits, SiteCase, holes};
use crate::compile::memory::Memory;
use crate::compile::run::run;
use crate::compile::{Compiled, Input};
use crate::source::Span;
use crate::value::Percent;

/// What a check found, with all that an editor shows beside the text.
pub struct Looked {
    /// Faults, numbers and the texts that were read.
    pub compiled: Compiled,
    /// What each site's data say.
    pub sites: Vec<SiteLook>,
    /// What is known of the evidence files.
    pub exhibits: Exhibits,
    /// What is inside them.
    pub contents: Contents,
}

/// What the data of one site say.
#[derive(Debug, Clone)]
pub struct SiteLook {
    /// `us`
    pub code: String,
    /// `United States`
    pub name: String,
    /// Values that prose may name, those of `covered` left out: path and value.
    pub values: Vec<(&'static str, String)>,
    /// How many orders each finding covers, and their share.
    pub covered: BTreeMap<String, (usize, String)>,
    /// The orders with a defect.
    pub orders: Vec<OrderLook>,
    /// What rows give for the measures of actions.
    pub effects: Vec<EffectLook>,
}

/// What the rows of an exhibit give for one action, in the words of the language: `41.5h`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectLook {
    /// The action.
    pub action: String,
    /// The exhibit.
    pub evidence: String,
    /// The value before the action.
    pub before: Option<String>,
    /// The value after it.
    pub after: Option<String>,
    /// The day on which the numbers change for good.
    pub change: Option<String>,
}

impl EffectLook {
    /// The value that a word of `verify` claims: `was` is the one before, `now` and `expect` are
    /// about the one after.
    pub fn claim(&self, word: &str) -> Option<&str> {
        match word {
            "was" => self.before.as_deref(),
            "now" | "expect" => self.after.as_deref(),
            _ => None,
        }
    }
}

/// One order with a defect, as far as conditions and completions ask.
#[derive(Debug, Clone)]
pub struct OrderLook {
    /// Its number.
    pub id: String,
    /// The product.
    pub asin: Option<String>,
    /// What went wrong.
    pub reason: Option<String>,
    /// Where the report names it.
    pub place: Span,
}

/// Checks a case and gathers what can be shown. The memory makes the next check of the same files
/// cheaper; it changes no answer.
pub fn look(input: &Input<'_>, memory: &mut Memory) -> Looked {
    let mut sites = Vec::new();
    let mut exhibits = Exhibits::new();
    let compiled = run(input, input.in_force(), memory, &mut |seen, files, _| {
        sites = seen.iter().map(of_site).collect();
        exhibits.clone_from(&files.facts);
    });
    let inside = |path: &String| Some((path.clone(), memory.inside(path)?));
    let contents = exhibits.keys().filter_map(inside).collect();
    Looked { compiled, sites, exhibits, contents }
}

/// The same, which ends early and finds nothing once `stop` is set: somebody has typed on.
pub fn look_until(
    input: &Input<'_>,
    memory: &mut Memory,
    stop: &Arc<AtomicBool>,
) -> Option<Looked> {
    memory.stop = Some(Arc::clone(stop));
    let looked = look(input, memory);
    memory.stop = None;
    (!stop.load(Ordering::Relaxed)).then_some(looked)
}

fn of_site(site: &SiteCase<'_>) -> SiteLook {
    let none = BTreeSet::new();
    let own = holes::PATHS.iter().filter(|(path, _)| !path.starts_with("covered."));
    let values = own.filter_map(|(path, _)| Some((*path, holes::value(site, &none, path)?)));
    let share = |orders: &BTreeSet<_>| {
        let share = Percent::rounded(orders.len() as u64, site.data.with_defect());
        (orders.len(), share.map_or_else(String::new, |share| share.to_string()))
    };
    let covered = site.covered.iter().map(|(name, orders)| ((*name).to_owned(), share(orders)));
    let order = |order: &crate::report::DefectOrder| OrderLook {
        id: order.id.value.to_string(),
        asin: order.asin.as_ref().map(|asin| asin.value.to_string()),
        reason: order.reason.as_ref().map(|reason| reason.value.clone()),
        place: order.id.span,
    };
    SiteLook {
        code: site.code().to_owned(),
        name: site.marketplace.name.clone(),
        values: values.map(|(path, value)| (path, value.plain())).collect(),
        covered: covered.collect(),
        orders: site.data.defects().iter().map(order).collect(),
        effects: effects(site).iter().map(of_effect).collect(),
    }
}

fn of_effect(effect: &Effect<'_>) -> EffectLook {
    let shown = |value: f64| effect.shown(value);
    EffectLook {
        action: effect.action.item.id.value.clone(),
        evidence: effect.evidence.item.id.value.clone(),
        before: effect.before.map(shown),
        after: effect.after.map(shown),
        change: effect.change.map(|change| change.day.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use crate::compile::{Input, Looked, Memory, look, look_until};
    use crate::source::{FileError, Files};
    use crate::value::Date;

    const CASE: &str = "case a { seller \"x\"; trigger account-deactivated; fulfilment seller; \
        noticed 2026-10-24; submit 2026-11-12 }\nsite us { window 2026-08-10 .. 2026-10-08; \
        orders 300; defects \"us.csv\" }\nevidence e \"e.csv\" { title \"E\"; kind delivery-proof; \
        captured 2026-10-26 }\nevidence f \"f.csv\" { title \"F\"; kind delivery-proof; captured \
        2026-10-26 }\n";

    /// Files that stop the check when so many were read.
    struct Stopping {
        files: BTreeMap<String, Arc<[u8]>>,
        left: Cell<usize>,
        stop: Arc<AtomicBool>,
    }

    impl Files for Stopping {
        fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
            match self.left.get().checked_sub(1) {
                Some(left) => self.left.set(left),
                None => self.stop.store(true, Ordering::Relaxed),
            }
            self.files.read(path)
        }
    }

    fn input(files: &dyn Files) -> Input<'_> {
        Input {
            root: "a.poa".to_owned(),
            files,
            as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
            sites: Vec::new(),
            release: false,
            packs: None,
        }
    }

    fn shown(looked: &Looked) -> Vec<String> {
        let sources = &looked.compiled.sources;
        looked.compiled.diagnostics.iter().map(|fault| fault.one_line(sources)).collect()
    }

    #[test]
    fn a_check_that_was_stopped_anywhere_leaves_nothing_wrong_behind() {
        let data = "order-id,order-date,kind,reason\n112-1111111-1111111,2026-08-12,a-to-z,late\n";
        let texts = [("a.poa", CASE), ("us.csv", data), ("e.csv", "a,b\n"), ("f.csv", "c,d\n")];
        let bytes = |(name, text): (&str, &str)| (name.to_owned(), Arc::from(text.as_bytes()));
        let files: BTreeMap<String, Arc<[u8]>> = texts.into_iter().map(bytes).collect();
        let whole = shown(&look(&input(&files), &mut Memory::default()));
        assert!(!whole.is_empty());
        let mut memory = Memory::default();
        let mut stopped = 0;
        for left in 0..12 {
            let stop = Arc::new(AtomicBool::new(false));
            let stopping =
                Stopping { files: files.clone(), left: Cell::new(left), stop: Arc::clone(&stop) };
            let looked = look_until(&input(&stopping), &mut memory, &stop);
            assert_eq!(looked.is_none(), stop.load(Ordering::Relaxed), "after {left} files");
            stopped += usize::from(looked.is_none());
            let after = look_until(&input(&files), &mut memory, &Arc::default());
            assert_eq!(after.as_ref().map(shown), Some(whole.clone()), "after {left} files");
        }
        assert!((3..12).contains(&stopped), "it was stopped in between: {stopped}");
    }
}
