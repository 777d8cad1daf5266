//! One line of a list as a place: each cell by itself first, then what cells say of each other.

use std::ops::RangeInclusive;

use musubi_model::place::{
    Address, Capacity, CommonId, NewRegisterEntry, PlaceKind, PlaceName, Remark,
};
use musubi_model::text::{Line, TextError};

use super::cell::{Reading, Said, SaidKind};
use super::columns::Columns;
use super::{Asked, Became, Cell, EmergencySite, Field, Hazard, List, Listed, Note, Place, Row};
use crate::grid::{self, Geometry, Shape};
use crate::problem::What;

/// Japan from 沖ノ鳥島 to 択捉島 and from 与那国島 to 南鳥島, in units of 10⁻⁷ degree.
const LATITUDES: RangeInclusive<i64> = 200_000_000..=460_000_000;
const LONGITUDES: RangeInclusive<i64> = 1_220_000_000..=1_540_000_000;
/// More other names are a list of something else.
const OTHER_NAMES_MAX: usize = 20;

pub(super) fn read(
    line: &grid::Line,
    columns: &Columns,
    asked: &Asked<'_>,
    days_added: i64,
) -> Row {
    let mut row = Row {
        number: line.number,
        cells: Vec::new(),
        problems: Vec::new(),
        notes: Vec::new(),
        place: None,
        id: None,
    };
    if line.shape == Shape::OpenQuote {
        row.problems.push(What::OpenQuote);
    } else if let Some(ragged) = columns.ragged(&line.cells) {
        row.problems.push(ragged);
    } else {
        let mut draft = Draft { days_added, ..Draft::default() };
        for (column, field) in columns.known() {
            let cell = match (field, line.cells.get(column)) {
                (Field::Point, _) => draft.point(column, &line.geometry),
                (_, Some(cell)) if !cell.text.is_empty() => {
                    Some(draft.cell(column, field, cell, asked.list))
                }
                _ => None,
            };
            row.cells.extend(cell);
        }
        draft.finish(&mut Whole { row: &mut row, columns }, asked);
    }
    row
}

/// What the cells of a row say.
#[derive(Default)]
struct Draft {
    days_added: i64,
    common_id: Option<CommonId>,
    list_id: Option<Line<80>>,
    name: Option<PlaceName>,
    kana: Option<PlaceName>,
    other_names: Vec<Line<80>>,
    kind: Option<SaidKind>,
    municipality: Option<Address>,
    municipality_code: Option<String>,
    address: Option<Address>,
    latitude: Option<i64>,
    longitude: Option<i64>,
    phone: Option<Line<40>>,
    capacity: Option<Capacity>,
    same_address: Option<bool>,
    accepts: Option<Remark>,
    other_matters: Option<Remark>,
    hazards: Vec<Hazard>,
    /// With the fields of their cells.
    remarks: Vec<(Field, String)>,
}

/// Keeps a value and shows it.
fn kept<T>(slot: &mut Option<T>, said: Said<T>, show: impl Fn(&T) -> String) -> Said<String> {
    match said {
        Said::Value(value) => {
            let shown = show(&value);
            *slot = Some(value);
            Said::Value(shown)
        }
        Said::Words(words) => Said::Words(words),
        Said::Nothing => Said::Nothing,
    }
}

impl Draft {
    fn point(&mut self, column: usize, geometry: &Geometry) -> Option<Cell> {
        let (said, became) = match geometry {
            Geometry::Absent => return None,
            Geometry::Wrong(what) => (String::new(), Became::Refused(what.clone())),
            Geometry::Point(latitude, longitude) => {
                (self.latitude, self.longitude) = (Some(*latitude), Some(*longitude));
                let text = format!("{latitude} {longitude}");
                (text.clone(), Became::Value { field: Field::Point, text })
            }
        };
        Some(Cell { column, said, became, notes: Vec::new() })
    }

    fn cell(&mut self, column: usize, field: Field, cell: &grid::Cell, list: List) -> Cell {
        let mut reading = Reading::of(cell);
        let said = self.take(field, &mut reading, list);
        let mut notes = reading.notes;
        let became = match said {
            Ok(Said::Value(text)) => Became::Value { field, text },
            Ok(Said::Words(text)) => Became::Value { field: Field::Remarks, text },
            Ok(Said::Nothing) => Became::Nothing,
            Err(what) => {
                notes.clear();
                let is_empty = what == What::Text(TextError::Empty);
                Became::Refused(if is_empty { What::Missing } else { what })
            }
        };
        Cell { column, said: cell.text.clone(), became, notes }
    }

