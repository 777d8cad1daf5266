//! Inquiries after people (安否照会) and reports of missing people, from the form at any desk to
//! headquarters' answer.
//!
//! Invariants: what was asked is boxed before it is written, and no page of a place opens a box; who is
//! shown to headquarters as perhaps meant is nobody protected, nobody of their household and nobody
//! linked to one of them, whoever asks, and of each no more than their consent gives to the one who asks
//! (`musubi_model::inquiry`); nothing of this leaves before the note of it is on the disk.

pub mod wire;

mod answering;
mod seeking;
mod taking;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use musubi_model::ids::{OperationId, PlaceId, RecordId};
use musubi_model::inquiry::Form;

/// Inquiries in one answer.
const SHOWN_MAX: usize = 300;
/// Letters at the end of an id, by which people call an inquiry.
const NUMBER_CHARS: usize = 6;
const HELD: &str = "nothing panics while holding it";

/// What was read of boxes and rosters.
#[derive(Default)]
pub(crate) struct Read {
    forms: Mutex<BTreeMap<RecordId, Arc<Form>>>,
    registered: Arc<Mutex<Option<seeking::Registered>>>,
}

impl Read {
    pub(crate) fn forget(&self) {
        self.forms.lock().expect(HELD).clear();
        *self.registered.lock().expect(HELD) = None;
    }
}

/// By which people call an inquiry at the counter and on the telephone.
pub(crate) fn number(id: RecordId) -> String {
    id.to_string().split_off(RecordId::TEXT_LEN - NUMBER_CHARS)
}

/// What a box was made for; it opens for nothing else.
fn context(operation: OperationId, inquiry: RecordId, to: PlaceId) -> Vec<u8> {
    [b"inquiry", &operation.bytes()[..], inquiry.bytes(), to.bytes()].concat()
}
