//! Which line is the header, and what its titles mean.
//!
//! Titles are compared without blanks, width and capitals. The official ones of 国土地理院 and EEI
//! come first, then those of 自治体標準オープンデータセット, then what cities write by themselves. A running
//! number (`NO`, `番号`) is no id: the next list counts from 1 too.

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, Column, List, Note};
use crate::grid::{Cell, Grid};
use crate::problem::{Problem, What};
use crate::width;

/// Further down nobody looks for a header.
const HEADER_LINES_MAX: usize = 30;
pub(super) const COMMON_ID: &str = "共通ID";
const NAME: &str = "施設・場所名";

/// What a column can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    CommonId,
    ListId,
    Name,
    Kana,
    OtherNames,
    Kind,
    Municipality,
    /// Checked against the 共通ID, and not kept.
    MunicipalityCode,
    Address,
    Latitude,
    Longitude,
    /// The geometry of a feature.
    Point,
    Phone,
    Capacity,
    SameAddress,
    Accepts,
    OtherMatters,
    DesignatedOn,
    WithdrawnOn,
    Hazard(Hazard),
    Remarks,
}

/// 災害種別
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hazard {
    /// 洪水
    Flood,
    /// 崖崩れ、土石流及び地滑り
    Landslide,
    /// 高潮
    StormSurge,
    /// 地震
    Earthquake,
    /// 津波
    Tsunami,
    /// 大規模な火事
    Fire,
    /// 内水氾濫
    InlandFlood,
    /// 火山現象
    Volcano,
}

impl Hazard {
    pub const ALL: [Self; 8] = [
        Self::Flood,
        Self::Landslide,
        Self::StormSurge,
        Self::Earthquake,
        Self::Tsunami,
        Self::Fire,
        Self::InlandFlood,
        Self::Volcano,
    ];

    const fn titles(self) -> [&'static str; 2] {
        match self {
            Self::Flood => ["洪水", "災害種別_洪水"],
            Self::Landslide => ["崖崩れ、土石流及び地滑り", "災害種別_崖崩れ、土石流及び地滑り"],
            Self::StormSurge => ["高潮", "災害種別_高潮"],
            Self::Earthquake => ["地震", "災害種別_地震"],
            Self::Tsunami => ["津波", "災害種別_津波"],
            Self::Fire => ["大規模な火事", "災害種別_大規模な火事"],
            Self::InlandFlood => ["内水氾濫", "災害種別_内水氾濫"],
            Self::Volcano => ["火山現象", "災害種別_火山現象"],
        }
    }
}

const TITLES: [(Field, &[&str]); 19] = [
    (Field::CommonId, &[COMMON_ID, "全国共通避難所・避難場所ID"]),
    (Field::ListId, &["ID", "施設ID", "避難所ID"]),
    (Field::Name, &[NAME, "施設名", "名称", "避難所名", "避難所名称", "避難場所名", "施設名称"]),
    (
        Field::Kana,
        &[
            "施設名（かな）",
            "名称_カナ",
            "施設名（カナ）",
            "施設名カナ",
            "名称（カナ）",
            "フリガナ",
            "ふりがな",
        ],
    ),
    (Field::OtherNames, &["別名", "通称", "略称"]),
    (Field::Kind, &["避難所タイプ", "種別", "避難所種別", "避難所区分"]),
    (Field::Municipality, &["都道府県名及び市町村名", "地方公共団体名"]),
    (
        Field::MunicipalityCode,
        &[
            "所在地_全国地方公共団体コード",
            "全国地方公共団体コード",
            "市区町村コード",
            "地方公共団体コード",
        ],
    ),
    (Field::Address, &["住所", "所在地（住所）", "所在地_連結表記", "所在地", "施設所在地"]),
    (Field::Latitude, &["緯度", "latitude", "lat"]),
    (Field::Longitude, &["経度", "longitude", "lon", "lng"]),
    (Field::Phone, &["施設電話番号", "電話番号", "電話", "TEL"]),
    (Field::Capacity, &["想定収容人数", "収容人数", "収容可能人数", "収容人員", "定員"]),
    (
        Field::SameAddress,
        &[
            "指定緊急避難場所との住所同一",
            "指定避難所との住所同一",
            "指定緊急避難場所との重複",
            "指定避難所との重複",
        ],
    ),
    (Field::Accepts, &["受入対象者", "受入対象者（福祉避難所）"]),
    (Field::OtherMatters, &["その他市町村長が必要と認める事項"]),
    (Field::DesignatedOn, &["公示日（指定）", "公示日", "指定年月日", "指定日"]),
    (Field::WithdrawnOn, &["公示日（取消）", "取消年月日", "指定取消日"]),
    (Field::Remarks, &["備考", "特記事項"]),
];

