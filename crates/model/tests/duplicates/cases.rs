//! People who are told apart or not, one case each, registered in the midst of a small city.

use std::collections::BTreeSet;

use musubi_model::duplicates::{At, Places, between, link};
use musubi_model::household::{NewHousehold, Registered};
use musubi_model::ids::{PlaceId, RecordId};
use musubi_model::madeup::Chance;
use musubi_model::matching::{Aspect, Certainty, LEARNT, People, Proposal, Reason};
use musubi_model::person::NewPerson;
use musubi_model::roster::{Rights, Roster};

use super::city::City;
use super::desk::{NOW, Registration, place_id, registrations};
use super::judge::Known;
use super::read::{by_place, by_place_for};

const SEED: u64 = 2;

/// Family and given name, their readings, and a birth date or an age.
type Who<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

struct Told {
    place: u32,
    phone: &'static str,
    address: (&'static str, &'static str),
    people: Vec<Who<'static>>,
}

fn told(chance: &mut Chance, case: &Told) -> Registration {
    let id = chance.record_id(NOW);
    let mut household = NewHousehold::of(Registered::Staff, false);
    household.phone = case.phone.parse().ok();
    household.town = case.address.0.parse().ok();
    household.address_line = case.address.1.parse().ok();
    let mut persons = Vec::new();
    for (family, given, kana_family, kana_given, aged) in &case.people {
        let mut person = NewPerson::unasked(id);
        person.suppress = false;
        person.family = family.parse().ok();
        person.given = given.parse().ok();
        person.kana_family = kana_family.parse().ok();
        person.kana_given = kana_given.parse().ok();
        if aged.len() == 10 {
            person.birth = aged.parse().ok();
        } else {
            person.age = aged.parse().ok();
        }
        persons.push((chance.record_id(NOW), person, 0));
    }
    Registration { place: place_id(case.place), id, household, persons }
}

/// The cases among 5,000 others: how rare a name is says something only among many.
fn among_others(cases: &[Told]) -> (Vec<Registration>, Vec<Registration>) {
    println!("seed {SEED}");
    let others = registrations(&City::drawn(SEED, 5_000), SEED, 100);
    let mut chance = Chance::seeded(SEED);
    (cases.iter().map(|case| told(&mut chance, case)).collect(), others)
}

fn people(registrations: &[&[Registration]], rights: Rights) -> People {
    let mut people = People::at(NOW);
    for told in registrations {
        for (place, roster) in by_place_for(told, rights) {
            people.add(place, &roster);
        }
    }
    people
}

/// Which person of which case.
type Place = (usize, usize);

/// What is proposed of the people of the cases.
fn proposed(cases: &[Told]) -> Vec<(Place, Place, Proposal)> {
    let (cases, others) = among_others(cases);
    let held = people(&[&cases, &others], Rights::Protected);
    let of = |id: RecordId| {
        cases.iter().enumerate().find_map(|(case, told)| {
            Some((case, told.persons.iter().position(|(person, ..)| *person == id)?))
        })
    };
    let mut found = Vec::new();
    for proposal in held.proposals(&LEARNT) {
        if let (Some(one), Some(other)) = (of(proposal.one.person), of(proposal.other.person)) {
            found.push((one.min(other), one.max(other), proposal));
        }
    }
    found.sort_by_key(|(one, other, _)| (*one, *other));
    found
}

fn likely(cases: &[Told]) -> Vec<(Place, Place)> {
    let sure = |proposal: &Proposal| proposal.certainty == Certainty::Likely;
    let found = proposed(cases).into_iter().filter(|(.., it)| sure(it));
    found.map(|(one, other, _)| (one, other)).collect()
}

fn reasons(proposal: &Proposal) -> BTreeSet<(Aspect, Reason)> {
    proposal.evidence.iter().map(|it| (it.aspect, it.reason)).collect()
}

const HOUSE: (&str, &str) = ("結が丘", "3丁目12-5");
const NOWHERE: (&str, &str) = ("", "");

