//! Use cases: connect, discover, import, count.
