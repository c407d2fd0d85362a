//! Documents as artefacts. In: [`crate::document::Document`]. Out: the PDF, the plain answers for
//! Amazon's form, and what a finished PDF says when it is read back. Knows no case and no policy.

use std::fmt;

pub mod pdf;
pub mod readback;
#[cfg(test)]
mod sample;
pub mod text;

/// Why an artefact could not be made or read.
///
/// Never a user's mistake: what a document may hold is checked before it gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError {
    /// One sentence for the user.
    pub message: String,
    /// What the machinery below said, for a report of the fault; may be empty.
    pub details: Vec<String>,
}

impl RenderError {
    /// A failure in one sentence.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), details: Vec::new() }
    }

    /// Adds what the machinery below said.
    pub(crate) fn details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match self.details.is_empty() {
            true => Ok(()),
            false => write!(formatter, " ({})", self.details.join("; ")),
        }
    }
}

impl std::error::Error for RenderError {}
