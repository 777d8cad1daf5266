//! A disk whose power can be cut: ext4 in an image file, on a loop device.
//!
//! The cut is ext4's own (`EXT4_IOC_SHUTDOWN` without flushing its log): from that instant the file
//! system writes nothing any more, and mounting again finds what a machine would after a power cut.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::city::harness::eventually;

pub(super) const SKIP: &str = "power cuts and full disks need root, loop devices and ext4";

const FILLER: &str = "filler-";

pub(super) struct LoopDisk {
    device: String,
    mountpoint: PathBuf,
    _folder: TempDir,
}

impl LoopDisk {
    /// Mounts an empty disk there. `None`: this machine does not let us; the skip was told.
    pub(super) fn mount(mountpoint: &Path, megabytes: u64) -> Option<Self> {
        let folder = TempDir::new().expect("a folder for the image");
        let image = folder.path().join("image");
        let file = std::fs::File::create(&image).expect("an image file");
        file.set_len(megabytes << 20).expect("a sparse file");
        let made = said("mkfs.ext4", &["-q", "-F", "-m", "0", text(&image)]);
        let device = made.and_then(|_| said("losetup", &["--find", "--show", text(&image)]));
        let Some(device) = device else {
            crate::skip(SKIP);
            return None;
        };
        std::fs::create_dir_all(mountpoint).expect("a mountpoint");
        let disk = Self {
            device: device.trim().to_owned(),
            mountpoint: mountpoint.to_owned(),
            _folder: folder,
        };
        if said("mount", &[&disk.device, text(mountpoint)]).is_none() {
            crate::skip(SKIP);
            return None;
        }
        Some(disk)
    }

    /// Everything written so far is on it, as after hours of quiet.
    pub(super) fn settle(&self) {
        assert!(said("sync", &["--file-system", text(&self.mountpoint)]).is_some());
    }

    /// Nothing that no sync has covered gets onto the disk from here on.
    pub(super) fn cut(&self) {
        let cut = said(text(&program()), &["cut", text(&self.mountpoint)]);
        assert!(cut.is_some(), "the power could not be cut");
    }

    /// Everything is ready, so that [`Switch::cut`] takes no longer than the cut itself.
    pub(super) fn arm(&self) -> Switch {
        let mut command = Command::new(program());
        command.arg("armed").arg(&self.mountpoint).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut waiting = command.spawn().expect("python is there");
        let mut line = String::new();
        let stdout = waiting.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("it says that it is ready");
        assert_eq!(line, "armed\n");
        Switch(waiting)
    }

    /// After a cut, and after everyone who used it has ended.
    pub(super) fn power_on(&self) {
        assert!(said("umount", &[text(&self.mountpoint)]).is_some(), "it is in use");
        // Whoever began a mount namespace meanwhile has the file system in there, still as it was
        // cut, and would share it with us.
        let name = Path::new(&self.device).file_name().expect("a device has one");
        let held = Path::new("/sys/fs/ext4").join(name);
        eventually("no other mount namespace holds the disk", || (!held.exists()).then_some(()));
        let mounted = said("mount", &[&self.device, text(&self.mountpoint)]);
        assert!(mounted.is_some(), "the file system does not come back");
    }

    /// Leaves about so much room, by files that [`LoopDisk::free`] removes again.
    pub(super) fn fill(&self, bytes_left: u64) {
        let room = said("df", &["--output=avail", "--block-size=1", text(&self.mountpoint)]);
        let room = room.expect("the disk has room");
        let room: u64 = room.lines().last().and_then(|line| line.trim().parse().ok()).expect("df");
        let bytes = room.saturating_sub(bytes_left).to_string();
        let filler = self.mountpoint.join(format!("{FILLER}{room}"));
        let filled = said("fallocate", &["--length", &bytes, text(&filler)]);
        assert!(filled.is_some(), "the disk could not be filled");
    }

    pub(super) fn free(&self) {
        for entry in std::fs::read_dir(&self.mountpoint).expect("it is mounted") {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(FILLER)) {
                std::fs::remove_file(path).expect("fillers are nobody else's");
            }
        }
    }
}

/// The switch of a disk's power.
pub(super) struct Switch(Child);

impl Switch {
    pub(super) fn cut(mut self) {
        let mut word = self.0.stdin.take().expect("it is piped");
        word.write_all(b"now\n").expect("it listens");
        assert!(self.0.wait().expect("it ends").success(), "the power could not be cut");
    }
}

impl Drop for LoopDisk {
    fn drop(&mut self) {
        // Lazily: after a panic something may still have files open there.
        said("umount", &["--lazy", text(&self.mountpoint)]);
        said("losetup", &["--detach", &self.device]);
    }
}

fn program() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/powercut")
}

/// What a program printed. `None`: it is missing, or it failed.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test folders have plain names")
}
