//! Official words of 災害対応基本共有情報 EEI 1.1 (DS-455-1), verbatim, for the codes of the model.

use musubi_model::report::{Opening, SupplyLevel};

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
