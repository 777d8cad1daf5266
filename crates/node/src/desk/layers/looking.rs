//! The people check: every place of a layer's finest zoom, or every photo, is looked at before everybody
//! sees it.
//!
//! A cell is a photo, or a tile two zooms above the finest, 1,024 pixels a side. What was looked at stands in the
//! layer's document, so laptops share it; who looks at which cell now is known here alone, so that
//! several people at one laptop's pages do not look at the same.
//!
//! Invariant: `people_checked` becomes true only when every cell is clear, and stops being so
//! when somebody is found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use musubi_imagery::photos::album::Album;
use musubi_imagery::pmtiles::Archive;
use musubi_imagery::tile::Tile;
use musubi_model::field::Change;
use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::layer::{ArchiveHash, ChangeLayer, Layer, LayerState};
use musubi_model::record::{Edit, Value, View};

use super::wire::{self, Looked, Square, Walk};
use crate::desk::{Caller, Desk, DeskError, noted};

/// Zooms between a cell and the finest tiles.
const ABOVE: u8 = 2;
/// A cell is somebody's for so long.
const LEASE: Duration = Duration::from_secs(120);
/// Layers whose cells are remembered.
const GRIDS_MAX: usize = 8;
/// Cells with people that are named at once.
const AGAIN_MAX: usize = 24;
const CLEAR: &str = "clear";
const PEOPLE: &str = "people";

/// Who looks at what, and which cells layers have.
#[derive(Default)]
pub struct Looking {
    grids: Mutex<BTreeMap<ArchiveHash, Arc<Grid>>>,
    leases: Mutex<BTreeMap<(RecordId, Cell), (RecordId, Instant)>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Tile(Tile),
    Photo(u32),
}

type Cells = BTreeSet<Cell>;

struct Grid {
    /// The finest; 0 of photos.
    zoom: u8,
    cells: Cells,
}

impl Desk {
    /// How far the looking is; gives the caller a cell that nobody else looks at.
    pub async fn walk_layer(&self, caller: &Caller, id: &str) -> Result<Walk, DeskError> {
        let (document, layer) = self.found(id)?;
        let grid = self.grid(&layer).await?;
        let seen = self.seen(document, &layer, &grid.cells);
        let left: Cells = grid.cells.iter().copied().filter(|it| !seen.contains_key(it)).collect();
        let next = self.0.looking.lease(layer.id, caller.account, &left);
        let again = seen.iter().filter(|(_, people)| **people).take(AGAIN_MAX);
        Ok(Walk {
            cells: grid.cells.len() as u64,
            left: left.len() as u64,
            people: seen.values().filter(|people| **people).count() as u64,
            next: next.map(|cell| cell_of(cell, grid.zoom)),
            again: again.map(|(cell, _)| cell_of(*cell, grid.zoom)).collect(),
        })
    }

    pub async fn look_at(
        &self,
        caller: &Caller,
        id: &str,
        looked: Looked,
    ) -> Result<Walk, DeskError> {
        let (document, layer) = self.found(id)?;
        let grid = self.grid(&layer).await?;
        let cell = parse(&looked.cell).filter(|cell| grid.cells.contains(cell));
        let cell = cell.ok_or_else(|| DeskError::field("cell", "layer.cell"))?;
        if layer.standing() == LayerState::Withdrawn {
            return Err(DeskError::Conflict { code: "layer_withdrawn" });
        }
        let mut seen = self.seen(document, &layer, &grid.cells);
        seen.insert(cell, looked.people);
        let word = if looked.people { PEOPLE } else { CLEAR };
        let mut edits =
            vec![Edit::Put { key: key(layer.id, cell), value: Value::Text(word.to_owned()) }];
        let all_clear = seen.len() == grid.cells.len() && seen.values().all(|people| !people);
        let said = layer.people_checked.shown().copied().unwrap_or(false);
        if all_clear != said {
            let people_checked = Change::To(all_clear);
            let change = ChangeLayer { people_checked, ..ChangeLayer::default() };
            edits.extend(change.edits(layer.id, &noted(None, caller.recorder())));
        }
        self.0.handle.commit(document, edits).await?;
        self.0.looking.release(layer.id, cell);
        self.walk_layer(caller, id).await
    }

    async fn grid(&self, layer: &Layer) -> Result<Arc<Grid>, DeskError> {
        let hash = *layer.archive_hash.shown().ok_or(DeskError::NotFound)?;
        if let Some(grid) = self.0.looking.grid(hash) {
            return Ok(grid);
        }
        let (shelf, of_photos) = (self.shelf().clone(), layer.is_of_photos());
        let read = tokio::task::spawn_blocking(move || {
            if of_photos {
                return Some(photos(&*shelf.album(hash).ok().flatten()?));
            }
            cells(&*shelf.archive(hash).ok().flatten()?)
        });
        let not_here = DeskError::Conflict { code: "layer_not_here" };
        let grid = Arc::new(read.await.ok().flatten().ok_or(not_here)?);
        self.0.looking.keep(hash, Arc::clone(&grid));
        Ok(grid)
    }

