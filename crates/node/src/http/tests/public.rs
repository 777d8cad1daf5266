//! The page that phones open: small, without script, and only taking in.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::gym::{Answer, Gym, answer};
use crate::accounts::Role;
use crate::http::words::Language;
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

/// The next form as a browser would send it: what stands open, what is packed, what is ticked.
fn filled(page: &Answer) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for tag in page.text.split("<input ").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let (name, value) = (attribute(tag, "name").unwrap(), attribute(tag, "value"));
        if !tag.contains("type=checkbox") || tag.ends_with(" checked") {
            fields.push((name, value.unwrap_or_default()));
        }
    }
    for select in page.text.split("<select name=\"").skip(1) {
        let (name, rest) = select.split_once('"').unwrap();
        let options = rest.split("</select>").next().unwrap();
        let chosen = options.split("<option").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| attribute(option, "value")).unwrap_or_default();
        fields.push((name.to_owned(), value));
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}="))?;
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap(),
        None => rest.split(' ').next().unwrap(),
    };
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

/// Sends a form back with some fields changed.
async fn send_back(gym: &Gym, language: &str, page: &Answer, change: &[(&str, &str)]) -> Answer {
    let mut fields = filled(page);
    fields.retain(|(name, _)| !change.iter().any(|(changed, _)| name == changed));
    let kept = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<_> = kept.chain(change.iter().copied()).collect();
    send(gym, language, &all).await
}

/// As long as people's names and words are, in letters of the language.
fn a_family(language: &str) -> ([&'static str; 4], &'static str) {
    match language {
        "ja" | "ja-easy" => {
            (["長谷川", "健太郎", "はせがわ", "けんたろう"], "卵アレルギーの薬が要る")
        }
        "ne" => (["श्रेष्ठ", "सुनिताकुमारी", "", ""], "मधुमेहको औषधि चाहिन्छ"),
        "ko" => (["황보", "서연", "ふぁんぼ", "そよん"], "매일 혈압약을 먹습니다"),
        "zh-Hans" | "zh-Hant" => (["歐陽", "建國", "おうよう", "けんこく"], "每天要吃降血壓的藥"),
        _ => (["Nascimento", "Maria Aparecida", "", ""], "Remédio para a pressão"),
    }
}

#[tokio::test]
async fn what_was_typed_comes_along_into_another_language() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = get(&gym, "/?lang=ja").await;
    let button = "<button form=f name=do value=vi>";
    assert!(page.text.contains(button), "{}", page.text);
    let typed = [("f0", "Nguyễn"), ("a0", "41"), ("ph", "090-0000-0000"), ("ck", "1")];
    let mut change = typed.to_vec();
    change.push(("do", "more"));
    let two = send_back(&gym, "ja", &page, &change).await;
    let other = send_back(&gym, "ja", &two, &[("g1", "Văn"), ("do", "vi")]).await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(other.text.contains("<html lang=\"vi\">"), "{}", other.text);
    for kept in ["Nguyễn", "value=\"Văn\"", "value=\"090-0000-0000\"", "name=ck value=1 checked"]
    {
        assert!(other.text.contains(kept), "{kept}: {}", other.text);
    }
}

#[tokio::test]
async fn six_people_fit_into_ten_kilobytes_in_every_language_and_state_of_the_form() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    for language in Language::ALL.map(Language::tag) {
        let ([family, given, kana, kana_given], note) = a_family(language);
        let mut states = vec![("empty", get(&gym, &format!("/?lang={language}")).await)];
        for block in 0..6 {
            let (_, page) = states.last().unwrap();
            let person = [
                (format!("f{block}"), family),
                (format!("g{block}"), given),
                (format!("kf{block}"), kana),
                (format!("kg{block}"), kana_given),
                (format!("a{block}"), "四十一"),
                (format!("s{block}"), "f"),
                (format!("q{block}"), "i"),
                (format!("q{block}"), "m"),
                (format!("w{block}"), "e"),
                (format!("c{block}"), note),
            ];
            let mut change: Vec<_> = person.iter().map(|(name, it)| (name.as_str(), *it)).collect();
            change.extend([("ad", "熊本県宇城市松橋町大野八十五番地"), ("ck", "1"), ("sp", "c")]);
            change.push(("do", if block < 5 { "more" } else { "keep" }));
            let page = send_back(&gym, language, page, &change).await;
            assert_eq!(page.status, StatusCode::OK);
            let named = format!("{family} {given}");
            assert_eq!(page.text.matches(&named).count(), (block + 1).min(5));
            states.push(("filled", page));
        }
        // Every age is wrong: the first person is opened, and told so beside the field.
        let wrong = send_back(&gym, language, &states.last().unwrap().1, &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("name=\"a0\"") && wrong.text.contains("id=\"e-a0\""));
        assert!(wrong.text.contains("name=q0 value=m checked"), "ticks are kept");
        let mut page = wrong;
        for block in 0..6 {
            let (age, next) = (format!("a{block}"), format!("e{}", (block + 1).min(5)));
            page = send_back(&gym, language, &page, &[(&age, "41"), ("do", &next)]).await;
        }
        let done = send_back(&gym, language, &page, &[]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        let again = send_back(&gym, language, &page, &[]).await;
        assert_eq!(code(&done), code(&again));
        states.extend([("last", page), ("done", done), ("again", again)]);
        let notices = get(&gym, &format!("/notices?lang={language}")).await;
        states.push(("notices", notices));
        let most = states.iter().map(|(_, page)| page.text.len()).max().unwrap();
        println!("{language}: at most {most} bytes");
        for (state, page) in states {
            assert!(page.text.len() <= PAGE_BYTES_MAX, "{language} {state}: {}", page.text.len());
            for key in [">need-", ">allerg", ">stay-", ">diet-", ">sex-", ">pickup-", ">consent"] {
                assert!(!page.text.contains(key), "{language} {state}: a key is shown: {key}");
            }
            let lang = if language == "ja-easy" { "ja" } else { language };
            assert!(page.text.contains(&format!("<html lang=\"{lang}\">")));
        }
    }
}

