//! What entries say whose past is lost, read without a place in the history.
//!
//! An author whose own entries build on what nobody holds any more writes again what they say. That
//! can be told from the operations alone: which values they put into which record, as far as the
//! record is known, or is made by one of these entries itself. On two branches of one log the same name
//! may stand for two records; of those the caller says which are sure, and the others are left out.
//!
//! Deliberately absent: a verdict. Nothing of this is applied; it is a proposal to its author.

use std::collections::BTreeMap;

use automerge::legacy::OpType;
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::Value;

use crate::body;
use crate::changes::AutomergeDocument;
use crate::genesis;
use crate::guard::{self, Action, Object, Operation, OperationId};
use crate::record;
use crate::view::understood;

/// What one entry wrote, the last value under each name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Fields by record, the table's name among them where the record was made.
    pub records: BTreeMap<RecordId, BTreeMap<String, Value>>,
    pub values: BTreeMap<String, Value>,
}

/// Nothing of what people wrote.
impl std::fmt::Debug for Salvaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut fields = f.debug_struct("Salvaged");
        fields.field("records", &self.records.len()).field("values", &self.values.len()).finish()
    }
}

impl Salvaged {
    /// Reads append-only records.
    pub(crate) fn of_records(body: &[u8]) -> Self {
        let records = record::cut(body).unwrap_or_default().into_iter();
        let records = records.map(|record| (record.id, record.fields.into_iter().collect()));
        Self { records: records.collect(), ..Self::default() }
    }

    fn put(&mut self, record: Option<RecordId>, key: String, value: Value) {
        match record {
            Some(record) => drop(self.records.entry(record).or_default().insert(key, value)),
            None => drop(self.values.insert(key, value)),
        }
    }
}

impl AutomergeDocument {
    /// Reads entries of one author in their order. What cannot be read is left out.
    pub(crate) fn salvage(
        &self,
        actor: Actor,
        bodies: &[&[u8]],
        is_sure: &impl Fn(Actor, u64) -> bool,
    ) -> Vec<Salvaged> {
        let mut made = BTreeMap::new();
        let known = |map: OperationId| {
            self.records.of(map).filter(|_| is_sure(map.actor, self.guard.seq_of(map)))
        };
        bodies.iter().map(|body| Self::salvage_one(actor, body, &mut made, known)).collect()
    }

    fn salvage_one(
        actor: Actor,
        body: &[u8],
        made: &mut BTreeMap<OperationId, RecordId>,
        known: impl Fn(OperationId) -> Option<RecordId>,
    ) -> Salvaged {
        let mut salvaged = Salvaged::default();
        for change in body::cut(body).unwrap_or_default() {
            let Ok((_, expanded)) = guard::read(change.restore(actor, None)) else { continue };
            let first = expanded.start_op.get();
            for (counter, raw) in (first..).zip(&expanded.operations) {
                let (Ok(counter), Ok(operation)) = (u32::try_from(counter), Operation::read(raw))
                else {
                    continue;
                };
                let Operation { object, key, action, .. } = operation;
                let record = match object {
                    Object::Map(genesis::RECORDS) if action == Action::MakeMap => {
                        let id = OperationId { counter, actor };
                        made.extend(key.parse::<RecordId>().ok().map(|record| (id, record)));
                        continue;
                    }
                    Object::Map(genesis::VALUES) => None,
                    Object::Map(map) => {
                        let record = made.get(&map).copied().or_else(|| known(map));
                        let Some(record) = record else { continue };
                        Some(record)
                    }
                    Object::Root => continue,
                };
                if let OpType::Put(value) = &raw.action {
                    match understood(&automerge::Value::from(value.clone())) {
                        Value::Unreadable => {}
                        value => salvaged.put(record, key, value),
                    }
                }
            }
        }
        salvaged
    }
}
