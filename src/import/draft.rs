//! The draft of a case. In: numbers and groups. Out: `.poa` text in which everything is said that
//! the data can say; the rest are `todo` lines. Numbers in sentences are holes, never typed.

use crate::case::Case;
use crate::check::select;
use crate::import::edit::Added;
use crate::import::gather::Defects;
use crate::import::group::{Group, groups};
use crate::import::numbers::Numbers;
use crate::import::related::related;
use crate::import::week::{in_common, timeline};
use crate::import::{ImportInput, data};
use crate::report::{DefectOrder, UnitedOrder};
use crate::value::DefectKind;

/// Name of the file that a new case begins with.
pub(crate) const ROOT: &str = "case.poa";

/// What a draft is made from.
#[derive(Clone, Copy)]
pub(crate) struct Draft<'a> {
    /// Pack, site and day.
    pub(crate) input: &'a ImportInput<'a>,
    /// Window and orders.
    pub(crate) numbers: &'a Numbers,
    /// The defects.
    pub(crate) defects: &'a Defects,
}

impl Draft<'_> {
    fn code(&self) -> &str {
        &self.input.marketplace.code
    }

    /// A whole case with one site.
    pub(crate) fn case(&self) -> String {
        let orders: Vec<&UnitedOrder> = self.defects.orders.iter().collect();
        let found = groups(&orders, &self.defects.orders);
        let names: Vec<String> = found.iter().map(|group| group.name.clone()).collect();
        let findings: String = found.iter().map(|group| self.finding(group, "")).collect();
        let mut text = self.head();
        text += &format!("\n{}{findings}\n{ACTIONS}{}", self.site(), actions(&names));
        self.said(text + &self.related())
    }

    /// The text with its notes in the language asked for.
    fn said(&self, text: String) -> String {
        self.input.catalogue.map_or_else(|| text.clone(), |catalogue| catalogue.notes(&text))
    }

    /// What a new site adds to a case that exists: its block, and findings for the orders that no
    /// finding of the case covers.
    pub(crate) fn site_of(&self, case: &Case) -> Added {
        let code = self.code();
        let all: Vec<DefectOrder> =
            self.defects.orders.iter().map(|united| united.order.clone()).collect();
        let here = case.findings.iter().filter(|finding| finding.item.is_on(code));
        let covered: Vec<_> =
            here.flat_map(|finding| select(finding.covers.as_ref(), &all)).collect();
        let is_left = |order: &&UnitedOrder| !covered.contains(&order.order.id.value);
        let left: Vec<&UnitedOrder> = self.defects.orders.iter().filter(is_left).collect();
        let mut found = match left.is_empty() {
            true => Vec::new(),
            false => groups(&left, &self.defects.orders),
        };
        for group in &mut found {
            group.name = free_name(&format!("{}-{code}", group.name), case);
        }
        let names: Vec<String> = found.iter().map(|group| group.name.clone()).collect();
        let findings = found.iter().map(|group| self.finding(group, &format!(" on {code}")));
        let mut items: String = findings.collect();
        if !names.is_empty() {
            items += &format!("\n{}", actions(&names));
        }
        items += &self.related();
        Added { site: self.said(format!("\n{}", self.site())), items: self.said(items) }
    }

    fn head(&self) -> String {
        let (day, by) = (self.input.as_of, self.numbers.fulfilment.as_str());
        let (trigger, trigger_hole) = match self.numbers.status.as_deref() {
            Some("AT_RISK") => ("account-at-risk", ""),
            Some("DEACTIVATED") => ("account-deactivated", ""),
            Some(_) | None => {
                ("account-deactivated", "\n  todo        \"trigger: what Amazon limited\"")
            }
        };
        format!(
            "{ABOUT}
case {} {{
  seller      \"Name of the shop\"
  todo        \"seller: the name of the shop as Amazon knows it\"
  trigger     {trigger}{trigger_hole}
  fulfilment  {by}
  noticed     {day}
  todo        \"noticed: the day of Amazon's notice; this is the day of the import\"
  submit      {day}
  todo        \"submit: the day on which the plan is sent\"
}}
",
            self.input.name
        )
    }

    fn site(&self) -> String {
        let (code, window) = (self.code(), self.numbers.window);
        let orders: Vec<&UnitedOrder> = self.defects.orders.iter().collect();
        let name = &self.input.marketplace.name;
        let mut text = format!("# {name}: orders with a defect by week of the order\n");
        text += &timeline(&orders, window);
        text += &format!("site {code} {{\n  window   {window}\n");
        if !self.numbers.window_is_known {
            text += GUESSED_WINDOW;
        }
        match self.numbers.orders {
            Some(orders) => text += &format!("  orders   {orders}\n"),
            None => text += NO_ORDERS,
        }
        text += &format!("  defects  \"{}\"\n", data::path(code));
        for (path, _) in &self.numbers.kept {
            text += &format!("  report   \"{path}\"\n");
        }
        text + "}\n"
    }

    fn finding(&self, group: &Group<'_>, on: &str) -> String {
        let name = &group.name;
        let kinds = match group.key.kind {
            Some(kind) => drew(kind).to_owned(),
            None => any_of(&group.orders),
        };
        let reason = group.key.reason.as_ref();
        let reason = reason.map_or_else(String::new, |it| format!(" with the reason \"{it}\""));
        let asin = group.key.asin.as_ref();
        let asin = asin.map_or_else(String::new, |it| format!(" for the product {it}"));
        let sentence = format!(
            "{{{{ covered.count }}}} of {{{{ defects.count }}}} orders with a defect ({{{{ \
             covered.share }}}}) drew {kinds}{asin}{reason}."
        );
        let sentence = sentence.replace('"', "\\\"");
        let (known, covers) = (in_common(&group.orders), &group.covers);
        format!(
            "
finding {name}{on} {{
{known}{CAUSE_HOLES}  covers  {covers}
  text    \"{sentence}\"
{TEXT_HOLES}}}
"
        )
    }

    fn related(&self) -> String {
        let health = self.numbers.health.as_ref();
        health.map_or_else(String::new, |health| related(self.input, health))
    }
}

