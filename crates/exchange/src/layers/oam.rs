//! Metadata of `OpenImageryNetwork`, as `OpenAerialMap` takes it (oin-metadata-spec).
//!
//! Our archives are in web Mercator, so the projection and the box are too.

use serde_json::{Map, Value, json};

use super::{Address, Bounds, Layer};
use crate::utc;

/// EPSG:3857 as WKT 1.
const WEB_MERCATOR: &str = r#"PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"],AUTHORITY["EPSG","3857"]]"#;
const RADIUS_M: f64 = 6_378_137.0;

pub fn document(at: Address<'_>, layer: &Layer) -> Value {
    let mut properties = Map::from_iter([
        ("license".to_owned(), json!(layer.licence.name)),
        ("tms".to_owned(), json!(at.xyz(layer))),
        ("wmts".to_owned(), json!(at.wmts())),
    ]);
    if let Some(sensor) = &layer.sensor {
        properties.insert("sensor".to_owned(), json!(sensor));
    }
    json!({
        "uuid": at.pmtiles(layer),
        "title": layer.title,
        "projection": WEB_MERCATOR,
        "bbox": mercator(layer.footprint.bounds()),
        "footprint": layer.footprint.wkt(),
        "gsd": layer.gsd_m(),
        "file_size": layer.archive.bytes,
        "acquisition_start": utc::date_time(*layer.captured.start()),
        "acquisition_end": utc::date_time(*layer.captured.end()),
        "platform": layer.platform.code(),
        "provider": layer.provider,
        "contact": layer.contact,
        "properties": properties,
    })
}

fn mercator(bounds: Bounds) -> [f64; 4] {
    let x = |lon: f64| lon.to_radians() * RADIUS_M;
    let y = |lat: f64| lat.to_radians().tan().asinh() * RADIUS_M;
    [x(bounds.west), y(bounds.south), x(bounds.east), y(bounds.north)]
}
