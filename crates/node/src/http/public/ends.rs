//! The two ends of a connection to the public pages: who came, and by which of our addresses.
//!
//! A phone that looks for an internet is led to the address that it has just reached us by. Another one
//! may be gone since this program was started; and a name of elsewhere, which is what stands in its
//! request, means us only as long as nothing is connected to the internet.

use std::net::{IpAddr, SocketAddr};

use axum::Extension;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::IncomingStream;

use crate::http::doors::Doors;
use crate::reach::{self, Reach};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    from: SocketAddr,
    /// Ours. `None`: the connection is gone already.
    by: Option<SocketAddr>,
}

/// Missing where a router is asked without a connection, as tests do.
pub(super) type Seen = Option<Extension<ConnectInfo<Ends>>>;

impl Connected<IncomingStream<'_, Doors>> for Ends {
    fn connect_info(stream: IncomingStream<'_, Doors>) -> Self {
        Self { from: *stream.remote_addr(), by: stream.io().local_addr() }
    }
}

/// Notes that somebody came through.
pub(super) async fn note(State(reach): State<Reach>, request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(ends)) = request.extensions().get::<ConnectInfo<Ends>>()
        && let Some(by) = ends.by
    {
        reach.came(ends.from.ip(), by.ip());
    }
    next.run(request).await
}

/// Where somebody who looks for an internet is led. `configured`: how this listener is reached, where
/// somebody said so.
pub(super) fn form_address(seen: Option<Ends>, configured: Option<&str>) -> String {
    let by = seen.and_then(|ends| ends.by).filter(|by| !by.ip().to_canonical().is_loopback());
    match (configured, by) {
        // A number says where this laptop was when somebody wrote it down.
        (Some(url), Some(by)) if number(url).is_some_and(|ip| ip != by.ip().to_canonical()) => {
            reach::url(by)
        }
        (Some(url), _) => format!("{}/", url.trim_end_matches('/')),
        (None, Some(by)) => reach::url(by),
        // Something stands between that knows our name; or it is this laptop itself.
        (None, None) => "/".to_owned(),
    }
}

/// The address in a URL that has a number in place of a name.
fn number(url: &str) -> Option<IpAddr> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    let at: Option<SocketAddr> = host.parse().ok();
    let bare = || host.trim_matches(['[', ']']).parse().ok();
    at.map(|at| at.ip()).or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_led_where_it_has_just_reached_us_and_never_to_the_loopback() {
        let ends = |by: &str| Ends {
            from: "192.168.0.77:40000".parse().unwrap(),
            by: Some(by.parse().unwrap()),
        };
        for (by, configured, led) in [
            ("192.168.0.10:8000", None, "http://192.168.0.10:8000/"),
            ("192.168.0.10:80", None, "http://192.168.0.10/"),
            ("[::ffff:192.168.0.10]:8000", None, "http://192.168.0.10:8000/"),
            ("127.0.0.1:8000", None, "/"),
            ("[::1]:8000", None, "/"),
            // The laptop has another address now.
            ("10.0.0.5:8000", Some("http://192.168.0.10:8000"), "http://10.0.0.5:8000/"),
            ("192.168.0.10:8000", Some("http://192.168.0.10"), "http://192.168.0.10/"),
            // A name is somebody's word, and a server in front speaks from the loopback.
            ("10.0.0.5:8000", Some("http://shelter.example/"), "http://shelter.example/"),
            ("127.0.0.1:8000", Some("https://city.example"), "https://city.example/"),
        ] {
            assert_eq!(form_address(Some(ends(by)), configured), led, "{by} {configured:?}");
        }
        assert_eq!(form_address(None, None), "/");
    }
}
