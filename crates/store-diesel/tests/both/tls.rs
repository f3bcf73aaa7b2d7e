//! PostgreSQL over TLS: a server of our own with a certificate of our own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use inflow_store::StoreError;
use inflow_store_diesel::{OpenOptions, open};
use tempfile::TempDir;

use super::postgres::chain;

/// Makes what proves who the server is, and who somebody else is.
const CERTIFICATES: &str = "set -eu; umask 077
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj \"/CN=$1\" -keyout \"$1.key\" -out \"$1.crt\"
}
authority ours; authority others
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
  -keyout server.key -out server.csr
echo subjectAltName=DNS:localhost >names
openssl x509 -req -in server.csr -CA ours.crt -CAkey ours.key -CAcreateserial -days 2 \
  -extfile names -out server.crt";

struct Server {
    folder: TempDir,
    binaries: PathBuf,
    port: u16,
}

impl Server {
    /// Nothing where PostgreSQL is not installed, as for the tests on its databases.
    fn start() -> Option<Self> {
        std::env::var("INFLOW_TEST_POSTGRES").ok()?;
        let Some(binaries) = binaries() else {
            eprintln!("SKIPPED over TLS: no PostgreSQL is found under /usr/lib/postgresql");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let server = Self { folder, binaries, port };
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(server.folder.path()).status();
            assert!(given.expect("chown").success());
        }
        server.run("sh", &["-c", CERTIFICATES]);
        let initdb = server.binaries.join("initdb").display().to_string();
        server.run(&initdb, &["-D", "data", "-U", "inflow", "-A", "trust", "--no-sync"]);
        let encrypted_alone = "echo 'hostssl all all 127.0.0.1/32 trust' >data/pg_hba.conf";
        server.run("sh", &["-c", encrypted_alone]);
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
             -c ssl=on -c ssl_cert_file=../server.crt -c ssl_key_file=../server.key"
        );
        server.run(&server.pg_ctl(), &["-D", "data", "-w", "-l", "log", "-o", &settings, "start"]);
        Some(server)
    }

    fn pg_ctl(&self) -> String {
        self.binaries.join("pg_ctl").display().to_string()
    }

    /// Runs a command in the folder, not as root: PostgreSQL refuses that.
    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", program]);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.folder.path());
        let log = std::fs::File::create(self.folder.path().join(".said")).expect("a file");
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("the file")).stderr(log);
        let done = command.status().expect("a command");
        let said = std::fs::read_to_string(self.folder.path().join(".said")).unwrap_or_default();
        assert!(done.success(), "{program}: {said}");
    }

    async fn open(&self, host: &str, parameters: &str) -> Result<String, StoreError> {
        let url = format!("postgres://inflow@{host}:{}/postgres?{parameters}", self.port);
        let key_file = self.folder.path().join("key");
        let store = open(&OpenOptions { database_url: url.into(), key_file }).await?;
        let found = store.upkeep.examine().await?.findings;
        let encryption = found.into_iter().find(|finding| finding.about == "encryption");
        Ok(encryption.map(|finding| finding.found).unwrap_or_default())
    }

    fn certificate(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run(&self.pg_ctl(), &["-D", "data", "-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout == b"0\n"
}

fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| Path::new(&folder.join("initdb")).exists()).max()
}

#[tokio::test]
async fn a_server_has_to_prove_who_it_is() {
    let Some(server) = Server::start() else { return };
    let (ours, others) = (server.certificate("ours.crt"), server.certificate("others.crt"));
    let trusted = format!("sslmode=verify-full&sslrootcert={ours}");
    assert_eq!(
        server.open("localhost", &trusted).await.expect("a store"),
        "the connection is encrypted"
    );
    for (host, parameters, told) in [
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={others}"),
            "certificate verify failed",
        ),
        ("127.0.0.1", trusted, "does not match host name"),
        ("localhost", "sslmode=disable".to_owned(), "no encryption"),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=/nowhere".to_owned(),
            "root certificate file",
        ),
    ] {
        let error = server.open(host, &parameters).await.expect_err("a refusal");
        assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
        assert!(chain(&error).contains(told), "{}", chain(&error));
        assert!(!chain(&error).contains("=system"), "it does not work here: {}", chain(&error));
    }
}
