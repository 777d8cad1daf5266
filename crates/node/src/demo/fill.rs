//! What the demonstration's laptops hold before they serve: made-up people and what a day brings.
//!
//! Everything goes through the same desk service and loop that pages use. What is drawn comes from the
//! place's seed alone, so that a city is the same however many places are made at once.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use futures::future::try_join_all;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::madeup::{self, Chance, MadeUp};
use musubi_model::record::Edit;
use musubi_model::stay::{NewStay, StayKind};
use musubi_model::time::Timestamp;
use musubi_model::token::ReceptionNo;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::city::Planned;
use crate::cli::import::write_register;
use crate::desk::{Caller, Desk, DeskError, now};
use crate::runtime::alone::Alone;
use crate::runtime::handle::{Enrolled, Handle};

pub(super) const MANAGER: &str = "デモ管理者";
pub(super) const SECRET: &str = "kumamoto-2016";

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// All places opened so long ago.
const OPEN_MS: i64 = 36 * HOUR_MS;
/// Reception takes a household every three minutes, and faster where many wait.
const RECEPTION_MS: i64 = 3 * MINUTE_MS;
/// Households that are saved with one flush.
const TOGETHER: usize = 64;

/// Who comes to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crowd {
    Households(u32),
    /// Households until there are so many persons.
    Persons(u32),
}

/// The laptop of headquarters, which knows all places.
pub(super) async fn headquarters(data: &Path, places: &[Planned]) -> Result<()> {
    let (node, desk, caller) = open(data).await?;
    begin(&node.handle, &desk, &caller, places).await?;
    node.close().await?;
    Ok(())
}

/// The laptop of a shelter.
pub(super) async fn shelter(data: &Path, place: &Planned) -> Result<()> {
    let (node, desk, caller) = open(data).await?;
    let mut chance = Chance::seeded(place.seed);
    let came = people(&node.handle, place.crowd, &mut chance).await?;
    match place.crowd {
        Crowd::Households(_) => usual(&desk, &caller, &came).await?,
        Crowd::Persons(_) => drawn(&desk, &caller, &came, place.live, &mut chance).await?,
    }
    node.close().await?;
    Ok(())
}

/// With a manager who has signed in.
async fn open(data: &Path) -> Result<(Alone, Desk, Caller)> {
    let node = Alone::open(data, None).await?;
    let desk = Desk::new(node.handle.clone());
    desk.confirm_clock(None, body(json!({ "shown": now().millis() }))?).await.map_err(words)?;
    let manager = body(json!({ "name": MANAGER, "secret": SECRET }))?;
    let session = desk.name_manager(manager).await.map_err(words)?;
    let caller = desk.caller(&session).context("the manager has just signed in")?;
    Ok((node, desk, caller))
}

async fn begin(handle: &Handle, desk: &Desk, caller: &Caller, places: &[Planned]) -> Result<()> {
    let city = handle.city().context("an enrolled node knows its city")?;
    let entries: Vec<_> =
        places.iter().map(|place| (place.id(&city), place.row.entry.clone())).collect();
    write_register(handle, &entries).await?;
    for (number, name, department) in [
        ("1001", "訓練 一郎", "危機管理課"),
        ("1002", "訓練 二葉", "危機管理課"),
        ("2001", "訓練 三枝", "福祉課"),
        ("2002", "訓練 四季", "福祉課"),
    ] {
        let key = format!("demo-staff-{number}");
        let member =
            json!({ "key": key, "number": number, "name": name, "department": department });
        desk.add_staff(caller, body(member)?).await.map_err(words)?;
    }
    let notice = json!({
        "key": "demo-notice", "title": "給水車が来ます",
        "text": "明日10時から、各避難所の正門で給水します。容器をお持ちください。",
        "urgent": false, "language": "ja",
    });
    desk.publish_notice(caller, body(notice)?).await.map_err(words)?;
    Ok(())
}

/// Who came, as the place's count says it.
struct Came {
    place: PlaceId,
    persons: u32,
    households: u32,
}

async fn people(handle: &Handle, crowd: Crowd, chance: &mut Chance) -> Result<Came> {
    let enrolled = handle.status().enrolled.clone().context("the node is enrolled")?;
    let document = DocumentId::new(enrolled.operation, Kind::People, enrolled.place);
    let expected = match crowd {
        Crowd::Households(households) => households,
        Crowd::Persons(persons) => persons / 2 + 1,
    };
    let spacing = RECEPTION_MS.min((OPEN_MS - HOUR_MS) / i64::from(expected.max(1)));
    // The last one came an hour ago at the latest.
    let opened_at = now().plus_millis(-i64::from(expected) * spacing - HOUR_MS);
    let mut came = Came { place: enrolled.place, persons: 0, households: 0 };
    let mut together = Vec::with_capacity(TOGETHER);
    loop {
        let at = opened_at.plus_millis(i64::from(came.households + 1) * spacing);
        let made_up = match crowd {
            Crowd::Households(households) if came.households == households => break,
            Crowd::Households(_) => madeup::household(chance, at),
            Crowd::Persons(persons) if came.persons == persons => break,
            Crowd::Persons(persons) => {
                let left = usize::try_from(persons - came.persons).expect("fits");
                let mut made_up = madeup::household(chance, at);
                made_up.persons.truncate(left);
                made_up
            }
        };
        came.households += 1;
        came.persons += u32::try_from(made_up.persons.len()).expect("a household");
        together.push(household(&enrolled, made_up, came.households, at, chance)?);
        if together.len() == TOGETHER {
            commit(handle, document, &mut together).await?;
        }
    }
    commit(handle, document, &mut together).await?;
    Ok(came)
}

