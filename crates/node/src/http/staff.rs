//! The staff listener: the API of desk and HQ, and the app that speaks it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, patch, post, put};

use musubi_exchange::layers::mapped;

use super::problem::ApiError;
use super::{
    access, accounts, app, basemap, courier, duplicates, ending, events, exports, handover,
    headers, hq, inquiries, laptop, layers, lookups, notices, openapi, papers, people, places,
    reach, reception, rollcall, session, staff_safety, supplies, sync, transfers, trust, uploads,
    volunteers,
};
use crate::battery::Supplies;
use crate::desk::Desk;
use crate::reach::Reach;

/// A household of 30 with every field full stays well below.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// From the first byte of a request to the first byte of its answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);

/// What the staff listener is told at the start.
pub struct StaffConfig {
    /// Values of `Host` that are answered, with port: `localhost:8080`, `127.0.0.1:8080`.
    pub hosts: Vec<String>,
    /// The built app, where it is not embedded in the binary.
    pub web_dir: Option<PathBuf>,
    /// Shared with the public listener.
    pub reach: Reach,
    /// Where the system tells of this laptop's battery.
    pub power_supplies: PathBuf,
}

#[derive(Clone)]
pub(crate) struct Staff {
    pub(crate) desk: Desk,
    pub(crate) hosts: Arc<[String]>,
    pub(crate) app: app::App,
    reach: Reach,
    power: Supplies,
}

impl FromRef<Staff> for Supplies {
    fn from_ref(staff: &Staff) -> Self {
        staff.power.clone()
    }
}

impl FromRef<Staff> for Desk {
    fn from_ref(staff: &Staff) -> Self {
        staff.desk.clone()
    }
}

impl FromRef<Staff> for app::App {
    fn from_ref(staff: &Staff) -> Self {
        staff.app.clone()
    }
}

impl FromRef<Staff> for Reach {
    fn from_ref(staff: &Staff) -> Self {
        staff.reach.clone()
    }
}

pub fn router(desk: Desk, config: StaffConfig) -> Router {
    let app = app::App::new(config.web_dir);
    let power = Supplies::at(config.power_supplies);
    let staff = Staff { desk, hosts: config.hosts.into(), app, reach: config.reach, power };
    api()
        .route_layer(from_fn_with_state(staff.clone(), access::guard))
        .route("/api/{*rest}", get(no_such_route).fallback(no_such_route))
        .route(basemap::TOLD, get(basemap::told))
        .route(basemap::ARCHIVE, get(basemap::archive))
        .fallback(get(app::file))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(headers::whole))
        .layer(from_fn_with_state(ANSWER_TIME_MAX, headers::within))
        .layer(from_fn_with_state(staff.clone(), access::own_name))
        .layer(from_fn(headers::staff))
        .with_state(staff)
}

/// In base64, with room for the words and for a file that is refused in words.
const GIVEN_BYTES_MAX: usize = 2 * mapped::BYTES_MAX;

/// In base64: a prefecture's staff with every column of its list fits.
const ROSTER_BYTES_MAX: usize = 16 << 20;

fn api() -> Router<Staff> {
    of_laptop()
        .merge(of_places())
        .merge(of_people())
        .merge(of_supplies())
        .merge(of_staff())
        .merge(of_layers())
        .merge(of_hq())
}

/// This laptop: sessions, accounts, what it carries and how it is reached.
fn of_laptop() -> Router<Staff> {
    Router::new()
        .route("/api/v1/openapi.json", get(openapi::show))
        .route("/api/v1/session", get(session::show).post(session::login).delete(session::logout))
        .route("/api/v1/setup/clock", post(session::confirm_clock))
        .route("/api/v1/setup/ticket", post(session::take_ticket))
        .route("/api/v1/setup/manager", post(session::name_manager))
        .route("/api/v1/setup/provisional", post(session::begin_provisional))
        .route("/api/v1/setup/unlock", post(session::unlock))
        .route("/api/v1/lock", post(session::relock))
        .route("/api/v1/accounts", get(accounts::list).post(accounts::create))
        .route("/api/v1/accounts/{id}/disable", post(accounts::disable))
        .route("/api/v1/lookups", get(lookups::list))
        .route("/api/v1/courier", get(courier::plan))
        .route("/api/v1/courier/bundle", get(courier::export).post(courier::import))
        .route("/api/v1/laptop", get(laptop::show))
        .route("/api/v1/sync", get(sync::show))
        .route("/api/v1/events", get(events::stream))
        .route("/api/v1/reach", get(reach::show))
        .route("/api/v1/reach/poster", post(reach::printed))
}

