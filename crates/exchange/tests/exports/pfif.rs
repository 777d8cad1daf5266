//! People who agreed that everybody may know, and what other registries say.

use musubi_exchange::pfif::{
    Document, Entry, NAMESPACE, Note, PLACEHOLDER, Person, PfifRefused, Publisher, Status,
    published, read, write,
};
use musubi_exchange::table::Exercise;
use musubi_model::facts::Facts;
use musubi_model::field::Follows;
use musubi_model::household::{NewHousehold, Registered};
use musubi_model::ids::{PlaceId, RecordId};
use musubi_model::madeup::{self, Chance};
use musubi_model::person::{NewPerson, Publication};
use musubi_model::record::View;
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::{NewStay, StayKind, WhereTo};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

use crate::facts::{noted, write as put};
use crate::{AS_OF, golden, head};

const PLACE: PlaceId = PlaceId::new([5; 16]);
const PUBLISHER: Publisher<'static> = Publisher {
    domain: "shelter.example.jp",
    name: "宇城市",
    expires_at: Timestamp::from_millis(AS_OF.millis() + 30 * 86_400_000),
    note: "避難所にいます",
};

/// A household in a shelter, of which each has told what the closure makes of it.
struct Family {
    persons: Vec<RecordId>,
    roster: Roster,
}

fn family(
    mut tell: impl FnMut(usize, &mut NewPerson),
    household: impl FnOnce(&mut NewHousehold),
) -> Family {
    let mut made = madeup::household_of(&mut Chance::seeded(7), AS_OF, 3);
    made.household.suppress = false;
    household(&mut made.household);
    let mut view = View::default();
    put(&mut view, made.household.create(made.id, &noted(5)).unwrap());
    for (index, (id, person)) in made.persons.iter_mut().enumerate() {
        person.suppress = false;
        person.note = Some("WRITTEN FREELY".parse().unwrap());
        tell(index, person);
        put(&mut view, person.create(*id, &noted(4)).unwrap());
        let mut stay = NewStay::of(*id, StayKind::CheckIn, Follows::default());
        stay.place = Some(PLACE);
        let at = RecordId::new([u8::try_from(index).unwrap(); 16]);
        put(&mut view, stay.create(at, &noted(4)).unwrap());
    }
    let persons = made.persons.iter().map(|(id, _)| *id).collect();
    let roster = Roster::for_reader(&Facts::of(&view), Rights::Protected);
    Family { persons, roster }
}

impl Family {
    fn published(&self, exercise: Exercise) -> Vec<Entry> {
        let entry = |id: &RecordId| {
            let place = Some("結が丘小学校 体育館");
            let person = self.roster.person(*id).unwrap();
            published(&self.roster, person, place, PUBLISHER, &head(exercise))
        };
        self.persons.iter().filter_map(entry).collect()
    }
}

fn agrees(_: usize, person: &mut NewPerson) {
    person.consent_public = Publication::Agree;
}

#[test]
fn what_leaves_is_the_golden_file() {
    let first_two = |index: usize, person: &mut NewPerson| {
        person.consent_public = if index < 2 { Publication::Agree } else { Publication::Disagree };
    };
    let family = family(first_two, |_| ());
    let entries = family.published(Exercise::Drill);
    assert_eq!(entries.len(), 2);
    let document = Document { entries, ..Document::default() };
    golden("people.pfif.xml", write(&document, &head(Exercise::Drill), AS_OF).as_bytes());
}

#[test]
fn nobody_leaves_without_their_own_consent_nor_who_is_protected() {
    assert_eq!(family(agrees, |_| ()).published(Exercise::Real).len(), 3);
    let default = |_: usize, person: &mut NewPerson| {
        let household = person.household;
        *person = NewPerson::unasked(household);
    };
    assert_eq!(family(default, |_| ()).published(Exercise::Real).len(), 0);
    let protected = |index: usize, person: &mut NewPerson| {
        agrees(index, person);
        person.suppress = index == 1;
    };
    let of_one = family(protected, |_| ()).published(Exercise::Real);
    assert_eq!(of_one.len(), 0, "the others would lead to them");
    let as_a_whole = |household: &mut NewHousehold| household.suppress = true;
    assert_eq!(family(agrees, as_a_whole).published(Exercise::Real).len(), 0);
}

#[test]
fn who_died_is_for_headquarters_alone() {
    let mut view = View::default();
    let (household, person) = (RecordId::new([1; 16]), RecordId::new([2; 16]));
    let new = NewHousehold::of(Registered::Staff, false);
    put(&mut view, new.create(household, &noted(5)).unwrap());
    let mut new = NewPerson::unasked(household);
    new.consent_public = Publication::Agree;
    new.family = Some("山本".parse().unwrap());
    put(&mut view, new.create(person, &noted(5)).unwrap());
    let publish = |view: &View| {
        let roster = Roster::for_reader(&Facts::of(view), Rights::Ordinary);
        let one = roster.person(person).unwrap();
        published(&roster, one, None, PUBLISHER, &head(Exercise::Real))
    };
    assert!(publish(&view).is_some_and(|entry| entry.notes.is_empty()), "nobody knows where");
    let mut stay = NewStay::of(person, StayKind::CheckOut, Follows::default());
    (stay.place, stay.where_to) = (Some(PLACE), Some(WhereTo::Died));
    put(&mut view, stay.create(RecordId::new([3; 16]), &noted(1)).unwrap());
    assert!(publish(&view).is_none());
}