    fn take(
        &mut self,
        field: Field,
        cell: &mut Reading<'_>,
        list: List,
    ) -> Result<Said<String>, What> {
        let line = |line: &PlaceName| line.as_str().to_owned();
        let address = |address: &Address| address.as_str().to_owned();
        let prose = |prose: &Remark| prose.as_str().to_owned();
        let flag = |flag: &bool| u8::from(*flag).to_string();
        Ok(match field {
            Field::CommonId => self.common_id(cell, list)?,
            Field::ListId => kept(&mut self.list_id, cell.own_id()?, |id| id.as_str().to_owned()),
            Field::Name => kept(&mut self.name, cell.line()?, line),
            Field::Kana => kept(&mut self.kana, cell.kana()?, line),
            Field::OtherNames => self.other_names(cell)?,
            Field::Kind => self.kind(cell, list)?,
            Field::Municipality => kept(&mut self.municipality, cell.line()?, address),
            Field::MunicipalityCode => {
                kept(&mut self.municipality_code, cell.municipality_code()?, String::clone)
            }
            Field::Address => kept(&mut self.address, cell.address()?, address),
            Field::Latitude => kept(&mut self.latitude, cell.degrees()?, i64::to_string),
            Field::Longitude => kept(&mut self.longitude, cell.degrees()?, i64::to_string),
            Field::Point => Said::Nothing,
            Field::Phone => kept(&mut self.phone, cell.phone()?, |it| it.as_str().to_owned()),
            Field::Capacity => {
                match kept(&mut self.capacity, cell.capacity()?, |it| it.get().to_string()) {
                    Said::Words(words) => self.remark(field, format!("想定収容人数 {words}"))?,
                    said => said,
                }
            }
            Field::SameAddress => kept(&mut self.same_address, cell.flag()?, flag),
            Field::Accepts => kept(&mut self.accepts, cell.prose()?, prose),
            Field::OtherMatters => kept(&mut self.other_matters, cell.prose()?, prose),
            Field::DesignatedOn => match cell.day(self.days_added)? {
                Said::Value(day) => self.remark(field, format!("公示日（指定） {day}"))?,
                said => said,
            },
            Field::WithdrawnOn => match cell.day(self.days_added)? {
                Said::Value(_) => return Err(What::Withdrawn),
                said => said,
            },
            Field::Hazard(hazard) => {
                let mut is_served = None;
                let said = kept(&mut is_served, cell.flag()?, flag);
                self.hazards.extend(is_served.filter(|is| *is).map(|_| hazard));
                said
            }
            Field::Remarks => match cell.prose::<{ musubi_model::place::REMARK_CHARS_MAX }>()? {
                Said::Value(text) => self.remark(field, text.into())?,
                Said::Words(_) | Said::Nothing => Said::Nothing,
            },
        })
    }

    fn common_id(&mut self, cell: &mut Reading<'_>, list: List) -> Result<Said<String>, What> {
        let text = match cell.id()? {
            Said::Value(text) => text,
            said => return Ok(said),
        };
        let id: CommonId = text.parse().map_err(|_| What::CommonId)?;
        self.common_id = Some(id);
        match list {
            List::Shelters { .. } if !id.is_shelter() => Err(What::EmergencySite),
            List::EmergencySites if id.is_shelter() => Err(What::Shelter),
            List::Shelters { .. } | List::EmergencySites => Ok(Said::Value(text)),
        }
    }

    fn other_names(&mut self, cell: &mut Reading<'_>) -> Result<Said<String>, What> {
        let text = match cell.prose::<1_000>()? {
            Said::Value(text) => String::from(text),
            Said::Words(_) | Said::Nothing => return Ok(Said::Nothing),
        };
        let parts = text.split(['、', ',', '，', ';', '；', '\n']);
        let names = parts.map(str::trim).filter(|name| !name.is_empty());
        self.other_names = names.map(Line::try_from).collect::<Result<_, _>>()?;
        if self.other_names.len() > OTHER_NAMES_MAX {
            let (chars, max) = (self.other_names.len(), OTHER_NAMES_MAX);
            return Err(What::Text(TextError::TooLong { chars, max }));
        }
        let names: Vec<&str> = self.other_names.iter().map(Line::as_str).collect();
        Ok(Said::Value(names.join(" | ")))
    }

