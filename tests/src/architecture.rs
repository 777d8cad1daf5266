//! The arrows between crates, the one permitted user of each named library, and the licences of
//! everything that is linked in: design rules that nobody has to remember.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package};

/// Which of our crates each of our crates may know. Everything absent is forbidden.
const ARROWS: [(&str, &[&str]); 9] = [
    ("model", &[]),
    ("log", &["model"]),
    ("document", &["model"]),
    ("replica", &["model", "log", "document"]),
    ("store", &["model", "log"]),
    ("mesh", &["model", "log"]),
    ("exchange", &["model"]),
    ("imagery", &[]),
    ("node", &["model", "log", "document", "replica", "store", "mesh", "exchange", "imagery"]),
];

/// Libraries that shape an architecture have one user each.
const SOLE_USERS: [(&str, &str); 6] = [
    ("automerge", "document"),
    ("libp2p", "mesh"),
    ("sled", "store"),
    ("axum", "node"),
    ("ed25519-dalek", "log"),
    ("object_store", "node"),
];

/// What pure crates must not depend on, even where they need no clock today.
const IMPURE: [&str; 6] = ["tokio", "rand", "getrandom", "time", "tracing", "futures"];
const PURE: [&str; 6] = ["model", "log", "document", "replica", "exchange", "imagery"];

/// Licences whose terms a shipped binary can meet by shipping their texts. No copyleft beyond
/// single files.
const LICENCES: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    // Mozilla's list of root certificates, where a system has none: data, asks for its text alone.
    "CDLA-Permissive-2.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn crates_know_only_what_the_design_lets_them_know() {
    let metadata = workspace();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for package in ours(&metadata) {
        let name = short(package);
        let may = allowed.get(name).unwrap_or_else(|| panic!("{name} has no row in ARROWS"));
        for dependency in linked(package) {
            let Some(target) = dependency.strip_prefix("musubi-") else { continue };
            assert!(may.contains(&target), "{name} must not depend on {target}");
        }
    }
}

#[test]
fn each_named_library_has_one_user() {
    let metadata = workspace();
    for (library, user) in SOLE_USERS {
        let users: BTreeSet<&str> =
            ours(&metadata).filter(|p| linked(p).any(|d| d == library)).map(short).collect();
        assert_eq!(users, BTreeSet::from([user]), "users of {library}");
    }
}

#[test]
fn pure_crates_have_no_way_to_a_clock_or_the_network() {
    let metadata = workspace();
    let mut seen = 0;
    for package in ours(&metadata).filter(|package| PURE.contains(&short(package))) {
        seen += 1;
        for dependency in linked(package) {
            assert!(!IMPURE.contains(&dependency), "{} depends on {dependency}", package.name);
        }
        let lints = package.manifest_path.with_file_name("clippy.toml");
        let rules = std::fs::read_to_string(&lints).unwrap_or_default();
        for ban in ["Instant::now", "SystemTime::now", "env::var", "thread::sleep", "HashMap"] {
            assert!(rules.contains(ban), "{lints} does not ban {ban}");
        }
    }
    assert_eq!(seen, PURE.len());
}

#[test]
fn every_linked_licence_is_on_the_list() {
    let metadata = workspace();
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !permitted(package))
        .map(|p| format!("{} {}: {:?}", p.name, p.version, p.license))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// A page that promises a test for each threat or limit is worth what its tests are.
#[test]
fn every_test_that_a_page_names_exists() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    for (page, least) in [("threat-model.md", 40), ("limits.md", 25)] {
        let text = std::fs::read_to_string(docs.join(page)).expect("the page is there");
        let mut named = 0;
        for (at, opening) in text.match_indices("](../") {
            let test = text[..at].rsplit('[').next().expect("a link has words");
            let file = text[at + opening.len()..].split(')').next().expect("a link ends");
            let code = std::fs::read_to_string(docs.join("..").join(file))
                .unwrap_or_else(|_| panic!("{page} points to {file}, which is not there"));
            assert!(code.contains(&format!("fn {test}(")), "{page}: {file} has no test {test}");
            named += 1;
        }
        assert!(named >= least, "{page} names {named} tests");
    }
}

fn permitted(package: &Package) -> bool {
    let Some(text) = &package.license else { return false };
    let Ok(expression) = spdx::Expression::parse_mode(text, spdx::ParseMode::LAX) else {
        return false;
    };
    expression.evaluate(|requirement| LICENCES.contains(&requirement.to_string().as_str()))
}

fn workspace() -> Metadata {
    MetadataCommand::new()
        .features(CargoOpt::AllFeatures)
        .exec()
        .expect("cargo metadata answers for this workspace")
}

fn ours(metadata: &Metadata) -> impl Iterator<Item = &Package> {
    metadata.workspace_packages().into_iter().filter(|package| short(package) != "tests")
}

fn short(package: &Package) -> &str {
    package.name.as_str().strip_prefix("musubi-").expect("our crates are named musubi-…")
}

/// What ends up in the product: dependencies of tests do not.
fn linked(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.as_str())
}
