//! Verdicts are a function of the facts, not of the order in which they come.

use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::statement::{Culprit, Cut, Fact, Revocation, Statement};
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value, View};
use musubi_replica::Input;
use musubi_replica::message::Message;
use musubi_replica::output::{Misbehaviour, Report};

use crate::laptop::{City, Laptop, cloned, meet, open, part};

fn create(number: u8, what: &str) -> Vec<Edit> {
    let fields = vec![("name".to_owned(), Value::Text(what.to_owned()))];
    vec![Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }]
}

fn rename(number: u8, what: &str) -> Vec<Edit> {
    let value = Value::Text(what.to_owned());
    vec![Edit::Set { id: RecordId::new([number; 16]), field: "name".to_owned(), value }]
}

fn names(view: Option<&View>) -> Vec<String> {
    let records = view.into_iter().flat_map(|view| view.records.values());
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    records.flat_map(|fields| fields["name"].all().iter().map(|seen| text(&seen.value))).collect()
}

/// The thief's only log, and its chain at a position.
fn cut(thief: &Laptop, position: u64) -> (LogId, Cut) {
    let (log, spans) = thief.journal.first_key_value().expect("it wrote");
    let next = spans.values().find(|span| span.from() == position + 1).expect("it wrote more");
    (*log, Cut { log: *log, position, chain: next.before() })
}

fn revocation(city: &City, thief: &Laptop, cut: Cut) -> Statement {
    let serial = thief.replica.member().serial;
    let culprit = Culprit::Node { node: thief.key, serial };
    let fact = Fact::Revocation(Revocation { culprit, cuts: vec![cut], standing: vec![] });
    Statement::by_city(&city.secret, city.operation.operation.id, &fact, &[])
}

fn learn(laptop: &mut Laptop, from: &Laptop, statement: &Statement) {
    let message = Message::Items(vec![Item::Statement(statement.clone())]);
    laptop.input(Input::PeerUp { node: from.key, certificate: from.certificate.clone() });
    laptop.input(Input::Received { from: from.key, message });
    laptop.input(Input::PeerDown { node: from.key });
    laptop.sent.clear();
}

#[test]
fn entries_beyond_a_cut_are_held_whether_they_or_the_revocation_come_first() {
    let mut city = City::new(11);
    let gym = city.place("gym");
    let mut thief = city.laptop(Role::Shelter, gym);
    let hq = city.hq();
    let (mut early, mut late) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for number in 1..=5 {
        thief.commit(people, create(number, &format!("person {number}")));
    }
    let (log, cut) = cut(&thief, 3);
    let statement = revocation(&city, &thief, cut);

    meet(&mut early, &mut thief);
    part(&mut early, &mut thief);
    assert_eq!(names(early.views.get(&people)).len(), 5);
    learn(&mut early, &late, &statement);

    learn(&mut late, &early, &statement);
    meet(&mut late, &mut thief);

    let want = ["person 1", "person 2", "person 3"];
    assert_eq!(names(early.views.get(&people)), want);
    assert_eq!(names(late.views.get(&people)), want);
    let held = Report::Held { document: people, log, from: 4 };
    assert!(early.reports.contains(&held) && late.reports.contains(&held));
    assert_eq!(early.replica.document_state(&people).entries_held, 2);
    // What is held is stored and carried all the same.
    assert_eq!(early.lengths(), thief.lengths());
    assert_eq!(late.lengths(), thief.lengths());
}

#[test]
fn an_accused_entry_stays_where_an_unaccused_one_builds_on_it_and_no_other_does() {
    let mut city = City::new(12);
    let gym = city.place("gym");
    let mut thief = city.laptop(Role::Shelter, gym);
    let mut honest = city.laptop(Role::Shelter, gym);
    let hq = city.hq();
    let (mut early, mut late) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for number in 1..=4 {
        thief.commit(people, create(number, &format!("person {number}")));
    }
    meet(&mut honest, &mut thief);
    part(&mut honest, &mut thief);
    honest.commit(people, rename(4, "renamed by an honest hand"));
    thief.commit(people, create(5, "person 5"));
    let (log, cut) = cut(&thief, 2);
    let statement = revocation(&city, &thief, cut);

    for other in [&mut thief, &mut honest] {
        meet(&mut early, other);
        part(&mut early, other);
    }
    learn(&mut early, &late, &statement);
    learn(&mut late, &early, &statement);
    for other in [&mut honest, &mut thief] {
        meet(&mut late, other);
        part(&mut late, other);
    }

    let want = ["person 1", "person 2", "person 3", "renamed by an honest hand"];
    assert_eq!(names(early.views.get(&people)), want);
    assert_eq!(early.views.get(&people), late.views.get(&people));
    let vouched = Report::Vouched { document: people, log, to: 4 };
    assert!(early.reports.contains(&vouched) && late.reports.contains(&vouched));
    assert_eq!(early.replica.document_state(&people).entries_held, 1);
    // Each has signed receipts that the other has not seen.
    meet(&mut early, &mut late);
    assert_eq!(early.replica.root(), late.replica.root());
}

#[test]
fn a_node_of_another_city_is_told_nothing() {
    let (mut city, mut other) = (City::new(14), City::new(15));
    let hq = city.hq();
    let mut one = city.laptop(Role::Hq, hq);
    let hq = other.hq();
    let stranger = other.laptop(Role::Hq, hq);
    let certificate = stranger.certificate.clone();
    one.input(Input::PeerUp { node: stranger.key, certificate });
    assert!(one.sent.is_empty());
    let what = Misbehaviour::Fact;
    assert_eq!(one.reports, [Report::Misbehaved { peer: Some(stranger.key), what }]);
}

#[test]
fn a_forked_log_is_proved_and_held_from_where_it_parts() {
    let mut city = City::new(13);
    let gym = city.place("gym");
    let enrolment = city.enrol(Role::Shelter, gym);
    let run = Run::new([77; 16]);
    let mut twins = [open(cloned(&enrolment), run), open(enrolment, run)];
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for twin in &mut twins {
        twin.commit(people, create(1, "known to both"));
    }
    assert_eq!(twins[0].journal, twins[1].journal, "so far they say the same");
    twins[0].commit(people, create(2, "left"));
    twins[1].commit(people, create(3, "right"));

    let [left, right] = &mut twins;
    meet(&mut one, left);
    part(&mut one, left);
    meet(&mut other, right);
    part(&mut other, right);
    assert_eq!(names(one.views.get(&people)), ["known to both", "left"]);
    assert_eq!(names(other.views.get(&people)), ["known to both", "right"]);

    meet(&mut one, &mut other);

    let (log, _) = one.journal.first_key_value().unwrap();
    let forked = Report::Forked { document: people, log: *log, common: 1 };
    assert!(one.reports.contains(&forked) && other.reports.contains(&forked));
    assert_eq!(names(one.views.get(&people)), ["known to both"]);
    assert_eq!(names(other.views.get(&people)), ["known to both"]);
    assert_eq!(one.replica.root(), other.replica.root());
}
