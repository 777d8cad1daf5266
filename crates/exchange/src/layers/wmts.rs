//! WMTS 1.0.0 (OGC 07-057r7), simple profile (13-082r2): capabilities, requests, exceptions.
//!
//! One tile matrix set, `GoogleMapsCompatible`, from zoom 0 on, as its well-known scale set wants
//! it. Each layer says in its limits which tiles of which zooms it has.

use std::collections::BTreeMap;

use super::{Address, Bounds, Layer};
use crate::xml::{Out, Written, around, document, empty, text};

const SET: &str = "GoogleMapsCompatible";
const STYLE: &str = "default";
/// Half the side of the world in web Mercator, in metres.
const HALF_WORLD: &str = "20037508.342789244";
/// Of zoom 0, with pixels of 0.28 mm.
const SCALE_0: f64 = 559_082_264.028_717_8;
/// The poles are beyond web Mercator.
const LATITUDE_MAX: f64 = 85.051_128_779_806_6;

/// What somebody asks for by key and value pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Capabilities,
    Tile { layer: String, z: u8, x: u32, y: u32, format: String },
}

/// What is wrong with a request, in the words of the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub code: &'static str,
    /// The parameter.
    pub locator: &'static str,
}

impl Request {
    /// Names are read in any case; the last of several of one name counts.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, to be answered with [`Exception::document`].
    pub fn read<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Exception> {
        let named = pairs.into_iter().map(|(name, value)| (name.to_ascii_uppercase(), value));
        let given: BTreeMap<String, &str> = named.collect();
        let value = |locator: &'static str| match given.get(locator).copied() {
            None | Some("") => Err(Exception { code: "MissingParameterValue", locator }),
            Some(value) => Ok(value),
        };
        let wrong = |locator| Exception { code: "InvalidParameterValue", locator };
        if !value("SERVICE")?.eq_ignore_ascii_case("WMTS") {
            return Err(wrong("SERVICE"));
        }
        match value("REQUEST")? {
            "GetCapabilities" => return Ok(Self::Capabilities),
            "GetTile" => {}
            _ => return Err(Exception { code: "OperationNotSupported", locator: "REQUEST" }),
        }
        if value("VERSION")? != "1.0.0" {
            return Err(wrong("VERSION"));
        }
        if !matches!(given.get("STYLE").copied(), None | Some("" | STYLE)) {
            return Err(wrong("STYLE"));
        }
        if value("TILEMATRIXSET")? != SET {
            return Err(wrong("TILEMATRIXSET"));
        }
        let z: u8 = value("TILEMATRIX")?.parse().map_err(|_| wrong("TILEMATRIX"))?;
        let side = 1_u32.checked_shl(z.into()).ok_or(wrong("TILEMATRIX"))?;
        let number = |locator| {
            let number = value(locator)?.parse().map_err(|_| wrong(locator))?;
            let out = Exception { code: "TileOutOfRange", locator };
            if number < side { Ok(number) } else { Err(out) }
        };
        let (y, x) = (number("TILEROW")?, number("TILECOL")?);
        let (layer, format) = (value("LAYER")?.to_owned(), value("FORMAT")?.to_owned());
        Ok(Self::Tile { layer, z, x, y, format })
    }
}

impl Exception {
    pub fn document(&self) -> String {
        let root =
            [("xmlns", "http://www.opengis.net/ows/1.1"), ("version", "1.0.0"), ("xml:lang", "en")];
        document(|out| {
            around(out, "ExceptionReport", &root, |out| {
                let named = [("exceptionCode", self.code), ("locator", self.locator)];
                empty(out, "Exception", &named)
            })
        })
    }
}

/// The document by which clients find all layers.
pub fn capabilities(at: Address<'_>, title: &str, layers: &[Layer]) -> String {
    let root = [
        ("xmlns", "http://www.opengis.net/wmts/1.0"),
        ("xmlns:ows", "http://www.opengis.net/ows/1.1"),
        ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
        ("version", "1.0.0"),
    ];
    document(|out| {
        around(out, "Capabilities", &root, |out| {
            service(out, title)?;
            // Files answer to no keys and values.
            if let Address::Node(base) = at {
                operations(out, base)?;
            }
            around(out, "Contents", &[], |out| {
                layers.iter().try_for_each(|layer| describe(out, at, layer))?;
                let deepest = layers.iter().map(|layer| *layer.zooms.end()).max();
                matrix_set(out, deepest.unwrap_or_default())
            })?;
            empty(out, "ServiceMetadataURL", &[("xlink:href", &at.wmts_document())])
        })
    })
}

fn service(out: &mut Out, title: &str) -> Written {
    around(out, "ows:ServiceIdentification", &[], |out| {
        text(out, "ows:Title", title)?;
        text(out, "ows:ServiceType", "OGC WMTS")?;
        text(out, "ows:ServiceTypeVersion", "1.0.0")?;
        let profile = "http://www.opengis.net/spec/wmts-simple/1.0/conf/simple-profile";
        text(out, "ows:Profile", profile)
    })
}

