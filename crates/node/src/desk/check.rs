//! From what was typed to values of the model: every field is tried, every problem is named.

use musubi_model::field::Change;
use musubi_model::text::{TextError, WholeError};

use super::{DeskError, FieldProblem};

#[derive(Default)]
pub(crate) struct Check {
    prefix: String,
    problems: Vec<FieldProblem>,
}

impl Check {
    /// Fields are named below `prefix` from here on.
    pub(crate) fn below(&mut self, prefix: String) {
        self.prefix = prefix;
    }

    pub(crate) fn refuse(&mut self, field: &str, code: &str) {
        let path = if self.prefix.is_empty() {
            field.to_owned()
        } else {
            format!("{}.{field}", self.prefix)
        };
        self.problems.push(FieldProblem { path, code: code.to_owned() });
    }

    /// Blank is as good as left out.
    pub(crate) fn text<T>(&mut self, field: &str, typed: Option<&str>) -> Option<T>
    where
        T: std::str::FromStr<Err = TextError>,
    {
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty())?;
        typed.parse().map_err(|error: TextError| self.refuse(field, error.code())).ok()
    }

    /// Left out keeps, blank clears.
    pub(crate) fn change<T>(&mut self, field: &str, typed: Option<&str>) -> Change<T>
    where
        T: std::str::FromStr<Err = TextError>,
    {
        match typed {
            None => Change::Keep,
            Some(typed) if typed.trim().is_empty() => Change::Clear,
            Some(_) => self.text(field, typed).map_or(Change::Keep, Change::To),
        }
    }

    /// Must be there.
    pub(crate) fn needed<T>(&mut self, field: &str, typed: &str) -> Option<T>
    where
        T: std::str::FromStr<Err = TextError>,
    {
        if typed.trim().is_empty() {
            self.refuse(field, TextError::Empty.code());
            return None;
        }
        self.text(field, Some(typed))
    }

    pub(crate) fn number<T>(&mut self, field: &str, number: Option<impl Into<i64>>) -> Option<T>
    where
        T: TryFrom<i64, Error = WholeError>,
    {
        T::try_from(number?.into()).map_err(|_| self.refuse(field, WholeError::CODE)).ok()
    }

    pub(crate) fn done(self) -> Result<(), DeskError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(DeskError::Invalid { fields: self.problems })
        }
    }
}

pub(crate) fn to<A, B: From<A>>(word: Option<A>) -> Change<B> {
    word.map_or(Change::Keep, |word| Change::To(word.into()))
}
