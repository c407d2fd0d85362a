//! Pages of a PDF for print. In: a PDF's bytes. Out: one SVG for each page, whose text becomes
//! outlines, or a JPEG.
//! Must not know how the PDF is built, nor where its pages are printed.

use std::sync::Arc;

use hayro_svg::hayro_interpret::InterpreterSettings;
use hayro_svg::{RenderCache, SvgRenderSettings, convert};

use crate::exhibit::{Fault, Hide, Picture, PictureFormat, draw, inline, pdf, stays, words};

/// The largest SVG of one page, in bytes. A letter takes about 400; in print a fifth of that.
const MAX_PAGE_BYTES: usize = 6_000_000;

/// The largest SVG of all pages together, in bytes.
const MAX_BYTES: usize = 48_000_000;

/// The most drawing instructions of all pages together, in bytes. Pages may share theirs, so the
/// file's size is no bound.
const MAX_INSTRUCTIONS: usize = 48_000_000;

/// All pages, in order: as vectors, or as a JPEG where a page is a scan, or
/// something on it is to be hidden.
///
/// The 14 fonts that every reader of PDF has to bring are those that `hayro-svg` embeds.
///
/// **Units** Points for vectors, pixels for pictures.
/// **Errors** As in `pdf::open_to_draw`; or a page, or all of them, would make the plan too large.
pub(crate) fn pages(
    bytes: &[u8],
    scanned: &[usize],
    (hide, quality): (&[Hide], u8),
) -> Result<Vec<Picture>, Fault> {
    let pdf = pdf::open_to_draw(bytes)?;
    let settings = InterpreterSettings::default();
    let (cache, drawn_cache) = (RenderCache::new(), hayro::RenderCache::new());
    let words = if hide.is_empty() { Vec::new() } else { words::pages(&pdf) };
    let mut pictures = Vec::new();
    let (mut total, mut instructions) = (0, 0);
    for (index, page) in pdf.pages().iter().enumerate() {
        let number = index + 1;
        if !stays(number, hide) {
            continue;
        }
        let covers = words.get(index).map(|words| draw::covers(number, page, words, hide));
        let covers = covers.unwrap_or_default();
        if scanned.contains(&number) || !covers.is_empty() {
            pictures.push(draw::page(page, &drawn_cache, quality, &covers)?);
            continue;
        }
        instructions += page.page_stream().map_or(0, <[u8]>::len);
        if instructions > MAX_INSTRUCTIONS {
            return Err(too_large(number));
        }
        let drawn = convert(page, &cache, &settings, &SvgRenderSettings::default());
        let svg = inline::slimmed(&drawn)?;
        total += svg.len();
        if svg.len() > MAX_PAGE_BYTES || total > MAX_BYTES {
            return Err(too_large(number));
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
