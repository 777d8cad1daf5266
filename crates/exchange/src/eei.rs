//! Official words of 災害対応基本共有情報 EEI 1.1 (DS-455-1), verbatim, for the codes of the model.

use musubi_model::report::{Measure, Opening, SupplyLevel};

/// 開設状況
pub const fn opening(opening: Opening) -> &'static str {
    match opening {
        Opening::NotOpen => "未開設",
        Opening::Open => "開設",
        Opening::Closed => "閉鎖",
        Opening::Unknown => "不明",
        Opening::Permanent => "常設等",
    }
}

pub fn read_opening(text: &str) -> Option<Opening> {
    Opening::ALL.iter().copied().find(|known| opening(*known) == text)
}

/// 飲料水・生活用水・食料・燃料 の状況
pub const fn supply_level(level: SupplyLevel) -> &'static str {
    match level {
        SupplyLevel::Enough => "十分ある、もしくは定期的に補充可能",
        SupplyLevel::DaysLeft => "2~3日分しかなく、その後については確保の見通しなし",
        SupplyLevel::ShortToday => "本日分の確保にも支障がある",
    }
}

pub fn read_supply_level(text: &str) -> Option<SupplyLevel> {
    SupplyLevel::ALL.iter().copied().find(|known| supply_level(*known) == text)
}

/// 非常用自家発電の燃料の状況 has words of its own.
pub const fn generator_fuel(level: SupplyLevel) -> &'static str {
    match level {
        SupplyLevel::Enough => "燃料が十分ある、もしくは定期的に補充可能",
        SupplyLevel::DaysLeft => "燃料が2~3日分しかなく、その後については確保の見通しなし",
        SupplyLevel::ShortToday => "今日の確保にも支障がある",
    }
}

/// 避難者の健康管理, 避難所の衛生管理, 要配慮者スペースの十分な確保, 発熱者等への対応
pub const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::NotDone => "未実施",
        Measure::Done => "実施済",
    }
}

/// Item names of the class 避難所 for the fields of a report (`musubi_model::report`). Fields that
/// stand in no class of the item list are not here: `inferred`, `source`, `road_access`, `note`.
pub const REPORT: [(&str, &str); 61] = [
    ("opening", "開設状況"),
    ("opening_reason", "開設理由"),
    ("opened_at", "開設日時"),
    ("closed_at", "閉鎖日時"),
    ("crowding", "空き状況"),
    ("over_capacity", "定員状況"),
    ("reporter", "報告部署・機関"),
    ("electricity", "電気の使用可否"),
    ("generator", "非常用自家発電の使用可否"),
    ("generator_fuel", "非常用自家発電の燃料の状況"),
    ("power_truck_needed", "電源車の支援要否"),
    ("gas", "ガスの使用可否"),
    ("water", "上水道の使用可否"),
    ("emergency_water", "応急給水の可否"),
    ("sewer", "下水道の使用可否"),
    ("telephone", "電話の使用可否"),
    ("network", "通信状況"),
    ("wifi", "Wi-Fiの使用可否"),
    ("disaster_radio", "防災行政無線の使用可否"),
    ("drinking_water", "飲料水の状況"),
    ("domestic_water", "生活用水の状況"),
    ("food", "食料の状況"),
    ("fuel", "燃料（灯油・ガソリン）の状況"),
    ("meals", "食事の提供有無等"),
    ("kitchen_cars", "キッチンカーの台数"),
    ("toilets", "トイレの使用可否"),
    ("toilets_shared", "使用可能な共用トイレの数"),
    ("toilets_women", "使用可能な女性トイレの数"),
    ("toilets_men", "使用可能な男性トイレの数"),
    ("toilets_accessible", "使用可能な多目的トイレの数"),
    ("toilets_temporary", "使用可能な仮設トイレの数"),
    ("toilets_simple", "使用可能な簡易トイレの数"),
    ("toilets_manhole", "使用可能なマンホールトイレの数"),
    ("toilets_portable", "使用可能な携帯トイレの数"),
    ("toilet_trucks", "使用可能なトイレカーの台数"),
    ("toilets_comfort", "使用可能な快適トイレの数"),
    ("soap", "トイレ用石鹸の有無"),
    ("health_care", "避難者の健康管理"),
    ("hygiene", "避難所の衛生管理"),
    ("fever_care", "発熱者等への対応"),
    ("sanitary_state", "衛生状態"),
    ("care_space", "要配慮者スペースの十分な確保"),
    ("space", "スペースの確保状況"),
    ("partitions", "パーティションの設置状況"),
    ("beds", "簡易ベッド・段ボールベッドの設置状況"),
    ("blankets", "毛布の有無"),
    ("cooling", "冷房設備の使用可否"),
    ("heating", "暖房設備の使用可否状況"),
    ("bathing", "入浴・シャワー設備の使用可否"),
    ("laundry", "洗濯設備の有無"),
    ("help_needed", "必要な人的支援の状況（医療・福祉）"),
    ("help_details", "必要な人数・状況等の詳細（医療・福祉）"),
    ("staff", "職員数"),
    ("supporters", "応援者数"),
    ("largest_vehicle", "通行可能な最大車種"),
    ("unloaders", "荷卸し人員情報"),
    ("forklifts", "フォークリフト台数"),
    ("forklift_state", "フォークリフト稼働状況"),
    ("delivery_hours", "物資受取対応可能時間帯"),
    ("pets", "ペットの同行避難可否状況"),
    ("goods_needed", "支援が必要な物資の内容・数量等の詳細"),
];

/// The same for the fields of a count (`musubi_model::headcount`).
pub const COUNT: [(&str, &str); 10] = [
    ("in_shelter", "避難者数（総数）"),
    ("known_outside", "避難所外避難者数"),
    ("men", "避難者数（男）"),
    ("women", "避難者数（女）"),
    ("sex_unknown", "避難者数（性別不明等）"),
    ("infants", "乳幼児数"),
    ("needs_care", "要配慮者数"),
    ("households", "避難世帯数"),
    ("households_outside", "避難所外避難世帯数"),
    ("voluntary", "自主避難者数"),
];

/// When the place was looked at, which is neither when it was typed nor when it was sent.
pub const OBSERVED_AT: &str = "避難所状況確認日時";
