//! Lists of places made to break the reader, and the promise that every problem is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use musubi_exchange::problem::{LIST_BYTES_MAX, Problem, ROWS_MAX, Source, UNPACKED_BYTES_MAX};
use musubi_exchange::register::{self, Asked, Became, List, Preview};
use musubi_model::place::PlaceKind;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const SHELTERS: List = List::Shelters { unmarked: PlaceKind::Voluntary };

fn preview(bytes: &[u8], list: List) -> Preview {
    let source = Source { name: "f", bytes };
    register::preview(&[source], &Asked::of(list)).remove(0)
}

fn problems(bytes: &[u8]) -> Vec<(Option<u64>, Option<String>, &'static str)> {
    let all = preview(bytes, SHELTERS).all_problems().collect::<Vec<Problem>>();
    all.into_iter().map(|it| (it.row, it.column, it.what.code())).collect()
}

fn refused(bytes: &[u8]) -> &'static str {
    let preview = preview(bytes, SHELTERS);
    assert!(preview.rows.is_empty(), "it was read");
    let [problem] = &preview.problems[..] else { panic!("{:?}", preview.problems) };
    problem.what.code()
}

fn lists() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dirty");
    let mut lists: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if [".csv", ".txt", ".xlsx", ".xls", ".geojson"].iter().any(|end| name.ends_with(end)) {
            lists.push((name, std::fs::read(path).unwrap()));
        }
    }
    lists.sort();
    assert!(lists.len() > 20);
    lists
}

/// The parts of a workbook, and a workbook of parts, nothing packed.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let read = |index| {
        let mut part = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(read).collect()
}

fn packed(parts: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), plain).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The workbook of merged cells with other rows in its sheet.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    let (_, bytes) = lists().into_iter().find(|(name, _)| name == "merged.xlsx").unwrap();
    let mut parts = unpacked(&bytes);
    for (name, bytes) in &mut parts {
        match name.as_str() {
            "xl/worksheets/sheet1.xml" => *bytes = format!("<worksheet>{sheet}</worksheet>").into(),
            "xl/sharedStrings.xml" => *bytes = format!("<sst>{strings}</sst>").into(),
            _ => {}
        }
    }
    packed(&parts, CompressionMethod::Deflated)
}

fn rows(count: usize, cells: impl Fn(usize) -> String) -> String {
    let row = |number: usize| format!("<row r=\"{number}\">{}</row>", cells(number));
    format!("<sheetData>{}</sheetData>", (1..=count).map(row).collect::<String>())
}

#[test]
fn a_workbook_that_unpacks_to_more_than_it_may_is_refused_before_it_does() {
    let blanks = " ".repeat(usize::try_from(UNPACKED_BYTES_MAX).unwrap());
    let bomb = workbook(&blanks, "");
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(refused(&bomb), "file.unpacked_too_large");
    // Each part by itself is small enough.
    let half = &blanks[..blanks.len() * 3 / 5];
    assert_eq!(refused(&workbook(half, half)), "file.unpacked_too_large");
}

#[test]
fn cells_that_take_more_memory_than_the_file_are_refused() {
    let far = rows(200, |number| format!("<c r=\"XFD{number}\"><v>1</v></c>"));
    assert_eq!(refused(&workbook(&far, "")), "file.too_many_cells");
    let shared = format!("<si><t>{}</t></si>", "館".repeat(100_000));
    let named = rows(1_000, |_| "<c t=\"s\"><v>0</v></c>".to_owned());
    assert_eq!(refused(&workbook(&named, &shared)), "file.too_many_cells");
    let lines = rows(5_000, |number| format!("<c r=\"B{number}\"><v>1</v></c>"));
    let merged = "<mergeCell ref=\"B1:B5000\"/>".repeat(1_000);
    assert_eq!(refused(&workbook(&format!("{lines}{merged}"), "")), "file.too_many_cells");
    let many = rows(ROWS_MAX + 1, |_| "<c><v>1</v></c>".to_owned());
    assert_eq!(refused(&workbook(&many, "")), "file.too_many_rows");
}

#[test]
fn rows_that_a_spreadsheet_keeps_for_their_looks_are_no_rows() {
    let titles = "<row><c t=\"inlineStr\"><is><t>施設名</t></is></c></row>";
    let blank = "<row/>".repeat(ROWS_MAX + 1);
    let last = "<row><c t=\"inlineStr\"><is><t>結西小学校</t></is></c></row>";
    let looks = format!("<sheetData>{titles}{blank}{last}{blank}</sheetData>");
    let preview = preview(&workbook(&looks, ""), SHELTERS);
    assert_eq!(preview.problems, []);
    let numbers: Vec<u64> = preview.takeable().map(|(row, _)| row.number).collect();
    assert_eq!(numbers, [ROWS_MAX as u64 + 3]);
}

