//! How often a registration is told badly, and how often somebody is registered twice.
//!
//! Nobody has published such rates for shelters. These are assumptions, each with its reason, made
//! before there was a matcher and to be corrected by whoever has counted. `docs/duplicates.md`
//! says what becomes of the figures where they are twice as high. Of 10,000 throughout.

use musubi_model::household::Registered;

/// How a hand of one kind tells it.
pub(crate) struct Channel {
    pub(crate) registered: Registered,
    /// Of all first registrations, in percent.
    pub(crate) share_percent: u32,
    /// Family and given name not written in kanji at all.
    pub(crate) kanji_missing: u32,
    /// Kanji of the same reading, but not the person's own.
    pub(crate) kanji_by_ear: u32,
    /// No reading; the name in kanji is then there.
    pub(crate) kana_missing: u32,
    /// A mistake in one reading, either part.
    pub(crate) kana_slip: u32,
    /// Those mistakes by kind: long vowel, voicing, small kana, typing, looks alike. In percent.
    pub(crate) slips_percent: [u32; 5],
    pub(crate) romaji: u32,
    /// Family and given name in each other's field.
    pub(crate) swapped: u32,
    /// Both in the field of the family name.
    pub(crate) one_field: u32,
    /// Birth date in full, the year alone, an age; the rest tells an age band.
    pub(crate) birth: u32,
    pub(crate) birth_year: u32,
    pub(crate) age: u32,
    /// A birth date that is not the person's.
    pub(crate) birth_wrong: u32,
    /// An age that is a year or two off.
    pub(crate) age_wrong: u32,
    pub(crate) sex_missing: u32,
    pub(crate) sex_wrong: u32,
    pub(crate) phone_missing: u32,
    /// A digit wrong.
    pub(crate) phone_wrong: u32,
    pub(crate) address_missing: u32,
    /// The town without numbers.
    pub(crate) town_alone: u32,
    /// A number wrong.
    pub(crate) address_wrong: u32,
}

/// The household types on its own phone. It knows its names, its keyboard offers the right kanji,
/// and the form asks for everything; thumbs mistype, and phones set to another language write in
/// Latin letters.
const OWN_PHONE: Channel = Channel {
    registered: Registered::SelfQr,
    share_percent: 20,
    kanji_missing: 600,
    kanji_by_ear: 20,
    kana_missing: 0,
    kana_slip: 200,
    slips_percent: [15, 10, 15, 60, 0],
    romaji: 200,
    swapped: 150,
    one_field: 200,
    birth: 7_500,
    birth_year: 200,
    age: 1_700,
    birth_wrong: 120,
    age_wrong: 200,
    sex_missing: 1_500,
    sex_wrong: 40,
    phone_missing: 800,
    phone_wrong: 80,
    address_missing: 1_000,
    town_alone: 800,
    address_wrong: 120,
};

/// A card filled in by hand and typed later by somebody who does not know the people: letters that
/// look alike, kanji read as another, fields left open.
const PAPER: Channel = Channel {
    registered: Registered::Paper,
    share_percent: 35,
    kanji_missing: 800,
    kanji_by_ear: 250,
    kana_missing: 250,
    kana_slip: 400,
    slips_percent: [15, 20, 15, 20, 30],
    romaji: 40,
    swapped: 40,
    one_field: 150,
    birth: 5_500,
    birth_year: 400,
    age: 3_300,
    birth_wrong: 200,
    age_wrong: 300,
    sex_missing: 2_000,
    sex_wrong: 50,
    phone_missing: 2_000,
    phone_wrong: 150,
    address_missing: 1_500,
    town_alone: 1_200,
    address_wrong: 250,
};

/// Reception asks and types while others wait: it hears a name and so writes kana and often no
/// kanji or the first that is offered, hears long vowels and voicing wrongly, and takes an age.
const RECEPTION: Channel = Channel {
    registered: Registered::Staff,
    share_percent: 40,
    kanji_missing: 4_000,
    kanji_by_ear: 800,
    kana_missing: 0,
    kana_slip: 400,
    slips_percent: [35, 25, 15, 25, 0],
    romaji: 20,
    swapped: 40,
    one_field: 150,
    birth: 3_500,
    birth_year: 300,
    age: 5_000,
    birth_wrong: 150,
    age_wrong: 500,
    sex_missing: 1_000,
    sex_wrong: 40,
    phone_missing: 2_500,
    phone_wrong: 150,
    address_missing: 2_000,
    town_alone: 2_000,
    address_wrong: 200,
};

/// From lists made before the disaster: careful, complete, and some years old.
const BEFOREHAND: Channel = Channel {
    registered: Registered::Prereg,
    share_percent: 5,
    kanji_missing: 100,
    kanji_by_ear: 20,
    kana_missing: 0,
    kana_slip: 60,
    slips_percent: [25, 25, 25, 25, 0],
    romaji: 0,
    swapped: 20,
    one_field: 0,
    birth: 9_500,
    birth_year: 0,
    age: 500,
    birth_wrong: 40,
    age_wrong: 1_500,
    sex_missing: 300,
    sex_wrong: 20,
    phone_missing: 500,
    phone_wrong: 60,
    address_missing: 100,
    town_alone: 100,
    address_wrong: 500,
};

pub(crate) const CHANNELS: [Channel; 4] = [OWN_PHONE, PAPER, RECEPTION, BEFOREHAND];

/// A name with variants of kanji comes in another variant than in the last registration: keyboards
/// and cards differ in which they offer.
pub(crate) const VARIANT: u32 = 1_500;
/// A second registration gives another adult's phone: whoever stands at the desk gives theirs.
pub(crate) const OTHER_PHONE: u32 = 3_000;

/// How people come to be registered more than once.
pub(crate) mod twice {
    /// Households that fill in the form on a phone and are asked again at reception: the queue moves
    /// on before anybody looks. Same shelter but for one in ten, who went on to the next.
    pub(crate) const FORM_AND_RECEPTION: u32 = 180;
    pub(crate) const FORM_ELSEWHERE: u32 = 1_000;
    /// On a list from before and registered as if they were not.
    pub(crate) const LISTED_BEFORE: u32 = 60;
    /// Moved to another shelter and registered there anew, not handed over.
    pub(crate) const MOVED: u32 = 150;
    /// Of these, those of whom only a part moved or the first only was a part.
    pub(crate) const MOVED_IN_PART: u32 = 3_000;
    /// Moved in with somebody meanwhile: the new address is told.
    pub(crate) const MOVED_ADDRESS: u32 = 800;
    /// Children whose parents live apart, told by each parent.
    pub(crate) const BY_EACH_PARENT: u32 = 1_500;
    /// With the family name of the parent who tells it.
    pub(crate) const PARENTS_NAME: u32 = 2_000;
    /// Old people told by the family of a daughter or son too.
    pub(crate) const BY_CHILDREN: u32 = 400;
    /// Grown-ups and pupils registered alone where the disaster met them, and by their family.
    pub(crate) const ALONE_AND_BY_FAMILY: u32 = 60;
}
