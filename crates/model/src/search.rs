//! Text as reception searches it: one spelling for what people write in many ways.
//!
//! Half width, case, hiragana and katakana, small and long vowels, common variants of kanji and
//! the ways of writing Japanese in Latin letters all fall together: `ﾜﾀﾅﾍﾞ`, `わたなべ`, `WATANABE`;
//! `ōno`, `ohno`, `おおの`, `オーノ`; `齋藤`, `斉藤`. Kana become Latin letters, kanji stay kanji: a
//! reading does not find a name that is stored in kanji alone.
//!
//! It finds rather too much than too little (`おの` finds `おおの`); a person chooses.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// A text in its search spelling.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchText(String);

impl SearchText {
    pub fn of(text: &str) -> Self {
        let folded: Vec<char> = widened(text).into_iter().map(canonical_kanji).collect();
        Self(one_spelling(&romanised(&folded)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, wanted: &Self) -> bool {
        self.0.contains(&wanted.0)
    }
}

impl fmt::Debug for SearchText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SearchText({} bytes)", self.0.len())
    }
}

/// A reception number or claim code as typed: letters and digits only, upper case, half width.
pub fn code(text: &str) -> String {
    let ascii = text.chars().map(half_width_ascii);
    ascii.filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn half_width_ascii(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).expect("the block mirrors ASCII")
        }
        other => other,
    }
}

/// Half-width kana in the order of U+FF66 to U+FF9D, as hiragana.
const HALF_WIDTH_KANA: &str = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

/// Hiragana for all kana, ASCII for full-width ASCII, lower case, no blanks or dots.
fn widened(text: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    for c in text.chars().map(half_width_ascii) {
        match c {
            '\u{ff66}'..='\u{ff9d}' => {
                let index = (u32::from(c) - 0xff66) as usize;
                out.extend(HALF_WIDTH_KANA.chars().nth(index));
            }
            // Sound marks: half width, combining, free-standing.
            '\u{ff9e}' | '\u{3099}' | '゛' => voice(&mut out, 1),
            '\u{ff9f}' | '\u{309a}' | '゜' => voice(&mut out, 2),
            'ヷ' => out.extend(['ゔ', 'ぁ']),
            'ァ'..='ヶ' => {
                out.extend(char::from_u32(u32::from(c) - 0x60));
            }
            c if c.is_whitespace() => {}
            '・' | '･' | '.' | ',' | '\'' | '’' | '-' | '‐' | '=' | '＝' | '゠' => {}
            c => out.extend(c.to_lowercase().filter_map(plain_vowel)),
        }
    }
    out
}

/// Adds a voiced (1) or half-voiced (2) mark to the last kana, which the table of Unicode puts
/// directly behind the plain one.
fn voice(out: &mut [char], steps: u32) {
    let Some(last) = out.last_mut() else { return };
    let takes = match *last {
        'う' if steps == 1 => {
            *last = 'ゔ';
            return;
        }
        'か' | 'き' | 'く' | 'け' | 'こ' | 'さ' | 'し' | 'す' | 'せ' | 'そ' | 'た' | 'ち'
        | 'つ' | 'て' | 'と' => steps == 1,
        'は' | 'ひ' | 'ふ' | 'へ' | 'ほ' => true,
        _ => false,
    };
    if takes {
        *last = char::from_u32(u32::from(*last) + steps).expect("kana are contiguous");
    }
}

/// Vowels with a macron or circumflex lose it; combining marks of Latin letters go.
fn plain_vowel(c: char) -> Option<char> {
    match c {
        'ā' | 'â' => Some('a'),
        'ī' | 'î' => Some('i'),
        'ū' | 'û' => Some('u'),
        'ē' | 'ê' => Some('e'),
        'ō' | 'ô' => Some('o'),
        '\u{300}'..='\u{36f}' => None,
        other => Some(other),
    }
}

