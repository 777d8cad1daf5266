//! What is done before anything has happened, on a computer that stays offline: the city's key,
//! an operation's secrets, the tickets for the boxes.
//!
//! A city's folder holds `city.key`, `city.pub` and one `operation-ID.key` per operation. Who holds
//! the folder can make headquarters; it belongs into a safe.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand, ValueEnum};
use musubi_log::city::{CityKey, CitySecret, OperationKind};
use musubi_log::hash::{hq_place, place_id};
use musubi_log::keyfile::{KeyFile, Lock};
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::{Grant, Order, Pin};
use musubi_model::ids::{OperationId, PlaceId};
use musubi_model::time::Timestamp;
use time::{Date, macros::format_description};

use super::write_secret;

#[derive(Debug, Subcommand)]
pub(super) enum City {
    /// Make a city's root key in a new folder
    Create {
        folder: PathBuf,
        /// The city's name, as it stands on tickets and pages
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum OperationCommand {
    /// Make an operation and its secrets
    Create {
        #[arg(long, value_name = "FOLDER")]
        city: PathBuf,
        #[arg(long)]
        kind: Kind,
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Real,
    Drill,
}

#[derive(Debug, Subcommand)]
pub(super) enum TicketCommand {
    /// Print tickets for one place: one file each, one laptop each
    Issue(Issue),
}

#[derive(Debug, Args)]
pub(crate) struct Issue {
    #[arg(long, value_name = "FOLDER")]
    pub(crate) city: PathBuf,
    /// The operation's id, as `operation create` printed it
    #[arg(long)]
    pub(crate) operation: OperationId,
    #[arg(long)]
    pub(crate) role: RoleWord,
    /// The place's 全国共通避難所・避難場所ID; not for headquarters
    #[arg(long, conflicts_with = "spare")]
    pub(crate) common_id: Option<String>,
    /// A place without 共通ID: its holder names it
    #[arg(long)]
    pub(crate) spare: bool,
    /// The place's name
    #[arg(long, default_value = "")]
    pub(crate) name: String,
    #[arg(long, default_value_t = 1)]
    pub(crate) count: u8,
    /// Number of the first ticket in its box, from 0: gives the laptop its letter
    #[arg(long, default_value_t = 0)]
    pub(crate) first: u8,
    /// Last day of validity, YYYY-MM-DD
    #[arg(long, default_value = "2030-12-31")]
    pub(crate) not_after: String,
    /// Six digits that lock the tickets; print them on another paper
    #[arg(long)]
    pub(crate) pin: Option<String>,
    /// Folder for the ticket texts
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleWord {
    Hq,
    Shelter,
    Patrol,
    Relay,
}

impl City {
    pub(super) fn run(self) -> Result<()> {
        let Self::Create { folder, name } = self;
        let key = create_city(&folder, &name)?;
        println!("city: {key}");
        println!("The city's key is in {}. Keep this folder in a safe.", folder.display());
        Ok(())
    }
}

impl OperationCommand {
    pub(super) fn run(self) -> Result<()> {
        let Self::Create { city, kind, name } = self;
        println!("operation: {}", create_operation(&city, kind, &name)?);
        Ok(())
    }
}

impl TicketCommand {
    pub(super) fn run(self) -> Result<()> {
        let Self::Issue(issue) = self;
        for path in issue.run()? {
            println!("ticket: {}", path.display());
        }
        Ok(())
    }
}

pub(crate) fn create_city(folder: &Path, name: &str) -> Result<CityKey> {
    ensure!(!name.trim().is_empty(), "a city has a name");
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut rng = rand::rng();
    let secret = CitySecret::generate(&mut rng);
    write_secret(&folder.join("city.key"), &secret.seal(&[Lock::Plain], &mut rng).to_bytes())?;
    let public = folder.join("city.pub");
    std::fs::write(&public, format!("{} {}\n", secret.public(), name.trim()))
        .with_context(|| format!("cannot write {}", public.display()))?;
    Ok(secret.public())
}

pub(crate) fn create_operation(city: &Path, kind: Kind, name: &str) -> Result<OperationId> {
    ensure!(!name.trim().is_empty(), "an operation has a name");
    read_city(city)?;
    let kind = match kind {
        Kind::Real => OperationKind::Real,
        Kind::Drill => OperationKind::Drill,
    };
    let mut rng = rand::rng();
    let secret = OperationSecret::mint(kind, name.trim(), &mut rng);
    let id = secret.operation.id;
    write_secret(&operation_file(city, id), &secret.seal(&[Lock::Plain], &mut rng).to_bytes())?;
    Ok(id)
}

impl Issue {
    /// The files that hold the tickets' texts.
    pub(crate) fn run(&self) -> Result<Vec<PathBuf>> {
        let city = read_city(&self.city)?;
        let path = operation_file(&self.city, self.operation);
        let operation = OperationSecret::open(&read_key_file(&path)?, &Lock::Plain)
            .with_context(|| format!("cannot open {}", path.display()))?;
        let place = self.place(&city.public())?;
        let not_after = end_of(&self.not_after)?;
        let pin = self.pin.as_deref().map(Pin::parse).transpose()?;
        let last = self.first.saturating_add(self.count.saturating_sub(1));
        ensure!(
            self.count > 0 && last <= Grant::INDEX_MAX,
            "a box has tickets 0 to {}",
            Grant::INDEX_MAX
        );
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make {}", self.out.display()))?;
        let mut rng = rand::rng();
        (self.first..=last)
            .map(|index| {
                let order = Order {
                    operation: &operation.operation,
                    role: self.role.into(),
                    place,
                    place_name: self.place_name(),
                    index,
                    not_after,
                };
                let ticket = city.issue(&order, &operation.master, &mut rng);
                let text = match &pin {
                    Some(pin) => ticket.print_locked(pin, &mut rng),
                    None => ticket.print(),
                };
                let name =
                    format!("{}-{}.ticket", Role::from(self.role).word(), ticket.grant().serial);
                let path = self.out.join(name);
                write_secret(&path, format!("{text}\n").as_bytes())?;
                Ok(path)
            })
            .collect()
    }

    fn place(&self, city: &CityKey) -> Result<PlaceId> {
        match (self.role, &self.common_id) {
            (RoleWord::Hq, None) => Ok(hq_place(city)),
            (RoleWord::Hq, Some(_)) => bail!("headquarters has no 共通ID; leave --common-id out"),
            (_, Some(text)) => {
                let common = text.parse::<musubi_model::place::CommonId>()?;
                Ok(place_id(city, common.as_str()))
            }
            (RoleWord::Relay, None) => Ok(PlaceId::CITY),
            (_, None) if self.spare => Ok(PlaceId::new(rand::random())),
            (_, None) => bail!("say which place: --common-id ID, or --spare for one without"),
        }
    }

    fn place_name(&self) -> &str {
        match (self.name.trim(), self.role) {
            ("", RoleWord::Hq) => "災害対策本部",
            (name, _) => name,
        }
    }
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Hq => Self::Hq,
            RoleWord::Shelter => Self::Shelter,
            RoleWord::Patrol => Self::Patrol,
            RoleWord::Relay => Self::Relay,
        }
    }
}

fn read_city(folder: &Path) -> Result<CitySecret> {
    let path = folder.join("city.key");
    CitySecret::open(&read_key_file(&path)?, &Lock::Plain)
        .with_context(|| format!("cannot open {}", path.display()))
}

fn read_key_file(path: &Path) -> Result<KeyFile> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    KeyFile::from_bytes(&bytes).with_context(|| format!("{} is no key file", path.display()))
}

fn operation_file(city: &Path, id: OperationId) -> PathBuf {
    city.join(format!("operation-{id}.key"))
}

/// The last millisecond of a day in Japan.
fn end_of(day: &str) -> Result<Timestamp> {
    let date = Date::parse(day, format_description!("[year]-[month]-[day]"))
        .with_context(|| format!("'{day}' is no day like 2030-12-31"))?;
    let midnight = date.midnight().assume_offset(time::macros::offset!(+9));
    Ok(Timestamp::from_millis(midnight.unix_timestamp() * 1_000 + 86_399_999))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_valid_to_the_end_of_its_day_in_japan() {
        // 2026-11-23T23:59:59.999+09:00
        assert_eq!(end_of("2026-11-23").unwrap(), Timestamp::from_millis(1_795_445_999_999));
        assert!(end_of("2026-02-30").is_err());
    }
}
