//! What HQ decides, said by HQ and heard by everybody: revoking, extending, lifting, new epochs.

use std::collections::BTreeSet;

use musubi_log::hash::{EpochId, Hash, LogId, Run};
use musubi_log::item::Item;
use musubi_log::keyring::Group;
use musubi_log::role::Role;
use musubi_log::statement::{Culprit, Fact, Statement, Wrap, Wrapped};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_replica::Input;
use musubi_replica::deciding::{Decision, Undecided};
use musubi_replica::input::CarryId;
use musubi_replica::judged::Judged;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use crate::laptop::{City, Laptop, meet, part, reopen};

/// HQ, a thief's laptop and an honest one of the same gym, and a laptop of another gym.
struct Scene {
    city: City,
    hq: Laptop,
    thief: Laptop,
    honest: Laptop,
    neighbour: Laptop,
    gym: PlaceId,
    people: DocumentId,
    rng: ChaCha8Rng,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut city = City::new(seed);
        let (gym, other) = (city.place("gym"), city.place("other"));
        let place = city.hq();
        let hq = city.laptop(Role::Hq, place);
        let [thief, honest] = [(); 2].map(|()| city.laptop(Role::Shelter, gym));
        let neighbour = city.laptop(Role::Shelter, other);
        let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self { city, hq, thief, honest, neighbour, gym, people, rng }
    }

    fn thief(&self) -> Culprit {
        culprit(&self.thief)
    }

    /// HQ says it and learns it as the loop has it do.
    fn decide(&mut self, decision: &Decision) -> Vec<Statement> {
        let said = self.hq.replica.decide(decision, &mut self.rng).expect("it can be said");
        tell(&mut self.hq, &said);
        said
    }

    fn refused(&mut self, decision: &Decision) -> Undecided {
        self.hq.replica.decide(decision, &mut self.rng).expect_err("it cannot be said")
    }

    fn everybody_meets_hq(&mut self) {
        for _ in 0..2 {
            for other in [&mut self.thief, &mut self.honest, &mut self.neighbour] {
                encounter(&mut self.hq, other);
            }
        }
    }
}

fn culprit(laptop: &Laptop) -> Culprit {
    Culprit::Node { node: laptop.key, serial: laptop.replica.member().serial }
}

fn tell(laptop: &mut Laptop, said: &[Statement]) {
    let items = said.iter().cloned().map(Item::Statement).collect();
    laptop.input(Input::Carried { id: CarryId(0), items });
    assert_eq!(laptop.brought.refused, 0);
}

fn encounter(one: &mut Laptop, other: &mut Laptop) {
    meet(one, other);
    part(one, other);
}

fn create(number: u8) -> Vec<Edit> {
    let fields = vec![("name".to_owned(), Value::Text(format!("person {number}")))];
    vec![Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }]
}

fn rename(number: u8, what: &str) -> Vec<Edit> {
    let value = Value::Text(what.to_owned());
    vec![Edit::Set { id: RecordId::new([number; 16]), field: "name".to_owned(), value }]
}

/// Numbers of the records that a laptop shows.
fn shown(laptop: &Laptop, document: DocumentId) -> Vec<u8> {
    let view = laptop.views.get(&document);
    view.into_iter().flat_map(|view| view.records.keys()).map(|id| id.bytes()[0]).collect()
}

fn judged(laptop: &Laptop, of: &Laptop) -> Vec<Judged> {
    let all = laptop.replica.judged().into_iter();
    all.filter(|judged| judged.node == of.key).collect()
}

