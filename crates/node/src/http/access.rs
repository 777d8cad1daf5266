//! Who may do what: one table of route × role, and the door that every staff request passes.
//!
//! Invariant: a route that is not in [`TABLE`] answers nobody. Everything that changes something
//! carries the page's own origin and form token, so no other site can make a browser do it.

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::problem::ApiError;
use super::staff::Staff;
use crate::accounts::Role;
use crate::desk::Caller;

/// Which accounts a route answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// Nobody needs to be signed in.
    Anyone,
    Roles(&'static [Role]),
    /// The same, and anybody on a laptop that was erased: it has no accounts left, and holds nothing
    /// about anybody.
    UntilErased(&'static [Role]),
}

impl Allowed {
    pub(crate) fn allows(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Anyone, _) => true,
            (Self::Roles(roles) | Self::UntilErased(roles), Some(role)) => roles.contains(&role),
            (Self::Roles(_) | Self::UntilErased(_), None) => false,
        }
    }
}

const EVERYONE: Allowed = Allowed::Roles(&Role::ALL);
const MANAGER: Allowed = Allowed::Roles(&[Role::Manager]);
const HQ: Allowed = Allowed::Roles(&[Role::Manager, Role::HqOfficer]);
const PAPERS: Allowed = Allowed::UntilErased(&[Role::Manager, Role::HqOfficer]);
const RECEPTION: Allowed =
    Allowed::Roles(&[Role::Manager, Role::Staff, Role::Reception, Role::HqOfficer]);
const SUPPLIES: Allowed =
    Allowed::Roles(&[Role::Manager, Role::Staff, Role::Supplies, Role::HqOfficer]);
const STAFF: Allowed =
    Allowed::Roles(&[Role::Manager, Role::Staff, Role::StaffSafety, Role::HqOfficer]);
/// Whoever is at the desk, but those who are there for goods alone.
const SHIFTS: Allowed = Allowed::Roles(&[
    Role::Manager,
    Role::Staff,
    Role::Reception,
    Role::StaffSafety,
    Role::HqOfficer,
]);

const LAYERS: Allowed = Allowed::Roles(&[Role::Manager, Role::Staff, Role::HqOfficer]);
const NOTICES: Allowed = Allowed::Roles(&[Role::Manager, Role::Staff, Role::HqOfficer]);

