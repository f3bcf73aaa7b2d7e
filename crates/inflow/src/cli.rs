//! The command line, as docs/interface.md fixes it.

mod access;
mod credentials;
mod delivery;
mod service;
pub mod workload;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use inflow_app::accounts::integrations::{DEFAULT_ACCOUNT, fit_account};
use inflow_app::deliveries::{IpNet, Reach};
use inflow_app::figures::volumes::Fill;
use inflow_app::figures::volumes::files::FileFormat;
use inflow_app::import::retention::LEAST_DAYS;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Channel, FieldId, Grouping, IntervalLength, Target as AnswerTarget, TicketId};
use inflow_formats::Target;
use inflow_simulator::{FaultKinds, Situation};
use inflow_store_diesel::DatabaseUrl;
use inflow_zendesk::ApiShare;

pub use access::{ApiKeyCommand, UserCommand};
pub use credentials::{CredentialArgs, CredentialsArgs};
pub use delivery::{AddDeliveryArgs, DeliveryArgs, DeliveryCommand, DestinationArgs, SendMethod};
pub use service::{
    BackupArgs, ConfigCommand, DeleteArgs, DoctorArgs, KeyCommand, MigrateArgs, RotateArgs,
    ServeArgs,
};

use crate::telemetry::fit_filter;

/// Contact volumes from Zendesk: how many tasks arrived, per source queue and quarter of an hour.
#[derive(Debug, Parser)]
#[command(name = "inflow", version, arg_required_else_help = true)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EVERYWHERE: &str = "Options of every command";

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// The configuration file [default: inflow.toml in the configuration directory, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "INFLOW_CONFIG", help_heading = EVERYWHERE)]
    pub config: Option<OsString>,
    /// The account to work in: its integrations and nothing of another one's
    #[arg(long, global = true, env = "INFLOW_ACCOUNT", help_heading = EVERYWHERE)]
    #[arg(default_value = DEFAULT_ACCOUNT, value_parser = account)]
    pub account: Option<String>,
    /// The database, such as sqlite:///var/lib/inflow/inflow.db or postgres://inflow@db/inflow
    /// [default: inflow.db in the data directory]
    #[arg(long, global = true, env = "INFLOW_DATABASE_URL")]
    #[arg(hide_env_values = true, hide_default_value = true)]
    #[arg(help_heading = EVERYWHERE)]
    pub database_url: Option<DatabaseUrl>,
    /// A streaming replica of the PostgreSQL database, which figures are read from
    #[arg(long, global = true, value_name = "DATABASE_URL", env = "INFLOW_READ_DATABASE_URL")]
    #[arg(hide_env_values = true, help_heading = EVERYWHERE)]
    pub read_database_url: Option<DatabaseUrl>,
    /// The key that secrets are encrypted with [default: inflow.key beside the database's file, or
    /// in the data directory]
    #[arg(long, global = true, env = "INFLOW_KEY_FILE", help_heading = EVERYWHERE)]
    #[arg(hide_default_value = true)]
    pub key_file: Option<OsString>,
    /// Private networks that deliveries may go to, such as 10.1.0.0/16,192.168.4.7 [default: none]
    #[arg(long, global = true, value_name = "NETWORKS", env = "INFLOW_DELIVERY_NETWORKS")]
    #[arg(value_parser = networks, help_heading = EVERYWHERE, hide_short_help = true)]
    pub delivery_networks: Option<Networks>,
    /// The folder under which those lie that users of the pages may deliver to [default: none]
    #[arg(long, global = true, value_name = "FOLDER", env = "INFLOW_DELIVERY_FOLDER")]
    #[arg(help_heading = EVERYWHERE, hide_short_help = true)]
    pub delivery_folder: Option<PathBuf>,
    /// Which log lines are written to standard error, such as info or inflow_zendesk=debug
    #[arg(long, global = true, value_name = "FILTER", env = "INFLOW_LOG", help_heading = EVERYWHERE)]
    #[arg(default_value = "warn", value_parser = fit_filter)]
    pub log: Option<String>,
    /// How log lines are written
    #[arg(long, global = true, value_enum, env = "INFLOW_LOG_FORMAT", help_heading = EVERYWHERE)]
    #[arg(default_value = "text")]
    pub log_format: Option<LogFormat>,
}

