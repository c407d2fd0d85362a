//! Where a place of a YAML file lies, by its indentation. In: a text, broken or not, and an offset.
//! Out: [`Place`]: the keys that lead there and what is being written. Reads lines, not YAML: what
//! is half written must lead somewhere too.

use std::ops::Range;

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A key.
    Key,
    /// What stands behind the last of the keys.
    Value,
}

/// A place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The keys that lead there from the top; of a value its own key as the last.
    pub keys: Vec<String>,
    /// What is being written.
    pub part: Part,
    /// The keys that stand in the same mapping already, each with what stands behind it.
    pub siblings: Vec<(String, String)>,
    /// The text of the value up to the place; the letters of the key.
    pub before: String,
    /// The letters before the place that belong to the word there.
    pub typed: Range<usize>,
    /// Whether it is the first thing of a line, so that an entry of a list would need its dash.
    pub begins_line: bool,
    /// Whether it is the first thing behind a dash.
    pub is_item: bool,
}

/// A key with a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is around it.
    around: Vec<Step>,
    /// The key.
    pub key: String,
    /// Its letters.
    pub span: Range<usize>,
    /// What stands behind it in its line.
    pub value: String,
}

impl Entry {
    /// The keys around it.
    pub fn parents(&self) -> Vec<&str> {
        keys_of(&self.around)
    }

    /// Whether both stand in one mapping.
    pub fn is_beside(&self, other: &Entry) -> bool {
        self.around == other.around
    }
}

/// One level on the way to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    /// An item of a list, by its number in the file.
    Item(usize),
}

fn keys_of(steps: &[Step]) -> Vec<&str> {
    let keys = steps.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item(_) => None,
    });
    keys.collect()
}

/// The levels that are open while lines are read.
#[derive(Default)]
struct Levels {
    open: Vec<(usize, Step)>,
    items: usize,
    /// The column of the key whose text goes on in the lines below.
    scalar: Option<usize>,
    /// The column of a key, where the offset lies of a value that goes on in brackets.
    flow: Option<(usize, usize)>,
}

/// A line without its indentation and dashes.
struct Line<'t> {
    column: usize,
    dashes: Vec<usize>,
    content: &'t str,
    at: usize,
}

fn line(text: &str, start: usize, end: usize) -> Line<'_> {
    let mut at = start;
    let mut dashes = Vec::new();
    loop {
        let rest = &text[at..end];
        at += rest.len() - rest.trim_start_matches(' ').len();
        let is_dash = text[at..end]
            .strip_prefix('-')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if !is_dash {
            break;
        }
        dashes.push(at - start);
        at += 1;
    }
    Line { column: at - start, dashes, content: &text[at..end], at }
}

/// The key of a line and where its value begins.
fn key_of(content: &str) -> Option<(&str, usize)> {
    let end = content.match_indices(':').map(|(at, _)| at).find(|at| {
        let rest = &content[at + 1..];
        rest.is_empty() || rest.starts_with([' ', '\r'])
    })?;
    let key = content[..end].trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && !key.starts_with(['{', '[', '#', '"', '\'']);
    is_key.then_some((key, end + 1))
}

impl Levels {
    /// Takes a line; its key, where it has one.
    fn take(&mut self, text: &str, start: usize, end: usize) -> Option<Entry> {
        let line = line(text, start, end);
        let content = line.content.trim_end();
        if content.is_empty() || self.is_inside(&line) || content.starts_with('#') {
            return None;
        }
        self.enter(&line);
        let (key, value) = key_of(content)?;
        let around: Vec<Step> = self.open.iter().map(|(_, step)| step.clone()).collect();
        let said = content[value..].trim();
        let is_text = said.starts_with(['|', '>']);
        self.scalar = is_text.then_some(line.column);
        self.flow = is_open(said).then_some((line.column, line.at + value));
        self.open.push((line.column, Step::Key(key.to_owned())));
        let at = line.at + content.find(key).unwrap_or(0);
        let span = at..at + key.len();
        Some(Entry { around, key: key.to_owned(), span, value: said.to_owned() })
    }

    /// Whether a line goes on with the text of a key above it.
    fn is_inside(&mut self, line: &Line<'_>) -> bool {
        let first = line.dashes.first().copied().unwrap_or(line.column);
        let is_inside = self.scalar.is_some_and(|column| first > column);
        if !is_inside {
            self.scalar = None;
        }
        is_inside
    }

