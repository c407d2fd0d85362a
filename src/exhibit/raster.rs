//! Raster images. In: bytes and their format. Out: size, the picture for print, the cleaned copy.
//! Nothing but pixels is carried over, so no metadata can leak. Must not know files or pages.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgba};

use crate::exhibit::{Fault, Format, Picture, PictureFormat};

/// The longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 20_000;

/// The most memory that the decoded pixels may take, in bytes.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;

/// The longest side that is printed, in pixels: 200 dots per inch over a page's height.
const PRINT_SIDE: u32 = 2_000;

/// JPEG quality of what is printed, out of 100.
const PRINT_QUALITY: u8 = 82;

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

/// The image as it is printed: upright, on white, at most 2,000 pixels long.
pub(crate) fn printed(bytes: &[u8], format: Format) -> Result<Picture, Fault> {
    let image = on_white(decode(bytes, format)?);
    picture(image).map_err(|_| Fault::damaged(format))
}

/// A PNG that is part of a larger drawing, as it is printed: what shines through it stays so.
pub(crate) fn embedded(png: &[u8]) -> Result<Picture, Fault> {
    picture(decode(png, Format::Png)?).map_err(|_| Fault::damaged(Format::Pdf))
}

/// The image in the size and encoding of print.
fn picture(image: DynamicImage) -> Result<Picture, ImageError> {
    // Scaling makes new colours: what the image is has to be asked before.
    let tries_png = has_few_colours(&image);
    let image = scaled(image);
    let (width, height) = (image.width(), image.height());
    let (bytes, format) = smaller(&image, Quality { jpeg: PRINT_QUALITY, tries_png })?;
    let format = if format == Format::Png { PictureFormat::Png } else { PictureFormat::Jpeg };
    Ok(Picture { format, width, height, bytes: Arc::from(bytes) })
}

/// The image in full size, upright, without metadata; and its new format.
pub(crate) fn cleaned(bytes: &[u8], format: Format) -> Result<(Vec<u8>, Format), Fault> {
    let image = decode(bytes, format)?;
    let written = match format {
        Format::Jpeg => jpeg(&image, COPY_QUALITY).map(|bytes| (bytes, Format::Jpeg)),
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
        | Format::Text => png(&image).map(|bytes| (bytes, Format::Png)),
    };
    written.map_err(|_| Fault::damaged(format))
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

/// The image, shrunk if it is longer than what is printed.
fn scaled(image: DynamicImage) -> DynamicImage {
    match image.width().max(image.height()) {
        0..=PRINT_SIDE => image,
        // The mean of whole pixels: good and fast for large steps, coarse for small ones.
        side if side >= 2 * PRINT_SIDE => image.thumbnail(PRINT_SIDE, PRINT_SIDE),
        _ => image.resize(PRINT_SIDE, PRINT_SIDE, FilterType::CatmullRom),
    }
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
    let pixels = image.to_rgb8();
    let step = pixels.as_raw().len() / 3 / SAMPLE + 1;
    let colours: std::collections::BTreeSet<&[u8]> =
        pixels.as_raw().chunks_exact(3).step_by(step).collect();
    colours.len() <= FEW_COLOURS
}

/// The image as JPEG; or as PNG where that is tried and not larger, or something shines through.
fn smaller(image: &DynamicImage, quality: Quality) -> Result<(Vec<u8>, Format), ImageError> {
    if image.color().has_alpha() {
        return png(image).map(|bytes| (bytes, Format::Png));
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
fn jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
    Ok(bytes)
}

/// The image as PNG.
fn png(image: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(PngEncoder::new_with_quality(
        &mut bytes,
        CompressionType::Default,
        PngFilter::Adaptive,
    ))?;
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

    use crate::exhibit::{Facts, Format, outgoing, pictures, read};

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
        let (copy, format) = outgoing(&photo, &facts).expect("the photo is whole");
        assert_eq!(format, Format::Jpeg);
        check_turned(&copy);
        check_turned(&pictures(&photo, &facts).expect("the photo is whole")[0].bytes);
    }

    /// The format found, that of the outgoing copy, and that of the printed picture.
    fn check_formats(bytes: &[u8], found: Format, copied: Format, printed: PictureFormat) {
        let facts = facts("image", bytes);
        assert_eq!((facts.format, facts.pixels, facts.pages), (found, Some((64, 32)), None));
        let (copy, format) = outgoing(bytes, &facts).expect("the image is whole");
        assert_eq!(format, copied, "copy of {found:?}");
        assert_eq!(opened(&copy).dimensions(), (64, 32));
        assert_eq!(crate::exhibit::format::sniff(&copy), Ok(copied));
        let picture = &pictures(bytes, &facts).expect("the image is whole")[0];
        assert_eq!((picture.format, picture.width, picture.height), (printed, 64, 32));
        assert_eq!(pictures(bytes, &facts).expect("the image is whole")[0].bytes, picture.bytes);
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
        let picture = &pictures(&long, &facts("a.jpg", &long)).expect("the image is whole")[0];
        assert_eq!((picture.width, picture.height), (2000, 100));
        let longer = written(&sample(4400, 22), ImageFormat::Jpeg);
        let picture = &pictures(&longer, &facts("a.jpg", &longer)).expect("the image is whole")[0];
        assert_eq!((picture.width, picture.height), (2000, 10));
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(9, 9, Rgba([0, 0, 0, 0])));
        let clear = written(&clear, ImageFormat::Png);
        let picture = &pictures(&clear, &facts("a.png", &clear)).expect("the image is whole")[0];
        assert_eq!(opened(&picture.bytes).get_pixel(4, 4).0, [255; 4]);
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
                    let _ = pictures(&whole[..end], &facts);
                    let _ = outgoing(&whole[..end], &facts);
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
