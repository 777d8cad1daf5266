//! The page that phones open: small, without script, and only taking in.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::gym::{Answer, Gym, answer};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

/// What a response may weigh, uncompressed.
const PAGE_BYTES_MAX: usize = 10_000;

async fn get(gym: &Gym, path: &str) -> Answer {
    let request = Request::get(path).header("host", "192.168.0.10:8000").body(Body::empty());
    answer(&gym.public, request.unwrap()).await
}

async fn send(gym: &Gym, language: &str, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request::post(format!("/?lang={language}"))
        .header("host", "192.168.0.10:8000")
        .header("origin", "http://192.168.0.10:8000")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")));
    answer(&gym.public, request.unwrap()).await
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        write!(out, "%{byte:02X}").unwrap();
        out
    })
}

/// The claim code that an answer shows.
fn code(answer: &Answer) -> String {
    let (_, rest) = answer.text.split_once("<p class=\"c\">").expect("a code is shown");
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_family_registers_and_reception_finds_it_by_its_code() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let fields = [
        ("k", "0123456789abcdef0123456789abcdef"),
        ("n", "3"),
        ("f0", "結城"),
        ("g0", "花子"),
        ("kf0", "ゆうき"),
        ("a0", "４１歳"),
        ("s0", "f"),
        ("f2", "結城"),
        ("g2", "太郎"),
        ("c2", "卵アレルギー"),
        ("ad", "中央一丁目"),
        ("ck", "1"),
    ];
    let done = send(&gym, "ja", &fields).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.text.contains("<svg"));
    assert!(!done.text.contains("結城"), "nothing personal is read back");
    let again = send(&gym, "ja", &fields).await;
    assert_eq!(code(&done), code(&again));

    let search = page.post("/api/v1/households/search", json!({"text": code(&done)})).await.json();
    assert_eq!(search["households"].as_array().unwrap().len(), 1);
    let hit = &search["households"][0];
    assert_eq!((&hit["self_registered"], &hit["reception_no"]), (&json!(true), &json!(null)));
    let path = format!("/api/v1/households/{}", hit["id"].as_str().unwrap());
    let shown = page.get(&path).await.json();
    let persons = shown["persons"].as_array().unwrap();
    assert_eq!(persons.len(), 2);
    assert_eq!((&persons[0]["age"], &persons[0]["state"]), (&json!("41"), &json!("expected")));
    assert_eq!(persons[1]["note"], "卵アレルギー");
    for person in persons {
        let asked = json!({"kin": true, "acquaintance": false, "public": false});
        assert_eq!(person["consent"], asked);
    }
    let arrive = json!({"key": "arrive-0001", "action": "check_in"});
    let arrived = page.post(&format!("{path}/stays"), arrive).await.json();
    assert!(arrived["reception_no"].as_str().unwrap().starts_with("A-0001-"), "{arrived}");
    let shown = page.get(&path).await.json();
    assert!(shown["persons"].as_array().unwrap().iter().all(|it| it["state"] == "staying"));
}

#[tokio::test]
async fn six_people_fit_into_ten_kilobytes_in_every_state_of_the_form() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let names: Vec<(String, &str)> = (0..6)
        .flat_map(|block| {
            [("f", "結城"), ("g", "花子"), ("kf", "ゆうき"), ("kg", "はなこ"), ("a", "四十一")]
                .map(|(name, value)| (format!("{name}{block}"), value))
        })
        .collect();
    let mut filled: Vec<(&str, &str)> =
        names.iter().map(|(name, it)| (name.as_str(), *it)).collect();
    filled.extend([("ad", "熊本県宇城市松橋町大野八十五番地"), ("n", "6"), ("ck", "1")]);
    for language in ["ja", "en"] {
        let empty = send(&gym, language, &[("n", "5"), ("do", "more")]).await;
        assert!(empty.text.contains("name=\"f5\"") && !empty.text.contains("name=\"f6\""));
        let more = filled.iter().copied().map(|it| if it.0 == "n" { ("n", "5") } else { it });
        let more: Vec<_> = more.chain([("do", "more")]).collect();
        let kept = send(&gym, language, &more).await;
        assert_eq!(kept.text.matches("value=\"花子\"").count(), 6);
        let wrong = send(&gym, language, &filled).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.text.matches("aria-describedby").count(), 6);
        let right: Vec<_> =
            filled.iter().copied().filter(|(name, _)| !name.starts_with('a')).collect();
        let done = send(&gym, language, &right).await;
        assert_eq!(done.status, StatusCode::OK);
        for (state, page) in [("empty", empty), ("kept", kept), ("wrong", wrong), ("done", done)] {
            println!("{language} {state}: {} bytes", page.text.len());
            assert!(page.text.len() <= PAGE_BYTES_MAX, "{language} {state}: {}", page.text.len());
        }
    }
}

