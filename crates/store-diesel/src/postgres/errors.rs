//! What PostgreSQL's errors mean to a caller. Diesel hands on only few of the server's error codes;
//! of the others there is the text.

use std::fs::File;
use std::io;

use diesel::ConnectionError;
use diesel::result::{DatabaseErrorKind, Error};
use inflow_store::StoreError;

use crate::address::Server;
use crate::failure::Failure;

/// What libpq's texts begin with that tell of a server or its name; others tell of the address, and
/// could repeat parts of it.
const OF_SERVERS: [&str; 4] =
    ["connection to server", "could not translate host name", "FATAL:", "timeout expired"];

/// A way that libpq proposes where a certificate is missing, and that the compiled-in TLS does not have.
const NOT_HERE: &str = "use the system's trusted roots with sslrootcert=system, ";

/// What can always be opened.
const NOTHING: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };
const FILES_OF_A_CONNECTION: usize = 3;

/// A connection that could not be made.
pub(super) fn unreachable(error: &ConnectionError, server: &Server) -> StoreError {
    let told = match error {
        ConnectionError::BadConnection(text) => text.lines().map(str::trim).collect(),
        _ => Vec::new(),
    };
    let told = told.join("; ");
    let reason = if let Some(lack) = lack_of_files() {
        // libpq does not say so by itself, or blames the server's name.
        lack.to_string()
    } else if OF_SERVERS.iter().any(|beginning| told.starts_with(beginning)) {
        told.replace(NOT_HERE, "")
    } else {
        "libpq, PostgreSQL's client library, cannot use its address: check the names and values of \
         the parameters, and that the files which they name can be read"
            .to_owned()
    };
    StoreError::Unavailable { location: server.to_string(), source: reason.into() }
}

/// What the system says where no files can be opened: a connection takes one, and looking up a name some more.
fn lack_of_files() -> Option<io::Error> {
    let opened: io::Result<Vec<File>> =
        (0..FILES_OF_A_CONNECTION).map(|_| File::open(NOTHING)).collect();
    opened.err().filter(|error| error.to_string().contains("open files"))
}

/// Whether the server ended a transaction for the sake of another, and it may well succeed next.
pub(super) fn is_worth_repeating(failure: &Failure) -> bool {
    let Failure::Database(Error::DatabaseError(kind, information)) = failure else { return false };
    matches!(kind, DatabaseErrorKind::SerializationFailure)
        || information.message().contains("deadlock detected")
}

/// What an error means to a caller.
pub(super) fn explain(failure: Failure, server: &Server) -> StoreError {
    let location = server.to_string();
    let error = match failure {
        Failure::Store(error) => return error,
        Failure::Unreadable(error) => {
            return StoreError::Damaged { location, source: error.into() };
        }
        Failure::Database(error) => error,
    };
    match meaning(&error) {
        Meaning::Busy => StoreError::Busy,
        Meaning::Unavailable => StoreError::Unavailable { location, source: error.into() },
        Meaning::Other => StoreError::Backend(error.into()),
    }
}

/// What the server, libpq or a pooler says of a connection that is no more, or of a server that stops,
/// starts, or is a replica.
const CONNECTION_LOST: [&str; 10] = [
    "terminating connection",
    "server closed the connection",
    "connection to server",
    "no connection to the server",
    "could not receive data from server",
    "could not send data to server",
    "SSL connection has been closed",
    "the database system is",
    "server conn crashed",
    "query_wait_timeout",
];

enum Meaning {
    Busy,
    Unavailable,
    Other,
}

fn meaning(error: &Error) -> Meaning {
    let Error::DatabaseError(kind, information) = error else {
        return match error {
            Error::BrokenTransactionManager => Meaning::Unavailable,
            _ => Meaning::Other,
        };
    };
    let says = |texts: &[&str]| texts.iter().any(|text| information.message().contains(text));
    match kind {
        DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand
        | DatabaseErrorKind::ReadOnlyTransaction => Meaning::Unavailable,
        DatabaseErrorKind::SerializationFailure => Meaning::Busy,
        _ if says(&["due to lock timeout", "deadlock detected"]) => Meaning::Busy,
        _ if says(&["No space left on device", "permission denied"]) => Meaning::Unavailable,
        _ if says(&CONNECTION_LOST) => Meaning::Unavailable,
        _ => Meaning::Other,
    }
}
