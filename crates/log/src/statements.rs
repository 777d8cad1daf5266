//! All statements and certificates of one operation, and what follows from the set of them.
//!
//! What holds is a function of the set, never of the order in which it came together. It is found in
//! three steps: the city's unreplaced statements hold; the statements of HQ nodes hold unless the
//! city revoked their author without letting them stand; wraps by other readers hold unless their
//! author is revoked. Of the statements that hold about one subject, those that none of them
//! replaces count, and of these the strictest.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::ids::OperationId;
use musubi_model::time::Timestamp;

use crate::city::CityKey;
use crate::ending;
use crate::hash::{EpochId, Hash, LogId, Serial};
use crate::keyring::Group;
use crate::node::{Certificate, CertificateError, Member};
use crate::role::Role;
use crate::statement::{Culprit, Cut, Fact, Revocation, Signer, Statement, Subject, Wrap, Wrapped};

/// Why a statement is not taken in. Only [`StatementError::UnknownSigner`] may mend itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error("the statement is from operation {theirs}, this node is in {ours}")]
    Operation { theirs: OperationId, ours: OperationId },
    #[error("the certificate {certificate} of its author has not come yet")]
    UnknownSigner { certificate: Hash },
    #[error("its author may not say this")]
    NotAllowed,
    #[error("its signature does not hold")]
    Signature,
}

impl StatementError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Operation { .. } => "statement_operation",
            Self::UnknownSigner { .. } => "statement_unknown_signer",
            Self::NotAllowed => "statement_not_allowed",
            Self::Signature => "statement_signature",
        }
    }
}

/// Where a revoked author's log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CutOff {
    pub position: u64,
    /// `None` where the revocation does not list the log: then only position 0 is left.
    pub chain: Option<Hash>,
}

#[derive(Clone, Debug)]
pub struct Statements {
    city: CityKey,
    operation: OperationId,
    members: BTreeMap<Hash, Member>,
    all: BTreeMap<Hash, Statement>,
    /// Hashes of statements that hold.
    holding: BTreeSet<Hash>,
    /// Hashes of statements that hold and that none that holds replaces.
    counting: BTreeSet<Hash>,
    /// Of these the revocations: few, and asked for about every log.
    revoking: BTreeSet<Hash>,
}

impl Statements {
    pub fn new(city: CityKey, operation: OperationId) -> Self {
        Self {
            city,
            operation,
            members: BTreeMap::new(),
            all: BTreeMap::new(),
            holding: BTreeSet::new(),
            counting: BTreeSet::new(),
            revoking: BTreeSet::new(),
        }
    }

    pub fn city(&self) -> CityKey {
        self.city
    }

    pub fn operation(&self) -> OperationId {
        self.operation
    }

    /// Verifies a certificate and keeps what it says.
    pub fn admit(&mut self, certificate: &Certificate) -> Result<&Member, CertificateError> {
        let hash = certificate.hash();
        if !self.members.contains_key(&hash) {
            let member = certificate.verify(&self.city, self.operation)?;
            self.members.insert(hash, member);
        }
        Ok(&self.members[&hash])
    }

    pub fn member(&self, certificate: &Hash) -> Option<&Member> {
        self.members.get(certificate)
    }

    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// Takes in one statement. `false`: it was here already.
    pub fn add(&mut self, statement: Statement) -> Result<bool, StatementError> {
        let hash = statement.hash();
        let is_new = self.insert(statement)?;
        if is_new && !self.settle_alone(&hash) {
            self.settle();
        }
        Ok(is_new)
    }

    /// Takes in many at once, for starting up. Refusals come back in order.
    pub fn add_all(
        &mut self,
        statements: impl IntoIterator<Item = Statement>,
    ) -> Vec<(Hash, StatementError)> {
        let mut refused = Vec::new();
        for statement in statements {
            let hash = statement.hash();
            if let Err(error) = self.insert(statement) {
                refused.push((hash, error));
            }
        }
        self.settle();
        refused
    }

    pub fn contains(&self, hash: &Hash) -> bool {
        self.all.contains_key(hash)
    }

    pub fn get(&self, hash: &Hash) -> Option<&Statement> {
        self.all.get(hash)
    }

    /// All that were taken in, by hash, whether they hold or not: these are stored and carried.
    pub fn iter(&self) -> impl Iterator<Item = (&Hash, &Statement)> {
        self.all.iter()
    }

