//! How what people say of themselves is written otherwise: in another script, system or spelling,
//! and wrongly.
//!
//! Written apart from `musubi_model::search`, from what people do and not from what it folds: some
//! of the variants here it does not know.

use musubi_model::madeup::Chance;

/// Which mistake a hand makes in a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    /// ゆうこ, ゆこ, ゆーこ; おおの, おうの.
    LongVowel,
    /// たかた, たかだ.
    Voicing,
    /// はっとり, はとり, はつとり; きよこ, きょこ.
    SmallKana,
    /// A letter too many, too few, another, or two in the wrong order.
    Typing,
    /// シ and ツ, ソ and ン: read off paper.
    LooksAlike,
}

const VOICED: [(char, char); 25] = [
    ('か', 'が'),
    ('き', 'ぎ'),
    ('く', 'ぐ'),
    ('け', 'げ'),
    ('こ', 'ご'),
    ('さ', 'ざ'),
    ('し', 'じ'),
    ('す', 'ず'),
    ('せ', 'ぜ'),
    ('そ', 'ぞ'),
    ('た', 'だ'),
    ('ち', 'ぢ'),
    ('つ', 'づ'),
    ('て', 'で'),
    ('と', 'ど'),
    ('は', 'ば'),
    ('ひ', 'び'),
    ('ふ', 'ぶ'),
    ('へ', 'べ'),
    ('ほ', 'ぼ'),
    ('ば', 'ぱ'),
    ('び', 'ぴ'),
    ('ぶ', 'ぷ'),
    ('べ', 'ぺ'),
    ('ぼ', 'ぽ'),
];
const SMALL: [(char, char); 4] = [('つ', 'っ'), ('や', 'ゃ'), ('ゆ', 'ゅ'), ('よ', 'ょ')];
const LOOKS_ALIKE: [(char, char); 9] = [
    ('し', 'つ'),
    ('そ', 'ん'),
    ('く', 'た'),
    ('わ', 'く'),
    ('ら', 'う'),
    ('ね', 'わ'),
    ('る', 'ろ'),
    ('さ', 'き'),
    ('ち', 'さ'),
];
const ANY_KANA: &str =
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

/// The reading with one such mistake; as it was, where that mistake cannot be made in it.
pub(crate) fn slipped(chance: &mut Chance, kana: &str, slip: Slip) -> String {
    let mut chars: Vec<char> = kana.chars().collect();
    match slip {
        Slip::LongVowel => long_vowel(chance, &mut chars),
        Slip::Voicing => swap_one(chance, &mut chars, &VOICED),
        Slip::SmallKana => {
            if let Some(at) = chars.iter().position(|c| *c == 'っ').filter(|_| chance.percent(50))
            {
                chars.remove(at);
            } else {
                swap_one(chance, &mut chars, &SMALL);
            }
        }
        Slip::LooksAlike => swap_one(chance, &mut chars, &LOOKS_ALIKE),
        Slip::Typing => mistyped(chance, &mut chars, ANY_KANA),
    }
    chars.into_iter().collect()
}

fn place_in(chance: &mut Chance, chars: &[char]) -> usize {
    chance.below(u32::try_from(chars.len()).expect("a name")) as usize
}

fn swap_one(chance: &mut Chance, chars: &mut [char], pairs: &[(char, char)]) {
    let can: Vec<(usize, char)> = (chars.iter().enumerate())
        .flat_map(|(at, c)| {
            pairs.iter().filter_map(move |(a, b)| match c {
                c if c == a => Some((at, *b)),
                c if c == b => Some((at, *a)),
                _ => None,
            })
        })
        .collect();
    if !can.is_empty() {
        let (at, other) = *chance.pick(&can);
        chars[at] = other;
    }
}

fn long_vowel(chance: &mut Chance, chars: &mut Vec<char>) {
    let long = |c: char| matches!(c, 'う' | 'お' | 'い' | 'ー');
    let after = chars.iter().skip(1).position(|c| long(*c)).map(|at| at + 1);
    let Some(at) = after else {
        let o_or_u = |c: &char| "おこそとのほもよろごぞどぼゅょ".contains(*c);
        if let Some(at) = chars.iter().position(o_or_u) {
            chars.insert(at + 1, 'う');
        }
        return;
    };
    match chance.below(3) {
        0 => {
            chars.remove(at);
        }
        1 => chars[at] = 'ー',
        _ => chars[at] = if chars[at] == 'う' { 'お' } else { 'う' },
    }
}

/// One letter too many, too few or another, or two in the wrong order.
pub(crate) fn mistyped(chance: &mut Chance, chars: &mut Vec<char>, letters: &str) {
    let at = place_in(chance, chars);
    let letters: Vec<char> = letters.chars().collect();
    match chance.below(4) {
        0 if chars.len() > 1 => {
            chars.remove(at);
        }
        1 => chars.insert(at, *chance.pick(&letters)),
        2 if at + 1 < chars.len() => chars.swap(at, at + 1),
        _ => chars[at] = *chance.pick(&letters),
    }
}

