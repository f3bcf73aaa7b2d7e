//! Two servers under Patroni, which keeps in etcd who is the primary, and puts the replica in its place by
//! itself when it fails: nobody promotes anything here.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

/// What to do where there is none.
pub(crate) const ADVICE: &str =
    "install Patroni and etcd (Debian: apt-get install patroni etcd-server)";

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(90);

/// A cluster that ends with the value.
pub(crate) struct Cluster {
    url: String,
    binaries: PathBuf,
    /// etcd, and what keeps each server running.
    processes: Mutex<Vec<Child>>,
    folder: TempDir,
    nodes: [Node; 2],
}

/// One server: its number and its ports on this machine.
struct Node {
    number: usize,
    server: u16,
    api: u16,
}

impl Cluster {
    /// Whether the machine has what it takes.
    pub(crate) fn is_installed() -> bool {
        program("patroni").is_some() && program("etcd").is_some()
    }

    /// Starts etcd and two servers, and waits until the second one follows the first one synchronously.
    pub(super) fn start(binaries: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("inflow-patroni-").tempdir_in("/tmp")?;
        let [clients, peers, one, other, one_api, other_api] = free_ports()?;
        let nodes = [
            Node { number: 1, server: one, api: one_api },
            Node { number: 2, server: other, api: other_api },
        ];
        let url = format!(
            "postgres://inflow@localhost/postgres?host=127.0.0.1,127.0.0.1&port={one},{other}\
             &target_session_attrs=read-write"
        );
        let processes = Mutex::new(Vec::new());
        let cluster = Self { url, binaries: binaries.to_owned(), processes, folder, nodes };
        let place = cluster.folder.path();
        let mut etcd = Command::new(program("etcd").context(ADVICE)?);
        etcd.arg("--data-dir").arg(place.join("etcd"));
        let listens = format!("http://127.0.0.1:{clients}");
        etcd.args(["--listen-client-urls", &listens, "--advertise-client-urls", &listens]);
        let listens = format!("http://127.0.0.1:{peers}");
        etcd.args(["--listen-peer-urls", &listens, "--initial-advertise-peer-urls", &listens]);
        etcd.args(["--initial-cluster", &format!("default={listens}")]);
        cluster.begin(etcd, "etcd")?;
        for node in &cluster.nodes {
            let settings = place.join(format!("node-{}.yml", node.number));
            fs::write(&settings, node.settings(place, binaries, clients))?;
            let mut patroni = Command::new(program("patroni").context(ADVICE)?);
            patroni.arg(&settings);
            cluster.begin(patroni, &format!("node-{}", node.number))?;
        }
        let query = "select count(*) from pg_stat_replication where sync_state = 'sync'";
        let followed = |node: &Node| node.ask(binaries, query).as_deref() == Some("1");
        cluster.wait_for("no replica followed the primary", followed)?;
        Ok(cluster)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The primary fails, and what would start it again with it. Ends when the replica has taken over.
    pub(super) fn fail(&self) -> Result<()> {
        let number = self.nodes.iter().position(|node| node.is_primary(&self.binaries));
        let number = number.context("the cluster has no primary")?;
        let mut processes = self.processes.lock().expect("nobody panics with it");
        let patroni = &mut processes[number + 1];
        patroni.kill()?;
        patroni.wait()?;
        drop(processes);
        self.stop_server(number)?;
        self.wait_for("no replica took over", |node| node.is_primary(&self.binaries))
    }

    fn stop_server(&self, number: usize) -> Result<()> {
        let mut stop = Command::new(self.binaries.join("pg_ctl"));
        let data = self.folder.path().join(format!("data-{}", self.nodes[number].number));
        stop.args(["stop", "--silent", "--mode=immediate", "--pgdata"]).arg(data);
        let owner = fs::metadata(self.folder.path())?;
        stop.uid(owner.uid()).gid(owner.gid()).current_dir("/").stderr(Stdio::null());
        ensure!(stop.status()?.success(), "the primary could not be stopped");
        Ok(())
    }

    /// Starts a process of the cluster as the user who owns its folder.
    fn begin(&self, mut command: Command, name: &str) -> Result<()> {
        let place = self.folder.path();
        super::own(&mut command, place)?;
        let owner = fs::metadata(place)?;
        command.uid(owner.uid()).gid(owner.gid()).current_dir("/");
        let log = fs::File::create(place.join(format!("{name}.log")))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| format!("{name} could not be started"))?;
        self.processes.lock().expect("nobody panics with it").push(child);
        Ok(())
    }

