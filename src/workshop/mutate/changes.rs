//! The mistakes that somebody could make in an entry of a pack. In: its YAML as it was read. Out:
//! each change with its name, its place and the entry as it would be then. Tries none of them.

use crate::policy::expression::{
    Comparison, Node as Part, Tree as Expression, print_tree, tree_of,
};
use crate::policy::inherit::RawEntry;
use crate::policy::leaving::LISTS;
use crate::policy::yaml::{Entry, Node, Tree, span_inside};
use crate::source::{Sources, Span};
use crate::value::{Date, Duration};
use crate::workshop::mutate::replaced;

/// A small change of an entry.
#[derive(Debug)]
pub(crate) struct Change {
    /// What somebody would do: ``write `15d` for `14d` in `at_least` ``.
    pub(crate) what: String,
    /// Where.
    pub(crate) span: Span,
    /// The entry then; `None`: it is left out.
    pub(crate) tree: Option<Tree>,
    /// The test that would break.
    pub(crate) wanted: String,
}

/// All changes of one entry. Parts that lie in another file than the entry are a parent's, whose
/// own tests are asked.
pub(crate) fn changes(
    section: &str,
    raw: &RawEntry,
    sources: &Sources,
    as_of: Date,
) -> Vec<Change> {
    let mut maker = Maker { root: &raw.tree, sources, list: Vec::new() };
    match section {
        "values" => maker.value(as_of),
        "rules" => {
            maker.dropped(raw);
            maker.rule();
        }
        _ => {
            maker.dropped(raw);
            maker.expression(field(&raw.tree, "when"), "when");
            for fact in field(&raw.tree, "facts").map(entries).unwrap_or_default() {
                maker.fact(fact);
            }
        }
    }
    let own = |change: &Change| change.span.source == raw.name.span.source;
    maker.list.retain(own);
    maker.list
}

/// The test that would break without a pattern of a list.
fn wanted(list: &str) -> String {
    let (role, sample) = match list {
        "patterns" => ("finds", "a sentence that only this pattern finds"),
        "columns" => ("finds", "a cell below a heading that only this pattern finds"),
        "columns_of_others" => ("spares", "a cell that would be found below any other heading"),
        "masked" => ("spares", "a cell below a heading of buyers that only this pattern excuses"),
        _ => ("spares", "a sentence with a find that only this pattern excuses"),
    };
    format!("{sample}, in `{role}`")
}

/// What would be done, and the test that would break.
struct Told {
    what: String,
    wanted: String,
}

struct Maker<'t> {
    root: &'t Tree,
    sources: &'t Sources,
    list: Vec<Change>,
}

fn field<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    entries(tree).iter().find(|entry| entry.key.value == name).map(|entry| &entry.value)
}

fn entries(tree: &Tree) -> &[Entry] {
    match &tree.node {
        Node::Map(entries) => entries,
        _ => &[],
    }
}

fn items(tree: &Tree) -> &[Tree] {
    match &tree.node {
        Node::List(items) => items,
        _ => &[],
    }
}

