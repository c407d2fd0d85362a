//! JSON with places. In: decoded text. Out: a tree of [`Node`]s, each with its exact place, or one
//! fault. Knows no report. Own reader, because each count must be shown where it stands and depth
//! and size must be bounded.

use crate::diagnostic::Diagnostic;
use crate::report::faults::quote;
use crate::source::{SourceId, Span, Spanned};

/// The deepest nesting; Amazon's reports have eight levels.
const DEPTH_MAX: usize = 64;
/// The most values of one file.
const NODES_MAX: usize = 2_000_000;
/// The largest text, in bytes.
const TEXT_MAX: usize = 64 * 1024 * 1024;

/// One value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// What stands there.
    pub(crate) value: Value,
    /// Where, quotation marks and brackets included.
    pub(crate) span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A string without its escapes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object, in the order in which it is written; a key may stand twice.
    Object(Vec<Member>),
}

/// One entry of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// The key.
    pub(crate) key: Spanned<String>,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// The entries of an object; empty for other values.
    pub(crate) fn members(&self) -> &[Member] {
        let Value::Object(members) = &self.value else { return &[] };
        members
    }

    /// The values of a list; empty for other values.
    pub(crate) fn items(&self) -> &[Node] {
        let Value::List(items) = &self.value else { return &[] };
        items
    }

    /// The first value under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let member = self.members().iter().find(|member| member.key.value == key);
        member.map(|member| &member.value)
    }

    /// The text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        let Value::Text(text) = &self.value else { return None };
        Some(text)
    }
}

/// Whether a text begins like JSON.
pub(crate) fn is_likely(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// Reads one JSON text.
///
/// **Errors**: `data-not-readable` at the first place that is not JSON.
pub(crate) fn parse(text: &str, source: SourceId) -> Result<Node, Box<Diagnostic>> {
    let mut parser = Parser { text, source, at: 0, nodes: 0 };
    if text.len() > TEXT_MAX {
        let message = format!("the JSON file is larger than {} MB", TEXT_MAX >> 20);
        return Err(parser.fault(message, "download the report for fewer days"));
    }
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let node = parser.value(0)?;
    parser.blanks();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.unexpected("nothing more")),
    }
}

const WHOLE: &str = "download the file again and keep it as it is";

