//! The plan as pages on a screen. In: a [`Document`]. Out: each page as SVG when it is asked for,
//! and where on the pages each place of the case is printed. The PDF has the same pages.

use typst::comemo;
use typst::foundations::{NativeElement, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_svg::SvgOptions;

use crate::document::Document;
use crate::render::RenderError;
use crate::render::pdf::{CACHE_AGE, laid_out, on_own_stack, shape, world_of};
use crate::source::Span;

/// The pages of one plan.
pub struct Pages {
    document: PagedDocument,
    /// Where each place of the case is printed, in reading order.
    pub spots: Vec<Spot>,
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

/// Lays the document out.
///
/// **Errors**: as for [`crate::render::pdf::pdf`].
pub fn pages(document: &Document) -> Result<Pages, RenderError> {
    let (json, places) = shape::json_with_places(document);
    let world = world_of(document, json)?;
    let document = on_own_stack(|| laid_out(&world))??;
    comemo::evict(CACHE_AGE);
    let spots = spots(&document, &places);
    Ok(Pages { document, spots })
}

impl Pages {
    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.document.pages().len()
    }

    /// Width and height of a page; `None` where there is no such page.
    ///
    /// **Units**: points.
    pub fn size_points(&self, page: usize) -> Option<(f64, f64)> {
        let size = self.document.pages().get(page)?.frame.size();
        Some((size.x.to_pt(), size.y.to_pt()))
    }

    /// A number that is another one when the page looks otherwise; `None` for no page.
    pub fn fingerprint(&self, page: usize) -> Option<u128> {
        self.document.pages().get(page).map(typst::utils::hash128)
    }

    /// The page as one SVG that needs nothing from elsewhere; `None` for no page.
    pub fn svg(&self, page: usize) -> Option<String> {
        let page = self.document.pages().get(page)?;
        on_own_stack(|| typst_svg::svg(page, &SvgOptions::default())).ok()
    }
}

/// Finds the marks that the template left.
fn spots(document: &PagedDocument, places: &[Span]) -> Vec<Spot> {
    let introspector = document.introspector();
    let marks = introspector.query(&Selector::Elem(MetadataElem::ELEM, None));
    let found = marks.iter().filter_map(|mark| {
        let Value::Int(number) = mark.to_packed::<MetadataElem>()?.value else { return None };
        let place = *places.get(usize::try_from(number).ok()?)?;
        let at = introspector.position(mark.location()?)?;
        Some(Spot { page: at.page.get() - 1, y_points: at.point.y.to_pt(), place })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::document::Block;
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
        let pages = pages(&document).expect("the document is sound");
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
}
