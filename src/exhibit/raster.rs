//! Raster images. In: bytes and their format. Out: size, the picture for print, the cleaned copy.
//! Nothing but pixels is carried over, so no metadata can leak. Must not know files or pages.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use fast_image_resize as resize;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::metadata::Orientation;
use image::{
    DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader,
    Limits, Rgb, RgbImage, Rgba, RgbaImage,
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::exhibit::treat::{Fineness, Hide, LADDER, MASTER_QUALITY};
use crate::exhibit::{Fault, Format, Picture, PictureFormat};

/// The longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 20_000;

/// The most memory that the decoded pixels may take, in bytes.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;

/// The channels of what stands where something was taken out: a grey that prints well.
const COVER: u8 = 190;

/// JPEG quality of the copy that leaves the house, out of 100.
const COPY_QUALITY: u8 = 85;

/// More colours than this make a photo, for which PNG is never tried.
const FEW_COLOURS: usize = 1_024;

/// Width and height as the image is shown, from its head. That it has an end is looked up too.
pub(crate) fn pixels(bytes: &[u8], format: Format) -> Result<(u32, u32), Fault> {
    let mut decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    if !is_whole(bytes, format) {
        return Err(Fault::damaged(format));
    }
    Ok(match orientation(&mut decoder) {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    })
}

/// The image as it is printed at the finest step: upright, on white, without what is hidden.
pub(crate) fn printed(
    bytes: &[u8],
    format: Format,
    (hide, quality): (&[Hide], u8),
) -> Result<Picture, Fault> {
    let image = on_white(covered(decode(bytes, format)?, hide));
    // Scaling makes new colours: what the image is has to be asked before.
    let quality = Quality { jpeg: quality, tries_png: has_few_colours(&image) };
    encoded(&scaled(image, LADDER[0].side())?, quality)
}

/// A PNG that is part of a larger drawing, as it is printed: what shines through it stays so.
pub(crate) fn embedded(png: &[u8]) -> Result<Picture, Fault> {
    let image = decode(png, Format::Png)?;
    let quality = Quality { jpeg: LADDER[0].quality, tries_png: has_few_colours(&image) };
    encoded(&scaled(image, LADDER[0].side())?, quality)
}

/// A picture of the finest step in `MASTER_QUALITY`, coarser. A page keeps its share of its sheet,
/// a photo is only shrunk where it is larger than the step.
pub(crate) fn coarser(
    master: &Picture,
    is_page: bool,
    fineness: Fineness,
) -> Result<Picture, Fault> {
    let format = match master.format {
        PictureFormat::Svg => return Ok(master.clone()),
        PictureFormat::Jpeg => Format::Jpeg,
        PictureFormat::Png => Format::Png,
    };
    let image = decode(&master.bytes, format)?;
    let longest = image.width().max(image.height());
    let side = match is_page {
        true => (longest * fineness.dpi).div_ceil(LADDER[0].dpi),
        false => fineness.side(),
    };
    let quality = Quality { jpeg: fineness.quality, tries_png: format == Format::Png };
    encoded(&scaled(image, side)?, quality)
}

/// The image without what is hidden, on white, no longer than a side.
pub(crate) fn shrunk(
    bytes: &[u8],
    format: Format,
    (hide, side): (&[Hide], u32),
) -> Result<DynamicImage, Fault> {
    scaled(on_white(covered(decode(bytes, format)?, hide)), side)
}

/// An image, shrunk if it is longer than a side.
pub(crate) fn fitted(image: DynamicImage, side: u32) -> Result<DynamicImage, Fault> {
    scaled(image, side)
}

/// The image in the encoding of print.
fn encoded(image: &DynamicImage, quality: Quality) -> Result<Picture, Fault> {
    let (width, height) = (image.width(), image.height());
    let (bytes, format) = smaller(image, quality)?;
    let format = if format == Format::Png { PictureFormat::Png } else { PictureFormat::Jpeg };
    Ok(Picture { format, width, height, bytes: Arc::from(bytes) })
}

/// The image in full size, upright, without metadata and what is hidden; and its new format.
pub(crate) fn cleaned(
    bytes: &[u8],
    format: Format,
    hide: &[Hide],
) -> Result<(Vec<u8>, Format), Fault> {
    let image = covered(decode(bytes, format)?, hide);
    match format {
        Format::Jpeg => Ok((jpeg(&image, COPY_QUALITY)?, Format::Jpeg)),
        Format::Webp if is_opaque(&image) => {
            let tries_png = has_few_colours(&image);
            smaller(&on_white(image), Quality { jpeg: COPY_QUALITY, tries_png })
        }
        Format::Webp
        | Format::Png
        | Format::Gif
        | Format::Pdf
        | Format::Csv
        | Format::Xlsx
        | Format::Text => Ok((png(&image)?, Format::Png)),
    }
}

/// The image without what is hidden: the pixels are replaced before anything is written.
fn covered(image: DynamicImage, hide: &[Hide]) -> DynamicImage {
    let areas = hide.iter().filter_map(|hide| match hide {
        Hide::Area(area) if area.page.is_none_or(|page| page == 1) => Some(area),
        Hide::Area(_) | Hide::Words(_) | Hide::Column(_) | Hide::Pages(_) => None,
    });
    let areas: Vec<_> = areas.collect();
    if areas.is_empty() {
        return image;
    }
    let mut pixels = on_white(image).into_rgb8();
    let size = (f64::from(pixels.width()), f64::from(pixels.height()));
    areas.iter().for_each(|area| cover(&mut pixels, area.edges(size)));
    DynamicImage::ImageRgb8(pixels)
}

/// Replaces the pixels between a left, upper, right and lower edge.
pub(crate) fn cover(pixels: &mut RgbImage, [left, top, right, bottom]: [f64; 4]) {
    // The casts saturate: what lies outside is cut off.
    let (left, top) = (left.floor() as u32, top.floor() as u32);
    let right = (right.ceil() as u32).min(pixels.width());
    let bottom = (bottom.ceil() as u32).min(pixels.height());
    for y in top..bottom {
        for x in left..right {
            pixels.put_pixel(x, y, Rgb([COVER; 3]));
        }
    }
}

/// How an image is written.
#[derive(Clone, Copy)]
struct Quality {
    jpeg: u8,
    tries_png: bool,
}

/// A decoder with its limits in force; only the head has been read.
fn decoder(bytes: &[u8], format: Format) -> Result<impl ImageDecoder + '_, Fault> {
    let fault = |error: ImageError| match error {
        ImageError::Limits(_) => too_large(),
        _ => Fault::damaged(format),
    };
    let kind = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Gif => ImageFormat::Gif,
        Format::Webp => ImageFormat::WebP,
        Format::Png | Format::Pdf | Format::Csv | Format::Xlsx | Format::Text => ImageFormat::Png,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(fault)?;
    // Not every decoder looks at all of its limits.
    let (width, height) = decoder.dimensions();
    if width.max(height) > MAX_SIDE || decoder.total_bytes() > MAX_ALLOC {
        return Err(too_large());
    }
    if width == 0 || height == 0 {
        return Err(Fault::damaged(format));
    }
    Ok(decoder)
}

