//! What a person at HQ decides about trust, put into statements that HQ signs: revoking, letting
//! more stand, lifting, ruling, new epochs, keys for those who lack them.
//!
//! A revocation lets stand what HQ holds and nobody accuses at this moment. New epochs are opened
//! for every group that somebody revoked still reads, and given to all who stay; where a laptop of
//! HQ was revoked they come from a fresh generation of the master. Nothing is learned here: the
//! statements come back as any others do.
//!
//! Deliberately absent: what the city's key alone may say; that is drafted here and signed
//! elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::draft::Draft;
use musubi_log::hash::{EpochId, Hash, LogId, Serial};
use musubi_log::keyring::{ReaderMaster, epoch_check};
use musubi_log::node::Member;
use musubi_log::role::Role;
use musubi_log::secret::Secret;
use musubi_log::statement::{
    Culprit, Cut, Fact, Revocation, Signer, Statement, Subject, Wrap, Wrapped,
};
use musubi_model::ids::NodeKey;
use rand_core::CryptoRng;

use crate::exposure::reads;
use crate::replica::Replica;

/// One thing that a person at HQ wants said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// What it wrote so far, as HQ holds it, stands; nothing after.
    Revoke { culprit: Culprit },
    /// All that HQ now holds of these logs stands, too.
    Extend { culprit: Culprit, logs: BTreeSet<LogId> },
    /// The revocation is taken back.
    Lift { culprit: Culprit },
    /// Of a forked log the branch that begins with this leaf is followed.
    Rule { log: LogId, leaf: Hash },
    /// New epochs wherever somebody revoked could go on reading.
    Renew,
    /// Laptops that came later get the keys of all epochs of their groups.
    Hand { to: BTreeSet<NodeKey> },
}

/// Why nothing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    #[error("headquarters alone decides this")]
    OnlyHq,
    #[error("headquarters' own laptops and tickets are revoked by the city's key alone")]
    OnlyCity,
    #[error("this laptop or ticket is revoked already")]
    Already,
    #[error("there is no such revocation, log or laptop")]
    Unknown,
    #[error("there is nothing left to do")]
    Nothing,
}

impl Undecided {
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnlyHq => "only_hq",
            Self::OnlyCity => "only_city_key",
            Self::Already => "revoked_already",
            Self::Unknown => "not_found",
            Self::Nothing => "nothing_to_do",
        }
    }
}

/// A laptop that stays and lacks keys of epochs after the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    pub node: NodeKey,
    pub keys: usize,
}

