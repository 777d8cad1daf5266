//! Verdicts on logs in words a page can show: of which place, by which laptop, how many entries.

use std::collections::BTreeMap;

use musubi_model::ids::{Actor, DocumentId, Kind, NodeKey, PlaceId};
use musubi_model::record::{Fields, Reading, TABLE_FIELD, Value};
use musubi_model::time::Timestamp;
use musubi_replica::judged::{Judged, Vouched as VouchedEntries};
use serde::Serialize;
use utoipa::ToSchema;

use super::sync::kind_name;
use super::trust::LaptopNamed;
use super::{Desk, DeskError};

/// Vouched records in one answer, a log.
const RECORDS_MAX: usize = 100;

/// What is to be said of one log of which not all is simply applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verdict {
    pub log: String,
    /// As in `DocumentState`.
    pub kind: String,
    pub owner: String,
    pub owner_name: String,
    /// Whose log it is.
    pub laptop: LaptopNamed,
    /// Entries on this laptop's disk.
    pub entries: u64,
    /// When this laptop last received an entry of that document.
    pub changed_at: Option<i64>,
    /// Signed in two ways.
    pub forked: Option<Forked>,
    /// A revocation lets stand so many entries, and no more.
    pub cut_after: Option<u64>,
    /// Kept, and not applied.
    pub held: u64,
    pub vouched: Option<Vouched>,
    /// This entry breaks the rules; it and all after it are never applied, anywhere.
    pub unfit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Forked {
    /// Entries that both have in common.
    pub common: u64,
    pub branches: Vec<Branch>,
    /// Headquarters has ruled. Before that the document is disputed.
    pub ruled: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Branch {
    pub leaf: String,
    /// Entries on it, at least.
    pub entries: u64,
    /// Every laptop follows this one.
    pub followed: bool,
}

/// Entries of somebody accused that are applied, because somebody else built on them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Vouched {
    pub entries: u64,
    /// The newest of the records they touched.
    pub last_at: Option<i64>,
    pub records: Vec<VouchedRecord>,
    /// There are more records than these.
    pub more: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VouchedRecord {
    pub id: String,
    /// The name of its table.
    pub table: String,
    pub recorded_at: Option<i64>,
}

/// What one author had to write again, because it was held or on a branch that is not followed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reissued {
    pub kind: String,
    pub owner_name: String,
    pub laptop: LaptopNamed,
    pub records: u64,
    pub last_at: Option<i64>,
}

impl Desk {
    /// Those of documents that are wanted, in an order that is the same everywhere.
    pub(super) fn verdicts(
        &self,
        want: impl Fn(&Judged) -> bool,
    ) -> Result<Vec<Verdict>, DeskError> {
        let operation = self.enrolled()?.operation;
        let judged: Vec<(Judged, Option<Timestamp>)> = {
            let status = self.0.handle.status();
            let ours = status.documents.iter().filter(|(id, _)| id.operation == operation);
            let wanted = ours.flat_map(|(_, document)| {
                let judged = document.judged.iter().filter(|judged| want(judged));
                judged.map(|judged| (judged.clone(), document.changed_at))
            });
            wanted.collect()
        };
        Ok(judged.iter().map(|(judged, at)| self.verdict(judged, *at)).collect())
    }

    fn verdict(&self, judged: &Judged, changed_at: Option<Timestamp>) -> Verdict {
        let forked = judged.forked.as_ref().map(|forked| Forked {
            common: forked.from.saturating_sub(1),
            branches: forked
                .branches
                .iter()
                .map(|branch| Branch {
                    leaf: branch.leaf.to_string(),
                    entries: branch.entries,
                    followed: branch.leaf == forked.followed,
                })
                .collect(),
            ruled: forked.ruled,
        });
        Verdict {
            log: judged.log.to_string(),
            kind: kind_name(judged.document.kind),
            owner: judged.document.owner.to_string(),
            owner_name: self.owner_name(judged.document),
            laptop: self.laptop_named(&judged.node),
            entries: judged.entries,
            changed_at: changed_at.map(Timestamp::millis),
            forked,
            cut_after: judged.cut.map(|cut| cut.position),
            held: judged.held,
            vouched: judged.vouched.map(|vouched| self.vouched(judged, vouched)),
            unfit: judged.unfit,
        }
    }

