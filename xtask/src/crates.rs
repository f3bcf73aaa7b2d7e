//! The crates that others can take: they are packaged as for a registry, and their examples run.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};

use crate::process::{Workspace, run as run_command};

/// In the order in which they would be published: each needs only those before it.
const CRATES: [&str; 4] = ["inflow-domain", "inflow-simulator", "inflow-mapping", "inflow-zendesk"];

/// Examples that need nothing but themselves: package, example, features.
const EXAMPLES: [(&str, &str, &str); 6] = [
    ("inflow-domain", "queue_names", ""),
    ("inflow-domain", "add_up_calls", ""),
    ("inflow-mapping", "count_a_ticket", ""),
    ("inflow-mapping", "judge_views", ""),
    ("inflow-simulator", "serve_account", ""),
    ("inflow-simulator", "write_truth", "truth"),
];

/// Makes the package of each, and builds all of them from what the packages hold, as members of a workspace of
/// their own in which each finds the others. Nothing is published.
///
/// `cargo package` could build them itself. It takes what it unpacked and built in a run before for the same, though,
/// as long as the version is the same, which it is until a version is published.
pub(crate) fn package(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo("package", &["--quiet", "--no-verify"]);
    for name in CRATES {
        command.args(["--package", name]);
    }
    // A commit is what would be published; before one, what lies in the checkout is tried.
    if !workspace.is_ci() {
        command.arg("--allow-dirty");
    }
    run_command(&mut command)?;
    let manifest = unpack(workspace)?;
    let arguments = ["check", "--quiet", "--workspace", "--manifest-path"];
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(workspace.root()).args(arguments).arg(&manifest);
    run_command(command.env("CARGO_TARGET_DIR", workspace.target_directory()?))?;
    println!("packages: {}", CRATES.join(", "));
    Ok(())
}

/// Unpacks the packages into a workspace, and says where its manifest is.
fn unpack(workspace: &Workspace) -> Result<PathBuf> {
    let packages = workspace.target_directory()?.join("package");
    let folder = packages.join("unpacked");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let names = CRATES.map(|name| format!("{name}-{}", env!("CARGO_PKG_VERSION")));
    for name in &names {
        let package = packages.join(format!("{name}.crate"));
        run_command(Command::new("tar").arg("-xzf").arg(package).arg("-C").arg(&folder))?;
    }
    // The same versions of all others, and the profile with which they were built.
    fs::copy(workspace.root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let manifest = folder.join("Cargo.toml");
    fs::write(&manifest, manifest_of(&names))?;
    Ok(manifest)
}

fn manifest_of(folders: &[String]) -> String {
    let members: Vec<String> = folders.iter().map(|folder| format!("\"{folder}\"")).collect();
    let patches = CRATES.iter().zip(folders);
    let patches: Vec<String> =
        patches.map(|(name, folder)| format!("{name} = {{ path = \"{folder}\" }}\n")).collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[patch.crates-io]\n{}\n[profile.dev]\n\
         debug = \"line-tables-only\"\n",
        members.join(", "),
        patches.concat(),
    )
}

/// Runs every example, those of the client against the simulated account of another.
pub(crate) fn examples(workspace: &Workspace) -> Result<()> {
    for (package, example, features) in EXAMPLES {
        let mut command = run_example(workspace, package, example, features);
        // Its output is long, and for whoever tries it.
        run_command(command.stdout(Stdio::null()))?;
    }
    let account = Account::serve(workspace)?;
    // The account's own credentials, neither of which is a secret.
    let clients = [
        ("list_views", "ZENDESK_CLIENT", "inflow-demo", "simulated-secret"),
        ("read_tickets", "ZENDESK_USER", "admin@example.com", "secret"),
    ];
    for (example, name, value, secret) in clients {
        let mut command = run_example(workspace, "inflow-zendesk", example, "");
        command.args(["--", &account.address]).env(name, value).env("ZENDESK_SECRET", secret);
        run_command(command.stdout(Stdio::null()))?;
    }
    println!("examples: {} ran", EXAMPLES.len() + clients.len());
    Ok(())
}

fn run_example(workspace: &Workspace, package: &str, example: &str, features: &str) -> Command {
    let arguments = ["--quiet", "--package", package, "--example", example, "--features", features];
    workspace.cargo("run", &arguments)
}

/// The example of the simulator, as long as this is there.
struct Account {
    process: Child,
    address: String,
    /// It goes on printing there.
    output: Option<BufReader<ChildStdout>>,
}

impl Account {
    fn serve(workspace: &Workspace) -> Result<Self> {
        // Built before, so that the process is the example itself and can be ended.
        let arguments = ["--quiet", "--package", "inflow-simulator", "--example", "serve_account"];
        run_command(&mut workspace.cargo("build", &arguments))?;
        let name = format!("serve_account{}", env::consts::EXE_SUFFIX);
        let file = workspace.target_directory()?.join("debug/examples").join(name);
        let mut process = Command::new(&file)
            .arg("--wait")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", file.display()))?;
        let output = process.stdout.take().map(BufReader::new);
        // From here on it is ended, whatever happens.
        let mut account = Self { process, address: String::new(), output };
        let mut line = String::new();
        let output = account.output.as_mut().context("the example has an output")?;
        output.read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ");
        address
            .context("the example does not say where it listens")?
            .clone_into(&mut account.address);
        Ok(account)
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
