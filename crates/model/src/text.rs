//! Text and whole numbers as people type them: trimmed, bounded, free of control characters.
//!
//! Invariant: a [`Line`] is one visible line of 1 to `MAX` characters, a [`Prose`] may also hold
//! line breaks, a [`Whole`] lies within its bounds. No text is longer than the 16 KiB one scalar
//! may hold, since no limit here exceeds [`PROSE_CHARS_MAX`].

use std::fmt;

use serde::{Deserialize, Serialize};

/// The most one prose field holds; at 4 bytes a character it fits the 16 KiB of a scalar.
pub const PROSE_CHARS_MAX: usize = 4_000;

/// Why a text cannot stand in a field. Holds no part of the text, so it may be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("the text is empty")]
    Empty,
    #[error("the text has {chars} characters, the limit is {max}")]
    TooLong { chars: usize, max: usize },
    #[error("character {position} is a control character")]
    Control { position: usize },
    #[error("the text does not have the form of this field")]
    Form,
}

impl TextError {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "text.empty",
            Self::TooLong { .. } => "text.too_long",
            Self::Control { .. } => "text.control",
            Self::Form => "text.form",
        }
    }
}

fn checked(text: &str, max: usize, breaks: Breaks) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let chars = text.chars().count();
    if chars > max {
        return Err(TextError::TooLong { chars, max });
    }
    let allowed = |c: char| breaks == Breaks::Allowed && (c == '\n' || c == '\t');
    match text.chars().position(|c| c.is_control() && !allowed(c)) {
        Some(position) => Err(TextError::Control { position }),
        None => Ok(text.to_owned()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Allowed,
    Refused,
}

macro_rules! bounded_text {
    ($(#[$doc:meta])* $name:ident, $breaks:expr) => {
        $(#[$doc])*
        ///
        /// `Debug` shows the length only: many such texts are about people.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name<const MAX: usize>(String);

        impl<const MAX: usize> $name<MAX> {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: usize> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} chars)", stringify!($name), self.0.chars().count())
            }
        }

        impl<const MAX: usize> TryFrom<&str> for $name<MAX> {
            type Error = TextError;

            fn try_from(text: &str) -> Result<Self, TextError> {
                checked(text, MAX, $breaks).map(Self)
            }
        }

        impl<const MAX: usize> TryFrom<String> for $name<MAX> {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                Self::try_from(text.as_str())
            }
        }

        impl<const MAX: usize> std::str::FromStr for $name<MAX> {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::try_from(text)
            }
        }

        impl<const MAX: usize> From<$name<MAX>> for String {
            fn from(text: $name<MAX>) -> Self {
                text.0
            }
        }
    };
}

bounded_text! {
    /// One line of text: names, phone numbers, addresses.
    Line, Breaks::Refused
}
bounded_text! {
    /// Text with line breaks: notes, notices.
    Prose, Breaks::Allowed
}

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Whole<const MIN: i64, const MAX: i64>(i64);

/// A whole number lies outside the bounds of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{number} lies outside {min} to {max}")]
pub struct WholeError {
    pub number: i64,
    pub min: i64,
    pub max: i64,
}

impl WholeError {
    /// Stable, for programs.
    pub const CODE: &str = "number.bounds";
}

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<i64> for Whole<MIN, MAX> {
    type Error = WholeError;

    fn try_from(number: i64) -> Result<Self, WholeError> {
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(WholeError { number, min: MIN, max: MAX })
        }
    }
}

impl<const MIN: i64, const MAX: i64> From<Whole<MIN, MAX>> for i64 {
    fn from(number: Whole<MIN, MAX>) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_bounded_and_visible() {
        check::<Line<4>>("  結び ", Ok("結び"));
        check::<Line<4>>(" \u{3000} ", Err(TextError::Empty));
        check::<Line<4>>("12345", Err(TextError::TooLong { chars: 5, max: 4 }));
        check::<Line<4>>("1\n2", Err(TextError::Control { position: 1 }));
        check::<Prose<4>>("1\n2", Ok("1\n2"));
        check::<Prose<4>>("1\u{7}2", Err(TextError::Control { position: 1 }));
    }

    #[test]
    fn debug_shows_no_text() {
        let line: Line<20> = "山田太郎".parse().unwrap();
        assert_eq!(format!("{line:?}"), "Line(4 chars)");
    }

    #[test]
    fn a_whole_number_keeps_its_bounds_through_json() {
        type Small = Whole<0, 3>;
        assert_eq!(serde_json::from_str::<Small>("3").unwrap().get(), 3);
        let refused = serde_json::from_str::<Small>("4").unwrap_err().to_string();
        assert!(refused.starts_with("4 lies outside 0 to 3"), "{refused}");
    }

    #[track_caller]
    fn check<T>(text: &str, want: Result<&str, TextError>)
    where
        T: std::str::FromStr<Err = TextError> + Into<String>,
    {
        assert_eq!(text.parse::<T>().map(Into::into), want.map(str::to_owned));
    }
}