    /// What holds and is replaced by nothing that holds.
    pub fn counting(&self) -> impl Iterator<Item = (&Hash, &Statement)> {
        self.counting.iter().filter_map(|hash| self.all.get_key_value(hash))
    }

    /// Of counting revocations of one culprit, what they leave together of its logs: where all list
    /// a log, up to the lowest position; every other log is cut at 0.
    pub fn cuts_of(&self, subject: Subject) -> BTreeMap<LogId, Cut> {
        let about = self.counting_about(subject).filter_map(|(_, it)| match it.fact() {
            Fact::Revocation(revocation) => Some(&revocation.cuts),
            _ => None,
        });
        let listed = about.map(|cuts| {
            let by_log = |(log, cut): (LogId, Cut), known: &mut BTreeMap<LogId, Cut>| {
                let lowest = known.get(&log).map_or(cut, |other| cut.min(*other));
                known.insert(log, lowest);
            };
            let mut known = BTreeMap::new();
            cuts.iter().for_each(|cut| by_log((cut.log, *cut), &mut known));
            known
        });
        let both = |one: BTreeMap<LogId, Cut>, other: BTreeMap<LogId, Cut>| {
            let shared =
                one.into_iter().filter_map(|(log, cut)| Some((log, cut.min(*other.get(&log)?))));
            shared.collect()
        };
        listed.reduce(both).unwrap_or_default()
    }

    /// What counts about a subject now; a new statement that takes its place replaces these.
    pub fn counting_about(&self, subject: Subject) -> impl Iterator<Item = (&Hash, &Statement)> {
        self.counting().filter(move |(_, statement)| statement.fact().subject() == subject)
    }

    /// The wraps that hold, of whoever they are to.
    pub fn all_wraps(&self) -> impl Iterator<Item = &Wrap> {
        self.holding().filter_map(|(_, statement)| match statement.fact() {
            Fact::Wrap(wrap) => Some(wrap),
            _ => None,
        })
    }

    /// What a node said, whether it holds or not.
    pub fn said_by(&self, certificate: Hash) -> impl Iterator<Item = (&Hash, &Statement)> {
        let signer = Signer::Node { certificate };
        self.all.iter().filter(move |(_, statement)| statement.signer() == signer)
    }

    /// Whether its statement holds: not void by a revocation of its author.
    pub fn holds(&self, hash: &Hash) -> bool {
        self.holding.contains(hash)
    }

    pub fn is_revoked(&self, member: &Member) -> bool {
        self.revocations_of(member).next().is_some()
    }

    /// The revocations that count against a node: of itself, of its ticket, or of another node on
    /// its ticket. Only the city's count against HQ.
    pub fn revocations_of(&self, member: &Member) -> impl Iterator<Item = (&Hash, &Revocation)> {
        let (node, serial, is_hq) = (member.node, member.serial, member.role == Role::Hq);
        self.revoking().filter_map(move |(hash, statement)| {
            let Fact::Revocation(revocation) = statement.fact() else { return None };
            let meant = match revocation.culprit {
                Culprit::Node { node: culprit, serial: closed } => {
                    culprit == node || closed == serial
                }
                Culprit::Ticket { serial: culprit } => culprit == serial,
            };
            let counts = meant && (!is_hq || statement.signer() == Signer::City);
            counts.then_some((hash, revocation))
        })
    }

    /// Where a log of this author is cut: one for each revocation, none if there is no revocation.
    /// An entry is accused if it lies beyond any of them, or off the chain of any.
    pub fn cuts(&self, member: &Member, log: &LogId) -> Vec<CutOff> {
        self.revocations_of(member).map(|(_, revocation)| cut_off(revocation, log)).collect()
    }

    /// A ticket closed to new nodes.
    pub fn is_closed(&self, serial: Serial) -> bool {
        self.revoking().any(|(_, statement)| match statement.fact() {
            Fact::Revocation(Revocation { culprit, .. }) => match culprit {
                Culprit::Node { serial: closed, .. } | Culprit::Ticket { serial: closed } => {
                    *closed == serial
                }
            },
            _ => false,
        })
    }

    /// Expiry is judged by this alone. `None` where HQ has not spoken.
    pub fn city_time(&self) -> Option<Timestamp> {
        self.counting()
            .filter_map(|(_, statement)| match statement.fact() {
                Fact::Time { now } => Some(*now),
                _ => None,
            })
            .max()
    }