impl Replica {
    /// The statements that say it, to be learned in this order.
    pub fn decide(
        &self,
        decision: &Decision,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Statement>, Undecided> {
        let statements = self.facts.statements();
        if self.me.member.role != Role::Hq || statements.is_revoked(&self.me.member) {
            return Err(Undecided::OnlyHq);
        }
        match decision {
            Decision::Revoke { culprit } => self.revoke(*culprit).map(|it| vec![it]),
            Decision::Extend { culprit, logs } => self.extend(*culprit, logs).map(|it| vec![it]),
            Decision::Lift { culprit } => {
                let replaces = self.replaceable(*culprit)?;
                Ok(vec![self.say(&Fact::Lifting { culprit: *culprit }, &replaces)])
            }
            Decision::Rule { log, leaf } => self.rule(*log, *leaf).map(|it| vec![it]),
            Decision::Renew => self.renew(rng),
            Decision::Hand { to } => {
                let said = self.lacking_wraps(to, rng);
                if said.is_empty() { Err(Undecided::Nothing) } else { Ok(said) }
            }
        }
    }

    /// A revocation of HQ's own laptop or ticket, for the city's key to sign: what HQ holds of its
    /// logs and statements stands.
    pub fn draft_for_city(&self, culprit: Culprit) -> Result<Draft, Undecided> {
        if self.me.member.role != Role::Hq {
            return Err(Undecided::OnlyHq);
        }
        let covered: Vec<&Member> = self.covered(culprit).collect();
        if covered.is_empty() {
            return Err(Undecided::Unknown);
        }
        let statements = self.facts.statements();
        let said = covered.iter().flat_map(|member| statements.said_by(member.certificate));
        let mut standing: Vec<(&Hash, &Statement)> =
            said.filter(|(hash, _)| statements.holds(hash)).collect();
        // Keys can be handed out again; nothing else can.
        standing.sort_by_key(|(_, it)| matches!(it.fact(), Fact::Wrap(_)));
        standing.truncate(Statement::STANDING_MAX);
        let standing = standing.into_iter().map(|(hash, _)| *hash).collect();
        let cuts = self.cuts_now(culprit);
        let replaces = self.counting_revocations(culprit).map(|(hash, _)| hash).collect();
        let about = covered.iter().take(Draft::ABOUT_MAX);
        let about = about.filter_map(|member| self.facts.certificate(&member.certificate).cloned());
        Ok(Draft {
            city: self.city(),
            operation: self.operation(),
            fact: Fact::Revocation(Revocation { culprit, cuts, standing }),
            replaces,
            about: about.collect(),
        })
    }

    /// Laptops that stay and lack keys, and how many.
    pub fn lacking(&self) -> Vec<Lacking> {
        let stays = self.staying();
        let lacking =
            stays.map(|member| Lacking { node: member.node, keys: self.lacked_by(member).len() });
        lacking.filter(|lacking| lacking.keys > 0).collect()
    }

    fn revoke(&self, culprit: Culprit) -> Result<Statement, Undecided> {
        if self.is_hqs(culprit) {
            return Err(Undecided::OnlyCity);
        }
        if self.counting_revocations(culprit).next().is_some() {
            return Err(Undecided::Already);
        }
        if self.covered(culprit).next().is_none() && matches!(culprit, Culprit::Node { .. }) {
            return Err(Undecided::Unknown);
        }
        let cuts = self.cuts_now(culprit);
        let fact = Fact::Revocation(Revocation { culprit, cuts, standing: vec![] });
        Ok(self.say(&fact, &self.told_about(culprit)))
    }

    fn extend(&self, culprit: Culprit, logs: &BTreeSet<LogId>) -> Result<Statement, Undecided> {
        let replaces = self.replaceable(culprit)?;
        let held: BTreeSet<LogId> = self.logs_of(culprit).collect();
        let wider: BTreeMap<LogId, Cut> =
            logs.intersection(&held).filter_map(|log| Some((*log, self.end_now(log)?))).collect();
        if wider.is_empty() {
            return Err(Undecided::Unknown);
        }
        let mut cuts = self.facts.statements().cuts_of(subject(culprit));
        cuts.extend(wider);
        let cuts = most_entries(cuts.into_values().collect());
        let fact = Fact::Revocation(Revocation { culprit, cuts, standing: vec![] });
        Ok(self.say(&fact, &replaces))
    }

    fn rule(&self, log: LogId, leaf: Hash) -> Result<Statement, Undecided> {
        let fork = self.facts.fork(&log).ok_or(Undecided::Unknown)?;
        if !fork.leaves.contains(&leaf) {
            return Err(Undecided::Unknown);
        }
        let statements = self.facts.statements();
        let told = statements.counting_about(Subject::Log(log));
        let replaces: Vec<Hash> = told.map(|(hash, _)| *hash).collect();
        Ok(self.say(&Fact::Ruling { log, leaf }, &replaces))
    }

    fn renew(&self, rng: &mut impl CryptoRng) -> Result<Vec<Statement>, Undecided> {
        let groups = self.groups_to_renew();
        // Keys under an order to erase would be made to be destroyed.
        if groups.is_empty() || self.order().is_some() {
            return Err(Undecided::Nothing);
        }
        let mut said = vec![];
        let master = self.master_to_use(rng, &mut said);
        for group in groups {
            let epoch = fresh_epoch(rng);
            let secret = master.epoch(group, epoch);
            let told = self.facts.statements().counting_about(Subject::Group(group));
            let replaces: Vec<Hash> = told.map(|(hash, _)| *hash).collect();
            let fact = Fact::Epoch { group, epoch, check: epoch_check(&secret) };
            said.push(self.say(&fact, &replaces));
            let what = Wrapped::Group { group, epoch };
            let readers = self.staying().filter(|it| it.role != Role::Hq && reads(it, group));
            said.extend(readers.map(|to| self.wrap(to, what, &secret, rng)));
        }
        Ok(said)
    }

    /// The newest generation of the master, or a fresh one where a revoked laptop has that.
    fn master_to_use(&self, rng: &mut impl CryptoRng, said: &mut Vec<Statement>) -> ReaderMaster {
        let newest = self.keyring.generations().last().copied().unwrap_or(EpochId::FIRST);
        let statements = self.facts.statements();
        let thieves = statements.members().filter(|it| it.role == Role::Hq);
        let mut thieves = thieves.filter(|it| statements.is_revoked(it));
        let known = self
            .keyring
            .master(newest)
            .filter(|_| !thieves.any(|thief| self.has_generation(thief, newest)));
        if let Some(master) = known {
            return master.clone();
        }
        let (master, generation) = (ReaderMaster::generate(rng), fresh_epoch(rng));
        let what = Wrapped::Master { generation };
        let hqs = self.staying().filter(|member| member.role == Role::Hq);
        said.extend(hqs.map(|to| self.wrap(to, what, master.secret(), rng)));
        master
    }

    fn has_generation(&self, member: &Member, generation: EpochId) -> bool {
        let what = Wrapped::Master { generation };
        let mut wraps = self.facts.statements().all_wraps();
        generation == EpochId::FIRST || wraps.any(|it| it.to == member.node && it.what == what)
    }

    fn lacking_wraps(&self, to: &BTreeSet<NodeKey>, rng: &mut impl CryptoRng) -> Vec<Statement> {
        let members = self.staying().filter(|member| to.contains(&member.node));
        let wrap = |(member, (what, secret)): (&Member, (Wrapped, Secret))| {
            self.wrap(member, what, &secret, rng)
        };
        members
            .flat_map(|member| self.lacked_by(member).into_iter().map(move |it| (member, it)))
            .map(wrap)
            .collect()
    }

    /// Of what this laptop can give, what another one should have and was never given.
    fn lacked_by(&self, member: &Member) -> Vec<(Wrapped, Secret)> {
        if member.role == Role::Hq {
            let generations = self.keyring.generations().into_iter();
            return generations
                .filter(|generation| !self.has_generation(member, *generation))
                .filter_map(|generation| {
                    let secret = self.keyring.master(generation)?.secret().clone();
                    Some((Wrapped::Master { generation }, secret))
                })
                .collect();
        }
        let epochs = self.facts.statements().all_epochs();
        let lacked = epochs.filter(|(group, epoch, _)| {
            reads(member, *group) && !self.has_secret(member, *group, *epoch)
        });
        lacked
            .filter_map(|(group, epoch, _)| {
                let secret = self.keyring.group_secret(group, epoch)?;
                Some((Wrapped::Group { group, epoch }, secret))
            })
            .collect()
    }

    fn wrap(
        &self,
        to: &Member,
        what: Wrapped,
        secret: &Secret,
        rng: &mut impl CryptoRng,
    ) -> Statement {
        let wrap = Wrap::seal(self.operation(), what, to.node, &to.box_key, secret, rng);
        self.say(&Fact::Wrap(wrap), &[])
    }

    fn say(&self, fact: &Fact, replaces: &[Hash]) -> Statement {
        Statement::by_node(&self.me.secret, &self.me.member, fact, replaces)
    }

    fn staying(&self) -> impl Iterator<Item = &Member> {
        let statements = self.facts.statements();
        statements.members().filter(|member| !statements.is_revoked(member))
    }

    /// Everybody against whom a revocation of this culprit counts.
    fn covered(&self, culprit: Culprit) -> impl Iterator<Item = &Member> {
        let (node, serial) = parts(culprit);
        let members = self.facts.statements().members();
        members.filter(move |member| Some(member.node) == node || member.serial == serial)
    }

    fn is_hqs(&self, culprit: Culprit) -> bool {
        self.covered(culprit).any(|member| member.role == Role::Hq)
    }

    fn counting_revocations(&self, culprit: Culprit) -> impl Iterator<Item = (Hash, Signer)> {
        let about = self.facts.statements().counting_about(subject(culprit));
        about
            .filter(|(_, it)| matches!(it.fact(), Fact::Revocation(_)))
            .map(|(hash, it)| (*hash, it.signer()))
    }

    /// What counts about it, liftings too: the newest word replaces them all.
    fn told_about(&self, culprit: Culprit) -> Vec<Hash> {
        let about = self.facts.statements().counting_about(subject(culprit));
        let mut told: Vec<Hash> = about.map(|(hash, _)| *hash).collect();
        told.truncate(Statement::REPLACES_MAX);
        told
    }

    /// The revocations that a new word of HQ takes the place of.
    fn replaceable(&self, culprit: Culprit) -> Result<Vec<Hash>, Undecided> {
        let counting: Vec<(Hash, Signer)> = self.counting_revocations(culprit).collect();
        if counting.is_empty() {
            return Err(Undecided::Unknown);
        }
        if counting.iter().any(|(_, signer)| *signer == Signer::City) {
            return Err(Undecided::OnlyCity);
        }
        Ok(self.told_about(culprit))
    }

    fn logs_of(&self, culprit: Culprit) -> impl Iterator<Item = LogId> {
        let covered: BTreeSet<Hash> =
            self.covered(culprit).map(|member| member.certificate).collect();
        let documents = self.logs.documents();
        let logs = documents.flat_map(|document| self.logs.of(document));
        let theirs = logs.filter(move |(_, stored)| covered.contains(&stored.header.certificate));
        theirs.map(|(log, _)| *log)
    }

    /// What is held now of each of its logs, as far as nothing else accuses it.
    fn cuts_now(&self, culprit: Culprit) -> Vec<Cut> {
        let now = self.logs_of(culprit).filter_map(|log| {
            let end = self.end_now(&log)?;
            let author = self.facts.member(&self.logs.log(&log)?.header.certificate)?;
            let cuts = self.facts.statements().cuts(author, &log);
            let strictest = cuts.into_iter().min().filter(|cut| cut.position < end.position);
            match strictest {
                None => Some(end),
                Some(cut) => Some(Cut { log, position: cut.position, chain: cut.chain? }),
            }
        });
        most_entries(now.collect())
    }

    /// Where a log ends here: of one that is forked without a ruling, where its branches part.
    fn end_now(&self, log: &LogId) -> Option<Cut> {
        let tip = &self.logs.log(log)?.tip;
        let from = self.forked_from(log);
        let forked = self.facts.forks_of(log).into_iter().find(|fork| Some(fork.from) == from);
        let (position, chain) = match forked {
            Some(fork) if fork.from <= tip.position => (fork.from.checked_sub(1)?, fork.before),
            _ => (tip.position, tip.chain),
        };
        (position > 0).then_some(Cut { log: *log, position, chain })
    }
}

fn parts(culprit: Culprit) -> (Option<NodeKey>, Serial) {
    match culprit {
        Culprit::Node { node, serial } => (Some(node), serial),
        Culprit::Ticket { serial } => (None, serial),
    }
}

fn subject(culprit: Culprit) -> Subject {
    Fact::Lifting { culprit }.subject()
}

/// A statement has room for so many; of more logs than that the longest stand.
fn most_entries(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (std::cmp::Reverse(cut.position), cut.log));
    cuts.truncate(Statement::CUTS_MAX);
    cuts
}

fn fresh_epoch(rng: &mut impl CryptoRng) -> EpochId {
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    EpochId::new(id)
}
