//! Lists for editors of `OpenStreetMap`, and links that open a layer in one.
//!
//! Only what may be traced is here. Layers in the lists are of Japan.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Address, Georeference, Layer, Tracing, metres};
use crate::utc;
use crate::xml::{Out, Written, around, document, empty, text, text_with};

/// maps.xsd of JOSM takes no more.
const POINTS_MAX: usize = 999;
const SHAPES_MAX: usize = 100;
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// JOSM's imagery list (maps-1.0), to be added under its imagery preferences.
pub fn josm(at: Address<'_>, layers: &[Layer]) -> String {
    let root = [("xmlns", "http://josm.openstreetmap.de/maps-1.0")];
    document(|out| {
        around(out, "imagery", &root, |out| {
            let mut traced = layers.iter().filter(|layer| layer.may_be_traced());
            traced.try_for_each(|layer| entry(out, at, layer))
        })
    })
}

fn entry(out: &mut Out, at: Address<'_>, layer: &Layer) -> Written {
    around(out, "entry", &[], |out| {
        text(out, "name", &layer.title)?;
        text(out, "id", &format!("musubi-{}", layer.id))?;
        text(out, "type", "tms")?;
        text(out, "url", &at.zoom_xyz(layer))?;
        text(out, "min-zoom", &layer.zooms.start().to_string())?;
        text(out, "max-zoom", &layer.zooms.end().to_string())?;
        bounds(out, layer)?;
        if let Some(url) = permission_url(layer) {
            text(out, "permission-ref", url)?;
        }
        text_with(out, "attribution-text", &[("mandatory", "true")], &layer.attribution())?;
        if let Some(url) = layer.licence.text_url() {
            text(out, "terms-of-use-url", url)?;
        }
        text(out, "country-code", "JP")?;
        let [from, to] = [layer.captured.start(), layer.captured.end()].map(|at| utc::date(*at));
        text(out, "date", &if from == to { from } else { format!("{from};{to}") })?;
        text(out, "category", "photo")?;
        let checked = layer.place == Georeference::Checked;
        text(out, "valid-georeference", if checked { "true" } else { "false" })
    })
}

fn bounds(out: &mut Out, layer: &Layer) -> Written {
    let [west, south, east, north] = layer.footprint.bounds().list().map(|it| it.to_string());
    let edges = [
        ("min-lat", south.as_str()),
        ("min-lon", west.as_str()),
        ("max-lat", north.as_str()),
        ("max-lon", east.as_str()),
    ];
    let outer = || layer.footprint.polygons().iter().filter_map(|rings| rings.first());
    let fits = outer().count() <= SHAPES_MAX && outer().all(|ring| ring.len() <= POINTS_MAX);
    around(out, "bounds", &edges, |out| {
        outer().filter(|_| fits).try_for_each(|ring| {
            around(out, "shape", &[], |out| {
                ring.iter().try_for_each(|[lon, lat]| {
                    let (lat, lon) = (lat.to_string(), lon.to_string());
                    empty(out, "point", &[("lat", &lat), ("lon", &lon)])
                })
            })
        })
    })
}

/// The editor layer index, as its combined `imagery.geojson` is.
pub fn index(at: Address<'_>, layers: &[Layer]) -> Value {
    let features: Vec<Value> = layers.iter().filter_map(|layer| feature(at, layer)).collect();
    json!({ "type": "FeatureCollection", "meta": { "generated": "musubi" }, "features": features })
}

fn feature(at: Address<'_>, layer: &Layer) -> Option<Value> {
    if !layer.may_be_traced() {
        return None;
    }
    let mut properties = json!({
        "id": format!("musubi-{}", layer.id),
        "type": "tms",
        "url": at.zoom_xyz(layer),
        "name": layer.title,
        "min_zoom": layer.zooms.start(),
        "max_zoom": layer.zooms.end(),
        "permission_osm": "explicit",
        "privacy_policy_url": false,
        "start_date": utc::date(*layer.captured.start()),
        "end_date": utc::date(*layer.captured.end()),
        "country_code": "JP",
        "category": "photo",
        "attribution": { "text": layer.attribution(), "required": true },
        "valid-georeference": layer.place == Georeference::Checked,
    });
    if let Some(url) = permission_url(layer).or(layer.licence.text_url()) {
        properties["license_url"] = json!(url);
    }
    let geometry = layer.footprint.geometry();
    Some(json!({ "type": "Feature", "properties": properties, "geometry": geometry }))
}

fn permission_url(layer: &Layer) -> Option<&str> {
    match &layer.tracing {
        Tracing::Permitted { url, .. } => url.as_deref(),
        Tracing::NotPermitted => None,
    }
}

/// Opens the layer in a JOSM that runs on the reader's computer with Remote Control on. A plain link,
/// never fetched. JOSM takes everything after `url=` into the address, so that comes last.
pub fn josm_link(at: Address<'_>, layer: &Layer) -> String {
    format!(
        "http://127.0.0.1:8111/imagery?title={}&type=tms&min_zoom={}&max_zoom={}&url={}",
        encoded(&layer.title),
        layer.zooms.start(),
        layer.zooms.end(),
        encoded(&at.zoom_xyz(layer)),
    )
}

/// Opens the layer in iD, which its pages being https takes pictures by https alone: `None` where
/// we are not reached by it.
pub fn id_link(at: Address<'_>, layer: &Layer) -> Option<String> {
    if !at.base().starts_with("https://") {
        return None;
    }
    let [lon, lat] = layer.footprint.bounds().centre();
    let offset = match layer.place {
        Georeference::Off { east_cm, north_cm } => {
            format!("&offset={:.2},{:.2}", metres(east_cm), metres(north_cm))
        }
        Georeference::Checked | Georeference::Unchecked => String::new(),
    };
    Some(format!(
        "https://www.openstreetmap.org/edit?editor=id#background=custom:{}&map={}/{lat:.5}/{lon:.5}{offset}",
        encoded(&at.xyz(layer)),
        layer.zooms.end().saturating_sub(2).max(*layer.zooms.start()),
    ))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}