impl Maker<'_> {
    fn dropped(&mut self, raw: &RawEntry) {
        let what = "leave the entry out".to_owned();
        let wanted = "a piece of `fires` on which this entry alone speaks".to_owned();
        self.list.push(Change { what, span: raw.name.span, tree: None, wanted });
    }

    /// Puts another value in the place of one.
    fn put(&mut self, place: &Tree, node: Node, told: Told, span: Span) {
        let new = Tree { span: place.span, node };
        let Told { what, wanted } = told;
        let tree = Some(replaced(self.root, place.span, &new));
        self.list.push(Change { what, span, tree, wanted });
    }

    fn rule(&mut self) {
        let root = self.root;
        for name in ["when", "require"] {
            self.expression(field(root, name), name);
        }
        for param in field(root, "params").map(entries).unwrap_or_default() {
            self.number(&param.value, &param.key.value);
        }
        let orders = field(root, "timeline").and_then(|look| field(look, "orders"));
        for order in orders.map(items).unwrap_or_default() {
            if let Some(slack) = field(order, "slack_days") {
                self.number(slack, "slack_days");
            }
        }
        for (look, lists) in [("text", &["patterns"][..]), ("leaving", &LISTS)] {
            for list in lists {
                if let Some(patterns) = field(root, look).and_then(|look| field(look, list)) {
                    self.patterns(patterns, list);
                }
            }
        }
    }

    /// Each pattern of a list left out, and each of their excuses.
    fn patterns(&mut self, patterns: &Tree, list: &str) {
        let mut names: Vec<String> = Vec::new();
        for (at, pattern) in items(patterns).iter().enumerate() {
            let written = field(pattern, "match").map(|tree| self.sources.slice(tree.span));
            let mut named = shortened(written.unwrap_or("").trim_matches(['\'', '"']));
            if names.contains(&named) {
                named = format!("{named} (number {})", at + 1);
            }
            names.push(named.clone());
            let mut left: Vec<Tree> = items(patterns).to_vec();
            left.remove(at);
            let told =
                Told { what: format!("leave the pattern `{named}` out"), wanted: wanted(list) };
            // Where a list without any cannot be, the loader refuses the change.
            let node = if left.is_empty() { Node::Null } else { Node::List(left) };
            self.put(patterns, node, told, pattern.span);
            if let Some(unless) = field(pattern, "unless") {
                let kept = entries(pattern).iter().filter(|it| it.key.value != "unless");
                let told = Told {
                    what: format!("leave `unless` of `{named}` out"),
                    wanted: "a sentence in `spares` that the pattern finds but for its `unless`"
                        .to_owned(),
                };
                self.put(pattern, Node::Map(kept.cloned().collect()), told, unless.span);
            }
        }
    }

    fn fact(&mut self, fact: &Entry) {
        let name = &fact.key.value;
        self.expression(field(&fact.value, "when"), &format!("when` of `{name}"));
        for limit in ["at_least", "at_most", "advise_at_least", "advise_at_most"] {
            let Some(tree) = field(&fact.value, limit) else { continue };
            let Node::Text(text) = &tree.node else { continue };
            let Some(length) = Duration::parse(text) else { continue };
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let count = length.count();
            let is_most = limit.ends_with("most");
            for other in [count.checked_sub(1), count.checked_add(1)].into_iter().flatten() {
                // The length that one of the two allows and the other does not.
                let (at, role) = match (is_most, other < count) {
                    (false, true) => (other, "fires"),
                    (false, false) | (true, true) => (count, "silent"),
                    (true, false) => (other, "fires"),
                };
                let told = Told {
                    what: format!("write `{other}{unit}` for `{text}` in `{limit}` of `{name}`"),
                    wanted: format!("a piece of `{role}` with exactly `{name} {at}{unit}`"),
                };
                self.put(tree, Node::Text(format!("{other}{unit}")), told, tree.span);
            }
        }
    }

    /// The number in force on the day of the tests; tests cannot tell the others apart.
    fn value(&mut self, as_of: Date) {
        let dated = field(self.root, "dated").map(items).unwrap_or_default();
        let from = |tree: &&Tree| match field(tree, "from").map(|from| &from.node) {
            Some(Node::Text(text)) => Date::parse(text).filter(|from| *from <= as_of),
            _ => None,
        };
        let in_force = dated.iter().filter(|it| from(it).is_some()).max_by_key(|it| from(it));
        if let Some(value) = in_force.and_then(|tree| field(tree, "value")) {
            self.number(value, "value");
        }
    }

    fn number(&mut self, tree: &Tree, name: &str) {
        let Node::Number(number) = &tree.node else { return };
        for other in neighbours(&number.to_string()) {
            let told = Told {
                what: format!("write `{}` for `{number}` in `{name}`", other.shown),
                wanted: format!(
                    "a piece on the limit: of `{number}` and `{}` one makes it fire, one does not",
                    other.shown
                ),
            };
            if let Ok(serde_json::Value::Number(other)) = serde_json::from_str(&other.written) {
                self.put(tree, Node::Number(other), told, tree.span);
            }
        }
    }

    fn expression(&mut self, tree: Option<&Tree>, name: &str) {
        let Some((tree, Node::Text(text))) = tree.map(|tree| (tree, &tree.node)) else { return };
        let Some(parsed) = tree_of(text) else { return };
        let conditions = parsed.conditions();
        if conditions.len() > 1 {
            self.negated(tree, text, &parsed, name);
        }
        for condition in &conditions {
            self.negated(tree, text, condition, name);
        }
        for constant in parsed.constants() {
            let (written, others) = match &constant.node {
                Part::Number(number) => (number.clone(), neighbours(number)),
                Part::Text(date) => (date.clone(), days_around(date)),
                _ => continue,
            };
            for (at, other) in others.into_iter().enumerate() {
                let context = text.get(context(text, constant)).unwrap_or("");
                let direction = if at == 0 { "less" } else { "more" };
                let shown = &other.shown;
                let decisive = conditions.iter().find_map(|it| decisive(it, constant, at == 0));
                let at = match &decisive {
                    Some((left, true)) => format!("a piece in which `{left}` is `{written}`"),
                    Some((left, false)) => format!("a piece in which `{left}` is `{shown}`"),
                    None => format!("a piece that `{shown}` and `{written}` judge differently"),
                };
                let told = Told {
                    what: format!("write `{shown}` ({direction}) for `{written}` in `{context}`"),
                    wanted: format!("{at}, with all else as the condition asks"),
                };
                self.rewritten(tree, text, constant, (other.written, told));
            }
        }
    }

    fn negated(&mut self, tree: &Tree, text: &str, part: &Expression, name: &str) {
        let part_text = text.get(part.range.clone()).unwrap_or("").to_owned();
        let shown = one_line(&part_text);
        let told = Told {
            what: format!("negate `{shown}` in `{name}`"),
            wanted: format!("a piece that only `{shown}` makes fire, or keeps silent"),
        };
        self.rewritten(tree, text, part, (format!("(not ({part_text}))"), told));
    }

    /// Writes other words in the place of a part of an expression.
    fn rewritten(&mut self, tree: &Tree, text: &str, part: &Expression, new: (String, Told)) {
        let (words, told) = new;
        let range = part.range.clone();
        let Some((before, after)) = text.get(..range.start).zip(text.get(range.end..)) else {
            return;
        };
        let span = span_inside(self.sources, tree.span, text, range);
        self.put(tree, Node::Text(format!("{before}{words}{after}")), told, span);
    }
}