#[test]
fn what_is_no_workbook_is_refused() {
    let deep = format!("{}{}", "<a>".repeat(65), "</a>".repeat(65));
    let entity = "<!DOCTYPE a [<!ENTITY b \"c\">]><row><c><v>&b;</v></c></row>";
    let backwards = "<row r=\"2\"/><row r=\"1\"/>";
    let cells_backwards = "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>";
    for sheet in [
        &deep,
        entity,
        backwards,
        cells_backwards,
        "<row r=\"0\"/>",
        "<c/>",
        "<row><c t=\"s\"><v>99</v></c></row>",
        "<row>",
        "<row r=\"1048577\"/>",
        "<mergeCell ref=\"B2:A1\"/>",
    ] {
        assert_eq!(refused(&workbook(sheet, "")), "file.workbook", "{sheet}");
    }
    assert_eq!(refused(b"PK\x03\x04"), "file.workbook");
    let crowd: Vec<(String, Vec<u8>)> =
        (0..2_001).map(|number| (format!("{number}"), Vec::new())).collect();
    assert_eq!(refused(&packed(&crowd, CompressionMethod::Stored)), "file.workbook");
    let (_, merged) = lists().into_iter().find(|(name, _)| name == "merged.xlsx").unwrap();
    for missing in ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"] {
        let mut parts = unpacked(&merged);
        parts.retain(|(name, _)| name != missing);
        assert_eq!(
            refused(&packed(&parts, CompressionMethod::Stored)),
            "file.workbook",
            "{missing}"
        );
    }
    let named = Asked { sheet: Some("別の表"), ..Asked::of(SHELTERS) };
    let source = Source { name: "f", bytes: &merged };
    let preview = register::preview(&[source], &named).remove(0);
    assert_eq!(preview.problems[0].what.code(), "file.no_sheet");
}

#[test]
fn texts_that_are_too_large_are_refused() {
    assert_eq!(refused(&vec![b'a'; LIST_BYTES_MAX + 1]), "file.too_large");
    let rows = format!("名称\n{}", "館\n".repeat(ROWS_MAX));
    assert_eq!(refused(rows.as_bytes()), "file.too_many_rows");
    let name = |number: usize| format!("{{\"properties\":{{\"{number}\":1}}}}");
    let wide: Vec<String> = (0..2_000).map(name).collect();
    let wide = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", wide.join(","));
    assert_eq!(refused(wide.as_bytes()), "file.too_many_cells");
}

#[test]
fn a_hidden_sheet_and_another_header_are_read_where_a_person_says_so() {
    let (_, numbers) = lists().into_iter().find(|(name, _)| name == "numbers.xlsx").unwrap();
    let source = Source { name: "f", bytes: &numbers };
    let hidden = Asked { sheet: Some("旧"), ..Asked::of(SHELTERS) };
    let preview = register::preview(&[source], &hidden).remove(0);
    assert_eq!(preview.takeable().next().unwrap().1.name().as_str(), "廃止された施設");
    let list = "施設名,住所\n避難先,番地\n結西小学校,結市西町1\n";
    let source = Source { name: "f", bytes: list.as_bytes() };
    let titles = [
        ("避難先".to_owned(), register::Field::Name),
        ("番地".to_owned(), register::Field::Address),
    ];
    let asked = Asked { header: Some(2), titles: &titles, ..Asked::of(SHELTERS) };
    let preview = register::preview(&[source], &asked).remove(0);
    assert_eq!((preview.header, preview.passed.len()), (Some(2), 1));
    assert_eq!(preview.takeable().next().unwrap().1.name().as_str(), "結西小学校");
}

