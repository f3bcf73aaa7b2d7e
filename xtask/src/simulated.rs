//! What the simulated account tells beside Zendesk's answers: `/_simulator`.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// How many faults of each kind were injected.
pub(crate) type Injected = BTreeMap<String, u64>;

/// Asks the simulator at an address (`http://127.0.0.1:9090`) and reads its JSON answer.
pub(crate) fn ask(address: &str, method: &str, path: &str) -> Result<Value> {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).context("the simulator is not there any more")?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    read(&answer).with_context(|| format!("{method} {path}"))
}

fn read(answer: &str) -> Result<Value> {
    let (head, body) = answer.split_once("\r\n\r\n").context("the answer has no head")?;
    ensure!(head.starts_with("HTTP/1.1 200 "), "answered {}", head.lines().next().unwrap_or(head));
    Ok(serde_json::from_str(body)?)
}

/// How many requests an answer tells of.
pub(crate) fn requests(answer: &Value) -> Result<u64> {
    answer["requests"]["total"].as_u64().context("the simulator tells no requests")
}

/// The faults of an answer.
pub(crate) fn injected(answer: &Value) -> Result<Injected> {
    let kinds =
        answer["faults"]["injected"].as_object().context("the simulator tells no faults")?;
    kinds
        .iter()
        .map(|(kind, count)| {
            let count = count.as_u64().with_context(|| format!("{kind} has no count"))?;
            Ok((kind.clone(), count))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_by_kind() {
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 47\r\n\r\n{\"faults\":{\"injected\":{\"slow\":2,\"redirect\":0}}}";
        let expected = Injected::from([("slow".to_owned(), 2), ("redirect".to_owned(), 0)]);
        assert_eq!(injected(&read(answer).unwrap()).unwrap(), expected);
    }

    #[test]
    fn other_answers_are_errors() {
        assert!(read("HTTP/1.1 404 Not Found\r\n\r\n{}").is_err());
        assert!(injected(&serde_json::json!({"faults": {"injected": {"slow": "2"}}})).is_err());
    }
}
