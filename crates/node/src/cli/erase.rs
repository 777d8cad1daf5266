//! `musubi erase`: the people of a closed operation, everywhere and for good.
//!
//! Three places take part: headquarters asks, the computer with the city's key orders, every laptop
//! obeys when it hears. At headquarters the node is stopped for these commands; the pages do the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::{Args, Subcommand};
use musubi_log::ending::{CITY_FOLDER, Order, Paper, PrintedTicket};
use musubi_log::erasure::{self, Account, SignedErasure};
use musubi_log::hash::Serial;
use musubi_log::item::Item;
use musubi_log::statement::{Fact, Statement};
use musubi_log::statements::Statements;
use musubi_model::ids::OperationId;

use super::close::{day, open};
use super::peacetime::{operation_file, read_city, read_tickets};
use super::{ConfigArguments, read_at_most, write_secret};
use crate::desk::now;
use crate::runtime::keeping::{KEPT, LOOKUPS};
use crate::runtime::keys::Keys;

#[derive(Debug, Subcommand)]
pub(super) enum Erase {
    /// At headquarters: write the request for the computer with the city's key
    Request(Request),
    /// On the computer with the city's key: sign the order, and destroy the operation's keys there
    Order(OrderIt),
    /// At headquarters: take the city's order in; laptops obey as they hear of it
    Take(Take),
    /// At headquarters: erase a drill at once
    Drill(Drill),
    /// At headquarters: a printed ticket was destroyed
    Paper(TickPaper),
    /// At headquarters: write the certificate as it stands now, signed, and as a page to print
    Certificate(Certify),
    /// At headquarters: read the kept look-ups, or erase them at the end of their own time
    #[command(subcommand)]
    Lookups(Lookups),
}

