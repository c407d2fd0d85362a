//! A document in the shape the template reads. In: a [`Document`]. Out: JSON in which every link
//! leads somewhere, every row is as long as its head, no nesting is too deep and no word too long
//! to be broken; and the pictures beside it. Whatever could make the template fail ends here.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use typst::foundations::Bytes;

use crate::document::{Block, Document, Exhibit, ExhibitContent, Inline, Part};
use crate::render::pdf::fonts;
use crate::render::pdf::shape::charts::{bars, timeline, trend};
use crate::render::pdf::shape::columns::table;
use crate::source::Span;

mod charts;
mod columns;

/// Lists and local blocks inside one another; deeper ones are printed at this depth.
const DEPTH_MAX: usize = 6;

/// Letters of a word that may stand unbroken in running text.
const WORD_MAX: usize = 32;

/// The first of the characters that are as wide as tall, between which lines may end.
pub(crate) const WIDE: char = '\u{2e80}';

/// Characters of one metadata string; readers of the PDF refuse much longer ones.
const LINE_MAX: usize = 2_000;

/// Where a part or exhibit can be linked to: its id, as long as no earlier one has it.
struct Targets {
    /// The ids that exist.
    known: BTreeSet<String>,
    /// Places of the case that the template marks, by their numbers; `None` where it marks none.
    places: Option<RefCell<Vec<Span>>>,
}

/// The document for the template.
pub(crate) fn json(document: &Document) -> String {
    shaped(document, &Targets::of(document))
}

/// What stands at the foot of every page: a file of its own, because the style of the pages must
/// not change with the plan.
pub(crate) fn footing(document: &Document) -> String {
    let language = language(&document.language);
    json!({"language": language, "words": words_of(&document.footer)}).to_string()
}

/// The document for a template that marks where each place of the case is printed, and the places
/// by their numbers.
pub(crate) fn json_with_places(document: &Document) -> (String, Vec<Span>) {
    let targets = Targets { places: Some(RefCell::default()), ..Targets::of(document) };
    let json = shaped(document, &targets);
    (json, targets.places.map(RefCell::into_inner).unwrap_or_default())
}

fn shaped(document: &Document, targets: &Targets) -> String {
    let mut free = targets.known.clone();
    let mut parts = |parts: &[Part]| -> Vec<Value> {
        parts.iter().map(|part| targets.part(part, &mut free)).collect()
    };
    let (plan, annexes) = (parts(&document.parts), parts(&document.annexes));
    let exhibits: Vec<Value> = (document.exhibits.iter().enumerate())
        .map(|(index, exhibit)| targets.exhibit(index, exhibit, &mut free))
        .collect();
    let facts: Vec<Value> =
        document.facts.iter().map(|(label, value)| pair(label, value)).collect();
    let (year, month, day) = day(&document.date).unwrap_or((1970, 1, 1));
    let title = Some(words_of(&document.title)).filter(|title| !title.trim().is_empty());
    json!({
        "title": title.unwrap_or_else(|| "Plan of Action".to_string()),
        "subtitle": words_of(&document.subtitle),
        "author": line(&document.author),
        "language": language(&document.language),
        "date": [year, month, day],
        "draft": document.draft,
        "facts": facts,
        "parts": plan,
        "annexes": annexes,
        "exhibits": exhibits,
    })
    .to_string()
}

/// The pictures under the paths that the JSON names.
pub(crate) fn pictures(document: &Document) -> Vec<(String, Bytes)> {
    let mut found = Vec::new();
    for (index, exhibit) in document.exhibits.iter().enumerate() {
        if let ExhibitContent::Pictures { pictures } = &exhibit.content {
            for (page, picture) in pictures.iter().enumerate() {
                found.push((slot(index, page, exhibit), Bytes::new(picture.bytes.clone())));
            }
        }
    }
    found
}

