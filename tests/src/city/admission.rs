//! Who gets no stream, over either transport, and that both sides say why; and that a wrong clock
//! keeps nobody out.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use musubi_mesh::{
    Admission, Discovery, Mesh, MeshConfig, MeshEvent, Multiaddr, Presented, RefusalCode, RefusedBy,
};
use musubi_model::ids::NodeKey;
use musubi_model::time::Timestamp;
use serde_json::{Value, json};

use super::harness::{
    City, GYM_A, GYM_B, PATIENCE, eventually, neighbours, serve, wall, with_clock,
};
use super::stored;
use crate::client::Desk;
use crate::process::Node;
use crate::skip;

const TRANSPORTS: [&str; 2] = ["tcp", "udp"];

#[test]
fn a_laptop_of_another_city_gets_no_stream_and_both_logs_say_why() {
    let (city, other) = (City::create(), City::create());
    for transport in TRANSPORTS {
        let hq = city.hq(&format!("hq-{transport}"));
        let stranger = other.hq(&format!("stranger-{transport}"));
        is_refused(&hq, &stranger, transport, RefusalCode::OtherCity);
    }
}

#[test]
fn a_laptop_whose_ticket_expired_by_city_time_gets_no_stream_and_both_logs_say_why() {
    let city = City::create();
    let ended = ["--role", "shelter", "--common-id", GYM_A, "--not-after", "2025-03-31"];
    for transport in TRANSPORTS {
        let hq = city.hq(&format!("hq-{transport}"));
        let late = city.laptop(&format!("late-{transport}"), &ended);
        // Before headquarters has spoken of the time, no clock of anybody's keeps it out.
        is_admitted(&hq, &late, transport);
        stored::confirm_city_time(&hq, Timestamp::from_millis(wall()));
        let late = city.laptop(&format!("later-{transport}"), &ended);
        is_refused(&hq, &late, transport, RefusalCode::Expired);
        let valid = city.gym(&format!("valid-{transport}"), GYM_B, 0);
        is_admitted(&hq, &valid, transport);
    }
}

#[test]
fn who_has_no_certificate_or_a_stolen_one_gets_no_stream() {
    let city = City::create();
    let (hq_data, a_data) = (city.hq("hq"), city.gym("a", GYM_A, 0));
    let hq = serve(&hq_data, &[]);
    let desk = Desk::first_run(&hq.staff);
    let stolen = stored::certificate(&a_data).to_bytes().to_vec();
    for transport in TRANSPORTS {
        for (shown, code) in
            [(Vec::new(), RefusalCode::BadCertificate), (stolen.clone(), RefusalCode::BadSignature)]
        {
            let told = knock(&city, hq.heard_over(transport), shown);
            assert_eq!(told, code, "over {transport}");
            eventually("headquarters says why", || says(&hq, "us", code, transport));
        }
    }
    assert_eq!(neighbours(&desk), Vec::<Value>::new());
    assert_eq!(desk.get("/sync")["peers"], json!([]));
}