/// Every route of the staff API. What HQ alone may write is checked by the desk besides.
pub(crate) const TABLE: &[(Method, &str, Allowed)] = &[
    (Method::GET, "/api/v1/openapi.json", Allowed::Anyone),
    (Method::GET, "/api/v1/session", Allowed::Anyone),
    (Method::POST, "/api/v1/session", Allowed::Anyone),
    (Method::DELETE, "/api/v1/session", EVERYONE),
    (Method::POST, "/api/v1/setup/clock", Allowed::Anyone),
    (Method::POST, "/api/v1/setup/ticket", Allowed::Anyone),
    (Method::POST, "/api/v1/setup/manager", Allowed::Anyone),
    (Method::POST, "/api/v1/setup/provisional", Allowed::Anyone),
    (Method::POST, "/api/v1/setup/unlock", Allowed::Anyone),
    (Method::POST, "/api/v1/lock", MANAGER),
    (Method::GET, "/api/v1/accounts", MANAGER),
    (Method::POST, "/api/v1/accounts", MANAGER),
    (Method::POST, "/api/v1/accounts/{id}/disable", MANAGER),
    (Method::GET, "/api/v1/lookups", HQ),
    (Method::GET, "/api/v1/places", EVERYONE),
    (Method::GET, "/api/v1/places/{place}", EVERYONE),
    (Method::GET, "/api/v1/places/{place}/daily", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/reports", RECEPTION),
    (Method::POST, "/api/v1/places/{place}/headcounts", RECEPTION),
    (Method::PUT, "/api/v1/places/{place}/name", HQ),
    (Method::GET, "/api/v1/places/{place}/closure", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/closure", HQ),
    (Method::GET, "/api/v1/ending", Allowed::UntilErased(&Role::ALL)),
    (Method::POST, "/api/v1/ending/close", HQ),
    (Method::POST, "/api/v1/ending/reopen", HQ),
    (Method::POST, "/api/v1/ending/erase-drill", MANAGER),
    (Method::GET, "/api/v1/ending/request", HQ),
    (Method::POST, "/api/v1/ending/order", MANAGER),
    (Method::POST, "/api/v1/ending/papers", PAPERS),
    (Method::GET, "/api/v1/ending/certificate", PAPERS),
    (Method::GET, "/api/v1/ending/certificate.html", PAPERS),
    (Method::POST, "/api/v1/households/search", RECEPTION),
    (Method::POST, "/api/v1/households", RECEPTION),
    (Method::GET, "/api/v1/households/{id}", RECEPTION),
    (Method::PATCH, "/api/v1/households/{id}", RECEPTION),
    (Method::POST, "/api/v1/households/{id}/persons", RECEPTION),
    (Method::PATCH, "/api/v1/households/{id}/persons/{person}", RECEPTION),
    (Method::POST, "/api/v1/households/{id}/stays", RECEPTION),
    (Method::POST, "/api/v1/households/{id}/settle", RECEPTION),
    (Method::POST, "/api/v1/households/{id}/transfers", RECEPTION),
    (Method::GET, "/api/v1/households/{id}/sheet", RECEPTION),
    (Method::GET, "/api/v1/papers/roster", RECEPTION),
    (Method::GET, "/api/v1/papers/public-list", RECEPTION),
    (Method::GET, "/api/v1/places/{place}/roster/{as}", RECEPTION),
    (Method::GET, "/api/v1/transfers", RECEPTION),
    (Method::POST, "/api/v1/transfers/read", RECEPTION),
    (Method::POST, "/api/v1/transfers/arrivals", RECEPTION),
    (Method::POST, "/api/v1/transfers/{id}/take-back", RECEPTION),
    (Method::GET, "/api/v1/transfers/{id}/slip", RECEPTION),
    (Method::GET, "/api/v1/households/{id}/duplicates", RECEPTION),
    (Method::POST, "/api/v1/households/{id}/persons/{person}/compare", RECEPTION),
    (Method::GET, "/api/v1/inquiries", RECEPTION),
    (Method::POST, "/api/v1/inquiries", RECEPTION),
    (Method::POST, "/api/v1/cards/blank", RECEPTION),
    (Method::GET, "/api/v1/away", RECEPTION),
    (Method::GET, "/api/v1/catalogue", EVERYONE),
    (Method::GET, "/api/v1/requests", EVERYONE),
    (Method::GET, "/api/v1/places/{place}/requests", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/requests", SUPPLIES),
    (Method::POST, "/api/v1/places/{place}/requests/{id}/events", SUPPLIES),
    (Method::GET, "/api/v1/places/{place}/stock", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/stock", SUPPLIES),
    (Method::POST, "/api/v1/places/{place}/orders", SUPPLIES),
    (Method::GET, "/api/v1/places/{place}/forecast/{days}", EVERYONE),
    (Method::GET, "/api/v1/offers", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/offers", SUPPLIES),
    (Method::POST, "/api/v1/places/{place}/offers/{id}/withdraw", SUPPLIES),
    (Method::GET, "/api/v1/places/{place}/door", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/door", SUPPLIES),
    (Method::GET, "/api/v1/loads", EVERYONE),
    (Method::POST, "/api/v1/loads", SUPPLIES),
    (Method::POST, "/api/v1/loads/{id}/take-back", SUPPLIES),
    (Method::GET, "/api/v1/loads/{id}/sheet", SUPPLIES),
    (Method::POST, "/api/v1/loads/{id}/depart", SUPPLIES),
    (Method::POST, "/api/v1/loads/{id}/depart/take-back", SUPPLIES),
    (Method::GET, "/api/v1/acting", EVERYONE),
    (Method::POST, "/api/v1/acting", MANAGER),
    (Method::POST, "/api/v1/acting/end", MANAGER),
    (Method::POST, "/api/v1/places/{place}/requests/{id}/acting", SUPPLIES),
    (Method::GET, "/api/v1/hubs", EVERYONE),
    (Method::POST, "/api/v1/hubs", SUPPLIES),
    (Method::PUT, "/api/v1/hubs/{id}", SUPPLIES),
    (Method::POST, "/api/v1/hubs/{id}/close", SUPPLIES),
    (Method::GET, "/api/v1/places/{place}/handouts", EVERYONE),
    (Method::POST, "/api/v1/places/{place}/handouts", SUPPLIES),
    (Method::GET, "/api/v1/households/{id}/handouts", RECEPTION),
    (Method::POST, "/api/v1/households/{id}/handouts", RECEPTION),
    (Method::GET, "/api/v1/staff", STAFF),
    (Method::POST, "/api/v1/staff", HQ),
    (Method::POST, "/api/v1/staff/reports", STAFF),
    (Method::GET, "/api/v1/staff/summary", STAFF),
    (Method::GET, "/api/v1/staff/alarms", STAFF),
    (Method::GET, "/api/v1/staff/unverified", STAFF),
    (Method::POST, "/api/v1/staff/unverified/{id}", STAFF),
    (Method::POST, "/api/v1/staff/roster/check", HQ),
    (Method::POST, "/api/v1/staff/roster", HQ),
    (Method::GET, "/api/v1/volunteers", SHIFTS),
    (Method::POST, "/api/v1/volunteers", SHIFTS),
    (Method::PATCH, "/api/v1/volunteers/{id}", SHIFTS),
    (Method::GET, "/api/v1/volunteers/{id}/card.svg", SHIFTS),
    (Method::POST, "/api/v1/shifts", SHIFTS),
    (Method::POST, "/api/v1/shifts/{id}/take-back", SHIFTS),
    (Method::GET, "/api/v1/roll-calls", RECEPTION),
    (Method::POST, "/api/v1/roll-calls", RECEPTION),
    (Method::GET, "/api/v1/roll-calls/{id}", RECEPTION),
    (Method::POST, "/api/v1/roll-calls/{id}/find", RECEPTION),
    (Method::POST, "/api/v1/roll-calls/{id}/marks", RECEPTION),
    (Method::POST, "/api/v1/roll-calls/{id}/close", RECEPTION),
    (Method::GET, "/api/v1/handovers", RECEPTION),
    (Method::POST, "/api/v1/handovers", RECEPTION),
    (Method::GET, "/api/v1/handovers/{id}", RECEPTION),
    (Method::POST, "/api/v1/handovers/{id}/take", RECEPTION),
    (Method::GET, "/api/v1/notices", EVERYONE),
    (Method::POST, "/api/v1/notices", NOTICES),
    (Method::POST, "/api/v1/notices/{id}/withdraw", NOTICES),
    (Method::GET, "/api/v1/layers", EVERYONE),
    (Method::GET, "/api/v1/layers/{id}", EVERYONE),
    (Method::PATCH, "/api/v1/layers/{id}", LAYERS),
    (Method::POST, "/api/v1/layers/{id}/publish", LAYERS),
    (Method::POST, "/api/v1/layers/{id}/withdraw", LAYERS),
    (Method::POST, "/api/v1/layers/{id}/fetch", LAYERS),
    (Method::POST, "/api/v1/layers/{id}/correct", LAYERS),
    (Method::POST, "/api/v1/layers/{id}/cancel", LAYERS),
    (Method::GET, "/api/v1/layers/{id}/check", EVERYONE),
    (Method::POST, "/api/v1/layers/{id}/check", EVERYONE),
    (Method::GET, "/api/v1/layers/{id}/tiles/{z}/{x}/{y}", EVERYONE),
    (Method::GET, "/api/v1/layers/{id}/photos.geojson", EVERYONE),
    (Method::GET, "/api/v1/layers/{id}/photos/{number}", EVERYONE),
    (Method::POST, "/api/v1/layers/{id}/mapped", EVERYONE),
    (Method::GET, "/api/v1/layers/{id}/mapped.geojson", EVERYONE),
    (Method::GET, "/api/v1/layers/{id}/mapped/{mapped}", EVERYONE),
    (Method::POST, "/api/v1/layers/{id}/mapped/{mapped}/withdraw", LAYERS),
    (Method::POST, "/api/v1/layer-uploads", LAYERS),
    (Method::PUT, "/api/v1/layer-uploads/{id}", LAYERS),
    (Method::GET, "/api/v1/exports/places/{as}", HQ),
    (Method::GET, "/api/v1/exports/people/{as}", HQ),
    (Method::GET, "/api/v1/papers/situation", HQ),
    (Method::GET, "/api/v1/hq/overview", EVERYONE),
    (Method::GET, "/api/v1/hq/silence", EVERYONE),
    (Method::POST, "/api/v1/hq/silence/{place}", HQ),
    (Method::POST, "/api/v1/hq/contact", HQ),
    (Method::GET, "/api/v1/hq/trend", EVERYONE),
    (Method::GET, "/api/v1/hq/stuck", EVERYONE),
    (Method::GET, "/api/v1/hq/tickets", HQ),
    (Method::GET, "/api/v1/hq/duplicates", HQ),
    (Method::POST, "/api/v1/hq/duplicates/compare", HQ),
    (Method::POST, "/api/v1/hq/duplicates/decide", HQ),
    (Method::GET, "/api/v1/hq/inquiries", HQ),
    (Method::POST, "/api/v1/hq/inquiries/{id}/look", HQ),
    (Method::POST, "/api/v1/hq/inquiries/{id}/answers", HQ),
    (Method::POST, "/api/v1/hq/reveal", HQ),
    (Method::DELETE, "/api/v1/hq/reveal", HQ),
    (Method::GET, "/api/v1/hq/trust", HQ),
    (Method::POST, "/api/v1/hq/trust", HQ),
    (Method::GET, "/api/v1/hq/trust/draft", HQ),
    (Method::POST, "/api/v1/hq/trust/statement", HQ),
    (Method::GET, "/api/v1/courier", EVERYONE),
    (Method::GET, "/api/v1/courier/bundle", EVERYONE),
    (Method::POST, "/api/v1/courier/bundle", EVERYONE),
    (Method::GET, "/api/v1/laptop", EVERYONE),
    (Method::GET, "/api/v1/sync", EVERYONE),
    (Method::GET, "/api/v1/events", EVERYONE),
    (Method::GET, "/api/v1/reach", EVERYONE),
    (Method::POST, "/api/v1/reach/poster", RECEPTION),
];

pub(crate) fn allowed(method: &Method, path: &str) -> Option<Allowed> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    TABLE.iter().find(|(m, p, _)| m == method && *p == path).map(|(_, _, allowed)| *allowed)
}

/// Names of what a role may do, as pages know them: `<method> <path>` of every route it passes.
pub(crate) fn rights(role: Role) -> Vec<String> {
    let passes = |(_, _, allowed): &&(Method, &str, Allowed)| {
        *allowed != Allowed::Anyone && allowed.allows(Some(role))
    };
    TABLE.iter().filter(passes).map(|(method, path, _)| format!("{method} {path}")).collect()
}

/// The door of the API: session, form token, table. Host and origin are checked before.
pub(crate) async fn guard(
    State(staff): State<Staff>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let path = path.ok_or(ApiError::new(StatusCode::NOT_FOUND, "not_found"))?;
    let rule = allowed(request.method(), path)
        .ok_or(ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"))?;
    let caller = cookie(request.headers(), "sid").and_then(|sid| staff.desk.caller(sid));
    if changes_something(request.method()) {
        let token = request.headers().get("x-form-token").map(HeaderValue::as_bytes);
        let want = staff.desk.form_token(caller.as_ref());
        if token != Some(want.as_bytes()) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "form_token"));
        }
    }
    let erased = matches!(rule, Allowed::UntilErased(_)) && staff.desk.is_erased();
    if !erased && !rule.allows(caller.as_ref().map(|caller| caller.role)) {
        return Err(match caller {
            None => ApiError::new(StatusCode::UNAUTHORIZED, "sign_in"),
            Some(_) => ApiError::new(StatusCode::FORBIDDEN, "not_allowed"),
        });
    }
    request.extensions_mut().insert(Visitor(caller));
    Ok(next.run(request).await)
}

/// Only names this laptop goes by (a foreign site's name that points here is refused), and what
/// changes something comes from a page of this very listener.
pub(crate) async fn own_name(
    State(staff): State<Staff>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let headers = request.headers();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !staff.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "host"));
    }
    if changes_something(request.method()) {
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        let own = format!("http://{host}");
        if !origin.is_some_and(|origin| origin.eq_ignore_ascii_case(&own)) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "origin"));
        }
    }
    Ok(next.run(request).await)
}

fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Whoever asks, signed in or not.
#[derive(Clone)]
pub(crate) struct Visitor(pub(crate) Option<Caller>);

impl Visitor {
    pub(crate) fn token(&self) -> Option<&str> {
        self.0.as_ref().map(|caller| caller.token.as_str())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(ApiError::new(StatusCode::UNAUTHORIZED, "sign_in"))
    }
}

/// Whoever is signed in.
pub(crate) struct By(pub(crate) Caller);

impl<S: Send + Sync> FromRequestParts<S> for By {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Visitor(caller) = Visitor::from_request_parts(parts, state).await?;
        caller.map(Self).ok_or(ApiError::new(StatusCode::UNAUTHORIZED, "sign_in"))
    }
}
