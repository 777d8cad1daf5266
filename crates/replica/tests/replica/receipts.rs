//! HQ's receipts and the ticks that follow from them.

use musubi_log::hash::Run;
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::ticket::Enrolment;
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_replica::Input;
use musubi_replica::ticks::Confirmed;

use crate::laptop::{City, Laptop, cloned, meet, open, part, reopen, talk};

const SECOND_MS: u64 = 1_000;

fn create(number: u8) -> Vec<Edit> {
    let fields = vec![("name".to_owned(), Value::Text(format!("person {number}")))];
    vec![Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }]
}

/// What a page of this laptop shows of a record.
fn tick(laptop: &Laptop, document: DocumentId, number: u8) -> &'static str {
    let seen = laptop.views[&document].records[&RecordId::new([number; 16])]["name"].winner();
    let confirmed = laptop.replica.confirmed(&document);
    let Confirmed { received, had, .. } = confirmed[&seen.by];
    match seen.seq {
        seq if seq <= received => "received",
        seq if seq <= had => "being checked",
        _ => "saved here",
    }
}

fn ticks(laptop: &Laptop, document: DocumentId, numbers: [u8; 3]) -> [&'static str; 3] {
    numbers.map(|number| tick(laptop, document, number))
}

/// Both let some time pass and say what is due.
fn wait(one: &mut Laptop, other: &mut Laptop) {
    for _ in 0..3 {
        for laptop in [&mut *one, &mut *other] {
            laptop.now_ms += SECOND_MS;
            laptop.input(Input::Deadline);
        }
        talk(one, other);
    }
}

struct Scene {
    hq: Laptop,
    hq_enrolment: Enrolment,
    gym: Laptop,
    people: DocumentId,
}

fn scene(seed: u64) -> Scene {
    let mut city = City::new(seed);
    let (hq_place, place) = (city.hq(), city.place("gym"));
    let hq_enrolment = city.enrol(Role::Hq, hq_place);
    let hq = open(cloned(&hq_enrolment), Run::new([101; 16]));
    let gym = city.laptop(Role::Shelter, place);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, place);
    Scene { hq, hq_enrolment, gym, people }
}

#[test]
fn a_record_is_ticked_when_the_receipt_for_it_has_come_back() {
    let Scene { mut hq, mut gym, people, .. } = scene(21);
    gym.commit(people, create(1));
    assert_eq!(tick(&gym, people, 1), "saved here");
    meet(&mut gym, &mut hq);
    wait(&mut gym, &mut hq);
    part(&mut gym, &mut hq);
    gym.commit(people, create(2));
    gym.commit(people, create(3));
    assert_eq!(ticks(&gym, people, [1, 2, 3]), ["received", "saved here", "saved here"]);

    meet(&mut gym, &mut hq);
    wait(&mut gym, &mut hq);
    assert_eq!(ticks(&gym, people, [1, 2, 3]), ["received"; 3]);
    assert_eq!(gym.replica.root(), hq.replica.root());
    let as_of = gym.replica.confirmed(&people).into_values().find_map(|it| it.as_of);
    assert_eq!(as_of, Some(hq.now().wall));
}

#[test]
fn hq_signs_at_most_once_a_second_and_only_for_what_is_new() {
    let Scene { mut hq, mut gym, people, .. } = scene(22);
    meet(&mut gym, &mut hq);
    let receipts = |laptop: &Laptop| laptop.receipts().len();
    for number in 1..=40 {
        gym.commit(people, create(number));
        talk(&mut gym, &mut hq);
        hq.now_ms += 100;
        hq.input(Input::Deadline);
    }
    wait(&mut gym, &mut hq);
    let given = receipts(&hq);
    assert!((4..=6).contains(&given), "{given} receipts in 4 seconds");
    assert_eq!(tick(&gym, people, 40), "received");
    wait(&mut gym, &mut hq);
    assert_eq!(receipts(&hq), given, "nothing was new");
    for receipt in hq.receipts() {
        assert_eq!(receipt.claims().held.len(), 1);
    }
}

#[test]
fn ticks_wait_for_the_new_run_after_hq_has_started_again() {
    let Scene { mut hq, hq_enrolment, mut gym, people } = scene(23);
    gym.commit(people, create(1));
    meet(&mut gym, &mut hq);
    wait(&mut gym, &mut hq);
    part(&mut gym, &mut hq);

    let mut again = reopen(hq_enrolment, Run::new([102; 16]), &hq);
    // Its first word reaches the gym before it has confirmed anything anew.
    let names =
        again.receipts().into_iter().find(|receipt| !receipt.claims().supersedes.is_empty());
    let names = names.expect("the new run names the one on its disk");
    assert_eq!(names.claims().supersedes, [Run::new([101; 16])]);
    gym.take(again.key, again.certificate.clone(), vec![Item::Receipt(names)]);
    assert_eq!(tick(&gym, people, 1), "being checked");

    meet(&mut gym, &mut again);
    wait(&mut gym, &mut again);
    assert_eq!(tick(&gym, people, 1), "received");
    assert_eq!(gym.replica.root(), again.replica.root());
}

