//! Huffman coding of blocks.

use super::tables::Huffman;

/// A code and its length, by symbol; length 0 where there is none.
type Table = [(u16, u8); 256];

pub(super) struct Codes {
    dc: Table,
    ac: Table,
}

impl Codes {
    pub(super) fn of(dc: Huffman, ac: Huffman) -> Self {
        Self { dc: table(dc), ac: table(ac) }
    }
}

/// Codes count upwards within a length and double from one length to the next.
fn table((lengths, symbols): Huffman) -> Table {
    let mut table = [(0, 0); 256];
    let mut symbols = symbols.iter();
    let mut code = 0_u16;
    for (length, count) in (1_u8..).zip(lengths) {
        for symbol in symbols.by_ref().take(usize::from(count)) {
            table[usize::from(*symbol)] = (code, length);
            code += 1;
        }
        code = code.wrapping_shl(1);
    }
    table
}

/// Zeros in a row that have a code of their own, and the end of a block.
const SIXTEEN_ZEROS: usize = 0xF0;
const END: usize = 0x00;

pub(super) struct Coder {
    bytes: Vec<u8>,
    /// The lowest `held` bits are still to be written.
    bits: u64,
    held: u32,
}

impl Coder {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, bits: 0, held: 0 }
    }

    /// Codes a block in zigzag order; `before` is the last block's mean of the same component.
    #[inline(always)]
    pub(super) fn block(&mut self, block: &[i16; 64], before: &mut i16, codes: &Codes) {
        let difference = block[0] - *before;
        *before = block[0];
        self.value(&codes.dc, 0, difference);
        let mut left = not_zero(block) & !1;
        let mut at = 0;
        while left != 0 {
            let next = left.trailing_zeros();
            left &= left - 1;
            let mut zeros = next - at - 1;
            while zeros > 15 {
                self.put(codes.ac[SIXTEEN_ZEROS]);
                zeros -= 16;
            }
            self.value(&codes.ac, (zeros as usize) << 4, block[next as usize & 63]);
            at = next;
        }
        if at < 63 {
            self.put(codes.ac[END]);
        }
    }

    /// The symbol of a run of zeros and the value's number of bits, then these bits.
    #[inline(always)]
    fn value(&mut self, table: &Table, run: usize, value: i16) {
        let wide = i32::from(value);
        let size = 32 - wide.unsigned_abs().leading_zeros();
        // Negative values stand as their own number less one, cut to size.
        let low = (wide + (wide >> 31)) as u32 & ((1 << size) - 1);
        let (code, length) = table[(run | size as usize) & 0xFF];
        self.push(u32::from(code) << size | low, u32::from(length) + size);
    }

    #[inline(always)]
    fn put(&mut self, (code, length): (u16, u8)) {
        self.push(code.into(), length.into());
    }

    #[inline(always)]
    fn push(&mut self, bits: u32, count: u32) {
        self.bits = self.bits << count | u64::from(bits);
        self.held += count;
        if self.held >= 32 {
            self.held -= 32;
            self.word((self.bits >> self.held) as u32);
        }
    }

    /// A byte of ones is followed by one of zeros, so that it is no marker.
    #[inline(always)]
    fn word(&mut self, word: u32) {
        let inverse = !word;
        let ones = inverse.wrapping_sub(0x0101_0101) & word & 0x8080_8080;
        if ones == 0 {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        } else {
            word.to_be_bytes().into_iter().for_each(|byte| self.byte(byte));
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
        }
    }

    /// Fills the last byte with ones.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.held.is_multiple_of(8) {
            self.push(1, 1);
        }
        while self.held > 0 {
            self.held -= 8;
            self.byte((self.bits >> self.held) as u8);
        }
        self.bytes
    }
}

/// One bit for each value that is not zero.
#[inline(always)]
fn not_zero(block: &[i16; 64]) -> u64 {
    let mut flags = [0_u8; 64];
    for (flag, value) in flags.iter_mut().zip(block) {
        *flag = u8::from(*value != 0);
    }
    let mut bits = 0;
    for (index, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        // Each flag lands in its own bit of the highest byte.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (8 * index);
    }
    bits
}
