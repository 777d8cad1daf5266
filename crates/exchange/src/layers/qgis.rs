//! A layer definition of QGIS (`.qlr`): opened by a double click or dropped on its window.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Address, Layer};
use crate::xml::{self, Out, Written, around, empty, text};

pub fn document(at: Address<'_>, layer: &Layer) -> String {
    let (id, source) = (format!("musubi_{}", layer.id), source(at, layer));
    let body = xml::document(|out| {
        around(out, "qlr", &[], |out| {
            let group = [("name", ""), ("checked", "Qt::Checked"), ("expanded", "1")];
            around(out, "layer-tree-group", &group, |out| {
                let shown = [
                    ("id", id.as_str()),
                    ("name", layer.title.as_str()),
                    ("providerKey", "wms"),
                    ("source", source.as_str()),
                    ("checked", "Qt::Checked"),
                    ("expanded", "1"),
                ];
                empty(out, "layer-tree-layer", &shown)
            })?;
            around(out, "maplayers", &[], |out| map_layer(out, layer, &id, &source))
        })
    });
    body.replacen("?>\n", "?>\n<!DOCTYPE qgis-layer-definition>\n", 1)
}

fn map_layer(out: &mut Out, layer: &Layer, id: &str, source: &str) -> Written {
    around(out, "maplayer", &[("type", "raster")], |out| {
        text(out, "id", id)?;
        text(out, "datasource", source)?;
        text(out, "layername", &layer.title)?;
        around(out, "srs", &[], |out| {
            around(out, "spatialrefsys", &[], |out| text(out, "authid", "EPSG:3857"))
        })?;
        text(out, "provider", "wms")?;
        text(out, "attribution", &layer.attribution())
    })
}

/// The address of the tiles must be encoded within QGIS's own list of parameters.
fn source(at: Address<'_>, layer: &Layer) -> String {
    let url = utf8_percent_encode(&at.xyz(layer), NON_ALPHANUMERIC).to_string();
    format!(
        "type=xyz&url={url}&zmin={}&zmax={}&crs=EPSG:3857",
        layer.zooms.start(),
        layer.zooms.end()
    )
}
