//! Inquiries (安否照会): sealed at the place, answered at headquarters by consent, never without a note.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::StatusCode;
use musubi_model::ids::{Kind, PlaceId};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, PIN, Page, document};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const HQ_PLACE: PlaceId = PlaceId::new([0xff; 16]);
const LIST: &str = "/api/v1/hq/inquiries";

/// Somebody asks after a person with this reading.
fn inquiry(key: &str, kana: (&str, &str)) -> Value {
    json!({"key": key, "form": {
        "status": "believed_missing", "inquirer": "照会 太郎", "inquirer_phone": "080-1111-1111",
        "relation": "兄", "tier": "kin", "id_checked": "licence", "reason": "連絡がつかない",
        "family_kana": kana.0, "given_kana": kana.1, "age": "41", "sex": "female",
        "last_known_location": "駅前"}})
}

/// One who lets these ask: kin, acquaintances, everybody.
fn consenting(family: &str, kana: &str, consent: [bool; 3]) -> Value {
    let mut one = person(family, "梅", (kana, "うめ"));
    one["details"]["needs"] = json!(["injury"]);
    one["consent"] = json!({"kin": consent[0], "acquaintance": consent[1], "public": consent[2]});
    one
}

async fn take(page: &Page<'_>, body: Value) -> String {
    let answer = page.post("/api/v1/inquiries", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn look(page: &Page<'_>, id: &str, tier: &str) -> Answer {
    let opened = page.post(&format!("{LIST}/{id}/look"), json!({"tier": tier})).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
    opened
}

fn candidates(opened: &Answer) -> Vec<Value> {
    opened.json()["candidates"].as_array().unwrap().clone()
}

async fn answer(page: &Page<'_>, id: &str, body: Value) -> Answer {
    page.post(&format!("{LIST}/{id}/answers"), body).await
}

/// Everything of an answer that its reader sees, but for what differs by chance.
fn seen(answer: &Answer, id: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
    (answer.status, headers.collect(), answer.text.replace(id, "ID").replace(&id[20..], "NUMBER"))
}

async fn noted(page: &Page<'_>) -> Vec<Value> {
    page.get("/api/v1/lookups").await.json()["lookups"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_was_asked_is_sealed_and_the_place_sees_that_it_was_taken_and_no_more() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let id = {
        let page = gym.desk(Role::Reception).await;
        let id = take(&page, inquiry("inquiry-1", ("みなと", "なぎさ"))).await;
        assert_eq!(take(&page, inquiry("inquiry-1", ("みなと", "なぎさ"))).await, id);
        let taken = page.get("/api/v1/inquiries").await;
        let list = taken.json()["inquiries"].as_array().unwrap().clone();
        assert_eq!(list.len(), 1);
        assert_eq!((&list[0]["answered"], &list[0]["number"]), (&json!(false), &json!(id[20..])));
        assert_eq!(list[0]["taken_by"], "Reception");
        assert!(!taken.text.contains("みなと") && !taken.text.contains("照会"), "{}", taken.text);
        // Nobody at a place opens one, its manager neither.
        let manager = gym.desk(Role::Manager).await;
        for path in [LIST.to_owned(), format!("{LIST}/{id}/look"), format!("{LIST}/{id}/answers")] {
            let refused = match path.as_str() {
                LIST => manager.get(&path).await,
                look if look.ends_with("look") => manager.post(look, json!({"tier": "kin"})).await,
                other => {
                    let body = json!({"key": "answer-key", "outcome": "refused", "tier": "kin",
                        "id_checked": "none"});
                    manager.post(other, body).await
                }
            };
            assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "only_hq".into()));
        }
        id
    };
    // What was written holds none of it in clear.
    let view = gym.handle.views().get(&document(Kind::People)).cloned().unwrap();
    let text = format!("{:?}", view.records);
    assert!(!text.contains("みなと") && !text.contains("照会"), "it stands there in clear");
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(gym.written()).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let list = officer.get(LIST).await.json()["inquiries"].as_array().unwrap().clone();
    assert_eq!(list.len(), 1);
    assert_eq!((&list[0]["id"], &list[0]["state"]), (&json!(id), &json!("open")));
    assert_eq!(list[0]["form"]["family_kana"], "みなと");
    assert_eq!(list[0]["form"]["inquirer"], "照会 太郎");
}

#[tokio::test]
async fn inquiries_are_sealed_to_headquarters_key_once_it_has_come() {
    let mut hq = Gym::enrolled(NodeRole::Hq, 'H');
    {
        let _manager = hq.desk(Role::Manager).await;
        hq.served().publish_inquiry_key().await.unwrap();
        hq.written();
        hq.served().publish_inquiry_key().await.unwrap();
        assert!(hq.written().is_empty(), "it is published once");
    }
    let mut hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.served().publish_inquiry_key().await.unwrap();
    let published = hq.written();
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let sealed_to = |gym: &Gym, id: &str| {
        let view = gym.handle.views().get(&document(Kind::People)).cloned().unwrap();
        format!("{:?}", view.records[&id.parse().unwrap()]["to"].winner().value)
    };
    let (before, after) = {
        let page = gym.desk(Role::Reception).await;
        let before = take(&page, inquiry("inquiry-1", ("みなと", "なぎさ"))).await;
        gym.take_in(published).await;
        (before, take(&page, inquiry("inquiry-2", ("みなと", "なぎさ"))).await)
    };
    assert_ne!(sealed_to(&gym, &before), sealed_to(&gym, &after));
    assert!(sealed_to(&gym, &after).contains("255, 255"));
    hq.take_in(gym.written()).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let list = officer.get(LIST).await.json()["inquiries"].as_array().unwrap().clone();
    assert!(list.len() == 2 && list.iter().all(|it| it["form"]["given_kana"] == "なぎさ"));
}

#[tokio::test]
async fn a_form_without_a_name_or_without_a_ticket_is_refused_in_words() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let refused = page.post("/api/v1/inquiries", inquiry("inquiry-1", ("", " "))).await;
    let fields = json!([{"path": "family", "code": "record.missing"}]);
    assert_eq!(refused.json()["fields"], fields);
    let mut nobody = inquiry("inquiry-2", ("みなと", "なぎさ"));
    nobody["form"]["inquirer"] = json!(" ");
    let refused = page.post("/api/v1/inquiries", nobody).await;
    assert_eq!(refused.json()["fields"], json!([{"path": "inquirer", "code": "text.empty"}]));
    let fresh = Gym::provisional().await;
    let page = fresh.desk(Role::Manager).await;
    let refused = page.post("/api/v1/inquiries", inquiry("inquiry-1", ("みなと", "なぎさ"))).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::CONFLICT, "inquiry_needs_ticket".into())
    );
}

