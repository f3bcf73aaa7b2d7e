//! One trial: a simulated account that is being served, and a database that imports it, both by
//! the built program and as a person would do it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::databases::{Databases, Site};
use crate::dice::Dice;
use crate::process::{Ending, Program, appending, check, output, run_and_kill};
use crate::simulated;

/// The name of the trial's integration.
const INTEGRATION: &str = "trial";
/// The variable that carries the simulator's token or client secret, neither of which is a secret.
const SECRET_VARIABLE: &str = "INFLOW_TRIAL_SECRET";

/// The shortest lease that the program takes, so that an import that was killed can soon be begun again.
const SHORTEST_LEASE: Duration = Duration::from_secs(2);

/// The grouping strategies of Talk, as the command line has them (rule 7.2).
pub(crate) const GROUPINGS: [&str; 2] = ["ivr", "phone-number"];

/// What account there is and how it is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) tickets: u64,
    /// The most rows of a page; Zendesk's own sizes when absent.
    pub(crate) max_page: Option<u64>,
    pub(crate) talk: bool,
    /// First day of the import.
    pub(crate) since: String,
    pub(crate) grouping: &'static str,
    /// Plain tickets made on the fly, for very large accounts; they have no truth.
    pub(crate) light: bool,
    /// With what real accounts were found to hold beyond the documentation.
    pub(crate) oddities: bool,
    /// How many requests in a hundred meet a fault, where the account has any; they can be switched.
    pub(crate) faults: Option<u64>,
    /// At how many stages the account is shown, where it has any.
    pub(crate) stages: Option<u64>,
    /// Whether an OAuth client signs in, or else a user with an API token.
    pub(crate) oauth: bool,
}

/// A served account with a folder of its own; the server ends with it.
pub(crate) struct Trial<'a> {
    program: &'a Program,
    plan: Plan,
    databases: Databases<'a>,
    server: Server,
    folder: TempDir,
}

