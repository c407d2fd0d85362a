//! One line a fault, for people in a hurry and for editors. In: results. Out: plain lines.

use std::path::Path;

use poa::compile::{Compiled, Explanation};

use crate::report::plain::one_line;
use crate::report::words::Words;
use crate::report::{Built, Forecasts, Imported, View};

/// `path:line:column: level[rule]: message`, one line a fault.
pub(crate) fn faults(view: View, compiled: &Compiled) -> String {
    let line = |fault: &poa::diagnostic::Diagnostic| one_line(&fault.one_line(&compiled.sources));
    compiled.faults_in(view.language).iter().map(|fault| line(fault) + "\n").collect()
}

/// The faults, then the folder of each site.
pub(crate) fn built(view: View, compiled: &Compiled, built: &Built<'_>) -> String {
    let folders = built.bundles.iter().map(|bundle| built.out.join(&bundle.site));
    let folders: String = folders.map(|folder| format!("{}\n", folder.display())).collect();
    faults(view, compiled) + &folders
}

/// The faults, then one line a site and pace.
pub(crate) fn forecast(view: View, compiled: &Compiled, found: &Forecasts<'_>) -> String {
    let words = Words::of(view.language);
    let mut text = faults(view, compiled);
    for site in found.sites {
        let code = &site.code;
        let courses = match &site.forecast {
            Ok(forecast) => &forecast.courses,
            Err(why) => {
                let head = words.pick("no forecast: ", "无法推算：");
                text += &format!("{code}: {head}{}\n", words.said(why.reason()));
                continue;
            }
        };
        for course in courses {
            let name = course.pace.name;
            let (head, day) = match (course.stays_under(), course.days.last()) {
                (Some(day), _) => (words.pick("under from", "低于阈值，始于"), day.shown_on),
                (None, Some(last)) => (words.pick("not by", "仍未低于，截至"), last.shown_on),
                (None, None) => continue,
            };
            text += &format!("{code} {name}: {head} {day}\n");
        }
    }
    text
}

/// The faults, the changes, then the files that were written.
pub(crate) fn imported(view: View, compiled: &Compiled, imported: &Imported<'_>) -> String {
    let import = imported.import;
    let changes: String = import.changes.iter().map(|line| one_line(line) + "\n").collect();
    let files = import.files.iter().map(|(path, _)| imported.folder.join(path));
    let files: String = files.map(|path| format!("{}\n", path.display())).collect();
    faults(view, compiled) + &changes + &files
}

/// Name, level and title, one line a rule.
pub(crate) fn rules(rules: &[Explanation]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let line = |rule: &Explanation| {
        let title = one_line(&rule.title);
        format!("{:width$}  {:7}  {title}\n", rule.name, rule.level)
    };
    rules.iter().map(line).collect()
}

/// The files that were made, one a line.
pub(crate) fn made(folder: &Path, paths: &[&str]) -> String {
    paths.iter().map(|path| format!("{}\n", folder.join(path).display())).collect()
}
