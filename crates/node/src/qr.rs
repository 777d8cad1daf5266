//! QR codes: a text as dark squares of an SVG.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};
use serde::Serialize;
use utoipa::ToSchema;

/// Light modules without which readers do not find a symbol (ISO/IEC 18004).
const QUIET: usize = 4;

/// A symbol as a path of an SVG with `size` units a side, without its quiet zone.
#[derive(Serialize, ToSchema)]
pub(crate) struct Qr {
    pub(crate) size: usize,
    pub(crate) path: String,
}

impl Qr {
    /// `None`: no symbol takes more than 2,331 bytes, or 3,391 capitals and digits.
    pub(crate) fn of(text: &str) -> Option<Self> {
        drawn(text, 0)
    }
}

/// A picture of its own, with its quiet zone. `None`: as for [`Qr::of`].
pub(crate) fn picture(text: &str) -> Option<String> {
    let Qr { size, path } = drawn(text, QUIET)?;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\" \
         viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}h-{size}z\"/>\
         <path d=\"{path}\"/></svg>"
    ))
}

/// At the level that survives a crease.
fn drawn(text: &str, quiet: usize) -> Option<Qr> {
    let symbol = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..symbol.size {
        let mut x = 0;
        for run in symbol[y].chunk_by(|one, next| one.value() == next.value()) {
            if run[0].value() {
                let (left, top, width) = (x + quiet, y + quiet, run.len());
                write!(path, "M{left} {top}h{width}v1h-{width}z").expect("a string takes it");
            }
            x += run.len();
        }
    }
    Some(Qr { size: symbol.size + 2 * quiet, path })
}
