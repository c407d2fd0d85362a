//! PDFs written anew. In: an opened PDF, and pages that are to be pictures instead. Out: a PDF of
//! what the pages draw, and nothing else: no author, dates, XMP, embedded files, scripts,
//! annotations, forms, layers, earlier versions or objects that nothing draws. Must not know what
//! is to be hidden.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Name, ObjRef, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use lopdf::{Dictionary, Document, Object as Written, ObjectId, StringFormat};

use crate::exhibit::{Fault, Format, Picture, content, segments};

/// How deep arrays and dictionaries may nest within one object.
const MAX_DEPTH: usize = 50;

/// Most objects that are copied.
const MAX_OBJECTS: usize = 200_000;

/// Entries that draw nothing, and may carry a person's words, days or files.
const DROPPED: [&[u8]; 16] = [
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"StructParent",
    b"StructParents",
    b"AF",
    b"OC",
    b"OPI",
    b"Alternates",
    b"Thumb",
    b"Properties",
    b"Contents",
    b"Parent",
    b"Annots",
    b"AA",
    b"Info",
];

/// Filters that pack bytes and change no picture; what they packed is packed anew.
const PACKING: [&str; 10] = [
    "FlateDecode",
    "LZWDecode",
    "ASCII85Decode",
    "ASCIIHexDecode",
    "RunLengthDecode",
    "Fl",
    "LZW",
    "A85",
    "AHx",
    "RL",
];

