//! What is said in Simplified Chinese. In: the English of a fault and the packs' texts in both
//! languages. Out: the same fault with the same names and places, in Chinese. Looks at no case: an
//! English text is held against the templates it may come from, and what they filled in is kept.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::language::language_messages;
use crate::policy::template::placeholders;
use crate::policy::types::{Look, Rule};
use crate::policy::{Packs, Policy};

/// How deep a text that was filled in is looked at again.
const DEPTH_MAX: usize = 3;

/// The languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// The language of the packs.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// All texts in both languages.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Texts that fill nothing in.
    whole: BTreeMap<String, String>,
    /// The others, by rule; the empty name holds those of every rule. The most telling one first.
    filled: BTreeMap<String, Vec<Pair>>,
    /// Where a text is looked for that is not here.
    below: Option<&'static Catalogue>,
}

/// A template in both languages.
#[derive(Debug)]
struct Pair {
    english: Vec<Piece>,
    chinese: Vec<Piece>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Hole(String),
}

impl Catalogue {
    /// Gathers the texts of all packs, and of what the checks say themselves.
    pub fn new(packs: &Packs) -> Self {
        let mut catalogue = Self::default();
        for (english, chinese) in language_messages() {
            catalogue.add("", &english, &chinese);
        }
        packs.iter().for_each(|policy| catalogue.add_pack(policy));
        catalogue.sort();
        catalogue
    }

