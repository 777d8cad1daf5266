//! Records as they are written, read, changed and refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod staff;

use musubi_model::account::{Account, NewAccount, Role};
use musubi_model::duplicates::{Apart, ChangeTwoPeople, NewTwoPeople, Places, leads_out};
use musubi_model::facts::Facts;
use musubi_model::field::{Change, Follows, Noted, Recorder, Refused};
use musubi_model::groups::Groups;
use musubi_model::headcount::{self, Headcount, NewHeadcount, Slot};
use musubi_model::household::{ChangeHousehold, NewHousehold, Registered};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::notice::{self, NewNotice};
use musubi_model::person::{AgeTold, Allergen, Birth, ChangePerson, Need, NewPerson};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::report::{NewPlaceReport, Opening, Situation, SupplyLevel};
use musubi_model::request::{NewRequestEvent, Refusal, Side, Source, Stage};
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::{NewStay, StayKind, WhereTo, Whereabouts};
use musubi_model::stock::{self, CatalogueItem, NewCatalogueItem};
use musubi_model::tally::{PlaceNumbers, Tally};
use musubi_model::text::Line;
use musubi_model::time::{Age, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_785_000_000_000);
const HOUR_MS: i64 = 3_600_000;

fn id(number: u8) -> RecordId {
    RecordId::new([number; 16])
}

fn at(hours_ago: i64) -> Noted {
    Noted::now(NOW.plus_millis(-hours_ago * HOUR_MS), Recorder::Account(id(99)))
}

/// What a document would show after these edits by one writer.
#[derive(Default)]
struct Written(View);

impl Written {
    fn take(&mut self, edits: Vec<Edit>) {
        let by = Actor::new([1; 16]);
        let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap();
        for edit in edits {
            match edit {
                Edit::Create { id, table, fields } => {
                    let record = self.0.records.entry(id).or_default();
                    record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
                    record.extend(fields.into_iter().map(|(name, value)| (name, reading(value))));
                }
                Edit::Set { id, field, value } => {
                    self.0.records.get_mut(&id).unwrap().insert(field, reading(value));
                }
                Edit::Put { key, value } => {
                    self.0.values.insert(key, reading(value));
                }
                Edit::Add { .. } => panic!("not used here"),
            }
        }
    }

    /// Somebody else wrote another value without knowing of the one that is there.
    fn clash(&mut self, id: RecordId, field: &str, value: Value) {
        let fields = self.0.records.get_mut(&id).unwrap();
        let mut seen = fields.get(field).map_or(vec![], |held| held.all().to_vec());
        seen.push(Seen { value, by: Actor::new([2; 16]), seq: 1 });
        fields.insert(field.to_owned(), Reading::new(seen).unwrap());
    }

    fn facts(&self) -> Facts<'_> {
        Facts::of(&self.0)
    }
}

#[test]
fn a_person_reads_back_and_changes_field_by_field() {
    let mut written = Written::default();
    let mut new = NewPerson::unasked(id(1));
    new.family = Some("渡邊".parse().unwrap());
    new.note = Some("杖".parse().unwrap());
    new.needs.insert(Need::Medication);
    written.take(new.create(id(2), &at(5)).unwrap());

    let json = r#"{"family":"渡辺","note":null,"needs":{"medication":false,"injury":true}}"#;
    let change: ChangePerson = serde_json::from_str(json).unwrap();
    let edits = change.edits(id(2), &at(1));
    assert_eq!(edits.len(), 4 + 3, "four fields, and when and by whom");
    written.take(edits);
    written.take(ChangePerson::default().edits(id(2), &at(0)));

    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    let person = roster.person(id(2)).unwrap();
    assert_eq!(person.family.shown().unwrap().as_str(), "渡辺");
    assert_eq!(person.note.shown(), None);
    assert!(person.needs.has(&Need::Injury) && !person.needs.has(&Need::Medication));
    assert!(!person.allergens.has(&Allergen::Egg));
    assert_eq!(person.meta.observed_at, Some(at(1).observed_at));
    assert_eq!(format!("{person:?}"), format!("person {}", id(2)));
}

