//! Sticks: bundles that somebody carries from one laptop to another, cut off, late, and read twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use musubi_log::bundle::{Ending, Packer, Part, Scope, Unpacker};
use musubi_log::hash::LogId;
use musubi_log::item::Item;
use musubi_model::ids::{DocumentId, PlaceId};

use crate::courier::{Brought, Known};
use crate::input::{CarryId, Input};
use crate::sim::Mutation;
use crate::sim::faults::{Fault, MARK};
use crate::sim::world::{Event, World};

/// Items that are handed to a replica together.
const TOGETHER: usize = 20;
/// A laptop that is busy writes the stick a little later.
const LATER_MS: u64 = 200;

/// What one laptop wrote onto a stick.
#[derive(Clone, Debug)]
pub(super) struct Stick {
    bytes: Arc<Vec<u8>>,
    /// Entries on it, if all that their maker held is on it.
    holds: BTreeMap<LogId, u64>,
}

impl World {
    pub(super) fn plan_stick(&mut self, length_ms: u64) {
        let (node, reader) = (self.any_node(), self.any_node());
        let time_ms = self.dice.roll(length_ms);
        let cut = self.dice.percent(60);
        self.at(time_ms, Event::Fault(Fault::Pack { node, reader, cut }));
    }

    pub(super) fn pack(&mut self, node: usize, reader: usize, cut: bool) {
        let Some(running) = &self.nodes[node].running else { return };
        let busy = running.syncing || !running.pending.is_empty() || !running.inbox.is_empty();
        if busy || self.nodes[node].disk.has_unsynced() {
            let again = Event::Fault(Fault::Pack { node, reader, cut });
            return self.at(self.now_ms + LATER_MS, again);
        }
        let to = self.nodes[reader].member.place;
        let scope = if self.dice.percent(50) { Scope::Everything } else { Scope::Missing };
        let Some(mut stick) = self.written(node, to, scope) else { return };
        if self.mutation == Some(Mutation::SealBeforeCarry) {
            let running = self.nodes[node].running.as_ref().expect("it was just seen to run");
            let shown = format!("{:?}", running.views);
            Arc::make_mut(&mut stick.bytes).extend(shown.into_bytes());
        }
        self.figures.sticks += 1;
        if is_plain(&stick.bytes) {
            return self.fail(format!("a stick of node {node} holds a record in clear"));
        }
        if cut {
            let kept = usize::try_from(self.dice.roll(stick.bytes.len() as u64)).expect("an index");
            Arc::make_mut(&mut stick.bytes).truncate(kept);
            stick.holds.clear();
        }
        let times = if self.dice.percent(30) { 2 } else { 1 };
        for _ in 0..times {
            let late_ms = self.dice.roll(60_000);
            let stick = stick.clone();
            self.at(self.now_ms + late_ms, Event::Stick { to: reader, stick });
        }
    }

    fn written(&mut self, node: usize, to: PlaceId, scope: Scope) -> Option<Stick> {
        let laptop = &self.nodes[node];
        let replica = &laptop.running.as_ref()?.replica;
        let words = laptop.words.values().filter_map(|bytes| replica.word(bytes));
        let known: Vec<Known> =
            words.filter(|word| word.maker.place == to).map(|word| word.known).collect();
        let made = laptop.now(self.now_ms).wall;
        let packing = replica.pack(made, to, scope, &known);
        let (mut packer, mut bytes) = Packer::begin(&packing.header);
        packing.claims.iter().for_each(|claim| bytes.extend(packer.holdings(claim)));
        packing.facts.iter().for_each(|item| bytes.extend(packer.item(item)));
        let mut holds = BTreeMap::new();
        let leaves_out = self.mutation == Some(Mutation::CarryWhole);
        let skipped = if leaves_out { packing.parcels.len() / 2 } else { 0 };
        for parcel in &packing.parcels {
            if scope == Scope::Everything && !laptop.disk.forked.contains(&parcel.range.log) {
                holds.insert(parcel.range.log, parcel.range.to + 1);
            }
        }
        for parcel in packing.parcels.into_iter().skip(skipped) {
            let mut rest = Some(parcel);
            while let Some(parcel) = rest {
                let spans = laptop.disk.spans(&parcel.reading());
                let (items, more) = parcel.unfold(spans);
                items.iter().for_each(|item| bytes.extend(packer.item(item)));
                rest = more;
            }
        }
        bytes.extend(packer.end());
        Some(Stick { bytes: Arc::new(bytes), holds })
    }

    pub(super) fn read_stick(&mut self, to: usize, stick: Stick) {
        let Some(running) = &self.nodes[to].running else { return };
        if let Some(word) = running.replica.word(&stick.bytes) {
            let bytes = Arc::clone(&stick.bytes);
            self.nodes[to].words.insert(word.maker.node, bytes);
        }
        let mut unpacker = Unpacker::default();
        unpacker.feed(&stick.bytes);
        let mut items: Vec<Item> = vec![];
        loop {
            match unpacker.part() {
                Ok(Some(Part::Item(item))) => items.push(*item),
                Ok(Some(Part::Damaged | Part::Unreadable | Part::Later)) => {
                    return self.fail("a frame on a stick does not hold");
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                // It was cut before it says whose it is.
                Err(_) => return,
            }
        }
        let ending = unpacker.finish().map(|found| found.ending);
        if ending == Ok(Ending::Damaged) {
            return self.fail("a stick is damaged that was only cut");
        }
        let mut chunks = items.chunks(TOGETHER).peekable();
        while let Some(chunk) = chunks.next() {
            self.carries += 1;
            let id = CarryId(self.carries);
            if chunks.peek().is_none() && ending == Ok(Ending::Whole) {
                self.whole_sticks.insert(id, stick.holds.clone());
            }
            self.input(to, Input::Carried { id, items: chunk.to_vec() });
        }
    }

    /// After a whole reading everything that was packed is on this disk.
    pub(super) fn check_carried(&mut self, node: usize, id: CarryId, brought: &Brought) {
        if brought.refused > 0 {
            self.fail(format!("node {node} refuses what an honest laptop packed"));
        }
        let Some(holds) = self.whole_sticks.remove(&id) else { return };
        let disk = &self.nodes[node].disk;
        let mut lacking = holds.iter().filter(|(log, next)| disk.next(log) < **next);
        if let Some((log, _)) = lacking.next() {
            self.fail(format!("node {node} read a whole stick and lacks entries of {log}"));
        }
    }

    /// Whether this laptop, or its twin, was revoked.
    pub(super) fn is_revoked(&self, node: usize) -> bool {
        self.revoked.is_some_and(|revoked| self.nodes[revoked].key() == self.nodes[node].key())
    }

    /// Documents in which somebody may have signed two branches.
    pub(super) fn is_forked(&self, document: &DocumentId) -> bool {
        let forger = self.forger.as_ref().is_some_and(|forger| forger.document == *document);
        forger || self.twin.is_some_and(|(node, _)| self.nodes[node].member.may_write(document))
    }
}

/// Whether bytes hold anything that somebody wrote.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let mark = MARK.as_bytes();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == mark[0]) {
        if rest[at..].starts_with(mark) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
