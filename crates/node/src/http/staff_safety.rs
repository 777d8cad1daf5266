//! Staff safety.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Problem};
use crate::desk::Desk;
use crate::desk::staff::wire::{NewStaffMember, NewStaffReport, StaffList, StaffSummary};
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
