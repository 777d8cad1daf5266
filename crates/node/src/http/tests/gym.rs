//! A laptop in a gym: both routers, the desk, and a loop that commits to real documents.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use musubi_document::Document;
use musubi_log::letterbox::BoxSecret;
use musubi_log::secret::Secret;
use musubi_model::ids::{Actor, DocumentId, Kind, NodeKey, OperationId, PlaceId};
use musubi_model::record::Edit;
use musubi_replica::output::Shown;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt as _;

use crate::accounts::Role;
use crate::desk::Desk;
use crate::http::public::{self, PublicConfig};
use crate::http::staff::{self, StaffConfig};
use crate::reach::Reach;
use crate::runtime::handle::Request as Ask;
use crate::runtime::handle::{
    self, CommitError, DocumentStatus, EnrolError, Enrolled, Handle, LoopEnd, NodeRole, Saved,
};

pub(super) const HOST: &str = "localhost:8080";
pub(super) const OPERATION: OperationId = OperationId::new([0xaa; 16]);
pub(super) const PIN: &str = "六甲おろしの番号493817";

pub(super) struct Gym {
    desk: Desk,
    pub(super) staff: Router,
    pub(super) public: Router,
    pub(super) handle: Handle,
    hold: watch::Sender<bool>,
    full: watch::Sender<bool>,
    entries: mpsc::UnboundedReceiver<(DocumentId, Written)>,
    inbox: mpsc::UnboundedSender<(DocumentId, Written)>,
}

/// One commit as another laptop takes it in.
#[derive(Clone)]
pub(super) struct Written {
    actor: Actor,
    first_seq: u64,
    previous: Option<musubi_document::ChangeHash>,
    body: Vec<u8>,
}

/// An answer, read whole.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Workbooks are no text.
    pub(super) bytes: Vec<u8>,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(super) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Gym {
    /// A shelter's laptop that nobody has set up yet.
    pub(super) fn fresh() -> Self {
        Self::with(None)
    }

    /// Works without a ticket.
    pub(super) async fn provisional() -> Self {
        let gym = Self::fresh();
        let token = gym.anonymous_token().await;
        let page = Page { gym: &gym, cookie: String::new(), token };
        let body = json!({"place_name": "仮の体育館"});
        let begun = page.post("/api/v1/setup/provisional", body).await;
        assert!(begun.status.is_success(), "{}", begun.text);
        gym
    }

    pub(super) fn enrolled(role: NodeRole, letter: char) -> Self {
        Self::with(Some(enrolled(role, letter)))
    }

    /// A laptop of another shelter.
    pub(super) fn at(place: PlaceId, letter: char) -> Self {
        Self::with(Some(Enrolled { place, ..enrolled(NodeRole::Shelter, letter) }))
    }

    fn with(enrolled: Option<Enrolled>) -> Self {
        let (handle, end) = handle::pair();
        if enrolled.is_some() {
            let mut status = end.shared.status_mut();
            status.clock_confirmed_at = Some(crate::desk::now());
            status.enrolled = enrolled;
        }
        let (hold, gate) = watch::channel(false);
        let (full, disk) = watch::channel(false);
        let (out, entries) = mpsc::unbounded_channel();
        let (inbox, arrivals) = mpsc::unbounded_channel();
        tokio::spawn(run(end, (gate, disk), out, arrivals));
        let desk = Desk::new(handle.clone());
        let hosts = vec![HOST.to_owned()];
        let staff = staff::router(desk.clone(), staff_config(hosts));
        let public = public::router(desk.clone(), PublicConfig::default());
        Self { desk, staff, public, handle, hold, full, entries, inbox }
    }

    /// A new desk over the same loop: what was kept in memory alone is gone.
    pub(super) fn restart(&mut self) {
        let desk = Desk::new(self.handle.clone());
        let hosts = vec![HOST.to_owned()];
        self.staff = staff::router(desk.clone(), staff_config(hosts));
        self.public = public::router(desk.clone(), PublicConfig::default());
        self.desk = desk;
    }

    /// What pages are served from.
    pub(super) fn served(&self) -> &Desk {
        &self.desk
    }

    /// While held, commits reach the loop and wait there.
    pub(super) fn hold_commits(&self, hold: bool) {
        self.hold.send_replace(hold);
    }

    /// From now on the disk takes nothing, or takes everything again.
    pub(super) fn fill_disk(&self, full: bool) {
        self.full.send_replace(full);
    }

    /// Everything this laptop wrote since the last call.
    pub(super) fn written(&mut self) -> Vec<(DocumentId, Written)> {
        std::iter::from_fn(|| self.entries.try_recv().ok()).collect()
    }

    pub(super) async fn take_in(&self, entries: Vec<(DocumentId, Written)>) {
        let mut changes = self.handle.subscribe();
        for entry in entries {
            self.inbox.send(entry).unwrap();
            changes.recv().await.unwrap();
        }
    }

    pub(super) async fn ask(&self, request: Request<Body>) -> Answer {
        answer(&self.staff, request).await
    }

    /// Signed in with an account of that role.
    pub(super) async fn desk(&self, role: Role) -> Page<'_> {
        let mut page = Page { gym: self, cookie: String::new(), token: String::new() };
        page.token =
            page.get("/api/v1/session").await.json()["form_token"].as_str().unwrap().into();
        let manager = json!({"name": "責任者", "secret": PIN});
        let first = page.post("/api/v1/setup/manager", manager.clone()).await;
        if first.status == StatusCode::OK {
            page.enter(&first);
        } else {
            let login = page.post("/api/v1/session", manager).await;
            assert_eq!(login.status, StatusCode::OK, "{}", login.text);
            page.enter(&login);
        }
        if role == Role::Manager {
            return page;
        }
        let name = format!("{role:?}");
        let key = format!("account-{name}");
        let account = json!({"key": key, "name": name, "role": role, "secret": PIN});
        let made = page.post("/api/v1/accounts", account).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let mut page = Page { gym: self, cookie: String::new(), token: String::new() };
        page.token =
            page.get("/api/v1/session").await.json()["form_token"].as_str().unwrap().into();
        let login = page.post("/api/v1/session", json!({"name": name, "secret": PIN})).await;
        assert_eq!(login.status, StatusCode::OK, "{}", login.text);
        page.enter(&login);
        page
    }
}

