//! `/layers` for people: a card for each layer, with everything that a mapper copies or opens.
//! All of it stands there without script. Where a browser has script and can draw, a map of them comes
//! to lie above the list.

use std::ops::RangeInclusive;

use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use musubi_exchange::layers::photos::Photos;
use musubi_exchange::layers::{Address, Georeference, Layer, Licence, editors};
use musubi_imagery::tile::Tile;
use musubi_model::ids::RecordId;
use musubi_model::time::Timestamp;
use time::{OffsetDateTime, UtcOffset};

use super::super::{Chosen, page};
use super::{ASK_AGAIN, Face, mapped};
use crate::http::words::Language;
use crate::http::{basemap, headers};
use crate::layers::basemap::{Held, Part, held};

/// Of the built app; it loads the rest when it has found that it can draw.
const MAP: &str = "layers-map.js";
/// Pictures in the style of the map's buttons are written into it.
const MAP_POLICY: &str = "img-src 'self' data:; script-src 'self'; connect-src 'self'";
/// What the map says of itself, by the names its script knows.
const MAP_WORDS: [(&str, &str); 8] = [
    ("title", "map-title"),
    ("zoomIn", "map-zoom-in"),
    ("zoomOut", "map-zoom-out"),
    ("credits", "map-credits"),
    ("wheel", "map-wheel"),
    ("touch", "map-touch"),
    ("direction", "map-direction"),
    ("height", "map-height"),
];

pub(super) async fn show(
    State(face): State<Face>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
) -> Response {
    let asked = chosen.language(&headers);
    let language = asked.whole();
    let at = face.address(&headers);
    let (layers, albums) = (face.layers(), face.albums());
    let is_empty = layers.is_empty() && albums.is_empty();
    let is_mapped = !is_empty && face.app.holds(MAP).await;
    let content = html! {
        p { (page::ruby(&language.say("layers-intro"))) }
        @if is_mapped { (map(language)) }
        @if is_empty { p { (page::ruby(&language.say("layers-none"))) } }
        @for layer in &layers { (card(&face, Address::Node(&at), layer, language)) }
        @for album in &albums { (photos(&face, Address::Node(&at), album, language)) }
        @if let Some(held) = extract(&face) {
            p {
                a href=(basemap::EXTRACT) { (page::ruby(&language.say("layers-extract"))) }
                " " (megabytes(held.bytes))
            }
        }
        p { a href={ "/?lang=" (asked.tag()) } { (page::ruby(&language.say("back"))) } }
    };
    let whole = page::frame(
        &face.desk.public_face(),
        language,
        "layers-title",
        page::Switch::Link("/layers"),
        &content,
    );
    let mut answer = whole.into_response();
    let policy = page::POLICY.replace("style-src", "style-src 'self'");
    let policy = format!("{policy}; {MAP_POLICY}");
    let kept = answer.headers_mut();
    headers::common(kept);
    kept.insert(CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).expect("plain letters"));
    kept.insert(CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN));
    kept.insert(VARY, HeaderValue::from_static("host, accept-language"));
    answer
}

/// For JOSM where there is no line to OpenStreetMap.
fn extract(face: &Face) -> Option<Held> {
    held(face.desk.shelf().folder()?, Part::Extract).map(|(_, held)| held)
}

/// Shown by the script once it has drawn something; it writes none of the words.
fn map(language: Language) -> Markup {
    let words = MAP_WORDS.map(|(name, key)| (name, page::plain(&language.say(key))));
    let words: serde_json::Map<_, _> =
        words.into_iter().map(|(name, words)| (name.to_owned(), words.into())).collect();
    html! {
        div id="map" hidden data-words=(serde_json::Value::Object(words)) {}
        p id="map-cannot" role="status" hidden { (page::ruby(&language.say("map-cannot"))) }
        script type="module" src={ "/" (MAP) } {}
    }
}

fn card(face: &Face, at: Address<'_>, layer: &Layer, language: Language) -> Markup {
    let say = |key: &str| page::ruby(&language.say(key));
    html! {
        article id={ "layer-" (layer.id) } {
            h2 id={ "name-" (layer.id) } { (layer.title) }
            (on_map(layer.id, language))
            @if let Some(thumbnail) = thumbnail(layer) {
                img src=(thumbnail) alt=(layer.title) width="256" height="256" loading="lazy";
            }
            @if let Some(note) = &layer.note { @for line in note.lines() { p { (line) } } }
            dl {
                dt { (say("layers-captured")) } dd { (captured(&layer.captured)) }
                dt { (say("layers-gsd")) } dd { (gsd(layer)) }
                dt { (say("layers-provider")) } dd { (layer.provider) }
                (terms(&layer.licence, layer.may_be_traced(), language))
                dt { (say("layers-place")) } dd { (place(layer, language)) }
                dt { (say("layers-size")) } dd { (megabytes(layer.archive.bytes)) }
            }
            label {
                (say("layers-xyz"))
                input readonly value=(at.xyz(layer));
            }
            @if layer.may_be_traced() {
                p { a href=(editors::josm_link(at, layer)) { (say("layers-josm")) } }
                p { (say("layers-josm-hint")) }
                @match editors::id_link(at, layer) {
                    Some(link) => p { a href=(link) { (say("layers-id")) } },
                    None => p { (say("layers-id-why")) },
                }
            }
            p {
                a href={ "/layers/" (layer.id) ".qlr" } { (say("layers-qgis")) } " "
                a href={ "/layers/" (layer.id) ".pmtiles" } { "PMTiles" } " "
                a href={ "/layers/" (layer.id) ".mbtiles" } { "MBTiles" }
            }
            (mapped::list(face, layer.id, &layer.title, language))
        }
    }
}