    /// Of a forked log, the first differing leaf of the branch HQ chose.
    pub fn ruling(&self, log: &LogId) -> Option<Hash> {
        self.counting()
            .filter_map(|(_, statement)| match statement.fact() {
                Fact::Ruling { log: ruled, leaf } if ruled == log => Some(*leaf),
                _ => None,
            })
            .min()
    }

    /// Every epoch after the first that was ever announced: readers keep all.
    pub fn all_epochs(&self) -> impl Iterator<Item = (Group, EpochId, [u8; 16])> {
        self.holding().filter_map(|(_, statement)| match statement.fact() {
            Fact::Epoch { group, epoch, check } => Some((*group, *epoch, *check)),
            _ => None,
        })
    }

    /// Epochs of a group, the one to write in first: those reached by replacement by id, then what
    /// they replaced, step by step. The first epoch stands behind all and is not listed.
    pub fn epochs_to_write(&self, group: Group) -> Vec<EpochId> {
        let mut order = Vec::new();
        let mut layer: BTreeSet<Hash> =
            self.counting_about(Subject::Group(group)).map(|(hash, _)| *hash).collect();
        while !layer.is_empty() {
            let statements: Vec<&Statement> =
                layer.iter().filter_map(|hash| self.all.get(hash)).collect();
            let mut epochs: Vec<EpochId> = statements
                .iter()
                .filter(|statement| self.holds(&statement.hash()))
                .filter_map(|statement| match statement.fact() {
                    Fact::Epoch { group: of, epoch, .. } if *of == group => Some(*epoch),
                    _ => None,
                })
                .filter(|epoch| !order.contains(epoch))
                .collect();
            epochs.sort_unstable();
            order.extend(epochs);
            layer = statements
                .iter()
                .flat_map(|statement| statement.replaces().iter().copied())
                .collect();
        }
        order
    }

    /// The wraps to this node that hold, replaced ones first: HQ's, and those of a reader that has
    /// the same place. A new master goes to HQ nodes alone.
    pub fn wraps_for(&self, me: &Member) -> Vec<&Wrap> {
        let mut wraps: Vec<(bool, &Wrap)> = self
            .holding()
            .filter_map(|(hash, statement)| {
                let Fact::Wrap(wrap) = statement.fact() else { return None };
                let author = match statement.signer() {
                    Signer::City => None,
                    Signer::Node { certificate } => self.members.get(&certificate),
                };
                let fits = wrap.to == me.node && fits(wrap, author, me);
                fits.then_some((self.counting.contains(hash), wrap))
            })
            .collect();
        // Last of all, and so preferred: of the unreplaced generations the lowest.
        wraps.sort_by_key(|(counts, wrap)| (*counts, std::cmp::Reverse(wrap.what)));
        wraps.into_iter().map(|(_, wrap)| wrap).collect()
    }

    fn insert(&mut self, statement: Statement) -> Result<bool, StatementError> {
        let hash = statement.hash();
        if self.all.contains_key(&hash) {
            return Ok(false);
        }
        if statement.operation() != self.operation {
            let theirs = statement.operation();
            return Err(StatementError::Operation { theirs, ours: self.operation });
        }
        let signed = match statement.signer() {
            Signer::City => {
                if matches!(statement.fact(), Fact::Wrap(_) | Fact::Destruction(_)) {
                    return Err(StatementError::NotAllowed);
                }
                statement.is_signed_by_city(&self.city)
            }
            Signer::Node { certificate } => {
                let author = self.members.get(&certificate);
                let author = author.ok_or(StatementError::UnknownSigner { certificate })?;
                if !may_say(author, statement.fact()) {
                    return Err(StatementError::NotAllowed);
                }
                statement.is_signed_by(author)
            }
        };
        if !signed {
            return Err(StatementError::Signature);
        }
        self.all.insert(hash, statement);
        Ok(true)
    }

    /// Settles a new statement by itself, where it can change nothing about the others: a city's
    /// many wraps come one by one. `false`: all have to be settled anew.
    fn settle_alone(&mut self, hash: &Hash) -> bool {
        let statement = &self.all[hash];
        let judges_authors = matches!(statement.fact(), Fact::Revocation(_) | Fact::Lifting { .. });
        if judges_authors || !statement.replaces().is_empty() {
            return false;
        }
        let holds = match self.author(statement) {
            None => true,
            Some(author) if author.role == Role::Hq => self
                .revocations_of(author)
                .all(|(_, revocation)| revocation.standing.contains(hash)),
            Some(author) => !self.is_revoked(author),
        };
        let is_replaced = || {
            self.holding().any(|(_, newer)| {
                newer.replaces().contains(hash) && self.may_replace(newer, statement)
            })
        };
        let counts = holds && !is_replaced();
        if holds {
            self.holding.insert(*hash);
        }
        if counts {
            self.counting.insert(*hash);
        }
        true
    }