    fn kind(&mut self, cell: &mut Reading<'_>, list: List) -> Result<Said<String>, What> {
        let said = match cell.kind()? {
            Said::Value(said) => said,
            Said::Words(_) | Said::Nothing => return Ok(Said::Nothing),
        };
        self.kind = Some(said);
        match (said, list) {
            (SaidKind::EmergencySite, List::Shelters { .. }) => Err(What::EmergencySite),
            (SaidKind::Shelter(_), List::EmergencySites) => Err(What::Shelter),
            (SaidKind::Shelter(kind) | SaidKind::Both(kind), List::Shelters { .. }) => {
                Ok(Said::Value(kind.code().to_owned()))
            }
            (SaidKind::EmergencySite | SaidKind::Both(_), List::EmergencySites) => {
                Ok(Said::Value(EMERGENCY_SITE.to_owned()))
            }
        }
    }

    /// Keeps words that have no field of their own.
    fn remark(&mut self, field: Field, text: String) -> Result<Said<String>, What> {
        let text = String::from(Remark::try_from(text)?);
        self.remarks.push((field, text.clone()));
        Ok(Said::Words(text))
    }
}

/// Stable, for programs.
pub(super) const EMERGENCY_SITE: &str = "emergency_site";

/// A row whose cells are read, to be judged as a whole.
struct Whole<'a> {
    row: &'a mut Row,
    columns: &'a Columns,
}

impl Whole<'_> {
    fn cell(&self, field: Field) -> Option<&Cell> {
        let column = self.columns.column(field)?;
        self.row.cells.iter().find(|cell| cell.column == column)
    }

    fn is_refused(&self, field: Field) -> bool {
        self.cell(field).is_some_and(|cell| matches!(cell.became, Became::Refused(_)))
    }

    /// Nothing stands there, or what means nothing.
    fn says_nothing(&self, field: Field) -> bool {
        self.cell(field).is_none_or(|cell| cell.became == Became::Nothing)
    }

    fn refuse(&mut self, field: Field, what: What) {
        let Some(column) = self.columns.column(field) else { return };
        let cells = &mut self.row.cells;
        let place = cells.partition_point(|cell| cell.column < column);
        let became = Became::Refused(what);
        if let Some(cell) = cells.get_mut(place).filter(|cell| cell.column == column) {
            (cell.became, cell.notes) = (became, Vec::new());
        } else {
            let (said, notes) = (String::new(), Vec::new());
            cells.insert(place, Cell { column, said, became, notes });
        }
    }
}

impl Draft {
    fn finish(mut self, whole: &mut Whole<'_>, asked: &Asked<'_>) {
        if whole.says_nothing(Field::Name) {
            whole.refuse(Field::Name, What::Missing);
        }
        self.check_kind(whole);
        self.check_municipality(whole);
        self.check_axes(whole);
        let remarks = self.joined_remarks(whole);
        let ids = [Field::CommonId, Field::ListId];
        if ids.iter().all(|field| whole.says_nothing(*field)) {
            whole.row.notes.push(Note::NoId);
        }
        let common = self.common_id.map(|id| (Field::CommonId, String::from(id)));
        let own = self.list_id.clone().map(|id| (Field::ListId, String::from(id)));
        whole.row.id = common.or(own).filter(|(field, _)| !whole.is_refused(*field));
        let is_refused = |cell: &Cell| matches!(cell.became, Became::Refused(_));
        if !whole.row.cells.iter().any(is_refused) {
            whole.row.place = self.listed(remarks, asked);
        }
    }

    /// A word for the kind must not gainsay the id.
    fn check_kind(&self, whole: &mut Whole<'_>) {
        let (Some(id), Some(said)) = (self.common_id, self.kind) else { return };
        let agrees = match said {
            SaidKind::EmergencySite => !id.is_shelter(),
            SaidKind::Shelter(kind) => id.is_shelter() && kind == kind_of(id),
            SaidKind::Both(kind) => !id.is_shelter() || kind == kind_of(id),
        };
        if !agrees {
            whole.refuse(Field::Kind, What::KindClash);
        }
    }

    fn check_municipality(&self, whole: &mut Whole<'_>) {
        let (Some(id), Some(code)) = (self.common_id, &self.municipality_code) else { return };
        // Five digits are a code without its check, or one that lost its first 0 as a number.
        let lost_zero = format!("0{}", &code[..4]);
        let agrees = is_within(&code[..5], id.municipality())
            || code.len() == 5 && is_within(&lost_zero, id.municipality());
        if !agrees && !whole.is_refused(Field::CommonId) {
            whole.refuse(Field::CommonId, What::OtherMunicipality);
        }
    }

