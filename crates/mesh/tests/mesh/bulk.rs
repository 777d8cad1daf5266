//! Messages arrive whole, and nobody's slowness costs more than a bounded amount of memory.

use std::collections::BTreeSet;
use std::time::Instant;

use musubi_mesh::{
    IN_FLIGHT_MAX, MESSAGE_BYTES_MAX, MeshEvent, QUEUE_BYTES_MAX, QUEUE_MESSAGES_MAX, SendError,
};
use musubi_model::ids::NodeKey;

use crate::city::City;
use crate::harness::{Running, Transport, pair};

/// A message that is like no other and can be made again from its number.
fn message(number: u32, bytes: usize) -> Vec<u8> {
    let mut message = number.to_le_bytes().repeat(bytes.div_ceil(4));
    for (place, word) in message.chunks_exact_mut(4_096).enumerate() {
        word[4..8].copy_from_slice(&u32::try_from(place).unwrap().to_le_bytes());
    }
    message.truncate(bytes);
    message
}

async fn send_all(from: &Running, to: NodeKey, count: u32, bytes: usize) {
    for number in 0..count {
        from.handle.room(to).await.unwrap();
        from.handle.send(to, message(number, bytes)).unwrap();
    }
}

/// Compares every message with what was sent; each must come exactly once.
async fn receive_all(to: &mut Running, from: NodeKey, count: u32, bytes: usize) {
    let mut seen = BTreeSet::new();
    while seen.len() < count as usize {
        let (sender, received) = to.received().await;
        assert_eq!(sender, from);
        let number = u32::from_le_bytes(*received.first_chunk().unwrap());
        assert!(received == message(number, bytes), "message {number} was changed");
        assert!(seen.insert(number), "message {number} came twice");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_of_the_largest_messages_arrive_intact_both_ways_at_once() {
    const COUNT: u32 = 128;
    for transport in Transport::BOTH {
        let city = City::new(40);
        let (mut a, mut b) = pair(&city.laptop(1), &city.laptop(2), transport).await;
        let began = Instant::now();
        let (node_a, node_b) = (a.node, b.node);
        let (to_a, to_b) = (b.handle.clone(), a.handle.clone());
        let send = |handle: musubi_mesh::MeshHandle, to| async move {
            for number in 0..COUNT {
                handle.room(to).await.unwrap();
                handle.send(to, message(number, MESSAGE_BYTES_MAX)).unwrap();
            }
        };
        tokio::join!(
            send(to_b, node_b),
            send(to_a, node_a),
            receive_all(&mut a, node_b, COUNT, MESSAGE_BYTES_MAX),
            receive_all(&mut b, node_a, COUNT, MESSAGE_BYTES_MAX),
        );
        println!("{transport:?}: 2 x {COUNT} x 256 KiB in {:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_every_size_arrive() {
    let city = City::new(41);
    let (a, mut b) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    for size in [0, 1, 4_095, 65_536, MESSAGE_BYTES_MAX - 1, MESSAGE_BYTES_MAX] {
        a.handle.send(b.node, vec![7; size]).unwrap();
        let (_, bytes) = b.received().await;
        assert!(bytes == vec![7; size], "a message of {size} bytes was changed");
    }
    assert_eq!(
        a.handle.send(b.node, vec![0; MESSAGE_BYTES_MAX + 1]),
        Err(SendError::TooLarge { bytes: MESSAGE_BYTES_MAX + 1, max: MESSAGE_BYTES_MAX })
    );
    assert!(a.handle.gossip(vec![0; musubi_mesh::HINT_BYTES_MAX + 1]).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_does_not_read_fills_a_bounded_queue_and_holds_up_nobody() {
    let city = City::new(42);
    let (mut a, mut slow) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    let mut quick = Running::start(&city.laptop(3), Transport::Tcp);
    quick.handle.dial(a.handle.local_addresses().remove(0));
    quick.up(a.node).await;
    a.up(quick.node).await;
    let before = resident_bytes();
    // Everything that can be on its way: the owner's queue, the reader's, the window, the sender's.
    let most = 32 + 2 * IN_FLIGHT_MAX + 4 + QUEUE_BYTES_MAX / MESSAGE_BYTES_MAX;
    let mut taken = 0;
    let began = Instant::now();
    loop {
        match a.handle.send(slow.node, message(taken, MESSAGE_BYTES_MAX)) {
            Ok(()) => taken += 1,
            Err(SendError::Full { .. }) => {
                // Full for good only if the others' traffic does not make room.
                a.handle.send(quick.node, b"past it".to_vec()).unwrap();
                assert_eq!(quick.received().await, (a.node, b"past it".to_vec()));
                if began.elapsed().as_secs() >= 2 {
                    break;
                }
            }
            Err(error) => panic!("{error}"),
        }
        assert!(taken as usize <= most, "{taken} messages were taken for a reader that reads none");
    }
    if let (Some(before), Some(after)) = (before, resident_bytes()) {
        let grown = after.saturating_sub(before) / 1_048_576;
        println!("{taken} messages waiting; memory grew by {grown} MiB");
        assert!(grown < 100, "memory grew by {grown} MiB");
    }
    // Nothing that was taken is lost once the reader reads.
    let node = a.node;
    receive_all(&mut slow, node, taken, MESSAGE_BYTES_MAX).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_small_messages_is_bounded_by_number() {
    let city = City::new(43);
    let (a, slow) = pair(&city.laptop(1), &city.laptop(2), Transport::Quic).await;
    let refused = (0..100_000).filter(|_| a.handle.send(slow.node, Vec::new()).is_err()).count();
    assert!(refused > 100_000 - 10 * QUEUE_MESSAGES_MAX, "only {refused} were refused");
    drop(slow.events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_of_the_largest_messages_pass_in_bounded_memory() {
    const COUNT: u32 = 1_024;
    let city = City::new(44);
    let (a, mut b) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    let before = resident_bytes();
    let (node, began) = (a.node, Instant::now());
    let mut most = 0;
    let sending = send_all(&a, b.node, COUNT, MESSAGE_BYTES_MAX);
    let receiving = async {
        for number in 0..COUNT {
            let (from, bytes) = b.received().await;
            assert_eq!((from, bytes.len()), (node, MESSAGE_BYTES_MAX));
            if number % 256 == 0 {
                most = most.max(resident_bytes().unwrap_or(0));
            }
        }
    };
    tokio::join!(sending, receiving);
    println!("256 MiB in {:?}", began.elapsed());
    if let Some(before) = before {
        let grown = most.saturating_sub(before) / 1_048_576;
        println!("memory grew by {grown} MiB");
        assert!(grown < 100, "memory grew by {grown} MiB");
    }
    let extra = b.wait_for(std::time::Duration::ZERO, |event| match event {
        MeshEvent::Received { bytes, .. } => Some(bytes.len()),
        _ => None,
    });
    assert_eq!(extra.await, None);
}

/// Where the system says (Linux); elsewhere the counts alone are checked.
fn resident_bytes() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    pages.split_whitespace().nth(1)?.parse::<u64>().ok().map(|pages| pages * 4_096)
}