/// A shelter's people at headquarters; `hidden` among them or not.
async fn headquarters(hidden: bool) -> (Gym, String) {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let id = {
        let manager = gym.desk(Role::Manager).await;
        for (number, consent) in [
            [true, true, true],
            [true, false, false],
            [false, true, false],
            [false, false, true],
            [false, false, false],
        ]
        .into_iter()
        .enumerate()
        {
            let kana = ["あさの", "いしだ", "うえだ", "えとう", "おおた"][number];
            let body =
                household(&format!("household-{number}"), &[consenting("氏", kana, consent)]);
            register(&manager, body).await;
        }
        if hidden {
            let all = [true, true, true];
            let mut one = consenting("鬼塚", "おにづか", all);
            one["protected"] = json!(true);
            let with = consenting("鬼塚", "おにがしま", all);
            let body = household("household-hidden", &[one.clone(), with]);
            let kept = register(&manager, body).await;
            // Another record of hers, which somebody linked and nobody hid.
            let other = consenting("鬼塚", "おにがわら", all);
            let other = register(&manager, household("household-other", &[other])).await;
            let text = |it: &Value| it.as_str().unwrap().to_owned();
            let path = format!(
                "/api/v1/households/{}/persons/{}/compare",
                text(&other["id"]),
                text(&other["persons"][0])
            );
            let same = json!({"other": kept["persons"][0], "comparison": "same"});
            assert_eq!(manager.post(&path, same).await.status, StatusCode::OK);
        }
        take(&manager, inquiry("inquiry-1", ("おにづか", "うめ"))).await
    };
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(gym.written()).await;
    (hq, id)
}