/// Networks that are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

fn networks(text: &str) -> Result<Networks, String> {
    Reach::networks(text).map(Networks)
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// Lines of JSON.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a Zendesk account, connect to it, import it and print its contact volumes
    Demo(DemoArgs),
    /// Connect a Zendesk account, or look at the connected ones
    #[command(subcommand)]
    Integration(IntegrationCommand),
    /// Say which views will be queues before anything is imported, or what a new view would see
    Preview(PreviewArgs),
    /// Import every integration on its schedule until stopped; health and metrics over HTTP
    Serve(ServeArgs),
    /// Copy the database into a file while it is in use
    Backup(BackupArgs),
    /// Move everything from the SQLite database into an empty PostgreSQL database
    Migrate(MigrateArgs),
    /// Check database, key, clocks, accounts and disk, and say what to do about each problem
    Doctor(DoctorArgs),
    /// Show what the configuration file, the environment and the defaults set
    #[command(subcommand)]
    Config(ConfigCommand),
    /// The key that saved credentials are encrypted with
    #[command(subcommand)]
    Key(KeyCommand),
    /// Who may sign in to the web page
    #[command(subcommand)]
    User(UserCommand),
    /// The keys that programs ask the API with
    #[command(subcommand)]
    ApiKey(ApiKeyCommand),
    /// Import until caught up; run again, it continues
    Import(ImportArgs),
    /// List the views: which are queues and which cannot be, and why
    Views(ListArgs),
    /// List the source queues
    Queues(ListArgs),
    /// Plan several queues as one: workloads, and what queues have in common
    #[command(subcommand)]
    Workload(workload::WorkloadCommand),
    /// Print contact volumes per queue and interval
    Volumes(VolumesArgs),
    /// Write files for planners' products by themselves, after each import or once a day
    #[command(subcommand)]
    Delivery(DeliveryCommand),
    /// Write the contacts themselves, one row per contact and queue, with how each ended
    Contacts(ContactsArgs),
    /// Show the contacts behind a figure, or what each event of a ticket counts and why
    Explain(ExplainArgs),
    /// Compare the tickets held to be in each view now with Zendesk's own views
    Reconcile(ListArgs),
    /// Count the stored history again, or say first what that would change
    Recount(RecountArgs),
    /// Serve a simulated Zendesk account alone: that of the demo, whose history ends now
    Simulate(SimulateArgs),
    /// Print the licences of everything that this program is made from
    #[command(alias = "licenses")]
    Licences,
}

/// `inflow demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// End after printing
    #[arg(long)]
    pub no_serve: bool,
    /// The seed of the simulated account
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// `inflow integration …`.
#[derive(Debug, Subcommand)]
pub enum IntegrationCommand {
    /// Connect a Zendesk account; the connection is tested before it is saved
    Add(Box<AddArgs>),
    /// List the integrations
    List(FormatArgs),
    /// Show an integration, its coverage and the quality of its figures
    Show(ShowArgs),
    /// List which queue channel each Zendesk channel belongs to, or place some elsewhere
    Channels(ChannelsArgs),
    /// Name the ticket field in which a time-tracking app keeps the seconds spent; counts again at once
    TimeField(TimeFieldArgs),
    /// List the users that answer by themselves, or name others; counts again at once
    Robots(RobotsArgs),
    /// Test an integration's connection
    Test(OneArgs),
    /// Change an integration's credentials, also from an API token to an OAuth client; they are tested
    /// before they are saved, and nothing else changes
    Credentials(Box<CredentialsArgs>),
    /// Give an integration another name
    Rename(RenameArgs),
    /// Let an integration's history begin at an earlier day; the figures that are there stay meanwhile
    Extend(ExtendArgs),
    /// Stop importing an integration until it is resumed
    Pause(OneArgs),
    /// Import an integration again, with what was missed
    Resume(OneArgs),
    /// Stop importing an integration and erase its credentials; queues and history stay
    Delete(DeleteArgs),
}

