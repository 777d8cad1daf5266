//! How much is taken in from the laptops of one ticket, and listened to from one neighbour, in a while.
//!
//! A ticket is what is counted by, not a node, for whoever has a ticket can make as many nodes of it as
//! they like. Facts stay in memory for good and weigh more than entries; those of headquarters and the
//! city are taken whatever they weigh, for without them nobody could be cut off.
//!
//! What is over a quota is late, not lost: it stays missing here and is asked for again. No verdict
//! depends on it, for what is stored is a matter of when, not of whether.
//!
//! The bounds are far above what a city writes (its largest author some megabytes a day) and below
//! what would fill a laptop's disk before a person has read the warning.

use std::collections::BTreeMap;

use musubi_log::hash::{LogId, Serial};
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_log::role::Role;
use musubi_log::span::{Span, Verified};
use musubi_log::statement::Signer;
use musubi_model::ids::NodeKey;
use musubi_model::time::Now;

use crate::output::{Output, Report};
use crate::replica::Replica;

/// Of one ticket at once, and then for each second.
pub(crate) const AUTHOR_BYTES_MAX: u64 = 64 << 20;
pub(crate) const AUTHOR_BYTES_PER_S: u64 = 32 << 10;
/// What a log costs beside its frames: it stays in memory for good.
pub(crate) const LOG_BYTES: u64 = 4 << 10;
/// What each byte of a fact counts.
pub(crate) const FACT_WEIGHT: u64 = 16;
/// Things that cannot be, from one neighbour within a minute; then its entries wait for the next.
pub(crate) const FAULTS_MAX: u32 = 100;
const FAULTS_MS: u64 = 60_000;

#[derive(Debug, Default)]
pub(crate) struct Quotas {
    tickets: BTreeMap<Serial, Bucket>,
    faults: BTreeMap<NodeKey, Faults>,
}

#[derive(Debug)]
struct Bucket {
    bytes: u64,
    at_ms: u64,
}

#[derive(Clone, Copy, Debug)]
struct Faults {
    since_ms: u64,
    count: u32,
}

/// Whether the laptops of a ticket may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    Some,
    /// With this the quota is used up.
    NoMore,
}

impl Quotas {
    pub(crate) fn is_over(&mut self, now_ms: u64, ticket: Serial) -> bool {
        let Some(bucket) = self.tickets.get_mut(&ticket) else { return false };
        let elapsed_ms = now_ms.saturating_sub(bucket.at_ms);
        let drained = elapsed_ms.saturating_mul(AUTHOR_BYTES_PER_S) / 1_000;
        if drained > 0 {
            bucket.bytes = bucket.bytes.saturating_sub(drained);
            bucket.at_ms = now_ms;
        }
        bucket.bytes >= AUTHOR_BYTES_MAX
    }

    /// What was stored of a ticket. Nobody is charged for what somebody else says they wrote.
    pub(crate) fn charge(&mut self, now_ms: u64, ticket: Serial, bytes: u64) -> Left {
        let bucket = self.tickets.entry(ticket).or_insert(Bucket { bytes: 0, at_ms: now_ms });
        bucket.bytes = bucket.bytes.saturating_add(bytes);
        if bucket.bytes >= AUTHOR_BYTES_MAX { Left::NoMore } else { Left::Some }
    }

    pub(crate) fn fault(&mut self, now_ms: u64, peer: NodeKey) {
        let faults = self.faults.entry(peer).or_insert(Faults { since_ms: now_ms, count: 0 });
        if now_ms.saturating_sub(faults.since_ms) >= FAULTS_MS {
            *faults = Faults { since_ms: now_ms, count: 0 };
        }
        faults.count = faults.count.saturating_add(1);
    }

    /// Whether a neighbour has said too much that cannot be, for now.
    pub(crate) fn is_muted(&self, now_ms: u64, peer: &NodeKey) -> bool {
        self.faults.get(peer).is_some_and(|faults| {
            faults.count > FAULTS_MAX && now_ms.saturating_sub(faults.since_ms) < FAULTS_MS
        })
    }
}

impl Replica {
    /// Whether the author of a span may have more stored here now. One's own logs always.
    pub(crate) fn has_quota(&mut self, now: Now, span: &Span) -> bool {
        let stored = self.logs.log(&span.log()).map(|stored| stored.header.certificate);
        let certificate = stored.or_else(|| Some(span.verify_first().ok()?.header?.certificate));
        let author = certificate.and_then(|certificate| self.facts.member(&certificate));
        let Some(author) = author.filter(|author| author.node != self.me.key()) else {
            return true;
        };
        !self.quotas.is_over(now.elapsed_ms, author.serial)
    }

