//! Connections: each has so long to say what it asks for and to take its answer, and is ended in peace.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tower::{ServiceExt as _, service_fn};

use crate::http::connections::{Activity, Connections, Limits, Seat, Watched, lacks_descriptors};

/// How long a connection may take to say what it asks for, the first time and after an answer.
const LONGEST_HEAD: Duration = Duration::from_secs(30);
/// How long answers that are being given are waited for at the end.
const LONGEST_END: Duration = Duration::from_secs(10);
/// What stands in memory of an answer that its reader does not take, and the longest head.
const LONGEST_BUFFER: usize = 64 * 1024;
/// How long no connection is taken after that failed.
const PAUSE: Duration = Duration::from_millis(100);
/// How often a lack of file descriptors is told.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// Answers requests on a listener until `stopped` is done.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let server = Server::new(router);
    let connections = Connections::new(limits);
    let mut lack = Lack::default();
    let mut stopped = pin!(stopped);
    loop {
        let accepted = tokio::select! {
            () = &mut stopped => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => server.begin(connections.seat().await, stream, peer),
            Err(error) if lacks_descriptors(&error) => lack.ease(&connections, &error).await,
            // Whoever came is gone already.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::warn!(%error, "no connection could be taken");
                sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if timeout(LONGEST_END, server.open.shutdown()).await.is_err() {
        tracing::warn!("answers are broken off that took too long");
    }
    Ok(())
}

/// What connections are served with.
struct Server {
    router: Router,
    builder: auto::Builder<TokioExecutor>,
    open: GracefulShutdown,
}

impl Server {
    fn new(router: Router) -> Self {
        // Whoever stands in front speaks this as well, and no more than one request at once is answered
        // on a connection.
        let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(LONGEST_HEAD)
            .max_buf_size(LONGEST_BUFFER);
        Self { router, builder, open: GracefulShutdown::new() }
    }

    /// Serves a connection beside the others, until it ends or has to make room.
    fn begin(&self, seat: Seat, stream: TcpStream, peer: SocketAddr) {
        let (router, activity) = (self.router.clone(), seat.activity.clone());
        let service = service_fn(move |request: axum::http::Request<_>| {
            answered(router.clone(), activity.clone(), request.map(Body::new), peer)
        });
        let stream = TokioIo::new(Watched::new(stream, seat.activity.clone()));
        let connection = self.builder.serve_connection(stream, TowerToHyperService::new(service));
        let served = self.open.watch(connection.into_owned());
        tokio::spawn(async move {
            tokio::select! {
                served = served => {
                    if let Err(error) = served {
                        tracing::debug!(error, "a connection ended early");
                    }
                }
                () = seat.activity.ended() => {
                    tracing::debug!(%peer, "a connection that stood still made room for another");
                }
            }
        });
    }
}

/// The answer to a request.
async fn answered(
    router: Router,
    activity: Arc<Activity>,
    mut request: Request,
    peer: SocketAddr,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    activity.works(true);
    let response = router.oneshot(request).await;
    activity.works(false);
    response
}

/// A lack of file descriptors, which passes.
#[derive(Default)]
struct Lack {
    told_at: Option<Instant>,
}

impl Lack {
    /// Ends some connections that stand still, so that whoever comes is taken.
    async fn ease(&mut self, connections: &Connections, error: &io::Error) {
        if self.told_at.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            self.told_at = Some(Instant::now());
            tracing::warn!(
                %error,
                open = connections.count(),
                "there are no file descriptors left, so connections that stand still are ended: raise \
                 the limit (LimitNOFILE= of the unit, ulimit -n)"
            );
        }
        connections.make_room(connections.count() / 8 + 1);
        sleep(PAUSE).await;
    }
}
