//! What a watch says after each save. In: what was found, and what was found before. Out: lines
//! about what changed; for machines one object a line.

use std::collections::BTreeSet;
use std::path::Path;

use poa::compile::{self, Compiled};
use poa::diagnostic::{Diagnostic, Severity};
use poa::translate::Language;

use crate::reply::Failure;
use crate::report::json::watch::Gone;
use crate::report::plain::one_line;
use crate::report::words::Words;
use crate::report::{Built, Format, View, human, json, short};
use crate::workspace::Stopwatch;

/// The faults of one round, as they are known again in the next: an edit above moves their lines.
pub(crate) struct Seen {
    faults: Vec<SeenFault>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SeenFault {
    rule: String,
    severity: Severity,
    message: String,
    sites: BTreeSet<String>,
    /// File and text of the place to mend.
    place: Option<(String, String)>,
}

/// One check.
pub(crate) struct Round<'a> {
    /// What it found.
    pub(crate) compiled: &'a Compiled,
    /// What the one before found; `None` for the first.
    pub(crate) before: Option<&'a Seen>,
    /// The same as `compiled`, to be compared.
    pub(crate) now: &'a Seen,
    /// When it began, and how long it took.
    pub(crate) clock: &'a Stopwatch,
}

/// One build.
pub(crate) struct Finished<'a> {
    /// What was found.
    pub(crate) compiled: &'a Compiled,
    /// What was written.
    pub(crate) built: Built<'a>,
    /// When the round began, and how long it took.
    pub(crate) clock: &'a Stopwatch,
}

impl Seen {
    /// The faults of a check.
    pub(crate) fn of(compiled: &Compiled) -> Self {
        let seen = |fault: &Diagnostic| {
            let place = fault.primary().map(|label| {
                let source = compiled.sources.get(label.span.source);
                (source.name.clone(), compiled.sources.slice(label.span).to_owned())
            });
            SeenFault {
                rule: fault.rule.clone(),
                severity: fault.severity,
                message: fault.message.clone(),
                sites: fault.sites.clone(),
                place,
            }
        };
        Self { faults: compiled.diagnostics.iter().map(seen).collect() }
    }

    /// The numbers of the faults that another round does not have; the same fault found twice
    /// counts twice.
    fn beyond(&self, other: &Self) -> Vec<usize> {
        let mut rest: Vec<&SeenFault> = other.faults.iter().collect();
        let mut beyond = Vec::new();
        for (number, fault) in self.faults.iter().enumerate() {
            match rest.iter().position(|known| *known == fault) {
                Some(at) => drop(rest.swap_remove(at)),
                None => beyond.push(number),
            }
        }
        beyond
    }
}

/// What changed: numbers of faults in this round and in the one before.
struct Changes {
    new: Vec<usize>,
    gone: Vec<usize>,
}

impl Round<'_> {
    fn changes(&self) -> Changes {
        match self.before {
            Some(before) => Changes { new: self.now.beyond(before), gone: before.beyond(self.now) },
            None => Changes { new: (0..self.now.faults.len()).collect(), gone: Vec::new() },
        }
    }

    fn gone(&self, changes: &Changes) -> Vec<&SeenFault> {
        let before = self.before.map_or(&[][..], |before| &before.faults);
        changes.gone.iter().filter_map(|number| before.get(*number)).collect()
    }
}

/// What a check found: all of it the first time, then what changed.
pub(crate) fn checked(view: View, round: &Round<'_>) -> String {
    let changes = round.changes();
    match (view.format, round.before) {
        (Format::Human, None) => human::checked(view, round.compiled),
        (Format::Human, Some(_)) => changed(view, round, &changes),
        (Format::Short, _) => {
            let words = Words::of(view.language);
            let begun = words.pick("checked", "已检查");
            let sum = human::sum(View { color: false, ..view }, round.compiled);
            format!("{}{begun} {sum}", short::faults(view, round.compiled))
        }
        (Format::Json, _) => {
            let gone: Vec<Gone<'_>> =
                round.gone(&changes).into_iter().map(SeenFault::gone).collect();
            let time = milliseconds(round.clock);
            json::watch::checked(view, round.compiled, (&changes.new, &gone), time)
        }
    }
}

