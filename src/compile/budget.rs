//! The budget of a site (R60). In: its exhibits. Out: each as fine as fits, so that the plan with
//! all of them is no larger than the pack allows, and neither are all copies together; or a fault
//! with the numbers. The coarsest that is tried is what the pack calls legible.

mod excess;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::check::SiteCase;
use crate::compile::budget::excess::too_much;
use crate::compile::evidence::{EvidenceFiles, Printed, Wanted, cited, unfit};
use crate::compile::memory::PrintKey;
use crate::compile::sheet;
use crate::diagnostic::Diagnostic;
use crate::document::compose::{Prepared, PreparedExhibits};
use crate::document::{Block, ExhibitContent};
use crate::exhibit::{self, Copy, CopySize, Fault, Format, LADDER, MASTER_QUALITY, last_step};
use crate::render::pdf;

/// Bytes that the plan itself takes: its text, its tables and its fonts.
const PLAN_BYTES: usize = 700_000;

/// Bytes of a megabyte, as the rules of the pack count it.
const MEGABYTE: f64 = 1_000_000.0;

/// Workers that decode and encode pictures side by side; a photo takes a hundred megabytes.
const WORKERS: usize = 2;

/// Dots per inch where the pack names no floor.
const FLOOR_DPI: u32 = 150;

/// By how many times the limit the files may exceed it before a copy in full size is not even
/// tried: written anew it is seldom smaller than a third.
const FULL_TIMES: usize = 3;

/// How large the pictures of each step are, of a thousand at the first: a guess from which trying
/// begins, measured on photos and scans.
const SIZES: [usize; LADDER.len()] = [1000, 640, 480, 380, 290, 210, 160, 110, 80];

/// How many times a file is as large as what is printed of it at the finest step: a guess, for
/// photos of 12 megapixels and scans of 300 dots per inch.
const PRINTED_OF_FILE: usize = 4;

/// What was made for one site, and those who make it.
pub struct Budget<'f> {
    files: &'f EvidenceFiles,
    /// Copies of data exhibits, by name and path: typesetting takes a while.
    sheets: Mutex<BTreeMap<(String, String), Copy>>,
}

/// Exhibits of one site, ready, and how the budget was spent.
pub struct Spent {
    /// By name.
    pub exhibits: PreparedExhibits,
    /// Bytes that the plan may have, and that all copies together may have.
    pub limit: usize,
    /// Bytes of all copies.
    pub copies: usize,
}

/// One exhibit on the way.
struct Item<'c> {
    wanted: Wanted<'c>,
    step: usize,
    floor: usize,
    printed: Arc<Printed>,
}

/// All exhibits at one step.
struct Attempt<'c> {
    items: Vec<Item<'c>>,
    /// About how many bytes they take: in the plan, or the copies where these were made.
    size: usize,
    /// The copies where all fits.
    copies: Option<(Vec<Copy>, CopySize)>,
}

impl<'f> Budget<'f> {
    /// A budget over these files.
    pub fn new(files: &'f EvidenceFiles) -> Self {
        Self { files, sheets: Mutex::default() }
    }

