//! Data files that were read before. In: bytes, and what was asked of them. Out: the same answers
//! while the bytes stay the same. Judges nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Outcome;
use crate::report::{
    Decoded, EncodingHint, NotText, OrderFilter, count_orders, cover_buyers, decode,
};
use crate::source::SourceId;
use crate::value::{DateRange, Fulfilment, OrderId};

/// Texts and counts of data files, by path.
#[derive(Debug, Default)]
pub struct Readings {
    texts: BTreeMap<String, Text>,
    counts: BTreeMap<String, Count>,
}

/// A data file as text, with the data of buyers covered.
#[derive(Debug, Clone)]
pub struct Covered {
    /// The text.
    pub text: Arc<str>,
    /// What a reader should know about it.
    pub notes: Vec<String>,
    /// How it was encoded.
    pub encoding: &'static str,
}

#[derive(Debug)]
struct Text {
    bytes: Arc<[u8]>,
    hint: EncodingHint,
    covered: Covered,
}

/// Orders that a report holds.
pub type Counted = Outcome<BTreeSet<OrderId>>;

#[derive(Debug)]
struct Count {
    text: Arc<str>,
    source: SourceId,
    asked: Asked,
    counted: Counted,
}

/// An [`OrderFilter`] that can be kept.
#[derive(Debug, PartialEq)]
struct Asked {
    window: DateRange,
    fulfilment: Fulfilment,
    sales_channel: String,
}

impl Readings {
    /// The text of a data file, decoded once for the same bytes.
    ///
    /// **Errors**: the bytes are no text.
    pub fn text(
        &mut self,
        (path, bytes): (&str, &Arc<[u8]>),
        hint: EncodingHint,
    ) -> Result<Covered, NotText> {
        let known = self.texts.get(path).filter(|it| it.hint == hint && is_same(&it.bytes, bytes));
        if let Some(known) = known {
            return Ok(known.covered.clone());
        }
        let Decoded { text, notes, encoding, .. } = decode(bytes, hint)?;
        // Covered before anything can quote it: no message ever shows a buyer.
        let covered = Covered { text: cover_buyers(&text).into(), notes, encoding };
        let text = Text { bytes: Arc::clone(bytes), hint, covered: covered.clone() };
        self.texts.insert(path.to_owned(), text);
        Ok(covered)
    }

    /// The orders of a report that count, found once for the same text in the same source.
    pub fn count(
        &mut self,
        path: &str,
        (source, text): (SourceId, &Arc<str>),
        filter: &OrderFilter<'_>,
    ) -> Counted {
        let asked = Asked {
            window: filter.window,
            fulfilment: filter.fulfilment,
            sales_channel: filter.sales_channel.to_owned(),
        };
        let known = self
            .counts
            .get(path)
            .filter(|it| it.source == source && it.asked == asked && (Arc::ptr_eq(&it.text, text)));
        if let Some(known) = known {
            return known.counted.clone();
        }
        let counted = count_orders(text, source, filter);
        let kept = Count { text: Arc::clone(text), source, asked, counted: counted.clone() };
        self.counts.insert(path.to_owned(), kept);
        counted
    }
}

fn is_same(known: &Arc<[u8]>, bytes: &Arc<[u8]>) -> bool {
    Arc::ptr_eq(known, bytes) || known == bytes
}
