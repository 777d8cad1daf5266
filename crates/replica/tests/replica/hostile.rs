//! What a bad neighbour sends is refused, and changes nothing.

use musubi_log::ending::{Destruction, MadeBundle};
use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::seal::{Body, Clock};
use musubi_log::span::Span;
use musubi_log::statement::{Fact, Statement};
use musubi_log::ticket::{Printed, Ticket};
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use musubi_replica::Input;
use musubi_replica::message::{Answer, Digest, KnownTip, Message, Range, Reply, Section};
use musubi_replica::output::{Misbehaviour, Report};

use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::laptop::{City, Laptop};

fn spans(items: Vec<Span>) -> Message {
    let items = items.into_iter().map(Item::Span).collect();
    Message::Spans { answer: Answer::Ends, items }
}

fn time(millis: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(millis).expect("a few minutes"))
}

/// HQ meets a shelter's laptop that wrote three entries and has told nothing yet.
fn scene() -> (City, Laptop, Laptop, Vec<Span>) {
    let mut city = City::new(21);
    let (hq, gym) = (city.hq(), city.place("gym"));
    let mut victim = city.laptop(Role::Hq, hq);
    let mut bad = city.laptop(Role::Shelter, gym);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for number in 1..=3 {
        let fields = vec![("name".to_owned(), Value::Text(format!("person {number}")))];
        let id = RecordId::new([number; 16]);
        bad.commit(people, vec![Edit::Create { id, table: "t".to_owned(), fields }]);
    }
    let log: Vec<Span> = bad.journal.values().flatten().map(|(_, span)| span.clone()).collect();
    victim.input(Input::PeerUp { node: bad.key, certificate: bad.certificate.clone() });
    victim.sent.clear();
    (city, victim, bad, log)
}

fn blamed(victim: &Laptop) -> Vec<Misbehaviour> {
    let blame = victim.reports.iter().filter_map(|report| match report {
        Report::Misbehaved { what, .. } => Some(*what),
        _ => None,
    });
    blame.collect()
}

#[test]
fn an_altered_frame_is_refused_and_what_lies_before_it_is_kept() {
    let (_, mut victim, bad, log) = scene();
    let mut frames = log[2].frames().to_vec();
    let last = frames.len() - 1;
    frames[last] ^= 1;
    let span = &log[2];
    let altered = Span::new(span.log(), span.from(), span.before(), frames, *span.signature());
    let message = spans(vec![log[0].clone(), log[1].clone(), altered, log[3].clone()]);
    victim.input(Input::Received { from: bad.key, message });
    assert_eq!(victim.lengths().into_values().collect::<Vec<_>>(), [2]);
    assert_eq!(blamed(&victim), [Misbehaviour::Span]);
}

#[test]
fn entries_after_a_gap_are_not_stored_and_nobody_is_blamed() {
    let (_, mut victim, bad, log) = scene();
    victim.input(Input::Received { from: bad.key, message: spans(vec![log[2].clone()]) });
    assert!(victim.journal.is_empty());
    let message = spans(vec![log[0].clone(), log[1].clone(), log[3].clone()]);
    victim.input(Input::Received { from: bad.key, message });
    assert_eq!(victim.lengths().into_values().collect::<Vec<_>>(), [2]);
    assert_eq!(blamed(&victim), []);
}

#[test]
fn a_node_cannot_write_where_its_role_does_not_let_it() {
    let (mut city, mut victim, _, _) = scene();
    let operation = city.operation.operation.id;
    let register = DocumentId::new(operation, Kind::City, PlaceId::CITY);
    let elsewhere = DocumentId::new(operation, Kind::People, city.place("school"));
    let gym = city.place("gym");
    let shelter = city.enrol(Role::Shelter, gym);
    let relay = city.enrol(Role::Relay, gym);
    let own = DocumentId::new(operation, Kind::People, gym);
    for (enrolment, document) in [(&shelter, register), (&shelter, elsewhere), (&relay, own)] {
        let node = enrolment.node.key();
        let certificate = enrolment.certificate.to_bytes().to_vec();
        victim.input(Input::PeerUp { node, certificate });
        let key = victim.replica.keyring().writing_key(&document).unwrap();
        let hash = enrolment.certificate.hash();
        let (_, header) = LogWriter::begin(&enrolment.node, hash, Run::new([5; 16]), &key);
        victim.input(Input::Received { from: node, message: spans(vec![header]) });
    }
    assert!(victim.journal.is_empty());
    assert_eq!(blamed(&victim), [Misbehaviour::Author; 3]);
}