#[tokio::test]
async fn a_candidate_shows_what_the_consents_give_and_nothing_more() {
    let (hq, _) = headquarters(false).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let kin: &[&str] =
        &["name", "kana", "birth", "sex", "address", "injury", "whereabouts", "contact"];
    let known: &[&str] = &["name", "injury"];
    let public: &[&str] = &["name", "kana", "sex", "whereabouts"];
    let people = [
        ("あさの", [Some(kin), Some(known), Some(public)]),
        ("いしだ", [Some(kin), None, None]),
        ("うえだ", [None, Some(known), None]),
        ("えとう", [None, None, Some(public)]),
        ("おおた", [None, None, None]),
    ];
    for (kana, by_tier) in people {
        let id = retaken(&officer, kana).await;
        for (tier, wanted) in ["kin", "acquaintance", "public"].into_iter().zip(by_tier) {
            let opened = look(&officer, &id, tier).await;
            let found = candidates(&opened);
            assert_eq!(found.len(), usize::from(wanted.is_some()), "{kana} {tier}");
            let (Some(wanted), Some(one)) = (wanted, found.first()) else { continue };
            let told = &one["told"];
            assert_eq!(told["items"], json!(wanted), "{kana} {tier}");
            let values = [
                ("name", &["name"][..]),
                ("kana", &["kana"]),
                ("birth", &["birth", "age"]),
                ("sex", &["sex"]),
                ("address", &["address"]),
                ("injury", &["injured"]),
                ("whereabouts", &["state", "place_name", "where_to"]),
                ("contact", &["phone"]),
            ];
            for (item, fields) in values {
                let is_there = fields.iter().any(|field| !told[*field].is_null());
                // The household told no address.
                let may = wanted.contains(&item) && item != "address";
                assert_eq!(is_there, may, "{kana} {tier} {item}");
            }
            let reasons: BTreeSet<&str> =
                one["reasons"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(reasons.contains("same_age"), wanted.contains(&"birth"), "{reasons:?}");
            assert!(reasons.contains("same_reading"), "{reasons:?}");
        }
    }
}

async fn retaken(page: &Page<'_>, kana: &str) -> String {
    let key: String = kana.chars().map(|c| format!("{:x}", u32::from(c))).collect();
    take(page, inquiry(&format!("inquiry-of-{key}"), (kana, "うめ"))).await
}

#[tokio::test]
async fn asking_for_somebody_protected_is_byte_for_byte_asking_for_nobody() {
    let ((with, one), (without, other)) = (headquarters(true).await, headquarters(false).await);
    for role in [Role::HqOfficer, Role::Manager] {
        let (here, there) = (with.desk(role).await, without.desk(role).await);
        for (page, id) in [(&here, &one), (&there, &other)] {
            look(page, id, "kin").await;
        }
        // Theirs, of their household, of a record that is linked to theirs.
        for kana in ["おにづか", "おにがしま", "おにがわら"] {
            let key = format!("{role:?}-{}", kana.chars().count());
            let mut all = Vec::new();
            for page in [&here, &there] {
                let id = retaken_as(page, &key, kana).await;
                for tier in ["kin", "acquaintance", "public"] {
                    let before = page.gym.handle.reads();
                    let opened = look(page, &id, tier).await;
                    let reads = page.gym.handle.reads() - before;
                    assert!(candidates(&opened).is_empty(), "{kana} {tier}");
                    let shown: Value = opened.json()["candidates"].clone();
                    all.push((seen(&opened, &id).0, shown, reads));
                }
            }
            let (mine, theirs) = all.split_at(3);
            for (mine, theirs) in mine.iter().zip(theirs) {
                assert_eq!(mine, theirs, "{kana}");
            }
        }
    }
    // In one headquarters: asking for her, and for nobody, to the last byte.
    let officer = with.desk(Role::HqOfficer).await;
    let hidden = retaken_as(&officer, "bytes-hidden", "おにづか").await;
    let nobody = retaken_as(&officer, "bytes-nobody", "きつねか").await;
    let strip = |answer: &Answer, id: &str, kana: &str| {
        let (status, headers, text) = seen(answer, id);
        let mut json: Value = serde_json::from_str(&text.replace(kana, "KANA")).unwrap();
        json["inquiry"]["age"] = Value::Null;
        (status, headers, json.to_string())
    };
    // Rosters and boxes are read once before anybody counts.
    for id in [&hidden, &nobody] {
        look(&officer, id, "kin").await;
    }
    for tier in ["kin", "acquaintance", "public"] {
        let before = with.handle.reads();
        let one = look(&officer, &hidden, tier).await;
        let between = with.handle.reads();
        let other = look(&officer, &nobody, tier).await;
        assert_eq!(strip(&one, &hidden, "おにづか"), strip(&other, &nobody, "きつねか"));
        assert_eq!(between - before, with.handle.reads() - between);
    }
    // Two persons together do not see her here either; that is what her card is for.
    let ask = json!({"name": "責任者", "secret": PIN, "why": "照会"});
    assert_eq!(officer.post("/api/v1/hq/reveal", ask).await.status, StatusCode::OK);
    assert!(candidates(&look(&officer, &hidden, "kin").await).is_empty());
}

async fn retaken_as(page: &Page<'_>, key: &str, kana: &str) -> String {
    take(page, inquiry(&format!("asked-{key}"), (kana, "うめ"))).await
}

#[tokio::test]
async fn an_answer_is_noted_with_what_was_told_and_the_place_hears_only_that_there_is_one() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let id = {
        let manager = gym.desk(Role::Manager).await;
        let body = household("household-1", &[consenting("浅野", "あさの", [true, true, false])]);
        register(&manager, body).await;
        take(&manager, inquiry("inquiry-1", ("アサノ", "うめ"))).await
    };
    let mut hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(gym.written()).await;
    hq.written();
    {
        let officer = hq.desk(Role::HqOfficer).await;
        let found = candidates(&look(&officer, &id, "kin").await);
        let person = found[0]["person"].clone();
        assert_eq!(found[0]["told"]["phone"], "090-0000-0000");
        let found_as = |key: &str, tier: &str| {
            json!({"key": key, "outcome": "found", "tier": tier, "id_checked": "licence",
                "person": person, "note": "電話で"})
        };
        // Who may not be told of to this asker is nobody.
        let refused = answer(&officer, &id, found_as("answer-0-public", "public")).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::NOT_FOUND, "not_found".into()));
        let unsaid = json!({"key": "answer-0-nobody", "outcome": "found", "tier": "kin",
            "id_checked": "none"});
        let refused = answer(&officer, &id, unsaid).await;
        let fields = json!([{"path": "person", "code": "record.missing"}]);
        assert_eq!(refused.json()["fields"], fields);
        let told = answer(&officer, &id, found_as("answer-1", "acquaintance")).await;
        assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
        assert_eq!(told.json()["told"]["items"], json!(["name", "injury"]));
        assert!(told.json()["told"]["phone"].is_null());
        let lookups = noted(&officer).await;
        let last = &lookups[0];
        assert_eq!((&last["action"], &last["outcome"]), (&json!("answer"), &json!("found")));
        assert_eq!(
            (&last["account_name"], &last["tier"]),
            (&json!("HqOfficer"), &json!("acquaintance"))
        );
        assert_eq!(
            (&last["inquiry"], &last["told"]),
            (&json!(id[20..]), &json!(["name", "injury"]))
        );
        assert_eq!(lookups[1]["action"], "inquiry");
        assert_eq!(lookups.len(), 2, "what was refused told nothing");
        let opened = look(&officer, &id, "kin").await.json();
        assert_eq!(opened["inquiry"]["state"], "found");
        let given = &opened["answers"][0];
        assert_eq!((&given["by"], &given["note"]), (&json!("HqOfficer"), &json!("電話で")));
        assert_eq!(given["told"], json!(["name", "injury"]));
        hq.served().carry_answers().await.unwrap();
    }
    let back: Vec<_> = hq.written();
    assert!(back.iter().any(|(id, _)| id.owner == HQ_PLACE && id.kind == Kind::Lookups.number()));
    let to_gym: Vec<_> = back.into_iter().filter(|(id, _)| *id == document(Kind::People)).collect();
    assert_eq!(to_gym.len(), 1, "it is said there once");
    gym.take_in(to_gym).await;
    let page = gym.desk(Role::Reception).await;
    let taken = page.get("/api/v1/inquiries").await;
    assert_eq!(taken.json()["inquiries"][0]["answered"], true);
    assert!(!taken.text.contains("found") && !taken.text.contains("浅野"), "{}", taken.text);
}

