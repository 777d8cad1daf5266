//! HQ's receipts as a set: which still say something, and what follows from them.
//!
//! A receipt that later ones say again is *spent* and forgotten (`docs/format.md`, section 2), so
//! the set stays as small as there are logs, whatever HQ signed in weeks. What is left is a function
//! of the receipts that came, never of their order.
//!
//! Deliberately absent: signatures, and the branch at hand; see [`crate::ticks`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::receipt::{Held, Receipt};
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::time::Timestamp;

#[derive(Debug, Default)]
pub(crate) struct Receipts {
    by_hash: BTreeMap<Hash, (NodeKey, Receipt)>,
    hqs: BTreeMap<NodeKey, Hq>,
}

/// What one HQ node signed, by its runs.
#[derive(Debug, Default)]
pub(crate) struct Hq(BTreeMap<Run, OfRun>);

#[derive(Debug, Default)]
pub(crate) struct OfRun {
    names: BTreeSet<Run>,
    documents: BTreeMap<DocumentId, OfDocument>,
}

#[derive(Debug, Default)]
struct OfDocument {
    receipts: BTreeSet<Rank>,
    /// Of each log what the receipt of the highest rank says.
    held: BTreeMap<LogId, (Rank, Held)>,
    at: Option<Timestamp>,
}

/// The order of receipts of one node, run and document.
type Rank = (u64, Hash);

impl Hq {
    /// Runs that no run of this node names.
    pub(crate) fn unsuperseded(&self) -> impl Iterator<Item = (&Run, &OfRun)> {
        self.0.iter().filter(|(run, _)| !self.0.values().any(|other| other.names.contains(run)))
    }

    pub(crate) fn runs(&self) -> impl Iterator<Item = (&Run, &OfRun)> {
        self.0.iter()
    }

    fn superseding(&self, run: Run) -> impl Iterator<Item = &OfRun> {
        self.0.values().filter(move |other| other.names.contains(&run))
    }
}

impl OfRun {
    pub(crate) fn all_held(&self, document: &DocumentId) -> impl Iterator<Item = &Held> {
        let held = self.documents.get(document).into_iter().flat_map(|of| of.held.values());
        held.map(|(_, held)| held)
    }

    /// When it last signed anything, by HQ's clock.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        self.documents.values().filter_map(|of| of.at).max()
    }
}

impl Receipts {
    pub(crate) fn hashes(&self) -> impl Iterator<Item = &Hash> {
        self.by_hash.keys()
    }

    pub(crate) fn get(&self, hash: &Hash) -> Option<&Receipt> {
        self.by_hash.get(hash).map(|(_, receipt)| receipt)
    }

    pub(crate) fn hqs(&self) -> impl Iterator<Item = (&NodeKey, &Hq)> {
        self.hqs.iter()
    }

    /// Which runs of which HQ node have to confirm what is to be a tick.
    pub(crate) fn unsuperseded(&self) -> BTreeSet<(NodeKey, Run)> {
        let runs = |(node, hq): (&NodeKey, &Hq)| {
            hq.unsuperseded().map(|(run, _)| (*node, *run)).collect::<Vec<_>>()
        };
        self.hqs.iter().flat_map(runs).collect()
    }

    /// Every run of a node that is known of, by its own receipts or by name.
    pub(crate) fn runs_of(&self, node: &NodeKey) -> BTreeSet<Run> {
        let runs = self.hqs.get(node).into_iter().flat_map(Hq::runs);
        runs.flat_map(|(run, of)| of.names.iter().copied().chain([*run])).collect()
    }

    /// How many receipts of this run and document still say something.
    pub(crate) fn count(&self, node: &NodeKey, run: &Run, document: &DocumentId) -> usize {
        let of = self.hqs.get(node).and_then(|hq| hq.0.get(run)?.documents.get(document));
        of.map_or(0, |of| of.receipts.len())
    }

