//! Staff safety.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::staff::wire::{
    DecideStaffReport, NewStaffMember, NewStaffReport, RosterFile, RosterPlan, RosterTaken,
    StaffAlarms, StaffList, StaffSummary, TakeRoster, UnverifiedList,
};
use crate::desk::wire::SavedHere;

/// The roster with everyone's newest report.
#[utoipa::path(get, path = "/api/v1/staff", tag = "staff", responses(
    (status = 200, body = StaffList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<StaffList>, ApiError> {
    Ok(Json(desk.staff()?))
}

/// Add somebody to the roster. At HQ only.
#[utoipa::path(post, path = "/api/v1/staff", tag = "staff", request_body = NewStaffMember,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn add(
    State(desk): State<Desk>,
    By(caller): By,
    Body(member): Body<NewStaffMember>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.add_staff(&caller, member).await?)))
}

/// Take a safety report, of oneself or of another.
#[utoipa::path(post, path = "/api/v1/staff/reports", tag = "staff",
    request_body = NewStaffReport,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn report(
    State(desk): State<Desk>,
    By(caller): By,
    Body(report): Body<NewStaffReport>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.report_staff(&caller, report).await?)))
}

/// Per department: answered, silent, hurt, able to come, arrived.
#[utoipa::path(get, path = "/api/v1/staff/summary", tag = "staff", responses(
    (status = 200, body = StaffSummary)))]
pub(crate) async fn summary(State(desk): State<Desk>) -> Result<Json<StaffSummary>, ApiError> {
    Ok(Json(desk.staff_summary()?))
}

/// Who said they would come and has not been seen since.
#[utoipa::path(get, path = "/api/v1/staff/alarms", tag = "staff", responses(
    (status = 200, body = StaffAlarms)))]
pub(crate) async fn alarms(State(desk): State<Desk>) -> Result<Json<StaffAlarms>, ApiError> {
    Ok(Json(desk.staff_alarms()?))
}

/// What came by public pages and waits for an account to confirm it.
#[utoipa::path(get, path = "/api/v1/staff/unverified", tag = "staff", responses(
    (status = 200, body = UnverifiedList)))]
pub(crate) async fn unverified(State(desk): State<Desk>) -> Result<Json<UnverifiedList>, ApiError> {
    Ok(Json(desk.unverified_staff()?))
}

/// Confirm or reject a report that came by a public page.
#[utoipa::path(post, path = "/api/v1/staff/unverified/{id}", tag = "staff",
    params(("id" = String, Path)), request_body = DecideStaffReport,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn decide(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(decide): Body<DecideStaffReport>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.decide_staff_report(&caller, &id, decide).await?))
}

/// Read a list of staff and say what it would change. At HQ only; nothing is saved.
#[utoipa::path(post, path = "/api/v1/staff/roster/check", tag = "staff",
    request_body = RosterFile,
    responses((status = 200, body = RosterPlan), (status = 422, body = Problem)))]
pub(crate) async fn check_roster(
    State(desk): State<Desk>,
    Body(file): Body<RosterFile>,
) -> Result<Json<RosterPlan>, ApiError> {
    Ok(Json(desk.check_roster(&file)?))
}

/// Take the list in: only what it says otherwise is written. At HQ only.
#[utoipa::path(post, path = "/api/v1/staff/roster", tag = "staff", request_body = TakeRoster,
    responses((status = 200, body = RosterTaken), (status = 409, body = Problem)))]
pub(crate) async fn take_roster(
    State(desk): State<Desk>,
    By(caller): By,
    Body(take): Body<TakeRoster>,
) -> Result<Json<RosterTaken>, ApiError> {
    Ok(Json(desk.take_roster(&caller, take).await?))
}