/// The pixels, turned upright, with eight bits a channel.
fn decode(bytes: &[u8], format: Format) -> Result<DynamicImage, Fault> {
    let mut decoder = decoder(bytes, format)?;
    let orientation = orientation(&mut decoder);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Fault::damaged(format))?;
    image.apply_orientation(orientation);
    Ok(match (image.color().has_color(), image.color().has_alpha()) {
        (true, true) => DynamicImage::ImageRgba8(image.into_rgba8()),
        (true, false) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (false, true) => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
    })
}

/// How the image has to be turned. Broken metadata does not spoil an image.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// The image, shrunk if it is longer than a side.
///
/// What is at least twice too long is brought near first, by means of whole pixels: that takes a
/// tenth of the time of the finer way, which does the rest.
fn scaled(image: DynamicImage, side: u32) -> Result<DynamicImage, Fault> {
    let longest = image.width().max(image.height());
    if longest <= side {
        return Ok(image);
    }
    let times = longest / side.max(1);
    let image = match times > 1 {
        true => {
            let (wide, high) = (image.width() / times, image.height() / times);
            image.thumbnail_exact(wide.max(1), high.max(1))
        }
        false => image,
    };
    let (width, height) = (image.width(), image.height());
    let longest = width.max(height);
    if longest <= side {
        return Ok(image);
    }
    let shrunk = |length: u32| {
        let length = u64::from(length) * u64::from(side) / u64::from(longest);
        u32::try_from(length).map_or(side, |length| length.clamp(1, side))
    };
    let (wide, high) = (shrunk(width), shrunk(height));
    let resized = |bytes: &[u8], pixel| -> Option<Vec<u8>> {
        let source = resize::images::ImageRef::new(width, height, bytes, pixel).ok()?;
        let mut target = resize::images::Image::new(wide, high, pixel);
        let filter = resize::ResizeAlg::Convolution(resize::FilterType::CatmullRom);
        let options = resize::ResizeOptions::new().resize_alg(filter);
        resize::Resizer::new().resize(&source, &mut target, &options).ok()?;
        Some(target.into_vec())
    };
    use resize::PixelType::{U8, U8x2, U8x3, U8x4};
    let made = match image {
        DynamicImage::ImageLuma8(pixels) => resized(&pixels, U8)
            .and_then(|it| GrayImage::from_raw(wide, high, it))
            .map(DynamicImage::ImageLuma8),
        DynamicImage::ImageLumaA8(pixels) => resized(&pixels, U8x2)
            .and_then(|it| GrayAlphaImage::from_raw(wide, high, it))
            .map(DynamicImage::ImageLumaA8),
        DynamicImage::ImageRgba8(pixels) => resized(&pixels, U8x4)
            .and_then(|it| RgbaImage::from_raw(wide, high, it))
            .map(DynamicImage::ImageRgba8),
        other => resized(&other.into_rgb8(), U8x3)
            .and_then(|it| RgbImage::from_raw(wide, high, it))
            .map(DynamicImage::ImageRgb8),
    };
    made.ok_or_else(too_large)
}