impl<'a> Trial<'a> {
    /// Starts the simulated account and waits until it answers.
    pub(crate) fn start(program: &'a Program, site: Site<'a>, plan: Plan) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("inflow-trial-").tempdir()?;
        let server = Server::start(program, &plan, folder.path())?;
        let databases = Databases::in_folder(site, folder.path());
        Ok(Self { program, plan, databases, server, folder })
    }

    /// Keeps the folder and the databases when the trial is over, these as long as their server runs.
    pub(crate) fn keep(&mut self) {
        self.folder.disable_cleanup(true);
        self.databases.keep();
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the account is served.
    pub(crate) fn address(&self) -> &str {
        &self.server.address
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.file("inflow.log")
    }

    /// A file of the trial's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command of the program on the trial's database of that name.
    pub(crate) fn command(&self, database: &str, arguments: &[&str]) -> Command {
        let mut command = self.program.command(arguments);
        command
            .arg("--database-url")
            .arg(self.databases.url(database))
            .env("INFLOW_KEY_FILE", self.file("key"));
        self.give_secret(&mut command);
        command
    }

    /// Makes a database.
    pub(crate) fn create(&mut self, database: &str) -> Result<()> {
        self.databases.create(database)
    }

    /// Connects a new database to the account.
    pub(crate) fn connect(&mut self, database: &str) -> Result<()> {
        self.create(database)?;
        let mut command = self.command(database, &self.adding(INTEGRATION));
        output(&mut command, &self.log())?;
        self.databases.divide(database)
    }

    /// The command that connects the account under a name; it finds the secret in the environment, where
    /// [`Trial::give_secret`] puts it.
    pub(crate) fn adding<'b>(&'b self, name: &'b str) -> Vec<&'b str> {
        let mut arguments =
            vec!["integration", "add", "--name", name, "--domain", "sim.zendesk.com"];
        arguments.extend(["--base-url", &self.server.address, "--grouping", self.plan.grouping]);
        arguments.extend(["--since", &self.plan.since]);
        arguments.extend(if self.plan.oauth {
            ["--oauth-client-id", "inflow-demo", "--oauth-client-secret-env", SECRET_VARIABLE]
        } else {
            ["--username", "admin@example.com", "--api-token-env", SECRET_VARIABLE]
        });
        arguments
    }

    pub(crate) fn give_secret<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let secret = if self.plan.oauth { "simulated-secret" } else { "simulated-token" };
        command.env(SECRET_VARIABLE, secret)
    }

    /// The command that imports until caught up.
    pub(crate) fn import(&self, database: &str) -> Command {
        let lease = format!("{}s", SHORTEST_LEASE.as_secs());
        let mut command =
            self.command(database, &["import", "--integration", INTEGRATION, "--lease", &lease]);
        if self.plan.stages.is_some() {
            // From stage to stage there is more in the past, which no slice that was read could know.
            command.arg("--straight");
        }
        command
    }

    /// The same, with the history read from its beginning to the present.
    pub(crate) fn import_straight(&self, database: &str) -> Command {
        let mut command = self.import(database);
        if self.plan.stages.is_none() {
            command.arg("--straight");
        }
        command
    }

    /// The same, newest first, with the present read again after every second of older history.
    pub(crate) fn import_in_slices(&self, database: &str) -> Command {
        let mut command = self.import(database);
        command.args(["--cycle", "1s"]);
        command
    }

    /// Kills an import after so long, unless it has ended by itself, and waits until nobody takes it for
    /// running any more.
    pub(crate) fn import_and_kill(
        &self,
        database: &str,
        after: Duration,
        log: &Path,
    ) -> Result<Ending> {
        let ending = run_and_kill(&mut self.import(database), after, log)?;
        if ending == Ending::Killed && self.databases.have_leases() {
            // They run out by whole seconds.
            sleep(SHORTEST_LEASE + Duration::from_secs(1));
        }
        Ok(ending)
    }

    /// Imports a connected database to its end, killing the import at random moments within
    /// `duration`, as often as `most` at most; returns how often it was.
    pub(crate) fn import_with_kills(
        &self,
        database: &str,
        dice: &mut Dice,
        duration: Duration,
        most: u64,
    ) -> Result<u64> {
        let mut killed = 0;
        while killed < most {
            match self.import_and_kill(database, dice.moment(duration), &self.log())? {
                Ending::Killed => killed += 1,
                Ending::Ended(status) => {
                    check(&self.import(database), status, &self.log())?;
                    return Ok(killed);
                }
            }
        }
        output(&mut self.import(database), &self.log())?;
        Ok(killed)
    }

    /// Switches the account's faults on or off.
    pub(crate) fn switch_faults(&self, on: bool) -> Result<()> {
        let path = if on { "/_simulator/faults/on" } else { "/_simulator/faults/off" };
        simulated::ask(&self.server.address, "POST", path).map(drop)
    }

    /// Shows the account at a stage, from 0.
    pub(crate) fn serve_stage(&self, stage: u64) -> Result<()> {
        let path = format!("/_simulator/stage/{stage}");
        simulated::ask(&self.server.address, "POST", &path).map(drop)
    }

    /// How many requests the account was asked so far.
    pub(crate) fn requests(&self) -> Result<u64> {
        simulated::requests(&simulated::ask(&self.server.address, "GET", "/_simulator")?)
    }

    /// How many faults of each kind were injected so far.
    pub(crate) fn injected(&self) -> Result<simulated::Injected> {
        simulated::injected(&simulated::ask(&self.server.address, "GET", "/_simulator")?)
    }

    /// Makes the workloads that the simulator tells of, and counts them; returns their names.
    pub(crate) fn make_workloads(&self, database: &str) -> Result<Vec<String>> {
        let mut reader = csv::Reader::from_path(self.file("workloads.csv"))?;
        let mut workloads: Vec<(String, Vec<String>)> = Vec::new();
        for row in reader.deserialize() {
            let (name, channel, view, calls): (String, String, String, String) = row?;
            if workloads.last().is_none_or(|(last, _)| *last != name) {
                workloads.push((name, vec!["--channel".to_owned(), channel]));
            }
            let (_, options) = workloads.last_mut().expect("one was pushed");
            let (option, member) =
                if view.is_empty() { ("--call-queue", calls) } else { ("--view", view) };
            options.extend([option.to_owned(), member]);
        }
        let mut names = Vec::new();
        for (name, options) in workloads {
            let mut arguments =
                vec!["workload", "add", "--integration", INTEGRATION, "--name", &name];
            arguments.extend(options.iter().map(String::as_str));
            output(&mut self.command(database, &arguments), &self.log())?;
            names.push(name);
        }
        Ok(names)
    }

    /// The volumes of workloads as the program prints them.
    pub(crate) fn workload_volumes(&self, database: &str, names: &[String]) -> Result<Vec<u8>> {
        let mut arguments = vec!["volumes", "--integration", INTEGRATION, "--format", "csv"];
        arguments.extend(names.iter().flat_map(|name| ["--workload", name]));
        output(&mut self.command(database, &arguments), &self.log())
    }

    /// Says who answers by itself and which field holds the time spent, as the simulator tells it in a folder:
    /// the history is counted again by that.
    pub(crate) fn name_settings(&self, database: &str, folder: &str) -> Result<()> {
        let settings = std::fs::read(self.file(folder).join("settings.json"))?;
        let settings: serde_json::Value =
            serde_json::from_slice(&settings).context("settings.json")?;
        let robots = settings["robots"].as_array().context("settings.json has no robots")?;
        let robots: Vec<String> = robots.iter().map(ToString::to_string).collect();
        let mut arguments = vec!["integration", "robots", "--name", INTEGRATION, "--add"];
        arguments.extend(robots.iter().map(String::as_str));
        output(&mut self.command(database, &arguments), &self.log())?;
        let field = settings["time_field"].to_string();
        let arguments = ["integration", "time-field", "--name", INTEGRATION, "--field", &field];
        output(&mut self.command(database, &arguments), &self.log())?;
        Ok(())
    }

    /// All figures as the program prints them, of all queues unless the options say otherwise.
    pub(crate) fn all_figures(&self, database: &str, options: &[&str]) -> Result<Vec<u8>> {
        let arguments =
            ["volumes", "--integration", INTEGRATION, "--format", "csv", "--figures", "all"];
        output(&mut self.command(database, &[&arguments, options].concat()), &self.log())
    }

    /// The contacts as the program prints them, of all queues unless the options say otherwise.
    pub(crate) fn contacts(&self, database: &str, options: &[&str]) -> Result<Vec<u8>> {
        let arguments = ["contacts", "--integration", INTEGRATION, "--format", "csv"];
        output(&mut self.command(database, &[&arguments, options].concat()), &self.log())
    }

    /// The volumes with further options.
    pub(crate) fn figures(&self, database: &str, options: &[&str]) -> Result<Vec<u8>> {
        let arguments = ["volumes", "--integration", INTEGRATION, "--format", "csv"];
        output(&mut self.command(database, &[&arguments, options].concat()), &self.log())
    }

    /// The volumes as the program prints them.
    pub(crate) fn volumes(&self, database: &str) -> Result<Vec<u8>> {
        let arguments = ["volumes", "--integration", INTEGRATION, "--format", "csv"];
        output(&mut self.command(database, &arguments), &self.log())
    }
}

