//! What is told and may be said of supplies.

use musubi_model::{counting, forecast, handout, request};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acting::ActingStep;
use super::hubs::{HubNamed, LiesAt};
use crate::desk::mirror::mirror;
use crate::desk::places::wire::{Usable, Vehicle, Via};
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
    pub per_case: Option<i64>,
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

    /// Why headquarters does not send what was asked for.
    pub enum Refusal = request::Refusal {
        NoneToBeHad,
        TooMuch,
        AskedTwice,
        OnItsWay,
        NoWay,
        NotGiven,
        /// Told in words.
        Other,
    }

    /// Where what is sent comes from.
    pub enum Source = request::Source {
        /// What headquarters or a hub has.
        Stock,
        Purchase,
        /// Of the prefecture, the state, another city, a firm.
        Aid,
        /// What another place has too much of.
        Offer,
    }

    pub enum Urgency = request::Urgency {
        Now,
        Today,
        Days,
    }

    /// 未対応, 対応中, 対応済
    pub enum Progress = request::Progress {
        Open,
        Working,
        Done,
    }

    /// Why goods came or went.
    pub enum MovementWhy = counting::Why {
        Delivered,
        HandedOut,
        GivenAway,
        Spoilt,
        Other,
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
    /// `quantity` is `cases` × `per_case` where it was asked for by the case.
    pub cases: Option<i64>,
    pub per_case: Option<i64>,
    pub urgency: Option<Urgency>,
    pub people: Option<i64>,
    pub contact: Option<String>,
    pub needed_by: Option<i64>,
    /// Lines that were sent together carry the same.
    pub order: Option<String>,
    pub note: Option<String>,
    pub stage: Stage,
    pub progress: Progress,
    /// What was promised last, else by when it is needed.
    pub due_at: Option<i64>,
    /// It should have come by now.
    pub late: bool,
    /// The request that stands in its place.
    pub replaced_by: Option<String>,
    /// What others said at the same time, shown beside the stage.
    pub also: Vec<Stage>,
    /// What this laptop's side may say next.
    pub next: Vec<Stage>,
    /// Where it comes from, as was said last; several where that was said at once.
    pub sources: Vec<Sourced>,
    /// Why it was refused, while it is.
    pub refusals: Vec<Refusal>,
    /// What others did for it in headquarters' stead; none of it is one of its own steps.
    pub acting: Vec<ActingStep>,
    /// What this laptop's place may do for it while it acts in headquarters' stead.
    pub acting_next: Vec<Stage>,
    /// What of it lies at which hub, by its steps.
    pub hubs: Vec<LiesAt>,
    /// Sum of what the place said it received.
    pub delivered: i64,
    pub complete: bool,
    pub age: Option<Age>,
    pub events: Vec<RequestEvent>,
    pub has_clash: bool,
}

