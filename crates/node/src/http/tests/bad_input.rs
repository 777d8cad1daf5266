//! Whatever is sent, the answer is a sentence and a code, and nothing is changed.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Method, StatusCode};
use serde_json::json;
use tokio::sync::oneshot;

use super::gym::Gym;
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

#[tokio::test]
async fn malformed_bodies_are_refused_in_words_and_change_nothing() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    drop(gym.desk(Role::Manager).await);
    gym.written();
    let page = gym.desk(Role::Manager).await;
    let huge = format!(r#"{{"key":"huge-body-1","name":"{}"}}"#, "あ".repeat(200_000));
    let bodies: [(&str, &str); 9] = [
        ("", "malformed_json"),
        ("{", "malformed_json"),
        ("{\"key\": \"\u{0}\"", "malformed_json"),
        ("[]", "unexpected_json"),
        ("null", "unexpected_json"),
        ("{}", "unexpected_json"),
        (r#"{"key":"short","persons":[],"check_in":true}"#, "unexpected_json"),
        (r#"{"key":"known-key-1","persons":[],"check_in":true,"extra":1}"#, "unexpected_json"),
        (&huge, "too_large"),
    ];
    for (body, code) in bodies {
        let path = "/api/v1/households";
        let request = page.request(Method::POST, path, Body::from(body.to_owned()));
        let answer = gym.ask(request).await;
        assert!(answer.status.is_client_error(), "{body:.40}: {}", answer.status);
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{body:.40}");
        let message = problem["message"].as_str().unwrap();
        assert!(message.ends_with('.') && message.len() > 10, "{message}");
        assert!(!message.contains("error-"), "{message}");
        let place = problem["fields"][0]["path"].as_str().unwrap_or_default();
        assert_eq!(
            place.starts_with("line 1, column "),
            code != "too_large",
            "{body:.40}: {place}"
        );
    }
    let mut plain = page.request(Method::POST, "/api/v1/households", Body::from("{}"));
    plain.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(gym.ask(plain).await.code(), "not_json");
    drop(page);
    assert!(gym.written().iter().all(|(id, _)| id.kind == musubi_model::ids::Kind::Desk.number()));
}

/// Else the answer would close the connection, and with it whatever is asked next on it.
#[tokio::test]
async fn a_body_has_come_whole_before_an_answer_goes_out_that_needs_none_of_it() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    for path in ["/api/v1/layers/x/fetch", "/api/v1/layers/x/cancel", "/api/v1/nothing"] {
        let (came, has_come) = oneshot::channel();
        let body = futures::stream::once(async move {
            came.send(()).unwrap();
            Ok::<_, io::Error>(Bytes::from_static(b"null"))
        });
        let mut request = page.request(Method::POST, path, Body::from_stream(body));
        request.headers_mut().insert(CONTENT_LENGTH, 4.into());
        assert_eq!(gym.ask(request).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(has_come.await, Ok(()), "{path}");
    }
}

#[tokio::test]
async fn ids_that_are_none_are_not_found() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    for path in [
        "/api/v1/households/x",
        "/api/v1/households/%E3%81%82",
        "/api/v1/households/%FF",
        "/api/v1/places/00/stock",
        "/api/v1/nothing",
        "/api/v1",
        "/api/",
    ] {
        let answer = page.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.code(), "not_found", "{path}");
    }
    let wrong = page.send(Method::PUT, "/api/v1/households", json!({})).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.code(), "method_not_allowed");
}

#[tokio::test]
async fn a_refusal_speaks_the_language_of_its_reader() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    for (wanted, want) in [
        ("ja", "見つかりません。"),
        ("en-GB,ja;q=0.8", "Not found."),
        ("vi", "Not found."),
        ("*", "見つかりません。"),
    ] {
        let mut request = page.request(Method::GET, "/api/v1/nothing", Body::empty());
        request.headers_mut().insert("accept-language", wanted.parse().unwrap());
        assert_eq!(gym.ask(request).await.json()["message"], want, "{wanted}");
    }
}
