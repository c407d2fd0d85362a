//! When something in the case folder was saved. In: a folder. Out: one word for each burst of
//! changes. The only place that names notify. Knows nothing of what the files are.

use std::path::{Component, Path};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use poa::source::Files;

use crate::reply::Failure;

/// How long nothing must happen before a burst is over: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(20);

/// Folders whose changes are not the user's.
const IGNORED: [&str; 4] = ["out", ".git", "target", "node_modules"];

/// How long a case file that is empty is waited for: many editors empty a file before they write
/// it, and nobody wants to see that.
const EMPTY: Duration = Duration::from_millis(250);

/// Why a case is compiled again.
pub(crate) enum Wake {
    /// Something in the folder was saved.
    Saved,
    /// A site is looked at whose pages are not set.
    Looked,
    /// There is nobody left to show it to.
    End,
}

/// What wakes whoever compiles again and again.
pub(crate) struct Woken {
    receiver: Receiver<Wake>,
    /// A reason that has been heard of, but not seen to.
    heard: Option<Wake>,
}

impl Woken {
    /// Hears of reasons.
    pub(crate) fn new(receiver: Receiver<Wake>) -> Self {
        Self { receiver, heard: None }
    }

    /// Waits until there is something to compile: whether files were saved; `None` at the end. What
    /// has come meanwhile is compiled together.
    pub(crate) fn next(&mut self, files: &dyn Files, root: &str) -> Option<bool> {
        let mut is_saved = false;
        let mut reason = self.heard.take().or_else(|| self.receiver.recv().ok())?;
        loop {
            match reason {
                Wake::Saved => is_saved = true,
                Wake::Looked => {}
                Wake::End => return None,
            }
            let is_empty = files.read(root).is_ok_and(|bytes| bytes.is_empty());
            let more = match is_empty {
                true => self.receiver.recv_timeout(EMPTY).ok(),
                false => self.receiver.try_recv().ok(),
            };
            match more {
                Some(more) => reason = more,
                None => return Some(is_saved),
            }
        }
    }

    /// Whether there is something else to compile by now.
    pub(crate) fn is_called(&mut self) -> bool {
        self.heard = self.heard.take().or_else(|| self.receiver.try_recv().ok());
        self.heard.is_some()
    }
}

/// A folder that is watched; it is watched no longer when this is dropped.
pub(crate) struct Watch {
    _watcher: RecommendedWatcher,
    changes: Receiver<()>,
}

impl Watch {
    /// Watches a folder and all in it but a folder to which bundles are written.
    ///
    /// **Errors**: the system does not let us.
    pub(crate) fn new(folder: &Path, out: Option<&Path>) -> Result<Self, Failure> {
        let (sender, changes) = channel();
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let (root, out) = (absolute(folder), out.map(absolute));
        let told = move |event: notify::Result<Event>| {
            tell(&event, &|path| is_ours(&absolute(path), &root, out.as_deref()), &sender);
        };
        let failed = |error: notify::Error| {
            let help = "close other programs that watch many files, and try again";
            Failure::world(format!("`{}` cannot be watched: {error}", folder.display())).help(help)
        };
        let mut watcher = notify::recommended_watcher(told).map_err(failed)?;
        watcher.watch(folder, RecursiveMode::Recursive).map_err(failed)?;
        Ok(Self { _watcher: watcher, changes })
    }

    /// Wakes somebody after each burst of changes, from now on.
    pub(crate) fn wakes(self, wake: Sender<Wake>) {
        std::thread::spawn(move || while self.wait() && wake.send(Wake::Saved).is_ok() {});
    }

    /// Waits for the next burst of changes and for its end; false when there will be none.
    fn wait(&self) -> bool {
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

/// Reading is no change.
fn tell(event: &notify::Result<Event>, is_ours: &dyn Fn(&Path) -> bool, sender: &Sender<()>) {
    let Ok(event) = event else { return };
    let is_change =
        matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
    if is_change && event.paths.iter().any(|path| is_ours(path)) {
        // Nobody listens any more when the program ends.
        let _ = sender.send(());
    }
}

/// Whether a path is the user's: what a build writes is not.
fn is_ours(path: &Path, root: &Path, out: Option<&Path>) -> bool {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let is_ignored = |part: Component<'_>| IGNORED.iter().any(|name| part.as_os_str() == *name);
    !inside.components().any(is_ignored) && !out.is_some_and(|out| path.starts_with(out))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::workspace::watch::is_ours;

    #[test]
    fn what_a_build_writes_is_not_the_users() {
        let check = |path: &str, expected: bool| {
            let (root, out) = (Path::new("/out/case"), Path::new("/out/case/to-send"));
            assert_eq!(is_ours(Path::new(path), root, Some(out)), expected, "{path}");
        };
        check("/out/case/case.poa", true);
        check("/out/case/data/us.csv", true);
        check("/out/case/to-send-later.poa", true);
        check("/out/case/out/us/plan.pdf", false);
        check("/out/case/to-send/us/plan.pdf", false);
        check("/out/case/.git/index", false);
    }
}
