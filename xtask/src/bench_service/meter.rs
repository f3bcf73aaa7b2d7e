//! What processes that go on have used so far, as Linux tells it in `/proc`.

use std::fs;
use std::ops::Sub;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

/// Processor time, of the user and of the system.
#[derive(Clone, Copy)]
pub(super) struct Used {
    pub(super) processor: Duration,
}

impl Sub for Used {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self { processor: self.processor.saturating_sub(before.processor) }
    }
}

/// Looks at the service and at the server.
pub(super) struct Meter {
    service: u32,
    server: Option<u32>,
    ticks_a_second: u32,
}

/// The fields of `/proc/ID/stat` that are read.
struct Stat {
    parent: u32,
    own_ticks: u64,
    /// Of children that ended.
    childrens_ticks: u64,
}

impl Meter {
    pub(super) fn new(service: u32, server: Option<u32>) -> Result<Self> {
        let output = Command::new("getconf").arg("CLK_TCK").output().context("getconf")?;
        let ticks_a_second = String::from_utf8(output.stdout)?.trim().parse()?;
        Ok(Self { service, server, ticks_a_second })
    }

    /// What the service and the server with all its processes used so far.
    pub(super) fn read(&self) -> Result<(Used, Option<Used>)> {
        let service = stat(self.service).context("the service's use is told by Linux alone")?;
        let server = self.server.map(|server| self.of_family(server)).transpose()?;
        Ok((self.used(service.own_ticks), server))
    }

    /// The most memory that the service ever held, in bytes.
    pub(super) fn peak_memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.service))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            peak.and_then(|peak| peak.trim().strip_suffix(" kB")).context("no VmHWM")?;
        Ok(kilobytes.parse::<u64>()? * 1024)
    }

    /// A process and its children, also those that ended.
    fn of_family(&self, parent: u32) -> Result<Used> {
        let own = stat(parent).context("the server is gone")?;
        let mut ticks = own.own_ticks + own.childrens_ticks;
        for entry in fs::read_dir("/proc")?.flatten() {
            let id = entry.file_name().to_string_lossy().parse().ok();
            if let Some(child) = id.and_then(stat).filter(|child| child.parent == parent) {
                ticks += child.own_ticks + child.childrens_ticks;
            }
        }
        Ok(self.used(ticks))
    }

    fn used(&self, ticks: u64) -> Used {
        let milliseconds = ticks * 1000 / u64::from(self.ticks_a_second.max(1));
        Used { processor: Duration::from_millis(milliseconds) }
    }
}

/// Nothing where there is no such process any more.
fn stat(id: u32) -> Option<Stat> {
    read(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

/// The name in parentheses may have spaces and parentheses of its own.
fn read(stat: &str) -> Option<Stat> {
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split_whitespace().collect();
    let number = |field: usize| fields.get(field)?.parse::<u64>().ok();
    Some(Stat {
        parent: u32::try_from(number(1)?).ok()?,
        own_ticks: number(11)? + number(12)?,
        childrens_ticks: number(13)? + number(14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_stand_behind_a_name_of_any_kind() {
        let stat = read("7 (a (b) c) S 3 7 7 0 -1 0 1 2 3 4 50 60 700 800 20 0 1 0").unwrap();
        assert_eq!((stat.parent, stat.own_ticks, stat.childrens_ticks), (3, 110, 1500));
        assert!(read("7 (a) S 3").is_none());
    }
}