fn operations(out: &mut Out, base: &str) -> Written {
    let href = format!("{base}/wmts?");
    around(out, "ows:OperationsMetadata", &[], |out| {
        ["GetCapabilities", "GetTile"].iter().try_for_each(|name| {
            around(out, "ows:Operation", &[("name", name)], |out| {
                around(out, "ows:DCP", &[], |out| {
                    around(out, "ows:HTTP", &[], |out| {
                        around(out, "ows:Get", &[("xlink:href", &href)], |out| {
                            around(out, "ows:Constraint", &[("name", "GetEncoding")], |out| {
                                around(out, "ows:AllowedValues", &[], |out| {
                                    text(out, "ows:Value", "KVP")
                                })
                            })
                        })
                    })
                })
            })
        })
    })
}

fn describe(out: &mut Out, at: Address<'_>, layer: &Layer) -> Written {
    let bounds = layer.footprint.bounds();
    around(out, "Layer", &[], |out| {
        text(out, "ows:Title", &layer.title)?;
        let note = layer.description();
        let gap = if note.is_empty() { "" } else { "\n" };
        text(out, "ows:Abstract", &format!("{}{gap}{note}", layer.attribution()))?;
        around(out, "ows:WGS84BoundingBox", &[], |out| {
            text(out, "ows:LowerCorner", &format!("{} {}", bounds.west, bounds.south))?;
            text(out, "ows:UpperCorner", &format!("{} {}", bounds.east, bounds.north))
        })?;
        text(out, "ows:Identifier", &layer.id.to_string())?;
        around(out, "Style", &[("isDefault", "true")], |out| text(out, "ows:Identifier", STYLE))?;
        let format = layer.tiles.for_josm();
        text(out, "Format", format.media_type())?;
        around(out, "TileMatrixSetLink", &[], |out| {
            text(out, "TileMatrixSet", SET)?;
            around(out, "TileMatrixSetLimits", &[], |out| {
                layer.zooms.clone().try_for_each(|zoom| limits(out, zoom, bounds))
            })
        })?;
        let template = at.tiles(layer, ["{TileMatrix}", "{TileCol}", "{TileRow}"], format);
        let resource = [
            ("format", format.media_type()),
            ("resourceType", "tile"),
            ("template", template.as_str()),
        ];
        empty(out, "ResourceURL", &resource)
    })
}

fn limits(out: &mut Out, zoom: u8, bounds: Bounds) -> Written {
    let (left, top) = tile(zoom, bounds.west, bounds.north);
    let (right, bottom) = tile(zoom, bounds.east, bounds.south);
    around(out, "TileMatrixLimits", &[], |out| {
        text(out, "TileMatrix", &zoom.to_string())?;
        text(out, "MinTileRow", &top.to_string())?;
        text(out, "MaxTileRow", &bottom.to_string())?;
        text(out, "MinTileCol", &left.to_string())?;
        text(out, "MaxTileCol", &right.to_string())
    })
}

/// Column and row of the tile in which a point lies.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the side of the world at this zoom"
)]
fn tile(zoom: u8, lon: f64, lat: f64) -> (u32, u32) {
    let side = 2_f64.powi(zoom.into());
    let sine = lat.clamp(-LATITUDE_MAX, LATITUDE_MAX).to_radians().sin();
    let x = (lon + 180.0) / 360.0;
    let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
    let index = |part: f64| (part * side).floor().clamp(0.0, side - 1.0) as u32;
    (index(x), index(y))
}

fn matrix_set(out: &mut Out, deepest: u8) -> Written {
    around(out, "TileMatrixSet", &[], |out| {
        text(out, "ows:Identifier", SET)?;
        text(out, "ows:SupportedCRS", "urn:ogc:def:crs:EPSG:6.18.3:3857")?;
        text(out, "WellKnownScaleSet", "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible")?;
        (0..=deepest).try_for_each(|zoom| {
            around(out, "TileMatrix", &[], |out| {
                let side = 2_f64.powi(zoom.into());
                text(out, "ows:Identifier", &zoom.to_string())?;
                text(out, "ScaleDenominator", &(SCALE_0 / side).to_string())?;
                text(out, "TopLeftCorner", &format!("-{HALF_WORLD} {HALF_WORLD}"))?;
                text(out, "TileWidth", "256")?;
                text(out, "TileHeight", "256")?;
                text(out, "MatrixWidth", &side.to_string())?;
                text(out, "MatrixHeight", &side.to_string())
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_lies_in_the_tile_that_everybody_says() {
        check(0, (130.7, 32.8), (0, 0));
        // Kumamoto castle, by the formula of the OSM wiki.
        check(19, (130.7059, 32.8062), (452_498, 211_519));
        check(3, (180.0, -90.0), (7, 7));
        check(3, (-180.0, 90.0), (0, 0));
    }

    #[track_caller]
    fn check(zoom: u8, (lon, lat): (f64, f64), want: (u32, u32)) {
        assert_eq!(tile(zoom, lon, lat), want);
    }
}
