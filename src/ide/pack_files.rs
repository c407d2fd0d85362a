//! What an editor asks about the YAML of a pack. In: the files of one pack as they stand. Out: its
//! faults beside the packs that ship, and words that may stand behind a key. Knows no protocol.

use std::ops::Range;

use crate::compile::explain;
use crate::diagnostic::Diagnostic;
use crate::ide::packs::PackWord;
use crate::policy::schema::NATIVE_CHECKS;
use crate::policy::types::Each;
use crate::policy::{PackFile, Packs, Policy, load, shipped};
use crate::source::{SourceId, Sources};

/// The files of a pack, read together with those that it may inherit from.
pub struct PackReading {
    /// The texts.
    pub sources: Sources,
    /// What is wrong in the files of the pack.
    pub faults: Vec<Diagnostic>,
    /// Where the files lie: `policies/uk`.
    folder: String,
    packs: Packs,
}

impl PackReading {
    /// Reads a pack whose files lie in `policies/NAME`; it takes the place of the one that ships.
    pub fn new(name: &str, files: Vec<PackFile>) -> Self {
        let folder = format!("policies/{name}");
        let is_own = |path: &str| path.strip_prefix(&folder).is_some_and(|it| it.starts_with('/'));
        let mut all: Vec<PackFile> =
            shipped().iter().filter(|file| !is_own(&file.path)).cloned().collect();
        all.extend(files);
        let mut sources = Sources::default();
        let loaded = load(&all, &mut sources);
        let mut faults = loaded.diagnostics;
        faults.retain(|fault| {
            let place = fault.primary().map(|label| label.span.source);
            place.is_none_or(|source| is_own(&sources.get(source).name))
        });
        Self { sources, faults, folder, packs: loaded.value }
    }

    /// The path of a source in the pack's folder; `None` for a file of another pack.
    pub fn path(&self, source: SourceId) -> Option<&str> {
        let name = &self.sources.get(source).name;
        name.strip_prefix(&self.folder)?.strip_prefix('/')
    }

    /// The packs whose words may be used: this one where it could be read, or all.
    fn policies(&self) -> Vec<&Policy> {
        let own = self.folder.rsplit('/').next().and_then(|name| self.packs.policy(name));
        own.map_or_else(|| self.packs.iter().collect(), |own| vec![own])
    }
}

/// The key of the line at an offset, and where the word at it begins and ends.
fn at(text: &str, offset: usize) -> (&str, usize, usize) {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let key = text[start..end].trim_start_matches([' ', '-']).split(':').next().unwrap_or("");
    let is_word = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let from = start + text[start..offset].trim_end_matches(is_word).len();
    let rest = &text[offset..end];
    let to = offset + rest.len() - rest.trim_start_matches(is_word).len();
    (key.trim(), from, to)
}

/// What may stand behind the key of the line at an offset, and the letters that it replaces.
pub fn complete(reading: &PackReading, text: &str, offset: usize) -> (Range<usize>, Vec<PackWord>) {
    let (key, from, _) = at(text, offset);
    let replace = from..offset;
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    if !text[line..offset].contains(':') {
        return (replace, Vec::new());
    }
    let plain = |names: &[&str]| names.iter().map(|name| named(name, "", "")).collect();
    let words = match key {
        "level" => plain(&["error", "warning", "advice", "off"]),
        "each" => plain(&Each::ALL.map(Each::as_str)),
        "convention" | "automatic" => plain(&["true"]),
        "confidence" => plain(&["verified", "known", "unsure"]),
        "type" => {
            plain(&["text", "whole", "duration", "date", "percent", "money", "choice", "evidence"])
        }
        "native" => plain(&NATIVE_CHECKS.iter().map(|check| check.name).collect::<Vec<_>>()),
        "inherits" => reading.packs.iter().map(|it| named(&it.name, &it.title, "")).collect(),
        "source" | "advise_source" | "sources" => sources_of(reading),
        "kinds" | "needs" => kinds_of(reading),
        "implies" => rules_of(reading),
        _ => Vec::new(),
    };
    (replace, words)
}

fn named(name: &str, title: &str, about: &str) -> PackWord {
    PackWord { name: name.to_owned(), title: title.to_owned(), about: about.to_owned() }
}

fn sources_of(reading: &PackReading) -> Vec<PackWord> {
    let all = reading.policies().into_iter().flat_map(|policy| &policy.sources);
    let word = |(id, source): (&String, &crate::policy::types::SourceText)| {
        let link = source.url.as_ref().map_or(String::new(), |url| format!("[{url}]({url})"));
        let about = format!("{:?}, {:?}\n\n{link}", source.kind, source.confidence).to_lowercase();
        named(id, &source.title, &about)
    };
    once(all.map(word).collect())
}