#[test]
fn what_hq_holds_of_a_revoked_laptop_stands_and_what_comes_later_is_held_everywhere() {
    let mut scene = Scene::new(801);
    let people = scene.people;
    for number in 1..=3 {
        scene.thief.commit(people, create(number));
    }
    scene.everybody_meets_hq();
    scene.thief.commit(people, create(4));
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    encounter(&mut scene.hq, &mut scene.honest);
    // It goes on, until somebody tells it.
    scene.thief.commit(people, create(5));
    encounter(&mut scene.honest, &mut scene.thief);
    scene.everybody_meets_hq();
    for laptop in [&scene.hq, &scene.honest, &scene.thief] {
        assert_eq!(shown(laptop, people), [1, 2, 3]);
        let [judged] = &judged(laptop, &scene.thief)[..] else { panic!("one log") };
        assert_eq!((judged.accused_from, judged.held, judged.entries), (Some(4), 2, 5));
        assert_eq!(judged.vouched, None);
        assert_eq!(judged.cut.map(|cut| cut.position), Some(3));
    }
    // Whoever cannot read it says as much as a carrier can.
    assert_eq!(judged(&scene.neighbour, &scene.thief)[0].held, 2);
    assert!(scene.thief.replica.statements().is_revoked(scene.thief.replica.member()));
    assert_eq!(scene.refused(&Decision::Revoke { culprit: scene.thief() }), Undecided::Already);
}

#[test]
fn a_cut_is_extended_log_by_log_and_a_lifted_revocation_accuses_nothing() {
    let mut scene = Scene::new(802);
    let (people, place) =
        (scene.people, DocumentId::new(scene.city.operation.operation.id, Kind::Place, scene.gym));
    scene.thief.commit(people, create(1));
    scene.everybody_meets_hq();
    scene.thief.commit(people, create(2));
    scene.thief.commit(place, create(3));
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    encounter(&mut scene.honest, &mut scene.thief);
    scene.everybody_meets_hq();
    assert_eq!((shown(&scene.hq, people), shown(&scene.hq, place)), (vec![1], vec![]));

    // What came late from one log was honest, a person says.
    let held = judged(&scene.hq, &scene.thief);
    assert_eq!(held.len(), 2);
    let late: LogId = held.iter().find(|it| it.document == people).expect("held").log;
    let extend = Decision::Extend { culprit: scene.thief(), logs: BTreeSet::from([late]) };
    scene.decide(&extend);
    scene.everybody_meets_hq();
    for laptop in [&scene.hq, &scene.honest, &scene.neighbour] {
        let left = judged(laptop, &scene.thief);
        assert_eq!(left.iter().map(|it| it.document).collect::<Vec<_>>(), [place]);
    }
    assert_eq!((shown(&scene.honest, people), shown(&scene.honest, place)), (vec![1, 2], vec![]));

    let foreign =
        Decision::Extend { culprit: culprit(&scene.honest), logs: BTreeSet::from([late]) };
    assert_eq!(scene.refused(&foreign), Undecided::Unknown);
    scene.decide(&Decision::Lift { culprit: scene.thief() });
    scene.everybody_meets_hq();
    for laptop in [&scene.hq, &scene.honest, &scene.neighbour, &scene.thief] {
        assert_eq!(judged(laptop, &scene.thief), []);
        assert_eq!(shown(laptop, place), [3]);
    }
    let lift = Decision::Lift { culprit: scene.thief() };
    assert_eq!(scene.refused(&lift), Undecided::Unknown);
    // And it may be revoked once more.
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    assert!(scene.hq.replica.statements().is_revoked(scene.thief.replica.member()));
}

#[test]
fn what_an_honest_hand_built_on_is_told_apart_from_what_is_held() {
    let mut scene = Scene::new(803);
    let people = scene.people;
    scene.thief.commit(people, create(1));
    scene.everybody_meets_hq();
    scene.thief.commit(people, create(2));
    encounter(&mut scene.honest, &mut scene.thief);
    scene.honest.commit(people, rename(2, "by an honest hand"));
    scene.thief.commit(people, create(3));
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    encounter(&mut scene.honest, &mut scene.thief);
    scene.everybody_meets_hq();
    for laptop in [&scene.hq, &scene.honest] {
        assert_eq!(shown(laptop, people), [1, 2]);
        let [judged] = &judged(laptop, &scene.thief)[..] else { panic!("one log") };
        assert_eq!((judged.accused_from, judged.held), (Some(2), 1));
        let vouched = judged.vouched.expect("the second entry");
        assert_eq!((vouched.from, vouched.to), (2, 2));
        assert_eq!((vouched.after_seq, vouched.to_seq), (1, 2));
    }
    // A carrier sees that two are accused, and can say no more.
    let [carried] = &judged(&scene.neighbour, &scene.thief)[..] else { panic!("one log") };
    assert_eq!((carried.held, carried.vouched), (2, None));
}