/// The image as it looks on paper.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let mut pixels = image.into_rgba8();
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        for channel in [red, green, blue] {
            let mixed = u32::from(*channel) * u32::from(*alpha) + 255 * (255 - u32::from(*alpha));
            *channel = u8::try_from(mixed / 255).expect("a mean of two bytes is a byte");
        }
        *alpha = 255;
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8())
}

/// Whether nothing shines through the image.
fn is_opaque(image: &DynamicImage) -> bool {
    !image.color().has_alpha() || image.to_rgba8().pixels().all(|pixel| pixel.0[3] == 255)
}

/// Whether this is rather a screenshot than a photo, from a sample of its pixels.
fn has_few_colours(image: &DynamicImage) -> bool {
    const SAMPLE: usize = 20_000;
    let pixels = match image.as_rgb8() {
        Some(pixels) => Cow::Borrowed(pixels),
        None => Cow::Owned(image.to_rgb8()),
    };
    let step = pixels.as_raw().len() / 3 / SAMPLE + 1;
    let colours: std::collections::BTreeSet<&[u8]> =
        pixels.as_raw().chunks_exact(3).step_by(step).collect();
    colours.len() <= FEW_COLOURS
}

/// The image as JPEG; or as PNG where that is tried and not larger, or something shines through.
fn smaller(image: &DynamicImage, quality: Quality) -> Result<(Vec<u8>, Format), Fault> {
    if image.color().has_alpha() {
        return Ok((png(image)?, Format::Png));
    }
    let photo = jpeg(image, quality.jpeg)?;
    if quality.tries_png {
        let drawing = png(image)?;
        if drawing.len() <= photo.len() {
            return Ok((drawing, Format::Png));
        }
    }
    Ok((photo, Format::Jpeg))
}

