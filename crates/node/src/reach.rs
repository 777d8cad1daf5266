//! Whether phones can reach this laptop: its addresses, when a phone last came through, and which
//! address the poster on the wall has.
//!
//! What always holds: nothing of a phone is kept but the time and whether it was on one of our own
//! networks, and that in memory alone; the poster's address outlives a restart, so that a laptop which
//! wakes up under another one says so. Deliberately absent: any guess that costs a packet. What is not
//! known from this machine is not claimed.

mod interfaces;
mod poster;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use musubi_model::time::Timestamp;
use tokio::sync::broadcast;

pub use self::interfaces::{Interface, Network, by_worth};
pub use self::poster::{Poster, PosterError};
use crate::desk::now;

/// How often the interfaces are looked at, so that pages learn of a change by themselves.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Pages are told of phones no more often than this.
const TELL_EVERY_MS: i64 = 5_000;

/// Whether the pages for phones are also at port 80, where an address needs no number behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Port80 {
    Open,
    /// The operating system keeps it for the administrator.
    NotPermitted,
    /// Another program has it.
    Taken,
    /// Nobody asked for it, or the pages are on the loopback alone.
    #[default]
    Unasked,
}

/// Where a phone was when it came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// On a network this laptop is on, too.
    OurNetwork,
    /// Beyond a router.
    Elsewhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came {
    pub at: Timestamp,
    pub whence: Whence,
    /// Our own address by which it came.
    by: IpAddr,
}

/// Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Reach(Arc<Inner>);

struct Inner {
    listens: Option<SocketAddr>,
    port_80: Port80,
    poster_file: Option<PathBuf>,
    state: Mutex<State>,
    changed: broadcast::Sender<()>,
}

#[derive(Default)]
struct State {
    seen: Vec<Interface>,
    came: Option<Came>,
    told_at_ms: i64,
    poster: Option<Poster>,
}

/// What the desk shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// In the order in which they are to be tried; the first is for the poster.
    pub addresses: Vec<Address>,
    pub trouble: Option<Trouble>,
    pub port_80: Port80,
    pub came: Option<Came>,
    pub poster: Option<Poster>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    pub interface: String,
    pub network: Network,
}

/// Why no phone can come, as far as this laptop knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The pages were started on the loopback.
    LoopbackListener,
    /// There is no network but the loopback.
    NoNetwork,
    /// There is a cable or a Wi-Fi, but nothing on it gives out addresses.
    SelfAssigned,
}

impl Default for Reach {
    fn default() -> Self {
        Self::new(None, Port80::Unasked, None)
    }
}

impl Reach {
    /// `poster_file`: where the poster's address is kept. One that cannot be read is as good as none.
    pub fn new(listens: Option<SocketAddr>, port_80: Port80, poster_file: Option<PathBuf>) -> Self {
        let poster = poster_file.as_deref().and_then(Poster::read);
        let state = State { poster, seen: interfaces::current(), ..State::default() };
        let (changed, _) = broadcast::channel(16);
        Self(Arc::new(Inner { listens, port_80, poster_file, state: Mutex::new(state), changed }))
    }

    pub fn changes(&self) -> broadcast::Receiver<()> {
        self.0.changed.subscribe()
    }

    /// Looks at the interfaces for as long as the program runs.
    pub async fn watch(self) {
        let mut next = tokio::time::interval(LOOK_EVERY);
        loop {
            next.tick().await;
            self.look();
        }
    }

    fn look(&self) {
        let seen = interfaces::current();
        let mut state = self.state();
        if state.seen != seen {
            state.seen = seen;
            drop(state);
            self.tell();
        }
    }

    /// Somebody's connection to the public pages. Our own browser is no phone.
    pub fn came(&self, from: IpAddr, by: IpAddr) {
        let (from, by) = (from.to_canonical(), by.to_canonical());
        if from.is_loopback() || from == by {
            return;
        }
        let mut state = self.state();
        if state.seen.iter().any(|interface| interface.ip == from) {
            return;
        }
        let near = state.seen.iter().any(|interface| interface.reaches(from));
        let whence = if near { Whence::OurNetwork } else { Whence::Elsewhere };
        let at = now();
        state.came = Some(Came { at, whence, by });
        if (at.millis() - state.told_at_ms).abs() >= TELL_EVERY_MS {
            state.told_at_ms = at.millis();
            drop(state);
            self.tell();
        }
    }

    pub fn standing(&self) -> Standing {
        self.look();
        let state = self.state();
        let addresses = self.addresses(&state);
        let trouble = if self.0.listens.is_some_and(|listens| listens.ip().is_loopback()) {
            Some(Trouble::LoopbackListener)
        } else if addresses.is_empty() {
            Some(Trouble::NoNetwork)
        } else if addresses.iter().all(|it| it.network == Network::SelfAssigned) {
            Some(Trouble::SelfAssigned)
        } else {
            None
        };
        let poster = state.poster.clone();
        Standing { addresses, trouble, port_80: self.0.port_80, came: state.came, poster }
    }

    fn addresses(&self, state: &State) -> Vec<Address> {
        let Some(listens) = self.0.listens else { return Vec::new() };
        let proven = state.came.map(|came| came.by);
        let answers = |interface: &&Interface| {
            let ip = interface.ip;
            if listens.ip().is_unspecified() {
                // `::` takes both kinds; `0.0.0.0` the older one alone.
                !ip.is_loopback() && (ip.is_ipv4() || listens.is_ipv6())
            } else {
                listens.ip() == ip && !ip.is_loopback()
            }
        };
        let mut held: Vec<Interface> = state.seen.iter().filter(answers).cloned().collect();
        by_worth(&mut held, proven);
        let address = |interface: Interface| Address {
            url: self.url(interface.ip, listens.port()),
            network: interface.network(),
            interface: interface.name,
        };
        held.into_iter().map(address).collect()
    }