/// The epoch under which the newest log of a laptop was begun, as HQ reads it.
fn epoch_of_newest(hq: &Laptop, of: &Laptop, document: DocumentId, run: Run) -> Option<EpochId> {
    let spans = of.journal.values().filter_map(|log| log.get(&0));
    let headers = spans.filter_map(|span| span.verify_first().ok()?.header);
    let mut of_run = headers.filter(|it| it.document == document && it.run == run);
    let header = of_run.next()?;
    hq.replica.keyring().epoch_of(&document, header.key)
}

#[test]
fn new_epochs_reach_all_who_stay_and_their_writers_begin_new_logs_at_once() {
    let mut scene = Scene::new(804);
    let people = scene.people;
    scene.thief.commit(people, create(1));
    scene.honest.commit(people, create(2));
    scene.everybody_meets_hq();
    assert_eq!(scene.refused(&Decision::Renew), Undecided::Nothing);
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    let due = BTreeSet::from([Group::CITY, Group::of_place(scene.gym)]);
    assert_eq!(scene.hq.replica.groups_to_renew(), due);
    scene.decide(&Decision::Renew);
    assert_eq!(scene.hq.replica.groups_to_renew(), BTreeSet::new());
    assert_eq!(scene.refused(&Decision::Renew), Undecided::Nothing);
    assert_eq!(scene.honest.runs, 0);
    scene.everybody_meets_hq();
    // Heard of, and left at once: before the next entry, not at the next start.
    assert_eq!((scene.honest.runs, scene.neighbour.runs), (1, 0), "who has begun nothing goes on");
    scene.honest.commit(people, create(3));
    let epoch = epoch_of_newest(&scene.hq, &scene.honest, people, Run::new([201; 16]));
    let group = Group::of_place(scene.gym);
    let now = scene.hq.replica.keyring().writing_epoch(group);
    assert_ne!(now, EpochId::FIRST);
    assert_eq!(epoch, Some(now));
    assert_eq!(scene.honest.replica.keyring().writing_epoch(group), now);
    scene.everybody_meets_hq();
    encounter(&mut scene.honest, &mut scene.thief);
    // Readers keep all epochs; the thief carries what it cannot read any more.
    for laptop in [&scene.hq, &scene.honest] {
        assert_eq!(shown(laptop, people), [1, 2, 3]);
    }
    assert_eq!(shown(&scene.thief, people), [1, 2]);
    assert_eq!(scene.thief.lengths(), scene.honest.lengths());

    let exposed = scene.hq.replica.exposure(scene.thief.replica.member());
    let exposed = exposed.iter().find(|it| it.document == people).expect("its own place's");
    assert_eq!((exposed.open, exposed.closed), (2, 1));
    let other = scene.hq.replica.exposure(scene.neighbour.replica.member());
    assert!(other.iter().all(|it| it.document != people), "never its to read");
}

#[test]
fn a_laptop_that_joins_after_a_new_epoch_writes_at_once_and_reads_on_when_hq_hands_it_the_keys() {
    let mut scene = Scene::new(805);
    let people = scene.people;
    scene.everybody_meets_hq();
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    scene.decide(&Decision::Renew);
    assert_eq!(scene.hq.replica.lacking(), []);
    scene.everybody_meets_hq();
    scene.honest.commit(people, create(1));
    encounter(&mut scene.hq, &mut scene.honest);
    let mut late = scene.city.laptop(Role::Shelter, scene.gym);
    encounter(&mut scene.hq, &mut late);
    late.commit(people, create(2));
    encounter(&mut scene.hq, &mut late);
    assert_eq!((shown(&late, people), shown(&scene.hq, people)), (vec![2], vec![1, 2]));
    let lacking = scene.hq.replica.lacking();
    assert_eq!(lacking.iter().map(|it| (it.node, it.keys)).collect::<Vec<_>>(), [(late.key, 2)]);
    let thief = Decision::Hand { to: BTreeSet::from([scene.thief.key]) };
    assert_eq!(scene.refused(&thief), Undecided::Nothing, "never to whom it was taken from");
    scene.decide(&Decision::Hand { to: BTreeSet::from([late.key]) });
    assert_eq!(scene.hq.replica.lacking(), []);
    encounter(&mut scene.hq, &mut late);
    assert_eq!(shown(&late, people), [1, 2]);
}

