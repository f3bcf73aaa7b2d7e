//! Where the database is: what `--database-url` says.

use std::fmt;
use std::path::PathBuf;

use inflow_store::StoreError;

use crate::database_url::DatabaseUrl;

/// What libpq is told where the address does not say otherwise: so that the server's lists of
/// connections name the program, and so that neither a server nor a network that is gone is waited
/// for without an end.
const DEFAULTS: [(&str, &str); 6] = [
    ("application_name", "inflow"),
    ("connect_timeout", "10"),
    ("keepalives_idle", "30"),
    ("keepalives_interval", "10"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "60000"),
];
/// The same where the address has several hosts.
const OF_SEVERAL_HOSTS: (&str, &str) = ("target_session_attrs", "read-write");
const FORMS: &str = "its address has to begin with sqlite://, followed by a path, or with \
                     postgres://, followed by USER@HOST:PORT/DATABASE";

/// A database that can be opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A file, absolute.
    File(PathBuf),
    /// A database of a server.
    Server(Server),
}

/// A database of a server. Shown, it is the address that was named, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    named: DatabaseUrl,
    with_defaults: DatabaseUrl,
}

/// What a session is set to when it begins. A pooler refuses or ignores such options, and by that it is
/// known: see [`Server::direct`].
const SESSION: [(&str, &str); 7] = [
    (DIRECT, "on"),
    // Waiting as long for a lock as SQLite does.
    ("lock_timeout", "10s"),
    // Nobody waits for what a process holds that is gone, or that stopped in the middle of a transaction.
    ("idle_in_transaction_session_timeout", "45s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
    ("client_min_messages", "warning"),
];
/// A setting of our own, which the server has only where our options reached it.
pub(crate) const DIRECT: &str = "inflow.direct";

impl Server {
    /// The whole address, as libpq takes it.
    pub(crate) fn with_defaults(&self) -> &str {
        self.with_defaults.expose()
    }

    /// The server to read from: of several hosts a replica, unless the address says which.
    pub(crate) fn for_reading(self) -> Self {
        let (name, value) = OF_SEVERAL_HOSTS;
        if self.named.expose().contains(name) {
            return self;
        }
        let added = format!("{name}={value}");
        let with_defaults = self.with_defaults().replace(&added, &format!("{name}=prefer-standby"));
        Self { with_defaults: with_defaults.into(), ..self }
    }

    /// The same with the options of our sessions, which only a server takes that is reached directly.
    pub(crate) fn direct(&self) -> String {
        let options: Vec<String> =
            SESSION.iter().map(|(name, value)| format!("-c%20{name}%3D{value}")).collect();
        let (options, whole) = (options.join("%20"), self.with_defaults());
        // Options of the address stay in force, since the last of two equal ones is.
        match whole.split_once("&options=").or_else(|| whole.split_once("?options=")) {
            Some((before, theirs)) => {
                let joint = &whole[before.len()..=before.len()];
                format!("{before}{joint}options={options}%20{theirs}")
            }
            None => format!("{whole}&options={options}"),
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named.fmt(formatter)
    }
}

/// Reads an address. What cannot be read is not repeated: it may hold a password.
pub(crate) fn parse(url: &DatabaseUrl) -> Result<Address, StoreError> {
    let unusable =
        |location: &str, reason: &str| unusable(location.to_owned(), reason.to_owned().into());
    let (scheme, rest) =
        url.expose().split_once("://").ok_or_else(|| unusable("the database", FORMS))?;
    match scheme {
        "sqlite" => file(rest).map_err(|reason| unusable(url.expose(), &reason)),
        "postgres" | "postgresql" => match server(rest) {
            Ok(rest) => {
                let with_defaults = format!("postgresql://{rest}").into();
                Ok(Address::Server(Server { named: url.clone(), with_defaults }))
            }
            Err(reason) => Err(unusable("the PostgreSQL database", reason)),
        },
        _ => Err(unusable("the database", FORMS)),
    }
}

fn unusable(location: String, source: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Unavailable { location, source }
}

fn file(path: &str) -> Result<Address, String> {
    if path.is_empty() || path.contains(":memory:") {
        return Err("the address names no file".to_owned());
    }
    std::path::absolute(path).map(Address::File).map_err(|error| error.to_string())
}

/// What follows the scheme of a server's address, with the defaults. libpq's own complaints repeat
/// the parts that it could not read, of which a password with a stray `@` or `/` may be one: so
/// whatever it could misread is refused here.
fn server(rest: &str) -> Result<String, &'static str> {
    if !is_percent_encoded(rest) {
        return Err("a % in its address has to be written %25, and no character can be %00");
    }
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let (user, place) = place.rsplit_once('@').unwrap_or(("", place));
    if user.contains(['@', '/']) || user.matches(':').count() > 1 {
        return Err("in a user's name or password write @ as %40, : as %3A, / as %2F, ? as %3F");
    }
    let hosts = place.split_once('/').map_or(place, |(hosts, _)| hosts);
    if !hosts.split(',').all(has_a_numeric_port) {
        return Err("in its address a port is no number; in a password write @ as %40, : as %3A, \
                    / as %2F, ? as %3F");
    }
    let named: Option<Vec<(&str, &str)>> = parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| parameter.split_once('='))
        .collect();
    let named = named.filter(|named| named.iter().all(|(_, value)| !value.contains('=')));
    let named =
        named.ok_or("after the ? of its address every parameter has the form name=value")?;
    // Of several hosts one is the primary, and after a failover another one is.
    let several = hosts.contains(',')
        || named
            .iter()
            .any(|(name, value)| ["host", "hostaddr"].contains(name) && value.contains(','));
    let defaults = DEFAULTS.iter().chain(several.then_some(&OF_SEVERAL_HOSTS));
    let missing = defaults.filter(|(name, _)| named.iter().all(|(known, _)| known != name));
    let missing: Vec<String> = missing.map(|(name, value)| format!("{name}={value}")).collect();
    if missing.is_empty() {
        return Ok(rest.to_owned());
    }
    let joint = match (rest.contains('?'), parameters.is_empty()) {
        (false, _) => "?",
        (true, true) => "",
        (true, false) => "&",
    };
    Ok(format!("{rest}{joint}{}", missing.join("&")))
}

