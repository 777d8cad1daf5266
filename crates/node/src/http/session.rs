//! Signing in and out, and the first run.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};

use super::access::{self, By, Visitor};
use super::problem::{ApiError, Body, Problem};
use crate::desk::Desk;
use crate::desk::session::{
    BeginProvisional, ConfirmClock, Login, NameManager, Relock, Session, TakeTicket, Unlock,
};

/// Who is signed in, and what the first run still needs.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses(
    (status = 200, body = Session)))]
pub(crate) async fn show(State(desk): State<Desk>, visitor: Visitor) -> Json<Session> {
    Json(desk.session(visitor.token(), access::rights))
}

/// Sign in. Sets the cookie `sid`.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = Login, responses(
    (status = 200, body = Session),
    (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn login(
    State(desk): State<Desk>,
    Body(login): Body<Login>,
) -> Result<Response, ApiError> {
    let token = desk.login(login).await?;
    Ok(signed_in(&desk, &token))
}

/// Sign out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub(crate) async fn logout(State(desk): State<Desk>, By(caller): By) -> Response {
    desk.logout(&caller.token);
    let gone = "sid=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";
    (StatusCode::NO_CONTENT, [(SET_COOKIE, gone)]).into_response()
}

/// First run 1: a person says that the shown date and time are right.
#[utoipa::path(post, path = "/api/v1/setup/clock", tag = "setup", request_body = ConfirmClock,
    responses((status = 200, body = Session), (status = 409, body = Problem)))]
pub(crate) async fn confirm_clock(
    State(desk): State<Desk>,
    visitor: Visitor,
    Body(confirm): Body<ConfirmClock>,
) -> Result<Json<Session>, ApiError> {
    desk.confirm_clock(visitor.0.as_ref(), confirm).await?;
    Ok(Json(desk.session(visitor.token(), access::rights)))
}

/// First run 2: the text of the printed ticket.
#[utoipa::path(post, path = "/api/v1/setup/ticket", tag = "setup", request_body = TakeTicket,
    responses((status = 200, body = Session), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn take_ticket(
    State(desk): State<Desk>,
    visitor: Visitor,
    Body(ticket): Body<TakeTicket>,
) -> Result<Json<Session>, ApiError> {
    desk.take_ticket(visitor.0.as_ref(), ticket).await?;
    Ok(Json(desk.session(visitor.token(), access::rights)))
}

/// First run 2, without a ticket: work provisionally (仮) until one is brought. Everything recorded
/// is taken over then.
#[utoipa::path(post, path = "/api/v1/setup/provisional", tag = "setup",
    request_body = BeginProvisional,
    responses((status = 200, body = Session), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn begin_provisional(
    State(desk): State<Desk>,
    visitor: Visitor,
    Body(begin): Body<BeginProvisional>,
) -> Result<Json<Session>, ApiError> {
    desk.begin_provisional(begin).await?;
    Ok(Json(desk.session(visitor.token(), access::rights)))
}

/// After a start with locked keys: their passphrase.
#[utoipa::path(post, path = "/api/v1/setup/unlock", tag = "setup", request_body = Unlock,
    responses((status = 200, body = Session), (status = 403, body = Problem)))]
pub(crate) async fn unlock(
    State(desk): State<Desk>,
    visitor: Visitor,
    Body(unlock): Body<Unlock>,
) -> Result<Json<Session>, ApiError> {
    desk.unlock(unlock).await?;
    Ok(Json(desk.session(visitor.token(), access::rights)))
}

/// Set, change or take away the passphrase of this laptop's keys.
#[utoipa::path(post, path = "/api/v1/lock", tag = "session", request_body = Relock,
    responses((status = 200, body = Session), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn relock(
    State(desk): State<Desk>,
    visitor: Visitor,
    Body(relock): Body<Relock>,
) -> Result<Json<Session>, ApiError> {
    desk.relock(relock).await?;
    Ok(Json(desk.session(visitor.token(), access::rights)))
}

/// First run 3: the first account. Signs in.
#[utoipa::path(post, path = "/api/v1/setup/manager", tag = "setup", request_body = NameManager,
    responses((status = 200, body = Session), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn name_manager(
    State(desk): State<Desk>,
    Body(manager): Body<NameManager>,
) -> Result<Response, ApiError> {
    let token = desk.name_manager(manager).await?;
    Ok(signed_in(&desk, &token))
}

/// Plain http on localhost: no `Secure`, and so not the `__Host-` name either.
pub(crate) fn signed_in(desk: &Desk, token: &str) -> Response {
    let cookie = format!("sid={token}; HttpOnly; SameSite=Strict; Path=/");
    ([(SET_COOKIE, cookie)], Json(desk.session(Some(token), access::rights))).into_response()
}
