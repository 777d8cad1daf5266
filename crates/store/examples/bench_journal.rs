//! Measures the journal in a directory: `bench_journal DIR [ENTRIES]`, lines of `name value unit`.
//!
//! Two journals are written and removed again. One as bulk transfer fills it, 64 entries a span;
//! one as commits fill it, an entry a span and a sync each. The same directory's bare
//! `fdatasync` after appending as many bytes is printed beside them.

use std::error::Error;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use musubi_store::journal::{Journal, Link, SpanMeta};

const ENTRY_BYTES: usize = 250;
const ENTRIES_A_SPAN: u64 = 64;
/// What a span has beside its frames: log id, position, hash before, signature, CBOR.
const SPAN_BYTES: usize = 150;
const LOGS: u64 = 300;
const COMMITS: usize = 2_000;
const TAG: u8 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = PathBuf::from(arguments.next().ok_or("bench_journal DIR [ENTRIES]")?);
    let entries: u64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    fs::create_dir_all(&directory)?;
    commits(&directory.join("commits"))?;
    bulk(&directory.join("bulk"), entries, ENTRIES_A_SPAN, "")?;
    bulk(&directory.join("single"), entries, 1, "_single")?;
    Ok(())
}

/// One commit after the other, each synced before the next.
fn commits(directory: &Path) -> Result<(), Box<dyn Error>> {
    let mut spans = Spans::new(1);
    let (mut journal, _) = Journal::open(directory)?;
    let mut syncs = Vec::new();
    let mut bare = Vec::new();
    let mut file = File::create(directory.join("bare"))?;
    // In turns, so that both meet the same disk.
    for _ in 0..COMMITS {
        let (meta, bytes) = spans.next(1);
        let begun = Instant::now();
        journal.append(TAG, Some(&meta), &bytes)?;
        journal.sync()?;
        syncs.push(begun.elapsed());
        let begun = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        bare.push(begun.elapsed());
    }
    print("journal.append_p50_ms", ms(percentile(&mut syncs, 50)), "ms");
    print("journal.append_p99_ms", ms(percentile(&mut syncs, 99)), "ms");
    print("fdatasync.p50_ms", ms(percentile(&mut bare, 50)), "ms");
    print("fdatasync.p99_ms", ms(percentile(&mut bare, 99)), "ms");
    drop(journal);
    fs::remove_dir_all(directory)?;
    Ok(())
}

/// Fills a journal, then opens it.
fn bulk(directory: &Path, entries: u64, a_span: u64, suffix: &str) -> Result<(), Box<dyn Error>> {
    let mut spans = Spans::new(LOGS);
    let (mut journal, _) = Journal::open(directory)?;
    let begun = Instant::now();
    let mut written = 0;
    while written < entries {
        let (meta, bytes) = spans.next(a_span);
        journal.append(TAG, Some(&meta), &bytes)?;
        written += a_span;
        if written % (256 * a_span) == 0 {
            journal.sync()?;
        }
    }
    journal.sync()?;
    let filled = begun.elapsed();
    let disk_bytes = journal.disk_bytes()?;
    drop(journal);

    let before = resident_bytes();
    let mut openings = Vec::new();
    let mut after = before;
    for _ in 0..5 {
        let begun = Instant::now();
        let (journal, opened) = Journal::open(directory)?;
        openings.push(begun.elapsed());
        after = resident_bytes();
        assert!(opened.torn.is_none() && opened.damaged.is_empty(), "{opened:?}");
        drop(journal);
    }
    print(&format!("journal.open{suffix}_ms"), ms(percentile(&mut openings, 50)), "ms");
    print(&format!("journal.disk{suffix}_bytes"), disk_bytes, "bytes");
    print(&format!("journal.entries{suffix}"), written, "entries");
    print(&format!("journal.fill{suffix}_ms"), ms(filled), "ms");
    if let (Some(before), Some(after)) = (before, after) {
        let grown = after.saturating_sub(before);
        print(&format!("journal.resident{suffix}_bytes"), grown, "bytes");
    }
    fs::remove_dir_all(directory)?;
    Ok(())
}

/// Spans of some logs in turns, with bytes that cannot be compressed.
struct Spans {
    heads: Vec<(u64, [u8; 32])>,
    turn: usize,
    chance: u64,
}

impl Spans {
    fn new(logs: u64) -> Self {
        Self { heads: (0..logs).map(|_| (0, [0; 32])).collect(), turn: 0, chance: 1 }
    }

    fn next(&mut self, entries: u64) -> (SpanMeta, Vec<u8>) {
        let at = self.turn % self.heads.len();
        self.turn += 1;
        let (first, before) = self.heads[at];
        let mut log = [0; 32];
        log[..8].copy_from_slice(&(at as u64 + 1).to_le_bytes());
        let length = SPAN_BYTES + ENTRY_BYTES * usize::try_from(entries).expect("64 at most");
        let mut bytes = vec![0x82, 0x04];
        bytes.extend_from_slice(&log);
        while bytes.len() < length {
            self.chance ^= self.chance << 13;
            self.chance ^= self.chance >> 7;
            self.chance ^= self.chance << 17;
            bytes.extend_from_slice(&self.chance.to_le_bytes());
        }
        let mut after = [0; 32];
        after.copy_from_slice(&bytes[length - 32..length]);
        let last = first + entries - 1;
        self.heads[at] = (last + 1, after);
        let before = if first == 0 { Link::START } else { Link::to(&before) };
        (SpanMeta { log, first, last, before, after, since_checkpoint: 0 }, bytes)
    }
}

fn percentile(durations: &mut [Duration], percent: usize) -> Duration {
    durations.sort_unstable();
    durations[(durations.len() - 1) * percent / 100]
}

fn ms(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64() * 1_000.0)
}

fn print(name: &str, value: impl std::fmt::Display, unit: &str) {
    println!("{name} {value} {unit}");
}

/// Where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}
