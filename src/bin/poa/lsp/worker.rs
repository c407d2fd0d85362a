//! Checks beside the loop. In: jobs; a newer one of the same case takes the place of one that
//! waits. Out: events. Keeps what was found out about files for the next check of the case.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use poa::compile::{Input, LoadedPacks, Looked, Memory, look};
use poa::ide::pack_files::PackReading;
use poa::policy::PackFile;
use poa::policy::settings::{LOCK_FILE, SETTINGS_FILE};
use poa::source::Files;
use poa::value::Date;

use crate::lsp::cases::{CaseKey, Door};
use crate::lsp::{Event, Events};
use crate::workspace::packs_of_case;

/// Deeply nested input must not exhaust the stack of the thread that checks it.
const STACK_BYTES: usize = 64 << 20;

/// Cases whose files are remembered; a person works on few at a time.
const CASES_MAX: usize = 8;

/// One check.
pub(crate) struct Job {
    /// Which case.
    pub(crate) key: CaseKey,
    /// Its files and open texts.
    pub(crate) door: Door,
    /// The day of the check.
    pub(crate) as_of: Date,
    /// Which state of the texts.
    pub(crate) generation: u64,
    /// Which state of the packs on disk.
    pub(crate) packs_seen: u64,
}

/// A pack that is to be read.
pub(crate) struct PackJob {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// The name of the folder.
    pub(crate) name: String,
    /// Its files.
    pub(crate) files: Vec<PackFile>,
    /// Which state of the texts.
    pub(crate) generation: u64,
}

/// A pack that was read.
pub(crate) struct PackRead {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Which state of the texts.
    pub(crate) generation: u64,
    /// What was read; `None` where that failed, which is a fault of the program.
    pub(crate) reading: Option<PackReading>,
}

/// A check that is done.
pub(crate) struct Checked {
    /// Which case.
    pub(crate) key: CaseKey,
    /// Which state of the texts.
    pub(crate) generation: u64,
    /// What it found; `None` where it failed, which is a fault of the program.
    pub(crate) looked: Option<Looked>,
    /// The packs that the case brings along.
    pub(crate) packs: Option<Arc<LoadedPacks>>,
}

/// What is kept of a case for its next check.
#[derive(Default)]
struct Kept {
    memory: Memory,
    packs: Option<KeptPacks>,
}

/// The packs of a case, and what they were read from.
struct KeptPacks {
    /// `poa.toml` and `poa.lock`, and which state of all others.
    read_from: ([Option<Arc<[u8]>>; 2], u64),
    loaded: Option<Arc<LoadedPacks>>,
}

impl Kept {
    /// The packs that a case brings along, read again where something may have changed.
    fn packs(&mut self, door: &Door, seen: u64) -> Option<Arc<LoadedPacks>> {
        let text = |name: &str| door.read(name).ok();
        let now = ([text(SETTINGS_FILE), text(LOCK_FILE)], seen);
        if let Some(kept) = self.packs.as_ref().filter(|kept| kept.read_from == now) {
            return kept.loaded.clone();
        }
        let loaded = packs_of_case(door.disk.disk(), door).map(Arc::new);
        self.packs = Some(KeptPacks { read_from: now, loaded: loaded.clone() });
        loaded
    }
}

/// The jobs that wait, one for each case and pack.
#[derive(Default)]
struct Jobs {
    cases: BTreeMap<CaseKey, Job>,
    packs: BTreeMap<PathBuf, PackJob>,
}

/// One of them.
enum Next {
    Case(Job),
    Pack(PackJob),
}

#[derive(Default)]
struct Waiting {
    jobs: Mutex<Jobs>,
    has_some: Condvar,
}

/// The thread that checks.
pub(crate) struct Worker {
    waiting: Arc<Waiting>,
}

impl Worker {
    /// Starts the thread; it ends with the program.
    pub(crate) fn start(events: Events) -> Self {
        let waiting = Arc::new(Waiting::default());
        let theirs = Arc::clone(&waiting);
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        // Without the thread there are no diagnostics, but everything else works.
        drop(thread.spawn(move || work(&theirs, &events)));
        Self { waiting }
    }

    /// Checks a case as soon as the one before is done.
    pub(crate) fn check(&self, job: Job) {
        let mut jobs = self.waiting.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.cases.insert(job.key.clone(), job);
        self.waiting.has_some.notify_one();
    }

    /// Reads a pack as soon as what is under way is done.
    pub(crate) fn read_pack(&self, job: PackJob) {
        let mut jobs = self.waiting.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.packs.insert(job.folder.clone(), job);
        self.waiting.has_some.notify_one();
    }
}

fn work(waiting: &Waiting, events: &Events) {
    let mut memories: BTreeMap<CaseKey, Kept> = BTreeMap::new();
    loop {
        let job = match next(waiting) {
            Next::Case(job) => job,
            Next::Pack(job) => {
                if events.send(Event::PackRead(read_pack(job))).is_err() {
                    return;
                }
                continue;
            }
        };
        let Job { key, door, as_of, generation, packs_seen } = job;
        let mut kept = memories.remove(&key).unwrap_or_default();
        let check = || {
            let packs = kept.packs(&door, packs_seen);
            let input = Input {
                root: key.root.clone(),
                files: &door,
                as_of,
                sites: Vec::new(),
                release: false,
                packs: packs.as_deref(),
            };
            (look(&input, &mut kept.memory), packs)
        };
        let (looked, packs) = match catch_unwind(AssertUnwindSafe(check)) {
            Ok((looked, packs)) => (Some(looked), packs),
            Err(_) => (None, None),
        };
        if memories.len() >= CASES_MAX {
            memories.clear();
        }
        if looked.is_some() {
            memories.insert(key.clone(), kept);
        }
        if events.send(Event::Checked(Checked { key, generation, looked, packs })).is_err() {
            return;
        }
    }
}

fn read_pack(job: PackJob) -> PackRead {
    let PackJob { folder, name, files, generation } = job;
    let reading = catch_unwind(AssertUnwindSafe(|| PackReading::new(&name, files))).ok();
    PackRead { folder, generation, reading }
}

fn next(waiting: &Waiting) -> Next {
    let mut jobs = waiting.jobs.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some((_, job)) = jobs.cases.pop_first() {
            return Next::Case(job);
        }
        if let Some((_, job)) = jobs.packs.pop_first() {
            return Next::Pack(job);
        }
        jobs = waiting.has_some.wait(jobs).unwrap_or_else(PoisonError::into_inner);
    }
}
