//! The pyramid above the units: each tile is made when its last child is there, whatever the
//! order in which units are done, and so the same from run to run.

use std::collections::BTreeMap;
use std::io;

use crate::block::Cover;
use crate::canvas::Canvas;
use crate::encode::{Encoder, Format, Zoom};
use crate::footprint::{self, Shown};
use crate::plan::Plan;
use crate::spool::Quarter;
use crate::tile::Tile;

pub(super) struct Above {
    encoder: Encoder,
    min_zoom: u8,
    /// Down to which zoom tiles are made, for the archive or for the outline.
    last_zoom: u8,
    /// Tiles that have some of their children, with how many are still to come.
    open: BTreeMap<Tile, (Canvas, u32)>,
    /// How many children each tile will have.
    children: BTreeMap<Tile, u32>,
    shown: Option<Shown>,
}

impl Above {
    pub(super) fn new(plan: &Plan, format: Format) -> Self {
        let mut children: BTreeMap<Tile, u32> = BTreeMap::new();
        let mut level: Vec<Tile> = plan.units.clone();
        let mut shown = None;
        let mut last_zoom = level[0].z;
        while level[0].z > 0 {
            let mut parents: BTreeMap<Tile, u32> = BTreeMap::new();
            for tile in &level {
                *parents.entry(tile.parent()).or_default() += 1;
            }
            level = parents.keys().copied().collect();
            children.append(&mut parents);
            last_zoom = level[0].z;
            if shown.is_none() && level.len() <= footprint::TILES_MAX {
                shown = Some(Shown::at(last_zoom));
            }
            if shown.is_some() && last_zoom <= plan.min_zoom {
                break;
            }
        }
        Self {
            encoder: Encoder::new(format),
            min_zoom: plan.min_zoom,
            last_zoom,
            open: BTreeMap::new(),
            children,
            shown,
        }
    }

    /// Takes a unit's top tile; `put` gets the tiles that became whole by it.
    pub(super) fn fold(
        &mut self,
        unit: Tile,
        quarter: Quarter,
        put: &mut dyn FnMut(Tile, Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let (mut tile, mut quarter) = (unit, quarter);
        while tile.z > self.last_zoom {
            let parent = tile.parent();
            let Some(canvas) = self.add(parent, tile, quarter.as_deref()) else { return Ok(()) };
            if let Some(shown) = self.shown.as_mut().filter(|shown| shown.zoom() == parent.z) {
                shown.add(parent, &canvas);
            }
            if parent.z >= self.min_zoom
                && let Some(bytes) = self.encoder.encode(&canvas, Zoom::Coarser)
            {
                put(parent, bytes)?;
            }
            quarter = (canvas.cover != Cover::Empty).then(|| canvas.halved());
            tile = parent;
        }
        Ok(())
    }

    /// The parent's canvas, when this was the last child it waited for.
    fn add(&mut self, parent: Tile, tile: Tile, quarter: Option<&[[u8; 4]]>) -> Option<Canvas> {
        let expected = self.children[&parent];
        let (canvas, missing) =
            self.open.entry(parent).or_insert_with(|| (Canvas::new(), expected));
        if let Some(quarter) = quarter {
            canvas.put_quarter(quarter, tile.quarter());
        }
        *missing -= 1;
        if *missing > 0 {
            return None;
        }
        let (mut canvas, _) = self.open.remove(&parent)?;
        canvas.judge();
        Some(canvas)
    }

    pub(super) fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }
}
