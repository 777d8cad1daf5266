//! Exchange of the signed facts beside the logs: lists of digests, then the facts themselves.

use std::collections::BTreeSet;

use musubi_log::hash::Run;
use musubi_log::item::Item;
use musubi_model::ids::{DocumentId, Kind, NodeKey, PlaceId};
use musubi_model::time::Now;

use crate::exchange::ANSWERS_MAX;
use crate::facts::Learned;
use crate::message::{Digest, FactClass, MESSAGE_BYTES_MAX, Message};
use crate::output::{Misbehaviour, Output, Report};
use crate::replica::Replica;

/// So many new facts at once are passed on as they are; more are left to a comparison.
const PASSED_ON_MAX: usize = 8;
/// Digests in one list.
pub(crate) const LISTED_MAX: usize = (MESSAGE_BYTES_MAX - 4_096) / Digest::LEN;

impl Replica {
    /// Says what is held here of every class in which a neighbour differs.
    pub(crate) fn compare_facts(&mut self, with: NodeKey, ours: [Digest; 4], theirs: [Digest; 4]) {
        for (class, (ours, theirs)) in FactClass::ALL.into_iter().zip(ours.into_iter().zip(theirs))
        {
            if ours != theirs {
                let mut have = self.facts.have(class);
                have.truncate(LISTED_MAX);
                self.send(with, Message::Facts { class, have });
            }
        }
    }

    pub(crate) fn on_facts(&mut self, from: NodeKey, class: FactClass, have: Vec<Digest>) {
        let theirs: BTreeSet<Digest> = have.into_iter().collect();
        let ours: BTreeSet<Digest> = self.facts.have(class).into_iter().collect();
        let lacking = self.facts.select(class, |digest| !theirs.contains(&digest));
        self.send_items(from, lacking);
        let hashes: Vec<Digest> = theirs.difference(&ours).copied().collect();
        if !hashes.is_empty() {
            self.send(from, Message::Fetch { class, hashes });
        }
    }

    pub(crate) fn on_fetch(&mut self, from: NodeKey, class: FactClass, hashes: Vec<Digest>) {
        let wanted: BTreeSet<Digest> = hashes.into_iter().collect();
        let items = self.facts.select(class, |digest| wanted.contains(&digest));
        self.send_items(from, items);
    }

    fn send_items(&mut self, to: NodeKey, all: Vec<Item>) {
        let (mut items, mut bytes, mut sent) = (vec![], 0, 0);
        for item in all {
            let size = item.to_bytes().len();
            if bytes + size > MESSAGE_BYTES_MAX - 64 {
                self.send(to, Message::Items(std::mem::take(&mut items)));
                bytes = 0;
                sent += 1;
                if sent == ANSWERS_MAX {
                    return;
                }
            }
            bytes += size;
            items.push(item);
        }
        if !items.is_empty() {
            self.send(to, Message::Items(items));
        }
    }

    pub(crate) fn on_items(&mut self, now: Now, from: Option<NodeKey>, items: Vec<Item>) {
        let mut new = vec![];
        let runs = self.facts.receipts().unsuperseded();
        for item in items {
            if !self.has_quota_for_fact(now, &item) {
                continue;
            }
            match self.facts.learn(&item) {
                Learned::New(class) => {
                    self.charge_fact(now, &item);
                    self.out.push(Output::Persist(item.clone()));
                    new.push((class, item));
                }
                Learned::Known | Learned::NoFact => {}
                Learned::Early => self.compare_soon(now, from),
                Learned::Bad => self.misbehaved(now, from, Misbehaviour::Fact),
            }
        }
        if new.is_empty() {
            return;
        }
        let classes: BTreeSet<FactClass> = new.iter().map(|(class, _)| *class).collect();
        self.receipts_came(&new, &runs);
        self.pass_on(now, from, &new.into_iter().map(|(_, item)| item).collect::<Vec<_>>());
        self.learned(now, &classes);
    }

    /// Ticks may have come, or gone where a new run of HQ has not confirmed them yet.
    fn receipts_came(&mut self, new: &[(FactClass, Item)], runs_before: &BTreeSet<(NodeKey, Run)>) {
        let receipts = new.iter().filter_map(|(_, item)| match item {
            Item::Receipt(receipt) => Some(receipt.document()),
            _ => None,
        });
        let mut documents: BTreeSet<DocumentId> = receipts.collect();
        if self.facts.receipts().unsuperseded() != *runs_before {
            documents.extend(self.logs.documents());
            // HQ itself may have learned of a run that its disk does not know.
            self.confirm_soon(DocumentId::new(self.operation(), Kind::City, PlaceId::CITY));
        }
        for document in documents {
            self.compare_receipts(&document);
            self.out.push(Output::Report(Report::Confirmed { document }));
        }
    }

    fn pass_on(&mut self, now: Now, from: Option<NodeKey>, items: &[Item]) {
        let others: Vec<NodeKey> =
            self.peers.keys().copied().filter(|node| Some(*node) != from).collect();
        for other in others {
            if items.len() <= PASSED_ON_MAX {
                self.send_items(other, items.to_vec());
            } else {
                self.compare_soon(now, Some(other));
            }
        }
    }

    pub(crate) fn misbehaved(&mut self, now: Now, peer: Option<NodeKey>, what: Misbehaviour) {
        if let Some(peer) = peer {
            self.quotas.fault(now.elapsed_ms, peer);
        }
        self.out.push(Output::Report(Report::Misbehaved { peer, what }));
    }
}
