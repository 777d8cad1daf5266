//! `musubi import catalogue`: the goods that places may ask for, from the city's own list.
//!
//! Only what the list says anew is written. So a list that is imported twice changes nothing, and where
//! two laptops of headquarters imported two lists, the next import settles it.

use anyhow::{Context as _, Result, bail};
use musubi_exchange::catalogue;
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::record::{Edit, View};
use musubi_model::stock::{self, NewCatalogueItem};

use super::{Files, commit_in_parts, refused, source};
use crate::desk::{fresh_id, now};
use crate::runtime::handle::Handle;

impl Files {
    pub(super) async fn catalogue(&self) -> Result<()> {
        let files = self.read()?;
        let [file] = &files[..] else { bail!("the catalogue is one file; give one") };
        let items = catalogue::read(source(file)).map_err(|problems| refused(&problems))?;
        if !self.check {
            let node = self.open().await?;
            let new = write(&node.handle, &items).await?;
            node.close().await?;
            println!("kinds of goods that were new or changed: {new}");
        }
        println!("kinds of goods: {}", items.len());
        Ok(())
    }
}

async fn write(handle: &Handle, items: &[NewCatalogueItem]) -> Result<usize> {
    let enrolled = handle.status().enrolled.clone().context("the node is enrolled")?;
    let city = DocumentId::new(enrolled.operation, Kind::City, PlaceId::CITY);
    let noted = Noted::now(now(), Recorder::Import);
    let news: Vec<Vec<Edit>> = {
        let views = handle.views();
        let empty = View::default();
        let facts = Facts::of(views.get(&city).unwrap_or(&empty));
        stock::news(items, &facts, &noted, fresh_id)?
    };
    commit_in_parts(handle, city, &news.concat()).await?;
    Ok(news.len())
}