    /// Closes what ends before a line, and opens the items that it begins.
    fn enter(&mut self, line: &Line<'_>) {
        for dash in &line.dashes {
            let ends = |(column, step): &(usize, Step)| {
                column > dash || column == dash && matches!(step, Step::Item(_))
            };
            while self.open.last().is_some_and(ends) {
                self.open.pop();
            }
            self.items += 1;
            self.open.push((*dash, Step::Item(self.items)));
        }
        while self.open.last().is_some_and(|(column, _)| *column >= line.column) {
            self.open.pop();
        }
    }
}

/// Whether a value begins with a bracket and goes on below.
fn is_open(said: &str) -> bool {
    let count = |marks: [char; 2]| said.chars().filter(|letter| marks.contains(letter)).count();
    said.starts_with(['{', '[']) && count(['{', '[']) > count(['}', ']'])
}

/// The keys of a file that have lines of their own, in order.
pub fn entries(text: &str) -> Vec<Entry> {
    let mut levels = Levels::default();
    let mut found = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive('\n') {
        found.extend(levels.take(text, start, start + piece.trim_end_matches(['\n', '\r']).len()));
        start += piece.len();
    }
    found
}

/// The place of an offset; `None` in a comment.
pub fn place(text: &str, offset: usize) -> Option<Place> {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let mut levels = Levels::default();
    let mut at = 0;
    for piece in text[..start].split_inclusive('\n') {
        levels.take(text, at, at + piece.trim_end_matches(['\n', '\r']).len());
        at += piece.len();
    }
    let here = line(text, start, offset);
    if here.content.starts_with('#') || here.content.contains(" #") {
        return None;
    }
    if levels.is_inside(&here) {
        return Some(in_text(&levels, text, offset));
    }
    let flow = levels.flow.filter(|(column, _)| here.column > *column);
    levels.enter(&here);
    let mut around: Vec<Step> = levels.open.iter().map(|(_, step)| step.clone()).collect();
    let key = if flow.is_some() { None } else { key_of(here.content) };
    let begins_line = here.dashes.is_empty() && flow.is_none();
    let (value, from) = match (flow, key) {
        (Some((_, from)), _) => (true, from),
        (None, Some((key, value))) => {
            around.push(Step::Key(key.to_owned()));
            (true, here.at + value)
        }
        (None, None) => {
            let is_item = !here.dashes.is_empty() && here.content.is_empty();
            (is_item || here.content.starts_with(['{', '[']), here.at)
        }
    };
    let mut place = Place {
        keys: keys_of(&around).into_iter().map(str::to_owned).collect(),
        part: if value { Part::Value } else { Part::Key },
        siblings: siblings(text, start, &around, key.is_some()),
        before: text[from..offset].trim_start().to_owned(),
        typed: typed(text, from, offset),
        begins_line,
        is_item: !here.dashes.is_empty() && here.content.is_empty(),
    };
    bracketed(&mut place);
    Some(place)
}

/// A place in the text of a key, which goes on below it.
fn in_text(levels: &Levels, text: &str, offset: usize) -> Place {
    let steps: Vec<Step> = levels.open.iter().map(|(_, step)| step.clone()).collect();
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let own = steps.split_last().map_or(&steps[..], |(_, around)| around);
    Place {
        keys: keys_of(&steps).into_iter().map(str::to_owned).collect(),
        part: Part::Value,
        siblings: of_mapping(text, own, None),
        before: text[start..offset].trim_start().to_owned(),
        typed: typed(text, start, offset),
        begins_line: false,
        is_item: false,
    }
}

/// The letters of the word that ends at an offset.
fn typed(text: &str, from: usize, offset: usize) -> Range<usize> {
    let is_word = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let from = from.min(offset);
    from + text[from..offset].trim_end_matches(is_word).len()..offset
}

/// The other keys of the mapping at a line.
fn siblings(text: &str, start: usize, around: &[Step], has_key: bool) -> Vec<(String, String)> {
    let own = match has_key {
        true => around.split_last().map_or(around, |(_, rest)| rest),
        false => around,
    };
    of_mapping(text, own, Some(start))
}

fn of_mapping(text: &str, around: &[Step], but: Option<usize>) -> Vec<(String, String)> {
    let end = |start: usize| text[start..].find('\n').map_or(text.len(), |at| start + at);
    let is_here =
        |it: &Entry| but.is_some_and(|start| (start..=end(start)).contains(&it.span.start));
    let all = entries(text).into_iter().filter(|it| it.around == around && !is_here(it));
    all.map(|it| (it.key, it.value)).collect()
}

/// A bracket that is open, and the part of it that is being written.
struct Bracket {
    is_mapping: bool,
    /// The pairs before that part.
    pairs: Vec<(String, String)>,
    /// Where the part begins.
    from: usize,
}

