//! Dirty lists of places, each against the expectation that was written for it, cell by cell
//! (`dirty/README.md`).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use musubi_exchange::problem::{Problem, Source, What};
use musubi_exchange::register::{
    self, Asked, Became, Cell, Field, List, Listed, Note, Place, Preview, Row,
};
use musubi_exchange::table::{self, Exercise, Head, Table};
use musubi_model::place::PlaceKind;
use musubi_model::text::Line;
use musubi_model::time::Timestamp;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dirty")
}

fn expectations() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "want"))
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The list that an expectation is about, how it is asked for, and what is wanted of it.
fn read_want(want: &str) -> (Vec<u8>, List, String, String) {
    let mut lines = want.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let list = lines.next().unwrap().strip_prefix("list ").unwrap().to_owned();
    let asked = match lines.next().unwrap().split(' ').collect::<Vec<_>>()[..] {
        ["asked", "shelters", kind] => {
            List::Shelters { unmarked: PlaceKind::from_code(kind).unwrap() }
        }
        ["asked", "emergency_sites"] => List::EmergencySites,
        _ => panic!("nothing is asked"),
    };
    let bytes = std::fs::read(folder().join(&list)).unwrap();
    (bytes, asked, list, lines.map(|line| format!("{line}\n")).collect())
}

#[test]
fn every_dirty_list_becomes_what_was_written_before_cell_by_cell() {
    let mut lists: Vec<String> = Vec::new();
    let mut wrong = String::new();
    for (name, want) in expectations() {
        let (bytes, asked, list, want) = read_want(&want);
        let source = Source { name: &list, bytes: &bytes };
        let previews = register::preview(&[source], &Asked::of(asked));
        let shown = shown(&previews[0]);
        for (line, (got, want)) in pairs(&shown, &want) {
            if got != want {
                writeln!(wrong, "{name}, line {line}:\n  want {want}\n  got  {got}").unwrap();
            }
        }
        lists.push(list);
    }
    lists.sort();
    lists.dedup();
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(lists.len() >= 20, "{lists:?}");
}

/// Line by line; a line that is missing on one side is empty there.
fn pairs<'a>(one: &'a str, other: &'a str) -> Vec<(usize, (&'a str, &'a str))> {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let line = |lines: &[&'a str], index: usize| lines.get(index).copied().unwrap_or("");
    let count = one.len().max(other.len());
    (0..count).map(|index| (index + 1, (line(&one, index), line(&other, index)))).collect()
}

/// A preview in the words of the expectations.
fn shown(preview: &Preview) -> String {
    let mut out = String::new();
    for problem in &preview.problems {
        let Problem { row, column, what, .. } = problem;
        let line = row.map(|row| format!(" line {row}")).unwrap_or_default();
        let column = column.as_ref().map(|column| format!(" {column}")).unwrap_or_default();
        writeln!(out, "file {}{line}{column}", code(what)).unwrap();
    }
    for note in &preview.notes {
        writeln!(out, "file{}", notes(std::slice::from_ref(note))).unwrap();
    }
    if let Some(sheet) = &preview.sheet {
        let others = match preview.sheets.len() {
            1 => String::new(),
            _ => format!(" of {}", preview.sheets.join(" | ")),
        };
        writeln!(out, "sheet {sheet}{others}").unwrap();
    }
    if !preview.columns.is_empty() {
        let line = preview.header.map_or("-".to_owned(), |line| line.to_string());
        writeln!(out, "header {line}").unwrap();
    }
    for column in &preview.columns {
        let field = match column.field {
            Some(field) => format!("-> {}", field.code()),
            None => "-> left".to_owned(),
        };
        writeln!(out, "column {} {field}", column.title).unwrap();
    }
    let mut lines: Vec<(u64, String)> = Vec::new();
    for passed in &preview.passed {
        lines.push((passed.number, format!("passed {} {}\n", passed.number, passed.why.code())));
    }
    lines.extend(preview.rows.iter().map(|row| (row.number, shown_row(preview, row))));
    lines.sort();
    lines.into_iter().for_each(|(_, text)| out.push_str(&text));
    out
}

