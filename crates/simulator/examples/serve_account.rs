//! Serves a small account, and asks it for its views as a client of Zendesk would.
//!
//! `cargo run -p inflow-simulator --example serve_account`
//!
//! With the argument `--wait` it goes on listening until it is stopped.

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use inflow_simulator::{Options, Simulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let zendesk = Simulator::builder()
        .account(Options { tickets: 50, ..Options::demo(1) })
        .api_token("admin@example.com", "secret")
        .start()
        .await?;
    println!("listening on {}", zendesk.base_url());

    let host = zendesk.base_url().replace("http://", "");
    let credential = STANDARD.encode("admin@example.com/token:secret");
    let request = format!(
        "GET /api/v2/views HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {credential}\r\nConnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(&host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("an answer has a head")?;
    println!("{}", head.lines().next().unwrap_or_default());
    println!("{} bytes about views", body.len());
    println!("{}", zendesk.simulator().summary());

    if std::env::args().any(|argument| argument == "--wait") {
        tokio::signal::ctrl_c().await?;
    }
    Ok(())
}
