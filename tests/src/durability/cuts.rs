//! Power cuts at random moments: with writes in flight, across changes of the journal's files, and
//! while the cache is built again. And the control: a journal that does not sync must lose records.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::chance::Chance;
use super::disk::LoopDisk;
use super::shelter::{Seen, Shelter};
use crate::city::harness::{City, GYM_A};
use crate::process::musubi;
use crate::share_of;

/// So small that a few households fill one: every round changes files many times.
const SEGMENTS: [&str; 2] = ["--segment-bytes", "16384"];
/// A node that builds its cache again is cut off within this from its start.
const REBUILD_MAX: Duration = Duration::from_millis(1_500);
const DISK_MB: u64 = 512;

#[test]
fn nothing_acknowledged_is_lost_by_power_cuts() {
    let mut chance = Chance::seeded("power cuts");
    let city = City::create();
    let data = city.folder.path().join("a");
    let Some(disk) = LoopDisk::mount(&data, DISK_MB) else { return };
    let mut shelter = Shelter::open(&city.gym("a", GYM_A, 0), musubi, &SEGMENTS);
    let mut seen = Seen::default();
    let (all, mut rebuilding) = (share_of(12, 40), 0);
    for round in 0..all {
        if round % 4 == 3 {
            rebuilding += 1;
            cut_while_rebuilding(&shelter, &disk, &mut chance);
        } else {
            writing_until_cut(&mut shelter, &disk, &mut seen, &mut chance);
        }
        assert!(seen.lost.is_empty(), "before round {round}: {:?} are lost", seen.lost);
    }
    drop(shelter.look_at_everything(&mut seen));
    assert!(seen.lost.is_empty(), "at the end households {:?} are lost", seen.lost);
    shelter.assert_no_doubles();
    let files = fs::read_dir(data.join("journal")).expect("the journal").count();
    assert!(files > 10, "files were meant to change often; there are {files}");
    println!(
        "power cuts: {all}, {rebuilding} of them while the cache was built again, {} acknowledged, 0 lost; of the unanswered ones {} were saved",
        seen.acknowledged, seen.saved_unanswered
    );
}

#[test]
fn without_syncs_power_cuts_lose_what_was_acknowledged() {
    let mut chance = Chance::seeded("control");
    let city = City::create();
    let data = city.folder.path().join("a");
    let Some(disk) = LoopDisk::mount(&data, DISK_MB) else { return };
    let mut shelter = Shelter::open(&city.gym("a", GYM_A, 0), unsynced, &SEGMENTS);
    let mut seen = Seen::default();
    for _ in 0..share_of(2, 10) {
        disk.settle();
        writing_until_cut(&mut shelter, &disk, &mut seen, &mut chance);
    }
    drop(shelter.look_at_everything(&mut seen));
    println!("control: of {} acknowledged {} are lost", seen.acknowledged, seen.lost.len());
    assert!(!seen.lost.is_empty(), "the control lost nothing: these tests would see nothing");
}

fn writing_until_cut(shelter: &mut Shelter, disk: &LoopDisk, seen: &mut Seen, chance: &mut Chance) {
    let ledger = Arc::clone(&shelter.ledger);
    shelter.round(seen, chance, |node| {
        // A sync that is under way at that instant may still answer well (measured, also with a
        // bare fdatasync); on a machine without power nobody would hear of it.
        ledger.close();
        disk.cut();
        node.kill();
    });
    disk.power_on();
}

fn cut_while_rebuilding(shelter: &Shelter, disk: &LoopDisk, chance: &mut Chance) {
    let cache = shelter.data.join("cache");
    match chance.below(2) {
        0 => fs::remove_dir_all(&cache).expect("there is a cache"),
        _ => super::cache::flip(&cache),
    }
    let command = &mut shelter.command();
    let mut node = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let (_never, nothing) = mpsc::channel::<()>();
    let moment = nothing.recv_timeout(chance.up_to(REBUILD_MAX));
    assert_eq!(moment, Err(mpsc::RecvTimeoutError::Timeout));
    disk.cut();
    node.kill().and_then(|()| node.wait()).expect("it ends");
    disk.power_on();
}

/// The same node with its journal's syncs compiled out.
pub(super) fn unsynced() -> Command {
    let product = musubi();
    let folder = Path::new(product.get_program()).parent().expect("it lies in a folder");
    let control = folder.join("examples/unsynced");
    assert!(
        control.exists(),
        "{} is missing: cargo build -p musubi-node --features unsynced-control --example unsynced",
        control.display()
    );
    Command::new(control)
}
