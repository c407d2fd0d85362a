//! One order defect rate, whatever it is written in. In: an entry of JSON or XML, asked for by the
//! names of its parts. Out: [`DefectRate`], and a note where the printed rate is not what the
//! counts give. Knows all spellings of the parts and no form of file.

use crate::report::performance::{DefectRate, Notes, Target};
use crate::source::{Span, Spanned};
use crate::value::DateRange;

/// An entry whose parts go by names; each is asked for once.
pub(crate) trait RateEntry {
    /// The whole entry.
    fn place(&self) -> Span;

    /// The days.
    fn window(&mut self) -> Option<Spanned<DateRange>>;

    /// A number that stands by itself.
    fn count(&mut self, names: &[&str]) -> Option<Spanned<u64>>;

    /// The number of a part that has a state or a rate beside it.
    fn counted(&mut self, names: &[&str]) -> Option<Spanned<u64>>;

    /// The rate as printed.
    fn printed_rate(&mut self) -> Option<Spanned<String>>;

    /// What is asked.
    fn target(&mut self) -> Option<Target>;

    /// The state.
    fn status(&mut self) -> Option<Spanned<String>>;

    /// Where to note what is unusual.
    fn notes(&mut self) -> &mut Notes;
}

/// The entry of orders with a defect, in every spelling that was seen.
pub(crate) const WITH_DEFECT: &[&str] = &["orderWithDefects", "ordersWithDefects"];

/// Reads the rate of an entry.
pub(crate) fn defect_rate(entry: &mut impl RateEntry) -> DefectRate {
    let rate = DefectRate {
        window: entry.window(),
        orders: entry.count(&["orderCount"]),
        with_defect: entry.counted(WITH_DEFECT),
        claims: entry.counted(&["claims", "a_z_claims"]),
        chargebacks: entry.counted(&["chargebacks"]),
        negative_feedback: entry.counted(&["negativeFeedback", "negativeFeedbacks"]),
        printed_rate: entry.printed_rate(),
        target: entry.target(),
        status: entry.status(),
        place: entry.place(),
    };
    let (printed, part) = (rate.printed_rate.as_ref(), rate.with_defect.as_ref());
    entry.notes().compare(printed, part, rate.orders.as_ref());
    rate
}
