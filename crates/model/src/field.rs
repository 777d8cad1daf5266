//! How a typed record reads one field: every value that concurrent writers left, and what of it
//! is understood.
//!
//! Invariant: nothing written is dropped on reading. A value this version does not understand
//! stays in [`Field`] as unreadable; a field it does not know is named in the record's `unknown`.
//!
//! `Debug` of everything here prints no values: most records are about people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::Deserializer;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::ids::{Actor, NodeKey, PlaceId, RecordId};
use crate::record::{Edit, Fields, Reading, Value};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

/// What can stand in one field.
pub trait Scalar: Sized + Clone + PartialEq {
    fn to_value(&self) -> Value;
    /// `None`: a later version's value, or a bad one.
    fn from_value(value: &Value) -> Option<Self>;
}

/// One writer's value of a field.
#[derive(Clone, PartialEq, Eq)]
pub enum Said<T> {
    Known(T),
    /// Cleared by hand; written as the empty text.
    Blank,
    Unreadable,
}

/// All current values of one field. The last is the one every node shows first.
#[derive(Clone, PartialEq, Eq)]
pub struct Field<T> {
    said: Vec<(Said<T>, Actor)>,
}

impl<T> Default for Field<T> {
    /// Nobody wrote it.
    fn default() -> Self {
        Self { said: Vec::new() }
    }
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({} values)", self.said.len())
    }
}

impl<T: Scalar> Field<T> {
    pub fn read(reading: Option<&Reading>) -> Self {
        let said = reading.map_or(&[][..], Reading::all).iter().map(|seen| {
            let said = match &seen.value {
                Value::Text(text) if text.is_empty() => Said::Blank,
                value => T::from_value(value).map_or(Said::Unreadable, Said::Known),
            };
            (said, seen.by)
        });
        Self { said: said.collect() }
    }

    /// What to show first. `None`: not written, cleared, or unreadable.
    pub fn shown(&self) -> Option<&T> {
        match self.said.last() {
            Some((Said::Known(value), _)) => Some(value),
            _ => None,
        }
    }

    /// Every understood value, for rules such as "the strictest wins".
    pub fn known(&self) -> impl Iterator<Item = &T> {
        self.said.iter().filter_map(|(said, _)| match said {
            Said::Known(value) => Some(value),
            _ => None,
        })
    }

    /// Everything, with who wrote it, in the order all nodes share.
    pub fn said(&self) -> &[(Said<T>, Actor)] {
        &self.said
    }

    pub fn is_absent(&self) -> bool {
        self.said.is_empty()
    }

    /// Writers who did not know of each other left different values.
    pub fn is_clash(&self) -> bool {
        self.said.iter().any(|(said, _)| *said != self.said[0].0)
    }

    /// Every hand that wrote it wrote this.
    pub fn is_only(&self, value: &T) -> bool {
        !self.is_absent()
            && self
                .said
                .iter()
                .all(|(said, _)| matches!(said, Said::Known(known) if known == value))
    }

    /// Some value is not understood by this version.
    pub fn is_unreadable(&self) -> bool {
        self.said.iter().any(|(said, _)| matches!(said, Said::Unreadable))
    }
}

/// `{"value": shown or null, "clash": [each value or null]?, "unreadable": true?}`
impl<T: Scalar + Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (clash, unreadable) = (self.is_clash(), self.is_unreadable());
        let len = 1 + usize::from(clash) + usize::from(unreadable);
        let mut out = serializer.serialize_struct("Field", len)?;
        out.serialize_field("value", &self.shown())?;
        if clash {
            let all: Vec<Option<&T>> = self
                .said
                .iter()
                .map(|(said, _)| if let Said::Known(value) = said { Some(value) } else { None })
                .collect();
            out.serialize_field("clash", &all)?;
        }
        if unreadable {
            out.serialize_field("unreadable", &true)?;
        }
        out.end()
    }
}

/// A set whose members are flags of their own (`needs.infant = true`), so that two people who add
/// different members at once both succeed. A member counts while any writer's value says so.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Marks<T: Ord>(BTreeMap<T, Field<bool>>)
where
    T: Serialize;

impl<T: Ord + Serialize> Default for Marks<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord + Serialize> fmt::Debug for Marks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Marks({} members)", self.0.len())
    }
}

