//! The databases of a trial: SQLite files in its folder, or databases of a PostgreSQL server.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use clap::ValueEnum;

use crate::postgres::{SERVER_VARIABLE, Server};
use crate::process::Workspace;

/// With the value `postgres` the program's tests use databases of the server.
const DATABASE_VARIABLE: &str = "INFLOW_TEST_DATABASE";

/// What the program keeps its data in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    #[default]
    Sqlite,
    Postgres,
}

impl fmt::Display for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Where a task's databases are made.
#[derive(Clone, Copy)]
pub(crate) enum Site<'a> {
    Sqlite,
    Postgres(&'a Server),
}

impl Database {
    /// Where there is such a database; starts a server where one is needed.
    pub(crate) fn site(self, workspace: &Workspace) -> Result<Site<'_>> {
        match self {
            Self::Sqlite => Ok(Site::Sqlite),
            Self::Postgres => workspace.needed_server().map(Site::Postgres),
        }
    }

    /// Has the program's tests use such databases.
    pub(crate) fn chosen(self, workspace: &Workspace, command: &mut Command) -> Result<()> {
        if let Site::Postgres(server) = self.site(workspace)? {
            command.env(SERVER_VARIABLE, server.url()).env(DATABASE_VARIABLE, "postgres");
        } else {
            command.env_remove(DATABASE_VARIABLE);
        }
        Ok(())
    }

    /// How often an import is killed at most. Where leases have to run out, that takes seconds each.
    pub(crate) fn most_kills(self) -> u64 {
        match self {
            Self::Sqlite => 10,
            Self::Postgres => 3,
        }
    }

    /// The option that chooses it, as it follows a command.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " --database postgres",
        }
    }
}

/// The databases of one folder, each with a name of its own. Those of a server are dropped with the value.
pub(crate) struct Databases<'a> {
    site: Site<'a>,
    folder: PathBuf,
    created: Vec<String>,
}

impl<'a> Databases<'a> {
    pub(crate) fn in_folder(site: Site<'a>, folder: &Path) -> Self {
        Self { site, folder: folder.to_path_buf(), created: Vec::new() }
    }

    /// Makes an empty database. A file needs no making.
    pub(crate) fn create(&mut self, name: &str) -> Result<()> {
        if let Site::Postgres(server) = self.site {
            let name = self.name_on_server(name);
            server.create_database(&name)?;
            self.created.push(name);
        }
        Ok(())
    }

    pub(crate) fn url(&self, name: &str) -> String {
        match self.site {
            Site::Sqlite => format!("sqlite://{}", self.folder.join(name).display()),
            Site::Postgres(server) => server.database_url(&self.name_on_server(name)),
        }
    }

    /// Whether a process that was killed is taken for running until its lease runs out.
    pub(crate) fn have_leases(&self) -> bool {
        matches!(self.site, Site::Postgres(_))
    }

    /// Keeps the databases.
    pub(crate) fn keep(&mut self) {
        self.created.clear();
    }

    fn name_on_server(&self, name: &str) -> String {
        let folder = self.folder.file_name().unwrap_or_default().to_string_lossy();
        format!("{folder}-{name}")
    }
}

impl Drop for Databases<'_> {
    fn drop(&mut self) {
        if let Site::Postgres(server) = self.site {
            for name in &self.created {
                if let Err(error) = server.drop_database(name) {
                    eprintln!("xtask: a database is left: {error:#}");
                }
            }
        }
    }
}
