//! YAML text -> a tree in which every key and value has its place. The only file that names
//! `serde_saphyr`. Knows nothing of packs: a fault here is a fault of YAML itself.
//!
//! A tree and not typed structs: serde stops at the first fault of a file, a tree shows them all,
//! and a child pack can be laid over its parent field by field.

mod inside;
mod unread;

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};

use crate::diagnostic::Diagnostic;
pub(crate) use crate::policy::yaml::inside::span_inside;
use crate::source::{SourceId, Sources, Span, Spanned};

/// One value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// The value's own text; for a mapping or list from its first to its last part.
    pub(crate) span: Span,
    /// The value.
    pub(crate) node: Node,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Nothing was written.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(serde_json::Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// A mapping in the order as written; no key twice.
    Map(Vec<Entry>),
}

impl Node {
    /// What to call it in a message.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Flag(_) => "`true` or `false`",
            Node::Number(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a mapping",
        }
    }
}

/// One key of a mapping and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: Spanned<String>,
    /// The value.
    pub(crate) value: Tree,
}

/// Largest text of one file, in bytes; the largest pack that ships is a twentieth of it.
const MAX_BYTES: usize = 1 << 20;

/// Reads one YAML text.
///
/// **Errors**: `pack-syntax`: one for text that is no YAML, or one for each key written twice.
pub(crate) fn read(source: SourceId, sources: &Sources) -> Result<Tree, Vec<Diagnostic>> {
    let text = &sources.get(source).text;
    if text.len() > MAX_BYTES {
        let message = "the file is larger than one megabyte";
        let fault = Diagnostic::error("pack-syntax", message)
            .at(Span::new(source, 0, 0), "it begins here")
            .help("split the pack into several files of one folder");
        return Err(vec![fault]);
    }
    if let Some(fault) = unread::hidden_character(text, source) {
        return Err(vec![fault]);
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let raw: Raw = match serde_saphyr::from_str_with_options(body, options()) {
        Ok(raw) => raw,
        Err(error) => return Err(vec![syntax_fault(&error, source, (body, shift))]),
    };
    let mut faults = Vec::new();
    let tree = Placer { source, text, shift, faults: &mut faults }.place(raw);
    if faults.is_empty() { Ok(tree) } else { Err(faults) }
}

/// How YAML is read: one document, few aliases, bounded depth and size, `yes` and `no` are text.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        budget: serde_saphyr::budget! {
            max_documents: 1,
            max_aliases: 10,
            max_anchors: 10,
            max_depth: 32,
            max_nodes: 50_000,
            max_total_scalar_bytes: 1 << 20,
        },
    }
}

/// Words a fault of YAML; the reader's own text is never shown.
fn syntax_fault(error: &serde_saphyr::Error, source: SourceId, body: (&str, usize)) -> Diagnostic {
    let (text, shift) = body;
    let stop = error.location().map_or(0, |location| offset_of(text, location));
    let is_too_large = matches!(error, serde_saphyr::Error::Budget { .. });
    let place = |range: Range<usize>| Span::new(source, shift + range.start, shift + range.end);
    unread::fault(text, stop, is_too_large, place)
}

