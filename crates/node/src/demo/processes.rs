//! The demonstration's laptops as processes: this same program, serving.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A laptop that serves. It ends when this process does, because its standard input closes.
pub(super) struct Served {
    name: String,
    child: Child,
    input: ChildStdin,
    pub(super) staff: String,
    pub(super) public: String,
    /// Where later laptops call it.
    pub(super) mesh: String,
}

impl Served {
    /// On free ports of the loopback, known to the laptops that were started before.
    pub(super) async fn start(data: &Path, peers: &[&str], web: Option<&Path>) -> Result<Self> {
        let log = std::fs::File::create(data.with_extension("log"))?;
        let mut command = Command::new(std::env::current_exe().context("this program is a file")?);
        command
            .args(["serve", "--tied", "--clock-confirmed"])
            .arg("--data")
            .arg(data)
            .arg("--no-discovery");
        for flag in ["--staff", "--public", "--mesh"] {
            command.args([flag, "127.0.0.1:0"]);
        }
        for peer in peers {
            command.args(["--peer", peer]);
        }
        if let Some(web) = web {
            command.arg("--web").arg(web);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("cannot start a laptop")?;
        let input = child.stdin.take().expect("standard input is piped");
        let output = child.stdout.take().expect("standard output is piped");
        let mut served = Self {
            name: data.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            child,
            input,
            staff: String::new(),
            public: String::new(),
            mesh: String::new(),
        };
        served.wait_until_ready(BufReader::new(output).lines()).await?;
        Ok(served)
    }

    async fn wait_until_ready(&mut self, mut lines: Lines<BufReader<ChildStdout>>) -> Result<()> {
        while let Some(line) = lines.next_line().await? {
            match line.split_once(": ") {
                Some(("staff", url)) => url.clone_into(&mut self.staff),
                Some(("public", url)) => url.clone_into(&mut self.public),
                Some(("mesh", address)) if address.contains("/udp/") => {
                    address.clone_into(&mut self.mesh);
                }
                _ if line == "ready" => return Ok(()),
                _ => {}
            }
        }
        bail!("the laptop '{}' did not get ready; see its log", self.name)
    }

    /// Asks it to end and waits.
    pub(super) async fn end(mut self) {
        drop(self.input);
        let _ = self.child.wait().await;
    }
}

/// The name of the first that ends by itself.
pub(super) async fn first_to_end(served: &mut [Served]) -> String {
    let ends = served.iter_mut().map(|node| {
        let Served { name, child, .. } = node;
        Box::pin(async move {
            let _ = child.wait().await;
            name.clone()
        })
    });
    futures::future::select_all(ends).await.0
}