fn on_map(layer: RecordId, language: Language) -> Markup {
    html! {
        button type="button" hidden data-layer=(layer) aria-describedby={ "name-" (layer) } {
            (page::ruby(&language.say("map-show")))
        }
    }
}

fn terms(licence: &Licence, may_be_traced: bool, language: Language) -> Markup {
    let say = |key: &str| page::ruby(&language.say(key));
    let traced = if may_be_traced { "layers-traced" } else { "layers-not-traced" };
    html! {
        dt { (say("layers-licence")) }
        dd {
            @match licence.text_url() {
                Some(url) => a href=(url) { (licence.name) },
                None => (licence.name),
            }
        }
        dt { (say("layers-tracing")) } dd { (say(traced)) }
    }
}

fn photos(face: &Face, at: Address<'_>, album: &Photos, language: Language) -> Markup {
    let say = |key: &str| page::ruby(&language.say(key));
    html! {
        article id={ "layer-" (album.id) } {
            h2 id={ "name-" (album.id) } { (album.title) }
            (on_map(album.id, language))
            img src={ "/layers/" (album.id) "/photos/0.jpg" } alt=(album.title) loading="lazy";
            @if let Some(note) = &album.note { @for line in note.lines() { p { (line) } } }
            dl {
                dt { (say("layers-captured")) } dd { (captured(&album.captured)) }
                dt { (say("layers-photos")) } dd { (album.photos) }
                dt { (say("layers-provider")) } dd { (album.provider) }
                (terms(&album.licence, album.may_be_traced(), language))
                dt { (say("layers-size")) } dd { (megabytes(album.archive.bytes)) }
            }
            label {
                (say("layers-photos-url"))
                input readonly value=(at.photos(album));
            }
            p {
                a href={ "/layers/" (album.id) "/photos.geojson" } { "GeoJSON" } " "
                a href={ "/layers/" (album.id) ".zip" } { "ZIP" }
            }
            (mapped::list(face, album.id, &album.title, language))
        }
    }
}

/// The finest tile that shows most of it.
fn thumbnail(layer: &Layer) -> Option<String> {
    let bounds = layer.footprint.bounds();
    let [lon, lat] = bounds.centre();
    let (first, last) = (*layer.zooms.start(), *layer.zooms.end());
    let width = (bounds.east - bounds.west).max(bounds.north - bounds.south);
    let fits = |zoom: &u8| 360.0 / 2_f64.powi(i32::from(*zoom)) >= width;
    let zoom = (first..=last).rev().find(fits).unwrap_or(first);
    let Tile { z, x, y } = Tile::holding(zoom, lon, lat)?;
    Some(format!("/layers/{}/{z}/{x}/{y}.{}", layer.id, layer.tiles.extension()))
}

/// By the clocks of Japan.
pub(super) fn in_japan(at: Timestamp) -> Option<String> {
    let japan = UtcOffset::from_hms(9, 0, 0).expect("nine hours are an offset");
    let at = OffsetDateTime::from_unix_timestamp(at.millis().div_euclid(1_000)).ok()?;
    let at = at.to_offset(japan);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, _) = at.to_hms();
    Some(format!("{year}-{:02}-{day:02} {hour:02}:{minute:02}", u8::from(month)))
}

fn captured(span: &RangeInclusive<Timestamp>) -> String {
    let (from, to) = (in_japan(*span.start()), in_japan(*span.end()));
    match (from, to) {
        (Some(from), Some(to)) if from == to => from,
        (Some(from), Some(to)) => format!("{from} – {to}"),
        _ => String::new(),
    }
}

fn gsd(layer: &Layer) -> String {
    let (cm, mm) = (layer.gsd_mm / 10, layer.gsd_mm % 10);
    format!("{cm}.{mm} cm")
}

fn place(layer: &Layer, language: Language) -> Markup {
    match layer.place {
        Georeference::Checked => page::ruby(&language.say("layers-place-checked")),
        Georeference::Unchecked => page::ruby(&language.say("layers-place-unchecked")),
        Georeference::Off { east_cm, north_cm } => {
            let metres = |cm: i32| format!("{:+.2}", f64::from(cm) / 100.0);
            let by = [("east", metres(east_cm)), ("north", metres(north_cm))];
            page::ruby(&language.say_with("layers-place-off", &by))
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_has_all_its_words_in_every_language() {
        for language in Language::WHOLE {
            for (_, key) in MAP_WORDS {
                assert!(language.knows(key), "{} {key}", language.tag());
            }
            let shown = map(language).into_string();
            assert!(shown.contains("hidden") && !shown.contains('['), "{shown}");
        }
    }
}
