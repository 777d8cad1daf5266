//! `musubi serve`: this laptop's node, until Ctrl-C.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use musubi_store::journal::SEGMENT_BYTES;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::ConfigArguments;
use crate::blobs::{BLOBS, Carrier};
use crate::config::Config;
use crate::desk::{Desk, transfers};
use crate::http::public::Ends;
use crate::http::{self, doors, doors::Doors};
use crate::layers::{Shelf, importing, wanting};
use crate::push;
use crate::reach::{Port80, Reach};
use crate::runtime::{self, ClockWord, Meeting, Settings, Stage, handle};

/// Of plain HTTP.
const HTTP_PORT: u16 = 80;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    config: ConfigArguments,
    /// Folder of the built web app, where it is not inside this program
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
    /// End when standard input closes: for a program that starts this one
    #[arg(long, hide = true)]
    tied: bool,
    /// Size of the journal's files, which all versions and nodes may choose as they like
    #[arg(long, hide = true, value_name = "BYTES", default_value_t = SEGMENT_BYTES,
        value_parser = clap::value_parser!(u32).range(4_096..=i64::from(SEGMENT_BYTES)))]
    segment_bytes: u32,
    /// A person has looked at this laptop's clock already
    #[arg(long, hide = true)]
    clock_confirmed: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("cannot start")?
            .block_on(self.serve(config))
    }

    async fn serve(self, config: Config) -> Result<()> {
        let (handle, end) = handle::pair();
        let (stop, stopping) = watch::channel(false);
        let blobs = Carrier::open(config.data_dir.join(BLOBS))
            .with_context(|| format!("cannot write in {}", config.data_dir.display()))?;
        let settings = Settings {
            data_dir: config.data_dir.clone(),
            meeting: Some(Meeting { mesh: config.mesh.clone(), blobs: blobs.clone() }),
            time: if self.clock_confirmed { ClockWord::Confirmed } else { ClockWord::Unasked },
            segment_bytes: self.segment_bytes,
            passphrase: self.config.passphrase()?,
        };
        let mut running = runtime::spawn(settings, end, stopping);

        let staff = listen(config.staff.listen).await?;
        let public = listen(config.public.listen).await?;
        let (staff_at, public_at) = (staff.local_addr()?, public.local_addr()?);
        let (short, port_80) = short(public_at, config.public.port_80).await;
        let poster = config.data_dir.join("poster.json");
        let reach = Reach::new(Some(public_at), port_80, Some(poster));
        let shelf = Shelf::at(&config.data_dir, blobs.clone());
        let importing = importing::work(shelf.clone(), handle.clone(), stop.subscribe());
        let desk = Desk::with_layers(handle, shelf);
        let staff_router = http::staff::router(
            desk.clone(),
            http::staff::StaffConfig {
                hosts: hosts(staff_at),
                web_dir: self.web.clone(),
                reach: reach.clone(),
                power_supplies: config.laptop.power_supplies,
            },
        );
        let public_router = http::public::router(
            desk.clone(),
            http::public::PublicConfig {
                url: config.public.url,
                web_dir: self.web,
                reach: reach.clone(),
            },
        );
        let mut opening = running.stage.clone();
        let pages = async {
            // Until everything on the disk is read, a page could only be wrong: browsers wait.
            if opening.wait_for(|stage| *stage != Stage::Opening).await.is_err() {
                std::future::pending::<()>().await;
            }
            let staff = axum::serve(Doors::new(staff, doors::STAFF_MAX), staff_router);
            let doors = Doors::new(public, doors::PUBLIC_MAX);
            let public_service = public_router.into_make_service_with_connect_info::<Ends>();
            let short = short.map(|short| {
                axum::serve(doors.beside(short), public_service.clone()).into_future()
            });
            let public = axum::serve(doors, public_service);
            let short = async {
                match short {
                    Some(short) => short.await,
                    None => std::future::pending().await,
                }
            };
            tokio::try_join!(staff.into_future(), public.into_future(), short)
        };
        println!("staff: http://{staff_at}");
        println!("public: http://{public_at}");
        println!("port 80: {}", word(port_80));
        let importing = tokio::spawn(importing);
        tokio::spawn(reach.watch());
        tokio::spawn(read_ahead(desk.clone(), running.stage.clone()));
        tokio::spawn(wanting::work(blobs, desk.clone()));
        tokio::spawn(transfers::keeping::keep(desk.clone()));
        tokio::spawn(push::public::keep(desk.clone(), config.data_dir.clone()));
        let forgetting = forget_when_erased(desk.clone());
        tokio::pin!(pages);
        tokio::select! {
            outcome = &mut running.outcome => {
                stop.send_replace(true);
                importing.await.context("an import stopped in an unforeseen way")?;
                outcome.context("the node stopped in an unforeseen way")??;
                return Ok(());
            }
            outcome = &mut pages => {
                outcome.context("the pages cannot be served")?;
            }
            () = say_ready(&mut running.stage) => {}
            () = forgetting => {}
            () = wait_for_end() => {}
            () = input_closed(self.tied) => {}
        }
        stop.send_replace(true);
        // It leaves what it has to the next start.
        importing.await.context("an import stopped in an unforeseen way")?;
        running.outcome.await.context("the node stopped in an unforeseen way")??;
        Ok(())
    }
}

