//! Where the database is: what `--database-url` says.

use std::path::PathBuf;

use inflow_store::StoreError;

/// The file of a `sqlite://` address, absolute.
pub(crate) fn sqlite_file(database_url: &str) -> Result<PathBuf, StoreError> {
    let unusable = |location: &str, reason: String| StoreError::Unavailable {
        location: location.to_owned(),
        source: reason.into(),
    };
    let Some(path) = database_url.strip_prefix("sqlite://") else {
        // Only the scheme is repeated: the rest of another database's address may hold a password.
        let scheme = database_url.split_once("://").map_or("the database", |(scheme, _)| scheme);
        let reason = "its address has to begin with sqlite://, followed by a path";
        return Err(unusable(scheme, reason.to_owned()));
    };
    if path.is_empty() || path.contains(":memory:") {
        return Err(unusable(database_url, "the address names no file".to_owned()));
    }
    std::path::absolute(path).map_err(|error| unusable(database_url, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_files() {
        let file = sqlite_file("sqlite:///var/lib/inflow/inflow.db").expect("a file");
        assert_eq!(file, PathBuf::from("/var/lib/inflow/inflow.db"));
        let relative = sqlite_file("sqlite://data/inflow.db").expect("a file");
        assert!(relative.is_absolute() && relative.ends_with("data/inflow.db"));
    }

    #[test]
    fn other_addresses_are_refused_without_their_secrets() {
        let error = sqlite_file("mysql://user:hunter2@db/inflow").expect_err("no SQLite");
        assert_eq!(error.to_string(), "mysql cannot be opened");
        assert!(!format!("{error:?}").contains("hunter2"));
        assert!(sqlite_file("inflow.db").is_err());
        assert!(sqlite_file("sqlite://").is_err());
        assert!(sqlite_file("sqlite://:memory:").is_err());
    }
}