fn shown_row(preview: &Preview, row: &Row) -> String {
    let mut out = match row.place.as_ref().map(|listed| &listed.place) {
        Some(Place::Shelter(entry)) => format!("row {} taken {}", row.number, entry.kind.code()),
        Some(Place::EmergencySite(_)) => format!("row {} taken emergency_site", row.number),
        None => format!("row {} refused", row.number),
    };
    row.problems.iter().for_each(|what| write!(out, " {}", code(what)).unwrap());
    writeln!(out, "{}", notes(&row.notes)).unwrap();
    for cell in &row.cells {
        let became = match &cell.became {
            Became::Value { field, text } => {
                format!(" {} = {}", field.code(), text.replace('\n', "\\n"))
            }
            Became::Nothing => " nothing".to_owned(),
            Became::Refused(what) => format!(" {}", code(what)),
        };
        let title = &preview.columns[cell.column].title;
        writeln!(out, "  {title}:{became}{}", notes(&cell.notes)).unwrap();
    }
    out
}

fn code(what: &What) -> String {
    match what {
        What::DoubleId { row, .. } | What::DoubleRow { row, .. } => {
            format!("!{}@{row}", what.code())
        }
        _ => format!("!{}", what.code()),
    }
}

fn notes(notes: &[Note]) -> String {
    let mut all: Vec<String> = notes
        .iter()
        .map(|note| match note {
            Note::SameName { row, .. } => format!(" ~{}@{row}", note.code()),
            _ => format!(" ~{}", note.code()),
        })
        .collect();
    all.sort();
    all.concat()
}

/// A city's list may come from another laptop like this one.
#[test]
fn a_list_that_this_program_wrote_is_read_again_in_each_of_its_forms() {
    let titles = ["共通ID", "施設名", "緯度", "経度", "施設電話番号", "想定収容人数", "備考"];
    let mut table = Table::new("避難所一覧", titles);
    table.push(vec![
        "E4321400001111".into(),
        "結西小学校, \"体育館\"".into(),
        table::Cell::Degrees(328_062_001),
        table::Cell::Degrees(1_307_058_000),
        "096-000-0001".into(),
        350.into(),
        "一行目\n二行目 <&>".into(),
    ]);
    let unknown = || table::Cell::Unknown;
    let rest = [unknown(), unknown(), unknown(), unknown(), table::Cell::Nothing];
    table.push([vec!["E4321400002121".into(), "=結福祉センター".into()], rest.to_vec()].concat());
    let head = Head {
        operation: "結市の訓練".to_owned(),
        exercise: Exercise::Drill,
        as_of: Timestamp::from_millis(1_785_224_820_000),
        unknown: vec!["結東小学校から連絡がない".to_owned()],
    };
    let forms = [
        ("xlsx", table.xlsx(&head).unwrap(), "=結福祉センター"),
        ("csv", table.csv(&head), "'=結福祉センター"),
        ("open", table.open_csv(&head), "'=結福祉センター"),
        ("sjis", table.shift_jis(&head).bytes, "'=結福祉センター"),
    ];
    for (form, bytes, second) in forms {
        let source = Source { name: form, bytes: &bytes };
        let list = List::Shelters { unmarked: PlaceKind::Voluntary };
        let preview = register::preview(&[source], &Asked::of(list)).remove(0);
        let problems: Vec<String> = preview.all_problems().map(|it| it.to_string()).collect();
        assert!(problems.is_empty(), "{form}: {problems:?}");
        let listed: Vec<&Listed> = preview.takeable().map(|(_, listed)| listed).collect();
        assert_eq!(listed.len(), 2, "{form}");
        let fields = [Field::CommonId, Field::Name, Field::Point, Field::Phone, Field::Capacity];
        let all = |row: &Listed| fields.map(|field| held(row, field).unwrap_or_default());
        let want = [
            "E4321400001111",
            "結西小学校, \"体育館\"",
            "328062001 1307058000",
            "096-000-0001",
            "350",
        ];
        assert_eq!(all(listed[0]), want, "{form}");
        assert_eq!(held(listed[0], Field::Remarks).unwrap(), "一行目\n二行目 <&>", "{form}");
        assert_eq!(all(listed[1]), ["E4321400002121", second, "", "", ""], "{form}");
    }
}