/// `inflow integration add`.
#[derive(Debug, Clone, Args)]
pub struct AddArgs {
    /// A unique name
    #[arg(long)]
    pub name: String,
    /// The Zendesk domain, such as acme.zendesk.com
    #[arg(long)]
    pub domain: String,
    /// How calls are grouped into queues; cannot be changed later
    #[arg(long, value_parser = grouping())]
    pub grouping: Grouping,
    /// From which day on the history is imported [default: three years back]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<NaiveDate>,
    /// A test server instead of the domain; loopback addresses only
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// How to sign in
    #[command(flatten)]
    pub credentials: CredentialArgs,
}

/// A command on one integration.
#[derive(Debug, Clone, Args)]
pub struct OneArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
}

/// `inflow integration show`.
#[derive(Debug, Clone, Args)]
pub struct ShowArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub format: TextFormat,
}

/// `inflow integration channels`.
#[derive(Debug, Clone, Args)]
pub struct ChannelsArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// Count a Zendesk channel in another queue channel, such as whatsapp=chat
    #[arg(long, value_parser = placed_channel, value_name = "ZENDESK=CHANNEL", num_args = 1..)]
    pub set: Vec<(String, Channel)>,
    /// Count a Zendesk channel where the rules place it
    #[arg(long, value_name = "ZENDESK", num_args = 1..)]
    pub unset: Vec<String>,
    /// Place a Zendesk channel that nothing knows yet, since it is still to come
    #[arg(long)]
    pub force: bool,
    /// How they are printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow integration time-field`.
#[derive(Debug, Clone, Args)]
pub struct TimeFieldArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// The field's id, or none
    #[arg(long, value_parser = named_field, value_name = "ID|none")]
    pub field: NamedField,
}

/// A custom field, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedField(pub Option<FieldId>);

/// `inflow integration robots`.
#[derive(Debug, Clone, Args)]
pub struct RobotsArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// Users with an agent's role whose replies answer nothing
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub add: Vec<i64>,
    /// Users that are no longer robots
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub remove: Vec<i64>,
    /// How they are printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow integration extend`.
#[derive(Debug, Clone, Args)]
pub struct ExtendArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// From which day on the history is imported; a later one than now is refused
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: NaiveDate,
}

/// `inflow integration rename`.
#[derive(Debug, Clone, Args)]
pub struct RenameArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// Its new name
    #[arg(long, value_name = "NAME")]
    pub to: String,
}

/// The integration that a command works on.
#[derive(Debug, Clone, Args)]
pub struct NamedArgs {
    /// The integration's name; can be left out where there is only one
    #[arg(long, value_name = "NAME")]
    pub integration: Option<String>,
}

/// `inflow import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// The largest share of the account's requests a minute that the import takes; the rest is left to
    /// the customer's other programs
    #[arg(long, value_parser = api_share, value_name = "SHARE", env = "INFLOW_API_SHARE")]
    #[arg(default_value = "0.5")]
    pub api_share: ApiShare,
    /// Drop the events of closed tickets after this many days, at least 120; their contacts stay and are
    /// not counted again [default: events are kept]
    #[arg(long, value_name = "DAYS", env = "INFLOW_KEEP_EVENTS")]
    #[arg(value_parser = clap::value_parser!(u32).range(i64::from(LEAST_DAYS)..=36_500))]
    pub keep_events: Option<u32>,
    /// Read a history that is not there yet from its beginning to the present, instead of the newest first:
    /// some requests fewer, and no figures before the end
    #[arg(long)]
    pub straight: bool,
    /// How long older history is read before the present is read again
    #[arg(long, default_value = "15m", value_parser = service::duration)]
    pub cycle: Duration,
    /// After how long without a sign of life another worker on the same PostgreSQL database takes over this
    /// import, at least 2s
    #[arg(long, default_value = "30s", value_parser = service::lease_length, env = "INFLOW_LEASE")]
    pub lease: Duration,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct FormatArgs {
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Put an apostrophe before texts of CSV that a spreadsheet would run as a formula
    #[arg(long)]
    pub spreadsheet: bool,
    /// Print tables with ids and whole times, however wide they become
    #[arg(long)]
    pub wide: bool,
}

