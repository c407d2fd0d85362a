//! How many connections there are. In: each that comes and goes. Out: room for the next one, at
//! the price of the one that has been silent longest.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Connections that are served at once: a browser opens six, and one page listens on one.
const SERVED_MAX: usize = 64;

/// All connections.
#[derive(Default)]
pub(crate) struct Crowd {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// How many have come, which numbers them.
    come: u64,
    /// How many are there.
    count: usize,
    /// Those whose request has not come in, by number.
    silent: BTreeMap<u64, TcpStream>,
}

/// The place of one connection, which is free again when this is dropped.
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    number: u64,
}

impl Crowd {
    /// A place for a connection; `None` where there is none.
    ///
    /// When all are taken, the connection that has said nothing for longest loses its own: who
    /// opens many and stays silent locks nobody out.
    pub(crate) fn enter(self: &Arc<Self>, stream: &TcpStream) -> Option<Place> {
        let mut inner = self.lock();
        if inner.count >= SERVED_MAX {
            let (_, silent) = inner.silent.pop_first()?;
            // Whoever reads from it finds its end.
            let _ = silent.shutdown(Shutdown::Both);
        }
        if inner.count >= 2 * SERVED_MAX {
            return None;
        }
        inner.come += 1;
        inner.count += 1;
        let number = inner.come;
        inner.silent.insert(number, stream.try_clone().ok()?);
        Some(Place { crowd: Arc::clone(self), number })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Notes that the request has come in.
    pub(crate) fn has_spoken(&self) {
        self.crowd.lock().silent.remove(&self.number);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inner = self.crowd.lock();
        inner.count -= 1;
        inner.silent.remove(&self.number);
    }
}
