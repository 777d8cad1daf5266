//! What this laptop knows of places and of people, as files for other programs and for spreadsheets.
//!
//! Each says whose it is, as of when, drill or real, and what is not known. No record of people is in
//! those of places, but what was written freely of a place is, so they are for managers alone. Who stands
//! in those of people is the desk's to decide (`desk::exports`), and that they were taken is noted. Any
//! laptop may write them: when headquarters is gone, its neighbours' lists are what is left.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use musubi_exchange::shelters::{Shelter, full, geolonia, hxl, pcxml};
use musubi_exchange::table::{Head, Table};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::access::By;
use super::problem::{ApiError, Problem};
use super::words::Language;
use crate::desk::exports::List;
use crate::desk::shelters::Known;
use crate::desk::{Desk, DeskError};

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
    let wanted = format(wanted)?;
    let known = desk.known_places()?;
    let bytes = write(wanted, &known.shelters(), &head(&desk, &known)?)?;
    Ok(attached(file(wanted), bytes))
}

/// As what people are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PeopleAs {
    /// People Finder Interchange Format 1.4, of those alone who agreed that everybody may know.
    Pfif,
    /// What the 被災者台帳 is fed with, for programs.
    LedgerCsv,
    LedgerXlsx,
    LedgerShiftJis,
}

/// People of every list that this laptop reads, as a file. That it was taken is written down first.
#[utoipa::path(get, path = "/api/v1/exports/people/{as}", tag = "exports",
    params(("as" = String, Path, description = "`pfif`, `ledger-csv`, `ledger-xlsx` or \
        `ledger-shift-jis`")),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
        (status = 404, body = Problem), (status = 422, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn people(
    State(desk): State<Desk>,
    By(caller): By,
    Path(wanted): Path<String>,
) -> Result<Response, ApiError> {
    let form = match format(wanted)? {
        PeopleAs::Pfif => {
            let text = desk.published_people(&caller).await?;
            return Ok(attached(("people.pfif.xml", XML), text.into_bytes()));
        }
        PeopleAs::LedgerCsv => ListAs::Csv,
        PeopleAs::LedgerXlsx => ListAs::Xlsx,
        PeopleAs::LedgerShiftJis => ListAs::ShiftJis,
    };
    let List { table, head } = desk.ledger_feed(&caller).await?;
    match form {
        ListAs::Csv => Ok(attached(("ledger.csv", CSV), table.open_csv(&head))),
        form => Ok(attached(named("ledger", form), list(form, &table, &head)?)),
    }
}

/// As what a list for people is written. All show the same cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ListAs {
    Csv,
    Xlsx,
    ShiftJis,
}

/// Everybody at one place whom the caller may see, as a file. That it was taken is written down first.
#[utoipa::path(get, path = "/api/v1/places/{place}/roster/{as}", tag = "exports",
    params(("place" = String, Path),
        ("as" = String, Path, description = "`csv`, `xlsx` or `shift-jis`")),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
        (status = 404, body = Problem), (status = 422, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn roster(
    State(desk): State<Desk>,
    By(caller): By,
    Path((place, wanted)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let form = format(wanted)?;
    let List { table, head } = desk.roster_list(&caller, &place).await?;
    Ok(attached(named("roster", form), list(form, &table, &head)?))
}

const CSV: &str = "text/csv; charset=utf-8";
const SHIFT_JIS: &str = "text/csv; charset=shift_jis";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const XML: &str = "application/xml";

/// A format that is not written here is not there.
fn format<T: DeserializeOwned>(wanted: String) -> Result<T, DeskError> {
    serde_json::from_value(wanted.into()).map_err(|_| DeskError::NotFound)
}

fn attached((name, kind): (impl AsRef<str>, &str), bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", name.as_ref());
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

fn named(what: &str, form: ListAs) -> (String, &'static str) {
    match form {
        ListAs::Csv => (format!("{what}.csv"), CSV),
        ListAs::Xlsx => (format!("{what}.xlsx"), XLSX),
        ListAs::ShiftJis => (format!("{what}-shift-jis.csv"), SHIFT_JIS),
    }
}

fn list(form: ListAs, table: &Table, head: &Head) -> Result<Vec<u8>, DeskError> {
    match form {
        ListAs::Csv => Ok(table.csv(head)),
        ListAs::Xlsx => table.xlsx(head).map_err(|error| DeskError::field("as", error.code())),
        ListAs::ShiftJis => Ok(table.shift_jis(head).bytes),
    }
}

fn write(wanted: PlacesAs, places: &[Shelter<'_>], head: &Head) -> Result<Vec<u8>, DeskError> {
    Ok(match wanted {
        PlacesAs::EeiCsv => full::csv(places, head),
        PlacesAs::EeiJson => full::json(places, head).into_bytes(),
        PlacesAs::Xlsx => list(ListAs::Xlsx, &full::table(places), head)?,
        PlacesAs::ShiftJis => list(ListAs::ShiftJis, &full::table(places), head)?,
        PlacesAs::Hxl => hxl::csv(places, head),
        PlacesAs::EvacuationShelters => geolonia::json(places, head).into_bytes(),
        PlacesAs::Pcxml => pcxml::draft(places, head).into_bytes(),
    })
}

const fn file(wanted: PlacesAs) -> (&'static str, &'static str) {
    match wanted {
        PlacesAs::EeiCsv => ("shelters-eei.csv", CSV),
        PlacesAs::EeiJson => ("shelters-eei.json", "application/json"),
        PlacesAs::Xlsx => ("shelters.xlsx", XLSX),
        PlacesAs::ShiftJis => ("shelters-shift-jis.csv", SHIFT_JIS),
        PlacesAs::Hxl => ("shelters-hxl.csv", CSV),
        PlacesAs::EvacuationShelters => ("evacuation-shelters.json", "application/json"),
        PlacesAs::Pcxml => ("shelters-pcxml-draft.xml", XML),
    }
}

/// What each file of places says of itself: whose it is, and what is not known.
pub(crate) fn head(desk: &Desk, known: &Known) -> Result<Head, DeskError> {
    let say =
        |key, n: usize| (n > 0).then(|| Language::Japanese.say_with(key, &[("n", n.to_string())]));
    let unknown = [say("open-silent", known.silent()), say("open-uncounted", known.uncounted())];
    desk.head(unknown.into_iter().flatten().collect())
}
