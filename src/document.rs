//! The finished plan as data. In: `CheckedCase`. Out: [`Document`], which a renderer can print
//! without asking anything. Text here is inert: no renderer reads markup in it.

pub mod compose;
pub mod markdown;
pub mod wording;

use serde::Serialize;

use crate::exhibit::Picture;
use crate::source::Span;

/// One plan for one site.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// `Plan of Action`.
    pub title: String,
    /// One line below the title: seller and marketplace.
    pub subtitle: String,
    /// The seller's name.
    pub author: String,
    /// BCP 47 tag of the main text: `en-US`, `en-GB`.
    pub language: String,
    /// The submission date as `YYYY-MM-DD`; also the date in the file's metadata.
    pub date: String,
    /// Printed across every page when the case still has holes.
    pub draft: bool,
    /// The case's facts, as label and value, printed beside the title.
    pub facts: Vec<(String, String)>,
    /// The four parts of the plan, in order.
    pub parts: Vec<Part>,
    /// What follows the plan, in order.
    pub annexes: Vec<Part>,
    /// The exhibits, in order of first citation.
    pub exhibits: Vec<Exhibit>,
    /// Printed small at the foot of every page, before the page number.
    pub footer: String,
}

/// A heading and what stands below it.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Stable name, used as link target: `summary`, `annex-timeline`.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// BCP 47 tag where it differs from the document's.
    pub language: Option<String>,
    /// The content.
    pub blocks: Vec<Block>,
}

/// One block of content.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A heading below the part's own; level 2 or 3.
    Heading {
        /// 2 or 3.
        level: u8,
        /// The words.
        content: Vec<Inline>,
    },
    /// Running text.
    Paragraph {
        /// The words.
        content: Vec<Inline>,
    },
    /// A list; each item holds blocks.
    List {
        /// Numbered, or with bullets.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table(Table),
    /// A bar chart.
    Bars(Bars),
    /// A timeline chart.
    Timeline(Timeline),
    /// The effect of an action.
    Trend(Trend),
    /// Blocks in another language than the document.
    Local {
        /// BCP 47 tag.
        language: String,
        /// The content.
        blocks: Vec<Block>,
    },
    /// Blocks that say what stands at one place of the case: the way back, for whoever reads the
    /// page and wants to change it. Printed as its blocks alone.
    Written {
        /// Where it stands.
        #[serde(skip)]
        place: Span,
        /// The content.
        blocks: Vec<Block>,
    },
}

/// Text inside a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Inline {
    /// Plain words.
    Text {
        /// The words.
        text: String,
    },
    /// Strong emphasis.
    Strong {
        /// The words.
        content: Vec<Inline>,
    },
    /// Emphasis.
    Emphasis {
        /// The words.
        content: Vec<Inline>,
    },
    /// Order ids, codes: set in the mono face.
    Code {
        /// The words.
        text: String,
    },
    /// A link inside the document: `Fig. 3`.
    Reference {
        /// What is printed.
        text: String,
        /// Id of a part or exhibit.
        target: String,
    },
    /// A line break.
    Break,
}

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Words.
    Start,
    /// Marks.
    Center,
    /// Numbers.
    End,
}

/// One column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// Share of the free width; 0 takes just what the content needs.
    pub weight: u32,
    /// Where its text stands.
    pub align: Align,
}

/// A table; its head is repeated on each page.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// What it shows; the text alternative too.
    pub caption: Option<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows of cells; each row as long as `columns`.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A horizontal bar chart, largest first: the Pareto of kinds and causes.
#[derive(Debug, Clone, Serialize)]
pub struct Bars {
    /// What it shows; the text alternative too.
    pub caption: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// How many.
    pub count: u64,
    /// Out of how many.
    pub whole: u64,
    /// Printed at the bar's end: `19 of 24 (79 %)`.
    pub value: String,
}

/// Days on a line, with spans and marks.
#[derive(Debug, Clone, Serialize)]
pub struct Timeline {
    /// What it shows; the text alternative too.
    pub caption: String,
    /// Number of days from the first to the last tick.
    pub days: i64,
    /// Ticks of the axis: day number and label.
    pub ticks: Vec<(i64, String)>,
    /// Rows, top first.
    pub rows: Vec<TimelineRow>,
}

/// One row of the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineRow {
    /// What happened.
    pub label: String,
    /// First day, counted from the axis' start.
    pub from: i64,
    /// Last day; the same as `from` for a mark.
    pub to: i64,
    /// Which colour: `window`, `event`, `contain`, `correct`, `prevent`, `remedy`.
    pub tone: String,
}

/// Numbers over days, before and after an action.
#[derive(Debug, Clone, Serialize)]
pub struct Trend {
    /// What it shows; the text alternative too, with `says`.
    pub caption: String,
    /// What the numbers say, in words.
    pub says: String,
    /// Number of days from the first to the last one.
    pub days: i64,
    /// Ticks of the axis of days: day number and label.
    pub ticks: Vec<(i64, String)>,
    /// The number at the top of the chart; positive.
    pub top: f64,
    /// Ticks of the axis of numbers: number and label.
    pub scale: Vec<(f64, String)>,
    /// Day number and number, in order.
    pub points: Vec<(i64, f64)>,
    /// The level before and the level after: first day, last day, number.
    pub levels: Vec<(i64, i64, f64)>,
    /// The day of the action, and what stands at it.
    pub mark: (i64, String),
}

/// One numbered exhibit.
#[derive(Debug, Clone, Serialize)]
pub struct Exhibit {
    /// Link target: the evidence's id with the prefix `exhibit-`.
    pub id: String,
    /// `Fig. 1`, `Table 2`.
    pub number: String,
    /// What it shows.
    pub title: String,
    /// The line below the title: kind, date, file name, SHA-256.
    pub note: String,
    /// The text alternative of its pictures.
    pub alt: String,
    /// BCP 47 tag of its content, where known.
    pub language: Option<String>,
    /// Parts and exhibits that cite it, for the way back: text and target.
    pub cited_in: Vec<(String, String)>,
    /// File name in the bundle: `Fig-1-carrier-scan-history.pdf`.
    pub file_name: String,
    /// Where the case names it.
    #[serde(skip)]
    pub place: Option<Span>,
    /// What is printed.
    pub content: ExhibitContent,
}

/// What of an exhibit is printed.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ExhibitContent {
    /// Pictures, one a page: photos, or pages of a PDF.
    Pictures {
        /// The pictures in order; never empty.
        pictures: Vec<Picture>,
    },
    /// Rows of a data file.
    Rows {
        /// The rows that are printed.
        table: Table,
        /// Said below a table that was cut: how many rows the file has.
        rest: Option<String>,
    },
}