    fn url(&self, ip: IpAddr, port: u16) -> String {
        let port = if self.0.port_80 == Port80::Open { 80 } else { port };
        url(SocketAddr::new(ip, port))
    }

    /// 掲示: a poster with this address was printed. Only an address of now can be on it.
    pub fn printed(&self, url: &str) -> Result<(), PosterError> {
        if !self.standing().addresses.iter().any(|address| address.url == url) {
            return Err(PosterError::NotOurs);
        }
        let poster = Poster { url: url.to_owned(), printed_at: now() };
        if let Some(file) = &self.0.poster_file {
            poster.write(file)?;
        }
        self.state().poster = Some(poster);
        self.tell();
        Ok(())
    }

    fn tell(&self) {
        // Nobody listening is no error.
        let _ = self.0.changed.send(());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().expect("nothing panics while holding it")
    }
}

impl Standing {
    /// Phones that follow the poster come to nobody.
    pub fn poster_is_wrong(&self) -> bool {
        let here = |poster: &Poster| self.addresses.iter().any(|it| it.url == poster.url);
        self.poster.as_ref().is_some_and(|poster| !here(poster))
    }
}

/// As short as it can be typed.
pub fn url(at: SocketAddr) -> String {
    let at = SocketAddr::new(at.ip().to_canonical(), at.port());
    let text = at.to_string();
    format!("http://{}/", text.strip_suffix(":80").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(reach: &Reach, interfaces: &[(&str, &str, u8)]) {
        let made = |(name, ip, bits): &(&str, &str, u8)| Interface {
            name: (*name).to_owned(),
            ip: ip.parse().unwrap(),
            network_bits: *bits,
        };
        reach.state().seen = interfaces.iter().map(made).collect();
    }

    /// Without looking at the machine that the test runs on.
    fn shown(reach: &Reach) -> Vec<String> {
        let state = reach.state();
        reach.addresses(&state).into_iter().map(|address| address.url).collect()
    }

    fn listening(at: &str, port_80: Port80) -> Reach {
        Reach::new(Some(at.parse().unwrap()), port_80, None)
    }

    #[test]
    fn the_gyms_network_comes_first_and_the_loopback_never() {
        let reach = listening("0.0.0.0:8000", Port80::Taken);
        seen(
            &reach,
            &[
                ("lo", "127.0.0.1", 8),
                ("docker0", "172.17.0.1", 16),
                ("eth1", "169.254.9.9", 16),
                ("eth0", "fd00::5", 64),
                ("wlan0", "192.168.0.10", 24),
            ],
        );
        let want = ["192.168.0.10", "172.17.0.1", "169.254.9.9"];
        assert_eq!(shown(&reach), want.map(|ip| format!("http://{ip}:8000/")));
        // What a phone has come through is proven.
        reach.came("172.17.0.9".parse().unwrap(), "172.17.0.1".parse().unwrap());
        assert_eq!(shown(&reach)[0], "http://172.17.0.1:8000/");
    }

    #[test]
    fn an_address_is_as_short_as_it_can_be_typed() {
        let reach = listening("0.0.0.0:8000", Port80::Open);
        seen(&reach, &[("wlan0", "192.168.0.10", 24)]);
        assert_eq!(shown(&reach), ["http://192.168.0.10/"]);
        assert_eq!(url("[::ffff:10.0.0.1]:80".parse().unwrap()), "http://10.0.0.1/");
        assert_eq!(url("[fd00::1]:8000".parse().unwrap()), "http://[fd00::1]:8000/");
    }

    #[test]
    fn of_a_phone_is_known_when_it_came_and_from_what_kind_of_network_and_no_more() {
        let reach = listening("0.0.0.0:8000", Port80::Unasked);
        seen(&reach, &[("wlan0", "192.168.0.10", 24)]);
        let ip = |text: &str| text.parse().unwrap();
        for ours in ["127.0.0.1", "192.168.0.10", "::1", "::ffff:192.168.0.10"] {
            reach.came(ip(ours), ip("192.168.0.10"));
        }
        assert_eq!(reach.state().came, None, "our own browser is no phone");
        reach.came(ip("::ffff:192.168.0.77"), ip("::ffff:192.168.0.10"));
        let came = reach.state().came.unwrap();
        assert_eq!(came.whence, Whence::OurNetwork);
        assert!(!format!("{came:?}").contains("192.168.0.77"), "{came:?}");
        reach.came(ip("10.1.2.3"), ip("192.168.0.10"));
        assert_eq!(reach.state().came.unwrap().whence, Whence::Elsewhere);
    }

    #[test]
    fn a_poster_outlives_a_restart_and_its_address_is_told_as_wrong_when_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("poster.json");
        let at = Some("0.0.0.0:8000".parse().unwrap());
        let poster = Poster { url: "http://192.0.2.1:8000/".to_owned(), printed_at: now() };
        poster.write(&file).unwrap();
        let standing = Reach::new(at, Port80::Unasked, Some(file.clone())).standing();
        assert!(standing.poster_is_wrong());
        assert_eq!(standing.poster, Some(poster));
        let reach = Reach::new(at, Port80::Unasked, Some(file));
        assert!(matches!(reach.printed("http://192.0.2.1:8000/"), Err(PosterError::NotOurs)));
        assert!(!Reach::default().standing().poster_is_wrong());
    }
}
