//! The swap that opens every connection, inside the transport: each side shows its certificate and
//! a signature, then its verdict as one byte. Only after two yeses does the swarm get the connection,
//! so an unadmitted node gets no stream, whatever the transport.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use libp2p::PeerId;
use libp2p::core::muxing::{StreamMuxerBox, StreamMuxerExt, SubstreamBox};
use libp2p::core::{ConnectedPoint, Multiaddr};
use musubi_model::ids::{NodeKey, OperationId};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::activity::{Activity, Watched};
use crate::admission::{Admission, Presented, Refusal, RefusalCode};
use crate::event::RefusedBy;
use crate::hello::Hello;
use crate::roster::{Admitted, Dialled, Place, Roster};

/// From the first byte to the last.
const ADMISSION_MAX: Duration = Duration::from_secs(3);
/// How long a refusing side waits for the other to read the verdict and go.
const FAREWELL_MAX: Duration = Duration::from_millis(500);
const ADMITTED: u8 = 0;

/// What every handshake of this node shares.
pub(crate) struct Gate {
    pub(crate) admission: Admission,
    pub(crate) operation: OperationId,
    pub(crate) hello: Hello,
    pub(crate) roster: Arc<Roster>,
    /// Full only when refusals come faster than they can be told; then the rest go untold.
    pub(crate) notices: mpsc::Sender<Notice>,
}

/// A connection that was refused, for the loop.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) address: Multiaddr,
    pub(crate) dialled: Dialled,
    pub(crate) by: RefusedBy,
    pub(crate) node: Option<NodeKey>,
    pub(crate) reason: Refusal,
}

/// The connection is over; the [`Notice`] says why.
#[derive(Debug, thiserror::Error)]
#[error("not admitted: {code}")]
pub(crate) struct NotAdmitted {
    code: RefusalCode,
}

struct Refused {
    by: RefusedBy,
    node: Option<NodeKey>,
    reason: Refusal,
}

impl Refused {
    fn by_us(node: Option<NodeKey>, reason: impl Into<Refusal>) -> Self {
        Self { by: RefusedBy::Us, node, reason: reason.into() }
    }
}

impl Gate {
    pub(crate) async fn admit(
        self: Arc<Self>,
        peer: PeerId,
        mut muxer: StreamMuxerBox,
        point: ConnectedPoint,
    ) -> Result<(PeerId, Watched), NotAdmitted> {
        let dialled = if point.is_dialer() { Dialled::ByUs } else { Dialled::ByThem };
        let address = point.get_remote_address().clone();
        let mut ours = None;
        let swap = self.swap(peer, &mut muxer, dialled, &address, &mut ours);
        let swapped = timeout(ADMISSION_MAX, swap).await;
        // What we refuse is told as that, however soon and silently the other side is gone.
        let refused = match (ours, swapped) {
            (Some(refused), _) | (None, Ok(Err(refused))) => refused,
            (None, Ok(Ok((place, activity)))) => {
                place.keep();
                return Ok((peer, Watched::new(muxer, activity)));
            }
            (None, Err(_)) => Refused::by_us(None, RefusalCode::TooSlow),
        };
        let Refused { by, node, reason } = refused;
        let code = reason.code;
        let notice = Notice { address, dialled, by, node, reason };
        drop(self.notices.try_send(notice));
        if by == RefusedBy::Us && code != RefusalCode::TooSlow {
            drop(timeout(FAREWELL_MAX, ended(&mut muxer)).await);
        }
        Err(NotAdmitted { code })
    }

