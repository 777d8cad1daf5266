//! Where an image lies: pixel → map coordinates, and the system these are in.
//!
//! From the tags of a `GeoTIFF`, else from a world file beside the image. The system may come
//! from a `.prj` file too, or be named by a person, who wins over what the files say.

use std::path::{Path, PathBuf};

use crate::crs::Crs;
use crate::refusal::Reason;

/// x = a·column + b·row + c, y = d·column + e·row + f; (0, 0) is the corner of the first pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Affine(pub(crate) [f64; 6]);

impl Affine {
    pub(crate) fn apply(&self, column: f64, row: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * column + b * row + c, d * column + e * row + f)
    }

    pub(crate) fn inverse(&self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let det = a * e - b * d;
        let (a, b, d, e) = (e / det, -b / det, -d / det, a / det);
        Self([a, b, -(a * c + b * f), d, e, -(d * c + e * f)])
    }

    pub(crate) fn moved(mut self, x: f64, y: f64) -> Self {
        self.0[2] += x;
        self.0[5] += y;
        self
    }

    /// The same lines, counted from pixels' centres in the source of the numbers.
    fn of_corners(self) -> Self {
        let (x, y) = self.apply(-0.5, -0.5);
        let [a, b, _, d, e, _] = self.0;
        Self([a, b, x, d, e, y])
    }

    fn checked(self) -> Result<Self, Reason> {
        let [a, b, _, d, e, _] = self.0;
        let area = (a * e - b * d).abs();
        let sane = self.0.iter().all(|n| n.is_finite() && n.abs() < 1e9);
        if sane && area > 1e-18 && area < 1e10 { Ok(self) } else { Err(Reason::BadTransform) }
    }
}

/// What a `GeoTIFF` says, unread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags {
    pub(crate) scale: Vec<f64>,
    pub(crate) tie_points: Vec<f64>,
    pub(crate) matrix: Vec<f64>,
    pub(crate) keys: Vec<u64>,
    pub(crate) key_doubles: Vec<f64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) affine: Affine,
    pub(crate) crs: Crs,
}

/// Puts together what the tags, the files beside the image and a person say.
pub(crate) fn place(path: &Path, tags: &Tags, named: Option<&Crs>) -> Result<Placed, Reason> {
    let affine = match transform(tags)? {
        Some(affine) => affine,
        None => world_file(path)?.ok_or(if no_crs(path, tags, named) {
            Reason::NoCrs
        } else {
            Reason::NoPlace
        })?,
    };
    let affine = affine.checked()?;
    let crs = match named {
        Some(crs) => crs.clone(),
        None => match keys(tags)? {
            Some(crs) => crs,
            None => projection_file(path)?.ok_or(Reason::NoCrs)?,
        },
    };
    Ok(Placed { affine, crs })
}

fn no_crs(path: &Path, tags: &Tags, named: Option<&Crs>) -> bool {
    named.is_none() && tags.keys.is_empty() && !matches!(projection_file(path), Ok(Some(_)))
}

fn transform(tags: &Tags) -> Result<Option<Affine>, Reason> {
    let affine = if let [a, b, _, c, d, e, _, f, ..] = tags.matrix[..] {
        Affine([a, b, c, d, e, f])
    } else if let ([sx, sy, ..], [i, j, _, x, y, _]) = (&tags.scale[..], &tags.tie_points[..]) {
        Affine([*sx, 0.0, x - i * sx, 0.0, -sy, y + j * sy])
    } else if tags.tie_points.len() > 6 || !tags.scale.is_empty() {
        // Ground control points alone leave a choice of how to bend the image.
        return Err(Reason::BadTransform);
    } else {
        return Ok(None);
    };
    Ok(Some(if key(tags, 1025)? == Some(2) { affine.of_corners() } else { affine }))
}

/// A short value of the `GeoKey` directory.
fn key(tags: &Tags, wanted: u64) -> Result<Option<u64>, Reason> {
    let Some((head, rows)) = tags.keys.split_at_checked(4) else { return Ok(None) };
    if rows.len() as u64 / 4 < head[3] {
        return Err(Reason::BadField { tag: 34735 });
    }
    let row = rows.chunks_exact(4).find(|row| row[0] == wanted && row[1] == 0);
    Ok(row.map(|row| row[3]))
}

