//! Two nodes that belong together.

use std::sync::Arc;
use std::time::Duration;

use musubi_mesh::{Mesh, MeshError, MeshEvent, SendError};
use musubi_model::time::Timestamp;

use crate::city::City;
use crate::harness::{Running, Transport, config, gossip_until_heard, pair, wall};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_meet_on_either_transport_alone_and_exchange_messages_and_hints() {
    for transport in Transport::BOTH {
        let city = City::new(1);
        let (one, other) = (city.laptop(1), city.laptop(2));
        let mut a = Running::start(&one, transport);
        let mut b = Running::start(&other, transport);
        let address = a.address().await;
        assert_eq!(a.handle.local_addresses(), vec![address.clone()]);
        b.handle.dial(address);
        assert_eq!(a.up(b.node).await.as_ref(), other.certificate.to_bytes());
        assert_eq!(b.up(a.node).await.as_ref(), one.certificate.to_bytes());
        a.handle.send(b.node, b"there".to_vec()).unwrap();
        b.handle.send(a.node, Vec::new()).unwrap();
        assert_eq!(b.received().await, (a.node, b"there".to_vec()));
        assert_eq!(a.received().await, (b.node, Vec::new()));
        gossip_until_heard(&a, &mut b).await;
        gossip_until_heard(&b, &mut a).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_dial_each_other_at_once_end_up_with_one_connection_that_works() {
    for round in 0..4 {
        let city = City::new(100 + round);
        let transport = Transport::BOTH[usize::try_from(round % 2).unwrap()];
        let mut a = Running::start(&city.laptop(1), transport);
        let mut b = Running::start(&city.laptop(2), transport);
        let (to_a, to_b) = (a.address().await, b.address().await);
        a.handle.dial(to_b);
        b.handle.dial(to_a);
        a.up(b.node).await;
        b.up(a.node).await;
        gossip_until_heard(&a, &mut b).await;
        gossip_until_heard(&b, &mut a).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hint_travels_over_a_node_in_between() {
    let city = City::new(2);
    let (mut a, middle) = pair(&city.laptop(1), &city.laptop(2), Transport::Quic).await;
    let mut c = Running::start(&city.laptop(3), Transport::Tcp);
    c.handle.dial(middle.handle.local_addresses().remove(0));
    c.up(middle.node).await;
    let stranger = a.node;
    gossip_until_heard(&c, &mut a).await;
    assert_eq!(
        c.handle.send(stranger, Vec::new()),
        Err(SendError::NotConnected { node: stranger }),
        "the two are neighbours, so nothing was shown"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_shown_and_keeps_nobody_out() {
    for year_ms in [2_051_222_400_000, 0, -1, i64::MAX, i64::MIN] {
        let city = City::new(3);
        let mut a = Running::start(&city.laptop(1), Transport::Tcp);
        let other = city.laptop(2);
        let mut wrong = config(other.operation, Transport::Tcp);
        wrong.wall_clock = Arc::new(move || Timestamp::from_millis(year_ms));
        let b = Running::with(wrong, other.admission());
        b.handle.dial(a.address().await);
        let of = b.node;
        let (theirs, ours) = a
            .wait("the clock", |event| match event {
                MeshEvent::Clock { node, theirs, ours } if node == of => Some((theirs, ours)),
                _ => None,
            })
            .await;
        assert_eq!(theirs, Timestamp::from_millis(year_ms));
        assert!(wall().millis_since(ours).abs() < 10_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_leaves_is_down_and_can_be_sent_nothing() {
    let city = City::new(4);
    let (mut a, b) = pair(&city.laptop(1), &city.laptop(2), Transport::Quic).await;
    b.handle.end();
    a.down(b.node).await;
    let node = b.node;
    assert_eq!(a.handle.send(node, Vec::new()), Err(SendError::NotConnected { node }));
    assert_eq!(a.handle.room(node).await, Err(SendError::NotConnected { node }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mesh_whose_owner_is_gone_ends() {
    let city = City::new(5);
    let (mut a, b) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    let node = b.node;
    drop(b);
    a.down(node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_named() {
    let city = City::new(6);
    let mut a = Running::start(&city.laptop(1), Transport::Tcp);
    let taken = a.address().await;
    let other = city.laptop(2);
    let mut same = config(other.operation, Transport::Tcp);
    same.listen = vec![taken.clone()];
    match Mesh::start(same, other.admission()) {
        Err(MeshError::Listen { address, .. }) => assert_eq!(address, taken),
        other => panic!("listening on a taken port: {:?}", other.map(drop)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_running_copy_of_a_node_stays_outside_and_is_named() {
    let city = City::new(7);
    let (mut a, b) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    let mut copy = Running::start(&city.laptop(2), Transport::Tcp);
    copy.handle.dial(a.handle.local_addresses().remove(0));
    let (_, theirs) = copy.refused().await;
    assert_eq!(theirs.code.text(), "second_copy");
    let (_, ours) = a.refused().await;
    assert_eq!(ours.code.text(), "second_copy");
    assert_eq!(a.handle.send(b.node, Vec::new()), Ok(()));
    assert_eq!(a.wait_for(Duration::ZERO, Some).await.map(drop), None);
}
