//! Parts the orders with a defect into groups, one finding each. In: united orders. Out: [`Group`]s
//! that hold every order once, each with the `covers` that takes just its orders. Writes no prose.
//!
//! A group is large enough for a finding of its own from [`ORDERS_MIN`] orders and a tenth of all
//! orders with a defect on. Kinds come first, as the rate counts them; within a kind a reason that
//! a third of its orders share, then a product that half of the rest share. What is left is one
//! finding together.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Condition, Selector};
use crate::check::select;
use crate::report::{DefectOrder, UnitedOrder};
use crate::source::{Span, Spanned};
use crate::value::{DefectKind, OrderId};

/// The fewest orders of a finding of its own.
pub const ORDERS_MIN: usize = 3;

/// A reason that is longer stands in no name and no selector.
const REASON_MAX: usize = 60;

/// Order ids on one line of `covers`.
const IDS_ON_A_LINE: usize = 4;

/// Orders for one finding.
#[derive(Debug, Clone)]
pub(crate) struct Group<'o> {
    /// Name of the finding: `a-to-z`, `a-to-z-cr-defective`, `other-defects`.
    pub(crate) name: String,
    /// What the orders have in common.
    pub(crate) key: Key,
    /// What stands behind `covers`.
    pub(crate) covers: String,
    /// The orders, sorted by id; never empty.
    pub(crate) orders: Vec<&'o UnitedOrder>,
}

/// What the orders of a group have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Key {
    /// The kind; `None` for what is left over.
    pub(crate) kind: Option<DefectKind>,
    /// The reason.
    pub(crate) reason: Option<String>,
    /// The product.
    pub(crate) asin: Option<String>,
}

/// Groups the orders; a selector may take no order of `all` that is not its group's.
///
/// **Shape**: each order of `orders` is in exactly one group.
pub(crate) fn groups<'o>(orders: &[&'o UnitedOrder], all: &[UnitedOrder]) -> Vec<Group<'o>> {
    let defects: Vec<DefectOrder> = all.iter().map(|united| united.order.clone()).collect();
    let enough = ORDERS_MIN.max(orders.len().div_ceil(10));
    let mut rest = orders.to_vec();
    let mut found = Vec::new();
    for kind in DefectKind::ALL {
        let has = |order: &&UnitedOrder| order.order.kinds.contains_key(&kind);
        let (class, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(has);
        rest = others;
        if class.len() < enough {
            rest.extend(class);
            continue;
        }
        let (split, left) = split(class, kind, enough);
        found.extend(split);
        rest.extend(left);
    }
    if !rest.is_empty() {
        found.push((Key::default(), rest));
    }
    let mut names = BTreeSet::new();
    found.into_iter().map(|(key, orders)| group(key, orders, &defects, &mut names)).collect()
}

type Split<'o> = (Vec<(Key, Vec<&'o UnitedOrder>)>, Vec<&'o UnitedOrder>);

/// Parts the orders of one kind by reason and product; the second part is too small.
fn split(class: Vec<&UnitedOrder>, kind: DefectKind, enough: usize) -> Split<'_> {
    let key = Key { kind: Some(kind), ..Key::default() };
    let mut found = Vec::new();
    let third = class.len().div_ceil(3);
    let (by_reason, mut rest) = by(class, plain_reason);
    for (reason, orders) in by_reason {
        match orders.len() >= enough.max(third) {
            true => found.push((Key { reason: Some(reason), ..key.clone() }, orders)),
            false => rest.extend(orders),
        }
    }
    let half = rest.len().div_ceil(2);
    let (by_asin, mut left) = by(rest, |order| Some(order.order.asin.as_ref()?.value.to_string()));
    let total: usize = left.len() + by_asin.values().map(Vec::len).sum::<usize>();
    for (asin, orders) in by_asin {
        match orders.len() >= enough.max(half) && orders.len() < total {
            true => found.push((Key { asin: Some(asin), ..key.clone() }, orders)),
            false => left.extend(orders),
        }
    }
    match left.len() >= enough {
        true => found.push((key, std::mem::take(&mut left))),
        false if found.is_empty() => found.push((key, std::mem::take(&mut left))),
        false => {}
    }
    (found, left)
}

