//! Which argument stands for what. In: a row of the vocabulary and leaves. Out: each leaf with its
//! slot, and what may follow. Is lenient: it serves people who are still typing.

use crate::syntax::vocabulary::Slot;
use crate::syntax::{Kind, Node};

/// The arguments of a statement, told apart.
#[derive(Debug, Default)]
pub struct Assigned<'t> {
    /// Each leaf but commas, and the slot that it fills.
    pub filled: Vec<(Slot, &'t Node)>,
    /// What may follow the last one.
    pub next: Vec<Slot>,
}

/// Gives every argument its slot.
pub fn assign<'t>(slots: &[Slot], arguments: &[&'t Node], text: &str) -> Assigned<'t> {
    let mut taker = Taker { rest: arguments, text, assigned: Assigned::default() };
    taker.all(slots);
    taker.assigned
}

struct Taker<'a, 't> {
    rest: &'a [&'t Node],
    text: &'a str,
    assigned: Assigned<'t>,
}

impl Taker<'_, '_> {
    /// Fills slots in order; whether the last leaf was reached on the way, so that nothing that is
    /// certain follows.
    fn all(&mut self, slots: &[Slot]) -> bool {
        slots.iter().any(|slot| self.one(*slot))
    }

    fn one(&mut self, slot: Slot) -> bool {
        if let Slot::Optional(inner) = slot {
            return self.optional(inner);
        }
        if self.rest.is_empty() {
            self.assigned.next.push(slot);
            return true;
        }
        match slot {
            Slot::Refs(_) | Slot::Findings | Slot::Orders => self.list(slot),
            Slot::Measured if self.peek_kind().is_some_and(is_text) => self.run(slot, 1),
            Slot::Selector | Slot::Formula | Slot::Measured => self.run(slot, usize::MAX),
            Slot::Range | Slot::DateOrRange => self.range(slot),
            Slot::Comparison => self.run(slot, 2),
            Slot::Measure => {
                let is_money = self.peek_kind() == Some(Kind::Name);
                self.run(slot, if is_money { 2 } else { 1 })
            }
            Slot::Fixed(word) => {
                if self.peek() == Some(word) {
                    self.take(slot);
                }
                false
            }
            _ => self.run(slot, 1),
        }
    }

    /// Arguments that may be left out: they are there where the first of them fits.
    fn optional(&mut self, inner: &'static [Slot]) -> bool {
        let Some(first) = inner.first() else { return false };
        if self.rest.is_empty() {
            self.assigned.next.push(*first);
            return false;
        }
        let fits = match first {
            Slot::Fixed(word) => self.peek() == Some(*word),
            Slot::Language => {
                self.peek_kind() == Some(Kind::Name)
                    && self.rest.get(1).is_none_or(|next| is_text(next.kind))
            }
            Slot::File => self.peek_kind().is_some_and(is_text),
            _ => self.peek_kind() == Some(Kind::Name) && self.peek() != Some("on"),
        };
        fits && self.all(inner)
    }

    /// Names with commas between them.
    fn list(&mut self, slot: Slot) -> bool {
        loop {
            self.take(slot);
            match self.peek_kind() {
                Some(Kind::Comma) => self.rest = &self.rest[1..],
                _ => return false,
            }
            if self.rest.is_empty() {
                self.assigned.next.push(slot);
                return true;
            }
        }
    }

    /// A day, or two with dots between them.
    fn range(&mut self, slot: Slot) -> bool {
        self.take(slot);
        let has_dots = self.peek_kind() == Some(Kind::Range);
        has_dots && self.run(slot, 2)
    }

    /// A number of leaves; whether some are missing.
    fn run(&mut self, slot: Slot, leaves: usize) -> bool {
        let mut left = leaves;
        while left > 0 && !self.rest.is_empty() {
            self.take(slot);
            left -= 1;
        }
        if left > 0 {
            self.assigned.next.push(slot);
        }
        left > 0
    }

    fn take(&mut self, slot: Slot) {
        if let [first, rest @ ..] = self.rest {
            self.assigned.filled.push((slot, first));
            self.rest = rest;
        }
    }

    fn peek(&self) -> Option<&str> {
        self.rest.first().and_then(|leaf| self.text.get(leaf.start..leaf.end))
    }

    fn peek_kind(&self) -> Option<Kind> {
        self.rest.first().map(|leaf| leaf.kind)
    }
}

/// Whether a leaf is text between quotation marks, closed or not.
pub fn is_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Text | Kind::TextBlock | Kind::CurlyText | Kind::BadText | Kind::BadTextBlock
    )
}
