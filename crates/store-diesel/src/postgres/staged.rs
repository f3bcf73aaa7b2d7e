//! The tables that rows are copied into before they join the large table of the same shape. They
//! are temporary and last no longer than the transaction that makes them.

use diesel::pg::CopyTarget;

use crate::schema;

/// A large table with a staged one beside it.
pub(super) trait Staged {
    /// The staged table, with the columns that are written.
    type Table: diesel::Table + CopyTarget<Table = Self::Table> + Default + Copy;
}

diesel::table! {
    staged_ticket (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        generated_at -> BigInt,
        snapshot -> Binary,
    }
}

impl Staged for schema::ticket::table {
    type Table = staged_ticket::table;
}

diesel::table! {
    staged_ticket_event (integration_id, ticket_id, event_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        event_id -> BigInt,
        happened_at -> BigInt,
        author_id -> BigInt,
        comment_author -> Nullable<BigInt>,
        body -> Binary,
    }
}

impl Staged for schema::ticket_event::table {
    type Table = staged_ticket_event::table;
}

diesel::table! {
    staged_call (integration_id, call_id) {
        integration_id -> BigInt,
        call_id -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        inbound -> Bool,
        completion_status -> Text,
        agent_id -> Nullable<BigInt>,
        voicemail -> Bool,
        ivr_group -> Nullable<Text>,
        number -> Nullable<Text>,
        talk_seconds -> BigInt,
        hold_seconds -> BigInt,
        wrap_up_seconds -> BigInt,
        queue -> Nullable<Text>,
        time_to_answer -> Nullable<BigInt>,
        wait_time -> Nullable<BigInt>,
        callback -> Bool,
        outside_business_hours -> Bool,
        exceeded_queue_wait_time -> Bool,
        tells_answering -> Bool,
    }
}

impl Staged for schema::call::table {
    type Table = staged_call::table;
}

diesel::table! {
    staged_call_volume (integration_id, queue, week_start) {
        integration_id -> BigInt,
        queue -> Text,
        week_start -> BigInt,
        figures -> Binary,
    }
}

impl Staged for schema::call_volume::table {
    type Table = staged_call_volume::table;
}

diesel::table! {
    staged_contact (integration_id, ticket_id, event_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        event_id -> BigInt,
        happened_at -> BigInt,
        kind -> BigInt,
        channel -> BigInt,
        unmapped_channel -> Nullable<Text>,
        views -> Binary,
        ends -> Nullable<Binary>,
    }
}

impl Staged for schema::contact::table {
    type Table = staged_contact::table;
}

diesel::table! {
    staged_volume (integration_id, view_id, channel, week_start) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        week_start -> BigInt,
        counts -> Binary,
    }
}

impl Staged for schema::volume::table {
    type Table = staged_volume::table;
}

diesel::table! {
    staged_fate_volume (integration_id, view_id, channel, week_start) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        week_start -> BigInt,
        fates -> Binary,
    }
}

impl Staged for schema::fate_volume::table {
    type Table = staged_fate_volume::table;
}

diesel::table! {
    staged_queue_waiting (integration_id, view_id, channel) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        weeks -> Binary,
    }
}

impl Staged for schema::queue_waiting::table {
    type Table = staged_queue_waiting::table;
}

diesel::table! {
    staged_changed_ticket (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
    }
}

impl Staged for schema::changed_ticket::table {
    type Table = staged_changed_ticket::table;
}
