//! Rules. In: an entry of YAML and what the pack has declared so far. Out: a checked [`Rule`], with
//! every expression, message and pattern compiled. Runs none of them.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::chinese::chinese;
use crate::policy::declare::{Named, need_basis};
use crate::policy::duty::{expression, template};
use crate::policy::leaving::leaving;
use crate::policy::mapping::rules::{ALSO, PATTERN, RULE, TESTS, WORD_TESTS, WORDS, ZH_RULE};
use crate::policy::native::{NATIVE_CHECKS, NativeCheck, NativeParam, native_check};
use crate::policy::needs::needs;
use crate::policy::order::timeline;
use crate::policy::pattern::Pattern;
use crate::policy::schema::{EVIDENCE_FIELDS, LEAVING_FIELDS, Names, TEXT_FIELDS, TIMELINE_FIELDS};
use crate::policy::shape::{Faults, Fields, suggestion, unknown_name};
use crate::policy::tested::{need_tests, tests};
use crate::policy::types::{AlsoLabel, Each, LEVELS, Look, PARTS, ParamValue, Rule};
use crate::policy::word_lists::{Spelt, WordList, spell_out};
use crate::policy::yaml::{Node, Tree};
use crate::source::{Span, Spanned};
use crate::value::Decimal;

/// The ways to look, of which a rule has one.
const LOOKS: [&str; 6] = ["require", "text", "evidence", "timeline", "leaving", "native"];

