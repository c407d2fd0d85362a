//! What can be done about a place. In: the texts, the faults of the last check, a range. Out:
//! actions with their edits: every fix, an exception, what a site asks for, a promise.

mod duties;

use crate::diagnostic::{Diagnostic, Edit, FixSafety};
use crate::ide::cursor::Cursor;
use crate::ide::{Context, FileEdits, Reading};
use crate::source::{SourceId, Span};
use crate::syntax::Kind;

/// What can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it does, in words.
    pub title: String,
    /// The changes, file by file.
    pub edits: FileEdits,
    /// Position of the fault that it mends in the last check's list.
    pub mends: Option<usize>,
    /// Whether it is the likeliest thing to do.
    pub is_preferred: bool,
}

/// What can be done about a range of a file.
pub fn actions(context: Context<'_>, range: Span) -> Vec<Action> {
    let mut found = Vec::new();
    if let Some(looked) = context.looked {
        for (index, fault) in looked.compiled.diagnostics.iter().enumerate() {
            if !is_here(context, fault, range) {
                continue;
            }
            found.extend(fix(context, fault, index));
            found.extend(duties::missing(context, fault, index));
            found.extend(allow(context, fault, index));
        }
    }
    found.extend(promise(context.reading, range));
    found
}

/// The same place in the texts as they stand now; `None` where its file has changed since the
/// check, so that nothing is put in the wrong place.
fn now(context: Context<'_>, span: Span) -> Option<Span> {
    let then = context.looked?.compiled.sources.get(span.source);
    let source = context.reading.file(&then.name)?;
    let is_same = context.reading.sources.get(source).text == then.text;
    is_same.then_some(Span { source, ..span })
}

fn is_here(context: Context<'_>, fault: &Diagnostic, range: Span) -> bool {
    let spans = fault.labels.iter().map(|label| label.span);
    spans.filter_map(|span| now(context, span)).any(|span| {
        span.source == range.source && span.start <= range.end && range.start <= span.end
    })
}

/// The fix that a fault offers.
fn fix(context: Context<'_>, fault: &Diagnostic, index: usize) -> Option<Action> {
    let fix = fault.fix.as_ref()?;
    let mut edits = FileEdits::new();
    for edit in &fix.edits {
        let span = now(context, edit.span)?;
        let file = context.reading.sources.get(span.source).name.clone();
        edits.entry(file).or_default().push(Edit { span, text: edit.text.clone() });
    }
    let first = fix.edits.first()?;
    let title = match (fix.edits.len(), first.text.as_str()) {
        (1, "") => "delete it".to_owned(),
        (1, text) if text.lines().count() <= 1 => format!("write `{}`", text.trim()),
        (1, text) => format!("add `{} …`", text.trim().lines().next().unwrap_or_default()),
        (several, _) => format!("mend {several} places of `{}`", fault.rule),
    };
    let is_preferred = fix.safety == FixSafety::Safe || fix.edits.len() == 1;
    Some(Action { title, edits, mends: Some(index), is_preferred })
}

/// `allow RULE because "…"`, behind everything else in the first file.
fn allow(context: Context<'_>, fault: &Diagnostic, index: usize) -> Option<Action> {
    let can_be_allowed = crate::compile::allowable_rules(context.packs).contains(&fault.rule);
    if !can_be_allowed {
        return None;
    }
    let reading = context.reading;
    let source = reading.file(&reading.root)?;
    let text = &reading.sources.get(source).text;
    let sites = reading.site_codes();
    let on: Vec<&str> = fault.sites.iter().map(String::as_str).collect();
    let on = match on.is_empty() || on.len() == sites.len() {
        true => String::new(),
        false => format!(" on {}", on.join(", ")),
    };
    let gap = if text.is_empty() || text.ends_with('\n') { "\n" } else { "\n\n" };
    let line = format!("{gap}allow {}{on} because \"\"\n", fault.rule);
    let edits = at_end(reading, source, line);
    let title = format!("allow `{}` for a reason", fault.rule);
    Some(Action { title, edits, mends: Some(index), is_preferred: false })
}

fn at_end(reading: &Reading, source: SourceId, text: String) -> FileEdits {
    let file = reading.sources.get(source);
    let span = Span::new(source, file.text.len(), file.text.len());
    FileEdits::from([(file.name.clone(), vec![Edit { span, text }])])
}

