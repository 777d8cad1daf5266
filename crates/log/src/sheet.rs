//! The city's root key on paper: three sheets, any two of which bring it back.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::city::{CityKey, CitySecret};
use crate::hash::h;
use crate::secret::Secret;

/// One of three sheets. Alone it says nothing about the key.
#[derive(Clone)]
pub struct Sheet {
    number: u8,
    city: CityKey,
    share: Secret,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("this is no sheet of a city key: it begins with {}", Sheet::PREFIX)]
    Prefix,
    #[error("the sheet was not copied right")]
    Copy,
    #[error("the two sheets are of two cities, or the same sheet twice")]
    Apart,
}

impl SheetError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Prefix => "sheet_prefix",
            Self::Copy => "sheet_copy",
            Self::Apart => "sheet_apart",
        }
    }
}

impl Sheet {
    pub const PREFIX: &str = "MUSUBICITY1:";

    /// Byte by byte over GF(256), `share = key + number × chance`.
    pub fn split(city: &CitySecret, rng: &mut impl CryptoRng) -> [Self; 3] {
        let (key, chance) = (city.to_secret(), Secret::generate(rng));
        [1, 2, 3].map(|number| {
            let mut share = Zeroizing::new([0; 32]);
            for ((out, key), chance) in share.iter_mut().zip(key.expose()).zip(chance.expose()) {
                *out = key ^ times(number, *chance);
            }
            Self { number, city: city.public(), share: Secret::new(*share) }
        })
    }

    pub fn join(one: &Self, other: &Self) -> Result<CitySecret, SheetError> {
        if one.city != other.city || one.number == other.number {
            return Err(SheetError::Apart);
        }
        // key = one + number × chance, where chance = (one + other) ÷ (number + number).
        let factor = times(one.number, inverse(one.number ^ other.number));
        let mut key = Zeroizing::new([0; 32]);
        let shares = one.share.expose().iter().zip(other.share.expose());
        for (out, (a, b)) in key.iter_mut().zip(shares) {
            *out = a ^ times(factor, a ^ b);
        }
        let city = CitySecret::from_secret(&Secret::new(*key));
        if city.public() == one.city { Ok(city) } else { Err(SheetError::Copy) }
    }

    pub fn number(&self) -> u8 {
        self.number
    }

    pub fn print(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![self.number]);
        bytes.extend_from_slice(self.city.bytes());
        bytes.extend_from_slice(self.share.expose());
        let sum = h("sheet", &[&bytes]);
        bytes.extend_from_slice(&sum.bytes()[..4]);
        Zeroizing::new(Self::PREFIX.to_owned() + &data_encoding::BASE32_NOPAD.encode(&bytes))
    }

    /// Spaces, line breaks, hyphens and lower case do not matter.
    pub fn parse(text: &str) -> Result<Self, SheetError> {
        let plain: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .map(|c| c.to_ascii_uppercase())
                .take(200)
                .collect(),
        );
        let digits = plain.strip_prefix(Self::PREFIX).ok_or(SheetError::Prefix)?;
        let bytes = data_encoding::BASE32_NOPAD
            .decode(digits.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| SheetError::Copy)?;
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(SheetError::Copy)?;
        if h("sheet", &[body]).bytes()[..4] != *sum {
            return Err(SheetError::Copy);
        }
        let (&number, keys) = body.split_first().ok_or(SheetError::Copy)?;
        let (city, share) = keys.split_first_chunk::<32>().ok_or(SheetError::Copy)?;
        let share = share.try_into().map_err(|_| SheetError::Copy)?;
        if !(1..=3).contains(&number) {
            return Err(SheetError::Copy);
        }
        Ok(Self { number, city: CityKey::new(*city), share: Secret::new(share) })
    }
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sheet({}, ..)", self.number)
    }
}

/// In GF(256) modulo x⁸ + x⁴ + x³ + x + 1, the same steps whatever the values.
fn times(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..8 {
        product ^= a & 0u8.wrapping_sub((b >> bit) & 1);
        a = (a << 1) ^ (0x1b & 0u8.wrapping_sub(a >> 7));
    }
    product
}

/// a²⁵⁴, which is 1 ÷ a.
fn inverse(a: u8) -> u8 {
    (0..253).fold(a, |power, _| times(power, a))
}
