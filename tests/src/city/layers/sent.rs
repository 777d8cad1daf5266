//! Files that a page sends: whole they are a layer like any other, cut off they are nothing.

use std::fs;
use std::io::{self, Read};

use serde_json::json;

use super::{Gym, eventually, serve};
use crate::client::{Desk, Refused};

const UPLOADS: &str = "/layer-uploads";

/// Gives the path at which the files are to come.
#[track_caller]
fn announced(desk: &Desk, files: &[(&str, usize)]) -> (String, String) {
    let files = files.iter().map(|(name, bytes)| json!({ "name": name, "bytes": bytes }));
    let body = json!({ "title": "送られた写真", "files": files.collect::<Vec<_>>() });
    let id = desk.post(UPLOADS, &body)["id"].as_str().expect("an id").to_owned();
    (format!("{UPLOADS}/{id}"), id)
}

/// Names below the folder of layers.
fn kept(gym: &Gym) -> Vec<String> {
    let entries = fs::read_dir(gym.data.join("layers")).into_iter().flatten();
    let names =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// Half of it; then the laptop loses its power.
struct Halved<'a> {
    bytes: &'a [u8],
    at: usize,
    end: Option<Box<dyn FnOnce() + 'a>>,
}

impl Read for Halved<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let half = self.bytes.len() / 2;
        if self.at == half {
            if let Some(end) = self.end.take() {
                end();
            }
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let take = into.len().min(half - self.at);
        into[..take].copy_from_slice(&self.bytes[self.at..self.at + take]);
        self.at += take;
        Ok(take)
    }
}

#[test]
fn what_was_sent_is_rendered_again_by_a_correction_and_leaves_with_its_layer() {
    let gym = Gym::open();
    let image = fs::read(gym.image(400)).unwrap();
    let (path, id) = announced(&gym.desk, &[("校区.tif", image.len())]);
    gym.desk.put(&path, image.len(), &image[..]).expect("it is taken");
    // Few bytes: the answer does not wait for them, and the connection may close on more.
    let again = gym.desk.put(&path, 16, &image[..16]).unwrap_err();
    assert_eq!((again.status, &*again.code), (404, "not_found"), "it comes once");
    let layer = format!("/layers/{id}");
    let made = |desk: &Desk| desk.try_get(&layer).ok().filter(|it| it["being_made"] == false);
    eventually("the layer to be there", || made(&gym.desk));
    let original = gym.data.join("layers").join(&id).join("originals/校区.tif");
    assert_eq!(fs::read(&original).unwrap(), image);
    let moved = json!({ "east_cm": 300, "north_cm": -200 });
    let corrected = gym.desk.post(&format!("{layer}/correct"), &moved);
    assert_eq!(corrected["rendered_again"], true);
    eventually("the correction", || {
        made(&gym.desk).filter(|it| it["moved_cm"] == json!([300, -200]))
    });
    assert!(original.is_file(), "it may be wrong once more");
    gym.desk.post(&format!("{layer}/withdraw"), &json!({}));
    eventually("the original to leave", || (!original.exists()).then_some(()));
}

#[test]
fn an_upload_that_is_cut_off_leaves_nothing_at_once_or_after_the_next_start() {
    let mut gym = Gym::open();
    let image = vec![7; 12_000_000];
    let before = kept(&gym);
    let (path, id) = announced(&gym.desk, &[("大きい.tif", image.len())]);
    let coming = gym.data.join("layers").join(format!("{id}.coming"));
    let broken = Halved { bytes: &image, at: 0, end: None };
    gym.desk.put(&path, image.len(), broken).unwrap_err();
    eventually("what came to go", || (kept(&gym) == before).then_some(()));

    let (path, _) = announced(&gym.desk, &[("大きい.tif", image.len())]);
    let desk = gym.desk.clone();
    let data = gym.data.clone();
    let node = gym.node;
    let mut node = Some(node);
    let end = || {
        let entries = || fs::read_dir(data.join("layers")).into_iter().flatten();
        eventually("some of it to be on the disk", || {
            let mut names = entries().map(|entry| entry.unwrap().path());
            names.any(|path| path.extension().is_some_and(|it| it == "coming")).then_some(())
        });
        node.take().expect("it runs").kill();
    };
    let killed = Halved { bytes: &image, at: 0, end: Some(Box::new(end)) };
    let refused: Refused = desk.put(&path, image.len(), killed).unwrap_err();
    assert_eq!(refused.status, 0, "nobody answered: {refused:?}");
    assert!(!coming.exists());
    gym.node = serve(&gym.data, &[]);
    gym.desk = Desk::sign_in(&gym.node.staff);
    eventually("what was left to go", || (kept(&gym) == before).then_some(()));
    let (path, id) = announced(&gym.desk, &[("a.tif", 4)]);
    gym.desk.put(&path, 4, &b"none"[..]).expect("it is taken, and looked at later");
    let listed = || gym.desk.get("/layers")["imports"].as_array().cloned().unwrap_or_default();
    let refused = eventually("its refusal", || {
        listed().into_iter().find(|it| it["layer"] == *id && !it["refused"].is_null())
    });
    assert_eq!(refused["refused"], "not_an_image");
    assert!(!gym.data.join("layers").join(&id).join("originals").exists());
}
