//! Places: the register that HQ keeps of them, other names for one place, and the name a place
//! chose for itself.
//!
//! A register entry is a row of loose values `register|<place id>|<field>`, so that two HQ laptops
//! that import the same list write the same keys and nothing doubles. `kind` and `name` are always
//! written. A person may declare two places the same (`alias`); nothing is ever matched by itself.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::field::{Field, Scalar, text_scalar};
use crate::ids::PlaceId;
use crate::record::{Edit, Fields, Reading, Value};
use crate::table::{codes, record};
use crate::text::{Line, Prose, TextError, Whole};

pub const PLACE_NAME_CHARS_MAX: usize = 80;
pub const ADDRESS_CHARS_MAX: usize = 200;
pub const REMARK_CHARS_MAX: usize = 500;

pub type PlaceName = Line<PLACE_NAME_CHARS_MAX>;
pub type Address = Line<ADDRESS_CHARS_MAX>;
pub type Remark = Prose<REMARK_CHARS_MAX>;
/// Degrees × 10⁷.
pub type LatitudeE7 = Whole<-900_000_000, 900_000_000>;
/// Degrees × 10⁷.
pub type LongitudeE7 = Whole<-1_800_000_000, 1_800_000_000>;
/// People a place was planned for. Sources write 0 for "not known"; that is left out instead.
pub type Capacity = Whole<1, 100_000>;

codes! {
    /// What sort of place it is.
    pub enum PlaceKind {
        /// 指定避難所
        Designated = "designated",
        /// 福祉避難所: marked, and never proposed for general intake.
        Welfare = "welfare",
        /// 自主避難所
        Voluntary = "voluntary",
        /// 車中泊場所
        CarPark = "car_park",
        /// テント村
        TentVillage = "tent_village",
        /// 在宅の地区
        HomeDistrict = "home_district",
        /// 孤立集落
        IsolatedHamlet = "isolated_hamlet",
    }
}

/// 全国共通避難所・避難場所ID: `^E[0-9]{5}[0-9]{5}[12][0-9][1-9A-Za-z]$`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommonId([u8; Self::LEN]);

impl CommonId {
    pub const LEN: usize = 14;

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII is let in")
    }

    /// The first five digits of the municipality's code.
    pub fn municipality(&self) -> &str {
        &self.as_str()[1..6]
    }

    /// Whether the site is a 指定避難所; otherwise it is a 指定緊急避難場所, which is never listed
    /// with shelters.
    pub const fn is_shelter(&self) -> bool {
        self.0[11] == b'1'
    }

    pub const fn is_welfare(&self) -> bool {
        self.0[12] == b'2'
    }
}

impl FromStr for CommonId {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let bytes: [u8; Self::LEN] = text.as_bytes().try_into().map_err(|_| TextError::Form)?;
        let digits = bytes[1..11].iter().all(u8::is_ascii_digit);
        let sorts = matches!(bytes[11], b'1' | b'2') && bytes[12].is_ascii_digit();
        let last = bytes[13] != b'0' && bytes[13].is_ascii_alphanumeric();
        if bytes[0] == b'E' && digits && sorts && last {
            Ok(Self(bytes))
        } else {
            Err(TextError::Form)
        }
    }
}

