//! kill -9 at random moments, with writes in flight.

use super::chance::Chance;
use super::shelter::{Seen, Shelter};
use crate::city::harness::{City, GYM_A};
use crate::process::{Node, musubi};
use crate::share_of;

/// Rounds on one laptop; then the next one, so that the registers stay as large as a gym's.
const ROUNDS_A_LAPTOP: u64 = 50;

#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    let mut chance = Chance::seeded("kill -9");
    let all = share_of(20, 200);
    let mut done = 0;
    let (mut acknowledged, mut saved_unanswered) = (0, 0);
    while done < all {
        let city = City::create();
        let mut shelter =
            Shelter::open(&city.gym("a", GYM_A, 0), musubi, &["--segment-bytes", "65536"]);
        let mut seen = Seen::default();
        for _ in 0..ROUNDS_A_LAPTOP.min(all - done) {
            shelter.round(&mut seen, &mut chance, Node::kill);
            assert!(seen.lost.is_empty(), "round {done}: households {:?} are lost", seen.lost);
            done += 1;
        }
        shelter.look_at_everything(&mut seen);
        assert!(seen.lost.is_empty(), "at the end households {:?} are lost", seen.lost);
        shelter.assert_no_doubles();
        acknowledged += seen.acknowledged;
        saved_unanswered += seen.saved_unanswered;
    }
    println!(
        "kill -9: {done} rounds, {acknowledged} acknowledged, 0 lost; of the unanswered ones {saved_unanswered} were saved"
    );
}
