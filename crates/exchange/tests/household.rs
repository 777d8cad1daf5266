//! A household arrives as it was sent, and bytes of others are no danger.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use musubi_exchange::household::{BYTES_MAX, CopyRefused, HouseholdCopy};
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::household::{AddressKind, HouseDamage, Language, NewHousehold, Registered};
use musubi_model::ids::{Actor, RecordId};
use musubi_model::madeup::{self, Chance};
use musubi_model::person::{Allergen, Answer, Diet, Need, NewPerson, Publication, Sex};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::roster::{Rights, Roster};
use musubi_model::time::Timestamp;
use musubi_model::token::ReceptionNo;
use proptest::prelude::*;

const NOON: Timestamp = Timestamp::from_millis(1_785_000_000_000);

fn write(view: &mut View, edits: Vec<Edit>) {
    let by = Actor::new([1; 16]);
    let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap();
    for edit in edits {
        let Edit::Create { id, table, fields } = edit else { panic!("only new records") };
        let record = view.records.entry(id).or_default();
        record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
        record.extend(fields.into_iter().map(|(name, value)| (name, reading(value))));
    }
}

fn noted() -> Noted {
    Noted::now(NOON, Recorder::Import)
}

/// A made-up household, written down and copied.
fn copied(seed: u64, size: usize) -> (madeup::MadeUp, HouseholdCopy) {
    let mut chance = Chance::seeded(seed);
    let mut made = madeup::household_of(&mut chance, NOON, size);
    made.persons.sort_by_key(|(id, _)| *id);
    let mut view = View::default();
    write(&mut view, made.household.create(made.id, &noted()).unwrap());
    for (id, person) in &made.persons {
        write(&mut view, person.create(*id, &noted()).unwrap());
    }
    let roster = Roster::for_reader(&Facts::of(&view), Rights::Protected);
    let household = roster.household(made.id).unwrap();
    let copy = HouseholdCopy::of(household, roster.members(made.id), made.household.suppress);
    (made, copy)
}

/// What a record holds, but for where it stands.
fn fields(edits: Vec<Edit>) -> Vec<(String, Value)> {
    let Some(Edit::Create { mut fields, .. }) = edits.into_iter().next() else {
        panic!("one record")
    };
    let own = ["household", "representative", "registered", "claim_code", "stay_place"];
    fields.retain(|(name, _)| !own.contains(&name.as_str()));
    fields.sort();
    fields
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_household_arrives_as_it_was_sent(seed: u64, size in 1..=30_usize) {
        let (made, copy) = copied(seed, size);
        let bytes = copy.to_bytes();
        let read = HouseholdCopy::from_bytes(&bytes).unwrap();
        prop_assert!(read == copy);
        prop_assert_eq!(read.is_protected(), made.household.suppress || made.persons[0].1.suppress);
        let arriving = read.arriving().unwrap();
        let id = RecordId::new([7; 16]);
        prop_assert_eq!(
            fields(arriving.household.create(id, &noted()).unwrap()),
            fields(made.household.create(id, &noted()).unwrap())
        );
        prop_assert_eq!(arriving.persons.len(), made.persons.len());
        for (there, here) in arriving.persons.iter().zip(&made.persons) {
            prop_assert_eq!(there.0, here.0);
            let mut want = here.1.clone();
            if want.suppress {
                // Whoever is protected answers nobody.
                want.consent_kin = Answer::Refuse;
                want.consent_acquaintance = Answer::Refuse;
                want.consent_public = Publication::Disagree;
            }
            prop_assert_eq!(
                fields(there.1.create(id, &noted()).unwrap()),
                fields(want.create(id, &noted()).unwrap())
            );
        }
    }

    #[test]
    fn altered_bytes_are_refused_or_read_as_something_that_can_be_written(
        seed: u64,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = copied(seed, 3).1.to_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            let Ok(copy) = HouseholdCopy::from_bytes(bytes) else { continue };
            let Ok(arriving) = copy.arriving() else { continue };
            let id = RecordId::new([7; 16]);
            prop_assert!(arriving.household.create(id, &noted()).is_ok());
            prop_assert!(arriving.persons.iter().all(|it| it.1.create(id, &noted()).is_ok()));
        }
    }
}

