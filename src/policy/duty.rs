//! Disclosures and attachments. In: entries of YAML and what the pack has declared so far. Out:
//! their checked types. Knows no case and prints nothing.

use crate::policy::Policy;
use crate::policy::chinese::chinese;
use crate::policy::declare::{Named, basis, known_names, need_basis, source_missing};
use crate::policy::expression::{Expression, ExpressionFault};
use crate::policy::fact::fact;
use crate::policy::mapping::rules::{DISCLOSURE_TESTS, TESTS};
use crate::policy::mapping::tables::{ATTACHMENT, DISCLOSURE, ZH_ATTACHMENT, ZH_DISCLOSURE};
use crate::policy::schema::Names;
use crate::policy::shape::{Faults, Fields, suggestion, text_of};
use crate::policy::template::{Placeholder, Template, open_fault, placeholders};
use crate::policy::tested::{need_tests, tests};
use crate::policy::types::{Attachment, Basis, Disclosure, Each, Fact, FactType, LEVELS, Level};
use crate::policy::yaml::Tree;
use crate::source::Spanned;

/// Reads an entry of `attachments`.
pub(crate) fn attachment(
    tree: &Tree,
    name: Named<'_>,
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Attachment> {
    let fields = Fields::of(tree, name, &ATTACHMENT, faults)?;
    let names = policy.names(Each::Case);
    let title = fields.need_text("title", faults);
    let when = expression(&fields, "when", &names, faults);
    let kinds = known_names(&fields, "kinds", ("kind of evidence", &policy.evidence_kinds), faults);
    if kinds.is_empty() {
        fields.missing("kinds", faults);
    }
    let level = fields.need_word("level", &LEVELS, faults);
    let basis = need_basis(&fields, faults);
    let help = template(&fields, "help", &names, faults);
    let language = fields.text("language", faults).map(|language| language.value);
    let tests = need_tests(&fields, &TESTS, faults);
    Some(Attachment {
        title: title?.value,
        when,
        kinds,
        language,
        level: level?,
        basis: basis?,
        why: why(&fields, faults),
        help,
        tests,
        zh: chinese(&fields, &ZH_ATTACHMENT, faults),
        pack: policy.name.clone(),
        span: fields.span,
    })
}

/// Reads an entry of `disclosures`.
pub(crate) fn disclosure(
    tree: &Tree,
    name: Named<'_>,
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Disclosure> {
    let fields = Fields::of(tree, name, &DISCLOSURE, faults)?;
    let names = policy.names(Each::Case);
    let title = fields.need_text("title", faults);
    let when = expression(&fields, "when", &names, faults);
    let automatic = fields.flag("automatic", faults);
    let level = match (automatic, fields.get("level")) {
        (true, None) => Some(Level::Off),
        _ => fields.need_word("level", &LEVELS, faults),
    };
    let mut sources: Vec<Basis> =
        fields.texts("sources", faults).into_iter().map(Basis::Source).collect();
    sources.extend(basis(&fields, faults));
    if sources.is_empty() {
        faults.add(source_missing(name));
    }
    let facts: Vec<(String, Fact)> = fields
        .map("facts", faults)
        .iter()
        .filter_map(|entry| Some((entry.key.value.clone(), fact(entry, policy, &names, faults)?)))
        .collect();
    if automatic && fields.get("facts").is_some() {
        let message = format!("{} is automatic and asks for facts", fields.what);
        faults.value(fields.place("facts"), message, "leave out `facts` or `automatic`");
    }
    let verbatim = fields.flag("verbatim", faults);
    let text = texts(&fields, &facts, faults);
    if verbatim {
        no_placeholders(&fields, faults);
    }
    let tests = match automatic {
        true => tests(&fields, &DISCLOSURE_TESTS, faults),
        false => need_tests(&fields, &DISCLOSURE_TESTS, faults),
    };
    Some(Disclosure {
        title: title?.value,
        why: why(&fields, faults),
        automatic,
        verbatim,
        when,
        level: level?,
        sources,
        facts,
        text,
        tests,
        zh: chinese(&fields, &ZH_DISCLOSURE, faults),
        pack: policy.name.clone(),
        span: fields.span,
    })
}

fn why(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Option<String> {
    fields.text("why", faults).map(|why| why.value.trim_end().to_owned())
}

/// The texts of a disclosure by language, `en` first; each placeholder must be known.
fn texts(
    fields: &Fields<'_>,
    facts: &[(String, Fact)],
    faults: &mut Faults<'_>,
) -> Vec<(String, String)> {
    // A fact that was refused is still a name: one fault is enough.
    let mut known: Vec<String> =
        fields.map("facts", faults).iter().map(|entry| entry.key.value.clone()).collect();
    for (name, fact) in facts {
        if matches!(fact.kind, FactType::Duration { .. }) {
            known.extend([format!("{name}.days"), format!("{name}.hours")]);
        }
    }
    known.push("case.seller".to_owned());
    let mut list = Vec::new();
    for entry in fields.map("text", faults) {
        let Some(text) = text_of(&entry.value, &entry.key.value, faults) else { continue };
        let found = placeholder_faults(&text, &known);
        faults.expression("pack-placeholder", &text, found);
        list.push((entry.key.value.clone(), text.value));
    }
    if !list.iter().any(|(language, _)| language == "en") {
        let message = format!("{} has no text in English", fields.what);
        faults.value(fields.place("text"), message, "add `en:` below `text:`");
    }
    list.sort_by_key(|(language, _)| language != "en");
    list
}

/// A text that law fixes has no placeholder.
fn no_placeholders(fields: &Fields<'_>, faults: &mut Faults<'_>) {
    for entry in fields.map("text", faults) {
        let Some(text) = text_of(&entry.value, &entry.key.value, faults) else { continue };
        let fault = |placeholder: Placeholder<'_>| {
            let message = "a verbatim text has no placeholders";
            ExpressionFault::new(placeholder.whole, message, "write the words of the law alone")
        };
        let found = placeholders(&text.value).into_iter().map(fault).collect();
        faults.expression("pack-placeholder", &text, found);
    }
}

fn placeholder_faults(text: &Spanned<String>, known: &[String]) -> Vec<ExpressionFault> {
    let is_known = |name: &str| known.iter().any(|known| known == name);
    let word = |placeholder: Placeholder<'_>| match placeholder.is_closed {
        false => open_fault(placeholder.whole),
        true => ExpressionFault {
            message: format!("there is no fact `{}` in this disclosure", placeholder.name),
            help: suggestion(placeholder.name, known.iter().map(String::as_str)),
            range: match placeholder.name.is_empty() {
                true => placeholder.whole,
                false => placeholder.start..placeholder.start + placeholder.name.len(),
            },
        },
    };
    let found = placeholders(&text.value).into_iter();
    found.filter(|found| !found.is_closed || !is_known(found.name)).map(word).collect()
}

/// Compiles the expression in a field, where there is one.
pub(crate) fn expression(
    fields: &Fields<'_>,
    name: &str,
    names: &Names,
    faults: &mut Faults<'_>,
) -> Option<Expression> {
    let text = fields.text(name, faults)?;
    match Expression::compile(&text.value, names) {
        Ok(expression) => Some(expression),
        Err(found) => {
            faults.expression("pack-expression", &text, found);
            None
        }
    }
}

/// Compiles the message in a field, where there is one.
pub(crate) fn template(
    fields: &Fields<'_>,
    name: &str,
    names: &Names,
    faults: &mut Faults<'_>,
) -> Option<Template> {
    let text = fields.text(name, faults)?;
    match Template::compile(text.value.trim_end(), names) {
        Ok(template) => Some(template),
        Err(found) => {
            faults.expression("pack-placeholder", &text, found);
            None
        }
    }
}
