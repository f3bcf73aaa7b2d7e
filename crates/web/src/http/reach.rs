//! How the site is reached: from this machine alone, or through which proxy.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, header};
use url::Url;

/// How the site is reached.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// The address that people and programs use, where a proxy stands in front.
    pub public_url: Option<Url>,
    /// Whether a proxy in front speaks TLS and says whom it speaks for (`X-Forwarded-For`).
    pub behind_tls_proxy: bool,
    /// Whether only this machine reaches it.
    pub on_loopback: bool,
}

impl Reach {
    /// Whether browsers speak TLS, so that cookies are kept from anything else.
    pub fn is_secure(&self) -> bool {
        self.behind_tls_proxy || self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// Where the pages are: the address that people use, or the one that is listened on.
    pub fn pages(&self, listening: SocketAddr) -> String {
        if let Some(url) = &self.public_url {
            return url.as_str().trim_end_matches('/').to_owned();
        }
        if listening.ip().is_unspecified() {
            return format!("http://localhost:{}", listening.port());
        }
        format!("http://{listening}")
    }

    /// The address that people use, without a slash at its end: as it was asked for, where it is not
    /// named.
    pub(crate) fn address(&self, headers: &HeaderMap) -> String {
        if let Some(url) = &self.public_url {
            return url.as_str().trim_end_matches('/').to_owned();
        }
        let scheme = if self.is_secure() { "https" } else { "http" };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        format!("{scheme}://{}", host.unwrap_or_default())
    }

    /// Whether a proxy in front is believed.
    fn is_proxied(&self) -> bool {
        self.behind_tls_proxy || self.public_url.is_some()
    }

    /// Whether this is a name of ours. A page of another site whose name leads to this machine asks
    /// under that name.
    pub(crate) fn is_our_host(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let Some(host) = hosts.next() else { return !self.on_loopback };
        // Of two, who stands in front might take the other one.
        let (Ok(host), None) = (host.to_str(), hosts.next()) else { return false };
        let public = self.public_url.as_ref().is_some_and(|url| authority(url) == host);
        if self.public_url.is_none() && !self.on_loopback {
            return true;
        }
        public || (self.on_loopback && is_loopback(host))
    }

    /// Whether a form may come from this place: a page of ours.
    pub(crate) fn is_our_page(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        match (text("sec-fetch-site"), text("origin")) {
            (Some(site), _) => site == "same-origin",
            (None, Some(origin)) => {
                let origin = Url::parse(origin).ok();
                origin.is_some_and(|origin| {
                    let public = self.public_url.as_ref();
                    public.is_some_and(|url| url.origin() == origin.origin())
                        || text("host") == Some(&*authority(&origin))
                })
            }
            // No browser of these years: the token in the form decides.
            (None, None) => true,
        }
    }

    /// From where somebody asks: what the proxy in front says, where there is one.
    pub(crate) fn client(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> IpAddr {
        // Each proxy adds to the end; what stands before was said by the client.
        let forwarded = headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| address_of(value.to_str().ok()?.rsplit(',').next()?.trim()));
        let forwarded = forwarded.filter(|_| self.is_proxied());
        forwarded.unwrap_or_else(|| peer.map_or(Ipv4Addr::LOCALHOST.into(), |peer| peer.ip()))
    }
}

/// The address of a client as proxies write it: some add the port, and brackets around that of IPv6.
fn address_of(text: &str) -> Option<IpAddr> {
    let in_brackets = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if let Some(address) = in_brackets {
        return address.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port)
}

/// The host, and the port where it is not the scheme's.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn is_loopback(host: &str) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}/")) else { return false };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn proxied() -> Reach {
        let public_url = Url::parse("https://inflow.example.com").ok();
        Reach { public_url, behind_tls_proxy: false, on_loopback: true }
    }

    #[test]
    fn only_our_names_are_answered() {
        let local = Reach { on_loopback: true, ..Reach::default() };
        for (host, is_local, is_proxied) in [
            ("127.0.0.1:8080", true, true),
            ("localhost", true, true),
            ("[::1]:8080", true, true),
            ("inflow.example.com", false, true),
            ("attacker.example", false, false),
            ("127.0.0.1.attacker.example", false, false),
            ("inflow.example.com.attacker.example", false, false),
        ] {
            assert_eq!(local.is_our_host(&headers(&[("host", host)])), is_local, "{host}");
            assert_eq!(proxied().is_our_host(&headers(&[("host", host)])), is_proxied, "{host}");
        }
        assert!(!local.is_our_host(&headers(&[])));
        assert!(Reach::default().is_our_host(&headers(&[("host", "10.0.0.7:8080")])));
    }

    #[test]
    fn forms_come_from_our_pages() {
        for (site, origin, expected) in [
            (Some("same-origin"), None, true),
            (Some("cross-site"), Some("https://inflow.example.com"), false),
            (Some("same-site"), None, false),
            (None, Some("https://inflow.example.com"), true),
            (None, Some("http://inflow.example.com"), false),
            (None, Some("http://127.0.0.1:8080"), true),
            (None, Some("http://attacker.example"), false),
            (None, Some("null"), false),
            (None, None, true),
        ] {
            let mut given = vec![("host", "127.0.0.1:8080")];
            given.extend(site.map(|site| ("sec-fetch-site", site)));
            given.extend(origin.map(|origin| ("origin", origin)));
            assert_eq!(proxied().is_our_page(&headers(&given)), expected, "{given:?}");
        }
    }

    #[test]
    fn only_a_proxy_is_believed_about_the_client() {
        let peer = Some(SocketAddr::from(([192, 0, 2, 1], 999)));
        let given = headers(&[("x-forwarded-for", "203.0.113.9, 198.51.100.7")]);
        assert_eq!(proxied().client(&given, peer).to_string(), "198.51.100.7");
        assert_eq!(Reach::default().client(&given, peer).to_string(), "192.0.2.1");
        for (told, expected) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::9]:4711", "2001:db8::9"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("2001:db8::9", "2001:db8::9"),
            ("198.51.100.7, 203.0.113.9:1", "203.0.113.9"),
            ("203.0.113.9, 203.0.113.9:99999", "192.0.2.1"),
            ("203.0.113.9:", "192.0.2.1"),
            ("[203.0.113.9]:1", "192.0.2.1"),
            ("\"203.0.113.9\"", "192.0.2.1"),
        ] {
            let given = headers(&[("x-forwarded-for", told)]);
            assert_eq!(proxied().client(&given, peer).to_string(), expected, "{told}");
            assert_eq!(Reach::default().client(&given, peer).to_string(), "192.0.2.1");
        }
        let nonsense = headers(&[("x-forwarded-for", "somebody")]);
        assert_eq!(proxied().client(&nonsense, peer).to_string(), "192.0.2.1");
    }
}