fn changed(view: View, round: &Round<'_>, changes: &Changes) -> String {
    let (new, gone) = (changes.new.len(), changes.gone.len());
    let same = Words::of(view.language).pick("no fault came or went", "问题没有变化");
    let said = match (view.language, new, gone) {
        (_, 0, 0) => same.to_owned(),
        (Language::English, ..) => format!("{gone} gone, {new} new"),
        (Language::Chinese, ..) => format!("已消除 {gone} 处，新增 {new} 处"),
    };
    let (time, seconds) = (round.clock.time_of_day(), took(view, round.clock));
    let head = human::bold(view, &format!("{time}  {said}"));
    let mut text = format!("\n{head} ({seconds})\n");
    let words = Words::of(view.language);
    for fault in round.gone(changes) {
        let (level, rule) = (words.severity(fault.severity), &fault.rule);
        let message = match view.language {
            Language::English => fault.message.clone(),
            Language::Chinese => in_chinese(&fault.rule, &fault.message),
        };
        let gone = words.pick("gone", "已消除");
        text += &format!("{gone}: {level}[{rule}]: {}\n", one_line(&message));
    }
    if new > 0 {
        text += &human::faults_at(view, round.compiled, &changes.new);
    }
    text + &human::sum(view, round.compiled)
}

/// A message in Chinese; what has no translation stays in English.
fn in_chinese(rule: &str, message: &str) -> String {
    compile::catalogue().text(rule, message).unwrap_or_else(|| message.to_owned())
}

impl SeenFault {
    fn gone(&self) -> Gone<'_> {
        Gone {
            rule: &self.rule,
            level: self.severity.as_str(),
            message: &self.message,
            sites: &self.sites,
            file: self.place.as_ref().map(|(file, _)| file.as_str()),
        }
    }
}

/// What a build wrote.
pub(crate) fn built(view: View, finished: &Finished<'_>) -> String {
    let Finished { compiled, built, clock } = finished;
    let sites: Vec<&str> = built.bundles.iter().map(|bundle| bundle.site.as_str()).collect();
    match view.format {
        Format::Human if sites.is_empty() => {
            Words::of(view.language).pick("nothing was written\n", "没有写出任何文件\n").to_owned()
        }
        Format::Human => {
            let (seconds, out) = (took(view, clock), built.out.display());
            match view.language {
                Language::English => format!("built {} in {out} ({seconds})\n", sites.join(", ")),
                Language::Chinese => format!("已生成 {}：{out}（{seconds}）\n", sites.join("、")),
            }
        }
        Format::Short => built
            .bundles
            .iter()
            .map(|it| built.out.join(&it.site).display().to_string() + "\n")
            .collect(),
        Format::Json => json::watch::built(built, compiled, milliseconds(clock)),
    }
}

/// Says that the first round is over, and how the watch is ended.
pub(crate) fn begun(view: View, root: &Path) -> String {
    let root = root.display();
    let words = Words::of(view.language);
    match view.format {
        Format::Human => {
            let verb = words.pick("watching", "正在监视");
            let rest = words
                .pick("and what it names (Ctrl+C ends it)", "及其引用的文件（按 Ctrl+C 结束）");
            format!("\n{verb} {root} {rest}\n")
        }
        Format::Short => String::new(),
        Format::Json => json::watch::begun(&root.to_string()),
    }
}

/// A round that could not do its work; the next one may.
pub(crate) fn failed(view: View, failure: &Failure) -> String {
    match view.format {
        Format::Human | Format::Short => human::failure(view, failure),
        Format::Json => json::watch::failed(failure),
    }
}

fn milliseconds(clock: &Stopwatch) -> u64 {
    u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn took(view: View, clock: &Stopwatch) -> String {
    let seconds = clock.elapsed().as_secs_f64();
    match view.language {
        Language::English => format!("{seconds:.2} s"),
        Language::Chinese => format!("{seconds:.2} 秒"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use poa::diagnostic::Severity;

    use crate::report::watch::{Seen, SeenFault};

    fn seen(messages: &[&str]) -> Seen {
        let fault = |message: &&str| SeenFault {
            rule: "a".to_owned(),
            severity: Severity::Error,
            message: (*message).to_owned(),
            sites: BTreeSet::new(),
            place: None,
        };
        Seen { faults: messages.iter().map(fault).collect() }
    }

    #[test]
    fn what_came_and_what_went() {
        let check = |before: &[&str], now: &[&str], new: &[usize], gone: &[usize]| {
            let (before, now) = (seen(before), seen(now));
            assert_eq!(now.beyond(&before), new);
            assert_eq!(before.beyond(&now), gone);
        };
        check(&[], &[], &[], &[]);
        check(&[], &["x", "y"], &[0, 1], &[]);
        check(&["x", "y"], &["y", "x"], &[], &[]);
        check(&["x", "y", "z"], &["z", "w"], &[1], &[0, 1]);
        check(&["x", "x"], &["x"], &[], &[1]);
        check(&["x"], &["x", "x", "x"], &[1, 2], &[]);
    }
}
