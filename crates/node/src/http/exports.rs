//! What this laptop knows of every place, as files for other programs and for spreadsheets.
//!
//! Each says whose it is, as of when, drill or real, and what is not known. No record of people is in
//! them, but what was written freely of a place is, so they are for managers alone. Any laptop may write
//! them: when headquarters is gone, its neighbours' lists are what is left.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use musubi_exchange::shelters::{Shelter, full, geolonia, hxl, pcxml};
use musubi_exchange::table::{Exercise, Head};
use serde::Deserialize;

use super::problem::{ApiError, Problem};
use super::words::Language;
use crate::desk::shelters::Known;
use crate::desk::{Desk, DeskError, now};

/// As what the places are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlacesAs {
    /// 災害対応基本共有情報 EEI 1.1 避難所, UTF-8 with a byte order mark.
    EeiCsv,
    EeiJson,
    /// A workbook for spreadsheets.
    Xlsx,
    /// For old spreadsheets. Characters that it lacks are written out, which the first line tells.
    ShiftJis,
    /// Humanitarian Exchange Language.
    Hxl,
    /// geolonia `EvacuationShelter`.
    EvacuationShelters,
    /// A draft for L-Alert by a schema that nobody has confirmed: never to be sent as it is.
    Pcxml,
}

/// Every place, as a file.
#[utoipa::path(get, path = "/api/v1/exports/places/{as}", tag = "exports",
    params(("as" = String, Path, description = "`eei-csv`, `eei-json`, `xlsx`, `shift-jis`, `hxl`, \
        `evacuation-shelters` or `pcxml`, a draft")),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn places(
    State(desk): State<Desk>,
    Path(wanted): Path<String>,
) -> Result<Response, ApiError> {
    let wanted = serde_json::from_value(wanted.into()).map_err(|_| DeskError::NotFound)?;
    let known = desk.known_places()?;
    let bytes = write(wanted, &known.shelters(), &head(&desk, &known)?)?;
    let (name, kind) = file(wanted);
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

fn write(wanted: PlacesAs, places: &[Shelter<'_>], head: &Head) -> Result<Vec<u8>, DeskError> {
    Ok(match wanted {
        PlacesAs::EeiCsv => full::csv(places, head),
        PlacesAs::EeiJson => full::json(places, head).into_bytes(),
        PlacesAs::Xlsx => {
            full::table(places).xlsx(head).map_err(|error| DeskError::field("as", error.code()))?
        }
        PlacesAs::ShiftJis => full::table(places).shift_jis(head).bytes,
        PlacesAs::Hxl => hxl::csv(places, head),
        PlacesAs::EvacuationShelters => geolonia::json(places, head).into_bytes(),
        PlacesAs::Pcxml => pcxml::draft(places, head).into_bytes(),
    })
}

const fn file(wanted: PlacesAs) -> (&'static str, &'static str) {
    match wanted {
        PlacesAs::EeiCsv => ("shelters-eei.csv", "text/csv; charset=utf-8"),
        PlacesAs::EeiJson => ("shelters-eei.json", "application/json"),
        PlacesAs::Xlsx => {
            ("shelters.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        PlacesAs::ShiftJis => ("shelters-shift-jis.csv", "text/csv; charset=shift_jis"),
        PlacesAs::Hxl => ("shelters-hxl.csv", "text/csv; charset=utf-8"),
        PlacesAs::EvacuationShelters => ("evacuation-shelters.json", "application/json"),
        PlacesAs::Pcxml => ("shelters-pcxml-draft.xml", "application/xml"),
    }
}

/// What each file says of itself: whose it is, and what is not known.
pub(crate) fn head(desk: &Desk, known: &Known) -> Result<Head, DeskError> {
    let (operation, drill) = desk.exercise()?;
    let say =
        |key, n: usize| (n > 0).then(|| Language::Japanese.say_with(key, &[("n", n.to_string())]));
    let unknown = [say("open-silent", known.silent()), say("open-uncounted", known.uncounted())];
    Ok(Head {
        operation: operation.to_string(),
        exercise: if drill { Exercise::Drill } else { Exercise::Real },
        as_of: now(),
        unknown: unknown.into_iter().flatten().collect(),
    })
}
