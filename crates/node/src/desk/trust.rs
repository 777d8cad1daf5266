//! 端末の失効と記録の判定: what was decided about laptops and their logs, and what a person may
//! decide. Places, letters, counts and times; no names of people.
//!
//! Invariant: what a page shows of a verdict is what the replica says of it; nothing is judged here.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::{Hash, LogId, Serial};
use musubi_log::item::Item;
use musubi_log::statement::Culprit;
use musubi_model::decision::{Decision as Noted, DecisionKind, NewDecision, newest};
use musubi_model::field::Recorder;
use musubi_model::ids::{Kind, NodeKey};
use musubi_model::record::Reading;
use musubi_model::time::Timestamp;
use musubi_replica::deciding::{Decision, Undecided};
use musubi_replica::exposure::Exposed as ExposedDocument;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::verdicts::Verdict;
use super::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::runtime::handle::Enrolee;
use crate::runtime::trust::{RevokedSeen, TrustError, TrustSeen};

/// Everything that headquarters decides about.
#[derive(Serialize, ToSchema)]
pub struct TrustState {
    pub now: i64,
    pub revoked: Vec<Revoked>,
    pub verdicts: Vec<Verdict>,
    pub reissued: Vec<super::verdicts::Reissued>,
    /// Groups of readers whose present keys a revoked laptop has. 0: nothing is to be renewed.
    pub groups_to_renew: u64,
    /// Laptops that stay and lack keys of later epochs.
    pub lacking: Vec<LackingKeys>,
}

/// A laptop, as pages name it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LaptopNamed {
    pub node: String,
    pub place_name: String,
    pub letter: String,
    /// `hq`, `shelter`, `patrol` or `relay`.
    pub role: String,
    pub serial: String,
}

#[derive(Serialize, ToSchema)]
pub struct LackingKeys {
    pub laptop: LaptopNamed,
    pub keys: u64,
}

/// A laptop or a ticket that is cut off.
#[derive(Serialize, ToSchema)]
pub struct Revoked {
    /// The key of the laptop; `null`: the whole ticket.
    pub node: Option<String>,
    pub serial: String,
    /// Only the city's key takes it back.
    pub by_city: bool,
    /// Every laptop against which it counts.
    pub laptops: Vec<LaptopNamed>,
    pub decided_at: Option<i64>,
    pub decided_by: Option<String>,
    /// Logs of which something stands.
    pub logs_standing: u64,
    /// Entries that are kept and not applied, and entries applied because others build on them.
    pub held: u64,
    pub vouched: u64,
    /// Statements of theirs that are void.
    pub void: u64,
    pub could_read: Vec<CouldRead>,
    /// Places whose people's records it never had a key for.
    pub places_closed: u64,
    /// New keys are in use wherever it could read.
    pub renewed: bool,
}

/// What of one kind of documents a revoked laptop had keys for. Whether it ever fetched them nobody
/// knows.
#[derive(Serialize, ToSchema)]
pub struct CouldRead {
    /// As in `DocumentState`.
    pub kind: String,
    /// Of how many places; 0 for the whole city's.
    pub places: u64,
    /// The one place, where it is one.
    pub place_name: Option<String>,
    pub entries: u64,
    /// Written under keys that it did not get.
    pub entries_closed: u64,
    /// Records that stand in them now.
    pub records: u64,
}

/// One decision of a person at headquarters.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "decide", rename_all = "snake_case", deny_unknown_fields)]
pub enum Decide {
    /// Cut a laptop off, or a ticket with all its laptops. What headquarters holds stands.
    Revoke { node: Option<String>, serial: String },
    /// Let all that headquarters now holds of these logs stand, too.
    Extend { node: Option<String>, serial: String, logs: Vec<String> },
    /// Take a revocation back.
    Lift { node: Option<String>, serial: String },
    /// Of a log that was signed in two ways, follow the branch that begins with this leaf.
    Rule { log: String, leaf: String },
    /// New keys for all who stay.
    Renew {},
    /// Give these laptops the keys they lack.
    Hand { nodes: Vec<String> },
}

/// A file for the city's key, or back from it.
pub struct Drafted {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Desk {
    pub async fn trust(&self) -> Result<TrustState, DeskError> {
        self.at_hq()?;
        let seen = self.0.handle.look_at_trust().await?;
        let verdicts = self.verdicts(|_| true)?;
        let revoked = seen.revoked.iter().map(|it| self.revoked(it, &seen, &verdicts));
        let revoked = revoked.collect::<Result<_, _>>()?;
        let lacking = seen.lacking.iter().map(|lacking| LackingKeys {
            laptop: self.laptop_named(&lacking.node),
            keys: lacking.keys as u64,
        });
        Ok(TrustState {
            now: now().millis(),
            revoked,
            reissued: self.reissued(&seen.authors)?,
            verdicts,
            groups_to_renew: seen.groups_to_renew as u64,
            lacking: lacking.collect(),
        })
    }

    pub async fn decide(&self, caller: &Caller, decide: Decide) -> Result<TrustState, DeskError> {
        self.decide_by(caller.recorder(), decide).await?;
        self.trust().await
    }

