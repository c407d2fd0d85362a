//! A case as plain data with places. In: trees. Out: [`Case`] and what is wrong with its words,
//! arguments and names. Knows the vocabulary, not the packs: words that packs define stay text.

mod arguments;
mod entry;
mod fields;
mod items;
mod literal;
mod lower;
mod names;
mod project;
mod prose;
mod selector;

pub use entry::{Entry, Value};
pub use items::{
    Action, ActionKind, Allow, Attach, Average, Case, CaseHead, Comparison, ComparisonSign,
    Disclose, Dispute, Evidence, Fact, Figure, Finding, Followup, Formula, Hidden, Item, Localised,
    Meant, Orders, Period, Person, Reading, Related, Remedy, Request, Site, Submission, Target,
    TimeUnit, Todo, Verify, Wanted,
};
pub use literal::prose as text_of;
pub use lower::lower;
pub use project::{Project, read_again, read_project};
pub use prose::{Mark, Prose};
pub use selector::{Condition, Selector};
