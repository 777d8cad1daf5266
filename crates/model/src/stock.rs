//! Stock: what is there, as the sum of what each laptop recorded as coming and going.
//!
//! Invariant: nobody writes an absolute count. Each run of each laptop keeps one integer, its net
//! change, under `stock|<item>|<actor>`; readers sum. So two people who hand out goods at once
//! both count.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::field::{Change, Field, Noted, Refused, Scalar, text_scalar};
use crate::ids::RecordId;
use crate::record::{Edit, Value};
use crate::table::record;
use crate::text::{Line, TextError, Whole};

/// `stock|` + item + `|` + 32 digits of the actor must not be longer than a key's 64 bytes.
pub const ITEM_BYTES_MAX: usize = 25;
const STOCK: &str = "stock";

/// What one movement may change.
pub type Movement = Whole<-10_000_000, 10_000_000>;

/// A kind of goods: lower-case letters, digits and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId(String);

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

/// Goods came (positive) or went (negative).
pub fn moved(item: &ItemId, change: Movement) -> Edit {
    Edit::Add { prefix: format!("{STOCK}|{}", item.as_str()), change: change.get() }
}

/// What is there of one item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Below zero: more went out than was ever recorded as coming in.
    pub quantity: i64,
    /// Entries that could not be read; while there are any, the quantity is not the whole truth.
    pub unreadable: u32,
}

/// The stock of one place's document. An item nobody recorded is absent, not 0.
pub fn held(facts: &Facts<'_>) -> BTreeMap<ItemId, Held> {
    let mut stock: BTreeMap<ItemId, Held> = BTreeMap::new();
    for (rest, reading) in facts.values_under(STOCK) {
        let Some(item) = rest.split_once('|').and_then(|(item, _)| item.parse().ok()) else {
            continue;
        };
        let held: &mut Held = stock.entry(item).or_default();
        match &reading.winner().value {
            Value::Integer(change) => held.quantity = held.quantity.saturating_add(*change),
            _ => held.unreadable += 1,
        }
    }
    stock
}

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
