//! The `leaving:` look of a rule: how data of buyers is told in all that leaves the house. In: its
//! mapping. Out: [`Leaving`]. Searches nothing.

use crate::policy::Policy;
use crate::policy::declare::known_names;
use crate::policy::mapping::rules::LEAVING;
use crate::policy::pattern::Pattern;
use crate::policy::rule::pattern;
use crate::policy::shape::{Faults, Fields};
use crate::policy::types::Look;

/// What data of buyers looks like, and what only looks like it.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// What is found in any text; each says what it finds.
    pub patterns: Vec<Pattern>,
    /// Headings of columns that hold data of buyers, in small letters, without `-` and `_`; each
    /// says what it finds.
    pub columns: Vec<Pattern>,
    /// Headings of columns that hold data of others: in their cells nothing is looked for.
    pub columns_of_others: Vec<Pattern>,
    /// Cells that were made unreadable, or name nobody.
    pub masked: Vec<Pattern>,
    /// Finds that belong to Amazon, to carriers, or to everybody at a firm.
    pub contacts: Vec<Pattern>,
    /// Facts of disclosures in which the seller names himself.
    pub own_facts: Vec<String>,
    /// Kinds of exhibit that anybody may read.
    pub public_kinds: Vec<String>,
}

impl Leaving {
    /// Its lists of patterns, in the order of their names.
    pub(crate) fn lists(&self) -> [&Vec<Pattern>; 5] {
        [&self.patterns, &self.columns, &self.columns_of_others, &self.masked, &self.contacts]
    }
}

/// Its lists of patterns, by name.
pub(crate) const LISTS: [&str; 5] =
    ["patterns", "columns", "columns_of_others", "masked", "contacts"];

/// Reads `leaving: {patterns, columns, …}` of a rule.
pub(crate) fn leaving(
    fields: &Fields<'_>,
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Look> {
    let name = ("`leaving`", fields.place("leaving"));
    let inner = Fields::of(fields.get("leaving")?, name, &LEAVING, faults)?;
    if inner.get("patterns").is_none() {
        inner.missing("patterns", faults);
    }
    let [patterns, columns, columns_of_others, masked, contacts] = LISTS.map(|list| {
        let items = inner.items(list, faults);
        let lists = &policy.word_lists;
        items.iter().filter_map(|item| pattern(item, lists, faults)).collect::<Vec<Pattern>>()
    });
    let own_facts = inner.texts("own_facts", faults).into_iter().map(|it| it.value).collect();
    let kinds = ("kind of evidence", &policy.evidence_kinds);
    let public_kinds = known_names(&inner, "public_kinds", kinds, faults);
    (!patterns.is_empty()).then_some(Look::Leaving(Box::new(Leaving {
        patterns,
        columns,
        columns_of_others,
        masked,
        contacts,
        own_facts,
        public_kinds,
    })))
}
