//! How long work takes, and when it began. In: nothing. Out: times for people.

use std::time::{Duration, Instant};

/// Work that was begun.
pub(crate) struct Stopwatch {
    begun: Instant,
    time_of_day: String,
}

impl Stopwatch {
    /// Begins now.
    pub(crate) fn start() -> Self {
        let time_of_day = chrono::Local::now().format("%H:%M:%S").to_string();
        Self { begun: Instant::now(), time_of_day }
    }

    /// When it began, where the user is: `14:03:21`.
    pub(crate) fn time_of_day(&self) -> &str {
        &self.time_of_day
    }

    /// How long it has taken.
    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}
