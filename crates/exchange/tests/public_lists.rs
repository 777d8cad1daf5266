//! The readers on the lists that were really published, where those lie beside the checkout.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use musubi_exchange::problem::Source;
use musubi_exchange::register::likely::{Held, Reason, likely};
use musubi_exchange::register::{self, Asked, Became, List, Listed, RegisterRow};
use musubi_exchange::snapshot::{ListId, Snapshot};
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::madeup::Chance;
use musubi_model::place::PlaceKind;
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::report::Opening;
use musubi_model::tally::{PlaceNumbers, Tally};
use musubi_model::time::Timestamp;

/// Made by `data/noto_sums.py`, which shares no code with the crate.
const SUMS: &str = include_str!("data/noto_sums.txt");

/// The folder of public data, or `None` after saying so.
fn data(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: ../shared/data/{folder} is not beside the checkout");
    None
}

fn files(folder: &Path, begin: &str, end: &str) -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| name(path).starts_with(begin) && name(path).ends_with(end));
    paths.sort();
    paths.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
}

fn read_register(files: &[(String, Vec<u8>)]) -> Result<Vec<RegisterRow>, Vec<String>> {
    let sources: Vec<Source<'_>> =
        files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let credit = "国土地理院".parse().unwrap();
    register::read(&sources, PlaceKind::Voluntary, Some(&credit))
        .map_err(|problems| problems.iter().map(|problem| format!("{problem}")).collect())
}

#[test]
fn the_shelters_of_kumamoto_are_1338_places() {
    let Some(folder) = data("gsi_shelters") else { return };
    let files = files(&folder, "evacuation_43", ".geojson");
    let rows = read_register(&files).unwrap();
    let ids: BTreeSet<_> = rows.iter().map(|row| row.common_id.unwrap()).collect();
    assert_eq!((rows.len(), ids.len()), (1_338, 1_338));
    for row in &rows {
        let (entry, (name, _)) = (&row.entry, &files[row.file]);
        // The name of a file is the municipality's code with its check digit.
        assert_eq!(row.common_id.unwrap().municipality(), &name["evacuation_".len()..][..5]);
        assert!(entry.latitude_e7.is_some() && entry.longitude_e7.is_some());
        assert!(entry.address.is_some() && entry.municipality.is_some());
    }
    let welfare = rows.iter().filter(|row| row.entry.kind == PlaceKind::Welfare).count();
    assert_eq!(welfare, 171);
    let accepts = rows.iter().filter(|row| row.entry.accepts.is_some()).count();
    let same = rows.iter().filter(|row| row.entry.same_address == Some(true)).count();
    assert_eq!((accepts, same), (160, 920), "counted by hand with another reader");
}

#[test]
fn every_field_of_the_published_features_is_taken_over() {
    let Some(folder) = data("gsi_shelters") else { return };
    for begin in ["evacuation_43", "evacuation_17"] {
        let files = files(&folder, begin, ".geojson");
        let rows = read_register(&files).unwrap();
        let mut rows = rows.iter();
        for (_, bytes) in &files {
            let json: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            for feature in json["features"].as_array().unwrap() {
                let entry = &rows.next().unwrap().entry;
                let said = |name: &str| feature["properties"][name].as_str().unwrap_or("").trim();
                assert_eq!(entry.name.as_str(), said("施設・場所名"));
                assert_eq!(entry.address.as_ref().map_or("", |text| text.as_str()), said("住所"));
                assert_eq!(
                    entry.accepts.as_ref().map_or("", |text| text.as_str()),
                    said("受入対象者")
                );
                assert_eq!(entry.remarks.as_ref().map_or("", |text| text.as_str()), said("備考"));
                let degrees = feature["geometry"]["coordinates"][1].as_f64().unwrap();
                let read = entry.latitude_e7.unwrap().get();
                assert!((degrees * 1e7 - f64::from(i32::try_from(read).unwrap())).abs() < 0.6);
            }
        }
        assert_eq!(rows.next(), None);
    }
}

/// Made by `data/register_cells.py`, which shares no code with the crate.
const CELLS: &str = include_str!("data/register_cells.txt");

