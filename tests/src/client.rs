//! A client of a node's pages: what a browser sends, and what comes back.

use serde_json::{Value, json};
use ureq::http::StatusCode;
use ureq::{Agent, Body};

pub(crate) const MANAGER: &str = "テスト管理者";
/// Whoever does together with the manager at headquarters what takes two.
pub(crate) const SECOND: &str = "もう一人";
pub(crate) const SECRET: &str = "pi-31415926";

/// A browser in front of one laptop's staff pages, signed in as the manager.
#[derive(Clone)]
pub(crate) struct Desk {
    agent: Agent,
    base: String,
    token: String,
}

/// What closes the operation: until when what is kept, and who agrees.
pub(crate) fn closing(keep: &Value, second: &str) -> Value {
    json!({ "keep": keep, "name": second, "secret": SECRET })
}

/// A refusal: status and stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) code: String,
}

impl Desk {
    /// On a laptop that has a ticket and no manager yet.
    #[track_caller]
    pub(crate) fn first_run(base: &str) -> Self {
        let mut desk = Self::visit(base);
        desk.confirm_clock();
        desk.name_manager();
        desk
    }

    /// On a laptop without a ticket, which shall work all the same.
    #[track_caller]
    pub(crate) fn first_run_provisional(base: &str, place_name: &str) -> Self {
        let mut desk = Self::visit(base);
        desk.confirm_clock();
        desk.post("/setup/provisional", &json!({ "place_name": place_name }));
        desk.take_token();
        desk.name_manager();
        desk
    }

    #[track_caller]
    fn confirm_clock(&self) {
        let now = self.get("/session")["now"].clone();
        self.post("/setup/clock", &json!({ "shown": now }));
    }

    #[track_caller]
    fn name_manager(&mut self) {
        self.post("/setup/manager", &json!({ "name": MANAGER, "secret": SECRET }));
        self.take_token();
    }

    /// On a laptop whose manager was named before.
    #[track_caller]
    pub(crate) fn sign_in(base: &str) -> Self {
        Self::try_sign_in(base).unwrap_or_else(|refused| panic!("signing in: {refused:?}"))
    }

    pub(crate) fn try_sign_in(base: &str) -> Result<Self, Refused> {
        Self::try_sign_in_with(base, MANAGER, SECRET)
    }

    pub(crate) fn try_sign_in_with(base: &str, name: &str, secret: &str) -> Result<Self, Refused> {
        let mut desk = Self::visit(base);
        desk.try_post("/session", &json!({ "name": name, "secret": secret }))?;
        desk.take_token();
        Ok(desk)
    }

    /// Before anybody has signed in.
    pub(crate) fn visit(base: &str) -> Self {
        let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
        let mut desk = Self { agent, base: base.to_owned(), token: String::new() };
        desk.take_token();
        desk
    }

    fn take_token(&mut self) {
        let session = self.get("/session");
        session["form_token"].as_str().unwrap_or_default().clone_into(&mut self.token);
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        self.try_get(path).unwrap_or_else(|refused| panic!("GET {path}: {refused:?}"))
    }

    pub(crate) fn try_get(&self, path: &str) -> Result<Value, Refused> {
        let answer = self.agent.get(self.url(path)).call();
        read(answer)
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).unwrap_or_else(|refused| panic!("POST {path}: {refused:?}"))
    }

    pub(crate) fn try_post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        let answer = self
            .agent
            .post(self.url(path))
            .header("origin", &self.base)
            .header("x-form-token", &self.token)
            .send_json(body);
        read(answer)
    }

    #[track_caller]
    pub(crate) fn patch(&self, path: &str, body: &Value) -> Value {
        let answer = self
            .agent
            .patch(self.url(path))
            .header("origin", &self.base)
            .header("x-form-token", &self.token)
            .send_json(body);
        read(answer).unwrap_or_else(|refused| panic!("PATCH {path}: {refused:?}"))
    }

    /// Another account of headquarters, for what takes two. Sent twice it is made once.
    #[track_caller]
    fn name_second(&self) {
        let (key, role) = ("second-person", "hq_officer");
        let account = json!({ "key": key, "name": SECOND, "role": role, "secret": SECRET });
        self.post("/accounts", &account);
    }

    /// At headquarters two persons end the operation.
    #[track_caller]
    pub(crate) fn close_operation(&self, keep: &Value) -> Value {
        self.name_second();
        self.post("/ending/close", &closing(keep, SECOND))
    }

    /// At headquarters a second person agrees, so that protected people are shown; elsewhere the manager
    /// sees them alone.
    #[track_caller]
    pub(crate) fn look_together(&self) {
        if self.get("/session")["node"]["role"] != "hq" {
            return;
        }
        self.name_second();
        self.post("/hq/reveal", &json!({ "name": SECOND, "secret": SECRET, "why": "照合" }));
    }

    /// The bytes of a file that is offered for saving.
    #[track_caller]
    pub(crate) fn download(&self, path: &str) -> Vec<u8> {
        let mut answer = self.agent.get(self.url(path)).call().expect("it is there");
        assert_eq!(answer.status(), StatusCode::OK, "GET {path}");
        let body = answer.body_mut().with_config().limit(1 << 30);
        body.read_to_vec().expect("it is sent to its end")
    }

    /// Sends a file as it is.
    pub(crate) fn upload(&self, path: &str, bytes: &[u8]) -> Result<Value, Refused> {
        let answer = self
            .agent
            .post(self.url(path))
            .header("origin", &self.base)
            .header("x-form-token", &self.token)
            .header("content-type", "application/octet-stream")
            .send(bytes);
        read(answer)
    }

    /// Sends what a reader gives, which may end before it has given `length` bytes.
    pub(crate) fn put(
        &self,
        path: &str,
        length: usize,
        mut body: impl std::io::Read,
    ) -> Result<Value, Refused> {
        let answer = self
            .agent
            .put(self.url(path))
            .header("origin", &self.base)
            .header("x-form-token", &self.token)
            .header("content-type", "application/octet-stream")
            .header("content-length", length.to_string())
            .send(ureq::SendBody::from_reader(&mut body));
        read(answer)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }
}

/// A laptop that went away answers with status 0.
fn read(answer: Result<ureq::http::Response<Body>, ureq::Error>) -> Result<Value, Refused> {
    let gone = |error: ureq::Error| Refused { status: 0, code: error.to_string() };
    let mut answer = answer.map_err(gone)?;
    let status = answer.status();
    let text = answer.body_mut().read_to_string().map_err(gone)?;
    let value: Value = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    };
    if status.is_success() && status != StatusCode::NO_CONTENT {
        return Ok(value);
    }
    if status == StatusCode::NO_CONTENT {
        return Ok(Value::Null);
    }
    let code = value["code"].as_str().unwrap_or_default().to_owned();
    Err(Refused { status: status.as_u16(), code })
}
