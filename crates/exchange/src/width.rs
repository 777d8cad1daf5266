//! Wide letters for narrow ones and back, where a list mixes them: `ＩＤ１` and `ID1`, `ﾊﾟｰｸ` and
//! `パーク`.
//!
//! Deliberately absent: everything else of Unicode's compatibility forms; `①` and `㈱` are what an
//! office wrote.

use std::borrow::Cow;

/// Narrow letters, digits and signs for the wide ones of ASCII; a plain blank for the wide one.
pub(crate) fn ascii(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let narrow = |c| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).expect("the block mirrors ASCII")
        }
        other => other,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

/// In the order of U+FF61 to U+FF9F.
const NARROW_KANA: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// Wide kana for the narrow ones of JIS X 0201, with their sound marks joined to them.
pub(crate) fn kana(text: &str) -> Cow<'_, str> {
    if !text.contains(is_narrow_kana) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let wide = if is_narrow_kana(c) {
            let place = (u32::from(c) - 0xff61) as usize;
            NARROW_KANA.chars().nth(place).expect("the table has all of them")
        } else {
            c
        };
        match (wide, out.chars().last().and_then(|last| voiced(last, c))) {
            (_, Some(joined)) => {
                out.pop();
                out.push(joined);
            }
            (wide, None) => out.push(wide),
        }
    }
    Cow::Owned(out)
}

pub(crate) const fn is_narrow_kana(c: char) -> bool {
    matches!(c, '\u{ff61}'..='\u{ff9f}')
}

/// One letter for a kana and the narrow sound mark behind it.
fn voiced(kana: char, mark: char) -> Option<char> {
    let steps = match (mark, kana) {
        ('\u{ff9e}', 'ウ') => return Some('ヴ'),
        (
            '\u{ff9e}',
            'カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'チ'
            | 'ツ' | 'テ' | 'ト' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ',
        ) => 1,
        ('\u{ff9f}', 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ') => 2,
        _ => return None,
    };
    char::from_u32(u32::from(kana) + steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_and_wide_letters_are_one() {
        assert_eq!(ascii("ＩＤ１　（ａ～）"), "ID1 (a~)");
        assert_eq!(kana("ﾊﾟｰｸ･ｳﾞｨﾗ｡ｱｲｳｴｵﾜｦﾝ"), "パーク・ヴィラ。アイウエオワヲン");
        assert_eq!(kana("ｶﾞｷﾞｸﾞﾊﾞﾋﾟﾅﾞ"), "ガギグバピナ゛");
        assert_eq!(kana("ﾞ結"), "゛結");
        assert!(matches!(kana("体育館ガ"), Cow::Borrowed(_)));
    }
}
