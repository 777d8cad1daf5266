//! Edits as operations of one automerge transaction.

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{Automerge, AutomergeError, ChangeHash, ObjId, ObjType, ReadDoc as _, hydrate};
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Edit, TABLE_FIELD, Value};

use super::{CommitError, automerge_actor};
use crate::genesis;
use crate::guard::automerge_id;
use crate::view;

/// Writes the edits as one change; `None` where they change nothing. Refused, they leave the
/// document as it was.
pub(super) fn transact(
    document: &mut Automerge,
    actor: Actor,
    edits: &[Edit],
) -> Result<Option<ChangeHash>, CommitError> {
    document.set_actor(automerge_actor(actor));
    let mut transaction = document.transaction();
    for edit in edits {
        if let Err(error) = write(&mut transaction, actor, edit) {
            transaction.rollback();
            return Err(error);
        }
    }
    let (hash, _) = transaction.commit();
    Ok(hash)
}

/// The plan has checked every key and value, so automerge has nothing to refuse.
fn failed(_: AutomergeError) -> CommitError {
    CommitError::Broken
}

fn write(transaction: &mut Transaction<'_>, actor: Actor, edit: &Edit) -> Result<(), CommitError> {
    match edit {
        Edit::Create { id, table, fields } => {
            if record(transaction, *id)?.is_some() {
                return Err(CommitError::RecordExists { id: *id });
            }
            // At once: field by field takes several times as long.
            let record = hydrate::Value::Map(whole(table, fields)?);
            let records = automerge_id(genesis::RECORDS);
            let made = transaction.batch_create_object(records, id.to_string(), &record, false);
            made.map(drop).map_err(failed)
        }
        Edit::Set { id, field, value } => {
            let map = record(transaction, *id)?.ok_or(CommitError::UnknownRecord { id: *id })?;
            if !is_named(transaction, *id)? {
                return Err(CommitError::UnknownRecord { id: *id });
            }
            put(transaction, &map, field, value)
        }
        Edit::Put { key, value } => put(transaction, &automerge_id(genesis::VALUES), key, value),
        Edit::Add { prefix, change } => add(transaction, format!("{prefix}|{actor}"), *change),
    }
}

/// A record to be, written in the order of its fields' names.
fn whole(table: &str, fields: &[(String, Value)]) -> Result<hydrate::Map, CommitError> {
    let mut map = hydrate::Map::default();
    let table = (TABLE_FIELD.to_owned(), Value::Text(table.to_owned()));
    for (field, value) in std::iter::once(&table).chain(fields) {
        let scalar = view::written(value).ok_or(CommitError::Unreadable)?;
        let value = hydrate::MapValue { value: hydrate::Value::Scalar(scalar), conflict: false };
        map.insert(field.clone(), value);
    }
    Ok(map)
}

/// The map of a record; the winner, should two stand there.
fn record(transaction: &Transaction<'_>, id: RecordId) -> Result<Option<ObjId>, CommitError> {
    let found = transaction.get(automerge_id(genesis::RECORDS), id.to_string()).map_err(failed)?;
    Ok(found
        .filter(|(value, _)| matches!(value, automerge::Value::Object(ObjType::Map)))
        .map(|(_, map)| map))
}

/// Whether anything under this id names a table. What names none shows on no page, and could not be
/// written again.
fn is_named(transaction: &Transaction<'_>, id: RecordId) -> Result<bool, CommitError> {
    let records = automerge_id(genesis::RECORDS);
    for (_, map) in transaction.get_all(records, id.to_string()).map_err(failed)? {
        let named = transaction.get_all(&map, TABLE_FIELD).unwrap_or_default();
        if named.iter().any(|(value, _)| matches!(view::understood(value), Value::Text(_))) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn put(
    transaction: &mut Transaction<'_>,
    map: &ObjId,
    key: &str,
    value: &Value,
) -> Result<(), CommitError> {
    let scalar = view::written(value).ok_or(CommitError::Unreadable)?;
    transaction.put(map, key, scalar).map_err(failed)
}

/// Adds to the greatest integer under the key. Only this actor writes there, so there is one
/// unless somebody else broke that rule.
fn add(transaction: &mut Transaction<'_>, key: String, change: i64) -> Result<(), CommitError> {
    if change == 0 {
        return Ok(());
    }
    let values = automerge_id(genesis::VALUES);
    let found = transaction.get_all(&values, key.as_str()).map_err(failed)?;
    let last = found.iter().rev().find_map(|(value, _)| match view::understood(value) {
        Value::Integer(integer) => Some(integer),
        _ => None,
    });
    let sum = last.unwrap_or(0).checked_add(change);
    let Some(sum) = sum else { return Err(CommitError::Overflow { key }) };
    put(transaction, &values, &key, &Value::Integer(sum))
}