impl TryFrom<String> for CommonId {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<CommonId> for String {
    fn from(id: CommonId) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for CommonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CommonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_scalar!(CommonId);

/// The prefix of a register entry's keys.
pub const REGISTER: &str = "register";

macro_rules! register {
    (
        must { $($must:ident: $must_type:ty),* $(,)? }
        may { $($(#[$doc:meta])* $may:ident: $may_type:ty),* $(,)? }
    ) => {
        /// One row of the register, to be written.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct NewRegisterEntry {
            $(pub $must: $must_type,)*
            $($(#[$doc])* #[serde(default)] pub $may: Option<$may_type>,)*
        }

        impl NewRegisterEntry {
            pub fn of($($must: $must_type),*) -> Self {
                Self { $($must,)* $($may: None,)* }
            }

            /// Writing the same row twice, on two nodes too, gives the same values.
            pub fn edits(&self, place: PlaceId) -> Vec<Edit> {
                let mut edits = Vec::new();
                let mut put = |field: &str, value: Value| {
                    let key = format!("{REGISTER}|{place}|{field}");
                    edits.push(Edit::Put { key, value });
                };
                $(put(stringify!($must), self.$must.to_value());)*
                $(if let Some(value) = &self.$may {
                    put(stringify!($may), value.to_value());
                })*
                edits
            }
        }

        /// One row of the register, as read.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        pub struct RegisterEntry {
            pub place: PlaceId,
            $(pub $must: Field<$must_type>,)*
            $($(#[$doc])* pub $may: Field<$may_type>,)*
            /// Names of fields that this version does not know.
            pub unknown: Vec<String>,
        }

        impl RegisterEntry {
            fn read(place: PlaceId, fields: &Fields) -> Self {
                const KNOWN: &[&str] = &[$(stringify!($must),)* $(stringify!($may),)*];
                let unknown = |name: &&String| !KNOWN.contains(&name.as_str());
                Self {
                    place,
                    $($must: Field::read(fields.get(stringify!($must))),)*
                    $($may: Field::read(fields.get(stringify!($may))),)*
                    unknown: fields.keys().filter(unknown).cloned().collect(),
                }
            }
        }
    };
}

register! {
    must {
        name: PlaceName,
        kind: PlaceKind,
    }
    may {
        common_id: CommonId,
        /// Reading of the name.
        kana: PlaceName,
        /// 都道府県名及び市町村名
        municipality: Address,
        address: Address,
        latitude_e7: LatitudeE7,
        longitude_e7: LongitudeE7,
        capacity: Capacity,
        phone: Line<40>,
        /// 指定緊急避難場所との住所同一
        same_address: bool,
        /// 受入対象者
        accepts: Remark,
        /// その他市町村長が必要と認める事項
        other_matters: Remark,
        remarks: Remark,
        /// Whose list it was, for the credit line.
        source: Line<120>,
        /// Public key of the place's readers, so that a transfer can be sealed to it.
        public_key: crate::ids::NodeKey,
    }
}

/// The whole register, in the order of place ids.
pub fn register(facts: &Facts<'_>) -> BTreeMap<PlaceId, RegisterEntry> {
    let mut rows: BTreeMap<PlaceId, Fields> = BTreeMap::new();
    for (rest, reading) in facts.values_under(REGISTER) {
        let Some((place, field)) = rest.split_once('|') else { continue };
        let Ok(place) = place.parse() else { continue };
        rows.entry(place).or_default().insert(field.to_owned(), reading.clone());
    }
    rows.iter().map(|(place, fields)| (*place, RegisterEntry::read(*place, fields))).collect()
}

/// The name a place without a register entry chose for itself, in its own document.
pub const OWN_NAME: &str = "place|name";
/// What sort of place it says it is.
const OWN_KIND: &str = "place|kind";

pub fn choose_name(name: &PlaceName) -> Edit {
    Edit::Put { key: OWN_NAME.to_owned(), value: name.to_value() }
}

pub fn choose_kind(kind: PlaceKind) -> Edit {
    Edit::Put { key: OWN_KIND.to_owned(), value: kind.to_value() }
}

/// What a place says of itself; the register overrides it.
pub fn own_name(facts: &Facts<'_>) -> Field<PlaceName> {
    read_value(facts.values().get(OWN_NAME))
}

pub fn own_kind(facts: &Facts<'_>) -> Field<PlaceKind> {
    read_value(facts.values().get(OWN_KIND))
}

fn read_value<T: Scalar>(reading: Option<&Reading>) -> Field<T> {
    Field::read(reading)
}

record! {
    /// A person's decision that two ids, or an id and a name from elsewhere, mean one place.
    "alias" pub Alias, new NewAlias;
    change ChangeAlias;
    must { place: PlaceId }
    may {
        /// The other place; the records stay where they are.
        same_as: PlaceId,
        /// What another list calls it: `NEW001`, a nickname.
        external: Line<80>,
        /// Whose list that is.
        source: Line<120>,
        /// Taken back.
        withdrawn: bool,
    }
    marks {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Actor;
    use crate::record::{Seen, View};

    #[test]
    fn a_common_id_has_exactly_one_form() {
        for good in ["E4321400001111", "E1720200001121", "E432140000121Z"] {
            assert_eq!(good.parse::<CommonId>().map(String::from), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "E432140000111",
            "e4321400001111",
            "E4321400001311",
            "E4321400001110",
            "E43214000011111",
            "E432140000111é",
            "E4321400001111 ",
        ] {
            assert_eq!(bad.parse::<CommonId>(), Err(TextError::Form), "{bad}");
        }
    }

    #[test]
    fn the_same_row_written_twice_is_one_row_without_a_clash() {
        let place = PlaceId::new([7; 16]);
        let entry = NewRegisterEntry::of("体育館".parse().unwrap(), PlaceKind::Welfare);
        let mut view = View::default();
        for actor in [1, 2] {
            for edit in entry.edits(place) {
                let Edit::Put { key, value } = edit else { panic!("only loose values") };
                assert!(key.len() <= 64, "{key}");
                let mut seen = view.values.get(&key).map_or(vec![], |held| held.all().to_vec());
                seen.push(Seen { value, by: Actor::new([actor; 16]), seq: 1 });
                view.values.insert(key, Reading::new(seen).unwrap());
            }
        }
        let rows = register(&Facts::of(&view));
        let row = &rows[&place];
        assert_eq!(rows.len(), 1);
        assert!(!row.name.is_clash());
        assert_eq!(row.name.shown().map(PlaceName::as_str), Some("体育館"));
        assert_eq!(row.kind.shown(), Some(&PlaceKind::Welfare));
        assert!(row.address.is_absent());
    }

    #[test]
    fn every_register_key_fits_the_limit_of_a_key() {
        let longest = RegisterEntry::read(PlaceId::CITY, &Fields::new());
        let json = serde_json::to_value(&longest).unwrap();
        for field in json.as_object().unwrap().keys() {
            assert!(REGISTER.len() + 32 + 2 + field.len() <= 64, "{field}");
        }
    }
}
