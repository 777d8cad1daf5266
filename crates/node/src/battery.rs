//! How much this laptop's battery holds, as the system's own files tell it.
//!
//! Invariant: what cannot be read is unknown, which is neither empty nor full; a desktop without a
//! battery says so. Batteries of mice and pens do not count.
//!
//! Deliberately absent: systems that keep no such files. There the page asks its browser.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use utoipa::ToSchema;

/// Where Linux tells of its power supplies.
pub const POWER_SUPPLIES: &str = "/sys/class/power_supply";
const SUPPLIES_MAX: usize = 64;
/// A value is a short line.
const VALUE_BYTES_MAX: u64 = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PowerState {
    /// On its battery.
    Discharging,
    /// At the mains.
    Charging,
    /// This laptop has no battery.
    NoBattery,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Battery {
    pub state: PowerState,
    /// `null`: not known.
    pub percent: Option<u8>,
}

/// The folder in which the power supplies stand.
#[derive(Clone, Debug)]
pub struct Supplies(PathBuf);

struct One {
    /// What is in it and what it can take, in any unit.
    amount: Option<(u64, u64)>,
    percent: Option<u64>,
    status: String,
}

impl Supplies {
    pub fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    pub fn battery(&self) -> Battery {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return Battery { state: PowerState::Unknown, percent: None };
        };
        let folders = entries.take(SUPPLIES_MAX).filter_map(Result::ok).map(|entry| entry.path());
        let all: Vec<One> = folders.filter_map(|folder| One::read(&folder)).collect();
        if all.is_empty() {
            return Battery { state: PowerState::NoBattery, percent: None };
        }
        let any = |status: &str| all.iter().any(|one| one.status == status);
        let state = if any("Discharging") {
            PowerState::Discharging
        } else if any("Charging") || any("Full") || any("Not charging") {
            PowerState::Charging
        } else {
            PowerState::Unknown
        };
        Battery { state, percent: percent(&all) }
    }
}

impl One {
    /// `None`: no battery of this laptop's own.
    fn read(folder: &Path) -> Option<Self> {
        let is_battery = value(folder, "type").as_deref() == Some("Battery");
        let of_device = value(folder, "scope").as_deref() == Some("Device");
        let absent = value(folder, "present").as_deref() == Some("0");
        if !is_battery || of_device || absent {
            return None;
        }
        let number = |name: &str| value(folder, name)?.parse::<u64>().ok();
        let pair = |now, full| Some((number(now)?, number(full)?)).filter(|(_, full)| *full > 0);
        Some(Self {
            amount: pair("energy_now", "energy_full").or_else(|| pair("charge_now", "charge_full")),
            percent: number("capacity"),
            status: value(folder, "status").unwrap_or_default(),
        })
    }
}

/// Of several batteries together where all say their size, else of the fullest known.
fn percent(all: &[One]) -> Option<u8> {
    let amounts: Option<Vec<(u64, u64)>> = all.iter().map(|one| one.amount).collect();
    let of_hundred = match amounts {
        Some(amounts) if all.len() > 1 => {
            let now: u64 = amounts.iter().map(|(now, _)| *now).fold(0, u64::saturating_add);
            let full: u64 = amounts.iter().map(|(_, full)| *full).fold(0, u64::saturating_add);
            Some(now.saturating_mul(100) / full.max(1))
        }
        _ => {
            let one = |one: &One| {
                one.percent.or_else(|| one.amount.map(|(now, full)| now.saturating_mul(100) / full))
            };
            all.iter().filter_map(one).max()
        }
    };
    of_hundred.map(|percent| u8::try_from(percent.min(100)).unwrap_or(100))
}

fn value(folder: &Path, name: &str) -> Option<String> {
    let mut text = String::new();
    let file = fs::File::open(folder.join(name)).ok()?;
    file.take(VALUE_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supply(folder: &Path, name: &str, values: &[(&str, &str)]) {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        for (name, value) in values {
            fs::write(folder.join(name), format!("{value}\n")).unwrap();
        }
    }

    fn told(folder: &Path) -> (PowerState, Option<u8>) {
        let battery = Supplies::at(folder.to_owned()).battery();
        (battery.state, battery.percent)
    }

    #[test]
    fn a_folder_that_is_not_there_is_unknown_and_one_without_batteries_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(told(&folder.path().join("nowhere")), (PowerState::Unknown, None));
        assert_eq!(told(folder.path()), (PowerState::NoBattery, None));
        supply(folder.path(), "AC", &[("type", "Mains"), ("online", "1")]);
        let mouse = [("type", "Battery"), ("scope", "Device"), ("capacity", "3")];
        supply(folder.path(), "hidpp_battery_0", &mouse);
        supply(folder.path(), "BAT1", &[("type", "Battery"), ("present", "0")]);
        assert_eq!(told(folder.path()), (PowerState::NoBattery, None));
    }

    #[test]
    fn one_battery_says_its_share_and_two_say_it_together() {
        let folder = tempfile::tempdir().unwrap();
        let first = [
            ("type", "Battery"),
            ("status", "Discharging"),
            ("capacity", "29"),
            ("energy_now", "5800000"),
            ("energy_full", "20000000"),
        ];
        supply(folder.path(), "BAT0", &first);
        assert_eq!(told(folder.path()), (PowerState::Discharging, Some(29)));
        let second = [
            ("type", "Battery"),
            ("status", "Unknown"),
            ("capacity", "100"),
            ("energy_now", "60000000"),
            ("energy_full", "60000000"),
        ];
        supply(folder.path(), "BAT1", &second);
        assert_eq!(told(folder.path()), (PowerState::Discharging, Some(82)));
    }

    #[test]
    fn nonsense_is_unknown_and_never_full() {
        let folder = tempfile::tempdir().unwrap();
        let odd = [
            ("type", "Battery"),
            ("status", "Charging"),
            ("capacity", "many"),
            ("charge_now", "-3"),
            ("charge_full", "0"),
        ];
        supply(folder.path(), "BAT0", &odd);
        assert_eq!(told(folder.path()), (PowerState::Charging, None));
        supply(folder.path(), "BAT0", &[("capacity", "4000"), ("status", "Melting")]);
        assert_eq!(told(folder.path()), (PowerState::Unknown, Some(100)));
    }
}
