//! Why an image is not taken. The words are the caller's (Fluent); the codes are for good.

use std::io;
use std::path::Path;

/// A file that is not taken, and why. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct Refusal {
    /// The file's name without its folders, which may name a person.
    pub file: String,
    #[source]
    pub reason: Reason,
}

impl Refusal {
    pub(crate) fn of(path: &Path, reason: impl Into<Reason>) -> Self {
        Self { file: file_name(path), reason: reason.into() }
    }
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Each is something a person can cure, most of them in the program that made the image.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("is not an image that can be taken")]
    NotAnImage,
    #[error("is a {found} file under another ending")]
    WrongEnding { found: &'static str },
    #[error("ends before its content does")]
    Truncated,
    #[error("field {tag} of its header cannot be right")]
    BadField { tag: u16 },
    #[error("is {width} × {height} pixels: too small to be a map")]
    TooSmall { width: u64, height: u64 },
    #[error("is {width} × {height} pixels: too large for this kind of file")]
    TooLarge { width: u64, height: u64 },
    #[error("claims to unpack to a thousand times its size")]
    Bomb,
    #[error("holds no picture data at all")]
    Empty,
    #[error("is compressed by method {method}, which is not known here")]
    Compression { method: u16 },
    #[error("has {bits} bits a sample in format {format}")]
    Samples { bits: u16, format: u16 },
    #[error("has {bands} bands")]
    Bands { bands: u16 },
    #[error("keeps its colours in way {photometric}")]
    Colours { photometric: u16 },
    #[error("uses predictor {predictor}")]
    Predictor { predictor: u16 },
    #[error("keeps too much in one block")]
    BlockTooLarge,
    #[error("is an interlaced PNG")]
    Interlaced,
    #[error("has no fourth band that could be transparency")]
    NoFourthBand,
    #[error("does not say where on earth it lies")]
    NoPlace,
    #[error("does not say in which coordinate system it lies")]
    NoCrs,
    #[error("lies in coordinate system {code}, which is not known here")]
    UnknownCrs { code: u32 },
    #[error("lies in a coordinate system that cannot be understood")]
    UnreadableCrs,
    #[error("has a transform that cannot be right")]
    BadTransform,
    #[error("would lie outside the map")]
    OutsideTheMap,
    #[error("lies too far from the first image, or is far coarser or finer, to make one layer")]
    NotOneLayer,
}

impl Reason {
    /// Stable; the name of the sentence for people.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NotAnImage => "not-an-image",
            Self::WrongEnding { .. } => "wrong-ending",
            Self::Truncated => "truncated",
            Self::BadField { .. } => "bad-field",
            Self::TooSmall { .. } => "too-small",
            Self::TooLarge { .. } => "too-large",
            Self::Bomb => "bomb",
            Self::Empty => "empty",
            Self::Compression { .. } => "compression",
            Self::Samples { .. } => "samples",
            Self::Bands { .. } => "bands",
            Self::Colours { .. } => "colours",
            Self::Predictor { .. } => "predictor",
            Self::BlockTooLarge => "block-too-large",
            Self::Interlaced => "interlaced",
            Self::NoFourthBand => "no-fourth-band",
            Self::NoPlace => "no-place",
            Self::NoCrs => "no-crs",
            Self::UnknownCrs { .. } => "unknown-crs",
            Self::UnreadableCrs => "unreadable-crs",
            Self::BadTransform => "bad-transform",
            Self::OutsideTheMap => "outside-the-map",
            Self::NotOneLayer => "not-one-layer",
        }
    }

    /// What the sentence for people may name besides the file.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::WrongEnding { found } => vec![("found", (*found).to_owned())],
            Self::BadField { tag } => vec![("tag", tag.to_string())],
            Self::TooSmall { width, height } | Self::TooLarge { width, height } => {
                vec![("width", width.to_string()), ("height", height.to_string())]
            }
            Self::Compression { method } => vec![("method", method.to_string())],
            Self::Samples { bits, format } => {
                vec![("bits", bits.to_string()), ("format", format.to_string())]
            }
            Self::Bands { bands } => vec![("bands", bands.to_string())],
            Self::Colours { photometric } => vec![("photometric", photometric.to_string())],
            Self::Predictor { predictor } => vec![("predictor", predictor.to_string())],
            Self::UnknownCrs { code } => vec![("crs", code.to_string())],
            _ => Vec::new(),
        }
    }
}
