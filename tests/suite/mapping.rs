//! The published schema and the loader of packs take and refuse the same. In: the pack in
//! `tests/packs/every-field.yaml`, changed as JSON, which is YAML too. Out: fields of which one of
//! the two thinks otherwise, when they are there, misspelt, left out or hold something else.

use std::collections::BTreeSet;

use poa::policy::mapping::tables::FILE;
use poa::policy::mapping::{Field, Mapping, Shape};
use poa::policy::{PackFile, load, shipped, shipped_marketplaces};
use poa::source::Sources;
use poa::translate::Language;
use poa::workshop::{as_json, pack_schema};
use serde_json::{Value, json};

use crate::schema::faults_by;

/// A pack with every field.
fn every_field() -> Value {
    as_json(include_str!("../packs/every-field.yaml")).expect("the pack is YAML")
}

/// What the loader says against a pack.
fn refusals(pack: &Value) -> Vec<String> {
    let mut sources = Sources::default();
    let file = PackFile::new("xx/pack.yaml", format!("{pack:#}"));
    let found = load(&[file], &mut sources);
    found.diagnostics.iter().map(|fault| fault.one_line(&sources)).collect()
}

/// A field where it stands: the way to the mapping around it, and the field.
type Stand = (String, &'static Field);

/// All fields in a value of a shape.
fn stands(shape: &Shape, value: &Value, at: &str, found: &mut Vec<Stand>) {
    match (shape, value) {
        (Shape::Mapping(mapping), Value::Object(_)) => in_mapping(mapping, value, at, found),
        (Shape::Map(inner), Value::Object(entries)) => {
            entries.iter().for_each(|(key, it)| stands(inner, it, &format!("{at}/{key}"), found));
        }
        (Shape::List(inner), Value::Array(items)) => {
            let items = items.iter().enumerate();
            items.for_each(|(number, it)| stands(inner, it, &format!("{at}/{number}"), found));
        }
        (Shape::AnyOf(shapes), _) => {
            shapes.iter().for_each(|shape| stands(shape, value, at, found));
        }
        _ => {}
    }
}

fn in_mapping(mapping: &'static Mapping, value: &Value, at: &str, found: &mut Vec<Stand>) {
    for field in mapping.fields() {
        if let Some(inner) = value.get(field.name) {
            found.push((at.to_owned(), field));
            stands(&field.shape, inner, &format!("{at}/{}", field.name), found);
        }
    }
}

/// All fields of all mappings, by their place in memory.
fn all_fields(mapping: &'static Mapping, known: &mut BTreeSet<(usize, &'static str)>) {
    fn inside(shape: &'static Shape, known: &mut BTreeSet<(usize, &'static str)>) {
        match shape {
            Shape::Mapping(mapping) => all_fields(mapping, known),
            Shape::Map(inner) | Shape::List(inner) => inside(inner, known),
            Shape::AnyOf(shapes) => shapes.iter().for_each(|shape| inside(shape, known)),
            _ => {}
        }
    }
    for field in mapping.fields() {
        if known.insert((std::ptr::from_ref(field).addr(), field.name)) {
            inside(&field.shape, known);
        }
    }
}

fn all_stands(pack: &Value) -> Vec<Stand> {
    let mut found = Vec::new();
    in_mapping(&FILE, pack, "", &mut found);
    found
}

#[test]
fn a_pack_with_every_field_is_taken_by_both() {
    let pack = every_field();
    assert_eq!(refusals(&pack), Vec::<String>::new());
    assert_eq!(faults_by(&pack_schema(Language::English), &pack), Vec::<String>::new());
    assert!(
        !pack_schema(Language::English).to_string().contains(":null"),
        "a word of the schema says nothing"
    );
    let mut known = BTreeSet::new();
    all_fields(&FILE, &mut known);
    for (_, field) in all_stands(&pack) {
        known.remove(&(std::ptr::from_ref(field).addr(), field.name));
    }
    let missing: Vec<&str> = known.into_iter().map(|(_, name)| name).collect();
    assert_eq!(missing, Vec::<&str>::new(), "fields that the pack above lacks");
}

#[test]
fn a_field_that_is_misspelt_left_out_or_of_another_type_is_refused_by_both() {
    let pack = every_field();
    let schema = pack_schema(Language::English);
    let mut wrong = Vec::new();
    let mut held = |changed: &Value, what: String, must: bool| -> bool {
        let by_schema = !faults_by(&schema, changed).is_empty();
        // What the schema takes, the loader may refuse for its meaning.
        match by_schema {
            true if refusals(changed).is_empty() => {
                wrong.push(format!("{what}: the loader takes it"))
            }
            false if must => wrong.push(format!("{what}: the schema takes it")),
            _ => {}
        }
        by_schema
    };
    let others = [json!("x y"), json!(7), json!(true), json!([7]), json!({"zz": [7]})];
    for (at, field) in all_stands(&pack) {
        let name = field.name;
        let change = |edit: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut changed = pack.clone();
            let around = changed.pointer_mut(&at).and_then(Value::as_object_mut);
            edit(around.expect("the way leads to a mapping"));
            changed
        };
        let misspelt = change(&|it| {
            let value = it.remove(name).expect("the field is there");
            it.insert(format!("{name}x"), value);
        });
        held(&misspelt, format!("{at}/{name}x"), true);
        if field.is_needed {
            let left_out = change(&|it| drop(it.remove(name)));
            held(&left_out, format!("{at}/{name} left out"), true);
        }
        let mut refused = 0;
        for other in &others {
            let changed = change(&|it| drop(it.insert(name.to_owned(), other.clone())));
            refused += usize::from(held(&changed, format!("{at}/{name}: {other}"), false));
        }
        assert!(refused > 0, "{at}/{name} may hold anything");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What an editor would underline in a pack that ships.
#[test]
fn the_packs_that_ship_fit_the_schema() {
    let schema = pack_schema(Language::English);
    for file in shipped() {
        let value = as_json(&file.text).expect("packs that ship are YAML");
        let faults = faults_by(&schema, &value);
        assert!(faults.is_empty(), "{}:\n{}", file.path, faults.join("\n"));
    }
    let marketplace = &schema["properties"]["marketplace"]["anyOf"][1];
    for file in shipped_marketplaces() {
        let value = as_json(&file.text).expect("marketplaces that ship are YAML");
        let faults = faults_by(marketplace, &value);
        assert!(faults.is_empty(), "{}:\n{}", file.path, faults.join("\n"));
    }
}