    /// Gathers the texts of packs that stand beside those of another catalogue.
    pub fn over<'p>(below: &'static Self, packs: impl Iterator<Item = &'p Policy>) -> Self {
        let mut catalogue = Self { below: Some(below), ..Self::default() };
        packs.for_each(|policy| catalogue.add_pack(policy));
        catalogue.sort();
        catalogue
    }

    fn sort(&mut self) {
        for pairs in self.filled.values_mut() {
            pairs.sort_by_key(|pair| std::cmp::Reverse(telling(&pair.english)));
        }
    }

    fn add_pack(&mut self, policy: &Policy) {
        policy.rules.iter().for_each(|rule| self.add_rule(rule));
        for disclosure in policy.disclosures.values() {
            self.add_some("", Some(&disclosure.title), disclosure.zh.text("title"));
            self.add_some("", disclosure.why.as_deref(), disclosure.zh.text("why"));
            for (name, fact) in &disclosure.facts {
                let about = disclosure.zh.about.get(name).map(String::as_str);
                self.add_some("", Some(&fact.about), about);
            }
        }
        for law in policy.law_names.values() {
            self.add_some("", law.pattern.instead(), law.pattern.instead_zh());
        }
        for attachment in policy.attachments.values() {
            let help = attachment.help.as_ref().map(|help| help.text());
            self.add_some("", Some(&attachment.title), attachment.zh.text("title"));
            self.add_some("", attachment.why.as_deref(), attachment.zh.text("why"));
            self.add_some("", help, attachment.zh.text("help"));
        }
    }

    fn add_rule(&mut self, rule: &Rule) {
        let (name, zh) = (rule.name.as_str(), &rule.zh);
        self.add_some(name, Some(&rule.why), zh.text("why"));
        self.add_some(name, Some(rule.message.text()), zh.text("message"));
        self.add_some(name, rule.help.as_ref().map(|help| help.text()), zh.text("help"));
        self.add_some(name, rule.label.as_ref().map(|label| label.text()), zh.text("label"));
        for (also, chinese) in rule.also.iter().zip(&zh.also) {
            self.add(name, also.label.text(), chinese);
        }
        match &rule.look {
            Look::Text { patterns, .. } => {
                for pattern in patterns {
                    self.add_some(name, pattern.instead(), pattern.instead_zh());
                }
            }
            Look::Timeline { orders, .. } => {
                for order in orders {
                    self.add_some(name, Some(order.says.text()), order.says_zh.as_deref());
                }
            }
            Look::Leaving(look) => {
                for pattern in look.patterns.iter().chain(&look.columns) {
                    self.add_some(name, pattern.instead(), pattern.instead_zh());
                }
            }
            Look::Require(_) | Look::Evidence { .. } | Look::Native { .. } => {}
        }
    }

    fn add_some(&mut self, rule: &str, english: Option<&str>, chinese: Option<&str>) {
        if let (Some(english), Some(chinese)) = (english, chinese) {
            self.add(rule, english, chinese);
        }
    }

    fn add(&mut self, rule: &str, english: &str, chinese: &str) {
        let (english_pieces, chinese) = (pieces(english), pieces(chinese));
        let is_whole = |pieces: &[Piece]| !pieces.iter().any(|it| matches!(it, Piece::Hole(_)));
        if is_whole(&english_pieces) {
            let chinese = chinese.iter().map(Piece::text).collect();
            self.whole.entry(english.to_owned()).or_insert(chinese);
            return;
        }
        // What has no words of its own, such as `{{ instead }}`, would fit every text.
        if telling(&english_pieces) == 0 {
            return;
        }
        let pairs = self.filled.entry(rule.to_owned()).or_default();
        if pairs.iter().all(|pair| pair.english != english_pieces) {
            pairs.push(Pair { english: english_pieces, chinese });
        }
    }

    /// A fault in Chinese; what has no translation stays as it is.
    pub fn fault(&self, fault: &Diagnostic) -> Diagnostic {
        let mut fault = fault.clone();
        let said = |text: &str| self.text(&fault.rule, text).unwrap_or_else(|| text.to_owned());
        let (message, help) = (said(&fault.message), fault.help.as_deref().map(said));
        let labels: Vec<String> = fault.labels.iter().map(|label| said(&label.text)).collect();
        fault.message = message;
        fault.help = help;
        for (label, text) in fault.labels.iter_mut().zip(labels) {
            label.text = text;
        }
        fault
    }

    /// The texts of a fault for which there is no Chinese; empty for a complete catalogue.
    pub fn lacks(&self, fault: &Diagnostic) -> Vec<String> {
        let labels = fault.labels.iter().map(|label| label.text.as_str());
        let texts = labels.chain([fault.message.as_str()]).chain(fault.help.as_deref());
        let is_left = |text: &&str| {
            let said = self.text(&fault.rule, text);
            has_words(said.as_deref().unwrap_or(text))
        };
        texts.filter(is_left).map(str::to_owned).collect()
    }

    /// A text of a rule in Chinese; `None` where there is no translation.
    pub fn text(&self, rule: &str, english: &str) -> Option<String> {
        self.at_depth(rule, english, 0)
    }

    /// A `.poa` text whose notes and `todo` texts are in Chinese, line by line; the rest of it, and
    /// what has no translation, stays as it is.
    pub fn notes(&self, text: &str) -> String {
        text.split_inclusive('\n').map(|line| self.note(line)).collect()
    }

    fn note(&self, line: &str) -> String {
        let Some((start, end)) = note_of(line) else { return line.to_owned() };
        let chinese = self.text("", &line[start..end]);
        chinese.map_or_else(
            || line.to_owned(),
            |chinese| format!("{}{chinese}{}", &line[..start], &line[end..]),
        )
    }

    fn at_depth(&self, rule: &str, english: &str, depth: usize) -> Option<String> {
        if let Some(chinese) = self.whole.get(english) {
            return Some(chinese.clone());
        }
        if depth == DEPTH_MAX {
            return None;
        }
        if let Some(said) = self.fault_line(english, depth) {
            return Some(said);
        }
        if english.contains("; ") {
            let parts = english.split("; ").map(|part| self.at_depth(rule, part, depth + 1));
            if let Some(parts) = parts.collect::<Option<Vec<String>>>() {
                return Some(parts.join("；"));
            }
        }
        let mut pairs = [rule, ""].into_iter().filter_map(|name| self.filled.get(name)).flatten();
        let found = pairs.find_map(|pair| Some((pair, captured(&pair.english, english)?)));
        match found {
            Some((pair, values)) => Some(self.filled_in(pair, &values, (rule, depth))),
            None => self.below?.at_depth(rule, english, depth),
        }
    }

    /// The one line of a fault, `case.poa:3:1: error[RULE]: MESSAGE (us)`; what stands around the
    /// message is published and stays as it is.
    fn fault_line(&self, line: &str, depth: usize) -> Option<String> {
        let (before, rest) = line.split_once("]: ")?;
        let (_, rule) = before.rsplit_once('[').filter(|(level, _)| is_level(level))?;
        let is_sites = |text: &str| text.ends_with(')') && !text.contains('`');
        let sites = rest.rfind(" (").filter(|at| is_sites(&rest[*at..]));
        let (message, sites) = rest.split_at(sites.unwrap_or(rest.len()));
        let message = self.at_depth(rule, message, depth + 1)?;
        Some(format!("{before}]: {message}{sites}"))
    }

    /// The Chinese words of a pair with the values of the English ones.
    fn filled_in(&self, pair: &Pair, values: &[(&str, &str, bool)], at: (&str, usize)) -> String {
        let (rule, depth) = at;
        let mut text = String::new();
        for piece in &pair.chinese {
            let name = match piece {
                Piece::Words(words) => {
                    text.push_str(words);
                    continue;
                }
                Piece::Hole(name) => name,
            };
            let value = values.iter().find(|(known, ..)| known == name);
            let Some((_, value, is_quoted)) = value else { continue };
            // What stands in backticks is the user's own.
            let said = (!is_quoted).then(|| self.at_depth(rule, value, depth + 1)).flatten();
            text.push_str(&said.unwrap_or_else(|| listed(value)));
        }
        text
    }
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Piece::Words(text) | Piece::Hole(text) => text,
        }
    }
}

/// Whether a text ends with the word of a level.
fn is_level(text: &str) -> bool {
    let levels = [Severity::Error, Severity::Warning, Severity::Advice];
    levels.iter().any(|level| text.ends_with(level.as_str()))
}

