//! The answers for people. In: results. Out: text for a terminal, coloured if asked: every fault
//! with its places, who asks for it, what to write instead; then the numbers and the sum.

pub(crate) mod forecast;
pub(crate) mod format;
pub(crate) mod import;

use std::fmt::Write;
use std::path::Path;

use poa::compile::{Compiled, Explanation, SiteBundle, SiteNumbers};
use poa::diagnostic::{Clause, Diagnostic, Severity};
use poa::source::Sources;
use poa::translate::Language;

use crate::reply::{Exit, Failure};
use crate::report::plain::{columns, one_line, plain, wrapped};
use crate::report::snippet::snippets;
use crate::report::words::Words;
use crate::report::{Built, Counts, View, counted};

/// How many faults are shown; a broken data file may have one on every line.
const FAULTS_MAX: usize = 100;

/// Columns before the text of `rule:`, `help:` and `more:`.
const FOOT_INDENT: usize = 8;

/// A way to paint text, as the number of a terminal's colour code.
#[derive(Debug, Clone, Copy)]
enum Paint {
    Red,
    Yellow,
    Cyan,
    Bold,
}

impl Paint {
    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Paint::Red,
            Severity::Warning => Paint::Yellow,
            Severity::Advice => Paint::Cyan,
        }
    }

    fn on(self, text: &str, view: View) -> String {
        let code = match self {
            Paint::Red => "1;31",
            Paint::Yellow => "1;33",
            Paint::Cyan => "1;36",
            Paint::Bold => "1",
        };
        match view.color {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// The answer of `check`.
pub(crate) fn checked(view: View, compiled: &Compiled) -> String {
    let mut text = faults(view, compiled);
    text += &table(view, &compiled.sites);
    text += &sum(view, compiled);
    text
}

/// The answer of `build`.
pub(crate) fn built(view: View, compiled: &Compiled, built: &Built<'_>) -> String {
    let mut text = faults(view, compiled);
    for bundle in built.bundles {
        let numbers = compiled.sites.iter().find(|site| site.code == bundle.site);
        text += &site(view, built.out, bundle, numbers);
    }
    if built.bundles.is_empty() {
        text += &table(view, &compiled.sites);
    }
    text += &sum(view, compiled);
    if built.bundles.is_empty() {
        text += Words::of(view.language).pick("nothing was written\n", "没有写出任何文件\n");
    }
    text
}

/// The answer of `explain` for one rule.
pub(crate) fn explained(view: View, rule: &Explanation) -> String {
    let words = Words::of(view.language);
    let row = if rule.row.is_empty() { String::new() } else { format!(", {}", rule.row) };
    let level = words.level(&rule.level);
    let head = Paint::Bold.on(&format!("{} ({level}{row})", rule.name), view);
    let wrap = |text: &str| wrapped(&one_line(text), 0, view.width);
    let mut text = format!("{head}\n{}\n\n{}\n", wrap(&rule.title), wrap(&rule.why));
    for source in &rule.source {
        text += &foot(view, words.pick("source", "来源"), source);
    }
    let fires = words.pick("fires on", "以下内容会报错");
    let silent = words.pick("silent on", "以下内容不会报错");
    for (title, example) in [(fires, &rule.fires), (silent, &rule.silent)] {
        if !example.trim().is_empty() {
            text += &format!("\n{}\n", Paint::Bold.on(title, view));
            example.trim_end().lines().for_each(|line| text += &format!("  {}\n", plain(line)));
        }
    }
    text
}

/// The answer of `pack new`.
pub(crate) fn made_pack(view: View, folder: &Path, paths: &[&str]) -> String {
    let shown = folder.display();
    let head = Words::of(view.language).said(&format!("made a pack in {shown}"));
    let commands = [format!("poa pack check {shown}"), format!("poa pack test {shown}")];
    made_files(view, &head, paths, &commands)
}

/// What was made, and the commands to go on with.
fn made_files(view: View, head: &str, paths: &[&str], commands: &[String]) -> String {
    let files: String = paths.iter().map(|path| format!("  {path}\n")).collect();
    let word = Words::of(view.language).pick("next: ", "下一步：");
    let indent = " ".repeat(columns(word));
    let next = commands.join(&format!("\n{indent}"));
    format!("{head}\n{files}\n{word}{next}\n")
}

/// The answer of `new`.
pub(crate) fn made(view: View, folder: &Path, paths: &[&str]) -> String {
    let shown = folder.display();
    let head = Words::of(view.language).said(&format!("made a case in {shown}"));
    let argument = match folder.to_str() {
        Some(".") => String::new(),
        Some(_) | None => format!(" {shown}"),
    };
    let commands = [format!("poa check{argument}"), format!("poa build{argument}")];
    made_files(view, &head, paths, &commands)
}

/// The answer of a command that could not do its work.
pub(crate) fn failure(view: View, failure: &Failure) -> String {
    let view = View { color: view.error_color, ..view };
    let words = Words::of(view.language);
    let word = match failure.exit {
        Exit::Bug => words.pick("bug", "程序错误"),
        Exit::Clean | Exit::Faults | Exit::Usage | Exit::World => words.pick("error", "错误"),
    };
    let mut text = format!("{}: {}\n", Paint::Red.on(word, view), one_line(&failure.message));
    let lines = failure.help.iter().flat_map(|help| help.lines());
    lines.for_each(|line| text += &format!("  {}\n", plain(line)));
    text
}

/// Words that stand out.
pub(crate) fn bold(view: View, words: &str) -> String {
    Paint::Bold.on(words, view)
}

/// Every fault with its places.
pub(crate) fn faults(view: View, compiled: &Compiled) -> String {
    faults_at(view, compiled, &(0..compiled.diagnostics.len()).collect::<Vec<usize>>())
}

/// The faults with these numbers, with their places.
pub(crate) fn faults_at(view: View, compiled: &Compiled, numbers: &[usize]) -> String {
    let found = compiled.faults_in(view.language);
    let shown = numbers.iter().take(FAULTS_MAX).filter_map(|number| found.get(*number));
    let mut text: String = shown.map(|fault| one(view, fault, &compiled.sources) + "\n").collect();
    let hidden = numbers.len().saturating_sub(FAULTS_MAX);
    if hidden > 0 {
        let more = counted(hidden, "more fault");
        text += &match view.language {
            Language::English => format!("{more} not shown; `--format short` lists all\n\n"),
            Language::Chinese => format!("另有 {hidden} 处未显示；`--format short` 列出全部\n\n"),
        };
    }
    text
}

/// One fault: what, where, who asks for it, what to write instead.
fn one(view: View, fault: &Diagnostic, sources: &Sources) -> String {
    let words = Words::of(view.language);
    let head = format!("{}[{}]", words.severity(fault.severity), fault.rule);
    let sites: Vec<String> = fault.sites.iter().cloned().collect();
    let sites = match sites.is_empty() {
        true => String::new(),
        false => format!(" ({})", sites.join(", ")),
    };
    let message = Paint::Bold.on(&(one_line(&fault.message) + &sites), view);
    let mut text = format!("{}: {message}\n", Paint::of(fault.severity).on(&head, view));
    text += &snippets(view, fault, sources);
    if let Some(clause) = &fault.clause {
        text += &foot(view, words.pick("rule", "规则"), &who_asks(words, &fault.rule, clause));
    }
    if let Some(help) = &fault.help {
        text += &foot(view, words.pick("help", "改法"), help);
    }
    text += &foot(view, words.pick("more", "详情"), &format!("poa explain {}", fault.rule));
    text
}

/// Names pack and clause; what only practice supports is never shown as Amazon's rule or law.
fn who_asks(words: Words, rule: &str, clause: &Clause) -> String {
    let pack = match clause.pack.as_str() {
        "language" => words.pick("the language", "语言本身").to_owned(),
        pack => format!("{pack} {}", words.pick("pack", "规则包")),
    };
    let comma = words.comma();
    let convention = words.pick("convention", "惯例");
    let url = clause.url.as_ref().map(|url| format!(" <{url}>")).unwrap_or_default();
    match (clause.convention, clause.title.as_str()) {
        (true, "") => format!("{pack}{comma}`{rule}` ({convention})"),
        (true, "common practice") => {
            let practice = words.pick("common practice", "通行做法");
            format!("{pack}{comma}`{rule}` ({convention}: {practice}){url}")
        }
        (true, title) => format!("{pack}{comma}`{rule}` ({convention}: {title}){url}"),
        (false, "") => format!("{pack}{comma}`{rule}`{url}"),
        (false, title) => format!("{pack}{comma}`{rule}` ({title}){url}"),
    }
}

/// One line below the frames: `  help: …`.
fn foot(view: View, word: &str, said: &str) -> String {
    let indent = FOOT_INDENT.max(columns(word) + 4);
    let said = wrapped(&one_line(said), indent, view.width);
    format!("  {}: {said}\n", Paint::Cyan.on(word, view))
}

/// The numbers of the sites, one row each.
fn table(view: View, sites: &[SiteNumbers]) -> String {
    if sites.is_empty() {
        return String::new();
    }
    let head = match view.language {
        Language::English => {
            ["site", "orders", "with defect", "ODR", "covered", "direct", "process"]
        }
        Language::Chinese => ["站点", "订单", "缺陷订单", "ODR", "已覆盖", "直接证据", "过程证据"],
    };
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(sites.iter().map(|site| {
        [
            site.code.clone(),
            site.orders.to_string(),
            site.orders_with_defect.to_string(),
            format!("{} %", site.rate_percent),
            site.covered.to_string(),
            site.direct.to_string(),
            site.process.to_string(),
        ]
    }));
    aligned(&rows) + "\n"
}

/// Rows in columns: the first begins at the left, the others end at the right.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |at: usize| rows.iter().map(|row| columns(&row[at])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            let gap = " ".repeat(width - columns(cell));
            if at == 0 { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        text += &format!("{}\n", cells.collect::<Vec<String>>().join("  ").trim_end());
    }
    text
}

/// The last line: `undelivered-parcels, as of 2026-11-12: 2 errors, 1 warning`.
pub(crate) fn sum(view: View, compiled: &Compiled) -> String {
    let words = Words::of(view.language);
    let counts = Counts::of(compiled);
    let mut parts: Vec<String> = Vec::new();
    let mut part = |number: usize, said: String, paint: Paint| {
        if number > 0 {
            parts.push(paint.on(&said, view));
        }
    };
    part(counts.errors, words.count(counts.errors, Severity::Error), Paint::Red);
    part(counts.warnings, words.count(counts.warnings, Severity::Warning), Paint::Yellow);
    part(counts.advice, words.count(counts.advice, Severity::Advice), Paint::Cyan);
    let allowed = format!("{} {}", compiled.allowed, words.pick("allowed", "处已豁免"));
    part(compiled.allowed, allowed, Paint::Bold);
    let parts = match parts.is_empty() {
        true => words.pick("no faults", "没有错误").to_owned(),
        false => parts.join(words.comma()),
    };
    let case = one_line(&compiled.case);
    words.as_of(&case, &compiled.as_of.to_string(), &parts) + "\n"
}

/// What was written for one site.
fn site(view: View, out: &Path, bundle: &SiteBundle, numbers: Option<&SiteNumbers>) -> String {
    let folder = out.join(&bundle.site);
    let mut text = format!("{}: {}\n", Paint::Bold.on(&bundle.site, view), folder.display());
    for (path, bytes) in bundle.files.iter().filter(|(path, _)| path.ends_with(".pdf")) {
        // The exhibits may be PDF too; the plan lies at the top of the bundle.
        if !path.contains('/') {
            let pages = match view.language {
                Language::English => counted(bundle.pages, "page"),
                Language::Chinese => format!("{} 页", bundle.pages),
            };
            text += &format!("    {path}: {}, {pages}\n", size(bytes.len()));
        }
    }
    if let Some(numbers) = numbers {
        let (defects, orders) = (numbers.orders_with_defect, numbers.orders);
        let rate = &numbers.rate_percent;
        let _ = match view.language {
            Language::English => writeln!(text, "    ODR: {defects} of {orders} orders, {rate} %"),
            Language::Chinese => {
                writeln!(text, "    ODR：{orders} 个订单中 {defects} 个，{rate} %")
            }
        };
    }
    text + "\n"
}

/// A size for people, in units of 1,000 bytes.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use poa::compile::SiteNumbers;
    use poa::diagnostic::{Clause, Diagnostic};
    use poa::source::{Sources, Span};

    use poa::translate::Language;

    use crate::report::human::{one, size, table};
    use crate::report::{Format, View};

    const VIEW: View = View {
        format: Format::Human,
        color: false,
        error_color: false,
        width: 100,
        language: Language::English,
    };

    fn fault(sources: &mut Sources) -> Diagnostic {
        let text = "case a {\n  submit 2026-11-12\n}\naction b correct {\n  done 2026-11-20\n}\n";
        let case = sources.add("a.poa", text);
        let data = sources.add("data/us.csv", "order,date\n113-1234567-1234567,2026-09-01\n");
        let at = |word: &str| {
            let start = text.find(word).expect("the word is in the text");
            Span::new(case, start, start + word.len())
        };
        Diagnostic::error("action-not-done-yet", "the action `b` is late")
            .at(at("2026-11-20"), "but this is done eight days later")
            .also(at("2026-11-12"), "the plan is sent here")
            .also(Span::new(data, 11, 30), "this order waits for it")
            .help("finish it and correct `done`")
            .clause(Clause {
                pack: "us".to_owned(),
                title: "practice".to_owned(),
                url: None,
                convention: true,
            })
    }

    #[test]
    fn a_fault_shows_all_its_places_in_all_files() {
        let mut sources = Sources::default();
        let fault = fault(&mut sources);
        let text = one(VIEW, &fault, &sources);
        let expected = "\
error[action-not-done-yet]: the action `b` is late
   ╭─[a.poa:5:8]
 2 │   submit 2026-11-12
   ·          ─────┬────
   ·               ╰── the plan is sent here
 3 │ }
 4 │ action b correct {
 5 │   done 2026-11-20
   ·        ─────┬────
   ·             ╰── but this is done eight days later
   ╰────
   ╭─[data/us.csv:2:1]
 2 │ 113-1234567-1234567,2026-09-01
   · ─────────┬─────────
   ·          ╰── this order waits for it
   ╰────
  rule: us pack, `action-not-done-yet` (convention: practice)
  help: finish it and correct `done`
  more: poa explain action-not-done-yet
";
        assert_eq!(text, expected, "\n{text}");
        let colored = one(View { color: true, ..VIEW }, &fault, &sources);
        assert!(colored.contains("\u{1b}[1;31merror[action-not-done-yet]\u{1b}[0m: "));
        assert!(!colored.contains("\u{1b}]8"), "no links");
    }

    #[test]
    fn a_fault_without_a_place_has_no_frame() {
        let text = one(VIEW, &Diagnostic::warning("part-empty", "empty"), &Sources::default());
        assert_eq!(text, "warning[part-empty]: empty\n  more: poa explain part-empty\n");
    }

    #[test]
    fn the_numbers_stand_in_columns() {
        let site = SiteNumbers {
            code: "us".to_owned(),
            orders: 1482,
            orders_with_defect: 24,
            a_to_z: 19,
            chargeback: 3,
            negative_feedback: 4,
            rate_percent: "1.62".to_owned(),
            passes: false,
            covered: 24,
            direct: 24,
            process: 22,
            coverage: Vec::new(),
        };
        let expected = "\
site  orders  with defect     ODR  covered  direct  process
us      1482           24  1.62 %       24      24       22

";
        assert_eq!(table(VIEW, &[site]), expected);
        assert_eq!(table(VIEW, &[]), "");
    }

    #[test]
    fn sizes_are_readable() {
        let check = |bytes: usize, expected: &str| assert_eq!(size(bytes), expected);
        check(12, "12 bytes");
        check(1_500, "2 kB");
        check(412_000, "412 kB");
        check(9_960_000, "9.9 MB");
    }
}
