//! `OpenStreetMap`'s XML: `<osm>` as editors save it, `<osmChange>` as it is uploaded.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::geojson::Position;
use super::{Feature, Geometry, Mapped, MappedRefused, Point, Tags, on_earth};

/// `osmChange/modify/way/nd` and some room.
const DEPTH_MAX: usize = 8;
const ATTRIBUTES_MAX: usize = 64;
/// Closed ways with one of these are lines all the same.
const LINES: [&str; 4] = ["highway", "barrier", "railway", "waterway"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Osm,
    Changes,
}

impl Root {
    fn name(self) -> &'static str {
        match self {
            Self::Osm => "osm",
            Self::Changes => "osmChange",
        }
    }
}

/// One that is being read.
struct Element {
    kind: Kind,
    id: i64,
    at: Option<Point>,
    refs: Vec<i64>,
    tags: Tags,
    is_deleted: bool,
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Node,
    Way,
    Relation,
}

#[derive(Default)]
struct Found {
    nodes: BTreeMap<i64, Point>,
    mapped: Mapped,
    ways: Vec<Element>,
}

pub(super) fn read(text: &str, root: Root) -> Result<Mapped, MappedRefused> {
    let mut reader = Reader::from_str(text);
    let mut found = Found::default();
    let (mut depth, mut deleting, mut has_root) = (0_usize, None, false);
    let mut open: Option<Element> = None;
    loop {
        let event = reader.read_event().map_err(|_| MappedRefused::Malformed)?;
        let (start, is_empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if open.as_ref().is_some_and(|element| element.depth == depth) {
                    open.take().map_or(Ok(()), |element| found.take(element))?;
                }
                if deleting == Some(depth) {
                    deleting = None;
                }
                continue;
            }
            Event::DocType(_) => return Err(MappedRefused::Entities),
            Event::Eof if depth == 0 && has_root => break,
            Event::Eof => return Err(MappedRefused::Malformed),
            _ => continue,
        };
        let name = start.local_name();
        let name: &str = name.as_ref();
        if depth == 0 {
            if has_root || name != root.name() {
                return Err(MappedRefused::Malformed);
            }
            has_root = true;
        } else if depth >= DEPTH_MAX {
            return Err(MappedRefused::TooDeep);
        } else {
            let attributes = attributes(start)?;
            if let Some(element) = &mut open {
                element.add(name, &attributes)?;
            } else if let Some(mut element) = Element::begin(name, &attributes, depth)? {
                element.is_deleted |= deleting.is_some();
                if is_empty { found.take(element)? } else { open = Some(element) }
            } else if name == "delete" && !is_empty {
                deleting = Some(depth);
            }
        }
        depth += usize::from(!is_empty);
    }
    found.finish()
}

fn attributes(start: &BytesStart<'_>) -> Result<BTreeMap<String, String>, MappedRefused> {
    let mut all = BTreeMap::new();
    // Every attribute is compared with all before it.
    for attribute in start.attributes() {
        if all.len() >= ATTRIBUTES_MAX {
            return Err(MappedRefused::TooMany);
        }
        let attribute = attribute.map_err(|_| MappedRefused::Malformed)?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| MappedRefused::Entities)?;
        let key: &str = attribute.key.as_ref();
        all.insert(key.to_owned(), value.into_owned());
    }
    Ok(all)
}

impl Element {
    /// `None`: it is none, but bounds, a remark, a block of changes.
    fn begin(
        name: &str,
        said: &BTreeMap<String, String>,
        depth: usize,
    ) -> Result<Option<Self>, MappedRefused> {
        let kind = match name {
            "node" => Kind::Node,
            "way" => Kind::Way,
            "relation" => Kind::Relation,
            _ => return Ok(None),
        };
        let number = |name: &str| said.get(name).map(|text| text.trim().parse::<f64>());
        let at = match (number("lon"), number("lat")) {
            (Some(Ok(lon)), Some(Ok(lat))) if on_earth([lon, lat]) => Some([lon, lat]),
            // What was deleted has no place.
            (None, None) => None,
            _ => return Err(MappedRefused::Coordinates),
        };
        let id = said.get("id").and_then(|id| id.parse().ok()).ok_or(MappedRefused::Malformed)?;
        let is = |name: &str, value: &str| said.get(name).is_some_and(|said| said == value);
        let is_deleted = is("action", "delete") || is("visible", "false");
        let (refs, tags) = (Vec::new(), Tags::new());
        Ok(Some(Self { kind, id, at, refs, tags, is_deleted, depth }))
    }

    fn add(&mut self, name: &str, said: &BTreeMap<String, String>) -> Result<(), MappedRefused> {
        let needed = |name: &str| said.get(name).ok_or(MappedRefused::Malformed);
        match name {
            "tag" => {
                self.tags.insert(needed("k")?.clone(), needed("v")?.clone());
            }
            "nd" => self.refs.push(needed("ref")?.parse().map_err(|_| MappedRefused::Malformed)?),
            _ => {}
        }
        Ok(())
    }

    /// A building, a flooded field: not a line that comes back to where it began.
    fn is_area(&self) -> bool {
        let is_closed = self.refs.len() >= 4 && self.refs.first() == self.refs.last();
        let area = self.tags.get("area").map(String::as_str);
        let is_line = LINES.iter().any(|key| self.tags.contains_key(*key));
        is_closed && area != Some("no") && (area == Some("yes") || !is_line)
    }
}

impl Found {
    fn take(&mut self, element: Element) -> Result<(), MappedRefused> {
        match (element.kind, element.at) {
            (Kind::Node, Some(at)) => {
                self.nodes.insert(element.id, at);
                if !element.tags.is_empty() && !element.is_deleted {
                    let id = format!("node/{}", element.id);
                    let geometry = Geometry::Point(Position(at));
                    self.mapped.push(Feature { id, geometry, tags: element.tags })?;
                }
            }
            (Kind::Way, _) if !element.is_deleted => self.ways.push(element),
            _ => self.mapped.unshown += 1,
        }
        Ok(())
    }

    /// Ways may come before their nodes.
    fn finish(mut self) -> Result<Mapped, MappedRefused> {
        for way in std::mem::take(&mut self.ways) {
            let points = way.refs.iter().map(|id| self.nodes.get(id).copied().map(Position));
            let Some(points) = points.collect::<Option<Vec<_>>>().filter(|it| it.len() > 1) else {
                self.mapped.unshown += 1;
                continue;
            };
            let geometry = if way.is_area() {
                Geometry::Polygon(vec![points])
            } else {
                Geometry::LineString(points)
            };
            let id = format!("way/{}", way.id);
            self.mapped.push(Feature { id, geometry, tags: way.tags })?;
        }
        Ok(self.mapped)
    }
}