    /// The exhibits of one site, at the finest step at which all of them fit.
    ///
    /// **Errors** Faults of files that turned out to be damaged; or too much of it all.
    pub fn spend(&self, site: &SiteCase<'_>) -> Result<Spent, Vec<Diagnostic>> {
        let limit = limit(site);
        let bytes = self.files.bytes_of(cited(site));
        let may_be_full = bytes <= limit.saturating_mul(FULL_TIMES);
        let room = limit.saturating_sub(PLAN_BYTES);
        let mut step = match may_be_full {
            true => 0,
            false => step_for(bytes / PRINTED_OF_FILE, 0, room),
        };
        // The finest step that may still fit, and the finest that is known to.
        let mut first = 0;
        let mut best: Option<(usize, Attempt<'_>)> = None;
        loop {
            let attempt = self.attempt(site, step, (limit, may_be_full))?;
            let size = attempt.size;
            if attempt.copies.is_some() {
                best = Some((step, attempt));
            } else if best.is_none() && attempt.items.iter().all(|item| !item.can_shrink()) {
                return Err(vec![too_much(site, &attempt.items, size, limit)]);
            } else {
                first = step + 1;
            }
            step = match best.take_if(|(known, _)| *known == first) {
                Some((_, attempt)) => return Ok(self.spent(attempt, limit)),
                None => match &best {
                    Some((known, _)) => known - 1,
                    None => step_for(size, step, room),
                },
            };
        }
    }

    /// Tries one step of the ladder.
    fn attempt<'s>(
        &self,
        site: &'s SiteCase<'_>,
        step: usize,
        (limit, may_be_full): (usize, bool),
    ) -> Result<Attempt<'s>, Vec<Diagnostic>> {
        let items = self.items(site, step)?;
        let mut size: usize = items.iter().map(Item::weight).sum();
        let sizes = match may_be_full {
            true => [CopySize::Full, CopySize::AsPrinted].as_slice(),
            false => &[CopySize::AsPrinted],
        };
        let fits = size <= limit.saturating_sub(PLAN_BYTES);
        for copy_size in sizes.iter().filter(|_| fits) {
            let copies = self.copies(site, &items, *copy_size)?;
            size = copies.iter().map(|copy| copy.bytes.len()).sum();
            if size <= limit {
                return Ok(Attempt { items, size, copies: Some((copies, *copy_size)) });
            }
        }
        Ok(Attempt { items, size, copies: None })
    }

    /// The exhibits of an attempt that fits.
    fn spent(&self, attempt: Attempt<'_>, limit: usize) -> Spent {
        let (copies, size) = attempt.copies.expect("only what fits is spent");
        let exhibits = attempt.items.iter().zip(copies).map(|(item, copy)| {
            let name = item.wanted.evidence.item.id.value.clone();
            (name, self.prepared(item, copy, size))
        });
        Spent { exhibits: exhibits.collect(), limit, copies: attempt.size }
    }

    /// The exhibits of one site as a screen shows them: at their finest, and without copies.
    ///
    /// **Errors** Faults of files that turned out to be damaged.
    pub fn shown(&self, site: &SiteCase<'_>) -> Result<PreparedExhibits, Vec<Diagnostic>> {
        let shown = self.items(site, 0)?.into_iter().map(|item| {
            let facts = self.files.known(&item.wanted.path.value);
            let format = match &*item.printed {
                Printed::Pictures(_, _) => facts.map_or(Format::Pdf, |facts| facts.format),
                Printed::Rows(_) => Format::Pdf,
            };
            let format = match format {
                Format::Gif | Format::Webp => Format::Png,
                other => other,
            };
            let copy = Copy { bytes: Arc::from([]), format, done: Vec::new() };
            let name = item.wanted.evidence.item.id.value.clone();
            (name, self.prepared(&item, copy, CopySize::Full))
        });
        Ok(shown.collect())
    }

    /// The exhibits at a step, or at their floor where that is finer.
    fn items<'s>(
        &self,
        site: &'s SiteCase<'_>,
        step: usize,
    ) -> Result<Vec<Item<'s>>, Vec<Diagnostic>> {
        let all: Vec<Wanted<'_>> = cited(site).collect();
        let floor = |wanted: Wanted<'_>| last_step(floor_dpi(site, wanted));
        self.side_by_side(&all, |wanted| {
            self.printed(wanted, step.min(floor(wanted)));
        });
        let mut faults = Vec::new();
        let mut items = Vec::new();
        for wanted in all {
            let floor = floor(wanted);
            let step = step.min(floor);
            match self.printed(wanted, step) {
                None => {}
                Some(Ok(printed)) => items.push(Item { wanted, step, floor, printed }),
                Some(Err(fault)) => faults.push(unfit(wanted.path, &fault, site.code())),
            }
        }
        if faults.is_empty() { Ok(items) } else { Err(faults) }
    }

    /// Works on exhibits side by side, the largest first; the result is the same for any number of
    /// workers. A fault is found again, and told, by whoever asks for the picture.
    fn side_by_side<'w>(&self, all: &[Wanted<'w>], work: impl Fn(Wanted<'w>) + Sync) {
        let bytes = |wanted: &Wanted<'_>| self.files.bytes_of(std::iter::once(*wanted));
        let mut all = all.to_vec();
        all.sort_by_key(|wanted| std::cmp::Reverse(bytes(wanted)));
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Some(wanted) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        work(*wanted);
                    }
                });
            }
        });
    }

    /// What is printed of an exhibit at a step: once, for all who ask.
    fn printed(&self, wanted: Wanted<'_>, step: usize) -> Option<Result<Arc<Printed>, Fault>> {
        let key = self.key(wanted, Some(step))?;
        if let Some(known) = lock(&self.files.prints).get(&key) {
            return Some(Ok(Arc::clone(known)));
        }
        let printed = match step {
            0 => self.files.printed(wanted, LADDER[0].quality)?,
            _ => match self.master(wanted)? {
                Ok(master) => self.files.coarser(wanted, &master, LADDER[step])?,
                Err(fault) => return Some(Err(fault)),
            },
        };
        Some(printed.map(|printed| self.keep(key, printed)))
    }

    /// What coarser steps are made from.
    fn master(&self, wanted: Wanted<'_>) -> Option<Result<Arc<Printed>, Fault>> {
        let key = self.key(wanted, None)?;
        if let Some(known) = lock(&self.files.prints).get(&key) {
            return Some(Ok(Arc::clone(known)));
        }
        let printed = self.files.printed(wanted, MASTER_QUALITY)?;
        Some(printed.map(|printed| self.keep(key, printed)))
    }

    fn key(&self, wanted: Wanted<'_>, step: Option<usize>) -> Option<PrintKey> {
        let hides = wanted.evidence.hides.iter();
        Some(PrintKey {
            sha256: self.files.known(&wanted.path.value)?.sha256.clone(),
            hides: hides.map(|it| (it.what.value.clone(), it.text.value.clone())).collect(),
            step,
        })
    }

    fn keep(&self, key: PrintKey, printed: Printed) -> Arc<Printed> {
        let printed = Arc::new(printed);
        lock(&self.files.prints).insert(key, Arc::clone(&printed));
        printed
    }

    /// The copies of all exhibits, in their order.
    fn copies(
        &self,
        site: &SiteCase<'_>,
        items: &[Item<'_>],
        size: CopySize,
    ) -> Result<Vec<Copy>, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut copies = Vec::new();
        for item in items {
            let copy = match &*item.printed {
                Printed::Rows(_) => Some(self.sheet(site, item)),
                Printed::Pictures(pictures, _) => self.files.copy(item.wanted, pictures, size),
            };
            match copy {
                Some(Ok(copy)) => copies.push(copy),
                Some(Err(fault)) => faults.push(unfit(item.wanted.path, &fault, site.code())),
                None => {}
            }
        }
        if faults.is_empty() { Ok(copies) } else { Err(faults) }
    }

    /// The copy of a data exhibit: its rows, set as a PDF.
    fn sheet(&self, site: &SiteCase<'_>, item: &Item<'_>) -> Result<Copy, Fault> {
        let Printed::Rows(rows) = &*item.printed else { unreachable!("asked for rows only") };
        let evidence = item.wanted.evidence;
        let key = (evidence.item.id.value.clone(), item.wanted.path.value.clone());
        if let Some(known) = lock(&self.sheets).get(&key) {
            return Ok(known.clone());
        }
        let own = evidence.titles.iter().find(|title| title.language.is_none());
        let title = own.or(evidence.titles.first());
        let title = title.map_or_else(|| key.0.clone(), |title| title.text.value.clone());
        let (table, rest) = rows.copied();
        let mut done = vec!["set as a PDF of its rows".to_owned()];
        done.extend(rest.as_ref().map(|_| "cut after 1,000 rows".to_owned()));
        let document = sheet::document(site, title, (Block::Table(table), rest));
        let bytes = pdf::pdf(&document).map_err(|error| exhibit::Fault {
            message: format!("its rows cannot be set: {error}"),
            help: "export the rows as PDF".to_owned(),
        })?;
        let copy = Copy { bytes: Arc::from(bytes), format: Format::Pdf, done };
        lock(&self.sheets).insert(key, copy.clone());
        Ok(copy)
    }

    fn prepared(&self, item: &Item<'_>, copy: Copy, size: CopySize) -> Prepared {
        let mut done = copy.done;
        let content = match &*item.printed {
            Printed::Rows(rows) => rows.printed(),
            Printed::Pictures(pictures, _) => {
                let fineness = LADDER[item.step];
                if item.can_vary() {
                    let (dpi, quality) = (fineness.dpi, fineness.quality);
                    done.push(format!("printed at {dpi} dpi, quality {quality}"));
                }
                ExhibitContent::Pictures { pictures: pictures.clone() }
            }
        };
        if size == CopySize::AsPrinted {
            done.push("copied no finer than printed".to_owned());
        }
        let facts = self.files.known(&item.wanted.path.value);
        Prepared {
            content,
            bytes: copy.bytes,
            extension: copy.format.extension(),
            original_sha256: facts.map_or_else(String::new, |facts| facts.sha256.clone()),
            done,
        }
    }
}

