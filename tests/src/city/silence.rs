//! Word by stick: by which route it came is told, also after a start, and what a place's laptop holds of
//! headquarters' notices is what it said itself.

use serde_json::{Value, json};

use super::harness::{City, GYM_A, GYM_B, eventually, path, serve};
use crate::client::Desk;
use crate::process::{Node, run};

fn silent(desk: &Desk, place: &str) -> Option<Value> {
    let silence = desk.get("/hq/silence");
    let places = silence["places"].as_array().cloned().unwrap_or_default();
    places.into_iter().find(|it| it["id"] == place)
}

fn row(desk: &Desk, place: &str) -> Option<Value> {
    let overview = desk.get("/hq/overview");
    let places = overview["places"].as_array().cloned().unwrap_or_default();
    places.into_iter().find(|it| it["id"] == place)
}

/// How it stands with a notice at a place, as headquarters knows it.
fn at(desk: &Desk, title: &str, place: &str) -> Value {
    let notices = desk.get("/notices");
    let all = [&notices["notices"], &notices["past"]].into_iter().filter_map(Value::as_array);
    let notice = all.flatten().find(|it| it["title"] == title).cloned().expect("it was issued");
    let places = notice["reached"]["places"].as_array().cloned().unwrap_or_default();
    places.into_iter().find(|it| it["place"] == place).unwrap_or(Value::Null)
}

fn carry(from: &Desk, to: &Desk, whither: &str) {
    let bundle = from.download(&format!("/courier/bundle?to={whither}"));
    to.upload("/courier/bundle", &bundle).expect("it is ours");
}

#[test]
fn word_that_came_by_stick_says_so_and_a_notice_is_where_a_laptop_said_that_it_is() {
    let city = City::create();
    let [a_data, b_data, hq_data] =
        [city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0), city.hq("hq")];
    let [a, b] = [serve(&a_data, &[]), serve(&b_data, &[])];
    let [desk_a, desk_b] = [Desk::first_run(&a.staff), Desk::first_run(&b.staff)];
    let mut hq = serve(&hq_data, &[]);
    let mut desk = Desk::first_run(&hq.staff);
    let place =
        |desk: &Desk| desk.get("/session")["node"]["place"].as_str().expect("an id").to_owned();
    let [place_a, place_b] = [place(&desk_a), place(&desk_b)];
    let now = desk.get("/session")["now"].as_i64().expect("a clock");
    for (place, hours) in [(&place_a, 30), (&place_b, 20)] {
        let count = json!({"key": format!("called-{hours}"), "in_shelter": 9, "via": "radio",
            "observed_at": now - hours * 3_600_000});
        desk.post(&format!("/places/{place}/headcounts"), &count);
    }
    for place in [&place_a, &place_b] {
        let silent = silent(&desk, place).expect("it is silent");
        assert_eq!((&silent["alarm"], &silent["route"]["by"]), (&json!(true), &json!("radio")));
    }

    let notice = json!({"key": "notice-for-a", "title": "給水", "text": "x", "urgent": false,
        "language": "ja", "to": [&place_a]});
    desk.post("/notices", &notice);
    assert_eq!(at(&desk, "給水", &place_a)["state"], "unknown", "no laptop said anything");
    assert_eq!(at(&desk, "給水", &place_b), Value::Null, "it is not for them");
    let count = json!({"key": "count-of-a", "in_shelter": 57});
    desk_a.post(&format!("/places/{place_a}/headcounts"), &count);
    carry(&desk_a, &desk, "hq");
    eventually("the count is shown", || {
        let row = row(&desk, &place_a)?;
        (row["in_shelter"]["value"] == 57).then_some(())
    });
    assert_eq!(silent(&desk, &place_a), None, "there is word again");
    assert!(silent(&desk, &place_b).is_some());
    let came = row(&desk, &place_a).expect("a row")["route"].clone();
    assert_eq!(came["by"], "stick");
    assert!(came["came_at"].as_i64() >= came["said_at"].as_i64(), "{came}");
    // Its laptop said what it holds, and the notice was not in it.
    assert_eq!(at(&desk, "給水", &place_a)["state"], "unconfirmed");

    carry(&desk, &desk_a, GYM_A);
    eventually("the notice is shown", || {
        let shown = desk_a.get("/notices")["notices"].as_array().cloned().unwrap_or_default();
        shown.iter().any(|it| it["title"] == "給水").then_some(())
    });
    assert_eq!(at(&desk, "給水", &place_a)["state"], "unconfirmed", "sent is not held");
    carry(&desk_a, &desk, "hq");
    let held = at(&desk, "給水", &place_a);
    assert_eq!((&held["state"], &held["by"]), (&json!("has"), &json!("stick")));
    assert_eq!((&held["laptops"], &held["laptops_with"]), (&json!(1), &json!(1)));
    carry(&desk, &desk_b, GYM_B);
    let shown = desk_b.get("/notices");
    assert_eq!(shown["notices"], json!([]), "B carries it and never shows it");

    hq.stop();
    hq = serve(&hq_data, &[]);
    desk = Desk::sign_in(&hq.staff);
    eventually("what was said on sticks is read again", || {
        (at(&desk, "給水", &place_a)["state"] == "has").then_some(())
    });
    assert_eq!(row(&desk, &place_a).expect("a row")["route"], came, "also after a start");
    // Brought in by a command while nobody serves.
    desk_b.post(
        &format!("/places/{place_b}/headcounts"),
        &json!({"key": "count-b1", "in_shelter": 3}),
    );
    let file = city.folder.path().join("b.musubi");
    std::fs::write(&file, desk_b.download("/courier/bundle?to=hq")).expect("a file");
    hq.stop();
    run(&["courier", "import", "--data", &path(&hq_data), &path(&file)]);
    hq = serve(&hq_data, &[]);
    desk = Desk::sign_in(&hq.staff);
    assert_eq!(row(&desk, &place_b).expect("a row")["route"]["by"], "stick");
    Node::kill(hq);
}