    /// Says it, and writes down who said it when.
    pub async fn decide_by(&self, by: Recorder, decide: Decide) -> Result<u64, DeskError> {
        let hq = self.at_hq()?;
        let (kind, subject) = about(&decide);
        let said = self.0.handle.decide(decide.parse()?).await?;
        let mut new = NewDecision::of(kind);
        new.subject = subject.and_then(|subject| subject.parse().ok());
        let edits = new.create(fresh_id(), &noted(None, by))?;
        // What was said stands, whether or not this note of it can be kept.
        if let Err(error) = self.0.handle.commit(self.document(Kind::Desk, hq.place)?, edits).await
        {
            tracing::warn!(%error, "a decision was said and not written down");
        }
        Ok(said)
    }

    pub async fn draft_for_city(&self, node: &str, serial: &str) -> Result<Drafted, DeskError> {
        self.at_hq()?;
        let culprit = culprit(Some(node).filter(|node| !node.is_empty()), serial)?;
        let draft = self.0.handle.draft(culprit).await?;
        Ok(Drafted { name: format!("musubi-{serial}.draft"), bytes: draft.to_bytes() })
    }

    /// Takes in what the city's key signed. Says how much of it was new.
    pub async fn learn_statement(&self, bytes: &[u8]) -> Result<u64, DeskError> {
        self.enrolled()?;
        let Ok(Item::Statement(statement)) = Item::from_bytes(bytes) else {
            return Err(DeskError::Bundle { code: "statement_not_one" });
        };
        Ok(self.0.handle.learn(statement).await?)
    }

    /// What is known of a laptop, by its key.
    pub(super) fn laptop_named(&self, node: &NodeKey) -> LaptopNamed {
        let enrolee = {
            let status = self.0.handle.status();
            status.enrolees.iter().find(|it| it.node == *node).cloned()
        };
        match enrolee {
            Some(enrolee) => self.named(&enrolee),
            None => LaptopNamed {
                node: node.to_string(),
                place_name: String::new(),
                letter: String::new(),
                role: String::new(),
                serial: String::new(),
            },
        }
    }

    fn named(&self, enrolee: &Enrolee) -> LaptopNamed {
        LaptopNamed {
            node: enrolee.node.to_string(),
            place_name: self.place_name(enrolee.place),
            letter: enrolee.letter.to_string(),
            role: enrolee.role.word().to_owned(),
            serial: enrolee.serial.to_string(),
        }
    }

    fn revoked(
        &self,
        revoked: &RevokedSeen,
        seen: &TrustSeen,
        verdicts: &[Verdict],
    ) -> Result<Revoked, DeskError> {
        let (node, serial) = match revoked.culprit {
            Culprit::Node { node, serial } => (Some(node), serial),
            Culprit::Ticket { serial } => (None, serial),
        };
        let subject = node.map_or_else(|| serial.to_string(), |node| node.to_string());
        let decided = self.decided(&subject)?;
        let keys: BTreeSet<String> =
            revoked.laptops.iter().map(|member| member.node.to_string()).collect();
        let theirs = verdicts.iter().filter(|it| keys.contains(&it.laptop.node));
        let (held, vouched) = theirs.fold((0, 0), |(held, vouched), it| {
            (held + it.held, vouched + it.vouched.as_ref().map_or(0, |it| it.entries))
        });
        let exposed: Vec<&ExposedDocument> =
            revoked.exposed.iter().flat_map(|(_, it)| it).collect();
        let could_read = self.could_read(&exposed);
        Ok(Revoked {
            node: node.map(|node| node.to_string()),
            serial: serial.to_string(),
            by_city: revoked.by_city,
            laptops: revoked.laptops.iter().map(|it| self.laptop_named(&it.node)).collect(),
            decided_at: decided.as_ref().and_then(|it| it.meta.recorded_at).map(Timestamp::millis),
            decided_by: decided.as_ref().and_then(|it| self.decided_by(it)),
            logs_standing: revoked.logs_standing as u64,
            held,
            vouched,
            void: revoked.void as u64,
            places_closed: self.places_closed(&exposed)?,
            could_read,
            renewed: seen.groups_to_renew == 0,
        })
    }