impl Item<'_> {
    /// About how many bytes of the plan it takes.
    fn weight(&self) -> usize {
        match &*self.printed {
            Printed::Pictures(_, weight) => *weight,
            Printed::Rows(_) => 0,
        }
    }

    /// Whether it can be printed coarser than it is.
    fn can_shrink(&self) -> bool {
        self.step < self.floor && self.can_vary()
    }

    /// Whether a step makes a difference: vectors and rows are what they are.
    fn can_vary(&self) -> bool {
        match &*self.printed {
            Printed::Pictures(pictures, _) => {
                pictures.iter().any(|it| it.format != exhibit::PictureFormat::Svg)
            }
            Printed::Rows(_) => false,
        }
    }
}

/// The first step behind one at which a size would fit, by the sizes that are usual; the last one
/// where none does.
fn step_for(size: usize, at: usize, room: usize) -> usize {
    let fits = |step: &usize| size / SIZES[at] * SIZES[*step] <= room;
    (at + 1..LADDER.len()).find(fits).unwrap_or(LADDER.len() - 1)
}

/// A lock that nobody poisons: no panic happens while it is held.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The most bytes that the plan may have, and all copies together.
fn limit(site: &SiteCase<'_>) -> usize {
    let megabytes = site.policy.value("pdf_megabytes_max", site.as_of).and_then(|it| it.as_f64());
    // The cast saturates: a pack without a limit has none.
    megabytes.map_or(usize::MAX, |megabytes| (megabytes * MEGABYTE) as usize)
}

/// How fine an exhibit has to stay.
fn floor_dpi(site: &SiteCase<'_>, wanted: Wanted<'_>) -> u32 {
    let kind = wanted.evidence.kind.as_ref();
    let kind = kind.and_then(|kind| site.policy.evidence_kinds.get(&kind.value));
    let common = site.policy.value("exhibit_dpi_min", site.as_of).and_then(|it| it.as_u64());
    let common = common.and_then(|dpi| u32::try_from(dpi).ok()).unwrap_or(FLOOR_DPI);
    kind.and_then(|kind| kind.dpi_min).unwrap_or(common)
}
