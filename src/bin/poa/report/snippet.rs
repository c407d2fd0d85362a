//! The places of a fault with their text. In: a diagnostic and its sources. Out: frames of the
//! lines that are labelled, from any number of files. The only place that names miette.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use poa::diagnostic::Diagnostic;
use poa::source::{Source, SourceId, Sources};

use crate::report::View;
use crate::report::plain::{one_line, plain};

/// Lines between two labels that are still shown in one frame.
const GAP_MAX: usize = 2;

/// Characters shown of a long line before its first label, and in all.
const LONG_LINE: (usize, usize) = (60, 240);

/// One labelled place, on one line.
struct Place {
    source: SourceId,
    line: usize,
    /// Bytes in the line.
    start: usize,
    /// Bytes in the line.
    end: usize,
    text: String,
    is_primary: bool,
}

/// Draws all places of a fault, the frame with the place to mend first.
pub(crate) fn snippets(view: View, fault: &Diagnostic, sources: &Sources) -> String {
    let primary = fault.primary();
    let mut places: Vec<Place> = Vec::new();
    for label in &fault.labels {
        let source = sources.get(label.span.source);
        let line = source.position(label.span.start).line;
        let line_start = source.line_start(line);
        let length = line_text(source, line).len();
        let inside = |offset: usize| offset.saturating_sub(line_start).min(length);
        places.push(Place {
            source: label.span.source,
            line,
            start: inside(label.span.start),
            end: inside(label.span.end),
            text: one_line(&label.text),
            is_primary: primary.is_some_and(|primary| std::ptr::eq(primary, label)),
        });
    }
    places.sort_by_key(|place| (place.source, place.line, place.start, place.end));
    let mut frames = grouped(places);
    frames.sort_by_key(|frame| !frame.iter().any(|place| place.is_primary));
    frames.iter().map(|frame| drawn(view, sources.get(frame[0].source), frame)).collect()
}

/// Joins neighbouring places of one file.
fn grouped(places: Vec<Place>) -> Vec<Vec<Place>> {
    let mut frames: Vec<Vec<Place>> = Vec::new();
    for place in places {
        let last = frames.last_mut().and_then(|frame| frame.last().map(|l| (l.source, l.line)));
        let is_near =
            last.is_some_and(|(id, line)| id == place.source && place.line - line <= GAP_MAX + 1);
        match frames.last_mut() {
            Some(frame) if is_near => frame.push(place),
            Some(_) | None => frames.push(vec![place]),
        }
    }
    frames
}

/// One frame; a file without text is only named.
fn drawn(view: View, source: &Source, places: &[Place]) -> String {
    if source.text.is_empty() {
        let texts: Vec<&str> = places.iter().map(|place| place.text.as_str()).collect();
        let texts = texts.join(", ");
        let said = if texts.is_empty() { texts } else { format!(": {texts}") };
        return format!("   ╭─[{}]{said}\n   ╰────\n", one_line(&source.name));
    }
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if view.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(view.width)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut report = String::new();
    let rendered = handler.render_report(&mut report, &Excerpt::new(source, places));
    rendered.expect("a text takes whatever is written to it");
    // The first line is for a message, which stands above all frames instead.
    report.split_once('\n').map_or(String::new(), |(_, frame)| frame.to_owned())
}

/// The text of one line, without its end.
fn line_text(source: &Source, line: usize) -> &str {
    let range = source.line_start(line)..source.line_start(line + 1);
    let text = source.text.get(range).unwrap_or("");
    text.trim_end_matches(['\n', '\r'])
}

/// Neighbouring lines of one file, made fit for a terminal, as miette reads them.
#[derive(Debug)]
struct Excerpt {
    name: String,
    /// Counted from 0.
    first_line: usize,
    /// **Shape**: every line ends with a line feed.
    text: String,
    labels: Vec<LabeledSpan>,
    /// Offset in `text`, line and column of each label, counted from 0.
    marks: Vec<(usize, usize, usize)>,
}

impl Excerpt {
    /// **Shape**: `places` is not empty and sorted by line.
    fn new(source: &Source, places: &[Place]) -> Self {
        let first_line = places.first().map_or(0, |place| place.line);
        let last_line = places.last().map_or(0, |place| place.line);
        let mut excerpt = Self {
            name: one_line(&source.name),
            first_line,
            text: String::new(),
            labels: Vec::new(),
            marks: Vec::new(),
        };
        for line in first_line..=last_line {
            let on_line: Vec<&Place> = places.iter().filter(|place| place.line == line).collect();
            excerpt.add(source, line, &on_line);
        }
        excerpt
    }

    /// Adds one line and the labels on it.
    fn add(&mut self, source: &Source, line: usize, places: &[&Place]) {
        let whole = line_text(source, line);
        let anchor = places.first().map_or(0, |place| place.start);
        let window = window(whole, anchor);
        let base = self.text.len();
        // A byte order mark is not shown, which is no cut.
        let is_cut = whole[..window.start].chars().any(|c| c != '\u{feff}');
        let lead = if is_cut { "…" } else { "" };
        let shown = |offset: usize| {
            let end = offset.clamp(window.start, window.end);
            base + lead.len() + plain(&whole[window.start..end]).len()
        };
        for place in places {
            let (start, end) = (shown(place.start), shown(place.end));
            let text = (!place.text.is_empty()).then(|| place.text.clone());
            let span = SourceSpan::new(start.into(), end - start);
            self.labels.push(match place.is_primary {
                true => LabeledSpan::new_primary_with_span(text, span),
                false => LabeledSpan::new_with_span(text, span),
            });
            let column = source.position(source.line_start(line) + place.start).column;
            self.marks.push((start, line, column));
        }
        self.text.push_str(lead);
        self.text.push_str(&plain(&whole[window.clone()]));
        if window.end < whole.len() {
            self.text.push('…');
        }
        self.text.push('\n');
    }
}

