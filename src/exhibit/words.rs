//! The text layer of a PDF. In: an opened PDF. Out: the letters of each page with their places,
//! and the lines that they make. Text that is drawn invisibly counts: it can be copied. Must not
//! know what the words mean.

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use hayro::vello_cpu::kurbo::{Affine, BezPath, Point, Rect};
use hayro_syntax::Pdf;

use crate::exhibit::place::{PageText, WordPlace};

/// Most letters of one file that are read.
const MAX_LETTERS: usize = 2_000_000;

/// A letter, or what one glyph stands for, and its place on the upright page.
///
/// **Units** Points from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Letter {
    /// What it reads.
    pub text: String,
    /// The box from the base line up and along the way.
    pub place: Rect,
}

/// What one page holds to be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PageWords {
    /// The letters in the order in which they are drawn.
    pub letters: Vec<Letter>,
    /// Whether a picture is drawn.
    pub has_picture: bool,
}

impl PageWords {
    /// The text of the page: letters of one base line in a row, a blank where a gap is; and where
    /// its words stand on a page of this size.
    pub(crate) fn text(&self, size: (f64, f64)) -> PageText {
        let mut text = String::new();
        let mut places: Vec<(usize, Rect)> = Vec::new();
        let mut last: Option<&Letter> = None;
        for letter in &self.letters {
            text.extend(last.and_then(|last| gap(last, letter)));
            if !letter.text.trim().is_empty() {
                places.push((text.len(), letter.place));
            }
            text.push_str(&letter.text);
            last = Some(letter);
        }
        let mut places = places.into_iter().peekable();
        let words = text.split_whitespace().map(|word| {
            let end = word.as_ptr() as usize - text.as_ptr() as usize + word.len();
            let mut whole: Option<Rect> = None;
            while let Some((_, place)) = places.next_if(|(start, _)| *start < end) {
                whole = Some(whole.map_or(place, |whole| whole.union(place)));
            }
            WordPlace::on(whole.unwrap_or_default(), size)
        });
        let places = words.collect();
        PageText { text, places }
    }
}

impl PageWords {
    /// Where words stand, whatever case and blanks: the boxes of their letters.
    pub(crate) fn places(&self, needle: &str) -> Vec<Rect> {
        let fold = |letter: char| letter.to_lowercase().collect::<Vec<char>>();
        let needle: Vec<char> =
            needle.chars().filter(|it| !it.is_whitespace()).flat_map(fold).collect();
        let mut letters: Vec<char> = Vec::new();
        let mut origins: Vec<usize> = Vec::new();
        for (index, letter) in self.letters.iter().enumerate() {
            for one in letter.text.chars().filter(|it| !it.is_whitespace()).flat_map(fold) {
                letters.push(one);
                origins.push(index);
            }
        }
        if needle.is_empty() {
            return Vec::new();
        }
        let starts = (0..letters.len()).filter(|start| letters[*start..].starts_with(&needle));
        let found = starts.flat_map(|start| &origins[start..start + needle.len()]);
        found.map(|index| self.letters[*index].place.inflate(1.0, 1.0)).collect()
    }

    /// The letters without those that lie in a covered place.
    pub(crate) fn without(&self, covers: &[Rect]) -> PageWords {
        let is_left = |letter: &&Letter| {
            let middle = letter.place.center();
            !covers.iter().any(|cover| cover.contains(middle))
        };
        let letters = self.letters.iter().filter(is_left).cloned().collect();
        PageWords { letters, has_picture: self.has_picture }
    }
}

/// What stands between two letters: a line break, a blank, or nothing.
fn gap(last: &Letter, next: &Letter) -> Option<char> {
    let height = last.place.height().max(next.place.height()).max(1.0);
    let is_same_line = (last.place.y1 - next.place.y1).abs() < height * 0.5;
    let step = next.place.x0 - last.place.x1;
    match is_same_line && step > -2.0 * height {
        false => Some('\n'),
        true if step > height * 0.2 && !last.text.ends_with(' ') && next.text != " " => Some(' '),
        true => None,
    }
}

/// The letters of every page.
pub(crate) fn pages(pdf: &Pdf) -> Vec<PageWords> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut left = MAX_LETTERS;
    let pages = pdf.pages().iter().map(|page| {
        let start = page.initial_transform(true).to_kurbo();
        let (width, height) = page.render_dimensions();
        let frame = Rect::new(0.0, 0.0, width.into(), height.into());
        let mut context = Context::new(start, frame, &cache, page.xref(), settings.clone());
        let mut reader = Reader { page: PageWords::default(), left };
        interpret_page(page, &mut context, &mut reader);
        left = reader.left;
        reader.page
    });
    pages.collect()
}

/// Takes down what is written, and draws nothing.
struct Reader {
    page: PageWords,
    left: usize,
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => return,
        };
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        // Glyphs are drawn on a square of 1,000 units.
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().map_or(500.0, f64::from),
            Glyph::Type3(_) => 500.0,
        };
        let whole = transform * glyph_transform;
        let (from, to) = (whole * Point::new(0.0, -200.0), whole * Point::new(advance, 800.0));
        let letter = Letter { text, place: Rect::from_points(from, to) };
        // Text that is filled and stroked is drawn twice at one place.
        if self.page.letters.last() != Some(&letter) {
            self.page.letters.push(letter);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {
        self.page.has_picture = true;
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
