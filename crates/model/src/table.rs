//! The two macros by which tables and word lists are written down as tables.
//!
//! `codes!` makes a closed list of words, each with its stable code string. `record!` makes from
//! one list of fields the struct that is written (`NewX`, valid by construction of its field
//! types, plus one rule over all of them), where the record may be edited the struct of a change
//! (`ChangeX`), and the struct that is read (`X`), which keeps clashes.

/// A closed list of words: `pub enum Sex { Male = "M", … }`.
macro_rules! codes {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$member_doc:meta])* $member:ident = $code:literal),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$member_doc])* #[serde(rename = $code)] $member,)+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$member),+];

            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$member => $code,)+
                }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.code() == code)
            }
        }

        impl $crate::field::Code for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn code(&self) -> &'static str {
                (*self).code()
            }
        }

        impl $crate::field::Scalar for $name {
            fn to_value(&self) -> $crate::record::Value {
                $crate::record::Value::Text(self.code().to_owned())
            }

            fn from_value(value: &$crate::record::Value) -> Option<Self> {
                match value {
                    $crate::record::Value::Text(code) => Self::from_code(code),
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use codes;

/// One table. `must` fields are always written, `may` fields where known, `marks` are sets.
///
/// The visibility before the read struct is that of its readers: people's tables are read through
/// `roster` only.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $table:literal $vis:vis $read:ident, new $new:ident $(, rule $rule:path)?;
        change $change:ident;
        must { $($(#[$must_doc:meta])* $must:ident: $must_type:ty),* $(,)? }
        may { $($(#[$may_doc:meta])* $may:ident: $may_type:ty),* $(,)? }
        marks { $($(#[$mark_doc:meta])* $mark:ident: $mark_type:ty),* $(,)? }
    ) => {
        $crate::table::record! {
            $(#[$doc])*
            $table $vis $read, new $new $(, rule $rule)?;
            must { $($(#[$must_doc])* $must: $must_type),* }
            may { $($(#[$may_doc])* $may: $may_type),* }
            marks { $($(#[$mark_doc])* $mark: $mark_type),* }
        }

        /// An edit of an existing record: what is kept is not written.
        #[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $change {
            $($(#[$must_doc])* pub $must: Option<$must_type>,)*
            $($(#[$may_doc])* pub $may: $crate::field::Change<$may_type>,)*
            $($(#[$mark_doc])* pub $mark: std::collections::BTreeMap<$mark_type, bool>,)*
        }

        impl $change {
            /// Also settles a clash on the fields it sets. Empty where nothing changes.
            pub fn edits(
                &self,
                id: $crate::ids::RecordId,
                noted: &$crate::field::Noted,
            ) -> Vec<$crate::record::Edit> {
                let mut fields: Vec<(String, $crate::record::Value)> = Vec::new();
                $(if let Some(value) = &self.$must {
                    let value = $crate::field::Scalar::to_value(value);
                    fields.push((stringify!($must).to_owned(), value));
                })*
                $(if let Some(value) = self.$may.value() {
                    fields.push((stringify!($may).to_owned(), value));
                })*
                $(for (member, set) in &self.$mark {
                    let field = format!("{}.{}", stringify!($mark), member.code());
                    fields.push((field, $crate::record::Value::Flag(*set)));
                })*
                if fields.is_empty() {
                    return Vec::new();
                }
                let set = |(field, value)| $crate::record::Edit::Set { id, field, value };
                fields.into_iter().map(set).chain(noted.edits(id)).collect()
            }
        }
    };
    (
        $(#[$doc:meta])*
        $table:literal $vis:vis $read:ident, new $new:ident $(, rule $rule:path)?;
        must { $($(#[$must_doc:meta])* $must:ident: $must_type:ty),* $(,)? }
        may { $($(#[$may_doc:meta])* $may:ident: $may_type:ty),* $(,)? }
        marks { $($(#[$mark_doc:meta])* $mark:ident: $mark_type:ty),* $(,)? }
    ) => {
        $(#[$doc])*
        ///
        /// To be written; see the struct of the same name without `New` for what is read.
        #[derive(Clone, PartialEq, Eq, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $new {
            $($(#[$must_doc])* pub $must: $must_type,)*
            $($(#[$may_doc])* #[serde(default)] pub $may: Option<$may_type>,)*
            $($(#[$mark_doc])* #[serde(default)]
            pub $mark: std::collections::BTreeSet<$mark_type>,)*
        }

        impl $new {
            /// Only what must be said; everything else is not known.
            pub fn of($($must: $must_type),*) -> Self {
                Self {
                    $($must,)*
                    $($may: None,)*
                    $($mark: std::collections::BTreeSet::new(),)*
                }
            }

            /// The edits that write it under a fresh id.
            pub fn create(
                &self,
                id: $crate::ids::RecordId,
                noted: &$crate::field::Noted,
            ) -> Result<Vec<$crate::record::Edit>, $crate::field::Refused> {
                $($rule(self)?;)?
                let mut fields = noted.fields();
                $(fields.push((
                    stringify!($must).to_owned(),
                    $crate::field::Scalar::to_value(&self.$must),
                ));)*
                $(if let Some(value) = &self.$may {
                    let value = $crate::field::Scalar::to_value(value);
                    fields.push((stringify!($may).to_owned(), value));
                })*
                $(for member in &self.$mark {
                    let field = format!("{}.{}", stringify!($mark), member.code());
                    fields.push((field, $crate::record::Value::Flag(true)));
                })*
                Ok(vec![$crate::record::Edit::Create {
                    id,
                    table: $read::TABLE.to_owned(),
                    fields,
                }])
            }
        }

        impl std::fmt::Debug for $new {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "new {}", $table)
            }
        }

        $(#[$doc])*
        ///
        /// As read: each field with all values that concurrent writers left.
        #[derive(Clone, PartialEq, Eq, serde::Serialize)]
        pub struct $read {
            pub id: $crate::ids::RecordId,
            pub meta: $crate::field::Meta,
            $($(#[$must_doc])* pub $must: $crate::field::Field<$must_type>,)*
            $($(#[$may_doc])* pub $may: $crate::field::Field<$may_type>,)*
            $($(#[$mark_doc])* pub $mark: $crate::field::Marks<$mark_type>,)*
            /// Names of fields that this version does not know.
            pub unknown: Vec<String>,
        }

        impl $read {
            pub const TABLE: &str = $table;

            /// Names of its fields, in the order in which they are written down here.
            pub const FIELDS: &[&str] = &[$(stringify!($must),)* $(stringify!($may),)*];

            /// `None`: a record of another table.
            $vis fn read(
                id: $crate::ids::RecordId,
                fields: &$crate::record::Fields,
            ) -> Option<Self> {
                if !$crate::facts::is_of_table(fields, Self::TABLE) {
                    return None;
                }
                let unknown = $crate::field::unknown(
                    fields,
                    Self::FIELDS,
                    &[$((
                        stringify!($mark),
                        <$mark_type>::ALL.iter().map(|member| member.code()).collect(),
                    ),)*],
                );
                Some(Self {
                    id,
                    meta: $crate::field::Meta::read(fields),
                    $($must: $crate::field::Field::read(fields.get(stringify!($must))),)*
                    $($may: $crate::field::Field::read(fields.get(stringify!($may))),)*
                    $($mark: $crate::field::Marks::read(stringify!($mark), fields),)*
                    unknown,
                })
            }

            /// Every record of this table, in the order of ids.
            $vis fn all(facts: &$crate::facts::Facts<'_>) -> impl Iterator<Item = Self> {
                facts.records().iter().filter_map(|(id, fields)| Self::read(*id, fields))
            }
        }

        impl std::fmt::Debug for $read {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{} {}", $table, self.id)
            }
        }
    };
}
pub(crate) use record;
