//! Who is kept out, on both transports and in both directions, and what both sides say.

use std::time::Duration;

use musubi_mesh::{Admission, MeshEvent, RefusalCode, RefusedBy};
use musubi_model::ids::NodeKey;
use musubi_model::time::Timestamp;

use crate::city::{City, Laptop, NOT_AFTER};
use crate::harness::{Running, Transport, config, gossip_until_heard, pair};

/// `stranger` dials and is dialled; the honest node refuses it for `code`, and both say so.
async fn check(
    honest: impl Fn() -> Laptop,
    stranger: impl Fn() -> (Laptop, Admission),
    code: RefusalCode,
) {
    for transport in Transport::BOTH {
        for stranger_dials in [true, false] {
            let mut inside = Running::start(&honest(), transport);
            let (laptop, admission) = stranger();
            let mut outside = Running::with(config(laptop.operation, transport), admission);
            if stranger_dials {
                outside.handle.dial(inside.address().await);
            } else {
                inside.handle.dial(outside.address().await);
            }
            let what = format!("{transport:?}, the stranger dials: {stranger_dials}");
            let (by, ours) = inside.refused().await;
            assert_eq!((by, ours.code), (RefusedBy::Us, code), "{what}");
            assert!(!ours.sentence.is_empty());
            // A stranger from elsewhere finds the same fault with us before it hears ours.
            let (_, theirs) = outside.refused().await;
            assert_eq!(theirs.code, code, "{what}");
        }
    }
}

fn as_it_is(laptop: Laptop) -> (Laptop, Admission) {
    let admission = laptop.admission();
    (laptop, admission)
}

/// Shows something else in place of its certificate.
fn showing(laptop: Laptop, certificate: &[u8]) -> (Laptop, Admission) {
    let mut admission = laptop.admission();
    admission.certificate = certificate.to_vec();
    (laptop, admission)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_without_a_certificate_is_kept_out() {
    let city = City::new(20);
    for bytes in [&b""[..], b"none", &[0xff; 1_024], &city.laptop(3).certificate.to_bytes()[1..]] {
        check(|| city.laptop(1), || showing(city.laptop(2), bytes), RefusalCode::BadCertificate)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_another_city_is_kept_out() {
    let (city, other) = (City::new(21), City::new(22));
    check(|| city.laptop(1), || as_it_is(other.laptop(1)), RefusalCode::OtherCity).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_another_operation_is_kept_out() {
    let city = City::new(23);
    let other = city.reopened();
    check(|| city.laptop(1), || as_it_is(other.laptop(2)), RefusalCode::OtherOperation).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_ticket_expired_by_city_time_is_kept_out() {
    let city = City::new(24);
    let later = || {
        let laptop = city.laptop(1);
        laptop.facts.lock().unwrap().city_time = Some(NOT_AFTER.plus_millis(1));
        laptop
    };
    check(later, || as_it_is(city.laptop(2)), RefusalCode::Expired).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_in_its_last_millisecond_by_city_time_still_admits() {
    let city = City::new(25);
    let laptop = city.laptop(1);
    laptop.facts.lock().unwrap().city_time = Some(NOT_AFTER);
    pair(&laptop, &city.laptop(2), Transport::Tcp).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_node_is_kept_out() {
    let city = City::new(26);
    let revoked = city.laptop(2).node();
    let knowing = || {
        let laptop = city.laptop(1);
        laptop.facts.lock().unwrap().revoked.insert(revoked);
        laptop
    };
    check(knowing, || as_it_is(city.laptop(2)), RefusalCode::Revoked).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_shown_by_somebody_else_is_refused() {
    let city = City::new(27);
    let shown = city.laptop(3).certificate;
    check(
        || city.laptop(1),
        || showing(city.laptop(2), shown.to_bytes()),
        RefusalCode::BadSignature,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_heard_from_another_boot_is_refused() {
    let city = City::new(28);
    let replayed = || {
        let laptop = city.laptop(2);
        let mut admission = laptop.admission();
        let recorded = (admission.sign)(b"the peer id of an earlier boot");
        admission.sign = Box::new(move |_| recorded);
        (laptop, admission)
    };
    check(|| city.laptop(1), replayed, RefusalCode::BadSignature).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_names_an_operation_its_certificate_does_not_is_refused() {
    let city = City::new(29);
    let other = city.reopened();
    check(
        || city.laptop(1),
        || {
            let admission = city.laptop(2).admission();
            (other.laptop(2), admission)
        },
        RefusalCode::OtherOperation,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_revoked_while_connected_is_cut_off_at_once_and_comes_back_when_allowed() {
    for transport in Transport::BOTH {
        let city = City::new(30);
        let (mut a, mut b) = pair(&city.laptop(1), &city.laptop(2), transport).await;
        a.handle.set_refused(b.node);
        a.down(b.node).await;
        b.down(a.node).await;
        let (by, reason) = b.refused().await;
        assert_eq!((by, reason.code), (RefusedBy::Them, RefusalCode::Revoked));
        let (by, reason) = a.refused().await;
        assert_eq!((by, reason.code), (RefusedBy::Us, RefusalCode::Revoked));
        a.handle.set_allowed(b.node);
        // Dialled by a person: no waiting for the pause after a refusal.
        b.handle.dial(a.handle.local_addresses().remove(0));
        a.up(b.node).await;
        b.up(a.node).await;
        gossip_until_heard(&a, &mut b).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_local_clock_does_not_expire_anybody() {
    let city = City::new(31);
    let laptop = city.laptop(1);
    let mut late = config(laptop.operation, Transport::Tcp);
    late.wall_clock = std::sync::Arc::new(|| Timestamp::from_millis(i64::MAX));
    let mut a = Running::with(late, laptop.admission());
    let mut b = Running::start(&city.laptop(2), Transport::Tcp);
    b.handle.dial(a.address().await);
    a.up(b.node).await;
    b.up(a.node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_who_keeps_coming_never_gets_anything_and_disturbs_nobody() {
    let (city, other) = (City::new(32), City::new(33));
    let (mut a, mut b) = pair(&city.laptop(1), &city.laptop(2), Transport::Tcp).await;
    let strangers: Vec<Running> =
        (0..8).map(|n| Running::start(&other.laptop(n), Transport::Tcp)).collect();
    for stranger in &strangers {
        stranger.handle.dial(a.handle.local_addresses().remove(0));
        stranger.handle.gossip(b"let me in".to_vec()).unwrap();
    }
    for _ in &strangers {
        let (by, reason) = a.refused().await;
        assert_eq!((by, reason.code), (RefusedBy::Us, RefusalCode::OtherCity));
    }
    a.handle.send(b.node, b"still here".to_vec()).unwrap();
    assert_eq!(b.received().await.1, b"still here");
    let known: [NodeKey; 1] = [b.node];
    let strange = a
        .wait_for(Duration::from_millis(200), |event| match event {
            MeshEvent::PeerUp { node, .. } => Some(node),
            MeshEvent::Received { from, .. } | MeshEvent::Hint { from, .. } => Some(from),
            _ => None,
        })
        .await
        .filter(|node| !known.contains(node));
    assert_eq!(strange, None);
}
