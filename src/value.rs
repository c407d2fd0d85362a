//! Words of the domain that cannot be wrong once made. In: text. Out: values with private fields
//! and one maker each. Knows nothing of where the text came from.

mod amount;
mod date;
mod defect;
pub mod identifier;
mod order;
mod spoken;

pub use amount::{Decimal, Duration, DurationUnit, Measure, Money, Percent};
pub use date::{Date, DateRange};
pub use defect::{DefectKind, Fulfilment};
pub use identifier::Identifier;
pub use order::{Asin, OrderId};
pub use spoken::spoken_days;
