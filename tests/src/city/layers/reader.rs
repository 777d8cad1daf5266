//! Another program that reads a node's public listener: status, headers, bytes.

use serde_json::Value;
use ureq::Agent;
use ureq::http::HeaderMap;

pub(super) struct Reader {
    agent: Agent,
    base: String,
}

pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Reader {
    pub(super) fn of(base: &str) -> Self {
        let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { agent, base: base.to_owned() }
    }

    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    #[track_caller]
    pub(super) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let url = if path.starts_with("http") { path.to_owned() } else { self.base.clone() + path };
        let mut request = self.agent.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.call().expect("the node answers");
        let bytes = answer.body_mut().with_config().limit(1 << 30).read_to_vec().expect("whole");
        let headers = answer.headers().clone();
        // On everything, refusals too.
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
        Answer { status: answer.status().as_u16(), headers, bytes }
    }

    #[track_caller]
    pub(super) fn options(&self, path: &str) -> Answer {
        let answer = self.agent.options(format!("{}{path}", self.base)).call();
        let answer = answer.expect("the node answers");
        let headers = answer.headers().clone();
        Answer { status: answer.status().as_u16(), headers, bytes: Vec::new() }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }
}

impl Answer {
    #[track_caller]
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name}"));
        value.to_str().expect("plain letters")
    }

    #[track_caller]
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("text")
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }
}
