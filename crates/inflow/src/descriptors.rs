//! How many files and connections the process may have open at once.

/// The most that are asked for where the system sets no limit.
#[cfg(unix)]
const ENOUGH: u64 = 65_536;

/// Raises the limit as far as the system lets a process raise it: the usual one is that of programs which
/// wait for a few files alone. Where that is refused the limit stays as it is.
#[cfg(unix)]
pub fn raise() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if current.is_some_and(|current| current < wanted) {
        // A system may take less than it says.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
    }
}

/// There is no such limit here.
#[cfg(not(unix))]
pub fn raise() {}

/// The limit; nothing where there is none.
#[cfg(unix)]
pub fn limit() -> Option<usize> {
    use rustix::process::{Resource, getrlimit};

    let current = getrlimit(Resource::Nofile).current?;
    Some(usize::try_from(current).unwrap_or(usize::MAX))
}

/// There is none here.
#[cfg(not(unix))]
pub fn limit() -> Option<usize> {
    None
}
