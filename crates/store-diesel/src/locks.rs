//! What transactions wait for each other with, where the database has several writers.

/// Held from when it is taken to the end of the transaction, and taken before the lock of any
/// integration, so that no two transactions wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Secrets are sealed with the key; by several transactions at once.
    SealSecrets,
    /// The key is changed, and every secret with it.
    ChangeKey,
    /// Who may sign in is changed, where that depends on what others may just be changing.
    Access,
    /// Queues are given numbers.
    QueueNumbers,
}
