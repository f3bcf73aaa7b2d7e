//! Pure types of contact counting: ids, ticket state and events, contacts, channels, queues, intervals.