/// Variants that stand in family names and are typed as the common form.
const KANJI_VARIANTS: [(char, &str); 34] = [
    ('高', "髙"),
    ('崎', "﨑嵜碕"),
    ('辺', "邊邉"),
    ('斉', "齋齊斎"),
    ('沢', "澤"),
    ('浜', "濱濵"),
    ('島', "嶋嶌"),
    ('桜', "櫻"),
    ('広', "廣"),
    ('国', "國"),
    ('真', "眞"),
    ('恵', "惠"),
    ('徳', "德"),
    ('黒', "黑"),
    ('瀬', "瀨"),
    ('静', "靜"),
    ('竜', "龍"),
    ('条', "條"),
    ('栄', "榮"),
    ('富', "冨"),
    ('吉', "𠮷"),
    ('関', "關"),
    ('滝', "瀧"),
    ('亀', "龜"),
    ('万', "萬"),
    ('与', "與"),
    ('内', "內"),
    ('塚', "塚"),
    ('増', "增"),
    ('蔵', "藏"),
    ('薗', "園"),
    ('鉄', "鐵"),
    ('塩', "鹽"),
    ('会', "會"),
];

fn canonical_kanji(c: char) -> char {
    static COMMON: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
        let of = |(common, variants): &(char, &'static str)| {
            let common = *common;
            variants.chars().map(move |variant| (variant, common))
        };
        KANJI_VARIANTS.iter().flat_map(of).collect()
    });
    COMMON.get(&c).copied().unwrap_or(c)
}

/// Kana one by one; `*` marks a small っ and `~` a long vowel, both settled in `one_spelling`.
const KANA: [(&str, &str); 25] = [
    ("あいうえお", "a i u e o"),
    ("かきくけこ", "ka ki ku ke ko"),
    ("がぎぐげご", "ga gi gu ge go"),
    ("さしすせそ", "sa shi su se so"),
    ("ざじずぜぞ", "za ji zu ze zo"),
    ("たちつてと", "ta chi tsu te to"),
    ("だぢづでど", "da ji zu de do"),
    ("なにぬねの", "na ni nu ne no"),
    ("はひふへほ", "ha hi fu he ho"),
    ("ばびぶべぼ", "ba bi bu be bo"),
    ("ぱぴぷぺぽ", "pa pi pu pe po"),
    ("まみむめも", "ma mi mu me mo"),
    ("やゆよ", "ya yu yo"),
    ("らりるれろ", "ra ri ru re ro"),
    ("わゐゑを", "wa i e o"),
    ("んゔ", "n vu"),
    ("ゎ", "wa"),
    ("ー〜～", "~ ~ ~"),
    ("っ", "*"),
    ("ぁぃぅぇぉ", "=a =i =u =e =o"),
    ("ゃゅょ", "=ya =yu =yo"),
    ("ゕゖ", "ka ke"),
    ("ヶヵ", "ke ka"),
    ("ゝゞ", "~ ~"),
    ("々", "々"),
];

fn romanised(text: &[char]) -> String {
    static LATIN: LazyLock<BTreeMap<char, &str>> = LazyLock::new(|| {
        KANA.iter().flat_map(|(kana, latin)| kana.chars().zip(latin.split(' '))).collect()
    });
    let mut out = String::with_capacity(3 * text.len());
    for &c in text {
        match LATIN.get(&c).copied() {
            Some(small) if small.starts_with('=') => join_small(&mut out, &small[1..]),
            Some(latin) => out.push_str(latin),
            None => out.push(c),
        }
    }
    out
}

/// きょ is kyo, しょ is sho, ふぁ is fa, てぃ is ti.
fn join_small(out: &mut String, small: &str) {
    let glide = small.starts_with('y');
    let after_i = out.ends_with('i');
    let hushed = out.ends_with("shi") || out.ends_with("chi") || out.ends_with("ji");
    if glide && after_i {
        out.pop();
        out.push_str(if hushed { &small[1..] } else { small });
        return;
    }
    let takes_vowel = ["fu", "vu", "te", "de"].iter().any(|kana| out.ends_with(kana));
    if !glide && (takes_vowel || hushed) {
        out.pop();
    }
    out.push_str(small);
}