impl From<Format> for FormatArgs {
    fn from(format: Format) -> Self {
        Self { format, spreadsheet: false, wide: false }
    }
}

/// `inflow views`, `inflow queues` and `inflow reconcile`.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// How it is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Which figures are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FigureSet {
    /// Those that everybody plans by.
    Basic,
    /// What becomes of contacts as well (docs/counting.md, section 9).
    All,
}

/// The forms of volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VolumesFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// For data frames and databases.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A spreadsheet with dates.
    Xlsx,
    /// injixo's CSV integration.
    Injixo,
    /// Genesys Cloud's import of historical data.
    GenesysCloud,
    /// Queue data files of Calabrio WFM.
    Calabrio,
    /// Amazon Connect's historical data.
    AmazonConnect,
}

impl VolumesFormat {
    /// Whether a terminal can show it.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Table | Self::Json | Self::Csv) || self.target().is_some()
    }

    /// The form of files whose name ends like that.
    pub fn of_ending(ending: &str) -> Option<Self> {
        if ending.eq_ignore_ascii_case("txt") {
            return Some(Self::Table);
        }
        let of_name = Self::from_str(ending, true).ok();
        of_name.filter(|format| *format != Self::Table && format.target().is_none())
    }

    /// The form of a file for programs; none of a table, and of the files that planners' products read.
    pub fn of_file(self) -> Option<FileFormat> {
        FileFormat::from_name(&self.name())
    }

    /// The planners' product that reads it, where it is the form of one.
    pub fn target(self) -> Option<Target> {
        Target::from_name(&self.name())
    }

    /// Whether files of this form may end as those of another one do.
    pub fn may_end_as(self, other: Self) -> bool {
        let is_text = other == Self::Table && self.target() == Some(Target::Calabrio);
        self == other || is_text || (other == Self::Csv && self.target().is_some())
    }

    /// Its name, and the ending of its files.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// `inflow volumes`.
#[derive(Debug, Clone, Args)]
pub struct VolumesArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// One queue, by name or id; may come several times
    #[arg(long, value_name = "NAME|ID")]
    pub queue: Vec<String>,
    /// One workload, by name or id; may come several times, in place of queues or beside them
    #[arg(long, value_name = "NAME|ID")]
    pub workload: Vec<String>,
    /// The first day or instant (2025-09-01 or 2025-09-01T09:15:00Z)
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// The first day or instant after the wanted time
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// The length of the intervals
    #[arg(long, value_parser = interval_length, default_value = "15m", value_name = "15m|30m|1h|1d|1w")]
    pub interval: IntervalLength,
    /// The time zone of days and times, such as Europe/Amsterdam
    #[arg(long, value_parser = time_zone, default_value = "UTC", value_name = "AREA/CITY")]
    pub time_zone: TimeZone,
    /// Whether covered intervals without contacts are printed, as 0
    #[arg(long, value_parser = fill(), default_value = "none")]
    pub fill: Fill,
    /// How they are printed [default: as the file's name ends, and on standard output as a table]
    #[arg(long, value_enum)]
    pub format: Option<VolumesFormat>,
    /// The usual columns, or all: what became of the contacts, and what waits
    #[arg(long, value_enum, default_value = "basic")]
    pub figures: FigureSet,
    /// Count the contacts that were answered within this time, such as 4h; needs --figures all
    #[arg(long, value_parser = answer_target, value_name = "4h")]
    pub target: Option<AnswerTarget>,
    /// Put an apostrophe before texts of CSV that a spreadsheet would run as a formula
    #[arg(long)]
    pub spreadsheet: bool,
    /// Print tables with whole times and all columns, however wide they become
    #[arg(long)]
    pub wide: bool,
    /// What planners' products are told beside the figures
    #[command(flatten)]
    pub planning: PlanningArgs,
    /// Divide Parquet into a dataset with a file for each queue and day, in folders of the folder named by -o
    #[arg(long, value_enum, value_name = "day")]
    pub partition: Option<Partition>,
    /// Write to a file instead of standard output: .csv, .json, .parquet, .xlsx, or .txt for a table; or
    /// into a folder (DIR/) where a format needs several files
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub output: Option<PathBuf>,
}