/// What a constant is compared with in a condition, and whether the two versions differ at the
/// constant as it is written; else they differ at the other one.
fn decisive(
    condition: &Expression,
    constant: &Expression,
    is_less: bool,
) -> Option<(String, bool)> {
    let Part::Compare(left, how, right) = &condition.node else { return None };
    if right.range != constant.range {
        return None;
    }
    let is_here = match how {
        Comparison::More | Comparison::AtMost => is_less,
        Comparison::Less | Comparison::AtLeast => !is_less,
        Comparison::Equal | Comparison::Unequal => true,
    };
    Some((print_tree(left), is_here))
}

/// The constant with the words just before it, so that two equal numbers have two names.
fn context(text: &str, constant: &Expression) -> std::ops::Range<usize> {
    let before = text.get(..constant.range.start).unwrap_or("");
    let start = before.rfind([' ', '(', '[']).map_or(0, |at| {
        let earlier = before[..at].trim_end();
        earlier.rfind([' ', '(', '[']).map_or(0, |at| at + 1)
    });
    start..constant.range.end
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A pattern as far as a line shows it.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    let line = one_line(text);
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A constant in the place of another one.
struct Neighbour {
    /// As it is written in an expression.
    written: String,
    /// As it is shown.
    shown: String,
}

/// One less and one more.
fn neighbours(number: &str) -> Vec<Neighbour> {
    let Ok(value) = number.parse::<f64>() else { return Vec::new() };
    let whole = |value: f64| if value < 0.0 { format!("({value})") } else { format!("{value}") };
    let neighbour = |it: f64| Neighbour { written: whole(it), shown: format!("{it}") };
    [value - 1.0, value + 1.0].map(neighbour).into()
}

/// The day before and the day after, in quotes as in an expression.
fn days_around(text: &str) -> Vec<Neighbour> {
    let Some(date) = Date::parse(text) else { return Vec::new() };
    let next = date.plus_days(1);
    let before = (1..=2).find_map(|back| day_before(date, back));
    let quoted = |date: Date| Neighbour { written: format!("'{date}'"), shown: date.to_string() };
    before.into_iter().chain([next]).map(quoted).collect()
}

/// A day that lies this many days earlier.
fn day_before(date: Date, back: u64) -> Option<Date> {
    let (year, month, day) = date.parts();
    let same_month = day.checked_sub(1).and_then(|day| Date::new(year, month, day));
    let last_month = || match month {
        1 => Date::new(year - 1, 12, 31),
        month => (28..=31).rev().find_map(|day| Date::new(year, month - 1, day)),
    };
    (back == 1).then(|| same_month.or_else(last_month)).flatten()
}
