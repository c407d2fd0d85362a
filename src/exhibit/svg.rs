//! Pages of a PDF as vectors. In: a PDF's bytes. Out: one SVG for each page; text becomes outlines.
//! Must not know how the PDF is built, nor where its pages are printed.

use std::sync::Arc;

use hayro_svg::hayro_interpret::InterpreterSettings;
use hayro_svg::{RenderCache, SvgRenderSettings, convert};

use crate::exhibit::{Fault, Picture, PictureFormat, inline, pdf};

/// The largest SVG of one page, in bytes. A letter takes about 400; in print a fifth of that.
const MAX_PAGE_BYTES: usize = 6_000_000;

/// The largest SVG of all pages together, in bytes.
const MAX_BYTES: usize = 48_000_000;

/// The most drawing instructions of all pages together, in bytes. Pages may share theirs, so the
/// file's size is no bound.
const MAX_INSTRUCTIONS: usize = 48_000_000;

/// All pages, in order.
///
/// The 14 fonts that every reader of PDF has to bring are those that `hayro-svg` embeds.
///
/// **Units** Points.
/// **Errors** As in `pdf::open_to_draw`; or a page, or all of them, would make the plan too large.
pub(crate) fn pages(bytes: &[u8]) -> Result<Vec<Picture>, Fault> {
    let pdf = pdf::open_to_draw(bytes)?;
    let settings = InterpreterSettings::default();
    let cache = RenderCache::new();
    let mut pictures = Vec::new();
    let (mut total, mut instructions) = (0, 0);
    for (index, page) in pdf.pages().iter().enumerate() {
        instructions += page.page_stream().map_or(0, <[u8]>::len);
        if instructions > MAX_INSTRUCTIONS {
            return Err(too_large(index + 1));
        }
        let drawn = convert(page, &cache, &settings, &SvgRenderSettings::default());
        let svg = inline::slimmed(&drawn)?;
        total += svg.len();
        if svg.len() > MAX_PAGE_BYTES || total > MAX_BYTES {
            return Err(too_large(index + 1));
        }
        let (width, height) = page.render_dimensions();
        pictures.push(Picture {
            format: PictureFormat::Svg,
            width: whole(width),
            height: whole(height),
            bytes: Arc::from(svg.into_bytes()),
        });
    }
    Ok(pictures)
}

/// A length in whole points, never 0.
fn whole(length: f32) -> u32 {
    // The cast saturates, and takes what is no number for 0.
    (length.round() as u32).max(1)
}

/// The fault for a page whose drawing is too large.
fn too_large(page: usize) -> Fault {
    let message = format!("page {page} of the PDF is too large to be printed");
    Fault::new(&message, "export the page as JPEG or PNG, or only the pages that show the point")
}
