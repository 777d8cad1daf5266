//! The machine's addresses, and which of them phones in the gym are likely to reach.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv6Addr};

use if_addrs::IfAddr;

/// One address of one interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    pub name: String,
    pub ip: IpAddr,
    pub network_bits: u8,
}

/// What kind of network an address is on. The later member is the likelier one for phones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// 169.254 and the like: nothing gave an address, the interface chose one itself.
    SelfAssigned,
    /// Of this machine's own virtual machines, containers and tunnels, by its name.
    Virtual,
    /// An address that the whole internet could call.
    Public,
    /// A router's, a kit's, a phone's hotspot.
    Local,
}

/// How names of interfaces begin that no phone is behind.
const VIRTUAL: [&str; 12] = [
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vboxnet",
    "vethernet",
    "tun",
    "tap",
    "wg",
    "utun",
    "tailscale",
];

impl Interface {
    pub fn network(&self) -> Network {
        let own = |ip: Ipv6Addr| ip.is_unicast_link_local() || ip.is_loopback();
        let name = self.name.to_ascii_lowercase();
        match self.ip {
            IpAddr::V4(ip) if ip.is_link_local() => Network::SelfAssigned,
            IpAddr::V6(ip) if own(ip) => Network::SelfAssigned,
            _ if VIRTUAL.iter().any(|begins| name.starts_with(begins)) => Network::Virtual,
            IpAddr::V4(ip) if ip.is_private() => Network::Local,
            IpAddr::V6(ip) if ip.is_unique_local() => Network::Local,
            _ => Network::Public,
        }
    }

    /// Whether an address is on this very network.
    pub fn reaches(&self, other: IpAddr) -> bool {
        let same = |a: u128, b: u128, width: u32| {
            let bits = u32::from(self.network_bits).min(width);
            bits > 0 && (a ^ b).checked_shr(width - bits).unwrap_or(0) == 0
        };
        match (self.ip, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
            _ => false,
        }
    }
}

/// The likeliest first; before all the one that a phone has come by.
pub fn by_worth(held: &mut [Interface], proven: Option<IpAddr>) {
    held.sort_by_cached_key(|it| {
        let worth = (Some(it.ip) == proven, it.ip.is_ipv4(), it.network());
        (Reverse(worth), it.name.clone(), it.ip)
    });
}

/// Those that are up, in an order that does not change. A system that will not say has none.
pub(super) fn current() -> Vec<Interface> {
    let mut held: Vec<Interface> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(if_addrs::Interface::is_oper_up)
        .map(|found| {
            let network_bits = match &found.addr {
                IfAddr::V4(v4) => v4.prefixlen,
                IfAddr::V6(v6) => v6.prefixlen,
            };
            Interface { ip: found.ip(), name: found.name, network_bits }
        })
        .filter(|it| !matches!(it.ip, IpAddr::V6(ip) if ip.is_unicast_link_local()))
        .collect();
    held.sort_by(|a, b| (&a.name, a.ip).cmp(&(&b.name, b.ip)));
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_on_a_network_by_its_leading_bits() {
        let held = |ip: &str, network_bits| Interface {
            name: "wlan0".to_owned(),
            ip: ip.parse().unwrap(),
            network_bits,
        };
        for (ip, bits, other, near) in [
            ("192.168.0.10", 24, "192.168.0.77", true),
            ("192.168.0.10", 24, "192.168.1.77", false),
            ("10.0.0.1", 8, "10.255.0.1", true),
            ("10.0.0.1", 32, "10.0.0.2", false),
            ("10.0.0.1", 0, "8.8.8.8", false),
            ("fd00::1", 64, "fd00::9:9", true),
            ("fd00::1", 64, "fd01::1", false),
            ("10.0.0.1", 8, "::1", false),
        ] {
            assert_eq!(held(ip, bits).reaches(other.parse().unwrap()), near, "{ip}/{bits} {other}");
        }
    }

    #[test]
    fn the_loopback_of_this_machine_is_seen() {
        assert!(current().iter().any(|it| it.ip.is_loopback()), "{:?}", current());
    }
}