#[test]
fn bytes_that_are_no_protocol_are_let_go_and_harm_nobody() {
    let city = City::create();
    let hq = serve(&city.hq("hq"), &[]);
    let desk = Desk::first_run(&hq.staff);
    let port = |address: &str| {
        let number = address.split('/').nth(4).and_then(|port| port.parse::<u16>().ok());
        number.expect("/ip4/ADDRESS/PROTOCOL/PORT")
    };
    let noise: Vec<u8> =
        (0..40_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for begin in [&b""[..], b"GET / HTTP/1.1\r\n\r\n", b"\x13/multistream/1.0.0\n\x07/noise\n"] {
        let to = ("127.0.0.1", port(hq.heard_over("tcp")));
        let mut stream = TcpStream::connect(to).expect("the port is open");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        // It may be gone before all is written: that is the point.
        let _ = stream.write_all(&[begin, &noise[..]].concat());
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        let waits = |error: &std::io::Error| error.kind() == std::io::ErrorKind::WouldBlock;
        assert!(!ended.is_err_and(|error| waits(&error)), "the connection was left open");
        assert!(answer.len() < 256, "only the greeting of the protocol");
    }
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    for packet in noise.chunks(1_200) {
        let to = ("127.0.0.1", port(hq.heard_over("udp")));
        socket.send_to(packet, to).expect("loopback takes it");
    }
    assert_eq!(desk.get("/sync")["peers"], json!([]));
    let a = serve(&city.gym("a", GYM_A, 0), &[hq.heard_over("udp"), hq.heard_over("tcp")]);
    let desk_a = Desk::first_run(&a.staff);
    eventually("a neighbour comes in", || (neighbours(&desk_a).len() == 1).then_some(()));
    assert!(!hq.said().contains("panicked"));
}

#[test]
fn a_laptop_whose_clock_says_2035_or_1970_joins_and_is_flagged() {
    if Command::new("faketime").arg("--version").output().is_err() {
        return skip("the program faketime is not installed");
    }
    let city = City::create();
    let hq = serve(&city.hq("hq"), &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    for (index, (day, from_future)) in
        [("2035-01-01 09:00:00", true), ("1970-01-03 09:00:00", false)].into_iter().enumerate()
    {
        let common_id = format!("E999990000{index}111");
        let data = city.gym(&format!("wrong-{index}"), &common_id, 0);
        // As discovery would name them. In 1970 QUIC's own certificates are not valid yet.
        let peers = TRANSPORTS.map(|transport| hq.heard_over(transport));
        let node = with_clock(&data, &format!("@{day}"), &peers);
        let desk = Desk::first_run(&node.staff);
        let family = ["未来山", "過去川"][index];
        desk.post(
            "/households",
            &json!({
                "key": format!("clock-{index}-one"), "check_in": true,
                "persons": [{ "details": { "family": family, "given": "試" } }],
            }),
        );
        let place = stored_place(&desk);
        let skew_ms = eventually("headquarters sees the other clock", || {
            let peers = neighbours(&desk_hq);
            peers.iter().find(|peer| peer["place"] == place)?["skew_ms"].as_i64()
        });
        let years = skew_ms / (365 * 86_400_000);
        assert!(if from_future { years >= 7 } else { years <= -50 }, "{years} years");
        let own = eventually("it is told of its own clock", || {
            let state = desk.get("/sync");
            state["peers"].as_array()?.iter().find_map(|peer| peer["skew_ms"].as_i64())
        });
        assert!((own + skew_ms).abs() < 60_000, "the same skew from the other side");
        let hit = eventually("its people are known at headquarters", || {
            let result = desk_hq.post("/households/search", &json!({ "text": family }));
            result["households"].as_array()?.first().cloned()
        });
        let id = hit["id"].as_str().expect("an id");
        let shown = desk_hq.get(&format!("/households/{id}"));
        let since = &shown["persons"][0]["since"];
        assert_eq!(since["time_uncertain"], from_future, "a future age is never fresh: {since}");
    }
}

/// The laptop with `data` knocks at HQ over one transport alone, and both say the same code.
#[track_caller]
fn is_refused(hq_data: &Path, data: &Path, transport: &str, code: RefusalCode) {
    let hq = serve(hq_data, &[]);
    let desk_hq = desk(&hq);
    let other = serve(data, &[hq.heard_over(transport)]);
    let desk_other = desk(&other);
    eventually("headquarters says why", || says(&hq, "us", code, transport));
    eventually("the other laptop says why", || {
        let says = |by| says(&other, by, code, transport);
        says("them").or_else(|| says("us"))
    });
    for (desk, node) in [(&desk_hq, &hq), (&desk_other, &other)] {
        assert_eq!(desk.get("/sync")["peers"], json!([]));
        assert!(!node.said().contains("a neighbour is here"));
    }
    hq.stop();
    other.stop();
    let own = |data: &Path| stored::certificate(data).hash();
    assert!(!stored::holdings(hq_data).certificates.contains(&own(data)));
    assert_eq!(stored::holdings(data).certificates.len(), 1, "nobody's but its own");
}

/// The control: by the same way, this one comes in.
#[track_caller]
fn is_admitted(hq_data: &Path, data: &Path, transport: &str) {
    let hq = serve(hq_data, &[]);
    let other = serve(data, &[hq.heard_over(transport)]);
    let desk_other = desk(&other);
    eventually("they are neighbours", || (neighbours(&desk_other).len() == 1).then_some(()));
    hq.stop();
    other.stop();
    // Each start is to be judged by what it says itself.
    std::fs::remove_file(hq_data.with_extension("log")).expect("it had a log");
}

/// With its manager named, now or at an earlier start.
fn desk(node: &Node) -> Desk {
    Desk::try_sign_in(&node.staff).unwrap_or_else(|_| Desk::first_run(&node.staff))
}

/// Whether the log has a refusal by `by`, with this code, over this transport.
fn says(node: &Node, by: &str, code: RefusalCode, transport: &str) -> Option<()> {
    let wanted = [
        "a connection was refused".to_owned(),
        format!("by=\"{by}\""),
        format!("code={code} "),
        format!("/{transport}/"),
    ];
    let said = node.said();
    said.lines().any(|line| wanted.iter().all(|part| line.contains(part))).then_some(())
}

/// A program that speaks the mesh's transports but shows this instead of its own certificate.
fn knock(city: &City, address: &str, certificate: Vec<u8>) -> RefusalCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let node = NodeKey::new([9; 32]);
        let admission = Admission {
            node,
            certificate,
            sign: Box::new(|_| [0; 64]),
            verify: Box::new(|_: &Presented<'_>| Ok(NodeKey::new([8; 32]))),
        };
        let config = MeshConfig {
            operation: city.operation.parse().expect("an operation's id"),
            listen: Vec::new(),
            manual: vec![address.parse::<Multiaddr>().expect("an address")],
            discovery: Discovery::ManualOnly,
            wall_clock: Arc::new(|| Timestamp::from_millis(0)),
            questions: None,
        };
        let (_handle, mut events) = Mesh::start(config, admission).expect("a mesh");
        let told = async {
            loop {
                match events.recv().await.expect("the mesh goes on") {
                    MeshEvent::Refused { by: RefusedBy::Them, reason, .. } => break reason.code,
                    MeshEvent::PeerUp { .. } => panic!("it was let in"),
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, told).await.expect("it is told why")
    })
}

fn stored_place(desk: &Desk) -> Value {
    let places = desk.get("/places")["places"].as_array().cloned().expect("a list");
    let own = places.into_iter().find(|place| place["own"] == true);
    own.expect("a laptop knows its own place")["id"].clone()
}