impl<T: Code + Ord + Serialize> Marks<T> {
    pub fn read(prefix: &str, fields: &Fields) -> Self {
        let member = |member: &T| {
            let field = Field::read(fields.get(&format!("{prefix}.{}", member.code())));
            (!field.is_absent()).then(|| (member.clone(), field))
        };
        Self(T::all().iter().filter_map(member).collect())
    }

    /// Set by at least one writer; an unreadable flag counts as set.
    pub fn has(&self, member: &T) -> bool {
        self.0
            .get(member)
            .is_some_and(|field| field.is_unreadable() || field.known().any(|set| *set))
    }

    pub fn set(&self) -> impl Iterator<Item = &T> {
        self.0.keys().filter(|member| self.has(member))
    }

    pub fn is_clash(&self) -> bool {
        self.0.values().any(Field::is_clash)
    }
}

/// A closed list of words with stable code strings.
pub trait Code: Sized + Clone + 'static {
    fn all() -> &'static [Self];
    fn code(&self) -> &'static str;
}

/// What an edit does to one optional field. In JSON: missing keeps, `null` clears.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    #[default]
    Keep,
    Clear,
    To(T),
}

impl<T: Scalar> Change<T> {
    pub fn value(&self) -> Option<Value> {
        match self {
            Self::Keep => None,
            Self::Clear => Some(Value::Text(String::new())),
            Self::To(value) => Some(value.to_value()),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Clear, Self::To))
    }
}

/// By whose hand a fact entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recorder {
    /// An account of the place's desk.
    Account(RecordId),
    /// The evacuees themselves, on the public page.
    Public,
    /// A file somebody imported.
    Import,
    /// The node itself.
    Node,
}

impl Recorder {
    const WORDS: [(Self, &str); 3] =
        [(Self::Public, "public"), (Self::Import, "import"), (Self::Node, "node")];
}

impl Scalar for Recorder {
    fn to_value(&self) -> Value {
        match Self::WORDS.iter().find(|(recorder, _)| recorder == self) {
            Some((_, word)) => Value::Text((*word).to_owned()),
            None => match self {
                Self::Account(id) => id.to_value(),
                _ => unreachable!("every recorder without an account has a word"),
            },
        }
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => {
                Self::WORDS.iter().find(|(_, word)| word == text).map(|(recorder, _)| *recorder)
            }
            value => RecordId::from_value(value).map(Self::Account),
        }
    }
}

/// When something was seen, when and by whom it was written down. Part of every record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub observed_at: Timestamp,
    pub recorded_at: Timestamp,
    pub recorded_by: Recorder,
    /// The record this one repeats, where an author had to write it again.
    pub reissue_of: Option<RecordId>,
}

impl Noted {
    /// Seen and written down in the same moment.
    pub fn now(at: Timestamp, recorded_by: Recorder) -> Self {
        Self { observed_at: at, recorded_at: at, recorded_by, reissue_of: None }
    }

    pub(crate) fn fields(&self) -> Vec<(String, Value)> {
        let mut fields = vec![
            ("observed_at".to_owned(), self.observed_at.to_value()),
            ("recorded_at".to_owned(), self.recorded_at.to_value()),
            ("recorded_by".to_owned(), self.recorded_by.to_value()),
        ];
        if let Some(id) = self.reissue_of {
            fields.push(("reissue_of".to_owned(), id.to_value()));
        }
        fields
    }

    /// The same for an edit of an existing record.
    pub(crate) fn edits(&self, id: RecordId) -> impl Iterator<Item = Edit> {
        self.fields().into_iter().map(move |(field, value)| Edit::Set { id, field, value })
    }
}

/// [`Noted`] as read: where several wrote at once, the newest times and every hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Meta {
    pub observed_at: Option<Timestamp>,
    pub recorded_at: Option<Timestamp>,
    pub recorded_by: BTreeSet<Recorder>,
}

impl Meta {
    pub(crate) const FIELDS: [&str; 6] = [
        crate::record::TABLE_FIELD,
        "observed_at",
        "recorded_at",
        "recorded_by",
        "reissue_of",
        crate::carry::BEFORE_FIELD,
    ];

