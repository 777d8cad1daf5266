//! Signing in and out, and the first run.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};

use super::access::{self, By, Visitor};
use super::problem::{ApiError, Body, Problem};
use crate::desk::Desk;
use crate::desk::session::{ConfirmClock, Login, NameManager, Session, TakeTicket};

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
    desk.take_ticket(ticket).await?;
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
fn signed_in(desk: &Desk, token: &str) -> Response {
    let cookie = format!("sid={token}; HttpOnly; SameSite=Strict; Path=/");
    ([(SET_COOKIE, cookie)], Json(desk.session(Some(token), access::rights))).into_response()
}