/// `did "…"` with `done DATE` becomes `will "…" by DATE`, from either of them; of a range the last
/// day counts.
fn promise(reading: &Reading, range: Span) -> Option<Action> {
    let cursor = Cursor::at(reading, range.source, range.start)?;
    let word = reading.slice(cursor.statement()?.statement.word());
    let action = cursor.chain.first()?;
    if reading.slice(action.statement.word()) != "action" || !["did", "done"].contains(&word) {
        return None;
    }
    let body = action.statement.body();
    let named = |word: &str| {
        let mut found = body.iter().filter(|it| reading.slice(it.word()) == word);
        found.next().filter(|_| found.next().is_none())
    };
    let (did, here) = (named("did")?, named("done")?);
    let days = here.arguments();
    let day = days.iter().rev().find(|leaf| leaf.kind == Kind::Date)?;
    let text = did.arguments().into_iter().next()?;
    let text = Some(text).filter(|leaf| crate::ide::slots::is_text(leaf.kind))?;
    let day = reading.slice(here.span_of(day));
    let promised = reading.slice(did.span_of(text));
    let file = reading.sources.get(range.source);
    let edits = vec![
        Edit { span: did.span(), text: format!("will   {promised} by {day}") },
        Edit { span: whole_line(&file.text, here.span()), text: String::new() },
    ];
    Some(Action {
        title: format!("promise it: `will \"…\" by {day}`"),
        edits: FileEdits::from([(file.name.clone(), edits)]),
        mends: None,
        is_preferred: false,
    })
}

/// A statement with its line, where nothing else stands on it.
fn whole_line(text: &str, span: Span) -> Span {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at + 1);
    let is_alone =
        text[start..span.start].trim().is_empty() && text[span.end..end].trim().is_empty();
    if is_alone { Span::new(span.source, start, end) } else { span }
}

#[cfg(test)]
mod tests {
    use crate::ide::actions::actions;
    use crate::ide::fixture::Fixture;
    use crate::source::Span;

    #[test]
    fn faults_can_be_mended_where_they_stand() {
        let check = |marked: &str, titles: &[&str], result: &str| {
            let fixture = Fixture::new(marked);
            let range = Span::new(fixture.source, fixture.offset, fixture.offset);
            let found = actions(fixture.context(), range);
            for title in titles {
                let action = found.iter().find(|it| it.title.starts_with(title));
                let all: Vec<&str> = found.iter().map(|it| it.title.as_str()).collect();
                assert!(action.is_some(), "{marked}: {title} is not in {all:?}");
            }
            let Some(first) = titles.first() else { return };
            let action = found.iter().find(|it| it.title.starts_with(first)).expect("it is there");
            let all: String = action.edits.values().flatten().map(|it| it.text.as_str()).collect();
            assert!(all.contains(result), "{marked}: {all}");
        };
        check(
            "action a correct { owner logistic-le$0ad }",
            &["write `logistics-lead`"],
            "logistics-lead",
        );
        check(
            "action a correct {\n  fixes no-scan\n  did \"x\"\n  done 2026-11$0-20\n}",
            &["promise it", "allow `action-not-done-yet`"],
            "will   \"x\" by 2026-11-20",
        );
        check(
            "action a correct {\n  di$0d \"x\"\n  done 2026-11-18 .. 2026-11-20\n}",
            &["promise it"],
            "will   \"x\" by 2026-11-20",
        );
        check(
            "site u$0k { window 2026-08-10 .. 2026-10-08; orders 9; defects \"data/us.csv\" }",
            &["add the facts of `returns-policy`"],
            "\n  disclose returns-policy {\n",
        );
        check(
            "site j$0p { window 2026-08-10 .. 2026-10-08; orders 9; defects \"data/us.csv\" }\n\
             evidence mails \"m.csv\" { title \"Mails\"; kind message-log; captured 2026-11-12 }",
            &["attach `mails` to `site jp` as `message-log`"],
            "\n  attach message-log mails\n",
        );
        check(
            "site j$0p { window 2026-08-10 .. 2026-10-08; orders 9; defects \"data/us.csv\" }",
            &["begin `attach message-log` in `site jp`"],
            "\n  attach message-log\n  todo",
        );
        let fixture = Fixture::new("$0");
        let source = fixture.reading.file("shared.poa").expect("it is used");
        let site = fixture.reading.sources.get(source).text.find("site us").expect("it is there");
        let found = actions(fixture.context(), Span::new(source, site, site + 8));
        let titles: Vec<&str> = found.iter().map(|it| it.title.as_str()).collect();
        assert!(
            titles.iter().any(|it| it.starts_with("add the facts of `returns-policy`")),
            "{titles:?}"
        );
    }
}
