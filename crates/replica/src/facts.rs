//! The signed facts beside the logs: statements, certificates, proofs, receipts.
//!
//! They are few and small, so they are all in memory and are served from it. What follows from
//! them is a function of the set, never of its order. Of the proofs against one log those of the
//! first few places where it forks are kept, of each place the one with the lowest leaf, then hash,
//! so that nobody can grow the set without end.

use std::collections::BTreeMap;

use musubi_log::city::CityKey;
use musubi_log::hash::{Hash, LogId};
use musubi_log::item::Item;
use musubi_log::node::{Certificate, Member};
use musubi_log::proof::{Fork, Proof};
use musubi_log::receipt::Receipt;
use musubi_log::span::LogName;
use musubi_log::statements::{StatementError, Statements};
use musubi_model::ids::{NodeKey, OperationId};

use crate::digest;
use crate::message::{Digest, FactClass};
use crate::receipts::Receipts;

/// Places in one log of which proofs are kept.
pub(crate) const FORKS_MAX: usize = 8;

/// By the first position at which branches differ, and the chain before it.
type Proofs = BTreeMap<(u64, Hash), (Fork, Proof)>;

#[derive(Debug)]
pub(crate) struct Facts {
    statements: Statements,
    certificates: BTreeMap<Hash, Certificate>,
    proofs: BTreeMap<LogId, Proofs>,
    receipts: Receipts,
}

/// What became of a fact that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Learned {
    New(FactClass),
    Known,
    /// It names a certificate that has not come yet.
    Early,
    /// It does not hold, and accuses its sender.
    Bad,
    /// Not a fact but a span.
    NoFact,
}

impl Facts {
    pub(crate) fn new(city: CityKey, operation: OperationId) -> Self {
        Self {
            statements: Statements::new(city, operation),
            certificates: BTreeMap::new(),
            proofs: BTreeMap::new(),
            receipts: Receipts::default(),
        }
    }

