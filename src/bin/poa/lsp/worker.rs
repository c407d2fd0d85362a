//! Checks beside the loop. In: jobs; a newer one of the same case takes the place of one that
//! waits, and one that is under way is stopped when the texts change. Out: events. Keeps what was
//! found out about files for the next check of the case, and numbers exhibits when nothing else is
//! to be done.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use poa::compile::{
    ExhibitNumbers, Input, LoadedPacks, Looked, Memory, exhibit_numbers, look_until,
};
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

/// How long nothing must have been asked before exhibits are numbered: that takes another check.
const IDLE: Duration = Duration::from_millis(300);

/// One check.
#[derive(Clone)]
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

/// The numbers that exhibits have in the plans of a case.
pub(crate) struct Numbered {
    /// Which case.
    pub(crate) key: CaseKey,
    /// Which state of the texts.
    pub(crate) generation: u64,
    /// The numbers, of sites without an error.
    pub(crate) numbers: ExhibitNumbers,
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
    /// Cases whose exhibits are numbered when nothing else is to be done.
    numbers: BTreeMap<CaseKey, Job>,
    /// The case that is being looked at, and what stops that.
    running: Option<(CaseKey, Arc<AtomicBool>)>,
}

/// One of them.
enum Next {
    Case(Job, Arc<AtomicBool>),
    Pack(PackJob),
    Numbers(Job, Arc<AtomicBool>),
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
    /// Starts the thread; it ends with the program. Exhibits are numbered where somebody shows it.
    pub(crate) fn start(events: Events, with_numbers: bool) -> Self {
        let waiting = Arc::new(Waiting::default());
        let theirs = Arc::clone(&waiting);
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        // Without the thread there are no diagnostics, but everything else works.
        drop(thread.spawn(move || work(&theirs, &events, with_numbers)));
        Self { waiting }
    }

    /// Ends what is under way for a case whose texts have changed.
    pub(crate) fn stop(&self, key: &CaseKey) {
        let mut jobs = self.waiting.lock();
        jobs.cases.remove(key);
        jobs.numbers.remove(key);
        if let Some((_, stop)) = jobs.running.as_ref().filter(|(running, _)| running == key) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Checks a case as soon as the one before is done.
    pub(crate) fn check(&self, job: Job) {
        let mut jobs = self.waiting.lock();
        jobs.cases.insert(job.key.clone(), job);
        self.waiting.has_some.notify_one();
    }

    /// Reads a pack as soon as what is under way is done.
    pub(crate) fn read_pack(&self, job: PackJob) {
        let mut jobs = self.waiting.lock();
        jobs.packs.insert(job.folder.clone(), job);
        self.waiting.has_some.notify_one();
    }
}

fn work(waiting: &Waiting, events: &Events, with_numbers: bool) {
    let mut memories: BTreeMap<CaseKey, Kept> = BTreeMap::new();
    loop {
        let event = match waiting.next() {
            Next::Pack(job) => Event::PackRead(read_pack(job)),
            Next::Case(job, stop) => {
                let again = with_numbers.then(|| job.clone());
                let Some(checked) = check(job, &mut memories, &stop) else { continue };
                waiting.lock().numbers.extend(again.map(|job| (job.key.clone(), job)));
                Event::Checked(checked)
            }
            Next::Numbers(job, stop) => match number(job, &mut memories, &stop) {
                Some(numbered) => Event::Numbered(numbered),
                None => continue,
            },
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// Checks a case; `None` where it was stopped.
fn check(
    job: Job,
    memories: &mut BTreeMap<CaseKey, Kept>,
    stop: &Arc<AtomicBool>,
) -> Option<Checked> {
    let look = |input: &Input<'_>, memory: &mut Memory| look_until(input, memory, stop);
    let (key, generation) = (job.key.clone(), job.generation);
    match with_memory(job, memories, look) {
        Some((looked, packs)) => {
            let looked = Some(looked?);
            Some(Checked { key, generation, looked, packs })
        }
        None => Some(Checked { key, generation, looked: None, packs: None }),
    }
}

/// Numbers the exhibits of a case; `None` where it was stopped or failed.
fn number(
    job: Job,
    memories: &mut BTreeMap<CaseKey, Kept>,
    stop: &Arc<AtomicBool>,
) -> Option<Numbered> {
    let (key, generation) = (job.key.clone(), job.generation);
    let (numbers, _) = with_memory(job, memories, exhibit_numbers)?;
    let is_wanted = !stop.load(Ordering::Relaxed);
    is_wanted.then_some(Numbered { key, generation, numbers })
}

/// Runs something on a case with what is kept of it; `None` where that failed, which is a fault of
/// the program.
fn with_memory<T>(
    job: Job,
    memories: &mut BTreeMap<CaseKey, Kept>,
    run: impl FnOnce(&Input<'_>, &mut Memory) -> T,
) -> Option<(T, Option<Arc<LoadedPacks>>)> {
    let Job { key, door, as_of, packs_seen, .. } = job;
    let mut kept = memories.remove(&key).unwrap_or_default();
    let work = || {
        let packs = kept.packs(&door, packs_seen);
        let input = Input {
            root: key.root.clone(),
            files: &door,
            as_of,
            sites: Vec::new(),
            release: false,
            packs: packs.as_deref(),
        };
        (run(&input, &mut kept.memory), packs)
    };
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    if memories.len() >= CASES_MAX {
        memories.clear();
    }
    if done.is_some() {
        memories.insert(key, kept);
    }
    done
}

fn read_pack(job: PackJob) -> PackRead {
    let PackJob { folder, name, files, generation } = job;
    let reading = catch_unwind(AssertUnwindSafe(|| PackReading::new(&name, files))).ok();
    PackRead { folder, generation, reading }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be done next. Exhibits are numbered once nothing was asked for a while.
    fn next(&self) -> Next {
        let mut jobs = self.lock();
        let mut is_idle = false;
        loop {
            jobs.running = None;
            if let Some((_, job)) = jobs.cases.pop_first() {
                let stop = jobs.run(&job.key);
                return Next::Case(job, stop);
            }
            if let Some((_, job)) = jobs.packs.pop_first() {
                return Next::Pack(job);
            }
            if jobs.numbers.is_empty() {
                jobs = self.has_some.wait(jobs).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            if is_idle && let Some((_, job)) = jobs.numbers.pop_first() {
                let stop = jobs.run(&job.key);
                return Next::Numbers(job, stop);
            }
            let waited = self.has_some.wait_timeout(jobs, IDLE);
            let (after, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            (jobs, is_idle) = (after, timeout.timed_out());
        }
    }
}

impl Jobs {
    /// Notes what is under way; what stops it.
    fn run(&mut self, key: &CaseKey) -> Arc<AtomicBool> {
        let stop = Arc::new(AtomicBool::new(false));
        self.running = Some((key.clone(), Arc::clone(&stop)));
        stop
    }
}
