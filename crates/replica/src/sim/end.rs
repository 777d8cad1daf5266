//! The end of each story: everything is healed, and then everything must hold.

use std::collections::BTreeSet;

use musubi_model::ids::DocumentId;
use musubi_model::record::Value;

use crate::message::Digest;
use crate::reissue::PATIENCE_MS;
use crate::sim::model::{flat, is_whole};
use crate::sim::sticks::is_plain;
use crate::sim::world::{Figures, World};
use crate::sim::{Mutation, faults::Fault};

/// By then all must be level, however much was lost before.
const HEALED_MS: u64 = 240_000;
const STEP_MS: u64 = 2_000;

impl World {
    pub fn new(seed: u64, mutation: Option<Mutation>) -> Self {
        Self::new_story(seed, mutation)
    }

    /// Plays the story, heals everything, and checks.
    pub fn run(mut self) -> Result<Figures, String> {
        self.run_until(self.figures.simulated_ms + 35_000);
        self.heal();
        let end_ms = self.now_ms + HEALED_MS;
        while self.failure.is_none() && self.now_ms < end_ms && !self.is_settled() {
            self.run_until(self.now_ms + STEP_MS);
        }
        // Whatever is still to be shown or kept, and then what own work waited for in vain.
        self.run_until(self.now_ms + 30_000);
        let waits = |node: &crate::sim::node::Node| {
            node.running.as_ref().is_some_and(|running| running.replica.waits_for_own())
        };
        let end_ms = self.now_ms + HEALED_MS;
        while self.failure.is_none()
            && self.now_ms < end_ms
            && (self.nodes.iter().any(waits) || !self.is_settled())
        {
            self.run_until(self.now_ms + PATIENCE_MS / 2);
        }
        // And for HQ to sign what came of it.
        self.run_until(self.now_ms + 30_000);
        self.check();
        self.figures.messages = self.network.sent;
        self.figures.message_bytes = self.network.sent_bytes;
        self.figures.simulated_ms = self.now_ms;
        match self.failure.take() {
            None => Ok(self.figures),
            Some(what) => Err(what),
        }
    }

    fn heal(&mut self) {
        self.strike(Fault::Weather { loss_percent: 0, doubling_percent: 0 });
        for (one, other) in self.network.wires() {
            self.strike(Fault::Mend { one, other });
        }
        for node in 0..self.nodes.len() {
            self.strike(Fault::Boot { node });
        }
    }

    fn roots(&self) -> Vec<Option<Digest>> {
        let root = |node: &crate::sim::node::Node| {
            node.running.as_ref().map(|running| Digest::from(running.replica.root()))
        };
        self.nodes.iter().map(root).collect()
    }

    fn is_settled(&self) -> bool {
        let idle = self.nodes.iter().all(|node| {
            node.running
                .as_ref()
                .is_some_and(|running| running.inbox.is_empty() && running.pending.is_empty())
        });
        let roots = self.roots();
        idle && roots.iter().all(|root| root.is_some() && *root == roots[0])
    }

    fn check(&mut self) {
        if self.failure.is_some() {
            return;
        }
        if !self.is_settled() {
            let roots = self.roots();
            return self.fail(format!("the nodes do not hold the same: {roots:?}"));
        }
        self.check_disks();
        self.check_acknowledged();
        for document in self.documents.clone() {
            self.check_views(&document);
            self.check_judged(&document);
            if self.failure.is_none() && self.is_modelled(&document) {
                self.check_all_ticked(&document);
            } else {
                self.check_kept(&document);
            }
        }
        self.check_cut();
        self.check_rebuilt();
    }

    /// One node loses its cache: from the journal alone it shows the same.
    fn check_rebuilt(&mut self) {
        if self.failure.is_some() {
            return;
        }
        let count = self.nodes.len() as u64;
        let node = usize::try_from(self.dice.roll(count)).expect("an index");
        for fault in [Fault::Crash { node }, Fault::LoseCache { node }, Fault::Boot { node }] {
            self.strike(fault);
        }
        self.run_until(self.now_ms + 3 * STEP_MS + 20_000);
        for document in self.documents.clone() {
            self.check_views(&document);
        }
    }

    fn check_disks(&mut self) {
        for node in 0..self.nodes.len() {
            if self.nodes[node].disk.lengths() != self.nodes[0].disk.lengths() {
                return self.fail(format!("disk {node} holds other entries than disk 0"));
            }
            if is_plain(&self.nodes[node].disk.bytes()) {
                return self.fail(format!("disk {node} holds a record in clear"));
            }
        }
    }

    fn check_acknowledged(&mut self) {
        let lengths = self.nodes[0].disk.lengths();
        let plain = |document: &DocumentId| !self.is_forked(document);
        if let Some(id) = self.model.missing(&lengths, plain) {
            let commit = &self.model.commits[&id];
            let (node, document) = (commit.node, commit.document);
            let what = format!("node {node} acknowledged {id:?} in {document:?}, and it is gone");
            return self.fail(what);
        }
        let waiting = self.model.waiting(&lengths, plain);
        if !waiting.is_empty() && self.figures.restored == 0 {
            let count = waiting.len();
            return self
                .fail(format!("{count} acknowledged records wait, and all disks are whole"));
        }
        for (id, document) in waiting {
            let shows = self.shown_values(&document);
            let unkept = self.model.unkept(&document, &shows, |_| true);
            let is_mended = !unkept.iter().any(|(of, _)| *of == id);
            self.figures.mended += usize::from(is_mended);
            self.figures.waiting += usize::from(!is_mended);
        }
    }