/// Places, notices, and how the operation ends.
fn of_places() -> Router<Staff> {
    Router::new()
        .route("/api/v1/places", get(places::list))
        .route("/api/v1/places/{place}", get(places::show))
        .route("/api/v1/places/{place}/daily", get(places::daily))
        .route("/api/v1/places/{place}/reports", post(places::report))
        .route("/api/v1/places/{place}/headcounts", post(places::headcount))
        .route("/api/v1/places/{place}/name", put(places::choose_name))
        .route("/api/v1/places/{place}/closure", get(ending::closure).post(ending::close_place))
        .route("/api/v1/ending", get(ending::show))
        .route("/api/v1/ending/close", post(ending::close))
        .route("/api/v1/ending/reopen", post(ending::reopen))
        .route("/api/v1/ending/erase-drill", post(ending::erase_drill))
        .route("/api/v1/ending/request", get(ending::request))
        .route("/api/v1/ending/order", post(ending::order))
        .route("/api/v1/ending/papers", post(ending::tick_paper))
        .route("/api/v1/ending/certificate", get(ending::certificate))
        .route("/api/v1/ending/certificate.html", get(ending::paper))
        .route("/api/v1/notices", get(notices::list).post(notices::create))
        .route("/api/v1/notices/{id}/withdraw", post(notices::withdraw))
}

/// Evacuees, their papers, and those on the way.
fn of_people() -> Router<Staff> {
    Router::new()
        .route("/api/v1/households/search", post(people::search))
        .route("/api/v1/households", post(people::create))
        .route("/api/v1/households/{id}", get(people::show).patch(people::change))
        .route("/api/v1/households/{id}/persons", post(people::add_person))
        .route("/api/v1/households/{id}/persons/{person}", patch(people::change_person))
        .route("/api/v1/households/{id}/stays", post(people::stay))
        .route("/api/v1/households/{id}/settle", post(people::settle))
        .route("/api/v1/households/{id}/transfers", post(transfers::send))
        .route("/api/v1/households/{id}/sheet", get(papers::household))
        .route("/api/v1/papers/roster", get(papers::roster))
        .route("/api/v1/papers/public-list", get(papers::public_list))
        .route("/api/v1/places/{place}/roster/{as}", get(exports::roster))
        .route("/api/v1/transfers", get(transfers::list))
        .route("/api/v1/transfers/read", post(transfers::read))
        .route("/api/v1/transfers/arrivals", post(transfers::take_in))
        .route("/api/v1/transfers/{id}/take-back", post(transfers::take_back))
        .route("/api/v1/transfers/{id}/slip", get(transfers::slip))
        .route("/api/v1/households/{id}/duplicates", get(reception::duplicates))
        .route("/api/v1/households/{id}/persons/{person}/compare", post(reception::compare))
        .route("/api/v1/inquiries", get(inquiries::taken).post(inquiries::take))
        .route("/api/v1/cards/blank", post(reception::blank_cards))
        .route("/api/v1/away", get(reception::away))
}

/// Goods: asked for, counted, handed out, offered.
fn of_supplies() -> Router<Staff> {
    Router::new()
        .route("/api/v1/catalogue", get(supplies::catalogue))
        .route("/api/v1/requests", get(supplies::all))
        .route("/api/v1/places/{place}/requests", get(supplies::list).post(supplies::create))
        .route("/api/v1/places/{place}/requests/{id}/events", post(supplies::step))
        .route("/api/v1/places/{place}/stock", get(supplies::stock).post(supplies::adjust_stock))
        .route("/api/v1/places/{place}/orders", post(supplies::order))
        .route("/api/v1/places/{place}/forecast/{days}", get(supplies::forecast))
        .route("/api/v1/offers", get(supplies::offers))
        .route("/api/v1/places/{place}/offers", post(supplies::offer))
        .route("/api/v1/places/{place}/offers/{id}/withdraw", post(supplies::withdraw_offer))
        .route("/api/v1/places/{place}/door", get(supplies::door).post(supplies::tell_door))
        .route("/api/v1/loads", get(supplies::loads).post(supplies::plan_load))
        .route("/api/v1/loads/{id}/take-back", post(supplies::take_load_back))
        .route("/api/v1/loads/{id}/sheet", get(papers::load))
        .route("/api/v1/loads/{id}/depart", post(supplies::depart_load))
        .route("/api/v1/loads/{id}/depart/take-back", post(supplies::take_departure_back))
        .route("/api/v1/acting", get(supplies::acting).post(supplies::begin_acting))
        .route("/api/v1/acting/end", post(supplies::end_acting))
        .route("/api/v1/places/{place}/requests/{id}/acting", post(supplies::act))
        .route("/api/v1/hubs", get(supplies::hubs).post(supplies::list_hub))
        .route("/api/v1/hubs/{id}", put(supplies::change_hub))
        .route("/api/v1/hubs/{id}/close", post(supplies::close_hub))
        .route("/api/v1/places/{place}/handouts", get(supplies::handouts).post(supplies::hand_out))
        .route(
            "/api/v1/households/{id}/handouts",
            get(supplies::household_took).post(supplies::give_household),
        )
}

