//! The budget of a site (R60). In: its exhibits. Out: each as fine as fits, so that the plan with
//! all of them is no larger than the pack allows, and neither are all copies together; or a fault
//! with the numbers. The coarsest that is tried is what the pack calls legible.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::check::SiteCase;
use crate::compile::evidence::{EvidenceFiles, Printed, Wanted, cited, unfit};
use crate::compile::memory::PrintKey;
use crate::diagnostic::Diagnostic;
use crate::document::compose::{Prepared, PreparedExhibits};
use crate::document::{Block, Document, ExhibitContent, Inline, Part};
use crate::exhibit::{self, Copy, CopySize, Fault, Format, LADDER, last_step};
use crate::render::pdf;

/// Bytes that the plan itself takes: its text, its tables and its fonts.
const PLAN_BYTES: usize = 700_000;

/// Bytes of a megabyte, as the rules of the pack count it.
const MEGABYTE: f64 = 1_000_000.0;

/// Workers that decode and encode pictures side by side; a photo takes a hundred megabytes.
const WORKERS: usize = 2;

/// Dots per inch where the pack names no floor.
const FLOOR_DPI: u32 = 150;

/// How large the pictures of each step are, of a thousand at the first: a guess from which trying
/// begins, measured on photos and scans.
const SIZES: [usize; LADDER.len()] = [1000, 640, 480, 380, 290, 210, 160, 110, 80];

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

impl<'f> Budget<'f> {
    /// A budget over these files.
    pub fn new(files: &'f EvidenceFiles) -> Self {
        Self { files, sheets: Mutex::default() }
    }

    /// The exhibits of one site.
    ///
    /// **Errors** Faults of files that turned out to be damaged; or too much of it all.
    pub fn spend(&self, site: &SiteCase<'_>) -> Result<Spent, Vec<Diagnostic>> {
        let mut items = self.items(site)?;
        let limit = limit(site);
        let mut size = CopySize::Full;
        loop {
            let room = limit.saturating_sub(PLAN_BYTES);
            let weight: usize = items.iter().map(Item::weight).sum();
            let copies = match weight <= room {
                true => Some(self.copies(site, &items, size)?),
                false => None,
            };
            let total = copies.as_ref().map(|copies| copies.iter().map(|it| it.bytes.len()).sum());
            if let (Some(copies), Some(total)) = (copies, total)
                && total <= limit
            {
                let exhibits = items.iter().zip(copies).map(|(item, copy)| {
                    let name = item.wanted.evidence.item.id.value.clone();
                    (name, self.prepared(item, copy, size))
                });
                return Ok(Spent { exhibits: exhibits.collect(), limit, copies: total });
            }
            if total.is_some() && size == CopySize::Full {
                size = CopySize::AsPrinted;
                continue;
            }
            let aim = match total {
                None => (weight, room),
                Some(total) => (total, limit),
            };
            if !self.coarsen(site, &mut items, aim)? {
                return Err(vec![too_much(site, &items, total.unwrap_or(weight), limit)]);
            }
        }
    }

