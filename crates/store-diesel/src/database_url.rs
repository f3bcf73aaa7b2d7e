//! A database's address, which may hold a password and so never shows itself whole.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// What stands in the place of what is not shown.
const MASK: &str = "***";

/// Parameters of an address that are shown; the values of all others may be secrets.
const SHOWN_PARAMETERS: [&str; 12] = [
    "application_name",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "user",
];

/// A database's address. Shown and debugged, it has no password; [`DatabaseUrl::expose`] has all of it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address, for whoever connects.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is the address of a PostgreSQL server.
    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres://") || self.0.starts_with("postgresql://")
    }
}

impl From<String> for DatabaseUrl {
    fn from(address: String) -> Self {
        Self(address)
    }
}

impl FromStr for DatabaseUrl {
    type Err = Infallible;

    fn from_str(address: &str) -> Result<Self, Infallible> {
        Ok(Self(address.to_owned()))
    }
}

impl fmt::Display for DatabaseUrl {
    /// Whatever an address that is mistyped might hold as a password is left out too.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return formatter.write_str(MASK);
        };
        if scheme == "sqlite" {
            return formatter.write_str(&self.0);
        }
        // A password that should have been encoded may have an @ or a question mark.
        let (user, rest) =
            rest.rsplit_once('@').map_or((None, rest), |(user, rest)| (Some(user), rest));
        write!(formatter, "{scheme}://")?;
        match user.map(|user| user.split_once(':').ok_or(user)) {
            Some(Ok((user, _))) => write!(formatter, "{user}:{MASK}@")?,
            Some(Err(user)) => write!(formatter, "{user}@")?,
            None => {}
        }
        let (place, parameters) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
        formatter.write_str(place)?;
        for (index, parameter) in parameters.into_iter().flat_map(|all| all.split('&')).enumerate()
        {
            formatter.write_str(if index == 0 { "?" } else { "&" })?;
            match parameter.split_once('=') {
                Some((name, _)) if SHOWN_PARAMETERS.contains(&name) => {
                    formatter.write_str(parameter)?;
                }
                Some((name, _)) => write!(formatter, "{name}={MASK}")?,
                None => formatter.write_str(MASK)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_and_the_rest_is_shown() {
        for (address, shown) in [
            ("sqlite:///var/lib/inflow/inflow.db", "sqlite:///var/lib/inflow/inflow.db"),
            ("postgres://db/inflow", "postgres://db/inflow"),
            ("postgres://inflow@db/inflow", "postgres://inflow@db/inflow"),
            ("postgres://inflow:hunter2@db:5433/inflow", "postgres://inflow:***@db:5433/inflow"),
            ("postgresql://u:hunt@er?2/@[::1]/d", "postgresql://u:***@[::1]/d"),
            ("postgres://u:hunter2@db/d?sslmode=require", "postgres://u:***@db/d?sslmode=require"),
            ("postgres:///d?password=hunter2&host=/run", "postgres:///d?password=***&host=/run"),
            ("postgres:///d?PASS%57ORD=hunter2&hunter2", "postgres:///d?PASS%57ORD=***&***"),
            ("host=db user=u password=hunter2", "***"),
            ("hunter2", "***"),
            ("", "***"),
        ] {
            let url = DatabaseUrl::from(address.to_owned());
            assert_eq!(url.to_string(), shown, "{address}");
            assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown})"));
            assert_eq!(url.expose(), address);
        }
    }
}
