//! What is told and may be said of supplies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::wire::{Age, RequestKey};

#[derive(Serialize, ToSchema)]
pub struct Catalogue {
    pub items: Vec<Item>,
}

/// A kind of goods.
#[derive(Clone, Serialize, ToSchema)]
pub struct Item {
    pub code: String,
    pub label: String,
    pub unit: String,
    /// One of the official 基本8品目.
    pub basic: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    Submitted,
    Accepted,
    Rejected,
    Sourcing,
    Shipped,
    AtHub,
    OutForDelivery,
    PartlyDelivered,
    Delivered,
    Closed,
    Cancelled,
}

/// A step in a request's life. `delivered` (受取) is said by the shelter, never by the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestStep {
    Accept,
    Reject,
    Source,
    Ship,
    ArriveAtHub,
    SendOut,
    Deliver,
    Close,
    Cancel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    Now,
    Today,
    ThisWeek,
}

#[derive(Serialize, ToSchema)]
pub struct RequestList {
    pub requests: Vec<SupplyRequest>,
}

#[derive(Serialize, ToSchema)]
pub struct SupplyRequest {
    pub id: String,
    pub place: String,
    pub place_name: String,
    pub item: String,
    pub label: String,
    pub quantity: u32,
    pub unit: String,
    pub urgency: Urgency,
    pub note: Option<String>,
    pub state: RequestState,
    pub delivered: u32,
    pub age: Age,
    pub events: Vec<RequestEvent>,
    pub has_clash: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RequestEvent {
    pub id: String,
    pub step: RequestStep,
    pub quantity: Option<u32>,
    pub note: Option<String>,
    pub age: Age,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    pub key: RequestKey,
    pub item: String,
    pub quantity: u32,
    pub unit: Option<String>,
    pub urgency: Urgency,
    pub note: Option<String>,
    pub observed_at: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequestEvent {
    pub key: RequestKey,
    pub step: RequestStep,
    /// How many were received, for `deliver`.
    pub quantity: Option<u32>,
    pub note: Option<String>,
    pub observed_at: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Stock {
    pub items: Vec<StockItem>,
}

#[derive(Serialize, ToSchema)]
pub struct StockItem {
    pub item: String,
    pub label: String,
    pub unit: String,
    /// May be negative where laptops gave out the same boxes unknown to each other.
    pub count: i64,
}

/// Either what changed, or what a person counted just now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustStock {
    pub key: RequestKey,
    pub item: String,
    pub change: Option<i64>,
    pub counted: Option<u32>,
}
