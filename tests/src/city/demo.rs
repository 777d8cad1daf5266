//! The demonstration city, small: what lies at headquarters was carried there or came by the mesh, and is
//! all that was ordered; the same folder serves it again.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::harness::{eventually, path};
use crate::client::Desk;
use crate::process::{musubi, try_run};

const PLACES: usize = 5;
const PEOPLE: u64 = 60;

fn order(data: &Path, live: &str) -> Vec<String> {
    let city = ["demo", "--city", "kumamoto", "--places", "5", "--people", "60", "--seed", "7"];
    let more = ["--live".to_owned(), live.to_owned(), "--data".to_owned(), path(data)];
    city.map(str::to_owned).into_iter().chain(more).collect()
}

/// A demonstration that runs. Dropping it kills it, and its laptops with it.
struct Shown {
    child: Child,
    desks: Vec<Value>,
    said: String,
}

impl Shown {
    fn start(data: &Path, state: &Path) -> Self {
        let words = state.with_extension("words");
        let mut child = musubi()
            .args(order(data, "2"))
            .arg("--state")
            .arg(state)
            .stdin(Stdio::null())
            .stdout(File::create(&words).expect("a file"))
            .spawn()
            .expect("the binary starts");
        let text = eventually("the demonstration says where it is", || {
            assert_eq!(child.try_wait().expect("it was started"), None, "it ended by itself");
            std::fs::read_to_string(state).ok()
        });
        let desks: Vec<Value> = serde_json::from_str(&text).expect("JSON");
        Self { child, desks, said: std::fs::read_to_string(&words).expect("it speaks") }
    }

    fn hq(&self) -> Desk {
        let said = |field: &str| self.desks[0][field].as_str().expect("a text");
        assert_eq!(said("role"), "hq");
        Desk::try_sign_in_with(said("staff"), said("account"), said("secret"))
            .expect("the demonstration says how")
    }
}

impl Shown {
    /// As Ctrl-C does it: the demonstration and all its laptops have ended afterwards.
    fn end(mut self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().expect("kill starts");
        assert!(asked.success());
        assert!(self.child.wait().expect("it was started").success());
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who is registered and stays, place by place, as headquarters reads it from the people themselves.
fn registered(hq: &Desk) -> BTreeMap<String, u64> {
    let overview = hq.get("/hq/overview");
    let places = overview["places"].as_array().expect("places");
    let registered = places.iter().filter_map(|place| {
        let id = place["id"].as_str().expect("an id").to_owned();
        Some((id, place["registered_staying"].as_u64()?))
    });
    registered.collect()
}

#[test]
fn a_demonstration_city_has_everybody_who_was_ordered_and_is_served_again() {
    let folder = TempDir::new().expect("a folder");
    let (data, state) = (folder.path().join("city"), folder.path().join("state"));
    let shown = Shown::start(&data, &state);
    assert_eq!(shown.desks.len(), 3, "headquarters and two that run");
    assert!(shown.said.contains("Headquarters reads the sticks of 3 places."), "{}", shown.said);
    let hq = shown.hq();
    let all = eventually("headquarters has everybody", || {
        let all = registered(&hq);
        (all.values().sum::<u64>() == PEOPLE).then_some(all)
    });
    assert_eq!(all.len(), PLACES);
    // Nothing was written in headquarters' own name: what did not come by the mesh came by stick.
    let overview = hq.get("/hq/overview");
    let by = |word: &str| {
        let places = overview["places"].as_array().expect("places");
        places.iter().filter(|place| place["route"]["by"] == word).count()
    };
    assert_eq!((by("stick"), by("mesh")), (3, 2), "{overview}");
    shown.end();

    std::fs::remove_file(&state).expect("it was written");
    let again = Shown::start(&data, &state);
    assert!(again.said.contains("served again"), "{}", again.said);
    assert_eq!(registered(&again.hq()), all);
    again.end();

    let other = order(&data, "3");
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    let refused = try_run(&other);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("was ordered otherwise"), "{said}");
}