#[test]
fn a_flood_of_one_author_is_stored_slowly_and_others_are_not_held_up() {
    let (mut city, mut victim, bad, _) = scene();
    let school = city.place("school");
    let honest = city.enrol(Role::Shelter, school);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, city.place("gym"));
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
    // Frames that nothing can compress, each about as long as a frame may be.
    let enrolment = city.enrol(Role::Shelter, city.place("gym"));
    let key = bad.replica.keyring().writing_key(&people).unwrap();
    let hash = enrolment.certificate.hash();
    let (mut writer, header) = LogWriter::begin(&enrolment.node, hash, Run::new([9; 16]), &key);
    let certificate = enrolment.certificate.to_bytes().to_vec();
    let flood = enrolment.node.key();
    victim.input(Input::PeerUp { node: flood, certificate });
    victim.input(Input::Received { from: flood, message: spans(vec![header]) });
    let mut all = vec![];
    for _ in 0..1_200 {
        let mut bytes = vec![0; 60_000];
        rng.fill_bytes(&mut bytes);
        let body = Body { body_type: 0, clock: Clock::default(), bytes };
        let span = writer.append(&enrolment.node, &[body]).unwrap();
        victim.input(Input::Received { from: flood, message: spans(span.clone()) });
        all.extend(span);
    }
    let stored = victim.frame_bytes();
    assert!(((60 << 20)..(66 << 20)).contains(&stored), "{stored} bytes are stored");
    let author = flood;
    assert_eq!(victim.reports.iter().filter(|it| **it == Report::Flooded { author }).count(), 1);
    assert_eq!(blamed(&victim), []);

    // Another author's work is taken in meanwhile, even from the same neighbour.
    let mut honest = crate::laptop::open(honest, Run::new([8; 16]));
    let own = DocumentId::new(city.operation.operation.id, Kind::Place, school);
    let fields = vec![("name".to_owned(), Value::Text("rice".to_owned()))];
    honest.commit(
        own,
        vec![Edit::Create { id: RecordId::new([7; 16]), table: "t".to_owned(), fields }],
    );
    let log = honest.journal.values().flatten().map(|(_, span)| span.clone()).collect();
    let certificate = honest.certificate.clone();
    victim.input(Input::PeerUp { node: honest.key, certificate });
    victim.input(Input::Received { from: flood, message: spans(log) });
    assert_eq!(victim.replica.document_state(&own).entries_applied, 1);

    // After a while more of the flood is taken in, from where it stopped.
    victim.now_ms += 20_000;
    let before = victim.frame_bytes();
    for span in all {
        victim.input(Input::Received { from: flood, message: spans(vec![span]) });
    }
    let more = victim.frame_bytes() - before;
    assert!((500_000..900_000).contains(&more), "{more} bytes more");
}

#[test]
fn promises_that_are_not_kept_end() {
    let (city, mut victim, bad, log) = scene();
    let people = DocumentId::new(city.operation.operation.id, Kind::People, city.place("gym"));
    let tip = KnownTip { log: log[0].log(), position: u64::MAX, chain: Digest([1; 16]) };
    let section = Section { document: people, after: None, until: None, tips: vec![tip] };
    let message = Message::Tips { reply: Reply::Unwanted, sections: vec![section] };
    victim.input(Input::Received { from: bad.key, message });
    let asked = Message::decode(victim.replica.operation(), &victim.sent.pop_front().unwrap());
    let range = Range { log: log[0].log(), from: 0, to: u64::MAX };
    assert_eq!(asked.unwrap(), Message::Want(vec![range]));
    for _ in 0..3 {
        victim.input(Input::Received { from: bad.key, message: spans(vec![]) });
    }
    let wants = victim.sent.iter().filter(|bytes| bytes[1] == 6).count();
    assert_eq!(wants, 0, "what was not brought is not asked for again and again");
}

#[test]
fn a_want_for_what_is_not_here_is_answered_with_nothing() {
    let (_, mut victim, bad, log) = scene();
    let ranges = vec![
        Range { log: log[0].log(), from: 7, to: 3 },
        Range { log: log[0].log(), from: 0, to: 9 },
    ];
    victim.input(Input::Received { from: bad.key, message: Message::Want(ranges) });
    let answer = Message::decode(victim.replica.operation(), &victim.sent.pop_front().unwrap());
    assert_eq!(answer.unwrap(), spans(vec![]));
}

/// The most memory this process has taken, where the system says.
fn peak_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