/// The simulated account that is being served; it ends with the value.
struct Server {
    child: Child,
    address: String,
    /// Held open, so that the server can go on writing.
    _output: BufReader<ChildStdout>,
}

impl Server {
    fn start(program: &Program, plan: &Plan, folder: &Path) -> Result<Self> {
        let log = folder.join("simulate.log");
        let mut child = simulate(program, plan, folder)
            .stdout(Stdio::piped())
            .stderr(appending(&log)?)
            .spawn()
            .context("inflow simulate could not be started")?;
        let mut output =
            BufReader::new(child.stdout.take().expect("standard output was asked for"));
        let mut line = String::new();
        output.read_line(&mut line)?;
        let Some(address) = line.trim().strip_prefix("listening on ").map(str::to_owned) else {
            child.kill()?;
            child.wait()?;
            output.read_to_string(&mut line)?;
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            bail!("inflow simulate did not say where it listens: {line}{said}");
        };
        Ok(Self { child, address, _output: output })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn simulate(program: &Program, plan: &Plan, folder: &Path) -> Command {
    let mut command = program.command(&["simulate", "--listen", "127.0.0.1:0"]);
    command.arg("--seed").arg(plan.seed.to_string());
    command.arg("--tickets").arg(plan.tickets.to_string());
    if let Some(size) = plan.max_page {
        command.arg("--max-page").arg(size.to_string());
    }
    if !plan.talk {
        command.arg("--no-talk");
    }
    if let Some(stages) = plan.stages {
        command.arg("--stages").arg(stages.to_string());
    }
    if let Some(percent) = plan.faults {
        command.args(["--faults", "--fault-rate", &percent.to_string()]);
    }
    if plan.light {
        command.arg("--light");
    } else {
        if plan.oddities {
            command.arg("--oddities");
        }
        command.arg("--trial").arg("--write-truth").arg(folder);
        command.args(["--since", &plan.since, "--grouping", plan.grouping]);
    }
    command
}
