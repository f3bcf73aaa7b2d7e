//! Ids as Zendesk gives them: whole numbers beyond 2^53, never through floating point (rule 2.1).

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

id!(
    /// A ticket.
    TicketId
);
id!(
    /// One update of a ticket (Zendesk: audit).
    EventId
);
id!(
    /// A user: staff, customer, or the system.
    UserId
);
id!(
    /// A view.
    ViewId
);
id!(
    /// A custom ticket field.
    FieldId
);
id!(
    /// A Talk call.
    CallId
);
id!(
    /// A workload (rule 10.1); given by the store, from 1 on.
    WorkloadId
);
id!(
    /// A connected Zendesk account; given by the store.
    IntegrationId
);

/// Where the ids begin that no view of Zendesk's can have.
const WORKLOADS: i64 = i64::MIN;
/// How many there are.
const MOST_WORKLOADS: i64 = 1 << 32;

impl ViewId {
    /// The view as which a workload counts (rule 10.2).
    pub fn of_workload(workload: WorkloadId) -> Self {
        Self(WORKLOADS + workload.0)
    }

    /// The workload that counts as this view; nothing where it is one of Zendesk's.
    pub fn workload(self) -> Option<WorkloadId> {
        let beyond = self.0.checked_sub(WORKLOADS)?;
        (beyond < MOST_WORKLOADS).then_some(WorkloadId(beyond))
    }
}

impl UserId {
    /// The author of what Zendesk does by itself; neither staff nor customer.
    pub const SYSTEM: Self = Self(-1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workload_counts_as_a_view_that_zendesk_cannot_have() {
        for workload in [1, 2, 4_000_000_000].map(WorkloadId) {
            assert_eq!(ViewId::of_workload(workload).workload(), Some(workload));
        }
        for view in [i64::MAX, 0, -1, -7, i64::MIN + MOST_WORKLOADS].map(ViewId) {
            assert_eq!(view.workload(), None, "{view}");
        }
    }
}
