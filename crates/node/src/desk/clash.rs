//! Clashes as people see and settle them: all values as text, one of them chosen.

use std::collections::BTreeSet;

use musubi_model::facts::Facts;
use musubi_model::field::{Recorder, Scalar as _};
use musubi_model::ids::RecordId;
use musubi_model::record::{Edit, Fields, Reading, Seen, TABLE_FIELD, Value};

use super::once::KEY_FIELD;
use super::wire::{Clash, ClashValue, Settle};
use super::{DeskError, noted};

/// Fields in which writers differ by nature, and a link that clashes, which is none: the two records are
/// proposed again. Nobody needs to settle them.
const NOT_SHOWN: [&str; 8] = [
    TABLE_FIELD,
    KEY_FIELD,
    "observed_at",
    "recorded_at",
    "recorded_by",
    "follows",
    "reissue_of",
    "same_as",
];

/// Every clash in the named records, in the order given.
pub(crate) fn clashes(
    facts: &Facts<'_>,
    records: impl IntoIterator<Item = RecordId>,
) -> Vec<Clash> {
    let mut clashes = Vec::new();
    for id in records {
        let Some(fields) = facts.records().get(&id) else { continue };
        for (field, reading) in fields {
            if NOT_SHOWN.contains(&field.as_str()) || distinct(reading) < 2 {
                continue;
            }
            clashes.push(Clash {
                record: id.to_string(),
                field: field.clone(),
                shown: text(&reading.winner().value),
                values: values(fields, reading),
            });
        }
    }
    clashes
}

/// The edit that settles it. `Conflict`: the value is no longer one of the clash's.
pub(crate) fn settle(
    facts: &Facts<'_>,
    settle: &Settle,
    by: Recorder,
) -> Result<(RecordId, Vec<Edit>), DeskError> {
    let id: RecordId = settle.record.parse().map_err(|_| DeskError::NotFound)?;
    let fields = facts.records().get(&id).ok_or(DeskError::NotFound)?;
    if NOT_SHOWN.contains(&settle.field.as_str()) {
        return Err(DeskError::NotFound);
    }
    let reading = fields.get(&settle.field).ok_or(DeskError::NotFound)?;
    let chosen = reading
        .all()
        .iter()
        .map(|seen| &seen.value)
        .find(|value| !matches!(value, Value::Unreadable) && text(value) == settle.value)
        .ok_or(DeskError::Conflict { code: "settled_before" })?;
    if distinct(reading) < 2 {
        return Err(DeskError::Conflict { code: "settled_before" });
    }
    let noted = noted(None, by);
    let set = |field: &str, value: Value| Edit::Set { id, field: field.to_owned(), value };
    let edits = vec![
        set(&settle.field, chosen.clone()),
        set("recorded_at", Value::Time(noted.recorded_at)),
        set("recorded_by", noted.recorded_by.to_value()),
    ];
    Ok((id, edits))
}

fn distinct(reading: &Reading) -> usize {
    reading.all().iter().map(|seen| &seen.value).collect::<BTreeSet<_>>().len()
}

/// `account` is an id here; [`Desk::name_hands`](super::Desk::name_hands) puts the name in its place.
fn values(fields: &Fields, reading: &Reading) -> Vec<ClashValue> {
    let mut shown = BTreeSet::new();
    reading
        .all()
        .iter()
        .filter(|seen| shown.insert(&seen.value))
        .map(|seen| ClashValue {
            value: text(&seen.value),
            by: seen.by.to_string().chars().take(8).collect(),
            place_name: None,
            letter: None,
            this_laptop: false,
            account: match beside(fields, "recorded_by", seen).and_then(Recorder::from_value) {
                Some(Recorder::Account(account)) => Some(account.to_string()),
                _ => None,
            },
            at: match beside(fields, "recorded_at", seen) {
                Some(Value::Time(at)) => Some(at.millis()),
                _ => None,
            },
        })
        .collect()
}

/// What the same step wrote into another field of the record.
fn beside<'a>(fields: &'a Fields, field: &str, seen: &Seen) -> Option<&'a Value> {
    let together = |it: &&Seen| it.by == seen.by && it.seq == seen.seq;
    Some(&fields.get(field)?.all().iter().find(together)?.value)
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Time(at) => at.millis().to_string(),
        Value::Bytes(bytes) => data_encoding::HEXLOWER.encode(bytes),
        Value::Unreadable => "?".to_owned(),
    }
}
