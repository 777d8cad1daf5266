//! Georeferenced images in, map tiles out: one archive for each layer.
//!
//! Reading downwards: [`import`] runs the whole; [`plan`] decides zooms and units of work;
//! `source` opens images (`tiff`, `picture`), places them (`georef`, [`crs`]) and hands out
//! windows of pixels; `warp` makes tiles of them, `canvas` coarser tiles of finer ones, [`encode`]
//! bytes of pixels; `spool` keeps what is done; [`pmtiles`] is the archive. Beside that, [`packs`]
//! takes tiles that others made, and [`photos`] makes points of raw drone photos.
//!
//! What always holds:
//!
//! - Memory is bounded whatever the images' size, and whatever a hostile file claims: every
//!   number from outside is checked before anything is sized by it.
//! - An archive is there whole or not at all. A killed import goes on where it was and gives the
//!   same bytes; a refused, failed or cancelled one leaves nothing behind.
//! - What lies under transparency is never looked at: every mean is weighted by alpha.
//! - A refusal names the file and has a stable code ([`refusal::Reason::code`]); words for people
//!   are the caller's.
//!
//! Failure cases: [`refusal::Refusal`] before anything is written; [`import::ImportError`] while
//! rendering (damage in the middle of an image, a full disk); [`pmtiles::ArchiveError`] for
//! archives that lie.
//!
//! Deliberately absent: shelters, HTTP, async, clocks (pace is told), who may publish what.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    clippy::inline_always,
    clippy::needless_range_loop,
    reason = "arithmetic on pixels and places, each within bounds that are checked on intake"
)]

mod block;
mod cache;
mod canvas;
pub mod crs;
pub mod encode;
mod file;
pub mod footprint;
mod georef;
pub mod import;
pub mod metadata;
pub mod packs;
pub mod photos;
mod picture;
pub mod plan;
pub mod pmtiles;
pub mod refusal;
mod relaid;
mod source;
mod spool;
mod tiff;
pub mod tile;
mod warp;

pub use source::Hints;
pub use tiff::FourthBand;
