//! Commands about files that are written by themselves.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use inflow_app::deliveries::TimeOfDay;
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;

use super::{FormatArgs, NamedArgs, Partition, PlanningArgs, interval_length, time_zone};

/// `inflow delivery …`.
#[derive(Debug, Subcommand)]
pub enum DeliveryCommand {
    /// Add a delivery; its settings and its destination are tried first
    Add(Box<AddDeliveryArgs>),
    /// List the deliveries of an integration
    List(DeliveriesArgs),
    /// Show a delivery, and what became of it last
    Show(DeliveryShowArgs),
    /// Write a small file to the destination and remove it
    Test(DeliveryArgs),
    /// Make a delivery now
    Run(DeliveryArgs),
    /// Leave a delivery out until it is resumed
    Pause(DeliveryArgs),
    /// Resume a delivery, with what was missed
    Resume(DeliveryArgs),
    /// Remove a delivery; the files that it wrote stay
    Remove(DeliveryArgs),
    /// List the attempts to deliver, newest first
    Log(DeliveryLogArgs),
}

/// A delivery.
#[derive(Debug, Clone, Args)]
pub struct DeliveryArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// The delivery's name
    #[arg(long)]
    pub name: String,
}

/// `inflow delivery list`.
#[derive(Debug, Clone, Args)]
pub struct DeliveriesArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// How they are printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow delivery show`.
#[derive(Debug, Clone, Args)]
pub struct DeliveryShowArgs {
    /// Which delivery
    #[command(flatten)]
    pub delivery: DeliveryArgs,
    /// How it is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow delivery log`.
#[derive(Debug, Clone, Args)]
pub struct DeliveryLogArgs {
    /// Which delivery
    #[command(flatten)]
    pub delivery: DeliveryArgs,
    /// List at most this many attempts
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub most: u32,
    /// How they are printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow delivery add`.
#[derive(Debug, Clone, Args)]
pub struct AddDeliveryArgs {
    /// The delivery
    #[command(flatten)]
    pub delivery: DeliveryArgs,
    /// The format: injixo, genesys-cloud, calabrio, amazon-connect or assembled for planners' products; csv, json,
    /// parquet or xlsx for the columns of `inflow volumes`
    #[arg(long)]
    pub format: String,
    /// Deliver contacts in place of volumes, as csv, json or parquet with the columns of `inflow contacts`
    #[arg(long)]
    pub contacts: bool,
    /// Divide Parquet into a dataset with a file for each queue and day
    #[arg(long, value_enum, value_name = "day")]
    pub partition: Option<Partition>,
    /// Where the files go: file:///srv/injixo/, s3://bucket/folder/, gs://…, az://container/…, sftp://user@host/folder/,
    /// webdavs://host/folder/ or https://…
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// How the destination is entered
    #[command(flatten)]
    pub destination: DestinationArgs,
    /// One queue, by name or id; may come several times [default: all]
    #[arg(long, value_name = "NAME|ID")]
    pub queue: Vec<String>,
    /// One workload, by name or id; may come several times
    #[arg(long, value_name = "NAME|ID")]
    pub workload: Vec<String>,
    /// The length of the intervals
    #[arg(long, value_parser = interval_length, default_value = "15m", value_name = "15m|30m|1h|1d|1w")]
    pub interval: IntervalLength,
    /// The time zone of local times, and of --at
    #[arg(long, value_parser = time_zone, default_value = "UTC", value_name = "AREA/CITY")]
    pub time_zone: TimeZone,
    /// What the planners' product is told beside the figures
    #[command(flatten)]
    pub planning: PlanningArgs,
    /// How many days are written again with every change
    #[arg(long, default_value_t = 35, value_parser = clap::value_parser!(u32).range(0..=3650))]
    pub days: u32,
    /// Once a day, after the first import that ends after this time [default: after each import]
    #[arg(long, value_name = "HH:MM", value_parser = time_of_day)]
    pub at: Option<String>,
}

const DESTINATION: &str = "The destination";

/// What belongs to a destination's address.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = DESTINATION)]
pub struct DestinationArgs {
    /// The id of S3's access key, the storage account of Azure, the user of WebDAV and SFTP
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    /// The environment variable that holds the secret: S3's secret key, the service account's JSON of Google, the key or
    /// the signature of Azure, the password or private key of SFTP, the value of an HTTPS header
    #[arg(long, value_name = "VAR", conflicts_with = "secret_file")]
    pub secret_env: Option<String>,
    /// The file that holds the secret
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// The server of an object store that is not its maker's own
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// The region of S3 [default: us-east-1]
    #[arg(long)]
    pub region: Option<String>,
    /// The fingerprint of the SSH server's key, such as SHA256:…
    #[arg(long, value_name = "FINGERPRINT")]
    pub host_key: Option<String>,
    /// How files are sent to an HTTPS address: to itself, or to the name behind it
    #[arg(long, value_enum, default_value = "post")]
    pub method: SendMethod,
    /// A header that is sent to an HTTPS address; may come several times
    #[arg(long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// The header that takes the secret [default: Authorization]
    #[arg(long, value_name = "NAME")]
    pub secret_header: Option<String>,
}

/// How files are sent to an HTTPS address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SendMethod {
    /// To the address itself.
    Post,
    /// To the address with the file's name behind it.
    Put,
}

fn time_of_day(text: &str) -> Result<String, String> {
    TimeOfDay::parse(text)
        .map(|_| text.to_owned())
        .ok_or_else(|| "it is a time of day, such as 06:30".to_owned())
}
