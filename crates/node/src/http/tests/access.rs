//! The table of route × role, whole; and what keeps other sites out.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::json;

use super::gym::{Gym, HOST};
use crate::accounts::Role;
use crate::http::access::{Allowed, TABLE};
use crate::http::openapi;
use crate::runtime::handle::NodeRole;

/// Every parameter filled with something that is not there.
fn filled(path: &str) -> String {
    path.replace("{place}", &"0".repeat(32))
        .replace("{id}", "01ARYZ6S41TSV4RRFFQ69G5FAV")
        .replace("{person}", "01ARYZ6S41TSV4RRFFQ69G5FAV")
}

#[tokio::test]
async fn every_route_answers_exactly_the_roles_of_the_table() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    for role in Role::ALL {
        let page = gym.desk(role).await;
        for &(ref method, path, allowed) in TABLE {
            // The one ends the session, the other streams without end.
            if (method == Method::DELETE && path.ends_with("/session")) || path.ends_with("/events")
            {
                continue;
            }
            let answer = page.send(method.clone(), &filled(path), json!({})).await;
            let refused = answer.status == StatusCode::FORBIDDEN && answer.code() == "not_allowed";
            assert_eq!(
                refused,
                !allowed.allows(Some(role)),
                "{role:?} {method} {path}: {}",
                answer.text
            );
            assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn nobody_gets_past_the_open_routes_without_signing_in() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let visitor = super::gym::Page {
        gym: &gym,
        cookie: "sid=0123456789abcdef".to_owned(),
        token: Gym::anonymous_token(&gym).await,
    };
    drop(manager);
    for &(ref method, path, allowed) in TABLE {
        let answer = visitor.send(method.clone(), &filled(path), json!({})).await;
        let refused = answer.status == StatusCode::UNAUTHORIZED && answer.code() == "sign_in";
        assert_eq!(refused, allowed != Allowed::Anyone, "{method} {path}: {}", answer.text);
    }
}

#[test]
fn the_description_and_the_table_name_the_same_routes() {
    let mut described: Vec<String> = Vec::new();
    for (path, item) in &openapi::document().paths.paths {
        let methods = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in methods {
            if operation.is_some() {
                described.push(format!("{method} {path}"));
            }
        }
    }
    let mut table: Vec<String> = TABLE
        .iter()
        .filter(|(_, path, _)| *path != "/api/v1/openapi.json")
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    described.sort();
    table.sort();
    assert_eq!(described, table);
}

#[tokio::test]
async fn other_sites_cannot_make_a_browser_do_anything() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let notices =
        json!({"key": "from-elsewhere", "name": "x", "role": "reception", "secret": "yy"});
    let attempts: [(&str, &str, &str); 6] = [
        ("origin", "http://evil.example", "origin"),
        ("origin", "http://localhost:8000", "origin"),
        ("origin", "null", "origin"),
        ("host", "evil.example:8080", "host"),
        ("x-form-token", "0123456789abcdef0123456789abcdef", "form_token"),
        ("x-form-token", "", "form_token"),
    ];
    for (header, value, code) in attempts {
        let body = Body::from(notices.to_string());
        let mut request = page.request(Method::POST, "/api/v1/accounts", body);
        let name: axum::http::HeaderName = header.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
        let answer = gym.ask(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header}: {value}");
        assert_eq!(answer.code(), code, "{header}: {value}");
    }
    for missing in ["origin", "x-form-token", "host"] {
        let body = Body::from(notices.to_string());
        let mut request = page.request(Method::POST, "/api/v1/accounts", body);
        request.headers_mut().remove(missing);
        assert_eq!(gym.ask(request).await.status, StatusCode::FORBIDDEN, "without {missing}");
    }
    let accounts = page.get("/api/v1/accounts").await.json();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn every_answer_carries_its_headers_and_the_cookie_its_marks() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    for path in ["/api/v1/places", "/api/v1/nothing", "/", "/assets/none.js"] {
        let answer = page.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert!(answer.headers.contains_key("cache-control"), "{path}");
    }
    let login = json!({"name": "責任者", "secret": super::gym::PIN});
    let token = Gym::anonymous_token(&gym).await;
    let visitor = super::gym::Page { gym: &gym, cookie: String::new(), token };
    let cookie = visitor.post("/api/v1/session", login).await.headers["set-cookie"].clone();
    let cookie = cookie.to_str().unwrap();
    for mark in ["sid=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(mark), "{cookie}");
    }
}

#[tokio::test]
async fn an_asset_that_is_not_there_is_not_the_app() {
    let dir = std::env::temp_dir().join(format!("musubi-web-{}", std::process::id()));
    std::fs::create_dir_all(dir.join("assets")).unwrap();
    std::fs::write(dir.join("index.html"), "<!doctype html>app").unwrap();
    std::fs::write(dir.join("assets/app-1a2b.js"), "1").unwrap();
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let config = crate::http::staff::StaffConfig {
        hosts: vec![HOST.to_owned()],
        web_dir: Some(dir.clone()),
        reach: crate::reach::Reach::default(),
        power_supplies: "no/such/folder".into(),
    };
    let router = crate::http::staff::router(crate::desk::Desk::new(gym.handle.clone()), config);
    let get = async |path: &str| {
        let request = Request::get(path).header("host", HOST).body(Body::empty()).unwrap();
        let answer = super::gym::answer(&router, request).await;
        let kept = answer.headers.get("cache-control").map(|it| it.to_str().unwrap().to_owned());
        (answer.status.as_u16(), kept.unwrap_or_default(), answer.text)
    };
    let app = (200, "no-cache".to_owned(), "<!doctype html>app".to_owned());
    assert_eq!(get("/").await, app);
    assert_eq!(get("/reception/new").await, app);
    let asset = (200, "public, max-age=31536000, immutable".to_owned(), "1".to_owned());
    assert_eq!(get("/assets/app-1a2b.js").await, asset);
    std::fs::write(dir.join("assets/app-1a2b.js.gz"), "packed").unwrap();
    for (taken, packed) in
        [("gzip, deflate", true), ("br;q=1, gzip;q=0", false), ("gzip;q=0.5", true)]
    {
        let request = Request::get("/assets/app-1a2b.js").header("host", HOST);
        let request = request.header("accept-encoding", taken).body(Body::empty()).unwrap();
        let answer = super::gym::answer(&router, request).await;
        assert_eq!(answer.text, if packed { "packed" } else { "1" }, "{taken}");
        assert_eq!(answer.headers.contains_key("content-encoding"), packed, "{taken}");
        assert_eq!(answer.headers["content-type"], "text/javascript; charset=utf-8");
        assert_eq!(answer.headers["vary"], "accept-encoding");
    }
    for missing in ["/assets/app-0000.js", "/..%2fsecret", "/.hidden", "/assets/../../etc/passwd"] {
        assert_eq!(get(missing).await.0, 404, "{missing}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}
