//! The roster of staff from a list of the personnel department: a table by its headers, of which
//! only number, name, reading, department and gathering place are read. Phones and addresses that
//! stand beside them are left where they are.
//!
//! A row of blank cells is no row: spreadsheets write them below a list.

use std::collections::BTreeMap;

use musubi_model::field::Change;
use musubi_model::staff::{Listed, StaffNo, staff_no};
use musubi_model::text::TextError;

use crate::problem::{Found, Problem, Source, What};
use crate::sheet::{Column, Row, Sheet};

const NUMBER: &[&str] = &["職員番号", "職員コード", "staffnumber", "staffno", "employeenumber"];
const NAME: &[&str] = &["氏名", "名前", "name", "fullname"];
const KANA: &[&str] = &["ふりがな", "フリガナ", "氏名カナ", "氏名かな", "カナ", "kana", "reading"];
const DEPARTMENT: &[&str] = &["所属", "部署", "所属名", "department"];
const GATHERING_PLACE: &[&str] = &["参集場所", "参集先", "gatheringplace"];

struct Columns {
    number: Column,
    name: Column,
    kana: Option<Column>,
    department: Option<Column>,
    gathering_place: Option<Column>,
}

pub fn read(source: Source<'_>) -> Result<Vec<Listed>, Vec<Problem>> {
    let sheet = Sheet::read(source)?;
    let mut found = Found::in_file(source.name);
    let Some(columns) = Columns::of(&sheet, &mut found) else { return Err(found.into_list()) };
    let mut rows: Vec<Listed> = Vec::with_capacity(sheet.rows().len());
    let mut lines: BTreeMap<StaffNo, u64> = BTreeMap::new();
    for row in sheet.rows() {
        if columns.all().all(|column| row.cell(Some(column)).is_empty()) {
            continue;
        }
        let Some(listed) = columns.listed(&sheet, row, &mut found) else { continue };
        if let Some(first) = lines.get(&listed.staff_no) {
            let column = Some(sheet.name(columns.number));
            found.add(Some(row.line), column, What::DoubleNumber { row: *first });
        } else {
            lines.insert(listed.staff_no.clone(), row.line);
            rows.push(listed);
        }
    }
    found.or(rows)
}

impl Columns {
    fn of(sheet: &Sheet, found: &mut Found<'_>) -> Option<Self> {
        let (number, name) = (column(sheet, NUMBER), column(sheet, NAME));
        for (column, names) in [(number, NUMBER), (name, NAME)] {
            if column.is_none() {
                found.add(Some(1), Some(names[0]), What::NoColumn);
            }
        }
        Some(Self {
            number: number?,
            name: name?,
            kana: column(sheet, KANA),
            department: column(sheet, DEPARTMENT),
            gathering_place: column(sheet, GATHERING_PLACE),
        })
    }

    fn all(&self) -> impl Iterator<Item = Column> {
        let more = [self.kana, self.department, self.gathering_place];
        [self.number, self.name].into_iter().chain(more.into_iter().flatten())
    }

    fn listed(&self, sheet: &Sheet, row: &Row, found: &mut Found<'_>) -> Option<Listed> {
        let number = staff_no(row.cell(Some(self.number)));
        let number = found.ok(row.line, sheet.name(self.number), number.map_err(cell));
        let name = row.cell(Some(self.name)).parse();
        let name = found.ok(row.line, sheet.name(self.name), name.map_err(cell));
        let kana = change(self.kana, sheet, row, found);
        let department = change(self.department, sheet, row, found);
        let gathering_place = change(self.gathering_place, sheet, row, found);
        Some(Listed { staff_no: number?, name: name?, kana, department, gathering_place })
    }
}

/// The first of these names that a header is, whatever its capitals, blanks and hyphens.
fn column(sheet: &Sheet, names: &[&str]) -> Option<Column> {
    let plain = |header: &str| {
        let kept = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '.');
        header.chars().filter(kept).collect::<String>().to_lowercase()
    };
    let held = |name: &&str| sheet.headers().iter().find(|header| plain(header) == **name);
    let header = names.iter().find_map(held)?;
    sheet.column(&[header])
}

fn change<T: std::str::FromStr<Err = TextError>>(
    column: Option<Column>,
    sheet: &Sheet,
    row: &Row,
    found: &mut Found<'_>,
) -> Change<T> {
    let Some(column) = column else { return Change::Keep };
    match row.cell(Some(column)) {
        "" => Change::Clear,
        said => found
            .ok(row.line, sheet.name(column), said.parse::<T>().map_err(cell))
            .map_or(Change::Keep, Change::To),
    }
}

fn cell(error: TextError) -> What {
    if error == TextError::Empty { What::Missing } else { What::Text(error) }
}

#[cfg(test)]
mod tests {
    use encoding_rs::SHIFT_JIS;

    use super::*;

    const LIST: &str = "所属,氏名,職員番号,電話\n総務課,結 守,１００１,000\n,結 灯,1002,000\n,,,\n";

    #[test]
    fn a_list_is_read_by_its_headers_whatever_its_encoding() {
        let marked = [b"\xef\xbb\xbf".as_slice(), LIST.as_bytes()].concat();
        let shift_jis = SHIFT_JIS.encode(LIST).0.into_owned();
        for bytes in [LIST.as_bytes().to_vec(), marked, shift_jis] {
            let rows = read(Source { name: "a.csv", bytes: &bytes }).unwrap();
            let numbers: Vec<&str> = rows.iter().map(|row| row.staff_no.as_str()).collect();
            assert_eq!(numbers, ["1001", "1002"]);
            assert!(rows[0].department == Change::To("総務課".parse().unwrap()));
            assert!(rows[1].department == Change::Clear);
            assert!(rows[0].kana == Change::Keep, "the list has no such column");
        }
        let english = b"Staff No.,Name,Department\n7,Yui Mamoru,Roads\n";
        assert_eq!(read(Source { name: "a.csv", bytes: english }).unwrap().len(), 1);
    }

    #[test]
    fn every_bad_cell_is_named() {
        check("氏名\n結\n", &[(1, "職員番号", "column.missing")]);
        check(
            "職員番号,氏名\n1,\n,結\n1,結\n１,灯\n",
            &[
                (2, "氏名", "cell.missing"),
                (3, "職員番号", "cell.missing"),
                (5, "職員番号", "staff.double_number"),
            ],
        );
        let long = format!("職員番号,氏名,所属\n1,結,{}\n", "課".repeat(81));
        check(&long, &[(2, "所属", "text.too_long")]);
    }

    #[track_caller]
    fn check(list: &str, wanted: &[(u64, &str, &str)]) {
        let problems = read(Source { name: "a.csv", bytes: list.as_bytes() }).err().unwrap();
        let told: Vec<(u64, &str, &str)> = problems
            .iter()
            .map(|it| (it.row.unwrap(), it.column.as_deref().unwrap(), it.what.code()))
            .collect();
        assert_eq!(told, wanted);
    }
}