#[test]
fn a_laptop_of_hq_is_revoked_by_the_city_alone_and_a_fresh_master_shuts_it_out() {
    let mut scene = Scene::new(806);
    let place = scene.city.hq();
    let (mut other, mut stolen) =
        (scene.city.laptop(Role::Hq, place), scene.city.laptop(Role::Hq, place));
    let people = scene.people;
    scene.everybody_meets_hq();
    for hq in [&mut other, &mut stolen] {
        encounter(&mut scene.hq, hq);
    }
    // One word that stands, one that is said after the theft.
    let honest =
        stolen.replica.decide(&Decision::Revoke { culprit: scene.thief() }, &mut scene.rng);
    tell(&mut stolen, &honest.expect("HQ says it"));
    encounter(&mut scene.hq, &mut stolen);
    let revoke = Decision::Revoke { culprit: culprit(&stolen) };
    assert_eq!(scene.refused(&revoke), Undecided::OnlyCity);
    let draft = scene.hq.replica.draft_for_city(culprit(&stolen)).expect("HQ's own");
    let read = musubi_log::draft::Draft::from_bytes(&draft.to_bytes()).expect("as written");
    assert_eq!(read, draft);
    assert_eq!(read.members(), [stolen.replica.member().clone()]);
    let by_city = read.sign(&scene.city.secret).expect("its own city's");
    let spite = Decision::Revoke { culprit: culprit(&scene.honest) };
    let late = stolen.replica.decide(&spite, &mut scene.rng).expect("it can be said");
    tell(&mut stolen, &late);
    tell(&mut scene.hq, &[late, vec![by_city]].concat());
    scene.everybody_meets_hq();
    encounter(&mut scene.hq, &mut other);
    let is_revoked =
        |laptop: &Laptop| scene.neighbour.replica.statements().is_revoked(laptop.replica.member());
    assert_eq!([&stolen, &scene.thief, &scene.honest].map(is_revoked), [true, true, false]);

    let due = scene.hq.replica.groups_to_renew();
    assert!(due.len() >= 4, "both gyms', HQ's and the city's: {due:?}");
    scene.decide(&Decision::Renew);
    assert_eq!(scene.hq.replica.groups_to_renew(), BTreeSet::new());
    scene.everybody_meets_hq();
    for hq in [&mut other, &mut stolen] {
        encounter(&mut scene.hq, hq);
    }
    scene.honest.commit(people, create(7));
    for hq in [&mut scene.hq, &mut other, &mut stolen] {
        encounter(&mut scene.honest, hq);
    }
    let read = [&scene.hq, &other, &stolen].map(|hq| shown(hq, people));
    assert_eq!(read, [vec![7], vec![7], vec![]]);
    let refused = stolen.replica.decide(&Decision::Renew, &mut scene.rng);
    assert_eq!(refused.expect_err("it has no say"), Undecided::OnlyHq);
}

#[test]
fn a_shelter_decides_nothing() {
    let mut scene = Scene::new(807);
    scene.everybody_meets_hq();
    let revoke = Decision::Revoke { culprit: scene.thief() };
    let refused = scene.honest.replica.decide(&revoke, &mut scene.rng).expect_err("not HQ");
    assert_eq!(refused, Undecided::OnlyHq);
}

