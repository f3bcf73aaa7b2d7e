//! A private PostgreSQL server, made from the binaries that the machine has, and gone when its owner is.
//!
//! A shell guards it, started here with a pipe as its standard input: when that closes, because the task
//! ended in whatever way, it stops the server and removes its folder. The server listens on a socket in
//! that folder alone, which no other user may enter. Since PostgreSQL refuses to run as root, shell and
//! server then run as another user.

mod patroni;
mod pooler;

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::process::{Workspace, run as run_command};
pub(crate) use patroni::{ADVICE as PATRONI_ADVICE, Cluster};
pub(crate) use pooler::{ADVICE as POOLER_ADVICE, PoolMode, Pooler};

/// The address of a server whose user may create databases. Tests read it; where the developer has set it,
/// that server is used and no other is started.
pub(crate) const SERVER_VARIABLE: &str = "INFLOW_TEST_POSTGRES";

/// Set where that address leads through a pooler.
pub(crate) const POOLED_VARIABLE: &str = "INFLOW_TEST_POOLED";

/// The address of a streaming replica of that server, where it has one.
pub(crate) const REPLICA_VARIABLE: &str = "INFLOW_TEST_REPLICA";

/// What to do where there is none.
pub(crate) const ADVICE: &str = "install PostgreSQL 15 or later (Debian: apt-get install postgresql, macOS: brew install \
                      postgresql@17), or set INFLOW_TEST_POSTGRES to the address of a server whose user may \
                      create databases";

/// Queries rely on nothing newer.
const OLDEST_VERSION: u32 = 15;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The address leads through PgBouncer
    #[arg(long, value_enum, value_name = "MODE")]
    pooler: Option<PoolMode>,
    /// The server has a streaming replica, whose address is INFLOW_TEST_REPLICA
    #[arg(long, conflicts_with = "pooler")]
    replica: bool,
    /// What is run with INFLOW_TEST_POSTGRES set; without it the server runs until it is stopped
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

/// Whether what was committed survives the machine's failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It need not, which is quicker: for tests.
    None,
    /// As PostgreSQL is installed: for measuring.
    Full,
}

/// A server that is there for tests.
pub(crate) struct Server {
    url: String,
    psql: PathBuf,
    /// Absent where the server is the developer's own.
    guard: Option<Guard>,
    /// Takes over when the server fails.
    standby: Option<Guard>,
    /// Stands between the server and the program.
    pooler: Option<Pooler>,
    /// Two servers that take over from each other by themselves.
    cluster: Option<Cluster>,
}

/// `cargo xtask postgres`.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let pooled = arguments.pooler.map(Server::pooled).transpose()?;
    let pair = arguments.replica.then(Server::pair).transpose()?;
    let own = pooled.as_ref().or(pair.as_ref());
    let server = own.map_or_else(|| workspace.needed_server(), Ok)?;
    let url = server.database_url("postgres");
    eprintln!("{SERVER_VARIABLE}={url}");
    let replica = server.replica_url();
    if let Some(replica) = &replica {
        eprintln!("{REPLICA_VARIABLE}={replica}");
    }
    let Some((program, rest)) = arguments.command.split_first() else {
        loop {
            thread::park();
        }
    };
    let mut command = Command::new(program);
    command.args(rest).env(SERVER_VARIABLE, url);
    if pooled.is_some() {
        command.env(POOLED_VARIABLE, "true");
    }
    if let Some(replica) = replica {
        command.env(REPLICA_VARIABLE, replica);
    }
    run_command(&mut command)
}

impl Server {
    /// The developer's own server, or a private one; nothing where PostgreSQL is not installed.
    pub(crate) fn find(durability: Durability) -> Result<Option<Self>> {
        let installed = installed();
        let own = std::env::var(SERVER_VARIABLE).ok().filter(|url| !url.is_empty());
        if let Some(url) = own {
            let psql = installed.map_or_else(|| "psql".into(), |binaries| binaries.join("psql"));
            return Ok(Some(Self::at(url, psql, None)));
        }
        let Some(binaries) = installed else { return Ok(None) };
        let guard = Guard::start(&binaries, "initdb", &settings(durability))
            .with_context(|| format!("no server could be started from {}", binaries.display()))?;
        let url = format!("postgres://inflow@localhost/postgres?host={}", guard.folder.display());
        Ok(Some(Self::at(url, binaries.join("psql"), Some(guard))))
    }

    fn at(url: String, psql: PathBuf, guard: Option<Guard>) -> Self {
        Self { url, psql, guard, standby: None, pooler: None, cluster: None }
    }

    /// A private primary with a streaming replica that has everything which the primary acknowledged.
    pub(crate) fn pair() -> Result<Self> {
        let binaries = installed().with_context(missing)?;
        let settings =
            settings(Durability::None).replace("synchronous_commit=off", "synchronous_commit=on");
        let waiting = format!("{settings} -c synchronous_standby_names=*");
        let primary = Guard::start(&binaries, "initdb", &waiting)?;
        let source = format!("host={} user=inflow", primary.folder.display());
        let standby = Guard::start(&binaries, &source, &settings)?;
        let hosts = format!("{},{}", primary.folder.display(), standby.folder.display());
        let url = format!(
            "postgres://inflow@localhost/postgres?host={hosts}&target_session_attrs=read-write"
        );
        let server = Self::at(url, binaries.join("psql"), Some(primary));
        Ok(Self { standby: Some(standby), ..server })
    }

