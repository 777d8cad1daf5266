//! What is done before anything has happened, on a computer that stays offline: the city's key,
//! an operation's secrets, the tickets for the boxes.
//!
//! A city's folder holds `city.key`, `city.pub`, and for each operation `operation-ID.key` and the list
//! of its printed tickets, `operation-ID.tickets`, which holds no secrets. Who holds
//! the folder can make headquarters; it belongs into a safe.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand, ValueEnum};
use musubi_log::city::{CityKey, CitySecret, OperationKind};
use musubi_log::ending::{PrintedTicket, TICKETS_MAX};
use musubi_log::hash::{Serial, hq_place, place_id};
use musubi_log::keyfile::{KeyFile, Lock};
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::{Grant, Order, Pin};
use musubi_model::ids::{OperationId, PlaceId};
use musubi_model::time::Timestamp;
use time::{Date, macros::format_description};
use zeroize::Zeroizing;

use super::paper::{self, Printed};
use super::write_secret;

#[derive(Debug, Subcommand)]
pub(super) enum City {
    /// Make a city's root key in a new folder
    Create {
        folder: PathBuf,
        /// The city's name, as it stands on tickets and pages
        #[arg(long)]
        name: String,
        /// Also print the key as three sheets of which any two bring it back: HTML, into this folder
        #[arg(long, value_name = "FOLDER")]
        sheets: Option<PathBuf>,
    },
    /// Print the key of a city's folder as three new sheets
    Sheets {
        folder: PathBuf,
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
    /// Revoke a laptop or ticket of headquarters, from a draft that headquarters wrote
    Revoke(super::city_revoke::CityRevoke),
    /// Bring a city's root key back from any two of its three sheets, into a new folder
    Restore {
        folder: PathBuf,
        /// The city's name, as it stands on tickets and pages
        #[arg(long)]
        name: String,
        /// File with a sheet's text; twice. Blanks and line breaks do not matter
        #[arg(long = "sheet-file", value_name = "FILE", required = true)]
        sheet_files: Vec<PathBuf>,
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
    /// Print tickets for one place, one laptop each: texts in files, or sheets for paper
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
    /// The id of a place that is in the register without 共通ID, as in the address of its page
    #[arg(long, value_name = "ID", conflicts_with_all = ["common_id", "spare"])]
    pub(crate) place: Option<PlaceId>,
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
    /// Lock the tickets by six digits that are drawn now and printed on a sheet of their own
    #[arg(long, conflicts_with = "pin", requires = "sheets")]
    pub(crate) draw_pin: bool,
    /// Folder for the ticket texts, one file each
    #[arg(long, value_name = "FOLDER", required_unless_present = "sheets")]
    pub(crate) out: Option<PathBuf>,
    /// Folder for A4 pages to print (HTML): one page a ticket, the PIN apart
    #[arg(long, value_name = "FOLDER")]
    pub(crate) sheets: Option<PathBuf>,
}

/// Files that were written; all hold secrets.
pub(crate) struct Issued {
    pub(crate) tickets: Vec<PathBuf>,
    pub(crate) sheets: Vec<PathBuf>,
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
        match self {
            Self::Create { folder, name, sheets } => {
                let key = create_city(&folder, &name)?;
                println!("city: {key}");
                if let Some(out) = sheets {
                    print_key(&folder, &out)?;
                }
                println!("The city's key is in {}. Keep this folder in a safe.", folder.display());
            }
            Self::Revoke(revoke) => revoke.run()?,
            Self::Sheets { folder, out } => print_key(&folder, &out)?,
            Self::Restore { folder, name, sheet_files } => {
                let secret = paper::restore(&sheet_files)?;
                println!("city: {}", write_city(&folder, &name, &secret)?);
                println!("The city's key is in {}. Keep this folder in a safe.", folder.display());
            }
        }
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
        let issued = issue.run()?;
        for path in issued.tickets {
            println!("ticket: {}", path.display());
        }
        for path in issued.sheets {
            println!("sheet: {}", path.display());
        }
        Ok(())
    }
}

pub(crate) fn create_city(folder: &Path, name: &str) -> Result<CityKey> {
    write_city(folder, name, &CitySecret::generate(&mut rand::rng()))
}

fn write_city(folder: &Path, name: &str, secret: &CitySecret) -> Result<CityKey> {
    ensure!(!name.trim().is_empty(), "a city has a name");
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut rng = rand::rng();
    write_secret(&folder.join("city.key"), &secret.seal(&[Lock::Plain], &mut rng).to_bytes())?;
    let public = folder.join("city.pub");
    std::fs::write(&public, format!("{} {}\n", secret.public(), name.trim()))
        .with_context(|| format!("cannot write {}", public.display()))?;
    Ok(secret.public())
}

fn print_key(folder: &Path, out: &Path) -> Result<()> {
    for path in paper::city_key(out, &city_name(folder), &read_city(folder)?)? {
        println!("sheet: {}", path.display());
    }
    Ok(())
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
    pub(crate) fn run(&self) -> Result<Issued> {
        let drawn = self.draw_pin.then(draw_digits);
        let digits = self.pin.as_deref().or(drawn.as_deref().map(String::as_str));
        let pin = digits.map(Pin::parse).transpose()?;
        let printed = self.print(pin.as_ref())?;
        let mut issued = Issued { tickets: Vec::new(), sheets: Vec::new() };
        if let Some(out) = &self.out {
            std::fs::create_dir_all(out)
                .with_context(|| format!("cannot make {}", out.display()))?;
            for one in &printed {
                let serial = one.ticket.grant().serial;
                let path = out.join(format!("{}-{serial}.ticket", Role::from(self.role).word()));
                write_secret(&path, Zeroizing::new(format!("{}\n", *one.text)).as_bytes())?;
                issued.tickets.push(path);
            }
        }
        if let Some(folder) = &self.sheets {
            issued.sheets = paper::tickets(folder, &city_name(&self.city), &printed, digits)?;
        }
        Ok(issued)
    }

    fn print(&self, pin: Option<&Pin>) -> Result<Vec<Printed>> {
        let city = read_city(&self.city)?;
        let path = operation_file(&self.city, self.operation);
        let operation = OperationSecret::open(&read_key_file(&path)?, &Lock::Plain)
            .with_context(|| format!("cannot open {}", path.display()))?;
        let place = self.place(&city.public())?;
        let not_after = end_of(&self.not_after)?;
        let last = self.first.saturating_add(self.count.saturating_sub(1));
        ensure!(
            self.count > 0 && last <= Grant::INDEX_MAX,
            "a box has tickets 0 to {}",
            Grant::INDEX_MAX
        );
        let mut rng = rand::rng();
        let printed: Vec<Printed> = (self.first..=last)
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
                let text = match pin {
                    Some(pin) => ticket.print_locked(pin, &mut rng),
                    None => ticket.print(),
                };
                Printed { ticket, text: Zeroizing::new(text) }
            })
            .collect();
        note_tickets(&self.city, &printed)?;
        Ok(printed)
    }

    fn place(&self, city: &CityKey) -> Result<PlaceId> {
        if let Some(place) = self.place {
            ensure!(
                matches!(self.role, RoleWord::Shelter | RoleWord::Patrol),
                "only a shelter's or a patrol's ticket is for a place; leave --place out"
            );
            return Ok(place);
        }
        match (self.role, &self.common_id) {
            (RoleWord::Hq, None) => Ok(hq_place(city)),
            (RoleWord::Hq, Some(_)) => bail!("headquarters has no 共通ID; leave --common-id out"),
            (_, Some(text)) => {
                let common = text.parse::<musubi_model::place::CommonId>()?;
                Ok(place_id(city, common.as_str()))
            }
            (RoleWord::Relay, None) => Ok(PlaceId::CITY),
            (_, None) if self.spare => Ok(PlaceId::new(rand::random())),
            (_, None) => bail!(
                "say which place: --common-id ID or --place ID, or --spare for one that is in no list"
            ),
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

pub(super) fn read_city(folder: &Path) -> Result<CitySecret> {
    let path = folder.join("city.key");
    CitySecret::open(&read_key_file(&path)?, &Lock::Plain)
        .with_context(|| format!("cannot open {}", path.display()))
}

/// As it was given when the folder was made; empty where that file is gone.
fn city_name(folder: &Path) -> String {
    let public = std::fs::read_to_string(folder.join("city.pub")).unwrap_or_default();
    public.split_once(' ').map_or_else(String::new, |(_, name)| name.trim().to_owned())
}

/// Six digits, each as likely as any other.
fn draw_digits() -> Zeroizing<String> {
    Zeroizing::new(format!("{:06}", rand::random_range(0..1_000_000_u32)))
}

fn read_key_file(path: &Path) -> Result<KeyFile> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    KeyFile::from_bytes(&bytes).with_context(|| format!("{} is no key file", path.display()))
}

pub(super) fn operation_file(city: &Path, id: OperationId) -> PathBuf {
    city.join(format!("operation-{id}.key"))
}

/// Beside an operation's keys: which tickets were printed, line by line, without their secrets.
fn tickets_file(city: &Path, id: OperationId) -> PathBuf {
    city.join(format!("operation-{id}.tickets"))
}

/// Before they leave the program: whoever destroys an operation's papers has to know them all.
fn note_tickets(city: &Path, printed: &[Printed]) -> Result<()> {
    let Some(first) = printed.first() else { return Ok(()) };
    let path = tickets_file(city, first.ticket.grant().operation.id);
    let lines: String = printed
        .iter()
        .map(|one| {
            let grant = one.ticket.grant();
            format!("{} {} {} {}\n", grant.serial, grant.role.word(), grant.place, grant.index)
        })
        .collect();
    let mut file = std::fs::File::options()
        .append(true)
        .create(true)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    std::io::Write::write_all(&mut file, lines.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Every ticket of an operation that was printed from this folder; none where nothing was noted.
pub(super) fn read_tickets(city: &Path, id: OperationId) -> Result<Vec<PrintedTicket>> {
    let path = tickets_file(city, id);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let mut tickets = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let ticket = printed_ticket(line)
            .with_context(|| format!("{}, line {}, is no ticket", path.display(), number + 1))?;
        tickets.push(ticket);
    }
    ensure!(tickets.len() <= TICKETS_MAX, "an order lists at most {TICKETS_MAX} tickets");
    Ok(tickets)
}

fn printed_ticket(line: &str) -> Option<PrintedTicket> {
    let mut parts = line.split(' ');
    let serial = data_encoding::HEXLOWER.decode(parts.next()?.as_bytes()).ok()?;
    let ticket = PrintedTicket {
        serial: Serial::from_slice(&serial)?,
        role: Role::from_word(parts.next()?)?,
        place: parts.next()?.parse().ok()?,
        index: parts.next()?.parse().ok()?,
    };
    parts.next().is_none().then_some(ticket)
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
