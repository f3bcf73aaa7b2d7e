//! `inflow serve`: the importer on its schedule, with health and metrics beside it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use inflow_app::access::sessions;
use inflow_app::accounts::clients::Clients;
use inflow_app::service::{Pulse, Service, ServiceOptions};
use inflow_app::{Context, Stop};
use inflow_store::{Store, Worker};
use inflow_web::metrics::Metrics;
use inflow_web::reach::Reach;
use inflow_web::{Limits, Site, serve};
use inflow_zendesk::Pacers;
use tokio::net::{TcpListener, TcpSocket};

use super::access::print_first_link;
use super::import::stop_on_signal;
use crate::advice::about;
use crate::cli::ServeArgs;
use crate::descriptors;
use crate::failure::InputError;
use crate::output::to_stdout;

pub(super) async fn run(
    context: &Context,
    replica: Option<Store>,
    args: &ServeArgs,
) -> anyhow::Result<()> {
    let reach = reach(args)?;
    let pacers = Pacers::new(args.api_share);
    let worker = Worker { lease: args.lease, ..context.worker.clone() };
    let context = Context { pacers, worker, ..context.clone() };
    let listener = listen(args.listen).map_err(|error| cannot_listen(args.listen, &error))?;
    let options = ServiceOptions {
        every: args.every,
        concurrent: args.concurrent.into(),
        keep_events: args.keep_events,
    };
    let allowed = (reach, args.allow_test_servers, replica);
    serve_until_stopped(context, listener, allowed, options).await
}

/// As many may wait to be taken: more than come at once, so that none has to ask again.
const BACKLOG: u32 = 4096;

/// Listens on an address.
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// An address that cannot be listened on, with what to do.
pub(super) fn cannot_listen(address: SocketAddr, error: &io::Error) -> InputError {
    let help = match error.kind() {
        io::ErrorKind::AddrInUse => {
            ": end the program that listens there, or choose another port with --listen"
        }
        _ => ": choose another address with --listen",
    };
    InputError(format!("{address} cannot be listened on: {error}{help}"))
}

/// Serves, and imports on the schedule, until a signal comes.
pub(super) async fn serve_until_stopped(
    context: Context,
    listener: TcpListener,
    (reach, test_servers, replica): (Reach, bool, Option<Store>),
    options: ServiceOptions,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let _claim = context.store.imports.claim().await?;
    let (stop, handle) = Stop::new();
    let listening = tokio::spawn(stop_on_signal(handle));
    let metrics = Arc::new(Metrics::new(env!("CARGO_PKG_VERSION")));
    let service = Service {
        context: context.clone(),
        options,
        advise: about,
        observer: metrics.clone(),
        pulse: Arc::new(Pulse::default()),
        clients: Arc::new(Clients::default()),
    };
    let (told, pages) = (context.clone(), reach.pages(address));
    let site = Site::new(context, metrics, service.pulse.clone(), reach)
        .allowing_test_servers(test_servers)
        .reading_from(replica);
    let limits = limits(options.concurrent);
    let stopped = {
        let stop = stop.clone();
        async move { stop.requested().await }
    };
    let serving = tokio::spawn(serve(listener, site, limits, stopped));
    tracing::info!(%address, "listening");
    // It serves as well where nobody reads this.
    let _ = to_stdout(|out| Ok(writeln!(out, "listening on http://{address}")?));
    print_first_link(&told, &pages).await?;
    let tidying = tokio::spawn(tidy_up(told));
    // To be stopped is how a service ends well; every run has stopped at a commit by then.
    service.run(&stop).await;
    listening.abort();
    tidying.abort();
    Ok(serving.await??)
}

/// File descriptors that the program itself and its database have open,
const OWN_DESCRIPTORS: usize = 96;
/// and those of an import: connections to Zendesk, and a moment's files of the database.
const DESCRIPTORS_OF_AN_IMPORT: usize = 8;

/// How many connections are served, so that imports can open what they need.
fn limits(imports: usize) -> Limits {
    let needed = OWN_DESCRIPTORS + DESCRIPTORS_OF_AN_IMPORT * imports;
    let limits = descriptors::limit().map(|limit| Limits::within(limit, needed));
    let limits = limits.unwrap_or_default();
    tracing::info!(connections = limits.connections, "the limit of connections");
    limits
}

/// How the service is reached, where that keeps what is typed and shown from others on the way.
pub(super) fn reach(args: &ServeArgs) -> anyhow::Result<Reach> {
    let reach = Reach {
        public_url: args.public_url.clone(),
        behind_tls_proxy: args.behind_tls_proxy,
        on_loopback: args.listen.ip().is_loopback(),
    };
    if !reach.on_loopback && !reach.is_secure() && !args.listen_publicly {
        bail!(InputError(format!(
            "{} can be reached from other machines, and passwords, keys and figures would cross the \
             network unencrypted: name a loopback address such as 127.0.0.1:8080 and put a proxy with \
             TLS in front of it, say that there is one with --public-url https://... or \
             --behind-tls-proxy, or add --listen-publicly where the network is trusted{}",
            args.listen,
            if args.public_url.is_some() { " (the --public-url is an http:// one)" } else { "" }
        )));
    }
    Ok(reach)
}

/// Removes sessions, links and attempts that last no longer, every hour.
async fn tidy_up(context: Context) {
    let mut hours = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hours.tick().await;
        if let Err(error) = sessions::clear_away(&context).await {
            tracing::warn!(%error, "old sessions are not removed");
        }
    }
}
