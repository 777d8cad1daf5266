//! Headquarters' figures: every total is the sum of its parts, and what is unknown is never 0.

use axum::http::StatusCode;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Gym, Page, document, place};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

fn other() -> PlaceId {
    PlaceId::new([0x22; 16])
}

async fn posted(page: &Page<'_>, place: PlaceId, what: &str, body: Value) {
    let answer = page.post(&format!("/api/v1/places/{place}/{what}"), body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{what}: {}", answer.text);
}

async fn clock(page: &Page<'_>) -> i64 {
    page.get("/api/v1/session").await.json()["now"].as_i64().unwrap()
}

async fn overview(page: &Page<'_>) -> Value {
    page.get("/api/v1/hq/overview").await.json()
}

fn row(overview: &Value, place: PlaceId) -> Value {
    let rows = overview["places"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == place.to_string()).unwrap().clone()
}

#[tokio::test]
async fn open_requests_stand_by_urgency_and_age_and_leave_when_they_are_received() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let now = clock(&page).await;
    let asked = |key: &str, urgency: &str, hours: i64| {
        json!({"key": key, "item": "blanket", "quantity": 5, "urgency": urgency,
            "observed_at": now - hours * HOUR_MS})
    };
    posted(&page, place(), "requests", asked("request-1", "now", 1)).await;
    posted(&page, place(), "requests", asked("request-2", "now", 80)).await;
    posted(&page, place(), "requests", asked("request-3", "days", 30)).await;
    let known = overview(&page).await;
    let (all, rows) = (&known["requests"]["all"], &known["requests"]["by_urgency"]);
    let numbers = ["open", "under_6_hours", "under_1_day", "under_3_days", "older"];
    let told: Vec<i64> = numbers.iter().map(|name| all[name].as_i64().unwrap()).collect();
    assert_eq!(told, [3, 1, 0, 1, 1], "{all}");
    for name in numbers {
        let sum: i64 = rows.as_array().unwrap().iter().map(|it| it[name].as_i64().unwrap()).sum();
        assert_eq!(Some(sum), all[name].as_i64(), "{name}");
    }
    assert_eq!(
        (&known["open_requests"], &row(&known, place())["open_requests"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(all["oldest"]["place"], place().to_string());
    assert!(all["oldest"]["age"]["age_s"].as_i64().unwrap() >= 80 * 3_600);
    let requests = page.get(&format!("/api/v1/places/{}/requests", place())).await.json();
    let oldest = requests["requests"].as_array().unwrap().iter();
    let oldest = oldest.min_by_key(|it| it["age"]["observed_at"].as_i64()).unwrap()["id"].clone();
    let received = json!({"key": "received-1", "stage": "delivered", "quantity": 5});
    posted(&page, place(), &format!("requests/{}/events", oldest.as_str().unwrap()), received)
        .await;
    let known = overview(&page).await;
    assert_eq!(known["requests"]["all"]["older"], 0);
    assert_eq!(known["open_requests"], 2);
}

#[tokio::test]
async fn what_is_stuck_is_named_with_the_step_that_did_not_come_the_longest_first() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let mut shelter = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = shelter.desk(Role::Manager).await;
    let now = clock(&page).await;
    let asked = |key: &str, urgency: &str, hours: i64| {
        json!({"key": key, "item": "blanket", "quantity": 5, "urgency": urgency,
            "observed_at": now - hours * HOUR_MS})
    };
    posted(&page, place(), "requests", asked("request-1", "now", 3)).await;
    posted(&page, place(), "requests", asked("request-2", "days", 100)).await;
    posted(&page, place(), "requests", asked("request-3", "days", 23)).await;
    posted(&page, place(), "requests", asked("request-4", "now", -24)).await;
    drop(page);
    let theirs = shelter.written().into_iter().filter(|(id, _)| *id == document(Kind::Place));
    gym.take_in(theirs.collect()).await;
    let entry = NewRegisterEntry::of("二小体育館".parse().unwrap(), PlaceKind::Designated);
    gym.handle.commit(document(Kind::City), entry.edits(other())).await.unwrap();

    let page = gym.desk(Role::HqOfficer).await;
    let told = page.get("/api/v1/hq/stuck").await.json();
    assert_eq!((&told["known_places"], &told["unknown_places"]), (&json!(1), &json!(1)));
    let rows = told["requests"].as_array().unwrap();
    let hours: Vec<Option<i64>> =
        rows.iter().map(|row| row["since"]["age_s"].as_i64().map(|age| age / 3_600)).collect();
    assert_eq!(hours, [Some(76), Some(2), None], "{told}");
    assert!(rows.iter().all(|row| row["awaits"] == "answer" && row["stage"] == "submitted"));
    assert_eq!(rows[2]["last"], Value::Null, "its clock is doubted");
    let first = rows[0]["id"].as_str().unwrap();
    let accepted = json!({"key": "accepted-1", "stage": "accepted"});
    posted(&page, place(), &format!("requests/{first}/events"), accepted).await;
    let told = page.get("/api/v1/hq/stuck").await.json();
    assert_eq!(told["requests"].as_array().unwrap().len(), 2, "an answer was given");
}

#[tokio::test]
async fn a_place_of_the_register_is_named_with_its_phone_until_somebody_speaks_of_it() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let page = gym.desk(Role::HqOfficer).await;
    let third = PlaceId::new([0x33; 16]);
    for (place, name, kana) in [(other(), "二小体育館", "にしょう"), (third, "一中", "いっちゅう")]
    {
        let mut entry = NewRegisterEntry::of(name.parse().unwrap(), PlaceKind::Designated);
        entry.kana = Some(kana.parse().unwrap());
        entry.capacity = (place == other()).then(|| 100.try_into().unwrap());
        entry.phone = (place == other()).then(|| "000-0000".parse().unwrap());
        entry.latitude_e7 = (place == other()).then(|| 328_083_470.try_into().unwrap());
        entry.longitude_e7 = (place == other()).then(|| 1_307_093_220.try_into().unwrap());
        gym.handle.commit(document(Kind::City), entry.edits(place)).await.unwrap();
    }
    let known = overview(&page).await;
    let second = json!({"id": other().to_string(), "name": "二小体育館", "kind": "designated",
        "capacity": 100, "phone": "000-0000",
        "at": {"latitude": 32.808_347, "longitude": 130.709_322}});
    let first = json!({"id": third.to_string(), "name": "一中", "kind": "designated",
        "capacity": null, "phone": null, "at": null});
    assert_eq!(known["never_heard"], json!([first, second]));
    assert_eq!(known["requests"]["unknown_places"], 2);
    posted(
        &page,
        other(),
        "reports",
        json!({"key": "report-0001", "via": "fax", "water": "usable"}),
    )
    .await;
    let known = overview(&page).await;
    assert_eq!(known["never_heard"], json!([first]));
    assert_eq!(row(&known, other())["name"], "二小体育館");
    assert_eq!(row(&known, other())["at"], second["at"]);
}

#[tokio::test]
async fn needs_are_counted_with_protected_people_and_nobody_asked_is_not_nobody() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    let session = page.get("/api/v1/session").await.json();
    let own: PlaceId = session["node"]["place"].as_str().unwrap().parse().unwrap();
    let known = overview(&page).await;
    assert_eq!(known["groups"]["of_lists"], Value::Null, "no list is no zero");
    let with = |given: &str, needs: Value, hidden: bool| {
        let mut person = person("結城", given, ("ゆうき", "ゆうき"));
        person["details"]["needs"] = needs;
        person["protected"] = json!(hidden);
        person
    };
    let first = [with("環", json!(["infant", "medication"]), false), with("灯", json!([]), false)];
    register(&page, household("household-1", &first)).await;
    register(&page, household("household-2", &[with("静", json!(["infant"]), true)])).await;
    let mut away = household("household-3", &[with("守", json!(["dementia"]), false)]);
    away["check_in"] = json!(false);
    register(&page, away).await;
    posted(
        &page,
        other(),
        "headcounts",
        json!({"key": "count-0001", "in_shelter": 40,
        "needs_care": 7, "via": "radio"}),
    )
    .await;
    let known = overview(&page).await;
    let lists = &known["groups"]["of_lists"];
    assert_eq!(
        (&lists["people"], &lists["noted"], &lists["unnoted"]),
        (&json!(3), &json!(2), &json!(1))
    );
    let need = |name: &str| {
        let needs = lists["needs"].as_array().unwrap();
        needs.iter().find(|it| it["need"] == name).unwrap()["people"].clone()
    };
    assert_eq!(
        (need("infant"), need("medication"), need("dementia")),
        (json!(2), json!(1), json!(0))
    );
    assert_eq!(&row(&known, own)["groups"], lists);
    assert_eq!(row(&known, other())["groups"], Value::Null);
    assert_eq!(
        (&known["groups"]["listed_places"], &known["groups"]["unlisted_places"]),
        (&json!(1), &json!(1))
    );
    // What was counted by looking is another figure.
    assert_eq!(
        (&known["needs_care"]["sum"], &known["needs_care"]["known_places"]),
        (&json!(7), &json!(1))
    );
    assert_eq!(row(&known, other())["needs_care"]["value"], 7);
    assert_eq!(row(&known, own)["registered_staying"], 3);
}

