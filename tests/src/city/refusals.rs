//! What is malformed or somebody else's: a sentence that says what and where, a stable code, and
//! nothing is changed.

use std::path::Path;

use super::harness::{City, GYM_A, path, serve};
use super::stored;
use crate::process::try_run;

#[test]
fn a_second_serve_on_one_data_directory_is_refused_in_words() {
    let city = City::create();
    let data = city.gym("a", GYM_A, 0);
    let first = serve(&data, &[]);
    let free = "127.0.0.1:0";
    let said = refused(&[
        "serve",
        "--data",
        &path(&data),
        "--staff",
        free,
        "--public",
        free,
        "--mesh",
        free,
        "--no-discovery",
    ]);
    assert!(said.contains("is in use by another process of this program"), "{said}");
    first.stop();
}

#[test]
fn a_ticket_that_was_not_copied_right_is_refused_with_line_and_code() {
    let city = City::create();
    let good = city.ticket(&["--role", "hq"]);
    let text = std::fs::read_to_string(&good).expect("the ticket reads");
    let mut wrong: Vec<char> = text.chars().collect();
    let middle = wrong.len() / 2;
    wrong[middle] = if wrong[middle] == '7' { '6' } else { '7' };
    let cut: String = text.chars().take(text.chars().count() / 2).collect();
    let data = city.folder.path().join("laptop");
    let cases = [
        ("hello".to_owned(), "ticket_prefix"),
        (cut, "ticket_cut"),
        (wrong.into_iter().collect(), "ticket_line"),
        (String::new(), "ticket_prefix"),
    ];
    for (text, code) in cases {
        let file = city.folder.path().join("wrong.ticket");
        std::fs::write(&file, text).expect("a file");
        let said = refused(&["join", "--data", &path(&data), "--ticket-file", &path(&file)]);
        assert!(said.contains(&format!("({code})")), "{said}");
    }
    let joined = try_run(&["join", "--data", &path(&data), "--ticket-file", &path(&good)]);
    assert!(joined.status.success(), "the laptop can still take a good one");
}

#[test]
fn an_enrolled_laptop_takes_no_ticket_of_another_city() {
    let (city, other) = (City::create(), City::create());
    let data = city.gym("a", GYM_A, 0);
    let before = stored::certificate(&data).hash();
    let ticket = other.ticket(&["--role", "hq"]);
    let said = refused(&["join", "--data", &path(&data), "--ticket-file", &path(&ticket)]);
    assert!(said.contains("already holds a ticket") && said.contains("(ticket_already)"), "{said}");
    assert_eq!(stored::certificate(&data).hash(), before);
}

#[test]
fn a_malformed_list_is_refused_with_file_row_column_and_code_and_changes_nothing() {
    let city = City::create();
    let data = city.hq("hq");
    let place = |name: &str, id: &str| {
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[130.7,32.8]}},"properties":{{"共通ID":"{id}","施設・場所名":"{name}","住所":"試験市1"}}}}"#
        )
    };
    let features = |all: &[String]| {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(","))
    };
    let good = place("体育館", "E9999900001111");
    let header = "ID,名称,時点,人数\n";
    let cases = [
        (
            "shelters",
            "cut.geojson",
            features(std::slice::from_ref(&good))[..90].to_owned(),
            vec!["cut.geojson, row 1", "(file.json)"],
        ),
        (
            "shelters",
            "other.geojson",
            r#"{"type":"Point"}"#.to_owned(),
            vec!["other.geojson", "(file.not_features)"],
        ),
        (
            "shelters",
            "id.geojson",
            features(&[good.clone(), place("公民館", "E99")]),
            vec!["id.geojson, row 2, 共通ID", "(register.common_id)"],
        ),
        (
            "shelters",
            "name.geojson",
            features(&[good.clone(), place("", "E9999900002111")]),
            vec!["name.geojson, row 2, 施設・場所名", "(cell.missing)"],
        ),
        (
            "open-shelters",
            "count.csv",
            format!("{header}N1,甲,令和6年1月9日午後6時,12\nN2,乙,令和6年1月9日午後6時,多数\n"),
            vec!["count.csv, row 3, 人数", "(cell.number)"],
        ),
        (
            "open-shelters",
            "time.csv",
            format!("{header}N1,甲,きのう,12\n"),
            vec!["time.csv, row 2, 時点", "(snapshot.era_time)"],
        ),
        (
            "open-shelters",
            "columns.csv",
            "ID,名称\nN1,甲\n".to_owned(),
            vec!["columns.csv, row 1, 人数", "(column.missing)"],
        ),
        (
            "open-shelters",
            "ragged.csv",
            format!("{header}N1,甲\n"),
            vec!["ragged.csv, row 2", "(row.ragged)"],
        ),
    ];
    let before = stored::holdings(&data);
    for (list, name, text, wanted) in cases {
        let file = city.folder.path().join(name);
        std::fs::write(&file, text).expect("a file");
        let said = refused(&["import", list, "--data", &path(&data), &path(&file)]);
        for wanted in wanted {
            assert!(said.contains(wanted), "{name}: '{wanted}' is not in: {said}");
        }
    }
    assert_eq!(stored::holdings(&data), before);

    let gym = city.gym("gym", GYM_A, 0);
    let file = city.folder.path().join("good.geojson");
    std::fs::write(&file, features(&[good])).expect("a file");
    let said = refused(&["import", "shelters", "--data", &path(&gym), &path(&file)]);
    assert!(said.contains("imported at headquarters"), "{said}");
}

#[test]
fn a_configuration_that_shows_staff_pages_to_the_network_is_refused() {
    let city = City::create();
    let data = city.gym("a", GYM_A, 0);
    let said = refused(&["serve", "--data", &path(&data), "--staff", "0.0.0.0:0"]);
    assert!(said.contains("must stay on this laptop"), "{said}");
    assert!(Path::new(&data).exists());
}

/// What a command that failed said.
#[track_caller]
pub(super) fn refused(arguments: &[&str]) -> String {
    let output = try_run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("musubi: ") && !said.contains("panicked"), "{said}");
    said
}
