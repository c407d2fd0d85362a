//! How a command ends. In: what it has to say. Out: [`Reply`] (two texts and an exit code) or
//! [`Failure`]. Knows no format: `report` words it for people and machines.

use std::fmt;

/// What a command hands to `main`: nothing is printed before it is complete.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// For standard output.
    pub(crate) stdout: String,
    /// For standard error.
    pub(crate) stderr: String,
    /// How it ended.
    pub(crate) exit: Exit,
}

impl Reply {
    /// A reply that is all on standard output.
    pub(crate) fn new(stdout: impl Into<String>, exit: Exit) -> Self {
        Self { stdout: stdout.into(), stderr: String::new(), exit }
    }
}

/// The published exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing in the way.
    Clean,
    /// Faults of the case.
    Faults,
    /// Wrong usage.
    Usage,
    /// The world: a file not readable, a full disk.
    World,
    /// A bug of ours.
    Bug,
}

impl Exit {
    /// The number given to the system.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Faults => 1,
            Exit::Usage => 2,
            Exit::World => 3,
            Exit::Bug => 101,
        }
    }
}

/// Why a command could not do its work: never a fault of the case itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// `Usage`, `World` or `Bug`.
    pub(crate) exit: Exit,
    /// What is wrong: one line, lower case, no full stop.
    pub(crate) message: String,
    /// What to do instead.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// The command was given wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), help: None }
    }

    /// The system does not let us.
    pub(crate) fn world(message: impl Into<String>) -> Self {
        Self { exit: Exit::World, message: message.into(), help: None }
    }

    /// Says what to do instead.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The published word for its kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self.exit {
            Exit::Clean | Exit::Faults | Exit::Usage => "usage",
            Exit::World => "world",
            Exit::Bug => "bug",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