const ABOUT: &str = "\
# A draft from the files of Amazon: what they say is here, each `todo` is for a person.
# `poa check` lists what is missing. Lines with # are notes, never printed.
";

/// What a person must find out first.
const CAUSE_HOLES: &str = "  \
  todo    \"cause: logistics, product, service or policy, best refined: logistics.carrier\"
  todo    \"issue: what the buyers met, such as not-received or defective-items\"
";

/// What a person must tell.
const TEXT_HOLES: &str = "  \
  todo    \"text: what happened to these orders, with the exhibits that show it\"
  todo    \"why: step by step, the last one is the root cause\"
  todo    \"missed: why nobody noticed\"
  todo    \"proof: the exhibits for these orders, and for how you worked\"
";

/// The orders were counted for a window that may be another.
const GUESSED_WINDOW: &str = "  \
  todo     \"window: as printed in account health; this one begins with the first defect\"
  # After correcting it, import the all-orders report again: it counts the orders of the window.
";

const NO_ORDERS: &str = "  # The number of orders in the window stands in account health: `orders \
                         1482`,\n  # or is counted by an import of the all-orders report.\n";

fn free_name(wanted: &str, case: &Case) -> String {
    let taken = |name: &str| case.findings.iter().any(|finding| finding.item.id.value == name);
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

fn drew(kind: DefectKind) -> &'static str {
    match kind {
        DefectKind::AToZ => "an A-to-z Guarantee claim",
        DefectKind::Chargeback => "a chargeback",
        DefectKind::NegativeFeedback => "negative feedback",
    }
}

/// `a chargeback or negative feedback`
fn any_of(orders: &[&UnitedOrder]) -> String {
    let has = |kind: &DefectKind| orders.iter().any(|it| it.order.kinds.contains_key(kind));
    let kinds: Vec<&str> = DefectKind::ALL.into_iter().filter(has).map(drew).collect();
    kinds.join(" or ")
}

/// What nobody but a person knows: what was done.
fn actions(findings: &[String]) -> String {
    let hole = |name: &String| {
        format!(
            "todo \"actions for {name}: contain, correct and prevent, each with owner, day and \
             proof\"\n"
        )
    };
    findings.iter().map(hole).collect()
}

const ACTIONS: &str = "\
# What was done about each finding, and what its buyers received. Take the # away and fill it in:
#
# person logistics-lead { role \"Logistics lead\" }
# action NAME correct {
#   fixes  FINDING
#   did    \"What was done, in the past tense (@EXHIBIT).\"
#   owner  logistics-lead
#   done   2026-10-25
#   proof  EXHIBIT
# }
# remedy refunds for FINDING { gave full-refund; done 2026-10-25; proof EXHIBIT }
# evidence EXHIBIT \"evidence/file.pdf\" {
#   title     \"What it shows\"
#   kind      delivery-proof
#   captured  2026-10-25
# }
";
