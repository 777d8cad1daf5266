//! What is wrong with a file, where, in words and as a stable code.

use std::fmt;

/// More than this many problems are not listed; the file is refused all the same.
pub const PROBLEMS_MAX: usize = 200;
/// Larger files are refused unread.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// A list of places that is larger is refused unread.
pub const LIST_BYTES_MAX: usize = 16 << 20;
/// A workbook is not unpacked further.
pub const UNPACKED_BYTES_MAX: u64 = 64 << 20;
/// More rows are refused: no municipality has that many places.
pub const ROWS_MAX: usize = 100_000;

/// One file as it came.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// Where it is wrong, as exactly as can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// The line of a table (the header is line 1), the number of a feature (the first is 1).
    pub row: Option<u64>,
    pub column: Option<String>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    #[error("the file has {bytes} bytes, the limit is {most}")]
    TooLarge { bytes: usize, most: usize },
    #[error("the workbook unpacks to more than {UNPACKED_BYTES_MAX} bytes")]
    UnpackedTooLarge,
    #[error("the file has more than {ROWS_MAX} rows")]
    TooManyRows,
    #[error("the file has more than {} cells", crate::grid::CELLS_MAX)]
    TooManyCells,
    #[error("this is a workbook of the old binary format or one with a password")]
    OldExcel,
    #[error("this is not a workbook")]
    Workbook,
    #[error("the workbook has no such sheet")]
    NoSheet,
    #[error("the file is neither UTF-8 nor Shift_JIS text")]
    Encoding,
    #[error("this is not JSON (column {column} of the line)")]
    Json { column: usize },
    #[error("this is not a GeoJSON FeatureCollection")]
    NotFeatures,
    #[error("the list has more than {} kinds of goods", crate::catalogue::ITEMS_MAX)]
    TooManyItems,
    #[error("the row has {cells} cells, the header has {columns}")]
    Ragged { cells: u64, columns: u64 },
    #[error("a quotation mark opens here and never closes")]
    OpenQuote,
    #[error("the file has no header row")]
    NoHeader,
    #[error("the column is missing")]
    NoColumn,
    #[error("the column stands there twice")]
    DoubleColumn,
    #[error("the cell is empty, but is needed")]
    Missing,
    #[error("{0}")]
    Text(#[from] musubi_model::text::TextError),
    #[error("this is not a number of the permitted range")]
    Number,
    #[error("a program before this one lost a letter here")]
    LostLetter,
    #[error("a spreadsheet's formula failed here")]
    CellError,
    #[error("a spreadsheet took this for a number and lost its last digits")]
    Scientific,
    #[error("this is no reading in kana")]
    Kana,
    #[error("this is no phone number")]
    Phone,
    #[error("this is no address")]
    Address,
    #[error("this is not a day of an era or the calendar")]
    Date,
    #[error("this is no kind of place")]
    Kind,
    #[error("this is neither 1 nor empty")]
    Flag,
    #[error("this is not a latitude or longitude in degrees")]
    Degrees,
    #[error("latitude and longitude stand in each other's place")]
    AxesSwapped,
    #[error("this lies outside Japan")]
    OutsideJapan,
    #[error("the geometry is not a point")]
    NotPoint,
    #[error("this is not a 全国共通避難所・避難場所ID")]
    CommonId,
    #[error("this is an emergency evacuation site (指定緊急避難場所), not a shelter")]
    EmergencySite,
    #[error("this is a shelter (指定避難所), not an emergency evacuation site")]
    Shelter,
    #[error("the id says another kind of place")]
    KindClash,
    #[error("the id is of another municipality than the code in this row")]
    OtherMunicipality,
    #[error("the designation was withdrawn")]
    Withdrawn,
    #[error("the same id stands in {file}, row {row}")]
    DoubleId { file: String, row: u64 },
    #[error("the same row stands in {file}, row {row}")]
    DoubleRow { file: String, row: u64 },
    #[error("the same staff number stands in row {row}")]
    DoubleNumber { row: u64 },
    #[error("this is not a date and time of an era, such as 令和6年1月9日午後6時")]
    EraTime,
    #[error("neither a column 時点 nor the header of 人数 says when this was counted")]
    NoTime,
}

impl What {
    /// Stable, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file.too_large",
            Self::UnpackedTooLarge => "file.unpacked_too_large",
            Self::TooManyRows => "file.too_many_rows",
            Self::TooManyCells => "file.too_many_cells",
            Self::OldExcel => "file.old_excel",
            Self::Workbook => "file.workbook",
            Self::NoSheet => "file.no_sheet",
            Self::Encoding => "file.encoding",
            Self::Json { .. } => "file.json",
            Self::NotFeatures => "file.not_features",
            Self::TooManyItems => "catalogue.too_many",
            Self::Ragged { .. } => "row.ragged",
            Self::OpenQuote => "row.open_quote",
            Self::NoHeader => "file.no_header",
            Self::NoColumn => "column.missing",
            Self::DoubleColumn => "column.double",
            Self::Missing => "cell.missing",
            Self::Text(error) => error.code(),
            Self::Number => "cell.number",
            Self::LostLetter => "cell.lost_letter",
            Self::CellError => "cell.error",
            Self::Scientific => "cell.scientific",
            Self::Kana => "cell.kana",
            Self::Phone => "cell.phone",
            Self::Address => "cell.address",
            Self::Date => "cell.date",
            Self::Kind => "cell.kind",
            Self::Flag => "cell.flag",
            Self::Degrees => "cell.degrees",
            Self::AxesSwapped => "cell.axes_swapped",
            Self::OutsideJapan => "cell.outside_japan",
            Self::NotPoint => "row.not_point",
            Self::CommonId => "register.common_id",
            Self::EmergencySite => "register.emergency_site",
            Self::Shelter => "register.shelter",
            Self::KindClash => "register.kind_clash",
            Self::OtherMunicipality => "register.municipality",
            Self::Withdrawn => "register.withdrawn",
            Self::DoubleId { .. } => "register.double_id",
            Self::DoubleRow { .. } => "register.double_row",
            Self::DoubleNumber { .. } => "staff.double_number",
            Self::EraTime => "snapshot.era_time",
            Self::NoTime => "snapshot.no_time",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Collects what is wrong while a reader goes on to find more.
pub(crate) struct Found<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Found<'a> {
    pub(crate) fn in_file(file: &'a str) -> Self {
        Self { file, problems: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: Option<u64>, column: Option<&str>, what: What) {
        if self.problems.len() < PROBLEMS_MAX {
            let column = column.map(str::to_owned);
            self.problems.push(Problem { file: self.file.to_owned(), row, column, what });
        }
    }

    /// `None` and a note where a cell cannot be understood.
    pub(crate) fn ok<T>(&mut self, row: u64, column: &str, read: Result<T, What>) -> Option<T> {
        read.map_err(|what| self.add(Some(row), Some(column), what)).ok()
    }

    pub(crate) fn into_list(self) -> Vec<Problem> {
        self.problems
    }

    pub(crate) fn or<T>(self, read: T) -> Result<T, Vec<Problem>> {
        if self.problems.is_empty() { Ok(read) } else { Err(self.problems) }
    }
}