/// Walks over the text.
///
/// **Shape**: `at` only grows and stays on a character border where a value begins or ends.
struct Parser<'t> {
    text: &'t str,
    source: SourceId,
    at: usize,
    nodes: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn fault(&self, message: String, help: &str) -> Box<Diagnostic> {
        let start = self.text.floor_char_boundary(self.at);
        let end = self.text.ceil_char_boundary((start + 1).min(self.text.len()));
        let span = Span::new(self.source, start, end);
        Box::new(Diagnostic::error("data-not-readable", message).at(span, "here").help(help))
    }

    fn unexpected(&self, expected: &str) -> Box<Diagnostic> {
        let start = self.text.floor_char_boundary(self.at);
        let rest = self.text.get(start..).unwrap_or("");
        let message = match rest.split_whitespace().next() {
            Some(word) => format!("{} stands where {expected} is expected", quote(word)),
            None => format!("the file breaks off where {expected} is expected"),
        };
        self.fault(message, WHOLE)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Box<Diagnostic>> {
        self.blanks();
        self.nodes += 1;
        if self.nodes > NODES_MAX || depth > DEPTH_MAX {
            let message = format!("more than {NODES_MAX} values or {DEPTH_MAX} levels");
            return Err(self.fault(message, "check that this is the report as Amazon offers it"));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word()?,
        };
        Ok(Node { value, span: Span::new(self.source, start, self.at) })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Box<Diagnostic>> {
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.blanks();
            match self.peek() {
                Some(b'}') if members.is_empty() => break,
                Some(b'"') => {}
                _ => return Err(self.unexpected("a key between quotation marks")),
            }
            let start = self.at;
            let key = self.string()?;
            let key = Spanned::new(key, Span::new(self.source, start, self.at));
            self.blanks();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("a colon"));
            }
            self.at += 1;
            members.push(Member { key, value: self.value(depth + 1)? });
            if self.is_last(b'}')? {
                break;
            }
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Result<Value, Box<Diagnostic>> {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.blanks();
            if items.is_empty() && self.peek() == Some(b']') {
                break;
            }
            items.push(self.value(depth + 1)?);
            if self.is_last(b']')? {
                break;
            }
        }
        self.at += 1;
        Ok(Value::List(items))
    }

    /// Moves behind a comma; true before the closing bracket.
    fn is_last(&mut self, close: u8) -> Result<bool, Box<Diagnostic>> {
        self.blanks();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == close => Ok(true),
            _ => Err(self.unexpected(&format!("a comma or `{}`", char::from(close)))),
        }
    }

    fn number(&mut self) -> Value {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        Value::Number(self.text.get(start..self.at).unwrap_or("").to_owned())
    }

    fn word(&mut self) -> Result<Value, Box<Diagnostic>> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let words =
            [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        let found = words.into_iter().find(|(word, _)| rest.starts_with(word));
        let Some((word, value)) = found else { return Err(self.unexpected("a value")) };
        self.at += word.len();
        Ok(value)
    }

    /// The string at its opening quotation mark.
    fn string(&mut self) -> Result<String, Box<Diagnostic>> {
        let open = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let start = self.at;
            let rest = self.text.get(start..).unwrap_or("");
            let Some(length) = rest.find(['"', '\\', '\n']) else {
                self.at = open;
                return Err(self.fault("a quotation mark is never closed".to_owned(), WHOLE));
            };
            text.push_str(rest.get(..length).unwrap_or(""));
            self.at = start + length;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => text.push(self.escape()?),
                _ => {
                    self.at = open;
                    return Err(self.fault("a quotation mark is never closed".to_owned(), WHOLE));
                }
            }
        }
        self.at += 1;
        Ok(text)
    }

    /// The character of an escape at its backslash.
    fn escape(&mut self) -> Result<char, Box<Diagnostic>> {
        let letter = self.text.as_bytes().get(self.at + 1).copied();
        let plain = match letter {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'u') => return self.unicode(),
            _ => return Err(self.unexpected("an escape such as `\\n`")),
        };
        self.at += 2;
        Ok(plain)
    }

    /// `\u00e9`, or two halves of one character; a lone half becomes U+FFFD.
    fn unicode(&mut self) -> Result<char, Box<Diagnostic>> {
        let Some(first) = self.unit(self.at) else {
            return Err(self.unexpected("an escape such as `\\u00e9`"));
        };
        self.at += 6;
        if let (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) = (first, self.unit(self.at)) {
            self.at += 6;
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use crate::report::json::{Member, Node, Value, parse};
    use crate::source::Sources;

    /// The tree in a plain form, or the fault with its column.
    fn shown(text: &str) -> String {
        let mut sources = Sources::default();
        let source = sources.add("a.json", text);
        match parse(text, source) {
            Ok(node) => {
                assert_eq!(sources.slice(node.span), text.trim_start_matches('\u{feff}').trim());
                plain(&node)
            }
            Err(fault) => fault.one_line(&sources).replace(": error[data-not-readable]", ""),
        }
    }

    fn plain(node: &Node) -> String {
        let list = |parts: Vec<String>| parts.join(" ");
        match &node.value {
            Value::Null => "null".to_owned(),
            Value::Bool(is_true) => is_true.to_string(),
            Value::Number(number) => number.clone(),
            Value::Text(text) => format!("'{text}'"),
            Value::List(items) => format!("[{}]", list(items.iter().map(plain).collect())),
            Value::Object(members) => {
                let pair = |m: &Member| format!("{}={}", m.key.value, plain(&m.value));
                format!("({})", list(members.iter().map(pair).collect()))
            }
        }
    }

    #[test]
    fn reads_values() {
        for (text, expected) in [
            ("{}", "()"),
            (" [ ] ", "[]"),
            (
                "\u{feff}{\"a\" : [1, -2.5e3, null, true,false], \"ü\":{}}",
                "(a=[1 -2.5e3 null true false] ü=())",
            ),
            (
                r#"["\u00fc\n\"\\\/", "\ud83d\ude00", "\ud83d", ""]"#,
                "['ü\n\"\\/' '😀' '\u{fffd}' '']",
            ),
            (r#"{"a":1,"a":2}"#, "(a=1 a=2)"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn points_at_what_is_no_json() {
        for (text, expected) in [
            ("", "a.json:1:1: the file breaks off where a value is expected"),
            ("{\"a\": 1", "a.json:1:8: the file breaks off where a comma or `}` is expected"),
            ("{\"a\": \"x", "a.json:1:7: a quotation mark is never closed"),
            (
                "{'a': 1}",
                "a.json:1:2: `'a':` stands where a key between quotation marks is expected",
            ),
            ("[1,]", "a.json:1:4: `]` stands where a value is expected"),
            ("{} x", "a.json:1:4: `x` stands where nothing more is expected"),
            ("[\"\\x\"]", "a.json:1:3: `\\x\"]` stands where an escape such as `\\n` is expected"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        let deep = shown(&"[".repeat(100_000));
        assert_eq!(deep, "a.json:1:66: more than 2000000 values or 64 levels");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), odd in "[\\[\\]{}:,\"\\\\u0-9aü \n]{0,60}") {
            prop_assert!(!shown_or_fault(&text).is_empty());
            prop_assert!(!shown_or_fault(&odd).is_empty());
        }
    }

    fn shown_or_fault(text: &str) -> String {
        let source = Sources::default().add("", "");
        parse(text, source).map_or_else(|fault| fault.message, |node| plain(&node))
    }
}
