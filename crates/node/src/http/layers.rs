//! Layers: what there is, the steps of a layer's life, the people check.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use musubi_imagery::tile::Tile;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::layers::given::GiveBack;
use crate::desk::layers::wire::{Correct, Corrected, LayerCard, LayerList, Looked, Walk};
use crate::desk::wire::SavedHere;
use crate::desk::{Desk, DeskError};
use crate::layers::words::LayerWords;

/// All layers that are known here, and what is being made.
#[utoipa::path(get, path = "/api/v1/layers", tag = "layers", responses(
    (status = 200, body = LayerList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<LayerList>, ApiError> {
    Ok(Json(desk.layers()?))
}

#[utoipa::path(get, path = "/api/v1/layers/{id}", tag = "layers",
    params(("id" = String, Path)), responses((status = 200, body = LayerCard)))]
pub(crate) async fn show(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<Json<LayerCard>, ApiError> {
    Ok(Json(desk.layer(&id)?))
}

/// Say more of a layer, or something else.
#[utoipa::path(patch, path = "/api/v1/layers/{id}", tag = "layers", request_body = LayerWords,
    params(("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn change(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(words): Body<LayerWords>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.change_layer(&caller, &id, words).await?))
}

/// Show a draft to everybody. Refused with the name of everything that is missing.
#[utoipa::path(post, path = "/api/v1/layers/{id}/publish", tag = "layers",
    params(("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn publish(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.publish_layer(&caller, &id).await?))
}

/// Take a layer back, for good.
#[utoipa::path(post, path = "/api/v1/layers/{id}/withdraw", tag = "layers",
    params(("id" = String, Path)), responses((status = 200, body = SavedHere)))]
pub(crate) async fn withdraw(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.withdraw_layer(&caller, &id).await?))
}

/// Have the archive of another laptop's layer come here.
#[utoipa::path(post, path = "/api/v1/layers/{id}/fetch", tag = "layers",
    params(("id" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
pub(crate) async fn fetch(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<StatusCode, ApiError> {
    desk.fetch_layer(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Move a layer to where it belongs.
#[utoipa::path(post, path = "/api/v1/layers/{id}/correct", tag = "layers",
    request_body = Correct, params(("id" = String, Path)),
    responses((status = 200, body = Corrected), (status = 422, body = Problem)))]
pub(crate) async fn correct(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(correct): Body<Correct>,
) -> Result<Json<Corrected>, ApiError> {
    Ok(Json(desk.correct_layer(&caller, &id, correct).await?))
}

/// End an import that runs or waits, or put away the word about one that came to nothing.
#[utoipa::path(post, path = "/api/v1/layers/{id}/cancel", tag = "layers",
    params(("id" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
pub(crate) async fn cancel(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<StatusCode, ApiError> {
    desk.cancel_import(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far the people check is, and a square to look at that nobody else looks at.
#[utoipa::path(get, path = "/api/v1/layers/{id}/check", tag = "layers",
    params(("id" = String, Path)), responses((status = 200, body = Walk)))]
pub(crate) async fn walk(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<Walk>, ApiError> {
    Ok(Json(desk.walk_layer(&caller, &id).await?))
}

/// A square was looked at.
#[utoipa::path(post, path = "/api/v1/layers/{id}/check", tag = "layers", request_body = Looked,
    params(("id" = String, Path)),
    responses((status = 200, body = Walk), (status = 422, body = Problem)))]
pub(crate) async fn looked(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(looked): Body<Looked>,
) -> Result<Json<Walk>, ApiError> {
    Ok(Json(desk.look_at(&caller, &id, looked).await?))
}

/// Give back what was drawn from a layer: the file itself, judged before it is taken.
#[utoipa::path(post, path = "/api/v1/layers/{id}/mapped", tag = "layers", request_body = GiveBack,
    params(("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn give_back(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(given): Body<GiveBack>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.give_back(&caller, &id, given).await?))
}

/// The file as it was given, to be uploaded by its author when the line is back.
#[utoipa::path(get, path = "/api/v1/layers/{id}/mapped/{mapped}", tag = "layers",
    params(("id" = String, Path), ("mapped" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = [u8])))]
pub(crate) async fn given(
    State(desk): State<Desk>,
    Id((id, mapped)): Id<(String, String)>,
) -> Result<Response, ApiError> {
    let (bytes, media_type, name) = desk.given_file(&id, &mapped).await?;
    let attached = format!("attachment; filename=\"{name}\"");
    let headers = [(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, attached)];
    Ok((headers, bytes).into_response())
}

/// What mappers gave back of a layer, for the map.
#[utoipa::path(get, path = "/api/v1/layers/{id}/mapped.geojson", tag = "layers",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/geo+json", body = String)))]
pub(crate) async fn given_on_map(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<Response, ApiError> {
    let document = desk.given_collection(&id).await?;
    Ok(([(CONTENT_TYPE, "application/geo+json")], document).into_response())
}

/// Take a mapper's file back, for good.
#[utoipa::path(post, path = "/api/v1/layers/{id}/mapped/{mapped}/withdraw", tag = "layers",
    params(("id" = String, Path), ("mapped" = String, Path)),
    responses((status = 200, body = SavedHere)))]
pub(crate) async fn take_mapped_back(
    State(desk): State<Desk>,
    By(caller): By,
    Id((id, mapped)): Id<(String, String)>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.take_mapped_back(&caller, &id, &mapped).await?))
}

/// The points of a layer of photos that is held here, drafts too.
#[utoipa::path(get, path = "/api/v1/layers/{id}/photos.geojson", tag = "layers",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/geo+json", body = String)))]
pub(crate) async fn photos(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<Response, ApiError> {
    let document = desk.layer_photos(&id).await?;
    Ok(([(CONTENT_TYPE, "application/geo+json")], document).into_response())
}

/// The small picture of one photo, by its number from 0.
#[utoipa::path(get, path = "/api/v1/layers/{id}/photos/{number}", tag = "layers",
    params(("id" = String, Path), ("number" = usize, Path)),
    responses((status = 200, content_type = "image/jpeg", body = [u8])))]
pub(crate) async fn photo(
    State(desk): State<Desk>,
    Id((id, number)): Id<(String, usize)>,
) -> Result<Response, ApiError> {
    let bytes = desk.layer_photo(&id, number).await?;
    let headers = [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, bytes).into_response())
}

/// A tile of any layer that is held here, drafts too.
#[utoipa::path(get, path = "/api/v1/layers/{id}/tiles/{z}/{x}/{y}", tag = "layers",
    params(("id" = String, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, content_type = "image/*", body = [u8])))]
pub(crate) async fn tile(
    State(desk): State<Desk>,
    Id((id, z, x, y)): Id<(String, u8, u32, u32)>,
) -> Result<Response, ApiError> {
    let tile = Tile::new(z, x, y).ok_or(DeskError::NotFound)?;
    let (bytes, media_type) = desk.layer_tile(&id, tile).await?;
    let headers = [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, bytes).into_response())
}
