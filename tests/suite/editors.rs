//! What editors ship, against the language. In: the snippets and the colours of the VS Code
//! extension. Out: a failure that names the word that the language does not have.

use std::fs;
use std::path::Path;

use poa::source::Sources;
use poa::syntax::vocabulary::{Place, word, words_within};
use poa::syntax::{Statement, parse};
use serde_json::Value;

fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode").join(path);
    let text = fs::read_to_string(&path).expect("the extension is in the repository");
    serde_json::from_str(&text).expect("it is JSON")
}

/// A snippet as it stands in the file when every default is kept: `${1:x}`, `${1|x,y|}`, `$1`.
fn expanded(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('$') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(inner) = rest.strip_prefix('{') else {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            continue;
        };
        let end = inner.find('}').expect("a place of a snippet is closed");
        let place = inner[..end].trim_start_matches(|c: char| c.is_ascii_digit());
        let default = match place.strip_prefix('|') {
            Some(choices) => choices.split([',', '|']).next().unwrap_or_default(),
            None => place.trim_start_matches(':'),
        };
        text.push_str(if default.is_empty() { "x" } else { default });
        rest = &inner[end + 1..];
    }
    text + rest
}

fn check(statements: &[Statement<'_>], place: Place, text: &str, what: &str) {
    for statement in statements {
        let span = statement.word();
        let name = &text[span.start..span.end];
        let row = word(place, name);
        let row = row.unwrap_or_else(|| panic!("{what}: `{name}` is no word of {place:?}"));
        match row.block {
            Some(Place::Disclose) | None => {}
            Some(inner) => check(&statement.body(), inner, text, what),
        }
    }
}

#[test]
fn snippets_are_words_of_the_language() {
    let snippets = read("snippets/poa.json");
    let snippets = snippets.as_object().expect("snippets have names");
    assert!(snippets.len() >= 8);
    for (name, snippet) in snippets {
        let lines = snippet["body"].as_array().expect("a body is a list of lines");
        let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
        let text = expanded(&lines.join("\n"));
        let mut sources = Sources::default();
        let source = sources.add("snippet.poa", text.as_str());
        let parsed = parse(source, &sources);
        assert!(parsed.diagnostics.is_empty(), "{name}:\n{text}\n{:?}", parsed.diagnostics);
        check(&parsed.value.statements(), Place::File, &text, name);
    }
}

#[test]
fn colours_know_every_item() {
    let grammar = read("syntaxes/poa.tmLanguage.json").to_string();
    for item in words_within(Place::File) {
        let own = ["use", "allow", "todo", "action"].contains(&item.name);
        let listed = [format!("|{}|", item.name), format!("({}|", item.name)];
        let listed =
            listed.iter().chain([&format!("|{})", item.name)]).any(|it| grammar.contains(it));
        assert!(own || listed, "`{}` is not coloured as an item", item.name);
    }
}

#[test]
fn the_problem_matcher_knows_the_levels() {
    let manifest = read("package.json").to_string();
    for level in ["error", "warning", "advice"] {
        assert!(manifest.contains(level), "{level}");
    }
}