    /// The address of the replica, where there is one.
    pub(crate) fn replica_url(&self) -> Option<String> {
        let folder = self.standby.as_ref()?.folder.display();
        Some(format!("postgres://inflow@localhost/postgres?host={folder}"))
    }

    /// A private server behind a pooler.
    pub(crate) fn pooled(mode: PoolMode) -> Result<Self> {
        let binaries = installed().with_context(missing)?;
        let guard = Guard::start(&binaries, "initdb", &settings(Durability::None))?;
        let pooler = Pooler::start(&guard.folder, mode)?;
        let url = format!("postgres://inflow@localhost/postgres?host={}", guard.folder.display());
        let server = Self::at(url, binaries.join("psql"), Some(guard));
        Ok(Self { pooler: Some(pooler), ..server })
    }

    /// Two private servers under Patroni.
    pub(crate) fn cluster() -> Result<Self> {
        let binaries = installed().with_context(missing)?;
        let cluster = Cluster::start(&binaries)?;
        let server = Self::at(cluster.url().to_owned(), binaries.join("psql"), None);
        Ok(Self { cluster: Some(cluster), ..server })
    }

    /// The primary fails without a word, and the replica takes over.
    pub(crate) fn fail_over(&self) -> Result<()> {
        if let Some(cluster) = &self.cluster {
            return cluster.fail();
        }
        let primary = self.guard.as_ref().context("the server is the developer's own")?;
        let standby = self.standby.as_ref().context("the server has no replica")?;
        primary.ask("fail")?;
        standby.ask("promote")
    }

    /// The pooler is killed and begun again.
    pub(crate) fn restart_pooler(&self) -> Result<()> {
        self.pooler.as_ref().context("the server has no pooler")?.restart()
    }

    /// The same where there is no going on without one.
    pub(crate) fn needed(durability: Durability) -> Result<Self> {
        Self::find(durability)?.with_context(missing)
    }

