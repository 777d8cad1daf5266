//! `musubi demo`: a city on one machine, to see and to test against. Headquarters and some shelters, each
//! a process of its own, in a drill operation, with made-up people at real places; and, in a large city,
//! many more places whose laptops are off and whose records were carried to headquarters.
//!
//! It is made as a real city is made: keys, tickets, enrolments, a register, then laptops that are
//! filled before they serve. Ends with Ctrl-C and takes its processes with it, however it ends.
//!
//! Invariant: a folder that was named holds either no city, a whole one with its order beside it, which
//! is served again, or an unfinished one, which is not touched.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures::stream::{StreamExt as _, TryStreamExt as _};
use musubi_log::city::CityKey;
use musubi_model::ids::OperationId;
use serde::Serialize;

use crate::cli::peacetime::{self, Issue, Kind, RoleWord};
use crate::runtime::enrol;

mod carried;
mod city;
mod fill;
mod processes;

use city::{CityWord, Order, Planned};
use processes::Served;

/// Beside a whole city: what was ordered.
const ORDER: &str = "demo.json";
/// Laptops that are made at once.
const AT_ONCE: usize = 2;
/// Neighbours that a laptop calls at the start: headquarters, and the shelters just before it.
const NEIGHBOURS: usize = 3;

#[derive(Debug, Args)]
pub struct Demo {
    /// Which city
    #[arg(long, value_enum, default_value_t = CityWord::Sample)]
    city: CityWord,
    /// Where the city lies: one that was made there before is served again. Left out: a folder that
    /// is removed at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Households at each shelter of the sample
    #[arg(long, default_value_t = 40)]
    households: u32,
    /// Open places; left out: all of the city
    #[arg(long)]
    places: Option<usize>,
    /// Places whose laptops run
    #[arg(long)]
    live: Option<usize>,
    /// People in the whole city, spread over its places
    #[arg(long)]
    people: Option<u32>,
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

/// One laptop that runs.
struct Laptop {
    role: RoleWord,
    name: String,
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

    fn order(&self) -> Order {
        let (places, live, people) = match self.city {
            CityWord::Sample => (3, 3, None),
            CityWord::Kumamoto => (267, 20, Some(110_000)),
        };
        let places = self.places.unwrap_or(places);
        Order {
            city: self.city,
            places,
            live: self.live.unwrap_or(live.min(places)),
            people: self.people.or(people),
            households: self.households,
            seed: self.seed,
        }
    }

