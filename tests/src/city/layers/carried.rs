//! An archive on its way between four laptops: a gym's, where it was made, another gym's, a relay's and
//! headquarters'. The first three are in one network namespace and headquarters' is in another, so
//! that nothing leads there but links that give as much as they are allowed to, and can be cut.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use super::super::harness::{City, GYM_A, GYM_B, eventually, neighbours, path};
use super::super::namespaces::{from_inside, inside, ip, serve_inside_with, try_ip};
use super::super::proxy::Link;
use super::reader::Reader;
use super::{archives, import, made, publish, taken};
use crate::client::Desk;
use crate::process::Node;
use crate::skip;

const SKIP: &str = "network namespaces need Linux, root and iproute2";
/// A quarter of a part of a file.
const A_LITTLE: usize = 65_536;

#[test]
fn a_laptop_that_is_killed_while_an_archive_comes_gets_at_most_one_part_again_for_each_time() {
    let Some(mut four) = Four::meet("kill") else { return skip(SKIP) };
    let mut lost = 0;
    for percent in [10, 50, 90] {
        let held = four.until_held(percent);
        four.hq.take().expect("it runs").kill();
        four.link.sever();
        four.open_hq();
        assert!(four.held() >= held, "what was proved stays");
        lost = four.lost_one_at_most(lost);
        four.link.heal(four.a.heard_over("tcp"));
    }
    four.arrives(lost);
}

#[test]
fn a_cable_that_is_cut_while_an_archive_comes_costs_at_most_one_part_each_time() {
    let Some(four) = Four::meet("cable") else { return skip(SKIP) };
    let mut lost = 0;
    for percent in [10, 50, 90] {
        let held = four.until_held(percent);
        four.link.sever();
        eventually("headquarters is alone", || neighbours(&four.desk_hq).is_empty().then_some(()));
        assert!(four.held() >= held, "what was proved stays");
        lost = four.lost_one_at_most(lost);
        four.link.heal(four.a.heard_over("tcp"));
    }
    four.arrives(lost);
}

#[test]
fn a_part_that_a_disk_has_altered_is_refused_and_comes_from_another_laptop() {
    let Some(four) = Four::meet("altered") else { return skip(SKIP) };
    let archive = &archives(&four.data_a)[0];
    let good = std::fs::read(archive).expect("a file");
    four.second_holder();
    let mut bad = good.clone();
    bad[5 * 262_144 + 17] ^= 1;
    std::fs::write(archive, bad).expect("a file");

    four.link.allow_everything();
    eventually("a part is refused", || (four.parts("refused") > 0).then_some(()));
    assert_eq!(four.card()["held"], false);
    four.other_link.allow_everything();
    four.other_link.heal(four.b.heard_over("tcp"));
    eventually("the layer is at headquarters", || (four.card()["held"] == true).then_some(()));
    let hq = Reader::of(&four.hq.as_ref().expect("it runs").public);
    assert!(hq.get(&format!("/layers/{}.pmtiles", four.layer)).bytes == good);
    assert_eq!(four.parts("refused"), 1, "who gave it is not asked again");
    four.stop();
}

#[test]
fn what_a_cut_cable_did_not_bring_comes_on_a_stick_from_another_gym() {
    let Some(four) = Four::meet("stick") else { return skip(SKIP) };
    four.second_holder();
    four.until_held(50);
    four.link.sever();
    eventually("headquarters is alone", || neighbours(&four.desk_hq).is_empty().then_some(()));
    let missing = four.all() - four.held();
    let stick = four.desk_b.download("/courier/bundle?to=hq&layers=true");
    let brought = four.desk_hq.upload("/courier/bundle", &stick).expect("a bundle");
    assert_eq!(brought["layer_parts"], missing);
    four.is_on_the_list();
    four.stop();
}

/// A layer that was published at A, which headquarters has heard nothing of.
struct Four {
    city: City,
    rooms: Rooms,
    data_a: PathBuf,
    data_hq: PathBuf,
    a: Node,
    desk_a: Desk,
    b: Node,
    desk_b: Desk,
    relay: Node,
    hq: Option<Node>,
    desk_hq: Desk,
    /// From headquarters to A, open and allowed nothing.
    link: Link,
    /// From headquarters to B, cut.
    other_link: Link,
    layer: String,
}

impl Four {
    fn meet(tag: &str) -> Option<Self> {
        let rooms = Rooms::new(tag)?;
        let city = City::create();
        let (data_a, data_hq) = (city.gym("a", GYM_A, 0), city.hq("hq"));
        let a = rooms.serve(GYM, &data_a, &[]);
        let b = rooms.serve(GYM, &city.gym("b", GYM_B, 0), &[&a.mesh]);
        let relay = rooms.serve(GYM, &city.relay("relay"), &[&a.mesh, &b.mesh]);
        let (desk_a, desk_b) = (Desk::first_run(&a.staff), Desk::first_run(&b.staff));
        let image = city.folder.path().join("校区.tif");
        made::grain(&image, 1_200);
        let (layer, _) = taken(&import(&data_a, &[&path(&image), "--tiles", "png"]));
        publish(&desk_a, &layer);

        let [link, other_link] = [(); 2].map(|()| rooms.link());
        let hq = rooms.open_hq(&data_hq, [&link, &other_link]);
        let desk_hq = Desk::first_run(&hq.staff);
        link.allow(0);
        link.heal(a.heard_over("tcp"));
        let hq = Some(hq);
        Some(Self {
            city,
            rooms,
            data_a,
            data_hq,
            a,
            desk_a,
            b,
            desk_b,
            relay,
            hq,
            desk_hq,
            link,
            other_link,
            layer,
        })
    }