/// Headquarters reads everybody before anybody asks: of a large city that takes seconds, once.
async fn read_ahead(desk: Desk, mut stage: watch::Receiver<Stage>) {
    if stage.wait_for(|stage| matches!(stage, Stage::Open { .. })).await.is_err() {
        return;
    }
    let _ = tokio::task::spawn_blocking(move || desk.read_ahead()).await;
}

/// The pages keep lists they have read; once the keys are gone, these go, too.
async fn forget_when_erased(desk: Desk) {
    let mut changes = desk.changes();
    loop {
        use tokio::sync::broadcast::error::RecvError;
        if desk.is_erased() {
            desk.forget_people();
        }
        if let Err(RecvError::Closed) = changes.recv().await {
            std::future::pending::<()>().await;
        }
    }
}

/// Says where neighbours find this node, and that it is ready; then never comes back.
async fn say_ready(stage: &mut watch::Receiver<Stage>) {
    // A node that ends before it is open says why, and was never ready.
    let opened = stage.wait_for(is_ready).await.map(|stage| stage.clone());
    match opened {
        Err(_) => std::future::pending().await,
        Ok(Stage::Open { addresses }) => {
            for address in addresses {
                println!("mesh: {address}");
            }
        }
        Ok(_) => {}
    }
    println!("ready");
    std::future::pending::<()>().await;
}

/// Open, and heard over both transports; or alone, or waiting for its ticket or its passphrase.
fn is_ready(stage: &Stage) -> bool {
    match stage {
        Stage::Opening => false,
        Stage::NeedsTicket | Stage::Locked | Stage::Provisional => true,
        Stage::Open { addresses } => ["/tcp/", "/udp/"]
            .iter()
            .all(|transport| addresses.iter().any(|address| address.contains(transport))),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} is taken by another program or cannot be used"))
}

/// The second listener of the public pages, at the port that browsers ask without being told.
async fn short(public: SocketAddr, wanted: bool) -> (Option<TcpListener>, Port80) {
    if !wanted || public.ip().is_loopback() {
        return (None, Port80::Unasked);
    }
    if public.port() == HTTP_PORT {
        return (None, Port80::Open);
    }
    match TcpListener::bind((public.ip(), HTTP_PORT)).await {
        Ok(listener) => (Some(listener), Port80::Open),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => (None, Port80::NotPermitted),
        Err(_) => (None, Port80::Taken),
    }
}

fn word(port_80: Port80) -> &'static str {
    match port_80 {
        Port80::Open => "open, phones need no number behind the address",
        Port80::NotPermitted => "not permitted by this system without its administrator",
        Port80::Taken => "taken by another program",
        Port80::Unasked => "not asked for",
    }
}

/// What a browser on this laptop may call the staff pages.
fn hosts(address: SocketAddr) -> Vec<String> {
    let port = address.port();
    vec![format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")]
}

/// Ctrl-C, or the sentence by which a service manager ends a program.
pub(crate) async fn wait_for_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

/// On a thread of its own, which a last read may hold beyond the end of everything else.
async fn input_closed(tied: bool) {
    if !tied {
        return std::future::pending().await;
    }
    let (closed, is_closed) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = closed.send(());
    });
    let _ = is_closed.await;
}
