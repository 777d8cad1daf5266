//! `musubi release sign` and `musubi upgrade`: the program itself, from a stick, checked by the city's
//! key, which every laptop has from its ticket on.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand};
use musubi_log::release::SignedRelease;

use super::ConfigArguments;
use super::peacetime::read_city;
use crate::runtime::keys::Keys;

/// Beside a program, under its own name and this.
const SIGNED: &str = "release";
/// What is read of a stick: no program of ours is larger.
const PROGRAM_BYTES_MAX: u64 = 1 << 30;

#[derive(Debug, Subcommand)]
pub(super) enum ReleaseCommand {
    /// Sign a program for this city's laptops, on the computer that holds the city's key
    Sign(Sign),
}

#[derive(Debug, Args)]
pub(super) struct Sign {
    #[arg(long, value_name = "FOLDER")]
    city: PathBuf,
    /// The program; FILE.release is written beside it
    file: PathBuf,
    /// Its version; left out: this program's own
    #[arg(long, default_value = env!("CARGO_PKG_VERSION"))]
    version: String,
    /// What it runs on; left out: what this program runs on
    #[arg(long, default_value_t = own_target())]
    target: String,
}

#[derive(Debug, Args)]
pub(super) struct Upgrade {
    #[command(flatten)]
    config: ConfigArguments,
    /// The new program, on a stick, with its FILE.release beside it; or the folder that holds both
    from: PathBuf,
    /// The program to replace; left out: this one
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

impl ReleaseCommand {
    pub(super) fn run(self) -> Result<()> {
        let Self::Sign(Sign { city, file, version, target }) = self;
        ensure!(numbers(&version).is_some(), "'{version}' is no version like 1.2.3");
        ensure!(target.len() <= SignedRelease::TARGET_BYTES_MAX, "'{target}' is too long");
        let signed = SignedRelease::sign(&read_city(&city)?, &version, &target, &read(&file)?);
        let path = beside(&file);
        fs::write(&path, signed.to_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
        println!("signed: {}", path.display());
        Ok(())
    }
}

impl Upgrade {
    pub(super) fn run(self) -> Result<()> {
        let from = if self.from.is_dir() { self.from.join(own_name()) } else { self.from };
        let to = match self.to {
            Some(to) => to,
            None => std::env::current_exe().context("this program is a file")?,
        };
        let data = self.config.resolve()?.data_dir;
        let enrolment = Keys::open(&data, self.config.passphrase()?.as_ref())?
            .ticket()?
            .context("this laptop has taken no ticket: it knows no city that could vouch for it")?;
        let paper = beside(&from);
        let paper = fs::read(&paper).with_context(|| format!("cannot read {}", paper.display()))?;
        let release = SignedRelease::from_bytes(&paper)?.verify(&enrolment.city)?;
        let program = read(&from)?;
        release.check(&program)?;
        if release.target != own_target() {
            bail!("this program runs on {}, this laptop is {}", release.target, own_target());
        }
        let own = env!("CARGO_PKG_VERSION");
        if numbers(&release.version) <= numbers(own) {
            bail!("this laptop has version {own} already; {} is not newer", release.version);
        }
        let kept = replace(&to, &program)?;
        println!("version: {}", release.version);
        println!("the old program is kept as {}", kept.display());
        println!("start it again to use the new one");
        Ok(())
    }
}

/// The new program stands whole on the disk before the old one steps aside, and the old one is kept.
fn replace(to: &Path, program: &[u8]) -> Result<PathBuf> {
    let (new, kept) = (with_ending(to, "new"), with_ending(to, "before"));
    let failed = |what: &Path| format!("cannot write {}; nothing was changed", what.display());
    let mut file = File::create(&new).with_context(|| failed(&new))?;
    file.write_all(program).with_context(|| failed(&new))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let rights = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&new, rights).with_context(|| failed(&new))?;
    }
    file.sync_all().with_context(|| failed(&new))?;
    drop(file);
    // A copy, not a renaming: at no instant is there no program.
    fs::copy(to, &kept)
        .and_then(|_| File::open(&kept)?.sync_all())
        .with_context(|| failed(&kept))?;
    step_in(&new, to, &kept)?;
    Ok(kept)
}

#[cfg(not(windows))]
fn step_in(new: &Path, to: &Path, _: &Path) -> Result<()> {
    fs::rename(new, to).with_context(|| format!("cannot replace {}", to.display()))
}

/// A program that runs can be moved there, and not be written over.
#[cfg(windows)]
fn step_in(new: &Path, to: &Path, kept: &Path) -> Result<()> {
    fs::remove_file(kept)
        .and_then(|()| fs::rename(to, kept))
        .and_then(|()| fs::rename(new, to))
        .with_context(|| {
            format!("cannot replace {}; the old one is {}", to.display(), kept.display())
        })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let length =
        fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
    ensure!(length <= PROGRAM_BYTES_MAX, "{} is too large for a program", path.display());
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn beside(program: &Path) -> PathBuf {
    with_ending(program, SIGNED)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}"));
    path.with_file_name(name)
}

fn own_name() -> String {
    format!("musubi{}", std::env::consts::EXE_SUFFIX)
}

fn own_target() -> String {
    format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS)
}

/// `1.2.3`, to be compared.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let numbers: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(numbers("0.10.0") > numbers("0.9.12"));
        assert!(numbers("0.1.0") > numbers("newest"));
        assert_eq!(numbers("1.2"), None);
    }

    #[test]
    fn the_old_program_is_kept_and_the_new_one_stands_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("musubi");
        fs::write(&to, b"old").unwrap();
        let kept = replace(&to, b"new").unwrap();
        assert_eq!(
            (fs::read(&to).unwrap(), fs::read(&kept).unwrap()),
            (b"new".into(), b"old".into())
        );
        let again = replace(&to, b"newer").unwrap();
        assert_eq!(fs::read(&again).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
