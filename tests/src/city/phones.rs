//! A gym's laptop and a phone in network namespaces: how the phone finds the form, and what the desk says
//! when there is no network, when one comes, and when its address changes under the poster.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use serde_json::{Value, json};

use super::harness::{City, GYM_A, eventually};
use super::namespaces::{from_inside, ip, serve_inside_with, try_ip};
use crate::client::Desk;
use crate::process::Node;
use crate::skip;

const FIRST: &str = "192.168.77.10";
const SECOND: &str = "192.168.77.99";

/// What phones and laptops ask by themselves, and whom they mean to ask.
const PROBES: [(&str, &str); 12] = [
    ("connectivitycheck.gstatic.com", "/generate_204"),
    ("www.google.com", "/gen_204"),
    ("captive.apple.com", "/hotspot-detect.html"),
    ("www.apple.com", "/library/test/success.html"),
    ("www.msftconnecttest.com", "/connecttest.txt"),
    ("www.msftconnecttest.com", "/redirect"),
    ("www.msftncsi.com", "/ncsi.txt"),
    ("detectportal.firefox.com", "/canonical.html"),
    ("detectportal.firefox.com", "/success.txt"),
    ("nmcheck.gnome.org", "/check_network_status.txt"),
    ("spectrum.s3.amazonaws.com", "/kindle-wifi/wifistub.html"),
    ("connectivitycheck.platform.hicloud.com", "/generate_204"),
];

#[test]
fn a_phone_is_led_to_the_form_and_the_desk_knows_whether_phones_can_come() {
    let Some(gym) = Gym::new() else {
        return skip("network namespaces need Linux, root and iproute2");
    };
    let city = City::create();
    let data = city.gym("gym", GYM_A, 0);
    let listen = ["--public", "0.0.0.0:8000", "--mesh", "0.0.0.0:4001", "--no-discovery"];
    let serve = || serve_inside_with(&gym.laptop(), &data, &listen);
    let node = serve();
    let desk = Desk::first_run(&node.staff);

    // No interface at all but the loopback.
    let alone = desk.get("/reach");
    assert_eq!((&alone["trouble"], &alone["addresses"]), (&json!("no_network"), &json!([])));
    assert_eq!((&alone["poster"], &alone["last_phone"]), (&Value::Null, &Value::Null));
    assert_eq!(alone["port_80"], "open", "root may use it: {}", node.printed());
    let nobody = desk.try_post("/reach/poster", &json!({"url": format!("http://{FIRST}/")}));
    assert_eq!(nobody.expect_err("it is not ours").code, "address_changed");

    gym.plug(FIRST);
    let url = until_address(&desk, FIRST);
    assert_eq!(desk.get("/reach")["trouble"], Value::Null);
    let printed = desk.post("/reach/poster", &json!({ "url": url }));
    assert_eq!(
        (&printed["poster"]["url"], &printed["poster"]["wrong"]),
        (&json!(url), &json!(false))
    );
    gym.every_probe_leads_to_the_form(FIRST);
    assert_eq!(desk.get("/reach")["last_phone"]["whence"], "our_network");

    // The router was switched off and on, and gave out another address: same program, same poster.
    gym.readdress(FIRST, SECOND);
    until_address(&desk, SECOND);
    until_wrong(&desk, &url);
    gym.every_probe_leads_to_the_form(SECOND);
    node.stop();
    let node = serve();
    let desk = Desk::sign_in(&node.staff);
    until_wrong(&desk, &url);
    let again = until_address(&desk, SECOND);
    let printed = desk.post("/reach/poster", &json!({ "url": again }));
    assert_eq!(printed["poster"]["wrong"], false);

    // And somebody pulls the plug.
    gym.unplug();
    eventually("the desk sees that the network is gone", || {
        (desk.get("/reach")["trouble"] == "no_network").then_some(())
    });
    until_wrong(&desk, &again);
    Node::stop(node);
}

#[track_caller]
fn until_address(desk: &Desk, ip: &str) -> String {
    eventually("the desk names the address", || {
        let url = desk.get("/reach")["addresses"][0]["url"].as_str()?.to_owned();
        (url == format!("http://{ip}/")).then_some(url)
    })
}

#[track_caller]
fn until_wrong(desk: &Desk, url: &str) {
    eventually("the desk says that the poster is wrong", || {
        let poster = desk.get("/reach")["poster"].clone();
        assert_eq!(poster["url"], url);
        (poster["wrong"] == true).then_some(())
    });
}

/// The laptop's namespace, and a phone's on the other end of one cable.
struct Gym {
    tag: String,
}

impl Gym {
    /// `None`: not possible for this user on this machine.
    fn new() -> Option<Self> {
        let gym = Self { tag: format!("msp{}", std::process::id()) };
        try_ip(&format!("netns add {}", gym.laptop()))?;
        ip(&format!("netns add {}", gym.phone()));
        ip(&format!("-n {} link set dev lo up", gym.laptop()));
        Some(gym)
    }

    fn laptop(&self) -> String {
        format!("{}-gym", self.tag)
    }

    fn phone(&self) -> String {
        format!("{}-phone", self.tag)
    }

    fn plug(&self, address: &str) {
        let (laptop, phone) = (self.laptop(), self.phone());
        ip(&format!("-n {laptop} link add name wlan0 type veth peer name wlan0 netns {phone}"));
        ip(&format!("-n {phone} addr add 192.168.77.20/24 dev wlan0"));
        ip(&format!("-n {phone} link set dev wlan0 up"));
        ip(&format!("-n {laptop} addr add {address}/24 dev wlan0"));
        ip(&format!("-n {laptop} link set dev wlan0 up"));
    }

    fn readdress(&self, from: &str, to: &str) {
        ip(&format!("-n {} addr del {from}/24 dev wlan0", self.laptop()));
        ip(&format!("-n {} addr add {to}/24 dev wlan0", self.laptop()));
    }

    fn unplug(&self) {
        ip(&format!("-n {} link del dev wlan0", self.laptop()));
    }

    /// Through a router that answers every name with this laptop, at both ports.
    #[track_caller]
    fn every_probe_leads_to_the_form(&self, address: &str) {
        for (host, path) in PROBES {
            for (port, url) in
                [(80, format!("http://{address}/")), (8000, format!("http://{address}:8000/"))]
            {
                let led = self.ask(address, port, host, path);
                assert!(led.starts_with("HTTP/1.1 302 "), "{host}{path}: {led}");
                assert!(led.contains(&format!("location: {url}\r\n")), "{host}{path}: {led}");
                let own_name = url.trim_start_matches("http://").trim_end_matches('/');
                let form = self.ask(address, port, own_name, "/");
                assert!(
                    form.starts_with("HTTP/1.1 200 ")
                        && form.contains("<form id=\"f\" method=\"post\"")
                );
            }
        }
    }

    fn ask(&self, address: &str, port: u16, host: &str, path: &str) -> String {
        let to = SocketAddr::new(address.parse().expect("an address"), port);
        let mut stream = from_inside(&self.phone())(to).expect("the phone connects");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it is answered");
        answer
    }
}

impl Drop for Gym {
    fn drop(&mut self) {
        for name in [self.laptop(), self.phone()] {
            let _ = try_ip(&format!("netns del {name}"));
        }
    }
}