/// Every damage done to a list is told, at its row and column, and nothing else is.
#[test]
fn every_problem_is_told_and_not_only_the_first() {
    const TITLES: [&str; 6] = ["共通ID", "名称", "緯度", "経度", "想定収容人数", "公示日（指定）"];
    const DAMAGE: [(usize, &str, &str); 6] = [
        (0, "E4321", "register.common_id"),
        (1, "", "cell.missing"),
        (2, "北緯", "cell.degrees"),
        (3, "200", "cell.degrees"),
        (4, "-3", "cell.number"),
        (5, "令和元年4月30日", "cell.date"),
    ];
    let seed = seed();
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    for _ in 0..50 {
        let mut list = format!("{}\n", TITLES.join(","));
        let mut want: BTreeSet<(Option<u64>, Option<String>, &str)> = BTreeSet::new();
        for number in 2..60_u64 {
            let id = format!("E43214{number:05}111");
            let mut cells =
                [id.as_str(), &format!("第{number}館"), "32.8", "130.7", "10", "令和6年4月1日"]
                    .map(str::to_owned);
            for (column, bad, code) in DAMAGE {
                if dice.next_u32().is_multiple_of(4) {
                    bad.clone_into(&mut cells[column]);
                    want.insert((Some(number), Some(TITLES[column].to_owned()), code));
                }
            }
            list.push_str(&cells.join(","));
            list.push('\n');
        }
        let told: BTreeSet<_> = problems(list.as_bytes()).into_iter().collect();
        assert_eq!(told, want);
        let clean = 58 - want.iter().map(|(row, ..)| row).collect::<BTreeSet<_>>().len();
        assert_eq!(preview(list.as_bytes(), SHELTERS).takeable().count(), clean);
    }
}

fn seed() -> u64 {
    const SEED: u64 = 20_261_126;
    println!("seed {SEED}");
    SEED
}

#[test]
fn no_mutation_of_a_list_makes_the_reader_panic_or_take_what_it_refused() {
    let mut dice = ChaCha8Rng::seed_from_u64(seed());
    let lists = lists();
    let pieces: Vec<&[u8]> = lists.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let mut read = 0;
    for (_, bytes) in &lists {
        for round in 0..150 {
            let mutant = if bytes.starts_with(b"PK") && round % 4 != 0 {
                // Packed bytes that change are noise; what a program wrote wrongly is not.
                let mut parts = unpacked(bytes);
                let part = dice.next_u32() as usize % parts.len();
                mutate(&mut parts[part].1, &pieces, &mut dice);
                packed(&parts, CompressionMethod::Stored)
            } else {
                let mut bytes = bytes.clone();
                mutate(&mut bytes, &pieces, &mut dice);
                bytes
            };
            for list in [SHELTERS, List::EmergencySites] {
                read += check(&preview(&mutant, list));
            }
        }
    }
    assert!(read > 1_000, "mutants are lists still: {read}");
}

/// Holds of every preview whatever the bytes were. How many rows it has.
fn check(preview: &Preview) -> usize {
    for row in &preview.rows {
        let is_refused = |became: &Became| matches!(became, Became::Refused(_));
        let is_bad = !preview.problems.is_empty()
            || !row.problems.is_empty()
            || row.cells.iter().any(|cell| is_refused(&cell.became));
        assert_eq!(row.place.is_none(), is_bad, "{row:?}");
        assert!(row.cells.is_sorted_by_key(|cell| cell.column));
        assert!(row.cells.iter().all(|cell| cell.column < preview.columns.len()));
    }
    if preview.columns.is_empty() {
        assert_eq!(preview.problems.len(), 1);
    }
    let mut numbers: Vec<u64> = preview.rows.iter().map(|row| row.number).collect();
    numbers.extend(preview.passed.iter().map(|passed| passed.number));
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "a line is a row or was passed over, and once");
    preview.rows.len()
}

fn mutate(bytes: &mut Vec<u8>, pieces: &[&[u8]], dice: &mut ChaCha8Rng) {
    for _ in 0..=dice.next_u32() % 4 {
        let mut upto = |most: usize| dice.next_u32() as usize % most.max(1);
        if bytes.is_empty() {
            return;
        }
        let at = upto(bytes.len());
        let end = (at + 1 + upto(40)).min(bytes.len());
        match upto(7) {
            0 => bytes[at] ^= 1 << upto(8),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = upto(bytes.len());
                bytes.splice(to..to, piece);
            }
            4 => {
                let other = pieces[upto(pieces.len())];
                let from = upto(other.len());
                let piece = &other[from..(from + upto(60)).min(other.len())];
                bytes.splice(at..end, piece.iter().copied());
            }
            5 => {
                const SIGNS: [&[u8]; 12] = [
                    b"\"",
                    b",",
                    b"\r",
                    b"\n",
                    b"\t",
                    b"<",
                    b"</v>",
                    b"&#x0;",
                    b"1E300",
                    b"99999999999",
                    b"\xef\xbf\xbd",
                    b"\xff\xfe",
                ];
                bytes.splice(at..at, SIGNS[upto(SIGNS.len())].iter().copied());
            }
            _ => bytes[at] = u8::try_from(upto(256)).unwrap(),
        }
    }
}