/// Reads an entry of `rules`.
pub(crate) fn rule(
    tree: &Tree,
    name: (&str, Named<'_>),
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Rule> {
    let (name, named) = name;
    let fields = Fields::of(tree, named, &RULE, faults)?;
    let each = each(&fields, faults);
    let native = native(&fields, faults);
    let names = names(&fields, each, native, policy);
    let basis = need_basis(&fields, faults);
    let level = fields.need_word("level", &LEVELS, faults);
    let why = fields.need_text("why", faults);
    let when = expression(&fields, "when", &names.0, faults);
    let look = look(&fields, (native, each, &names.0), policy, faults);
    if fields.get("message").is_none() {
        fields.missing("message", faults);
    }
    let message = template(&fields, "message", &names.1, faults);
    let help = template(&fields, "help", &names.1, faults);
    let label = template(&fields, "label", &names.1, faults);
    let also = also(&fields, each, &names.1, faults);
    let has_patterns = ["text", "leaving"].iter().any(|look| fields.get(look).is_some());
    let mapping = if has_patterns { &WORD_TESTS } else { &TESTS };
    let tests = match native.is_none_or(|check| check.needs_tests) {
        true => need_tests(&fields, mapping, faults),
        false => tests(&fields, mapping, faults),
    };
    Some(Rule {
        name: name.to_owned(),
        zh: chinese(&fields, &ZH_RULE, faults),
        row: fields.text("row", faults).map(|row| row.value),
        pack: policy.name.clone(),
        level: level?,
        why: why?.value.trim_end().to_owned(),
        basis: basis?,
        each,
        when,
        look: look?,
        at: fields.text("at", faults).map(|at| at.value),
        label,
        also,
        message: message?,
        help,
        tests,
        implies: fields.texts("implies", faults),
        span: fields.span,
    })
}

/// What the rule looks at; `evidence.of` says the same for an evidence rule.
fn each(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Each {
    let words = Each::ALL.map(|each| (each.as_str(), each));
    if let Some(each) = fields.word("each", &words, faults) {
        return each;
    }
    let of = fields.get("evidence").and_then(|tree| match &tree.node {
        Node::Map(entries) => entries.iter().find(|entry| entry.key.value == "of"),
        _ => None,
    });
    let of = of.and_then(|entry| match &entry.value.node {
        Node::Text(text) => words.iter().find(|(word, _)| word == text),
        _ => None,
    });
    of.map_or(Each::Case, |(_, each)| *each)
}

/// The native check that the rule names.
fn native(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Option<&'static NativeCheck> {
    let name = fields.text("native", faults)?;
    let check = native_check(&name.value);
    if check.is_none() {
        let message = format!("there is no native check `{}`", name.value);
        let known = NATIVE_CHECKS.iter().map(|check| check.name);
        faults.value(name.span, message, suggestion(&name.value, known));
    }
    check
}

/// The names of its expressions, and of its messages, which may use what the look has found.
fn names(
    fields: &Fields<'_>,
    each: Each,
    native: Option<&NativeCheck>,
    policy: &Policy,
) -> (Names, Names) {
    let names = policy.names(each);
    let is_known = |word: &str| Each::ALL.iter().any(|each| each.as_str() == word);
    let names = match fields.get("each").map(|tree| &tree.node) {
        Some(Node::Text(word)) if is_known(word) => names,
        None => names,
        // What it looks at has its fault: any item may be meant.
        Some(_) => names.with_every_item(),
    };
    if native.is_none() && fields.get("native").is_some() {
        // An unknown check has its fault; what its messages may use is unknown too.
        let all = NATIVE_CHECKS.iter().fold(names.clone(), |all, check| all.with(check.fields));
        return (names, all);
    }
    let more = match (native, fields.get("text"), fields.get("evidence")) {
        (Some(check), ..) => check.fields,
        (None, Some(_), _) => TEXT_FIELDS,
        (None, None, Some(_)) => EVIDENCE_FIELDS,
        (None, None, None) if fields.get("timeline").is_some() => TIMELINE_FIELDS,
        (None, None, None) if fields.get("leaving").is_some() => LEAVING_FIELDS,
        (None, None, None) => &[],
    };
    (names.clone(), names.with(more))
}

/// The one way in which the rule looks.
///
/// **Errors**: `pack-look` for none or several.
fn look(
    fields: &Fields<'_>,
    how: (Option<&'static NativeCheck>, Each, &Names),
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Look> {
    let (native, each, names) = how;
    let given: Vec<&str> = LOOKS.into_iter().filter(|look| fields.get(look).is_some()).collect();
    let [one] = given[..] else {
        if given.is_empty() && LOOKS.iter().any(|look| fields.is_misspelt(look)) {
            return None;
        }
        let message = match given.is_empty() {
            true => format!("{} does not say how to look", fields.what),
            false => format!("{} looks in several ways: `{}`", fields.what, given.join("`, `")),
        };
        let place = given.last().map_or(fields.span, |look| fields.place(look));
        let fault = Diagnostic::error("pack-look", message).at(place, "one way is needed");
        faults.add(fault.help(format!("keep one of `{}`", LOOKS.join("`, `"))));
        return None;
    };
    if one != "native" && fields.get("params").is_some() {
        let message = "only native checks have `params`";
        faults.value(fields.place("params"), message, "leave `params` out");
    }
    match one {
        "require" => expression(fields, "require", names, faults).map(Look::Require),
        "text" => text_look(fields, policy, faults),
        "evidence" => needs(fields, (each, names), policy, faults),
        "timeline" => timeline(fields, policy, faults),
        "leaving" => leaving(fields, policy, faults),
        _ => {
            let check = native?;
            let params = params(fields, check, policy, faults);
            Some(Look::Native { name: check.name.to_owned(), params })
        }
    }
}

fn text_look(fields: &Fields<'_>, policy: &Policy, faults: &mut Faults<'_>) -> Option<Look> {
    let name = ("`text`", fields.place("text"));
    let inner = Fields::of(fields.get("text")?, name, &WORDS, faults)?;
    let items = inner.items("patterns", faults);
    let foreign_law = inner.flag("foreign_law", faults);
    if items.is_empty() && !foreign_law {
        inner.missing("patterns", faults);
    }
    let lists = &policy.word_lists;
    let patterns = items.iter().filter_map(|item| pattern(item, lists, faults));
    let patterns: Vec<Pattern> = patterns.collect();
    let language = inner.text("language", faults).map(|language| language.value);
    let part = inner.word("part", &PARTS, faults);
    let part = part.unwrap_or_default();
    let is_whole = foreign_law || !patterns.is_empty();
    is_whole.then_some(Look::Text { language, part, patterns, foreign_law })
}

/// Reads one `{match, instead, unless}`.
pub(crate) fn pattern(
    tree: &Tree,
    lists: &BTreeMap<String, WordList>,
    faults: &mut Faults<'_>,
) -> Option<Pattern> {
    let name = ("a pattern", tree.span);
    let fields = Fields::of(tree, name, &PATTERN, faults)?;
    if fields.get("match").is_none() {
        fields.missing("match", faults);
    }
    let text = alternatives(&fields, "match", lists, faults)?;
    let instead = fields.text("instead", faults).map(|instead| instead.value);
    let unless = alternatives(&fields, "unless", lists, faults);
    let fix = fields.text("fix", faults).map(|fix| fix.value);
    let zh = fields.text("zh", faults).map(|zh| zh.value);
    let excuse = unless.as_ref().map(|unless| &unless.value);
    let written = (&text.value, excuse);
    if faults.trusted.contains(&text.span.source) {
        let pattern = Pattern::trusted(written, instead);
        return Some(pattern.in_chinese(zh).fixed_by(fix));
    }
    if let Some(pattern) = Pattern::shared(written, &faults.known) {
        return Some(pattern.says(instead).in_chinese(zh).fixed_by(fix));
    }
    let pattern = Pattern::spelt(&text.value, instead);
    let pattern = pattern.map(|pattern| pattern.in_chinese(zh).fixed_by(fix));
    let pattern = pattern_fault(pattern, text.span, faults)?;
    match unless {
        Some(unless) => pattern_fault(pattern.unless_spelt(&unless.value), unless.span, faults),
        None => Some(pattern),
    }
}

/// One expression, or a list of which any may match.
fn alternatives(
    fields: &Fields<'_>,
    name: &str,
    lists: &BTreeMap<String, WordList>,
    faults: &mut Faults<'_>,
) -> Option<Spanned<Spelt>> {
    let tree = fields.get(name)?;
    let parts = match &tree.node {
        Node::List(_) => fields.texts(name, faults),
        _ => {
            return spell_out(&fields.text(name, faults)?, lists, faults)
                .map(|spelt| Spanned::new(spelt, tree.span));
        }
    };
    let spelt: Vec<Spelt> =
        parts.iter().filter_map(|part| spell_out(part, lists, faults)).collect();
    let is_sound = !parts.is_empty() && spelt.len() == parts.len();
    is_sound.then(|| Spanned::new(Spelt::any_of(&spelt), tree.span))
}

pub(crate) fn pattern_fault(
    pattern: Result<Pattern, (String, String)>,
    span: Span,
    faults: &mut Faults<'_>,
) -> Option<Pattern> {
    let fault = |(message, help)| {
        Diagnostic::error("pack-pattern", message).at(span, "this pattern").help(help)
    };
    pattern.map_err(|found| faults.add(fault(found))).ok()
}

fn params(
    fields: &Fields<'_>,
    check: &NativeCheck,
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, ParamValue> {
    let mut params = BTreeMap::new();
    let empty = Tree { span: fields.place("native"), node: Node::Map(Vec::new()) };
    let tree = fields.get("params").unwrap_or(&empty);
    let what = format!("`params` of `{}`", check.name);
    let known: Vec<&str> = check.params.iter().map(|param| param.name).collect();
    let Some(inner) = Fields::open(tree, (&what, fields.place("native")), &known, faults) else {
        return params;
    };
    for param in check.params {
        match inner.get(param.name) {
            None => inner.missing(param.name, faults),
            Some(tree) => {
                let value = param_value(tree, param, policy, faults);
                params.extend(value.map(|value| (param.name.to_owned(), value)));
            }
        }
    }
    params
}

fn param_value(
    tree: &Tree,
    param: &NativeParam,
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<ParamValue> {
    let found = match &tree.node {
        Node::Text(text) if param.one_of.is_empty() && text.starts_with("values.") => {
            let name = text.trim_start_matches("values.");
            if !policy.values.contains_key(name) {
                let name = Spanned::new(name.to_owned(), tree.span);
                unknown_name("value", &name, policy.values.keys().map(String::as_str), faults);
                return None;
            }
            Some(ParamValue::Value(name.to_owned()))
        }
        Node::Text(word) if param.one_of.contains(&word.as_str()) => {
            Some(ParamValue::Word(word.clone()))
        }
        Node::Number(number) if param.one_of.is_empty() => {
            Decimal::parse(&number.to_string()).map(ParamValue::Number)
        }
        _ => None,
    };
    if found.is_none() {
        let help = match param.one_of.is_empty() {
            true => "write a number, or the name of a value: `values.NAME`".to_owned(),
            false => format!("write one of `{}`", param.one_of.join("`, `")),
        };
        faults.value(tree.span, format!("`{}` cannot be this", param.name), help);
    }
    found
}

/// Reads the further labels: `case.submit` is the word `submit` of the case.
fn also(fields: &Fields<'_>, each: Each, names: &Names, faults: &mut Faults<'_>) -> Vec<AlsoLabel> {
    let mut labels = Vec::new();
    for item in fields.items("also", faults) {
        let name = ("a label of `also`", item.span);
        let Some(inner) = Fields::of(item, name, &ALSO, faults) else { continue };
        let at = inner.need_text("at", faults);
        if inner.get("label").is_none() {
            inner.missing("label", faults);
        }
        let label = template(&inner, "label", names, faults);
        let (Some(at), Some(label)) = (at, label) else { continue };
        let (item, word) = match at.value.split_once('.') {
            Some((item, word)) => (item.to_owned(), Some(word.to_owned())),
            None => (at.value.clone(), None),
        };
        let known = ["case", "site", each.as_str()];
        match known.contains(&item.as_str()) {
            true => labels.push(AlsoLabel { item, word, label }),
            false => {
                let message = format!("there is no `{item}` to label here");
                faults.value(at.span, message, suggestion(&item, known.into_iter()));
            }
        }
    }
    labels
}
