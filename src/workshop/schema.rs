//! The JSON Schema of packs, for editors of YAML. In: the tables of the loader: levels, looks,
//! native checks, fields of expressions. Out: the schema. Says of form what the loader says of
//! form; what depends on other entries is the loader's alone.

use serde_json::{Map, Value, json};

use crate::policy::native::NATIVE_CHECKS;
use crate::policy::timeline::{Among, DayOf};
use crate::policy::types::{Each, Level};

/// The schema of one file of a pack.
pub fn pack_schema() -> Value {
    let sections = [
        ("sources", map_of(source(), "Who asks for it: laws, rules of Amazon, practice")),
        ("values", map_of(value(), "Numbers and words with the day from which they hold")),
        ("evidence_kinds", map_of(evidence_kind(), "Kinds of exhibits")),
        ("causes", map_of(cause(), "Families of causes")),
        ("issues", map_of(term(), "What buyers met, in Amazon's words")),
        ("triggers", map_of(term(), "What Amazon did")),
        ("categories", map_of(term(), "Categories of goods")),
        ("related_kinds", map_of(term(), "Problems that may be open at the same time")),
        ("attachments", map_of(attachment(), "Exhibits that the site asks for by name")),
        ("disclosures", map_of(disclosure(), "What the plan says about the site's law")),
        ("rules", described(list(rule()), "What is looked for")),
    ];
    let mut fields = vec![
        ("pack", text("Name of the pack, in exactly one of its files")),
        ("title", text("What the pack is for")),
        ("inherits", text("The pack whose entries it takes over")),
        ("version", text("1.0.0")),
        ("marketplace", json!({"anyOf": [text("Code of a marketplace"), marketplace()]})),
        (
            "sound_site",
            text("A `site` that meets everything the pack asks; tests are laid over it"),
        ),
        ("law_names", json!({"description": "What the site's law is called"})),
    ];
    fields.extend(sections);
    let mut schema = record(&fields, &[]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("a file of a pack of poa");
    schema
}

/// A mapping with these fields and no others; the named ones must be there.
fn record(fields: &[(&str, Value)], needed: &[&str]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": false,
    })
}

fn map_of(schema: Value, description: &str) -> Value {
    json!({"type": ["object", "null"], "description": description, "additionalProperties": schema})
}

fn list(schema: Value) -> Value {
    json!({"type": "array", "items": schema})
}

fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = json!(description);
    schema
}

fn text(description: &str) -> Value {
    json!({"type": "string", "description": description})
}

fn words(words: &[&str], description: &str) -> Value {
    json!({"type": "string", "enum": words, "description": description})
}

fn flag(description: &str) -> Value {
    json!({"type": "boolean", "description": description})
}

fn texts(description: &str) -> Value {
    described(list(json!({"type": "string"})), description)
}

fn day(description: &str) -> Value {
    json!({
        "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": description,
    })
}

fn length(description: &str) -> Value {
    json!({"type": "string", "description": format!("{description}, such as 14d or 48h")})
}

fn expression(description: &str) -> Value {
    text(&format!("{description}: an expression over the case, see docs/packs.md"))
}