    /// Takes in a verified receipt. `false`: it is here, or says nothing that is not said again.
    pub(crate) fn insert(&mut self, node: NodeKey, receipt: Receipt) -> bool {
        let hash = receipt.hash();
        if self.by_hash.contains_key(&hash) {
            return false;
        }
        let of = receipt.claims();
        let (document, names) = (of.document, !of.supersedes.is_empty());
        self.by_hash.insert(hash, (node, receipt));
        self.note(&hash);
        let hq = &self.hqs[&node];
        let looked_at: Vec<Hash> = hq
            .runs()
            .flat_map(|(_, of)| &of.documents)
            .filter(|(of, _)| names || **of == document)
            .flat_map(|(_, of)| of.receipts.iter().map(|(_, hash)| *hash))
            .collect();
        let spent: Vec<Hash> = looked_at.into_iter().filter(|hash| self.is_spent(hash)).collect();
        self.drop_all(&spent);
        !spent.contains(&hash)
    }

    fn note(&mut self, hash: &Hash) {
        let (node, receipt) = &self.by_hash[hash];
        let says = receipt.claims();
        let of_run = self.hqs.entry(*node).or_default().0.entry(says.run).or_default();
        of_run.names.extend(says.supersedes.iter().copied().filter(|run| *run != says.run));
        let of = of_run.documents.entry(says.document).or_default();
        let rank = (says.count, *hash);
        of.receipts.insert(rank);
        of.at = of.at.max(says.at);
        for held in &says.held {
            let best = of.held.entry(held.log).or_insert((rank, *held));
            if (best.0, best.1.position) <= (rank, held.position) {
                *best = (rank, *held);
            }
        }
    }

    fn is_spent(&self, hash: &Hash) -> bool {
        let (node, receipt) = &self.by_hash[hash];
        let says = receipt.claims();
        let (hq, rank) = (&self.hqs[node], (says.count, *hash));
        let of = &hq.0[&says.run].documents[&says.document];
        let is_superseded = hq.superseding(says.run).next().is_some();
        let later = (Bound::Excluded(rank), Bound::Unbounded);
        let again = |held: &Held| {
            let by_own = of.receipts.range(later).any(|(_, by)| self.lists(by, held));
            let by_any = |(run, other): (&Run, &OfRun)| {
                let further = if *run > says.run { held.position } else { held.position + 1 };
                let further = Held { position: further, ..*held };
                let of = other.documents.get(&says.document);
                let mut all = of.into_iter().flat_map(|of| &of.receipts);
                all.any(|(_, by)| self.lists(by, &further))
            };
            by_own || (is_superseded && hq.runs().any(by_any))
        };
        let named_later = |run: &Run| {
            let mut by_own = of.receipts.range(later);
            by_own.any(|(_, by)| self.by_hash[by].1.claims().supersedes.contains(run))
                || hq.superseding(says.run).any(|other| other.names.contains(run))
        };
        says.held.iter().all(again) && says.supersedes.iter().all(named_later)
    }

    /// Whether a receipt lists a log at this position or a later one.
    fn lists(&self, receipt: &Hash, held: &Held) -> bool {
        let says = self.by_hash[receipt].1.claims();
        says.held.iter().any(|by| by.log == held.log && by.position >= held.position)
    }

    /// Forgets them, and finds anew what the others of their runs say.
    fn drop_all(&mut self, spent: &[Hash]) {
        let mut runs = BTreeSet::new();
        for hash in spent {
            let (node, receipt) = self.by_hash.remove(hash).expect("it was just looked at");
            runs.insert((node, receipt.claims().run));
        }
        for (node, run) in runs {
            let hq = self.hqs.get_mut(&node).expect("it had receipts");
            let old = hq.0.remove(&run).expect("it had receipts");
            let receipts = old.documents.values().flat_map(|of| &of.receipts);
            let left: Vec<Hash> = receipts
                .map(|(_, hash)| *hash)
                .filter(|hash| self.by_hash.contains_key(hash))
                .collect();
            left.iter().for_each(|hash| self.note(hash));
        }
    }
}

#[cfg(test)]
mod tests;
