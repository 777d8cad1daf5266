//! Whole archives and albums: `PMTiles` by ranges, `MBTiles` for programs that read no other, a layer definition
//! of QGIS.

use std::io;
use std::path::PathBuf;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, IF_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use musubi_exchange::layers::{Address, qgis};
use musubi_model::layer::{ArchiveHash, LayerState};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, SeekFrom};

use super::tiles::public;
use super::{ASK_AGAIN, Face, NEVER, Refusal, has_it, shown_to_all};
use crate::layers::DatabaseRefused;
use crate::layers::index::Tiles;

/// Read and sent at once.
const PIECE: u64 = 256 * 1024;
const PMTILES: &str = "application/vnd.pmtiles";
const ZIP: &str = "application/zip";
const MBTILES: &str = "application/vnd.sqlite3";
const QLR: &str = "application/x-qgis-layer-definition";

/// `{id}.pmtiles`, `{id}.mbtiles`, `{id}.qlr`; of photos `{id}.zip`.
pub(super) async fn published(
    State(face): State<Face>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (id, ending) = file.rsplit_once('.').ok_or(Refusal::NotFound)?;
    let index = face.desk.layer_index();
    let shown = id.parse().ok().and_then(|id| index.of(id)).ok_or(Refusal::NotFound)?;
    if ending == "zip" {
        shown_to_all(shown)?;
        let photos = shown.photos.ok_or(Refusal::NotFound)?;
        return whole(&face, photos.hash, &file, ZIP, ASK_AGAIN, &headers).await;
    }
    let tiles = public(shown)?;
    match ending {
        "pmtiles" => whole(&face, tiles.hash, &file, PMTILES, ASK_AGAIN, &headers).await,
        "mbtiles" => database(&face, tiles, &file, &headers).await,
        "qlr" => {
            let at = face.address(&headers);
            let body = qgis::document(Address::Node(&at), &face.layer(id)?);
            let kept = [
                (CONTENT_TYPE, QLR.to_owned()),
                (CACHE_CONTROL, ASK_AGAIN.to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
            ];
            Ok((kept, body).into_response())
        }
        _ => Err(Refusal::NotFound),
    }
}

/// `{token}.pmtiles`, of photos `{token}.zip`.
pub(super) async fn draft(
    State(face): State<Face>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (token, ending) = file.rsplit_once('.').ok_or(Refusal::NotFound)?;
    let index = face.desk.layer_index();
    let shown = index.by_token(token).ok_or(Refusal::NotFound)?;
    if shown.standing == LayerState::Withdrawn {
        return Err(Refusal::Gone);
    }
    let (hash, name, media_type) = match ending {
        "pmtiles" => (shown.tiles.map(|it| it.hash), "draft.pmtiles", PMTILES),
        "zip" => (shown.photos.map(|it| it.hash), "draft.zip", ZIP),
        _ => return Err(Refusal::NotFound),
    };
    whole(&face, hash.ok_or(Refusal::NotFound)?, name, media_type, NEVER, &headers).await
}

async fn whole(
    face: &Face,
    hash: ArchiveHash,
    name: &str,
    media_type: &'static str,
    keep: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let path = face.desk.shelf().path(hash).ok_or(Refusal::NotFound)?;
    send(path, name, media_type, format!("\"{hash}\""), keep, headers).await
}

async fn database(
    face: &Face,
    tiles: Tiles,
    name: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let shelf = face.desk.shelf().clone();
    let made = tokio::task::spawn_blocking(move || shelf.database(tiles.hash)).await;
    let path = made.map_err(|_| Refusal::Broken)?.map_err(|refused| {
        tracing::warn!(error = %refused, "no database could be made of an archive");
        match refused {
            DatabaseRefused::NotHere => Refusal::NotFound,
            DatabaseRefused::NoRoom => Refusal::NoRoom,
            DatabaseRefused::Made(_) | DatabaseRefused::Unwritable(_) => Refusal::Broken,
        }
    })?;
    let tag = format!("\"{}-mbtiles\"", &tiles.hash.to_string()[..32]);
    send(path, name, MBTILES, tag, ASK_AGAIN, headers).await
}

/// A file, or the part of it that was asked for.
pub(in crate::http) async fn send(
    path: PathBuf,
    name: &str,
    media_type: &'static str,
    tag: String,
    keep: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let not_found = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::NotFound,
        _ => Refusal::Broken,
    };
    let mut file = tokio::fs::File::open(&path).await.map_err(not_found)?;
    let length = file.metadata().await.map_err(not_found)?.len();
    let text = |value: &str| HeaderValue::from_str(value).expect("only plain letters");
    let mut answer = HeaderMap::new();
    answer.insert(ETAG, text(&tag));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if is_another(headers, &tag) {
        return Ok((StatusCode::PRECONDITION_FAILED, answer).into_response());
    }
    if has_it(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    // A part of what was another file a moment ago would not fit.
    let same = headers.get(IF_RANGE).is_none_or(|held| held.as_bytes() == tag.as_bytes());
    let range = headers.get(RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
    let (status, first, bytes) = match range.map_or(Part::Whole, |range| part(range, length)) {
        Part::Whole => {
            let attached = format!("attachment; filename=\"{name}\"");
            answer.insert(CONTENT_DISPOSITION, text(&attached));
            (StatusCode::OK, 0, length)
        }
        Part::Of { first, last } => {
            answer.insert(CONTENT_RANGE, text(&format!("bytes {first}-{last}/{length}")));
            (StatusCode::PARTIAL_CONTENT, first, last - first + 1)
        }
        Part::Beyond => {
            answer.insert(CONTENT_RANGE, text(&format!("bytes */{length}")));
            answer.remove(CONTENT_TYPE);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, answer).into_response());
        }
    };
    answer.insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    file.seek(SeekFrom::Start(first)).await.map_err(not_found)?;
    let body = Body::from_stream(futures::stream::try_unfold((file, bytes), next_piece));
    Ok((status, answer, body).into_response())
}

