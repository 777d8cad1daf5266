//! A made-up city on free loopback ports, made by the commands that make a real one.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::process::{Node, run};

/// How long something may take to become true on a loaded machine before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct City {
    pub(crate) folder: TempDir,
    pub(crate) operation: String,
}

/// Real ids' form, nobody's places.
pub(crate) const GYM_A: &str = "E9999900001111";
pub(crate) const GYM_B: &str = "E9999900002111";

impl City {
    pub(crate) fn create() -> Self {
        let folder = TempDir::new().expect("a folder for the city");
        let city = path(&folder.path().join("city"));
        run(&["city", "create", &city, "--name", "試験市"]);
        let said =
            run(&["operation", "create", "--city", &city, "--kind", "drill", "--name", "試験"]);
        let operation = after(&said, "operation: ");
        Self { folder, operation }
    }

    /// A new laptop for headquarters.
    pub(crate) fn hq(&self, name: &str) -> PathBuf {
        self.laptop(name, &["--role", "hq"])
    }

    /// The `index`-th laptop of a gym.
    pub(crate) fn gym(&self, name: &str, common_id: &str, index: u8) -> PathBuf {
        let first = index.to_string();
        let place = ["--role", "shelter", "--common-id", common_id, "--name", "試験体育館"];
        self.laptop(name, &[&place[..], &["--first", &first]].concat())
    }

    pub(crate) fn relay(&self, name: &str) -> PathBuf {
        self.laptop(name, &["--role", "relay"])
    }

    /// Issues a ticket and takes it. Gives the laptop's data directory.
    pub(crate) fn laptop(&self, name: &str, ticket: &[&str]) -> PathBuf {
        let city = path(&self.folder.path().join("city"));
        let out = path(&self.folder.path().join("tickets"));
        let order = ["ticket", "issue", "--city", &city, "--operation", &self.operation];
        let said = run(&[&order[..], &["--out", &out], ticket].concat());
        let data = self.folder.path().join(name);
        run(&["join", "--data", &path(&data), "--ticket-file", &after(&said, "ticket: ")]);
        data
    }
}

/// Serves without discovery, so that laptops of tests that run side by side never meet.
pub(crate) fn serve(data: &Path, peers: &[&str]) -> Node {
    let mut more = vec!["--mesh", "127.0.0.1:0", "--no-discovery"];
    for peer in peers {
        more.extend(["--peer", *peer]);
    }
    Node::serve(data, &more)
}

/// Asks again until the answer is there. The only way in which these tests wait.
#[track_caller]
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::yield_now();
    }
}

pub(crate) fn path(path: &Path) -> String {
    path.to_str().expect("test folders have plain names").to_owned()
}

fn after(said: &str, prefix: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix(prefix));
    line.unwrap_or_else(|| panic!("no line '{prefix}…' in: {said}")).to_owned()
}
