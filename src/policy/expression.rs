//! Expressions of packs. In: their text and the names they may use, later the values behind the
//! names. Out: [`Expression`], true or false. The only module that names `minijinja`, which
//! parses and computes; between the two stand our own checks (`check`) and our own reading of
//! absent values.
//!
//! **Absent values** are `none`: equal to each other only, neither less nor more than anything; a
//! field of an absent item is absent.

mod check;
mod compare;
mod filters;
mod parse;
mod print;
mod scope;
mod tree;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::value::Value;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use crate::policy::expression::compare::{default, holds, is_absent, words};
use crate::policy::expression::parse::parse;
pub(crate) use crate::policy::expression::print::print as print_tree;
pub use crate::policy::expression::scope::{Ready, Scope};
pub use crate::policy::expression::tree::ExpressionFault;
use crate::policy::expression::tree::too_large;
pub(crate) use crate::policy::expression::tree::{Comparison, Node, Tree};
use crate::policy::schema::Names;

/// Steps that one evaluation may take.
const FUEL: u64 = 100_000;

/// A checked expression, ready to be computed.
#[derive(Clone)]
pub struct Expression {
    text: String,
    reads: Arc<[(String, String)]>,
    compiled: Arc<minijinja::Expression<'static, 'static>>,
}

impl Expression {
    /// Parses an expression and checks every name, field, filter, test and operand in it.
    ///
    /// **Errors**: all faults, or the one that keeps it from being parsed.
    pub fn compile(text: &str, names: &Names) -> Result<Self, Vec<ExpressionFault>> {
        let tree = parse(text).map_err(|fault| vec![fault])?;
        let faults = check::check(&tree, names);
        if !faults.is_empty() {
            return Err(faults);
        }
        match ENVIRONMENT.compile_expression_owned(print::print(&tree)) {
            Ok(compiled) => Ok(Self {
                text: text.to_owned(),
                reads: tree.reads().into(),
                compiled: Arc::new(compiled),
            }),
            Err(_) => Err(vec![too_large(text)]),
        }
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its tree, for whoever reasons about it.
    pub(crate) fn tree(&self) -> Tree {
        parse(&self.text).expect("an expression is made of a text that was parsed")
    }

    /// The conditions that it joins by `and`, `or` and `not`, each with its place in the text.
    pub(crate) fn conditions(&self) -> Vec<(Range<usize>, Expression)> {
        let tree = self.tree();
        let compiled = tree.conditions().into_iter().filter_map(|part| {
            let compiled = ENVIRONMENT.compile_expression_owned(print::print(part)).ok()?;
            let text = self.text.get(part.range.clone())?.to_owned();
            let reads = part.reads().into();
            let expression = Self { text, reads, compiled: Arc::new(compiled) };
            Some((part.range.clone(), expression))
        });
        compiled.collect()
    }

    /// Whether it looks at this field of this name: `case` and `submit`.
    pub fn reads(&self, name: &str, field: &str) -> bool {
        self.reads.iter().any(|(item, read)| item == name && read == field)
    }

    /// Whether it holds. `none`, `0`, empty text and empty lists count as false.
    ///
    /// **Errors**: words for a person where these values cannot be computed with.
    pub fn is_true(&self, scope: &Scope) -> Result<bool, String> {
        self.compute(scope).map(|value| value.is_true())
    }

    /// The value as words: `none` is `not given`, a list is joined by commas.
    ///
    /// **Errors**: as for [`Expression::is_true`].
    pub fn words(&self, scope: &Scope) -> Result<String, String> {
        self.compute(scope).map(|value| words(&value))
    }

    fn compute(&self, scope: &Scope) -> Result<Value, String> {
        self.compiled.eval(scope.context()).map_err(|error| {
            let reason = match error.kind() {
                ErrorKind::OutOfFuel => "takes too many steps",
                _ => "cannot be computed with the values of this case",
            };
            format!("the expression `{}` {reason}", self.text)
        })
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Expression({:?})", self.text)
    }
}

/// The one environment: `minijinja`'s own filters and tests, none of its functions, bounded steps,
/// and our reading of absent values.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(FUEL));
    for name in ["range", "dict", "debug", "namespace"] {
        environment.remove_global(name);
    }
    for name in Comparison::NAMES {
        let how = Comparison::named(name).expect("each of these names is one of a comparison");
        environment.add_test(name, move |left: &Value, right: &Value| holds(left, how, right));
    }
    environment.add_test("none", is_absent);
    environment.add_filter("default", default);
    environment.add_filter("d", default);
    environment
});