#[test]
fn every_cell_of_the_published_lists_is_read_as_another_reader_reads_it() {
    let (Some(gsi), Some(nanao)) = (data("gsi_shelters"), data("noto2024_nanao")) else { return };
    let mut lines = String::new();
    for group in ["evacuation_43", "evacuation_17", "emergency_43", "emergency_17"] {
        lines.push_str(&cells(group, &files(&gsi, group, ".geojson")));
    }
    lines.push_str(&cells("nanao", &files(&nanao, "reference_data", ".csv")));
    assert_eq!(lines, CELLS);
}

/// Every cell of a group of files, field by field. No row of a published list has a problem.
fn cells(group: &str, files: &[(String, Vec<u8>)]) -> String {
    let list = if group.starts_with("emergency") {
        List::EmergencySites
    } else {
        List::Shelters { unmarked: PlaceKind::Voluntary }
    };
    let sources: Vec<Source<'_>> =
        files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let mut fields: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    for preview in register::preview(&sources, &Asked::of(list)) {
        let problems: Vec<String> = preview.all_problems().map(|it| it.to_string()).collect();
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(preview.takeable().count(), preview.rows.len());
        for row in &preview.rows {
            for cell in &row.cells {
                let Became::Value { field, text } = &cell.became else { continue };
                let (count, all) = fields.entry(field.code()).or_default();
                *count += 1;
                writeln!(all, "{}\t{}\t{text}", preview.name, row.number).unwrap();
            }
        }
    }
    let line = |(field, (count, all)): (&str, (usize, String))| {
        format!("{group} {field} {count} {:08x}\n", crc(all.as_bytes()))
    };
    fields.into_iter().map(line).collect()
}

/// CRC-32 (IEEE), bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

/// The list of a city without 共通ID, beside the register of 国土地理院.
#[test]
fn every_place_of_the_same_name_is_proposed_and_says_how_far_it_is() {
    let (Some(gsi), Some(nanao)) = (data("gsi_shelters"), data("noto2024_nanao")) else { return };
    let register = read_register(&files(&gsi, "evacuation_172022", ".geojson")).unwrap();
    let place = |number: usize| PlaceId::new((number as u128).to_be_bytes());
    let held: Vec<Held<'_>> = register
        .iter()
        .enumerate()
        .map(|(number, row)| Held {
            place: place(number),
            common_id: row.common_id,
            names: vec![row.entry.name.as_str()],
            list_ids: Vec::new(),
            at: row.entry.latitude_e7.zip(row.entry.longitude_e7),
        })
        .collect();
    let (name, bytes) = files(&nanao, "reference_data", ".csv").remove(0);
    let asked = Asked::of(List::Shelters { unmarked: PlaceKind::Voluntary });
    let preview = register::preview(&[Source { name: &name, bytes: &bytes }], &asked).remove(0);
    let listed: Vec<&Listed> = preview.takeable().map(|(_, listed)| listed).collect();
    let told = likely(&listed, &held);
    let mut same = 0;
    for (row, listed) in listed.iter().enumerate() {
        for (number, held) in held.iter().enumerate() {
            if held.names[0] == listed.name().as_str() {
                same += 1;
                let one = told.iter().find(|it| it.listed == row && it.place == place(number));
                assert!(one.is_some_and(|it| it.reasons.contains(&Reason::Name)), "{row} {number}");
            }
        }
    }
    assert!(same > 20, "{same}");
    assert!(told.iter().all(|it| !it.reasons.is_empty() && it.metres.is_some()));
    println!("{same} of the same name, {} proposed", told.len());
}

#[test]
fn emergency_sites_are_refused() {
    let Some(folder) = data("gsi_shelters") else { return };
    let files = files(&folder, "emergency_432024", ".geojson");
    assert_eq!(files.len(), 1);
    let problems = read_register(&files).unwrap_err();
    let want = "emergency_432024.geojson, row 1, 共通ID: this is an emergency evacuation site \
                (指定緊急避難場所), not a shelter";
    assert_eq!(problems[0], want);
}

