//! Ports of the store, by use case, and the errors they share.
