//! The same work on many things at once. In: the things, and how many threads. Out: the answers in
//! the order of the things, whoever was first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Room for the stack of a thread: deeply nested input must not exhaust it.
const STACK_BYTES: usize = 32 << 20;

/// Works on all things, with this many threads at most.
pub(crate) fn map<T: Sync, R: Send>(
    things: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let answers: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(things.len()));
    let run = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else { break };
            let answer = work(thing);
            answers.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((at, answer));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.clamp(1, things.len().max(1)) {
            // Without a further thread the one below does all of it.
            let _ = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run);
        }
        run();
    });
    let mut answers = answers.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
