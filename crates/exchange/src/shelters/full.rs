//! Places under the labels of 災害対応基本共有情報 EEI 1.1 (DS-455-1), class 避難所, for the prefecture
//! and whoever shares in the response. Not for everybody: what is needed stands in it as people wrote it.
//!
//! The columns are those items of the class of which this program can know, in the order of the class,
//! and behind them four of our own. The item list names neither a form of CSV nor of JSON, and most
//! items have no list of values; where there is none the words are ours.

use musubi_model::field::Field;
use musubi_model::headcount::{Headcount, People};
use musubi_model::place::PlaceKind;
use musubi_model::report::{Few, Measure, Opening, PlaceReport, SupplyLevel, Usable, Vehicle};
use musubi_model::text::{Line, Prose};
use serde::Serialize;
use serde_json::Value;

use super::{
    Column, Ordered, Shelter, crowding_word, head_value, kind_word, pretty, usable_word,
    with_unknown,
};
use crate::eei;
use crate::table::{Cell, Head, Table};

type Of<T> = fn(&PlaceReport) -> &Field<T>;

/// Where the value of an item comes from.
enum Item {
    /// From the register, or put together from several fields.
    Own(fn(&Shelter<'_>) -> Cell),
    Count(fn(&Headcount) -> &Field<People>),
    Usable(Of<Usable>),
    Level(Of<SupplyLevel>),
    Few(Of<Few>),
    Measure(Of<Measure>),
    /// The words for yes and for no.
    Flag(Of<bool>, [&'static str; 2]),
    Words120(Of<Line<120>>),
    Words200(Of<Line<200>>),
    Prose(Of<Prose<1_000>>),
}

use Item::{Count, Flag, Level, Own, Words120, Words200};

const THERE: [&str; 2] = ["有", "無"];
const NEEDED: [&str; 2] = ["要", "不要"];

const ITEMS: &[(&str, Item)] = &[
    ("全国共通避難所・避難場所ID", Own(|it| Cell::known(it.common_id()))),
    ("地方公共団体コード", Own(|it| Cell::known(it.municipality_code()))),
    ("都道府県名", Own(|it| Cell::known(it.municipality().0))),
    ("市区町村名", Own(|it| Cell::known(it.municipality().1))),
    ("所在地（住所）", Own(|it| Cell::known(it.address()))),
    ("緯度", Own(|it| it.latitude_e7().map_or(Cell::Unknown, Cell::Degrees))),
    ("経度", Own(|it| it.longitude_e7().map_or(Cell::Unknown, Cell::Degrees))),
    ("施設名", Own(|it| Cell::known(it.name()))),
    ("施設名（かな）", Own(|it| text(it.listed(|entry| &entry.kana)))),
    ("施設電話番号", Own(|it| text(it.listed(|entry| &entry.phone)))),
    ("避難所タイプ", Own(shelter_type)),
    ("想定収容人数", Own(|it| Cell::known(it.capacity()))),
    ("開設状況", Own(|it| Cell::known(it.opening().map(|(opening, _)| eei::opening(opening))))),
    ("開設理由", Words200(|it| &it.opening_reason)),
    ("開設日時", Own(|it| Cell::known(it.said(|report| &report.opened_at)))),
    ("閉鎖日時", Own(closed_at)),
    ("避難者数（総数）", Own(|it| Cell::known(it.in_shelter()))),
    ("自主避難者数", Count(|it| &it.voluntary)),
    ("避難世帯数", Own(|it| Cell::known(it.households()))),
    ("空き状況", Own(|it| Cell::known(it.said(|report| &report.crowding).and_then(crowding_word)))),
    ("通行可能な最大車種", Own(|it| Cell::known(it.said(|it| &it.largest_vehicle).map(vehicle)))),
    ("避難所状況確認日時", Own(|it| Cell::known(it.seen_at()))),
    ("報告部署・機関", Words120(|it| &it.reporter)),
    ("避難者数（男）", Count(|it| &it.men)),
    ("避難者数（女）", Count(|it| &it.women)),
    ("避難者数（性別不明等）", Count(|it| &it.sex_unknown)),
    ("乳幼児数", Count(|it| &it.infants)),
    ("要配慮者数", Count(|it| &it.needs_care)),
    ("職員数", Item::Few(|it| &it.staff)),
    ("応援者数", Item::Few(|it| &it.supporters)),
    ("避難所外避難者数", Count(|it| &it.known_outside)),
    ("避難所外避難世帯数", Count(|it| &it.households_outside)),
    ("定員状況", Flag(|it| &it.over_capacity, ["超過している", "超過していない"])),
    ("必要な人的支援の状況（医療・福祉）", Flag(|it| &it.help_needed, NEEDED)),
    ("必要な人数・状況等の詳細（医療・福祉）", Item::Prose(|it| &it.help_details)),
    ("荷卸し人員情報", Words200(|it| &it.unloaders)),
    ("フォークリフト台数", Item::Few(|it| &it.forklifts)),
    ("フォークリフト稼働状況", Words120(|it| &it.forklift_state)),
    ("物資受取対応可能時間帯", Words120(|it| &it.delivery_hours)),
    ("ペットの同行避難可否状況", Words200(|it| &it.pets)),
    ("電気の使用可否", Item::Usable(|it| &it.electricity)),
    ("非常用自家発電の使用可否", Item::Usable(|it| &it.generator)),
    ("非常用自家発電の燃料の状況", Own(generator_fuel)),
    ("電源車の支援要否", Flag(|it| &it.power_truck_needed, ["支援を要請（電圧不明）", "支援不要"])),
    ("ガスの使用可否", Item::Usable(|it| &it.gas)),
    ("上水道の使用可否", Item::Usable(|it| &it.water)),
    ("応急給水の可否", Item::Usable(|it| &it.emergency_water)),
    ("飲料水の状況", Level(|it| &it.drinking_water)),
    ("生活用水の状況", Level(|it| &it.domestic_water)),
    ("下水道の使用可否", Item::Usable(|it| &it.sewer)),
    ("トイレの使用可否", Item::Usable(|it| &it.toilets)),
    ("使用可能な共用トイレの数", Item::Few(|it| &it.toilets_shared)),
    ("使用可能な女性トイレの数", Item::Few(|it| &it.toilets_women)),
    ("使用可能な男性トイレの数", Item::Few(|it| &it.toilets_men)),
    ("使用可能な多目的トイレの数", Item::Few(|it| &it.toilets_accessible)),
    ("使用可能な仮設トイレの数", Item::Few(|it| &it.toilets_temporary)),
    ("使用可能な簡易トイレの数", Item::Few(|it| &it.toilets_simple)),
    ("使用可能なマンホールトイレの数", Item::Few(|it| &it.toilets_manhole)),
    ("使用可能な携帯トイレの数", Item::Few(|it| &it.toilets_portable)),
    ("使用可能なトイレカーの台数", Item::Few(|it| &it.toilet_trucks)),
    ("使用可能な快適トイレの数", Item::Few(|it| &it.toilets_comfort)),
    ("トイレ用石鹸の有無", Flag(|it| &it.soap, THERE)),
    ("冷房設備の使用可否", Item::Usable(|it| &it.cooling)),
    ("暖房設備の使用可否状況", Item::Usable(|it| &it.heating)),
    ("支援が必要な物資の内容・数量等の詳細", Item::Prose(|it| &it.goods_needed)),
    ("食料の状況", Level(|it| &it.food)),
    ("食事の提供有無等", Words200(|it| &it.meals)),
    ("キッチンカーの台数", Item::Few(|it| &it.kitchen_cars)),
    ("燃料（灯油・ガソリン）の状況", Level(|it| &it.fuel)),
    ("電話の使用可否", Item::Usable(|it| &it.telephone)),
    ("通信状況", Item::Usable(|it| &it.network)),
    ("避難者の健康管理", Item::Measure(|it| &it.health_care)),
    ("避難所の衛生管理", Item::Measure(|it| &it.hygiene)),
    ("要配慮者スペースの十分な確保", Item::Measure(|it| &it.care_space)),
    ("発熱者等への対応", Item::Measure(|it| &it.fever_care)),
    ("衛生状態", Words200(|it| &it.sanitary_state)),
    ("パーティションの設置状況", Words120(|it| &it.partitions)),
    ("簡易ベッド・段ボールベッドの設置状況", Words120(|it| &it.beds)),
    ("入浴・シャワー設備の使用可否", Item::Usable(|it| &it.bathing)),
    ("洗濯設備の有無", Flag(|it| &it.laundry, THERE)),
    ("防災行政無線の使用可否", Item::Usable(|it| &it.disaster_radio)),
    ("Wi-Fiの使用可否", Item::Usable(|it| &it.wifi)),
    ("毛布の有無", Flag(|it| &it.blankets, THERE)),
    ("スペースの確保状況", Words200(|it| &it.space)),
];

/// Items that are not of the class.
const OURS: &[Column] = &[
    ("開設状況の確認日時", |it| {
        it.opening().map_or(Cell::Unknown, |(_, at)| Cell::known(at))
    }),
    ("避難者数の確認日時", |it| Cell::known(it.people_seen_at())),
    ("避難者数の食い違い", clash),
    ("種別", |it| Cell::known(it.kind().map(kind_word))),
    ("場所ID", |it| it.place.to_string().into()),
];

/// Labels of the items of the class, in its order.
pub fn labels() -> impl Iterator<Item = &'static str> {
    ITEMS.iter().map(|(label, _)| *label)
}

/// One row a place, in the order in which they are given.
pub fn table(shelters: &[Shelter<'_>]) -> Table {
    let ours = OURS.iter().map(|(label, _)| *label);
    let mut table = Table::new("避難所", labels().chain(ours));
    for shelter in shelters {
        let items = ITEMS.iter().map(|(_, item)| item.cell(shelter));
        let ours = OURS.iter().map(|(_, cell)| cell(shelter));
        table.push(items.chain(ours).collect());
    }
    table
}

pub fn csv(shelters: &[Shelter<'_>], head: &Head) -> Vec<u8> {
    table(shelters).open_csv(head)
}

#[derive(Serialize)]
struct Document {
    head: Value,
    note: &'static str,
    #[serde(rename = "避難所")]
    shelters: Vec<Ordered>,
}

/// The same as JSON. What is not known is `null`.
pub fn json(shelters: &[Shelter<'_>], head: &Head) -> String {
    let table = table(shelters);
    let uncounted = shelters.iter().filter(|it| it.in_shelter().is_none()).count();
    let unheard = shelters.iter().filter(|it| it.opening().is_none()).count();
    let unknown = [("避難者数（総数）", uncounted), ("開設状況", unheard)];
    let head = with_unknown(head, unknown.map(|(label, places)| (label.to_owned(), places)));
    pretty(&Document {
        head: head_value(&head),
        note: "項目名は災害対応基本共有情報 EEI 1.1 (DS-455-1) の避難所によります。JSONの公式な形は確認できていません。",
        shelters: table.rows().iter().map(|row| Ordered::row(table.columns(), row)).collect(),
    })
}

impl Item {
    fn cell(&self, shelter: &Shelter<'_>) -> Cell {
        match self {
            Self::Own(cell) => cell(shelter),
            Self::Count(of) => Cell::known(shelter.part(*of)),
            Self::Usable(of) => Cell::known(shelter.said(*of).and_then(usable_word)),
            Self::Level(of) => Cell::known(shelter.said(*of).map(eei::supply_level)),
            Self::Few(of) => Cell::known(shelter.said(*of)),
            Self::Measure(of) => Cell::known(shelter.said(*of).map(eei::measure)),
            Self::Flag(of, [yes, no]) => {
                Cell::known(shelter.said(*of).map(|said| if said { *yes } else { *no }))
            }
            Self::Words120(of) => text(shelter.said(*of)),
            Self::Words200(of) => text(shelter.said(*of)),
            Self::Prose(of) => text(shelter.said(*of)),
        }
    }
}

fn text<T: Into<String>>(said: Option<T>) -> Cell {
    Cell::known(said.map(Into::into))
}

/// 一般避難所又は福祉避難所. Other places are neither, so nothing is said of them.
fn shelter_type(shelter: &Shelter<'_>) -> Cell {
    match shelter.kind() {
        Some(PlaceKind::Designated) => "一般避難所".into(),
        Some(PlaceKind::Welfare) => "福祉避難所".into(),
        Some(_) => Cell::Nothing,
        None => Cell::Unknown,
    }
}

/// A place that is not shut has none.
fn closed_at(shelter: &Shelter<'_>) -> Cell {
    match (shelter.said(|report| &report.closed_at), shelter.opening()) {
        (_, Some((opening, _))) if opening != Opening::Closed => Cell::Nothing,
        (said, _) => Cell::known(said),
    }
}

fn generator_fuel(shelter: &Shelter<'_>) -> Cell {
    Cell::known(shelter.said(|report| &report.generator_fuel).map(eei::generator_fuel))
}

/// The item list gives no words for it: these are ours.
const fn vehicle(vehicle: Vehicle) -> &'static str {
    match vehicle {
        Vehicle::Kei => "軽自動車まで",
        Vehicle::TwoTonnes => "2トン車まで",
        Vehicle::FourTonnes => "4トン車まで",
        Vehicle::TenTonnes => "10トン車まで",
        Vehicle::None => "車は通れない",
    }
}

/// Two people said different totals at once.
fn clash(shelter: &Shelter<'_>) -> Cell {
    let differ = shelter.count.is_some_and(|standing| !standing.differing.is_empty());
    if differ { "有".into() } else { Cell::Nothing }
}
