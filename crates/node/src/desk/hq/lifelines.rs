//! What was last said of a place's lifelines and of how full it is, each with its age and channel.

use musubi_model::field::{Field, Recorder, Scalar};
use musubi_model::report::{PlaceReport, Situation as Reports};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Channel;
use crate::desk::places::wire::{Crowding, Usable, Via};
use crate::desk::wire::Age;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifeline {
    Electricity,
    Water,
    Gas,
    Sewer,
    Telephone,
    Network,
}

/// From the newest report that speaks of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LifelineSaid {
    pub lifeline: Lifeline,
    /// `null`: somebody looked and could not tell.
    pub usable: Option<Usable>,
    pub age: Option<Age>,
    pub channel: Channel,
}

/// From the newest report that speaks of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CrowdingSaid {
    /// `null`: somebody looked and could not tell.
    pub crowding: Option<Crowding>,
    pub age: Option<Age>,
    pub channel: Channel,
}

/// One field of what holds now, and how it was heard.
#[derive(Clone, Copy)]
struct Heard<T> {
    word: Option<T>,
    age: Option<Age>,
    via: Option<Via>,
    is_imported: bool,
}

/// What nobody ever spoke of is not in it.
#[derive(Default)]
pub(in crate::desk) struct Lifelines {
    lifelines: Vec<(Lifeline, Heard<Usable>)>,
    crowding: Option<Heard<Crowding>>,
}

impl Lifelines {
    pub(in crate::desk) fn of(reports: &Reports, now: Timestamp) -> Self {
        type Of = fn(&PlaceReport) -> &Field<musubi_model::report::Usable>;
        let fields: [(Lifeline, Of); 6] = [
            (Lifeline::Electricity, |report| &report.electricity),
            (Lifeline::Water, |report| &report.water),
            (Lifeline::Gas, |report| &report.gas),
            (Lifeline::Sewer, |report| &report.sewer),
            (Lifeline::Telephone, |report| &report.telephone),
            (Lifeline::Network, |report| &report.network),
        ];
        let said = |(lifeline, of)| Some((lifeline, heard(reports, now, of)?));
        Self {
            lifelines: fields.into_iter().filter_map(said).collect(),
            crowding: heard(reports, now, |report| &report.crowding),
        }
    }

    /// `own`: the place of this laptop.
    pub(super) fn said(&self, own: bool) -> Vec<LifelineSaid> {
        let said = |(lifeline, heard): &(Lifeline, Heard<Usable>)| LifelineSaid {
            lifeline: *lifeline,
            usable: heard.word,
            age: heard.age,
            channel: heard.channel(own),
        };
        self.lifelines.iter().map(said).collect()
    }

    pub(super) fn crowding(&self, own: bool) -> Option<CrowdingSaid> {
        let said = |heard: Heard<Crowding>| CrowdingSaid {
            crowding: heard.word,
            age: heard.age,
            channel: heard.channel(own),
        };
        self.crowding.map(said)
    }
}

impl<T> Heard<T> {
    fn channel(&self, own: bool) -> Channel {
        Channel::of(own, self.via, self.is_imported)
    }
}

fn heard<T: Scalar + Copy, W: From<T>>(
    reports: &Reports,
    now: Timestamp,
    field: impl Fn(&PlaceReport) -> &Field<T>,
) -> Option<Heard<W>> {
    let latest = reports.latest(field)?;
    let report = reports.reports().iter().find(|report| report.id == latest.report)?;
    Some(Heard {
        word: latest.field.shown().map(|word| W::from(*word)),
        age: Age::of(&report.meta, now),
        via: report.via.shown().map(|via| (*via).into()),
        is_imported: report.meta.recorded_by.contains(&Recorder::Import),
    })
}
