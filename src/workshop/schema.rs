//! The JSON Schema of packs, for editors of YAML. In: the table of mappings that the loader reads
//! with. Out: the schema. Says of form what the table says; what depends on other fields or entries
//! is the loader's alone.

use serde_json::{Map, Value, json};

use crate::compile::catalogue;
use crate::policy::mapping::tables::FILE;
use crate::policy::mapping::{Field, Mapping, Shape};
use crate::policy::yaml::{Node, Tree, read};
use crate::source::Sources;
use crate::translate::Language;

/// The schema of one file of a pack, its descriptions in a language.
pub fn pack_schema(language: Language) -> Value {
    let mut schema = mapping(&FILE);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("a file of a pack of poa");
    if language == Language::Chinese {
        say(&mut schema);
    }
    schema
}

/// Says every description and title in Chinese.
fn say(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for name in ["description", "title"] {
                let Some(Value::String(text)) = fields.get_mut(name) else { continue };
                *text = catalogue().text("", text).unwrap_or_else(|| std::mem::take(text));
            }
            fields.values_mut().for_each(say);
        }
        Value::Array(items) => items.iter_mut().for_each(say),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A YAML text as the JSON that it stands for, which validators of the schema take; `None` for a
/// text that the loader cannot read.
pub fn as_json(text: &str) -> Option<Value> {
    let mut sources = Sources::default();
    let source = sources.add("text", text);
    read(source, &sources).ok().map(|tree| bare(&tree))
}

/// A tree without its places.
fn bare(tree: &Tree) -> Value {
    match &tree.node {
        Node::Null => Value::Null,
        Node::Flag(flag) => (*flag).into(),
        Node::Number(number) => number.clone().into(),
        Node::Text(text) => text.clone().into(),
        Node::List(items) => items.iter().map(bare).collect(),
        Node::Map(entries) => {
            entries.iter().map(|it| (it.key.value.clone(), bare(&it.value))).collect()
        }
    }
}

/// A mapping with its fields and no others.
fn mapping(mapping: &Mapping) -> Value {
    let property = |field: &Field| (field.name.to_owned(), property(field));
    let properties: Map<String, Value> = mapping.fields().map(property).collect();
    let needed: Vec<&str> =
        mapping.fields().filter(|field| field.is_needed).map(|field| field.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut schema = shape(&field.shape);
    if !field.is_needed {
        schema = or_nothing(schema);
    }
    schema["description"] = json!(field.about);
    schema
}

/// A field that is there without a value counts as left out.
fn or_nothing(mut schema: Value) -> Value {
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.push(json!({"type": "null"}));
        return schema;
    }
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

fn shape(wanted: &Shape) -> Value {
    match wanted {
        Shape::Text => json!({"type": "string"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Number => json!({"type": "number"}),
        Shape::Whole(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Shape::Day => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        Shape::Length => json!({"type": "string", "pattern": "^[0-9]+(h|d|bd)$"}),
        Shape::Word(words) => json!({"type": "string", "enum": words()}),
        Shape::List(inner) => json!({"type": "array", "items": shape(inner)}),
        Shape::Map(inner) => json!({"type": "object", "additionalProperties": shape(inner)}),
        Shape::Mapping(inner) => mapping(inner),
        Shape::AnyOf(shapes) => json!({"anyOf": shapes.iter().map(shape).collect::<Vec<_>>()}),
    }
}