    pub(crate) fn charge(&mut self, now: Now, log: &LogId, verified: &Verified) {
        let Some(stored) = self.logs.log(log) else { return };
        let Some(author) = self.facts.member(&stored.header.certificate) else { return };
        let (author, ticket) = (author.node, author.serial);
        let frames: usize = verified.entries.iter().map(|entry| entry.raw().frame().len()).sum();
        let bytes = frames as u64 + verified.header.as_ref().map_or(0, |_| LOG_BYTES);
        self.charge_ticket(now, author, ticket, bytes);
    }

    /// The same for a fact.
    pub(crate) fn has_quota_for_fact(&mut self, now: Now, fact: &Item) -> bool {
        // What a certificate says of its ticket is not verified yet, and nobody is charged for it.
        let ticket = match fact {
            Item::Certificate(certificate) => certificate.grant().ok().map(|grant| grant.serial),
            fact => self.bounded_author(fact).map(|author| author.serial),
        };
        ticket.is_none_or(|ticket| !self.quotas.is_over(now.elapsed_ms, ticket))
    }

    /// A fact was verified, and is new.
    pub(crate) fn charge_fact(&mut self, now: Now, fact: &Item) {
        let Some(author) = self.bounded_author(fact) else { return };
        let (author, ticket) = (author.node, author.serial);
        self.charge_ticket(now, author, ticket, FACT_WEIGHT * fact.to_bytes().len() as u64);
    }

    /// Whose quota a fact is charged to.
    fn bounded_author(&self, fact: &Item) -> Option<&Member> {
        let said = match fact {
            Item::Certificate(certificate) => return self.facts.member(&certificate.hash()),
            Item::Statement(statement) => match statement.signer() {
                Signer::City => None,
                Signer::Node { certificate } => self.facts.member(&certificate),
            },
            Item::Proof(proof) => self.facts.node(&proof.name().node),
            // Headquarters alone gives them.
            Item::Receipt(_) | Item::Span(_) => None,
        };
        said.filter(|author| author.role != Role::Hq && author.node != self.me.key())
    }

    fn charge_ticket(&mut self, now: Now, author: NodeKey, ticket: Serial, bytes: u64) {
        if self.quotas.charge(now.elapsed_ms, ticket, bytes) == Left::NoMore {
            self.out.push(Output::Report(Report::Flooded { author }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVE: NodeKey = NodeKey::new([0xe; 32]);
    const ADA: NodeKey = NodeKey::new([0xa; 32]);
    const HERS: Serial = Serial::new([0xe; 8]);
    const ANOTHER: Serial = Serial::new([0xa; 8]);

    #[test]
    fn an_author_who_writes_too_much_waits_and_others_do_not() {
        let mut quotas = Quotas::default();
        assert_eq!(quotas.charge(0, HERS, AUTHOR_BYTES_MAX - 1), Left::Some);
        assert!(!quotas.is_over(0, HERS));
        assert_eq!(quotas.charge(0, HERS, 40_000), Left::NoMore);
        assert!(quotas.is_over(100, HERS) && !quotas.is_over(100, ANOTHER));
        assert!(!quotas.is_over(2_000, HERS));
        let later = AUTHOR_BYTES_MAX / AUTHOR_BYTES_PER_S * 1_000;
        assert!(!quotas.is_over(2_000 + later, HERS));
        assert_eq!(quotas.charge(2_000 + later, HERS, AUTHOR_BYTES_MAX - 1), Left::Some);
    }

    #[test]
    fn a_neighbour_who_says_too_much_that_cannot_be_is_heard_again_after_a_minute() {
        let mut quotas = Quotas::default();
        for _ in 0..=FAULTS_MAX {
            assert!(!quotas.is_muted(5, &EVE));
            quotas.fault(5, EVE);
        }
        assert!(quotas.is_muted(59_000, &EVE) && !quotas.is_muted(5, &ADA));
        assert!(!quotas.is_muted(60_005, &EVE));
        quotas.fault(60_005, EVE);
        assert!(!quotas.is_muted(60_006, &EVE));
    }
}
