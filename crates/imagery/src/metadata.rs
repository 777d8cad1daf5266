//! What an archive says about its layer beyond the tiles; drawn in `docs/format.md`.

use serde::Serialize;

use crate::encode::{Format, Zoom};
use crate::footprint::Footprint;
use crate::plan::Plan;
use crate::source::Scene;

/// Words for people, which the caller has: they stand in the archive as they are.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub name: String,
    pub description: String,
    pub attribution: String,
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
    description: &'a str,
    attribution: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
    format: Format,
    musubi: Rendered<'a>,
}

/// Facts of the rendering.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rendered<'a> {
    pub format: u32,
    pub gsd_m: f64,
    pub images: Vec<Image>,
    pub quality: f32,
    pub offset_m: [f64; 2],
    pub footprint: &'a Footprint,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epsg: Option<u16>,
    /// For each colour band, what of 16 bits is shown as 0 and what as 255.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch: Option<Vec<(u16, u16)>>,
    /// Codes of what a person should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<&'static str>,
}

pub(crate) fn images(scenes: &[Scene]) -> Vec<Image> {
    scenes
        .iter()
        .map(|scene| Image {
            width: scene.width,
            height: scene.height,
            epsg: scene.placed.crs.code(),
            stretch: scene.stretch().map(|stretch| stretch.bands.clone()),
            doubts: scene.doubts.clone(),
        })
        .collect()
}

pub(crate) fn json(
    words: &Words,
    format: Format,
    plan: &Plan,
    images: Vec<Image>,
    offset: (f64, f64),
    footprint: &Footprint,
) -> String {
    let metadata = Metadata {
        name: &words.name,
        description: &words.description,
        attribution: &words.attribution,
        kind: "baselayer",
        version: "1.0.0",
        format,
        musubi: Rendered {
            format: 1,
            gsd_m: (plan.gsd * 1e5).round() / 1e5,
            images,
            quality: format.quality(Zoom::Finest),
            offset_m: [offset.0, offset.1],
            footprint,
        },
    };
    serde_json::to_string(&metadata).expect("strings, numbers and lists always serialise")
}
