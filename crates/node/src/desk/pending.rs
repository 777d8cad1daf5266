//! Not yet.
#![allow(clippy::unused_async, unused, reason = "not yet")]
use super::{*, hq::*, notices::*, people::wire::*, places::wire::*, session::*, staff::wire::*, supplies::wire::*, sync::*, wire::*};
use crate::accounts::*;
impl Desk {
pub fn accounts(&self) -> Result<AccountList, DeskError> { Err(DeskError::Stopping) }
pub async fn create_account(&self, _: &Caller, _: NewAccount) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn disable_account(&self, _: &Caller, _: &str) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn places(&self) -> Result<PlaceList, DeskError> { Err(DeskError::Stopping) }
pub fn place(&self, _: &str) -> Result<Place, DeskError> { Err(DeskError::Stopping) }
pub async fn report_place(&self, _: &Caller, _: &str, _: NewReport) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn count_heads(&self, _: &Caller, _: &str, _: NewHeadcount) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn choose_name(&self, _: &Caller, _: &str, _: ChooseName) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn search_households(&self, _: &Caller, _: Search) -> Result<SearchResult, DeskError> { Err(DeskError::Stopping) }
pub fn household(&self, _: &Caller, _: &str) -> Result<Household, DeskError> { Err(DeskError::Stopping) }
pub async fn register(&self, _: &Caller, _: NewHousehold) -> Result<Registered, DeskError> { Err(DeskError::Stopping) }
pub async fn change_household(&self, _: &Caller, _: &str, _: HouseholdDetails) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn add_person(&self, _: &Caller, _: &str, _: AddPerson) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn change_person(&self, _: &Caller, _: &str, _: &str, _: ChangePerson) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn record_stay(&self, _: &Caller, _: &str, _: NewStay) -> Result<Registered, DeskError> { Err(DeskError::Stopping) }
pub async fn settle_household(&self, _: &Caller, _: &str, _: Settle) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn catalogue(&self) -> Result<Catalogue, DeskError> { Err(DeskError::Stopping) }
pub fn requests(&self, _: Option<&str>) -> Result<RequestList, DeskError> { Err(DeskError::Stopping) }
pub async fn request_supplies(&self, _: &Caller, _: &str, _: NewRequest) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn step_request(&self, _: &Caller, _: &str, _: &str, _: NewRequestEvent) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn stock(&self, _: &str) -> Result<Stock, DeskError> { Err(DeskError::Stopping) }
pub async fn adjust_stock(&self, _: &Caller, _: &str, _: AdjustStock) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn staff(&self) -> Result<StaffList, DeskError> { Err(DeskError::Stopping) }
pub async fn add_staff(&self, _: &Caller, _: NewStaffMember) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub async fn report_staff(&self, _: &Caller, _: NewStaffReport) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn staff_summary(&self) -> Result<StaffSummary, DeskError> { Err(DeskError::Stopping) }
pub fn notices(&self) -> Result<NoticeList, DeskError> { Err(DeskError::Stopping) }
pub async fn publish_notice(&self, _: &Caller, _: NewNotice) -> Result<SavedHere, DeskError> { Err(DeskError::Stopping) }
pub fn overview(&self) -> Result<Overview, DeskError> { Err(DeskError::Stopping) }
pub fn sync_state(&self) -> Result<SyncState, DeskError> { Err(DeskError::Stopping) }
pub async fn login(&self, _: Login) -> Result<String, DeskError> { Err(DeskError::Stopping) }
pub async fn confirm_clock(&self, _: Option<&str>, _: ConfirmClock) -> Result<(), DeskError> { Err(DeskError::Stopping) }
pub async fn take_ticket(&self, _: TakeTicket) -> Result<(), DeskError> { Err(DeskError::Stopping) }
pub async fn name_manager(&self, _: NameManager) -> Result<String, DeskError> { Err(DeskError::Stopping) }
pub fn caller(&self, _: &str) -> Option<Caller> { None }
pub fn form_token(&self, _: Option<&Caller>) -> String { String::new() }
pub fn logout(&self, _: &str) {}
pub fn session(&self, _: Option<&str>) -> Session { unimplemented!() }
}