impl Field {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CommonId => "common_id",
            Self::ListId => "list_id",
            Self::Name => "name",
            Self::Kana => "kana",
            Self::OtherNames => "other_names",
            Self::Kind => "kind",
            Self::Municipality => "municipality",
            Self::MunicipalityCode => "municipality_code",
            Self::Address => "address",
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
            Self::Point => "point",
            Self::Phone => "phone",
            Self::Capacity => "capacity",
            Self::SameAddress => "same_address",
            Self::Accepts => "accepts",
            Self::OtherMatters => "other_matters",
            Self::DesignatedOn => "designated_on",
            Self::WithdrawnOn => "withdrawn_on",
            Self::Hazard(hazard) => match hazard {
                Hazard::Flood => "hazard_flood",
                Hazard::Landslide => "hazard_landslide",
                Hazard::StormSurge => "hazard_storm_surge",
                Hazard::Earthquake => "hazard_earthquake",
                Hazard::Tsunami => "hazard_tsunami",
                Hazard::Fire => "hazard_fire",
                Hazard::InlandFlood => "hazard_inland_flood",
                Hazard::Volcano => "hazard_volcano",
            },
            Self::Remarks => "remarks",
        }
    }

    /// All that a title can mean.
    pub fn all() -> impl Iterator<Item = Self> {
        TITLES.iter().map(|(field, _)| *field).chain(Hazard::ALL.map(Field::Hazard))
    }

    /// Whether that list keeps it.
    fn is_of(self, list: List) -> bool {
        match (self, list) {
            (Self::Hazard(_), List::Shelters { .. })
            | (Self::Accepts | Self::OtherMatters, List::EmergencySites) => false,
            (_, List::Shelters { .. } | List::EmergencySites) => true,
        }
    }
}

/// A title as it is compared.
pub(super) fn plain(title: &str) -> String {
    let wide = width::kana(title);
    width::ascii(&wide).split_whitespace().collect::<String>().to_lowercase()
}

/// What titles mean, and how much each is to be preferred: 0 is the best.
pub(super) struct Titles(BTreeMap<String, (Field, usize)>);

impl Titles {
    pub(super) fn of(asked: &Asked<'_>) -> Self {
        let mut all = BTreeMap::new();
        for (field, names) in TITLES {
            all.extend((1..).zip(names).map(|(rank, name)| (plain(name), (field, rank))));
        }
        for hazard in Hazard::ALL {
            let names = (1..).zip(hazard.titles());
            all.extend(names.map(|(rank, name)| (plain(name), (Field::Hazard(hazard), rank))));
        }
        all.extend(asked.titles.iter().map(|(title, field)| (plain(title), (*field, 0))));
        Self(all)
    }

    fn meaning(&self, title: &str) -> Option<(Field, usize)> {
        self.0.get(&plain(title)).copied()
    }
}

/// Where the titles are.
pub(super) struct Header {
    /// Index of the line; none where the grid has titles beside its lines.
    pub line: Option<usize>,
    /// How many different fields they name.
    pub known: usize,
    /// By their columns.
    pub meanings: Vec<Option<Field>>,
}

/// The line with most known titles among the first; of equals the first. A line of data is none:
/// it must name places, or two fields.
pub(super) fn header(grid: &Grid, titles: &Titles, asked: &Asked<'_>) -> Option<Header> {
    let of = |line: Option<usize>, texts: &mut dyn Iterator<Item = &str>| {
        let meanings: Vec<Option<Field>> =
            texts.map(|text| titles.meaning(text).map(|(field, _)| field)).collect();
        let fields: BTreeSet<Field> = meanings.iter().flatten().copied().collect();
        let known = fields.len();
        let is_one = known >= 2 || fields.contains(&Field::Name) || asked.header.is_some();
        is_one.then_some(Header { line, known, meanings })
    };
    if let Some(names) = &grid.titles {
        let known = of(None, &mut names.iter().map(String::as_str));
        // Features are a list even where nothing in them is known: that is said column by column.
        return known.or(Some(Header { line: None, known: 0, meanings: vec![None; names.len()] }));
    }
    let mut best: Option<Header> = None;
    for (index, line) in grid.lines.iter().enumerate() {
        let is_asked = asked.header.map(|number| number == line.number);
        if !is_asked.unwrap_or(index < HEADER_LINES_MAX) {
            continue;
        }
        let found = of(Some(index), &mut line.cells.iter().map(|cell| cell.text.as_str()));
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.known > best.known)
        {
            best = Some(found);
        }
    }
    best
}

