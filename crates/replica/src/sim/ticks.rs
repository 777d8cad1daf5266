//! Receipts and ticks: what HQ signs, and what pages say of it, held against the disks.

use musubi_log::item::Item;
use musubi_log::receipt::Receipt;
use musubi_model::ids::DocumentId;

use crate::output::Output;
use crate::sim::world::World;

impl World {
    /// What HQ signs is applied there.
    pub(super) fn check_signed(&mut self, node: usize, outputs: &[Output]) {
        let laptop = &self.nodes[node];
        let running = laptop.running.as_ref().expect("it decided just now");
        let by_me = outputs.iter().filter_map(|output| match output {
            Output::Persist(Item::Receipt(receipt)) => Some(receipt),
            _ => None,
        });
        let by_me = by_me.filter(|receipt| receipt.certificate() == laptop.member.certificate);
        let lies = by_me.map(Receipt::claims).any(|says| {
            // A run of this boot: what another boot signed comes back from others.
            let is_new = laptop.last_run == Some(says.run);
            let applied = running.replica.documents.applied(&says.document);
            // Elsewhere it may have been applied when it was signed, and be held since.
            is_new
                && self.is_modelled(&says.document)
                && says.held.iter().any(|held| {
                    let progress = applied.and_then(|applied| applied.get(&held.log));
                    progress.is_none_or(|progress| progress.next_position <= held.position)
                })
        });
        if lies {
            self.fail(format!("node {node} signs for what it has not applied"));
        }
    }

    /// What a page shows once everything that was decided has been obeyed: before, the replica knows
    /// more than the disk.
    pub(super) fn look_at_ticks(&mut self, node: usize) {
        let running = self.nodes[node].running.as_mut().expect("it is obeyed");
        for document in std::mem::take(&mut running.confirmed) {
            self.check_ticks(node, &document);
        }
    }

    /// What a page shows as received is on some disk of HQ, unless that disk was exchanged since.
    fn check_ticks(&mut self, node: usize, document: &DocumentId) {
        let running = self.nodes[node].running.as_ref().expect("it is obeyed");
        let mut ticked = vec![];
        for (id, commit) in &self.model.commits {
            let Some((log, position)) = commit.at else { continue };
            if commit.document != *document || commit.ticked || self.is_forked(document) {
                continue;
            }
            if running.replica.confirmed_positions(&log).received >= position {
                ticked.push((*id, log, position));
            }
        }
        for (id, log, position) in ticked {
            let mut held = self.nodes.iter().filter(|other| other.is_hq());
            if self.figures.restored == 0 && !held.any(|hq| position < hq.disk.next(&log)) {
                return self.fail(format!("node {node} ticks {id:?}, which HQ does not have"));
            }
            let held = self.nodes.iter().any(|other| position < other.disk.next(&log));
            self.model.commits.get_mut(&id).expect("it was just there").ticked = held;
            self.figures.ticked += 1;
        }
    }

    /// In the end everything that HQ applied is ticked everywhere.
    pub(super) fn check_all_ticked(&mut self, document: &DocumentId) {
        let running = |node: usize| self.nodes[node].running.as_ref().expect("all are healed");
        let Some(applied) = running(0).replica.documents.applied(document) else { return };
        for (log, progress) in applied {
            for node in 0..self.nodes.len() {
                let received = running(node).replica.confirmed_positions(log).received;
                if received + 1 < progress.next_position {
                    let next = progress.next_position;
                    let what =
                        format!("node {node} ticks {log} up to {received}, HQ applied {next}");
                    return self.fail(what);
                }
            }
        }
    }
}
