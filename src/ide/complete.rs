//! What may be written at an offset. In: the texts, what the last check found, an offset. Out:
//! completions with the letters that they replace.

mod arguments;
mod measures;
mod prose;

pub(crate) use measures::{about as column_about, says as measure_word};
pub(crate) use prose::values_of;

use crate::ide::Context;
use crate::ide::cursor::Cursor;
use crate::ide::packs::{facts_around, policy_around, words};
use crate::ide::slots::is_text;
use crate::ide::walk::Visit;
use crate::policy::types::{Fact, FactType};
use crate::source::{SourceId, Span};
use crate::syntax::Kind;
use crate::syntax::vocabulary::{Open, Place, Slot, Space, Word, words_within};

/// What a completion is: decides the picture beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A word of the language.
    Word,
    /// A name of the case.
    Name,
    /// A word of a pack.
    PackWord,
    /// A file.
    File,
    /// A value of the data.
    Value,
    /// A column of a table.
    Column,
}

/// One thing that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is shown and, where nothing else is said, written.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside it.
    pub detail: String,
    /// More about it, as Markdown.
    pub about: String,
    /// What is written.
    pub insert: String,
    /// The same with places to fill in, `${1:…}` and `$0`, for editors that know them.
    pub snippet: Option<String>,
    /// The letters that it replaces.
    pub replace: Span,
}

impl Completion {
    fn new(label: &str, kind: CompletionKind, detail: &str, replace: Span) -> Self {
        Self {
            label: label.to_owned(),
            kind,
            detail: detail.to_owned(),
            about: String::new(),
            insert: label.to_owned(),
            snippet: None,
            replace,
        }
    }

    fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }
}

/// Everything that may be written at an offset; the editor filters by what is typed.
pub fn complete(context: Context<'_>, source: SourceId, offset: usize) -> Vec<Completion> {
    let Some(cursor) = Cursor::at(context.reading, source, offset) else { return Vec::new() };
    if let Some(found) = prose::in_open_hole(context, source, offset) {
        return found;
    }
    match cursor.leaf {
        Some(leaf) if matches!(leaf.kind, Kind::Comment | Kind::DocComment) => return Vec::new(),
        Some(leaf) if is_text(leaf.kind) && leaf.start < offset => {
            return prose::in_text(context, &cursor, leaf, offset);
        }
        Some(_) | None => {}
    }
    if cursor.is_at_word() {
        return at_word(context, &cursor);
    }
    arguments::complete(context, &cursor, source)
}

/// The words that may begin a statement here.
fn at_word(context: Context<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    if cursor.place == Some(Place::Disclose) {
        return facts(context, cursor);
    }
    let Some(place) = cursor.place else { return Vec::new() };
    let todo = words_within(Place::File).filter(|row| row.name == "todo" && place != Place::File);
    words_within(place).chain(todo).map(|row| of_word(row, cursor.typed)).collect()
}

fn of_word(row: &Word, replace: Span) -> Completion {
    let about = format!("{}\n\n```poa\n{}\n```", row.about, row.example);
    let mut completion = Completion::new(row.name, CompletionKind::Word, row.about, replace);
    completion.insert = format!("{} ", row.name);
    if row.block.is_some() {
        completion.snippet = Some(skeleton(row));
    }
    completion.about(about)
}

/// A word with its required block: `finding ${1:name} {` and a line to go on.
fn skeleton(row: &Word) -> String {
    let mut text = row.name.to_owned();
    let mut stop = 0;
    for slot in row.slots {
        let place = match slot {
            Slot::Optional(_) => continue,
            Slot::Fixed(word) => format!(" {word}"),
            Slot::Choice(words) => {
                stop += 1;
                format!(" ${{{stop}|{}|}}", words.join(","))
            }
            other => {
                stop += 1;
                format!(" ${{{stop}:{}}}", placeholder(*other))
            }
        };
        text.push_str(&place);
    }
    text + " {\n  $0\n}"
}

