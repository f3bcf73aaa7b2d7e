//! Connections that are slow, and those that are open at the end.

use std::net::SocketAddr;
use std::time::Duration;

use inflow_store::Role;
use inflow_web::{Limits, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

use crate::support::Place;

/// What is answered until the connection ends.
async fn told(stream: &mut TcpStream) -> String {
    let mut told = Vec::new();
    let read = timeout(Duration::from_secs(300), stream.read_to_end(&mut told)).await;
    read.expect("an end").expect("bytes");
    String::from_utf8(told).expect("text")
}

#[tokio::test]
async fn a_connection_has_half_a_minute_to_say_what_it_asks_for_and_holds_up_no_end() {
    let place = Place::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let site = place.site.clone();
    let serving = tokio::spawn(serve(listener, site, Limits::default(), async move {
        let _ = stopped.await;
    }));
    let connect = async |text: &str| {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(text.as_bytes()).await.expect("sent");
        stream
    };
    let whole = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n";
    let mut answered = connect(&format!("{whole}connection: close\r\n\r\n")).await;
    assert!(told(&mut answered).await.starts_with("HTTP/1.1 200"));
    let mut slow = connect(whole).await;
    let mut silent = connect("").await;
    let body = "POST /sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nname=";
    let mut unfinished = connect(body).await;
    tokio::time::pause();
    let begin = Instant::now();
    assert_eq!(told(&mut slow).await, "");
    assert_eq!(told(&mut silent).await, "");
    assert!(told(&mut unfinished).await.starts_with("HTTP/1.1 408"));
    assert!((25..=60).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
    let _held_open = connect(body).await;
    stop.send(()).expect("it is served");
    let begin = Instant::now();
    serving.await.expect("it ended").expect("it ended well");
    assert!(begin.elapsed() <= Duration::from_secs(31), "{:?}", begin.elapsed());
}

/// A site that is served with so many connections; where, and how somebody asks it.
async fn served(connections: usize) -> (Place, SocketAddr, String) {
    let place = Place::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let limits = Limits { connections };
    tokio::spawn(serve(listener, place.site.clone(), limits, std::future::pending()));
    let key = place.program("default", "reader", Role::Viewer).await.key.expect("a key");
    (place, address, format!("host: localhost\r\nauthorization: Bearer {key}\r\n\r\n"))
}

/// Somebody who asks for more than the system takes, and reads nothing of it.
async fn never_reads(address: SocketAddr, rest: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let asked = format!("GET /api/v1/openapi.json HTTP/1.1\r\n{rest}").repeat(100);
    // It may have to make room before all is sent.
    let _ = stream.write_all(asked.as_bytes()).await;
    stream
}

async fn is_live(address: SocketAddr) -> bool {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let whole = "GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(whole.as_bytes()).await.expect("sent");
    told(&mut stream).await.ends_with("live\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_told_while_hundreds_read_nothing() {
    let (_place, address, rest) = served(24).await;
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(never_reads(address, &rest).await);
        if silent.len().is_multiple_of(3) {
            silent.push(TcpStream::connect(address).await.expect("a connection"));
        }
    }
    for _ in 0..20 {
        let live = timeout(Duration::from_secs(1), is_live(address)).await;
        assert_eq!(live, Ok(true));
    }
    drop(silent);
    assert!(is_live(address).await, "everything is as before");
}

#[tokio::test]
async fn whoever_takes_nothing_of_an_answer_is_dropped() {
    let (_place, address, rest) = served(24).await;
    let mut silent = never_reads(address, &rest).await;
    // Until the system takes no more for it.
    tokio::time::sleep(Duration::from_secs(2)).await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(200)).await;
    tokio::time::resume();
    let mut taken = Vec::new();
    let ended = timeout(Duration::from_secs(20), silent.read_to_end(&mut taken)).await;
    assert!(ended.is_ok(), "the connection is still open");
    let answers = String::from_utf8_lossy(&taken).matches("HTTP/1.1 200").count();
    assert!((1..100).contains(&answers), "{answers} answers came");
}

#[tokio::test]
async fn whoever_asks_for_nothing_more_is_dropped_after_half_a_minute() {
    let (_place, address, _) = served(24).await;
    let mut idle = TcpStream::connect(address).await.expect("a connection");
    let whole = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
    idle.write_all(whole.as_bytes()).await.expect("sent");
    let mut begin = [0; 12];
    idle.read_exact(&mut begin).await.expect("an answer");
    tokio::time::pause();
    let since = Instant::now();
    told(&mut idle).await;
    assert!((25..=60).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
}
