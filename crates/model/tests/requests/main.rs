//! Requests for goods by every history, not only the usual one: what is stuck, what lies at a hub, and what
//! a neighbour did in headquarters' stead.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod acting;
mod hubs;
mod stuck;

use musubi_model::facts::Facts;
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View, ViewChange};
use musubi_model::request::{RequestState, requests};
use musubi_model::time::Timestamp;

const BEGIN: Timestamp = Timestamp::from_millis(1_785_000_000_000);

fn id(number: usize) -> RecordId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
    RecordId::new(bytes)
}

/// Records as they arrive, one by one.
fn arrivals(edits: Vec<Edit>) -> impl Iterator<Item = ViewChange> {
    let reading = |value| Reading::new(vec![Seen { value, by: Actor::new([1; 16]), seq: 1 }]);
    edits.into_iter().map(move |edit| {
        let Edit::Create { id, table, fields } = edit else { panic!("only records are made") };
        let named = (TABLE_FIELD.to_owned(), Value::Text(table));
        let fields = fields.into_iter().chain([named]);
        let fields = fields.map(|(field, value)| (field, reading(value).unwrap())).collect();
        ViewChange::Record { id, fields }
    })
}

fn view(told: &[ViewChange]) -> View {
    let mut view = View::default();
    for arrival in told {
        view.apply(arrival.clone());
    }
    view
}

/// Of the only request.
fn state(told: &[ViewChange]) -> RequestState {
    requests(&Facts::of(&view(told))).pop().unwrap()
}
