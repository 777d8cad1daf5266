//! The loop's side of trust, as headquarters' pages ask for it: what is revoked, what the revoked
//! could read, and decisions that become signed statements.

use std::collections::BTreeMap;

use musubi_log::draft::Draft;
use musubi_log::hash::Hash;
use musubi_log::node::Member;
use musubi_log::statement::{Culprit, Fact, Signer, Statement, Subject};
use musubi_model::ids::{Actor, NodeKey};
use musubi_replica::Replica;
use musubi_replica::deciding::{Decision, Lacking, Undecided};
use musubi_replica::exposure::Exposed;
use tokio::sync::oneshot;

use super::handle::{Handle, Request};

/// Why a step was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    #[error("this laptop has not taken a ticket yet")]
    NotEnrolled,
    #[error(transparent)]
    Undecided(#[from] Undecided),
    /// Of another operation, badly signed, or not the signer's to say.
    #[error("the statement does not hold here")]
    Refused,
    #[error("the node is stopping")]
    Stopping,
}

impl TrustError {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::Undecided(why) => why.code(),
            Self::Refused => "statement_refused",
            Self::Stopping => "stopping",
        }
    }
}

/// What is to be known of trust beside the verdicts that stand with each document.
#[derive(Debug)]
pub struct TrustSeen {
    pub revoked: Vec<RevokedSeen>,
    /// Groups whose present keys somebody revoked has.
    pub groups_to_renew: usize,
    pub lacking: Vec<Lacking>,
    /// Who stands behind each author inside a document.
    pub authors: BTreeMap<Actor, NodeKey>,
}

/// One culprit against whom a revocation counts.
#[derive(Debug)]
pub struct RevokedSeen {
    pub culprit: Culprit,
    pub by_city: bool,
    /// Logs of which something stands.
    pub logs_standing: usize,
    pub laptops: Vec<Member>,
    /// What each of these could read.
    pub exposed: Vec<(NodeKey, Vec<Exposed>)>,
    /// Statements of theirs that are void.
    pub void: usize,
}

type Answer<T> = oneshot::Sender<Result<T, TrustError>>;

pub enum TrustRequest {
    Look {
        answer: Answer<TrustSeen>,
    },
    /// Answered with how many statements it took, once all of them are on the disk.
    Decide {
        decision: Decision,
        answer: Answer<u64>,
    },
    /// A revocation of headquarters' own, for the city's key.
    Draft {
        culprit: Culprit,
        answer: Answer<Draft>,
    },
    /// What came back signed. Answered with how many were new.
    Learn {
        statement: Box<Statement>,
        answer: Answer<u64>,
    },
}

impl TrustRequest {
    /// Of a laptop that is no node of any city.
    pub(crate) fn refuse(self, why: TrustError) {
        match self {
            Self::Look { answer } => drop(answer.send(Err(why))),
            Self::Decide { answer, .. } | Self::Learn { answer, .. } => {
                let _ = answer.send(Err(why));
            }
            Self::Draft { answer, .. } => drop(answer.send(Err(why))),
        }
    }
}

/// Everything that counts against somebody now.
pub(super) fn look(replica: &Replica) -> TrustSeen {
    let statements = replica.statements();
    let mut by_subject: BTreeMap<Subject, (Culprit, bool)> = BTreeMap::new();
    for (_, statement) in statements.counting() {
        let Fact::Revocation(revocation) = statement.fact() else { continue };
        let by_city = statement.signer() == Signer::City;
        let subject = statement.fact().subject();
        by_subject.entry(subject).or_insert((revocation.culprit, false)).1 |= by_city;
    }
    let revoked = by_subject.into_iter().map(|(subject, (culprit, by_city))| {
        let laptops: Vec<Member> =
            statements.members().filter(|it| is_meant(culprit, it)).cloned().collect();
        let exposed = laptops.iter().map(|member| (member.node, replica.exposure(member)));
        let said = laptops.iter().flat_map(|member| statements.said_by(member.certificate));
        RevokedSeen {
            culprit,
            by_city,
            logs_standing: statements.cuts_of(subject).len(),
            exposed: exposed.collect(),
            void: said.filter(|(hash, _): &(&Hash, _)| !statements.holds(hash)).count(),
            laptops,
        }
    });
    TrustSeen {
        revoked: revoked.collect(),
        groups_to_renew: replica.groups_to_renew().len(),
        lacking: replica.lacking(),
        authors: replica.authors(),
    }
}

/// As statements count: a node's revocation closes its ticket, too.
fn is_meant(culprit: Culprit, member: &Member) -> bool {
    match culprit {
        Culprit::Node { node, serial } => member.node == node || member.serial == serial,
        Culprit::Ticket { serial } => member.serial == serial,
    }
}

impl Handle {
    pub async fn look_at_trust(&self) -> Result<TrustSeen, TrustError> {
        self.trust(|answer| TrustRequest::Look { answer }).await
    }

    pub async fn decide(&self, decision: Decision) -> Result<u64, TrustError> {
        self.trust(|answer| TrustRequest::Decide { decision, answer }).await
    }

    pub async fn draft(&self, culprit: Culprit) -> Result<Draft, TrustError> {
        self.trust(|answer| TrustRequest::Draft { culprit, answer }).await
    }

    pub async fn learn(&self, statement: Statement) -> Result<u64, TrustError> {
        let statement = Box::new(statement);
        self.trust(|answer| TrustRequest::Learn { statement, answer }).await
    }

    async fn trust<T>(
        &self,
        request: impl FnOnce(Answer<T>) -> TrustRequest,
    ) -> Result<T, TrustError> {
        let (answer, answered) = oneshot::channel();
        let asked = self.ask(Request::Trust(request(answer)), answered).await;
        asked.unwrap_or(Err(TrustError::Stopping))
    }
}