    pub(crate) fn read(fields: &Fields) -> Self {
        let newest = |name| Field::read(fields.get(name)).known().max().copied();
        Self {
            observed_at: newest("observed_at"),
            recorded_at: newest("recorded_at"),
            recorded_by: Field::read(fields.get("recorded_by")).known().copied().collect(),
        }
    }
}

/// Names of fields that are neither of the table nor of [`Meta`].
pub(crate) fn unknown(
    fields: &Fields,
    known: &[&str],
    marks: &[(&str, Vec<&'static str>)],
) -> Vec<String> {
    let is_mark = |name: &str| {
        name.split_once('.').is_some_and(|(mark, code)| {
            marks.iter().any(|(known, codes)| *known == mark && codes.contains(&code))
        })
    };
    fields
        .keys()
        .filter(|name| !known.contains(&name.as_str()) && !Meta::FIELDS.contains(&name.as_str()))
        .filter(|name| !is_mark(name))
        .cloned()
        .collect()
}

/// A record as a whole says something impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{table}.{field}: {why}")]
pub struct Refused {
    pub table: &'static str,
    pub field: &'static str,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("is needed here")]
    Missing,
    #[error("does not belong here")]
    Misplaced,
    #[error("contradicts another field")]
    Contradiction,
    #[error("has too many members")]
    TooMany,
}

impl Why {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "record.missing",
            Self::Misplaced => "record.misplaced",
            Self::Contradiction => "record.contradiction",
            Self::TooMany => "record.too_many",
        }
    }
}

/// Events of one history that their writer knew when writing the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Follows(pub BTreeSet<RecordId>);

impl Follows {
    /// More concurrent heads than this are not named; what is not named shows as concurrent.
    pub const MAX: usize = 64;

    pub fn only(id: RecordId) -> Self {
        Self(BTreeSet::from([id]))
    }
}

impl FromIterator<RecordId> for Follows {
    fn from_iter<I: IntoIterator<Item = RecordId>>(ids: I) -> Self {
        Self(ids.into_iter().take(Self::MAX).collect())
    }
}

impl Scalar for Follows {
    fn to_value(&self) -> Value {
        Value::Bytes(self.0.iter().take(Self::MAX).flat_map(|id| *id.bytes()).collect())
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        let (ids, rest) = bytes.as_chunks::<16>();
        (rest.is_empty() && ids.len() <= Self::MAX)
            .then(|| ids.iter().copied().map(RecordId::new).collect())
    }
}

impl Scalar for bool {
    fn to_value(&self) -> Value {
        Value::Flag(*self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Flag(flag) = value { Some(*flag) } else { None }
    }
}

impl Scalar for Timestamp {
    fn to_value(&self) -> Value {
        Value::Time(*self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Time(at) = value { Some(*at) } else { None }
    }
}

impl<const MIN: i64, const MAX: i64> Scalar for Whole<MIN, MAX> {
    fn to_value(&self) -> Value {
        Value::Integer(self.get())
    }

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Integer(number) = value { Self::try_from(*number).ok() } else { None }
    }
}

/// Types that stand in a record as text and come back through `FromStr`.
macro_rules! text_scalar {
    ($type:ty $(, const $max:ident)?) => {
        impl $(<const $max: usize>)? $crate::field::Scalar for $type {
            fn to_value(&self) -> $crate::record::Value {
                $crate::record::Value::Text(String::from(self.clone()))
            }

            fn from_value(value: &$crate::record::Value) -> Option<Self> {
                if let $crate::record::Value::Text(text) = value { text.parse().ok() } else { None }
            }
        }
    };
}
pub(crate) use text_scalar;

text_scalar!(Line<MAX>, const MAX);
text_scalar!(Prose<MAX>, const MAX);

/// Ids stand as their bytes.
macro_rules! bytes_scalar {
    ($type:ty) => {
        impl Scalar for $type {
            fn to_value(&self) -> Value {
                Value::Bytes(self.bytes().to_vec())
            }

            fn from_value(value: &Value) -> Option<Self> {
                let Value::Bytes(bytes) = value else { return None };
                bytes.as_slice().try_into().ok().map(Self::new)
            }
        }
    };
}

bytes_scalar!(RecordId);
bytes_scalar!(PlaceId);
bytes_scalar!(NodeKey);