    fn could_read(&self, exposed: &[&ExposedDocument]) -> Vec<CouldRead> {
        let mut by_kind: BTreeMap<u8, (BTreeSet<_>, u64, u64, u64)> = BTreeMap::new();
        let views = self.0.handle.views();
        let mut counted = BTreeSet::new();
        for document in exposed {
            // Two laptops of one ticket could read the same.
            if !counted.insert(document.document) {
                continue;
            }
            let kind = by_kind.entry(document.document.kind).or_default();
            kind.0.insert(document.document.owner);
            kind.1 += document.open;
            kind.2 += document.closed;
            let view = views.get(&document.document);
            let records = view.into_iter().flat_map(|view| view.records.values());
            let open = records.filter(|fields| {
                let mut seen = fields.values().flat_map(Reading::all);
                seen.any(|seen| document.authors.contains(&seen.by))
            });
            kind.3 += open.count() as u64;
        }
        drop(views);
        let row =
            |(kind, (owners, entries, entries_closed, records)): (u8, (BTreeSet<_>, _, _, _))| {
                let city = Kind::from_number(kind) == Some(Kind::City);
                let only = owners.first().filter(|_| owners.len() == 1 && !city);
                CouldRead {
                    kind: super::sync::kind_name(kind),
                    places: if city { 0 } else { owners.len() as u64 },
                    place_name: only.map(|place| self.place_name(*place)),
                    entries,
                    entries_closed,
                    records,
                }
            };
        by_kind.into_iter().map(row).filter(|row| row.entries + row.entries_closed > 0).collect()
    }

    fn places_closed(&self, exposed: &[&ExposedDocument]) -> Result<u64, DeskError> {
        let operation = self.enrolled()?.operation;
        let status = self.0.handle.status();
        let people = status
            .documents
            .keys()
            .filter(|it| it.operation == operation && it.kind == Kind::People.number());
        let closed = people.filter(|it| exposed.iter().all(|open| open.document != **it));
        Ok(closed.count() as u64)
    }

    fn decided(&self, subject: &str) -> Result<Option<Noted>, DeskError> {
        let desk = self.document(Kind::Desk, self.enrolled()?.place)?;
        let mut found = self.read(desk, |facts| newest(facts, DecisionKind::Revoke));
        Ok(found.remove(subject))
    }

    fn decided_by(&self, decision: &Noted) -> Option<String> {
        let place = self.enrolled().ok()?.place;
        let account = decision.meta.recorded_by.iter().find_map(|by| match by {
            Recorder::Account(account) => Some(*account),
            _ => None,
        })?;
        self.account_name(place, account).ok().flatten()
    }
}

impl Decide {
    fn parse(self) -> Result<Decision, DeskError> {
        Ok(match self {
            Self::Revoke { node, serial } => {
                Decision::Revoke { culprit: culprit(node.as_deref(), &serial)? }
            }
            Self::Extend { node, serial, logs } => Decision::Extend {
                culprit: culprit(node.as_deref(), &serial)?,
                logs: logs
                    .iter()
                    .map(|log| Ok(LogId::new(hex(log)?)))
                    .collect::<Result<_, DeskError>>()?,
            },
            Self::Lift { node, serial } => {
                Decision::Lift { culprit: culprit(node.as_deref(), &serial)? }
            }
            Self::Rule { log, leaf } => {
                Decision::Rule { log: LogId::new(hex(&log)?), leaf: Hash::new(hex(&leaf)?) }
            }
            Self::Renew {} => Decision::Renew,
            Self::Hand { nodes } => {
                let nodes = nodes.iter().map(|node| Ok(NodeKey::new(hex(node)?)));
                Decision::Hand { to: nodes.collect::<Result<_, DeskError>>()? }
            }
        })
    }
}

/// How a decision is written down.
fn about(decide: &Decide) -> (DecisionKind, Option<String>) {
    let subject = |node: &Option<String>, serial: &String| {
        Some(node.clone().unwrap_or_else(|| serial.clone()).to_ascii_lowercase())
    };
    match decide {
        Decide::Revoke { node, serial } => (DecisionKind::Revoke, subject(node, serial)),
        Decide::Extend { node, serial, .. } => (DecisionKind::Extend, subject(node, serial)),
        Decide::Lift { node, serial } => (DecisionKind::Lift, subject(node, serial)),
        Decide::Rule { log, .. } => (DecisionKind::Rule, Some(log.to_ascii_lowercase())),
        Decide::Renew {} => (DecisionKind::Renew, None),
        Decide::Hand { .. } => (DecisionKind::Hand, None),
    }
}

fn culprit(node: Option<&str>, serial: &str) -> Result<Culprit, DeskError> {
    let serial = Serial::new(hex(serial)?);
    Ok(match node {
        Some(node) => Culprit::Node { node: NodeKey::new(hex(node)?), serial },
        None => Culprit::Ticket { serial },
    })
}

/// What is no id is not there.
fn hex<const N: usize>(text: &str) -> Result<[u8; N], DeskError> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return Err(DeskError::NotFound);
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| DeskError::NotFound)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| DeskError::NotFound)?;
    }
    Ok(bytes)
}

impl From<TrustError> for DeskError {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::NotEnrolled => Self::NotEnrolled,
            TrustError::Undecided(why) => match why {
                Undecided::OnlyHq => Self::NotAllowed { code: "only_hq" },
                Undecided::OnlyCity => Self::NotAllowed { code: "only_city_key" },
                Undecided::Already => Self::Conflict { code: "revoked_already" },
                Undecided::Nothing => Self::Conflict { code: "nothing_to_do" },
                Undecided::Unknown => Self::NotFound,
            },
            TrustError::Refused => Self::Bundle { code: "statement_refused" },
            TrustError::Stopping => Self::Stopping,
        }
    }
}
