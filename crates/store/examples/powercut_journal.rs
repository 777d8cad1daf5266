//! The two ends of `scripts/powercut journal`: `write DIR ACKS` appends and syncs until the disk
//! fails and notes each confirmed number in ACKS, which lies on another file system; `check DIR
//! ACKS` opens what is left and counts confirmed numbers that are missing.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use musubi_store::journal::Journal;

/// Small, so that segment changes meet power cuts too.
const SEGMENT_BYTES: u32 = 64 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, directory, acks] = arguments.as_slice() else {
        return Err("powercut_journal write|check DIR ACKS".into());
    };
    let (directory, acks) = (Path::new(directory), Path::new(acks));
    match mode.as_str() {
        "write" => write(directory, acks),
        "check" => check(directory, acks),
        _ => Err("write or check".into()),
    }
}

fn open(directory: &Path) -> Result<Journal, Box<dyn Error>> {
    let disk = musubi_store::disk::RealDisk::lock(directory)?;
    let (journal, opened) = Journal::open_on(disk, SEGMENT_BYTES)?;
    if let Some(torn) = opened.torn {
        println!("torn: {} bytes in {}", torn.bytes, torn.place);
    }
    for damage in opened.damaged {
        println!("damage: {damage}");
    }
    Ok(journal)
}

fn numbers(journal: &Journal) -> Result<BTreeSet<u64>, Box<dyn Error>> {
    let mut numbers = BTreeSet::new();
    for segment in journal.segments() {
        journal.visit(segment, |stored| {
            let (number, _) = stored.bytes.split_first_chunk().expect("8 bytes at least");
            numbers.insert(u64::from_le_bytes(*number));
        })?;
    }
    Ok(numbers)
}

fn write(directory: &Path, acks: &Path) -> Result<(), Box<dyn Error>> {
    let mut journal = open(directory)?;
    let mut next = numbers(&journal)?.last().map_or(0, |last| last + 1);
    let mut acks = OpenOptions::new().append(true).create(true).open(acks)?;
    loop {
        let batch = next..next + 1 + next % 5;
        for number in batch.clone() {
            let length = usize::try_from(number % 700)?;
            let bytes = [&number.to_le_bytes()[..], &vec![0xa5; length]].concat();
            if journal.append(1, None, &bytes).is_err() {
                return Ok(());
            }
        }
        if journal.sync().is_err() {
            return Ok(());
        }
        let confirmed: Vec<String> = batch.clone().map(|number| format!("{number}\n")).collect();
        acks.write_all(confirmed.concat().as_bytes())?;
        next = batch.end;
    }
}

fn check(directory: &Path, acks: &Path) -> Result<(), Box<dyn Error>> {
    let held = numbers(&open(directory)?)?;
    let text = fs::read_to_string(acks).unwrap_or_default();
    let confirmed = text.lines().map(str::parse).collect::<Result<BTreeSet<u64>, _>>()?;
    let lost: Vec<&u64> = confirmed.difference(&held).collect();
    if let (Some(first), Some(last)) = (lost.first(), confirmed.last()) {
        println!("lost from {first} on, the last confirmed is {last}");
    }
    println!("confirmed {} lost {}", confirmed.len(), lost.len());
    Ok(())
}
