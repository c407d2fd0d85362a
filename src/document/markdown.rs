//! CommonMark to blocks. In: a seller's prose with its marks, and words for each mark. Out: blocks
//! of inert text. The only place that names pulldown-cmark. A value is put in after the markup has
//! been read, so nothing in it can become markup.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::case::{Mark, Prose};
use crate::document::{Align, Block, Column, Inline, Table};

/// Stands for a mark while the markup is read: no text may hold this character (it is of the
/// private use area, which no bundled font has).
const MARK: char = '\u{e000}';

/// Deepest nesting of lists and quotes; what lies deeper is joined to its parent.
const DEPTH_MAX: usize = 8;

/// Turns prose into blocks; `say` gives the words for each mark.
pub fn blocks(prose: &Prose, say: &mut dyn FnMut(&Mark) -> Inline) -> Vec<Block> {
    let marks = prose.marks();
    let (text, _) = with_marks_hidden(&prose.text, marks);
    let words: Vec<Inline> = marks.iter().map(say).collect();
    read(&text, &words)
}

/// Blocks of a text without marks: what a pack says.
pub fn plain_blocks(text: &str) -> Vec<Block> {
    read(&text.replace(MARK, ""), &[])
}

/// The inline content of prose in one line: all its paragraphs joined.
pub fn inlines(prose: &Prose, say: &mut dyn FnMut(&Mark) -> Inline) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::new();
    for block in blocks(prose, say) {
        if !joined.is_empty() {
            joined.push(Inline::Text { text: " ".to_owned() });
        }
        joined.extend(flatten(block));
    }
    joined
}

/// The words of a block without its form.
fn flatten(block: Block) -> Vec<Inline> {
    match block {
        Block::Paragraph { content } | Block::Heading { content, .. } => content,
        Block::List { items, .. } => {
            let mut joined = Vec::new();
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    joined.push(Inline::Text { text: "; ".to_owned() });
                }
                joined.extend(item.into_iter().flat_map(flatten));
            }
            joined
        }
        Block::Local { blocks, .. } | Block::Written { blocks, .. } => {
            blocks.into_iter().flat_map(flatten).collect()
        }
        Block::Table(table) => table.rows.into_iter().flatten().flatten().collect(),
        Block::Bars(_) | Block::Timeline(_) | Block::Trend(_) => Vec::new(),
    }
}

/// Places of markup that prose may not hold: raw HTML and images, with what each is.
pub fn refused(prose: &Prose) -> Vec<(Range<usize>, &'static str)> {
    let marks = prose.marks();
    let (text, offsets) = with_marks_hidden(&prose.text, marks);
    let back = |at: usize| offsets.get(at).copied().unwrap_or(prose.text.len());
    let found = Parser::new_ext(&text, options()).into_offset_iter();
    let found = found.filter_map(|(event, range)| match event {
        Event::Html(_) | Event::InlineHtml(_) => Some((range, "HTML")),
        Event::Start(Tag::Image { .. }) => Some((range, "an image")),
        _ => None,
    });
    found.map(|(range, what)| (back(range.start)..back(range.end), what)).collect()
}

fn options() -> Options {
    Options::ENABLE_TABLES
}

/// The text with one private character for each mark, and for each of its bytes the offset in the
/// original text.
fn with_marks_hidden(text: &str, marks: &[Mark]) -> (String, Vec<usize>) {
    let mut hidden = String::new();
    let mut offsets = Vec::new();
    let mut at = 0;
    let copy = |piece: &str, from: usize, hidden: &mut String, offsets: &mut Vec<usize>| {
        for (step, character) in piece.char_indices().filter(|(_, it)| *it != MARK) {
            hidden.push(character);
            offsets.extend((0..character.len_utf8()).map(|byte| from + step + byte));
        }
    };
    for mark in marks {
        let range = mark.range();
        copy(&text[at..range.start], at, &mut hidden, &mut offsets);
        hidden.push(MARK);
        offsets.extend(std::iter::repeat_n(range.start, MARK.len_utf8()));
        at = range.end;
    }
    copy(&text[at..], at, &mut hidden, &mut offsets);
    (hidden, offsets)
}

/// What is open while events are read.
enum Open {
    Blocks(Vec<Block>),
    Inlines(Vec<Inline>),
}

struct Reading<'w> {
    words: &'w [Inline],
    next: usize,
    stack: Vec<Open>,
    rows: Vec<Vec<Vec<Inline>>>,
}

fn read(text: &str, words: &[Inline]) -> Vec<Block> {
    let mut reading =
        Reading { words, next: 0, stack: vec![Open::Blocks(Vec::new())], rows: Vec::new() };
    for event in Parser::new_ext(text, options()) {
        reading.event(event);
    }
    reading.close_to(1);
    match reading.stack.pop() {
        Some(Open::Blocks(blocks)) => blocks,
        Some(Open::Inlines(content)) => vec![Block::Paragraph { content }],
        None => Vec::new(),
    }
}