/// Staff, volunteers, roll calls, hand-over.
fn of_staff() -> Router<Staff> {
    Router::new()
        .route("/api/v1/staff", get(staff_safety::list).post(staff_safety::add))
        .route("/api/v1/staff/reports", post(staff_safety::report))
        .route("/api/v1/staff/summary", get(staff_safety::summary))
        .route("/api/v1/staff/alarms", get(staff_safety::alarms))
        .route("/api/v1/staff/unverified", get(staff_safety::unverified))
        .route("/api/v1/staff/unverified/{id}", post(staff_safety::decide))
        .route(
            "/api/v1/staff/roster/check",
            post(staff_safety::check_roster).layer(DefaultBodyLimit::max(ROSTER_BYTES_MAX)),
        )
        .route(
            "/api/v1/staff/roster",
            post(staff_safety::take_roster).layer(DefaultBodyLimit::max(ROSTER_BYTES_MAX)),
        )
        .route("/api/v1/volunteers", get(volunteers::list).post(volunteers::join))
        .route("/api/v1/volunteers/{id}", patch(volunteers::change))
        .route("/api/v1/volunteers/{id}/card.svg", get(volunteers::card))
        .route("/api/v1/shifts", post(volunteers::tap))
        .route("/api/v1/shifts/{id}/take-back", post(volunteers::take_back))
        .route("/api/v1/roll-calls", get(rollcall::list).post(rollcall::open))
        .route("/api/v1/roll-calls/{id}", get(rollcall::show))
        .route("/api/v1/roll-calls/{id}/find", post(rollcall::find))
        .route("/api/v1/roll-calls/{id}/marks", post(rollcall::mark))
        .route("/api/v1/roll-calls/{id}/close", post(rollcall::close))
        .route("/api/v1/handovers", get(handover::list).post(handover::hand_over))
        .route("/api/v1/handovers/{id}", get(handover::show))
        .route("/api/v1/handovers/{id}/take", post(handover::take))
}

/// Orthophotos and what mappers make of them.
fn of_layers() -> Router<Staff> {
    Router::new()
        .route("/api/v1/layers", get(layers::list))
        .route("/api/v1/layers/{id}", get(layers::show).patch(layers::change))
        .route("/api/v1/layers/{id}/publish", post(layers::publish))
        .route("/api/v1/layers/{id}/withdraw", post(layers::withdraw))
        .route("/api/v1/layers/{id}/fetch", post(layers::fetch))
        .route("/api/v1/layers/{id}/correct", post(layers::correct))
        .route("/api/v1/layers/{id}/cancel", post(layers::cancel))
        .route("/api/v1/layers/{id}/check", get(layers::walk).post(layers::looked))
        .route("/api/v1/layers/{id}/tiles/{z}/{x}/{y}", get(layers::tile))
        .route("/api/v1/layers/{id}/photos.geojson", get(layers::photos))
        .route("/api/v1/layers/{id}/photos/{number}", get(layers::photo))
        .route(
            "/api/v1/layers/{id}/mapped",
            post(layers::give_back).layer(DefaultBodyLimit::max(GIVEN_BYTES_MAX)),
        )
        .route("/api/v1/layers/{id}/mapped.geojson", get(layers::given_on_map))
        .route("/api/v1/layers/{id}/mapped/{mapped}", get(layers::given))
        .route("/api/v1/layers/{id}/mapped/{mapped}/withdraw", post(layers::take_mapped_back))
        .route("/api/v1/layer-uploads", post(uploads::announce))
        .route("/api/v1/layer-uploads/{id}", put(uploads::receive))
}

/// What headquarters alone sees and decides.
fn of_hq() -> Router<Staff> {
    Router::new()
        .route("/api/v1/exports/places/{as}", get(exports::places))
        .route("/api/v1/exports/people/{as}", get(exports::people))
        .route("/api/v1/papers/situation", get(papers::situation))
        .route("/api/v1/hq/overview", get(hq::overview))
        .route("/api/v1/hq/silence", get(hq::silence))
        .route("/api/v1/hq/silence/{place}", post(hq::see_silence))
        .route("/api/v1/hq/contact", post(hq::expect_contact))
        .route("/api/v1/hq/trend", get(hq::trend))
        .route("/api/v1/hq/stuck", get(hq::stuck))
        .route("/api/v1/hq/tickets", get(hq::tickets))
        .route("/api/v1/hq/duplicates", get(duplicates::list))
        .route("/api/v1/hq/duplicates/compare", post(duplicates::compare))
        .route("/api/v1/hq/duplicates/decide", post(duplicates::decide))
        .route("/api/v1/hq/inquiries", get(inquiries::list))
        .route("/api/v1/hq/inquiries/{id}/look", post(inquiries::look))
        .route("/api/v1/hq/inquiries/{id}/answers", post(inquiries::answer))
        .route("/api/v1/hq/reveal", post(hq::reveal).delete(hq::hide_again))
        .route("/api/v1/hq/trust", get(trust::show).post(trust::decide))
        .route("/api/v1/hq/trust/draft", get(trust::draft))
        .route("/api/v1/hq/trust/statement", post(trust::learn))
}

async fn no_such_route() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not_found")
}
