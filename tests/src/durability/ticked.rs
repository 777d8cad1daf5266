//! What a gym's page shows as received by headquarters (本部受領) is on headquarters' disk: in the
//! moment after the page was read, the power of that disk is cut. And the control: a headquarters
//! whose journal does not sync must be caught lying.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use super::chance::Chance;
use super::cuts::unsynced;
use super::disk::LoopDisk;
use super::ledger::{Acknowledged, household, is_there};
use crate::city::harness::{City, GYM_A, eventually, neighbours, serve, until_level};
use crate::city::proxy::Link;
use crate::client::Desk;
use crate::process::{Node, musubi};
use crate::share_of;

const DISK_MB: u64 = 256;
/// The cut comes when so many pages showed something new as received, or fewer.
const WAVES_MAX: u64 = 3;

#[test]
fn what_a_gym_shows_as_received_is_at_headquarters_after_a_power_cut_in_that_moment() {
    let mut chance = Chance::seeded("received");
    let Some(mut story) = Story::begin(musubi) else { return };
    let all = share_of(6, 40);
    for round in 0..all {
        story.until_cut(&mut chance);
        story.look(round);
        assert!(story.lost.is_empty(), "round {round}: {:?} are not at headquarters", story.lost);
    }
    story.come_to_agree();
    println!(
        "received: {all} power cuts at headquarters, {} households shown as received, 0 lost",
        story.ticked.len()
    );
}

#[test]
fn without_syncs_at_headquarters_what_is_shown_as_received_is_lost() {
    let mut chance = Chance::seeded("received, control");
    let Some(mut story) = Story::begin(unsynced) else { return };
    for round in 0..share_of(2, 10) {
        story.disk.settle();
        story.until_cut(&mut chance);
        story.look(round);
    }
    let (lost, ticked) = (story.lost.len(), story.ticked.len());
    println!("control: of {ticked} shown as received {lost} are lost");
    assert!(lost > 0, "the control lost nothing: this test would see nothing");
}

/// Headquarters on a disk that can be cut, and a gym that stays up and reaches it over one link.
struct Story {
    /// Of headquarters; it may be the control.
    program: fn() -> Command,
    hq_data: PathBuf,
    disk: LoopDisk,
    link: Link,
    _gym: Node,
    desk: Desk,
    next: u64,
    /// By id, as the gym registered them.
    registered: BTreeMap<String, Acknowledged>,
    /// Ids that a page showed as received, ever.
    ticked: BTreeSet<String>,
    /// Of these, the ones that are still to be looked for.
    unseen: BTreeSet<String>,
    lost: Vec<u64>,
    _city: City,
}

impl Story {
    fn begin(program: fn() -> Command) -> Option<Self> {
        let city = City::create();
        let hq_data = city.folder.path().join("hq");
        let disk = LoopDisk::mount(&hq_data, DISK_MB)?;
        city.hq("hq");
        let link = Link::cut();
        let gym = serve(&city.gym("gym", GYM_A, 0), &[&link.as_peer()]);
        let desk = Desk::first_run(&gym.staff);
        let story = Self {
            program,
            hq_data,
            disk,
            link,
            _gym: gym,
            desk,
            next: 0,
            registered: BTreeMap::new(),
            ticked: BTreeSet::new(),
            unseen: BTreeSet::new(),
            lost: Vec::new(),
            _city: city,
        };
        let hq = story.serve();
        Desk::first_run(&hq.staff);
        hq.stop();
        Some(story)
    }

    fn serve(&self) -> Node {
        let flags = ["--mesh", "127.0.0.1:0", "--no-discovery"];
        Node::start((self.program)(), &self.hq_data, &flags)
    }

    /// Registers at the gym and reads its list in turn, until the power of headquarters is cut in
    /// the moment after the list showed something new as received.
    fn until_cut(&mut self, chance: &mut Chance) {
        let hq = self.serve();
        let power = self.disk.arm();
        self.link.heal(hq.heard_over("tcp"));
        let mut waves = 1 + chance.below(WAVES_MAX);
        eventually("something new is shown as received", || {
            self.register();
            let new = self.read_list();
            if new.is_empty() {
                return None;
            }
            self.unseen.extend(new.iter().cloned());
            self.ticked.extend(new);
            waves -= 1;
            (waves == 0).then_some(())
        });
        power.cut();
        hq.kill();
        self.link.sever();
        self.disk.power_on();
    }

    fn register(&mut self) {
        let number = self.next;
        self.next += 1;
        let answer = self.desk.post("/households", &household(number));
        let text = |name: &str| answer[name].as_str().expect("an acknowledgement").to_owned();
        let told = Acknowledged { number, id: text("id"), reception_no: text("reception_no") };
        self.registered.insert(text("id"), told);
    }

    /// Ids that the newest page of the list shows as received for the first time.
    fn read_list(&self) -> Vec<String> {
        let list = shown(&self.desk);
        let received = list.into_iter().filter(|(_, state)| state == "received");
        received.map(|(id, _)| id).filter(|id| !self.ticked.contains(id)).collect()
    }

    /// Headquarters, alone with its disk, shows everything that was shown as received.
    fn look(&mut self, round: u64) {
        let hq = self.serve();
        let desk = Desk::sign_in(&hq.staff);
        for id in std::mem::take(&mut self.unseen) {
            let told = &self.registered[&id];
            if !is_there(&desk, told) {
                self.lost.push(told.number);
            }
        }
        assert_eq!(neighbours(&desk), Vec::<Value>::new(), "round {round}: it was not alone");
        hq.stop();
    }

    /// After all that, headquarters has everything, and every tick comes back.
    fn come_to_agree(&self) {
        let hq = self.serve();
        self.link.heal(hq.heard_over("tcp"));
        let desk = Desk::sign_in(&hq.staff);
        until_level(&[&desk, &self.desk]);
        for told in self.registered.values() {
            assert!(is_there(&desk, told), "household {} is not at headquarters", told.number);
        }
        eventually("every tick is back", || {
            let list = shown(&self.desk);
            list.iter().all(|(_, state)| state == "received").then_some(())
        });
        hq.stop();
    }
}

/// Id and tick of what the newest page of the list shows.
fn shown(desk: &Desk) -> Vec<(String, String)> {
    let found = desk.post("/households/search", &json!({ "text": "" }));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let hits = found["households"].as_array().expect("a list").iter();
    hits.map(|hit| (text(&hit["id"]), text(&hit["kept"]["hq"]["state"]))).collect()
}