#[test]
fn no_more_leaves_than_name_sex_age_and_the_town() {
    let family = family(agrees, |household| {
        household.town = Some("結が丘３丁目4-5".parse().unwrap());
        household.address_line = Some("WRITTEN FREELY".parse().unwrap());
        household.phone = Some("WRITTEN FREELY".parse().unwrap());
        household.contact = Some("WRITTEN FREELY".parse().unwrap());
        household.note = Some("WRITTEN FREELY".parse().unwrap());
    });
    let entries = family.published(Exercise::Real);
    let have: Vec<&str> = Person::FIELDS
        .iter()
        .copied()
        .filter(|field| entries[0].person.get(field).is_some())
        .collect();
    assert_eq!(
        have,
        [
            "person_record_id",
            "entry_date",
            "expiry_date",
            "source_name",
            "source_date",
            "full_name",
            "given_name",
            "family_name",
            "alternate_names",
            "sex",
            "age",
            "home_neighborhood",
            "home_city",
            "home_state",
            "home_country",
        ]
    );
    assert_eq!(entries[0].person.home_neighborhood.as_deref(), Some("結が丘"));
    let note = &entries[0].notes[0];
    assert_eq!(note.status(), Some(Status::BelievedAlive));
    let document = Document { entries, ..Document::default() };
    assert!(!write(&document, &head(Exercise::Real), AS_OF).contains("WRITTEN FREELY"));
}

#[test]
fn a_person_past_the_expiry_date_leaves_four_fields_and_no_note() {
    let entries = family(agrees, |_| ()).published(Exercise::Real);
    let about = entries[0].person.person_record_id.clone();
    let beside = Note {
        note_record_id: Some("other.example/1".into()),
        person_record_id: about,
        author_name: Some("だれか".into()),
        source_date: Some("2026-11-26T00:00:00Z".into()),
        text: Some("SECRET".into()),
        ..Note::default()
    };
    let document = Document { entries, notes: vec![beside], passed_over: 0 };
    let head = head(Exercise::Real);
    let before = write(&document, &head, PUBLISHER.expires_at.plus_millis(-1));
    assert_eq!(read(before.as_bytes()), Ok(document.clone()));
    let after = read(write(&document, &head, PUBLISHER.expires_at).as_bytes()).unwrap();
    assert!(after.notes.is_empty());
    for (kept, was) in after.entries.iter().zip(&document.entries) {
        assert!(kept.notes.is_empty());
        for field in Person::FIELDS {
            let want = was.person.get(field).filter(|_| PLACEHOLDER.contains(field));
            assert_eq!(kept.person.get(field), want, "{field}");
        }
    }
    assert_eq!(after.entries.len(), 3);
}

#[test]
fn a_date_of_expiry_that_cannot_be_read_has_passed() {
    let expires = |said: &str| {
        let person = Person { expiry_date: Some(said.to_owned()), ..Person::default() };
        person.is_expired(AS_OF)
    };
    assert!(expires("soon") && expires("2026-11-26") && expires("2020-01-01T00:00:00Z"));
    assert!(!expires("2027-01-01T00:00:00Z"));
    assert!(!Person::default().is_expired(AS_OF));
}

#[test]
fn what_is_taken_in_bears_the_time_at_which_it_came() {
    let entries = family(agrees, |_| ()).published(Exercise::Real);
    let taken = Document { entries, ..Document::default() }.taken_in(AS_OF.plus_millis(1_000));
    for entry in &taken.entries {
        assert_eq!(entry.person.entry_date.as_deref(), Some("2026-11-26T09:09:31Z"));
        assert_eq!(entry.notes[0].entry_date.as_deref(), Some("2026-11-26T09:09:31Z"));
    }
}

fn file(inner: &str) -> String {
    format!("<pfif:pfif xmlns:pfif=\"{NAMESPACE}\">{inner}</pfif:pfif>")
}

#[test]
fn what_others_wrote_is_read_under_any_prefix_and_trimmed() {
    let text = format!(
        "<?xml version=\"1.0\"?>\n<pfif xmlns=\"{NAMESPACE}\" xmlns:x=\"urn:other\">\n<!-- a --><person>\
         <person_record_id> a.example/1 </person_record_id><source_date>2026-11-26T00:00:00Z\
         </source_date><full_name>\n  A &amp; B &#x5c71;<![CDATA[<田>]]>\n</full_name>\
         <sex>female</sex><age>30-39</age><date_of_birth>1990-02</date_of_birth>\
         <x:full_name>C</x:full_name><shoe_size>25</shoe_size><full_name>D</full_name>\
         </person></pfif>"
    );
    let document = read(text.as_bytes()).unwrap();
    let person = &document.entries[0].person;
    assert_eq!(person.person_record_id.as_deref(), Some("a.example/1"));
    assert_eq!(person.full_name.as_deref(), Some("A & B 山<田>"));
    assert!(person.sex().is_some() && person.age().is_some() && person.birth().is_some());
    assert_eq!(document.passed_over, 3);
}