#[derive(Debug, Args)]
pub(super) struct Request {
    #[command(flatten)]
    config: ConfigArguments,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct OrderIt {
    /// The city's folder, brought back from two sheets with `city restore` where need be
    #[arg(long, value_name = "FOLDER")]
    city: PathBuf,
    /// What headquarters wrote
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// The order, to be brought to headquarters
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The operation's id, typed by a second person who has read what is asked
    #[arg(long)]
    confirm: OperationId,
}

#[derive(Debug, Args)]
pub(super) struct Take {
    #[command(flatten)]
    config: ConfigArguments,
    #[arg(value_name = "FILE")]
    order: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Drill {
    #[command(flatten)]
    config: ConfigArguments,
}

#[derive(Debug, Args)]
pub(super) struct TickPaper {
    #[command(flatten)]
    config: ConfigArguments,
    /// As printed on the ticket; `city-folder` for the operation's keys in the city's folder
    #[arg(value_name = "SERIAL")]
    serial: String,
}

#[derive(Debug, Args)]
pub(super) struct Certify {
    #[command(flatten)]
    config: ConfigArguments,
    /// Folder for the signed file and the page
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Lookups {
    /// Write them as JSON into a new file that only you may read
    Export(ExportLookups),
    /// Destroy their key
    Erase(EraseLookups),
}

#[derive(Debug, Args)]
pub(super) struct ExportLookups {
    #[command(flatten)]
    config: ConfigArguments,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct EraseLookups {
    #[command(flatten)]
    config: ConfigArguments,
}

impl Erase {
    pub(super) fn run(self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        match self {
            Self::Request(request) => runtime.block_on(request.run()),
            Self::Order(order) => order.run(),
            Self::Take(take) => runtime.block_on(take.run()),
            Self::Drill(drill) => runtime.block_on(drill.run()),
            Self::Paper(paper) => runtime.block_on(paper.run()),
            Self::Certificate(certify) => runtime.block_on(certify.run()),
            Self::Lookups(Lookups::Export(export)) => export.run(),
            Self::Lookups(Lookups::Erase(erase)) => erase.run(),
        }
    }
}

impl Request {
    async fn run(self) -> Result<()> {
        let node = open(&self.config).await?;
        let facts = node.handle.facts_of_closing().await;
        node.close().await?;
        ensure!(!facts.is_empty(), "the operation is open; close it first (operation_open)");
        write_secret(&self.out, &facts)?;
        println!("request: {}", self.out.display());
        Ok(())
    }
}

impl OrderIt {
    fn run(self) -> Result<()> {
        let city = read_city(&self.city)?;
        let items = read_facts(&self.request)?;
        let statements = known(&items, city.public())?;
        let operation = statements.operation();
        let member = statements.members().next().context("the request names no laptop")?;
        let name = member.operation.name.clone();
        let closed = statements.closed().context("the request does not hold a closing")?;
        let keep = closed.closing.keep;
        println!("operation: {operation} {name}");
        println!("closed: {}", day(closed.closing.at));
        println!("people's records until: {}", day(keep.people));
        ensure!(
            self.confirm == operation,
            "the id that was typed is not this operation's; nothing was signed"
        );
        let tickets: Vec<PrintedTicket> = read_tickets(&self.city, operation)?;
        let order = Order { at: now(), closing: closed.statement, tickets };
        let printed = order.tickets.len();
        let order = sign(&city, operation, &Fact::Order(order));
        let mut ordered = statements.clone();
        ordered.add(order.clone()).map_err(|error| anyhow!("{error} ({})", error.code()))?;
        ensure!(
            ordered.order().is_some(),
            "people's records are kept until {}; nothing was signed (order_does_not_stand)",
            day(keep.people)
        );
        let keys = operation_file(&self.city, operation);
        let mut out = items;
        out.push(Item::Statement(order));
        write_secret(&self.out, &erasure::write_facts(&out))?;
        // Only now, for the order is worth nothing to those who did not get it.
        if destroy(&keys)? {
            let fact = Fact::Paper(Paper { serial: CITY_FOLDER, at: now() });
            out.push(Item::Statement(sign(&city, operation, &fact)));
            fs::write(&self.out, erasure::write_facts(&out))
                .with_context(|| format!("cannot write {}", self.out.display()))?;
            println!("destroyed: {}; look for copies of it", keys.display());
        } else {
            println!("there are no keys of this operation in the folder; look for copies of them");
        }
        println!("order: {}", self.out.display());
        println!("tickets on it: {printed}");
        Ok(())
    }
}

fn sign(city: &musubi_log::city::CitySecret, operation: OperationId, fact: &Fact) -> Statement {
    Statement::by_city(city, operation, fact, &[])
}

/// Written over and removed; `false` where it is gone already. What the disk keeps beneath is its own
/// affair, so the certificate goes on listing copies until a person ticks them off.
fn destroy(path: &Path) -> Result<bool> {
    let failed = || format!("cannot destroy {}", path.display());
    let Ok(about) = fs::metadata(path) else { return Ok(false) };
    let mut file = fs::File::options().write(true).open(path).with_context(failed)?;
    let zeros = vec![0; usize::try_from(about.len()).unwrap_or(0)];
    std::io::Write::write_all(&mut file, &zeros).with_context(failed)?;
    file.sync_all().with_context(failed)?;
    fs::remove_file(path).with_context(failed)?;
    Ok(true)
}

fn read_facts(path: &Path) -> Result<Vec<Item>> {
    let bytes = read_at_most(path, erasure::FACTS_BYTES_MAX)?;
    erasure::read_facts(&bytes)
        .map_err(|error| anyhow!("{}: {error} ({})", path.display(), error.code()))
}

/// What of a facts file this city's key vouches for.
fn known(items: &[Item], city: musubi_log::city::CityKey) -> Result<Statements> {
    let certificates = items.iter().filter_map(|item| match item {
        Item::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<_> = certificates.collect();
    let first = certificates.first().context("the request holds no certificate")?;
    let operation = first.grant()?.operation.id;
    let mut statements = Statements::new(city, operation);
    for certificate in certificates {
        statements.admit(certificate).map_err(|error| anyhow!("{error} ({})", error.code()))?;
    }
    let said = items.iter().filter_map(|item| match item {
        Item::Statement(statement) => Some(statement.clone()),
        _ => None,
    });
    if let Some((_, error)) = statements.add_all(said).first() {
        bail!("{error} ({})", error.code());
    }
    Ok(statements)
}

impl Take {
    async fn run(self) -> Result<()> {
        let items = read_facts(&self.order)?;
        let node = open(&self.config).await?;
        let brought = node.handle.carry(items, None).await;
        // An erased laptop comes back as what is left of it; either way the order is known then.
        let ordered = node.handle.status().ending.order.is_some();
        node.close().await?;
        brought.map_err(|error| anyhow!("{error} ({})", error.code()))?;
        ensure!(ordered, "this order does not stand; nothing was erased (order_does_not_stand)");
        println!("ordered: this laptop and all that hear of it erase");
        Ok(())
    }
}

impl Drill {
    async fn run(self) -> Result<()> {
        let node = open(&self.config).await?;
        let (drill, closed) = {
            let status = node.handle.status();
            (status.enrolled.as_ref().is_some_and(|it| it.drill), status.ending.closed)
        };
        let said = match (drill, closed) {
            (true, Some(closed)) => {
                let closing = closed.statement;
                let order = Order { at: now(), closing, tickets: Vec::new() };
                node.handle.say(Fact::Order(order)).await.map_err(anyhow::Error::from)
            }
            (false, _) => {
                Err(anyhow!("a real operation is erased by the city's key (erasure_by_city)"))
            }
            (true, None) => Err(anyhow!("the operation is open; close it first (operation_open)")),
        };
        node.close().await?;
        said?;
        println!("ordered: this laptop and all that hear of it erase");
        Ok(())
    }
}

impl TickPaper {
    async fn run(self) -> Result<()> {
        let serial = if self.serial == "city-folder" {
            Some(CITY_FOLDER)
        } else {
            let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(self.serial.as_bytes());
            bytes.ok().and_then(|bytes| Serial::from_slice(&bytes))
        };
        let serial = serial.context("a serial has 16 hexadecimal digits")?;
        let node = open(&self.config).await?;
        let account: Option<Account> = node.handle.status().ending.account.clone();
        let listed =
            account.is_some_and(|account| account.open_papers.iter().any(|it| it.serial == serial));
        let said = if listed {
            node.handle
                .say(Fact::Paper(Paper { serial, at: now() }))
                .await
                .map_err(anyhow::Error::from)
        } else {
            Err(anyhow!("this paper is not on the list of those that are left"))
        };
        node.close().await?;
        said?;
        println!("destroyed: {serial}");
        Ok(())
    }
}

impl Certify {
    async fn run(self) -> Result<()> {
        let node = open(&self.config).await?;
        let signed = node.handle.certify(now()).await;
        let city = node.handle.city();
        let desk = crate::desk::Desk::new(node.handle.clone());
        let page = signed.as_deref().map(|signed| desk.erasure_paper(signed));
        node.close().await?;
        let signed = signed.context("no erasure was ordered (erasure_not_ordered)")?;
        let page = page.context("no erasure was ordered")?.map_err(|error| anyhow!("{error}"))?;
        fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make {}", self.out.display()))?;
        for (name, bytes) in
            [("erasure.certificate", &signed), ("erasure-certificate.html", &page.into_bytes())]
        {
            let path = self.out.join(name);
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
            println!("certificate: {}", path.display());
        }
        tell(&signed, &city.context("an enrolled node knows its city")?)
    }
}

/// What a certificate says, after its signature was checked.
pub(super) fn tell(signed: &[u8], city: &musubi_log::city::CityKey) -> Result<()> {
    let erasure = SignedErasure::from_bytes(signed)
        .map_err(|error| anyhow!("{error} ({})", error.code()))?
        .verify(city)
        .map_err(|error| anyhow!("{error} ({})", error.code()))?;
    let account = &erasure.account;
    println!("operation: {} {}", erasure.operation.id, erasure.operation.name);
    println!("closed: {}", day(account.closed_at));
    println!("ordered: {}", day(account.ordered_at));
    println!("issued: {} by {}", day(erasure.issued), erasure.issuer.node);
    println!("proven: {}", account.proven.len());
    for it in &account.proven {
        println!("  {} {} {}", it.laptop.node, it.laptop.role.word(), it.statement);
    }
    println!("not proven: {}", account.unproven.len());
    for it in &account.unproven {
        let why = match it.why {
            erasure::Why::NothingHeard => "nothing was heard",
            erasure::Why::Revoked => "revoked",
        };
        println!("  {} {} {why}", it.laptop.node, it.laptop.role.word());
    }
    let bundles = account.bundles.iter();
    let erased = bundles.filter(|(maker, it)| account.destroyed_at(it.serial(maker)).is_some());
    let erased = erased.count();
    println!("papers destroyed: {}", account.destroyed_papers.len() - erased);
    println!("papers left: {}", account.open_papers.len());
    for paper in &account.open_papers {
        println!("  {} taken by {}", paper.serial, paper.laptops);
    }
    println!("bundles: {}, of them erased: {erased}", account.bundles.len());
    for (_, kept) in &account.kept {
        println!("kept: {:?} until {} {}", kept.class, day(kept.until), kept.hash);
    }
    println!("complete: {}", if account.is_complete() { "yes" } else { "no" });
    Ok(())
}

impl ExportLookups {
    fn run(self) -> Result<()> {
        let data = self.config.resolve()?.data_dir;
        let keys = Keys::open(&data, self.config.passphrase()?.as_ref())?;
        let key = keys.kept_key()?.context("no look-ups are kept here")?;
        let enrolment = keys.ticket()?.context("no ticket was taken")?;
        let path = data.join(KEPT).join(LOOKUPS);
        let sealed = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let operation = enrolment.member()?.operation.id;
        let json = key.open_lookups(operation, &sealed).context("they were altered")?;
        write_secret(&self.out, &json)?;
        println!("look-ups: {}", self.out.display());
        Ok(())
    }
}

impl EraseLookups {
    fn run(self) -> Result<()> {
        let data = self.config.resolve()?.data_dir;
        let keys = Keys::open(&data, self.config.passphrase()?.as_ref())?;
        keys.kept_key()?.context("no look-ups are kept here")?;
        keys.forget_kept()?;
        musubi_store::erase::remove_all(&data.join(KEPT).join(LOOKUPS))?;
        println!("erased: the key of the kept look-ups is gone");
        Ok(())
    }
}
