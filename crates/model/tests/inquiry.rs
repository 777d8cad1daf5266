//! Inquiries: what may be told to whom, who may be meant, and what is still to be said at a place.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::household::{NewHousehold, Registered};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::inquiry::{
    self, IdChecked, Item, NewInquiry, NewInquiryAnswer, NewInquiryAnswered, Outcome, Said, Sought,
    Tier, Told,
};
use musubi_model::matching::{Certainty, LEARNT, People, Reason};
use musubi_model::person::{Answer, Consent, Need, NewPerson, Publication, Sex};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::{NewStay, StayKind, WhereTo};
use musubi_model::time::Timestamp;
use musubi_model::transfer::Sealed;

const NOW: Timestamp = Timestamp::from_millis(1_795_700_000_000);
const GYM: PlaceId = PlaceId::new([0x11; 16]);

fn id(number: u8) -> RecordId {
    RecordId::new([number; 16])
}

fn noted() -> Noted {
    Noted::now(NOW, Recorder::Node)
}

fn write(view: &mut View, edits: Vec<Edit>) {
    for edit in edits {
        let Edit::Create { id, table, mut fields } = edit else { panic!("only new records") };
        fields.push((TABLE_FIELD.to_owned(), Value::Text(table)));
        for (field, value) in fields {
            let seen = Seen { value, by: Actor::new([1; 16]), seq: 1 };
            view.records.entry(id).or_default().insert(field, Reading::new(vec![seen]).unwrap());
        }
    }
}

/// Everything that could be told is known of her.
fn full(consent: Consent) -> NewPerson {
    let mut one = NewPerson::of(id(1), false, consent.kin, consent.acquaintance, consent.public);
    one.family = "結城".parse().ok();
    one.given = "花子".parse().ok();
    one.kana_family = "ゆうき".parse().ok();
    one.kana_given = "はなこ".parse().ok();
    one.birth = "1950-03-02".parse().ok();
    one.sex = Some(Sex::Female);
    one.needs.insert(Need::Injury);
    one
}

fn view_of(person: &NewPerson, leaves: Option<WhereTo>) -> View {
    let mut view = View::default();
    let mut home = NewHousehold::of(Registered::Staff, false);
    home.address_line = "熊本市水前寺3-12-5".parse().ok();
    home.phone = "090-0000-0000".parse().ok();
    write(&mut view, home.create(id(1), &noted()).unwrap());
    write(&mut view, person.create(id(2), &noted()).unwrap());
    let mut came = NewStay::of(id(2), StayKind::CheckIn, Follows::default());
    came.place = Some(GYM);
    write(&mut view, came.create(id(3), &noted()).unwrap());
    if let Some(to) = leaves {
        let mut left = NewStay::of(id(2), StayKind::CheckOut, Follows::only(id(3)));
        left.place = Some(GYM);
        left.where_to = Some(to);
        write(&mut view, left.create(id(4), &noted()).unwrap());
    }
    view
}

fn roster(view: &View) -> Roster {
    Roster::for_reader(&Facts::of(view), Rights::Ordinary)
}

fn told(roster: &Roster, tier: Tier) -> Option<Told> {
    let person = roster.person(id(2))?;
    Told::of(roster, person, Said::by(roster, person), tier, NOW)
}

/// Which items of hers have a value, as data.
fn values(told: &Told) -> BTreeSet<Item> {
    let all = [
        (Item::Name, told.name.is_some()),
        (Item::Kana, told.kana.is_some()),
        (Item::Birth, told.birth.is_some() || told.age.is_some()),
        (Item::Sex, told.sex.is_some()),
        (Item::Address, told.address.is_some()),
        (Item::Injury, told.injured.is_some()),
        (Item::Whereabouts, told.whereabouts.is_some()),
        (Item::Contact, told.phone.is_some()),
    ];
    all.into_iter().filter(|(_, is_there)| *is_there).map(|(item, _)| item).collect()
}

fn every_consent() -> impl Iterator<Item = Consent> {
    let publics = Publication::ALL.iter();
    publics.flat_map(|public| {
        Answer::ALL.iter().flat_map(move |kin| {
            Answer::ALL.iter().map(move |acquaintance| Consent {
                kin: *kin,
                acquaintance: *acquaintance,
                public: *public,
            })
        })
    })
}

