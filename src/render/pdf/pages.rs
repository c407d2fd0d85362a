//! The plan as pages on a screen. In: a [`Document`], and its pages from before. Out: each page as
//! SVG when it is asked for, and where on the pages each place of the case is printed. The PDF has
//! the same pages.

use std::fmt;
use std::sync::Arc;

use typst::foundations::{NativeElement, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_svg::SvgOptions;

use crate::document::{Document, ExhibitContent};
use crate::render::RenderError;
use crate::render::pdf::{laid_out, on_own_stack, shape, world_of};
use crate::source::Span;

/// The pages of one plan.
#[derive(Clone)]
pub struct Pages {
    laid: Arc<Laid>,
    /// Where each place of the case is printed, in reading order.
    pub spots: Vec<Spot>,
}

/// Pages that are laid out, and what of: the places of the case may move, and they stay the same.
struct Laid {
    /// All that is printed but the pictures.
    words: [String; 2],
    pictures: Vec<Arc<[u8]>>,
    document: PagedDocument,
    fingerprints: Vec<u128>,
    marks: Vec<Mark>,
}

/// A mark that the template left: the number of a place, and where it is printed.
struct Mark {
    number: usize,
    page: usize,
    y_points: f64,
}

/// Where a place of the case begins to be printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The page, counted from 0.
    pub page: usize,
    /// How far below the page's upper edge.
    ///
    /// **Units**: points.
    pub y_points: f64,
    /// The place.
    pub place: Span,
}

/// Lays the document out; its pages from before serve where nothing that is printed changed.
///
/// **Errors**: as for [`crate::render::pdf::pdf`].
pub fn pages(document: &Document, before: Option<&Pages>) -> Result<Pages, RenderError> {
    let (json, places) = shape::json_with_places(document);
    let words = [json, shape::footing(document)];
    let pictures = pictures(document);
    let is_same = |laid: &&Arc<Laid>| {
        let same = |(a, b): (&Arc<[u8]>, &Arc<[u8]>)| Arc::ptr_eq(a, b) || a == b;
        laid.words == words
            && laid.pictures.len() == pictures.len()
            && laid.pictures.iter().zip(&pictures).all(same)
    };
    let laid = match before.map(|before| &before.laid).filter(is_same) {
        Some(laid) => Arc::clone(laid),
        None => {
            let world = world_of(document, words[0].clone())?;
            let document = on_own_stack(|| laid_out(&world))??;
            let fingerprints = document.pages().iter().map(typst::utils::hash128).collect();
            let marks = marks(&document);
            Arc::new(Laid { words, pictures, document, fingerprints, marks })
        }
    };
    let spot = |mark: &Mark| {
        let place = *places.get(mark.number)?;
        Some(Spot { page: mark.page, y_points: mark.y_points, place })
    };
    Ok(Pages { spots: laid.marks.iter().filter_map(spot).collect(), laid })
}

/// The bytes of all pictures, in their order.
fn pictures(document: &Document) -> Vec<Arc<[u8]>> {
    let mut found = Vec::new();
    for exhibit in &document.exhibits {
        if let ExhibitContent::Pictures { pictures } = &exhibit.content {
            found.extend(pictures.iter().map(|picture| Arc::clone(&picture.bytes)));
        }
    }
    found
}

impl Pages {
    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.laid.document.pages().len()
    }

    /// Width and height of a page; `None` where there is no such page.
    ///
    /// **Units**: points.
    pub fn size_points(&self, page: usize) -> Option<(f64, f64)> {
        let size = self.laid.document.pages().get(page)?.frame.size();
        Some((size.x.to_pt(), size.y.to_pt()))
    }

    /// A number that is another one when the page looks otherwise; `None` for no page.
    pub fn fingerprint(&self, page: usize) -> Option<u128> {
        self.laid.fingerprints.get(page).copied()
    }

    /// The page as one SVG that needs nothing from elsewhere; `None` for no page.
    pub fn svg(&self, page: usize) -> Option<String> {
        let page = self.laid.document.pages().get(page)?;
        on_own_stack(|| typst_svg::svg(page, &SvgOptions::default())).ok()
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} pages", self.count())
    }
}

