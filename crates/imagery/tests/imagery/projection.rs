//! Systems against PROJ. The expected numbers are made by `tests/expected.py`.

use musubi_imagery::crs::{Crs, Doubt};

const EXPECTED: &str = include_str!("../expected/projection.csv");

struct Row {
    code: u16,
    name: String,
    degrees: (f64, f64),
    metres: (f64, f64),
}

fn rows() -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |index: usize| cells[index].parse::<f64>().unwrap();
        Row {
            code: cells[0].parse().unwrap(),
            name: cells[1].to_owned(),
            degrees: (number(2), number(3)),
            metres: (number(4), number(5)),
        }
    };
    EXPECTED.lines().skip(1).map(row).collect()
}

/// Metres between two places, near enough for a few millimetres.
fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
    let north = (a.1 - b.1) * 111_000.0;
    let east = (a.0 - b.0) * 111_000.0 * a.1.to_radians().cos();
    north.hypot(east)
}

#[test]
fn every_system_agrees_with_proj_within_a_millimetre_both_ways() {
    let rows = rows();
    assert_eq!(rows.len(), 60 * 16);
    for row in rows {
        let crs = Crs::from_epsg(row.code).unwrap();
        let seen = crs.from_degrees(row.degrees.0, row.degrees.1);
        let off = (seen.0 - row.metres.0).hypot(seen.1 - row.metres.1);
        assert!(off < 0.001, "EPSG:{} {}: {off} m", row.code, row.name);
        let back = crs.to_degrees(row.metres.0, row.metres.1);
        let off = apart(back, row.degrees);
        assert!(off < 0.001, "EPSG:{} {} back: {off} m", row.code, row.name);
    }
}

/// The codes that are easily mixed up, against the names that the register gives them.
#[test]
fn codes_stand_for_the_zones_that_the_register_says() {
    let numerals = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
        "XV", "XVI", "XVII", "XVIII", "XIX",
    ];
    let rows = rows();
    let name = |code: u16| &rows.iter().find(|row| row.code == code).unwrap().name;
    for (index, numeral) in (0..).zip(numerals) {
        let zone = format!("Japan Plane Rectangular CS {numeral}");
        assert_eq!(*name(6669 + index), format!("JGD2011 / {zone}"));
        assert_eq!(*name(2443 + index), format!("JGD2000 / {zone}"));
    }
    for (index, zone) in (0..).zip(51..=55) {
        assert_eq!(*name(6688 + index), format!("JGD2011 / UTM zone {zone}N"));
        assert_eq!(*name(3097 + index), format!("JGD2000 / UTM zone {zone}N"));
        assert_eq!(*name(32651 + index), format!("WGS 84 / UTM zone {zone}N"));
    }
}

#[test]
fn old_datums_are_taken_with_a_doubt_that_says_how_far() {
    for code in [4612, 2444, 3099] {
        assert_eq!(Crs::from_epsg(code).unwrap().doubt(), Some(Doubt::Jgd2000));
    }
    for code in [6668, 6670, 6690, 4326, 32653, 3857] {
        assert_eq!(Crs::from_epsg(code).unwrap().doubt(), None);
    }
    for code in [4301, 30162, 3094] {
        assert_eq!(Crs::from_epsg(code).unwrap().doubt(), Some(Doubt::Tokyo));
    }
    // Tokyo's datum lies some 400 m to the south-east; the published example of the former
    // observatory: 35°39′17.5148″ N 139°44′40.5020″ E → 35°39′29.1572″ N 139°44′28.8759″ E.
    let dms = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
    let old = (dms(139.0, 44.0, 40.5020), dms(35.0, 39.0, 17.5148));
    let new = (dms(139.0, 44.0, 28.8759), dms(35.0, 39.0, 29.1572));
    let tokyo = Crs::from_epsg(4301).unwrap();
    let off = apart(tokyo.to_degrees(old.0, old.1), new);
    assert!(off < f64::from(Doubt::Tokyo.metres()), "{off} m");
    let back = tokyo.from_degrees(new.0, new.1);
    // Heights are not carried, which costs a few millimetres there and back.
    assert!(apart(tokyo.to_degrees(back.0, back.1), new) < 0.01);
}

#[test]
fn a_prj_file_names_its_system_by_code_or_by_numbers() {
    let coded = r#"PROJCS["JGD2011 / Japan Plane Rectangular CS II",GEOGCS["JGD2011",DATUM["Japanese_Geodetic_Datum_2011",SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],AUTHORITY["EPSG","1128"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","6668"]],PROJECTION["Transverse_Mercator"],UNIT["metre",1],AUTHORITY["EPSG","6670"]]"#;
    assert_eq!(Crs::from_wkt(coded).unwrap().code(), Some(6670));
    let esri = r#"PROJCS["JGD_2011_Japan_Zone_2",GEOGCS["GCS_JGD_2011",DATUM["D_JGD_2011",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",131.0],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",33.0],UNIT["Meter",1.0]]"#;
    let (esri, zone) = (Crs::from_wkt(esri).unwrap(), Crs::from_epsg(6670).unwrap());
    let (a, b) = (esri.from_degrees(130.8, 32.8), zone.from_degrees(130.8, 32.8));
    assert!((a.0 - b.0).hypot(a.1 - b.1) < 1e-6);
    // An inner code is not the whole's.
    let inner = coded.replace(r#",AUTHORITY["EPSG","6670"]]"#, "]");
    assert!(Crs::from_wkt(&inner).is_none_or(|crs| crs.code() != Some(6668)));
    assert!(Crs::from_wkt("no coordinate system at all").is_none());
    assert!(Crs::from_wkt(&"PROJCS[".repeat(10_000)).is_none());
}
