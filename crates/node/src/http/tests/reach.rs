//! "Can phones reach us?" over the API: who asks, who notes a poster, and what is refused.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::gym::Gym;
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

#[tokio::test]
async fn everybody_at_the_desk_sees_it_and_a_poster_has_an_address_of_ours() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    for role in [Role::Reception, Role::Supplies] {
        let page = gym.desk(role).await;
        let reach = page.get("/api/v1/reach").await.json();
        // In this test nothing listens.
        assert_eq!((&reach["trouble"], &reach["addresses"]), (&json!("no_network"), &json!([])));
        assert_eq!((&reach["last_phone"], &reach["poster"]), (&Value::Null, &Value::Null));
    }
    let poster = json!({"url": "http://192.0.2.1/"});
    let reception = gym.desk(Role::Manager).await;
    let refused = reception.post("/api/v1/reach/poster", poster.clone()).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::CONFLICT, "address_changed")
    );
}

#[tokio::test]
async fn who_only_keeps_supplies_notes_no_poster() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Supplies).await;
    let refused = page.post("/api/v1/reach/poster", json!({"url": "http://192.0.2.1/"})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "not_allowed"));
}