/// What stands in for an argument until it is written.
pub(crate) fn placeholder(slot: Slot) -> &'static str {
    match slot {
        Slot::Def(space) | Slot::Ref(space) | Slot::Refs(space) => space.title(),
        Slot::Findings => "finding",
        Slot::Choice(_) => "choice",
        Slot::Open(open) => match open {
            Open::Trigger => "trigger",
            Open::Category => "category",
            Open::Cause => "cause",
            Open::Issue => "issue",
            Open::EvidenceKind => "kind",
            Open::RelatedKind => "problem",
            Open::Disclosure => "disclosure",
            Open::Attachment => "attachment",
            Open::Rule => "rule",
            Open::Region => "region",
        },
        Slot::Fixed(word) => word,
        Slot::Text | Slot::Prose => "\"text\"",
        Slot::Date => "date",
        Slot::Range => "date .. date",
        Slot::DateOrRange => "date or range",
        Slot::WholeOrFile => "number or \"file\"",
        Slot::File => "\"file\"",
        Slot::Duration => "48h",
        Slot::Measure => "value",
        Slot::Formula => "median hours from opened to replied",
        Slot::Measured => "\"text\"",
        Slot::Comparison => ">= value",
        Slot::Selector => "defects",
        Slot::Orders => "order",
        Slot::Language => "language",
        Slot::Optional(inner) => inner.first().map_or("", |first| match first {
            Slot::Fixed(word) => word,
            _ => "more",
        }),
    }
}

/// The facts that the site's pack asks for in the disclosure around the cursor.
fn facts(context: Context<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let facts = facts_around(context, &cursor.chain);
    let completion = |(name, fact): &(String, Fact)| {
        let mut it = Completion::new(name, CompletionKind::PackWord, &fact.about, cursor.typed);
        it.insert = format!("{name} ");
        it.about(fact_shape(fact))
    };
    facts.iter().map(completion).collect()
}

/// How a fact is written.
pub(crate) fn fact_shape(fact: &Fact) -> String {
    match &fact.kind {
        FactType::Text => "a text: `\"…\"`".to_owned(),
        FactType::Whole => "a whole number".to_owned(),
        FactType::Duration { at_least, at_most, runs_from } => {
            let least = at_least.as_ref().map(|it| format!(", at least {it}"));
            let most = at_most.as_ref().map(|it| format!(", at most {it}"));
            let from = runs_from.as_ref().map(|it| format!(", from {it}"));
            let bounds = [least, most, from].into_iter().flatten().collect::<String>();
            format!("a length of time: `14d`, `48h`, `5bd`{bounds}")
        }
        FactType::Identifier { forms, or } => {
            let titles = forms.iter().map(|form| form.title.to_owned());
            let words = or.iter().map(|word| format!("`{word}`"));
            titles.chain(words).collect::<Vec<_>>().join(", or ")
        }
        FactType::Date => "a day: `2026-10-24`".to_owned(),
        FactType::Percent => "a percentage: `1.62%`".to_owned(),
        FactType::Money => "an amount: `USD 24.99`".to_owned(),
        FactType::Choice(choices) => {
            let names: Vec<String> = choices.iter().map(|it| format!("`{}`", it.name)).collect();
            format!("one of {}", names.join(", "))
        }
        FactType::Evidence(kinds) if kinds.is_empty() => "the name of an exhibit".to_owned(),
        FactType::Evidence(kinds) => format!("an exhibit of kind {}", kinds.join(" or ")),
    }
}

/// The names of one kind of thing.
pub(crate) fn names(context: Context<'_>, space: Space, replace: Span) -> Vec<Completion> {
    let reading = context.reading;
    let defined = reading.names.iter().filter(|it| it.is_definition && it.space == space);
    let completion = |it: &crate::ide::names::NameUse| {
        let about = crate::ide::symbols::summary(reading, it.span);
        Completion::new(&it.name, CompletionKind::Name, space.title(), replace).about(about)
    };
    defined.map(completion).collect()
}

