//! The published JSON Schema holds for what the program prints. In: JSON values. Out: a failure
//! that names the place. Knows as much of JSON Schema as the project's own schema uses.

use std::collections::BTreeMap;
use std::sync::Mutex;

use regex::Regex;
use serde_json::{Map, Value, json};

/// Fails where a value has not the shape of `poa schema diagnostics`.
pub(crate) fn expect_valid(value: &Value, what: &str) {
    let faults = faults(value);
    assert!(faults.is_empty(), "{what}:\n{}\n{value:#}", faults.join("\n"));
}

/// Where a value has not the shape of `poa schema diagnostics`.
fn faults(value: &Value) -> Vec<String> {
    let text = include_str!("../../assets/schema/diagnostics.json");
    faults_by(&serde_json::from_str(text).expect("the schema is JSON"), value)
}

/// Where a value has not the shape that a schema describes.
pub(crate) fn faults_by(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    validate(schema, schema, value, &mut Place { path: String::new(), faults: &mut faults });
    faults
}

/// Where in the value we are, and what was wrong so far.
struct Place<'a> {
    path: String,
    faults: &'a mut Vec<String>,
}

impl Place<'_> {
    fn fault(&mut self, said: impl AsRef<str>) {
        self.faults.push(format!("{}: {}", self.path, said.as_ref()));
    }

    fn at(&mut self, step: &str) -> Place<'_> {
        Place { path: format!("{}/{step}", self.path), faults: self.faults }
    }
}

/// Fails where the bytes of a manifest have not the shape of `poa schema manifest`, or where the
/// schema would take a manifest that lacks a field, has one more, or has a value of another type.
pub(crate) fn expect_manifest(bytes: &[u8], site: &str) {
    let text = include_str!("../../assets/schema/manifest.json");
    let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    let manifest: Value = serde_json::from_slice(bytes).expect("the manifest is JSON");
    assert_eq!(faults_by(&schema, &manifest), Vec::<String>::new(), "{site}");
    let mut tried = 0;
    for path in objects(&manifest, "") {
        let fields = manifest.pointer(&path).and_then(Value::as_object).expect("it was found");
        for name in fields.keys() {
            for change in ["left out", "misspelt", "of another type"] {
                let mut changed = manifest.clone();
                let object = changed.pointer_mut(&path).and_then(Value::as_object_mut);
                let object = object.expect("it was found");
                let value = object.remove(name).expect("it is a key");
                match change {
                    "misspelt" => drop(object.insert(format!("{name}s"), value)),
                    "of another type" => drop(object.insert(name.clone(), json!([[]]))),
                    _ => {}
                }
                let found = faults_by(&schema, &changed);
                assert!(!found.is_empty(), "{site}: `{path}/{name}` may be {change}");
                tried += 1;
            }
        }
    }
    assert!(tried > 120, "{site}: {tried} changes were tried");
}

/// The way to every object of a value: of a list to its first item alone, the others are alike.
fn objects(value: &Value, path: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let inner = fields.iter().flat_map(|(name, it)| objects(it, &format!("{path}/{name}")));
            std::iter::once(path.to_owned()).chain(inner).collect()
        }
        Value::Array(items) => {
            items.first().map_or(Vec::new(), |item| objects(item, &format!("{path}/0")))
        }
        _ => Vec::new(),
    }
}

/// The words of JSON Schema that are understood; another one in the schema is a fault of the test.
const WORDS: [&str; 17] = [
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "const",
    "enum",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "anyOf",
    "minimum",
    "maximum",
    "pattern",
];

fn validate(root: &Value, schema: &Value, value: &Value, place: &mut Place<'_>) {
    let Some(words) = schema.as_object() else {
        if *schema == Value::Bool(false) {
            place.fault("is not allowed here");
        }
        return;
    };
    for word in words.keys().filter(|word| !WORDS.contains(&word.as_str())) {
        place.fault(format!("the schema says `{word}`, which this test does not know"));
    }
    if let Some(name) = words.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(name.trim_start_matches('#'));
        validate(root, target.expect("the reference leads somewhere"), value, place);
    }
    if let Some(options) = words.get("anyOf").and_then(Value::as_array) {
        let fits = |option: &Value| {
            let mut faults = Vec::new();
            let mut inner = Place { path: place.path.clone(), faults: &mut faults };
            validate(root, option, value, &mut inner);
            faults.is_empty()
        };
        if !options.iter().any(fits) {
            place.fault(format!("fits no option: {value}"));
        }
    }
    validate_plain(words, value, place);
    validate_parts(root, words, value, place);
}

