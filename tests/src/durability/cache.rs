//! A cache that is gone, cut or flipped is built again from the journal, and the laptop says so.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use super::chance::Chance;
use super::shelter::{Seen, Shelter};
use crate::city::harness::{City, GYM_A};
use crate::client::Desk;
use crate::process::{Node, musubi};

/// A name, and what is done to the cache's folder.
type Harm = (&'static str, fn(&Path));

#[test]
fn a_damaged_cache_is_built_again_and_said_to_be() {
    let mut chance = Chance::seeded("damaged cache");
    let city = City::create();
    let mut shelter = Shelter::open(&city.gym("a", GYM_A, 0), musubi, &[]);
    let mut seen = Seen::default();
    shelter.round(&mut seen, &mut chance, Node::kill);
    let cache = shelter.data.join("cache");
    let damages: [Harm; 3] = [("deleted", delete), ("cut", cut), ("flipped", flip)];
    for (word, damage) in damages {
        // Ended well, so that everything is in the cache.
        shelter.look_at_everything(&mut seen).stop();
        let node = shelter.look_at_everything(&mut seen);
        assert!(!warns(&node), "{word}: the cache was whole");
        node.stop();
        damage(&cache);
        let node = shelter.look_at_everything(&mut seen);
        assert!(seen.lost.is_empty(), "{word}: households {:?} are lost", seen.lost);
        assert!(warns(&node), "{word}: the laptop says nothing of it: {}", node.said());
    }
    println!("damaged cache: {} acknowledged, 0 lost", seen.acknowledged);
}

fn warns(node: &Node) -> bool {
    let sync = Desk::sign_in(&node.staff).get("/sync");
    let warnings = sync["warnings"].as_array().expect("a list of warnings");
    warnings.iter().any(|warning| warning == "cache_rebuilt")
}

fn delete(cache: &Path) {
    fs::remove_dir_all(cache).expect("there is a cache");
}

/// The second half of every file is gone.
fn cut(cache: &Path) {
    for file in files(cache) {
        let file = OpenOptions::new().write(true).open(file).expect("a file of the cache");
        let bytes = file.metadata().expect("its length").len();
        file.set_len(bytes / 2).expect("a shorter file");
    }
}

/// One bit in every 512 bytes of every file is wrong.
pub(super) fn flip(cache: &Path) {
    for path in files(cache) {
        let mut bytes = fs::read(&path).expect("a file of the cache");
        bytes.iter_mut().skip(100).step_by(512).for_each(|byte| *byte ^= 0x10);
        fs::write(&path, bytes).expect("a file of the cache");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the cache") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