#[test]
fn a_question_asked_thousands_of_times_in_one_message_is_answered_once() {
    let (mut city, mut victim, bad, _) = scene();
    let gym = city.place("gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let enrolment = city.enrol(Role::Shelter, gym);
    let key = bad.replica.keyring().writing_key(&people).unwrap();
    let (node, hash) = (enrolment.node.key(), enrolment.certificate.hash());
    let certificate = enrolment.certificate.to_bytes().to_vec();
    victim.input(Input::PeerUp { node, certificate });
    let run = |number: u16| Run::new([number.to_le_bytes(); 8].concat().try_into().unwrap());
    let headers = (0..600).map(|it| LogWriter::begin(&enrolment.node, hash, run(it), &key).1);
    let message = spans(headers.collect());
    victim.input(Input::Received { from: node, message });
    assert_eq!(victim.journal.len(), 600);
    victim.sent.clear();
    let before = peak_bytes();

    let section = Section { document: people, after: None, until: None, tips: vec![] };
    let message = Message::Tips { reply: Reply::Wanted, sections: vec![section; 11_000] };
    assert!(message.encode().len() <= musubi_replica::message::MESSAGE_BYTES_MAX);
    victim.input(Input::Received { from: bad.key, message });
    let answered = victim.sent.iter().filter(|bytes| bytes[1] == 5).count();
    assert!((1..=8).contains(&answered), "{answered} messages");
    match before.zip(peak_bytes()) {
        Some((before, peak)) => {
            assert!(peak - before < 64 << 20, "{} bytes more", peak - before);
        }
        None => println!("SKIPPED: this system does not say how much memory a process takes"),
    }
}

#[test]
fn facts_of_one_ticket_are_taken_slowly_and_those_of_headquarters_at_once() {
    let (mut city, mut victim, bad, _) = scene();
    let (gym, hq) = (city.place("gym"), city.hq());
    let printed = city.ticket(Role::Shelter, gym).print();
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(4);
    let mut enrol = || match Ticket::parse(&printed).unwrap() {
        Printed::Open(ticket) => ticket.enrol(&mut rng),
        Printed::Locked(_) => unreachable!("it has no PIN"),
    };
    let (eve, another) = (enrol(), enrol());
    let me = eve.member().unwrap();
    let bundle = |made: u64| MadeBundle { made: time(made), to: gym };
    let all: Vec<Item> = (0..1_200_u64)
        .map(|number| {
            let bundles = (0..250).map(bundle).collect();
            let order = Hash::new([7; 32]);
            let at = time(number);
            let said = Destruction { node: me.node, order, at, bundles, kept: vec![] };
            let fact = Fact::Destruction(said);
            Item::Statement(Statement::by_node(&eve.node, &me, &fact, &[]))
        })
        .collect();
    let bytes =
        |laptop: &Laptop| -> usize { laptop.facts.iter().map(|fact| fact.to_bytes().len()).sum() };
    let hear = |victim: &mut Laptop, items: Vec<Item>| {
        victim.input(Input::Received { from: bad.key, message: Message::Items(items) });
        victim.sent.clear();
    };
    hear(&mut victim, vec![Item::Certificate(eve.certificate.clone())]);
    all.chunks(30).for_each(|items| hear(&mut victim, items.to_vec()));
    let taken = bytes(&victim);
    assert!((3 << 20..5 << 20).contains(&taken), "{taken} bytes of facts");
    assert_eq!(blamed(&victim), []);
    let author = me.node;
    assert!(victim.reports.contains(&Report::Flooded { author }));

    // A second node of the same ticket is as late, and another ticket's is not.
    hear(&mut victim, vec![Item::Certificate(another.certificate.clone())]);
    assert!(!victim.facts.contains(&Item::Certificate(another.certificate.clone())));
    let head = city.enrol(Role::Hq, hq);
    let time_said = Fact::Time { now: time(5) };
    let said = Statement::by_node(&head.node, &head.member().unwrap(), &time_said, &[]);
    let news = [Item::Certificate(head.certificate.clone()), Item::Statement(said)];
    hear(&mut victim, news.to_vec());
    assert!(news.iter().all(|it| victim.facts.contains(it)));

    // After a while more is taken.
    victim.now_ms += 600_000;
    all.chunks(30).for_each(|items| hear(&mut victim, items.to_vec()));
    let more = bytes(&victim) - taken;
    assert!((1 << 20..2 << 20).contains(&more), "{more} bytes more");
}

#[test]
fn what_many_neighbours_promise_is_remembered_within_one_bound() {
    let (mut city, mut victim, _, _) = scene();
    let gym = city.place("gym");
    let document = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let (promises, liars) = (16_384_u64, 20_u64);
    let mut lacking: u64 = 0;
    for liar in 0..liars {
        let enrolment = city.enrol(Role::Shelter, gym);
        let node = enrolment.node.key();
        let certificate = enrolment.certificate.to_bytes().to_vec();
        victim.input(Input::PeerUp { node, certificate });
        for part in 0..4 {
            let numbers = part * promises / 4..(part + 1) * promises / 4;
            let tips = numbers.map(|number| {
                let log = [liar.to_le_bytes(), number.to_le_bytes(), [0; 8], [0; 8]].concat();
                let log = LogId::from_slice(&log).unwrap();
                KnownTip { log, position: 0, chain: Digest([1; 16]) }
            });
            let section = Section { document, after: None, until: None, tips: tips.collect() };
            let message = Message::Tips { reply: Reply::Unwanted, sections: vec![section] };
            victim.input(Input::Received { from: node, message });
            victim.sent.clear();
        }
        let said = victim.reports.iter().filter_map(|report| match report {
            Report::Distance { node: to, lacking_here, .. } if *to == node => Some(*lacking_here),
            _ => None,
        });
        let said = said.max().unwrap_or(0);
        assert!(said >= 256, "neighbour {liar} is heard, too");
        lacking += said;
    }
    assert!(lacking <= 262_144 + liars * 256, "{lacking} promises of {}", liars * promises);
}
