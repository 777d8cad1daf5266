//! Supplies: requests, what became of them, stock.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::supplies::acting::{ActingList, BeginActing, EndActing, NewActingStep};
use crate::desk::supplies::departing::Departed;
use crate::desk::supplies::hubs::{CloseHub, HubFacts, HubList, NewHub};
use crate::desk::supplies::loads::{LoadList, NewLoad};
use crate::desk::supplies::wire::{
    AdjustStock, Catalogue, Door, Forecast, Handouts, HouseholdTook, NewDoor, NewHandout,
    NewHouseholdTook, NewOffer, NewOrder, NewRequest, NewRequestEvent, OfferList, RequestList,
    Stock,
};
use crate::desk::wire::SavedHere;

/// Kinds of goods that may be asked for.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "supplies", responses(
    (status = 200, body = Catalogue)))]
pub(crate) async fn catalogue(State(desk): State<Desk>) -> Result<Json<Catalogue>, ApiError> {
    Ok(Json(desk.catalogue()?))
}

/// Requests of every place, the newest first.
#[utoipa::path(get, path = "/api/v1/requests", tag = "supplies", responses(
    (status = 200, body = RequestList)))]
pub(crate) async fn all(State(desk): State<Desk>) -> Result<Json<RequestList>, ApiError> {
    Ok(Json(desk.requests(None)?))
}

/// Requests of one place, the newest first.
#[utoipa::path(get, path = "/api/v1/places/{place}/requests", tag = "supplies",
    params(("place" = String, Path)),
    responses((status = 200, body = RequestList), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<RequestList>, ApiError> {
    Ok(Json(desk.requests(Some(&place))?))
}

#[utoipa::path(post, path = "/api/v1/places/{place}/requests", tag = "supplies",
    params(("place" = String, Path)), request_body = NewRequest,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(request): Body<NewRequest>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.request_supplies(&caller, &place, request).await?)))
}

/// A step in a request's life.
#[utoipa::path(post, path = "/api/v1/places/{place}/requests/{id}/events", tag = "supplies",
    params(("place" = String, Path), ("id" = String, Path)), request_body = NewRequestEvent,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn step(
    State(desk): State<Desk>,
    By(caller): By,
    Id((place, id)): Id<(String, String)>,
    Body(event): Body<NewRequestEvent>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.step_request(&caller, &place, &id, event).await?)))
}

#[utoipa::path(get, path = "/api/v1/places/{place}/stock", tag = "supplies",
    params(("place" = String, Path)),
    responses((status = 200, body = Stock), (status = 404, body = Problem)))]
pub(crate) async fn stock(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<Stock>, ApiError> {
    Ok(Json(desk.stock(&place)?))
}

/// Change the stock of one item, or set it to what was counted.
#[utoipa::path(post, path = "/api/v1/places/{place}/stock", tag = "supplies",
    params(("place" = String, Path)), request_body = AdjustStock,
    responses((status = 200, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn adjust_stock(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(adjust): Body<AdjustStock>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.adjust_stock(&caller, &place, adjust).await?))
}

/// Ask for several kinds of goods at once. Answers the first request's id.
#[utoipa::path(post, path = "/api/v1/places/{place}/orders", tag = "supplies",
    params(("place" = String, Path)), request_body = NewOrder,
    responses((status = 201, body = SavedHere), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn order(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(order): Body<NewOrder>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.order_supplies(&caller, &place, order).await?)))
}

/// What is needed for 1 to 14 days, and how long what is here will last.
#[utoipa::path(get, path = "/api/v1/places/{place}/forecast/{days}", tag = "supplies",
    params(("place" = String, Path), ("days" = u16, Path)),
    responses((status = 200, body = Forecast), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn forecast(
    State(desk): State<Desk>,
    Id((place, days)): Id<(String, u16)>,
) -> Result<Json<Forecast>, ApiError> {
    Ok(Json(desk.forecast(&place, days)?))
}

/// What places have too much of, the nearest first.
#[utoipa::path(get, path = "/api/v1/offers", tag = "supplies", responses(
    (status = 200, body = OfferList)))]
pub(crate) async fn offers(State(desk): State<Desk>) -> Result<Json<OfferList>, ApiError> {
    Ok(Json(desk.offers()?))
}

#[utoipa::path(post, path = "/api/v1/places/{place}/offers", tag = "supplies",
    params(("place" = String, Path)), request_body = NewOffer,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn offer(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(offer): Body<NewOffer>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.offer(&caller, &place, offer).await?)))
}

/// Take an offer back.
#[utoipa::path(post, path = "/api/v1/places/{place}/offers/{id}/withdraw", tag = "supplies",
    params(("place" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn withdraw_offer(
    State(desk): State<Desk>,
    By(caller): By,
    Id((place, id)): Id<(String, String)>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.withdraw_offer(&caller, &place, &id).await?))
}

/// What a lorry finds at the door.
#[utoipa::path(get, path = "/api/v1/places/{place}/door", tag = "supplies",
    params(("place" = String, Path)),
    responses((status = 200, body = Door), (status = 404, body = Problem)))]
pub(crate) async fn door(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<Door>, ApiError> {
    Ok(Json(desk.door(&place)?))
}

#[utoipa::path(post, path = "/api/v1/places/{place}/door", tag = "supplies",
    params(("place" = String, Path)), request_body = NewDoor,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn tell_door(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(door): Body<NewDoor>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.tell_door(&caller, &place, door).await?)))
}

/// What is planned to go onto which vehicle, the newest first.
#[utoipa::path(get, path = "/api/v1/loads", tag = "supplies", responses(
    (status = 200, body = LoadList)))]
pub(crate) async fn loads(State(desk): State<Desk>) -> Result<Json<LoadList>, ApiError> {
    Ok(Json(desk.loads()?))
}

