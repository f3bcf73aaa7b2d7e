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

/// Makes the package of each and builds it from what the package holds, in one run: so each finds those
/// before it, though no registry has them. Nothing is published.
pub(crate) fn package(workspace: &Workspace) -> Result<()> {
    forget_unpacked()?;
    let mut command = workspace.cargo("package", &["--quiet"]);
    for name in CRATES {
        command.args(["--package", name]);
    }
    // A commit is what would be published; before one, what lies in the checkout is tried.
    if !workspace.is_ci() {
        command.arg("--allow-dirty");
    }
    run_command(&mut command)?;
    println!("packages: {}", CRATES.join(", "));
    Ok(())
}

/// Cargo keeps the sources that it unpacked from the packages of a run before, and would take them again: until
/// a version is published its content changes. They lie where registries without a host have their sources,
/// whose names begin with a hyphen; nothing of a real registry is touched.
fn forget_unpacked() -> Result<()> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| Some(env::home_dir()?.join(".cargo"))).context("cargo has a home")?;
    let Ok(registries) = fs::read_dir(home.join("registry/src")) else { return Ok(()) };
    for registry in registries {
        let registry = registry?;
        if !registry.file_name().to_string_lossy().starts_with('-') {
            continue;
        }
        for name in CRATES {
            let unpacked = registry.path().join(format!("{name}-{}", env!("CARGO_PKG_VERSION")));
            if unpacked.is_dir() {
                fs::remove_dir_all(&unpacked)
                    .with_context(|| format!("{} cannot be removed", unpacked.display()))?;
            }
        }
    }
    Ok(())
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