    /// Finds what holds and what counts, from nothing but the set.
    fn settle(&mut self) {
        let by_city = |statement: &Statement| statement.signer() == Signer::City;
        self.holding = self.hashes_where(by_city);
        self.count_unreplaced();
        let by_hq: BTreeSet<Hash> = self.hashes_where(|statement| {
            self.author(statement).is_some_and(|author| {
                author.role == Role::Hq
                    && self
                        .revocations_of(author)
                        .all(|(_, revocation)| revocation.standing.contains(&statement.hash()))
            })
        });
        self.holding.extend(by_hq);
        self.count_unreplaced();
        let by_readers: BTreeSet<Hash> = self.hashes_where(|statement| {
            self.author(statement)
                .is_some_and(|author| author.role != Role::Hq && !self.is_revoked(author))
        });
        self.holding.extend(by_readers);
        self.count_unreplaced();
    }

    fn count_unreplaced(&mut self) {
        self.counting = self.unreplaced();
        let is_one = |hash: &&Hash| matches!(self.all[*hash].fact(), Fact::Revocation(_));
        self.revoking = self.counting.iter().filter(is_one).copied().collect();
    }

    fn revoking(&self) -> impl Iterator<Item = (&Hash, &Statement)> {
        self.revoking.iter().filter_map(|hash| self.all.get_key_value(hash))
    }

    fn unreplaced(&self) -> BTreeSet<Hash> {
        let mut counting = self.holding.clone();
        for (_, newer) in self.holding() {
            for replaced in newer.replaces() {
                if self.all.get(replaced).is_some_and(|older| self.may_replace(newer, older)) {
                    counting.remove(replaced);
                }
            }
        }
        counting
    }

    /// The same subject; the city's by the city alone; a reader's wrap replaces only its own.
    fn may_replace(&self, newer: &Statement, older: &Statement) -> bool {
        let rank = |statement: &Statement| match statement.signer() {
            Signer::City => 2,
            Signer::Node { .. } => {
                u8::from(self.author(statement).is_some_and(|author| author.role == Role::Hq))
            }
        };
        let own = newer.signer() == older.signer();
        newer.fact().subject() == older.fact().subject()
            && (own || (rank(newer) >= 1 && rank(newer) >= rank(older)))
    }

    fn author(&self, statement: &Statement) -> Option<&Member> {
        match statement.signer() {
            Signer::City => None,
            Signer::Node { certificate } => self.members.get(&certificate),
        }
    }

    fn hashes_where(&self, want: impl Fn(&Statement) -> bool) -> BTreeSet<Hash> {
        self.all.iter().filter(|(_, statement)| want(statement)).map(|(hash, _)| *hash).collect()
    }

    fn holding(&self) -> impl Iterator<Item = (&Hash, &Statement)> {
        self.holding.iter().filter_map(|hash| self.all.get_key_value(hash))
    }
}

/// HQ says almost everything. Any other reader may wrap what its own group reads.
fn may_say(author: &Member, fact: &Fact) -> bool {
    match author.role {
        _ if fact.is_of_an_ending() => ending::may_say(author, fact),
        Role::Hq => true,
        Role::Shelter | Role::Patrol => match fact {
            Fact::Wrap(Wrap { what: Wrapped::Group { group, .. }, .. }) => {
                *group == Group::CITY || *group == Group::of_place(author.place)
            }
            _ => false,
        },
        Role::Relay => false,
    }
}

fn fits(wrap: &Wrap, author: Option<&Member>, me: &Member) -> bool {
    match wrap.what {
        Wrapped::Master { .. } => {
            me.role == Role::Hq && author.is_some_and(|author| author.role == Role::Hq)
        }
        Wrapped::Group { group, .. } => {
            me.role != Role::Relay
                && (group == Group::CITY
                    || group == Group::of_place(me.place)
                    || me.role == Role::Hq)
        }
    }
}

fn cut_off(revocation: &Revocation, log: &LogId) -> CutOff {
    revocation
        .cuts
        .iter()
        .filter(|cut| cut.log == *log)
        .map(|Cut { position, chain, .. }| CutOff { position: *position, chain: Some(*chain) })
        .min()
        .unwrap_or(CutOff { position: 0, chain: None })
}