/// Where goods come from.
#[derive(Serialize, ToSchema)]
pub struct Sourced {
    pub source: Source,
    /// Whose stock or offer it is; `null` where nobody said, or nobody has to.
    pub place: Option<String>,
    pub place_name: Option<String>,
    pub offer: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RequestEvent {
    pub id: String,
    pub stage: Option<Stage>,
    pub quantity: Option<i64>,
    pub refusal: Option<Refusal>,
    pub source: Option<Sourced>,
    pub reason: Option<String>,
    pub carrier: Option<String>,
    pub expected_at: Option<i64>,
    pub note: Option<String>,
    /// Where it arrived.
    pub hub: Option<HubNamed>,
    /// Which hub it left.
    pub from_hub: Option<HubNamed>,
    /// The load that it left on.
    pub load: Option<String>,
    /// Another step of the same side took it back.
    pub taken_back: bool,
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

/// Several kinds of goods asked for at once, saved whole or not at all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    pub key: RequestKey,
    /// 1 to 40.
    pub lines: Vec<OrderLine>,
    pub urgency: Urgency,
    pub needed_by: Option<i64>,
    /// For how many people.
    pub people: Option<u32>,
    pub contact: Option<String>,
    pub note: Option<String>,
    pub observed_at: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderLine {
    /// `other`: goods that no catalogue has, told in `description`.
    pub item: String,
    pub description: Option<String>,
    /// May be left out where `cases` and `per_case` are given.
    pub quantity: Option<u32>,
    pub unit: Option<String>,
    pub cases: Option<u32>,
    pub per_case: Option<u32>,
    /// The request that this one takes the place of.
    pub replaces: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequestEvent {
    pub key: RequestKey,
    pub stage: Stage,
    /// How many; needed for `delivered`, and with `hub` or `from_hub`.
    pub quantity: Option<u32>,
    /// Needed for `rejected`, and nowhere else.
    pub refusal: Option<Refusal>,
    /// Where the goods come from, with `accepted` and the steps after it.
    pub source: Option<Source>,
    /// Whose stock it is; left out, this laptop's own place.
    pub source_place: Option<String>,
    /// Needed with the source `offer`.
    pub offer: Option<String>,
    /// With `at_hub`: where; needed as soon as headquarters listed a hub that is in use.
    pub hub: Option<String>,
    /// With `at_hub` and `out_for_delivery`: the hub that it left.
    pub from_hub: Option<String>,
    /// Needed where `refusal` is `other`.
    pub reason: Option<String>,
    pub carrier: Option<String>,
    /// When it should arrive.
    pub expected_at: Option<i64>,
    /// With `delivered`: put what came into the stock, in the same commit.
    #[serde(default)]
    pub to_stock: bool,
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
    pub per_case: Option<i64>,
    /// May be negative where laptops gave out the same boxes unknown to each other.
    pub count: i64,
    /// Nobody can be sure of the number: somebody should count again.
    pub uncertain: bool,
    /// Other numbers, from counts on laptops that did not know of each other.
    pub also: Vec<i64>,
    /// Movements of which nobody can tell whether they came before or after the count.
    pub meanwhile: i64,
    pub counted_at: Option<i64>,
}

/// Either what changed, or all that a person counted just now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustStock {
    pub key: RequestKey,
    pub item: String,
    pub change: Option<i64>,
    pub counted: Option<u32>,
    /// With `change`.
    pub why: Option<MovementWhy>,
}

mirror! {
    pub enum Per = forecast::Per {
        /// Everybody who draws on the place, inside and outside.
        Person,
        Infant,
        Woman,
    }

    pub enum RateSource = forecast::Source {
        DamageEstimate,
        Advice,
        /// A rule of thumb that nobody confirmed.
        Unconfirmed,
    }

    pub enum How = forecast::How {
        Daily,
        Once,
    }

    pub enum Given = handout::Given {
        Meal,
        Water,
        Goods,
    }
}

/// What the basic goods will be needed for some days, each number with where it comes from.
#[derive(Serialize, ToSchema)]
pub struct Forecast {
    pub days: u16,
    /// `null`: nobody knows. Then nothing is proposed.
    pub inside: Option<i64>,
    pub outside: Option<i64>,
    pub women: Option<i64>,
    pub infants: Option<i64>,
    /// When these were counted.
    pub counted: Option<Age>,
    pub items: Vec<ItemForecast>,
    /// Some number of the stock is not sure.
    pub unsure: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ItemForecast {
    pub item: String,
    /// `null`: nobody has published one.
    pub rate: Option<NeedRate>,
    /// The people it was multiplied with.
    pub people: Option<i64>,
    /// A fifth was added for people outside whom nobody counted.
    pub outside_estimated: bool,
    pub needed: Option<i64>,
    /// `needed` without what is here and what is still to come.
    pub proposed: Option<i64>,
    pub stock: Option<i64>,
    pub requested: i64,
    /// What goes in a day.
    pub per_day: Option<i64>,
    /// From what was handed out, not from the rate.
    pub measured: bool,
    pub tenths_of_days_left: Option<i64>,
}

/// `numerator` ÷ `denominator` for each.
#[derive(Serialize, ToSchema)]
pub struct NeedRate {
    pub numerator: i64,
    pub denominator: i64,
    pub per: Per,
    pub how: How,
    pub source: RateSource,
}

#[derive(Serialize, ToSchema)]
pub struct OfferList {
    pub offers: Vec<Offer>,
}

/// 有り余り
#[derive(Serialize, ToSchema)]
pub struct Offer {
    pub id: String,
    pub place: String,
    pub place_name: String,
    /// Of this laptop's own place.
    pub own: bool,
    pub item: String,
    pub label: Option<String>,
    pub quantity: Option<i64>,
    pub unit: Option<String>,
    pub best_before: Option<i64>,
    pub note: Option<String>,
    /// As the crow flies, where the register knows both places.
    pub distance_m: Option<u32>,
    /// Open requests that headquarters means to fill with it.
    pub chosen_for: Vec<ChosenFor>,
    pub age: Option<Age>,
}

/// A request that is to be filled from an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChosenFor {
    pub place: String,
    pub place_name: String,
    pub stage: Stage,
    /// What of it has not been received.
    pub outstanding: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOffer {
    pub key: RequestKey,
    pub item: String,
    pub description: Option<String>,
    pub quantity: u32,
    pub unit: Option<String>,
    pub best_before: Option<i64>,
    pub note: Option<String>,
}

/// 荷受け条件. `null`: nobody said.
#[derive(Clone, Serialize, ToSchema)]
pub struct Door {
    pub largest_vehicle: Option<Vehicle>,
    pub road_access: Option<Usable>,
    pub forklifts: Option<i64>,
    pub forklift_state: Option<String>,
    pub unloaders: Option<String>,
    pub delivery_hours: Option<String>,
    pub age: Option<Age>,
}

/// What is left out stays as it was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDoor {
    pub key: RequestKey,
    /// Needed of another place than this laptop's own.
    pub via: Option<Via>,
    pub largest_vehicle: Option<Vehicle>,
    pub road_access: Option<Usable>,
    pub forklifts: Option<u32>,
    pub forklift_state: Option<String>,
    pub unloaders: Option<String>,
    pub delivery_hours: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Handouts {
    /// Midnight in Japan.
    pub since: i64,
    pub given: Vec<GivenToday>,
}

#[derive(Serialize, ToSchema)]
pub struct GivenToday {
    pub given: Given,
    pub inside: i64,
    pub outside: i64,
}

/// Given to people whom nobody writes down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandout {
    pub key: RequestKey,
    pub given: Given,
    /// Needed for `goods`, and where it comes from the stock.
    pub item: Option<String>,
    pub inside: Option<u32>,
    pub outside: Option<u32>,
    #[serde(default)]
    pub from_stock: bool,
    pub note: Option<String>,
}

/// Given to a household.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHouseholdTook {
    pub key: RequestKey,
    pub given: Given,
    pub item: Option<String>,
    pub portions: u32,
    #[serde(default)]
    pub from_stock: bool,
}

/// When it took its share today; `null`: not yet.
#[derive(Serialize, ToSchema)]
pub struct HouseholdTook {
    pub meal_at: Option<i64>,
    pub water_at: Option<i64>,
    pub goods_at: Option<i64>,
}
