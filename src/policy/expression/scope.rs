//! The values behind the names of expressions. In: values as data. Out: [`Scope`], which an
//! expression is computed with.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Object, Serde, Value};

/// The values behind the names, made once for a case and extended for each item: what is added
/// lies over the rest, of which nothing is copied.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    context: Value,
}

/// A value that was made ready for expressions, to be put into many scopes.
#[derive(Debug, Clone, Default)]
pub struct Ready(Value);

impl Ready {
    /// Takes a value as data.
    pub fn new(value: &serde_json::Value) -> Self {
        Self(Value::from(Serde(value)))
    }
}

impl Scope {
    /// The names as the engine reads them.
    pub fn context(&self) -> Value {
        self.context.clone()
    }

    /// Takes the values as data.
    pub fn new(values: BTreeMap<&str, serde_json::Value>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name, Value::from(Serde(&value))));
        Self { context: values.collect::<BTreeMap<&str, Value>>().into() }
    }

    /// The same with one further name.
    pub fn with(&self, name: &str, value: serde_json::Value) -> Self {
        self.with_ready(name, &Ready::new(&value))
    }

    /// The same with one further name, whose value is shared.
    pub fn with_ready(&self, name: &str, value: &Ready) -> Self {
        let layer =
            Layer { name: name.to_owned(), value: value.0.clone(), below: self.context.clone() };
        Self { context: Value::from_object(layer) }
    }
}

/// One name over the names of a scope.
#[derive(Debug)]
struct Layer {
    name: String,
    value: Value,
    below: Value,
}

impl Object for Layer {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if key == self.name {
            return Some(self.value.clone());
        }
        self.below.get_attr(key).ok().filter(|value| !value.is_undefined())
    }
}
