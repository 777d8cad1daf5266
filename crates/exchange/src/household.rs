//! A household as it goes from one place to another: what the next reception need not ask again.
//!
//! The bytes are drawn in `docs/format.md` §12. Invariants: of clashing values the copy holds the
//! one that is shown, of consents the strictest, and who is protected stays protected; what was
//! written by others is checked field by field before it becomes a record. A copy holds no claim
//! code and no numbers of the place that made it, but the reception number by which that place
//! finds the household again.
//!
//! Deliberately absent: sealing, and the code a family carries.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use musubi_model::field::{Field, Scalar};
use musubi_model::household::{
    AddressKind, HouseDamage, Household, Language, NewHousehold, PERSONS_PER_HOUSEHOLD_MAX,
    Registered,
};
use musubi_model::ids::RecordId;
use musubi_model::person::{Allergen, Answer, Diet, Need, NewPerson, Person, Publication, Sex};
use musubi_model::record::Value;
use musubi_model::text::TextError;

/// Longer bytes are no copy.
pub const BYTES_MAX: usize = 32_000;
const FORMAT: u8 = 1;

/// What is copied of a household.
#[derive(Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HouseholdCopy {
    #[n(0)]
    format: u8,
    #[n(1)]
    pub persons: Vec<PersonCopy>,
    /// 受付番号 at the place that sent them.
    #[n(2)]
    pub reception_no: Option<String>,
    #[n(3)]
    postal_code: Option<String>,
    #[n(4)]
    prefecture: Option<String>,
    #[n(5)]
    city_code: Option<String>,
    #[n(6)]
    city: Option<String>,
    #[n(7)]
    town: Option<String>,
    #[n(8)]
    address_line: Option<String>,
    #[n(9)]
    address_kind: Option<String>,
    #[n(10)]
    phone: Option<String>,
    #[n(11)]
    contact: Option<String>,
    #[n(12)]
    house_damage: Option<String>,
    #[n(13)]
    pets: Option<String>,
    #[n(14)]
    vehicle: Option<String>,
    #[n(15)]
    language: Option<String>,
    #[n(16)]
    card: Option<String>,
    #[n(17)]
    note: Option<String>,
    /// Protected as a whole.
    #[n(18)]
    suppress: Option<bool>,
}

/// What is copied of a person.
#[derive(Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PersonCopy {
    /// The id of their record at the place that sent them.
    #[cbor(n(0), with = "minicbor::bytes")]
    id: [u8; 16],
    #[n(1)]
    pub family: Option<String>,
    #[n(2)]
    pub given: Option<String>,
    #[n(3)]
    pub kana_family: Option<String>,
    #[n(4)]
    pub kana_given: Option<String>,
    #[n(5)]
    pub birth: Option<String>,
    #[n(6)]
    pub age: Option<String>,
    #[n(7)]
    pub sex: Option<String>,
    #[n(8)]
    relation: Option<String>,
    #[n(9)]
    needs: Vec<String>,
    #[n(10)]
    allergens: Vec<String>,
    #[n(11)]
    diet: Vec<String>,
    #[n(12)]
    allergens_text: Option<String>,
    #[n(13)]
    needs_text: Option<String>,
    #[n(14)]
    unaccompanied_minor: Option<bool>,
    #[n(15)]
    brought_by: Option<String>,
    #[n(16)]
    skills: Option<String>,
    #[n(17)]
    note: Option<String>,
    /// Kin, acquaintances, everybody: `true` means yes.
    #[n(18)]
    consent: [bool; 3],
    #[n(19)]
    suppress: bool,
}

/// Why bytes are no copy of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CopyRefused {
    #[error("these bytes are no copy of a household")]
    Form,
    #[error("it was made by a later version")]
    Version,
    #[error("{field} holds what cannot be")]
    Field { field: &'static str },
}

/// A household to be written down at the place where they arrived.
pub struct Arriving {
    pub household: NewHousehold,
    /// Each with the id of their record at the place that sent them. The household's id is blank.
    pub persons: Vec<(RecordId, NewPerson)>,
}