#[tokio::test]
async fn a_place_has_its_capacity_crowding_and_lifelines_with_age_and_channel_or_they_are_unknown()
{
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    let now = clock(&page).await;
    let mut entry = NewRegisterEntry::of("二小体育館".parse().unwrap(), PlaceKind::Designated);
    entry.capacity = Some(100.try_into().unwrap());
    gym.handle.commit(document(Kind::City), entry.edits(other())).await.unwrap();
    let report = |key: &str, hours: i64, via: &str, said: Value| {
        let mut report = json!({"key": key, "observed_at": now - hours * HOUR_MS, "via": via});
        report.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        report
    };
    let first = json!({"water": "unusable", "crowding": "full"});
    posted(&page, other(), "reports", report("report-0001", 5, "patrol", first)).await;
    let second = json!({"electricity": "partly"});
    posted(&page, other(), "reports", report("report-0002", 1, "radio", second)).await;
    let count = |key: &str, slot: &str, people: u32, hours: i64| {
        json!({"key": key, "slot": slot, "in_shelter": people, "via": "fax",
            "observed_at": now - hours * HOUR_MS})
    };
    posted(&page, other(), "headcounts", count("count-0001", "night", 130, 9)).await;
    posted(&page, other(), "headcounts", count("count-0002", "day", 90, 2)).await;
    posted(&page, PlaceId::new([0x33; 16]), "headcounts", count("count-0003", "day", 5, 1)).await;
    let known = overview(&page).await;
    let there = row(&known, other());
    let people = |of: &str| there[of]["value"].clone();
    assert_eq!((people("in_shelter"), people("in_shelter_day")), (json!(90), json!(90)));
    assert_eq!((people("in_shelter_night"), &there["capacity"]), (json!(130), &json!(100)));
    assert_eq!(
        (&there["crowding"]["crowding"], &there["crowding"]["channel"]),
        (&json!("full"), &json!("patrol"))
    );
    let said: Vec<(&Value, &Value, &Value, i64)> = there["lifelines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let hours = it["age"]["age_s"].as_i64().unwrap() / 3_600;
            (&it["lifeline"], &it["usable"], &it["channel"], hours)
        })
        .collect();
    assert_eq!(
        said,
        [
            (&json!("electricity"), &json!("partly"), &json!("radio"), 1),
            (&json!("water"), &json!("unusable"), &json!("patrol"), 5),
        ]
    );
    let elsewhere = row(&known, PlaceId::new([0x33; 16]));
    assert_eq!((&elsewhere["capacity"], &elsewhere["crowding"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&elsewhere["lifelines"], &elsewhere["in_shelter_night"]["value"]),
        (&json!([]), &Value::Null)
    );
}