    /// The exhibits of one site as a screen shows them: at their finest, and without copies.
    ///
    /// **Errors** Faults of files that turned out to be damaged.
    pub fn shown(&self, site: &SiteCase<'_>) -> Result<PreparedExhibits, Vec<Diagnostic>> {
        let shown = self.items(site)?.into_iter().map(|item| {
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

    /// The exhibits at the finest step.
    fn items<'s>(&self, site: &'s SiteCase<'_>) -> Result<Vec<Item<'s>>, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut items = Vec::new();
        self.print(&cited(site).map(|wanted| (wanted, 0)).collect::<Vec<_>>());
        for wanted in cited(site) {
            match self.printed(wanted, 0) {
                None => {}
                Some(Ok(printed)) => {
                    let floor = last_step(floor_dpi(site, wanted));
                    items.push(Item { wanted, step: 0, floor, printed });
                }
                Some(Err(fault)) => faults.push(unfit(wanted.path, &fault, site.code())),
            }
        }
        if faults.is_empty() { Ok(items) } else { Err(faults) }
    }

    /// Prints exhibits side by side; the result is the same for any number of workers.
    fn print(&self, wanted: &[(Wanted<'_>, usize)]) {
        let share = wanted.len().div_ceil(WORKERS).max(1);
        std::thread::scope(|scope| {
            for share in wanted.chunks(share) {
                scope.spawn(move || {
                    for (wanted, step) in share {
                        // A fault is found again, and told, by whoever asks for the picture.
                        let _ = self.printed(*wanted, *step);
                    }
                });
            }
        });
    }

    fn printed(&self, wanted: Wanted<'_>, step: usize) -> Option<Result<Arc<Printed>, Fault>> {
        let hides = wanted.evidence.hides.iter();
        let key = PrintKey {
            sha256: self.files.known(&wanted.path.value)?.sha256.clone(),
            hides: hides.map(|it| (it.what.value.clone(), it.text.value.clone())).collect(),
            step,
        };
        if let Some(known) = lock(&self.files.prints).get(&key) {
            return Some(Ok(Arc::clone(known)));
        }
        let printed = self.files.printed(wanted, step)?.map(Arc::new);
        if let Ok(printed) = &printed {
            lock(&self.files.prints).insert(key, Arc::clone(printed));
        }
        Some(printed)
    }

    /// Makes what can be coarser so, by as many steps as the sizes suggest; false at the floor.
    fn coarsen(
        &self,
        site: &SiteCase<'_>,
        items: &mut [Item<'_>],
        (weight, room): (usize, usize),
    ) -> Result<bool, Vec<Diagnostic>> {
        let step = items.iter().filter(|item| item.can_shrink()).map(|item| item.step).min();
        let Some(now) = step else { return Ok(false) };
        let fits = |step: &usize| weight / SIZES[now] * SIZES[*step] <= room;
        let next = (now + 1..LADDER.len()).find(fits).unwrap_or(LADDER.len() - 1);
        let coarser = |item: &Item<'_>| next.min(item.floor).max(item.step);
        let shrinking = items.iter().filter(|item| item.can_shrink());
        self.print(&shrinking.map(|item| (item.wanted, coarser(item))).collect::<Vec<_>>());
        for item in items.iter_mut().filter(|item| item.can_shrink()) {
            item.step = coarser(item);
            match self.printed(item.wanted, item.step) {
                Some(Ok(printed)) => item.printed = printed,
                Some(Err(fault)) => return Err(vec![unfit(item.wanted.path, &fault, site.code())]),
                None => {}
            }
        }
        Ok(true)
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
        let document = sheet(site, title, (Block::Table(table), rest));
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

/// The document of one data exhibit, in the look of the plan.
fn sheet(site: &SiteCase<'_>, title: String, (table, rest): (Block, Option<String>)) -> Document {
    let seller = site.head.seller.as_ref().map_or_else(String::new, |it| it.value.clone());
    let mut blocks = vec![table];
    blocks.extend(rest.map(|text| Block::Paragraph { content: vec![Inline::Text { text }] }));
    let submit = site.head.submit.as_ref().map_or(site.as_of, |submit| submit.value);
    Document {
        title: title.clone(),
        subtitle: seller.clone(),
        author: seller,
        language: site.marketplace.language.clone(),
        date: submit.to_string(),
        draft: false,
        facts: Vec::new(),
        parts: vec![Part {
            id: "rows".to_owned(),
            heading: "Rows".to_owned(),
            language: None,
            blocks,
        }],
        annexes: Vec::new(),
        exhibits: Vec::new(),
        footer: title,
    }
}

/// Most exhibits that the fault names.
const NAMED: usize = 5;

/// The fault where even the coarsest that can be read is too much.
fn too_much(site: &SiteCase<'_>, items: &[Item<'_>], total: usize, limit: usize) -> Diagnostic {
    let megabytes = |bytes: usize| format!("{:.1} MB", bytes as f64 / MEGABYTE);
    let mut heavy: Vec<&Item<'_>> = items.iter().collect();
    heavy.sort_by_key(|item| std::cmp::Reverse(item.weight()));
    let message = format!(
        "the exhibits for `{}` take {}, {} more than fit, at the least resolution that can be read",
        site.code(),
        megabytes(total),
        megabytes(total.saturating_sub(limit.saturating_sub(PLAN_BYTES))),
    );
    let mut fault = Diagnostic::error("pdf-too-large", message);
    for item in heavy.iter().take(NAMED).filter(|item| item.weight() > 0) {
        let dpi = LADDER[item.step].dpi;
        let label = match item.can_vary() {
            true => format!("{} at {dpi} dpi", megabytes(item.weight())),
            false => format!("{} of drawings", megabytes(item.weight())),
        };
        fault = fault.at(item.wanted.path.span, label);
    }
    fault.sites.insert(site.code().to_owned());
    fault.help(
        "leave out pages and photos that show nothing new, or give fewer of them for this site",
    )
}