#[test]
fn one_human_told_by_phone_form_and_at_another_shelter_is_proposed_with_reasons() {
    let found = proposed(&[
        Told {
            place: 900,
            phone: "000-1234-5678",
            address: HOUSE,
            people: vec![("", "", "SYOUZI", "KOUITI", "1962-03-05")],
        },
        Told {
            place: 901,
            phone: "00012345678",
            address: ("結が丘", "３－１２－５"),
            people: vec![("庄司", "浩一", "ショウジ", "コウイチ", "64")],
        },
    ]);
    let [(one, other, proposal)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((*one, *other), ((0, 0), (1, 0)));
    assert_eq!(proposal.certainty, Certainty::Likely);
    let said = reasons(proposal);
    for wanted in [
        (Aspect::Family, Reason::SameReading),
        (Aspect::Given, Reason::SameReading),
        (Aspect::Age, Reason::SameAge),
        (Aspect::Phone, Reason::SamePhone),
        (Aspect::Address, Reason::SameAddress),
    ] {
        assert!(said.contains(&wanted), "{wanted:?} {said:?}");
    }
    let weights: Vec<i32> = proposal.evidence.iter().map(|it| it.weight.abs()).collect();
    assert!(weights.is_sorted_by(|one, other| one >= other), "{weights:?}");
    assert_eq!(proposal.bearers, 2);
}

#[test]
fn a_family_told_twice_is_paired_person_by_person_twins_and_like_names_too() {
    let family = |exchanged: bool| {
        let name = |given: &'static str, kana: &'static str, aged| {
            if exchanged {
                (given, "緒方", kana, "おがた", aged)
            } else {
                ("緒方", given, "オガタ", kana, aged)
            }
        };
        vec![
            name("健一", "けんいち", "1980-04-01"),
            name("健二", "けんじ", "1982-04-01"),
            name("真央", "まお", "2015-07-07"),
            name("真希", "まき", "2015-07-07"),
        ]
    };
    let case =
        |place, exchanged, phone| Told { place, phone, address: HOUSE, people: family(exchanged) };
    let each = |case: usize| (0..4).map(move |at| ((0, at), (case, at))).collect::<Vec<_>>();
    let once = |exchanged| {
        likely(&[case(900, false, "000-1234-5678"), case(901, exchanged, "000-1234-5678")])
    };
    assert_eq!(once(false), each(1));
    assert_eq!(once(true), each(1));
}

#[test]
fn namesakes_kin_and_flatmates_are_not_likely() {
    let alone = |phone, address, who| Told { place: 900, phone, address, people: vec![who] };
    // One name, two ages.
    let namesakes = [
        alone("000-1111-1111", HOUSE, ("佐藤", "誠", "さとう", "まこと", "1960-02-02")),
        alone("000-2222-2222", ("港町", "1-2-3"), ("佐藤", "誠", "さとう", "まこと", "1984-11-02")),
    ];
    assert_eq!(likely(&namesakes), []);
    // One name, one age, and nothing else that is told by both.
    let frequent = [
        alone("", NOWHERE, ("佐藤", "", "さとう", "ひろし", "60-69")),
        alone("000-2222-2222", NOWHERE, ("", "", "さとう", "ひろし", "64")),
    ];
    assert_eq!(likely(&frequent), []);
    // A twin at either parent's.
    let twins = [
        alone("000-1111-1111", HOUSE, ("高木", "悠真", "たかぎ", "ゆうま", "2015-07-07")),
        alone("000-1111-1111", HOUSE, ("高木", "悠斗", "たかぎ", "ゆうと", "2015-07-07")),
    ];
    assert_eq!(likely(&twins), []);
    // Grandfather and grandson with one phone and one house.
    let generations = [
        alone("000-1111-1111", HOUSE, ("高木", "正一", "たかぎ", "しょういち", "81")),
        alone("000-1111-1111", HOUSE, ("高木", "正一", "たかぎ", "しょういち", "20-29")),
    ];
    assert_eq!(likely(&generations), []);
}

#[test]
fn a_child_told_by_each_parent_is_proposed_though_the_parents_are_not() {
    let found = likely(&[
        Told {
            place: 900,
            phone: "000-1111-1111",
            address: HOUSE,
            people: vec![
                ("桑原", "久美子", "くわはら", "くみこ", "1985-01-20"),
                ("桑原", "颯", "くわはら", "はやて", "2016-05-04"),
            ],
        },
        Told {
            place: 901,
            phone: "000-2222-2222",
            address: ("港町", "1-2-3"),
            people: vec![
                ("桑原", "徹", "くわはら", "とおる", "1983-10-09"),
                ("", "", "くわはら", "はやて", "2016-05-04"),
            ],
        },
    ]);
    assert_eq!(found, [((0, 1), (1, 1))]);
}

fn a_pair() -> [Told; 2] {
    let who = ("桑原", "久美子", "くわはら", "くみこ", "1985-01-20");
    let case = |place| Told { place, phone: "000-1111-1111", address: HOUSE, people: vec![who] };
    [case(900), case(901)]
}

#[test]
fn whom_a_reader_may_not_see_is_in_no_proposal() {
    let (mut cases, others) = among_others(&a_pair());
    let id = cases[1].persons[0].0;
    let names = |cases: &[Registration], rights| {
        let found = people(&[cases, &others], rights).proposals(&LEARNT);
        found.iter().any(|it| it.one.person == id || it.other.person == id)
    };
    assert!(names(&cases, Rights::Ordinary));
    cases[1].persons[0].1.suppress = true;
    assert!(!names(&cases, Rights::Ordinary));
    assert!(names(&cases, Rights::Protected));
}

#[test]
fn what_a_person_linked_is_not_proposed_until_they_take_it_back() {
    let (mut cases, others) = among_others(&a_pair());
    let ids = [cases[0].persons[0].0, cases[1].persons[0].0];
    let is_in = |found: &[Proposal]| {
        found.iter().any(|it| ids.contains(&it.one.person) && ids.contains(&it.other.person))
    };
    let is_proposed = |cases: &[Registration]| {
        let people = people(&[cases, &others], Rights::Ordinary);
        assert!(is_in(&people.pairs(&LEARNT)), "whoever keeps pairs keeps also those");
        is_in(&people.proposals(&LEARNT))
    };
    assert!(is_proposed(&cases));
    cases[0].persons[0].1.same_as = Some(ids[1]);
    assert!(!is_proposed(&cases));
    cases[0].persons[0].1.same_as = None;
    cases[1].persons[0].1.same_as = Some(ids[0]);
    assert!(!is_proposed(&cases));
    cases[1].persons[0].1.same_as = None;
    assert!(is_proposed(&cases));
}

#[test]
fn a_link_goes_to_a_record_that_is_seen_and_holds_none() {
    let mut three: Vec<Told> = a_pair().into();
    three.push(Told { place: 900, ..a_pair().into_iter().next().unwrap() });
    let mut chance = Chance::seeded(SEED);
    let mut cases: Vec<Registration> = three.iter().map(|case| told(&mut chance, case)).collect();
    let [here, away, also_here] = [0, 1, 2].map(|at: usize| cases[at].persons[0].0);
    let rosters = |cases: &[Registration]| by_place(cases).collect::<Vec<(PlaceId, Roster)>>();

    let apart = rosters(&cases);
    let seen: Vec<(PlaceId, &Roster)> = apart.iter().map(|(place, it)| (*place, it)).collect();
    let (at, other) = Places(&seen).link(here, away).unwrap();
    assert_eq!((at.place, at.person, other), (place_id(900), here, away));
    assert_eq!(Places(&seen).between(here, away), []);

    cases[0].persons[0].1.same_as = Some(away);
    let linked = rosters(&cases);
    let seen: Vec<(PlaceId, &Roster)> = linked.iter().map(|(place, it)| (*place, it)).collect();
    assert!(Places(&seen).links().are_one(away, here));
    assert_eq!(Places(&seen).link(away, here), None);
    assert_eq!(Places(&seen).between(away, here), [at]);
    let pairs = Places(&seen).pairs();
    let both = |pair: &(At, At)| BTreeSet::from([pair.0.person, pair.1.person]);
    assert_eq!((pairs.len(), both(&pairs[0])), (1, BTreeSet::from([here, away])));
    // The first holds a link already, and whom it names holds none.
    let (next, other) = Places(&seen).link(here, also_here).unwrap();
    assert_eq!((next.place, next.person, other), (place_id(901), away, also_here));
    // Whoever sees the one place alone writes on the record that is there.
    assert_eq!(link(&linked[0].1, here, also_here), Some((also_here, here)));
    assert_eq!(between(&linked[0].1, here, also_here).count(), 0);
}

#[test]
fn proposals_do_not_depend_on_the_order_of_places() {
    println!("seed {SEED}");
    let written = registrations(&City::drawn(SEED, 6_000), SEED, 200);
    let mut rosters: Vec<(PlaceId, Roster)> = by_place(&written).collect();
    let proposals = |rosters: &[(PlaceId, Roster)]| {
        let mut people = People::at(NOW);
        rosters.iter().for_each(|(place, roster)| people.add(*place, roster));
        people.proposals(&LEARNT)
    };
    let forth = proposals(&rosters);
    rosters.reverse();
    let back = proposals(&rosters);
    assert!(forth.len() > 200, "{}", forth.len());
    assert_eq!(forth, back);
}

#[test]
fn comparisons_are_bounded_for_each_record_however_names_are_spread() {
    let per_record = |known: &Known| known.people.comparisons() / known.people.len();
    let (small, large) = (Known::drawn(SEED, 4_000, 100), Known::drawn(SEED, 16_000, 100));
    println!("{} and {} comparisons a record", per_record(&small), per_record(&large));
    assert!(per_record(&large) <= 2 * per_record(&small) + 4);

    // Everybody has one name, one birth date, one phone and one address.
    let all = |place| Told {
        place,
        phone: "000-1111-1111",
        address: HOUSE,
        people: vec![("佐藤", "誠", "さとう", "まこと", "1960-02-02")],
    };
    let mut chance = Chance::seeded(SEED);
    let alike: Vec<Registration> = (0..3_000).map(|at| told(&mut chance, &all(at % 7))).collect();
    let held = people(&[&alike], Rights::Ordinary);
    // Twelve keys a record at the most, 48 neighbours a key.
    assert!(held.comparisons() <= held.len() * 12 * 48, "{}", held.comparisons());
}