#[test]
fn nothing_is_told_but_what_the_askers_own_consent_gives() {
    for consent in every_consent() {
        let view = view_of(&full(consent), None);
        let roster = roster(&view);
        for &tier in Tier::ALL {
            // 様式第1号 ⑫ ⑬ ⑭, written out here once more.
            let wanted: &[Item] = match tier {
                Tier::Kin if consent.kin == Answer::Answer => Item::ALL,
                Tier::Acquaintance if consent.acquaintance == Answer::Answer => {
                    &[Item::Name, Item::Injury]
                }
                Tier::Public if consent.public == Publication::Agree => {
                    &[Item::Name, Item::Kana, Item::Sex, Item::Whereabouts]
                }
                _ => &[],
            };
            let wanted: BTreeSet<Item> = wanted.iter().copied().collect();
            let told = told(&roster, tier);
            assert_eq!(told.is_some(), !wanted.is_empty(), "{consent:?} {tier:?}");
            let Some(told) = told else { continue };
            assert_eq!(told.items, wanted, "{consent:?} {tier:?}");
            // She told everything, so what is permitted is there, and nothing besides.
            assert_eq!(values(&told), wanted, "{consent:?} {tier:?}");
        }
    }
}

#[test]
fn of_several_records_of_one_human_the_strictest_counts() {
    let all =
        Consent { kin: Answer::Answer, acquaintance: Answer::Answer, public: Publication::Agree };
    let view = view_of(&full(all), None);
    let roster = roster(&view);
    let person = roster.person(id(2)).unwrap();
    for other in every_consent() {
        for &tier in Tier::ALL {
            let said = Said { consent: other, died: false };
            let told = Told::of(&roster, person, said, tier, NOW);
            let items = told.map(|told| told.items).unwrap_or_default();
            assert_eq!(items, inquiry::items(other, tier), "{other:?} {tier:?}");
        }
    }
    let died = Said { consent: all, died: true };
    assert!(Tier::ALL.iter().all(|tier| Told::of(&roster, person, died, *tier, NOW).is_none()));
}

#[test]
fn of_who_is_protected_or_died_there_is_nothing_to_tell() {
    let all =
        Consent { kin: Answer::Answer, acquaintance: Answer::Answer, public: Publication::Agree };
    let mut hidden = full(all);
    hidden.suppress = true;
    let view = view_of(&hidden, None);
    assert!(roster(&view).person(id(2)).is_none());
    let whole = Roster::for_reader(&Facts::of(&view), Rights::Protected);
    assert!(Tier::ALL.iter().all(|tier| told(&whole, *tier).is_none()));
    let view = view_of(&full(all), Some(WhereTo::Died));
    assert!(Tier::ALL.iter().all(|tier| told(&roster(&view), *tier).is_none()));
    let view = view_of(&full(all), Some(WhereTo::Relatives));
    assert!(told(&roster(&view), Tier::Kin).is_some());
}

#[test]
fn what_is_not_noted_is_unknown_and_never_a_no() {
    let mut bare = NewPerson::unasked(id(1));
    bare.consent_kin = Answer::Answer;
    bare.kana_family = "ゆうき".parse().ok();
    let view = view_of(&bare, None);
    let told = told(&roster(&view), Tier::Kin).unwrap();
    assert_eq!((told.injured, told.sex, told.age), (None, None, None));
    assert_eq!(told.items, Item::ALL.iter().copied().collect());
}

/// Forty others, so that a name says something.
fn registered() -> People {
    let mut people = People::at(NOW);
    let mut view = View::default();
    for number in 10..50_u8 {
        let home = NewHousehold::of(Registered::Staff, false);
        write(&mut view, home.create(id(number), &noted()).unwrap());
        let mut one = NewPerson::unasked(id(number));
        let kana = ["かとう", "まえだ", "いけだ", "きむら"][usize::from(number) % 4];
        one.kana_family = kana.parse().ok();
        one.kana_given = ["さくら", "けんじ", "ともこ"][usize::from(number) % 3].parse().ok();
        one.age = number.to_string().parse().ok();
        write(&mut view, one.create(id(number + 100), &noted()).unwrap());
    }
    people.add(PlaceId::new([0x22; 16]), &roster(&view));
    let consent = Consent {
        kin: Answer::Answer,
        acquaintance: Answer::Refuse,
        public: Publication::Disagree,
    };
    people.add(GYM, &roster(&view_of(&full(consent), None)));
    people
}

fn name(family: &str, given: &str) -> Sought {
    Sought { kana_family: family.parse().ok(), kana_given: given.parse().ok(), ..Sought::default() }
}

