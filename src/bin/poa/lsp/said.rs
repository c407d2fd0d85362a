//! Answers in the language of the editor. In: an answer whose words are English. Out: the same
//! answer with its words in Chinese, names and code as they are. Knows no request's meaning, only
//! where words stand in answers.

use poa::compile::{catalogue, explain_among, shipped};
use poa::translate::Language;
use serde_json::Value;

/// The requests whose answers have words of ours in them.
const WORDED: [&str; 6] = [
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/inlayHint",
    "textDocument/signatureHelp",
];

/// An answer in a language.
pub(crate) fn answer(language: Language, method: &str, mut answer: Value) -> Value {
    if language == Language::Chinese && WORDED.contains(&method) {
        say(&mut answer, method == "textDocument/inlayHint");
    }
    answer
}

/// A line in a language; what has no translation stays in English.
pub(crate) fn line(language: Language, english: &str) -> String {
    match language {
        Language::English => english.to_owned(),
        Language::Chinese => plain(english),
    }
}

/// Says the words of an answer; a `label` is a word to be written, except in hints.
fn say(value: &mut Value, has_labels: bool) {
    match value {
        Value::Object(fields) => {
            let rule = fields.get("label").and_then(Value::as_str).unwrap_or_default().to_owned();
            for (name, field) in fields.iter_mut() {
                match (name.as_str(), &*field) {
                    ("detail", Value::String(text)) => {
                        let title = title_of(&rule).unwrap_or_else(|| plain(text));
                        *field = title.into();
                    }
                    ("title" | "tooltip", Value::String(text)) => *field = plain(text).into(),
                    ("label", Value::String(text)) if has_labels => *field = plain(text).into(),
                    ("value", Value::String(text)) => *field = markdown(text).into(),
                    // What is to be written, and what came from the editor.
                    ("edit" | "textEdit" | "diagnostics", _) => {}
                    _ => say(field, has_labels),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| say(item, has_labels)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Markdown line by line; code stays as it is.
fn markdown(text: &str) -> String {
    let mut is_code = false;
    let lines = text.split('\n').map(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence { line.to_owned() } else { one_line(line) }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// One line of Markdown: `- `, a name in bold or code, then words.
fn one_line(line: &str) -> String {
    if let Some(item) = line.strip_prefix("- ") {
        return format!("- {}", one_line(item));
    }
    if line.starts_with("| ") {
        return line.split('|').map(cell).collect::<Vec<_>>().join("|");
    }
    if let Some((kind, name)) = line.split_once(" **").filter(|_| line.ends_with("**")) {
        return format!("{} **{name}", plain(kind));
    }
    for mark in ["**", "`"] {
        let named = line.strip_prefix(mark).and_then(|rest| rest.split_once(mark));
        let Some((name, rest)) = named else { continue };
        if let Some((_, words)) = rest.split_once(": ").filter(|_| rest.starts_with(" (")) {
            let level = rest.trim_start_matches(" (").split(')').next().unwrap_or_default();
            let words = title_of(name).unwrap_or_else(|| plain(words));
            return format!("{mark}{name}{mark}（{}）：{words}", plain(level));
        }
        if let Some(words) = rest.strip_prefix(": ") {
            return format!("{mark}{name}{mark}：{}", plain(words));
        }
    }
    match line.split_once(": ").filter(|(name, _)| !name.contains(' ')) {
        // The same where the editor shows no Markdown.
        Some((name, words)) if plain(words) != words => format!("{name}：{}", plain(words)),
        Some(_) | None => plain(line),
    }
}

/// A cell of a table.
fn cell(text: &str) -> String {
    match text.trim() {
        "" => text.to_owned(),
        words => format!(" {} ", plain(words)),
    }
}

/// Words without Markdown; what is put together of several is said piece by piece.
fn plain(text: &str) -> String {
    if let Some(said) = catalogue().text("", text) {
        return said;
    }
    for (sign, instead) in [(" · ", " · "), (", or ", "，或 ")] {
        if text.contains(sign) {
            return text.split(sign).map(plain).collect::<Vec<_>>().join(instead);
        }
    }
    why_of_rule(text).unwrap_or_else(|| text.to_owned())
}

/// What a rule asks, in one line; `None` for what is no rule's name.
fn title_of(name: &str) -> Option<String> {
    explain_among(&shipped().packs, name, Language::Chinese).map(|rule| rule.title)
}

/// The reason of a rule of the packs or of the language.
fn why_of_rule(english: &str) -> Option<String> {
    let rules = shipped().packs.iter().flat_map(|policy| &policy.rules);
    let rule = rules.into_iter().find(|rule| rule.why == english)?;
    rule.zh.text("why").map(str::to_owned)
}
