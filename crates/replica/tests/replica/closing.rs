//! An operation that was closed takes nothing new; under an order to erase nobody stores any more.

use musubi_log::ending::{Closing, Destruction, Order, Retention};
use musubi_log::hash::{Hash, LogId};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::statement::{Culprit, Fact};
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use musubi_replica::deciding::{Decision, Undecided};
use musubi_replica::input::{CarryId, CommitId};
use musubi_replica::message::Range;
use musubi_replica::output::Refusal;
use musubi_replica::{Input, Output, ROUND_MS};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use crate::laptop::{City, Laptop, meet, part, talk};

const CLOSED: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn create(number: u8) -> Vec<Edit> {
    let fields = vec![("name".to_owned(), Value::Text(format!("record {number}")))];
    vec![Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }]
}

fn closing() -> Fact {
    let keep = Retention { people: CLOSED, lookups: CLOSED, figures: CLOSED, layers: None };
    Fact::Closing(Closing { at: CLOSED, keep })
}

/// A node says it, as the loop lets it.
fn say(laptop: &mut Laptop, fact: &Fact) -> Hash {
    let statement = laptop.replica.state(fact);
    let hash = statement.hash();
    let items = vec![Item::Statement(statement)];
    laptop.input(Input::Carried { id: CarryId(0), items });
    hash
}

/// A drill's headquarters and two gyms; the first gym has written something.
fn scene() -> (City, Laptop, Laptop, Laptop) {
    let mut city = City::new(61);
    let (gym, school, hq) = (city.place("gym"), city.place("school"), city.hq());
    let hq = city.laptop(Role::Hq, hq);
    let mut first = city.laptop(Role::Shelter, gym);
    let second = city.laptop(Role::Shelter, school);
    let people = document(&city, Kind::People, "gym");
    first.commit(people, create(1));
    (city, hq, first, second)
}

fn document(city: &City, kind: Kind, place: &str) -> DocumentId {
    DocumentId::new(city.operation.operation.id, kind, city.place(place))
}

/// They compare once more: what came before its author's certificate is asked for again.
fn later(one: &mut Laptop, other: &mut Laptop) {
    for laptop in [&mut *one, &mut *other] {
        laptop.now_ms += ROUND_MS;
        laptop.input(Input::Deadline);
    }
    talk(one, other);
}

/// Why a command is refused; one that goes waits for its document or is written.
fn refused(laptop: &mut Laptop, document: DocumentId, edits: Vec<Edit>) -> Option<Refusal> {
    let input = Input::Commit { id: CommitId(77), document, edits };
    let outputs = laptop.replica.handle(laptop.now(), input);
    outputs.into_iter().find_map(|output| match output {
        Output::Refused { why, .. } => Some(why),
        _ => None,
    })
}

fn records(laptop: &Laptop, document: DocumentId) -> usize {
    laptop.views.get(&document).map_or(0, |view| view.records.len())
}

#[test]
fn a_closed_operation_takes_no_new_record_but_what_closing_needs() {
    let (city, mut hq, mut gym, _) = scene();
    say(&mut hq, &closing());
    meet(&mut gym, &mut hq);
    for (kind, want) in [
        (Kind::People, Some(Refusal::Closed)),
        (Kind::Staff, Some(Refusal::Closed)),
        (Kind::Place, None),
        (Kind::Desk, None),
        (Kind::Lookups, None),
    ] {
        let document = document(&city, kind, "gym");
        assert_eq!(refused(&mut gym, document, create(9)), want, "{kind:?}");
    }
}

#[test]
fn what_was_written_before_the_closing_was_heard_is_taken_like_anything_else() {
    let (city, mut hq, mut gym, mut school) = scene();
    say(&mut hq, &closing());
    let people = document(&city, Kind::People, "gym");
    gym.commit(people, create(2));
    meet(&mut gym, &mut school);
    meet(&mut school, &mut hq);
    assert_eq!(records(&hq, people), 2);
}

