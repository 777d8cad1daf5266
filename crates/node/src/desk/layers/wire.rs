//! What is told and may be said of layers.

use musubi_model::layer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::given::MappedCard;
use crate::desk::mirror::mirror;
use crate::desk::wire::Age;
use crate::layers::words::LayerWords;

mirror! {
    pub enum LayerState = layer::LayerState {
        /// 下書き
        Draft,
        /// 公開
        Published,
        /// 公開（位置を直した）
        Corrected,
        /// 取り下げ
        Withdrawn,
    }
}

#[derive(Serialize, ToSchema)]
pub struct LayerList {
    /// The newest first.
    pub layers: Vec<LayerCard>,
    /// What is being made, waits, or came to nothing.
    pub imports: Vec<LayerImport>,
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts, shown one by one")]
#[derive(Serialize, ToSchema)]
pub struct LayerCard {
    pub id: String,
    /// This laptop took it in.
    pub own: bool,
    pub state: LayerState,
    pub words: LayerWords,
    pub age: Option<Age>,
    /// How many, of a layer of photos; it has no tiles.
    pub photos: Option<u64>,
    /// West, south, east, north in degrees.
    pub bounds: Option<[f64; 4]>,
    pub zooms: Option<[u8; 2]>,
    /// Of its tiles.
    pub extension: Option<String>,
    pub bytes: Option<i64>,
    /// The archive is on this laptop.
    pub held: bool,
    /// Parts of it that are, of so many.
    pub parts_held: u64,
    pub parts: u64,
    /// What is missing of it is being fetched.
    pub fetched: bool,
    /// Names of all that is missing before it may be published.
    pub missing: Vec<String>,
    pub people_checked: bool,
    /// East and north, which editors are told.
    pub offset_cm: Option<[i64; 2]>,
    /// East and north, by which the tiles were moved when they were rendered.
    pub moved_cm: Option<[i64; 2]>,
    /// On the public listener.
    pub draft_path: Option<String>,
    /// It is being rendered once more.
    pub being_made: bool,
    /// What mappers gave back of it, the newest first.
    pub mapped: Vec<MappedCard>,
}

#[derive(Serialize, ToSchema)]
pub struct LayerImport {
    pub layer: String,
    pub title: Option<String>,
    /// Names without folders.
    pub files: Vec<String>,
    /// A layer that is there is rendered once more.
    pub again: bool,
    pub draft_path: String,
    /// `reading`, `rendering`, `writing`; `null`: it waits.
    pub stage: Option<String>,
    pub done: Option<u64>,
    pub total: Option<u64>,
    pub left_ms: Option<u64>,
    /// A code, where it came to nothing.
    pub refused: Option<String>,
    /// The file it is about.
    pub file: Option<String>,
}

/// Files that are to become one layer: images, later ones on top, with the files that stand beside
/// them; or one file of tiles that are ready.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    pub title: String,
    /// Sent one after the other, in this order and with nothing between them.
    pub files: Vec<ExpectedFile>,
    /// The fourth band is transparency, though the files do not say so.
    #[serde(default)]
    pub fourth_band_is_alpha: bool,
    /// The coordinate system of the images, whatever they say.
    pub epsg: Option<u16>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFile {
    /// Without folders.
    pub name: String,
    pub bytes: u64,
}

#[derive(Serialize, ToSchema)]
pub struct Announced {
    /// Of the layer that these files become.
    pub id: String,
}

/// By how much a layer lies wrong: where it has to go, from where it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub east_cm: i64,
    pub north_cm: i64,
}

#[derive(Serialize, ToSchema)]
pub struct Corrected {
    /// From the originals; else editors are told what to move it by.
    pub rendered_again: bool,
}

/// How far the looking is, and what to look at next.
#[derive(Serialize, ToSchema)]
pub struct Walk {
    pub cells: u64,
    pub left: u64,
    /// In which somebody is to be recognised.
    pub people: u64,
    /// Kept for whoever asked, for two minutes. `null`: others look at all that is left.
    pub next: Option<Cell>,
    /// Where somebody was said to be recognised, the first of them: whoever erred looks again.
    pub again: Vec<Cell>,
}

/// What is looked at in one go: a square of tiles, or a photo.
#[derive(Clone, Serialize, ToSchema)]
pub struct Cell {
    /// `z/x/y` of the tile that covers it, or `photo/` and its number.
    pub cell: String,
    pub square: Option<Square>,
    pub photo: Option<u32>,
}

/// A square of the finest zoom's tiles.
#[derive(Clone, Serialize, ToSchema)]
pub struct Square {
    /// The finest zoom, and columns and rows of its tiles from the north-west on.
    pub zoom: u8,
    pub columns: [u32; 2],
    pub rows: [u32; 2],
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    pub cell: String,
    /// Somebody is to be recognised.
    pub people: bool,
}
