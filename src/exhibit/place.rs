//! Words of a page and where they stand. In: boxes on a page. Out: [`PageText`], from which the
//! `hide area` of words follows. Must not know how the words were read.

use hayro::vello_cpu::kurbo::Rect;

/// The text of one page, and where its words stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageText {
    /// One line a row.
    pub text: String,
    /// One place for each word between white space, in order.
    pub places: Vec<WordPlace>,
}

/// Where a word stands on its page.
///
/// **Units** Hundredths of a percent of the page: left, upper, right and lower edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordPlace([u16; 4]);

/// All of a page, in hundredths of a percent.
const WHOLE: f64 = 10_000.0;

/// How far an area reaches beyond its words, in hundredths of a percent.
const RIM: u16 = 40;

impl WordPlace {
    /// The place of a box on a page of this size.
    pub(crate) fn on(place: Rect, (width, height): (f64, f64)) -> Self {
        // The casts saturate, and what lies outside is cut off.
        let share = |at: f64, whole: f64| (at / whole.max(1.0) * WHOLE).clamp(0.0, WHOLE) as u16;
        let (left, right) = (share(place.x0, width), share(place.x1, width));
        Self([left, share(place.y0, height), right, share(place.y1, height)])
    }
}

impl PageText {
    /// The areas that cover a range of the text, one for each line, as `hide area` takes them:
    /// `10.5% 20% 30% 2.5%`.
    pub fn areas(&self, range: std::ops::Range<usize>) -> Vec<String> {
        let mut areas: Vec<[u16; 4]> = Vec::new();
        let mut at = 0;
        for (word, WordPlace(place)) in self.text.split_whitespace().zip(&self.places) {
            let start = at + self.text[at..].find(word).unwrap_or(0);
            at = start + word.len();
            if at <= range.start || range.end <= start {
                continue;
            }
            match areas.last_mut().filter(|last| place[1] < last[3] && last[1] < place[3]) {
                Some([left, top, right, bottom]) => {
                    (*left, *top) = ((*left).min(place[0]), (*top).min(place[1]));
                    (*right, *bottom) = ((*right).max(place[2]), (*bottom).max(place[3]));
                }
                None => areas.push(*place),
            }
        }
        areas.into_iter().map(written).collect()
    }
}

/// Edges as left, top, width and height, a little wider, in tenths of a percent.
fn written([left, top, right, bottom]: [u16; 4]) -> String {
    let low = |at: u16| at.saturating_sub(RIM) / 10;
    let high = |at: u16| (at.saturating_add(RIM).min(10_000)).div_ceil(10);
    let sides = [low(left), low(top), high(right) - low(left), high(bottom) - low(top)];
    let sides = sides.map(|tenths| match tenths % 10 {
        0 => format!("{}%", tenths / 10),
        rest => format!("{}.{rest}%", tenths / 10),
    });
    sides.join(" ")
}

#[cfg(test)]
mod tests {
    use hayro::vello_cpu::kurbo::Rect;

    use crate::exhibit::place::{PageText, WordPlace};

    #[test]
    fn words_have_areas() {
        let place =
            |x: f64, y: f64| WordPlace::on(Rect::new(x, y, x + 50.0, y + 10.0), (500.0, 1000.0));
        let page = PageText {
            text: "to jane doe\nelm 12".to_owned(),
            places: vec![
                place(0.0, 100.0),
                place(60.0, 100.0),
                place(120.0, 100.0),
                place(0.0, 120.0),
                place(60.0, 120.0),
            ],
        };
        assert_eq!(page.areas(3..11), ["11.6% 9.6% 22.8% 1.8%"]);
        assert_eq!(page.areas(8..14), ["23.6% 9.6% 10.8% 1.8%", "0% 11.6% 10.4% 1.8%"]);
        assert_eq!(page.areas(0..0), Vec::<String>::new());
    }
}
