//! The texts a compilation reads, and places in them. In: names and decoded text. Out: `Sources`,
//! `Span`, line and column positions. Knows nothing of what the texts mean.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::{Arc, OnceLock};

/// Which source a span lies in: its position in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in one source.
///
/// **Shape**: `start <= end`; both on character borders of the source's text.
/// **Units**: bytes of the decoded UTF-8 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source that the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes the range `start..end` of a source.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start, end: end.max(start) }
    }

    /// The smallest range that holds both; the first one where they lie in different sources.
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span::new(self.source, self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether the offset lies in the range or at its end.
    pub fn touches(&self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }
}

/// A value and the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One text: a `.poa` file, a data file after decoding, a pack, or the bare name of a binary file.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name shown to people: a path with `/`, relative to the case folder.
    pub name: String,
    /// The decoded text; empty for a binary file.
    pub text: Arc<str>,
    /// Made when a place is first shown: most texts are read without a fault.
    lines: OnceLock<LineIndex>,
}

impl Source {
    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text of a range; empty where the range lies outside.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// Line and column of an offset, both counted from 0, the column in characters.
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// The offset where a line begins, counted from 0; the end of the text after the last line.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines().starts.get(line).copied().unwrap_or(self.text.len())
    }
}

/// Line and column, both counted from 0; the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Lines before this one.
    pub line: usize,
    /// Characters before this one in its line.
    pub column: usize,
}

/// Where each line of a text begins.
#[derive(Debug, Clone)]
struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = text.get(self.starts[line]..offset).unwrap_or("");
        Position { line, column: before.chars().filter(|c| *c != '\u{feff}').count() }
    }
}

/// All texts of one compilation, in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text and gives it an id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = self.next();
        self.list.push(Source { name: name.into(), text: text.into(), lines: OnceLock::new() });
        id
    }

    /// The id that the next text will have.
    pub fn next(&self) -> SourceId {
        SourceId(u32::try_from(self.list.len()).expect("fewer than 2^32 sources"))
    }

    /// The source behind an id.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.list[id.0 as usize]
    }

    /// The id of the source with this name, if one was added.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        let index = self.list.iter().position(|source| source.name == name)?;
        u32::try_from(index).ok().map(SourceId)
    }

    /// The text of a range.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).slice(span)
    }

    /// All sources with their ids, in reading order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0u32..).map(SourceId).zip(self.list.iter())
    }
}

/// How a compilation gets the bytes of the case's files: the one door to the world.
pub trait Files {
    /// The bytes of a file.
    ///
    /// **Shape**: `path` is relative to the case folder, with `/`.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError>;

    /// A file to be read piece by piece: it may be larger than [`Files::read`] takes.
    fn open(&self, path: &str) -> Result<OpenFile<'_>, FileError> {
        let bytes = self.read(path)?;
        Ok(OpenFile { size: bytes.len() as u64, input: Box::new(Cursor::new(bytes)) })
    }
}

/// Files in memory, by path.
impl Files for BTreeMap<String, Arc<[u8]>> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        self.get(path).cloned().ok_or(FileError::Missing)
    }
}

/// A file that was opened, at its beginning.
pub struct OpenFile<'f> {
    /// How long it is.
    ///
    /// **Units**: bytes.
    pub size: u64,
    /// Its bytes.
    pub input: Box<dyn Read + 'f>,
}

/// Why a file of the case could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// Nothing is there.
    Missing,
    /// The path leaves the case folder.
    Outside,
    /// A folder or a device.
    NotAFile,
    /// More bytes than are read.
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// Largest size that is read.
        limit: u64,
    },
    /// The system's own reason.
    Unreadable(String),
}

impl FileError {
    /// The reason in words, to stand behind the file's name.
    pub fn reason(&self) -> String {
        match self {
            FileError::Missing => "does not exist".to_owned(),
            FileError::Outside => "lies outside the case folder".to_owned(),
            FileError::NotAFile => "is not a file".to_owned(),
            FileError::TooLarge { bytes, limit } => {
                format!("has {} MB; at most {} MB are read", bytes >> 20, limit >> 20)
            }
            FileError::Unreadable(reason) => format!("cannot be read: {reason}"),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            FileError::Missing => {
                "put the file there or correct the path, which begins at the case folder"
            }
            FileError::Outside => "copy the file into the case folder: nothing outside it is read",
            FileError::NotAFile => "name a plain file",
            FileError::TooLarge { .. } => {
                "shrink the file or leave out what the plan does not need"
            }
            FileError::Unreadable(_) => "check the file's permissions",
        }
    }
}