/// What can be said of a value without its parts.
fn validate_plain(words: &Map<String, Value>, value: &Value, place: &mut Place<'_>) {
    let types: Vec<&str> = match words.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is_a(value, name)) {
        place.fault(format!("is not {}: {value}", types.join(" or ")));
    }
    if words.get("const").is_some_and(|wanted| wanted != value) {
        place.fault(format!("has another value: {value}"));
    }
    if words.get("enum").and_then(Value::as_array).is_some_and(|all| !all.contains(value)) {
        place.fault(format!("is none of the words: {value}"));
    }
    // Limits say nothing of what is no number, patterns nothing of what is no text.
    let limit = |name| words.get(name).and_then(Value::as_i64);
    if limit("minimum").zip(value.as_i64()).is_some_and(|(minimum, number)| number < minimum) {
        place.fault(format!("is too small: {value}"));
    }
    if limit("maximum").zip(value.as_i64()).is_some_and(|(maximum, number)| number > maximum) {
        place.fault(format!("is too large: {value}"));
    }
    if let Some((pattern, text)) = words.get("pattern").and_then(Value::as_str).zip(value.as_str())
        && !is_match(pattern, text)
    {
        place.fault(format!("is not of the form {pattern}: {value}"));
    }
}

/// What can be said of the parts of a list or object.
fn validate_parts(root: &Value, words: &Map<String, Value>, value: &Value, place: &mut Place<'_>) {
    if let (Some(items), Some(values)) = (words.get("items"), value.as_array()) {
        for (number, value) in values.iter().enumerate() {
            validate(root, items, value, &mut place.at(&number.to_string()));
        }
    }
    let Some(fields) = value.as_object() else { return };
    let required = words.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            place.fault(format!("has no `{name}`"));
        }
    }
    for (name, value) in fields {
        let own = words.get("properties").and_then(|properties| properties.get(name));
        if let Some(schema) = own.or(words.get("additionalProperties")) {
            validate(root, schema, value, &mut place.at(name));
        }
    }
}

/// Whether a pattern of a schema finds something; each is compiled once.
fn is_match(pattern: &str, text: &str) -> bool {
    static COMPILED: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().expect("no test panics while it holds this");
    let regex = compiled
        .entry(pattern.to_owned())
        .or_insert_with(|| Regex::new(pattern).expect("the schema's patterns are sound"));
    regex.is_match(text)
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => false,
    }
}

#[test]
fn the_schema_tells_right_from_wrong() {
    let right = json!({
        "version": 1, "case": "a", "as_of": "2026-11-12",
        "diagnostics": [{
            "rule": "r", "level": "error", "sites": ["us"], "message": "m", "help": null,
            "labels": [{
                "file": "a.poa", "text": "", "primary": true,
                "start": {"line": 1, "column": 1, "offset": 0},
                "end": {"line": 1, "column": 2, "offset": 1},
            }],
            "source": {"pack": "us", "title": "t", "url": null, "convention": true},
            "fix": null,
        }],
        "sites": {},
        "summary": {"errors": 1, "warnings": 0, "advice": 0, "allowed": 0},
    });
    expect_valid(&right, "a sound report");
    let wrong = [
        ("/version", json!(2)),
        ("/diagnostics/0/level", json!("fatal")),
        ("/diagnostics/0/labels/0/start/line", json!(0)),
        ("/diagnostics/0/source", json!({"pack": "us"})),
        ("/summary/errors", json!("1")),
        ("/sites", json!({"us": {}})),
    ];
    for (path, value) in wrong {
        let mut report = right.clone();
        *report.pointer_mut(path).expect("the place is there") = value;
        assert!(!faults(&report).is_empty(), "{path} is taken for right");
    }
}
