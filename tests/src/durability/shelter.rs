//! A shelter's laptop under test: served, written to by eight clients at once, ended, served again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::chance::Chance;
use super::ledger::{Acknowledged, Ledger, household, is_listed, is_there};
use crate::client::Desk;
use crate::process::Node;

pub(super) const WRITERS: usize = 8;
/// Acknowledgements may be this far apart on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// After the last awaited acknowledgement the end comes within this.
const LATE_MAX: Duration = Duration::from_millis(30);

pub(super) struct Shelter {
    pub(super) data: PathBuf,
    program: fn() -> Command,
    flags: Vec<&'static str>,
    pub(super) ledger: Arc<Ledger>,
    next: AtomicU64,
    /// Sent, and never answered.
    unanswered: Mutex<BTreeSet<u64>>,
    looked_for: BTreeSet<u64>,
}

/// What a campaign saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) acknowledged: usize,
    /// Of the unanswered ones, which were sent again: how many had been saved.
    pub(super) saved_unanswered: usize,
    pub(super) lost: Vec<u64>,
}

impl Shelter {
    /// In a data directory that holds a ticket. Names the manager.
    pub(super) fn open(data: &Path, program: fn() -> Command, flags: &[&'static str]) -> Self {
        let shelter = Self {
            data: data.to_owned(),
            program,
            flags: [&["--mesh", "127.0.0.1:0", "--no-discovery"], flags].concat(),
            ledger: Arc::new(Ledger::new(WRITERS)),
            next: AtomicU64::new(0),
            unanswered: Mutex::default(),
            looked_for: BTreeSet::new(),
        };
        let node = shelter.serve();
        Desk::first_run(&node.staff);
        node.stop();
        shelter
    }

    pub(super) fn serve(&self) -> Node {
        Node::start((self.program)(), &self.data, &self.flags)
    }

    /// The command that [`Shelter::serve`] runs.
    pub(super) fn command(&self) -> Command {
        let mut command = (self.program)();
        let pages = ["--staff", "127.0.0.1:0", "--public", "127.0.0.1:0"];
        command.arg("serve").arg("--data").arg(&self.data).args(pages).args(&self.flags);
        command
    }

    /// Serves, looks for what was acknowledged since the last look, sends again what was never
    /// answered, and lets eight clients register until `end` ends the node under them.
    pub(super) fn round(&mut self, seen: &mut Seen, chance: &mut Chance, end: impl FnOnce(Node)) {
        let node = self.serve();
        let desk = Desk::sign_in(&node.staff);
        self.look(seen, &desk);
        self.send_again(seen, &desk);
        let (told, acknowledgements) = mpsc::channel();
        let (awaited, late) = (1 + chance.below(40), chance.up_to(LATE_MAX));
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (desk, told, shelter) = (desk.clone(), told.clone(), &*self);
                scope.spawn(move || shelter.write(writer, &desk, &told));
            }
            drop(told);
            for _ in 0..awaited {
                let told = acknowledgements.recv_timeout(PATIENCE);
                assert!(told.is_ok(), "nothing is acknowledged any more:\n{}", node.said());
            }
            let moment = Instant::now() + late;
            while let Some(left) = moment.checked_duration_since(Instant::now()) {
                if acknowledgements.recv_timeout(left).is_err() {
                    break;
                }
            }
            end(node);
        });
        self.ledger.open(WRITERS);
    }

    /// Registers household after household until the node answers no more.
    pub(super) fn write(&self, writer: usize, desk: &Desk, told: &mpsc::Sender<()>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let counts = match desk.try_post("/households", &household(number)) {
                Ok(answer) => self.ledger.note(writer, number, &answer),
                Err(refused) => {
                    assert!(matches!(refused.status, 0 | 503), "{refused:?}");
                    false
                }
            };
            if !counts {
                self.unanswered.lock().expect("no writer panics").insert(number);
                return;
            }
            if told.send(()).is_err() {
                return;
            }
        }
    }

    /// A key that was sent before gives the household it made, or makes it now: never two.
    fn send_again(&self, seen: &mut Seen, desk: &Desk) {
        let unanswered = std::mem::take(&mut *self.unanswered.lock().expect("no writer panics"));
        for number in unanswered {
            let answer = desk.post("/households", &household(number));
            seen.saved_unanswered += usize::from(answer["repeated"] == true);
            assert!(self.ledger.note(0, number, &answer), "the ledger is open");
        }
    }

    /// For what has been acknowledged since the last look.
    fn look(&mut self, seen: &mut Seen, desk: &Desk) {
        let acknowledged = self.ledger.read();
        for told in &acknowledged {
            if self.looked_for.insert(told.number) && !is_there(desk, told) {
                seen.lost.push(told.number);
            }
        }
        seen.acknowledged = acknowledged.len();
    }

    /// Serves once more, sends again what was never answered, and looks for everything that was
    /// ever acknowledged.
    pub(super) fn look_at_everything(&mut self, seen: &mut Seen) -> Node {
        let node = self.look_at_everything_saved(seen);
        let desk = Desk::sign_in(&node.staff);
        self.send_again(seen, &desk);
        self.look(seen, &desk);
        node
    }

    /// As [`Shelter::look_at_everything`], and sends nothing.
    pub(super) fn look_at_everything_saved(&mut self, seen: &mut Seen) -> Node {
        let node = self.serve();
        let desk = Desk::sign_in(&node.staff);
        seen.lost.clear();
        self.looked_for.clear();
        self.look(seen, &desk);
        node
    }

    /// With no room left: everything saved is in the lists, and no card is opened, for nobody could
    /// write down that it was.
    pub(super) fn look_at_lists(&mut self, seen: &mut Seen) -> Node {
        let node = self.serve();
        let desk = Desk::sign_in(&node.staff);
        let acknowledged = self.ledger.read();
        let missing = acknowledged.iter().filter(|told| !is_listed(&desk, told));
        seen.lost = missing.map(|told| told.number).collect();
        seen.acknowledged = acknowledged.len();
        let card = format!("/households/{}", acknowledged[0].id);
        let refused = desk.try_get(&card).expect_err("it cannot be noted");
        assert_eq!((refused.status, refused.code.as_str()), (503, "lookup_not_saved"));
        node
    }

    /// No household stands twice, and no two have one reception number.
    pub(super) fn assert_no_doubles(&self) {
        let mut ids = BTreeMap::new();
        let mut reception_numbers = BTreeMap::new();
        for Acknowledged { number, id, reception_no } in self.ledger.read() {
            assert_eq!(ids.insert(number, id), None, "household {number} stands twice");
            let other = reception_numbers.insert(reception_no, number);
            assert_eq!(other, None, "household {number} has another's number");
        }
    }
}
