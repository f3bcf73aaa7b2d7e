//! The examples of docs/api.md, run as they stand.

use std::net::SocketAddr;
use std::process::Command;

use inflow_web::{Limits, serve};
use tokio::net::TcpListener;

use super::imported::Imported;

const DOCUMENT: &str = include_str!("../../../../../docs/api.md");

/// The scripts between fences.
fn scripts() -> impl Iterator<Item = &'static str> {
    DOCUMENT.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_of_the_documentation_work() {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "the examples need curl");
        return;
    }
    let site = Imported::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address: SocketAddr = listener.local_addr().expect("an address");
    let (served, stopped) = (site.place.site.clone(), std::future::pending());
    tokio::spawn(async move { serve(listener, served, Limits::default(), stopped).await });
    let key = site.administrator.key.clone().expect("a key");
    for script in scripts() {
        let script = script.replace("http://127.0.0.1:9090", &site.zendesk);
        let mut command = Command::new("sh");
        command
            .args(["-e", "-c", &script])
            .env("FILES", site.files.path())
            .env("INFLOW", format!("http://{address}/api/v1"))
            .env("KEY", format!("authorization: Bearer {key}"));
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        let output = output.expect("a run").expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{script}\n{said}");
        if script.contains("if-none-match") {
            assert_eq!(String::from_utf8_lossy(&output.stdout), "304\n", "{script}");
        }
    }
    assert!(scripts().count() > 7, "the examples are found");
}