    fn check_axes(&self, whole: &mut Whole<'_>) {
        let is_point = whole.cell(Field::Point).is_some();
        let (latitude, longitude) = if is_point {
            (Field::Point, Field::Point)
        } else {
            (Field::Latitude, Field::Longitude)
        };
        if let (Some(said), Some(other)) = (self.latitude, self.longitude)
            && LONGITUDES.contains(&said)
            && LATITUDES.contains(&other)
        {
            whole.refuse(latitude, What::AxesSwapped);
            whole.refuse(longitude, What::AxesSwapped);
            return;
        }
        let axes = [
            (latitude, self.latitude, LATITUDES, 900_000_000),
            (longitude, self.longitude, LONGITUDES, 1_800_000_000),
        ];
        for (field, said, japan, most) in axes {
            match said {
                Some(e7) if e7.abs() > most => whole.refuse(field, What::Degrees),
                Some(e7) if !japan.contains(&e7) => whole.refuse(field, What::OutsideJapan),
                // Where the other one is.
                None if self.latitude.or(self.longitude).is_some() && whole.says_nothing(field) => {
                    whole.refuse(field, What::Missing);
                }
                Some(_) | None => {}
            }
        }
    }

    /// 備考 first, then what is kept in it besides. The cell that makes it too long is told.
    fn joined_remarks(&mut self, whole: &mut Whole<'_>) -> Option<Remark> {
        self.remarks.sort_by_key(|(field, _)| *field != Field::Remarks);
        let mut all: Option<Remark> = None;
        for (field, text) in &self.remarks {
            let joined = match &all {
                Some(all) => format!("{}\n{text}", all.as_str()),
                None => text.clone(),
            };
            match Remark::try_from(joined) {
                Ok(joined) => all = Some(joined),
                Err(error) => whole.refuse(*field, What::Text(error)),
            }
        }
        all
    }

    fn listed(self, remarks: Option<Remark>, asked: &Asked<'_>) -> Option<Listed> {
        let name = self.name?;
        let latitude_e7 = self.latitude.and_then(|e7| e7.try_into().ok());
        let longitude_e7 = self.longitude.and_then(|e7| e7.try_into().ok());
        let source = asked.credit.cloned();
        let place = match asked.list {
            List::Shelters { unmarked } => {
                let said = match self.kind {
                    Some(SaidKind::Shelter(kind) | SaidKind::Both(kind)) => kind,
                    Some(SaidKind::EmergencySite) | None => unmarked,
                };
                let kind = self.common_id.map_or(said, kind_of);
                Place::Shelter(Box::new(NewRegisterEntry {
                    name,
                    kind,
                    common_id: self.common_id,
                    kana: self.kana,
                    municipality: self.municipality,
                    address: self.address,
                    latitude_e7,
                    longitude_e7,
                    capacity: self.capacity,
                    phone: self.phone,
                    same_address: self.same_address,
                    accepts: self.accepts,
                    other_matters: self.other_matters,
                    remarks,
                    source,
                    public_key: None,
                }))
            }
            List::EmergencySites => Place::EmergencySite(Box::new(EmergencySite {
                name,
                common_id: self.common_id,
                kana: self.kana,
                municipality: self.municipality,
                address: self.address,
                latitude_e7,
                longitude_e7,
                capacity: self.capacity,
                phone: self.phone,
                same_address: self.same_address,
                hazards: self.hazards,
                remarks,
                source,
            })),
        };
        let (common_id, list_id) = (self.common_id, self.list_id);
        Some(Listed { common_id, list_id, other_names: self.other_names, place })
    }
}

/// Whether the codes may be of one place: the same, or that of the prefecture, or of a 指定都市 and a
/// ward, which have a 1 behind the prefecture.
fn is_within(code: &str, municipality: &str) -> bool {
    let ((prefecture, rest), (of_id, rest_of_id)) = (code.split_at(2), municipality.split_at(2));
    let are_cities = rest.starts_with('1') && rest_of_id.starts_with('1');
    prefecture == of_id && (rest == rest_of_id || rest == "000" || are_cities)
}

const fn kind_of(id: CommonId) -> PlaceKind {
    if id.is_welfare() { PlaceKind::Welfare } else { PlaceKind::Designated }
}
