//! A look at the server: whether it is set up as it has to be.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use inflow_domain::Timestamp;
use inflow_store::{Examination, Examined};

use super::link::Link;
use super::{Connection, seconds_now};

const SERVER: &str = "SELECT current_setting('server_version') AS version, \
    current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS lasting, \
    (SELECT sum(numbackends)::bigint FROM pg_stat_database) AS connections, \
    current_setting('max_connections')::bigint AS most_connections, \
    COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE) AS encrypted, \
    inet_client_addr() IS NOT NULL AND inet_client_addr() IS DISTINCT FROM inet_server_addr() \
        AS remote";

#[derive(QueryableByName)]
struct Server {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Bool)]
    lasting: bool,
    #[diesel(sql_type = BigInt)]
    connections: i64,
    #[diesel(sql_type = BigInt)]
    most_connections: i64,
    #[diesel(sql_type = Bool)]
    encrypted: bool,
    #[diesel(sql_type = Bool)]
    remote: bool,
}

pub(super) fn examine(
    connection: &mut Connection,
    link: &Link,
    location: &str,
) -> QueryResult<Examination> {
    let server: Server = diesel::sql_query(SERVER).get_result(connection)?;
    let clock = Some(Timestamp(seconds_now(connection)?));
    let way = if link.is_pooled() { ", through a pooler" } else { "" };
    let findings = vec![
        Examined {
            about: "database",
            found: format!(
                "{location} (PostgreSQL {}{way}, its schema is up to date)",
                server.version
            ),
            advice: None,
        },
        durability(&server),
        connections(&server),
        encryption(&server),
    ];
    Ok(Examination { findings, clock, files: None })
}

fn durability(server: &Server) -> Examined {
    let found = if server.lasting { "what is committed lasts" } else { "a crash may lose it" };
    let advice = "turn fsync and full_page_writes on in the server's settings";
    Examined {
        about: "durability",
        found: found.to_owned(),
        advice: (!server.lasting).then(|| advice.to_owned()),
    }
}

fn connections(server: &Server) -> Examined {
    let Server { connections, most_connections, .. } = server;
    let few_left = connections * 5 > most_connections * 4;
    let advice = "raise max_connections in the server's settings, or run fewer workers";
    Examined {
        about: "connections",
        found: format!("{connections} of at most {most_connections} are in use"),
        advice: few_left.then(|| advice.to_owned()),
    }
}

fn encryption(server: &Server) -> Examined {
    let in_the_clear = server.remote && !server.encrypted;
    let found = match (server.encrypted, server.remote) {
        (true, _) => "the connection is encrypted",
        (false, true) => "the connection is not encrypted",
        (false, false) => "the server is on this machine",
    };
    let advice = "add sslmode=verify-full and sslrootcert=FILE to the database's address";
    Examined {
        about: "encryption",
        found: found.to_owned(),
        advice: in_the_clear.then(|| advice.to_owned()),
    }
}