/// Where the words of a note stand in a line: behind `# `, or between the quotes of a `todo`.
fn note_of(line: &str) -> Option<(usize, usize)> {
    let blanks = line.len() - line.trim_start().len();
    let code = line.trim_start();
    if let Some(rest) = code.strip_prefix("todo").filter(|_| !code.contains('#')) {
        let start = blanks + "todo".len() + rest.find('"')? + 1;
        return Some((start, start + line[start..].find('"')?));
    }
    let sign = line.match_indices('#').map(|(at, _)| at);
    let mut signs = sign.filter(|at| line[..*at].matches('"').count().is_multiple_of(2));
    let start = signs.next()? + 1;
    let words = line[start..].trim();
    let start = start + (line[start..].len() - line[start..].trim_start().len());
    (!words.is_empty()).then(|| (start, start + words.len()))
}

/// Whether a text has English words outside backticks and no Chinese at all.
fn has_words(text: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|it| it.is_ascii_lowercase());
    let plain = text.split('`').step_by(2);
    let mut words = plain.flat_map(|part| part.split(|sign: char| !sign.is_alphanumeric()));
    text.is_ascii() && words.any(is_word)
}

/// How many bytes of a template are words.
fn telling(pieces: &[Piece]) -> usize {
    let words = pieces.iter().filter(|piece| matches!(piece, Piece::Words(_)));
    words.map(|piece| piece.text().len()).sum()
}

/// The words and holes of a template.
fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut done = 0;
    for placeholder in placeholders(text).iter().filter(|it| it.is_closed) {
        found.push(Piece::Words(text[done..placeholder.whole.start].to_owned()));
        found.push(Piece::Hole(placeholder.name.to_owned()));
        done = placeholder.whole.end;
    }
    found.push(Piece::Words(text[done..].to_owned()));
    found.retain(|piece| *piece != Piece::Words(String::new()));
    found
}

/// What stands in the holes of a template that makes the text: name, value, and whether it is in
/// backticks; `None` where the template cannot make it.
fn captured<'t>(pieces: &'t [Piece], text: &'t str) -> Option<Vec<(&'t str, &'t str, bool)>> {
    let mut values: Vec<(&str, &str, bool)> = Vec::new();
    let mut open: Option<(&str, bool)> = None;
    let mut rest = text;
    for (at, piece) in pieces.iter().enumerate() {
        let words = match piece {
            Piece::Hole(name) => {
                let before = at.checked_sub(1).map_or("", |before| pieces[before].text());
                open = Some((name, before.ends_with('`')));
                continue;
            }
            Piece::Words(words) => words.as_str(),
        };
        let start = match open {
            None => rest.starts_with(words).then_some(0)?,
            Some(_) if at + 1 == pieces.len() => {
                rest.ends_with(words).then(|| rest.len() - words.len())?
            }
            Some(_) => rest.find(words)?,
        };
        if let Some((name, is_quoted)) = open.take() {
            values.push((name, &rest[..start], is_quoted));
        }
        rest = &rest[start + words.len()..];
    }
    match open {
        Some((name, is_quoted)) => values.push((name, rest, is_quoted)),
        None if !rest.is_empty() => return None,
        None => {}
    }
    Some(values)
}

/// A list of words in backticks as Chinese joins it.
fn listed(value: &str) -> String {
    match value.starts_with('`') && value.ends_with('`') {
        true => value.replace("` or `", "` 或 `").replace("`, `", "`、`"),
        false => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::translate::Catalogue;

    #[test]
    fn what_was_filled_in_is_kept() {
        let mut catalogue = Catalogue::default();
        catalogue.add("", "at least {{ limit }}", "至少 {{ limit }}");
        catalogue.add("", "not given", "未给出");
        catalogue.add("late", "{{ instead }}", "{{ instead }}");
        catalogue.add("late", "the action `{{ id }}` ends {{ day }}", "措施 `{{ id }}`：{{ day }}");
        let check = |rule: &str, english: &str, expected: &str| {
            let found = catalogue.text(rule, english);
            assert_eq!(found.as_deref().unwrap_or("none"), expected, "{english}");
        };
        check("late", "the action `a` ends 5 May", "措施 `a`：5 May");
        check("late", "the action `not given` ends not given", "措施 `not given`：未给出");
        check("late", "the action `a` ends at least 2d", "措施 `a`：至少 2d");
        check("other", "the action `a` ends 5 May", "none");
        check("late", "at least 3d; not given", "至少 3d；未给出");
        check("late", "at least `a` or `b`", "至少 `a` 或 `b`");
        check("late", "at most", "none");
        check("late", "at most 3d, not given", "none");
        check("", "at least 3d; not given; at least 4d", "至少 3d；未给出；至少 4d");
        check(
            "",
            "case.poa:3:1: error[late]: the action `a` ends 5 May (us, uk)",
            "case.poa:3:1: error[late]: 措施 `a`：5 May (us, uk)",
        );
    }
}