#[test]
fn a_clash_keeps_both_values_and_what_is_not_understood_stays_visible() {
    let mut written = Written::default();
    let mut new = NewPerson::unasked(id(1));
    new.family = Some("大野".parse().unwrap());
    written.take(new.create(id(2), &at(5)).unwrap());
    written.clash(id(2), "family", Value::Text("小野".to_owned()));
    written.clash(id(2), "sex", Value::Text("a word of a later version".to_owned()));
    written.clash(id(2), "blood_group", Value::Integer(3));
    written.clash(id(2), "needs.later_word", Value::Flag(true));

    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    let person = roster.person(id(2)).unwrap();
    let names: Vec<&str> = person.family.known().map(Line::as_str).collect();
    assert_eq!(names, ["大野", "小野"]);
    assert!(person.family.is_clash() && !person.family.is_unreadable());
    assert!(person.sex.is_unreadable() && person.sex.shown().is_none());
    assert_eq!(person.unknown, ["blood_group", "needs.later_word"]);
    let json = serde_json::to_value(person).unwrap();
    let want = serde_json::json!({"value": "小野", "clash": ["大野", "小野"]});
    assert_eq!(json["family"], want);
    assert_eq!(json["sex"], serde_json::json!({"value": null, "unreadable": true}));
    // Both spellings find the person.
    assert_eq!(roster.search("大野").len(), 1);
    assert_eq!(roster.search("小野").len(), 1);
}

