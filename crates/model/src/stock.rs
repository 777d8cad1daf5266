//! Kinds of goods: the nine that every operation knows, and the city's catalogue of all others.
//!
//! How many of them lie at a place is told by [`crate::counting`].

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::field::{Change, Field, Noted, Refused, Scalar, text_scalar};
use crate::ids::RecordId;
use crate::record::Edit;
use crate::table::record;
use crate::text::{Line, TextError, Whole};

/// `stock|` + item + `|` + 32 digits of the actor must not be longer than a key's 64 bytes.
pub const ITEM_BYTES_MAX: usize = 25;

/// What one movement may change.
pub type Movement = Whole<-10_000_000, 10_000_000>;

/// A kind of goods: lower-case letters, digits and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId(String);

/// Goods that are in no catalogue: what they are stands in words beside it.
pub const OTHER: &str = "other";

/// 飲料水 and the eight basic goods (基本8品目).
pub const BASIC_ITEMS: [&str; 9] = [
    "drinking_water",
    "food",
    "blanket",
    "infant_formula",
    "infant_nappy",
    "adult_nappy",
    "portable_toilet",
    "toilet_paper",
    "sanitary_pad",
];

impl ItemId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nine goods every operation knows from the start.
    pub fn basic() -> impl Iterator<Item = Self> {
        BASIC_ITEMS.iter().map(|item| Self((*item).to_owned()))
    }
}

impl FromStr for ItemId {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        match text.len() {
            0 => Err(TextError::Empty),
            chars if chars > ITEM_BYTES_MAX => {
                Err(TextError::TooLong { chars, max: ITEM_BYTES_MAX })
            }
            _ if text.bytes().all(fits) => Ok(Self(text.to_owned())),
            _ => Err(TextError::Form),
        }
    }
}

impl TryFrom<String> for ItemId {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<ItemId> for String {
    fn from(item: ItemId) -> Self {
        item.0
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(ItemId);

record! {
    /// One kind of goods in the city's catalogue.
    "item" pub CatalogueItem, new NewCatalogueItem;
    change ChangeCatalogueItem;
    must {
        item: ItemId,
        name: Line<60>,
    }
    may {
        unit: Line<20>,
        per_case: Whole<1, 100_000>,
        /// The code of the city's own system, where it gives one.
        outside_code: Line<60>,
        withdrawn: bool,
    }
    marks {}
}

/// What a list says that the catalogue does not, kind of goods by kind of goods: a record for each that
/// is new; of the others, the fields in which not every hand wrote the same. What the list leaves out
/// stays as it is.
pub fn news(
    list: &[NewCatalogueItem],
    facts: &Facts<'_>,
    noted: &Noted,
    mut fresh: impl FnMut() -> RecordId,
) -> Result<Vec<Vec<Edit>>, Refused> {
    let mut known: BTreeMap<ItemId, Vec<CatalogueItem>> = BTreeMap::new();
    for record in CatalogueItem::all(facts) {
        if let Some(item) = record.item.shown() {
            known.entry(item.clone()).or_default().push(record);
        }
    }
    let mut news = Vec::new();
    for item in list {
        let Some(held) = known.get(&item.item) else {
            news.push(item.create(fresh(), noted)?);
            continue;
        };
        let edits = held.iter().flat_map(|held| item.beside(held).edits(held.id, noted));
        news.push(edits.collect());
    }
    news.retain(|edits: &Vec<Edit>| !edits.is_empty());
    Ok(news)
}

impl NewCatalogueItem {
    fn beside(&self, held: &CatalogueItem) -> ChangeCatalogueItem {
        ChangeCatalogueItem {
            item: None,
            name: (!held.name.is_only(&self.name)).then(|| self.name.clone()),
            unit: change(&held.unit, self.unit.as_ref()),
            per_case: change(&held.per_case, self.per_case.as_ref()),
            outside_code: change(&held.outside_code, self.outside_code.as_ref()),
            withdrawn: change(&held.withdrawn, self.withdrawn.as_ref()),
        }
    }
}

fn change<T: Scalar>(held: &Field<T>, said: Option<&T>) -> Change<T> {
    match said {
        Some(value) if !held.is_only(value) => Change::To(value.clone()),
        _ => Change::Keep,
    }
}
