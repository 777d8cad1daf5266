//! Measures a shelter's commits: `bench_commit DIR [HOUSEHOLDS]`, lines of `name value unit`.
//!
//! Eight writers register made-up households of about three, each checked in, through the loop that
//! serves pages; every commit is on the disk before it is answered. Before and after them one thread
//! appends as many bytes to a bare file of the same directory and syncs it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::hash::place_id;
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::Order;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::madeup::{self, Chance, MadeUp};
use musubi_model::record::Edit;
use musubi_model::stay::{NewStay, StayKind};
use musubi_model::time::Timestamp;
use musubi_model::token::ReceptionNo;
use musubi_node::runtime::alone::Alone;
use musubi_node::runtime::enrol;
use musubi_node::runtime::handle::{Enrolled, Handle};

const WRITERS: u32 = 8;
const HOUSEHOLDS: u32 = 700;
const BARE_SYNCS: usize = 500;
/// About what a household's entry, head and frame take.
const BARE_BYTES: usize = 1_024;
/// The bench has no clock of the day: everything happens at one instant.
const AT: Timestamp = Timestamp::from_millis(1_461_000_000_000);

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().context("bench_commit DIR [HOUSEHOLDS]")?;
    let households = arguments.next().map_or(Ok(HOUSEHOLDS), |text| text.parse())?;
    let directory = Path::new(&directory);
    fs::create_dir_all(directory)?;
    let data = directory.join("node");
    join(&data)?;
    print("bare.fdatasync_before_p50_ms", ms(percentile(&mut bare(directory)?, 50)), "ms");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(commits(&data, households))?;
    print("bare.fdatasync_p50_ms", ms(percentile(&mut bare(directory)?, 50)), "ms");
    fs::remove_dir_all(data)?;
    Ok(())
}

/// A made-up city gives out one ticket, and this laptop takes it.
fn join(data: &Path) -> Result<()> {
    let mut rng = rand::rng();
    let city = CitySecret::generate(&mut rng);
    let operation = OperationSecret::mint(OperationKind::Drill, "bench", &mut rng);
    let order = Order {
        operation: &operation.operation,
        role: Role::Shelter,
        place: place_id(&city.public(), "E9999900001111"),
        place_name: "bench",
        index: 0,
        not_after: AT.plus_millis(i64::from(u32::MAX) * 1_000),
    };
    let ticket = city.issue(&order, &operation.master, &mut rng);
    enrol::join(data, &ticket.print(), None, None)?;
    Ok(())
}

async fn commits(data: &Path, households: u32) -> Result<()> {
    let node = Alone::open(data, None).await?;
    let enrolled = node.handle.status().enrolled.clone().context("the node is enrolled")?;
    let next = Arc::new(AtomicU32::new(1));
    let begun = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (handle, enrolled, next) =
                (node.handle.clone(), enrolled.clone(), Arc::clone(&next));
            tokio::spawn(async move { write(writer, &handle, &enrolled, &next, households).await })
        })
        .collect();
    let mut waits = Vec::new();
    for writer in writers {
        waits.extend(writer.await??);
    }
    let took = begun.elapsed();
    node.close().await?;
    let per_s = f64::from(households) / took.as_secs_f64();
    print("commit.per_s", format!("{per_s:.1}"), "commits/s");
    print("commit.p50_ms", ms(percentile(&mut waits, 50)), "ms");
    print("commit.p99_ms", ms(percentile(&mut waits, 99)), "ms");
    Ok(())
}

/// One writer after another, as a person types: each waits for its "saved".
async fn write(
    writer: u32,
    handle: &Handle,
    enrolled: &Enrolled,
    next: &AtomicU32,
    households: u32,
) -> Result<Vec<Duration>> {
    let document = DocumentId::new(enrolled.operation, Kind::People, enrolled.place);
    let mut chance = Chance::seeded(u64::from(writer));
    let mut waits = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number > households {
            return Ok(waits);
        }
        let edits = household(enrolled, number, &mut chance)?;
        let begun = Instant::now();
        handle.commit(document, edits).await.map_err(|error| anyhow!("{error}"))?;
        waits.push(begun.elapsed());
    }
}

fn household(enrolled: &Enrolled, number: u32, chance: &mut Chance) -> Result<Vec<Edit>> {
    let noted = Noted::now(AT, Recorder::Node);
    let MadeUp { id, mut household, persons } = madeup::household(chance, AT);
    household.reception_no = Some(ReceptionNo::new(enrolled.letter, number)?);
    let mut edits = household.create(id, &noted)?;
    for (person_id, person) in persons {
        edits.extend(person.create(person_id, &noted)?);
        let mut stay = NewStay::of(person_id, StayKind::CheckIn, Follows::default());
        stay.place = Some(enrolled.place);
        edits.extend(stay.create(chance.record_id(AT), &noted)?);
    }
    Ok(edits)
}

fn bare(directory: &Path) -> Result<Vec<Duration>> {
    let path = directory.join("bare");
    let mut file = File::create(&path)?;
    let bytes = vec![0xa5; BARE_BYTES];
    let mut syncs = Vec::new();
    for _ in 0..BARE_SYNCS {
        let begun = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        syncs.push(begun.elapsed());
    }
    fs::remove_file(path)?;
    Ok(syncs)
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
