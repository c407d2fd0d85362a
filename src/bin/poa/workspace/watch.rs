//! When something in the case folder was saved. In: a folder. Out: one word for each burst of
//! changes. The only place that names notify. Knows nothing of what the files are.

use std::path::{Component, Path};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::reply::Failure;

/// How long nothing must happen before a burst is over: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(40);

/// Folders whose changes are not the user's.
const IGNORED: [&str; 4] = ["out", ".git", "target", "node_modules"];

/// A folder that is watched; it is watched no longer when this is dropped.
pub(crate) struct Watch {
    _watcher: RecommendedWatcher,
    changes: Receiver<()>,
}

impl Watch {
    /// Watches a folder and all in it.
    ///
    /// **Errors**: the system does not let us.
    pub(crate) fn new(folder: &Path) -> Result<Self, Failure> {
        let (sender, changes) = channel();
        let root = folder.to_owned();
        let told = move |event: notify::Result<Event>| tell(&event, &root, &sender);
        let failed = |error: notify::Error| {
            let help = "close other programs that watch many files, and try again";
            Failure::world(format!("`{}` cannot be watched: {error}", folder.display())).help(help)
        };
        let mut watcher = notify::recommended_watcher(told).map_err(failed)?;
        watcher.watch(folder, RecursiveMode::Recursive).map_err(failed)?;
        Ok(Self { _watcher: watcher, changes })
    }

    /// Waits for the next burst of changes and for its end; false when there will be none.
    pub(crate) fn wait(&self) -> bool {
        if self.changes.recv().is_err() {
            return false;
        }
        loop {
            match self.changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }
}

/// Reading is no change; what a build writes is none of the user's.
fn tell(event: &notify::Result<Event>, root: &Path, sender: &Sender<()>) {
    let Ok(event) = event else { return };
    let is_change =
        matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
    let is_ours = |path: &Path| {
        let inside = path.strip_prefix(root).unwrap_or(path);
        let is_ignored = |part: Component<'_>| IGNORED.iter().any(|name| part.as_os_str() == *name);
        !inside.components().any(is_ignored)
    };
    if is_change && event.paths.iter().any(|path| is_ours(path)) {
        // Nobody listens any more when the program ends.
        let _ = sender.send(());
    }
}
