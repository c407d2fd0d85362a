//! What the language itself asks, in words. In: the YAML list that ships. Out: [`LanguageRule`]s
//! for `poa explain`. Knows no pack: these rules hold on every site.

use std::sync::LazyLock;

use crate::diagnostic::Severity;
use crate::policy::load::PackFile;
use crate::policy::shipped::{shipped_language, shipped_messages};
use crate::policy::yaml::{Entry, Node, Tree, read};
use crate::source::Sources;

/// One diagnostic that no pack declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageRule {
    /// The published name.
    pub name: String,
    /// The fault in one line.
    pub title: String,
    /// How much it matters.
    pub level: Severity,
    /// What finds it.
    pub phase: Phase,
    /// Why it is asked, in one or two sentences.
    pub why: String,
    /// Title and reason in Simplified Chinese; empty where they are missing, which a test forbids.
    pub zh: (String, String),
    /// A text on which it fires; empty where no text alone can make it.
    pub fires: String,
    /// A text on which it stays silent; empty with `fires`.
    pub silent: String,
}

/// What finds a rule, and what its texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Parsing and lowering; a piece of `.poa`.
    Case,
    /// The checks; a piece of `.poa` that may lean on a sound case.
    Check,
    /// The reader of order-level defect reports; the text of one.
    Data,
    /// Nothing before a bundle is made; the texts are for people only.
    Build,
}

/// All rules of the language, in the order of the list.
pub fn language_rules() -> &'static [LanguageRule] {
    static RULES: LazyLock<Vec<LanguageRule>> = LazyLock::new(load);
    &RULES
}

fn load() -> Vec<LanguageRule> {
    let mut sources = Sources::default();
    let source = sources.add("policies/language/rules.yaml", shipped_language());
    let tree = read(source, &sources).expect("the list is YAML: a test reads it");
    let Node::Map(entries) = tree.node else { return Vec::new() };
    let list = entries.into_iter().find(|entry| entry.key.value == "language_rules");
    match list.map(|entry| entry.value.node) {
        Some(Node::List(rules)) => rules.iter().filter_map(rule).collect(),
        Some(_) | None => Vec::new(),
    }
}

/// One entry; `None` where it has another shape, which a test forbids.
fn rule(tree: &Tree) -> Option<LanguageRule> {
    let Node::Map(fields) = &tree.node else { return None };
    Some(LanguageRule {
        name: field(fields, "name")?,
        title: field(fields, "title")?,
        level: match field(fields, "level")?.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "advice" => Severity::Advice,
            _ => return None,
        },
        phase: match field(fields, "phase")?.as_str() {
            "case" => Phase::Case,
            "check" => Phase::Check,
            "data" => Phase::Data,
            "build" => Phase::Build,
            _ => return None,
        },
        why: field(fields, "why")?,
        zh: zh(fields).unwrap_or_default(),
        fires: field(fields, "fires")?,
        silent: field(fields, "silent")?,
    })
}

fn zh(fields: &[Entry]) -> Option<(String, String)> {
    let entry = fields.iter().find(|field| field.key.value == "zh")?;
    let Node::Map(texts) = &entry.value.node else { return None };
    Some((field(texts, "title")?, field(texts, "why")?))
}

/// What the checks and the commands say in Rust, and the same in Simplified Chinese.
pub fn language_messages() -> Vec<(String, String)> {
    shipped_messages().iter().flat_map(messages).collect()
}

fn messages(file: &PackFile) -> Vec<(String, String)> {
    let mut sources = Sources::default();
    let source = sources.add(file.path.as_ref(), file.text.as_ref());
    let tree = read(source, &sources).expect("the list is YAML: a test reads it");
    let Node::Map(entries) = tree.node else { return Vec::new() };
    let list = entries.into_iter().find(|entry| entry.key.value == "messages");
    let pair = |tree: &Tree| match &tree.node {
        Node::Map(fields) => Some((field(fields, "en")?, field(fields, "zh")?)),
        Node::Null | Node::Flag(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => None,
    };
    match list.map(|entry| entry.value.node) {
        Some(Node::List(pairs)) => pairs.iter().filter_map(pair).collect(),
        Some(_) | None => Vec::new(),
    }
}

fn field(fields: &[Entry], name: &str) -> Option<String> {
    let field = fields.iter().find(|field| field.key.value == name)?;
    match &field.value.node {
        Node::Text(text) => Some(text.clone()),
        Node::Null | Node::Flag(_) | Node::Number(_) | Node::List(_) | Node::Map(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use crate::case::{lower, read_project};
    use crate::diagnostic::Diagnostic;
    use crate::policy::language::{LanguageRule, Phase, language_rules};
    use crate::policy::shipped::shipped_language;
    use crate::report::read_defects;
    use crate::source::{FileError, Files, Sources};

    /// A case folder with one case file and a file of people.
    struct Folder<'t>(&'t str);

    impl Files for Folder<'_> {
        fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
            match path {
                "case.poa" => Ok(self.0.as_bytes().into()),
                "people.poa" => Ok(b"person lead { role \"Logistics\" }\n"[..].into()),
                _ => Err(FileError::Missing),
            }
        }
    }

    /// What a text of a phase yields.
    fn faults(phase: Phase, text: &str) -> Vec<Diagnostic> {
        let mut sources = Sources::default();
        if phase == Phase::Data {
            let source = sources.add("defects.csv", text);
            return read_defects(text, source).diagnostics;
        }
        let project = read_project("case.poa", &Folder(text), &mut sources);
        let lowered = lower(&project.value, &sources);
        [project.diagnostics, lowered.diagnostics].concat()
    }

    fn check(rule: &LanguageRule) {
        let found = |text: &str| -> Vec<Diagnostic> {
            let faults = faults(rule.phase, text).into_iter();
            faults.filter(|fault| fault.rule == rule.name).collect()
        };
        let fired = found(&rule.fires);
        assert!(!fired.is_empty(), "`{}` does not fire on\n{}", rule.name, rule.fires);
        assert!(fired.iter().all(|fault| fault.severity == rule.level), "level of `{}`", rule.name);
        assert!(found(&rule.silent).is_empty(), "`{}` fires on\n{}", rule.name, rule.silent);
    }

    #[test]
    fn every_entry_is_read() {
        let rules = language_rules();
        assert_eq!(rules.len(), shipped_language().matches("\n- name: ").count());
        let names: BTreeSet<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names.len(), rules.len(), "no name stands twice");
        for rule in rules {
            let is_sentence = rule.why.ends_with('.') && !rule.why.contains('\n');
            assert!(is_sentence, "why `{}`: whole sentences on one line", rule.name);
            assert_eq!(rule.fires.is_empty(), rule.silent.is_empty(), "`{}`", rule.name);
        }
    }

    /// Rules of the phases above this row are held in `tests/suite/explained.rs`.
    #[test]
    fn examples_do_what_they_show() {
        let here = |rule: &&LanguageRule| matches!(rule.phase, Phase::Case | Phase::Data);
        language_rules().iter().filter(here).for_each(check);
    }
}