impl HouseholdCopy {
    /// Of the persons that are given, in their order.
    pub fn of<'a>(
        household: &Household,
        persons: impl IntoIterator<Item = &'a Person>,
        protected: bool,
    ) -> Self {
        Self {
            format: FORMAT,
            persons: persons.into_iter().map(PersonCopy::of).collect(),
            reception_no: text(&household.reception_no),
            postal_code: text(&household.postal_code),
            prefecture: text(&household.prefecture),
            city_code: text(&household.city_code),
            city: text(&household.city),
            town: text(&household.town),
            address_line: text(&household.address_line),
            address_kind: text(&household.address_kind),
            phone: text(&household.phone),
            contact: text(&household.contact),
            house_damage: text(&household.house_damage),
            pets: text(&household.pets),
            vehicle: text(&household.vehicle),
            language: text(&household.language),
            card: text(&household.card),
            note: text(&household.note),
            suppress: protected.then_some(true),
        }
    }

    /// Somebody of them is protected, so nobody of them is shown to who lacks the right.
    pub fn is_protected(&self) -> bool {
        self.suppress == Some(true) || self.persons.iter().any(|person| person.suppress)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("memory takes everything")
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CopyRefused> {
        if bytes.len() > BYTES_MAX {
            return Err(CopyRefused::Form);
        }
        let mut decoder = minicbor::Decoder::new(bytes);
        let copy: Self = decoder.decode().map_err(|_| CopyRefused::Form)?;
        if copy.format != FORMAT {
            return Err(CopyRefused::Version);
        }
        if decoder.position() != bytes.len()
            || copy.persons.is_empty()
            || copy.persons.len() > PERSONS_PER_HOUSEHOLD_MAX
        {
            return Err(CopyRefused::Form);
        }
        Ok(copy)
    }

    /// The same without what is long and can be asked again, for a code that a family carries.
    #[must_use]
    pub fn shortened(&self) -> Self {
        let mut short = self.clone();
        (short.note, short.contact, short.vehicle) = (None, None, None);
        for person in &mut short.persons {
            (person.note, person.skills, person.needs_text) = (None, None, None);
        }
        short
    }

    /// Every field as the model takes it, or the first that it does not take.
    pub fn arriving(&self) -> Result<Arriving, CopyRefused> {
        let mut new = NewHousehold::of(Registered::Staff, self.suppress == Some(true));
        new.postal_code = parsed("postal_code", self.postal_code.as_deref())?;
        new.prefecture = parsed("prefecture", self.prefecture.as_deref())?;
        new.city_code = parsed("city_code", self.city_code.as_deref())?;
        new.city = parsed("city", self.city.as_deref())?;
        new.town = parsed("town", self.town.as_deref())?;
        new.address_line = parsed("address_line", self.address_line.as_deref())?;
        let of_kind = AddressKind::from_code;
        new.address_kind = code("address_kind", self.address_kind.as_deref(), of_kind)?;
        new.phone = parsed("phone", self.phone.as_deref())?;
        new.contact = parsed("contact", self.contact.as_deref())?;
        let of_damage = HouseDamage::from_code;
        new.house_damage = code("house_damage", self.house_damage.as_deref(), of_damage)?;
        new.pets = parsed("pets", self.pets.as_deref())?;
        new.vehicle = parsed("vehicle", self.vehicle.as_deref())?;
        new.language = code("language", self.language.as_deref(), Language::from_code)?;
        new.card = parsed("card", self.card.as_deref())?;
        new.note = parsed("note", self.note.as_deref())?;
        let persons = self.persons.iter().map(PersonCopy::arriving);
        Ok(Arriving { household: new, persons: persons.collect::<Result<_, _>>()? })
    }
}

