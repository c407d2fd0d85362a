//! The words around what is reported, by language. In: the language. Out: single words and short
//! phrases. Knows no fault.

use poa::compile;
use poa::diagnostic::Severity;
use poa::translate::Language;

/// The frame of an answer for people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    language: Language,
}

impl Words {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> Self {
        Self { language }
    }

    /// One of two, by language.
    pub(crate) fn pick<'w>(self, english: &'w str, chinese: &'w str) -> &'w str {
        match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// A sentence in the language; what has no translation stays in English.
    pub(crate) fn said(self, english: &str) -> String {
        self.said_of("", english)
    }

    /// A text line by line.
    pub(crate) fn said_lines(self, english: &str) -> String {
        let lines = english.split('\n').map(|line| self.said(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A sentence that may have words of a rule in it.
    pub(crate) fn said_of(self, rule: &str, english: &str) -> String {
        let chinese = match self.language {
            Language::English => None,
            Language::Chinese => compile::catalogue().text(rule, english),
        };
        chinese.unwrap_or_else(|| english.to_owned())
    }

    /// How much a fault matters.
    pub(crate) fn severity(self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.pick("error", "错误"),
            Severity::Warning => self.pick("warning", "警告"),
            Severity::Advice => self.pick("advice", "建议"),
        }
    }

    /// The published word of a level, which may be `off`.
    pub(crate) fn level(self, level: &str) -> &str {
        let severities = [Severity::Error, Severity::Warning, Severity::Advice];
        match severities.into_iter().find(|severity| severity.as_str() == level) {
            Some(severity) => self.severity(severity),
            None => self.pick(level, "不检查"),
        }
    }

    /// A number of faults of one level: `2 errors`.
    pub(crate) fn count(self, number: usize, severity: Severity) -> String {
        match (self.language, severity, number) {
            (Language::Chinese, ..) => format!("{number} 处{}", self.severity(severity)),
            (Language::English, Severity::Advice, _) | (Language::English, _, 1) => {
                format!("{number} {severity}")
            }
            (Language::English, ..) => format!("{number} {severity}s"),
        }
    }

    /// The case and the day before the numbers of faults.
    pub(crate) fn as_of(self, case: &str, day: &str, parts: &str) -> String {
        match (self.language, case) {
            (Language::English, "") => format!("as of {day}: {parts}"),
            (Language::English, case) => format!("{case}, as of {day}: {parts}"),
            (Language::Chinese, "") => format!("截至 {day}：{parts}"),
            (Language::Chinese, case) => format!("{case}，截至 {day}：{parts}"),
        }
    }

    /// What parts of a sentence are joined by.
    pub(crate) fn comma(self) -> &'static str {
        self.pick(", ", "，")
    }
}