#[test]
fn a_body_with_an_unknown_field_or_a_bad_value_is_refused() {
    for (bad, words) in [
        (r#"{"famly":"x"}"#, "unknown field `famly`"),
        (r#"{"family":""}"#, "the text is empty"),
        (r#"{"sex":"?"}"#, "unknown variant `?`"),
        (r#"{"needs":{"wings":true}}"#, "unknown variant `wings`"),
        (r#"{"birth":"1990-02-30"}"#, "does not have the form"),
    ] {
        let error = serde_json::from_str::<ChangePerson>(bad).err().unwrap().to_string();
        assert!(error.contains(words), "{bad}: {error}");
    }
}

#[test]
fn births_and_ages_have_one_form() {
    for good in ["1990", "1990-02", "2000-02-29", "1999-12-31"] {
        assert!(good.parse::<Birth>().is_ok(), "{good}");
    }
    for bad in ["", "90", "1990-2", "1990-13", "1999-02-29", "1990-04-31", "1990-01-01-1", "19９0"]
    {
        assert!(bad.parse::<Birth>().is_err(), "{bad}");
    }
    assert_eq!("60-69".parse::<AgeTold>().map(|age| age.range()), Ok((60, 69)));
    for bad in ["", "-1", "007", "200", "69-60", "5-", "+5"] {
        assert!(bad.parse::<AgeTold>().is_err(), "{bad}");
    }
}

#[test]
fn one_protected_person_hides_the_whole_household() {
    let mut written = Written::default();
    for (household, suppress) in [(1, false), (4, false)] {
        let new = NewHousehold::of(Registered::Paper, suppress);
        written.take(new.create(id(household), &at(5)).unwrap());
        for person in [household + 1, household + 2] {
            let new = NewPerson::unasked(id(household));
            written.take(new.create(id(person), &at(5)).unwrap());
        }
    }
    let seen = |written: &Written| {
        let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
        (roster.persons().count(), roster.households().count())
    };
    assert_eq!(seen(&written), (4, 2));
    let protect = ChangePerson { suppress: Some(true), ..Default::default() };
    written.take(protect.edits(id(2), &at(1)));
    assert_eq!(seen(&written), (2, 1));
    let protect = ChangeHousehold { suppress: Some(true), ..Default::default() };
    written.take(protect.edits(id(4), &at(1)));
    assert_eq!(seen(&written), (0, 0));
    let roster = Roster::for_reader(&written.facts(), Rights::Protected);
    assert_eq!((roster.persons().count(), roster.households().count()), (4, 2));
}

#[test]
fn impossible_records_are_refused() {
    let place = PlaceId::new([7; 16]);
    let stay = |kind| NewStay::of(id(1), kind, Follows::default());
    let mut no_where_to = stay(StayKind::CheckOut);
    no_where_to.place = Some(place);
    refused(no_where_to.create(id(9), &at(0)), "stay.where_to: is needed here");
    refused(stay(StayKind::CheckIn).create(id(9), &at(0)), "stay.place: is needed here");
    refused(stay(StayKind::Void).create(id(9), &at(0)), "stay.target: is needed here");
    let mut void = stay(StayKind::CheckIn);
    void.place = Some(place);
    void.target = Some(id(3));
    refused(void.create(id(9), &at(0)), "stay.target: does not belong here");

    let event = NewRequestEvent::of(id(1), Stage::Delivered, Side::Hq, Follows::default());
    refused(event.create(id(9), &at(0)), "request_event.side: contradicts another field");
    let event = NewRequestEvent::of(id(1), Stage::Delivered, Side::Place, Follows::default());
    refused(event.create(id(9), &at(0)), "request_event.quantity: is needed here");
    let of = |stage| NewRequestEvent::of(id(1), stage, Side::Hq, Follows::default());
    for stage in [Stage::Closed, Stage::Superseded, Stage::Cancelled] {
        refused(of(stage).create(id(9), &at(0)), "request_event.side: contradicts another field");
    }
    let mut event = of(Stage::Rejected);
    refused(event.create(id(9), &at(0)), "request_event.refusal: is needed here");
    event.refusal = Some(Refusal::Other);
    refused(event.create(id(9), &at(0)), "request_event.reason: is needed here");
    event.reason = Some("道具だけ".parse().unwrap());
    event.create(id(9), &at(0)).unwrap();
    event.source = Some(Source::Stock);
    refused(event.create(id(9), &at(0)), "request_event.source: does not belong here");
    let mut event = of(Stage::Accepted);
    event.refusal = Some(Refusal::TooMuch);
    refused(event.create(id(9), &at(0)), "request_event.refusal: does not belong here");
    let mut event = of(Stage::Shipped);
    event.source = Some(Source::Offer);
    refused(event.create(id(9), &at(0)), "request_event.source_place: is needed here");
    event.source_place = Some(place);
    refused(event.create(id(9), &at(0)), "request_event.offer: is needed here");
    event.offer = Some(id(2));
    event.create(id(9), &at(0)).unwrap();
    event.source = Some(Source::Purchase);
    refused(event.create(id(9), &at(0)), "request_event.offer: does not belong here");
    event.offer = None;
    refused(event.create(id(9), &at(0)), "request_event.source_place: does not belong here");

    refused(NewHeadcount::of().create(id(9), &at(0)), "headcount.in_shelter: is needed here");
    let mut count = NewHeadcount::of();
    count.in_shelter = Some(3.try_into().unwrap());
    count.men = Some(2.try_into().unwrap());
    count.women = Some(2.try_into().unwrap());
    refused(count.create(id(9), &at(0)), "headcount.in_shelter: contradicts another field");

    count.women = Some(0.try_into().unwrap());
    refused(count.create(id(9), &at(0)), "headcount.in_shelter: contradicts another field");
    count.sex_unknown = Some(1.try_into().unwrap());
    assert!(count.create(id(9), &at(0)).is_ok());

    let mut report = NewPlaceReport::of();
    report.opening = Some(Opening::Open);
    report.closed_at = Some(NOW);
    refused(report.create(id(9), &at(0)), "place_report.closed_at: contradicts another field");
}

#[track_caller]
fn refused(created: Result<Vec<Edit>, Refused>, want: &str) {
    assert_eq!(created.unwrap_err().to_string(), want);
}

#[test]
fn the_newest_look_counts_and_a_clock_from_the_future_does_not() {
    let mut written = Written::default();
    let count = |people: i64| {
        let mut count = NewHeadcount::of();
        count.in_shelter = Some(people.try_into().unwrap());
        count
    };
    written.take(count(10).create(id(1), &at(5)).unwrap());
    written.take(count(20).create(id(2), &at(2)).unwrap());
    written.take(count(30).create(id(3), &at(-24 * 3650)).unwrap());
    let shown = |count: &Headcount| count.in_shelter.shown().unwrap().get();
    let standing = headcount::newest(&written.facts(), NOW).unwrap();
    assert_eq!((shown(&standing.count), standing.age), (20, Age::Millis(2 * HOUR_MS)));

    // Typed later, looked at earlier.
    written.take(count(15).create(id(9), &at(3)).unwrap());
    assert_eq!(shown(&headcount::newest(&written.facts(), NOW).unwrap().count), 20);
    // Another count of the same moment: both are shown.
    written.take(count(25).create(id(4), &at(2)).unwrap());
    let standing = headcount::newest(&written.facts(), NOW).unwrap();
    assert_eq!((shown(&standing.count), standing.differing.len()), (25, 1));
    // Put right: one stands.
    let mut right = count(21);
    right.replaces = Some(id(4));
    written.take(right.create(id(5), &at(2)).unwrap());
    let mut right = count(21);
    right.replaces = Some(id(2));
    written.take(right.create(id(6), &at(2)).unwrap());
    let standing = headcount::newest(&written.facts(), NOW).unwrap();
    assert_eq!((shown(&standing.count), standing.differing.len()), (21, 0));
}

#[test]
fn what_a_newer_report_does_not_speak_of_still_holds() {
    let mut written = Written::default();
    let mut first = NewPlaceReport::of();
    first.opening = Some(Opening::Open);
    first.food = Some(SupplyLevel::Enough);
    written.take(first.create(id(1), &at(9)).unwrap());
    let mut second = NewPlaceReport::of();
    second.food = Some(SupplyLevel::ShortToday);
    written.take(second.create(id(2), &at(1)).unwrap());
    let situation = Situation::of(&written.facts(), NOW);
    let food = situation.latest(|report| &report.food).unwrap();
    assert_eq!((food.field.shown(), food.report), (Some(&SupplyLevel::ShortToday), id(2)));
    let opening = situation.latest(|report| &report.opening).unwrap();
    assert_eq!(opening.observed_at, Some(at(9).observed_at));
    assert!(situation.latest(|report| &report.water).is_none());
}

#[test]
fn what_somebody_looked_for_and_could_not_tell_is_unknown_whatever_was_said_before() {
    let mut written = Written::default();
    let mut first = NewPlaceReport::of();
    first.food = Some(SupplyLevel::Enough);
    first.kitchen_cars = Some(2.try_into().unwrap());
    written.take(first.create(id(1), &at(9)).unwrap());
    let mut second = NewPlaceReport::of();
    second.kitchen_cars = Some(0.try_into().unwrap());
    let unknown = ["food", "kitchen_cars", "no_such_field"].into_iter().collect();
    written.take(second.create_unsure(&unknown, id(2), &at(1)).unwrap());
    let situation = Situation::of(&written.facts(), NOW);
    let food = situation.latest(|report| &report.food).unwrap();
    assert_eq!((food.field.shown(), food.field.is_absent(), food.report), (None, false, id(2)));
    let cars = situation.latest(|report| &report.kitchen_cars).unwrap();
    assert_eq!(cars.field.shown().map(|cars| cars.get()), Some(0));
    assert!(situation.reports().iter().all(|report| report.unknown.is_empty()));
}

#[test]
fn the_counts_of_day_and_night_stand_beside_each_other() {
    let mut written = Written::default();
    let counted = [(1, 20, Some(Slot::Day), 30), (2, 9, Some(Slot::Night), 80), (3, 2, None, 50)];
    for (number, hours, slot, people) in counted {
        let mut count = NewHeadcount::of();
        count.slot = slot;
        count.in_shelter = Some(people.try_into().unwrap());
        written.take(count.create(id(number), &at(hours)).unwrap());
    }
    let shown = |standing: Option<headcount::Standing>| {
        standing.unwrap().count.in_shelter.shown().unwrap().get()
    };
    let facts = written.facts();
    assert_eq!(shown(headcount::newest_in(&facts, NOW, Slot::Day)), 30);
    assert_eq!(shown(headcount::newest_in(&facts, NOW, Slot::Night)), 80);
    assert_eq!(shown(headcount::newest(&facts, NOW)), 50);
}

#[test]
fn a_sum_tells_what_is_unknown_and_how_old_its_oldest_part_is() {
    let place = |people: Option<i64>, opening: Opening, hours_ago| {
        let mut written = Written::default();
        let mut report = NewPlaceReport::of();
        report.opening = Some(opening);
        written.take(report.create(id(1), &at(1)).unwrap());
        if let Some(people) = people {
            let mut count = NewHeadcount::of();
            count.in_shelter = Some(people.try_into().unwrap());
            count.known_outside = Some(7.try_into().unwrap());
            written.take(count.create(id(2), &at(hours_ago)).unwrap());
        }
        PlaceNumbers::of(&written.facts(), NOW)
    };
    let places = [
        place(Some(100), Opening::Open, 2),
        place(Some(50), Opening::Open, 30),
        place(None, Opening::Open, 0),
        place(Some(80), Opening::Closed, 40),
    ];
    let tally: Tally = places.into_iter().collect();
    assert_eq!((tally.in_shelter, tally.known_outside), (150, 14));
    assert_eq!((tally.places, tally.open, tally.unknown), (4, 3, 1));
    assert_eq!(tally.oldest, Some(at(30).observed_at));
}

#[test]
fn needs_count_each_human_once_the_protected_too_and_say_of_how_many_nothing_is_noted() {
    let a = PlaceId::new([0xa; 16]);
    let mut written = Written::default();
    let mut register = |number: u8, needs: &[Need], change: fn(&mut NewPerson)| {
        let mut person = NewPerson::unasked(id(number + 50));
        person.needs.extend(needs);
        change(&mut person);
        written.take(person.create(id(number), &at(9)).unwrap());
        let mut stay = NewStay::of(id(number), StayKind::CheckIn, Follows::default());
        stay.place = Some(a);
        written.take(stay.create(id(number + 100), &at(5)).unwrap());
    };
    register(1, &[Need::Infant], |_| {});
    register(2, &[Need::Infant, Need::Medication], |person| person.same_as = Some(id(1)));
    register(3, &[Need::Dementia], |person| person.suppress = true);
    register(4, &[], |person| person.needs_text = Some("杖".parse().unwrap()));
    register(5, &[], |_| {});
    let roster = Roster::for_reader(&written.facts(), Rights::Protected);
    let groups = Groups::at(&roster, a);
    assert_eq!((groups.people, roster.occupancy(a).present), (4, 4));
    assert_eq!((groups.noted(), groups.unnoted, groups.in_words), (3, 1, 1));
    let needs = [(Need::Infant, 1), (Need::Medication, 1), (Need::Dementia, 1)];
    assert_eq!(groups.needs, needs.into_iter().collect());
    assert_eq!(Groups::at(&roster, PlaceId::new([0xb; 16])), Groups::default());
}

#[test]
fn whoever_stands_on_two_lists_and_was_linked_counts_once_with_all_that_is_noted_of_them() {
    let places = [PlaceId::new([0xa; 16]), PlaceId::new([0xb; 16])];
    let stays = |number: u8, place: usize, needs: &[Need], same_as: Option<u8>| {
        let mut person = NewPerson::unasked(id(number + 50));
        person.needs.extend(needs);
        person.same_as = same_as.map(id);
        let mut stay = NewStay::of(id(number), StayKind::CheckIn, Follows::default());
        stay.place = Some(places[place]);
        let edits = person.create(id(number), &at(9)).unwrap().into_iter();
        (place, edits.chain(stay.create(id(number + 100), &at(5)).unwrap()).collect::<Vec<_>>())
    };
    let again = |written: &[(usize, Vec<Edit>)]| {
        let mut documents = [Written::default(), Written::default()];
        for (place, edits) in written {
            documents[*place].take(edits.clone());
        }
        let rosters = documents.map(|it| Roster::for_reader(&it.facts(), Rights::Protected));
        let lent = [(places[0], &rosters[0]), (places[1], &rosters[1])];
        let mut sum = Groups::default();
        lent.iter().for_each(|(place, roster)| sum.add(&Groups::at(roster, *place)));
        let again = Groups::counted_again(Places(&lent));
        sum.take_off(&again);
        assert_eq!(again == Groups::default(), !lent.iter().any(|(_, it)| leads_out(it)));
        sum
    };
    let infant = [Need::Infant];
    let both = [Need::Infant, Need::Medication];
    let apart = again(&[stays(1, 0, &infant, None), stays(2, 1, &both, None)]);
    assert_eq!((apart.people, apart.unnoted, apart.needs[&Need::Infant]), (2, 0, 2));
    let once = again(&[stays(1, 0, &infant, None), stays(2, 1, &both, Some(1))]);
    assert_eq!((once.people, once.unnoted), (1, 0));
    assert_eq!(once.needs, [(Need::Infant, 1), (Need::Medication, 1)].into());
    // Nothing is noted on one of the two records.
    let once =
        again(&[stays(1, 0, &[], Some(2)), stays(2, 1, &infant, None), stays(3, 1, &[], None)]);
    assert_eq!((once.people, once.unnoted, once.needs[&Need::Infant]), (2, 1, 1));
    // Two of one place are one by way of another place's record; each list counted them as it saw them.
    let once = again(&[
        stays(1, 0, &infant, Some(3)),
        stays(2, 0, &infant, Some(3)),
        stays(3, 1, &[], None),
    ]);
    assert_eq!((once.people, once.unnoted, once.needs[&Need::Infant]), (1, 0, 1));
}

#[test]
fn two_people_stand_until_they_are_taken_back_and_forbid_what_would_make_them_one() {
    let places = [PlaceId::new([0xa; 16]), PlaceId::new([0xb; 16])];
    let mut written = Written::default();
    let find = |one: u8, other: u8| NewTwoPeople::of(id(one), places[0], id(other), places[1]);
    // Two officers at once, from either side.
    let mut back = find(1, 2);
    (back.one_place, back.other_place) = (places[1], places[0]);
    written.take(find(2, 1).create(id(70), &at(3)).unwrap());
    written.take(back.create(id(71), &at(2)).unwrap());
    let apart = Apart::all(&written.facts());
    assert_eq!((apart.len(), apart[0].said.len()), (1, 2));
    assert_eq!((apart[0].one.person, apart[0].one.place), (id(1), places[1]));
    assert!(apart[0].is_of(id(2), id(1)) && !apart[0].is_of(id(2), id(3)));

    let mut person = NewPerson::unasked(id(50));
    person.same_as = Some(id(2));
    let mut people = Written::default();
    people.take(person.create(id(3), &at(9)).unwrap());
    people.take(NewPerson::unasked(id(51)).create(id(2), &at(9)).unwrap());
    let roster = Roster::for_reader(&people.facts(), Rights::Ordinary);
    assert!(apart[0].forbids(roster.links(), id(1), id(3)), "3 is 2");
    assert!(!apart[0].forbids(roster.links(), id(1), id(4)));

    let taken_back = ChangeTwoPeople { withdrawn: Change::To(true), ..ChangeTwoPeople::default() };
    written.take(taken_back.edits(id(70), &at(1)));
    assert_eq!(Apart::all(&written.facts())[0].said, [id(71)].into());
    written.take(taken_back.edits(id(71), &at(1)));
    assert_eq!(Apart::all(&written.facts()), []);
    // What says two things sets nobody apart.
    written.take(find(2, 1).create(id(72), &at(0)).unwrap());
    written.clash(id(72), "other", Value::Bytes(id(9).bytes().to_vec()));
    assert_eq!(Apart::all(&written.facts()), []);
}

#[test]
fn two_check_ins_at_two_places_are_a_clash_until_a_person_settles_it() {
    let (a, b) = (PlaceId::new([0xa; 16]), PlaceId::new([0xb; 16]));
    let mut written = Written::default();
    written.take(NewPerson::unasked(id(1)).create(id(2), &at(9)).unwrap());
    let check_in = |place, follows| {
        let mut stay = NewStay::of(id(2), StayKind::CheckIn, follows);
        stay.place = Some(place);
        stay
    };
    written.take(check_in(a, Follows::default()).create(id(3), &at(5)).unwrap());
    written.take(check_in(b, Follows::default()).create(id(4), &at(1)).unwrap());
    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    assert_eq!(roster.clashes().count(), 1);
    assert_eq!((roster.at(a).count(), roster.at(b).count()), (1, 1));
    assert_eq!((roster.occupancy(a).present, roster.occupancy(a).disputed), (0, 1));
    let heads = roster.state(id(2)).unwrap().heads.clone();
    assert_eq!(heads.0.len(), 2);

    written.take(check_in(a, heads).create(id(5), &at(0)).unwrap());
    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    assert_eq!(roster.state(id(2)).unwrap().agreed(), Some(Whereabouts::Present { place: a }));
    assert_eq!(roster.occupancy(a).present, 1);

    let mut out = NewStay::of(id(2), StayKind::TransferOut, Follows::only(id(5)));
    out.place = Some(a);
    out.other_place = Some(b);
    written.take(out.create(id(6), &at(0)).unwrap());
    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    assert_eq!(roster.in_transit_since(NOW.plus_millis(1)).count(), 1);
    assert_eq!(roster.in_transit_since(NOW.plus_millis(-1)).count(), 0);
    assert_eq!(roster.occupancy(a).in_transit, 1);

    let mut died = NewStay::of(id(2), StayKind::CheckOut, Follows::only(id(6)));
    died.place = Some(b);
    died.where_to = Some(WhereTo::Died);
    written.take(died.create(id(7), &at(0)).unwrap());
    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    assert_eq!(roster.at(a).count() + roster.at(b).count(), 0);
}

#[test]
fn an_account_holds_by_the_strictest_of_its_values() {
    let mut written = Written::default();
    let new = NewAccount::of(
        "yamada".parse().unwrap(),
        "当番".parse().unwrap(),
        Role::Manager,
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".parse().unwrap(),
        NOW.plus_millis(HOUR_MS),
    );
    written.take(new.create(id(1), &at(1)).unwrap());
    let role = |written: &Written, now| Account::all(&written.facts()).next().unwrap().role_at(now);
    assert_eq!(role(&written, NOW), Some(Role::Manager));
    assert_eq!(role(&written, NOW.plus_millis(HOUR_MS)), None);
    written.clash(id(1), "role", Value::Text("volunteer".to_owned()));
    assert_eq!(role(&written, NOW), Some(Role::Volunteer));
    written.clash(id(1), "closed", Value::Flag(true));
    assert_eq!(role(&written, NOW), None);
}

#[test]
fn notices_that_hold_come_urgent_first() {
    let mut written = Written::default();
    let notice = |urgency, title: &str| {
        NewNotice::of(title.parse().unwrap(), urgency, musubi_model::household::Language::Ja)
    };
    let (urgent, normal) = (notice::NoticeUrgency::Urgent, notice::NoticeUrgency::Normal);
    written.take(notice(normal, "給水").create(id(1), &at(1)).unwrap());
    written.take(notice(urgent, "避難").create(id(2), &at(9)).unwrap());
    written.take(notice(normal, "入浴").create(id(3), &at(0)).unwrap());
    let mut over = notice(urgent, "終了");
    over.valid_until = Some(NOW);
    written.take(over.create(id(4), &at(0)).unwrap());
    let titles: Vec<String> = notice::current(&written.facts(), NOW)
        .iter()
        .map(|notice| notice.title.shown().unwrap().as_str().to_owned())
        .collect();
    assert_eq!(titles, ["避難", "入浴", "給水"]);
}

#[test]
fn a_reference_to_a_record_written_again_leads_to_the_original() {
    let mut written = Written::default();
    let household = NewHousehold::of(Registered::Paper, false);
    written.take(household.create(id(1), &at(5)).unwrap());
    let again = Noted { reissue_of: Some(id(1)), ..at(1) };
    written.take(household.create(id(4), &again).unwrap());
    written.take(NewPerson::unasked(id(1)).create(id(2), &at(5)).unwrap());
    written.take(NewPerson::unasked(id(4)).create(id(3), &at(1)).unwrap());
    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    assert_eq!(roster.households().count(), 1);
    let members: Vec<RecordId> = roster.members(id(1)).map(|person| person.id).collect();
    assert_eq!(members, [id(2), id(3)]);
}

fn goods(code: &str, name: &str) -> NewCatalogueItem {
    NewCatalogueItem::of(code.parse().unwrap(), name.parse().unwrap())
}

fn brought(written: &Written, list: &[NewCatalogueItem], fresh: u8) -> Vec<Vec<Edit>> {
    stock::news(list, &Facts::of(&written.0), &at(0), || id(fresh)).unwrap()
}

#[test]
fn a_list_that_was_brought_says_nothing_new_and_takes_nothing_away() {
    let mut written = Written::default();
    let mut mask = goods("mask", "マスク");
    mask.unit = Some("枚".parse().unwrap());
    for edits in brought(&written, &[mask.clone()], 1) {
        written.take(edits);
    }
    assert_eq!(brought(&written, &[mask], 2), Vec::<Vec<Edit>>::new());
    // Without a unit, and without the goods: nothing is said of them.
    assert_eq!(brought(&written, &[goods("mask", "マスク")], 2), Vec::<Vec<Edit>>::new());
    let news = brought(&written, &[goods("fuel", "燃料")], 2);
    assert!(matches!(&news[..], [edits] if matches!(&edits[..], [Edit::Create { .. }])));
}

#[test]
fn a_list_settles_what_two_laptops_of_headquarters_brought_without_knowing_of_each_other() {
    let mut written = Written::default();
    let alone = Written::default();
    for (name, fresh) in [("マスク", 1), ("覆面", 2)] {
        for edits in brought(&alone, &[goods("mask", name)], fresh) {
            written.take(edits);
        }
    }
    let mut later = goods("mask", "マスク");
    later.withdrawn = Some(true);
    let news = brought(&written, &[later.clone()], 3);
    assert_eq!(news.len(), 1, "one kind of goods, whatever its records");
    for edits in news {
        written.take(edits);
    }
    let records: Vec<CatalogueItem> = CatalogueItem::all(&Facts::of(&written.0)).collect();
    assert_eq!(records.len(), 2);
    for record in &records {
        assert_eq!(record.name.shown().map(Line::as_str), Some("マスク"));
        assert_eq!(record.withdrawn.shown(), Some(&true));
    }
    assert_eq!(brought(&written, &[later], 3), Vec::<Vec<Edit>>::new());
}

#[test]
fn a_household_is_found_by_its_card_in_any_spelling_and_by_no_other() {
    let mut written = Written::default();
    let mut household = NewHousehold::of(Registered::Paper, false);
    household.card = Some(musubi_model::card::token("0123-abcd").unwrap());
    written.take(household.create(id(1), &at(1)).unwrap());
    let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
    for typed in ["0123ABCD", "0123 abcd", "０１２３ＡＢＣＤ"] {
        assert_eq!(roster.with_code(typed).collect::<Vec<_>>(), [id(1)], "{typed}");
    }
    for typed in ["", "0123ABC", "0123ABCDE"] {
        assert_eq!(roster.with_code(typed).count(), 0, "{typed}");
    }
}

#[test]
fn likely_duplicates_share_two_things_and_none_is_proposed_twice() {
    use musubi_model::duplicates::Reason::{Age as SameAge, Name, Phone};
    use musubi_model::duplicates::likely;
    let mut written = Written::default();
    let mut person =
        |household: u8, number: u8, kana: &str, age: Option<&str>, birth: Option<&str>| {
            let mut new = NewPerson::unasked(id(household));
            new.kana_family = Some("ゆうき".parse().unwrap());
            new.kana_given = Some(kana.parse().unwrap());
            new.age = age.map(|age| age.parse().unwrap());
            new.birth = birth.map(|birth| birth.parse().unwrap());
            written.take(new.create(id(number), &at(1)).unwrap());
        };
    person(1, 11, "はなこ", Some("41"), None);
    person(1, 12, "たろう", None, Some("1950-03-02"));
    person(2, 21, "ハナコ", Some("40-49"), None);
    person(2, 22, "たろう", None, Some("1950"));
    person(3, 31, "はなこ", Some("12"), None);
    person(3, 32, "うめ", Some("41"), None);
    for (household, phone) in [(1, "090-0000-0001"), (2, "09000000001"), (3, "090 0000 0001")] {
        let mut new = NewHousehold::of(Registered::Staff, false);
        new.phone = Some(phone.parse().unwrap());
        written.take(new.create(id(household), &at(1)).unwrap());
    }
    let pairs = |written: &Written| {
        let roster = Roster::for_reader(&written.facts(), Rights::Ordinary);
        let found = likely(&roster, id(1), NOW);
        found.into_iter().map(|it| (it.person, it.other, it.reasons)).collect::<Vec<_>>()
    };
    assert_eq!(
        pairs(&written),
        [
            (id(11), id(21), [Name, SameAge, Phone].into()),
            (id(11), id(31), [Name, Phone].into()),
            (id(11), id(32), [SameAge, Phone].into()),
            (id(12), id(22), [Name, SameAge, Phone].into()),
        ]
    );
    let link = ChangePerson { same_as: Change::To(id(11)), ..ChangePerson::default() };
    written.take(link.edits(id(21), &at(0)));
    let found = pairs(&written);
    assert!(!found.iter().any(|(_, other, _)| *other == id(21)), "{found:?}");
}
