//! Where requests go: a customer's Zendesk domain, or a test server on this machine.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// The subdomain of a Zendesk account, strictly checked: nothing else can end up in a host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Domain(String);

/// Why an address was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// What was entered is no Zendesk domain.
    #[error(
        "\"{entered}\" is no Zendesk domain: enter the account's name, such as acme, acme.zendesk.com or https://acme.zendesk.com"
    )]
    NotZendesk {
        /// What was entered.
        entered: String,
    },
    /// The base address of a test server is not a scheme, a host and a port.
    #[error(
        "\"{entered}\" is no base address: enter http:// or https://, a host and a port, such as http://127.0.0.1:8080, and nothing behind it"
    )]
    NotABase {
        /// What was entered.
        entered: String,
    },
    /// The base address of a test server is not on this machine.
    #[error(
        "\"{entered}\" is not on this machine: a base address must be a loopback one (127.0.0.1, [::1] or localhost), so that credentials stay here"
    )]
    NotLoopback {
        /// What was entered.
        entered: String,
    },
}

impl Domain {
    /// The subdomain alone: `acme`.
    pub fn subdomain(&self) -> &str {
        &self.0
    }

    /// The whole host name: `acme.zendesk.com`.
    pub fn host(&self) -> String {
        format!("{}.zendesk.com", self.0)
    }
}

impl FromStr for Domain {
    type Err = AddressError;

    /// Takes `acme`, `acme.zendesk.com` and addresses copied from a browser.
    fn from_str(entered: &str) -> Result<Self, Self::Err> {
        let refused = || AddressError::NotZendesk { entered: shown(entered) };
        let lower = entered.trim().to_ascii_lowercase();
        let (rest, with_scheme) =
            match lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) {
                Some(rest) => (rest, true),
                None => (lower.as_str(), false),
            };
        let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |end| rest.split_at(end));
        let subdomain = match host.strip_suffix(".zendesk.com") {
            Some(subdomain) => subdomain,
            // A bare name is a subdomain only where nothing suggests that it is another site's address.
            None if !with_scheme && path.is_empty() => host,
            None => return Err(refused()),
        };
        if is_label(subdomain) { Ok(Self(subdomain.to_owned())) } else { Err(refused()) }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The one place that a client sends requests to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: Url,
    host: String,
    loopback: bool,
}

impl Endpoint {
    /// The live service of a customer's account.
    #[expect(clippy::missing_panics_doc, reason = "a checked subdomain always makes an address")]
    pub fn of_domain(domain: &Domain) -> Self {
        let host = domain.host();
        let base = Url::parse(&format!("https://{host}"))
            .expect("a checked subdomain always makes a valid address");
        Self { base, host, loopback: false }
    }