#[test]
fn what_is_no_file_of_the_format_is_refused_with_its_reason() {
    use PfifRefused::{Encoding, Entities, Malformed, Missing, NotPfif, TooDeep};
    let person = |inner: &str| file(&format!("<pfif:person>{inner}</pfif:person>"));
    let id = "<pfif:person_record_id>a/1</pfif:person_record_id>";
    let refused = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(refused(""), NotPfif);
    assert_eq!(refused("{}"), NotPfif);
    assert_eq!(refused("<pfif xmlns=\"http://zesty.ca/pfif/1.3\"/>"), NotPfif);
    assert_eq!(refused("<person/>"), NotPfif);
    assert_eq!(refused(&format!("{0}{0}", file(""))), NotPfif);
    assert_eq!(refused(&file("<pfif:person>")), Malformed);
    assert_eq!(refused("<pfif:pfif xmlns:pfif=\"http://zesty.ca/pfif/1.4\">"), Malformed);
    assert_eq!(refused(&format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", file(""))), Entities);
    assert_eq!(refused(&person(&format!("{id}<pfif:full_name>&b;</pfif:full_name>"))), Entities);
    assert_eq!(refused(&file("<pfif:person>&#1;</pfif:person>")), Malformed);
    assert_eq!(refused(&file(&"<a>".repeat(20))), TooDeep);
    assert_eq!(read(b"\xff\xfe"), Err(Encoding));
    assert_eq!(refused(&person("")), Missing { record: 1, field: "person_record_id" });
    assert_eq!(refused(&person(id)), Missing { record: 1, field: "source_date" });
    assert_eq!(refused(&file("<pfif:note/>")), Missing { record: 1, field: "note_record_id" });
    let placeholder = format!("{id}<pfif:expiry_date>2020-01-01T00:00:00Z</pfif:expiry_date>");
    assert!(read(person(&placeholder).as_bytes()).is_ok());
}

fn value() -> impl Strategy<Value = String> {
    let has_place =
        |c: &char| (*c >= ' ' || matches!(c, '\n' | '\t')) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let any = prop::collection::vec(any::<char>().prop_filter("a place in XML", has_place), 1..12);
    let text = any.prop_map(|chars| chars.into_iter().collect::<String>().trim().to_owned());
    let marked = prop::sample::select(vec!["<a>&b;", "]]>", "山田\n太郎", "&amp;", "\"'"]);
    prop_oneof![
        text.prop_filter("something stands there", |text| !text.is_empty()),
        marked.prop_map(str::to_owned),
    ]
}

fn values(fields: usize) -> impl Strategy<Value = Vec<Option<String>>> {
    prop::collection::vec(prop::option::of(value()), fields)
}

fn person() -> impl Strategy<Value = Person> {
    (values(Person::FIELDS.len()), value(), value(), value()).prop_map(|(all, a, b, c)| {
        let mut person = Person::default();
        for (field, value) in Person::FIELDS.iter().zip(all) {
            *person.slot(field).unwrap() = value;
        }
        person.expiry_date = person.expiry_date.map(|_| "2099-01-01T00:00:00Z".to_owned());
        (person.person_record_id, person.source_date) = (Some(a), Some(b));
        person.full_name = Some(c);
        person
    })
}

fn note() -> impl Strategy<Value = Note> {
    (values(Note::FIELDS.len()), values(5)).prop_map(|(all, needed)| {
        let mut note = Note::default();
        for (field, value) in Note::FIELDS.iter().zip(all) {
            *note.slot(field).unwrap() = value;
        }
        let fields = ["note_record_id", "person_record_id", "author_name", "source_date", "text"];
        for (field, value) in fields.iter().zip(needed) {
            *note.slot(field).unwrap() = Some(value.unwrap_or_else(|| "1".to_owned()));
        }
        note
    })
}

fn document() -> impl Strategy<Value = Document> {
    let entry = (person(), prop::collection::vec(note(), 0..3))
        .prop_map(|(person, notes)| Entry { person, notes });
    (prop::collection::vec(entry, 0..4), prop::collection::vec(note(), 0..3))
        .prop_map(|(entries, notes)| Document { entries, notes, passed_over: 0 })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_with_every_field(document in document()) {
        let text = write(&document, &head(Exercise::Real), AS_OF);
        prop_assert_eq!(read(text.as_bytes()), Ok(document));
    }

    #[test]
    fn bytes_of_others_end_in_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let text = file(&String::from_utf8_lossy(&bytes));
        let _ = read(text.as_bytes());
    }
}
