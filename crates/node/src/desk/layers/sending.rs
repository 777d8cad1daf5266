//! Files that a page sends, to become a layer.

use musubi_model::ids::RecordId;

use super::super::check::Check;
use super::super::{Caller, Desk, DeskError, FieldProblem, fresh_id, random_hex};
use super::wire::{Announce, Announced};
use crate::layers::job::Job;
use crate::layers::uploading::{self, Expected, Receiving, UploadError, Wrong};
use crate::layers::words::LayerWords;

impl Desk {
    /// Says what is to come. Refused before anything of it was sent, with the number of every file
    /// that cannot be taken.
    pub fn announce_layer(
        &self,
        caller: &Caller,
        announce: Announce,
    ) -> Result<Announced, DeskError> {
        if self.enrolled()?.provisional {
            return Err(DeskError::Conflict { code: "layer_needs_ticket" });
        }
        let layers = self.shelf().folder().ok_or(DeskError::NotFound)?;
        let mut job = Job::new(fresh_id(), random_hex(), Vec::new());
        job.fourth_band_is_alpha = announce.fourth_band_is_alpha;
        job.epsg = announce.epsg;
        job.by = Some(caller.account);
        job.words = LayerWords { title: Some(announce.title), ..LayerWords::default() };
        let mut check = Check::default();
        job.words.change(&mut check);
        if announce.epsg.is_some_and(|code| musubi_imagery::crs::Crs::from_epsg(code).is_none()) {
            check.refuse("epsg", "layer.epsg");
        }
        let mut fields = match check.done() {
            Err(DeskError::Invalid { fields }) => fields,
            said => said.map(|()| Vec::new())?,
        };
        let files = announce.files.into_iter();
        let files = files.map(|file| Expected { name: file.name, bytes: file.bytes }).collect();
        let coming = uploading::Announced::new(files, job, layers);
        let coming = coming.map_err(|wrong| fields.extend(wrong.into_iter().map(problem)));
        match coming {
            Ok(coming) if fields.is_empty() => {
                Ok(Announced { id: self.shelf().announce(coming)?.to_string() })
            }
            _ => Err(DeskError::Invalid { fields }),
        }
    }

    /// What was announced begins to come.
    pub fn receive_layer(&self, id: &str) -> Result<Receiving, DeskError> {
        self.enrolled()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        Ok(self.shelf().receive(id)?)
    }
}

fn problem(wrong: Wrong) -> FieldProblem {
    let path = wrong.file.map_or("files".to_owned(), |file| format!("files.{file}"));
    FieldProblem { path, code: wrong.code.to_owned() }
}

impl From<UploadError> for DeskError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::NotAnnounced => Self::NotFound,
            UploadError::Busy => Self::Conflict { code: "layer_upload_busy" },
            UploadError::Cut => Self::Conflict { code: "layer_upload_cut" },
            UploadError::NoRoom => Self::NotSaved { code: "layer_no_room" },
            UploadError::Unwritable(error) => {
                tracing::error!(%error, "an upload cannot be written");
                Self::NotSaved { code: "disk" }
            }
        }
    }
}