async fn next_piece(
    (mut file, left): (tokio::fs::File, u64),
) -> io::Result<Option<(Bytes, (tokio::fs::File, u64))>> {
    if left == 0 {
        return Ok(None);
    }
    let take = usize::try_from(left.min(PIECE)).expect("a piece is small");
    let mut piece = vec![0; take];
    file.read_exact(&mut piece).await?;
    Ok(Some((Bytes::from(piece), (file, left - take as u64))))
}

/// The reader goes on with a file that this is not.
fn is_another(headers: &HeaderMap, tag: &str) -> bool {
    let wanted = headers.get(IF_MATCH).and_then(|wanted| wanted.to_str().ok());
    wanted.is_some_and(|wanted| {
        !wanted.split(',').any(|held| held.trim() == tag || held.trim() == "*")
    })
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Of { first: u64, last: u64 },
    Beyond,
}

/// One range. Several at once, or what is none, are answered by the whole file, as the standard has it.
fn part(range: &str, length: u64) -> Part {
    let Some(range) = range.trim().strip_prefix("bytes=") else { return Part::Whole };
    let Some((first, last)) = range.split_once('-') else { return Part::Whole };
    let number = |text: &str| text.trim().parse::<u64>();
    let plain = |text: &str| text.trim().bytes().all(|byte| byte.is_ascii_digit());
    if !plain(first) || !plain(last) {
        return Part::Whole;
    }
    match (number(first), number(last)) {
        (Ok(first), Ok(last)) if last < first => Part::Whole,
        (Ok(first), _) if first >= length => Part::Beyond,
        (Ok(first), Ok(last)) => Part::Of { first, last: last.min(length - 1) },
        (Ok(first), Err(_)) if last.trim().is_empty() => Part::Of { first, last: length - 1 },
        (Err(_), Ok(0)) if first.trim().is_empty() => Part::Beyond,
        (Err(_), Ok(last)) if first.trim().is_empty() && length > 0 => {
            Part::Of { first: length.saturating_sub(last), last: length - 1 }
        }
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_has_it() {
        let of = |first, last| Part::Of { first, last };
        let check = |range: &str, want: Part| assert_eq!(part(range, 100), want, "{range}");
        check("bytes=0-0", of(0, 0));
        check("bytes=10-19", of(10, 19));
        check("bytes=90-", of(90, 99));
        check("bytes=0-16383", of(0, 99));
        check("bytes=-10", of(90, 99));
        check("bytes=-1000", of(0, 99));
        check("bytes=100-", Part::Beyond);
        check("bytes=100-200", Part::Beyond);
        check("bytes=-0", Part::Beyond);
        for whole in
            ["bytes=20-10", "bytes=0-1,5-6", "lines=0-1", "bytes=", "bytes=-", "bytes=a-b", "0-1"]
        {
            check(whole, Part::Whole);
        }
        for far in ["bytes=99999999999999999999-", "bytes=-99999999999999999999"] {
            check(far, Part::Whole);
        }
        assert_eq!(part("bytes=0-", 0), Part::Beyond);
        assert_eq!(part("bytes=-5", 0), Part::Whole);
    }
}
