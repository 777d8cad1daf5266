//! What can be known of a command without the document: whether its keys and values have a
//! place in shape 1, and into how many changes it goes.

use std::collections::BTreeSet;

use musubi_model::record::{Edit, TABLE_FIELD, Value};

use super::CommitError;
use crate::guard::limits;

/// Bytes of keys and values in one change, with an allowance for each operation. Leaves room for
/// the dependencies in a chunk.
const CHANGE_BYTES_MAX: usize = limits::CHUNK_BYTES - 8 * 1024;
const OPERATION_BYTES: usize = 24;
/// An actor in hexadecimal digits.
const ACTOR_TEXT_BYTES: usize = 32;

/// Cuts a command into parts that each fit into one change.
pub(super) fn parts(edits: &[Edit]) -> Result<Vec<&[Edit]>, CommitError> {
    let mut parts = vec![];
    let mut start = 0;
    let mut filled = Size::default();
    for (place, edit) in edits.iter().enumerate() {
        check(edit)?;
        let size = Size::of(edit);
        if !size.fits() {
            return Err(CommitError::RecordSize { fields: size.operations });
        }
        if !filled.plus(size).fits() {
            parts.push(&edits[start..place]);
            start = place;
            filled = Size::default();
        }
        filled = filled.plus(size);
    }
    if start < edits.len() {
        parts.push(&edits[start..]);
    }
    Ok(parts)
}

#[derive(Clone, Copy, Default)]
struct Size {
    operations: usize,
    bytes: usize,
}

impl Size {
    fn of(edit: &Edit) -> Self {
        match edit {
            Edit::Create { table, fields, .. } => fields.iter().fold(
                Self::operation(0).plus(Self::operation(table.len())),
                |size, (key, value)| size.plus(Self::operation(key.len() + bytes(value))),
            ),
            Edit::Set { field, value, .. } => Self::operation(field.len() + bytes(value)),
            Edit::Put { key, value } => Self::operation(key.len() + bytes(value)),
            Edit::Add { prefix, .. } => Self::operation(prefix.len() + 1 + ACTOR_TEXT_BYTES),
        }
    }

    fn operation(bytes: usize) -> Self {
        Self { operations: 1, bytes: bytes + OPERATION_BYTES }
    }

    fn plus(self, other: Self) -> Self {
        Self { operations: self.operations + other.operations, bytes: self.bytes + other.bytes }
    }

    fn fits(self) -> bool {
        self.operations as u64 <= limits::ROWS && self.bytes <= CHANGE_BYTES_MAX
    }
}

fn bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Integer(_) | Value::Time(_) => 10,
        Value::Flag(_) | Value::Unreadable => 0,
    }
}

fn check(edit: &Edit) -> Result<(), CommitError> {
    match edit {
        Edit::Create { table, fields, .. } => {
            check_value(&Value::Text(table.clone()))?;
            let mut seen = BTreeSet::from([TABLE_FIELD]);
            for (field, value) in fields {
                check_key(field.len())?;
                check_value(value)?;
                if !seen.insert(field) {
                    return Err(CommitError::FieldTwice { field: field.clone() });
                }
            }
            Ok(())
        }
        Edit::Set { field, .. } if field == TABLE_FIELD => Err(CommitError::TableField),
        Edit::Set { field: key, value, .. } | Edit::Put { key, value } => {
            check_key(key.len())?;
            check_value(value)
        }
        Edit::Add { prefix, .. } => check_key(prefix.len() + 1 + ACTOR_TEXT_BYTES),
    }
}

fn check_key(bytes: usize) -> Result<(), CommitError> {
    let fits = (1..=limits::KEY_BYTES).contains(&bytes);
    if fits { Ok(()) } else { Err(CommitError::KeyLength { bytes }) }
}

fn check_value(value: &Value) -> Result<(), CommitError> {
    if *value == Value::Unreadable {
        return Err(CommitError::Unreadable);
    }
    let bytes = bytes(value);
    if bytes > limits::SCALAR_BYTES { Err(CommitError::ValueLength { bytes }) } else { Ok(()) }
}
