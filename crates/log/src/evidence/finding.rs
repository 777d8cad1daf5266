//! What an examination says, in words and stable codes.

use std::fmt;

use crate::hash::LogId;
use crate::node::CertificateError;
use crate::proof::ProofError;
use crate::receipt::ReceiptError;
use crate::span::SpanError;
use crate::statements::StatementError;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<P> {
    pub what: What,
    pub log: Option<LogId>,
    /// First and last position it is about; 0 is the log's header.
    pub positions: Option<(u64, u64)>,
    /// Where it stands. Of what is missing: the last of the log before it, or the first behind it.
    pub place: Option<P>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    #[error("something stands here that no version writes")]
    Unreadable,
    #[error("altered since it was signed: {0}")]
    Altered(SpanError),
    #[error("entries are missing here; what follows them is there")]
    Missing,
    #[error("the beginning of the log is missing; what follows cannot be proved")]
    HeaderMissing,
    #[error("entries stand behind ones that were written after them: their order was changed")]
    Reordered,
    #[error("its author signed another entry at this position, too")]
    OtherBranch,
    #[error("the end of the log is cut off: a signed head or receipt remembers more")]
    Cut,
    #[error("the whole log is missing: a signed head or receipt remembers it")]
    LogMissing,
    #[error("a signed head or receipt remembers another entry at this position")]
    OtherHead,
    #[error("its author's certificate is missing or does not hold")]
    AuthorUnknown,
    #[error("its author's certificate belongs to another laptop")]
    AuthorOther,
    #[error("its author was never allowed to write this document")]
    NotAllowed,
    #[error("the certificate does not hold: {0}")]
    Certificate(CertificateError),
    #[error("the statement does not hold: {0}")]
    Statement(StatementError),
    #[error("the proof does not hold: {0}")]
    Proof(ProofError),
    #[error("the receipt does not hold: {0}")]
    Receipt(ReceiptError),
    #[error("a {word} that was here is missing")]
    FactMissing { word: &'static str },
    #[error("nothing here was certified by this city")]
    NoCertificate,
}

impl What {
    /// Stable, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "item_unreadable",
            Self::Altered(_) => "entry_altered",
            Self::Missing => "entry_missing",
            Self::HeaderMissing => "log_header_missing",
            Self::Reordered => "entry_reordered",
            Self::OtherBranch => "entry_on_other_branch",
            Self::Cut => "log_cut",
            Self::LogMissing => "log_missing",
            Self::OtherHead => "head_differs",
            Self::AuthorUnknown => "author_unknown",
            Self::AuthorOther => "author_other",
            Self::NotAllowed => "author_not_allowed",
            Self::Certificate(_) => "certificate_refused",
            Self::Statement(_) => "statement_refused",
            Self::Proof(_) => "proof_refused",
            Self::Receipt(_) => "receipt_refused",
            Self::FactMissing { .. } => "fact_missing",
            Self::NoCertificate => "city_unknown",
        }
    }
}

/// Not wrong, but worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    #[error("log_behind: log {log}: HQ has it up to position {}; from {} on it has not come here, or was cut off", positions.1, positions.0)]
    Behind { log: LogId, positions: (u64, u64) },
    #[error("entry_mended: log {log} positions {} to {}: lost at one place, fetched again since", positions.0, positions.1)]
    Mended { log: LogId, positions: (u64, u64) },
    #[error(
        "log_goes_on: log {log}: it goes on here from position {from}; what stands before it is elsewhere"
    )]
    GoesOn { log: LogId, from: u64 },
    #[error(
        "log_unproved: log {log}: it goes on here from position {from}; without signed heads from before nothing of it can be proved"
    )]
    Unproved { log: LogId, from: u64 },
}

impl<P> Finding<P> {
    pub(super) fn about(log: LogId, positions: (u64, u64), place: Option<P>, what: What) -> Self {
        Self { what, log: Some(log), positions: Some(positions), place }
    }

    pub(super) fn at(place: P, what: What) -> Self {
        Self { what, log: None, positions: None, place: Some(place) }
    }

    pub(super) fn nowhere(what: What) -> Self {
        Self { what, log: None, positions: None, place: None }
    }
}

impl<P: fmt::Display> fmt::Display for Finding<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.what.code())?;
        if let Some(log) = &self.log {
            write!(f, " log {log}")?;
        }
        match self.positions {
            Some((first, last)) if first == last => write!(f, " position {first}")?,
            Some((first, last)) => write!(f, " positions {first} to {last}")?,
            None => {}
        }
        if let Some(place) = &self.place {
            write!(f, " in {place}")?;
        }
        write!(f, ": {}", self.what)
    }
}