fn is_percent_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        code.is_some_and(|code| code != 0) && !after.starts_with('+')
    })
}

/// Whether a host has no port or one that is a number. IPv6 addresses stand in brackets.
fn has_a_numeric_port(host: &str) -> bool {
    let after_address = host.rsplit_once(']').map_or(host, |(_, after)| after);
    let port = after_address.split_once(':').map_or("", |(_, port)| port);
    port.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Result<Address, StoreError> {
        parse(&url.to_owned().into())
    }

    #[test]
    fn addresses_name_files() {
        let file = parsed("sqlite:///var/lib/inflow/inflow.db").expect("a file");
        assert_eq!(file, Address::File(PathBuf::from("/var/lib/inflow/inflow.db")));
        let relative = parsed("sqlite://data/inflow.db").expect("a file");
        let Address::File(relative) = relative else { panic!("no file") };
        assert!(relative.is_absolute() && relative.ends_with("data/inflow.db"));
    }

    #[test]
    fn servers_are_named_with_what_is_left_out() {
        let server = |url: &str| match parsed(url).expect("a server") {
            Address::Server(server) => server.with_defaults().to_owned(),
            Address::File(_) => panic!("a file"),
        };
        let rest = "keepalives_idle=30&keepalives_interval=10&keepalives_count=3\
                    &tcp_user_timeout=60000";
        assert_eq!(
            server("postgres://u:p%40ss@db:5433/inflow"),
            format!(
                "postgresql://u:p%40ss@db:5433/inflow?application_name=inflow&connect_timeout=10&{rest}"
            )
        );
        assert_eq!(
            server("postgresql://[::1],db2/inflow?connect_timeout=2&sslmode=verify-full"),
            format!(
                "postgresql://[::1],db2/inflow?connect_timeout=2&sslmode=verify-full\
                 &application_name=inflow&{rest}&target_session_attrs=read-write"
            )
        );
        for one in
            ["postgres://a,b/x?target_session_attrs=any", "postgres://a/x?target_session_attrs=any"]
        {
            assert_eq!(server(one).matches("target_session_attrs").count(), 1, "{one}");
        }
        assert!(server("postgres:///x?host=a,b").contains("target_session_attrs=read-write"));
        assert!(!server("postgres://a/x").contains("target_session_attrs"));
        let read = |url: &str| match parsed(url).expect("a server") {
            Address::Server(server) => server.for_reading().with_defaults().to_owned(),
            Address::File(_) => panic!("a file"),
        };
        assert!(read("postgres:///x?host=a,b").contains("target_session_attrs=prefer-standby"));
        assert_eq!(read("postgres://a/x"), server("postgres://a/x"));
        let chosen = "postgres://a,b/x?target_session_attrs=read-write";
        assert_eq!(read(chosen), server(chosen));
        assert!(
            server("postgres:///inflow?host=/run/postgresql").contains("?host=/run/postgresql&")
        );
    }

    #[test]
    fn options_of_the_address_follow_ours() {
        let direct = |url: &str| match parsed(url).expect("a server") {
            Address::Server(server) => server.direct(),
            Address::File(_) => panic!("a file"),
        };
        let ours = "options=-c%20inflow.direct%3Don%20-c%20lock_timeout%3D10s%20";
        assert!(direct("postgres://db/x").contains(&format!("&{ours}")));
        for (url, joint) in [
            ("postgres://db/x?options=-c%20work_mem%3D1MB&user=u", "?"),
            ("postgres://db/x?user=u&options=-c%20work_mem%3D1MB", "&"),
        ] {
            let whole = direct(url);
            assert!(whole.contains(&format!("{joint}{ours}")), "{whole}");
            assert!(whole.contains("%3Dwarning%20-c%20work_mem%3D1MB&"), "{whole}");
            assert_eq!(whole.matches("options=").count(), 1, "{whole}");
        }
    }

    #[test]
    fn other_addresses_are_refused_without_their_secrets() {
        for url in [
            "mysql://user:hunter2@db/inflow",
            "host=db user=u password=hunter2",
            "hunter2",
            "inflow.db",
            "sqlite://",
            "sqlite://:memory:",
            "postgres://u:hunter2%@db/inflow",
            "postgres://u:%+1hunter2@db/inflow",
            "postgres://u:%00hunter2@db/inflow",
            "postgres://u:hun@ter2@db/inflow",
            "postgres://u:hun/ter2@db/inflow",
            "postgres://u:hunter2/x@db/inflow",
            "postgres://u:hun:ter2@db/inflow",
            "postgres://u:hun?ter2@db/inflow",
            "postgres://u:hun?t=er2@db=/inflow",
            "postgres:///inflow?password=hun=ter2",
            "postgres:///inflow?password=hunter2&ter2",
        ] {
            let error = parsed(url).expect_err("no address");
            let source = std::error::Error::source(&error).expect("a reason");
            for told in [error.to_string(), source.to_string(), format!("{error:?}")] {
                assert!(!told.contains("hun") && !told.contains("ter2"), "{told}");
            }
        }
    }
}
