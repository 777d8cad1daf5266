//! A rectangle of RGBA pixels of a source image, and what of it is transparent.

use std::cell::RefCell;
use std::io;

/// Whether any of the pixels are transparent: most blocks are of one kind, and cheap for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cover {
    Empty,
    Opaque,
    Mixed,
}

impl Cover {
    /// Looks at every pixel's alpha.
    pub(crate) fn of(rgba: &[u8]) -> Self {
        let (mut all, mut any) = (0xFF_u8, 0_u8);
        for pixel in rgba.as_chunks::<4>().0 {
            all &= pixel[3];
            any |= pixel[3];
        }
        match (all, any) {
            (_, 0) => Self::Empty,
            (255, _) => Self::Opaque,
            _ => Self::Mixed,
        }
    }
}

/// What is found wrong only while the picture is read.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error("block {index} is damaged")]
    Block { index: usize },
}

pub(crate) struct Block {
    /// No bytes at all where everything is transparent.
    rgba: Vec<u8>,
    cover: Cover,
}

thread_local! {
    /// Memory of blocks that left the cache, for those that come: fresh memory would have to be
    /// cleared by the system first, page by page.
    static SPARE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

const SPARE_MAX: usize = 3;

/// Memory of that length with anything in it, to be overwritten whole.
pub(crate) fn spare(bytes: usize) -> Vec<u8> {
    let mut memory = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
    if memory.capacity() < bytes {
        memory = vec![0; bytes];
    }
    memory.resize(bytes, 0);
    memory
}

impl Drop for Block {
    fn drop(&mut self) {
        if self.rgba.capacity() > 0 {
            keep(std::mem::take(&mut self.rgba));
        }
    }
}

fn keep(memory: Vec<u8>) {
    // A thread that ends has no use for it.
    let _ = SPARE.try_with(|spare| {
        let mut spare = spare.borrow_mut();
        if spare.len() < SPARE_MAX {
            spare.push(memory);
        }
    });
}

impl Block {
    pub(crate) fn new(rgba: Vec<u8>) -> Self {
        match Cover::of(&rgba) {
            Cover::Empty => {
                keep(rgba);
                Self::empty()
            }
            cover => Self { rgba, cover },
        }
    }

    pub(crate) fn empty() -> Self {
        Self { rgba: Vec::new(), cover: Cover::Empty }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cover == Cover::Empty
    }

    pub(crate) fn cover(&self) -> Cover {
        self.cover
    }

    pub(crate) fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    pub(crate) fn into_rgba(mut self) -> Vec<u8> {
        std::mem::take(&mut self.rgba)
    }
}