/// The brackets that are open at the end of a text.
fn brackets(text: &str) -> Vec<Bracket> {
    let mut open: Vec<Bracket> = Vec::new();
    let mut quote: Option<char> = None;
    for (at, letter) in text.char_indices() {
        match (letter, quote) {
            (mark, Some(begun)) if mark == begun => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(letter),
            ('{' | '[', None) => {
                open.push(Bracket { is_mapping: letter == '{', pairs: Vec::new(), from: at + 1 });
            }
            ('}' | ']', None) => drop(open.pop()),
            (',', None) => {
                if let Some(bracket) = open.last_mut() {
                    let written = pair(&text[bracket.from..at]);
                    bracket.pairs.extend(written.filter(|_| bracket.is_mapping));
                    bracket.from = at + 1;
                }
            }
            _ => {}
        }
    }
    open
}

/// Follows `{key: value, …}` and `[…]` up to the place.
fn bracketed(place: &mut Place) {
    if place.part != Part::Value || !place.before.starts_with(['{', '[']) {
        return;
    }
    let text = place.before.clone();
    let mut open = brackets(&text);
    place.begins_line = false;
    let Some(last) = open.pop() else {
        place.before = String::new();
        return;
    };
    for outer in open.iter().filter(|outer| outer.is_mapping) {
        place.keys.extend(pair(&text[outer.from..]).map(|(key, _)| key));
    }
    place.before = text[last.from..].trim_start().to_owned();
    if last.is_mapping {
        place.siblings = last.pairs;
        match pair(&place.before) {
            Some((key, value)) => {
                place.keys.push(key);
                place.before = value;
            }
            None => place.part = Part::Key,
        }
    }
}

fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = key_of(text.trim_start())?;
    Some((key.to_owned(), text.trim_start()[value..].trim_start().to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::ide::pack_files::outline::{Part, entries, place};

    #[test]
    fn indentation_tells_the_way() {
        let check = |marked: &str, keys: &str, part: Part, before: &str| {
            let offset = marked.find("$0").expect("the cursor is marked");
            let text = marked.replacen("$0", "", 1);
            let found = place(&text, offset).expect("it is no comment");
            assert_eq!(found.keys.join(" "), keys, "{marked}");
            assert_eq!((found.part, found.before.as_str()), (part, before), "{marked}");
        };
        let rules = "rules:\n  - name: a\n    text:\n      patterns:\n        - match: x\n";
        check("$0", "", Part::Key, "");
        check("pa$0\ntitle: x\n", "", Part::Key, "pa");
        check("title: It$0", "title", Part::Value, "It");
        check("rules:\n  - $0", "rules", Part::Value, "");
        check("rules:\n- na$0", "rules", Part::Key, "na");
        check(&format!("{rules}    le$0"), "rules", Part::Key, "le");
        check(&format!("{rules}    level: $0"), "rules level", Part::Value, "");
        check(&format!("{rules}      $0"), "rules text", Part::Key, "");
        check(&format!("{rules}          un$0"), "rules text patterns", Part::Key, "un");
        check(&format!("{rules}  - $0"), "rules", Part::Value, "");
        check("facts:\n  a: {type: da$0te}", "facts a type", Part::Value, "da");
        check("facts:\n  a: {type: date, $0}", "facts a", Part::Key, "");
        check("a:\n  kinds: [x, y$0", "a kinds", Part::Value, "y");
        check("a:\n  kinds: [x,\n    y$0", "a kinds", Part::Value, "y");
        check("a:\n  dated:\n    - {value: 1, so$0", "a dated", Part::Key, "so");
        check("a:\n  text:\n    en: |\n      One {{ tw$0", "a text en", Part::Value, "One {{ tw");
        check("a:\n  text: >-\n    One\n  b$0", "a", Part::Key, "b");
        check("a: {b: {c: $0", "a b c", Part::Value, "");
    }

    #[test]
    fn the_keys_beside_it_are_known() {
        let text =
            "rules:\n  - name: a\n    level: error\n    $0\n    why: x\n  - name: b\n    row: y\n";
        let offset = text.find("$0").expect("the cursor is marked");
        let found = place(&text.replacen("$0", "", 1), offset).expect("a place");
        let names: Vec<&str> = found.siblings.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(names, ["name", "level", "why"]);
        assert_eq!(entries(text).last().map(|it| it.parents().join(" ")), Some("rules".to_owned()));
        assert_eq!(place("# a$0", 3), None);
    }
}
