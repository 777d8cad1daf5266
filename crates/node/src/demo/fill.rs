//! What the demonstration's laptops hold before they serve: made-up people and what a day brings.
//!
//! Everything goes through the same desk service and loop that pages use.

use anyhow::{Context as _, Result, anyhow};
use musubi_exchange::register::RegisterRow;
use musubi_log::hash::place_id;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::madeup::{self, Chance, MadeUp};
use musubi_model::record::Edit;
use musubi_model::stay::{NewStay, StayKind};
use musubi_model::time::Timestamp;
use musubi_model::token::ReceptionNo;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::{Laptop, RoleWord};
use crate::cli::import::write_register;
use crate::desk::{Caller, Desk, DeskError, now};
use crate::runtime::alone::Alone;
use crate::runtime::handle::{Enrolled, Handle};

pub(super) const MANAGER: &str = "デモ管理者";
pub(super) const SECRET: &str = "kumamoto-2016";

const MINUTE_MS: i64 = 60_000;

pub(super) async fn fill(
    laptop: &Laptop,
    rows: &[RegisterRow],
    households: u32,
    seed: u64,
) -> Result<()> {
    let node = Alone::open(&laptop.data, None).await?;
    let desk = Desk::new(node.handle.clone());
    desk.confirm_clock(None, body(json!({ "shown": now().millis() }))?).await.map_err(words)?;
    let manager = body(json!({ "name": MANAGER, "secret": SECRET }))?;
    let session = desk.name_manager(manager).await.map_err(words)?;
    let caller = desk.caller(&session).context("the manager has just signed in")?;
    match laptop.role {
        RoleWord::Hq => headquarters(&node.handle, &desk, &caller, rows).await?,
        _ => shelter(&node.handle, &desk, &caller, households, seed).await?,
    }
    node.close().await?;
    Ok(())
}

async fn headquarters(
    handle: &Handle,
    desk: &Desk,
    caller: &Caller,
    rows: &[RegisterRow],
) -> Result<()> {
    let city = handle.city().context("an enrolled node knows its city")?;
    let entries: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let common_id = String::from(row.common_id?);
            Some((place_id(&city, &common_id), row.entry.clone()))
        })
        .collect();
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

async fn shelter(
    handle: &Handle,
    desk: &Desk,
    caller: &Caller,
    households: u32,
    seed: u64,
) -> Result<()> {
    let enrolled = handle.status().enrolled.clone().context("the node is enrolled")?;
    let mut chance = Chance::seeded(seed);
    let opened_at = now().plus_millis(-i64::from(households) * 3 * MINUTE_MS - 60 * MINUTE_MS);
    let mut people = 0;
    for number in 1..=households {
        let at = opened_at.plus_millis(i64::from(number) * 3 * MINUTE_MS);
        let made_up = madeup::household(&mut chance, at);
        people += made_up.persons.len();
        let edits = household(&enrolled, made_up, number, at, &mut chance)?;
        let document = DocumentId::new(enrolled.operation, Kind::People, enrolled.place);
        handle.commit(document, edits).await?;
    }
    let place = enrolled.place.to_string();
    let opened_at = crate::desk::now().plus_millis(-36 * 3_600_000).millis();
    let report = json!({
        "key": "demo-report", "opening": "open", "opened_at": opened_at, "crowding": "crowded",
        "electricity": "usable", "water": "unusable", "drinking_water": "days_left",
        "food": "days_left", "note": "体育館と1階の教室を使用中",
    });
    desk.report_place(caller, &place, body(report)?).await.map_err(words)?;
    let count = json!({ "key": "demo-count", "in_shelter": people, "households": households });
    desk.count_heads(caller, &place, body(count)?).await.map_err(words)?;
    for (item, quantity, urgency) in [("drinking_water", 480, "today"), ("blanket", 60, "days")] {
        let key = format!("demo-{item}");
        let request = json!({ "key": key, "item": item, "quantity": quantity, "urgency": urgency });
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