#[tokio::test]
async fn whatever_was_answered_the_place_sees_the_same() {
    let mut seen_there = BTreeSet::new();
    for outcome in ["not_found", "refused"] {
        let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
        let id = {
            let manager = gym.desk(Role::Manager).await;
            take(&manager, inquiry("inquiry-1", ("アサノ", "うめ"))).await
        };
        let mut hq = Gym::enrolled(NodeRole::Hq, 'H');
        hq.take_in(gym.written()).await;
        hq.written();
        {
            let officer = hq.desk(Role::HqOfficer).await;
            let body = json!({"key": "answer-1", "outcome": outcome, "tier": "public",
                "id_checked": "none"});
            let told = answer(&officer, &id, body).await;
            assert_eq!((told.status, &told.json()["told"]), (StatusCode::CREATED, &Value::Null));
            let list = officer.get(LIST).await.json();
            assert_eq!(list["inquiries"][0]["state"], outcome);
        }
        let back = hq.written().into_iter().filter(|(id, _)| *id == document(Kind::People));
        gym.take_in(back.collect()).await;
        let page = gym.desk(Role::Manager).await;
        let mut taken = page.get("/api/v1/inquiries").await.json()["inquiries"][0].clone();
        for chance in ["id", "number", "age"] {
            taken[chance] = Value::Null;
        }
        seen_there.insert(taken.to_string());
    }
    assert_eq!(seen_there.len(), 1, "{seen_there:?}");
}

