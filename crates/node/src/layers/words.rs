//! What people say of a layer, as pages, commands and the files of an import write it.

use musubi_imagery::metadata::Words;
use musubi_model::field::Change;
use musubi_model::layer::{self, ChangeLayer, LayerState, NewLayer};
use musubi_model::text::Line;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::check::{Check, to};
use crate::desk::mirror::mirror;

mirror! {
    pub enum Platform = layer::Platform {
        Satellite,
        Aircraft,
        /// ドローン
        Uav,
        Balloon,
        Kite,
        Helikite,
        Pole,
        Rover,
    }

    /// 測位方法
    pub enum Positioning = layer::Positioning {
        /// 単独測位
        Single,
        Rtk,
        Ppk,
        /// 標定点
        Gcp,
    }
}

/// What is left out stays as it is; a text that is empty clears.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LayerWords {
    pub title: Option<String>,
    pub note: Option<String>,
    /// Milliseconds since 1970, as all times.
    pub captured_at: Option<i64>,
    pub captured_until: Option<i64>,
    pub provider: Option<String>,
    /// Name, e-mail: catalogues show it to everybody.
    pub contact: Option<String>,
    /// An SPDX identifier where there is one. There is no default.
    pub licence: Option<String>,
    pub licence_url: Option<String>,
    /// Whether it may be traced for OpenStreetMap, which is not the licence.
    pub tracing_permitted: Option<bool>,
    pub tracing_by: Option<String>,
    pub tracing_at: Option<i64>,
    pub tracing_text: Option<String>,
    pub platform: Option<Platform>,
    pub positioning: Option<Positioning>,
    pub sensor: Option<String>,
    pub gsd_mm: Option<i64>,
    pub georeference_checked: Option<bool>,
}

impl LayerWords {
    pub(crate) fn change(&self, check: &mut Check) -> ChangeLayer {
        let at = |millis: Option<i64>| to(millis.map(Timestamp::from_millis));
        ChangeLayer {
            title: self.title.as_deref().and_then(|title| check.needed("title", title)),
            note: check.change("note", self.note.as_deref()),
            captured_at: at(self.captured_at),
            captured_until: at(self.captured_until),
            provider: check.change("provider", self.provider.as_deref()),
            contact: check.change("contact", self.contact.as_deref()),
            licence: check.change("licence", self.licence.as_deref()),
            licence_url: check.change("licence_url", self.licence_url.as_deref()),
            tracing_permitted: to(self.tracing_permitted),
            tracing_by: check.change("tracing_by", self.tracing_by.as_deref()),
            tracing_at: at(self.tracing_at),
            tracing_text: check.change("tracing_text", self.tracing_text.as_deref()),
            platform: to(self.platform),
            positioning: to(self.positioning),
            sensor: check.change("sensor", self.sensor.as_deref()),
            gsd_mm: check.number("gsd_mm", self.gsd_mm).map_or(Change::Keep, Change::To),
            georeference_checked: to(self.georeference_checked),
            ..ChangeLayer::default()
        }
    }

    /// A draft with all of it, under a title at least.
    pub(crate) fn draft(&self, title: Line<120>, check: &mut Check) -> NewLayer {
        let said = self.change(check);
        NewLayer {
            note: there(said.note),
            captured_at: there(said.captured_at),
            captured_until: there(said.captured_until),
            provider: there(said.provider),
            contact: there(said.contact),
            licence: there(said.licence),
            licence_url: there(said.licence_url),
            tracing_permitted: there(said.tracing_permitted),
            tracing_by: there(said.tracing_by),
            tracing_at: there(said.tracing_at),
            tracing_text: there(said.tracing_text),
            platform: there(said.platform),
            positioning: there(said.positioning),
            sensor: there(said.sensor),
            gsd_mm: there(said.gsd_mm),
            georeference_checked: there(said.georeference_checked),
            ..NewLayer::of(said.title.unwrap_or(title), LayerState::Draft)
        }
    }

    /// What stands in the archive itself.
    pub(super) fn of_archive(&self) -> Words {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let attribution = match (&self.provider, &self.licence) {
            (Some(provider), Some(licence)) => format!("© {provider} ({licence})"),
            (Some(provider), None) => format!("© {provider}"),
            _ => String::new(),
        };
        Words { name: said(&self.title), description: said(&self.note), attribution }
    }
}

fn there<T>(change: Change<T>) -> Option<T> {
    match change {
        Change::To(value) => Some(value),
        Change::Keep | Change::Clear => None,
    }
}
