//! Every spelling that stands in a name or address of the city, once, with what comparing it needs.

use std::collections::BTreeMap;

use crate::search::SearchText;

/// The number of a spelling. [`Word::NONE`] stands for nothing told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word(u32);

impl Word {
    pub(super) const NONE: Self = Self(0);

    pub(super) fn is_told(self) -> bool {
        self != Self::NONE
    }

    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// Told by both, and the same.
    pub(super) fn agrees(self, other: Self) -> bool {
        self.is_told() && self == other
    }
}

struct Spelling {
    /// Its sounds, one to a kana.
    sounds: Vec<u16>,
    /// The first consonants without their voicing.
    skeleton: u64,
    first: u16,
    /// Records, or households, that tell it.
    bearers: u32,
}

pub(super) struct Words {
    numbers: BTreeMap<String, Word>,
    spellings: Vec<Spelling>,
}

impl Words {
    pub(super) fn new() -> Self {
        let nothing = Spelling { sounds: vec![], skeleton: 0, first: 0, bearers: 0 };
        Self { numbers: BTreeMap::new(), spellings: vec![nothing] }
    }

    /// The number of a text in its search spelling, told once more.
    pub(super) fn tell(&mut self, text: &SearchText) -> Word {
        self.tell_as(text.as_str())
    }

    pub(super) fn tell_as(&mut self, text: &str) -> Word {
        if text.is_empty() {
            return Word::NONE;
        }
        let word = if let Some(word) = self.numbers.get(text) {
            *word
        } else {
            let word = Word(u32::try_from(self.spellings.len()).expect("fewer than four billion"));
            self.spellings.push(Spelling::of(text));
            self.numbers.insert(text.to_owned(), word);
            word
        };
        self.spellings[word.0 as usize].bearers += 1;
        word
    }

    /// One told it who is not here any more.
    pub(super) fn untell(&mut self, word: Word) {
        if word.is_told() {
            self.spellings[word.0 as usize].bearers -= 1;
        }
    }

    pub(super) fn bearers(&self, word: Word) -> u32 {
        self.spellings[word.0 as usize].bearers
    }

    pub(super) fn skeleton(&self, word: Word) -> u64 {
        self.spellings[word.0 as usize].skeleton
    }

    pub(super) fn first(&self, word: Word) -> u16 {
        self.spellings[word.0 as usize].first
    }

    /// Alike but for one sound, two in the wrong order, or voicing. Names of one or two sounds are
    /// never near: too many others are as near.
    pub(super) fn are_near(&self, one: Word, other: Word) -> bool {
        let (a, b) = (&self.spellings[one.0 as usize], &self.spellings[other.0 as usize]);
        let longest = a.sounds.len().max(b.sounds.len());
        if longest < 3 || a.sounds.len().abs_diff(b.sounds.len()) > 2 {
            return false;
        }
        a.skeleton == b.skeleton && a.skeleton >= 0x100 || one_apart(&a.sounds, &b.sounds)
    }
}

impl Spelling {
    fn of(text: &str) -> Self {
        let sounds = sounds(text);
        let first = sounds.first().copied().unwrap_or(0);
        Self { skeleton: skeleton(text), first, sounds, bearers: 0 }
    }
}

/// A consonant and the vowel behind it make one sound, as a kana does; a kanji is a sound of its own.
fn sounds(text: &str) -> Vec<u16> {
    let mut sounds = Vec::new();
    let mut consonants: u16 = 0;
    for c in text.chars() {
        if matches!(c, 'a' | 'i' | 'u' | 'e' | 'o') || !c.is_ascii_lowercase() {
            let code = u16::try_from(u32::from(c) & 0x7fff).expect("fifteen bits");
            sounds.push(consonants.wrapping_mul(131).wrapping_add(code));
            consonants = 0;
        } else if c == 'n' && consonants == 0 {
            // Either ん, or the beginning of a sound: settled by what follows.
            consonants = u16::from(b'n');
        } else {
            if consonants == u16::from(b'n') && c != 'y' {
                sounds.push(consonants);
                consonants = 0;
            }
            let code = u16::try_from(u32::from(c)).expect("a lower-case letter");
            consonants = consonants.wrapping_mul(31).wrapping_add(code);
        }
    }
    if consonants != 0 {
        sounds.push(consonants);
    }
    sounds
}

/// Consonants of at most eight sounds, one byte each: か and が are one, and glides are left out.
fn skeleton(text: &str) -> u64 {
    let mut out: u64 = 0;
    let mut last = ' ';
    for c in text.chars() {
        let plain = match c {
            'g' => b'k',
            'z' | 'j' => b's',
            'd' | 'c' => b't',
            'b' | 'p' | 'f' | 'v' => b'h',
            'h' if matches!(last, 's' | 'c') => 0,
            'y' | 'w' => 0,
            c if c.is_ascii_lowercase() && !matches!(c, 'a' | 'i' | 'u' | 'e' | 'o') => c as u8,
            _ => 0,
        };
        last = c;
        if plain != 0 {
            out = out << 8 | u64::from(plain);
        }
    }
    out
}

/// Whether one sound was added, left out or mistaken, or two stand in each other's place.
fn one_apart(one: &[u16], other: &[u16]) -> bool {
    let (long, short) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    let same = long.iter().zip(short).take_while(|(sound, as_told)| sound == as_told).count();
    let (long, short) = (&long[same..], &short[same..]);
    match long.len() - short.len() {
        0 if long.is_empty() => true,
        0 => {
            let exchanged = long.len() > 1 && long[0] == short[1] && long[1] == short[0];
            long[1..] == short[1..] || exchanged && long[2..] == short[2..]
        }
        1 => long[1..] == *short,
        _ => false,
    }
}

/// The base-2 logarithm in hundredths, rounded down. In whole numbers, so that every machine counts
/// alike.
pub(super) fn bits(number: u32) -> i32 {
    let number = u64::from(number.max(1));
    let whole = number.ilog2();
    // 1.0 ≤ mantissa < 2.0 with 31 digits behind the point; each squaring tells one more digit.
    let mut mantissa = (number << 31) >> whole;
    let mut digits = 0;
    for place in 0..7 {
        mantissa = (mantissa * mantissa) >> 31;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            digits += 64 >> place;
        }
    }
    (i32::try_from(whole).expect("below 64") * 100) + digits * 100 / 128
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: &str, other: &str) -> bool {
        let mut words = Words::new();
        let one = words.tell(&SearchText::of(one));
        let other = words.tell(&SearchText::of(other));
        words.are_near(one, other)
    }

    #[test]
    fn one_slip_is_near_and_another_name_is_not() {
        for (one, other) in [
            ("たかはし", "たかばし"),
            ("はっとり", "はつとり"),
            ("きよこ", "きょこ"),
            ("しょうじ", "しようじ"),
            ("やまもと", "やまとも"),
            ("さくらい", "さくら"),
            ("わたなべ", "たわなべ"),
            ("けんいち", "けんち"),
        ] {
            assert!(near(one, other), "{one} {other}");
        }
        for (one, other) in [("ゆい", "ゆき"), ("たろう", "はなこ"), ("やまもと", "やました")]
        {
            assert!(!near(one, other), "{one} {other}");
        }
    }

    #[test]
    fn bits_are_the_logarithm() {
        for number in [1_u32, 2, 3, 7, 100, 47_000, u32::MAX] {
            let exact = f64::from(number).log2() * 100.0;
            let counted = f64::from(bits(number));
            assert!((exact - counted).abs() < 2.0, "{number}: {exact} {counted}");
        }
    }
}