/// The part of a line that is shown: around the anchor where the line is long.
fn window(line: &str, anchor: usize) -> std::ops::Range<usize> {
    let line_start = line.len() - line.trim_start_matches('\u{feff}').len();
    let (before, all) = LONG_LINE;
    if line.chars().count() <= all {
        return line_start..line.len();
    }
    let at = (0..=anchor.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let start = line[..at].char_indices().rev().take(before).last().map_or(at, |(at, _)| at);
    let end = line[start..].char_indices().nth(all).map_or(line.len(), |(at, _)| start + at);
    start.max(line_start)..end
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // miette asks with lines around for a frame, and without for the place in its headline.
        let mark = self.marks.iter().find(|(offset, ..)| *offset == span.offset());
        let (line, column) = match mark {
            Some((_, line, column)) if lines_before == 0 => (*line, *column),
            Some(_) | None => (self.first_line, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            SourceSpan::new(0.into(), self.text.len()),
            line,
            column,
            self.text.matches('\n').count(),
        )))
    }
}

impl miette::Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl std::error::Error for Excerpt {}

impl fmt::Display for Excerpt {
    fn fmt(&self, _formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use poa::diagnostic::Diagnostic;
    use poa::source::{Sources, Span};

    use crate::report::snippet::snippets;
    use crate::report::{Format, View};

    const VIEW: View = View {
        format: Format::Human,
        color: false,
        error_color: false,
        width: 100,
        language: poa::translate::Language::English,
    };

    /// A fault with one label at the first place of a word, and further labels at others.
    fn check(text: &str, words: &[(&str, &str)], expected: &str) {
        let mut sources = Sources::default();
        let id = sources.add("a.poa", text);
        let span = |word: &str| {
            let at = text.find(word).expect("the word is in the text");
            Span::new(id, at, at + word.len())
        };
        let mut fault = Diagnostic::error("rule", "message").at(span(words[0].0), words[0].1);
        for (word, label) in &words[1..] {
            fault = fault.also(span(word), *label);
        }
        let drawn = snippets(VIEW, &fault, &sources);
        assert_eq!(drawn.trim_end(), expected.trim_matches('\n').trim_end(), "\n{drawn}");
    }

    #[test]
    fn near_labels_share_a_frame() {
        check(
            "case a {\n  submit 2026-11-12\n  done   2026-11-20\n}\n",
            &[("2026-11-20", "eight days later"), ("2026-11-12", "sent here")],
            "
   ╭─[a.poa:3:10]
 2 │   submit 2026-11-12
   ·          ─────┬────
   ·               ╰── sent here
 3 │   done   2026-11-20
   ·          ─────┬────
   ·               ╰── eight days later
   ╰────
",
        );
    }

    #[test]
    fn far_labels_have_frames_of_their_own() {
        check(
            "submit 1\r\n\r\n\r\n\r\n\r\ndone 2",
            &[("done", "here"), ("submit", "")],
            "
   ╭─[a.poa:6:1]
 6 │ done 2
   · ──┬─
   ·   ╰── here
   ╰────
   ╭─[a.poa:1:1]
 1 │ submit 1
   · ──────
   ╰────
",
        );
    }

    #[test]
    fn wide_characters_and_marks_do_not_move_the_line_below() {
        check(
            "\u{feff}text ja \"配達スキャン\" \u{1b}[1m",
            &[("スキャン", "scan")],
            "
   ╭─[a.poa:1:12]
 1 │ text ja \"配達スキャン\" \u{fffd}[1m
   ·              ────┬───
   ·                  ╰── scan
   ╰────
",
        );
    }

    #[test]
    fn a_long_line_is_cut_around_its_label() {
        let text = format!("{}here{}", "a".repeat(5_000), "b".repeat(5_000));
        let mut sources = Sources::default();
        let id = sources.add("a.csv", text);
        let fault = Diagnostic::error("r", "m").at(Span::new(id, 5_000, 5_004), "look");
        let drawn = snippets(VIEW, &fault, &sources);
        assert!(drawn.contains("[a.csv:1:5001]"), "{drawn}");
        assert!(drawn.contains("…aaa") && drawn.contains("bbb…"), "{drawn}");
        assert!(drawn.lines().all(|line| line.chars().count() < 260), "{drawn}");
    }

    #[test]
    fn hostile_spans_are_drawn_without_a_panic() {
        for text in ["", "\n", "\n\n", "a", "ä\n", "\r", "\u{feff}", "a\tb\n\n", "配\u{202e}達\n"]
        {
            let borders: Vec<usize> =
                (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            for &start in &borders {
                for &end in borders.iter().filter(|end| **end >= start) {
                    let mut sources = Sources::default();
                    let id = sources.add("a.poa", text);
                    let span = Span::new(id, start, end);
                    let fault = Diagnostic::error("r", "m").at(span, "one").also(span, "two");
                    let drawn = snippets(VIEW, &fault, &sources);
                    assert!(drawn.contains("one") && drawn.contains("two"), "{text:?} {span:?}");
                }
            }
        }
    }
}