/// Year, month and day of `YYYY-MM-DD`; `None` for anything else.
pub(crate) fn day(text: &str) -> Option<(i32, u8, u8)> {
    let mut fields = text.splitn(3, '-');
    let year = fields.next()?.parse().ok().filter(|year| (0..=9999).contains(year))?;
    Some((year, fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

impl Targets {
    /// The ids of all parts and exhibits.
    fn of(document: &Document) -> Self {
        let parts = document.parts.iter().chain(&document.annexes).map(|part| &part.id);
        let exhibits = document.exhibits.iter().map(|exhibit| &exhibit.id);
        Self {
            known: parts.chain(exhibits).filter(|id| !id.is_empty()).cloned().collect(),
            places: None,
        }
    }

    /// The number under which the template marks a place; `None` where it marks none.
    fn number(&self, place: Span) -> Option<usize> {
        let mut places = self.places.as_ref()?.borrow_mut();
        places.push(place);
        Some(places.len() - 1)
    }

    /// One part. `free` holds the ids that no earlier part took.
    fn part(&self, part: &Part, free: &mut BTreeSet<String>) -> Value {
        let mut level = 1;
        json!({
            "anchor": free.take(&part.id),
            "heading": heading(&part.heading, &part.id),
            "language": part.language.as_deref().map(language),
            "blocks": self.blocks(&part.blocks, 0, &mut level),
        })
    }

    /// One exhibit. `free` holds the ids that nothing earlier took.
    fn exhibit(&self, index: usize, exhibit: &Exhibit, free: &mut BTreeSet<String>) -> Value {
        let cited: Vec<Value> =
            (exhibit.cited_in.iter()).map(|(text, target)| self.reference(text, target)).collect();
        let alt = [&exhibit.alt, &exhibit.title, &exhibit.number];
        let alt = alt.into_iter().find(|alt| !alt.trim().is_empty()).map(|alt| line(alt));
        let mut shaped = json!({
            "anchor": free.take(&exhibit.id),
            "number": heading(&exhibit.number, &exhibit.id),
            "title": words_of(&exhibit.title),
            "note": words_of(&exhibit.note),
            "alt": alt.unwrap_or_else(|| "exhibit".to_string()),
            "language": exhibit.language.as_deref().map(language),
            "cited": cited,
            "place": exhibit.place.and_then(|place| self.number(place)),
        });
        match &exhibit.content {
            ExhibitContent::Pictures { pictures } => {
                let pages = pictures.iter().enumerate().map(|(page, picture)| {
                    let raster = picture.format != crate::exhibit::PictureFormat::Svg;
                    let (width, height) = (picture.width.max(1), picture.height.max(1));
                    let path = slot(index, page, exhibit);
                    json!({"path": path, "width": width, "height": height, "raster": raster})
                });
                shaped["pictures"] = pages.collect();
            }
            ExhibitContent::Rows { table: rows, rest } => {
                shaped["table"] = table(rows, &|cell, limit| self.inlines(cell, limit));
                shaped["rest"] = json!(rest.as_deref().map(words_of));
            }
        }
        shaped
    }

    /// Blocks at a depth. `level` is the heading level that was seen last.
    fn blocks(&self, blocks: &[Block], depth: usize, level: &mut u8) -> Vec<Value> {
        blocks.iter().flat_map(|block| self.block(block, depth, level)).collect()
    }

    /// One block; none for an empty one, several where a list is too deep to be one.
    fn block(&self, block: &Block, depth: usize, level: &mut u8) -> Vec<Value> {
        match block {
            Block::Heading { level: asked, content } => {
                *level = (*asked).clamp(2, 3).min(*level + 1);
                let words = plain(content);
                match words.trim().is_empty() {
                    true => Vec::new(),
                    false => vec![json!({
                        "kind": "heading", "level": *level,
                        "content": self.inlines(content, WORD_MAX),
                    })],
                }
            }
            Block::Paragraph { content } => {
                vec![json!({"kind": "paragraph", "content": self.inlines(content, WORD_MAX)})]
            }
            Block::List { items, .. } if depth >= DEPTH_MAX => {
                items.iter().flat_map(|item| self.blocks(item, depth, level)).collect()
            }
            Block::List { items, .. } if items.is_empty() => Vec::new(),
            Block::List { ordered, items } => {
                let items: Vec<Value> =
                    items.iter().map(|item| self.blocks(item, depth + 1, level).into()).collect();
                vec![json!({"kind": "list", "ordered": ordered, "items": items})]
            }
            Block::Table(rows) => {
                let shaped = table(rows, &|cell, limit| self.inlines(cell, limit));
                if shaped.is_null() { Vec::new() } else { vec![shaped] }
            }
            Block::Bars(chart) => vec![bars(chart)],
            Block::Timeline(chart) => vec![timeline(chart)],
            Block::Trend(chart) => vec![trend(chart)],
            Block::Written { place, blocks } => {
                let mut shaped: Vec<Value> = self
                    .number(*place)
                    .map(|it| json!({"kind": "place", "place": it}))
                    .into_iter()
                    .collect();
                shaped.extend(self.blocks(blocks, depth, level));
                shaped
            }
            Block::Local { blocks, .. } if depth >= DEPTH_MAX => self.blocks(blocks, depth, level),
            Block::Local { language: tag, blocks } => vec![json!({
                "kind": "local", "language": language(tag),
                "blocks": self.blocks(blocks, depth + 1, level),
            })],
        }
    }

    /// The words of a line; a string where they are plain. `limit` is the longest unbroken word.
    fn inlines(&self, content: &[Inline], limit: usize) -> Value {
        match content {
            [Inline::Text { text }] => words(text, limit).into(),
            _ => content.iter().map(|inline| self.inline(inline, limit, 0)).collect(),
        }
    }

    /// One stretch of words; what is nested too deep is printed plain.
    fn inline(&self, inline: &Inline, limit: usize, depth: usize) -> Value {
        let inner = |content: &[Inline]| -> Value {
            match depth >= DEPTH_MAX {
                true => words(&plain(content), limit).into(),
                false => content.iter().map(|part| self.inline(part, limit, depth + 1)).collect(),
            }
        };
        match inline {
            Inline::Text { text } => words(text, limit).into(),
            Inline::Strong { content } => json!({"kind": "strong", "content": inner(content)}),
            Inline::Emphasis { content } => json!({"kind": "emphasis", "content": inner(content)}),
            Inline::Code { text } => json!({"kind": "code", "text": breakable(&line(text), limit)}),
            Inline::Reference { text, target } => self.reference(text, target),
            Inline::Break => json!({"kind": "break"}),
        }
    }

    /// A link, or plain words where it leads nowhere.
    fn reference(&self, text: &str, target: &str) -> Value {
        let target = Some(target).filter(|target| self.known.contains(*target));
        json!({"kind": "reference", "text": breakable(&line(text), WORD_MAX), "target": target})
    }
}

/// The path of an exhibit's picture.
fn slot(index: usize, page: usize, exhibit: &Exhibit) -> String {
    use crate::exhibit::PictureFormat::{Jpeg, Png, Svg};
    let format = match &exhibit.content {
        ExhibitContent::Pictures { pictures } => pictures.get(page).map(|picture| picture.format),
        ExhibitContent::Rows { .. } => None,
    };
    let extension = match format {
        Some(Jpeg) => "jpg",
        Some(Svg) => "svg",
        Some(Png) | None => "png",
    };
    format!("exhibit-{index}-{page}.{extension}")
}

/// Language and region of a BCP 47 tag, as typst takes them; Japanese is Japan's unless it says
/// otherwise, because the region picks the shapes of the characters.
fn language(tag: &str) -> Value {
    let mut subtags = tag.split(['-', '_']);
    let letters = |text: &&str| text.chars().all(|letter| letter.is_ascii_alphabetic());
    let primary = subtags.next().filter(letters).filter(|text| (2..=3).contains(&text.len()));
    let region = subtags.filter(letters).find(|text| text.len() == 2);
    let primary = primary.unwrap_or("en").to_ascii_lowercase();
    let fallback = if primary == "ja" { Some("JP".to_string()) } else { None };
    json!({"lang": primary, "region": region.map(str::to_ascii_uppercase).or(fallback)})
}

/// A pair of label and value.
fn pair(label: &str, value: &str) -> Value {
    json!([words_of(label), words_of(value)])
}

/// A heading that is never empty: without words it would be no heading.
fn heading(text: &str, id: &str) -> String {
    let named = [text, id].into_iter().find(|name| !name.trim().is_empty());
    breakable(&line(named.unwrap_or("–")), WORD_MAX)
}

/// A single line of words that can be broken.
fn words_of(text: &str) -> String {
    breakable(&line(text), WORD_MAX)
}

/// Text of one line, cut where no reader could take it as one.
fn line(text: &str) -> String {
    let one = |found: char| if matches!(found, '\n' | '\t' | '\u{2028}') { ' ' } else { found };
    text.chars().map(one).filter(|found| !fonts::is_left_out(*found)).take(LINE_MAX).collect()
}

/// Text that may hold line breaks.
fn words(text: &str, limit: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    let kept = text.chars().filter(|found| *found == '\n' || !fonts::is_left_out(*found));
    breakable(&kept.collect::<String>(), limit)
}

/// Puts invisible places to break into words longer than the limit; the template prints them as
/// nothing, so that copied text is what was written. Japanese breaks by its own rules.
fn breakable(text: &str, limit: usize) -> String {
    let ends = |letter: char| letter.is_whitespace() || letter >= WIDE;
    let mut result = String::with_capacity(text.len());
    for word in text.split_inclusive(ends) {
        let long = word.chars().filter(|letter| !ends(*letter)).count() > limit;
        for (index, letter) in word.chars().enumerate() {
            if long && index > 0 && index % 4 == 0 && !ends(letter) {
                result.push('\u{200b}');
            }
            result.push(letter);
        }
    }
    result
}

/// The words without their looks.
fn plain(content: &[Inline]) -> String {
    content.iter().map(crate::render::text::plain_inline).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::pdf::shape::{breakable, day, language};

    #[test]
    fn breaks_only_long_words() {
        let check = |text: &str, expected: &str| {
            assert_eq!(breakable(text, 6).replace('\u{200b}', "|"), expected);
        };
        check("", "");
        check("short words stay", "short words stay");
        check("unbreakable é", "unbr|eaka|ble é");
        check("返品の到着から14日以内に行います。", "返品の到着から14日以内に行います。");
        check("番号1234567890を参照", "番号1234|5678|90を参照");
    }

    #[test]
    fn reads_languages() {
        let check = |tag: &str, lang: &str, region: Option<&str>| {
            assert_eq!(language(tag), serde_json::json!({"lang": lang, "region": region}), "{tag}");
        };
        check("en-US", "en", Some("US"));
        check("ja", "ja", Some("JP"));
        check("zh-Hant-TW", "zh", Some("TW"));
        check("DE", "de", None);
        check("", "en", None);
        check("1-??", "en", None);
    }

    #[test]
    fn reads_days() {
        let check = |text: &str, expected| assert_eq!(day(text), expected, "{text}");
        check("2026-11-12", Some((2026, 11, 12)));
        check("2026-11", None);
        check("12 November 2026", None);
        check("2026-11-12-1", None);
    }
}