/// `inflow contacts`.
#[derive(Debug, Clone, Args)]
pub struct ContactsArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// One queue, by name or id; may come several times
    #[arg(long, value_name = "NAME|ID")]
    pub queue: Vec<String>,
    /// One workload, by name or id; may come several times
    #[arg(long, value_name = "NAME|ID")]
    pub workload: Vec<String>,
    /// The first day or instant of arrival (2025-09-01 or 2025-09-01T09:15:00Z)
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// The first day or instant after the wanted arrivals
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// How they are written [default: as the file's name ends, and on standard output as CSV]
    #[arg(long, value_parser = contacts_format())]
    pub format: Option<ContactsFormat>,
    /// What Assembled calls our queues: TOML with a table for each, by name or id
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The time zone of Assembled's local times, and of the days of a dataset [default: UTC]
    #[arg(long, value_parser = time_zone, value_name = "AREA/CITY")]
    pub time_zone: Option<TimeZone>,
    /// Put an apostrophe before texts of CSV that a spreadsheet would run as a formula
    #[arg(long)]
    pub spreadsheet: bool,
    /// Divide Parquet into a dataset with a file for each queue and day, in folders of the folder named by -o
    #[arg(long, value_enum, value_name = "day")]
    pub partition: Option<Partition>,
    /// Write to a file instead of standard output: .csv, .json or .parquet; a dataset goes into a folder
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub output: Option<PathBuf>,
}

/// How a dataset is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Partition {
    /// By queue and day.
    Day,
}

impl Partition {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
        }
    }
}

/// How contacts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactsFormat {
    /// A row for each contact and queue.
    Rows(FileFormat),
    /// A row for each contact, as Assembled reads conversations.
    Assembled,
}

const ASSEMBLED: &str = "assembled";

fn contacts_format() -> impl TypedValueParser<Value = ContactsFormat> {
    let names = FileFormat::NAMED.iter().map(|(name, _)| *name);
    PossibleValuesParser::new(names.chain([ASSEMBLED])).map(|name| {
        FileFormat::from_name(&name).map_or(ContactsFormat::Assembled, ContactsFormat::Rows)
    })
}

/// Options of the formats that planners' products read.
#[derive(Debug, Clone, Default, Args)]
pub struct PlanningArgs {
    /// What the planners' product calls our queues: TOML with a table for each, by name or id
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// After how many days an interval with unfinished contacts is written as it stands [default: 7]
    #[arg(long, value_name = "DAYS", conflicts_with = "unfinished", value_parser = clap::value_parser!(u32).range(0..=3650))]
    pub settle: Option<u32>,
    /// Write every interval, also those that will still change
    #[arg(long)]
    pub unfinished: bool,
    /// Write 0 where the product wants a handling time and a queue has none
    #[arg(long)]
    pub without_handling_time: bool,
}

impl PlanningArgs {
    /// Whether any of them is given.
    pub fn is_given(&self) -> bool {
        self.map.is_some() || self.settle.is_some() || self.unfinished || self.without_handling_time
    }
}

