//! A laptop and its live clone, as a copied virtual machine makes them: both go on with the same run, so
//! two different entries are signed at one position. For the browser's tests; no program of ours does it.
//!
//! `twin TICKET FOLDER` takes the ticket and writes `first.musubi` and `second.musubi`, one from each, for
//! headquarters.

use std::path::Path;
use std::time::SystemTime;

use musubi_log::bundle::{Packer, Scope};
use musubi_log::hash::{Run, hq_place};
use musubi_log::item::Item;
use musubi_log::node::NodeSecret;
use musubi_log::ticket::{Enrolment, Printed, Ticket};
use musubi_model::field::{Noted, Recorder};
use musubi_model::headcount::NewHeadcount;
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::Edit;
use musubi_model::time::{Now, Timestamp};
use musubi_replica::Replica;
use musubi_replica::input::{CommitId, Input, Stored};
use musubi_replica::output::Output;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [ticket, folder] = &words[..] else { panic!("twin TICKET FOLDER") };
    let text = std::fs::read_to_string(ticket).expect("the ticket's text");
    let Ok(Printed::Open(ticket)) = Ticket::parse(&text) else { panic!("no ticket without a PIN") };
    let own = ticket.enrol(&mut rand::rng());
    let run = Run::new(rand::random());
    let now = now();
    let ids: Vec<RecordId> = (0..2).map(|_| RecordId::mint(now.wall, rand::random())).collect();
    for (file, people) in [("first.musubi", 30), ("second.musubi", 31)] {
        let bytes = bundle(now, copy(&own), run, &ids, people);
        std::fs::write(Path::new(folder).join(file), bytes).expect("the folder can be written");
    }
}

/// What the two share is the first count; then each goes its own way.
fn bundle(now: Now, enrolment: Enrolment, run: Run, ids: &[RecordId], people: i64) -> Vec<u8> {
    let member = enrolment.member().expect("it was just issued");
    let document = DocumentId::new(member.operation.id, Kind::Place, member.place);
    let (mut replica, mut outputs) =
        Replica::open(now, enrolment, run, Stored::default()).expect("it was just issued");
    let counts = [(ids[0], 12), (ids[1], people)];
    for (number, (id, people)) in (0..).zip(counts) {
        let commit = Input::Commit { id: CommitId(number), document, edits: counted(id, people) };
        outputs.extend(replica.handle(now, commit));
    }
    let mut spans = Vec::new();
    while !outputs.is_empty() {
        for output in std::mem::take(&mut outputs) {
            match output {
                Output::Persist(Item::Span(span)) => spans.push(span),
                // Nothing was written before this run.
                Output::Load { document, .. } => {
                    let nothing = Input::Loaded { document, save: None, spans: Vec::new() };
                    outputs.extend(replica.handle(now, nothing));
                }
                Output::Refused { why, .. } => panic!("a count was refused: {why:?}"),
                _ => {}
            }
        }
    }
    assert!(!spans.is_empty(), "two counts were written");
    let packing = replica.pack(now.wall, hq_place(&replica.city()), Scope::Everything, &[]);
    let (mut packer, mut bytes) = Packer::begin(&packing.header);
    packing.claims.iter().for_each(|claim| bytes.extend(packer.holdings(claim)));
    packing.facts.iter().for_each(|fact| bytes.extend(packer.item(fact)));
    for span in spans {
        bytes.extend(packer.item(&Item::Span(span)));
    }
    bytes.extend(packer.end());
    bytes
}

fn counted(id: RecordId, people: i64) -> Vec<Edit> {
    let mut count = NewHeadcount::of();
    count.in_shelter = Some(people.try_into().expect("so many fit"));
    // One moment for both: only the number tells the twins apart.
    let noted = Noted::now(Timestamp::from_millis(1_764_000_000_000), Recorder::Node);
    count.create(id, &noted).expect("a count of people")
}

fn copy(enrolment: &Enrolment) -> Enrolment {
    let (signing, boxing) = enrolment.node.to_secrets();
    Enrolment {
        city: enrolment.city,
        node: NodeSecret::from_secrets(&signing, &boxing),
        certificate: enrolment.certificate.clone(),
        readers: enrolment.readers.clone(),
    }
}

fn now() -> Now {
    let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let millis = i64::try_from(wall.as_millis()).expect("before the year 292,000,000");
    Now { elapsed_ms: 1_000, wall: Timestamp::from_millis(millis) }
}