/// Finds the marks that the template left.
fn marks(document: &PagedDocument) -> Vec<Mark> {
    let introspector = document.introspector();
    let marks = introspector.query(&Selector::Elem(MetadataElem::ELEM, None));
    let found = marks.iter().filter_map(|mark| {
        let Value::Int(number) = mark.to_packed::<MetadataElem>()?.value else { return None };
        let at = introspector.position(mark.location()?)?;
        let number = usize::try_from(number).ok()?;
        Some(Mark { number, page: at.page.get() - 1, y_points: at.point.y.to_pt() })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::document::{Block, ExhibitContent};
    use crate::exhibit::PictureFormat;
    use crate::render::pdf::{pages, pdf};
    use crate::render::sample;
    use crate::source::{Sources, Span};

    #[test]
    fn places_are_found_on_the_pages_and_change_no_pdf() {
        let mut sources = Sources::default();
        let source = sources.add("case.poa", "one two");
        let plain = sample::document();
        let mut document = plain.clone();
        let places = [Span::new(source, 0, 3), Span::new(source, 4, 7)];
        let blocks = std::mem::take(&mut document.parts[0].blocks);
        document.parts[0].blocks = vec![Block::Written { place: places[0], blocks }];
        document.exhibits[0].place = Some(places[1]);
        assert!(pdf(&document) == pdf(&plain), "the bytes are the same");
        let pages = pages(&document, None).expect("the document is sound");
        let found: Vec<Span> = pages.spots.iter().map(|spot| spot.place).collect();
        assert_eq!(found, places);
        assert!(pages.spots[0].page < pages.spots[1].page);
        let (width, height) = pages.size_points(0).expect("there is a page");
        assert!(width < height && pages.spots[0].y_points < height);
        let svg = pages.svg(0).expect("there is a page");
        assert!(svg.starts_with("<svg") && !svg.contains("<script"), "{}", &svg[..200]);
        assert_eq!(pages.svg(pages.count()), None);
        assert_ne!(pages.fingerprint(0), pages.fingerprint(1));
    }

    #[test]
    fn pages_serve_again_while_nothing_on_them_changes() {
        let mut sources = Sources::default();
        let source = sources.add("case.poa", "one two three");
        let mut document = sample::document();
        document.exhibits[0].place = Some(Span::new(source, 0, 3));
        let first = pages(&document, None).expect("the document is sound");
        document.exhibits[0].place = Some(Span::new(source, 4, 7));
        let moved = pages(&document, Some(&first)).expect("the document is sound");
        assert!(Arc::ptr_eq(&first.laid, &moved.laid), "only places of the case have moved");
        assert_eq!(moved.spots[0].place, Span::new(source, 4, 7));
        assert_eq!(moved.spots[0].page, first.spots[0].page);

        document.footer.push_str(" (new)");
        let footed = pages(&document, Some(&moved)).expect("the document is sound");
        assert_ne!(footed.fingerprint(0), moved.fingerprint(0), "the footing is on every page");
        assert_ne!(footed.fingerprint(1), moved.fingerprint(1), "the footing is on every page");

        let ExhibitContent::Pictures { pictures } = &mut document.exhibits[0].content else {
            panic!("the sample begins with a picture");
        };
        let bytes = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>";
        pictures[0].format = PictureFormat::Svg;
        pictures[0].bytes = Arc::from(bytes.as_slice());
        let redrawn = pages(&document, Some(&footed)).expect("the document is sound");
        let last = redrawn.count() - 1;
        let same = |page| redrawn.fingerprint(page) == footed.fingerprint(page);
        assert!(same(0) && !(0..=last).all(same), "the page of the picture, and not the first");
    }
}
