//! An import for people. In: what was read and written. Out: one line a file, the numbers, what
//! changed, and the next command.

use poa::compile::Compiled;
use poa::import::ReadFile;
use poa::value::DefectKind;

use crate::report::human::{Paint, faults, sum};
use crate::report::plain::{one_line, wrapped};
use crate::report::words::Words;
use crate::report::{Imported, View, counted};

/// Notes of one file that are shown.
const NOTES_MAX: usize = 5;

/// The answer of `import`.
pub(crate) fn imported(view: View, compiled: &Compiled, imported: &Imported<'_>) -> String {
    let import = imported.import;
    let words = Words::of(view.language);
    let mut text = faults(view, compiled);
    text += &import.read.iter().map(|file| read(view, file)).collect::<String>();
    text += &numbers(view, imported);
    let changes = import.changes.iter();
    let lines = changes.map(|line| format!("  {}\n", words.said(&one_line(line))));
    text += &lines.collect::<String>();
    let shown = imported.folder.display();
    for (path, _) in &import.files {
        let path = imported.folder.join(path);
        text += &format!("{}\n", words.said(&format!("wrote {}", path.display())));
    }
    text += &sum(view, compiled);
    text + &match import.files.is_empty() {
        true => words.pick("nothing was written\n", "没有写出任何文件\n").to_owned(),
        false => format!("{}poa check {shown}\n", words.pick("next: ", "下一步：")),
    }
}

fn read(view: View, file: &ReadFile) -> String {
    let words = Words::of(view.language);
    let kind = words.said(file.kind.title());
    let rows = words.said(&counted(file.rows, "entry").replace("entrys", "entries"));
    let name = Paint::Bold.on(&one_line(&file.name), view);
    let mut text = format!("{name}: {kind}, {}, {rows}\n", file.encoding);
    for note in file.notes.iter().take(NOTES_MAX) {
        text += &format!("    {}\n", wrapped(&words.said(&one_line(note)), 4, view.width));
    }
    let more = file.notes.len().saturating_sub(NOTES_MAX);
    if more > 0 {
        text += &format!("    {}\n", words.said(&counted(more, "more note")));
    }
    text
}

fn numbers(view: View, imported: &Imported<'_>) -> String {
    let Some(numbers) = &imported.import.numbers else { return String::new() };
    let words = Words::of(view.language);
    let site = Paint::Bold.on(imported.site, view);
    let defects = numbers.orders_with_defect;
    let of = match (numbers.orders, numbers.rate) {
        (Some(orders), Some(rate)) => format!("{defects} of {orders} orders, {} %", rate.number()),
        (_, _) => format!("{defects} orders; how many there are in the window is not known"),
    };
    let kinds = DefectKind::ALL.iter().map(|kind| {
        let count = numbers.kinds.get(kind).copied().unwrap_or(0);
        format!("{} {count}", kind.as_str())
    });
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    let (from, to) = numbers.window;
    let sure = if numbers.window_is_known { "" } else { " (to be confirmed)" };
    let told = words.said(&format!("with a defect: {of} ({kinds})"));
    let window = words.said(&format!("window {from} .. {to}{sure}"));
    format!("{site}: {told}\n    {window}\n")
}