/// The tree of an expression; `None` for a text that is none.
pub(crate) fn tree_of(text: &str) -> Option<Tree> {
    parse(text).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use crate::policy::expression::{Expression, Scope};
    use crate::policy::schema::{Names, Type};
    use crate::policy::types::Each;

    fn names() -> Names {
        let values = [("days", Type::Number), ("word", Type::Text)];
        let values = values.map(|(name, kind)| (name.to_owned(), kind)).into();
        Names::new(Each::Action, &values)
    }

    fn scope() -> Scope {
        let finding = json!({"id": "late", "orders": 3, "missed": false, "kinds": ["waybill"]});
        let other = json!({"id": "lost", "orders": null, "missed": true, "kinds": []});
        let case = json!({"id": "c", "fulfilment": "seller", "submit": "2026-11-12",
            "noticed": null, "findings": [finding, other],
            "evidence_kinds": ["waybill", "ticket"]});
        let site = json!({"window": {"from": "2026-08-10", "to": "2026-10-08", "days": 60}});
        let values = json!({"days": 60, "word": null});
        Scope::new(BTreeMap::from([("case", case), ("site", site), ("values", values)])).with(
            "action",
            json!({"id": "a \"quoted\" \\ name", "done": null, "since": "2026-11-09"}),
        )
    }

    #[test]
    fn computes_what_packs_ask() {
        let check = |text: &str, expected: Result<bool, &str>| {
            let expression = Expression::compile(text, &names());
            let expression = expression.unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
            let found = expression.is_true(&scope());
            assert_eq!(found, expected.map_err(str::to_owned), "{text}");
        };
        check("case.fulfilment == 'seller'", Ok(true));
        check("case.fulfilment in ['amazon']", Ok(false));
        check("case.submit > '2026-11-05' and not (case.submit > '2026-12-05')", Ok(true));
        check("'2026-08-01' < site.window.from <= site.window.to < '2026-12-31'", Ok(true));
        check("1 < 3 not in [2]", Ok(true));
        check("'waybill' in case.evidence_kinds", Ok(true));
        check("'x' not in case.evidence_kinds", Ok(true));
        check("case.findings|selectattr('missed')|list|length == 1", Ok(true));
        check(
            "case.findings|selectattr('orders', '>', 2)|map(attribute='id')|first == 'late'",
            Ok(true),
        );
        check("case.findings|map(attribute='orders')|select('none')|list|length == 1", Ok(true));
        check("case.evidence_kinds|select('in', ['ticket'])|list|length > 0", Ok(true));
        check("(site.window.days - 1) * 2 + 2 == 2 * values.days", Ok(true));
        check("true if case.noticed else false", Ok(false));
        check("action.id == 'a \"quoted\" \\\\ name'", Ok(true));
        // Absent values.
        check("action.done == none", Ok(true));
        check("action.done is none and case.noticed is none", Ok(true));
        check("action.done != none", Ok(false));
        check("action.since != none", Ok(true));
        check("action.done <= case.submit", Ok(false));
        check("action.done > case.submit", Ok(false));
        check("none == none", Ok(true));
        check("case.noticed == action.done", Ok(true));
        check("action.by == none and action.owner == none", Ok(true));
        check("values.word == none", Ok(true));
        check("(action.done|default('2026-01-01')) < case.submit", Ok(true));
        check("action.done in case.evidence_kinds", Ok(false));
        let failed = "the expression `case.findings|map(attribute='orders')|sum > 1` cannot be \
            computed with the values of this case";
        check("case.findings|map(attribute='orders')|sum > 1", Err(failed));
    }

    #[test]
    fn finds_faults_before_anything_is_computed() {
        let check = |text: &str, expected: &str| {
            let faults = match Expression::compile(text, &names()) {
                Ok(_) => String::new(),
                Err(faults) => {
                    let word = |fault: &crate::policy::expression::ExpressionFault| {
                        let place = text.get(fault.range.clone()).unwrap_or("OUTSIDE");
                        let place: String = place.chars().take(30).collect();
                        format!("[{place}] {} -> {}", fault.message, fault.help)
                    };
                    faults.iter().map(word).collect::<Vec<_>>().join("; ")
                }
            };
            assert_eq!(faults, expected, "{text}");
        };
        check("action.done", "");
        check("actoin.done", "[actoin] there is no `actoin` here -> write `action`");
        check(
            "finding.proof > 0",
            "[finding] there is no `finding` here -> write one of `case`, \
            `site`, `values`, `today`, `action`, or put text in quotes",
        );
        check("1 > 0 and action.dne == none", "[dne] `action` has no field `dne` -> write `done`");
        check("values.dys > 3", "[dys] `values` has no field `dys` -> write `days`");
        check(
            "case.submit.year > 1",
            "[year] `case.submit` is text and has no field `year` -> \
            leave the field out",
        );
        check(
            "case.evidence|selectattr('knd')|list",
            "['knd'] `case.evidence` has no field `knd` \
            -> write `kind`",
        );
        check(
            "case.evidence|map(attribute='knd')|list",
            "['knd'] `case.evidence` has no field \
            `knd` -> write `kind`",
        );
        check(
            "case.findings|selectattr('orders', '>', 'x')|list",
            "['x'] a number is compared \
            with text -> write a number here",
        );
        check(
            "case.findings|selectattr('orders', 'gtt', 3)",
            "['gtt'] there is no test `gtt` for \
            packs -> write one of `none`, `in`, `true`, `false`, `odd`, `even`, `divisibleby`, \
            `number`, `string`, `startingwith`, `endingwith`",
        );
        check(
            "case.actions|lenght > 1",
            "[case.actions|lenght] there is no filter `lenght` for \
            packs -> write `length`",
        );
        check(
            "site.orders|length > 1",
            "[site.orders] `length` needs a list or text, and this is \
            a number -> write a field that holds a list or text",
        );
        check(
            "site.orders > 'abc'",
            "['abc'] a number is compared with text -> write a number here",
        );
        check(
            "case.findings > 1",
            "[case.findings] a list is neither less nor more than anything \
            -> compare numbers, dates or text; or write `== none`",
        );
        check(
            "site.orders > none",
            "[none] `none` is neither less nor more than anything -> \
            compare numbers, dates or text; or write `== none`",
        );
        check(
            "action.type == 'corect'",
            "['corect'] `action.type` is never `corect` -> write \
            'contain' or 'correct' or 'prevent'",
        );
        check(
            "action.type in ['contain', 'fix']",
            "['fix'] `action.type` is never `fix` -> write \
            'contain' or 'correct' or 'prevent'",
        );
        check(
            "today > '2026-02-30'",
            "['2026-02-30'] `2026-02-30` is not a date of the calendar \
            -> write it like '2026-11-05'",
        );
        check(
            "action.done is defined",
            "[action.done is defined] every field is there, so \
            `defined` says nothing -> write `!= none` or `== none`",
        );
        check(
            "'a' in site.orders",
            "[site.orders] `in` needs a list or text, and this is a number \
            -> write a list such as ['a', 'b']",
        );
        check(
            "1 in case.evidence_kinds",
            "[case.evidence_kinds] a number is looked for in a list \
            of text -> look in a list that can hold it",
        );
        // What packs may not use.
        check(
            "range(1000000000)",
            "[range(1000000000)] calls are not possible here -> write \
            comparisons of the names in docs/packs.md, joined by `and`, `or`, `not`",
        );
        check(
            "case.id.upper()",
            "[.upper()] calls are not possible here -> write \
            comparisons of the names in docs/packs.md, joined by `and`, `or`, `not`",
        );
        check(
            "case.findings[0]",
            "[.findings[0]] `[…]` behind a value is not possible here \
            -> write comparisons of the names in docs/packs.md, joined by `and`, `or`, `not`",
        );
        check(
            "{'a': 1}",
            "[{'a': 1}] a mapping is not possible here -> write comparisons of the \
            names in docs/packs.md, joined by `and`, `or`, `not`",
        );
        check(
            "'x' * 100000000 == ''",
            "['x'] `*` needs numbers, and this is text -> write a \
            number or a field that holds one; [''] a number is compared \
            with text -> write a number here",
        );
        let help = "write comparisons such as `finding.proof > 0`, joined by `and` or `or`";
        check("", &format!("[] the expression is not complete -> {help}"));
        check("case.id ==", &format!("[case.id ==] the expression is not complete -> {help}"));
        check("case.id case.id", &format!("[case] `case` is not expected here -> {help}"));
        check("a && b", "[&] `&` is not expected here -> write `and`, not `&&`");
        check("a = 'x'", "[=] `=` is not expected here -> write `==`, not `=`");
    }

    #[test]
    fn ends_at_once_whatever_is_written() {
        let refused = |text: String| {
            assert!(Expression::compile(&text, &names()).is_err(), "{}", &text[..40]);
        };
        for sign in ["-", "not ", "(", "[", "1+", "case.id|", "a.b.", "1 if 1 else ", "9**"] {
            for length in [1_900, 3_000, 100_000] {
                refused(format!("{}1", sign.repeat(length / sign.len())));
            }
        }
        refused(format!("1{}", "|string".repeat(280)));
        refused(format!("case{}", ".b".repeat(240)));
        refused(format!("{}1{}", "(".repeat(200), ")".repeat(200)));
        let long = vec!["action.done == none"; 80].join(" and ");
        let expression = Expression::compile(&long, &names()).expect("a long chain is not deep");
        assert_eq!(expression.is_true(&scope()), Ok(true));
        let power =
            Expression::compile("9 ** 9 ** 9 ** 9 > 1", &names()).expect("it is well formed");
        assert!(power.is_true(&scope()).is_err());
    }

    #[test]
    fn stops_when_it_takes_too_long() {
        let words: Vec<String> = (0..200_000).map(|number| format!("kind {number}")).collect();
        let scope = scope().with("case", json!({"evidence_kinds": words}));
        let text = "case.evidence_kinds|sort|unique|list|join(',')|length > 1";
        let expression = Expression::compile(text, &names()).expect("it is well formed");
        assert_eq!(
            expression.is_true(&scope),
            Err(format!("the expression `{text}` takes too many steps"))
        );
    }

    #[test]
    fn knows_what_it_reads() {
        let text = "case.submit != none and action.kinds|select('in', case.evidence_kinds)|list";
        let expression = Expression::compile(text, &names()).expect("it is well formed");
        let check = |name: &str, field: &str, expected: bool| {
            assert_eq!(expression.reads(name, field), expected, "{name}.{field}");
        };
        check("case", "submit", true);
        check("case", "evidence_kinds", true);
        check("action", "kinds", true);
        check("action", "submit", false);
    }
}