#[tokio::test]
async fn a_day_takes_one_count_of_each_place_and_carries_none_over() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    assert_eq!(page.get("/api/v1/hq/trend").await.json()["days"], json!([]));
    // Noon by Japan's clocks, so that an hour more or less stays on its day.
    let now = clock(&page).await;
    let noon = (now + 9 * HOUR_MS).div_euclid(DAY_MS) * DAY_MS + 3 * HOUR_MS;
    let count = |key: &str, at: i64, inside: u32, outside: Option<u32>| {
        json!({"key": key, "observed_at": at, "in_shelter": inside, "outside_known": outside,
            "via": "radio"})
    };
    let (one, two) = (other(), PlaceId::new([0x33; 16]));
    let day = |before: i64| noon - before * DAY_MS;
    posted(&page, one, "headcounts", count("one-0003-a", day(3), 100, Some(10))).await;
    posted(&page, one, "headcounts", count("one-0003-b", day(3) + HOUR_MS, 120, None)).await;
    posted(&page, two, "headcounts", count("two-0003-a", day(3), 30, Some(4))).await;
    posted(&page, one, "headcounts", count("one-0001-a", day(1), 90, Some(8))).await;
    posted(&page, two, "headcounts", count("two-future", now + 2 * DAY_MS, 999, None)).await;
    let trend = page.get("/api/v1/hq/trend").await.json();
    let days = trend["days"].as_array().unwrap();
    let sums = |of: &str| -> Vec<(Value, i64, i64)> {
        let number = |day: &Value, name: &str| day[of][name].as_i64().unwrap();
        days.iter()
            .map(|day| {
                (day[of]["sum"].clone(), number(day, "known_places"), number(day, "unknown_places"))
            })
            .collect()
    };
    assert_eq!(
        sums("in_shelter"),
        [(json!(150), 2, 0), (Value::Null, 0, 2), (json!(90), 1, 1), (Value::Null, 0, 2)]
    );
    // The later count of that day did not say how many are outside: the earlier does not stand in.
    assert_eq!(
        sums("outside_known"),
        [(json!(4), 1, 1), (Value::Null, 0, 2), (json!(8), 1, 1), (Value::Null, 0, 2)]
    );
    let today: Vec<bool> = days.iter().map(|day| day["is_today"].as_bool().unwrap()).collect();
    assert_eq!(today, [false, false, false, true]);
    assert_eq!(trend["uncertain_counts"], 1);

    let report = json!({"key": "closed-0001", "opening": "closed", "closed_at": day(2), "via": "fax",
        "observed_at": day(2)});
    posted(&page, two, "reports", report).await;
    let trend = page.get("/api/v1/hq/trend").await.json();
    let gap = &trend["days"][1]["in_shelter"];
    assert_eq!(
        (&gap["sum"], &gap["unknown_places"]),
        (&Value::Null, &json!(1)),
        "closed is no gap"
    );
}
