//! What tests need that others made in Python: clients that read the simulated account, and the counterparts of
//! deliveries. Each are installed by pip into a virtual environment in the target directory, once for each list of
//! requirements.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

/// The Python that has the clients. The test reads it; where the developer has set it, that one is used.
pub(crate) const PYTHON_VARIABLE: &str = "INFLOW_TEST_CLIENTS";

/// The clients, and all that they need.
const REQUIREMENTS: &str = "crates/simulator/tests/clients/requirements.txt";

/// The Python that has the servers that files are delivered to, and what reads the files back. The same holds for it.
pub(crate) const COUNTERPARTS_VARIABLE: &str = "INFLOW_TEST_COUNTERPARTS";

const REQUIREMENTS_OF_COUNTERPARTS: &str =
    "crates/inflow/tests/commands/counterparts/requirements.txt";

/// OpenSSH's server, which the tests start themselves.
const SSHD: &str = "/usr/sbin/sshd";

/// The counterparts of deliveries, as far as this machine can have them.
pub(crate) struct Counterparts {
    python: Option<PathBuf>,
    has_ssh: bool,
}

impl Counterparts {
    /// Installs them, unless they are there.
    pub(crate) fn find(root: &Path, target: &Path) -> Result<Self> {
        let own = std::env::var_os(COUNTERPARTS_VARIABLE).filter(|python| !python.is_empty());
        let requirements = root.join(REQUIREMENTS_OF_COUNTERPARTS);
        let python = match own {
            Some(python) => Some(PathBuf::from(python)),
            None => installed(&requirements, &target.join("counterparts"))?,
        };
        Ok(Self { python, has_ssh: Path::new(SSHD).is_file() })
    }

    /// What goes untested, and what to do about it.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'static str> {
        let python = self.python.is_none().then_some(
            "deliveries to S3, WebDAV and HTTPS, and files read back by others; to test them, install Python \
             (3.11 or later) with venv and pip, which fetch what they need",
        );
        let ssh = (!self.has_ssh).then_some(
            "deliveries to SFTP; to test them, install OpenSSH's server (Debian: apt-get install openssh-server)",
        );
        python.into_iter().chain(ssh)
    }

    /// A command whose tests find them.
    pub(crate) fn shown_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match &self.python {
            Some(python) => command.env(COUNTERPARTS_VARIABLE, python),
            None => command.env_remove(COUNTERPARTS_VARIABLE),
        }
    }
}

/// The Python that has the clients, if this machine can have one.
pub(crate) struct Clients {
    python: Option<PathBuf>,
}

impl Clients {
    /// Installs the clients, unless they are there.
    pub(crate) fn find(root: &Path, target: &Path) -> Result<Self> {
        let own = std::env::var_os(PYTHON_VARIABLE).filter(|python| !python.is_empty());
        if let Some(python) = own {
            return Ok(Self { python: Some(PathBuf::from(python)) });
        }
        Ok(Self { python: installed(&root.join(REQUIREMENTS), &target.join("clients"))? })
    }

    /// What goes untested, and what to do about it.
    pub(crate) fn missing(&self) -> Option<&'static str> {
        self.python.is_none().then_some(
            "the simulated account with zenpy and tap-zendesk; to test it, install Python (3.11 or later) \
             with venv and pip, which fetch them (Debian: apt-get install python3-venv, macOS: brew \
             install python)",
        )
    }

    /// A command whose tests find it.
    pub(crate) fn shown_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match &self.python {
            Some(python) => command.env(PYTHON_VARIABLE, python),
            None => command.env_remove(PYTHON_VARIABLE),
        }
    }
}

/// The environment's Python; nothing where Python is missing or pip gets no answer.
fn installed(requirements: &Path, folder: &Path) -> Result<Option<PathBuf>> {
    let wanted = fs::read_to_string(requirements)?;
    let python = folder.join("bin/python");
    let done = folder.join("installed.txt");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Ok(Some(python));
    }
    let mut environment = Command::new("python3");
    environment.args(["-m", "venv", "--clear"]).arg(folder);
    let mut packages = Command::new(&python);
    packages.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    packages.arg(requirements);
    for mut command in [environment, packages] {
        // What pip says of a failure is worth reading.
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
        if !status.is_ok_and(|status| status.success()) {
            return Ok(None);
        }
    }
    fs::write(done, wanted)?;
    Ok(Some(python))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_already_is_not_installed_again() {
        let folder = tempfile::tempdir().unwrap();
        let requirements = folder.path().join("requirements.txt");
        let environment = folder.path().join("clients");
        fs::create_dir_all(environment.join("bin")).unwrap();
        fs::write(&requirements, "zenpy==2.0.24\n").unwrap();
        fs::write(environment.join("installed.txt"), "zenpy==2.0.24\n").unwrap();
        fs::write(environment.join("bin/python"), "").unwrap();
        let found = installed(&requirements, &environment).unwrap();
        assert_eq!(found, Some(environment.join("bin/python")));
    }

    #[test]
    fn every_requirement_is_pinned() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for list in [REQUIREMENTS, REQUIREMENTS_OF_COUNTERPARTS] {
            let listed = fs::read_to_string(root.join(list)).unwrap();
            let lines = listed.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            let loose: Vec<&str> = lines.filter(|line| !line.contains("==")).collect();
            assert_eq!(loose, Vec::<&str>::new());
        }
    }
}