/// Ways of writing one sound in Latin letters, replaced in this order.
const SPELLINGS: [(&str, &str); 30] = [
    ("sya", "sha"),
    ("syu", "shu"),
    ("syo", "sho"),
    ("tya", "cha"),
    ("tyu", "chu"),
    ("tyo", "cho"),
    ("cya", "cha"),
    ("cyu", "chu"),
    ("cyo", "cho"),
    ("zya", "ja"),
    ("zyu", "ju"),
    ("zyo", "jo"),
    ("jya", "ja"),
    ("jyu", "ju"),
    ("jyo", "jo"),
    ("dya", "ja"),
    ("dyu", "ju"),
    ("dyo", "jo"),
    ("tch", "ch"),
    ("tsu", "tu"),
    ("shi", "si"),
    ("chi", "ti"),
    ("dzu", "zu"),
    ("du", "zu"),
    ("zi", "ji"),
    ("di", "ji"),
    ("fu", "hu"),
    ("wo", "o"),
    ("mb", "nb"),
    ("mp", "np"),
];

/// Settles what is written long, doubled or in another system of romanisation.
fn one_spelling(text: &str) -> String {
    let mut text = text.replace("mm", "nm");
    for (from, to) in SPELLINGS {
        if text.contains(from) {
            text = text.replace(from, to);
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out: String = String::with_capacity(text.len());
    for (place, &c) in chars.iter().enumerate() {
        let last = out.chars().last();
        let next = chars.get(place + 1).copied();
        let is_vowel = |c: char| matches!(c, 'a' | 'i' | 'u' | 'e' | 'o');
        let long_vowel = last == Some(c) && is_vowel(c) || c == 'u' && last == Some('o');
        // "ohno", "satoh": h that only lengthens.
        let lengthening_h = c == 'h'
            && last.is_some_and(|last| last == 'o' || last == 'u')
            && next.is_none_or(|next| next.is_ascii_lowercase() && !is_vowel(next) && next != 'y');
        let doubled = last == Some(c) && c.is_ascii_lowercase();
        if !(long_vowel || lengthening_h || doubled || matches!(c, '*' | '~')) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for same in [
            &["わたなべ", "ワタナベ", "ﾜﾀﾅﾍﾞ", "watanabe", "ＷＡＴＡＮＡＢＥ", "わた なべ"][..],
            &["おおの", "オーノ", "ohno", "ōno", "Oono", "ono"],
            &["さとう", "サトウ", "satoh", "sato", "satou"],
            &["きょうこ", "kyoko", "ｷｮｳｺ", "Kyōko"],
            &["じゅんいち", "junichi", "zyuniti", "jun'ichi"],
            &["はっとり", "hattori", "ﾊｯﾄﾘ"],
            &["ほんま", "honma", "homma"],
            &["なんば", "namba", "nanba"],
            &["つちや", "tsuchiya", "tutiya"],
            &["しょうじ", "shoji", "syouzi"],
            &["いとう", "ito", "itoh"],
            &["ふぁいん", "fain"],
            &["かつら", "katsura", "katura"],
            &["齋藤", "斉藤", "斎藤", "齊藤"],
            &["髙﨑", "高崎"],
            &["渡邊", "渡辺", "渡邉"],
        ] {
            let spelled = SearchText::of(same[0]);
            for other in same {
                assert_eq!(SearchText::of(other).as_str(), spelled.as_str(), "{other}");
            }
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [
            ("かとう", "さとう"),
            ("はた", "はだ"),
            ("山田", "山口"),
            ("けん", "けい"),
            ("sano", "shano"),
        ] {
            assert_ne!(SearchText::of(one), SearchText::of(other), "{one} {other}");
        }
    }

    #[test]
    fn a_code_is_read_in_any_width() {
        assert_eq!(code("ａ－0042－k"), "A0042K");
    }
}
