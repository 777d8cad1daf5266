//! One unit of work: a tile with everything below it, finest first, from image to bytes.

use std::sync::Arc;

use crate::block::{Cover, Damage};
use crate::cache::Cache;
use crate::canvas::Canvas;
use crate::encode::{Encoder, Format, Zoom};
use crate::plan::Plan;
use crate::source::Scene;
use crate::spool::Quarter;
use crate::tile::Tile;
use crate::warp::Warper;

pub(super) struct Rendered {
    pub(super) quarter: Quarter,
    pub(super) tiles: Vec<(u64, Vec<u8>)>,
}

/// One thread's memory.
pub(super) struct Worker<'a> {
    scenes: &'a [Scene],
    plan: &'a Plan,
    cache: &'a Cache,
    warper: Warper,
    encoder: Encoder,
    /// One for each zoom of a unit.
    canvases: Vec<Canvas>,
    /// A second image of the same tile.
    beneath: Canvas,
    tiles: Vec<(u64, Vec<u8>)>,
}

/// Which image could not be read.
type Failure = (usize, Arc<Damage>);

impl<'a> Worker<'a> {
    pub(super) fn new(
        scenes: &'a [Scene],
        plan: &'a Plan,
        cache: &'a Cache,
        format: Format,
    ) -> Self {
        let depth = plan.max_zoom - plan.units.first().map_or(plan.max_zoom, |unit| unit.z);
        Self {
            scenes,
            plan,
            cache,
            warper: Warper::new(),
            encoder: Encoder::new(format),
            canvases: (0..=depth).map(|_| Canvas::new()).collect(),
            beneath: Canvas::new(),
            tiles: Vec::new(),
        }
    }

    pub(super) fn render(
        &mut self,
        unit: Tile,
        stop: &dyn Fn() -> bool,
    ) -> Result<Rendered, Failure> {
        let mut top = self.canvases.pop().expect("one for each zoom");
        let drawn = self.draw(unit, &mut top, stop);
        let quarter = (top.cover != Cover::Empty).then(|| top.halved());
        self.canvases.push(top);
        drawn?;
        Ok(Rendered { quarter, tiles: std::mem::take(&mut self.tiles) })
    }

    fn draw(
        &mut self,
        tile: Tile,
        canvas: &mut Canvas,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Failure> {
        if tile.z == self.plan.max_zoom {
            self.draw_finest(tile, canvas)?;
        } else {
            self.draw_children(tile, canvas, stop)?;
        }
        let finest = tile.z == self.plan.max_zoom;
        let zoom = if finest { Zoom::Finest } else { Zoom::Coarser };
        if let Some(bytes) = self.encoder.encode(canvas, zoom) {
            self.tiles.push((tile.id(), bytes));
        }
        Ok(())
    }

    fn draw_children(
        &mut self,
        tile: Tile,
        canvas: &mut Canvas,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Failure> {
        let mut child = self.canvases.pop().expect("one for each zoom");
        let (mut all_opaque, mut all_empty) = (true, true);
        for below in tile.children() {
            if stop() {
                break;
            }
            self.draw(below, &mut child, stop)?;
            all_opaque &= child.cover == Cover::Opaque;
            if child.cover == Cover::Empty {
                canvas.clear_quarter(below.quarter());
            } else {
                all_empty = false;
                child.halve_into(canvas, below.quarter());
            }
        }
        self.canvases.push(child);
        canvas.cover = match (all_opaque, all_empty) {
            (true, _) => Cover::Opaque,
            (_, true) => Cover::Empty,
            _ => Cover::Mixed,
        };
        Ok(())
    }

    /// All images that lie in the tile, the topmost first, until nothing shows through.
    fn draw_finest(&mut self, tile: Tile, canvas: &mut Canvas) -> Result<(), Failure> {
        canvas.cover = Cover::Empty;
        let (left, top, pixel) = tile.frame();
        let side = pixel * 256.0;
        for (index, scene) in self.scenes.iter().enumerate().rev() {
            let frame = self.plan.frames[index];
            let margin = pixel * 4.0;
            let apart = frame[2] < left - margin
                || frame[0] > left + side + margin
                || frame[3] < top - side - margin
                || frame[1] > top + margin;
            if apart {
                continue;
            }
            let failed = |damage| (index, damage);
            if canvas.cover == Cover::Empty {
                self.warper.draw(scene, index as u32, self.cache, tile, canvas).map_err(failed)?;
            } else {
                self.warper
                    .draw(scene, index as u32, self.cache, tile, &mut self.beneath)
                    .map_err(failed)?;
                canvas.put_beneath(&self.beneath);
            }
            if canvas.cover == Cover::Opaque {
                break;
            }
        }
        Ok(())
    }
}
