//! The code on a family's slip (`docs/format.md` §12): which transfer, and where it fits the copy of
//! the household.

use data_encoding::BASE32_NOPAD;
use musubi_model::ids::{OperationId, PlaceId, RecordId};

pub(crate) const PREFIX: &str = "MT1";
/// More does not fit into a symbol that every reader reads.
const CHARS_MAX: usize = 1_800;

/// What the family carries besides the number.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Carried {
    Nothing,
    /// Only the destination can open it.
    Sealed(Vec<u8>),
    /// Anybody who reads the slip can.
    Open(Vec<u8>),
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) transfer: RecordId,
    pub(crate) from: PlaceId,
    pub(crate) to: PlaceId,
    pub(crate) carried: Carried,
}

impl Code {
    /// `None`: too long for a symbol.
    pub(crate) fn to_text(&self) -> Option<String> {
        let (kind, rest): (u8, &[u8]) = match &self.carried {
            Carried::Nothing => (0, &[]),
            Carried::Sealed(copy) => (1, copy),
            Carried::Open(copy) => (2, copy),
        };
        let ids = [self.transfer.bytes(), self.from.bytes(), self.to.bytes()];
        let bytes: Vec<u8> = [&[kind][..], ids[0], ids[1], ids[2], rest].concat();
        let text = format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes));
        (text.len() <= CHARS_MAX).then_some(text)
    }

    /// As a reader types it: in any case, with blanks.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let typed: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(CHARS_MAX + 1)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let bytes = BASE32_NOPAD.decode(typed.strip_prefix(PREFIX)?.as_bytes()).ok()?;
        let (kind, rest) = bytes.split_first()?;
        let (transfer, rest) = rest.split_first_chunk::<16>()?;
        let (from, rest) = rest.split_first_chunk::<16>()?;
        let (to, rest) = rest.split_first_chunk::<16>()?;
        let carried = match (kind, rest) {
            (0, []) => Carried::Nothing,
            (1, sealed) => Carried::Sealed(sealed.to_vec()),
            (2, open) => Carried::Open(open.to_vec()),
            _ => return None,
        };
        let (from, to) = (PlaceId::new(*from), PlaceId::new(*to));
        Some(Self { transfer: RecordId::new(*transfer), from, to, carried })
    }
}

/// To what a copy is bound when it is sealed.
pub(crate) fn context(operation: OperationId, transfer: RecordId, to: PlaceId) -> Vec<u8> {
    [&operation.bytes()[..], transfer.bytes(), to.bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_made_and_nothing_else_is_one() {
        let code = |carried| Code {
            transfer: RecordId::new([1; 16]),
            from: PlaceId::new([2; 16]),
            to: PlaceId::new([3; 16]),
            carried,
        };
        for carried in [Carried::Nothing, Carried::Sealed(vec![7; 900]), Carried::Open(vec![8])] {
            let made = code(carried);
            let text = made.to_text().unwrap();
            let typed = format!(" {} \n", text.to_lowercase());
            assert!(Code::of_text(&typed).is_some_and(|read| read == made));
            assert!(Code::of_text(&text[..40]).is_none());
        }
        assert!(code(Carried::Sealed(vec![7; 1_200])).to_text().is_none());
        for text in ["", "MT1", "MT2AA", "A-0042-K", "MT1\u{3042}", &"M".repeat(10_000)] {
            assert!(Code::of_text(text).is_none(), "{text}");
        }
    }
}
