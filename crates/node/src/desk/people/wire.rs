//! What reception is told and what it may say. No type here shows its contents in `Debug`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::wire::{Age, Clash, RequestKey};

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Male,
    Female,
    Other,
    NoAnswer,
}

/// Where the household sleeps.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayPlace {
    Shelter,
    Car,
    Tent,
    Home,
    Relative,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HouseDamage {
    None,
    Partial,
    Half,
    Full,
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// 住所: where they are registered.
    Registered,
    /// 居所: where they live now.
    Living,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Illness,
    Injury,
    Pregnant,
    Infant,
    Disability,
    CareLevel,
    DevicePower,
    Medication,
    ElderlyAlone,
    Dementia,
    ForeignLanguage,
    Other,
}

/// The three questions, asked apart. Left out means no.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Consent {
    /// 親族・同居者からの照会に答えてよい
    pub kin: bool,
    /// 知人からの照会に答えてよい
    pub acquaintance: bool,
    /// 上記以外の照会・公表に同意する
    pub public: bool,
}

/// Where a person is, as derived from the stay events.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayState {
    /// Registered by themselves, not yet seen at reception.
    Expected,
    Staying,
    /// 外泊
    Overnight,
    Left,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayKind {
    CheckIn,
    CheckOut,
    OvernightAway,
    /// Back from a night elsewhere.
    Return,
}

/// 退所先
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftTo {
    Home,
    Relative,
    OtherShelter,
    TemporaryHousing,
    Hospital,
    Facility,
    Other,
    Unknown,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHousehold {
    pub key: RequestKey,
    #[schema(max_items = 30)]
    pub persons: Vec<NewPerson>,
    #[serde(default)]
    pub details: HouseholdDetails,
    /// `true`: they stand here and are checked in at once.
    pub check_in: bool,
    pub observed_at: Option<i64>,
}

/// What may be said of a household. Left out: unchanged, or unknown in a new one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HouseholdDetails {
    pub address: Option<String>,
    pub address_kind: Option<AddressKind>,
    pub phone: Option<String>,
    pub house_damage: Option<HouseDamage>,
    pub stay_place: Option<StayPlace>,
    /// BCP 47 tag of the language they read.
    pub language: Option<String>,
    pub pets: Option<String>,
    pub note: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    #[serde(default)]
    pub details: PersonDetails,
    #[serde(default)]
    pub consent: Consent,
    /// 情報非公開
    #[serde(default)]
    pub protected: bool,
}

/// What may be said of a person. Left out: unchanged, or unknown in a new one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    pub family: Option<String>,
    pub given: Option<String>,
    pub family_kana: Option<String>,
    pub given_kana: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub birth: Option<String>,
    /// Where the birth date is not known.
    pub age: Option<u32>,
    pub sex: Option<Sex>,
    /// 続柄
    pub relation: Option<String>,
    pub needs: Option<Vec<Need>>,
    pub allergies: Option<String>,
    pub note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPerson {
    pub key: RequestKey,
    pub person: NewPerson,
    pub check_in: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    #[serde(default)]
    pub details: PersonDetails,
    pub consent: Option<Consent>,
    /// Setting it takes the right to register; clearing it is a right of its own.
    pub protected: Option<bool>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStay {
    pub key: RequestKey,
    pub kind: StayKind,
    /// Empty: everyone of the household whom it can apply to.
    #[serde(default)]
    pub persons: Vec<String>,
    pub left_to: Option<LeftTo>,
    /// The other shelter, where `left_to` is `other_shelter` and it is in the register.
    pub left_to_place: Option<String>,
    pub left_to_note: Option<String>,
    pub observed_at: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Part of a name in kanji, kana or romaji, a reception number, or a claim code.
    /// Empty: the newest registrations.
    pub text: String,
    pub state: Option<StayState>,
    /// HQ only: one place; left out, all places.
    pub place: Option<String>,
}

/// The best matches. There is no total: it would tell of people who are not shown.
#[derive(Serialize, ToSchema)]
pub struct SearchResult {
    pub households: Vec<HouseholdHit>,
    /// There are more; a longer search text finds them.
    pub more: bool,
}

#[derive(Serialize, ToSchema)]
pub struct HouseholdHit {
    pub id: String,
    pub place: String,
    pub place_name: String,
    pub reception_no: Option<String>,
    pub registered_at: i64,
    pub self_registered: bool,
    pub has_clash: bool,
    pub persons: Vec<PersonHit>,
}

#[derive(Serialize, ToSchema)]
pub struct PersonHit {
    pub id: String,
    pub name: String,
    pub kana: String,
    pub age: Option<u32>,
    pub sex: Option<Sex>,
    pub state: StayState,
    /// This person is why the household was found.
    pub matched: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Household {
    pub id: String,
    pub place: String,
    pub place_name: String,
    pub reception_no: Option<String>,
    /// 控え番号, where the household registered itself.
    pub claim_code: Option<String>,
    pub self_registered: bool,
    pub registered_at: i64,
    pub address: Option<String>,
    pub address_kind: Option<AddressKind>,
    pub phone: Option<String>,
    pub house_damage: Option<HouseDamage>,
    pub stay_place: Option<StayPlace>,
    pub language: Option<String>,
    pub pets: Option<String>,
    pub note: Option<String>,
    pub persons: Vec<Person>,
    /// Of the household, its persons and their events.
    pub clashes: Vec<Clash>,
    /// Fields whose values this version cannot read: `record.field`.
    pub unreadable: Vec<String>,
    pub stays: Vec<Stay>,
}

#[derive(Serialize, ToSchema)]
pub struct Person {
    pub id: String,
    pub family: Option<String>,
    pub given: Option<String>,
    pub family_kana: Option<String>,
    pub given_kana: Option<String>,
    pub birth: Option<String>,
    /// From the birth date where it is known, else as told.
    pub age: Option<u32>,
    pub sex: Option<Sex>,
    pub relation: Option<String>,
    pub needs: Vec<Need>,
    pub allergies: Option<String>,
    pub note: Option<String>,
    pub consent: Consent,
    pub protected: bool,
    pub state: StayState,
    /// When that state was observed.
    pub since: Option<Age>,
}

#[derive(Serialize, ToSchema)]
pub struct Stay {
    pub id: String,
    pub person: String,
    pub kind: StayKind,
    pub left_to: Option<LeftTo>,
    pub left_to_place: Option<String>,
    pub left_to_note: Option<String>,
    pub age: Age,
}

/// What is handed over at reception: flushed to this laptop's disk.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    pub id: String,
    pub reception_no: Option<String>,
    pub persons: Vec<String>,
    /// `true`: this very request had been saved before, nothing was written now.
    pub repeated: bool,
}
