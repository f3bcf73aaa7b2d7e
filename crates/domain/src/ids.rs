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
    /// A connected Zendesk account; given by the store.
    IntegrationId
);

impl UserId {
    /// The author of what Zendesk does by itself; neither staff nor customer.
    pub const SYSTEM: Self = Self(-1);
}
