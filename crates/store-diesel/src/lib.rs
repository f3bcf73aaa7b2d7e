//! SQLite (and later PostgreSQL) behind the ports of inflow-store.
