//! What an editor asks about the YAML of a pack. In: the files of one pack as they stand. Out: its
//! faults beside the packs that ship, and what may be written or is written at a place. Knows no
//! protocol.

mod expressions;
mod fields;
mod outline;
mod words;

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::ide::pack_files::outline::{Part, Place, place};
use crate::ide::packs::PackWord;
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

/// What may be written at an offset of one of its files, and the letters that it replaces.
pub fn complete(reading: &PackReading, text: &str, offset: usize) -> (Range<usize>, Vec<Offer>) {
    let Some(place) = place(text, offset) else { return (offset..offset, Vec::new()) };
    let at = At { reading, text, place: &place };
    let mut found = Vec::new();
    if place.part == Part::Key || place.is_item {
        found.extend(fields::offers(&at));
    }
    if place.part == Part::Value {
        found.extend(words::offers(&at));
    }
    (place.typed.clone(), found)
}

/// What the word at an offset is, as Markdown, and its place: a field, a source, a kind of exhibit,
/// a rule, a named check, a value.
pub fn hover(reading: &PackReading, text: &str, offset: usize) -> Option<(Range<usize>, String)> {
    fields::hover(reading, text, offset).or_else(|| words::hover(reading, text, offset))
}

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub word: PackWord,
    /// What is written.
    pub insert: String,
    /// Whether it is a field.
    pub is_field: bool,
}

impl From<PackWord> for Offer {
    fn from(word: PackWord) -> Self {
        Self { insert: word.name.clone(), word, is_field: false }
    }
}

/// A place in a file of a pack.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    reading: &'a PackReading,
    text: &'a str,
    place: &'a Place,
}

impl At<'_> {
    fn keys(&self) -> Vec<&str> {
        self.place.keys.iter().map(String::as_str).collect()
    }

    /// What stands behind a key of the same mapping.
    fn sibling(&self, key: &str) -> Option<&str> {
        let found = self.place.siblings.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }
}

fn named(name: &str, title: &str, about: &str) -> PackWord {
    PackWord { name: name.to_owned(), title: title.to_owned(), about: about.to_owned() }
}

fn once(mut words: Vec<PackWord>) -> Vec<PackWord> {
    words.sort_by(|a, b| a.name.cmp(&b.name));
    words.dedup_by(|a, b| a.name == b.name);
    words
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
            let names: Vec<&str> = found.iter().map(|it| it.word.name.as_str()).collect();
            for wanted in expected {
                match wanted.strip_prefix('!') {
                    Some(not) => assert!(!names.contains(&not), "{marked}: {names:?}"),
                    None => assert!(names.contains(wanted), "{marked}: {wanted} not in {names:?}"),
                }
            }
            assert_eq!(expected.is_empty(), names.is_empty(), "{marked}: {names:?}");
        };
        check("rules:\n  - name: a\n    level: $0", &["error", "off"]);
        check("rules:\n  - name: a\n    native: ord$0", &["order-coverage"]);
        check("rules:\n  - name: a\n    each: $0", &["finding"]);
        check("attachments:\n  a:\n    kinds: [del$0]", &["delivery-proof"]);
        check("rules:\n  - name: a\n    why: $0", &[]);
        check("$0", &["rules", "disclosures", "sources", "inherits"]);
        check("rules:\n  - na$0", &["name", "message", "level"]);
        check("rules:\n  - $0", &["name"]);
        check(
            "rules:\n  - name: a\n    level: error\n    $0\n    why: x",
            &["native", "!level", "!why"],
        );
        check(
            "rules:\n  - name: a\n    text:\n      patterns:\n        - match: [x\n            $0",
            &[],
        );
        check(
            "rules:\n  - name: a\n    text:\n      patterns:\n        - match: x\n          $0",
            &["unless", "!match"],
        );
        check("rules:\n  - name: a\n    native: order-coverage\n    params: {$0", &["find"]);
        check(
            "rules:\n  - name: a\n    native: order-coverage\n    params: {find: $0",
            &["uncovered"],
        );
        check("rules:\n  - name: a\n    implies: [$0", &["order-uncovered"]);
        check("rules:\n  - name: a\n    each: action\n    at: $0", &["owner", "done", "!cause"]);
        check("disclosures:\n  returns-policy:\n    facts:\n      x: {ty$0", &["type", "about"]);
        check("disclosures:\n  mine:\n    facts:\n      one: {type: da$0", &["date", "duration"]);
        check(
            "disclosures:\n  d:\n    facts:\n      a: {}\n    text:\n      en: |\n       {{ $0",
            &["a"],
        );
        check(
            "disclosures:\n  d:\n    facts:\n      a: {}\n    zh:\n      about:\n        $0",
            &["a"],
        );
        check("disclosures:\n  mine:\n    when: \"case.ful$0", &["case.fulfilment"]);
        check("disclosures:\n  mine:\n    when: \"case.fulfilment == '$0", &["amazon", "seller"]);
        check(
            "rules:\n  - name: a\n    each: finding\n    require: finding.$0",
            &["finding.cause"],
        );
        check("rules:\n  - name: a\n    require: site.window.$0", &["site.window.days"]);
        check("rules:\n  - name: a\n    require: values.th$0", &["values.threshold_percent"]);
        check(
            "rules:\n  - name: a\n    text: {}\n    message: found {{ $0",
            &["found", "instead", "case"],
        );
        check("sources:\n  x: {kind: la$0", &["law", "amazon"]);
        check("sources:\n  x:\n    confidence: $0", &["verified", "known", "unsure"]);
        check("marketplace: $0", &["it", "uk"]);
        check("inherits: $0", &["base", "eu"]);
        check("disclosures:\n  mine:\n    sources: [$0", &["eu-crd"]);
        check("  : : [\n rules:\n{{\nrules:\n  - name: a\n    lev$0", &["level"]);
        check("# rules$0", &[]);
        let marked = "rules:\n  - name: a\n    native: order-cov$0erage";
        let (reading, offset) = reading(marked);
        let (_, about) =
            hover(&reading, &marked.replacen("$0", "", 1), offset).expect("it is known");
        assert!(about.contains("`find`"), "{about}");
    }

    #[test]
    fn fields_say_what_they_are() {
        let explained = |marked: &str| {
            let (reading, offset) = reading(marked);
            hover(&reading, &marked.replacen("$0", "", 1), offset).map(|(_, about)| about)
        };
        let level = explained("rules:\n  - name: a\n    le$0vel: error").expect("it is a field");
        assert!(level.contains("How much a fault matters"), "{level}");
        let name = explained("rules:\n  - na$0me: a").expect("it is a field");
        assert!(name.starts_with("**name** (needed)"), "{name}");
        let each = explained("rules:\n  - each: find$0ing").expect("it is an item");
        assert!(each.contains("`cause`"), "{each}");
        assert_eq!(explained("rules:\n  - nonsen$0se: a"), None);
        let facts = "disclosures:\n  returns-policy:\n    facts:\n      ";
        let fact = explained(&format!("{facts}refu$0nd:\n        level: error"));
        assert!(fact.is_some_and(|it| it.contains("a length of time")));
        assert_eq!(explained(&format!("{facts}mi$0ne: {{}}")), None);
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
