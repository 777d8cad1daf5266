//! HQ's side of receipts (本部受領): when it signs one, and what for.
//!
//! A receipt lists what is applied, and everything applied was told to be persisted before. It is
//! itself persisted before it is sent. A loop that obeys in order thus reveals no receipt before
//! everything that it covers is flushed.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::receipt::{Held, Holdings, Receipt};
use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::time::Now;

use crate::input::Progress;
use crate::replica::{Replica, Writing};

/// Receipts are signed at most so often.
const PAUSE_MS: u64 = 1_000;
/// Documents in one round; the others follow in the next.
const DOCUMENTS_MAX: usize = 128;
/// So many receipts of one document say something before the next says all of it again.
const RECEIPTS_MAX: usize = 32;

#[derive(Debug, Default)]
pub(crate) struct Confirming {
    due: BTreeSet<DocumentId>,
    not_before_ms: u64,
    counts: BTreeMap<DocumentId, u64>,
    /// Up to where this run has confirmed each log.
    confirmed: BTreeMap<LogId, u64>,
    /// Earlier runs that this run has named.
    named: BTreeSet<Run>,
}

impl Confirming {
    /// What was confirmed of this log was of another branch.
    pub(crate) fn confirm_again(&mut self, log: &LogId) {
        self.confirmed.remove(log);
    }
}

impl Replica {
    /// HQ gives receipts, unless the city has cut this laptop off.
    fn is_hq(&self) -> bool {
        let member = &self.me.member;
        member.role == Role::Hq && !self.facts.statements().is_revoked(member)
    }

    /// Something of this document may be confirmed that was not yet.
    pub(crate) fn confirm_soon(&mut self, document: DocumentId) {
        if self.me.member.role == Role::Hq {
            self.confirming.due.insert(document);
        }
    }

    pub(crate) fn confirming_deadline_ms(&self) -> Option<u64> {
        let writes = self.me.writing == Writing::Goes;
        let due = writes && !self.confirming.due.is_empty() && self.is_hq();
        due.then_some(self.confirming.not_before_ms)
    }

    /// Signs what is due, if it is time.
    pub(crate) fn confirm(&mut self, now: Now) {
        let due = self.confirming_deadline_ms().is_some_and(|due_ms| due_ms <= now.elapsed_ms);
        if !due {
            return;
        }
        let mut receipts = self.name_earlier_runs(now);
        for _ in 0..DOCUMENTS_MAX {
            let Some(document) = self.confirming.due.pop_first() else { break };
            let held = self.take_unconfirmed(&document);
            for held in held.chunks(Receipt::HELD_MAX) {
                receipts.push(self.sign(now, document, vec![], held.to_vec()));
            }
        }
        if receipts.is_empty() {
            return;
        }
        self.confirming.not_before_ms = now.elapsed_ms + PAUSE_MS;
        self.on_items(now, None, receipts.into_iter().map(Item::Receipt).collect());
    }

    /// Runs of this node that are known of and not named yet: all are named again, so that one
    /// receipt of this run says it.
    fn name_earlier_runs(&mut self, now: Now) -> Vec<Receipt> {
        let mut earlier = self.facts.receipts().runs_of(&self.me.key());
        earlier.remove(&self.me.run);
        if earlier.is_subset(&self.confirming.named) {
            return vec![];
        }
        self.confirming.named.clone_from(&earlier);
        let city = DocumentId::new(self.operation(), Kind::City, PlaceId::CITY);
        let runs = earlier.into_iter().take(Receipt::SUPERSEDES_MAX).collect();
        vec![self.sign(now, city, runs, vec![])]
    }

    /// What of a document is to be confirmed: what is new, or everything once that is shorter.
    fn take_unconfirmed(&mut self, document: &DocumentId) -> Vec<Held> {
        let (me, run) = (self.me.key(), self.me.run);
        let held = self.applied_heads(document);
        let is_new = |held: &Held| {
            self.confirming.confirmed.get(&held.log).is_none_or(|known| held.position > *known)
        };
        if !held.iter().any(is_new) {
            return vec![];
        }
        let again = self.facts.receipts().count(&me, &run, document) >= RECEIPTS_MAX;
        let listed: Vec<Held> = held.into_iter().filter(|held| again || is_new(held)).collect();
        self.confirming.confirmed.extend(listed.iter().map(|held| (held.log, held.position)));
        listed
    }

    /// Up to where each log of a document is applied.
    fn applied_heads(&self, document: &DocumentId) -> Vec<Held> {
        let applied = self.documents.applied(document);
        let heads = self.logs.of(document).filter_map(|(log, stored)| {
            let log = *log;
            if self.confirms_stored() {
                let (position, chain) = (stored.tip.position, stored.tip.chain);
                return Some(Held { log, position, chain });
            }
            let Progress { next_position, chain, .. } = applied?.get(&log)?;
            Some(Held { log, position: next_position - 1, chain: (*chain)? })
        });
        heads.filter(|held| held.position > 0).collect()
    }

    fn sign(
        &mut self,
        now: Now,
        document: DocumentId,
        supersedes: Vec<Run>,
        held: Vec<Held>,
    ) -> Receipt {
        let count = self.confirming.counts.entry(document).or_default();
        *count += 1;
        let (count, run, at) = (*count, self.me.run, Some(now.wall));
        let supersedes = if supersedes.is_empty() && document.kind == Kind::City.number() {
            self.confirming.named.iter().take(Receipt::SUPERSEDES_MAX).copied().collect()
        } else {
            supersedes
        };
        let holdings = Holdings { document, run, count, supersedes, held, at };
        Receipt::sign(&self.me.secret, &self.me.member, &holdings)
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn confirms_stored(&self) -> bool {
        false
    }

    #[cfg(feature = "sim")]
    fn confirms_stored(&self) -> bool {
        self.mutation == Some(crate::sim::Mutation::AppliedBeforeReceipt)
    }
}