    /// Takes in what the journal holds; it was verified when it was written. In one pass for each
    /// class, since certificates may stand after what they vouch for.
    pub(crate) fn open(&mut self, items: Vec<Item>) {
        let (certificates, others): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| matches!(item, Item::Certificate(_)));
        for item in &certificates {
            self.learn(item);
        }
        let mut statements = vec![];
        for item in others {
            match item {
                Item::Statement(statement) => statements.push(statement),
                item => drop(self.learn(&item)),
            }
        }
        self.statements.add_all(statements);
    }

    pub(crate) fn learn(&mut self, item: &Item) -> Learned {
        match item {
            Item::Certificate(certificate) => self.learn_certificate(certificate),
            Item::Statement(statement) => match self.statements.add(statement.clone()) {
                Ok(true) => Learned::New(FactClass::Statements),
                Ok(false) => Learned::Known,
                Err(StatementError::UnknownSigner { .. }) => Learned::Early,
                Err(_) => Learned::Bad,
            },
            Item::Proof(proof) => self.learn_proof(proof),
            Item::Receipt(receipt) => self.learn_receipt(receipt),
            Item::Span(_) => Learned::NoFact,
        }
    }

    fn learn_certificate(&mut self, certificate: &Certificate) -> Learned {
        let hash = certificate.hash();
        if self.certificates.contains_key(&hash) {
            return Learned::Known;
        }
        if self.statements.admit(certificate).is_err() {
            return Learned::Bad;
        }
        self.certificates.insert(hash, certificate.clone());
        Learned::New(FactClass::Certificates)
    }

    fn learn_proof(&mut self, proof: &Proof) -> Learned {
        let log = proof.name().id();
        let Some((node, operation)) =
            self.node(&proof.name().node).map(|member| (member.node, member.operation.id))
        else {
            return Learned::Early;
        };
        debug_assert_eq!(node, proof.name().node);
        if operation != proof.name().document.operation {
            return Learned::Bad;
        }
        let Ok(fork) = proof.verify() else { return Learned::Bad };
        if self.keep_proof(log, fork, proof) {
            Learned::New(FactClass::Proofs)
        } else {
            Learned::Known
        }
    }

    fn keep_proof(&mut self, log: LogId, fork: Fork, proof: &Proof) -> bool {
        let weight = |fork: &Fork, proof: &Proof| (fork.leaves[0], proof.hash());
        let proofs = self.proofs.entry(log).or_default();
        let place = (fork.from, fork.before);
        let is_late = proofs.len() == FORKS_MAX
            && proofs.last_key_value().is_some_and(|(last, _)| *last < place);
        let held = proofs.get(&place);
        if is_late || held.is_some_and(|(f, p)| weight(f, p) <= weight(&fork, proof)) {
            return false;
        }
        proofs.insert(place, (fork, proof.clone()));
        if proofs.len() > FORKS_MAX {
            proofs.pop_last();
        }
        true
    }

    fn learn_receipt(&mut self, receipt: &Receipt) -> Learned {
        if self.receipts.get(&receipt.hash()).is_some() {
            return Learned::Known;
        }
        let Some(author) = self.member(&receipt.certificate()) else { return Learned::Early };
        if receipt.verify(author).is_err() {
            return Learned::Bad;
        }
        let node = author.node;
        if self.receipts.insert(node, receipt.clone()) {
            Learned::New(FactClass::Receipts)
        } else {
            Learned::Known
        }
    }

    pub(crate) fn statements(&self) -> &Statements {
        &self.statements
    }

    pub(crate) fn receipts(&self) -> &Receipts {
        &self.receipts
    }

    pub(crate) fn member(&self, certificate: &Hash) -> Option<&Member> {
        self.statements.member(certificate)
    }

    pub(crate) fn certificate(&self, hash: &Hash) -> Option<&Certificate> {
        self.certificates.get(hash)
    }

    pub(crate) fn node(&self, node: &NodeKey) -> Option<&Member> {
        self.statements.members().find(|member| member.node == *node)
    }

    pub(crate) fn fork(&self, log: &LogId) -> Option<&Fork> {
        self.proofs.get(log)?.first_key_value().map(|(_, (fork, _))| fork)
    }

    /// The first of the forks of a log, with its proof.
    pub(crate) fn proof(&self, log: &LogId) -> Option<&(Fork, Proof)> {
        self.proofs.get(log)?.first_key_value().map(|(_, proof)| proof)
    }

    /// All known forks of a log, by position.
    pub(crate) fn forks_of(&self, log: &LogId) -> Vec<Fork> {
        let proofs = self.proofs.get(log).into_iter().flat_map(BTreeMap::values);
        proofs.map(|(fork, _)| *fork).collect()
    }

    pub(crate) fn forks(&self) -> impl Iterator<Item = (&LogName, Vec<Fork>)> {
        self.proofs.values().filter_map(|proofs| {
            let (_, (_, first)) = proofs.first_key_value()?;
            Some((first.name(), proofs.values().map(|(fork, _)| *fork).collect()))
        })
    }

    fn all_proofs(&self) -> impl Iterator<Item = &Proof> {
        self.proofs.values().flat_map(BTreeMap::values).map(|(_, proof)| proof)
    }

    fn hashes(&self, class: FactClass) -> Vec<Hash> {
        match class {
            FactClass::Statements => self.statements.iter().map(|(hash, _)| *hash).collect(),
            FactClass::Certificates => self.certificates.keys().copied().collect(),
            FactClass::Proofs => {
                let mut hashes: Vec<Hash> = self.all_proofs().map(Proof::hash).collect();
                hashes.sort_unstable();
                hashes
            }
            FactClass::Receipts => self.receipts.hashes().copied().collect(),
        }
    }

    pub(crate) fn digests(&self) -> [Hash; 4] {
        FactClass::ALL.map(|class| digest::facts(class, self.hashes(class).iter()))
    }

    pub(crate) fn have(&self, class: FactClass) -> Vec<Digest> {
        self.hashes(class).into_iter().map(Digest::from).collect()
    }

    /// The facts of a class that a list of digests names, or those it does not name.
    pub(crate) fn select(&self, class: FactClass, want: impl Fn(Digest) -> bool) -> Vec<Item> {
        let want = |hash: &Hash| want(Digest::from(*hash));
        match class {
            FactClass::Statements => {
                let wanted = self.statements.iter().filter(|(hash, _)| want(hash));
                wanted.map(|(_, statement)| Item::Statement(statement.clone())).collect()
            }
            FactClass::Certificates => {
                let wanted = self.certificates.iter().filter(|(hash, _)| want(hash));
                wanted.map(|(_, certificate)| Item::Certificate(certificate.clone())).collect()
            }
            FactClass::Proofs => {
                let all = self.all_proofs().map(|proof| (proof.hash(), proof));
                let wanted: BTreeMap<Hash, &Proof> = all.filter(|(hash, _)| want(hash)).collect();
                wanted.into_values().cloned().map(Item::Proof).collect()
            }
            FactClass::Receipts => {
                let wanted = self.receipts.hashes().filter(|hash| want(hash));
                let wanted = wanted.filter_map(|hash| self.receipts.get(hash));
                wanted.cloned().map(Item::Receipt).collect()
            }
        }
    }
}
