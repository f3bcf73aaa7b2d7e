//! The schema, the same on every database: text, bigint, bool and blob; instants are seconds
//! since 1970. The migrations that make it are one folder a database.

diesel::table! {
    integration (id) {
        id -> BigInt,
        account -> Text,
        name -> Text,
        domain -> Text,
        base_url -> Nullable<Text>,
        grouping -> Text,
        since -> BigInt,
        created_at -> BigInt,
        credential_kind -> Text,
        credential_identity -> Text,
        credential_secret -> Binary,
        coverage_from -> Nullable<BigInt>,
        coverage_until -> Nullable<BigInt>,
        calls_until -> Nullable<BigInt>,
        provisional_from -> Nullable<BigInt>,
        last_success -> Nullable<BigInt>,
        tickets_cursor -> Nullable<Text>,
        tickets_generated_at -> Nullable<BigInt>,
        events_bookmark -> Nullable<BigInt>,
        calls_bookmark -> Nullable<BigInt>,
        keeps_text -> Bool,
        counted_with -> Nullable<Text>,
        discovered_at -> Nullable<BigInt>,
        tickets_passed_over -> Bool,
        fully_discovered_at -> Nullable<BigInt>,
        paused_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        swept_at -> Nullable<BigInt>,
        counts_ends -> Bool,
        time_field -> Nullable<BigInt>,
        workloads_made -> BigInt,
    }
}

diesel::table! {
    workload (integration_id, workload_id) {
        integration_id -> BigInt,
        workload_id -> BigInt,
        name -> Text,
        channel -> Nullable<BigInt>,
        made_at -> BigInt,
    }
}

diesel::table! {
    workload_member (integration_id, workload_id, member) {
        integration_id -> BigInt,
        workload_id -> BigInt,
        member -> Text,
    }
}

diesel::table! {
    robot (integration_id, user_id) {
        integration_id -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    fate_volume (integration_id, view_id, channel, week_start) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        week_start -> BigInt,
        fates -> Binary,
    }
}

diesel::table! {
    queue_waiting (integration_id, view_id, channel) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        weeks -> Binary,
    }
}

