//! What reception is told and what it may say. No type here shows its contents in `Debug`.

use musubi_model::{household, person, stay};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::reception::wire::FoundCode;
use crate::desk::ticks::Kept;
use crate::desk::wire::{Age, Clash, RequestKey};

mirror! {
    pub enum Sex = person::Sex {
        Male,
        Female,
        Other,
        NoAnswer,
    }

    /// Where the household sleeps.
    pub enum StayPlace = household::StayPlace {
        Shelter,
        Car,
        Tent,
        Home,
        Relative,
        Other,
    }

    pub enum HouseDamage = household::HouseDamage {
        None,
        Partial,
        Half,
        Full,
        Unknown,
    }

    /// How the household was registered.
    pub enum RegisteredBy = household::Registered {
        /// 自分で(QR)
        SelfQr,
        Paper,
        Staff,
        Prereg,
    }

    pub enum AddressKind = household::AddressKind {
        /// 住所: the residence record.
        Residence,
        /// 居所: where they live in fact.
        Living,
    }

    /// Language the household reads best.
    pub enum Language = household::Language {
        Ja,
        JaEasy,
        En,
        Vi,
        ZhHans,
        ZhHant,
        Tl,
        Id,
        Ko,
        Ne,
        Pt,
        Other,
    }

    /// 要配慮事由
    pub enum Need = person::Need {
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

    pub enum Allergen = person::Allergen {
        Egg,
        Milk,
        Wheat,
        Peanut,
        Buckwheat,
        Shrimp,
        Crab,
        Other,
    }

    pub enum Diet = person::Diet {
        Halal,
        Vegetarian,
        Soft,
        MilkFormula,
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayState {
    /// Registered, not yet seen at reception.
    Expected,
    Staying,
    /// 外泊
    Overnight,
    Left,
    /// Sent to another place, which has not confirmed it.
    InTransit,
    /// Writers disagree, or a later version wrote it: a person must look.
    Disputed,
}

mirror! {
    pub enum StayKind = stay::StayKind {
        CheckIn,
        CheckOut,
        OvernightAway,
        TransferOut,
        TransferIn,
        Correction,
        Void,
    }

    /// 退所先
    pub enum WhereTo = stay::WhereTo {
        Home,
        /// 親戚・知人
        Relatives,
        OtherShelter,
        WelfareShelter,
        Medical,
        /// 1.5次・2次避難
        SecondaryEvacuation,
        TemporaryHousing,
        OutOfCity,
        Unknown,
        /// Said and seen by managers and HQ only.
        Died,
    }
}

/// What reception can do with people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayAction {
    CheckIn,
    CheckOut,
    OvernightAway,
    /// Back from a night elsewhere.
    Return,
    /// To another 区画 of the same place.
    Move,
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
    #[serde(default)]
    pub from: EnteredFrom,
}

/// What reception writes down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnteredFrom {
    /// People who stand at the desk.
    #[default]
    Desk,
    /// A card that was filled in on paper, at the time `observed_at`.
    Paper,
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
    pub language: Option<Language>,
    pub pets: Option<String>,
    /// Any card's number as a token; never My Number, which is refused.
    pub card: Option<String>,
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
    /// Where the birth date is not known: `34` or `60-69`.
    pub age: Option<String>,
    pub sex: Option<Sex>,
    /// 続柄
    pub relation: Option<String>,
    pub needs: Option<Vec<Need>>,
    pub allergies: Option<String>,
    /// A child who came without a guardian.
    pub unaccompanied_minor: Option<bool>,
    /// The adult who brought them, with whom alone they leave.
    pub brought_by: Option<String>,
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
    pub action: StayAction,
    /// Empty: everyone of the household whom it can apply to.
    #[serde(default)]
    pub persons: Vec<String>,
    /// 退所先; needed for `check_out`.
    pub where_to: Option<WhereTo>,
    /// The other place, where `where_to` is a shelter of the register.
    pub other_place: Option<String>,
    pub returns_at: Option<i64>,
    /// 区画; needed for `move`.
    pub section: Option<String>,
    /// With whom an unaccompanied minor leaves; needed where one does.
    pub with_adult: Option<String>,
    pub note: Option<String>,
    pub observed_at: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Part of a name in kanji, kana or romaji, a reception number, a claim code, or a card.
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
    /// Where the text is a number; it may be one that has not arrived here.
    pub code: Option<FoundCode>,
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
    /// Of the household with its persons and their events.
    pub kept: Kept,
    pub persons: Vec<PersonHit>,
}

#[derive(Serialize, ToSchema)]
pub struct PersonHit {
    pub id: String,
    pub name: String,
    pub kana: String,
    pub age: Option<String>,
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
    pub card: Option<String>,
    pub registered_by: Option<RegisteredBy>,
    pub self_registered: bool,
    pub registered_at: i64,
    pub address: Option<String>,
    pub address_kind: Option<AddressKind>,
    pub phone: Option<String>,
    pub house_damage: Option<HouseDamage>,
    pub stay_place: Option<StayPlace>,
    pub language: Option<Language>,
    /// Where those who sleep outside pick up goods, by name.
    pub pickup: Option<String>,
    pub pets: Option<String>,
    pub note: Option<String>,
    /// Of the household with its persons and their events.
    pub kept: Kept,
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
    /// As told, else from the birth date: `34` or `60-69`.
    pub age: Option<String>,
    pub sex: Option<Sex>,
    pub relation: Option<String>,
    pub needs: Vec<Need>,
    /// Ticked; what was written besides stands in `allergies`.
    pub allergens: Vec<Allergen>,
    pub allergies: Option<String>,
    pub diet: Vec<Diet>,
    pub unaccompanied_minor: bool,
    pub brought_by: Option<String>,
    pub note: Option<String>,
    pub consent: Consent,
    pub protected: bool,
    pub state: StayState,
    /// When that state was observed.
    pub since: Option<Age>,
    /// 退所先, where the state is `left`.
    pub where_to: Option<WhereTo>,
    /// 区画, where the person stays in one.
    pub section: Option<String>,
    /// Where the state is `overnight`.
    pub returns_at: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Stay {
    pub id: String,
    pub person: String,
    pub kind: StayKind,
    pub where_to: Option<WhereTo>,
    pub other_place: Option<String>,
    pub section: Option<String>,
    pub returns_at: Option<i64>,
    pub with_adult: Option<String>,
    pub note: Option<String>,
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