#[tokio::test]
async fn no_candidate_and_no_answer_leaves_before_it_is_noted_or_without() {
    let (hq, _) = headquarters(false).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let id = take(&officer, inquiry("inquiry-2", ("あさの", "うめ"))).await;
    let person = candidates(&look(&officer, &id, "kin").await)[0]["person"].clone();
    let path = format!("{LIST}/{id}/look");
    let body = |key: &str| {
        json!({"key": key, "outcome": "found", "tier": "kin", "id_checked": "licence",
            "person": person})
    };
    hq.hold_commits(true);
    let mut looked = Box::pin(officer.post(&path, json!({"tier": "kin"})));
    let waited = tokio::time::timeout(Duration::from_millis(200), &mut looked).await;
    assert!(waited.is_err(), "it was shown before it was noted");
    hq.hold_commits(false);
    assert_eq!(looked.await.status, StatusCode::OK);
    let before = noted(&officer).await.len();
    hq.fill_disk(true);
    for refused in [
        officer.post(&path, json!({"tier": "kin"})).await,
        answer(&officer, &id, body("answer-1")).await,
    ] {
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.code(), "lookup_not_saved");
        assert!(!refused.text.contains('氏') && !refused.text.contains("あさの"));
    }
    hq.fill_disk(false);
    assert_eq!(noted(&officer).await.len(), before);
    let list = officer.get(LIST).await.json();
    let states: BTreeSet<&str> = list["inquiries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["state"].as_str())
        .collect();
    assert_eq!(states, BTreeSet::from(["open"]), "the refused answer was not given");
    let told = answer(&officer, &id, body("answer-2")).await;
    assert_eq!(told.json()["told"]["kana"], "あさの うめ");
    assert_eq!(noted(&officer).await.len(), before + 1);
}
