//! Everything that a program wrote, to look for what must not be there.

use std::fs;
use std::path::Path;

use diesel::sql_types::{Binary, Nullable, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};

use crate::database::is_sqlite;

/// The bytes of every file of the folder and, where the database is none of them, of everything in it.
pub(crate) fn stored(database_url: &str, folder: &Path) -> Vec<u8> {
    let mut bytes = if is_sqlite() { Vec::new() } else { in_database(database_url) };
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("a readable entry").path();
        bytes.extend(fs::read(path).expect("a readable file"));
    }
    bytes
}

fn in_database(url: &str) -> Vec<u8> {
    #[derive(QueryableByName)]
    struct Question {
        #[diesel(sql_type = Text)]
        question: String,
    }
    #[derive(QueryableByName)]
    struct Value {
        #[diesel(sql_type = Nullable<Binary>)]
        value: Option<Vec<u8>>,
    }
    let mut connection = PgConnection::establish(url).expect("the test's database");
    let columns = "select format(case data_type when 'bytea' then 'select %I as value from %I.%I' \
                   else 'select convert_to(%I::text, ''UTF8'') as value from %I.%I' end, \
                   column_name, table_schema, table_name) as question \
                   from information_schema.columns \
                   where table_schema not in ('information_schema', 'pg_catalog')";
    let questions: Vec<Question> = sql_query(columns).load(&mut connection).expect("columns");
    assert!(!questions.is_empty(), "the database has no table");
    let mut bytes = Vec::new();
    for Question { question } in questions {
        let values: Vec<Value> = sql_query(question).load(&mut connection).expect("values");
        bytes.extend(values.into_iter().filter_map(|row| row.value).flatten());
    }
    bytes
}