#[test]
fn a_reopened_operation_takes_records_again() {
    let (city, mut hq, mut gym, _) = scene();
    say(&mut hq, &closing());
    meet(&mut gym, &mut hq);
    say(&mut hq, &Fact::Reopening { at: CLOSED });
    part(&mut gym, &mut hq);
    meet(&mut gym, &mut hq);
    let people = document(&city, Kind::People, "gym");
    gym.commit(people, create(3));
    assert_eq!(records(&gym, people), 2);
}

#[test]
fn under_an_order_no_span_is_stored_nothing_is_written_and_facts_still_travel() {
    let (city, mut hq, mut gym, mut school) = scene();
    let closed = say(&mut hq, &closing());
    let order = Order { at: CLOSED, closing: closed, tickets: vec![] };
    let order = say(&mut hq, &Fact::Order(order));
    assert!(hq.replica.order().is_some());
    meet(&mut hq, &mut gym);
    assert_eq!(hq.frame_bytes(), 0, "the gym's records were offered and not taken");
    meet(&mut gym, &mut school);
    later(&mut gym, &mut school);
    assert_eq!(school.replica.order().map(|(hash, _)| hash), Some(order));
    assert_eq!(school.frame_bytes(), 0);
    let place = document(&city, Kind::Place, "school");
    assert_eq!(refused(&mut school, place, create(5)), Some(Refusal::Closed));
    let node = school.key;
    let said = Destruction { node, order, at: CLOSED, bundles: vec![], kept: vec![] };
    say(&mut school, &Fact::Destruction(said));
    part(&mut hq, &mut gym);
    part(&mut gym, &mut school);
    meet(&mut school, &mut gym);
    later(&mut school, &mut gym);
    meet(&mut gym, &mut hq);
    later(&mut gym, &mut hq);
    assert!(hq.replica.statements().destruction(node, &order).is_some());
}

/// Pages show the newest look-ups of a log; what outlives an erasure is all of them.
#[test]
fn every_look_up_is_there_to_be_kept_however_old() {
    let (city, mut hq, mut gym, _) = scene();
    let lookups = document(&city, Kind::Lookups, "gym");
    for batch in 0..13_u16 {
        let edits = (0..50).map(|number| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&(batch * 50 + number).to_be_bytes());
            let fields = vec![("why".to_owned(), Value::Text("asked".to_owned()))];
            Edit::Create { id: RecordId::new(id), table: "lookup".to_owned(), fields }
        });
        gym.commit(lookups, edits.collect());
    }
    meet(&mut gym, &mut hq);
    hq.read_bytes_max = 4_096;
    assert_eq!(records(&hq, lookups), 500);
    let read = |log: &LogId, from| Ok::<_, ()>(hq.spans(&Range { log: *log, from, to: u64::MAX }));
    let everything = hq.replica.everything(&lookups, read).unwrap();
    assert_eq!(everything.records.len(), 650);
}

#[test]
fn under_an_order_no_new_keys_are_made() {
    let (_, mut hq, mut gym, _) = scene();
    meet(&mut gym, &mut hq);
    let closed = say(&mut hq, &closing());
    let serial = gym.replica.member().serial;
    let decision = Decision::Revoke { culprit: Culprit::Node { node: gym.key, serial } };
    let mut rng = ChaCha8Rng::seed_from_u64(62);
    for statement in hq.replica.decide(&decision, &mut rng).unwrap() {
        hq.input(Input::Carried { id: CarryId(0), items: vec![Item::Statement(statement)] });
    }
    assert!(hq.replica.decide(&Decision::Renew, &mut rng).is_ok());
    say(&mut hq, &Fact::Order(Order { at: CLOSED, closing: closed, tickets: vec![] }));
    assert_eq!(hq.replica.decide(&Decision::Renew, &mut rng), Err(Undecided::Nothing));
}
