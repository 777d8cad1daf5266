//! What is told and may be said of supplies.

use musubi_model::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::wire::{Age, RequestKey};

#[derive(Serialize, ToSchema)]
pub struct Catalogue {
    pub items: Vec<Item>,
}

/// A kind of goods.
#[derive(Clone, Serialize, ToSchema)]
pub struct Item {
    pub code: String,
    /// From the catalogue, else in the words of the pages for `basic` ones.
    pub label: Option<String>,
    pub unit: Option<String>,
    /// One of the official 基本8品目.
    pub basic: bool,
}

mirror! {
    /// Where a request stands. `delivered` (受取) is said by the place, never by the sender.
    pub enum Stage = request::Stage {
        Draft,
        Submitted,
        Superseded,
        Rejected,
        Cancelled,
        Accepted,
        Sourcing,
        Shipped,
        /// Arrived at the hub, which is not arrived at the shelter.
        AtHub,
        OutForDelivery,
        Delivered,
        Closed,
    }

    pub enum Urgency = request::Urgency {
        Now,
        Today,
        Days,
    }
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
    /// From the catalogue; pages have words of their own for the basic ones.
    pub label: Option<String>,
    /// `null`: not readable by this version.
    pub quantity: Option<i64>,
    pub unit: Option<String>,
    pub urgency: Option<Urgency>,
    pub note: Option<String>,
    pub stage: Stage,
    /// What others said at the same time, shown beside the stage.
    pub also: Vec<Stage>,
    /// What this laptop's side may say next.
    pub next: Vec<Stage>,
    /// Sum of what the place said it received.
    pub delivered: i64,
    pub complete: bool,
    pub age: Option<Age>,
    pub events: Vec<RequestEvent>,
    pub has_clash: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RequestEvent {
    pub id: String,
    pub stage: Option<Stage>,
    pub quantity: Option<i64>,
    pub note: Option<String>,
    /// It counts for nothing: nobody of that side may say so.
    pub ignored: bool,
    pub age: Option<Age>,
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
    pub stage: Stage,
    /// How many; needed for `delivered`.
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
    pub label: Option<String>,
    pub unit: Option<String>,
    /// May be negative where laptops gave out the same boxes unknown to each other.
    pub count: i64,
    /// Some movement could not be read: the count is not the whole truth.
    pub uncertain: bool,
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