    fn open_hq(&mut self) {
        let hq = self.rooms.open_hq(&self.data_hq, [&self.link, &self.other_link]);
        self.desk_hq = Desk::sign_in(&hq.staff);
        self.hq = Some(hq);
    }

    /// B is asked to take it, too.
    fn second_holder(&self) {
        let layer = format!("/layers/{}", self.layer);
        eventually("B knows of the layer", || self.desk_b.try_get(&layer).ok());
        assert_eq!(self.desk_b.get(&layer)["held"], false, "only headquarters takes it by itself");
        self.desk_b.post(&format!("{layer}/fetch"), &serde_json::Value::Null);
        eventually("B holds the layer", || (self.desk_b.get(&layer)["held"] == true).then_some(()));
    }

    fn card(&self) -> serde_json::Value {
        self.desk_hq.get(&format!("/layers/{}", self.layer))
    }

    fn number(&self, name: &str) -> u64 {
        let card = self.desk_hq.try_get(&format!("/layers/{}", self.layer));
        card.ok().and_then(|card| card[name].as_u64()).unwrap_or_default()
    }

    fn held(&self) -> u64 {
        self.number("parts_held")
    }

    fn all(&self) -> u64 {
        self.number("parts")
    }

    fn parts(&self, what: &str) -> u64 {
        self.desk_hq.get("/sync")["parts"][what].as_u64().expect("a number")
    }

    /// Lets the archive come little by little, until so much of it is held.
    fn until_held(&self, percent: u64) -> u64 {
        eventually("a share of it came", || {
            let (held, all) = (self.held(), self.all());
            if all > 0 && held * 100 >= all * percent {
                assert!(held < all, "it was cut too late");
                return Some(held);
            }
            self.link.allow(A_LITTLE);
            None
        })
    }

    /// What A sent and headquarters does not hold.
    fn lost_one_at_most(&self, before: u64) -> u64 {
        let given = self.desk_a.get("/sync")["parts"]["given"].as_u64().expect("a number");
        let lost = given - self.held();
        assert!((before..=before + 1).contains(&lost), "{before} parts were lost, now {lost}");
        lost
    }

    fn arrives(self, lost: u64) {
        self.link.allow_everything();
        self.is_on_the_list();
        let given = self.desk_a.get("/sync")["parts"]["given"].as_u64().expect("a number");
        let all = self.all();
        assert!(all >= 10, "{all} parts are too few to be cut three times");
        assert!((all + lost..=all + 3).contains(&given), "{given} parts were sent of {all}");
        self.stop();
    }

    /// As people end it.
    fn stop(self) {
        let hq = self.hq.expect("it runs");
        [hq, self.a, self.b, self.relay].into_iter().for_each(Node::stop);
        drop(self.city);
    }

    /// The same bytes, in the lists of what headquarters serves.
    fn is_on_the_list(&self) {
        eventually("the layer is at headquarters", || (self.card()["held"] == true).then_some(()));
        let hq = Reader::of(&self.hq.as_ref().expect("it runs").public);
        let archive = format!("/layers/{}.pmtiles", self.layer);
        assert!(hq.get(&archive).bytes == Reader::of(&self.a.public).get(&archive).bytes);
        for list in [
            "/layers",
            "/layers/footprints.geojson",
            "/layers/josm.xml",
            "/wmts?service=WMTS&request=GetCapabilities",
        ] {
            assert!(hq.get(list).text().contains(&self.layer), "{list}");
        }
    }
}

const GYM: &str = "gym";
const HQ: &str = "hq";

/// Two namespaces between which no cable is.
struct Rooms(String);

impl Rooms {
    /// `None`: not possible for this user on this machine.
    fn new(tag: &str) -> Option<Self> {
        let rooms = Self(format!("msl{}{tag}", std::process::id()));
        for room in [GYM, HQ] {
            try_ip(&format!("netns add {}", rooms.name(room)))?;
            ip(&format!("-n {} link set dev lo up", rooms.name(room)));
        }
        Some(rooms)
    }

    fn name(&self, room: &str) -> String {
        format!("{}-{room}", self.0)
    }

    fn serve(&self, room: &str, data: &Path, peers: &[&str]) -> Node {
        let mut more = vec!["--mesh", "127.0.0.1:0", "--no-discovery"];
        more.extend(peers.iter().flat_map(|peer| ["--peer", *peer]));
        serve_inside_with(&self.name(room), data, &more)
    }

    fn open_hq(&self, data: &Path, links: [&Link; 2]) -> Node {
        let [to_a, to_b] = links.map(Link::as_peer);
        self.serve(HQ, data, &[&to_a, &to_b])
    }

    /// From headquarters' room to the gyms'.
    fn link(&self) -> Link {
        let listener = inside(&self.name(HQ), || TcpListener::bind("127.0.0.1:0"));
        Link::between(listener.expect("a free port"), from_inside(&self.name(GYM)))
    }
}

impl Drop for Rooms {
    fn drop(&mut self) {
        for room in [GYM, HQ] {
            let _ = try_ip(&format!("netns del {}", self.name(room)));
        }
    }
}
