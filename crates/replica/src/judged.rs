//! What was judged of each log, for a person: forked, cut, held, vouched for, unfit.
//!
//! A function of the known facts, the stored logs and what of them is applied, so two nodes that
//! hold the same and can read the same say the same. A node that cannot read a document knows what
//! is accused in it, but neither what is vouched for nor what is unfit.

use std::collections::BTreeMap;

use musubi_log::hash::{Hash, LogId};
use musubi_log::statements::CutOff;
use musubi_model::ids::{Actor, DocumentId, NodeKey};

use crate::applied::NOTHING_APPLIED;
use crate::input::Standing;
use crate::replica::Replica;

/// What is to be said of one log of which not all is simply applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub document: DocumentId,
    pub log: LogId,
    pub node: NodeKey,
    /// Who its author is inside the document.
    pub actor: Actor,
    /// Stored here; the header is none.
    pub entries: u64,
    pub forked: Option<Forked>,
    /// Where the strictest revocation of its author cuts it.
    pub cut: Option<CutOff>,
    /// From here on its entries are accused; `None`: none that is stored here.
    pub accused_from: Option<u64>,
    /// Accused, and not applied.
    pub held: u64,
    pub vouched: Option<Vouched>,
    /// The entry here is unfit: neither it nor what follows is ever applied.
    pub unfit: Option<u64>,
}

/// A log that was signed in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forked {
    /// The first position at which its branches differ.
    pub from: u64,
    /// Both branches of the proof, the lower leaf first.
    pub branches: [SeenBranch; 2],
    /// The first leaf of the branch that is followed.
    pub followed: Hash,
    pub ruled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenBranch {
    pub leaf: Hash,
    /// Entries on it, as far as the proof shows.
    pub entries: u64,
}

/// Accused entries that are applied, because a fit entry that is not accused builds on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The first and the last of them.
    pub from: u64,
    pub to: u64,
    /// Their changes' numbers are greater than this, and at most that.
    pub after_seq: u64,
    pub to_seq: u64,
}

impl Replica {
    /// Every log on which there is a verdict, by document.
    pub fn judged(&self) -> Vec<Judged> {
        self.logs.documents().flat_map(|document| self.judged_of(document)).collect()
    }

    /// The same for one document.
    pub fn judged_of(&self, document: &DocumentId) -> Vec<Judged> {
        self.logs.of(document).filter_map(|(log, _)| self.judged_log(log)).collect()
    }

    /// Who stands behind each author inside a document, of all documents.
    pub fn authors(&self) -> BTreeMap<Actor, NodeKey> {
        let logs = self.logs.documents().flat_map(|document| self.logs.of(document));
        logs.map(|(_, stored)| (stored.header.actor(), stored.header.node)).collect()
    }

    fn judged_log(&self, log: &LogId) -> Option<Judged> {
        let stored = self.logs.log(log)?;
        let header = &stored.header;
        let author = self.facts.member(&header.certificate)?;
        let applied = self.documents.applied(&header.document);
        let progress = applied.and_then(|it| it.get(log)).unwrap_or(&NOTHING_APPLIED);
        let (entries, next) = (stored.tip.position, progress.next_position);
        let accused = self.accused.get(log).copied();
        let accused_from = accused.filter(|from| *from <= entries);
        let forked = self.forked(log);
        // Whoever learned of an accusation first never looked at what is accused.
        let is_accused = accused.is_some_and(|from| next >= from);
        let unfit = (progress.standing == Standing::Unfit && !is_accused).then_some(next);
        let cut = self.facts.statements().cuts(author, log).into_iter().min();
        let is_cut = cut.is_some_and(|cut| cut.position < entries);
        if !is_cut && accused_from.is_none() && forked.is_none() && unfit.is_none() {
            return None;
        }
        let held = accused_from.map_or(0, |from| (entries + 1).saturating_sub(next.max(from)));
        let listed = accused_from.filter(|from| next > *from && self.lists_vouched());
        let vouched = listed.map(|from| Vouched {
            from,
            to: next - 1,
            after_seq: progress.seq_at(from - 1),
            to_seq: progress.seq_at(next - 1),
        });
        Some(Judged {
            document: header.document,
            log: *log,
            node: header.node,
            actor: header.actor(),
            entries,
            forked,
            cut: cut.filter(|_| is_cut),
            accused_from,
            held,
            vouched,
            unfit,
        })
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn lists_vouched(&self) -> bool {
        true
    }

    #[cfg(feature = "sim")]
    fn lists_vouched(&self) -> bool {
        self.mutation != Some(crate::sim::Mutation::VouchedListed)
    }

    fn forked(&self, log: &LogId) -> Option<Forked> {
        let (fork, proof) = self.facts.proof(log)?;
        let heads = proof.heads();
        let seen = |index: usize| SeenBranch {
            leaf: fork.leaves[index],
            entries: (heads[index].position + 1).saturating_sub(fork.from),
        };
        let ruling = self.facts.statements().ruling(log);
        Some(Forked {
            from: fork.from,
            branches: [seen(0), seen(1)],
            followed: ruling.unwrap_or(fork.leaves[0]),
            ruled: ruling.is_some(),
        })
    }
}