#[test]
fn a_laptop_that_starts_after_a_new_epoch_begins_in_it() {
    let mut scene = Scene::new(808);
    let enrolment = scene.city.enrol(Role::Shelter, scene.gym);
    let copy = crate::laptop::cloned(&enrolment);
    let mut laptop = crate::laptop::open(enrolment, Run::new([90; 16]));
    scene.everybody_meets_hq();
    encounter(&mut scene.hq, &mut laptop);
    scene.decide(&Decision::Revoke { culprit: scene.thief() });
    scene.decide(&Decision::Renew);
    encounter(&mut scene.hq, &mut laptop);
    let mut again = reopen(copy, Run::new([91; 16]), &laptop);
    again.commit(scene.people, create(1));
    let epoch = epoch_of_newest(&scene.hq, &again, scene.people, Run::new([91; 16]));
    let group = Group::of_place(scene.gym);
    assert_eq!(epoch, Some(scene.hq.replica.keyring().writing_epoch(group)));
    assert_ne!(epoch, Some(EpochId::FIRST));
    let wraps: Vec<&Wrap> = again.replica.statements().all_wraps().collect();
    let is_thiefs = |wrap: &&&Wrap| wrap.to == scene.thief.key;
    assert_eq!(wraps.iter().filter(is_thiefs).count(), 0, "nothing is wrapped to the thief");
    assert!(wraps.iter().any(|wrap| matches!(wrap.what, Wrapped::Group { .. })));
}

#[test]
fn of_a_log_that_was_signed_in_two_ways_the_common_part_stands_and_a_ruling_lets_one_branch_stand()
{
    let mut scene = Scene::new(809);
    let people = scene.people;
    let enrolment = scene.city.enrol(Role::Shelter, scene.gym);
    let (copy, run) = (crate::laptop::cloned(&enrolment), Run::new([60; 16]));
    let mut twins = [crate::laptop::open(enrolment, run), crate::laptop::open(copy, run)];
    for twin in &mut twins {
        twin.commit(people, create(1));
    }
    let [left, right] = &mut twins;
    left.commit(people, create(2));
    right.commit(people, create(3));
    right.commit(people, create(4));
    encounter(&mut scene.hq, left);
    encounter(&mut scene.honest, right);
    for _ in 0..6 {
        for laptop in [&mut scene.hq, &mut scene.honest] {
            laptop.now_ms += 3_000;
            laptop.input(Input::Deadline);
        }
        encounter(&mut scene.hq, &mut scene.honest);
    }
    let [judged] = &judged(&scene.hq, &twins[0])[..] else { panic!("one log") };
    let forked = judged.forked.clone().expect("it is proved");
    assert_eq!((forked.from, forked.ruled), (2, false));
    assert_eq!(forked.followed, forked.branches[0].leaf);
    assert_eq!(shown(&scene.hq, people), [1]);

    // Revoked now, the part that both have in common stands.
    let whom = culprit(&twins[0]);
    let draft = scene.hq.replica.decide(&Decision::Revoke { culprit: whom }, &mut scene.rng);
    let draft = draft.expect("it can be said");
    let Fact::Revocation(revocation) = draft[0].fact() else { panic!("a revocation") };
    assert_eq!(revocation.cuts.iter().map(|cut| cut.position).collect::<Vec<_>>(), [1]);

    let log = judged.log;
    let foreign = Decision::Rule { log, leaf: Hash::new([9; 32]) };
    assert_eq!(scene.refused(&foreign), Undecided::Unknown);
    for branch in [forked.branches[1], forked.branches[0]] {
        scene.decide(&Decision::Rule { log, leaf: branch.leaf });
        for _ in 0..6 {
            for laptop in [&mut scene.hq, &mut scene.honest] {
                laptop.now_ms += 3_000;
                laptop.input(Input::Deadline);
            }
            encounter(&mut scene.hq, &mut scene.honest);
        }
        let views = [&scene.hq, &scene.honest].map(|laptop| shown(laptop, people));
        assert_eq!(views[0], views[1], "the same everywhere");
        assert!([vec![1, 2], vec![1, 3, 4]].contains(&views[0]), "{:?}", views[0]);
        let now = super::deciding::judged(&scene.hq, &twins[0])[0].forked.clone().expect("still");
        assert!(now.ruled && now.followed == branch.leaf);
    }
}