    async fn swap(
        self: &Arc<Self>,
        peer: PeerId,
        muxer: &mut StreamMuxerBox,
        dialled: Dialled,
        address: &Multiaddr,
        ours: &mut Option<Refused>,
    ) -> Result<(Place, Arc<Activity>), Refused> {
        let closed =
            || Refused { by: RefusedBy::Them, node: None, reason: RefusalCode::Closed.into() };
        let mut stream = open(muxer, dialled).await.map_err(|()| closed())?;
        let swapped = drive(muxer, async {
            // A peer that refuses to read still gets judged by what it wrote.
            let written = async {
                stream.write_all(&self.hello.to_bytes()).await?;
                stream.flush().await
            };
            written.await.map_err(|_| closed())?;
            let judged = match Hello::read(&mut stream).await {
                Ok(hello) => self.judge(peer, hello, dialled, address),
                Err(RefusalCode::Closed) => return Err(closed()),
                Err(code) => Err(Refused::by_us(None, code)),
            };
            let (verdict, admitted) = match judged {
                Ok(admitted) => (ADMITTED, Some(admitted)),
                Err(refused) => {
                    let number = refused.reason.code.number();
                    *ours = Some(refused);
                    (number, None)
                }
            };
            let sent = async {
                stream.write_all(&[verdict]).await?;
                stream.flush().await?;
                stream.close().await
            };
            let sent = sent.await;
            // Whoever is refused reads why before the stream is gone.
            let theirs = read_verdict(&mut stream).await;
            let (place, admitted) = admitted.ok_or_else(closed)?;
            sent.map_err(|_| closed())?;
            match theirs {
                Some(ADMITTED) => Ok((place, admitted.activity)),
                Some(number) => Err(Refused {
                    by: RefusedBy::Them,
                    node: Some(admitted.node),
                    reason: RefusalCode::from_number(number).into(),
                }),
                None => Err(closed()),
            }
        });
        swapped.await.unwrap_or_else(|()| Err(closed()))
    }

    fn judge(
        self: &Arc<Self>,
        peer: PeerId,
        hello: Hello,
        dialled: Dialled,
        address: &Multiaddr,
    ) -> Result<(Place, Admitted), Refused> {
        let presented = Presented {
            operation: hello.operation,
            certificate: &hello.certificate,
            signature: &hello.signature,
            peer_id: &peer.to_bytes(),
        };
        let node =
            (self.admission.verify)(&presented).map_err(|reason| Refused::by_us(None, reason))?;
        if hello.operation != self.operation {
            return Err(Refused::by_us(Some(node), RefusalCode::OtherOperation));
        }
        let admitted = Admitted {
            peer,
            node,
            certificate: hello.certificate.into(),
            address: address.clone(),
            dialled,
            activity: Arc::new(Activity::new(self.roster.uptime)),
        };
        let place = self
            .roster
            .reserve(admitted.clone())
            .map_err(|code| Refused::by_us(Some(node), code))?;
        Ok((place, admitted))
    }
}

async fn read_verdict(stream: &mut (impl AsyncRead + Unpin)) -> Option<u8> {
    let mut verdict = [0];
    stream.read_exact(&mut verdict).await.ok()?;
    Some(verdict[0])
}

/// The refused side closes the connection when it has read why; closing it here before that could
/// destroy the verdict on its way.
async fn ended(muxer: &mut StreamMuxerBox) {
    poll_fn(|cx| {
        if let Poll::Ready(Err(_)) = muxer.poll_unpin(cx) {
            return Poll::Ready(());
        }
        loop {
            match muxer.poll_inbound_unpin(cx) {
                Poll::Ready(Ok(stream)) => drop(stream),
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await;
}

/// The dialler opens the stream, raw: nothing is negotiated before admission.
async fn open(muxer: &mut StreamMuxerBox, dialled: Dialled) -> Result<SubstreamBox, ()> {
    poll_fn(|cx| {
        if let Poll::Ready(Err(_)) = muxer.poll_unpin(cx) {
            return Poll::Ready(Err(()));
        }
        let stream = match dialled {
            Dialled::ByUs => muxer.poll_outbound_unpin(cx),
            Dialled::ByThem => muxer.poll_inbound_unpin(cx),
        };
        stream.map_err(drop)
    })
    .await
}

/// Runs `work` while the connection beneath it makes progress; ends early when that breaks.
async fn drive<T>(muxer: &mut StreamMuxerBox, work: impl Future<Output = T>) -> Result<T, ()> {
    let mut work = pin!(work);
    poll_fn(|cx| {
        if let Poll::Ready(done) = work.as_mut().poll(cx) {
            return Poll::Ready(Ok(done));
        }
        match muxer.poll_unpin(cx) {
            Poll::Ready(Err(_)) => match work.as_mut().poll(cx) {
                Poll::Ready(done) => Poll::Ready(Ok(done)),
                Poll::Pending => Poll::Ready(Err(())),
            },
            Poll::Ready(Ok(_)) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