fn key_double(tags: &Tags, wanted: u64) -> Option<f64> {
    let rows = tags.keys.get(4..)?;
    let row = rows.chunks_exact(4).find(|row| row[0] == wanted && row[1] == 34736)?;
    tags.key_doubles.get(usize::try_from(row[3]).ok()?).copied()
}

const USER_DEFINED: u64 = 32767;

fn keys(tags: &Tags) -> Result<Option<Crs>, Reason> {
    let projected = key(tags, 3072)?;
    let geographic = key(tags, 2048)?;
    let code = match (key(tags, 1024)?, projected, geographic) {
        (Some(2), _, Some(code)) | (_, Some(code), _) | (_, None, Some(code)) => code,
        (Some(1), None, _) => USER_DEFINED,
        _ => return Ok(None),
    };
    if code == USER_DEFINED {
        return own(tags).map(Some);
    }
    let known = u16::try_from(code).ok().and_then(Crs::from_epsg);
    known.map(Some).ok_or(Reason::UnknownCrs { code: code as u32 })
}

/// A transverse Mercator that the file defines by its numbers, on a modern ellipsoid.
fn own(tags: &Tags) -> Result<Crs, Reason> {
    let modern = matches!(key(tags, 2048)?, Some(4326 | 6668 | 4612 | 4269 | 4258) | None);
    let metres = matches!(key(tags, 3076)?, Some(9001) | None);
    if key(tags, 3075)? != Some(1) || !modern || !metres {
        return Err(Reason::UnreadableCrs);
    }
    let number = |wanted| key_double(tags, wanted);
    let (Some(lon), Some(lat)) = (number(3080), number(3081)) else {
        return Err(Reason::UnreadableCrs);
    };
    let scale = number(3092).unwrap_or(1.0);
    let crs =
        Crs::from_tmerc(lat, lon, scale, number(3082).unwrap_or(0.0), number(3083).unwrap_or(0.0));
    Ok(crs)
}

/// `photo.jgw`, `photo.jpgw` or `photo.wld` for `photo.jpg`, whatever the case of the ending.
pub(crate) fn world_file(path: &Path) -> Result<Option<Affine>, Reason> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let mut short: String = ending.chars().take(1).chain(ending.chars().last()).collect();
    short.push('w');
    for ending in [short, format!("{ending}w"), "wld".to_owned()] {
        let Some(text) = beside(path, &ending)? else { continue };
        let numbers: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
        let Ok([a, d, b, e, c, f]) = numbers.as_deref() else { return Err(Reason::BadTransform) };
        return Ok(Some(Affine([*a, *b, *c, *d, *e, *f]).of_corners()));
    }
    Ok(None)
}

/// Whether a world file or a coordinate system stands beside it, readable or not.
pub(crate) fn is_placed_beside(path: &Path) -> bool {
    !matches!((world_file(path), beside(path, "prj")), (Ok(None), Ok(None)))
}

fn projection_file(path: &Path) -> Result<Option<Crs>, Reason> {
    let Some(text) = beside(path, "prj")? else { return Ok(None) };
    Crs::from_wkt(&text).map(Some).ok_or(Reason::UnreadableCrs)
}

const BESIDE_MAX: u64 = 65_536;

/// The text of the file with another ending, in either case.
fn beside(path: &Path, ending: &str) -> Result<Option<String>, Reason> {
    let candidates: [PathBuf; 2] =
        [path.with_extension(ending), path.with_extension(ending.to_ascii_uppercase())];
    for candidate in candidates {
        let Ok(metadata) = std::fs::metadata(&candidate) else { continue };
        if metadata.is_file() && metadata.len() <= BESIDE_MAX {
            return Ok(Some(String::from_utf8_lossy(&std::fs::read(candidate)?).into_owned()));
        }
    }
    Ok(None)
}
