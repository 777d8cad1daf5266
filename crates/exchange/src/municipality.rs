//! Codes and names of prefectures and municipalities.

/// In the order of their codes: the first is 01.
const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// 全国地方公共団体コード: five digits and the check digit behind them. `None`: not five digits.
pub fn code(five: &str) -> Option<String> {
    let digits = five.as_bytes();
    if digits.len() != 5 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let weighed = digits.iter().zip([6, 5, 4, 3, 2]);
    let sum: u32 = weighed.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    Some(format!("{five}{}", (11 - sum % 11) % 10))
}

/// `熊本県宇城市` in its two parts. The first is missing where the text does not begin with one.
pub fn split(name: &str) -> (Option<&'static str>, &str) {
    let prefecture = PREFECTURES.into_iter().find(|known| name.starts_with(known));
    (prefecture, prefecture.map_or(name, |known| name[known.len()..].trim_start()))
}

/// ISO 3166-2, `JP-43` for 熊本県.
pub fn iso(prefecture: &str) -> Option<String> {
    let index = PREFECTURES.iter().position(|known| *known == prefecture)?;
    Some(format!("JP-{:02}", index + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_end_in_their_check_digit() {
        for (five, want) in
            [("01000", "010006"), ("43100", "431001"), ("13101", "131016"), ("17202", "172022")]
        {
            assert_eq!(code(five).as_deref(), Some(want));
        }
        for bad in ["", "4310", "431001", "4310a", "４３１００"] {
            assert_eq!(code(bad), None);
        }
    }

    #[test]
    fn a_name_is_split_behind_its_prefecture_only() {
        assert_eq!(split("熊本県宇城市"), (Some("熊本県"), "宇城市"));
        assert_eq!(split("京都府京都市"), (Some("京都府"), "京都市"));
        assert_eq!(split("東京都 千代田区"), (Some("東京都"), "千代田区"));
        for name in ["太宰府市", "四街道市", "宇都宮市", ""] {
            assert_eq!(split(name), (None, name));
        }
        assert_eq!(iso("熊本県").as_deref(), Some("JP-43"));
        assert_eq!(iso("宇城市"), None);
    }
}
