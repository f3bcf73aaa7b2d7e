//! Servers that others made, to which files are delivered: moto for S3, wsgidav, OpenSSH's sftp-server, and a receiver
//! of HTTPS. `cargo xtask test` installs those from PyPI and names their Python in `INFLOW_TEST_COUNTERPARTS`.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const PYTHON: &str = "INFLOW_TEST_COUNTERPARTS";
const SSHD: &str = "/usr/sbin/sshd";

/// A process that ends with its value.
pub(crate) struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
    pub(crate) port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says loudly that a test is left out, which fails in continuous integration.
fn skipped(why: &str) {
    let skipped = format!("SKIPPED: {why}");
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{skipped}");
    eprintln!("{skipped}");
}

/// The Python that has the servers and the readers.
pub(crate) fn python() -> Option<PathBuf> {
    let python = std::env::var_os(PYTHON).filter(|python| !python.is_empty());
    if python.is_none() {
        skipped(&format!("{PYTHON} is not set; cargo xtask test installs what it names"));
    }
    python.map(PathBuf::from)
}

/// One of the servers of `servers.py`.
pub(crate) fn server(arguments: &[&str]) -> Option<Server> {
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/counterparts/servers.py");
    let mut command = Command::new(python()?);
    command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().expect("Python can be started");
    let input = child.stdin.take();
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    let port = line.trim().parse().expect("a port");
    Some(Server { child, input, output: Some(output), port })
}

impl Server {
    /// What it answers to a line.
    pub(crate) fn asked(&mut self) -> String {
        let input = self.input.as_mut().expect("a pipe");
        input.write_all(b"\n").and_then(|()| input.flush()).expect("asked");
        let mut line = String::new();
        self.output.as_mut().expect("a pipe").read_line(&mut line).expect("an answer");
        line
    }
}

/// OpenSSH's server with a key of its own, which lets the present user in with the key in `user_key`.
pub(crate) struct Ssh {
    pub(crate) server: Server,
    pub(crate) user: String,
    pub(crate) fingerprint: String,
    pub(crate) user_key: PathBuf,
}

/// Starts it in a folder.
pub(crate) fn ssh(folder: &Path) -> Option<Ssh> {
    if !Path::new(SSHD).is_file() {
        skipped("OpenSSH's server is not installed (Debian: apt-get install openssh-server)");
        return None;
    }
    let (host_key, user_key) = (folder.join("host_key"), folder.join("user_key"));
    for key in [&host_key, &user_key] {
        printed(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(key));
    }
    let fingerprint = printed(Command::new("ssh-keygen").arg("-lf").arg(&host_key));
    let fingerprint = fingerprint.split(' ').nth(1).expect("a fingerprint").to_owned();
    // Its own folder, which only the service makes elsewhere.
    let _ = std::fs::create_dir_all("/run/sshd");
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one").port();
    let settings = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}.pub\nStrictModes no\nUsePAM no\n\
         PidFile none\nPasswordAuthentication no\nSubsystem sftp /usr/lib/openssh/sftp-server\n",
        host_key.display(),
        user_key.display()
    );
    let file = folder.join("sshd_config");
    std::fs::write(&file, settings).expect("written");
    let log = std::fs::File::create(folder.join("sshd.log")).expect("a log");
    let mut command = Command::new(SSHD);
    command.args(["-D", "-e", "-f"]).arg(file).stdin(Stdio::null()).stderr(log);
    let child = command.spawn().expect("sshd can be started");
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    let user = printed(Command::new("id").arg("-un")).trim().to_owned();
    let server = Server { child, input: None, output: None, port };
    Some(Ssh { server, user, fingerprint, user_key })
}

/// What a command prints that succeeds.
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().expect("it can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Stands before a server, and cuts each connection off when so many bytes went to the server.
pub(crate) struct Line {
    pub(crate) port: u16,
    most: Arc<AtomicUsize>,
}

impl Line {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let most = Arc::new(AtomicUsize::new(usize::MAX));
        let line =
            Self { port: listener.local_addr().expect("an address").port(), most: most.clone() };
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                let most = most.load(Ordering::SeqCst);
                let (from, to) = (client.try_clone(), server.try_clone());
                if let (Ok(from), Ok(to)) = (from, to) {
                    std::thread::spawn(move || pass(from, to, most));
                }
                std::thread::spawn(move || pass(server, client, usize::MAX));
            }
        });
        line
    }

    /// From now on connections end after so many bytes.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.most.store(bytes, Ordering::SeqCst);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut most: usize) {
    let mut piece = [0; 1024];
    while most > 0 {
        let wanted = piece.len().min(most);
        match from.read(&mut piece[..wanted]) {
            Ok(read) if read > 0 && to.write_all(&piece[..read]).is_ok() => most -= read,
            _ => break,
        }
    }
    // Both ends are told, whichever of them is still there.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
