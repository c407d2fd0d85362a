//! A picture ready to be printed. In: encoded bytes without metadata. Out: the same with their
//! size.

use std::sync::Arc;

use serde::Serialize;

use crate::exhibit::inline::encode;

/// Encoded bytes of one picture.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// How the bytes are encoded.
    pub format: PictureFormat,
    /// Width in pixels or points.
    pub width: u32,
    /// Height in pixels or points.
    pub height: u32,
    /// The bytes; carried beside the data, never inside it.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
}

impl Picture {
    /// The picture as an address that holds it: `data:image/jpeg;base64,…`
    pub fn data_uri(&self) -> String {
        let kind = match self.format {
            PictureFormat::Jpeg => "jpeg",
            PictureFormat::Png => "png",
            PictureFormat::Svg => "svg+xml",
        };
        format!("data:image/{kind};base64,{}", encode(&self.bytes))
    }
}

/// Encodings that the renderer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureFormat {
    /// JPEG without metadata.
    Jpeg,
    /// PNG without metadata.
    Png,
    /// One page of a PDF as vectors.
    Svg,
}