/// The columns of one table.
pub(super) struct Columns {
    titles: Vec<String>,
    fields: Vec<Option<Field>>,
    by_field: BTreeMap<Field, usize>,
    /// Two columns of one title.
    doubles: Vec<(usize, Field)>,
    /// Some title names a disaster.
    has_hazards: bool,
    /// Of a text, how many cells its header has; elsewhere each cell says its column.
    width: Option<usize>,
}

impl Columns {
    pub(super) fn of(grid: &Grid, header: &Header, known: &Titles, list: List) -> Self {
        let mut titles = match (&grid.titles, header.line) {
            (Some(titles), _) => titles.clone(),
            (None, Some(index)) => grid.lines[index].cells.iter().map(title_of).collect(),
            (None, None) => Vec::new(),
        };
        while titles.last().is_some_and(String::is_empty) {
            titles.pop();
        }
        let mut best: BTreeMap<Field, (usize, Vec<usize>)> = BTreeMap::new();
        let mut has_hazards = false;
        for (column, title) in titles.iter().enumerate() {
            let Some((field, rank)) = known.meaning(title) else { continue };
            has_hazards |= matches!(field, Field::Hazard(_));
            if !field.is_of(list) {
                continue;
            }
            let (held, columns) = best.entry(field).or_insert((rank, Vec::new()));
            if rank < *held {
                (*held, *columns) = (rank, Vec::new());
            }
            if rank == *held {
                columns.push(column);
            }
        }
        let mut all = Self {
            fields: vec![None; titles.len()],
            titles,
            by_field: BTreeMap::new(),
            doubles: Vec::new(),
            has_hazards,
            width: None,
        };
        if grid.sheet.is_none() {
            all.width = header.line.map(|index| grid.lines[index].cells.len());
        }
        for (field, (_, columns)) in best {
            match columns[..] {
                [column] => all.know(field, column),
                _ => all.doubles.extend(columns.first().map(|column| (*column, field))),
            }
        }
        all.doubles.sort_unstable();
        if grid.titles.is_some() && !all.titles.is_empty() {
            all.know(Field::Point, all.titles.len() - 1);
        }
        all
    }

    fn know(&mut self, field: Field, column: usize) {
        self.fields[column] = Some(field);
        self.by_field.insert(field, column);
    }

    /// A text's line must have a cell for each title; blank ones behind the last are nobody's.
    pub(super) fn ragged(&self, cells: &[Cell]) -> Option<What> {
        let width = self.width?;
        let beyond = cells.iter().skip(width).rposition(|cell| !cell.text.is_empty());
        let count = beyond.map_or(cells.len().min(width), |last| width + last + 1);
        let is = count > width || count < self.titles.len();
        is.then_some(What::Ragged { cells: count as u64, columns: self.titles.len() as u64 })
    }

    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.by_field.get(&field).copied()
    }

    /// Known ones, in the order in which they stand.
    pub(super) fn known(&self) -> impl Iterator<Item = (usize, Field)> {
        let fields = self.fields.iter().enumerate();
        fields.filter_map(|(column, field)| field.map(|field| (column, field)))
    }

    pub(super) fn list(&self) -> Vec<Column> {
        let both = self.titles.iter().zip(&self.fields);
        both.map(|(title, field)| Column { title: title.clone(), field: *field }).collect()
    }

    pub(super) fn notes(&self, list: List) -> Vec<Note> {
        let is_odd = self.has_hazards && matches!(list, List::Shelters { .. });
        is_odd.then_some(Note::EmergencyColumns).into_iter().collect()
    }

    pub(super) fn problems(&self, file: &str, row: Option<u64>) -> Vec<Problem> {
        let problem = |column: &str, what| {
            let (file, column) = (file.to_owned(), Some(column.to_owned()));
            Problem { file, row, column, what }
        };
        let doubles = self.doubles.iter().map(|(column, _)| &self.titles[*column]);
        let mut all: Vec<Problem> =
            doubles.map(|title| problem(title, What::DoubleColumn)).collect();
        let is_double = |field| self.doubles.iter().any(|(_, double)| *double == field);
        let mut needed = |field, title| {
            if self.column(field).is_none() && !is_double(field) {
                all.push(problem(title, What::NoColumn));
            }
        };
        needed(Field::Name, NAME);
        match (self.column(Field::Latitude), self.column(Field::Longitude)) {
            (Some(_), None) => needed(Field::Longitude, "経度"),
            (None, Some(_)) => needed(Field::Latitude, "緯度"),
            _ => {}
        }
        all
    }
}

/// A title on one line, as a person reads it.
fn title_of(cell: &Cell) -> String {
    cell.text.split_whitespace().collect::<Vec<_>>().join(" ")
}