diesel::table! {
    history (integration_id) {
        integration_id -> BigInt,
        begins_at -> BigInt,
        slice_from -> Nullable<BigInt>,
        slice_cursor -> Nullable<Text>,
        slice_tickets_at -> Nullable<BigInt>,
        slice_events_at -> Nullable<BigInt>,
        slice_calls_at -> Nullable<BigInt>,
        complete_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    event_drop (integration_id, dropped_at) {
        integration_id -> BigInt,
        dropped_at -> BigInt,
        dropped_until -> BigInt,
    }
}

diesel::table! {
    import_run (integration_id) {
        integration_id -> BigInt,
        number -> BigInt,
        started_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        stage -> Nullable<Text>,
        done -> BigInt,
        total -> Nullable<BigInt>,
        failure -> Nullable<Text>,
        advice -> Nullable<Text>,
        attention -> Bool,
        failures -> BigInt,
        next_at -> Nullable<BigInt>,
        seconds_left -> Nullable<BigInt>,
        trouble -> Nullable<Text>,
        named -> Nullable<Text>,
        cut_off -> BigInt,
    }
}

diesel::table! {
    lease (integration_id) {
        integration_id -> BigInt,
        fence -> BigInt,
        worker -> Nullable<Text>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    ticket (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        generated_at -> BigInt,
        snapshot -> Binary,
        dropped_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    ticket_event (integration_id, ticket_id, event_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        event_id -> BigInt,
        happened_at -> BigInt,
        author_id -> BigInt,
        comment_author -> Nullable<BigInt>,
        body -> Binary,
        from_audit -> Bool,
    }
}

diesel::table! {
    call (integration_id, call_id) {
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

diesel::table! {
    call_queue (integration_id, queue) {
        integration_id -> BigInt,
        queue -> Text,
        offered -> BigInt,
        untold -> BigInt,
    }
}

diesel::table! {
    call_volume (integration_id, queue, week_start) {
        integration_id -> BigInt,
        queue -> Text,
        week_start -> BigInt,
        figures -> Binary,
    }
}

diesel::table! {
    view_version (integration_id, view_id, version_no) {
        integration_id -> BigInt,
        view_id -> BigInt,
        version_no -> BigInt,
        first_seen -> BigInt,
        last_seen -> BigInt,
        title -> Text,
        active -> Bool,
        updated_at -> BigInt,
        definition -> Binary,
        unreadable -> Nullable<Text>,
    }
}

diesel::table! {
    custom_field (integration_id, field_id) {
        integration_id -> BigInt,
        field_id -> BigInt,
        zendesk_type -> Text,
        options -> Binary,
    }
}

diesel::table! {
    custom_status (integration_id, status_id) {
        integration_id -> BigInt,
        status_id -> BigInt,
        category -> Text,
        is_default -> Bool,
    }
}

diesel::table! {
    staff (integration_id, user_id) {
        integration_id -> BigInt,
        user_id -> BigInt,
        discovered -> Bool,
        assignee -> Bool,
        counted -> Bool,
    }
}

diesel::table! {
    changed_ticket (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
    }
}

diesel::table! {
    contact (integration_id, ticket_id, event_id) {
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

diesel::table! {
    counted_view (integration_id, view_id) {
        integration_id -> BigInt,
        view_id -> BigInt,
        number -> BigInt,
        counted_with -> Nullable<Text>,
    }
}

diesel::table! {
    volume (integration_id, view_id, channel, week_start) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        week_start -> BigInt,
        counts -> Binary,
    }
}

diesel::table! {
    queue (integration_id, view_id, channel) {
        integration_id -> BigInt,
        view_id -> BigInt,
        channel -> BigInt,
        offered -> BigInt,
    }
}

diesel::table! {
    inexact_ticket (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        reason -> Text,
        updated_at -> BigInt,
        incomplete -> Bool,
    }
}

diesel::table! {
    odd_row (integration_id, endpoint, row_key) {
        integration_id -> BigInt,
        endpoint -> Text,
        row_key -> Text,
        set_aside -> Bool,
        problem -> Text,
        place -> Text,
        noted_at -> BigInt,
    }
}

diesel::table! {
    doubtful_ticket (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        reason -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    ticket_repair (integration_id, ticket_id) {
        integration_id -> BigInt,
        ticket_id -> BigInt,
        outcome -> Text,
        asked_for -> Nullable<BigInt>,
        postponed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    changed_field (integration_id, field_id) {
        integration_id -> BigInt,
        field_id -> BigInt,
    }
}

diesel::table! {
    channel_override (integration_id, zendesk_channel) {
        integration_id -> BigInt,
        zendesk_channel -> Text,
        channel -> BigInt,
    }
}

diesel::table! {
    reconciliation (integration_id) {
        integration_id -> BigInt,
        made_at -> BigInt,
        views -> BigInt,
        tickets -> BigInt,
        differing -> BigInt,
    }
}

diesel::table! {
    web_user (id) {
        id -> BigInt,
        account -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    web_session (hash) {
        hash -> Binary,
        user_id -> BigInt,
        created_at -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    one_time_link (hash) {
        hash -> Binary,
        account -> Text,
        user_id -> Nullable<BigInt>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_key (id) {
        id -> BigInt,
        account -> Text,
        name -> Text,
        role -> Text,
        hash -> Binary,
        created_at -> BigInt,
        last_used_day -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_in_attempt (hash) {
        hash -> Binary,
        failures -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    audit_entry (id) {
        id -> BigInt,
        account -> Text,
        happened_at -> BigInt,
        actor_kind -> Text,
        actor_name -> Text,
        action -> Text,
        subject -> Text,
        details -> Text,
    }
}

diesel::table! {
    delivery (integration_id, name) {
        integration_id -> BigInt,
        name -> Text,
        settings -> Text,
        created_at -> BigInt,
        paused_at -> Nullable<BigInt>,
        last_at -> Nullable<BigInt>,
        failures -> BigInt,
        next_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    delivered_series (integration_id, delivery, series) {
        integration_id -> BigInt,
        delivery -> Text,
        series -> Text,
        days -> Binary,
    }
}

diesel::table! {
    delivery_entry (integration_id, delivery, number) {
        integration_id -> BigInt,
        delivery -> Text,
        number -> BigInt,
        happened_at -> BigInt,
        outcome -> Text,
        files -> BigInt,
        row_count -> BigInt,
        checksum -> Nullable<Text>,
        says -> Nullable<Text>,
    }
}

diesel::table! {
    delivery_secret (integration_id, delivery) {
        integration_id -> BigInt,
        delivery -> Text,
        secret -> Binary,
    }
}

diesel::table! {
    queue_number (integration_id, queue) {
        integration_id -> BigInt,
        queue -> Text,
        number -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(integration, import_run, lease, call);
diesel::allow_tables_to_appear_in_same_query!(contact, ticket, ticket_event);
diesel::allow_tables_to_appear_in_same_query!(inexact_ticket, ticket_repair);
diesel::allow_tables_to_appear_in_same_query!(web_session, web_user);