fn kinds_of(reading: &PackReading) -> Vec<PackWord> {
    let all = reading.policies().into_iter().flat_map(|policy| &policy.evidence_kinds);
    let word = |(name, kind): (&String, &crate::policy::types::EvidenceKind)| {
        named(name, &kind.title, kind.about.as_deref().unwrap_or_default())
    };
    once(all.map(word).collect())
}

fn rules_of(reading: &PackReading) -> Vec<PackWord> {
    let all = reading.policies().into_iter().flat_map(|policy| &policy.rules);
    once(all.map(|rule| named(&rule.name, rule.message.text(), &rule.why)).collect())
}

fn once(mut words: Vec<PackWord>) -> Vec<PackWord> {
    words.sort_by(|a, b| a.name.cmp(&b.name));
    words.dedup_by(|a, b| a.name == b.name);
    words
}

/// What the word at an offset is, as Markdown, and its place: a source, a kind of exhibit, a rule,
/// a named check, a value.
pub fn hover(reading: &PackReading, text: &str, offset: usize) -> Option<(Range<usize>, String)> {
    let (_, from, to) = at(text, offset);
    let (word, span) = (&text[from..to], from..to);
    let mut known = sources_of(reading).into_iter().chain(kinds_of(reading));
    if let Some(found) = known.find(|it| it.name == word) {
        return Some((span, format!("**{}**: {}\n\n{}", found.name, found.title, found.about)));
    }
    if let Some(rule) = explain(word) {
        let asked = rule.source.join("\n\n");
        return Some((
            span,
            format!("**{}** ({}): {}\n\n{asked}", rule.name, rule.level, rule.why),
        ));
    }
    if let Some(check) = NATIVE_CHECKS.iter().find(|check| check.name == word) {
        let params = check.params.iter().map(|it| format!("`{}`", it.name)).collect::<Vec<_>>();
        return Some((
            span,
            format!("**{word}**: a named check; parameters: {}", params.join(", ")),
        ));
    }
    let name = word.strip_prefix("values.").unwrap_or(word);
    let value = reading.policies().into_iter().find_map(|policy| policy.values.get(name))?;
    let dated = value.dated.iter().map(|it| format!("- from {}: `{}`", it.from, it.value));
    let dated = dated.collect::<Vec<_>>().join("\n");
    Some((span, format!("**{name}**: {}\n\n{dated}", value.about)))
}

#[cfg(test)]
mod tests {
    use crate::ide::pack_files::{PackReading, complete, hover};
    use crate::policy::PackFile;

    /// A pack of a new site; the cursor is marked in its rules.
    fn reading(marked: &str) -> (PackReading, usize) {
        let head = "pack: it\ntitle: Italy\ninherits: eu\nmarketplace: it\nversion: 1.0.0\n";
        let offset = marked.find("$0").expect("the cursor is marked");
        let files = vec![
            PackFile::new("policies/it/pack.yaml", head),
            PackFile::new("policies/it/rules.yaml", marked.replacen("$0", "", 1)),
        ];
        (PackReading::new("it", files), offset)
    }

    #[test]
    fn words_behind_keys_are_offered_and_explained() {
        let check = |marked: &str, expected: &[&str]| {
            let (reading, offset) = reading(marked);
            let (_, found) = complete(&reading, &marked.replacen("$0", "", 1), offset);
            let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
            expected.iter().for_each(|it| assert!(names.contains(it), "{marked}: {names:?}"));
            assert_eq!(expected.is_empty(), names.is_empty(), "{marked}: {names:?}");
        };
        check("rules:\n  - name: a\n    level: $0", &["error", "off"]);
        check("rules:\n  - name: a\n    native: ord$0", &["order-coverage"]);
        check("rules:\n  - name: a\n    each: $0", &["finding"]);
        check("attachments:\n  a:\n    kinds: [del$0]", &["delivery-proof"]);
        check("rules:\n  - na$0", &[]);
        let marked = "rules:\n  - name: a\n    native: order-cov$0erage";
        let (reading, offset) = reading(marked);
        let (_, about) =
            hover(&reading, &marked.replacen("$0", "", 1), offset).expect("it is known");
        assert!(about.contains("`find`"), "{about}");
    }

    #[test]
    fn faults_are_those_of_the_pack_alone() {
        let (reading, _) = reading("rules:\n  - name: a\n    levle: error\n$0");
        assert!(!reading.faults.is_empty());
        for fault in &reading.faults {
            let place = fault.primary().map(|label| label.span.source).expect("it has a place");
            assert!(reading.path(place).is_some(), "{fault:?}");
        }
    }
}
