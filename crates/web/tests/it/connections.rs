//! Connections that are slow, and those that are open at the end.

use std::time::Duration;

use inflow_web::serve;
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
    let serving = tokio::spawn(serve(listener, site, async move {
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
