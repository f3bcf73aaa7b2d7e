//! Commands about the life of integrations and about running Inflow as a service.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Subcommand};
use inflow_app::import::retention::LEAST_DAYS;
use inflow_store_diesel::DatabaseUrl;
use inflow_zendesk::ApiShare;
use url::Url;

use super::FormatArgs;

/// `inflow integration delete`.
#[derive(Debug, Clone, Args)]
pub struct DeleteArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// Remove its queues and its whole history too; the name has to be typed to confirm that
    #[arg(long)]
    pub purge: bool,
    /// Confirm the purge without being asked, for scripts: the integration's name once more
    #[arg(long, value_name = "NAME", requires = "purge")]
    pub yes_purge: Option<String>,
}

/// `inflow serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Where pages, API, health and metrics are served; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", env = "INFLOW_LISTEN")]
    pub listen: SocketAddr,
    /// Listen beyond this machine, although passwords and figures cross the network unencrypted
    #[arg(long, env = "INFLOW_LISTEN_PUBLICLY", action = ArgAction::Set, default_value_t = false)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub listen_publicly: bool,
    /// The address that people use, where a proxy stands in front, such as `https://inflow.example.com`
    #[arg(long, value_parser = public_url, value_name = "URL", env = "INFLOW_PUBLIC_URL")]
    pub public_url: Option<Url>,
    /// A proxy in front speaks TLS with browsers and sets X-Forwarded-For
    #[arg(long, env = "INFLOW_BEHIND_TLS_PROXY", action = ArgAction::Set, default_value_t = false)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub behind_tls_proxy: bool,
    /// Let administrators connect test servers on this machine by pages and API; they can find out what
    /// listens here. The command line always can
    #[arg(long, env = "INFLOW_ALLOW_TEST_SERVERS", action = ArgAction::Set, default_value_t = false)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub allow_test_servers: bool,
    /// The time between two imports of an integration, such as 15m or 1h
    #[arg(long, default_value = "15m", value_parser = duration, env = "INFLOW_EVERY")]
    pub every: Duration,
    /// How many imports work at the same time; those that wait for long do not count
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    #[arg(env = "INFLOW_CONCURRENT")]
    pub concurrent: u16,
    /// After how long without a sign of life another service on the same PostgreSQL database takes over this
    /// one's imports, at least 2s
    #[arg(long, default_value = "30s", value_parser = lease_length, env = "INFLOW_LEASE")]
    pub lease: Duration,
    /// The largest share of an account's requests a minute that imports take
    #[arg(long, value_parser = super::api_share, value_name = "SHARE", env = "INFLOW_API_SHARE")]
    #[arg(default_value = "0.5")]
    pub api_share: ApiShare,
    /// Drop the events of closed tickets after this many days, at least 120; their contacts stay and are
    /// not counted again [default: events are kept]
    #[arg(long, value_name = "DAYS", env = "INFLOW_KEEP_EVENTS")]
    #[arg(value_parser = clap::value_parser!(u32).range(i64::from(LEAST_DAYS)..=36_500))]
    pub keep_events: Option<u32>,
}

/// `inflow backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// The file to write, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
}

/// `inflow migrate`.
#[derive(Debug, Clone, Args)]
pub struct MigrateArgs {
    /// The PostgreSQL database, which holds nothing yet: postgres://USER@HOST:PORT/DATABASE
    #[arg(long, value_name = "URL", env = "INFLOW_MIGRATE_TO", hide_env_values = true)]
    pub to: DatabaseUrl,
}

/// `inflow config …`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting with where it came from, and refuse mistakes
    Check(FormatArgs),
}

/// `inflow doctor`.
#[derive(Debug, Clone, Copy, Args)]
pub struct DoctorArgs {
    /// Ask no Zendesk account
    #[arg(long)]
    pub offline: bool,
    /// How it is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow key …`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a new key and encrypt all saved credentials with it
    Rotate(RotateArgs),
}

/// `inflow key rotate`.
#[derive(Debug, Clone, Copy, Args)]
pub struct RotateArgs {
    /// The key file is lost for good: make a new one; all credentials have to be entered again
    #[arg(long)]
    pub lost: bool,
}

fn public_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).ok();
    let is_root = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
    };
    url.filter(is_root).ok_or_else(|| {
        "it is http:// or https:// and a host, without a path, such as https://inflow.example.com"
            .to_owned()
    })
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let unit = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit);
    let seconds = match unit {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    let number = number.parse::<u64>().ok().filter(|number| *number > 0);
    number
        .zip(seconds)
        .and_then(|(number, seconds)| number.checked_mul(seconds))
        .filter(|seconds| *seconds <= 7 * 86_400)
        .map(Duration::from_secs)
        .ok_or_else(|| {
            "it is a number with s, m, h or d behind it, up to 7d, such as 15m".to_owned()
        })
}

pub(super) fn lease_length(text: &str) -> Result<Duration, String> {
    let length = duration(text)?;
    let fits = (Duration::from_secs(2)..=Duration::from_secs(3600)).contains(&length);
    fits.then_some(length).ok_or_else(|| "it is at least 2s and at most 1h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_neither_too_short_nor_too_long() {
        for (text, fits) in [("1s", false), ("2s", true), ("1h", true), ("3601s", false)] {
            assert_eq!(lease_length(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        for (text, seconds) in [("15m", 900), (" 2s ", 2), ("1h", 3600), ("7d", 604_800)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "15", "m", "0m", "-1m", "1.5h", "8d", "99999999999999999999s", "1w"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
