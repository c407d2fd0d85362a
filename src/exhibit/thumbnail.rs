//! Small pictures for a glance. In: bytes of an evidence file and what is hidden in it. Out: the
//! image or the first page that is left, small enough to stand in a line of text. Must not know
//! who looks.

use hayro::RenderCache;
use image::DynamicImage;

use crate::exhibit::treat::Hide;
use crate::exhibit::{
    Facts, Fault, Format, Picture, PictureFormat, draw, pdf, raster, stays, words,
};

/// The longest side, in pixels.
const SIDE: u32 = 240;

/// By how many times larger a page is drawn before it is shrunk, so that its lines stay visible.
const PAGE_TIMES: u32 = 3;

/// The most bytes of the picture: as Base64 they take 60,000.
const BYTES_MAX: usize = 45_000;

/// Qualities of JPEG, tried one after the other until the picture is small enough.
const QUALITIES: [u8; 3] = [75, 50, 25];

/// The most drawing instructions of a page that is drawn for a glance.
const INSTRUCTIONS_MAX: usize = 8_000_000;

/// The picture; `None` where the file has none, where something that is hidden cannot be found in
/// it, or where it takes too much work.
pub(crate) fn picture(
    bytes: &[u8],
    facts: &Facts,
    hide: &[Hide],
) -> Result<Option<Picture>, Fault> {
    let fits = |one: &Hide| match one {
        Hide::Area(_) => true,
        Hide::Words(_) => facts.format == Format::Pdf && facts.scanned.is_empty(),
        Hide::Pages(_) => facts.format == Format::Pdf,
        Hide::Column(_) => false,
    };
    if !hide.iter().all(fits) {
        return Ok(None);
    }
    match facts.format {
        Format::Jpeg | Format::Png | Format::Gif | Format::Webp => {
            let image = raster::shrunk(bytes, facts.format, (hide, SIDE))?;
            small(&image)
        }
        Format::Pdf => page(bytes, hide),
        Format::Csv | Format::Xlsx | Format::Text => Ok(None),
    }
}

/// The first page that is left of a PDF.
fn page(bytes: &[u8], hide: &[Hide]) -> Result<Option<Picture>, Fault> {
    let pdf = pdf::open_to_draw(bytes)?;
    let all = pdf.pages();
    let Some(index) = (0..all.len()).find(|index| stays(index + 1, hide)) else {
        return Ok(None);
    };
    let Some(page) = all.get(index) else { return Ok(None) };
    if page.page_stream().map_or(0, <[u8]>::len) > INSTRUCTIONS_MAX {
        return Ok(None);
    }
    let words = if hide.is_empty() { Vec::new() } else { words::pages(&pdf) };
    let covers = words.get(index).map(|words| draw::covers(index + 1, page, words, hide));
    let cache = RenderCache::new();
    let drawn =
        draw::pixels(page, &cache, (SIDE * PAGE_TIMES, f32::MAX), &covers.unwrap_or_default())?;
    small(&raster::fitted(DynamicImage::ImageRgb8(drawn), SIDE)?)
}

/// The image as a JPEG that is small enough; `None` where none is.
fn small(image: &DynamicImage) -> Result<Option<Picture>, Fault> {
    for quality in QUALITIES {
        let bytes = raster::jpeg(image, quality)?;
        if bytes.len() <= BYTES_MAX {
            let (width, height) = (image.width(), image.height());
            let format = PictureFormat::Jpeg;
            return Ok(Some(Picture { format, width, height, bytes: bytes.into() }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

    use crate::exhibit::raster::shrunk;
    use crate::exhibit::thumbnail::{BYTES_MAX, SIDE, picture};
    use crate::exhibit::{Area, Format, Hide, Pages, read};

    /// A picture of noise; without much of it white, and red in the right half.
    fn photo(is_loud: bool) -> Vec<u8> {
        let mut state = 1_u32;
        let image = RgbImage::from_fn(1200, 800, |x, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, r, g, b] = state.to_le_bytes();
            match (is_loud, x < 600) {
                (true, _) => Rgb([r, g, b]),
                (false, true) => Rgb([255 - r % 64, 255 - g % 64, 255 - b % 64]),
                (false, false) => Rgb([255 - r % 64, g % 64, b % 64]),
            }
        });
        let mut bytes = Cursor::new(Vec::new());
        let image = DynamicImage::ImageRgb8(image);
        image.write_to(&mut bytes, ImageFormat::Png).expect("memory takes all");
        bytes.into_inner()
    }

    fn made(bytes: &[u8], hide: &[Hide]) -> Option<(u32, u32)> {
        let facts = read("a.png", bytes).expect("the picture is whole");
        let made = picture(bytes, &facts, hide).expect("it can be shrunk")?;
        assert!(made.bytes.len() <= BYTES_MAX);
        Some((made.width, made.height))
    }

    #[test]
    fn pictures_are_small_and_what_is_hidden_is_gone() {
        assert_eq!(made(&photo(true), &[]), Some((SIDE, 160)), "noise fits too");
        let has_red = |hide: &[Hide]| {
            let image = shrunk(&photo(false), Format::Png, (hide, SIDE)).expect("it is a picture");
            image.into_rgb8().pixels().any(|it| it.0[0] > 200 && it.0[1] < 80)
        };
        assert!(has_red(&[]));
        let area = Hide::Area(Area::parse("49% 0% 51% 100%").expect("an area"));
        assert!(!has_red(std::slice::from_ref(&area)), "the red half is covered");
        assert_eq!(made(&photo(false), &[area]), Some((SIDE, 160)));
        for unfit in [
            Hide::Words("a".to_owned()),
            Hide::Column("a".to_owned()),
            Hide::Pages(Pages::parse("1").expect("pages")),
        ] {
            assert_eq!(made(&photo(false), &[unfit]), None, "what cannot be hidden is not shown");
        }
    }

    #[test]
    fn tables_have_no_picture() {
        let facts = read("a.csv", b"a,b\n1,2\n").expect("a table");
        assert!(picture(b"a,b\n1,2\n", &facts, &[]).expect("it is read").is_none());
    }
}