impl PersonCopy {
    fn of(person: &Person) -> Self {
        let consent = person.consent();
        Self {
            id: *person.id.bytes(),
            family: text(&person.family),
            given: text(&person.given),
            kana_family: text(&person.kana_family),
            kana_given: text(&person.kana_given),
            birth: text(&person.birth),
            age: text(&person.age),
            sex: text(&person.sex),
            relation: text(&person.relation),
            needs: person.needs.set().map(|need| need.code().to_owned()).collect(),
            allergens: person.allergens.set().map(|it| it.code().to_owned()).collect(),
            diet: person.diet.set().map(|it| it.code().to_owned()).collect(),
            allergens_text: text(&person.allergens_text),
            needs_text: text(&person.needs_text),
            unaccompanied_minor: person.unaccompanied_minor.shown().copied(),
            brought_by: text(&person.brought_by),
            skills: text(&person.skills),
            note: text(&person.note),
            consent: [
                consent.kin == Answer::Answer,
                consent.acquaintance == Answer::Answer,
                consent.public == Publication::Agree,
            ],
            suppress: person.is_protected(),
        }
    }

    pub fn id(&self) -> RecordId {
        RecordId::new(self.id)
    }

    fn arriving(&self) -> Result<(RecordId, NewPerson), CopyRefused> {
        let answer = |yes| if yes { Answer::Answer } else { Answer::Refuse };
        let [kin, acquaintance, public] = self.consent;
        let public = if public { Publication::Agree } else { Publication::Disagree };
        let blank = RecordId::new([0; 16]);
        let (kin, acquaintance) = (answer(kin), answer(acquaintance));
        let mut new = NewPerson::of(blank, self.suppress, kin, acquaintance, public);
        new.family = parsed("family", self.family.as_deref())?;
        new.given = parsed("given", self.given.as_deref())?;
        new.kana_family = parsed("kana_family", self.kana_family.as_deref())?;
        new.kana_given = parsed("kana_given", self.kana_given.as_deref())?;
        new.birth = parsed("birth", self.birth.as_deref())?;
        new.age = parsed("age", self.age.as_deref())?;
        new.sex = code("sex", self.sex.as_deref(), Sex::from_code)?;
        new.relation = parsed("relation", self.relation.as_deref())?;
        new.needs = codes("needs", &self.needs, Need::from_code)?;
        new.allergens = codes("allergens", &self.allergens, Allergen::from_code)?;
        new.diet = codes("diet", &self.diet, Diet::from_code)?;
        new.allergens_text = parsed("allergens_text", self.allergens_text.as_deref())?;
        new.needs_text = parsed("needs_text", self.needs_text.as_deref())?;
        new.unaccompanied_minor = self.unaccompanied_minor;
        new.brought_by = parsed("brought_by", self.brought_by.as_deref())?;
        new.skills = parsed("skills", self.skills.as_deref())?;
        new.note = parsed("note", self.note.as_deref())?;
        Ok((self.id(), new))
    }
}

/// Nothing is shown of what is inside.
impl std::fmt::Debug for HouseholdCopy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HouseholdCopy({} persons)", self.persons.len())
    }
}

/// What is shown of a field that stands in records as text.
fn text<T: Scalar>(field: &Field<T>) -> Option<String> {
    match field.shown()?.to_value() {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn parsed<T>(field: &'static str, text: Option<&str>) -> Result<Option<T>, CopyRefused>
where
    T: std::str::FromStr<Err = TextError>,
{
    text.map(|text| text.parse().map_err(|_| CopyRefused::Field { field })).transpose()
}

fn code<T>(
    field: &'static str,
    text: Option<&str>,
    of_code: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, CopyRefused> {
    text.map(|text| of_code(text).ok_or(CopyRefused::Field { field })).transpose()
}

fn codes<T: Ord>(
    field: &'static str,
    words: &[String],
    of_code: impl Fn(&str) -> Option<T>,
) -> Result<BTreeSet<T>, CopyRefused> {
    words.iter().map(|word| of_code(word).ok_or(CopyRefused::Field { field })).collect()
}