/// What packs say about one of their words, as Markdown.
pub(crate) fn pack_words_about(context: Context<'_>, open: Open, name: &str) -> Option<String> {
    let policies = crate::ide::packs::policies(context);
    let word = words(open, &policies).into_iter().find(|word| word.name == name)?;
    let about = if word.about.is_empty() { String::new() } else { format!("\n\n{}", word.about) };
    Some(format!("**{}**: {}{about}", word.name, word.title))
}

/// The words of a kind that packs define: inside a `site` those of its own pack.
pub(crate) fn pack_words(
    context: Context<'_>,
    chain: &[Visit<'_>],
    open: Open,
    replace: Span,
) -> Vec<Completion> {
    let own = policy_around(context, chain);
    let policies = own.map_or_else(|| crate::ide::packs::policies(context), |own| vec![own]);
    let found = words(open, &policies).into_iter();
    let completion = |it: crate::ide::packs::PackWord| {
        Completion::new(&it.name, CompletionKind::PackWord, &it.title, replace).about(it.about)
    };
    found.map(completion).collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::complete::complete;
    use crate::ide::fixture::Fixture;

    /// Checks that the expected labels are offered, and those behind `!` are not.
    fn check(marked: &str, expected: &[&str]) {
        let fixture = Fixture::new(marked);
        let found = complete(fixture.context(), fixture.source, fixture.offset);
        let labels: Vec<&str> = found.iter().map(|it| it.label.as_str()).collect();
        for label in expected {
            match label.strip_prefix('!') {
                Some(not) => assert!(!labels.contains(&not), "{marked}: {labels:?}"),
                None => assert!(labels.contains(label), "{marked}: {label} is not in {labels:?}"),
            }
        }
        if expected.is_empty() {
            assert!(labels.is_empty(), "{marked}: {labels:?}");
        }
    }

    #[test]
    fn words_by_block() {
        check("$0", &["finding", "action", "allow", "!cause", "!done"]);
        check("fi$0", &["finding"]);
        check("finding a {\n  $0\n}", &["cause", "covers", "why", "todo", "!done", "!finding"]);
        check("finding a {\n  ca$0\n}", &["cause"]);
        check("action a correct {\n  verify by logistics-lead { $0 }\n}", &["expect", "was"]);
        check("action a correct {\n  verify by logistics-lead {\n $0", &["expect", "was"]);
        check("site uk {\n  disclose returns-policy {\n    $0\n  }\n}", &["shown", "!window"]);
        check("# fi$0", &[]);
    }

    #[test]
    fn names_by_kind() {
        check("action a correct {\n  fixes $0\n}", &["no-scan", "no-scan.missed", "!scans"]);
        check("action a correct {\n  owner log$0\n}", &["logistics-lead", "!no-scan"]);
        check("action a correct {\n  proof $0\n}", &["scans"]);
        check("action a correct {\n  proof scans, $0\n}", &["!scans"]);
        check("action a correct {\n  answers $0\n}", &["first.training"]);
        check("action a $0", &["contain", "correct", "prevent", "!on"]);
        check("action a contain $0", &["on"]);
        check("finding a on $0", &["us"]);
        check("site $0", &["uk", "jp", "de", "!us"]);
        check("remedy a $0", &["for"]);
        check("remedy a for $0", &["no-scan"]);
        check("site us {\n disclose refunds {\n log $0\n}\n}", &["scans"]);
    }

    #[test]
    fn words_of_packs() {
        check("finding a {\n  cause log$0\n}", &["logistics.carrier"]);
        check("finding a {\n  issue $0\n}", &["not-received"]);
        check("evidence a {\n  kind $0\n}", &["delivery-proof"]);
        let first = |marked: &str| {
            let fixture = Fixture::new(marked);
            let found = complete(fixture.context(), fixture.source, fixture.offset);
            let fits = |it: &crate::ide::complete::Completion| {
                let mut lines = it.about.lines();
                lines.any(|line| line.starts_with("fits causes") && line.contains("logistics"))
            };
            let rest = found.iter().position(|it| !fits(it)).expect("some do not fit");
            (rest > 0, found[rest..].iter().any(fits))
        };
        assert_eq!(first("evidence a \"x\" {\n  for no-scan\n  kind $0\n}"), (true, false));
        assert!(first("evidence a \"x\" {\n  kind $0\n}").1);
        check("case a {\n  trigger $0\n}", &["account-deactivated"]);
        check("allow $0", &["evidence-uncited"]);
        check("allow evidence-uncited $0", &["because", "on"]);
        let fixture = Fixture::new("action a correct { owner nobody }\nallow $0");
        let found = complete(fixture.context(), fixture.source, fixture.offset);
        assert!(found[0].detail.contains("now · "), "what is broken comes first: {:?}", found[0]);
        assert!(!found[found.len() - 1].detail.contains("now · "));
        check("site us {\n  disclose $0\n}", &["returns-policy", "!customer-service"]);
        check("site jp {\n  disclose $0\n}", &["customer-service"]);
        check("site jp {\n  attach $0\n}", &["message-log"]);
    }

    #[test]
    fn data_files_and_days() {
        check("finding a {\n  covers $0\n}", &["defects", "orders"]);
        check("finding a {\n  covers defects $0\n}", &["where"]);
        check("finding a {\n  covers defects where $0\n}", &["kind", "reason", "asin"]);
        check("finding a {\n  covers defects where reason $0\n}", &["is"]);
        check(
            "finding a {\n  covers defects where reason is $0\n}",
            &["not-received", "slow-reply"],
        );
        check("finding a {\n  covers defects where kind is a-to-z $0\n}", &["or", "and"]);
        check("finding a {\n  covers orders $0\n}", &["112-1111111-1111111"]);
        check("dispute a {\n  orders 112-1111111-1111111, $0\n}", &["112-2222222-2222222"]);
        check("site uk {\n  defects \"$0\"\n}", &["data/us.csv"]);
        check("site uk {\n  defects $0\n}", &["data/us.csv"]);
        check("use \"sh$0\"", &["shared.poa", "!case.poa", "!data/us.csv"]);
        check("use $0", &["shared.poa", "!data/us.csv"]);
        check("evidence a \"$0\" { }", &["evidence/scans.csv", "!shared.poa"]);
        check("action a contain {\n  done $0\n}", &["2026-11-12"]);
    }

    #[test]
    fn inside_prose() {
        check("finding a {\n  text \"x {{ $0\"\n}", &["covered.count", "rate"]);
        check("finding a {\n  text \"x {{ co$0 }}\"\n}", &["covered.count"]);
        check("finding a {\n  text \"\"\"\n  x (@$0\n  \"\"\"\n}", &["scans", "no-scan"]);
        check("finding a {\n  text \"x (@sc$0)\"\n}", &["scans", "stop", "!112-1111111-1111111"]);
        check("finding a {\n  text \"x @112$0\"\n}", &["112-1111111-1111111"]);
        let closed = |marked: &str, expected: &str| {
            let fixture = Fixture::new(&format!("finding a {{\n  text \"{marked}\n}}"));
            let found = complete(fixture.context(), fixture.source, fixture.offset);
            let rate = found.iter().find(|it| it.label == "rate").expect("it is offered");
            assert_eq!(rate.insert, expected, "{marked}");
        };
        closed("x {{$0\"", " rate }}");
        closed("x {{ $0\"", "rate }}");
        closed("x {{ ra$0 }} y\"", "rate");
        closed("x {{$0}}\"", " rate ");
        closed("x {{$0", " rate }}");
        closed("x {{ ra$0", "rate }}");
        check("finding a {\n  text \"x }} {$0", &["!rate"]);
        check("finding a {\n  cause x \"\" {{$0", &["!rate"]);
        check("finding a {\n  text \"a@b$0\"\n}", &[]);
        check("finding a {\n  text \"$0\"\n}", &[]);
    }
}
