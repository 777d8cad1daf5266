//! A household: those who came with one card, where they live and where they stay now.
//!
//! Read through [`crate::roster::Roster`] only.

use crate::ids::{PlaceId, RecordId};
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::token::{ClaimCode, ReceptionNo};

pub const PERSONS_PER_HOUSEHOLD_MAX: usize = 30;

codes! {
    pub enum AddressKind {
        /// 住所: the residence record.
        Residence = "residence",
        /// 居所: where they live in fact.
        Living = "living",
    }
}

codes! {
    pub enum HouseDamage {
        None = "none",
        Partial = "partial",
        Half = "half",
        Full = "full",
        Unknown = "unknown",
    }
}

codes! {
    /// Where the household stays.
    pub enum StayPlace {
        Shelter = "shelter",
        Car = "car",
        Tent = "tent",
        Home = "home",
        Relative = "relative",
        Other = "other",
    }
}

codes! {
    pub enum Registered {
        /// 自分で(QR)
        SelfQr = "self_qr",
        Paper = "paper",
        Staff = "staff",
        Prereg = "prereg",
    }
}

codes! {
    /// Language the household reads best.
    pub enum Language {
        Ja = "ja",
        JaEasy = "ja_easy",
        En = "en",
        Vi = "vi",
        ZhHans = "zh_hans",
        ZhHant = "zh_hant",
        Tl = "tl",
        Id = "id",
        Ko = "ko",
        Ne = "ne",
        Pt = "pt",
        Other = "other",
    }
}

record! {
    /// One household.
    "household" pub(crate) Household, new NewHousehold;
    change ChangeHousehold;
    must {
        registered: Registered,
        /// 情報非公開. Never leave it unsaid: what is absent hides.
        suppress: bool,
    }
    may {
        reception_no: ReceptionNo,
        claim_code: ClaimCode,
        representative: RecordId,
        /// The account that wrote them down, which goes on seeing them.
        registered_by: RecordId,
        postal_code: Line<10>,
        prefecture: Line<20>,
        /// 地方公共団体コード, six digits.
        city_code: Line<6>,
        city: Line<40>,
        town: Line<80>,
        address_line: Line<120>,
        address_kind: AddressKind,
        phone: Line<30>,
        contact: Line<120>,
        house_damage: HouseDamage,
        stay_place: StayPlace,
        /// Where a household outside the shelter picks up goods.
        pickup_place: PlaceId,
        persons_told: Whole<1, 30>,
        pets: Line<120>,
        vehicle: Line<60>,
        language: Language,
        /// Any card's number as a token; never My Number.
        card: Line<64>,
        note: Prose<1_000>,
    }
    marks {}
}