impl Reading<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                let text = self.plain(&text);
                self.inline(Inline::Code { text });
            }
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Rule
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::TableCell => {
                self.close_inlines();
                self.stack.push(Open::Inlines(Vec::new()));
            }
            Tag::Emphasis | Tag::Strong => self.stack.push(Open::Inlines(Vec::new())),
            Tag::List(_) | Tag::Item if self.stack.len() < DEPTH_MAX * 2 => {
                self.close_inlines();
                self.stack.push(Open::Blocks(Vec::new()));
            }
            Tag::Table(_) => self.rows.clear(),
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::CodeBlock => self.end_paragraph(),
            TagEnd::Heading(_) => {
                let content = vec![Inline::Strong { content: self.pop_inlines() }];
                self.block(Block::Paragraph { content });
            }
            TagEnd::Emphasis => {
                let content = self.pop_inlines();
                self.inline(Inline::Emphasis { content });
            }
            TagEnd::Strong => {
                let content = self.pop_inlines();
                self.inline(Inline::Strong { content });
            }
            TagEnd::Item => {
                self.close_inlines();
                // An item is kept as a list of one until its list ends.
                if let Some(Open::Blocks(item)) = self.stack.pop() {
                    self.block(Block::List { ordered: false, items: vec![item] });
                }
            }
            TagEnd::List(ordered) => self.end_list(ordered),
            TagEnd::TableCell => {
                let cell = self.pop_inlines();
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let table = table(std::mem::take(&mut self.rows));
                self.block(Block::Table(table));
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let content = self.pop_inlines();
        self.block(Block::Paragraph { content });
    }

    fn end_list(&mut self, ordered: bool) {
        self.close_inlines();
        let Some(Open::Blocks(blocks)) = self.stack.pop() else { return };
        let items = blocks.into_iter().flat_map(|block| match block {
            Block::List { items, .. } => items,
            other => vec![vec![other]],
        });
        let items = items.collect();
        self.block(Block::List { ordered, items });
    }

    /// Ends a run of words that no paragraph opened: the text of a tight list's item.
    fn close_inlines(&mut self) {
        if matches!(self.stack.last(), Some(Open::Inlines(_))) && self.stack.len() > 1 {
            let content = self.pop_inlines();
            self.block(Block::Paragraph { content });
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.stack.len() > depth {
            match self.stack.pop() {
                Some(Open::Inlines(content)) => self.block(Block::Paragraph { content }),
                Some(Open::Blocks(blocks)) => blocks.into_iter().for_each(|it| self.block(it)),
                None => return,
            }
        }
    }

    fn pop_inlines(&mut self) -> Vec<Inline> {
        match self.stack.pop() {
            Some(Open::Inlines(content)) => content,
            Some(blocks) => {
                self.stack.push(blocks);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn block(&mut self, block: Block) {
        match self.stack.last_mut() {
            Some(Open::Blocks(blocks)) => blocks.push(block),
            Some(Open::Inlines(content)) => content.extend(flatten(block)),
            None => self.stack.push(Open::Blocks(vec![block])),
        }
    }

    fn inline(&mut self, inline: Inline) {
        match self.stack.last_mut() {
            Some(Open::Inlines(content)) => content.push(inline),
            _ => self.stack.push(Open::Inlines(vec![inline])),
        }
    }

    /// The end of a line inside a paragraph: a blank, but nothing behind a Japanese or Chinese
    /// letter or mark, where none is written.
    fn soft_break(&mut self) {
        let last = match self.stack.last() {
            Some(Open::Inlines(content)) => plain_text(content).chars().next_back(),
            Some(Open::Blocks(_)) | None => None,
        };
        if !last.is_some_and(|it| {
            ('\u{3000}'..='\u{9fff}').contains(&it) || ('\u{ff00}'..='\u{ff65}').contains(&it)
        }) {
            self.inline(Inline::Text { text: " ".to_owned() });
        }
    }

    /// Words with the marks in them.
    fn text(&mut self, text: &str) {
        for (index, piece) in text.split(MARK).enumerate() {
            if index > 0 {
                let word = self.words.get(self.next).cloned();
                self.next += 1;
                word.into_iter().for_each(|word| self.inline(word));
            }
            if !piece.is_empty() {
                self.inline(Inline::Text { text: piece.to_owned() });
            }
        }
    }

    /// Words of a code span, where a mark is only text.
    fn plain(&mut self, text: &str) -> String {
        let mut plain = String::new();
        for (index, piece) in text.split(MARK).enumerate() {
            if index > 0 {
                if let Some(Inline::Text { text } | Inline::Reference { text, .. }) =
                    self.words.get(self.next)
                {
                    plain.push_str(text);
                }
                self.next += 1;
            }
            plain.push_str(piece);
        }
        plain
    }
}

/// A table of prose: its first row is its head.
fn table(mut rows: Vec<Vec<Vec<Inline>>>) -> Table {
    let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    let heading =
        |cell: Vec<Inline>| Column { heading: plain_text(&cell), weight: 1, align: Align::Start };
    let columns: Vec<Column> = head.into_iter().map(heading).collect();
    for row in &mut rows {
        row.resize(columns.len(), Vec::new());
    }
    Table { caption: None, columns, rows }
}

/// The words of inline content.
pub fn plain_text(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Reference { text, .. } => {
                text.clone()
            }
            Inline::Strong { content } | Inline::Emphasis { content } => plain_text(content),
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

/// Targets of the references in inline content.
pub fn references(content: &[Inline]) -> Vec<String> {
    let targets = content.iter().flat_map(|inline| match inline {
        Inline::Reference { target, .. } => vec![target.clone()],
        Inline::Strong { content } | Inline::Emphasis { content } => references(content),
        Inline::Text { .. } | Inline::Code { .. } | Inline::Break => Vec::new(),
    });
    targets.collect()
}
