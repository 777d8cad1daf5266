//! A node opened without neighbours and without pages, for commands that write and end.

use std::path::Path;

use musubi_store::journal::SEGMENT_BYTES;
use tokio::sync::watch;

use super::handle::{self, Handle};
use super::keys::Passphrase;
use super::run::{ClockWord, RunError, Running, Settings, Stage, spawn};

/// Holds the data directory until [`Alone::close`].
pub struct Alone {
    pub handle: Handle,
    stop: watch::Sender<bool>,
    running: Running,
}

/// Why a command cannot have the node to itself.
#[derive(Debug, thiserror::Error)]
pub enum AloneError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("this laptop has not taken a ticket yet; join first")]
    NeedsTicket,
    #[error("this laptop's keys are locked; name a file with the passphrase")]
    Locked,
    #[error("the node stopped in an unforeseen way")]
    Ended,
}

impl Alone {
    pub async fn open(data_dir: &Path, passphrase: Option<Passphrase>) -> Result<Self, AloneError> {
        let (handle, end) = handle::pair();
        let (stop, stopping) = watch::channel(false);
        let settings = Settings {
            data_dir: data_dir.to_owned(),
            meeting: None,
            time: ClockWord::Unasked,
            segment_bytes: SEGMENT_BYTES,
            passphrase,
        };
        let mut running = spawn(settings, end, stopping);
        let stage = running.stage.wait_for(|stage| *stage != Stage::Opening).await;
        match stage.map(|stage| stage.clone()) {
            Ok(Stage::Open { .. }) => Ok(Self { handle, stop, running }),
            Ok(Stage::Locked) => Err(AloneError::Locked),
            Ok(_) => Err(AloneError::NeedsTicket),
            Err(_) => match running.outcome.await {
                Ok(Err(error)) => Err(error.into()),
                _ => Err(AloneError::Ended),
            },
        }
    }

    pub async fn close(self) -> Result<(), AloneError> {
        self.stop.send_replace(true);
        self.running.outcome.await.map_err(|_| AloneError::Ended)??;
        Ok(())
    }
}
