//! A picture ready to be printed. In: encoded bytes without metadata. Out: the same with their
//! size.

use std::sync::Arc;

use serde::Serialize;

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