    /// Cells that were looked at, and whether somebody is in them: where people differ, somebody is.
    fn seen(&self, document: DocumentId, layer: &Layer, cells: &Cells) -> BTreeMap<Cell, bool> {
        let views = self.0.handle.views();
        let empty = View::default();
        let values = &views.get(&document).unwrap_or(&empty).values;
        let clear = Value::Text(CLEAR.to_owned());
        let seen = cells.iter().filter_map(|cell| {
            let reading = values.get(&key(layer.id, *cell))?;
            Some((*cell, reading.all().iter().any(|seen| seen.value != clear)))
        });
        seen.collect()
    }
}

impl Looking {
    fn grid(&self, hash: ArchiveHash) -> Option<Arc<Grid>> {
        self.grids.lock().expect(POISONED).get(&hash).cloned()
    }

    fn keep(&self, hash: ArchiveHash, grid: Arc<Grid>) {
        let mut grids = self.grids.lock().expect(POISONED);
        if grids.len() >= GRIDS_MAX {
            grids.pop_first();
        }
        grids.insert(hash, grid);
    }

    /// The one the caller has already, else the first that nobody has.
    fn lease(&self, layer: RecordId, by: RecordId, left: &Cells) -> Option<Cell> {
        let mut leases = self.leases.lock().expect(POISONED);
        let now = Instant::now();
        leases.retain(|_, (_, until)| *until > now);
        let holder = |cell: &Cell| leases.get(&(layer, *cell)).map(|(holder, _)| *holder);
        let own = left.iter().find(|cell| holder(cell) == Some(by));
        let cell = *own.or_else(|| left.iter().find(|cell| holder(cell).is_none()))?;
        leases.insert((layer, cell), (by, now + LEASE));
        Some(cell)
    }

    fn release(&self, layer: RecordId, cell: Cell) {
        self.leases.lock().expect(POISONED).remove(&(layer, cell));
    }
}

const POISONED: &str = "nothing panics while holding it";

/// Every cell in which the finest zoom has a tile.
fn cells(archive: &Archive) -> Option<Grid> {
    let header = archive.header();
    let (zoom, above) = (header.max_zoom, header.max_zoom.saturating_sub(ABOVE));
    let shift = zoom - above;
    let mut cells = Cells::new();
    let walked = archive.check(|entry| {
        let tiles = (0..u64::from(entry.run)).filter_map(|step| Tile::from_id(entry.id + step));
        let finest = tiles.filter(|tile| tile.z == zoom);
        let cell = |tile: Tile| Tile { z: above, x: tile.x >> shift, y: tile.y >> shift };
        cells.extend(finest.map(|tile| Cell::Tile(cell(tile))));
    });
    walked.ok().map(|()| Grid { zoom, cells })
}

fn photos(album: &Album) -> Grid {
    let numbers = 0..u32::try_from(album.shots().len()).unwrap_or(u32::MAX);
    Grid { zoom: 0, cells: numbers.map(Cell::Photo).collect() }
}

fn cell_of(cell: Cell, zoom: u8) -> wire::Cell {
    let (square, photo) = match cell {
        Cell::Tile(tile) => (Some(square(tile, zoom)), None),
        Cell::Photo(number) => (None, Some(number)),
    };
    wire::Cell { cell: name(cell), square, photo }
}

fn square(tile: Tile, zoom: u8) -> Square {
    let side = 1_u32 << (zoom - tile.z);
    let span = |first: u32| [first * side, first * side + side - 1];
    Square { zoom, columns: span(tile.x), rows: span(tile.y) }
}

fn name(cell: Cell) -> String {
    match cell {
        Cell::Tile(Tile { z, x, y }) => format!("{z}/{x}/{y}"),
        Cell::Photo(number) => format!("photo/{number}"),
    }
}

fn parse(name: &str) -> Option<Cell> {
    if let Some(number) = name.strip_prefix("photo/") {
        return number.parse().ok().map(Cell::Photo);
    }
    let mut numbers = name.splitn(3, '/').map(str::parse::<u32>);
    let mut next = || numbers.next()?.ok();
    let (z, x, y) = (next()?, next()?, next()?);
    Tile::new(u8::try_from(z).ok()?, x, y).map(Cell::Tile)
}

/// `docs/format.md`, section 4.
fn key(layer: RecordId, cell: Cell) -> String {
    format!("layer_check|{layer}|{}", name(cell))
}
