//! Connections: each has so long to say what it asks for, and is ended in peace.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use crate::{Site, router};

/// How long a connection may take to say what it asks for, the first time and after an answer.
const LONGEST_HEAD: Duration = Duration::from_secs(30);
/// How long answers that are being given are waited for at the end.
const LONGEST_END: Duration = Duration::from_secs(10);

/// Answers requests on a listener until `stopped` is done.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = router(site);
    // Whoever stands in front speaks this as well, and no more than one request at once is answered
    // on a connection.
    let mut connections = auto::Builder::new(TokioExecutor::new()).http1_only();
    connections.http1().timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD);
    let open = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        let (stream, peer): (_, SocketAddr) = tokio::select! {
            () = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "no connection could be taken");
                    sleep(Duration::from_secs(1)).await;
                    continue;
                }
            },
        };
        let service = router.clone().map_request(move |request: axum::http::Request<_>| {
            let mut request: Request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection = connections
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .into_owned();
        let served = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if timeout(LONGEST_END, open.shutdown()).await.is_err() {
        tracing::warn!("answers are broken off that took too long");
    }
    Ok(())
}