    /// A test server in place of the live service. Only loopback addresses are taken: a credential
    /// entered for a test must not leave the machine.
    pub fn test_server(base_address: &str) -> Result<Self, AddressError> {
        let entered = base_address.trim();
        let not_a_base = || AddressError::NotABase { entered: shown(entered) };
        let base = Url::parse(entered).map_err(|_| not_a_base())?;
        let (host, port) = host_and_port(entered).ok_or_else(not_a_base)?;
        if !LOOPBACK_HOSTS.contains(&host) {
            return Err(AddressError::NotLoopback { entered: shown(entered) });
        }
        let host = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self { base, host, loopback: true })
    }

    /// The host that requests go to, for messages.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether this is a test server on this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The base address, such as `https://acme.zendesk.com/`.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The address of a path below the base, with a query.
    pub(crate) fn address(&self, path: &str, query: &[(&str, String)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

/// How this machine is named in the address of a test server; others of its names could come to mean
/// another machine.
const LOOPBACK_HOSTS: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The two parts of an address that has no others.
fn host_and_port(address: &str) -> Option<(&str, Option<u16>)> {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"))?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains(['/', '?', '#', '@', '\\']) || rest.is_empty() {
        return None;
    }
    // The colons of an address in brackets separate nothing.
    let end = rest.rfind(']').map_or(0, |bracket| bracket + 1);
    match rest[end..].find(':') {
        None => Some((rest, None)),
        Some(colon) => {
            let (host, port) = rest.split_at(end + colon);
            let port = port[1..].bytes().all(|byte| byte.is_ascii_digit()).then_some(&port[1..])?;
            Some((host, Some(port.parse().ok()?)))
        }
    }
}

/// What was entered, fit for a message: a user name or password in an address is not repeated.
fn shown(entered: &str) -> String {
    if entered.contains('@') {
        return "(an address with a user name)".to_owned();
    }
    entered.trim().chars().filter(|letter| !letter.is_control()).take(80).collect()
}

/// `^[a-z0-9][a-z0-9-]{0,62}$`.
fn is_label(text: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    matches!(bytes.first(), Some(&first) if letters(first))
        && bytes.len() <= 63
        && bytes.iter().all(|&byte| letters(byte) || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_taken_in_every_form_that_customers_enter() {
        for entered in [
            "acme",
            " ACME ",
            "acme.zendesk.com",
            "https://acme.zendesk.com",
            "https://acme.zendesk.com/agent",
            "acme.zendesk.com/agent/filters/1?x=y#z",
            "http://Acme.Zendesk.com/",
        ] {
            let domain: Domain = entered.parse().expect(entered);
            assert_eq!(domain.host(), "acme.zendesk.com", "{entered}");
        }
    }

    #[test]
    fn anything_but_one_zendesk_label_is_refused() {
        for entered in [
            "",
            "-acme",
            "ac_me",
            "acme.example.com",
            "acme.zendesk.com.example.com",
            "acme.zendesk.com:8080",
            "user:pass@acme.zendesk.com",
            "https://example.com/acme.zendesk.com",
            "https://acme",
            "a.b.zendesk.com",
            "acme/agent",
            "127.0.0.1",
            "acme\u{00e9}",
            "acme zendesk",
            "ftp://acme.zendesk.com",
            &"a".repeat(64),
        ] {
            assert!(entered.parse::<Domain>().is_err(), "{entered}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let error = "https://user:hunter2@example.com".parse::<Domain>().expect_err("foreign host");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn test_servers_are_on_this_machine_only() {
        for entered in [
            "http://127.0.0.1:80",
            " http://127.0.0.1 ",
            "https://[::1]:8443/",
            "https://[::1]",
            "http://localhost:1/",
        ] {
            assert!(Endpoint::test_server(entered).is_ok(), "{entered}");
        }
        let refusal = |entered| Endpoint::test_server(entered).expect_err(entered);
        for entered in [
            "http://192.168.0.1",
            "http://localhost.example.com",
            "https://acme.zendesk.com",
            "http://127.9.9.9",
            "http://127.1:80",
            "http://2130706433",
            "http://0.0.0.0:80",
            "http://[::ffff:127.0.0.1]:80",
            "http://LOCALHOST.:80",
        ] {
            let refused = refusal(entered);
            assert!(matches!(refused, AddressError::NotLoopback { .. }), "{entered}: {refused}");
        }
        let long = format!("http://localhost/{}", "x".repeat(10_000));
        for entered in [
            "http://user@127.0.0.1",
            "http://127.0.0.1/?a=b",
            "http://127.0.0.1:80/zd",
            "http://127.0.0.1:80//",
            "http://127.0.0.1:80\\zd",
            "http://127.0.0.1:80#x",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:+80",
            "http://127.0.0.1:",
            "http://",
            "file:///etc/passwd",
            "127.0.0.1:8080",
            &long,
        ] {
            let refused = refusal(entered);
            assert!(matches!(refused, AddressError::NotABase { .. }), "{entered}: {refused}");
            assert!(refused.to_string().len() < 300, "{refused}");
        }
    }

    #[test]
    fn addresses_stand_below_the_base() {
        let endpoint = Endpoint::test_server("http://localhost:81/").expect("loopback");
        let address = endpoint.address("/api/v2/views", &[("page[size]", "100".to_owned())]);
        assert_eq!(address.as_str(), "http://localhost:81/api/v2/views?page%5Bsize%5D=100");
        assert_eq!(endpoint.host(), "localhost:81");
        let live = Endpoint::of_domain(&"acme".parse().expect("a subdomain"));
        assert_eq!(
            live.address("/api/v2/users/me", &[]).as_str(),
            "https://acme.zendesk.com/api/v2/users/me"
        );
    }
}