/// `inflow explain`.
#[derive(Debug, Clone, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["queue", "workload", "ticket"]))]
pub struct ExplainArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// The queue, by name or id
    #[arg(long, value_name = "NAME|ID", requires = "interval")]
    pub queue: Option<String>,
    /// An instant within the quarter of an hour, such as 2025-09-01T09:15:00Z
    #[arg(long, value_name = "T", conflicts_with = "ticket")]
    pub interval: Option<String>,
    /// The workload, by name or id
    #[arg(long, value_name = "NAME|ID", requires = "interval")]
    pub workload: Option<String>,
    /// A ticket
    #[arg(long, value_name = "ID", value_parser = ticket_id, conflicts_with = "queue")]
    pub ticket: Option<TicketId>,
    /// One event of the ticket, with every view
    #[arg(long, value_name = "ID", requires = "ticket")]
    pub event: Option<i64>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub format: TextFormat,
}

/// The forms of an answer that is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// `inflow preview`.
#[derive(Debug, Clone, Args)]
pub struct PreviewArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// Count the last 30 days as well: from the stored history, or by reading them from Zendesk
    #[arg(long, conflicts_with = "view")]
    pub count: bool,
    /// A view that does not exist yet, as JSON in Zendesk's form: count what it would have seen
    #[arg(long, value_name = "FILE")]
    pub view: Option<PathBuf>,
    /// How it is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow recount`.
#[derive(Debug, Clone, Args)]
pub struct RecountArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// Change nothing: print the difference by queue and day
    #[arg(long)]
    pub dry_run: bool,
    /// How it is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow simulate`.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct SimulateArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:9090")]
    pub listen: SocketAddr,
    /// The seed that the account is made from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many tickets the account has [default: as many as the demo's, 8000]
    #[arg(long, value_parser = at_least_one)]
    pub tickets: Option<usize>,
    /// How many days of history it has, up to 20 years [default: two years; 1000 with --trial or --light]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=7_300))]
    pub days: Option<u32>,
    /// Let the history of --demo, --trial or --light end with the present quarter of an hour, as that of the
    /// default account does
    #[arg(long)]
    pub ends_now: bool,
    /// The most rows of a page, whatever is asked for
    #[arg(long, value_parser = at_least_one, value_name = "ROWS")]
    pub max_page: Option<usize>,
    /// How many requests each export takes in a minute, such as 120/min; with it, the account as a
    /// whole takes 700 [default: no limits]
    #[arg(long, value_parser = a_minute, value_name = "N/min")]
    pub limit: Option<u32>,
    /// Inject faults: all kinds, or those named
    #[arg(
        long,
        num_args = 0..=1,
        default_missing_value = "all",
        value_delimiter = ',',
        value_name = "KIND,KIND"
    )]
    pub faults: Vec<FaultKinds>,
    /// How many requests in a hundred meet a fault
    #[arg(
        long,
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=100),
        value_name = "PERCENT",
        requires = "faults"
    )]
    pub fault_rate: u64,
    /// An account without Talk
    #[arg(long)]
    pub no_talk: bool,
    /// An account that lets nobody in, to see what inflow says of it
    #[arg(long, value_parser = situation)]
    pub situation: Option<Situation>,
    /// An account without views that judge text
    #[arg(long)]
    pub no_text_views: bool,
    /// With things that real accounts hold and the documentation does not name: event ids that run
    /// backwards, events that the export leaves out, restored and scrubbed tickets, unreadable values
    #[arg(long, conflicts_with = "light")]
    pub oddities: bool,
    /// The account of the documents: it is the same on every day, and its history ended on 2026-09-01
    #[arg(long, conflicts_with_all = ["light", "trial"])]
    pub demo: bool,
    /// An account to try an importer with, the same on every day: some 190 odd views of every kind, and
    /// all that is hard to count
    #[arg(long, conflicts_with = "light")]
    pub trial: bool,
    /// A large, plain account that is made while it is read, for measurements
    #[arg(long)]
    pub light: bool,
    /// Show the account at this number of stages of its history, between which it grows and its views
    /// change: the first, until POST /_simulator/stage/K chooses another, from 0
    #[arg(long, value_parser = at_least_one, value_name = "N", conflicts_with_all = ["faults", "light"])]
    pub stages: Option<usize>,
    /// Write what should be counted into this directory before serving; of stages, into a folder each
    #[arg(long, value_name = "DIR", requires_all = ["since", "grouping"])]
    pub write_truth: Option<PathBuf>,
    /// From which day on the truth is counted
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<NaiveDate>,
    /// How the truth groups calls
    #[arg(long, value_parser = grouping())]
    pub grouping: Option<Grouping>,
}