    /// The server's first process, where it is not the developer's own.
    pub(crate) fn process(&self) -> Option<u32> {
        let file = self.guard.as_ref()?.folder.join("data/postmaster.pid");
        std::fs::read_to_string(file).ok()?.lines().next()?.parse().ok()
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The address of a database of the server.
    pub(crate) fn database_url(&self, name: &str) -> String {
        let url = self.pooler.as_ref().map_or(self.url.as_str(), Pooler::url);
        database_url(url, name)
    }

    /// Makes an empty database.
    pub(crate) fn create_database(&self, name: &str) -> Result<()> {
        self.query("postgres", &format!("create database \"{name}\"")).map(drop)
    }

    /// Drops a database, whoever still uses it.
    pub(crate) fn drop_database(&self, name: &str) -> Result<()> {
        self.query("postgres", &format!("drop database \"{name}\" with (force)")).map(drop)
    }

    /// What a query on a database answers, its columns divided by `|`.
    pub(crate) fn query(&self, database: &str, query: &str) -> Result<String> {
        let output = Command::new(&self.psql)
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
            .args(["--set", "ON_ERROR_STOP=1", "--command", query])
            .arg(database_url(&self.url, database))
            .stdin(Stdio::null())
            .output()
            .context("psql could not be started")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the server refused \"{query}\": {}", said.trim());
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

/// What is told where there is no server.
pub(crate) fn missing() -> String {
    format!("PostgreSQL is not installed on this machine: {ADVICE}")
}

/// The address of another database of the same server.
fn database_url(url: &str, name: &str) -> String {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, place) = place.split_once("://").unwrap_or(("postgres", place));
    let authority = place.split('/').next().unwrap_or_default();
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{scheme}://{authority}/{name}{query}")
}

/// The folder of the newest binaries that are new enough, from where they usually lie.
fn installed() -> Option<PathBuf> {
    if cfg!(not(unix)) {
        return None;
    }
    let mut folders: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output() {
        folders.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    for (parent, prefix, binaries) in [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql", "bin"),
        ("/usr/local/opt", "postgresql", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ] {
        for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                folders.push(entry.path().join(binaries));
            }
        }
    }
    let versions = folders.into_iter().filter_map(|folder| Some((version(&folder)?, folder)));
    let newest = versions.max_by_key(|(version, _)| *version)?;
    (newest.0 >= OLDEST_VERSION).then_some(newest.1)
}

/// The major version of a folder that has everything that a server is made from.
fn version(folder: &Path) -> Option<u32> {
    if !["initdb", "pg_ctl", "postgres", "psql"].iter().all(|name| folder.join(name).is_file()) {
        return None;
    }
    let output = Command::new(folder.join("pg_ctl")).arg("--version").output().ok()?;
    major(&String::from_utf8_lossy(&output.stdout))
}

/// The major version in `pg_ctl (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(told: &str) -> Option<u32> {
    let number = told.split_once(") ")?.1;
    number.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// The shell that runs the server; both end with the value.
struct Guard {
    shell: Child,
    answers: Mutex<BufReader<ChildStdout>>,
    folder: PathBuf,
    /// The shell removes the folder; this does where it could not.
    _folder: TempDir,
}

/// `$1` has the binaries, `$2` is the server's folder, `$3` its settings, `$4` says what it is made from: a
/// server whose replica it is to be, or nothing. Texts are sorted by the rules of a language unless a query or
/// column says otherwise, as it is usual on servers, where the binaries can.
const SCRIPT: &str = r#"
trap '"$1/pg_ctl" stop --silent --mode=immediate --pgdata="$2/data" >/dev/null 2>&1; rm -rf "$2"' EXIT
trap 'exit 1' HUP INT TERM
initdb() { "$1/initdb" --pgdata="$2/data" --username=inflow --auth=trust --encoding=UTF8 --locale=C --no-sync $3; }
make() {
    case $4 in
    initdb) initdb "$1" "$2" "--locale-provider=icu --icu-locale=en" || initdb "$1" "$2" "" ;;
    *) "$1/pg_basebackup" --pgdata="$2/data" --dbname="$4" --write-recovery-conf --checkpoint=fast --no-sync ;;
    esac
}
{
    make "$@" && "$1/pg_ctl" start --wait --pgdata="$2/data" --log="$2/server.log" --options="$3"
} >"$2/start.log" 2>&1 || { cat "$2"/*.log >&2; exit 1; }
echo ready
while read -r wish; do
    case $wish in
    fail) "$1/pg_ctl" stop --mode=immediate --pgdata="$2/data" ;;
    promote) "$1/pg_ctl" promote --wait --pgdata="$2/data" ;;
    esac >>"$2/start.log" 2>&1 && echo done || echo failed
done
"#;

impl Guard {
    /// Starts a server that `initdb` makes, or a replica of the server that libpq finds.
    fn start(binaries: &Path, source: &str, settings: &str) -> Result<Self> {
        // Not the folder of the environment, which another user may be unable to enter, and whose name may be
        // too long for a socket.
        let folder = tempfile::Builder::new().prefix("inflow-postgres-").tempdir_in("/tmp")?;
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "sh"]).arg(binaries).arg(folder.path());
        shell.arg(format!("{settings} -c unix_socket_directories={}", folder.path().display()));
        shell.arg(source).current_dir("/");
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG"))
        {
            shell.env_remove(name);
        }
        own(&mut shell, folder.path())?;
        let mut shell = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("sh could not be started")?;
        let mut line = String::new();
        let mut answers = BufReader::new(shell.stdout.take().expect("it was asked for"));
        answers.read_line(&mut line)?;
        if line.trim() != "ready" {
            let mut said = String::new();
            shell.stderr.take().expect("it was asked for").read_to_string(&mut said)?;
            shell.wait()?;
            bail!("{}", said.trim());
        }
        let answers = Mutex::new(answers);
        Ok(Self { shell, answers, folder: folder.path().to_path_buf(), _folder: folder })
    }

    /// Has the shell do something, and waits until it is done.
    fn ask(&self, wish: &str) -> Result<()> {
        writeln!(self.shell.stdin.as_ref().expect("it was asked for"), "{wish}")?;
        let mut answer = String::new();
        self.answers.lock().expect("nobody panics with it").read_line(&mut answer)?;
        ensure!(answer.trim() == "done", "the server in {} did not {wish}", self.folder.display());
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Without its standard input the shell stops the server; where it cannot, there is nobody to tell.
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

fn settings(durability: Durability) -> String {
    let mut settings = "-c listen_addresses= -c max_connections=300".to_owned();
    if durability == Durability::None {
        settings.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
    }
    settings
}

/// Lets a command and the folder belong to a user that is not root, and keeps the terminal's Ctrl-C, which
/// ends the task, from the command.
#[cfg(unix)]
fn own(command: &mut Command, folder: &Path) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;

    command.process_group(0);
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    if std::fs::metadata(folder)?.uid() != 0 {
        return Ok(());
    }
    let (user, group) = ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((id("-u", name)?, id("-g", name)?)))
        .context("PostgreSQL does not run as root, and there is no user postgres or nobody")?;
    chown(folder, Some(user), Some(group))?;
    command.uid(user).gid(group);
    Ok(())
}

#[cfg(not(unix))]
fn own(_command: &mut Command, _folder: &Path) -> Result<()> {
    bail!("private servers are made on Unix only: {ADVICE}")
}

#[cfg(unix)]
fn id(kind: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([kind, name]).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_database_alone_is_replaced() {
        for (server, database) in [
            ("postgres://a:b@h:5433/postgres?host=/tmp/x", "postgres://a:b@h:5433/x-1?host=/tmp/x"),
            ("postgresql://a@h", "postgresql://a@h/x-1"),
            ("postgres:///postgres?host=/tmp/x", "postgres:///x-1?host=/tmp/x"),
        ] {
            assert_eq!(database_url(server, "x-1"), database);
        }
    }

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("pg_ctl (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major("pg_ctl (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major("no version"), None);
    }
}
