//! What the threads of a preview share. In: what was compiled, what is looked at. Out: the newest
//! state, and word of it to every page that is open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};

use poa::render::pdf::Pages;
use serde_json::Value;

use crate::report::preview::page_state;
use crate::workspace::Wake;

/// Pages that may be open at once.
const LISTENERS_MAX: usize = 16;

/// Events that wait for a slow page; a page that is slower is dropped and connects again.
const WAITING_MAX: usize = 64;

/// Sites whose pages are set after every save: those that were looked at last. Another one waits a
/// moment when it is looked at again.
const LOOKED_MAX: usize = 4;

/// The result of one compilation.
pub(crate) struct Snapshot {
    /// All that is shown but the pages.
    pub(crate) state: Value,
    /// The pages that were set last.
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
    /// The one that was looked at last is the first.
    looked_at: Vec<String>,
    listeners: Vec<SyncSender<Event>>,
}

impl Board {
    /// An empty board.
    pub(crate) fn new(wake: Sender<Wake>) -> Self {
        let inner =
            Inner { version: 0, snapshot: None, looked_at: Vec::new(), listeners: Vec::new() };
        Self { inner: Mutex::new(inner), wake: Mutex::new(wake) }
    }

    /// Shows a new result and tells every open page, unless it says nothing new. Pages that cannot
    /// be set stay as they were.
    pub(crate) fn put(&self, mut snapshot: Snapshot) {
        let mut inner = self.lock();
        let mut is_news = true;
        if let Some(known) = &inner.snapshot {
            let is_check_alone = snapshot.is_check_alone();
            is_news = match is_check_alone {
                true => known.state["report"] != snapshot.state["report"],
                false => known.state != snapshot.state,
            };
            if is_check_alone && !is_news {
                return;
            }
            let lacks = |code: &String| {
                !snapshot.pages.contains_key(code) && !snapshot.state["shown"][code].is_null()
            };
            let kept = known.pages.iter().filter(|(code, _)| lacks(code));
            let kept: Vec<_> = kept.map(|(code, pages)| (code.clone(), pages.clone())).collect();
            snapshot.pages.extend(kept);
        }
        inner.snapshot = Some(Arc::new(snapshot));
        if is_news {
            inner.version += 1;
            let event = ("state".to_owned(), inner.version.to_string());
            inner.tell(&event);
        }
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
        page_state(version, &state)
    }

    /// Codes of the sites whose pages are wanted, the one that was looked at last first.
    pub(crate) fn looked_at(&self) -> Vec<String> {
        self.lock().looked_at.clone()
    }

    /// Notes that a site is looked at, and has its pages set if they are not.
    pub(crate) fn look_at(&self, site: &str) {
        let is_new = {
            let mut inner = self.lock();
            let shown = inner.snapshot.as_ref().map(|snapshot| &snapshot.state["shown"][site]);
            if shown.is_none_or(Value::is_null) {
                return;
            }
            let is_new = !inner.looked_at.iter().any(|known| known == site);
            inner.looked_at.retain(|known| known != site);
            inner.looked_at.insert(0, site.to_owned());
            inner.looked_at.truncate(LOOKED_MAX);
            is_new
        };
        if is_new {
            let wake = self.wake.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            // The compiler ends only with the program.
            let _ = wake.send(Wake::Looked);
        }
    }

    /// Sends an event to every open page.
    pub(crate) fn tell(&self, name: &str, data: &str) {
        self.lock().tell(&(name.to_owned(), data.to_owned()));
    }

    /// The events of one page from now on; `None` when too many are open.
    pub(crate) fn listen(&self) -> Option<Receiver<Event>> {
        let mut inner = self.lock();
        if inner.listeners.len() >= LISTENERS_MAX {
            // Those that are gone are found when they are spoken to.
            inner.tell(&("here".to_owned(), String::new()));
        }
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

impl Inner {
    fn tell(&mut self, event: &Event) {
        self.listeners.retain(|listener| listener.try_send(event.clone()).is_ok());
    }
}

impl Snapshot {
    /// Whether it comes from the check, before any page that is looked at was set.
    fn is_check_alone(&self) -> bool {
        let sites = || self.state["shown"].as_object().into_iter().flat_map(|sites| sites.values());
        sites().any(|site| site["waiting"] == true) && sites().all(|site| site["pages"].is_null())
    }
}
