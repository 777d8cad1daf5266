//! `musubi demo`: a city on one machine, to see and to test against. Headquarters and three shelters,
//! each a process of its own, in a drill operation, with made-up people at real places.
//!
//! It is made as a real city is made: keys, tickets, enrolments, a register, then laptops that are
//! filled before they serve. Ends with Ctrl-C and takes its processes with it, however it ends.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use musubi_exchange::problem::Source;
use musubi_exchange::register::{self, RegisterRow};
use musubi_model::place::PlaceKind;
use serde::Serialize;

use crate::cli::peacetime::{self, Issue, Kind, RoleWord};
use crate::runtime::enrol;

mod fill;
mod processes;

use processes::Served;

/// Real places of 熊本市, from the list of 国土地理院 (国土地理院コンテンツ利用規約).
const PLACES: &str = include_str!("demo/places.csv");
const CREDIT: &str = "国土地理院";

#[derive(Debug, Args)]
pub struct Demo {
    /// Where the city lies; left out: a folder that is removed at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Households at each shelter
    #[arg(long, default_value_t = 40)]
    households: u32,
    /// The made-up people come from this number
    #[arg(long, default_value_t = 20_161_104)]
    seed: u64,
    /// Write addresses and sign-ins to this file, as JSON
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Folder of the built web app, where it is not inside this program
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
}

/// One laptop of the demonstration.
struct Laptop {
    role: RoleWord,
    name: String,
    common_id: Option<String>,
    data: PathBuf,
}

/// How to use one laptop of it.
#[derive(Serialize)]
struct Desk<'a> {
    role: &'a str,
    name: &'a str,
    staff: &'a str,
    public: &'a str,
    account: &'a str,
    secret: &'a str,
}

impl Demo {
    pub fn run(self) -> Result<()> {
        let temporary = self.data.is_none();
        let folder = self.data.clone().unwrap_or_else(|| {
            std::env::temp_dir().join(format!("musubi-demo-{}", std::process::id()))
        });
        let outcome = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?
            .block_on(self.city(&folder));
        if temporary {
            let _ = std::fs::remove_dir_all(&folder);
        }
        outcome
    }

    async fn city(&self, folder: &Path) -> Result<()> {
        println!("Making a demonstration city: everyone in it is made up.");
        let rows = places()?;
        let laptops = make(folder, &rows)?;
        for (number, laptop) in laptops.iter().enumerate() {
            fill::fill(laptop, &rows, self.households, self.seed + number as u64)
                .await
                .with_context(|| format!("cannot fill {}", laptop.name))?;
        }
        let mut served: Vec<Served> = Vec::new();
        for laptop in &laptops {
            let peers: Vec<&str> = served.iter().map(|node| node.mesh.as_str()).collect();
            let node = Served::start(&laptop.data, &peers, self.web.as_deref()).await?;
            served.push(node);
        }
        self.tell(&laptops, &served)?;
        tokio::select! {
            () = crate::cli::serve::wait_for_end() => println!("Ending the demonstration."),
            name = processes::first_to_end(&mut served) => {
                anyhow::bail!("the laptop at {name} stopped; see its log beside its data");
            }
        }
        for node in served {
            node.end().await;
        }
        Ok(())
    }

    fn tell(&self, laptops: &[Laptop], served: &[Served]) -> Result<()> {
        let desks: Vec<Desk<'_>> = laptops
            .iter()
            .zip(served)
            .map(|(laptop, node)| Desk {
                role: if laptop.role == RoleWord::Hq { "hq" } else { "shelter" },
                name: &laptop.name,
                staff: &node.staff,
                public: &node.public,
                account: fill::MANAGER,
                secret: fill::SECRET,
            })
            .collect();
        println!(
            "\n訓練 / drill. Sign in everywhere as {} with {}.\n",
            fill::MANAGER,
            fill::SECRET
        );
        for desk in &desks {
            println!("{}\n  staff   {}\n  phones  {}", desk.name, desk.staff, desk.public);
        }
        if std::io::stdout().is_terminal() {
            println!("\nCtrl-C ends it.");
        }
        if let Some(path) = &self.state {
            let text = serde_json::to_string_pretty(&desks)?;
            let partial = path.with_extension("partial");
            std::fs::write(&partial, text)
                .and_then(|()| std::fs::rename(&partial, path))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

fn places() -> Result<Vec<RegisterRow>> {
    let source = Source { name: "places.csv", bytes: PLACES.as_bytes() };
    let credit = CREDIT.parse().context("the credit line is short")?;
    register::read(&[source], PlaceKind::Designated, Some(&credit))
        .map_err(|problems| anyhow::anyhow!("the demonstration's places: {problems:?}"))
}

/// Keys, tickets and enrolments, as in peacetime.
fn make(folder: &Path, rows: &[RegisterRow]) -> Result<Vec<Laptop>> {
    let city = folder.join("city");
    peacetime::create_city(&city, "熊本市")?;
    let operation = peacetime::create_operation(&city, Kind::Drill, "デモンストレーション訓練")?;
    let mut laptops = vec![Laptop {
        role: RoleWord::Hq,
        name: "災害対策本部".to_owned(),
        common_id: None,
        data: folder.join("hq"),
    }];
    laptops.extend(rows.iter().enumerate().map(|(number, row)| Laptop {
        role: RoleWord::Shelter,
        name: String::from(row.entry.name.clone()),
        common_id: row.common_id.map(String::from),
        data: folder.join(format!("shelter-{}", number + 1)),
    }));
    for laptop in &laptops {
        let issue = Issue {
            city: city.clone(),
            operation,
            role: laptop.role,
            common_id: laptop.common_id.clone(),
            spare: false,
            name: laptop.name.clone(),
            count: 1,
            first: 0,
            not_after: "2030-12-31".to_owned(),
            pin: None,
            draw_pin: false,
            out: Some(folder.join("tickets")),
            sheets: None,
        };
        let ticket = issue.run()?.tickets.remove(0);
        let text = std::fs::read_to_string(&ticket)?;
        enrol::join(&laptop.data, text.trim(), None, None)?;
    }
    Ok(laptops)
}
