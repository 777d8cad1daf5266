//! A journal with a damaged frame, under a running node.

use std::path::Path;

use musubi_log::hash::{hq_place, place_id};
use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind};
use tokio::sync::watch;

use super::enrol::{CACHE, JOURNAL};
use super::handle::{self, Warning};
use super::spawn;
use super::staged::{City, Node, PATIENCE, mesh, settings};

const RECORDS: u8 = 80;

/// One bit of a frame in the middle of a closed file, and no cache to fall back on.
fn damage(data: &Path) {
    std::fs::remove_dir_all(data.join(CACHE)).unwrap();
    let file = data.join(JOURNAL).join("00000002.segment");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[2_000] ^= 1;
    std::fs::write(&file, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_alone_with_a_damaged_frame_opens_says_so_and_goes_on() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let data = city.join(Role::Shelter, gym);
    let node = Node::start(&data, None).await;
    for number in 0..RECORDS {
        node.register(people, number).await;
    }
    node.end().await;
    damage(&data);

    for added in 1..=2 {
        let node = Node::start(&data, None).await;
        let before = node.records(people);
        assert!((1..usize::from(RECORDS)).contains(&before), "{before} records");
        let warnings = node.handle.status().warnings.clone();
        assert!(warnings.contains(&Warning::JournalDamaged), "{warnings:?}");
        node.register(people, RECORDS + added).await;
        assert_eq!(node.records(people), before + 1);
        node.end().await;
    }
}

/// Whoever sees that this laptop is a node must see what it holds, too: an empty page would offer
/// to name a first manager, and give out numbers that were given before.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_shown_as_enrolled_only_with_all_that_it_holds() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let data = city.join(Role::Shelter, gym);
    let node = Node::start(&data, None).await;
    for number in 0..RECORDS {
        node.register(people, number).await;
    }
    node.end().await;
    std::fs::remove_dir_all(data.join(CACHE)).unwrap();

    let (handle, end) = handle::pair();
    let (stop, stopping) = watch::channel(false);
    let running = spawn(settings(&data, None), end, stopping);
    while handle.status().enrolled.is_none() && !running.outcome.is_finished() {
        tokio::task::yield_now().await;
    }
    let node = Node { handle, stop, running, addresses: vec![] };
    assert_eq!(node.records(people), usize::from(RECORDS));
    node.end().await;
}

/// The tick of a record at a shelter, by mesh and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_shelter_hears_that_hq_has_its_records() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let shelter = city.join(Role::Shelter, gym);
    let hq = city.join(Role::Hq, hq_place(&city.secret.public()));
    let shelter = Node::start(&shelter, Some(mesh(vec![]))).await;
    shelter.register(people, 1).await;
    let received =
        |node: &Node| node.handle.status().documents.get(&people).map_or(0, |of| of.received);
    assert_eq!(received(&shelter), 0);
    let mut changes = shelter.handle.subscribe();

    let node = Node::start(&hq, Some(mesh(shelter.addresses.clone()))).await;
    shelter.register(people, 2).await;
    let ticked = async {
        while received(&shelter) != 2 {
            changes.recv().await.unwrap();
        }
    };
    let heard = tokio::time::timeout(PATIENCE, ticked).await;
    assert!(heard.is_ok(), "{} of 2 entries", received(&shelter));
    let ticks = shelter.handle.status().documents[&people].ticks.clone();
    assert!(ticks.values().all(|it| it.received == it.had && it.as_of.is_some()), "{ticks:?}");
    node.end().await;
    shelter.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_damaged_is_fetched_again_from_a_neighbour() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let shelter = city.join(Role::Shelter, gym);
    let hq = city.join(Role::Hq, hq_place(&city.secret.public()));
    let shelter = Node::start(&shelter, Some(mesh(vec![]))).await;
    for number in 0..RECORDS {
        shelter.register(people, number).await;
    }
    let node = Node::start(&hq, Some(mesh(shelter.addresses.clone()))).await;
    node.shows(people, RECORDS.into()).await;
    node.end().await;
    damage(&hq);

    let node = Node::start(&hq, Some(mesh(shelter.addresses.clone()))).await;
    node.shows(people, RECORDS.into()).await;
    node.end().await;
    // It is on the disk again, and stays there.
    std::fs::remove_dir_all(hq.join(CACHE)).unwrap();
    let node = Node::start(&hq, None).await;
    assert_eq!(node.records(people), usize::from(RECORDS));
    node.end().await;
    shelter.end().await;
}