fn grouping() -> impl TypedValueParser<Value = Grouping> {
    let by_group = PossibleValue::new(Grouping::Ivr.as_str());
    let by_number = PossibleValue::new(Grouping::PhoneNumber.as_str());
    PossibleValuesParser::new([
        by_group.help("By the group that the IVR sent them to"),
        by_number.help("By the number that was called"),
    ])
    .map(|name| Grouping::from_name(&name).unwrap_or(Grouping::Ivr))
}

fn situation(name: &str) -> Result<Situation, String> {
    let names = Situation::ALL.map(|(name, _)| name);
    Situation::from_name(name).ok_or_else(|| format!("it is one of {}", names.join(", ")))
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "it is a number, at least 1".to_owned())
}

fn a_minute(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let number = text.strip_suffix("/min").unwrap_or(text).trim().parse().ok();
    number.filter(|number| *number > 0).ok_or_else(|| {
        "it is a number of requests a minute, at least 1, such as 120/min".to_owned()
    })
}

fn account(name: &str) -> Result<String, String> {
    fit_account(name).map(str::to_owned).map_err(|error| error.to_string())
}

fn api_share(text: &str) -> Result<ApiShare, String> {
    text.trim()
        .parse()
        .ok()
        .and_then(ApiShare::new)
        .ok_or_else(|| "it is a number above 0 and up to 1, such as 0.5".to_owned())
}

fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::from_name(name).ok_or_else(|| {
        "there is no such time zone; names are like Europe/Amsterdam or America/New_York".to_owned()
    })
}

fn fill() -> impl TypedValueParser<Value = Fill> {
    PossibleValuesParser::new(Fill::NAMED.map(|(name, _)| name))
        .map(|name| Fill::from_name(&name).unwrap_or(Fill::None))
}

fn interval_length(name: &str) -> Result<IntervalLength, String> {
    IntervalLength::from_name(name).ok_or_else(|| "it is 15m, 30m, 1h, 1d or 1w".to_owned())
}

fn answer_target(text: &str) -> Result<AnswerTarget, String> {
    AnswerTarget::parse(text).ok_or_else(|| {
        let all = AnswerTarget::all().map(|target| target.to_string()).collect::<Vec<_>>();
        format!("it is one of {}", all.join(", "))
    })
}

fn named_field(text: &str) -> Result<NamedField, String> {
    if text == "none" {
        return Ok(NamedField(None));
    }
    let id = text.parse().map_err(|_| "it is the id of a ticket field, or none".to_owned())?;
    Ok(NamedField(Some(FieldId(id))))
}

fn placed_channel(text: &str) -> Result<(String, Channel), String> {
    let wrong = || {
        let channels = Channel::ALL.map(Channel::as_str).join(", ");
        format!("it is a Zendesk channel, = and one of {channels}, such as whatsapp=chat")
    };
    let (zendesk, channel) = text.split_once('=').ok_or_else(wrong)?;
    let channel = Channel::from_name(channel.trim()).ok_or_else(wrong)?;
    Ok((zendesk.trim().to_owned(), channel))
}

fn ticket_id(text: &str) -> Result<TicketId, String> {
    let id = text.trim().trim_start_matches('#');
    id.parse().map(TicketId).map_err(|_| "a ticket's id is a number".to_owned())
}