    /// Waits until one of the servers is as it is wanted.
    fn wait_for(&self, trouble: &str, wanted: impl Fn(&Node) -> bool) -> Result<()> {
        let begin = Instant::now();
        while !self.nodes.iter().any(&wanted) {
            if begin.elapsed() > PATIENCE {
                let logs = self.nodes.iter().map(|node| format!("node-{}.log", node.number));
                let logs = logs.map(|log| fs::read_to_string(self.folder.path().join(log)));
                bail!("{trouble} within {PATIENCE:?}:\n{}", logs.collect::<Result<String, _>>()?);
            }
            sleep(Duration::from_millis(200));
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What can't be ended here has ended; there is nobody left to tell.
        if let Ok(processes) = self.processes.get_mut() {
            for process in processes {
                let _ = process.kill();
                let _ = process.wait();
            }
        }
        for number in 0..self.nodes.len() {
            let _ = self.stop_server(number);
        }
    }
}

impl Node {
    /// The settings of Patroni. A primary that says nothing for twenty seconds, the least that Patroni takes,
    /// has failed; nothing is acknowledged that the replica does not have.
    fn settings(&self, place: &Path, binaries: &Path, etcd: u16) -> String {
        let Self { number, server, api } = self;
        let (place, binaries) = (place.display(), binaries.display());
        format!(
            "scope: inflow
name: node-{number}
restapi: {{listen: '127.0.0.1:{api}', connect_address: '127.0.0.1:{api}'}}
etcd3: {{host: '127.0.0.1:{etcd}'}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    synchronous_mode: true
    postgresql:
      parameters: {{max_connections: 300, fsync: 'off', full_page_writes: 'off'}}
  initdb: [{{encoding: UTF8}}, {{locale: C}}, no-sync]
postgresql:
  listen: '127.0.0.1:{server}'
  connect_address: '127.0.0.1:{server}'
  data_dir: {place}/data-{number}
  bin_dir: {binaries}
  pgpass: {place}/pgpass-{number}
  authentication: {{superuser: {{username: inflow}}, replication: {{username: replica}}}}
  pg_hba: [local all all trust, host all all 127.0.0.1/32 trust, host replication all 127.0.0.1/32 trust]
  parameters: {{unix_socket_directories: '{place}'}}
"
        )
    }

    fn is_primary(&self, binaries: &Path) -> bool {
        self.ask(binaries, "select pg_is_in_recovery()").as_deref() == Some("f")
    }

    /// What the server answers, where it does.
    fn ask(&self, binaries: &Path, query: &str) -> Option<String> {
        let address = format!("host=127.0.0.1 port={} user=inflow dbname=postgres", self.server);
        let output = Command::new(binaries.join("psql"))
            .args(["--no-psqlrc", "--no-align", "--tuples-only", "--command", query, &address])
            .stdin(Stdio::null())
            .output()
            .ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Ports of this machine that nobody uses.
fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let sockets =
        (0..N).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<Result<Vec<_>, _>>()?;
    let ports = sockets.iter().map(|socket| Ok(socket.local_addr()?.port()));
    let ports: Vec<u16> = ports.collect::<Result<_>>()?;
    ports.try_into().map_err(|_| anyhow::anyhow!("some ports could not be told"))
}