#[test]
fn a_table_of_the_standard_dataset_is_read_by_its_headers() {
    let Some(folder) = data("noto2024_nanao") else { return };
    let files = files(&folder, "reference_data", ".csv");
    let rows = read_register(&files).unwrap();
    assert_eq!(rows.len(), 112);
    let row = &rows[0];
    assert_eq!(row.common_id, None);
    assert_eq!(row.list_id.as_ref().unwrap().as_str(), "CC0000000504");
    assert_eq!(row.entry.name.as_str(), "御祓地区コミュニティセンター");
    assert_eq!(row.entry.capacity, None, "free text is no number");
    let remarks = row.entry.remarks.as_ref().unwrap().as_str();
    assert_eq!(remarks, "想定収容人数 屋内191人／屋外0人(面積の1/2)");
}

/// What HQ would hold: one document for each place.
#[derive(Default)]
struct City {
    places: BTreeMap<ListId, View>,
}

impl City {
    fn take(&mut self, place: &ListId, edits: Vec<Edit>) {
        let view = self.places.entry(place.clone()).or_default();
        let by = Actor::new([1; 16]);
        let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap();
        for edit in edits {
            let Edit::Create { id, table, fields } = edit else { panic!("only new records") };
            let record = view.records.entry(id).or_default();
            record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
            record.extend(fields.into_iter().map(|(field, value)| (field, reading(value))));
        }
    }

    fn numbers(&self, now: Timestamp) -> BTreeMap<&ListId, PlaceNumbers> {
        let numbers = |view: &View| PlaceNumbers::of(&Facts::of(view), now);
        self.places.iter().map(|(place, view)| (place, numbers(view))).collect()
    }
}

#[test]
fn the_snapshots_of_nanao_add_up_at_every_step() {
    let Some(folder) = data("noto2024_nanao/history") else { return };
    let files = files(&folder, "open_shelter", ".csv");
    let sums: Vec<&str> = SUMS.lines().collect();
    assert_eq!((files.len(), sums.len()), (117, 117));
    let source = "七尾市".parse().unwrap();
    let mut chance = Chance::seeded(117);
    let mut city = City::default();
    let mut before: Option<Snapshot> = None;
    for ((name, bytes), line) in files.iter().zip(sums) {
        let want: Vec<&str> = line.split(' ').collect();
        assert_eq!(name, want[0]);
        let snapshot = Snapshot::read(Source { name, bytes }).unwrap();
        assert!(before.as_ref().is_none_or(|before| before.observed_at < snapshot.observed_at));
        assert_eq!(day_of(snapshot.observed_at), name["open_shelter_Nanao-shi_".len()..][..10]);
        for news in snapshot.news(before.as_ref(), &source) {
            let noted = Noted {
                observed_at: news.observed_at,
                recorded_at: news.observed_at.plus_millis(3_600_000),
                recorded_by: Recorder::Import,
                reissue_of: None,
            };
            let mut id = || -> RecordId { chance.record_id(noted.recorded_at) };
            city.take(&news.list_id, news.report.create(id(), &noted).unwrap());
            if let Some(count) = &news.headcount {
                city.take(&news.list_id, count.create(id(), &noted).unwrap());
            }
        }
        let numbers = city.numbers(snapshot.observed_at);
        let open: Vec<&str> = numbers
            .iter()
            .filter(|(_, numbers)| numbers.opening == Some(Opening::Open))
            .map(|(place, _)| place.as_str())
            .collect();
        assert_eq!(open.join(","), want[3], "{name}: the open places");
        let closed = |numbers: &&PlaceNumbers| numbers.opening == Some(Opening::Closed);
        assert!(numbers.values().filter(closed).all(|numbers| numbers.inferred));
        let tally: Tally = numbers.into_values().collect();
        assert_eq!(tally.in_shelter.to_string(), want[2], "{name}: the sum at HQ");
        assert_eq!(tally.open.to_string(), want[1], "{name}: the number of open places");
        assert_eq!((tally.unknown, tally.unconfirmed), (0, 0));
        before = Some(snapshot);
    }
}

/// The day in Japan, counted forward from the first day of 2024.
fn day_of(at: Timestamp) -> String {
    const NEW_YEAR_2024_MS: i64 = 1_704_034_800_000;
    let mut day = at.millis_since(Timestamp::from_millis(NEW_YEAR_2024_MS)) / 86_400_000;
    for (month, days) in (1..).zip([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        if day < days {
            return format!("2024-{month:02}-{:02}", day + 1);
        }
        day -= days;
    }
    panic!("not in 2024")
}