/// Writes pages anew; one that has a picture here becomes that picture.
///
/// **Errors** Something on a page cannot be copied: it has to become a picture.
pub(crate) fn copy(pdf: &Pdf, pages: &[(&Page<'_>, Option<&Picture>)]) -> Result<Vec<u8>, Fault> {
    let mut copier = Copier {
        pdf,
        out: Document::with_version("1.7"),
        known: BTreeMap::new(),
        waiting: VecDeque::new(),
    };
    let tree = copier.out.new_object_id();
    let mut kids = Vec::new();
    for (page, picture) in pages {
        let written = match picture {
            Some(picture) => copier.picture_page(page, picture),
            None => copier.page(page)?,
        };
        let mut written = written;
        written.set("Type", "Page");
        written.set("Parent", tree);
        kids.push(Written::Reference(copier.out.add_object(written)));
    }
    copier.finish_objects()?;
    let mut list = Dictionary::new();
    list.set("Type", "Pages");
    list.set("Count", kids.len() as i64);
    list.set("Kids", kids);
    copier.out.objects.insert(tree, Written::Dictionary(list));
    let mut catalog = Dictionary::new();
    catalog.set("Type", "Catalog");
    catalog.set("Pages", tree);
    let catalog = copier.out.add_object(catalog);
    copier.out.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    copier.out.save_to(&mut bytes).map_err(|_| Fault::damaged(Format::Pdf))?;
    Ok(bytes)
}

/// Whether a page draws something that a copy would lose: an annotation with a look of its own.
pub(crate) fn has_drawn_annotation(page: &Page<'_>) -> bool {
    let annotations = page.raw().get::<hayro_syntax::object::Array<'_>>("Annots");
    let is_drawn = |annotation: Dict<'_>| {
        let is_link = annotation.get::<Name<'_>>("Subtype").is_some_and(|it| it.as_str() == "Link");
        annotation.contains_key("AP") && !is_link
    };
    annotations.is_some_and(|list| list.iter::<Dict<'_>>().any(is_drawn))
}

/// The state while copying.
struct Copier<'p> {
    pdf: &'p Pdf,
    out: Document,
    /// New ids of the objects met so far.
    known: BTreeMap<ObjectIdentifier, ObjectId>,
    /// Objects that were met and not yet copied.
    waiting: VecDeque<(ObjectIdentifier, ObjectId)>,
}

impl<'p> Copier<'p> {
    /// A page as it is drawn.
    fn page(&mut self, page: &Page<'p>) -> Result<Dictionary, Fault> {
        let mut written = Dictionary::new();
        let boxes = [("MediaBox", page.media_box()), ("CropBox", page.crop_box())];
        for (name, sides) in boxes {
            let sides = [sides.x0, sides.y0, sides.x1, sides.y1];
            written.set(name, sides.map(|side| Written::Real(side as f32)).to_vec());
        }
        let turn = match page.rotation() {
            hayro_syntax::page::Rotation::None => 0,
            hayro_syntax::page::Rotation::Horizontal => 90,
            hayro_syntax::page::Rotation::Flipped => 180,
            hayro_syntax::page::Rotation::FlippedHorizontal => 270,
        };
        written.set("Rotate", turn);
        let resources = self.resources(page.resources())?;
        written.set("Resources", resources);
        let drawn = content::without_marks(page.page_stream().unwrap_or_default());
        let drawn = self.out.add_object(packed(Dictionary::new(), drawn));
        written.set("Contents", drawn);
        Ok(written)
    }

    /// A page that shows one picture.
    fn picture_page(&mut self, page: &Page<'_>, picture: &Picture) -> Dictionary {
        let (width, height) = page.render_dimensions();
        let mut image = Dictionary::new();
        image.set("Type", "XObject");
        image.set("Subtype", "Image");
        image.set("Width", i64::from(picture.width));
        image.set("Height", i64::from(picture.height));
        image.set("BitsPerComponent", 8);
        image.set("ColorSpace", if is_grey(&picture.bytes) { "DeviceGray" } else { "DeviceRGB" });
        image.set("Filter", "DCTDecode");
        let image = lopdf::Stream::new(image, picture.bytes.to_vec()).with_compression(false);
        let image = self.out.add_object(image);
        let mut objects = Dictionary::new();
        objects.set("P", image);
        let mut resources = Dictionary::new();
        resources.set("XObject", objects);
        let drawn = format!("q {width} 0 0 {height} 0 0 cm /P Do Q");
        let drawn = self.out.add_object(packed(Dictionary::new(), drawn.into_bytes()));
        let mut written = Dictionary::new();
        let sides = [0.0, 0.0, width, height].map(Written::Real).to_vec();
        written.set("MediaBox", sides);
        written.set("Resources", resources);
        written.set("Contents", drawn);
        written
    }

    /// What a page may draw with, its own entries before inherited ones.
    fn resources(&mut self, resources: &Resources<'p>) -> Result<Dictionary, Fault> {
        let mut written = match resources.parent() {
            Some(parent) => self.resources(parent)?,
            None => Dictionary::new(),
        };
        let kinds = [
            ("ExtGState", &resources.ext_g_states),
            ("Font", &resources.fonts),
            ("ColorSpace", &resources.color_spaces),
            ("XObject", &resources.x_objects),
            ("Pattern", &resources.patterns),
            ("Shading", &resources.shadings),
        ];
        for (name, entries) in kinds {
            let entries = self.dictionary(entries, 0)?;
            match written.get_mut(name.as_bytes()).and_then(Written::as_dict_mut) {
                Ok(known) => known.extend(&entries),
                Err(_) if entries.is_empty() => {}
                Err(_) => written.set(name, entries),
            }
        }
        Ok(written)
    }

    /// Copies what was met, and what is met on the way.
    fn finish_objects(&mut self) -> Result<(), Fault> {
        while let Some((old, new)) = self.waiting.pop_front() {
            let written = match self.pdf.xref().get::<Object<'p>>(old) {
                Some(object) => self.object(&object, 0)?,
                None => Written::Null,
            };
            self.out.objects.insert(new, written);
        }
        Ok(())
    }

    /// The new id of an object, which will be copied.
    fn reference(&mut self, old: ObjRef) -> Result<ObjectId, Fault> {
        let old = ObjectIdentifier::from(old);
        if let Some(new) = self.known.get(&old) {
            return Ok(*new);
        }
        if self.known.len() == MAX_OBJECTS {
            return Err(Fault::damaged(Format::Pdf));
        }
        let new = self.out.new_object_id();
        self.known.insert(old, new);
        self.waiting.push_back((old, new));
        Ok(new)
    }

    fn object(&mut self, object: &Object<'p>, depth: usize) -> Result<Written, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::damaged(Format::Pdf));
        }
        Ok(match object {
            Object::Null(_) => Written::Null,
            Object::Boolean(value) => Written::Boolean(*value),
            Object::Number(number) => number_of(number.as_f64()),
            Object::String(text) => {
                Written::String(text.as_bytes().to_vec(), StringFormat::Hexadecimal)
            }
            Object::Name(name) => Written::Name(name.to_vec()),
            Object::Dict(dict) => Written::Dictionary(self.dictionary(dict, depth + 1)?),
            Object::Array(array) => {
                let mut items = Vec::new();
                for item in array.raw_iter() {
                    items.push(self.maybe(item, depth + 1)?);
                }
                Written::Array(items)
            }
            Object::Stream(stream) => Written::Stream(self.stream(stream, depth + 1)?),
        })
    }

    fn maybe(&mut self, item: MaybeRef<Object<'p>>, depth: usize) -> Result<Written, Fault> {
        match item {
            MaybeRef::Ref(reference) => Ok(Written::Reference(self.reference(reference)?)),
            MaybeRef::NotRef(object) => self.object(&object, depth),
        }
    }

    fn dictionary(&mut self, dict: &Dict<'p>, depth: usize) -> Result<Dictionary, Fault> {
        let mut written = Dictionary::new();
        let mut entries: Vec<_> = dict.entries().collect();
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        for (name, value) in entries {
            if !DROPPED.contains(&&*name) {
                let value = self.maybe(value, depth)?;
                written.set(name.to_vec(), value);
            }
        }
        Ok(written)
    }

    /// A stream, unpacked and packed again so that nothing is left behind its end.
    fn stream(&mut self, stream: &Stream<'p>, depth: usize) -> Result<lopdf::Stream, Fault> {
        let damaged = || Fault::damaged(Format::Pdf);
        let mut dict = self.dictionary(stream.dict(), depth)?;
        let filters = filters(stream.dict());
        dict.remove(b"Length");
        if filters.iter().all(|filter| PACKING.contains(&filter.as_str())) {
            for name in [&b"Filter"[..], b"DecodeParms", b"F", b"DP"] {
                dict.remove(name);
            }
            let bytes = stream.decoded().map_err(|_| damaged())?;
            let is_drawn = [&b"Form"[..]].contains(&subtype(stream.dict()).as_bytes())
                || stream.dict().contains_key("PatternType");
            let bytes = if is_drawn { content::without_marks(&bytes) } else { bytes.into_owned() };
            return Ok(packed(dict, bytes));
        }
        let raw = stream.raw_data();
        let bytes: Cow<'_, [u8]> = match filters.as_slice() {
            [one] if one == "DCTDecode" || one == "DCT" => {
                Cow::Owned(segments::jpeg(&raw).ok_or_else(damaged)?)
            }
            [one] if one == "JPXDecode" => Cow::Owned(segments::jpeg2000(&raw)),
            [one] if ["CCITTFaxDecode", "CCF", "JBIG2Decode"].contains(&one.as_str()) => raw,
            _ => return Err(damaged()),
        };
        Ok(lopdf::Stream::new(dict, bytes.into_owned()).with_compression(false))
    }
}

