//! Word lists of the model as the API writes them: the same members, in `snake_case`.
//!
//! The codes in records never change; the API's words may, so the two are kept apart here, and
//! the compiler checks that no member is forgotten.

macro_rules! mirror {
    ($($(#[$doc:meta])* $vis:vis enum $name:ident = $model:path {
        $($(#[$member_doc:meta])* $member:ident),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        $vis enum $name {
            $($(#[$member_doc])* $member,)+
        }

        impl From<$name> for $model {
            fn from(word: $name) -> Self {
                match word {
                    $($name::$member => Self::$member,)+
                }
            }
        }

        impl From<$model> for $name {
            fn from(word: $model) -> Self {
                match word {
                    $(<$model>::$member => Self::$member,)+
                }
            }
        }
    )+};
}
pub(crate) use mirror;