fn basis() -> [(&'static str, Value); 2] {
    [("source", text("An id of `sources`")), ("convention", flag("Practice alone supports it"))]
}

/// Translations and whatever else is laid beside an entry.
fn chinese() -> (&'static str, Value) {
    ("zh", json!({"description": "The same texts in Simplified Chinese"}))
}

fn level() -> Value {
    let all = [Level::Error, Level::Warning, Level::Advice, Level::Off].map(Level::as_str);
    words(&all, "How much a fault matters")
}

fn with(
    fields: Vec<(&'static str, Value)>,
    more: &[(&'static str, Value)],
) -> Vec<(&'static str, Value)> {
    fields.into_iter().chain(more.iter().cloned()).collect()
}

fn source() -> Value {
    record(
        &[
            ("title", text("Title of the text")),
            ("url", text("Its address")),
            ("kind", words(&["law", "amazon", "convention"], "Who speaks")),
            ("confidence", words(&["verified", "known", "unsure"], "How well it is known")),
            ("from", day("In force from")),
            chinese(),
        ],
        &[],
    )
}

fn value() -> Value {
    let held = json!({"type": ["number", "string", "boolean", "array"]});
    let fields = with(vec![("value", held), ("from", day("Its first day"))], &basis());
    record(
        &[("about", text("What it is")), ("dated", list(record(&fields, &["value", "from"])))],
        &[],
    )
}

fn evidence_kind() -> Value {
    let fields = vec![
        ("title", text("How it is printed")),
        ("speaks", words(&["direct", "process"], "What it proves")),
        ("lists_orders", flag("Whether it names every order that it speaks for")),
        ("fits", texts("Families of causes that it can prove")),
        ("about", text("What it is")),
        chinese(),
    ];
    record(&with(fields, &basis()), &[])
}

fn cause() -> Value {
    let kinds = json!({"type": "object", "additionalProperties": {"type": "string"}});
    record(&[("title", text("How it is printed")), ("kinds", kinds), chinese()], &[])
}

fn term() -> Value {
    let fields =
        vec![("title", text("How it is printed")), ("about", text("What it is")), chinese()];
    record(&with(fields, &basis()), &[])
}

/// Only rules about words have sentences.
fn tests(has_sentences: bool) -> Value {
    let pieces = |what: &str| {
        let one = json!({"type": "string"});
        json!({"anyOf": [one, list(json!({"type": "string"}))], "description": what})
    };
    let equal = json!({
        "type": "object", "additionalProperties": {"type": "string"},
        "description": "Changes that change nothing, each with the reason",
    });
    let mut fields = vec![
        ("fires", pieces("Pieces of .poa on which it fires")),
        ("silent", pieces("Pieces of .poa on which it is silent")),
        ("equal", equal),
    ];
    if has_sentences {
        fields.push(("finds", pieces("Sentences in which the patterns find something")));
        fields.push(("spares", pieces("Sentences in which they find nothing")));
    }
    record(&fields, &[])
}

fn attachment() -> Value {
    let fields = vec![
        ("title", text("How it is called")),
        ("when", expression("When it is asked for")),
        ("kinds", texts("Kinds of exhibit that will do")),
        ("language", text("Language that the exhibit must have")),
        ("level", level()),
        ("why", text("Why it is asked for")),
        ("help", text("How to supply it")),
        ("tests", tests(false)),
        ("in_force", json!({"description": "The days between which it is asked for"})),
        chinese(),
    ];
    record(&with(fields, &basis()), &[])
}

fn disclosure() -> Value {
    let text_by_language = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let fields = vec![
        ("title", text("Its heading")),
        ("when", expression("When it is asked for")),
        ("level", level()),
        ("sources", texts("Ids of `sources`")),
        ("facts", map_of(fact(), "What the seller must say")),
        ("text", described(text_by_language, "Markdown by language, with the names of facts")),
        ("tests", tests(false)),
        ("why", text("Why it is asked for")),
        ("automatic", flag("Printed without being asked")),
        chinese(),
    ];
    // Fields of dates and verbatim texts are looked at by the loader alone.
    let mut schema = record(&with(fields, &basis()), &[]);
    schema["additionalProperties"] = json!(false);
    schema
}

fn fact() -> Value {
    let types = [
        "text",
        "whole",
        "duration",
        "date",
        "percent",
        "money",
        "choice",
        "evidence",
        "identifier",
    ];
    let fields = vec![
        ("type", words(&types, "What it may be")),
        ("about", text("What it is")),
        ("when", expression("When it is asked for")),
        ("at_least", length("At least this long")),
        ("at_most", length("At most this long")),
        ("advise_at_least", length("Shorter is lawful, yet weaker than the site's own policy")),
        ("advise_at_most", length("Longer is lawful, yet weaker than the site's own policy")),
        ("advise_source", text("What the advice rests on")),
        ("one_of", json!({"type": ["array", "object"], "description": "The words of a choice"})),
        ("kinds", texts("Kinds of exhibit")),
    ];
    record(&with(fields, &basis()), &["type", "about"])
}

fn rule() -> Value {
    let each = Each::ALL.map(Each::as_str);
    let natives: Vec<&str> = NATIVE_CHECKS.iter().map(|check| check.name).collect();
    let pattern = record(
        &[
            ("match", text("A regular expression of the Rust `regex` crate")),
            ("instead", text("What to say instead")),
            ("unless", text("Silent in sentences where this matches")),
            ("zh", text("What to say instead, in Simplified Chinese")),
        ],
        &["match"],
    );
    let look = record(
        &[("language", text("Only prose in this language")), ("patterns", list(pattern.clone()))],
        &["patterns"],
    );
    let leaving = record(
        &[
            ("patterns", list(pattern.clone())),
            ("columns", list(pattern.clone())),
            ("columns_of_others", list(pattern.clone())),
            ("masked", list(pattern.clone())),
            ("contacts", list(pattern)),
            ("own_facts", texts("Facts in which the seller names himself")),
            ("public_kinds", texts("Kinds of exhibit that anybody may read")),
        ],
        &["patterns"],
    );
    let also =
        record(&[("at", text("`item.word`")), ("label", text("What it says"))], &["at", "label"]);
    let needs = json!({"type": ["array", "object"]});
    let evidence = record(
        &[
            ("of", words(&["finding", "action", "case"], "Whose exhibits")),
            ("by", expression("The key of `needs`")),
            ("needs", needs),
        ],
        &["needs"],
    );
    let fields = vec![
        (
            "name",
            json!({
                "type": "string", "pattern": "^[a-z][a-z0-9-]*$",
                "description": "Named by the fault; a published name never changes",
            }),
        ),
        ("row", text("The line of the mission that it serves")),
        ("level", level()),
        ("why", text("Why a reviewer refuses a plan with this fault")),
        ("each", words(&each, "What it looks at, one by one")),
        ("when", expression("Which of them")),
        ("require", expression("A fault where this is false")),
        ("text", look),
        ("evidence", evidence),
        ("timeline", timeline()),
        ("leaving", leaving),
        ("native", words(&natives, "A named check in Rust")),
        ("params", json!({"type": "object", "description": "Parameters of a native check"})),
        ("at", text("The word that is labelled")),
        ("label", text("What the label says")),
        ("also", list(also)),
        ("message", text("What is wrong, with {{ expressions }}")),
        ("help", text("What to write instead")),
        ("implies", texts("Rules whose faults only follow from this one's")),
        ("tests", tests(true)),
        chinese(),
    ];
    record(&with(fields, &basis()), &["name"])
}

fn timeline() -> Value {
    let days = DayOf::ALL.map(|(word, _)| word);
    let among = Among::ALL.map(|(word, _)| word);
    let pattern = |about| {
        let fields = [("match", text(about)), ("unless", text("Silent in such sentences"))];
        record(&fields, &["match"])
    };
    let order = record(
        &[
            ("earlier", words(&days, "The day that comes first")),
            ("later", words(&days, "The day that comes after it, or is the same")),
            ("slack_days", json!({"type": "integer", "minimum": 0, "maximum": 31})),
            ("among", words(&among, "Which exhibits are meant")),
            ("kinds", texts("Only exhibits of these kinds")),
            ("unless", pattern("Silent for exhibits whose title this finds")),
            ("says", text("What a contradiction is called")),
            ("zh", text("The same in Simplified Chinese")),
        ],
        &["earlier", "later", "says"],
    );
    let said = list(pattern("Words of `did` that give the day of an action"));
    record(&[("orders", list(order)), ("said", said)], &["orders"])
}

fn marketplace() -> Value {
    let needed = [
        "code",
        "country",
        "name",
        "domain",
        "marketplace_id",
        "sales_channel",
        "currency",
        "language",
        "date_form",
        "timezone",
        "seller_central",
        "order_defect_rate",
    ];
    let optional = ["local_language", "local_date_form", "local_order_defect_rate"];
    let mut fields: Vec<(&str, Value)> = needed.iter().map(|name| (*name, text(""))).collect();
    fields.extend(optional.iter().map(|name| (*name, text(""))));
    fields.push(("currency_decimals", json!({"type": "integer", "minimum": 0, "maximum": 4})));
    fields.push(("sources", list(json!({"type": "object"}))));
    let needed: Vec<&str> = needed.into_iter().chain(["currency_decimals"]).collect();
    record(&fields, &needed)
}