/// The offset of a place that has a line and a column, both counted from 1, and perhaps an offset.
fn offset_of(text: &str, location: serde_saphyr::Location) -> usize {
    let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    if let Some(start) = location.span().byte_offset() {
        let start = number(start).min(text.len());
        return (0..=start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    }
    let mut lines = text.split_inclusive('\n');
    let before = number(location.line().saturating_sub(1));
    let start: usize = lines.by_ref().take(before).map(str::len).sum();
    let line = lines.next().unwrap_or("");
    let column = number(location.column().saturating_sub(1));
    start + line.char_indices().nth(column).map_or(line.trim_end().len(), |(at, _)| at)
}

/// A value as the reader of YAML hands it out.
struct Raw(serde_saphyr::Spanned<RawNode>);

/// See [`Node`]; keys may still be there twice.
enum RawNode {
    Null,
    Flag(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(serde_saphyr::Spanned<String>, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_saphyr::Spanned::deserialize(deserializer).map(Raw)
    }
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

/// Takes whatever stands there.
struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawNode;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Null)
    }

    fn visit_none<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<RawNode, E> {
        Ok(RawNode::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<RawNode, E> {
        Ok(RawNode::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<RawNode, E> {
        Ok(RawNode::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<RawNode, E> {
        let number = serde_json::Number::from_f64(value);
        number.map(RawNode::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<RawNode, E> {
        Ok(RawNode::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<RawNode, E> {
        Ok(RawNode::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<RawNode, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(RawNode::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RawNode, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
            if entries.len() > 50_000 {
                return Err(A::Error::custom("too many entries"));
            }
        }
        Ok(RawNode::Map(entries))
    }
}

/// Turns raw values into placed ones.
struct Placer<'a> {
    source: SourceId,
    text: &'a str,
    shift: usize,
    faults: &'a mut Vec<Diagnostic>,
}

impl Placer<'_> {
    fn place(&mut self, raw: Raw) -> Tree {
        let own = self.span(&raw.0.referenced);
        match raw.0.value {
            RawNode::Null => Tree { span: own, node: Node::Null },
            RawNode::Flag(value) => Tree { span: own, node: Node::Flag(value) },
            RawNode::Number(value) => Tree { span: own, node: Node::Number(value) },
            RawNode::Text(value) => Tree { span: own, node: Node::Text(value) },
            RawNode::List(items) => {
                let items: Vec<Tree> = items.into_iter().map(|item| self.place(item)).collect();
                let span = match (items.first(), items.last()) {
                    (Some(first), Some(last)) => first.span.to(last.span),
                    _ => own,
                };
                Tree { span, node: Node::List(items) }
            }
            RawNode::Map(entries) => self.place_map(entries, own),
        }
    }

    fn place_map(&mut self, entries: Vec<(serde_saphyr::Spanned<String>, Raw)>, own: Span) -> Tree {
        let mut placed: Vec<Entry> = Vec::new();
        for (key, value) in entries {
            let key = Spanned::new(key.value, self.span(&key.referenced));
            let value = self.place(value);
            match placed.iter().find(|known| known.key.value == key.value) {
                Some(known) => self.faults.push(
                    Diagnostic::error("pack-syntax", format!("`{}` is written twice", key.value))
                        .at(key.span, "the second time")
                        .also(known.key.span, "the first time")
                        .help("keep one of them"),
                ),
                None => placed.push(Entry { key, value }),
            }
        }
        let span = match (placed.first(), placed.last()) {
            (Some(first), Some(last)) => first.key.span.to(last.value.span),
            _ => own,
        };
        Tree { span, node: Node::Map(placed) }
    }

    /// The place of a value without the blanks and line ends that the reader counts in.
    fn span(&self, location: &serde_saphyr::Location) -> Span {
        let number = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok());
        let start = self.shift + number(location.span().byte_offset()).unwrap_or(0);
        let end = start + number(location.span().byte_len()).unwrap_or(0);
        let text = self.text.get(start..end).unwrap_or("");
        Span::new(self.source, start.min(self.text.len()), start + text.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::yaml::read;
    use crate::source::Sources;

    /// The faults of a text, one a line; empty where it can be read.
    fn faults(text: &str) -> String {
        let mut sources = Sources::default();
        let id = sources.add("p.yaml", text);
        match read(id, &sources) {
            Ok(_) => String::new(),
            Err(faults) => {
                let lines = faults.iter().map(|fault| fault.one_line(&sources));
                lines.collect::<Vec<_>>().join("\n")
            }
        }
    }

    #[test]
    fn refuses_what_is_no_plain_yaml() {
        let unreadable = "this is not YAML that can be read";
        let check = |text: &str, expected: &str| assert_eq!(faults(text), expected, "{text:.60}");
        check("a: 1\nb: [x, \"y\"]\nc: no\n", "");
        check("\u{feff}a: 1\r\nb: |\r\n  text\r\n", "");
        check("a: 1\nb: 2\na: 3\n", "p.yaml:3:1: error[pack-syntax]: `a` is written twice");
        check("a: b: c\n", &format!("p.yaml:1:5: error[pack-syntax]: {unreadable}"));
        check("a: [1, 2\nb: 3\n", &format!("p.yaml:2:2: error[pack-syntax]: {unreadable}"));
        check(
            "a: 1\n---\nb: 2\n",
            "p.yaml:2:1: error[pack-syntax]: the file holds a second document",
        );
        check("a: 1\n<<: {b: 2}\n", &format!("p.yaml:2:1: error[pack-syntax]: {unreadable}"));
        let no_text = "p.yaml:1:1: error[pack-syntax]: the file holds bytes that are no text";
        check("\u{0}\u{1}", no_text);
        let unseen = "p.yaml:2:5: error[pack-syntax]: a character here cannot be seen";
        check("a: 1\nb: x\u{7}\n", unseen);
        assert!(faults("a: x\u{202e}y\n").contains("p.yaml:1:5: error[pack-syntax]: a character"));
        let unclosed = "error[pack-syntax]: a quotation mark is not closed where its text ends";
        check("a: 1\nb: \"x\nc: 2\nd: \"y\"\n", &format!("p.yaml:2:4: {unclosed}"));
        check("a: 1\nb: 'x\nc: 2\n", &format!("p.yaml:2:4: {unclosed}"));
        check("a: \"x\n  y\"\nb: c: d\n", &format!("p.yaml:3:5: error[pack-syntax]: {unreadable}"));
    }

    #[test]
    fn refuses_what_would_grow() {
        let grown = |text: &str| {
            let found = faults(text);
            assert!(found.contains("error[pack-syntax]"), "{text:.60}: {found}");
        };
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let before = vec![format!("*a{}", level - 1); 9].join(", ");
            laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
        }
        grown(&laughs);
        grown(&"[".repeat(200_000));
        grown(&"{a: ".repeat(100_000));
        grown(&"- ".repeat(100_000));
        grown(&format!("a: {}", "x".repeat(2 << 20)));
        grown(&"- x\n".repeat(60_000));
        grown("a: &a [*a]\n");
    }
}
