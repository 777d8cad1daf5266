//! Notes on a reading: not wrong, but to be seen.

/// What was done to read something, or what a person should look at. A row with notes alone can be
/// taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    #[error("the columns are those of a list of emergency evacuation sites (指定緊急避難場所)")]
    EmergencyColumns,
    #[error("wide or narrow letters were made usual ones")]
    Width,
    #[error("several lines were made one")]
    Joined,
    #[error("the value stands in a merged cell above")]
    Merged,
    #[error("a capacity in words is kept in the remarks")]
    CapacityText,
    #[error("0 is read as not known")]
    Zero,
    #[error("this mark is read as nothing")]
    Nothing,
    #[error("degrees, minutes and seconds were made degrees")]
    Dms,
    #[error("the day lies behind the end of its era")]
    EraEnd,
    #[error("a phone number without its first 0")]
    PhoneZero,
    #[error("the last digit of the municipality's code does not fit the others")]
    CheckDigit,
    #[error("the row is of both lists")]
    BothLists,
    #[error("the list gives it no id")]
    NoId,
    #[error("a place of this name stands in {file}, row {row}")]
    SameName { file: String, row: u64 },
}

impl Note {
    /// Stable, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmergencyColumns => "note.emergency_columns",
            Self::Width => "note.width",
            Self::Joined => "note.joined",
            Self::Merged => "note.merged",
            Self::CapacityText => "note.capacity_text",
            Self::Zero => "note.zero",
            Self::Nothing => "note.nothing",
            Self::Dms => "note.dms",
            Self::EraEnd => "note.era_end",
            Self::PhoneZero => "note.phone_zero",
            Self::CheckDigit => "note.check_digit",
            Self::BothLists => "note.both_lists",
            Self::NoId => "note.no_id",
            Self::SameName { .. } => "note.same_name",
        }
    }
}