#[test]
fn a_copy_of_four_fits_into_a_code_that_any_reader_reads() {
    for seed in 0..200 {
        let bytes = copied(seed, 4).1.to_bytes();
        // Kind, three ids, the box.
        let text = 3 + (bytes.len() + 49 + 48).div_ceil(5) * 8;
        assert!(text <= 1_800, "{text} characters with seed {seed}");
    }
}

#[test]
fn what_is_no_copy_is_named() {
    assert_eq!(HouseholdCopy::from_bytes(&[]), Err(CopyRefused::Form));
    assert_eq!(HouseholdCopy::from_bytes(&vec![0xa0; BYTES_MAX + 1]), Err(CopyRefused::Form));
    let nobody = HouseholdCopy::default().to_bytes();
    assert_eq!(HouseholdCopy::from_bytes(&nobody), Err(CopyRefused::Version));
    let (_, copy) = copied(1, 2);
    let mut longer = copy.to_bytes();
    longer.push(0);
    assert_eq!(HouseholdCopy::from_bytes(&longer), Err(CopyRefused::Form));
    // Two hundred characters of a family name.
    let mut long = copy;
    long.persons[0].family = Some("長".repeat(200));
    let read = HouseholdCopy::from_bytes(&long.to_bytes()).unwrap();
    assert_eq!(read.arriving().err(), Some(CopyRefused::Field { field: "family" }));
}

/// Two people with every field of the copy filled in one of them.
fn whole() -> HouseholdCopy {
    let mut household = NewHousehold::of(Registered::Paper, false);
    household.reception_no = Some(ReceptionNo::new('A', 42).unwrap());
    household.postal_code = Some("862-0000".parse().unwrap());
    household.prefecture = Some("熊本県".parse().unwrap());
    household.city_code = Some("431001".parse().unwrap());
    household.city = Some("熊本市".parse().unwrap());
    household.town = Some("出水".parse().unwrap());
    household.address_line = Some("1丁目2-3".parse().unwrap());
    household.address_kind = Some(AddressKind::Residence);
    household.phone = Some("000-0000-0000".parse().unwrap());
    household.contact = Some("叔母".parse().unwrap());
    household.house_damage = Some(HouseDamage::Half);
    household.pets = Some("犬1".parse().unwrap());
    household.vehicle = Some("白い軽".parse().unwrap());
    household.language = Some(Language::Vi);
    household.card = Some("0123456789ABCDEF".parse().unwrap());
    household.note = Some("玄関の近く".parse().unwrap());
    let id = RecordId::new([1; 16]);
    let mut first = NewPerson::unasked(id);
    first.family = Some("結城".parse().unwrap());
    first.given = Some("花子".parse().unwrap());
    first.kana_family = Some("ゆうき".parse().unwrap());
    first.kana_given = Some("はなこ".parse().unwrap());
    first.birth = Some("1985-02-28".parse().unwrap());
    first.age = Some("41".parse().unwrap());
    first.sex = Some(Sex::Female);
    first.relation = Some("世帯主".parse().unwrap());
    first.needs = [Need::Pregnant, Need::Medication].into();
    first.allergens = [Allergen::Egg].into();
    first.diet = [Diet::Soft].into();
    first.allergens_text = Some("卵".parse().unwrap());
    first.needs_text = Some("段差".parse().unwrap());
    first.unaccompanied_minor = Some(false);
    first.brought_by = Some("隣の人".parse().unwrap());
    first.skills = Some("看護師".parse().unwrap());
    first.note = Some("眼鏡".parse().unwrap());
    first.consent_kin = Answer::Answer;
    let mut second = NewPerson::unasked(id);
    second.family = Some("Nguyen".parse().unwrap());
    let mut view = View::default();
    write(&mut view, household.create(id, &noted()).unwrap());
    write(&mut view, first.create(RecordId::new([2; 16]), &noted()).unwrap());
    write(&mut view, second.create(RecordId::new([3; 16]), &noted()).unwrap());
    let roster = Roster::for_reader(&Facts::of(&view), Rights::Protected);
    HouseholdCopy::of(roster.household(id).unwrap(), roster.members(id), false)
}

#[test]
fn the_bytes_of_a_copy_never_change() {
    let vector = include_str!("vectors/household.hex").trim();
    let bytes = whole().to_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, vector);
    assert!(HouseholdCopy::from_bytes(&bytes).is_ok_and(|copy| copy == whole()));
}
