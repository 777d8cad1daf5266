//! Renders one layer and says how long it took: `render OUT.pmtiles FORMAT MIN MAX THREADS IMAGE…`.
//! A measuring program for `scripts/bench tiles`; people import layers with `musubi layer import`.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tiles of a zoom have small numbers"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use musubi_imagery::Hints;
use musubi_imagery::encode::Format;
use musubi_imagery::import::{Import, Request};
use musubi_imagery::metadata::Words;
use musubi_imagery::plan::Zooms;
use musubi_imagery::tile::Tile;

#[expect(clippy::disallowed_methods, reason = "a measuring program has a clock")]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [archive, format, min, max, threads, images @ ..] = &arguments[..] else {
        panic!("usage: render OUT.pmtiles jpeg|png|webp MIN MAX THREADS IMAGE…");
    };
    let format = match &**format {
        "jpeg" => Format::Jpeg,
        "png" => Format::Png,
        "webp" => Format::WebP,
        other => panic!("no format is called {other}"),
    };
    let started = Instant::now();
    let import = Import::prepare(Request {
        images: images.iter().map(PathBuf::from).collect(),
        archive: PathBuf::from(archive),
        format,
        zooms: Zooms { min: min.parse().ok(), max: max.parse().ok() },
        hints: Hints::default(),
        words: Words { name: "bench".to_owned(), ..Words::default() },
        threads: threads.parse().expect("a number of threads"),
    })
    .unwrap_or_else(|refusal| panic!("{refusal}"));
    let middle = middle(&import, 18.min(import.zooms().1));
    std::thread::scope(|scope| {
        let run = scope.spawn(|| import.run());
        let mut first = None;
        while !run.is_finished() {
            std::thread::sleep(Duration::from_millis(20));
            if first.is_none()
                && middle.iter().any(|tile| matches!(import.tile(*tile), Ok(Some(_))))
            {
                first = Some(started.elapsed());
            }
        }
        let finished = run.join().expect("no panic").unwrap_or_else(|error| panic!("{error}"));
        println!("first_tile_s {:.2}", first.unwrap_or(started.elapsed()).as_secs_f64());
        println!("all_s {:.2}", started.elapsed().as_secs_f64());
        println!("tiles {}", finished.tiles);
        println!("bytes {}", finished.bytes);
        println!("rss_mb {:.0}", peak_mb());
    });
}

/// The most memory this process ever had, in MB of 1024².
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kb.unwrap_or(f64::NAN) / 1024.0
}

/// Tiles of one zoom within the bounds.
fn middle(import: &Import, zoom: u8) -> Vec<Tile> {
    let [west, south, east, north] = import.bounds();
    let at = |lon: f64, lat: f64| {
        let (x, y) = musubi_imagery::crs::to_mercator(lon, lat);
        let side = 40_075_016.685_578_49 / f64::from(1_u32 << zoom);
        let place = |metres: f64| ((metres + 20_037_508.342_789_244) / side) as u32;
        (place(x), place(-y))
    };
    let ((left, top), (right, bottom)) = (at(west, north), at(east, south));
    (top..=bottom).flat_map(|y| (left..=right).filter_map(move |x| Tile::new(zoom, x, y))).collect()
}