#[test]
fn who_is_sought_is_found_in_every_spelling_and_with_a_slip_and_says_why() {
    let mut people = registered();
    let kanji =
        Sought { family: "結城".parse().ok(), given: "花子".parse().ok(), ..Sought::default() };
    let born = Sought { birth: "1950-03-02".parse().ok(), ..name("ユウキ", "ハナコ") };
    let home = Sought { address: "水前寺３丁目12-5".parse().ok(), ..name("yuki", "hanako") };
    for (sought, reason) in [
        (kanji, Reason::SameKanji),
        (name("ﾕｳｷ", "ﾊﾅｺ"), Reason::SameReading),
        (name("Yuuki", "HANAKO"), Reason::SameReading),
        (born, Reason::SameBirth),
        (home, Reason::SameAddress),
        (name("ゆうき", "はなごう"), Reason::NearReading),
    ] {
        let found = people.seek(&sought.roster(), &LEARNT, 10);
        let first = found.first().unwrap_or_else(|| panic!("nobody for {reason:?}"));
        assert_eq!((first.at.place, first.at.person), (GYM, id(2)), "{reason:?}");
        let reasons: Vec<Reason> = first.evidence.iter().map(|it| it.reason).collect();
        assert!(reasons.contains(&reason), "{reason:?} is not among {reasons:?}");
    }
    let sure = Sought { birth: "1950-03-02".parse().ok(), ..name("ゆうき", "はなこ") };
    let found = people.seek(&sure.roster(), &LEARNT, 10);
    assert_eq!((found.len(), found[0].certainty), (1, Certainty::Likely));
    assert!(people.seek(&name("おにづか", "しずか").roster(), &LEARNT, 10).is_empty());
}

#[test]
fn who_was_sought_leaves_nothing_behind() {
    let mut people = registered();
    let sought = Sought { age: "76".parse().ok(), ..name("ゆうき", "はなこ") };
    let before = people.seek(&sought.roster(), &LEARNT, 10);
    let (len, proposals) = (people.len(), people.proposals(&LEARNT));
    for _ in 0..20 {
        people.seek(&name("ゆうき", "はなこ").roster(), &LEARNT, 10);
    }
    assert_eq!(people.len(), len);
    assert_eq!(people.seek(&sought.roster(), &LEARNT, 10), before);
    assert_eq!(people.proposals(&LEARNT), proposals);
    assert_eq!(registered().proposals(&LEARNT), proposals);
}

#[test]
fn an_answer_is_due_at_its_place_until_it_is_said_there_once() {
    let (mut place, mut hq) = (View::default(), View::default());
    for number in [1, 2] {
        let new = NewInquiry::of(GYM, Sealed::new(vec![number]).unwrap());
        write(&mut place, new.create(id(number), &noted()).unwrap());
    }
    let none = BTreeMap::new();
    assert!(inquiry::due(&Facts::of(&place), &none).is_empty());
    let answer = NewInquiryAnswer::of(id(2), GYM, Outcome::NotFound, Tier::Kin, IdChecked::Licence);
    write(&mut hq, answer.create(id(9), &noted()).unwrap());
    let answers = inquiry::answers(&Facts::of(&hq));
    assert_eq!(inquiry::due(&Facts::of(&place), &answers), [id(2)]);
    write(&mut place, NewInquiryAnswered::of(id(2)).create(id(10), &noted()).unwrap());
    assert!(inquiry::due(&Facts::of(&place), &answers).is_empty());
    assert_eq!(inquiry::answered(&Facts::of(&place)), BTreeSet::from([id(2)]));
}

#[test]
fn an_answer_tells_of_somebody_or_of_nobody_and_never_half() {
    let answer = |outcome| NewInquiryAnswer::of(id(1), GYM, outcome, Tier::Kin, IdChecked::None);
    assert!(answer(Outcome::Found).create(id(9), &noted()).is_err());
    let mut found = answer(Outcome::Found);
    found.person = Some(id(2));
    assert!(found.create(id(9), &noted()).is_err(), "nothing was told of them");
    found.told.insert(Item::Name);
    assert!(found.create(id(9), &noted()).is_ok());
    for outcome in [Outcome::NotFound, Outcome::Refused] {
        let mut other = answer(outcome);
        assert!(other.create(id(9), &noted()).is_ok());
        other.told.insert(Item::Name);
        assert!(other.create(id(9), &noted()).is_err());
    }
}
