//! A cheap look for what seems personal. It cannot know a name; it knows the forms of addresses, numbers and
//! secrets, and which of them are reserved for examples.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::NEUTRAL_SUBDOMAIN;
use crate::scrub::NEUTRAL_TOKEN;

/// Domains that nobody can own.
const RESERVED_DOMAINS: &[&str] =
    &["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"];

/// Whether something of a kind stands in a text.
type Check = fn(&str) -> bool;

/// What seems personal in a text, each kind once; never the thing itself.
pub(crate) fn findings(text: &str) -> Vec<String> {
    let plain =
        text.replace("%40", "@").replace("%2B", "+").replace("%2b", "+").replace("\\u0040", "@");
    let checks: [(&str, Check); 5] = [
        ("an e-mail address outside the domains for examples", has_email),
        ("a phone number outside the range for tests", has_phone),
        ("an IP address outside the ranges for documentation", has_ip),
        ("an authorization or token", has_secret),
        ("a Zendesk subdomain other than the neutral one", has_subdomain),
    ];
    checks.into_iter().filter(|(_, found)| found(&plain)).map(|(what, _)| what.to_owned()).collect()
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let local = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let domain =
            leading(&text[at + 1..], |letter| letter.is_alphanumeric() || ".-".contains(letter));
        let domain = domain.trim_end_matches('.').to_lowercase();
        local && domain.contains(|letter: char| letter.is_alphabetic()) && !is_reserved(&domain)
    })
}

fn is_reserved(domain: &str) -> bool {
    let neutral = format!("{NEUTRAL_SUBDOMAIN}.zendesk.com");
    domain == neutral
        || RESERVED_DOMAINS.iter().any(|reserved| {
            domain.strip_suffix(reserved).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// Numbers in international form: +, eight digits or more, whatever stands between them.
fn has_phone(text: &str) -> bool {
    text.match_indices('+').any(|(plus, _)| {
        let rest = &text[plus + 1..];
        let shown = leading(rest, |letter| letter.is_ascii_digit() || " ()-./".contains(letter));
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '(')
            && (8..=15).contains(&digits.len())
            && !is_test_number(&digits)
    })
}

/// +1 NPA 555 01XX.
fn is_test_number(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && &digits[4..9] == "55501"
}

fn has_ip(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_hexdigit() || letter == ':' || letter == '.';
    text.split(|letter: char| !(is_part(letter) || letter.is_alphanumeric())).any(|word| {
        let word = word.trim_matches('.');
        match (word.parse::<Ipv4Addr>(), word.parse::<Ipv6Addr>()) {
            (Ok(address), _) => !is_documentation(address),
            (_, Ok(address)) => {
                let written =
                    word.len() >= 6 && word.contains(|letter: char| letter.is_ascii_digit());
                written && address.segments()[..2] != [0x2001, 0x0db8]
            }
            _ => false,
        }
    })
}

fn is_documentation(address: Ipv4Addr) -> bool {
    let networks = [[192, 0, 2], [198, 51, 100], [203, 0, 113], [127, 0, 0]];
    networks.contains(&[address.octets()[0], address.octets()[1], address.octets()[2]])
}

fn has_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    let follows = |mark: &str, least: usize, allowed: &str| {
        lower.match_indices(mark).any(|(at, _)| {
            let rest = text[at + mark.len()..].trim_start_matches([' ', '"', ':']);
            let secret =
                leading(rest, |letter| letter.is_alphanumeric() || "+/=-_.".contains(letter));
            secret.len() >= least && secret != allowed
        })
    };
    lower.contains("authorization")
        || follows("basic ", 16, "")
        || follows("bearer ", 16, NEUTRAL_TOKEN)
        || follows("\"access_token\"", 1, NEUTRAL_TOKEN)
        || follows("\"refresh_token\"", 1, "")
        || follows("\"client_secret\"", 1, "")
        || follows("\"api_token\"", 1, "")
}

fn has_subdomain(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.match_indices(".zendesk.com").any(|(dot, _)| {
        let name =
            lower[..dot].rsplit(|letter: char| !(letter.is_alphanumeric() || letter == '-')).next();
        name.is_some_and(|name| !name.is_empty() && name != NEUTRAL_SUBDOMAIN)
    })
}

fn leading(text: &str, wanted: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|letter| !wanted(letter)).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_seems_personal_is_found() {
        for text in [
            "write to jane@customer.nl",
            "mail=jane%40gmail.com",
            r#"{"to":"Ottoline@Shop.co.uk"}"#,
            "call +31 20 123 4567",
            r#""phone":"+442071838750""#,
            "+1 (619) 457-4051",
            "from 80.101.12.7 at",
            "2a02:a44f:1::7",
            "Authorization: x",
            "Basic YWRtaW5AYWNtZS5leGFtcGxl",
            r#"{"access_token": "abc"}"#,
            "https://realcustomer.zendesk.com/x",
        ] {
            assert_eq!(findings(text).len(), 1, "{text}: {:?}", findings(text));
        }
    }

    #[test]
    fn what_is_reserved_for_examples_is_not() {
        for text in [
            "jane@acme.example, help@x.example.com, a@acme.zendesk.com, {{zd.x}}, @media",
            "+16195550123 and +1 (619) 555-0199, 1756804890+3",
            "192.0.2.7 203.0.113.9 2001:db8::1, 2025-09-02T09:20:00+00:00, Folder::Name",
            r#"{"access_token": "fixture-access-token"}, basic words, Bearer fixture-access-token"#,
            "https://acme.zendesk.com/api/v2/views.json",
        ] {
            assert_eq!(findings(text), Vec::<String>::new(), "{text}");
        }
    }
}