    async fn city(&self, folder: &Path) -> Result<()> {
        let order = self.order();
        let planned = city::plan(&order)?;
        match kept(folder)? {
            Some(kept) if kept == order => {
                println!("The city lies there whole; it is served again.");
            }
            Some(_) => bail!(
                "{} holds a demonstration that was ordered otherwise; name another folder",
                folder.display()
            ),
            None => make(folder, &order, &planned).await?,
        }
        let laptops = laptops(folder, &planned);
        let mut served: Vec<Served> = Vec::new();
        for laptop in &laptops {
            let meshes: Vec<&str> = served.iter().map(|node| node.mesh.as_str()).collect();
            let last = meshes.iter().skip(1).rev().take(NEIGHBOURS - 1);
            let peers: Vec<&str> = meshes.first().into_iter().chain(last).copied().collect();
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

/// What was ordered of the city that lies there whole. `None`: nothing lies there.
fn kept(folder: &Path) -> Result<Option<Order>> {
    let path = folder.join(ORDER);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let order = serde_json::from_slice(&bytes);
            order.map(Some).with_context(|| format!("{} cannot be understood", path.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let empty = std::fs::read_dir(folder).map_or(true, |mut files| files.next().is_none());
            if !empty {
                bail!(
                    "{} holds something else, or a city that was not finished; name another folder",
                    folder.display()
                );
            }
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Headquarters first, then the shelters that run.
fn laptops(folder: &Path, planned: &[Planned]) -> Vec<Laptop> {
    let hq =
        Laptop {
            role: RoleWord::Hq, name: "災害対策本部".to_owned(), data: folder.join("hq")
        };
    let live = planned.iter().filter(|place| place.live).map(|place| Laptop {
        role: RoleWord::Shelter,
        name: place.name(),
        data: shelter_folder(folder, place),
    });
    std::iter::once(hq).chain(live).collect()
}

fn shelter_folder(folder: &Path, place: &Planned) -> PathBuf {
    folder.join(format!("shelter-{}", place.number))
}

async fn make(folder: &Path, order: &Order, planned: &[Planned]) -> Result<()> {
    println!("Making a demonstration city: everyone in it is made up.");
    let papers = Papers::print(folder)?;
    let hq = folder.join("hq");
    papers.enrol(&hq, None)?;
    fill::headquarters(&hq, planned).await.context("cannot fill headquarters")?;
    let sticks = folder.join("sticks");
    std::fs::create_dir_all(&sticks)?;
    let begun = Instant::now();
    let made = futures::stream::iter(planned)
        .map(|place| papers.place(folder, place, &sticks))
        .buffered(AT_ONCE);
    let told = made.enumerate().map(|(index, stick)| {
        let number = index + 1;
        if number % 20 == 0 && number < planned.len() {
            println!("{number} of {} places, {} s", planned.len(), begun.elapsed().as_secs());
        }
        stick
    });
    let carried: Vec<Option<PathBuf>> = told.try_collect().await?;
    let carried: Vec<PathBuf> = carried.into_iter().flatten().collect();
    if !carried.is_empty() {
        println!("Headquarters reads the sticks of {} places.", carried.len());
        let taken = carried::take(&hq, &carried).await?;
        println!(
            "It took in {} entries, {} MB; {} s in all.",
            taken.entries,
            taken.bytes / 1_000_000,
            begun.elapsed().as_secs()
        );
    }
    std::fs::remove_dir(&sticks)?;
    std::fs::write(folder.join(ORDER), serde_json::to_vec_pretty(order)?)
        .with_context(|| format!("cannot write in {}", folder.display()))
}

/// Keys and tickets, as in peacetime.
struct Papers {
    city: PathBuf,
    key: CityKey,
    operation: OperationId,
    tickets: PathBuf,
}

impl Papers {
    fn print(folder: &Path) -> Result<Self> {
        let city = folder.join("city");
        let key = peacetime::create_city(&city, "熊本市")?;
        let name = "デモンストレーション訓練";
        let operation = peacetime::create_operation(&city, Kind::Drill, name)?;
        Ok(Self { city, key, operation, tickets: folder.join("tickets") })
    }

    /// A laptop of a place, or of headquarters, takes its ticket.
    fn enrol(&self, data: &Path, place: Option<&Planned>) -> Result<()> {
        let issue = Issue {
            city: self.city.clone(),
            operation: self.operation,
            role: if place.is_some() { RoleWord::Shelter } else { RoleWord::Hq },
            common_id: None,
            place: place.map(|place| place.id(&self.key)),
            spare: false,
            name: place.map(Planned::name).unwrap_or_default(),
            count: 1,
            first: 0,
            not_after: "2030-12-31".to_owned(),
            pin: None,
            draw_pin: false,
            out: Some(self.tickets.clone()),
            sheets: None,
        };
        let ticket = issue.run()?.tickets.remove(0);
        let text = std::fs::read_to_string(&ticket)?;
        enrol::join(data, text.trim(), None, None)?;
        Ok(())
    }

    /// A shelter's laptop and what it holds. Where it will not run, all of it is put onto a stick.
    async fn place(
        &self,
        folder: &Path,
        place: &Planned,
        sticks: &Path,
    ) -> Result<Option<PathBuf>> {
        let data = shelter_folder(folder, place);
        self.enrol(&data, Some(place))?;
        fill::shelter(&data, place)
            .await
            .with_context(|| format!("cannot fill {}", place.name()))?;
        if place.live {
            return Ok(None);
        }
        let stick = sticks.join(format!("{}.musubi", place.number));
        carried::send(&data, &stick).await?;
        std::fs::remove_dir_all(&data)?;
        Ok(Some(stick))
    }
}
