//! A full disk: the laptop gives up its reserve, then says that it is full and ends; what it
//! acknowledged is shown with the disk still full, and written on when there is room again.

use std::sync::mpsc;

use super::chance::Chance;
use super::disk::LoopDisk;
use super::shelter::{Seen, Shelter, WRITERS};
use crate::city::harness::{City, GYM_A, eventually};
use crate::client::Desk;
use crate::process::{Node, musubi};

const DISK_MB: u64 = 512;
/// Room for some hundred households more.
const LEFT_BYTES: u64 = 512 << 10;

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let mut chance = Chance::seeded("full disk");
    let city = City::create();
    let data = city.folder.path().join("a");
    let Some(disk) = LoopDisk::mount(&data, DISK_MB) else { return };
    let mut shelter = Shelter::open(&city.gym("a", GYM_A, 0), musubi, &[]);
    let mut seen = Seen::default();
    shelter.round(&mut seen, &mut chance, Node::kill);

    let node = shelter.serve();
    let desk = Desk::sign_in(&node.staff);
    assert!(data.join("ballast").exists(), "a reserve is kept while there is room");
    disk.fill(LEFT_BYTES);
    eventually("the reserve is given up", || (!data.join("ballast").exists()).then_some(()));
    eventually("the laptop warns", || {
        let warnings = desk.get("/sync")["warnings"].to_string();
        warnings.contains("disk_nearly_full").then_some(())
    });

    disk.fill(LEFT_BYTES);
    let (told, acknowledgements) = mpsc::channel();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (desk, told, shelter) = (desk.clone(), told.clone(), &shelter);
            scope.spawn(move || shelter.write(writer, &desk, &told));
        }
    });
    drop(told);
    let more = acknowledgements.iter().count();
    let words = "the disk is full; nothing since the last saving is saved";
    eventually("the laptop says why it ends", || node.said().contains(words).then_some(()));
    drop(node);

    drop(shelter.look_at_lists(&mut seen));
    assert!(seen.lost.is_empty(), "with the disk full households {:?} are lost", seen.lost);
    disk.free();
    drop(shelter.look_at_everything(&mut seen));
    assert!(seen.lost.is_empty(), "households {:?} are lost", seen.lost);
    shelter.assert_no_doubles();
    println!(
        "full disk: {} acknowledged, {more} of them in the last {LEFT_BYTES} bytes, 0 lost",
        seen.acknowledged
    );
}