/// A preview that shows one thing and gives another would be worse than none.
#[test]
fn what_a_cell_shows_is_what_the_place_holds() {
    let mut seen = 0;
    for (name, want) in expectations() {
        let (bytes, asked, list, _) = read_want(&want);
        let source = Source { name: &list, bytes: &bytes };
        for preview in register::preview(&[source], &Asked::of(asked)) {
            for (row, listed) in preview.takeable() {
                for cell in &row.cells {
                    if let Became::Value { field, text } = &cell.became {
                        let held = held(listed, *field);
                        assert!(
                            held.as_ref().is_some_and(|held| held.contains(text)),
                            "{name} {cell:?}"
                        );
                        seen += 1;
                    }
                }
                let shown = |wanted: Field| {
                    row.cells.iter().any(|cell: &Cell| {
                        matches!(&cell.became, Became::Value { field, .. } if *field == wanted)
                    })
                };
                for field in [Field::Kana, Field::Address, Field::Phone, Field::Remarks] {
                    assert_eq!(shown(field), held(listed, field).is_some(), "{name} {field:?}");
                }
            }
        }
    }
    assert!(seen > 250, "{seen}");
}

fn held(listed: &Listed, field: Field) -> Option<String> {
    fn text<const MAX: usize>(line: Option<&Line<MAX>>) -> Option<String> {
        line.map(|line| line.as_str().to_owned())
    }
    let at = listed.at().map(|(latitude, longitude)| (latitude.get(), longitude.get()));
    match (field, &listed.place) {
        (Field::CommonId, _) => listed.common_id.map(String::from),
        (Field::ListId, _) => text(listed.list_id.as_ref()),
        (Field::Name, _) => text(Some(listed.name())),
        (Field::OtherNames, _) => {
            let names: Vec<&str> = listed.other_names.iter().map(Line::as_str).collect();
            Some(names.join(" | "))
        }
        (Field::Latitude, _) => at.map(|(latitude, _)| latitude.to_string()),
        (Field::Longitude, _) => at.map(|(_, longitude)| longitude.to_string()),
        (Field::Point, _) => at.map(|(latitude, longitude)| format!("{latitude} {longitude}")),
        // Checked, and not kept.
        (Field::MunicipalityCode, _) => Some("43214 432148 432149 430005 431010".to_owned()),
        (Field::Kind, Place::Shelter(entry)) => Some(entry.kind.code().to_owned()),
        (Field::Kana, Place::Shelter(entry)) => text(entry.kana.as_ref()),
        (Field::Municipality, Place::Shelter(entry)) => text(entry.municipality.as_ref()),
        (Field::Address, Place::Shelter(entry)) => text(entry.address.as_ref()),
        (Field::Phone, Place::Shelter(entry)) => text(entry.phone.as_ref()),
        (Field::Capacity, Place::Shelter(entry)) => entry.capacity.map(|it| it.get().to_string()),
        (Field::SameAddress, Place::Shelter(entry)) => {
            entry.same_address.map(|flag| u8::from(flag).to_string())
        }
        (Field::Accepts, Place::Shelter(entry)) => {
            entry.accepts.as_ref().map(|text| text.as_str().to_owned())
        }
        (Field::OtherMatters, Place::Shelter(entry)) => {
            entry.other_matters.as_ref().map(|text| text.as_str().to_owned())
        }
        (Field::Remarks, Place::Shelter(entry)) => {
            entry.remarks.as_ref().map(|text| text.as_str().to_owned())
        }
        (Field::Kind, Place::EmergencySite(_)) => Some("emergency_site".to_owned()),
        (Field::Municipality, Place::EmergencySite(site)) => text(site.municipality.as_ref()),
        (Field::Address, Place::EmergencySite(site)) => text(site.address.as_ref()),
        (Field::Hazard(hazard), Place::EmergencySite(site)) => {
            Some(u8::from(site.hazards.contains(&hazard)).to_string())
        }
        _ => None,
    }
}