/// Orders by a value, and those without one.
fn by(
    orders: Vec<&UnitedOrder>,
    value: impl Fn(&UnitedOrder) -> Option<String>,
) -> (BTreeMap<String, Vec<&UnitedOrder>>, Vec<&UnitedOrder>) {
    let mut found: BTreeMap<String, Vec<&UnitedOrder>> = BTreeMap::new();
    let mut without = Vec::new();
    for order in orders {
        match value(order) {
            Some(value) => found.entry(value).or_default().push(order),
            None => without.push(order),
        }
    }
    (found, without)
}

/// The reason, where it can stand in a selector and in prose as it is.
fn plain_reason(order: &UnitedOrder) -> Option<String> {
    let reason = order.order.reason.as_ref()?.value.trim().to_owned();
    let is_plain = |c: char| c.is_alphanumeric() || " -_./".contains(c);
    let fits = !reason.is_empty() && reason.chars().count() <= REASON_MAX;
    (fits && reason.chars().all(is_plain)).then_some(reason)
}

fn group<'o>(
    key: Key,
    mut orders: Vec<&'o UnitedOrder>,
    defects: &[DefectOrder],
    names: &mut BTreeSet<String>,
) -> Group<'o> {
    orders.sort_by_key(|order| order.order.id.value.clone());
    let ids: BTreeSet<OrderId> = orders.iter().map(|order| order.order.id.value.clone()).collect();
    let mut name = key.name();
    for number in 2.. {
        if names.insert(name.clone()) {
            break;
        }
        name = format!("{}-{number}", key.name());
    }
    let place = orders[0].order.row;
    let exact = |selector: &Selector| select(Some(selector), defects) == ids;
    let short = [Key::default().selector(place), key.selector(place)].into_iter().find(exact);
    let covers = short.map_or_else(|| listed(&ids), |selector| written(&selector));
    Group { name, key, covers, orders }
}

impl Key {
    fn name(&self) -> String {
        let Some(kind) = self.kind else { return "other-defects".to_owned() };
        let parts = [Some(kind.as_str()), self.reason.as_deref(), self.asin.as_deref()];
        parts
            .into_iter()
            .flatten()
            .map(slug)
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join("-")
    }

    fn selector(&self, place: Span) -> Selector {
        let kind = self.kind.map(DefectKind::as_str);
        let fields =
            [("kind", kind), ("reason", self.reason.as_deref()), ("asin", self.asin.as_deref())];
        let condition = |(field, value): (&str, Option<&str>)| {
            let spanned = |text: &str| Spanned::new(text.to_owned(), place);
            Some(Condition { field: spanned(field), values: vec![spanned(value?)] })
        };
        let conditions = fields.into_iter().filter_map(condition).collect();
        Selector::Defects { conditions, span: place }
    }
}

