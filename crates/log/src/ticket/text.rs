//! A ticket's bytes as characters that a QR code's alphanumeric mode holds and a person can type.
//!
//! `MUSUBI1:` and then lines of base 32 (RFC 4648, upper case, no padding), each closed by one
//! check character, so that a slip of the pen is found in its line. The last 4 bytes are a hash over
//! the others. Spaces, line breaks and hyphens are for the eye and are skipped.

use minicbor::Decoder;
use zeroize::Zeroizing;

use super::TicketError;
use crate::hash::h;

pub const PREFIX: &str = "MUSUBI1:";
/// A line's characters, its check character included.
pub const LINE_CHARS: usize = 41;
pub const TEXT_CHARS_MAX: usize = 900;
pub(super) const BYTES_MAX: usize = 540;

const DATA_CHARS: usize = LINE_CHARS - 1;
const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Modulus of the check: a prime over 40, so one wrong character or two swapped ones always show.
const CHECK: &[u8; 43] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189$%*+/.:";
const HASH_LEN: usize = 4;
/// A text longer than this is refused before it is looked at.
const INPUT_CHARS_MAX: usize = 4 * TEXT_CHARS_MAX;

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut all = Zeroizing::new(bytes.to_vec());
    all.extend_from_slice(&hash(bytes));
    let digits = Zeroizing::new(data_encoding::BASE32_NOPAD.encode(&all));
    let mut text = PREFIX.to_owned();
    for line in digits.as_bytes().chunks(DATA_CHARS) {
        text.extend(line.iter().map(|&digit| char::from(digit)));
        text.push(char::from(check(line)));
    }
    text
}

pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, TicketError> {
    let chars = text.chars().count();
    if chars > INPUT_CHARS_MAX {
        return Err(TicketError::TooLong { chars });
    }
    let plain: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if plain.len() > TEXT_CHARS_MAX {
        return Err(TicketError::TooLong { chars: plain.len() });
    }
    let lines = after_prefix(&plain)?;
    let mut digits = Zeroizing::new(Vec::new());
    for (number, line) in lines.chunks(LINE_CHARS).enumerate() {
        digits.extend_from_slice(&read_line(number + 1, line)?);
    }
    let cut = TicketError::Cut { line: lines.len().div_ceil(LINE_CHARS).max(1) };
    let bytes = data_encoding::BASE32_NOPAD.decode(&digits).map_err(|_| cut.clone())?;
    let mut bytes = Zeroizing::new(bytes);
    let (body, sum) = bytes.split_last_chunk::<HASH_LEN>().ok_or(cut)?;
    if hash(body) != *sum {
        // Cut off at the end of a line, every line is right but the whole is not all there.
        let ends_early = Decoder::new(&bytes).skip().is_err_and(|error| error.is_end_of_input());
        let line = lines.len() / LINE_CHARS + 1;
        return Err(if ends_early { TicketError::Cut { line } } else { TicketError::Checksum });
    }
    let length = body.len();
    bytes.truncate(length);
    Ok(bytes)
}

fn after_prefix(plain: &[char]) -> Result<&[char], TicketError> {
    let name = PREFIX.len() - 2;
    let begins = plain.len() >= PREFIX.len()
        && plain.iter().zip(PREFIX.chars()).take(name).all(|(a, b)| *a == b);
    if !begins || plain[PREFIX.len() - 1] != ':' {
        return Err(TicketError::Prefix);
    }
    match plain[name] {
        '1' => Ok(&plain[PREFIX.len()..]),
        version => Err(TicketError::Version { version }),
    }
}

fn read_line(number: usize, line: &[char]) -> Result<Zeroizing<Vec<u8>>, TicketError> {
    let Some((&last, data)) = line.split_last().filter(|(_, data)| !data.is_empty()) else {
        return Err(TicketError::Cut { line: number });
    };
    let mut digits = Zeroizing::new(Vec::with_capacity(data.len()));
    for (index, &found) in data.iter().enumerate() {
        let digit = u8::try_from(found).ok().filter(|digit| DIGITS.contains(digit));
        let column = index + 1;
        digits.push(digit.ok_or(TicketError::Character { line: number, column, found })?);
    }
    if char::from(check(&digits)) == last {
        return Ok(digits);
    }
    // A line of full length has a wrong character; a shorter one is more likely cut.
    if line.len() == LINE_CHARS {
        Err(TicketError::Line { line: number })
    } else {
        Err(TicketError::Cut { line: number })
    }
}

fn check(digits: &[u8]) -> u8 {
    let sum: usize = digits
        .iter()
        .enumerate()
        .map(|(index, digit)| {
            let value = DIGITS.iter().position(|known| known == digit).unwrap_or(0);
            value * (index + 1)
        })
        .sum();
    CHECK[sum % CHECK.len()]
}

fn hash(bytes: &[u8]) -> [u8; HASH_LEN] {
    *h("ticket text", &[bytes]).bytes().first_chunk().expect("32 bytes have 4")
}
