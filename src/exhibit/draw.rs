//! Pages as pictures. In: an opened PDF, how fine, and what is to be hidden. Out: a JPEG of each
//! page that is asked for, in which hidden pixels never were. Must not know why a page is drawn.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::kurbo::Rect;
use hayro::{RenderCache, RenderSettings, render};
use hayro_syntax::page::Page;
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::exhibit::raster;
use crate::exhibit::treat::{Hide, LADDER};
use crate::exhibit::words::PageWords;
use crate::exhibit::{Fault, Format, Picture, PictureFormat};

/// Points of an inch.
const POINTS: f32 = 72.0;

/// How far two channels may differ on a page that is called grey.
const GREY: u8 = 12;

/// One page at the finest step, as a JPEG.
///
/// **Errors** The page is too narrow or too long for a picture.
pub(crate) fn page<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    quality: u8,
    covers: &[Rect],
) -> Result<Picture, Fault> {
    let finest = LADDER[0];
    let image = pixels(page, cache, (finest.side(), finest.dpi as f32 / POINTS), covers)?;
    let (width, height) = image.dimensions();
    let is_grey = image
        .as_raw()
        .chunks_exact(3)
        .all(|pixel| pixel[0].abs_diff(pixel[1]) <= GREY && pixel[1].abs_diff(pixel[2]) <= GREY);
    let image = DynamicImage::ImageRgb8(image);
    let image = if is_grey { DynamicImage::ImageLuma8(image.into_luma8()) } else { image };
    let bytes = Arc::from(raster::jpeg(&image, quality)?);
    Ok(Picture { format: PictureFormat::Jpeg, width, height, bytes })
}

/// The pixels of a page, as large as a longest side and a scale allow.
///
/// **Errors** As in [`page`].
pub(crate) fn pixels<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    (side, scale): (u32, f32),
    covers: &[Rect],
) -> Result<RgbImage, Fault> {
    let (width, height) = page.render_dimensions();
    let scale = scale.min(side as f32 / width.max(height).max(1.0));
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        width: Some(((width * scale) as u16).max(1)),
        height: Some(((height * scale) as u16).max(1)),
    };
    let drawn = render(page, cache, &InterpreterSettings::default(), &settings);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let rgba = RgbaImage::from_raw(width, height, drawn.data_as_u8_slice().to_vec());
    drop(drawn);
    let Some(rgba) = rgba else { return Err(Fault::damaged(Format::Pdf)) };
    // The page is opaque, so nothing is lost with the fourth channel.
    let mut image = DynamicImage::ImageRgba8(rgba).into_rgb8();
    for cover in covers {
        let scale = f64::from(scale);
        let edges = [cover.x0, cover.y0, cover.x1, cover.y1].map(|edge| edge * scale);
        raster::cover(&mut image, edges);
    }
    Ok(image)
}

/// What is to be covered on a page: areas, and the boxes of words.
pub(crate) fn covers(
    number: usize,
    page: &Page<'_>,
    words: &PageWords,
    hide: &[Hide],
) -> Vec<Rect> {
    let (width, height) = page.render_dimensions();
    let mut found = Vec::new();
    for one in hide {
        match one {
            Hide::Area(area) if area.page.is_none_or(|page| page == number) => {
                let [left, top, right, bottom] = area.edges((width.into(), height.into()));
                found.push(Rect::new(left, top, right, bottom));
            }
            Hide::Words(needle) => found.extend(words.places(needle)),
            Hide::Area(_) | Hide::Column(_) | Hide::Pages(_) => {}
        }
    }
    found
}