/// The image as JPEG.
pub(crate) fn jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    // What coarser pictures are made from need not be small, and colours are halved in these.
    let is_master = quality == MASTER_QUALITY;
    encoder.set_optimized_huffman_tables(!is_master);
    let is_fine = quality >= LADDER[0].quality && !is_master;
    let sampling = if is_fine { SamplingFactor::F_1_1 } else { SamplingFactor::F_2_2 };
    encoder.set_sampling_factor(sampling);
    let side = |length: u32| u16::try_from(length).map_err(|_| too_large());
    let (width, height) = (side(image.width())?, side(image.height())?);
    let written = match image {
        DynamicImage::ImageLuma8(pixels) => encoder.encode(pixels, width, height, ColorType::Luma),
        other => encoder.encode(&other.to_rgb8(), width, height, ColorType::Rgb),
    };
    written.map_err(|_| too_large())?;
    Ok(bytes)
}

/// The image as PNG.
fn png(image: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
    image.write_with_encoder(encoder).map_err(|_| too_large())?;
    Ok(bytes)
}

/// Whether the file reaches the end that its format promises: the sign of a copy that broke off.
/// Decoders are lenient there, and would print half a photo as grey.
fn is_whole(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Jpeg => jpeg_is_whole(bytes),
        Format::Png => bytes.windows(4).rev().take(64 * 1024).any(|window| window == b"IEND"),
        Format::Webp => {
            let length = bytes.get(4..8).and_then(|field| field.try_into().ok());
            length.is_some_and(|field| bytes.len() >= u32::from_le_bytes(field) as usize + 8)
        }
        Format::Gif | Format::Pdf | Format::Csv | Format::Xlsx | Format::Text => true,
    }
}

/// Whether the end mark stands behind the first scan. A preview image inside the metadata has an
/// end mark of its own, so segments are stepped over by their lengths.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xda;
    let mut offset = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(offset..offset + 4) {
        if *marker == SCAN {
            return bytes[offset..].windows(2).rev().any(|pair| pair == [0xff, 0xd9]);
        }
        // A marker may be padded with any number of 0xff.
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        offset += if *marker == 0xff { 1 } else { 2 + length.max(2) };
    }
    true
}

/// The fault for more pixels than the limits allow.
fn too_large() -> Fault {
    let message = "the image has too many pixels";
    Fault::new(message, "save it with at most 20,000 pixels a side and 150 million in all")
}

#[cfg(test)]
mod tests {
    use crate::exhibit::PictureFormat;
    use std::io::Cursor;

    use image::codecs::jpeg::JpegEncoder;
    use image::codecs::webp::WebPEncoder;
    use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

    use crate::exhibit::tests::{outgoing, printed};
    use crate::exhibit::{Area, Facts, Format, Hide, read};

    const SECRET: &[u8] = b"SECRET-PLACE";