/// One vehicle with all its stops. What contradicts a door is taken, and told with the load.
#[utoipa::path(post, path = "/api/v1/loads", tag = "supplies", request_body = NewLoad,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn plan_load(
    State(desk): State<Desk>,
    By(caller): By,
    Body(load): Body<NewLoad>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.plan_load(&caller, load).await?)))
}

/// Where it was planned.
#[utoipa::path(post, path = "/api/v1/loads/{id}/take-back", tag = "supplies",
    params(("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn take_load_back(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.take_load_back(&caller, &id).await?))
}

/// The vehicle left: 配送中 of everything on it. Saying so again says nothing twice.
#[utoipa::path(post, path = "/api/v1/loads/{id}/depart", tag = "supplies",
    params(("id" = String, Path)),
    responses((status = 200, body = Departed), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub(crate) async fn depart_load(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<Departed>, ApiError> {
    Ok(Json(desk.depart_load(&caller, &id).await?))
}

/// It has not left after all. What a place has received since stays said.
#[utoipa::path(post, path = "/api/v1/loads/{id}/depart/take-back", tag = "supplies",
    params(("id" = String, Path)),
    responses((status = 200, body = Departed), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub(crate) async fn take_departure_back(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<Departed>, ApiError> {
    Ok(Json(desk.take_departure_back(&caller, &id).await?))
}

/// 物資拠点, and what came to each, went on, lies there and is stuck, by the steps of the requests.
#[utoipa::path(get, path = "/api/v1/hubs", tag = "supplies", responses(
    (status = 200, body = HubList)))]
pub(crate) async fn hubs(State(desk): State<Desk>) -> Result<Json<HubList>, ApiError> {
    Ok(Json(desk.hubs()?))
}

/// At headquarters.
#[utoipa::path(post, path = "/api/v1/hubs", tag = "supplies", request_body = NewHub,
    responses((status = 201, body = SavedHere), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn list_hub(
    State(desk): State<Desk>,
    By(caller): By,
    Body(hub): Body<NewHub>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.list_hub(&caller, hub).await?)))
}

/// All of what is said of a hub: what is left out is not said any more.
#[utoipa::path(put, path = "/api/v1/hubs/{id}", tag = "supplies",
    params(("id" = String, Path)), request_body = HubFacts,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn change_hub(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(facts): Body<HubFacts>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.change_hub(&caller, &id, facts).await?))
}

/// No longer in use, or in use again. Where goods lie it is refused until whoever closes it says
/// that they know.
#[utoipa::path(post, path = "/api/v1/hubs/{id}/close", tag = "supplies",
    params(("id" = String, Path)), request_body = CloseHub,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn close_hub(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(close): Body<CloseHub>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.close_hub(&caller, &id, close).await?))
}

/// 代行: which places act in headquarters' stead, and whether this one may.
#[utoipa::path(get, path = "/api/v1/acting", tag = "supplies", responses(
    (status = 200, body = ActingList)))]
pub(crate) async fn acting(State(desk): State<Desk>) -> Result<Json<ActingList>, ApiError> {
    Ok(Json(desk.acting()?))
}

/// This place acts from now on. Refused while headquarters is not silent.
#[utoipa::path(post, path = "/api/v1/acting", tag = "supplies", request_body = BeginActing,
    responses((status = 201, body = SavedHere), (status = 403, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn begin_acting(
    State(desk): State<Desk>,
    By(caller): By,
    Body(new): Body<BeginActing>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.begin_acting(&caller, new).await?)))
}

/// This place lays the duty down.
#[utoipa::path(post, path = "/api/v1/acting/end", tag = "supplies", request_body = EndActing,
    responses((status = 201, body = SavedHere), (status = 409, body = Problem)))]
pub(crate) async fn end_acting(
    State(desk): State<Desk>,
    By(caller): By,
    Body(new): Body<EndActing>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.end_acting(&caller, new).await?)))
}

/// What this place did for a request while it acts; written into its own document.
#[utoipa::path(post, path = "/api/v1/places/{place}/requests/{id}/acting", tag = "supplies",
    params(("place" = String, Path), ("id" = String, Path)), request_body = NewActingStep,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn act(
    State(desk): State<Desk>,
    By(caller): By,
    Id((place, id)): Id<(String, String)>,
    Body(step): Body<NewActingStep>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.act(&caller, &place, &id, step).await?)))
}

/// What was given out today.
#[utoipa::path(get, path = "/api/v1/places/{place}/handouts", tag = "supplies",
    params(("place" = String, Path)),
    responses((status = 200, body = Handouts), (status = 404, body = Problem)))]
pub(crate) async fn handouts(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<Handouts>, ApiError> {
    Ok(Json(desk.handouts(&place)?))
}

/// Given by tap to people whom nobody writes down.
#[utoipa::path(post, path = "/api/v1/places/{place}/handouts", tag = "supplies",
    params(("place" = String, Path)), request_body = NewHandout,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn hand_out(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(handout): Body<NewHandout>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.hand_out(&caller, &place, handout).await?)))
}

/// Whether a household took its share today.
#[utoipa::path(get, path = "/api/v1/households/{id}/handouts", tag = "supplies",
    params(("id" = String, Path)),
    responses((status = 200, body = HouseholdTook), (status = 404, body = Problem)))]
pub(crate) async fn household_took(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<HouseholdTook>, ApiError> {
    Ok(Json(desk.household_took(&caller, &id)?))
}

/// Given to a household. One that took its share already is not refused.
#[utoipa::path(post, path = "/api/v1/households/{id}/handouts", tag = "supplies",
    params(("id" = String, Path)), request_body = NewHouseholdTook,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn give_household(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(took): Body<NewHouseholdTook>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.give_household(&caller, &id, took).await?)))
}