/// A page of the app that is open in a browser.
pub(super) struct Page<'a> {
    pub(super) gym: &'a Gym,
    pub(super) cookie: String,
    pub(super) token: String,
}

impl Page<'_> {
    fn enter(&mut self, answer: &Answer) {
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        self.token = answer.json()["form_token"].as_str().unwrap().to_owned();
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.gym.ask(self.request(Method::GET, path, Body::empty())).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        self.gym.ask(self.request(method, path, Body::from(body.to_string()))).await
    }

    pub(super) fn request(&self, method: Method, path: &str, body: Body) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST)
            .header("origin", format!("http://{HOST}"))
            .header("cookie", &self.cookie)
            .header("x-form-token", &self.token)
            .header("accept-language", "en")
            .header("content-type", "application/json")
            .body(body)
            .unwrap()
    }
}

pub(super) async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, bytes: bytes.to_vec(), text }
}

/// A laptop whose battery nobody can read.
fn staff_config(hosts: Vec<String>) -> StaffConfig {
    StaffConfig {
        hosts,
        web_dir: None,
        reach: Reach::default(),
        power_supplies: "no/such/folder".into(),
    }
}

/// The id of what was saved.
pub(super) async fn posted(page: &Page<'_>, path: &str, body: Value) -> String {
    let answer = page.post(path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// What is refused: path and code of the first field.
pub(super) async fn refused(page: &Page<'_>, path: &str, body: Value) -> (String, String) {
    let answer = page.post(path, body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    let field = answer.json()["fields"][0].clone();
    let text = |name: &str| field[name].as_str().unwrap().to_owned();
    (text("path"), text("code"))
}

/// An address below the gym's own place.
pub(super) fn path(rest: &str) -> String {
    format!("/api/v1/places/{}/{rest}", place())
}

pub(super) fn place() -> PlaceId {
    PlaceId::new([0x11; 16])
}

pub(super) fn document(kind: Kind) -> DocumentId {
    let owner = if kind == Kind::City { PlaceId::CITY } else { place() };
    DocumentId::new(OPERATION, kind, owner)
}

fn enrolled(role: NodeRole, letter: char) -> Enrolled {
    Enrolled {
        operation: OPERATION,
        drill: true,
        role,
        place: if role == NodeRole::Hq { PlaceId::new([0xff; 16]) } else { place() },
        place_name: "一小体育館".to_owned(),
        node: NodeKey::new([letter as u8; 32]),
        letter,
        provisional: false,
    }
}

async fn run(
    mut end: LoopEnd,
    (mut held, full): (watch::Receiver<bool>, watch::Receiver<bool>),
    out: mpsc::UnboundedSender<(DocumentId, Written)>,
    mut arrivals: mpsc::UnboundedReceiver<(DocumentId, Written)>,
) {
    let mut documents: BTreeMap<DocumentId, Document> = BTreeMap::new();
    loop {
        tokio::select! {
            ask = end.requests.recv() => match ask {
                Some(Ask::Commit { document, edits, answer }) => {
                    held.wait_for(|held| !held).await.unwrap();
                    let saved = if *full.borrow() {
                        Err(CommitError::Disk)
                    } else {
                        commit(&end, &mut documents, &out, document, &edits)
                    };
                    let _ = answer.send(saved);
                }
                Some(Ask::Enrol { ticket, answer, .. }) => {
                    let good = ticket == "MUSUBI-TEST-TICKET";
                    if good {
                        end.shared.status_mut().enrolled = Some(enrolled(NodeRole::Shelter, 'A'));
                    }
                    let reason = "line 1".to_owned();
                    let told = if good { Ok(()) } else { Err(EnrolError::Malformed { reason }) };
                    let _ = answer.send(told);
                }
                Some(Ask::BeginProvisional { answer, .. }) => {
                    let mut provisional = enrolled(NodeRole::Shelter, 'P');
                    provisional.provisional = true;
                    end.shared.status_mut().enrolled = Some(provisional);
                    let _ = answer.send(Ok(()));
                }
                Some(Ask::Unlock { answer, .. }) => {
                    let _ = answer.send(Err(EnrolError::Passphrase));
                }
                Some(Ask::Relock { new, answer, .. }) => {
                    end.shared.status_mut().has_passphrase = new.is_some();
                    let _ = answer.send(Ok(()));
                }
                Some(Ask::ConfirmClock { at, answer }) => {
                    end.shared.status_mut().clock_confirmed_at = Some(at);
                    let _ = answer.send(());
                }
                Some(Ask::Courier(request)) => {
                    request.refuse(crate::runtime::courier::CourierError::Stopping);
                }
                Some(Ask::Trust(request)) => {
                    request.refuse(crate::runtime::trust::TrustError::Stopping);
                }
                Some(Ask::Ending(request)) => {
                    request.refuse(crate::runtime::courier::CourierError::Stopping);
                }
                Some(Ask::Letter(request)) => {
                    request.answer(|place| Some(place_box(place)));
                }
                None => return,
            },
            Some((document, written)) = arrivals.recv() => {
                let kind = Kind::from_number(document.kind).unwrap();
                let held = documents.entry(document).or_insert_with(|| Document::new(kind));
                let incoming = musubi_document::Incoming {
                    actor: written.actor,
                    first_seq: written.first_seq,
                    previous: written.previous,
                    body: &written.body,
                };
                let applied = held.apply(&[incoming]).unwrap();
                show(&end, document, applied.changes);
            }
        }
    }
}

/// Of every place, so that a gym can be sent a letter and headquarters can seal one.
pub(super) fn place_box(place: PlaceId) -> BoxSecret {
    let mut secret = [7; 32];
    secret[..16].copy_from_slice(place.bytes());
    BoxSecret::from_secret(&Secret::new(secret))
}

fn commit(
    end: &LoopEnd,
    documents: &mut BTreeMap<DocumentId, Document>,
    out: &mpsc::UnboundedSender<(DocumentId, Written)>,
    id: DocumentId,
    edits: &[Edit],
) -> Result<Saved, CommitError> {
    let kind = Kind::from_number(id.kind).unwrap();
    let letter = end.shared.status().enrolled.as_ref().map_or(b'?', |it| it.letter as u8);
    let actor = Actor::new([letter; 16]);
    let document = documents.entry(id).or_insert_with(|| Document::new(kind));
    let committed = document
        .commit(actor, edits)
        .map_err(|error| CommitError::TooLarge { reason: error.to_string() })?;
    if let Some(it) = committed.written {
        let (first_seq, previous, body) = (it.first_seq, it.previous, it.body);
        let _ = out.send((id, Written { actor, first_seq, previous, body }));
    }
    show(end, id, committed.changes);
    Ok(Saved { document: id })
}

fn show(end: &LoopEnd, id: DocumentId, changes: Vec<musubi_model::record::ViewChange>) {
    end.shared.show(id, Shown::Changes(changes));
    let mut status = end.shared.status_mut();
    let document: &mut DocumentStatus = status.documents.entry(id).or_default();
    document.entries_stored += 1;
    document.changed_at = Some(crate::desk::now());
    drop(status);
    end.shared.announce(id);
}

impl Gym {
    /// What the forms of somebody who is not signed in carry.
    pub(super) async fn anonymous_token(&self) -> String {
        let page = Page { gym: self, cookie: String::new(), token: String::new() };
        page.get("/api/v1/session").await.json()["form_token"].as_str().unwrap().to_owned()
    }
}
