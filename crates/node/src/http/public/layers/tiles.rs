//! Tiles, as programs bear them (measured with JOSM, QGIS, GDAL and MapLibre): a gap inside the
//! layer is a tile that shows nothing, for a 404 makes JOSM paint coarse pictures over good ones;
//! outside it is 404; never 204, which it waits for, and never 500, which it asks for without end.

use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use musubi_exchange::layers::TileFormat;
use musubi_imagery::encode;
use musubi_imagery::tile::Tile;
use musubi_model::layer::LayerState;
use serde::Deserialize;

use super::{Face, NEVER, Refusal, has_it, shown_to_all};
use crate::layers::importing::{Going, Rendered};
use crate::layers::index::{Shown, Tiles};

/// A tile whose address names its archive.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// One whose address does not: the layer may be corrected or withdrawn.
const A_WHILE: &str = "public, max-age=300";

static CLEAR: LazyLock<Bytes> = LazyLock::new(|| encode::clear().into());

/// `?v=`: the first digits of the archive's hash, as the `TileJSON` writes them.
#[derive(Deserialize)]
pub(super) struct Version {
    v: Option<String>,
}

/// How long an answer may be kept, by whom.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Forever,
    AWhile,
    Never,
}

impl Keep {
    fn words(self) -> &'static str {
        match self {
            Self::Forever => FOREVER,
            Self::AWhile => A_WHILE,
            Self::Never => NEVER,
        }
    }
}

pub(super) async fn published(
    State(face): State<Face>,
    Path((id, z, x, file)): Path<(String, String, String, String)>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let index = face.desk.layer_index();
    let shown = id.parse().ok().and_then(|id| index.of(id)).ok_or(Refusal::NotFound)?;
    let tiles = public(shown)?;
    let (tile, format) = address(&z, &x, &file, tiles.catalogue_format())?;
    let named = version.v.is_some_and(|v| v.len() >= 8 && tiles.hash.to_string().starts_with(&v));
    let keep = if named { Keep::Forever } else { Keep::AWhile };
    of_archive(&face, tiles, tile, format, keep, &headers).await
}

/// What is public, and its tiles.
pub(super) fn public(shown: &Shown) -> Result<Tiles, Refusal> {
    shown_to_all(shown)?;
    shown.tiles.ok_or(Refusal::NotFound)
}

pub(super) async fn draft(
    State(face): State<Face>,
    Path((token, z, x, file)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let index = face.desk.layer_index();
    let Some(shown) = index.by_token(&token) else {
        // Its record comes when all tiles are there.
        let going = face.desk.shelf().going().filter(|going| going.job.token == token);
        return being_made(going.ok_or(Refusal::NotFound)?, &z, &x, &file).await;
    };
    if shown.standing == LayerState::Withdrawn {
        return Err(Refusal::Gone);
    }
    let tiles = shown.tiles.ok_or(Refusal::NotFound)?;
    let (tile, format) = address(&z, &x, &file, tiles.catalogue_format())?;
    of_archive(&face, tiles, tile, format, Keep::Never, &headers).await
}

async fn being_made(going: Arc<Going>, z: &str, x: &str, file: &str) -> Result<Response, Refusal> {
    let made = going.job.tiles.catalogue_format();
    let (tile, format) = address(z, x, file, made)?;
    let read = tokio::task::spawn_blocking(move || match going.tile(tile) {
        Ok(Rendered::Tile(bytes)) => translated(bytes, made, format),
        Ok(Rendered::Outside) => Err(Refusal::NotFound),
        Ok(Rendered::NotYet) | Err(_) => Err(Refusal::NotYet),
    });
    let bytes = read.await.map_err(|_| Refusal::Broken)??;
    Ok(([(CONTENT_TYPE, format.media_type()), (CACHE_CONTROL, NEVER)], bytes).into_response())
}

/// Which tile, and as what. A file's ending is that of the layer's tiles, or `png` for those who
/// cannot read `WebP`.
fn address(z: &str, x: &str, file: &str, made: TileFormat) -> Result<(Tile, TileFormat), Refusal> {
    let (y, ending) = file.split_once('.').ok_or(Refusal::NotFound)?;
    let number = |text: &str| text.parse::<u32>().map_err(|_| Refusal::NotFound);
    let z = u8::try_from(number(z)?).map_err(|_| Refusal::NotFound)?;
    let tile = Tile::new(z, number(x)?, number(y)?).ok_or(Refusal::NotFound)?;
    let format = match ending {
        "jpg" | "jpeg" => TileFormat::Jpeg,
        "png" => TileFormat::Png,
        "webp" => TileFormat::Webp,
        _ => return Err(Refusal::NotFound),
    };
    if format == made || format == made.for_josm() {
        Ok((tile, format))
    } else {
        Err(Refusal::NotFound)
    }
}

/// A tile of a whole archive.
async fn of_archive(
    face: &Face,
    tiles: Tiles,
    tile: Tile,
    format: TileFormat,
    keep: Keep,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let (min, max) = tiles.zooms;
    if !(min..=max).contains(&tile.z) || !tile.touches(tiles.bounds) {
        return Err(Refusal::NotFound);
    }
    let hash = u64::from_be_bytes(*tiles.hash.0.first_chunk().expect("32 bytes have 8"));
    let tag = format!("\"{hash:016x}-{}-{}\"", tile.id(), format.extension());
    let kept = [(ETAG, tag.clone()), (CACHE_CONTROL, keep.words().to_owned())];
    if keep != Keep::Never && has_it(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let (shelf, made) = (face.desk.shelf().clone(), tiles.catalogue_format());
    let key = (tiles.hash, tile, format);
    if let Some((media_type, bytes)) = shelf.served(&key) {
        return Ok((kept, [(CONTENT_TYPE, media_type)], bytes).into_response());
    }
    let read = tokio::task::spawn_blocking(move || {
        let archive = shelf.archive(tiles.hash).map_err(|_| Refusal::Broken)?;
        // Its record came before it did.
        let archive = archive.ok_or(Refusal::NotYet)?;
        match archive.tile(tile).map_err(|_| Refusal::Broken)? {
            Some(bytes) => translated(bytes, made, format).map(Some),
            None => Ok(None),
        }
    });
    let read = read.await.map_err(|_| Refusal::Broken)?;
    let (media_type, bytes) = match read? {
        Some(bytes) => (format.media_type(), Bytes::from(bytes)),
        None => (TileFormat::Png.media_type(), CLEAR.clone()),
    };
    face.desk.shelf().note_served(key, media_type, bytes.clone());
    Ok((kept, [(CONTENT_TYPE, media_type)], bytes).into_response())
}

fn translated(bytes: Vec<u8>, from: TileFormat, to: TileFormat) -> Result<Vec<u8>, Refusal> {
    if from == to {
        return Ok(bytes);
    }
    encode::png_of_webp(&bytes).ok_or(Refusal::Broken)
}

/// One tile for WMTS, whose requests name no version.
pub(super) async fn for_wmts(
    face: &Face,
    tiles: Tiles,
    tile: Tile,
    media_type: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let made = tiles.catalogue_format();
    let format = [made, made.for_josm()].into_iter().find(|it| it.media_type() == media_type);
    let format = format.ok_or(Refusal::NotFound)?;
    of_archive(face, tiles, tile, format, Keep::AWhile, headers).await
}
