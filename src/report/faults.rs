//! A bounded list of faults of one file. In: diagnostics as they are found. Out: the first ones,
//! and one that says how many more there are. Knows no rule; also shortens the user's text for
//! messages.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// How many faults of one file are told one by one.
const TOLD_MAX: usize = 20;

/// How many characters of a cell are repeated in a message.
const QUOTED_MAX: usize = 40;

/// Faults of one file, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    told: Vec<Diagnostic>,
    untold: Option<Untold>,
}

/// What was found after the list was full.
#[derive(Debug)]
struct Untold {
    count: usize,
    worst: Severity,
    first: Option<Span>,
}

impl Faults {
    /// Takes a fault.
    pub(crate) fn add(&mut self, fault: Diagnostic) {
        if self.told.len() < TOLD_MAX {
            return self.told.push(fault);
        }
        let first = fault.primary().map(|label| label.span);
        let untold = Untold { count: 0, worst: fault.severity, first };
        let untold = self.untold.get_or_insert(untold);
        untold.count += 1;
        untold.worst = untold.worst.min(fault.severity);
    }

    /// All that is to be told.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        if let Some(untold) = self.untold {
            let message = format!("{} more faults in this file", untold.count);
            let mut rest = Diagnostic::new("data-not-readable", untold.worst, message)
                .help("mend the faults above first; the next run shows the others");
            if let Some(first) = untold.first {
                rest = rest.at(first, "the first of them");
            }
            self.told.push(rest);
        }
        self.told
    }
}

/// The user's text as it stands in a message: one line, not too long, between backticks.
pub(crate) fn quote(text: &str) -> String {
    let plain = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    let mut short: String = text.chars().take(QUOTED_MAX).map(plain).collect();
    if text.chars().nth(QUOTED_MAX).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::report::faults::{Faults, quote};

    #[test]
    fn tells_twenty_and_counts_the_rest() {
        for (errors, warnings, told, last) in [
            (0, 0, 0, None),
            (20, 0, 20, Some("a")),
            (19, 4, 21, Some("3 more faults in this file")),
        ] {
            let mut faults = Faults::default();
            (0..errors).for_each(|_| faults.add(Diagnostic::error("a", "a")));
            (0..warnings).for_each(|_| faults.add(Diagnostic::warning("a", "b")));
            let list = faults.finish();
            assert_eq!(list.len(), told);
            assert_eq!(list.last().map(|fault| fault.message.as_str()), last);
        }
        let mut faults = Faults::default();
        (0..21).for_each(|_| faults.add(Diagnostic::warning("a", "b")));
        faults.add(Diagnostic::error("a", "b"));
        assert_eq!(faults.finish().last().map(|f| f.severity), Some(Severity::Error));
    }

    #[test]
    fn quotes_shortly() {
        for (text, expected) in [("a\n`b", "`a  b`"), ("", "``")] {
            assert_eq!(quote(text), expected);
        }
        assert_eq!(quote(&"ü".repeat(41)), format!("`{}…`", "ü".repeat(40)));
    }
}