#[tokio::test]
async fn no_script_no_cookie_and_nothing_from_elsewhere() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    for path in ["/", "/?lang=en", "/notices", "/nothing"] {
        let page = get(&gym, path).await;
        for never in ["<script", "http://", "https://", "style=", " on"] {
            let found = page.text.replace("xmlns=\"http://www.w3.org", "").contains(never);
            assert!(!found || never == " on" && !page.text.contains(" onc"), "{path}: {never}");
        }
        assert!(!page.headers.contains_key("set-cookie"));
        assert_eq!(page.headers["cache-control"], "no-store");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    }
    assert!(get(&gym, "/").await.text.contains("<html lang=\"ja\">"));
    assert!(get(&gym, "/?lang=en").await.text.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn the_page_of_layers_may_run_its_own_script_and_nothing_else() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = get(&gym, "/layers").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self' 'sha256-"), "{policy}");
    assert!(policy.contains("; script-src 'self'; connect-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    // Without a build there is nothing to run, and without a layer nothing to draw.
    assert!(!page.text.contains("<script") && !page.text.contains("id=\"map\""));
    assert_eq!(get(&gym, "/layers-map.js").await.status, StatusCode::NOT_FOUND);
    let basemap = get(&gym, "/basemap.json").await;
    assert_eq!(basemap.json(), json!({"archive": null, "extract_bytes": null}));
    assert_eq!(basemap.headers["access-control-allow-origin"], "*");
    assert_eq!(get(&gym, "/basemap.pmtiles").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_typed_comes_back_as_text_and_never_as_markup() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let evil = "\"><script>alert(1)</script>";
    let kept =
        send(&gym, "ja", &[("f0", evil), ("do", "more"), ("k", "\"><b>"), ("ad", evil)]).await;
    assert!(!kept.text.contains("<script") && !kept.text.contains("<b>"), "{}", kept.text);
    assert_eq!(kept.text.matches("&lt;script&gt;").count(), 2);
}

#[tokio::test]
async fn bad_forms_are_refused_in_words_and_keep_what_was_typed() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let nobody = send(&gym, "ja", &[("ad", "中央一丁目")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("お名前を書いてください"));
    assert!(nobody.text.contains("value=\"中央一丁目\""));
    let long = "あ".repeat(61);
    let long = send(&gym, "en", &[("f0", &long), ("g0", "花子")]).await;
    assert!(long.text.contains("aria-describedby=\"e-f0\"") && long.text.contains("id=\"e-f0\""));
    assert!(long.text.contains("This is too long."));
    for (kind, body) in [("text/plain", "x"), ("application/x-www-form-urlencoded", "f0=%FF%00&&=")]
    {
        let request = Request::post("/").header("host", "gym").header("content-type", kind);
        let refused = answer(&gym.public, request.body(Body::from(body)).unwrap()).await;
        assert!(refused.status.is_client_error(), "{kind}: {}", refused.status);
        assert!(refused.text.contains("<form"), "{kind}");
    }
    let huge = "x".repeat(70_000);
    assert!(send(&gym, "ja", &[("f0", &huge)]).await.status.is_client_error());
    let none = page.post("/api/v1/households/search", json!({"text": ""})).await.json();
    assert_eq!(none["households"], json!([]));
}

#[tokio::test]
async fn another_sites_form_and_a_laptop_not_set_up_take_nothing_in() {
    let gym = Gym::fresh();
    let early = send(&gym, "ja", &[("f0", "結城")]).await;
    assert_eq!(early.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(early.text.contains("value=\"結城\""));
    let request = Request::post("/")
        .header("host", "192.168.0.10:8000")
        .header("origin", "http://evil.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("f0=x"));
    assert_eq!(answer(&gym.public, request.unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn probes_for_the_internet_are_led_to_the_form() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    for probe in ["/generate_204", "/hotspot-detect.html", "/connecttest.txt"] {
        let led = get(&gym, probe).await;
        assert_eq!(led.status, StatusCode::FOUND);
        assert_eq!(led.headers["location"], "/");
    }
}

#[tokio::test]
async fn notices_of_hq_are_shown_to_everybody() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    let notice = json!({"key": "notice-0001", "title": "給水 <17時>", "text": "校庭へ\n容器を", 
        "urgent": true, "language": "ja"});
    assert_eq!(page.post("/api/v1/notices", notice).await.status, StatusCode::CREATED);
    let shown = get(&gym, "/notices?lang=en").await;
    assert!(
        shown.text.contains("<article lang=\"ja\"><h2>給水 &lt;17時&gt;</h2>"),
        "{}",
        shown.text
    );
}
