//! The same table in `Shift_JIS` as spreadsheets in Japan write it (Windows code page 932).
//!
//! A character that it lacks is written as 〓 with its code point, `〓(U+20BB7)` for 𠮷, and the head
//! says how many there are. The signs that Unicode has twice are written as the one it has.

use std::fmt::Write as _;

use encoding_rs::SHIFT_JIS;

use super::{Cell, Head, Table, csv};

/// The text and how much of it had to be written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftJis {
    pub bytes: Vec<u8>,
    /// Characters that `Shift_JIS` lacks.
    pub written_out: usize,
}

const WRITTEN_OUT: &str = "文字";

impl Table {
    /// For people, as [`Table::csv`]. The first line tells of characters that were written out.
    pub fn shift_jis(&self, head: &Head) -> ShiftJis {
        let (text, written_out) = writable(&self.text_for_people(head));
        let mut told = String::new();
        if written_out > 0 {
            let said = format!("Shift_JISにない{written_out}字を〓(U+番号)と書きました");
            csv::line(&mut told, &[WRITTEN_OUT.into(), said.into()], Cell::shown);
        }
        let (bytes, _, lacks) = SHIFT_JIS.encode(&told);
        assert!(!lacks, "our own words can be written");
        let mut bytes = bytes.into_owned();
        let (rest, _, lacks) = SHIFT_JIS.encode(&text);
        assert!(!lacks, "what cannot be written was written out");
        bytes.extend_from_slice(&rest);
        ShiftJis { bytes, written_out }
    }
}

fn writable(text: &str) -> (String, usize) {
    let (mut out, mut written_out) = (String::with_capacity(text.len()), 0);
    let mut one = [0; 4];
    for c in text.chars() {
        let c = twin(c);
        let (_, _, lacks) = SHIFT_JIS.encode(c.encode_utf8(&mut one));
        if lacks {
            written_out += 1;
            write!(out, "〓(U+{:04X})", u32::from(c)).expect("memory takes what is written");
        } else {
            out.push(c);
        }
    }
    (out, written_out)
}

/// Of signs that Unicode has twice the one that code page 932 has. The encoder would write a yen sign
/// as a backslash.
const fn twin(c: char) -> char {
    match c {
        '\u{301c}' => '\u{ff5e}',
        '\u{2014}' => '\u{2015}',
        '\u{2016}' => '\u{2225}',
        '\u{a2}' => '\u{ffe0}',
        '\u{a3}' => '\u{ffe1}',
        '\u{a5}' => '\u{ffe5}',
        '\u{ac}' => '\u{ffe2}',
        '\u{203e}' => '\u{ffe3}',
        '\u{2212}' => '\u{ff0d}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shift_jis_lacks_is_written_out_and_counted() {
        check("髙橋﨑濵①㈱", "髙橋﨑濵①㈱", 0);
        check("𠮷田", "〓(U+20BB7)田", 1);
        check("Nguyễn", "Nguy〓(U+1EC5)n", 1);
        check("김", "〓(U+AE40)", 1);
        check("か\u{3099}", "か〓(U+3099)", 1);
    }

    #[test]
    fn signs_that_unicode_has_twice_are_written_as_the_one_there_is() {
        check("9時〜17時 ¥100 ―—", "9時～17時 ￥100 ――", 0);
    }

    #[test]
    fn whatever_is_written_reads_back_as_it_stands() {
        for c in ('\u{1}'..=char::MAX).step_by(7) {
            let (text, _) = writable(&c.to_string());
            let (bytes, _, lacks) = SHIFT_JIS.encode(&text);
            assert!(!lacks, "U+{:04X}", u32::from(c));
            let back = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes);
            assert_eq!(back.as_deref(), Some(text.as_str()), "U+{:04X}", u32::from(c));
        }
    }

    #[track_caller]
    fn check(text: &str, want: &str, count: usize) {
        assert_eq!(writable(text), (want.to_owned(), count));
    }
}
