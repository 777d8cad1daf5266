//! Seeded histories of appending, syncing, crashing and opening again, against a model.
//!
//! The model is a list of what was appended and how much of it was confirmed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::{Journal, Link, LogId, OpenError, SpanMeta, WriteError};
use crate::disk::failing::{Chance, FailingDisk};

/// Every run tries this many histories, and more while the budget lasts.
const SEEDS_MIN: u64 = 1_000;
const BUDGET: Duration = Duration::from_secs(10);
const SEGMENT_BYTES: u32 = 16 << 10;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    tag: u8,
    span: Option<SpanMeta>,
    bytes: Vec<u8>,
}

struct History {
    chance: Chance,
    disk: FailingDisk,
    written: Vec<Item>,
    confirmed: usize,
    drawn: u64,
}

impl History {
    fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
            disk: FailingDisk::new(seed ^ 0xd15c),
            written: Vec::new(),
            confirmed: 0,
            drawn: 0,
        }
    }

    fn tips(&self) -> BTreeMap<LogId, (u64, [u8; 32])> {
        let spans = self.written.iter().filter_map(|item| item.span);
        spans.map(|span| (span.log, (span.last, span.after))).collect()
    }

    fn draw_item(&mut self) -> Item {
        self.drawn += 1;
        let length = match self.chance.below(10) {
            0 => self.chance.below(3000),
            _ => self.chance.below(300),
        };
        let mut bytes = self.drawn.to_le_bytes().to_vec();
        bytes.extend((0..length).map(|_| self.chance.byte()));
        if self.chance.one_in(4) {
            return Item { tag: 1 + self.chance.byte() % 3, span: None, bytes };
        }
        let log = [1 + self.chance.byte() % 3; 32];
        if self.chance.one_in(2) {
            bytes.splice(3..3, log);
        }
        let tip = self.tips().get(&log).copied();
        let first = tip.map_or(0, |(last, _)| last + 1);
        let mut after = [0; 32];
        after[..8].copy_from_slice(&self.drawn.to_le_bytes());
        let span = SpanMeta {
            log,
            first,
            last: first + self.chance.below(5) as u64,
            before: tip.map_or(Link::START, |(_, after)| Link::to(&after)),
            after,
            since_checkpoint: self.chance.byte().into(),
        };
        Item { tag: 9, span: Some(span), bytes }
    }

    /// Opens; `None` when the power failed on the way.
    fn open(&mut self) -> Option<Journal<FailingDisk>> {
        match Journal::open_on(self.disk.clone(), SEGMENT_BYTES) {
            Ok((journal, opened)) => {
                assert_eq!(opened.damaged, [], "nothing was damaged, only lost");
                self.compare(&journal);
                Some(journal)
            }
            Err(OpenError::Disk { .. } | OpenError::DiskFull { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// The reopened journal holds a beginning of what was written, with all that was confirmed.
    fn compare(&mut self, journal: &Journal<FailingDisk>) {
        let items = contents(journal);
        assert!(
            items.len() >= self.confirmed,
            "{} of {} confirmed items are left",
            items.len(),
            self.confirmed
        );
        assert!(items.len() <= self.written.len(), "items that were never written");
        assert_eq!(items, self.written[..items.len()]);
        self.written.truncate(items.len());
        self.confirmed = items.len();
        self.compare_index(journal);
    }

    fn compare_index(&self, journal: &Journal<FailingDisk>) {
        let tips = self.tips();
        assert_eq!(
            journal.logs().copied().collect::<Vec<_>>(),
            tips.keys().copied().collect::<Vec<_>>()
        );
        for (log, (last, after)) in tips {
            let branches = journal.branches(&log);
            let found: Vec<_> = branches.iter().map(|tip| (tip.last, tip.after)).collect();
            assert_eq!(found, [(last, after)]);
            assert_eq!(journal.holes(&log), []);
            let of_log = |item: &&Item| item.span.is_some_and(|span| span.log == log);
            let wanted: Vec<_> = self.written[..self.confirmed]
                .iter()
                .filter(of_log)
                .map(|item| item.bytes.clone())
                .collect();
            let read = journal.read_spans(&log, 0, u64::MAX, usize::MAX).unwrap();
            assert_eq!(read.items.into_iter().map(|item| item.bytes).collect::<Vec<_>>(), wanted);
        }
        for tag in 1..4 {
            let of_tag = |item: &&Item| item.span.is_none() && item.tag == tag;
            let wanted: Vec<_> = self.written[..self.confirmed]
                .iter()
                .filter(of_tag)
                .map(|item| item.bytes.clone())
                .collect();
            let read = journal.read_others(tag).unwrap();
            assert_eq!(read.items.into_iter().map(|item| item.bytes).collect::<Vec<_>>(), wanted);
        }
    }

    /// Appends and syncs until the dice or the disk end it.
    fn write(&mut self, mut journal: Journal<FailingDisk>) {
        for _ in 0..self.chance.below(120) {
            let result = if self.chance.one_in(4) {
                let before = self.written.len();
                journal.sync().inspect(|()| self.confirmed = before)
            } else {
                let item = self.draw_item();
                // It may reach the disk although the call fails.
                self.written.push(item.clone());
                journal.append(item.tag, item.span.as_ref(), &item.bytes).map(|_| ())
            };
            if result.is_err() {
                assert!(matches!(journal.sync(), Err(WriteError::Stopped)));
                assert!(matches!(journal.append(1, None, b"more"), Err(WriteError::Stopped)));
                return;
            }
            if self.chance.one_in(20) {
                // A reader sees exactly what was confirmed.
                let held = contents(&journal).len();
                assert!(held >= self.confirmed && held <= self.written.len());
            }
        }
    }

    fn round(&mut self) {
        match self.chance.below(6) {
            0..=2 => self.disk.cut_power_after(self.chance.below(40) as u64),
            3 => self.disk.fail_sync_after(self.chance.below(8) as u64),
            4 => self.disk.leave_room(Some(self.chance.below(40_000) as u64)),
            _ => {}
        }
        if let Some(journal) = self.open() {
            self.write(journal);
        }
        // A process may end without the machine, and then its files are as it left them.
        if self.chance.one_in(3) && self.disk.has_power() {
            self.disk.mend();
        } else {
            self.disk = self.disk.after_power_cut();
        }
    }
}

fn contents(journal: &Journal<FailingDisk>) -> Vec<Item> {
    let mut items = Vec::new();
    for segment in journal.segments() {
        let damaged = journal
            .visit(segment, |stored| {
                items.push(Item { tag: stored.tag, span: stored.span, bytes: stored.bytes });
            })
            .unwrap();
        assert_eq!(damaged, []);
    }
    items
}

fn check(seed: u64) {
    let mut history = History::new(seed);
    for _ in 0..6 {
        history.round();
    }
    history.open().expect("without faults the journal opens");
}

/// Every seed is a history of six crashes; a failing one is printed with its seed.
#[test]
fn nothing_confirmed_is_lost_and_nothing_unwritten_appears() {
    let begun = Instant::now();
    for seed in 0.. {
        if seed >= SEEDS_MIN && begun.elapsed() > BUDGET {
            println!("{seed} histories");
            break;
        }
        let outcome = std::panic::catch_unwind(|| check(seed));
        assert!(outcome.is_ok(), "seed {seed} fails");
    }
}
