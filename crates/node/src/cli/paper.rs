//! What `city`, `ticket` write for a printer: pages that hold secrets, so only their maker may read
//! the files, and none is ever written over.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use musubi_log::city::CitySecret;
use musubi_log::sheet::Sheet;
use musubi_log::ticket::Ticket;
use zeroize::Zeroizing;

use super::write_secret;
use crate::sheets::{self, PaperLock, TicketPaper};

/// A ticket and the text that is printed of it.
pub(super) struct Printed {
    pub(super) ticket: Ticket,
    pub(super) text: Zeroizing<String>,
}

/// One file with a page a ticket, and, where digits lock them, one with the digits.
pub(super) fn tickets(
    folder: &Path,
    city: &str,
    printed: &[Printed],
    pin: Option<&str>,
) -> Result<Vec<PathBuf>> {
    let Some(first) = printed.first() else { return Ok(Vec::new()) };
    make(folder)?;
    let lock = if pin.is_some() { PaperLock::Pin } else { PaperLock::Open };
    let papers: Vec<TicketPaper<'_>> = printed
        .iter()
        .enumerate()
        .map(|(number, it)| TicketPaper {
            grant: it.ticket.grant(),
            text: &it.text,
            number: number + 1,
            of: printed.len(),
            lock,
        })
        .collect();
    let serial = first.ticket.grant().serial;
    let mut written = vec![folder.join(format!("tickets-{serial}.html"))];
    write_secret(&written[0], sheets::tickets(city, &papers).as_bytes())?;
    if let Some(digits) = pin {
        let path = folder.join(format!("pin-{serial}.html"));
        write_secret(&path, sheets::pin(city, &papers, digits).as_bytes())?;
        written.push(path);
    }
    Ok(written)
}

/// Three files, for three people.
pub(super) fn city_key(folder: &Path, name: &str, secret: &CitySecret) -> Result<Vec<PathBuf>> {
    make(folder)?;
    let key = secret.public();
    Sheet::split(secret, &mut rand::rng())
        .iter()
        .map(|sheet| {
            let page = sheets::city_key(name, &key, sheet.number(), Sheet::PREFIX, &sheet.print());
            let path = folder.join(format!("city-key-{}-of-3.html", sheet.number()));
            write_secret(&path, page.as_bytes())?;
            Ok(path)
        })
        .collect()
}

/// The key that two copied sheets give.
pub(super) fn restore(files: &[PathBuf]) -> Result<CitySecret> {
    ensure!(files.len() == 2, "two sheets bring the key back; this names {}", files.len());
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path)
            .map(Zeroizing::new)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Sheet::parse(&text).with_context(|| format!("{} is not usable", path.display()))
    };
    let (one, other) = (read(&files[0])?, read(&files[1])?);
    Sheet::join(&one, &other).context("these sheets do not fit together")
}

fn make(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}