    /// An image whose upper left corner is red and whose rest is a ramp of blues.
    fn sample(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
            let is_corner = x < width / 4 && y < height / 4;
            if is_corner { Rgb([250, 0, 0]) } else { Rgb([0, 0, (x % 200) as u8 + 40]) }
        }))
    }

    fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).expect("the encoder takes eight bits a channel");
        bytes.into_inner()
    }

    /// A JPEG with an EXIF segment: orientation 6 (turn right), and a GPS directory with the
    /// secret in it; then an XMP segment and a comment with the secret too.
    fn phone_photo() -> Vec<u8> {
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            let mut bytes = [tag.to_be_bytes(), kind.to_be_bytes()].concat();
            bytes.extend(count.to_be_bytes());
            bytes.extend(value);
            bytes
        };
        let length = u32::try_from(SECRET.len()).expect("the secret is short");
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        exif.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
        exif.extend(entry(0x8825, 4, 1, [0, 0, 0, 38]));
        exif.extend([0; 4]);
        exif.extend([0, 1]);
        exif.extend(entry(0x001b, 2, length, [0, 0, 0, 56]));
        exif.extend([0; 4]);
        exif.extend(SECRET);
        let segment = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).expect("the segment is short");
            [&[0xff, marker], &length.to_be_bytes()[..], body].concat()
        };
        let photo = written(&sample(64, 32), ImageFormat::Jpeg);
        let xmp = [b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat();
        let segments = [segment(0xe1, &exif), segment(0xe1, &xmp), segment(0xfe, SECRET)].concat();
        [&photo[..2], &segments, &photo[2..], SECRET].concat()
    }

    fn facts(name: &str, bytes: &[u8]) -> Facts {
        read(name, bytes).expect("the image is whole")
    }

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    fn opened(bytes: &[u8]) -> RgbaImage {
        image::load_from_memory(bytes).expect("our own output is an image").into_rgba8()
    }

    /// The corner that was upper left stands at this place, and no secret is left.
    fn check_turned(bytes: &[u8]) {
        assert!(!holds(bytes, SECRET) && !holds(bytes, b"Exif") && !holds(bytes, b"adobe"));
        let image = opened(bytes);
        assert_eq!(image.dimensions(), (32, 64));
        assert!(image.get_pixel(30, 2).0[0] > 200, "the red corner is upper right");
        assert!(image.get_pixel(2, 2).0[0] < 60);
    }

    #[test]
    fn the_day_of_a_photo_is_read() {
        let mut bytes = Vec::new();
        let image = sample(8, 8);
        let mut encoder = JpegEncoder::new(&mut bytes);
        let day = b"2026:05:14 10:00:00\0";
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"\x01\0\x03\x90\x02\0\x14\0\0\0\x2c\0\0\0\0\0\0\0");
        exif.extend(day);
        encoder.set_exif_metadata(exif).expect("JPEG takes EXIF");
        image.write_with_encoder(encoder).expect("RGB is taken");
        let dates = facts("a.jpg", &bytes).dates;
        assert_eq!(dates.len(), 1);
        assert_eq!(dates[0].what, crate::exhibit::FileDateKind::PhotoTaken);
        assert_eq!(dates[0].day.to_string(), "2026-05-14");
    }

    #[test]
    fn metadata_stays_at_home_and_photos_stand_upright() {
        let photo = phone_photo();
        assert!(holds(&photo, SECRET));
        let facts = facts("IMG_1.JPG", &photo);
        assert_eq!((facts.format, facts.pixels), (Format::Jpeg, Some((32, 64))));
        let copy = outgoing(&photo, &facts, &[]).expect("the photo is whole");
        assert_eq!(copy.format, Format::Jpeg);
        check_turned(&copy.bytes);
        check_turned(&printed(&photo, &facts).expect("the photo is whole")[0].bytes);
    }

    /// The format found, that of the outgoing copy, and that of the printed picture.
    fn check_formats(bytes: &[u8], found: Format, copied: Format, shown: PictureFormat) {
        let facts = facts("image", bytes);
        assert_eq!((facts.format, facts.pixels, facts.pages), (found, Some((64, 32)), None));
        let copy = outgoing(bytes, &facts, &[]).expect("the image is whole");
        assert_eq!(copy.format, copied, "copy of {found:?}");
        assert_eq!(opened(&copy.bytes).dimensions(), (64, 32));
        assert_eq!(crate::exhibit::format::sniff(&copy.bytes), Ok(copied));
        let picture = &printed(bytes, &facts).expect("the image is whole")[0];
        assert_eq!((picture.format, picture.width, picture.height), (shown, 64, 32));
        assert_eq!(printed(bytes, &facts).expect("the image is whole")[0].bytes, picture.bytes);
    }

    #[test]
    fn each_format_is_read_copied_and_printed() {
        let image = sample(64, 32);
        let mut webp = Vec::new();
        image.write_with_encoder(WebPEncoder::new_lossless(&mut webp)).expect("RGB is taken");
        let png = written(&image, ImageFormat::Png);
        check_formats(&png, Format::Png, Format::Png, PictureFormat::Png);
        let gif = written(&DynamicImage::ImageRgba8(image.to_rgba8()), ImageFormat::Gif);
        check_formats(&gif, Format::Gif, Format::Png, PictureFormat::Png);
        check_formats(&webp, Format::Webp, Format::Png, PictureFormat::Png);
    }

    #[test]
    fn long_photos_are_shrunk_and_transparent_ones_stand_on_white() {
        let long = written(&sample(2600, 130), ImageFormat::Jpeg);
        let picture = &printed(&long, &facts("a.jpg", &long)).expect("the image is whole")[0];
        assert_eq!((picture.width, picture.height), (2000, 100));
        let longer = written(&sample(4400, 22), ImageFormat::Jpeg);
        let picture = &printed(&longer, &facts("a.jpg", &longer)).expect("the image is whole")[0];
        assert_eq!((picture.width, picture.height), (2000, 10));
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(9, 9, Rgba([0, 0, 0, 0])));
        let clear = written(&clear, ImageFormat::Png);
        let picture = &printed(&clear, &facts("a.png", &clear)).expect("the image is whole")[0];
        assert_eq!(opened(&picture.bytes).get_pixel(4, 4).0, [255; 4]);
    }

    #[test]
    fn hidden_pixels_are_in_no_output() {
        let photo = written(&sample(64, 32), ImageFormat::Png);
        let facts = facts("a.png", &photo);
        let area = Area::parse("0% 0% 30% 30%").expect("an area");
        let copy = outgoing(&photo, &facts, &[Hide::Area(area)]).expect("the image is whole");
        let image = opened(&copy.bytes);
        let is_red = |pixel: &Rgba<u8>| pixel.0[0] > 200;
        assert!(opened(&photo).pixels().any(is_red) && !image.pixels().any(is_red));
        assert_eq!(image.get_pixel(40, 20).0, opened(&photo).get_pixel(40, 20).0);
    }

    /// What kind of picture a drawing holds after it was slimmed.
    fn check_slimmed(image: DynamicImage, expected: &str) {
        let base64 = crate::exhibit::inline::encode(&written(&image, ImageFormat::Png));
        let svg = format!("<a b=\"data:image/png;base64,{base64}\"/>");
        let slim = crate::exhibit::inline::slimmed(&svg).expect("the picture is whole");
        assert!(slim.starts_with(&format!("<a b=\"data:image/{expected};base64,")));
        assert!(slim.ends_with("\"/>") && slim.len() < svg.len());
    }

    #[test]
    fn scans_inside_pages_are_slimmed() {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()
        };
        let photo = RgbaImage::from_fn(2400, 60, |_, _| Rgba(noise()));
        check_slimmed(DynamicImage::ImageRgba8(photo.clone()), "png");
        check_slimmed(DynamicImage::ImageRgb8(DynamicImage::from(photo).into_rgb8()), "jpeg");
    }

    #[test]
    fn no_prefix_of_an_image_panics() {
        let image = sample(24, 16);
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
            let whole = written(&DynamicImage::ImageRgb8(image.to_rgb8()), format);
            for end in 0..whole.len() {
                if let Ok(facts) = read("a", &whole[..end]) {
                    let _ = printed(&whole[..end], &facts);
                    let _ = outgoing(&whole[..end], &facts, &[]);
                    let is_checked = matches!(facts.format, Format::Png | Format::Jpeg);
                    assert!(!is_checked || end + 8 >= whole.len(), "{format:?} cut at {end}");
                }
            }
        }
    }

    #[test]
    fn sizes_that_would_fill_the_memory_are_refused() {
        let mut png = written(&sample(8, 8), ImageFormat::Png);
        png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        let fault = read("a.png", &png).expect_err("the image is too large");
        assert_eq!(fault.message, "the image has too many pixels");
    }

    /// The checksum of a PNG chunk.
    fn crc32(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
    }
}
