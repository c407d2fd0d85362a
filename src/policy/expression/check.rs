//! The static check of an expression: every name and field exists, every filter and test is known,
//! and operands fit each other. In: a tree and the names. Out: all faults. Computes nothing.
//!
//! `minijinja` itself would let `selectattr('knd')` find nothing and `orders > 'abc'` be false.

mod constant;

use crate::policy::expression::filters::{FILTERS, TESTS, Takes, Yields, family};
use crate::policy::expression::tree::{Argument, Comparison, ExpressionFault, Node, Tree};
use crate::policy::schema::{Names, Type};
use crate::suggest::nearest;

/// Finds all faults of a tree.
pub(crate) fn check(tree: &Tree, names: &Names) -> Vec<ExpressionFault> {
    let mut checker = Checker { names, faults: Vec::new() };
    checker.type_of(tree);
    checker.faults
}

/// The names and what was found so far.
struct Checker<'a> {
    names: &'a Names,
    faults: Vec<ExpressionFault>,
}

impl Checker<'_> {
    /// The type of a part; its faults are noted on the way.
    fn type_of(&mut self, tree: &Tree) -> Type {
        match &tree.node {
            Node::Nothing => Type::Nothing,
            Node::Flag(_) => Type::Bool,
            Node::Number(_) => Type::Number,
            Node::Text(_) => Type::Text,
            Node::Name(name) => self.name(tree, name),
            Node::Field(of, name) => self.field(of, name, tree),
            Node::List(items) => {
                let types: Vec<Type> = items.iter().map(|item| self.type_of(item)).collect();
                let first = types.first().copied().unwrap_or(Type::Any);
                let is_even = types.iter().all(|other| family(*other) == family(first));
                if is_even { first.listed() } else { Type::Any.listed() }
            }
            Node::Not(of) => {
                self.type_of(of);
                Type::Bool
            }
            Node::Minus(of) => {
                self.number(of, "-");
                Type::Number
            }
            Node::All(parts) | Node::Any(parts) => {
                for part in parts {
                    self.type_of(part);
                }
                Type::Bool
            }
            Node::Compare(left, how, right) => {
                let (left_type, right_type) = (self.type_of(left), self.type_of(right));
                self.comparable((left, left_type), *how, (right, right_type));
                Type::Bool
            }
            Node::In(left, right) => {
                let (left_type, right_type) = (self.type_of(left), self.type_of(right));
                self.inside((left, left_type), (right, right_type));
                Type::Bool
            }
            Node::Arithmetic(left, sign, right) => self.arithmetic(left, sign, right),
            Node::If(condition, then, otherwise) => {
                self.type_of(condition);
                let then = self.type_of(then);
                otherwise.as_ref().map_or(then, |tree| match self.type_of(tree) {
                    other if family(other) == family(then) => then,
                    _ => Type::Any,
                })
            }
            Node::Filter(of, name, arguments) => self.filter(tree, (of, name), arguments),
            Node::Test(of, name, arguments) => {
                let input = self.type_of(of);
                self.test(tree, (of, input, name), arguments);
                Type::Bool
            }
        }
    }

    fn fault(&mut self, tree: &Tree, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(ExpressionFault::new(tree.range.clone(), message, help));
    }

    fn name(&mut self, tree: &Tree, name: &str) -> Type {
        if let Some(known) = self.names.find(name) {
            return known;
        }
        let near = nearest(name, self.names.known());
        let all = self.names.known().collect::<Vec<_>>().join("`, `");
        let help = match near {
            Some(near) => format!("write `{near}`"),
            None => format!("write one of `{all}`, or put text in quotes"),
        };
        self.fault(tree, format!("there is no `{name}` here"), help);
        Type::Any
    }

    fn field(&mut self, of: &Tree, name: &str, whole: &Tree) -> Type {
        // The label stands on the field alone: it ends where the whole ends.
        let start = whole.range.end.saturating_sub(name.len()).max(of.range.end);
        let place = Tree { range: start..whole.range.end, node: Node::Nothing };
        let owner = self.type_of(of);
        self.field_of((owner, of), name, &place)
    }

    /// The type of a field, which may also come from the text `'kind'` in `map(attribute='kind')`.
    fn field_of(&mut self, owner: (Type, &Tree), name: &str, place: &Tree) -> Type {
        let (owner, of) = owner;
        match owner {
            Type::Any => Type::Any,
            Type::Values => {
                let known = self.names.values().get(name).copied();
                let names = self.names;
                known.unwrap_or_else(|| self.no_field("values", names.values().keys(), name, place))
            }
            Type::Record(fields) => {
                let known = fields.iter().find(|(known, _)| *known == name);
                known.map(|(_, known)| *known).unwrap_or_else(|| {
                    self.no_field(&of.path(), fields.iter().map(|(name, _)| name), name, place)
                })
            }
            Type::Bool
            | Type::Number
            | Type::Text
            | Type::Date
            | Type::Word(_)
            | Type::List(_)
            | Type::Nothing => {
                let what = family(owner).unwrap_or("nothing");
                let message = format!("`{}` is {what} and has no field `{name}`", of.path());
                self.fault(place, message, "leave the field out");
                Type::Any
            }
        }
    }

    fn no_field<S: AsRef<str>>(
        &mut self,
        owner: &str,
        fields: impl Iterator<Item = S>,
        name: &str,
        place: &Tree,
    ) -> Type {
        let fields: Vec<S> = fields.collect();
        let near = nearest(name, fields.iter().map(AsRef::as_ref));
        let all = fields.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("`, `");
        let help = match (near, all.is_empty()) {
            (Some(near), _) => format!("write `{near}`"),
            (None, false) => format!("write one of `{all}`"),
            (None, true) => "declare it under `values:` first".to_owned(),
        };
        self.fault(place, format!("`{owner}` has no field `{name}`"), help);
        Type::Any
    }

    fn number(&mut self, tree: &Tree, sign: &str) {
        let found = self.type_of(tree);
        if !matches!(found, Type::Number | Type::Any | Type::Values) {
            let what = family(found).unwrap_or("`none`");
            let message = format!("`{sign}` needs numbers, and this is {what}");
            self.fault(tree, message, "write a number or a field that holds one");
        }
    }

    fn arithmetic(&mut self, left: &Tree, sign: &str, right: &Tree) -> Type {
        if sign == "~" {
            self.type_of(left);
            self.type_of(right);
            return Type::Text;
        }
        self.number(left, sign);
        self.number(right, sign);
        Type::Number
    }

    /// Faults of a comparison: different kinds, no order, a word that the field never holds.
    fn comparable(&mut self, left: (&Tree, Type), how: Comparison, right: (&Tree, Type)) {
        let (left_kind, right_kind) = (family(left.1), family(right.1));
        if how.is_ordering() {
            for (tree, found) in [left, right] {
                if !matches!(family(found), None | Some("a number" | "text"))
                    || found == Type::Nothing
                {
                    let what = family(found).unwrap_or("`none`");
                    let message = format!("{what} is neither less nor more than anything");
                    self.fault(tree, message, "compare numbers, dates or text; or write `== none`");
                    return;
                }
            }
        }
        if let (Some(left_kind), Some(right_kind)) = (left_kind, right_kind)
            && left_kind != right_kind
        {
            let message = format!("{left_kind} is compared with {right_kind}");
            self.fault(right.0, message, format!("write {left_kind} here"));
        }
        self.constant(left, right);
        self.constant(right, left);
    }

    fn inside(&mut self, left: (&Tree, Type), right: (&Tree, Type)) {
        if let (Type::List(of), Node::List(items)) = (right.1, &right.0.node) {
            for item in items {
                self.constant(left, (item, *of));
            }
        }
        match right.1 {
            Type::List(of) => {
                if let (Some(wanted), Some(held)) = (family(left.1), family(*of))
                    && wanted != held
                {
                    let message = format!("{wanted} is looked for in a list of {held}");
                    self.fault(right.0, message, "look in a list that can hold it");
                }
                self.constant((right.0, *of), left);
            }
            Type::Text | Type::Date | Type::Word(_) | Type::Any | Type::Values => {}
            Type::Bool | Type::Number | Type::Record(_) | Type::Nothing => {
                let what = family(right.1).unwrap_or("`none`");
                let message = format!("`in` needs a list or text, and this is {what}");
                self.fault(right.0, message, "write a list such as ['a', 'b']");
            }
        }
    }

    fn filter(&mut self, tree: &Tree, input: (&Tree, &str), arguments: &[Argument]) -> Type {
        let (of, name) = input;
        let input = self.type_of(of);
        let Some((_, takes, yields)) = FILTERS.iter().find(|(known, ..)| *known == name) else {
            let known = FILTERS.iter().map(|(known, ..)| *known);
            self.unknown(tree, ("filter", name), known);
            return Type::Any;
        };
        self.takes(of, (name, *takes), input);
        let element = match input {
            Type::List(of) => *of,
            _ => Type::Any,
        };
        let owner = Tree { range: of.range.clone(), node: Node::Name(of.path()) };
        let mapped = self.filter_arguments((name, &owner), element, arguments);
        match yields {
            Yields::Same => input,
            Yields::Element => element,
            Yields::Number => Type::Number,
            Yields::Text => Type::Text,
            Yields::Texts => Type::List(&Type::Text),
            Yields::Bool => Type::Bool,
            Yields::Mapped => mapped.map_or(Type::Any, Type::listed),
        }
    }

    /// Checks the arguments of a filter; the type of the field named in `attribute=`, if any.
    fn filter_arguments(
        &mut self,
        filter: (&str, &Tree),
        element: Type,
        arguments: &[Argument],
    ) -> Option<Type> {
        let (name, owner) = filter;
        let mut mapped = None;
        let mut free = arguments.iter().filter(|argument| argument.name.is_none());
        for argument in arguments.iter().filter(|argument| argument.name.is_some()) {
            self.type_of(&argument.value);
            if argument.name.as_deref() == Some("attribute") {
                mapped = self.attribute((element, owner), &argument.value);
            }
        }
        let tested = match name {
            "selectattr" | "rejectattr" => match free.next() {
                Some(first) => self.attribute((element, owner), &first.value),
                None => {
                    let message = format!("`{name}` needs the name of a field");
                    self.fault(owner, message, format!("write {name}('kind', 'eq', …)"));
                    None
                }
            },
            _ => Some(element),
        };
        match (name, free.next()) {
            ("selectattr" | "rejectattr" | "select" | "reject", Some(test)) => {
                let values: Vec<&Tree> = free.map(|argument| &argument.value).collect();
                self.named_test(test, (owner, tested.unwrap_or(Type::Any)), &values);
            }
            ("map", Some(filter)) => match &filter.value.node {
                Node::Text(text) if FILTERS.iter().any(|(known, ..)| known == text) => {}
                Node::Text(text) => {
                    let known = FILTERS.iter().map(|(known, ..)| *known);
                    self.unknown(&filter.value, ("filter", text), known);
                }
                _ => self.fault(&filter.value, "`map` needs a name", "write map(attribute='kind')"),
            },
            (_, Some(argument)) => {
                self.type_of(&argument.value);
                for argument in free {
                    self.type_of(&argument.value);
                }
            }
            (_, None) => {}
        }
        mapped
    }

    /// The field that the text of an argument names.
    fn attribute(&mut self, owner: (Type, &Tree), argument: &Tree) -> Option<Type> {
        match &argument.node {
            Node::Text(name) => Some(self.field_of(owner, name, argument)),
            _ => {
                self.fault(
                    argument,
                    "the name of the field must be written out",
                    "put it in quotes",
                );
                None
            }
        }
    }

    /// `selectattr('orders', '>', 3)`: the test is named by text.
    fn named_test(&mut self, test: &Argument, tested: (&Tree, Type), values: &[&Tree]) {
        let Node::Text(name) = &test.value.node else {
            let help = "put it in quotes: selectattr('kind', 'eq', …)";
            return self.fault(&test.value, "the name of the test must be written out", help);
        };
        self.tested(&test.value, (tested.0, tested.1, name), values);
    }

    fn test(&mut self, tree: &Tree, test: (&Tree, Type, &str), arguments: &[Argument]) {
        let values: Vec<&Tree> = arguments.iter().map(|argument| &argument.value).collect();
        self.tested(tree, test, &values);
    }

    fn tested(&mut self, place: &Tree, test: (&Tree, Type, &str), values: &[&Tree]) {
        let (of, input, name) = test;
        let types: Vec<Type> = values.iter().map(|value| self.type_of(value)).collect();
        let first = values.first().copied().zip(types.first().copied());
        let needs_value = Comparison::named(name).is_some() || matches!(name, "in" | "divisibleby");
        if needs_value && first.is_none() {
            let message = format!("the test `{name}` needs a value to compare with");
            return self.fault(place, message, format!("write `{name}` with a value behind it"));
        }
        if let (Some(how), Some(value)) = (Comparison::named(name), first) {
            return self.comparable((of, input), how, value);
        }
        if let ("in", Some(value)) = (name, first) {
            return self.inside((of, input), value);
        }
        match TESTS.iter().find(|(known, _)| *known == name) {
            Some((_, takes)) => self.takes(of, (name, *takes), input),
            None if matches!(name, "defined" | "undefined") => {
                let message = format!("every field is there, so `{name}` says nothing");
                self.fault(place, message, "write `!= none` or `== none`");
            }
            None => self.unknown(place, ("test", name), TESTS.iter().map(|(known, _)| *known)),
        }
    }

    fn takes(&mut self, of: &Tree, needs: (&str, Takes), input: Type) {
        let (name, takes) = needs;
        if !takes.fits(input) {
            let (wanted, found) = (takes.describe(), family(input).unwrap_or("`none`"));
            let message = format!("`{name}` needs {wanted}, and this is {found}");
            self.fault(of, message, format!("write a field that holds {wanted}"));
        }
    }

    fn unknown<'k>(
        &mut self,
        tree: &Tree,
        what: (&str, &str),
        known: impl Iterator<Item = &'k str>,
    ) {
        let (what, name) = what;
        let known: Vec<&str> = known.collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("write one of `{}`", known.join("`, `")),
        };
        self.fault(tree, format!("there is no {what} `{name}` for packs"), help);
    }
}