/// The names of a stream's filters.
fn filters(dict: &Dict<'_>) -> Vec<String> {
    let one = |name: Name<'_>| name.as_str().to_owned();
    if let Some(name) = dict.get::<Name<'_>>("Filter") {
        return vec![one(name)];
    }
    let list = dict.get::<hayro_syntax::object::Array<'_>>("Filter");
    list.map(|list| list.iter::<Name<'_>>().map(one).collect()).unwrap_or_default()
}

fn subtype(dict: &Dict<'_>) -> String {
    dict.get::<Name<'_>>("Subtype").map_or_else(String::new, |name| name.as_str().to_owned())
}

/// A packed stream.
fn packed(dict: Dictionary, bytes: Vec<u8>) -> lopdf::Stream {
    let mut stream = lopdf::Stream::new(dict, bytes);
    // What cannot be packed stays as it is.
    let _ = stream.compress();
    stream
}

/// A number as short as it is.
fn number_of(number: f64) -> Written {
    match number.fract() == 0.0 && number.abs() < 1e15 {
        true => Written::Integer(number as i64),
        false => Written::Real(number as f32),
    }
}

/// Whether a JPEG of ours has one channel.
fn is_grey(jpeg: &[u8]) -> bool {
    segments::channels(jpeg) == Some(1)
}