/// A piece of a name: small letters, digits and hyphens.
fn slug(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let text: String = text.chars().map(letter).collect();
    text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// A selector of defects as it is written.
fn written(selector: &Selector) -> String {
    let Selector::Defects { conditions, .. } = selector else { return String::new() };
    let condition = |it: &Condition| {
        let values: Vec<String> = it
            .values
            .iter()
            .map(|value| match it.field.value.as_str() {
                "reason" => format!("\"{}\"", value.value),
                _ => value.value.clone(),
            })
            .collect();
        format!("{} is {}", it.field.value, values.join(" or "))
    };
    let conditions: Vec<String> = conditions.iter().map(condition).collect();
    match conditions.is_empty() {
        true => "defects".to_owned(),
        false => format!("defects where {}", conditions.join(" and ")),
    }
}

/// The orders by id, some on each line.
fn listed(ids: &BTreeSet<OrderId>) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let lines: Vec<String> = ids.chunks(IDS_ON_A_LINE).map(|line| line.join(", ")).collect();
    format!("orders {}", lines.join(",\n                 "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use crate::case::{lower, read_project};
    use crate::check::select;
    use crate::import::group::groups;
    use crate::report::{DefectOrder, Scope, SourceRows, UnitedOrder, read_defects, union};
    use crate::source::{FileError, Files, Sources};

    /// A folder with one case in it.
    struct Folder(String);

    impl Files for Folder {
        fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
            match path {
                "case.poa" => Ok(self.0.as_bytes().into()),
                _ => Err(FileError::Missing),
            }
        }
    }

    /// Rows `kinds reason asin`, one an order.
    fn united(rows: &[(&str, &str, &str)]) -> Vec<UnitedOrder> {
        let mut text = "order-id,kind,reason,asin\n".to_owned();
        for (at, (kinds, reason, asin)) in rows.iter().enumerate() {
            text += &format!("112-0000000-{at:07},{kinds},\"{reason}\",{asin}\n");
        }
        let source = Sources::default().add("a.csv", text.as_str());
        let read = read_defects(&text, source);
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        union(vec![SourceRows::Defects(read.value)], &Scope::default()).value
    }

    /// Groups, writes and reads back: each order is covered by exactly one finding.
    fn check(rows: &[(&str, &str, &str)], expected: &[(&str, usize)]) {
        let all = united(rows);
        let orders: Vec<&UnitedOrder> = all.iter().collect();
        let found = groups(&orders, &all);
        let names: Vec<(&str, usize)> =
            found.iter().map(|group| (group.name.as_str(), group.orders.len())).collect();
        assert_eq!(names, expected);
        let finding =
            |name: &str, covers: &str| format!("finding {name} {{\n  covers  {covers}\n}}\n");
        let text: String = found.iter().map(|group| finding(&group.name, &group.covers)).collect();
        let mut sources = Sources::default();
        let project = read_project("case.poa", &Folder(text.clone()), &mut sources);
        assert!(project.diagnostics.is_empty(), "{text}");
        let lowered = lower(&project.value, &sources);
        let strange = lowered.diagnostics.iter().filter(|fault| fault.rule != "case-missing");
        assert_eq!(strange.count(), 0, "{text}\n{:?}", lowered.diagnostics);
        let defects: Vec<DefectOrder> = all.iter().map(|order| order.order.clone()).collect();
        let mut seen = BTreeSet::new();
        for (finding, group) in lowered.value.findings.iter().zip(&found) {
            let covered = select(finding.covers.as_ref(), &defects);
            assert_eq!(covered.len(), group.orders.len(), "{text}");
            assert!(covered.into_iter().all(|id| seen.insert(id)), "{text}");
        }
        assert_eq!(seen.len(), all.len(), "{text}");
    }

    const CLAIM: (&str, &str, &str) = ("a-to-z", "", "");
    const PAID_BACK: (&str, &str, &str) = ("chargeback", "", "");
    const STARS: (&str, &str, &str) = ("negative-feedback", "", "");
    const BOTH: (&str, &str, &str) = ("a-to-z;negative-feedback", "", "");

    #[test]
    fn kinds_come_first() {
        check(&[CLAIM], &[("other-defects", 1)]);
        check(&[CLAIM; 3], &[("a-to-z", 3)]);
        check(&[CLAIM, PAID_BACK, STARS], &[("other-defects", 3)]);
        let all = [&[CLAIM; 5][..], &[BOTH; 2], &[STARS; 3], &[PAID_BACK]].concat();
        check(&all, &[("a-to-z", 7), ("negative-feedback", 3), ("other-defects", 1)]);
        // A tenth of forty orders is more than three.
        let all = [&[CLAIM; 36][..], &[PAID_BACK; 3]].concat();
        check(&all, &[("a-to-z", 36), ("other-defects", 3)]);
    }

    #[test]
    fn reasons_and_products_part_a_kind() {
        let late = ("a-to-z", "Not received", "");
        let odd = ("a-to-z", "say \"what\"", "");
        let sold = ("a-to-z", "", "B000000001");
        check(&[[late; 4], [CLAIM; 4]].concat(), &[("a-to-z-not-received", 4), ("a-to-z", 4)]);
        check(&[&[late; 3][..], &[CLAIM; 9]].concat(), &[("a-to-z", 12)]);
        check(&[[odd; 4], [CLAIM; 4]].concat(), &[("a-to-z", 8)]);
        check(&[&[sold; 5][..], &[CLAIM; 3]].concat(), &[("a-to-z-b000000001", 5), ("a-to-z", 3)]);
        check(&[sold; 5], &[("a-to-z", 5)]);
        check(
            &[&[late; 4][..], &[CLAIM; 2]].concat(),
            &[("a-to-z-not-received", 4), ("other-defects", 2)],
        );
        check(
            &[&[late; 3][..], &[("a-to-z;negative-feedback", "Not received", "")], &[STARS; 3]]
                .concat(),
            &[("a-to-z-not-received", 4), ("negative-feedback", 3)],
        );
    }
}