    fn owner_name(&self, document: DocumentId) -> String {
        if document.owner == PlaceId::CITY {
            String::new()
        } else {
            self.place_name(document.owner)
        }
    }

    fn vouched(&self, judged: &Judged, vouched: VouchedEntries) -> Vouched {
        let views = self.0.handle.views();
        let records = views.get(&judged.document).into_iter().flat_map(|view| &view.records);
        let is_theirs = |reading: &Reading| {
            let seqs = vouched.after_seq + 1..=vouched.to_seq;
            reading.all().iter().any(|seen| seen.by == judged.actor && seqs.contains(&seen.seq))
        };
        let touched = records.filter(|(_, fields)| fields.values().any(is_theirs));
        let mut records: Vec<VouchedRecord> = touched
            .map(|(id, fields)| VouchedRecord {
                id: id.to_string(),
                table: table(fields),
                recorded_at: recorded_at(fields).map(Timestamp::millis),
            })
            .collect();
        drop(views);
        let last_at = records.iter().filter_map(|record| record.recorded_at).max();
        let more = records.len() > RECORDS_MAX;
        records.truncate(RECORDS_MAX);
        Vouched { entries: vouched.to + 1 - vouched.from, last_at, records, more }
    }

    pub(super) fn reissued(
        &self,
        authors: &BTreeMap<Actor, NodeKey>,
    ) -> Result<Vec<Reissued>, DeskError> {
        let operation = self.enrolled()?.operation;
        let mut found: BTreeMap<(DocumentId, NodeKey), (u64, Option<Timestamp>)> = BTreeMap::new();
        let views = self.0.handle.views();
        for (document, view) in views.iter().filter(|(id, _)| id.operation == operation) {
            for fields in view.records.values() {
                let Some(reissue) = fields.get("reissue_of") else { continue };
                let Some(node) = authors.get(&reissue.winner().by) else { continue };
                let of = found.entry((*document, *node)).or_default();
                of.0 += 1;
                of.1 = of.1.max(recorded_at(fields));
            }
        }
        drop(views);
        let row = |((document, node), (records, last_at)): (_, (u64, Option<Timestamp>))| {
            let (document, node): (DocumentId, NodeKey) = (document, node);
            Reissued {
                kind: kind_name(document.kind),
                owner_name: self.owner_name(document),
                laptop: self.laptop_named(&node),
                records,
                last_at: last_at.map(Timestamp::millis),
            }
        };
        Ok(found.into_iter().map(row).collect())
    }

    /// Of what concerns this laptop's own place: its documents, and what its laptops wrote.
    pub(super) fn own_verdicts(&self) -> Result<Vec<Verdict>, DeskError> {
        let enrolled = self.enrolled()?;
        let own: Vec<NodeKey> = {
            let status = self.0.handle.status();
            let here = status.enrolees.iter().filter(|it| it.place == enrolled.place);
            here.map(|it| it.node).collect()
        };
        self.verdicts(|judged| {
            let is_layer = judged.document.kind == Kind::Layers.number();
            own.contains(&judged.node) || (!is_layer && judged.document.owner == enrolled.place)
        })
    }
}

fn table(fields: &Fields) -> String {
    match fields.get(TABLE_FIELD).map(|reading| &reading.winner().value) {
        Some(Value::Text(table)) => table.clone(),
        _ => String::new(),
    }
}

fn recorded_at(fields: &Fields) -> Option<Timestamp> {
    musubi_model::field::Field::<Timestamp>::read(fields.get("recorded_at")).shown().copied()
}