/// Yesterday's image does not know of today's run: what that confirmed is checked until the
/// restored laptop has it again, and it then names the lost run, too.
#[test]
fn ticks_say_so_when_hq_comes_back_with_an_older_disk_until_it_has_everything_again() {
    let Scene { mut hq, hq_enrolment, mut gym, people } = scene(24);
    gym.commit(people, create(1));
    meet(&mut gym, &mut hq);
    wait(&mut gym, &mut hq);
    part(&mut gym, &mut hq);
    let mut image = reopen(cloned(&hq_enrolment), Run::new([102; 16]), &hq);
    let mut today = reopen(cloned(&hq_enrolment), Run::new([103; 16]), &hq);
    gym.commit(people, create(2));
    meet(&mut gym, &mut today);
    wait(&mut gym, &mut today);
    part(&mut gym, &mut today);
    assert_eq!(tick(&gym, people, 2), "received");

    // The image's run confirms what it holds, without having heard of today's.
    image.now_ms += SECOND_MS;
    image.input(Input::Deadline);
    let known = image.receipts().into_iter().filter(|it| it.claims().run == Run::new([102; 16]));
    let known: Vec<Item> = known.map(Item::Receipt).collect();
    gym.take(image.key, image.certificate.clone(), known);
    gym.commit(people, create(3));
    let want = ["received", "being checked", "saved here"];
    assert_eq!(ticks(&gym, people, [1, 2, 3]), want);

    meet(&mut gym, &mut image);
    wait(&mut gym, &mut image);
    assert_eq!(ticks(&gym, people, [1, 2, 3]), ["received"; 3]);
    assert_eq!(gym.replica.root(), image.replica.root());
}

/// The first receipt of a run is forgotten once a later one says the same again. A restored laptop of
/// HQ that has nothing left to confirm then hears of that run by its later receipts alone.
#[test]
fn hq_names_a_lost_run_of_which_only_a_later_receipt_is_left() {
    let Scene { hq, hq_enrolment, mut gym, people } = scene(26);
    let mut today = reopen(cloned(&hq_enrolment), Run::new([102; 16]), &hq);
    let mut image = reopen(hq_enrolment, Run::new([103; 16]), &hq);
    meet(&mut gym, &mut today);
    for number in [1, 2] {
        gym.commit(people, create(number));
        talk(&mut gym, &mut today);
        wait(&mut gym, &mut today);
    }
    part(&mut gym, &mut today);
    assert_eq!(ticks(&gym, people, [1, 2, 2]), ["received"; 3]);
    let later = gym.receipts().pop().unwrap();
    assert_eq!((later.claims().run, later.claims().count), (Run::new([102; 16]), 2));

    // A twin of the gym's disk that has heard no receipt brings the restored laptop all entries.
    gym.facts.retain(|item| !matches!(item, Item::Receipt(_)));
    let mut carrier = gym.started_again(Run::new([9; 16]));
    meet(&mut carrier, &mut image);
    wait(&mut carrier, &mut image);
    assert_eq!(ticks(&carrier, people, [1, 2, 2]), ["received"; 3]);

    image.take(today.key, today.certificate.clone(), vec![Item::Receipt(later)]);
    meet(&mut carrier, &mut image);
    wait(&mut carrier, &mut image);
    assert_eq!(ticks(&carrier, people, [1, 2, 2]), ["received"; 3]);
    assert_eq!(carrier.replica.root(), image.replica.root());
    let names = |run: u8| {
        move |it: &musubi_log::receipt::Receipt| {
            it.claims().supersedes.contains(&Run::new([run; 16]))
        }
    };
    assert!(image.receipts().iter().any(names(102)), "the lost run is named");
}

#[test]
fn a_revoked_laptop_of_hq_ticks_nothing() {
    use musubi_log::statement::{Culprit, Fact, Revocation, Statement};
    let mut city = City::new(25);
    let (hq_place, place) = (city.hq(), city.place("gym"));
    let mut hq = city.laptop(Role::Hq, hq_place);
    let mut gym = city.laptop(Role::Shelter, place);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, place);
    gym.commit(people, create(1));
    meet(&mut gym, &mut hq);
    wait(&mut gym, &mut hq);
    assert_eq!(tick(&gym, people, 1), "received");
    let serial = hq.replica.member().serial;
    let culprit = Culprit::Node { node: hq.key, serial };
    let fact = Fact::Revocation(Revocation { culprit, cuts: vec![], standing: vec![] });
    let statement = Statement::by_city(&city.secret, city.operation.operation.id, &fact, &[]);
    gym.take(hq.key, hq.certificate.clone(), vec![Item::Statement(statement)]);
    assert_eq!(tick(&gym, people, 1), "being checked");
}
