//! "Can phones reach us?": this laptop's addresses, the poster, and when a phone last came through.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::{ApiError, Body, Problem};
use crate::desk::mirror::mirror;
use crate::desk::now;
use crate::qr::Qr;
use crate::reach::{self, PosterError, Reach};

mirror! {
    /// Whether the pages for phones are also at port 80.
    pub(crate) enum ReachPort = reach::Port80 {
        Open,
        /// The operating system keeps it for the administrator.
        NotPermitted,
        /// Another program has it.
        Taken,
        Unasked,
    }

    /// What kind of network an address is on.
    pub(crate) enum ReachNetwork = reach::Network {
        /// Nothing gave an address; the interface chose one itself.
        SelfAssigned,
        Virtual,
        Public,
        Local,
    }

    /// Where a phone was when it came through.
    pub(crate) enum ReachWhence = reach::Whence {
        OurNetwork,
        /// Beyond a router.
        Elsewhere,
    }

    /// Why no phone can come.
    pub(crate) enum ReachTrouble = reach::Trouble {
        /// The pages were started for this laptop alone.
        LoopbackListener,
        NoNetwork,
        SelfAssigned,
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ReachState {
    /// In the order in which they are to be tried; the first is for the poster.
    addresses: Vec<ReachAddress>,
    /// `null`: phones can come as far as this laptop knows.
    trouble: Option<ReachTrouble>,
    port_80: ReachPort,
    /// `null`: none since this program was started.
    last_phone: Option<LastPhone>,
    /// `null`: none was printed.
    poster: Option<ReachPoster>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ReachAddress {
    /// `http://192.168.0.10/`
    url: String,
    /// As the operating system calls it.
    interface: String,
    network: ReachNetwork,
    qr: Qr,
}

/// Nothing of the phone itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct LastPhone {
    at: i64,
    age_s: i64,
    whence: ReachWhence,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ReachPoster {
    url: String,
    printed_at: i64,
    /// This laptop has that address no more: who follows the poster comes to nobody.
    wrong: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintedPoster {
    /// One of the addresses.
    url: String,
}

#[utoipa::path(get, path = "/api/v1/reach", tag = "reach", responses(
    (status = 200, body = ReachState)))]
pub(crate) async fn show(State(reach): State<Reach>) -> Json<ReachState> {
    Json(state(&reach))
}

/// A poster with this address hangs in the gym. From now on a change of address is an alarm.
#[utoipa::path(post, path = "/api/v1/reach/poster", tag = "reach", request_body = PrintedPoster,
    responses((status = 200, body = ReachState), (status = 409, body = Problem)))]
pub(crate) async fn printed(
    State(reach): State<Reach>,
    Body(poster): Body<PrintedPoster>,
) -> Result<Json<ReachState>, ApiError> {
    let noting = reach.clone();
    let noted = tokio::task::spawn_blocking(move || noting.printed(&poster.url)).await;
    match noted {
        Ok(Ok(())) => Ok(Json(state(&reach))),
        Ok(Err(PosterError::NotOurs)) => {
            Err(ApiError::new(StatusCode::CONFLICT, "address_changed"))
        }
        Ok(Err(PosterError::Write(_))) => {
            Err(ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "disk"))
        }
        Err(_) => Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")),
    }
}

fn state(reach: &Reach) -> ReachState {
    let standing = reach.standing();
    let wrong = standing.poster_is_wrong();
    let address = |address: reach::Address| ReachAddress {
        qr: Qr::of(&address.url).expect("an address is short"),
        url: address.url,
        interface: address.interface,
        network: address.network.into(),
    };
    let age_s = |at| now().millis_since(at).max(0) / 1_000;
    ReachState {
        addresses: standing.addresses.into_iter().map(address).collect(),
        trouble: standing.trouble.map(Into::into),
        port_80: standing.port_80.into(),
        last_phone: standing.came.map(|came| LastPhone {
            at: came.at.millis(),
            age_s: age_s(came.at),
            whence: came.whence.into(),
        }),
        poster: standing.poster.map(|poster| ReachPoster {
            printed_at: poster.printed_at.millis(),
            url: poster.url,
            wrong,
        }),
    }
}
