//! `cargo xtask record`: records an account into a scenario of fixtures/, scrubbed, and makes its snapshots.
//!
//! The recording is an example of the program's package, `crates/inflow/examples/record`, for this task knows no
//! crate of this workspace.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::process::{Workspace, run as run_command};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The scenario's name: small letters, digits and hyphens
    #[arg(long)]
    name: String,
    /// The folder that scenarios lie in [default: fixtures/ of the checkout]
    #[arg(long, value_name = "FOLDER")]
    fixtures: Option<PathBuf>,
    /// --domain, --since, --username and --api-token-env, or an OAuth client; `-- --help` tells all
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    account: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let name = &arguments.name;
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ensure!(
        !name.is_empty() && name.bytes().all(fits),
        "\"{name}\" is no scenario's name: small letters, digits and hyphens"
    );
    let fixtures = match &arguments.fixtures {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace.root().join("fixtures"),
    };
    let mut record =
        workspace.cargo("run", &["--quiet", "--package", "inflow", "--example", "record"]);
    record.arg("--").arg("--output").arg(fixtures.join(name)).args(&arguments.account);
    run_command(&mut record).context("nothing was recorded")?;

    let tests = ["--quiet", "--package", "inflow", "--test", "regress", "--", "recorded_scenarios"];
    let mut snapshots = workspace.cargo("test", &tests);
    snapshots.env("INFLOW_REGRESS_FIXTURES", &fixtures).env("INSTA_UPDATE", "always");
    run_command(&mut snapshots).context("the recorded scenario cannot be imported by itself")?;
    println!("read what stands in {} before you commit it", fixtures.join(name).display());
    Ok(())
}
