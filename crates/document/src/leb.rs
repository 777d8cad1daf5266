//! Variable-length integers (LEB128), read with bounds.

/// What is left to read of some bytes. Every reading answers `None` where the bytes end or lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// An unsigned integer, also where it is written longer than it needs to be.
    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return None;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// An unsigned integer in its shortest form.
    pub(crate) fn shortest_unsigned(&mut self) -> Option<u64> {
        let before = self.0;
        let value = self.unsigned()?;
        let used = &before[..before.len() - self.0.len()];
        let is_shortest = used.len() == 1 || used.last() != Some(&0);
        is_shortest.then_some(value)
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let is_negative = byte & 0x40 != 0;
                let fill = if is_negative && shift + 7 < 64 { -1 << (shift + 7) } else { 0 };
                return Some(value | fill);
            }
        }
        None
    }
}

pub(crate) fn push_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_unsigned_integer_reads_back(value: u64) {
            let mut bytes = vec![];
            push_unsigned(&mut bytes, value);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.shortest_unsigned(), Some(value));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn no_bytes_make_reading_fail_loudly(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.unsigned().is_some() {}
            let mut reader = Reader::new(&bytes);
            while reader.signed().is_some() {}
        }
    }

    #[test]
    fn one_integer_has_one_shortest_form() {
        assert_eq!(Reader::new(&[0x80, 0x00]).shortest_unsigned(), None);
        assert_eq!(Reader::new(&[0x80, 0x00]).unsigned(), Some(0));
        assert_eq!(Reader::new(&[0x00]).shortest_unsigned(), Some(0));
        assert_eq!(Reader::new(&[0x7f]).signed(), Some(-1));
        assert_eq!(Reader::new(&[0x80, 0x7f]).signed(), Some(-128));
        assert_eq!(Reader::new(&[0xff; 10]).unsigned(), None);
    }
}