#[tokio::test]
async fn a_household_outside_tells_its_needs_its_food_and_where_it_picks_up() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let first = get(&gym, "/?lang=id").await;
    let fields = [("f0", "Suharto"), ("q0", "p"), ("q0", "m"), ("w0", "s"), ("at0", "kacang mete")];
    let fields = [&fields[..], &[("d0", "h"), ("sp", "c"), ("pe", "kucing"), ("cp", "1")]].concat();
    let more = send_back(&gym, "id", &first, &[&fields[..], &[("do", "more")]].concat()).await;
    assert!(more.text.contains("name=\"f1\"") && !more.text.contains("name=\"f0\""));
    let done = send_back(&gym, "id", &more, &[("g1", "Dewi|\\"), ("a1", "３")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let search = page.post("/api/v1/households/search", json!({"text": code(&done)})).await.json();
    let id = search["households"][0]["id"].as_str().unwrap().to_owned();
    let shown = page.get(&format!("/api/v1/households/{id}")).await.json();
    let named = ["stay_place", "language", "pets"].map(|it| shown[it].clone());
    assert_eq!(named, ["car", "id", "kucing"]);
    let persons = shown["persons"].as_array().unwrap();
    assert_eq!(persons.len(), 2);
    assert_eq!(persons[0]["needs"], json!(["pregnant", "medication"]));
    assert_eq!(persons[0]["allergies"], "kacang mete");
    assert_eq!((&persons[1]["given"], &persons[1]["age"]), (&json!("Dewi|\\"), &json!("3")));
    assert_eq!(persons[0]["consent"]["public"], true);
    assert_eq!(
        (&persons[0]["allergens"], &persons[0]["diet"]),
        (&json!(["shrimp"]), &json!(["halal"]))
    );
    assert_eq!(shown["pickup"], "一小体育館");
    assert_eq!(persons[1]["diet"], json!([]));
}

#[tokio::test]
async fn enter_neither_sends_nor_adds_and_changing_the_person_loses_nothing() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let first = get(&gym, "/?lang=en").await;
    // Browsers press the first button of a form for the Enter key.
    let button = first.text.split("<button ").nth(1).unwrap();
    assert!(button.starts_with("form=\"f\" name=\"do\" value=\"keep\" hidden"), "{button}");
    let kept = send_back(&gym, "en", &first, &[("f0", "Park"), ("q0", "j"), ("do", "keep")]).await;
    assert!(kept.text.contains("value=\"Park\"") && kept.text.contains("value=j checked"));
    let blank = send_back(&gym, "en", &first, &[("do", "more")]).await;
    assert!(blank.text.contains("name=\"f0\""), "nobody follows nobody");
    let two = send_back(&gym, "en", &kept, &[("do", "more")]).await;
    let back = send_back(&gym, "en", &two, &[("g1", "Jun"), ("do", "e0")]).await;
    assert!(back.text.contains("value=\"Park\"") && back.text.contains("value=j checked"));
    assert!(back.text.contains("2. Jun"), "{}", back.text);
    let unticked = send_back(&gym, "en", &back, &[("q0", ""), ("do", "e1")]).await;
    let back = send_back(&gym, "en", &unticked, &[("do", "e0")]).await;
    assert!(!back.text.contains("checked"));
}

#[tokio::test]
async fn no_script_no_cookie_and_nothing_from_elsewhere() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    for path in ["/", "/?lang=en", "/nothing"] {
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
    // The address, the packed person, the button with their name.
    assert_eq!(kept.text.matches("&lt;script&gt;").count(), 3);
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