/// Each household is an entry of its own, as at reception; one flush saves them all.
async fn commit(
    handle: &Handle,
    document: DocumentId,
    together: &mut Vec<Vec<Edit>>,
) -> Result<()> {
    try_join_all(together.drain(..).map(|edits| handle.commit(document, edits))).await?;
    Ok(())
}

/// What every place of the sample reports, counts and asks for.
async fn usual(desk: &Desk, caller: &Caller, came: &Came) -> Result<()> {
    let report = json!({
        "crowding": "crowded", "electricity": "usable", "water": "unusable",
        "drinking_water": "days_left", "food": "days_left",
    });
    let count = json!({ "in_shelter": came.persons, "households": came.households });
    let requests = [("drinking_water", 480, "today"), ("blanket", 60, "days")];
    say(desk, caller, came.place, now(), Day { report, count, requests: &requests }).await
}

/// What a place of a large city does. One in ten of those whose laptops are off said nothing but who
/// is there; what the others said is up to ten hours old.
async fn drawn(
    desk: &Desk,
    caller: &Caller,
    came: &Came,
    live: bool,
    chance: &mut Chance,
) -> Result<()> {
    if !live && chance.percent(10) {
        return Ok(());
    }
    let age = if live { 0 } else { i64::from(chance.below(600)) * MINUTE_MS };
    let mut one_of = |words: &[&'static str]| *chance.pick(words);
    let report = json!({
        "crowding": one_of(&["room", "crowded", "crowded", "crowded", "full"]),
        "electricity": one_of(&["usable", "usable", "usable", "partly", "unusable"]),
        "water": one_of(&["usable", "partly", "unusable", "unusable"]),
        "gas": one_of(&["unusable", "unusable", "unknown"]),
        "toilets": one_of(&["usable", "partly", "unusable"]),
        "drinking_water": one_of(&["enough", "days_left", "days_left", "short_today"]),
        "food": one_of(&["enough", "days_left", "short_today"]),
    });
    let mut count = json!({ "in_shelter": came.persons, "households": came.households });
    if chance.percent(40) {
        count["outside_known"] = json!(chance.below(came.persons / 4 + 1));
    }
    let mut requests = vec![
        ("drinking_water", came.persons * 3, "today"),
        ("blanket", came.persons / 3, "days"),
        ("food", came.persons * 2, "now"),
    ];
    requests.retain(|(_, quantity, _)| *quantity > 0 && chance.percent(50));
    let observed_at = now().plus_millis(-age);
    say(desk, caller, came.place, observed_at, Day { report, count, requests: &requests }).await
}

/// What is said of one day.
struct Day<'a> {
    report: Json,
    count: Json,
    /// What is asked for, how much of it, and how urgently.
    requests: &'a [(&'static str, u32, &'static str)],
}

async fn say(
    desk: &Desk,
    caller: &Caller,
    place: PlaceId,
    observed_at: Timestamp,
    Day { mut report, mut count, requests }: Day<'_>,
) -> Result<()> {
    let place = place.to_string();
    report["key"] = json!("demo-report");
    report["observed_at"] = json!(observed_at.millis());
    report["opening"] = json!("open");
    report["opened_at"] = json!(now().plus_millis(-OPEN_MS).millis());
    report["note"] = json!("体育館と1階の教室を使用中");
    desk.report_place(caller, &place, body(report)?).await.map_err(words)?;
    count["key"] = json!("demo-count");
    count["observed_at"] = json!(observed_at.millis());
    desk.count_heads(caller, &place, body(count)?).await.map_err(words)?;
    for (item, quantity, urgency) in requests {
        let request = json!({
            "key": format!("demo-{item}"), "observed_at": observed_at.millis(),
            "item": item, "quantity": quantity, "urgency": urgency,
        });
        desk.request_supplies(caller, &place, body(request)?).await.map_err(words)?;
    }
    Ok(())
}

/// A household that came to reception at `at` and was given the next number.
fn household(
    enrolled: &Enrolled,
    made_up: MadeUp,
    number: u32,
    at: Timestamp,
    chance: &mut Chance,
) -> Result<Vec<Edit>> {
    let noted = Noted::now(at, Recorder::Node);
    let MadeUp { id, mut household, persons } = made_up;
    household.reception_no = Some(ReceptionNo::new(enrolled.letter, number)?);
    let mut edits = household.create(id, &noted)?;
    for (person_id, person) in persons {
        edits.extend(person.create(person_id, &noted)?);
        let mut stay = NewStay::of(person_id, StayKind::CheckIn, Follows::default());
        stay.place = Some(enrolled.place);
        edits.extend(stay.create(chance.record_id(at), &noted)?);
    }
    Ok(edits)
}

/// What a page would send.
fn body<T: DeserializeOwned>(json: Json) -> Result<T> {
    Ok(serde_json::from_value(json)?)
}

fn words(error: DeskError) -> anyhow::Error {
    anyhow!("the desk refused: {}", error.code())
}
