//! The product as its users have it: the binary, run in processes of their own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

/// How long a node may take from its start to its last `ready` line, on a loaded machine.
const READY_MAX: Duration = Duration::from_secs(60);

/// The binary that was built beside this test.
pub(crate) fn musubi() -> Command {
    let test = std::env::current_exe().expect("this test is a file");
    let folder = test.ancestors().nth(2).expect("tests lie in target/PROFILE/deps");
    let binary = folder.join(format!("musubi{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "{} is missing: cargo build -p musubi-node", binary.display());
    Command::new(binary)
}

/// Runs a command of the binary to its end; panics with what it said if it fails.
#[track_caller]
pub(crate) fn run(arguments: &[&str]) -> String {
    let output = try_run(arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "musubi {} failed: {said}{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr),
    );
    said
}

pub(crate) fn try_run(arguments: &[&str]) -> Output {
    musubi().args(arguments).stdin(Stdio::null()).output().expect("the binary starts")
}

/// A node that serves. Dropping it kills it: the hardest end a process can have.
pub(crate) struct Node {
    child: Child,
    pub(crate) staff: String,
    pub(crate) public: String,
    /// The last of the addresses in [`Node::meshes`].
    pub(crate) mesh: String,
    /// One for each transport.
    meshes: Vec<String>,
    log: PathBuf,
    printed: Arc<Mutex<String>>,
}

impl Node {
    /// Starts `serve` on free loopback ports and waits until it says that it is ready.
    pub(crate) fn serve(data: &Path, more: &[&str]) -> Self {
        Self::start(musubi(), data, more)
    }

    /// As [`Node::serve`], through a command of the caller's (another network namespace).
    pub(crate) fn start(mut command: Command, data: &Path, more: &[&str]) -> Self {
        let log = data.with_extension("log");
        let stderr = std::fs::File::options().create(true).append(true).open(&log).expect("a log");
        command.arg("serve").arg("--tied").arg("--data").arg(data);
        for (flag, address) in [("--staff", "127.0.0.1:0"), ("--public", "127.0.0.1:0")] {
            if !more.contains(&flag) {
                command.args([flag, address]);
            }
        }
        let mut child = command
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .expect("the binary starts");
        let stdout = child.stdout.take().expect("stdout is piped");
        let (sender, lines) = mpsc::channel();
        let printed = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&printed);
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let mut kept = kept.lock().expect("nothing panics under it");
                kept.push_str(&line);
                kept.push('\n');
                let _ = sender.send(line);
            }
        });
        let [staff, public, mesh] = [const { String::new() }; 3];
        let mut node = Self { child, staff, public, mesh, meshes: Vec::new(), log, printed };
        loop {
            let Ok(line) = lines.recv_timeout(READY_MAX) else {
                panic!("the node did not get ready:\n{}", node.said());
            };
            match line.split_once(": ") {
                Some(("staff", url)) => url.clone_into(&mut node.staff),
                Some(("public", url)) => url.clone_into(&mut node.public),
                Some(("mesh", address)) => {
                    address.clone_into(&mut node.mesh);
                    node.meshes.push(address.to_owned());
                }
                _ if line == "ready" => return node,
                _ => {}
            }
        }
    }

    /// Where it is heard over `tcp` or over `udp`.
    pub(crate) fn heard_over(&self, transport: &str) -> &str {
        let part = format!("/{transport}/");
        let address = self.meshes.iter().find(|address| address.contains(&part));
        address.expect("a node is ready when it is heard over both transports")
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything the process wrote to its log so far.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Everything it printed so far.
    pub(crate) fn printed(&self) -> String {
        self.printed.lock().expect("nothing panics under it").clone()
    }

    /// As a person ends it: by closing what started it.
    #[track_caller]
    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        let status = self.child.wait().expect("it was started");
        assert!(status.success(), "the node ended badly:\n{}", self.said());
    }

    /// SIGKILL, at once: nothing is flushed, nothing is said.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.end();
    }
}
