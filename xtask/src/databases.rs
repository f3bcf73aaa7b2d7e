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
    /// PostgreSQL whose large tables are divided by docs/deploy/postgres-partitions.sql
    Partitioned,
}

impl fmt::Display for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Partitioned => "PostgreSQL with partitions",
        })
    }
}

/// Where a task's databases are made.
#[derive(Clone, Copy)]
pub(crate) enum Site<'a> {
    Sqlite,
    Postgres(&'a Server),
    Partitioned(&'a Server),
}

impl<'a> Site<'a> {
    /// The server; nothing where there are files.
    pub(crate) fn server(self) -> Option<&'a Server> {
        match self {
            Self::Sqlite => None,
            Self::Postgres(server) | Self::Partitioned(server) => Some(server),
        }
    }
}

/// Divides the tables that grow; it lies at the top of the checkout.
const PARTITIONS: &str = include_str!("../../docs/deploy/postgres-partitions.sql");

impl Database {
    /// Where there is such a database; starts a server where one is needed.
    pub(crate) fn site(self, workspace: &Workspace) -> Result<Site<'_>> {
        match self {
            Self::Sqlite => Ok(Site::Sqlite),
            Self::Postgres => workspace.needed_server().map(Site::Postgres),
            Self::Partitioned => workspace.needed_server().map(Site::Partitioned),
        }
    }

    /// Has the program's tests use such databases.
    pub(crate) fn chosen(self, workspace: &Workspace, command: &mut Command) -> Result<()> {
        if let Some(server) = self.site(workspace)?.server() {
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
            Self::Postgres | Self::Partitioned => 3,
        }
    }

    /// The option that chooses it, as it follows a command.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " --database postgres",
            Self::Partitioned => " --database partitioned",
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
        if let Some(server) = self.site.server() {
            let name = self.name_on_server(name);
            server.create_database(&name)?;
            self.created.push(name);
        }
        Ok(())
    }

    pub(crate) fn url(&self, name: &str) -> String {
        match self.site.server() {
            None => format!("sqlite://{}", self.folder.join(name).display()),
            Some(server) => server.database_url(&self.name_on_server(name)),
        }
    }

    /// Divides the tables of a database that has them, where it is to be divided.
    pub(crate) fn divide(&self, name: &str) -> Result<()> {
        if let Site::Partitioned(server) = self.site {
            server.query(&self.name_on_server(name), PARTITIONS)?;
        }
        Ok(())
    }

    /// Whether a process that was killed is taken for running until its lease runs out.
    pub(crate) fn have_leases(&self) -> bool {
        self.site.server().is_some()
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
        if let Some(server) = self.site.server() {
            for name in &self.created {
                if let Err(error) = server.drop_database(name) {
                    eprintln!("xtask: a database is left: {error:#}");
                }
            }
        }
    }
}