    fn shown_values(&self, document: &DocumentId) -> BTreeSet<Value> {
        let mut views = self.nodes.iter().filter_map(|node| {
            let running = node.running.as_ref().expect("all are healed");
            running.views.get(document)
        });
        let view = views.next().cloned().unwrap_or_default();
        flat(&view).into_values().flatten().collect()
    }

    /// Where entries may be held: what an honest node acknowledged shows, in its own entry or written
    /// again, or somebody who had seen it replaced it.
    fn check_kept(&mut self, document: &DocumentId) {
        let shows = self.shown_values(document);
        let lengths = self.nodes[0].disk.lengths();
        let unkept = self.model.unkept(document, &shows, |commit| {
            // Disks that were exchanged may have held what it was built on.
            let all_disks = self.figures.restored == 0;
            !self.is_revoked(commit.node) && (all_disks || is_whole(commit, &lengths))
        });
        if let Some((id, value)) = unkept.first() {
            let node = self.model.commits[id].node;
            let what =
                format!("node {node} acknowledged {id:?} in {document:?}, and {value:?} is gone");
            self.fail(what);
        }
    }

    /// All who read a document judge alike; what is applied beyond a cut is listed as vouched for.
    fn check_judged(&mut self, document: &DocumentId) {
        let mut first = None;
        for node in 0..self.nodes.len() {
            let replica = &self.nodes[node].running.as_ref().expect("all are healed").replica;
            if !replica.keyring().can_read(document) {
                continue;
            }
            let judged = replica.judged_of(document);
            let applied = replica.documents.applied(document).into_iter().flatten();
            for (log, progress) in applied {
                let header = replica.logs.log(log).map(|stored| &stored.header);
                let author = header.and_then(|it| replica.facts.member(&it.certificate));
                let Some(author) = author else { continue };
                let cuts = replica.facts.statements().cuts(author, log);
                let Some(cut) = cuts.iter().map(|cut| cut.position).min() else { continue };
                let last = progress.next_position - 1;
                let of = judged.iter().find(|judged| judged.log == *log);
                let listed = of.and_then(|judged| judged.vouched);
                let is_listed = listed.is_some_and(|it| it.from <= cut + 1 && it.to == last);
                if last > cut && !is_listed {
                    let what = format!("node {node} applies {log} up to {last}, cut at {cut}");
                    return self.fail(what);
                }
            }
            if *first.get_or_insert_with(|| judged.clone()) != judged {
                let what =
                    format!("node {node} judges {document:?} otherwise: {judged:?}, {first:?}");
                return self.fail(what);
            }
        }
    }

    /// Where entries may be held, all must agree, but what they agree on is not modelled.
    pub(super) fn is_modelled(&self, document: &DocumentId) -> bool {
        !self.is_forked(document)
            && self.revoked.is_none_or(|node| !self.nodes[node].member.may_write(document))
    }

    fn check_views(&mut self, document: &DocumentId) {
        let modelled = self.is_modelled(document);
        let mut expected = self.model.expected(document, &self.nodes[0].disk.lengths());
        let mut first = None;
        for node in 0..self.nodes.len() {
            let running = self.nodes[node].running.as_ref().expect("all are healed");
            let view = running.views.get(document);
            if !running.replica.keyring().can_read(document) {
                if view.is_some() {
                    return self.fail(format!("node {node} shows {document:?} and must not"));
                }
                continue;
            }
            let view = view.cloned().unwrap_or_default();
            let mut shows = flat(&view);
            if self.model.has_sums_again(document) {
                for sums in [&mut shows, &mut expected] {
                    sums.retain(|_, values| {
                        values.iter().all(|it| !matches!(it, Value::Integer(_)))
                    });
                }
            }
            if modelled && shows != expected {
                let differing: Vec<_> = expected
                    .keys()
                    .chain(shows.keys())
                    .filter(|place| expected.get(*place) != shows.get(*place))
                    .take(3)
                    .map(|place| (place, expected.get(place), shows.get(place)))
                    .collect();
                let what = format!("node {node} shows {document:?} otherwise: {differing:?}");
                return self.fail(what);
            }
            if first.get_or_insert_with(|| view.clone()) != &view {
                let first = flat(first.as_ref().expect("it was just put there"));
                let differing: Vec<_> = first
                    .keys()
                    .chain(shows.keys())
                    .filter(|place| first.get(*place) != shows.get(*place))
                    .take(4)
                    .map(|place| (place, first.get(place), shows.get(place)))
                    .collect();
                return self.fail(format!(
                    "node {node} shows {document:?} unlike another reader: {differing:?}"
                ));
            }
        }
    }
}
