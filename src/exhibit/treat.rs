//! What is done to a file before it leaves. In: what is to be hidden, and how fine it may be. Out:
//! plain data that the readers of pictures and pages act on. Must not know cases or budgets.

/// How fine a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fineness {
    /// Dots per inch, were the picture as long as a sheet of A4.
    pub dpi: u32,
    /// Quality of JPEG, out of 100.
    pub quality: u8,
}

/// The steps from the finest to the coarsest that text and faces of goods can be read at.
pub const LADDER: [Fineness; 9] = [
    Fineness { dpi: 171, quality: 82 },
    Fineness { dpi: 150, quality: 75 },
    Fineness { dpi: 150, quality: 60 },
    Fineness { dpi: 150, quality: 45 },
    Fineness { dpi: 125, quality: 50 },
    Fineness { dpi: 100, quality: 55 },
    Fineness { dpi: 100, quality: 40 },
    Fineness { dpi: 75, quality: 45 },
    Fineness { dpi: 75, quality: 30 },
];

/// Quality of the pictures of the finest step that coarser ones are made from: so good that the
/// second loss is not seen.
pub const MASTER_QUALITY: u8 = 95;

impl Fineness {
    /// The longest side in pixels: dots per inch over the 11.7 inches of A4.
    pub(crate) fn side(self) -> u32 {
        self.dpi * 117 / 10
    }
}

/// The last step of the ladder that is not coarser than a floor.
///
/// **Units** Dots per inch.
pub fn last_step(floor_dpi: u32) -> usize {
    LADDER.iter().rposition(|step| step.dpi >= floor_dpi).unwrap_or(0)
}

/// Something that is taken out of a file for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hide {
    /// A rectangle of the picture, or of one page or all.
    Area(Area),
    /// Words, wherever they stand in the text layer or in a cell.
    Words(String),
    /// A column of a table, by its heading.
    Column(String),
    /// Whole pages.
    Pages(Pages),
}

impl Hide {
    /// Reads what stands behind `hide`: the first word and the text; `None` where that names
    /// nothing.
    pub fn parse(what: &str, text: &str) -> Option<Self> {
        match what {
            "words" => Some(Hide::Words(text.to_owned())),
            "column" => Some(Hide::Column(text.to_owned())),
            "pages" => Pages::parse(text).map(Hide::Pages),
            _ => Area::parse(text).map(Hide::Area),
        }
    }
}

/// Some pages of a PDF, counted from 1.
///
/// **Shape** First and last page of each part, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages(Vec<(usize, usize)>);

impl Pages {
    /// Reads `3-7, 12`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse().ok().filter(|page| *page > 0);
        let part = |part: &str| {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last)
        };
        Some(Self(text.split([',', '，']).map(part).collect::<Option<_>>()?))
    }

    /// Whether it names this page.
    pub fn has(&self, page: usize) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&page))
    }

    /// The last page that it names.
    pub fn last(&self) -> usize {
        self.0.iter().map(|(_, last)| *last).max().unwrap_or(0)
    }
}

/// Whether a page stays: no `hide` takes the whole of it out.
pub fn stays(page: usize, hide: &[Hide]) -> bool {
    !hide.iter().any(|one| matches!(one, Hide::Pages(pages) if pages.has(page)))
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The page, counted from 1; all pages where absent.
    pub page: Option<usize>,
    /// Left edge, upper edge, width and height.
    pub sides: [Length; 4],
}

/// A length on a picture or page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Hundredths of a percent of the width or height.
    Share(u32),
    /// Pixels of a picture, points of a page.
    Dots(u32),
}

/// What stands where something was taken out.
pub const HIDDEN: &str = "[hidden]";

impl Area {
    /// Reads `page 2: 10% 20% 30% 5%` or `120 40 300 60`: left, top, width, height.
    pub fn parse(text: &str) -> Option<Self> {
        let (page, sides) = match text.trim().strip_prefix("page ") {
            Some(rest) => {
                let (page, sides) = rest.split_once(':')?;
                (Some(page.trim().parse().ok().filter(|page| *page > 0)?), sides)
            }
            None => (None, text),
        };
        let sides: Option<Vec<Length>> = sides.split_whitespace().map(Length::parse).collect();
        Some(Self { page, sides: sides?.try_into().ok()? })
    }

    /// Left, upper, right and lower edge on something of this size.
    pub(crate) fn edges(&self, (width, height): (f64, f64)) -> [f64; 4] {
        let [left, top, wide, high] = self.sides;
        let (left, top) = (left.on(width), top.on(height));
        [left, top, left + wide.on(width), top + high.on(height)]
    }
}

impl Length {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('%') {
            Some(share) => {
                let share: f64 = share.parse().ok()?;
                let is_share = (0.0..=100.0).contains(&share);
                is_share.then(|| Length::Share((share * 100.0).round() as u32))
            }
            None => text.parse().ok().map(Length::Dots),
        }
    }

    fn on(self, whole: f64) -> f64 {
        match self {
            Length::Share(share) => f64::from(share) * whole / 10_000.0,
            Length::Dots(dots) => f64::from(dots),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::exhibit::treat::{Area, Hide, LADDER, Pages, last_step, stays};

    #[test]
    fn pages_are_read() {
        let check = |text: &str, expected: Option<&[usize]>| {
            let pages = Pages::parse(text);
            let named = pages.map(|it| (1..20).filter(|page| it.has(*page)).collect::<Vec<_>>());
            assert_eq!(named.as_deref(), expected, "{text}");
        };
        check("3-5, 12", Some(&[3, 4, 5, 12]));
        check(" 2 – 2，4", Some(&[2, 4]));
        for text in ["", "0", "5-3", "a", "1,", "-2", "1-2-3", "99999999999999999999999"] {
            check(text, None);
        }
        let hide = [Hide::Pages(Pages::parse("2-3").expect("pages"))];
        assert_eq!((1..6).filter(|page| stays(*page, &hide)).collect::<Vec<_>>(), [1, 4, 5]);
    }

    #[test]
    fn areas_are_read() {
        let check = |text: &str, expected: Option<(Option<usize>, [f64; 4])>| {
            let area = Area::parse(text);
            assert_eq!(
                area.map(|area| (area.page, area.edges((200.0, 100.0)))),
                expected,
                "{text}"
            );
        };
        check("10% 20% 50% 5%", Some((None, [20.0, 20.0, 120.0, 25.0])));
        check("page 2: 1 2 3 4", Some((Some(2), [1.0, 2.0, 4.0, 6.0])));
        check("page 0: 1 2 3 4", None);
        check("10% 20% 50%", None);
        check("10% 20% 50% 101%", None);
        check("a b c d", None);
    }

    #[test]
    fn the_ladder_goes_down_to_a_floor() {
        assert_eq!(last_step(150), 3);
        assert_eq!(last_step(1000), 0);
        assert_eq!(last_step(0), LADDER.len() - 1);
    }
}
