//! What the threads of a preview share. In: what was compiled, what is looked at. Out: the newest
//! state, and word of it to every page that is open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};

use poa::render::pdf::Pages;
use serde_json::Value;

use crate::preview::Wake;
use crate::report::preview::page_state;

/// Pages that may be open at once.
const LISTENERS_MAX: usize = 16;

/// Events that wait for a slow page; a page that is slower is dropped and connects again.
const WAITING_MAX: usize = 64;

/// The result of one compilation.
pub(crate) struct Snapshot {
    /// All that is shown but the pages.
    pub(crate) state: Value,
    /// The pages of the sites that are looked at.
    pub(crate) pages: BTreeMap<String, Pages>,
    /// Names of the files that were read: only these can be opened.
    pub(crate) files: BTreeSet<String>,
}

/// An event as it is sent: its name and one line of data.
pub(crate) type Event = (String, String);

/// The shared state.
pub(crate) struct Board {
    inner: Mutex<Inner>,
    wake: Mutex<Sender<Wake>>,
}

struct Inner {
    version: u64,
    snapshot: Option<Arc<Snapshot>>,
    looked_at: BTreeSet<String>,
    listeners: Vec<SyncSender<Event>>,
}

impl Board {
    /// An empty board.
    pub(crate) fn new(wake: Sender<Wake>) -> Self {
        let inner =
            Inner { version: 0, snapshot: None, looked_at: BTreeSet::new(), listeners: Vec::new() };
        Self { inner: Mutex::new(inner), wake: Mutex::new(wake) }
    }

    /// Shows a new result and tells every open page.
    pub(crate) fn put(&self, snapshot: Snapshot) {
        let mut inner = self.lock();
        inner.version += 1;
        inner.snapshot = Some(Arc::new(snapshot));
        let event = ("state".to_owned(), inner.version.to_string());
        inner.listeners.retain(|listener| listener.try_send(event.clone()).is_ok());
    }

    /// The newest result; `None` before the first.
    pub(crate) fn newest(&self) -> Option<Arc<Snapshot>> {
        self.lock().snapshot.clone()
    }

    /// What the page fetches after each change.
    pub(crate) fn state(&self) -> String {
        let (version, snapshot) = {
            let inner = self.lock();
            (inner.version, inner.snapshot.clone())
        };
        let state = snapshot.map_or(Value::Null, |snapshot| snapshot.state.clone());
        page_state(version, None, &state)
    }

    /// Codes of the sites whose pages are wanted.
    pub(crate) fn looked_at(&self) -> BTreeSet<String> {
        self.lock().looked_at.clone()
    }

    /// Notes that a site is looked at, and has its pages set if they are not.
    pub(crate) fn look_at(&self, site: &str) {
        let is_new = {
            let mut inner = self.lock();
            let shown = inner.snapshot.as_ref().map(|snapshot| &snapshot.state["shown"][site]);
            let is_known = shown.is_some_and(|site| !site.is_null());
            is_known && inner.looked_at.insert(site.to_owned())
        };
        if is_new {
            let wake = self.wake.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            // The compiler ends only with the program.
            let _ = wake.send(Wake::Looked);
        }
    }

    /// Sends an event to every open page.
    pub(crate) fn tell(&self, name: &str, data: &str) {
        let event = (name.to_owned(), data.to_owned());
        self.lock().listeners.retain(|listener| listener.try_send(event.clone()).is_ok());
    }

    /// The events of one page from now on; `None` when too many are open.
    pub(crate) fn listen(&self) -> Option<Receiver<Event>> {
        let mut inner = self.lock();
        if inner.listeners.len() >= LISTENERS_MAX {
            return None;
        }
        let (sender, receiver) = sync_channel(WAITING_MAX);
        // The page learns at once what there is.
        let _ = sender.try_send(("state".to_owned(), inner.version.to_string()));
        inner.listeners.push(sender);
        Some(receiver)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
