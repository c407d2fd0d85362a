//! The `timeline:` look of a rule. In: its mapping. Out: `Look::Timeline`: which day comes before
//! which, and the words that give a day. Compares no days.

use crate::policy::Policy;
use crate::policy::declare::known_names;
use crate::policy::duty::template;
use crate::policy::mapping::rules::{ORDER, TIMELINE};
use crate::policy::rule::pattern;
use crate::policy::schema::ORDER_FIELDS;
use crate::policy::shape::{Faults, Fields};
use crate::policy::timeline::{Among, DayOf, DayOrder};
use crate::policy::types::{Each, Look};
use crate::policy::yaml::{Node, Tree};

/// Largest slack in days: beyond a month an order says nothing.
const SLACK_MAX: i64 = 31;

/// Reads `timeline: {orders, said}` of a rule.
pub(crate) fn timeline(
    fields: &Fields<'_>,
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Look> {
    let name = ("`timeline`", fields.place("timeline"));
    let inner = Fields::of(fields.get("timeline")?, name, &TIMELINE, faults)?;
    let items = inner.items("orders", faults);
    if items.is_empty() {
        inner.missing("orders", faults);
    }
    let orders: Vec<DayOrder> = items.iter().filter_map(|it| order(it, policy, faults)).collect();
    let said = inner.items("said", faults);
    let lists = &policy.word_lists;
    let said = said.iter().filter_map(|item| pattern(item, lists, faults)).collect();
    (!orders.is_empty()).then_some(Look::Timeline { orders, said })
}

/// Reads one `{earlier, later, slack_days, among, kinds, unless, says}`.
fn order(tree: &Tree, policy: &Policy, faults: &mut Faults<'_>) -> Option<DayOrder> {
    let fields = Fields::of(tree, ("an order of days", tree.span), &ORDER, faults)?;
    let earlier = fields.need_word("earlier", &DayOf::ALL, faults);
    let later = fields.need_word("later", &DayOf::ALL, faults);
    let among = fields.word("among", &Among::ALL, faults);
    let slack_days = slack(&fields, faults);
    let kinds = known_names(&fields, "kinds", ("kind of evidence", &policy.evidence_kinds), faults);
    let lists = &policy.word_lists;
    let unless = fields.get("unless").and_then(|tree| pattern(tree, lists, faults));
    if fields.get("says").is_none() {
        fields.missing("says", faults);
    }
    let names = policy.names(Each::Case).with(ORDER_FIELDS);
    let says = template(&fields, "says", &names, faults);
    let (earlier, later) = (earlier?, later?);
    if !hang_together(earlier, later) {
        let message = "no case says how these two days hang together";
        faults.value(fields.place("later"), message, "name two days of one item, or an exhibit's");
        return None;
    }
    let among = among.unwrap_or(Among::Proof);
    let says_zh = fields.text("zh", faults).map(|zh| zh.value);
    Some(DayOrder { earlier, later, slack_days, among, kinds, unless, says: says?, says_zh })
}

/// Whether a case ties both days: they belong to one item, to the case, to an action and a finding
/// that it answers, or to an item and its exhibit.
fn hang_together(earlier: DayOf, later: DayOf) -> bool {
    let items = (earlier.item(), later.item());
    items.0 == items.1
        || matches!(items, (Each::Case, _) | (_, Each::Case))
        || matches!(items, (Each::Evidence, _) | (_, Each::Evidence))
        || matches!(items, (Each::Finding, Each::Action) | (Each::Action, Each::Finding))
}

fn slack(fields: &Fields<'_>, faults: &mut Faults<'_>) -> i64 {
    let Some(tree) = fields.get("slack_days") else { return 0 };
    let days = match &tree.node {
        Node::Number(number) => number.to_string().parse::<i64>().ok(),
        _ => None,
    };
    days.filter(|days| (0..=SLACK_MAX).contains(days)).unwrap_or_else(|| {
        let message = "`slack_days` cannot be this";
        faults.value(tree.span, message, format!("write a whole number of days up to {SLACK_MAX}"));
        0
    })
}