/// Variants of kanji, some of which the search does not know.
const VARIANTS: [&str; 31] = [
    "高髙",
    "崎﨑嵜",
    "辺邊邉",
    "斉齊斎齋",
    "沢澤",
    "浜濱濵",
    "島嶋嶌",
    "桜櫻",
    "広廣",
    "国國",
    "真眞",
    "恵惠",
    "徳德",
    "黒黑",
    "瀬瀨",
    "静靜",
    "竜龍",
    "条條",
    "栄榮",
    "富冨",
    "吉𠮷",
    "関關",
    "滝瀧",
    "渕淵",
    "館舘",
    "桑桒",
    "藪薮",
    "柳栁",
    "船舩",
    "寿壽",
    "実實",
];

/// The same name with other variants of its kanji, where it has any.
pub(crate) fn in_variants(chance: &mut Chance, kanji: &str) -> String {
    let mut variant = |c: char| {
        let group = VARIANTS.iter().find(|group| group.contains(c));
        group.map(|group| {
            let others: Vec<char> = group.chars().filter(|other| *other != c).collect();
            *chance.pick(&others)
        })
    };
    kanji.chars().map(|c| variant(c).unwrap_or(c)).collect()
}

/// Half-width katakana, with their sound marks apart.
pub(crate) fn half_width(kana: &str) -> String {
    const FULL: &str = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";
    let narrow = |c: char| {
        let at = FULL.chars().position(|full| full == c)?;
        char::from_u32(0xff66 + u32::try_from(at).ok()?)
    };
    let mut out = String::new();
    for c in kana.chars() {
        let plain = VOICED.iter().find(|(_, voiced)| *voiced == c);
        match (plain, narrow(c)) {
            (Some((plain, _)), _) if narrow(*plain).is_some() => {
                out.extend(narrow(*plain));
                out.push('ﾞ');
            }
            // ぱ stands beside ば in the table, and that beside は.
            (Some((voiced, _)), _) => {
                let plain = VOICED.iter().find(|(_, it)| it == voiced).map(|(plain, _)| *plain);
                out.extend(plain.and_then(narrow));
                out.push('ﾟ');
            }
            (None, Some(narrow)) => out.push(narrow),
            (None, None) => out.push(c),
        }
    }
    out
}

pub(crate) fn katakana(kana: &str) -> String {
    let wide = |c: char| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).expect("the blocks are parallel"),
        c => c,
    };
    kana.chars().map(wide).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Romaji {
    Hepburn,
    Kunrei,
}

/// Rows of five vowels: kana, Hepburn, Kunrei.
const ROWS: [(&str, &str, &str); 14] = [
    ("あいうえお", "a i u e o", "a i u e o"),
    ("かきくけこ", "ka ki ku ke ko", "ka ki ku ke ko"),
    ("がぎぐげご", "ga gi gu ge go", "ga gi gu ge go"),
    ("さしすせそ", "sa shi su se so", "sa si su se so"),
    ("ざじずぜぞ", "za ji zu ze zo", "za zi zu ze zo"),
    ("たちつてと", "ta chi tsu te to", "ta ti tu te to"),
    ("だぢづでど", "da ji zu de do", "da zi zu de do"),
    ("なにぬねの", "na ni nu ne no", "na ni nu ne no"),
    ("はひふへほ", "ha hi fu he ho", "ha hi hu he ho"),
    ("ばびぶべぼ", "ba bi bu be bo", "ba bi bu be bo"),
    ("ぱぴぷぺぽ", "pa pi pu pe po", "pa pi pu pe po"),
    ("まみむめも", "ma mi mu me mo", "ma mi mu me mo"),
    ("らりるれろ", "ra ri ru re ro", "ra ri ru re ro"),
    ("やゆよわん", "ya yu yo wa n", "ya yu yo wa n"),
];

/// In Latin letters; long vowels as this hand writes them: `ou`, `oh`, `ō` or `o`.
pub(crate) fn romaji(kana: &str, system: Romaji, long: &str) -> String {
    let mut out = String::new();
    let mut doubled = false;
    for c in kana.chars() {
        let row = ROWS.iter().find_map(|(kana, hepburn, kunrei)| {
            let at = kana.chars().position(|known| known == c)?;
            let latin = if system == Romaji::Hepburn { hepburn } else { kunrei };
            latin.split(' ').nth(at)
        });
        let small = match c {
            'ゃ' => "ya",
            'ゅ' => "yu",
            'ょ' => "yo",
            _ => "",
        };
        if let Some(sound) = row {
            if doubled {
                let first = if sound.starts_with("ch") { "t" } else { &sound[..1] };
                out.push_str(first);
            }
            out.push_str(sound);
            doubled = false;
        } else if !small.is_empty() {
            out.pop();
            let hushed = ["sh", "ch", "j"].iter().any(|end| out.ends_with(end));
            out.push_str(if hushed { &small[1..] } else { small });
        } else if c == 'っ' {
            doubled = true;
        }
    }
    for told in ["ou", "oo"] {
        out = out.replace(told, long);
    }
    if long == "ou" { out } else { out.replace("uu", "u") }
}

/// Digits and signs full width, as Japanese keyboards write them.
pub(crate) fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).expect("the block mirrors ASCII"),
        '-' => '－',
        c => c,
    };
    text.chars().map(wide).collect()
}
