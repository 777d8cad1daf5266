//! Tiles that others made.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::made::{Made, hills};
use super::{Layer, listing, rendered, request};
use musubi_imagery::metadata::Words;
use musubi_imagery::packs::{self, PackRefusal, is_pack};
use musubi_imagery::pmtiles::Archive;

fn layer(folder: &Path) -> Layer {
    let image = Made::new(300, 200, 3).write(&folder.join("a.tif"), hills);
    rendered(request(&[image], &folder.join("a.pmtiles")))
}

fn take(pack: &Path, archive: &Path) -> Result<Layer, PackRefusal> {
    let words = Words { name: "取り込み".to_owned(), ..Words::default() };
    packs::take(pack, archive, &words, &|| false).map(|()| Layer::open(archive))
}

fn refused(pack: &Path, folder: &Path) -> &'static str {
    let refusal = take(pack, &folder.join("no.pmtiles")).err().unwrap();
    assert!(!listing(folder).iter().any(|name| name.starts_with("no.")));
    refusal.reason.code()
}

#[test]
fn folders_databases_and_archives_are_taken_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let made = layer(folder.path());
    for (name, tms) in [("xyz", false), ("tms", true)] {
        for (tile, bytes) in &made.tiles {
            let y = if tms { (1 << tile.z) - 1 - tile.y } else { tile.y };
            let column = path(&format!("{name}/{}/{}", tile.z, tile.x));
            std::fs::create_dir_all(&column).unwrap();
            std::fs::write(column.join(format!("{y}.png")), bytes).unwrap();
            std::fs::write(column.join("notes.txt"), "not a tile").unwrap();
        }
    }
    std::fs::write(path("tms/tilemapresource.xml"), "<TileMap/>").unwrap();
    packs::write_mbtiles(&made.archive, &path("b.mbtiles")).unwrap();
    for pack in ["xyz", "tms", "b.mbtiles", "a.pmtiles"] {
        assert!(is_pack(&path(pack)));
        let taken = take(&path(pack), &path("taken.pmtiles")).unwrap();
        assert_eq!(taken.tiles, made.tiles, "{pack}");
        let (a, b) = (taken.archive.header(), made.archive.header());
        assert_eq!((a.min_zoom, a.max_zoom, a.tile_type), (b.min_zoom, b.max_zoom, b.tile_type));
        for (edge, (taken, made)) in a.bounds.iter().zip(b.bounds).enumerate() {
            assert!((taken - made).abs() < 2e-4, "{pack} {edge}");
        }
    }
    assert!(
        std::fs::read(path("taken.pmtiles")).unwrap() == std::fs::read(path("a.pmtiles")).unwrap()
    );
}

#[test]
fn a_database_for_other_programs_counts_rows_from_the_bottom() {
    let folder = tempfile::tempdir().unwrap();
    let made = layer(folder.path());
    let path = folder.path().join("b.mbtiles");
    packs::write_mbtiles(&made.archive, &path).unwrap();
    let database = Connection::open(path).unwrap();
    let word = |name: &str| -> String {
        database
            .query_row("SELECT value FROM metadata WHERE name = ?", [name], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(
        (word("format"), word("maxzoom"), word("name")),
        ("png".into(), "21".into(), "試験".into())
    );
    let (tile, bytes) = made.tiles.iter().next_back().unwrap();
    let row = (1_u32 << tile.z) - 1 - tile.y;
    let found: Vec<u8> = database
        .query_row(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            params![tile.z, tile.x, row],
            |row| row.get(0),
        )
        .unwrap();
    assert!(found == *bytes);
}

fn database(path: &Path, statements: &str) -> PathBuf {
    Connection::open(path).unwrap().execute_batch(statements).unwrap();
    path.to_owned()
}

const TABLE: &str = "CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data);";

#[test]
fn packs_that_lie_or_mix_are_refused_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    layer(folder.path());
    let png = "x'89504E470D0A1A0A00'";
    let cases: [(&str, String, &str); 8] = [
        ("no-table", "CREATE TABLE other (a);".to_owned(), "not-a-pack"),
        ("no-tiles", TABLE.to_owned(), "empty"),
        ("vector", format!("{TABLE} INSERT INTO tiles VALUES (1, 0, 0, x'1F8B0800');"), "tile-type"),
        (
            "mixed",
            format!("{TABLE} INSERT INTO tiles VALUES (1, 0, 0, {png}), (1, 1, 0, x'FFD8FFE0');"),
            "mixed-types",
        ),
        ("twice", format!("{TABLE} INSERT INTO tiles VALUES (1, 0, 0, {png}), (1, 0, 0, {png});"), "damaged"),
        ("outside", format!("{TABLE} INSERT INTO tiles VALUES (1, 7, 0, {png});"), "damaged"),
        ("zoom", format!("{TABLE} INSERT INTO tiles VALUES (60, 0, 0, {png});"), "damaged"),
        (
            "endless",
            "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
             SELECT i AS zoom_level, i AS tile_column, i AS tile_row, i AS tile_data FROM n WHERE i < 0;"
                .to_owned(),
            "damaged",
        ),
    ];
    for (name, statements, code) in cases {
        let pack = database(&path(&format!("{name}.mbtiles")), &statements);
        assert_eq!(refused(&pack, folder.path()), code, "{name}");
    }
    let mut bytes = std::fs::read(path("a.pmtiles")).unwrap();
    bytes[99] = 1;
    std::fs::write(path("vector.pmtiles"), &bytes).unwrap();
    assert_eq!(refused(&path("vector.pmtiles"), folder.path()), "tile-type");
    bytes[99] = 3;
    std::fs::write(path("renamed.pmtiles"), &bytes).unwrap();
    assert_eq!(refused(&path("renamed.pmtiles"), folder.path()), "tile-type");
    std::fs::write(path("cut.pmtiles"), &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(refused(&path("cut.pmtiles"), folder.path()), "truncated");
    std::fs::write(path("text.mbtiles"), "SQLite is not this").unwrap();
    assert_eq!(refused(&path("text.mbtiles"), folder.path()), "not-a-pack");
    std::fs::create_dir_all(path("folder/1/0")).unwrap();
    assert_eq!(refused(&path("folder"), folder.path()), "empty");
    std::fs::write(path("folder/1/0/0.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    std::fs::write(path("folder/1/0/0.jpg"), b"\xff\xd8\xff\xe0").unwrap();
    assert_eq!(refused(&path("folder"), folder.path()), "mixed-types");
    std::fs::create_dir(path("plain")).unwrap();
    assert_eq!(refused(&path("plain"), folder.path()), "not-a-pack");
    let stopped = packs::take(&path("a.pmtiles"), &path("no.pmtiles"), &Words::default(), &|| true);
    assert_eq!(stopped.unwrap_err().reason.code(), "cancelled");
    assert!(Archive::open(&path("no.pmtiles")).is_err());
}
