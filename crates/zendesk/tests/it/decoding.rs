use inflow_zendesk::{Call, ChangedField, ChildKind, JsonValue, Ticket, TicketEvent, View};

fn event(child: &str) -> TicketEvent<'_> {
    // Each test's text lives as long as the test.
    let json = format!(
        r#"{{"id":"18868153668881","ticket_id":5,"timestamp":1695680609,"updater_id":-1,"via":"Web form",
            "system":{{"client":"Mozilla"}},"event_type":"Audit","child_events":[{child}]}}"#
    );
    serde_json::from_str(Box::leak(json.into_boxed_str())).expect(child)
}

#[test]
fn an_event_without_created_at_takes_its_timestamp() {
    let event = event("");
    assert_eq!(event.id, 18_868_153_668_881);
    assert_eq!((event.created_at, event.updater_id), (1_695_680_609, Some(-1)));
    assert_eq!(event.via.label.as_deref(), Some("Web form"));
    let neither = r#"{"id":1,"ticket_id":1}"#;
    assert!(serde_json::from_str::<TicketEvent<'_>>(neither).is_err());
    let created = r#"{"id":1,"ticket_id":1,"created_at":"2023-09-25T22:23:30Z","timestamp":1,"child_events":null}"#;
    let event: TicketEvent<'_> = serde_json::from_str(created).expect(created);
    assert_eq!(event.created_at, 1_695_680_610);
}

#[test]
fn the_kind_decides_what_type_means() {
    for (child, kind, ticket_type) in [
        (
            r#"{"id":1,"event_type":"Create","type":"incident"}"#,
            ChildKind::Create,
            Some("\"incident\""),
        ),
        (
            r#"{"type":null,"id":1,"previous_value":"task","event_type":"Change"}"#,
            ChildKind::Change,
            Some("null"),
        ),
        (r#"{"type":"Change","status":"open"}"#, ChildKind::Change, None),
        (r#"{"type":"Comment","event_type":"Comment"}"#, ChildKind::Comment, None),
        (r#"{"type":"VoiceComment"}"#, ChildKind::Comment, None),
        (r#"{"event_type":"TpeVoiceComment"}"#, ChildKind::Comment, None),
        (r#"{"event_type":"FacebookComment"}"#, ChildKind::Other, None),
        (r#"{"event_type":"ChannelBackEvent"}"#, ChildKind::ChannelBack, None),
        (r#"{"type":"ChatStartedEvent"}"#, ChildKind::ChatStarted, None),
        (r#"{"event_type":"ChatEndedEvent"}"#, ChildKind::Other, None),
        (r#"{"event_type":"CommentPrivacyChange","public":false}"#, ChildKind::Other, None),
        (r#"{"event_type":"EmailCcChange"}"#, ChildKind::Other, None),
        (r#"{"event_type":"Notification","subject":"not the ticket's"}"#, ChildKind::Other, None),
        (r#"{"comment_present":true}"#, ChildKind::Other, None),
    ] {
        let event = event(child);
        let child_event = &event.child_events[0];
        assert_eq!(child_event.kind, kind, "{child}");
        let found = child_event.fields.get(ChangedField::Type).map(JsonValue::json);
        assert_eq!(found, ticket_type, "{child}");
        let changes = matches!(kind, ChildKind::Create | ChildKind::Change);
        assert!(changes || child_event.fields.iter().next().is_none(), "{child}");
    }
}

#[test]
fn every_field_is_told_by_its_key() {
    let fields = [
        ("status", ChangedField::Status),
        ("priority", ChangedField::Priority),
        ("type", ChangedField::Type),
        ("assignee_id", ChangedField::AssigneeId),
        ("group_id", ChangedField::GroupId),
        ("requester_id", ChangedField::RequesterId),
        ("organization_id", ChangedField::OrganizationId),
        ("brand_id", ChangedField::BrandId),
        ("ticket_form_id", ChangedField::TicketFormId),
        ("satisfaction_score", ChangedField::SatisfactionScore),
        ("satisfaction_comment", ChangedField::SatisfactionComment),
        ("due_date", ChangedField::DueAt),
        ("due_at", ChangedField::DueAt),
        ("custom_status_id", ChangedField::CustomStatusId),
        ("tags", ChangedField::Tags),
        ("subject", ChangedField::Subject),
        ("custom_ticket_fields", ChangedField::CustomTicketFields),
    ];
    for (key, field) in fields {
        let child =
            format!(r#"{{"id":1,"{key}":"9007199254740993","event_type":"Create","locale_id":1}}"#);
        let event = event(&child);
        let found: Vec<_> = event.child_events[0].fields.iter().collect();
        assert_eq!(found.len(), 1, "{key}");
        assert_eq!(
            (found[0].0, found[0].1.integer()),
            (field, Some(9_007_199_254_740_993)),
            "{key}"
        );
    }
}

#[test]
fn changes_keep_their_values_as_they_stood() {
    let event = event(
        r#"{"id":"7","event_type":"Change","tags":["a","b"],"added_tags":["b"],"removed_tags":null,
            "previous_value":"a","priority":"high"},
           {"id":8,"event_type":"Change","custom_ticket_fields":{"360":10.0,"361":null},
            "previous_value":{"360":9.5}},
           {"id":9,"event_type":"Change","status":"open"},
           {"id":10,"event_type":"Change","group_id":null,"previous_value":null}"#,
    );
    let [tags, custom, status, group] = &event.child_events[..] else { panic!("four children") };
    assert_eq!(tags.id, Some(7));
    assert_eq!(tags.fields.get(ChangedField::Tags).expect("tags").words(), ["a", "b"]);
    assert_eq!(
        tags.fields.get(ChangedField::Priority).expect("priority").text().as_deref(),
        Some("high")
    );
    assert_eq!(tags.added_tags.expect("added").words(), ["b"]);
    assert_eq!(tags.removed_tags, None);
    assert_eq!(tags.previous_value.expect("previous").words(), ["a"]);
    let values = custom
        .fields
        .get(ChangedField::CustomTicketFields)
        .expect("fields")
        .entries()
        .expect("map");
    assert_eq!(values[0].1.text().as_deref(), Some("10.0"));
    assert!(values[1].1.is_null());
    assert_eq!(custom.previous_value.expect("previous").entries().expect("map").len(), 1);
    assert_eq!(status.previous_value, None);
    assert!(group.previous_value.expect("previous").is_null());
    assert!(group.fields.get(ChangedField::GroupId).expect("group").is_null());
}

#[test]
fn comments_tell_author_and_publicity() {
    let event = event(
        r#"{"id":1,"event_type":"Comment","type":"Comment","author_id":"10","public":true,"body":"cut \ud83d",
            "html_body":"x","attachments":[{"id":1}],"via":{"channel":"email","source":{"rel":null}}},
           {"id":2,"event_type":"Comment","author_id":-1,"public":null,"via":{}},
           {"id":3,"event_type":"Change","status":"open","comment_present":true,"comment_public":false,"via":12}"#,
    );
    let [first, second, third] = &event.child_events[..] else { panic!("three children") };
    assert_eq!((first.author_id, first.public), (Some(10), Some(true)));
    assert_eq!(first.via.channel.as_deref(), Some("email"));
    assert_eq!((second.author_id, second.public), (Some(-1), None));
    assert_eq!(second.via, inflow_zendesk::Via::default());
    assert_eq!((third.comment_present, third.comment_public), (Some(true), Some(false)));
    assert_eq!(third.via.label.as_deref(), Some("12"));
}

#[test]
fn tickets_in_every_shape() {
    let json = r#"{"id":"9007199254740993","created_at":"2023-09-25T22:23:29Z","updated_at":"2023-09-26T00:23:29+02:00",
        "generated_timestamp":"1695680700","status":"open","type":null,"subject":null,"raw_subject":"raw",
        "description":"a\nb","tags":"vip urgent","assignee_id":"","group_id":"77","due_at":null,
        "fields":[{"id":"1","value":10.0},{"id":2}],"satisfaction_rating":{"id":3,"score":"good","comment":"c"},
        "via":{"channel":"voice","source":{"rel":"voicemail"}},"support_type":"ai_agent","unknown":{"x":[1]}}"#;
    let ticket: Ticket<'_> = serde_json::from_str(json).expect(json);
    assert_eq!(ticket.id, 9_007_199_254_740_993);
    assert_eq!(ticket.created_at, ticket.updated_at);
    assert_eq!(ticket.generated_timestamp, Some(1_695_680_700));
    assert_eq!((ticket.ticket_type, ticket.assignee_id, ticket.group_id), (None, None, Some(77)));
    assert_eq!(ticket.subject.text().as_deref(), Some("raw"));
    assert_eq!(ticket.description.text().as_deref(), Some("a\nb"));
    assert_eq!(ticket.tags.words(), ["vip", "urgent"]);
    let fields: Vec<_> =
        ticket.custom_fields.iter().map(|(id, value)| (*id, value.json())).collect();
    assert_eq!(fields, [(1, "10.0"), (2, "null")]);
    assert_eq!(ticket.satisfaction_score.as_deref(), Some("good"));
    assert!(ticket.has_satisfaction_comment);
    for comment in ["\"\"", "null", "[]", "{}", "false"] {
        let json =
            format!(r#"{{"id":1,"satisfaction_rating":{{"comment":{comment},"score":"bad"}}}}"#);
        let ticket: Ticket<'_> = serde_json::from_str(&json).expect("a ticket");
        assert_eq!(ticket.satisfaction_score.as_deref(), Some("bad"), "{json}");
        assert!(!ticket.has_satisfaction_comment, "{json}");
    }
    assert_eq!(ticket.via.rel.as_deref(), Some("voicemail"));
    assert_eq!(ticket.support_type.as_deref(), Some("ai_agent"));
}

#[test]
fn custom_fields_stand_before_their_repetition() {
    let json = r#"{"id":1,"fields":[{"id":1,"value":"old"}],"custom_fields":[{"id":1,"value":"new"}],
        "satisfaction_rating":"offered","subject":"s","raw_subject":"r"}"#;
    let ticket: Ticket<'_> = serde_json::from_str(json).expect(json);
    assert_eq!(ticket.custom_fields[0].1.text().as_deref(), Some("new"));
    assert_eq!(ticket.custom_fields.len(), 1);
    assert_eq!(ticket.satisfaction_score.as_deref(), Some("offered"));
    assert_eq!(ticket.subject.text().as_deref(), Some("s"));
    for odd in [
        r#"{"id":null}"#,
        r#"{"id":1,"updated_at":"10203-01-01T00:00:00Z"}"#,
        r#"{"id":1,"created_at":9223372036854775807}"#,
        "[]",
        "null",
    ] {
        assert!(serde_json::from_str::<Ticket<'_>>(odd).is_err(), "{odd}");
    }
}

#[test]
fn odd_values_of_a_ticket_are_blank() {
    let json = r#"{"id":1.0,"created_at":"2023-09-25T22:23:29Z","due_at":"10203-01-01T00:00:00Z",
        "satisfaction_rating":false,"custom_fields":[null,{"id":5,"value":"x"},"y",{"value":1}],
        "priority":{"a":1},"group_id":"none","assignee_id":7.5,"custom_status_id":false,"tags":[null,"a"],
        "generated_timestamp":-9223372036854775808,"via":true,"recipient":["a"],"brand_id":"8.0"}"#;
    let ticket: Ticket<'_> = serde_json::from_str(json).expect(json);
    assert_eq!((ticket.id, ticket.brand_id), (1, Some(8)));
    assert_eq!((ticket.due_at, ticket.generated_timestamp), (None, None));
    assert_eq!((&ticket.satisfaction_score, &ticket.priority), (&None, &None));
    assert_eq!((ticket.group_id, ticket.assignee_id, ticket.custom_status_id), (None, None, None));
    assert_eq!((ticket.recipient, ticket.tags.words().len()), (None, 1));
    let fields: Vec<_> = ticket.custom_fields.iter().map(|(id, _)| *id).collect();
    assert_eq!(fields, [5]);
    for odd in [r#"{"id":1,"fields":"x"}"#, r#"{"id":1,"custom_fields":{}}"#] {
        let ticket: Ticket<'_> = serde_json::from_str(odd).expect(odd);
        assert!(ticket.custom_fields.is_empty(), "{odd}");
    }
}

#[test]
fn half_of_a_views_conditions_is_never_taken_for_all() {
    for (conditions, expected) in [
        (r#"{"all":[{"field":"status","operator":"is","value":"open"}],"any":[]}"#, Some((1, 0))),
        (r#"{"all":[{"field":"recipient","value":null}]}"#, Some((1, 0))),
        (
            r#"{"all":null,"any":[{"field":"a","operator":"includes","value":["1",2]}]}"#,
            Some((0, 1)),
        ),
        (r#"{"all":[],"any":[]}"#, Some((0, 0))),
        ("{}", None),
        ("null", None),
        ("[]", None),
        (r#""status""#, None),
        (r#"{"all":{"field":"status"}}"#, None),
        (r#"{"all":[{"operator":"is","value":"open"}]}"#, None),
        (r#"{"all":[{"field":"status","operator":7}],"any":[]}"#, None),
    ] {
        let json = format!(r#"{{"id":1,"title":"T","active":null,"conditions":{conditions}}}"#);
        let view: View = serde_json::from_str(&json).expect(&json);
        let found = view.conditions.map(|conditions| (conditions.all.len(), conditions.any.len()));
        assert_eq!(found, expected, "{conditions}");
    }
    let view: View = serde_json::from_str(r#"{"id":1}"#).expect("a bare view");
    assert!(view.conditions.is_none() && view.title.is_none() && view.active.is_none());
}

#[test]
fn condition_values_keep_their_form() {
    let json = r#"{"id":1,"conditions":{"all":[{"field":"a","value":10.0},{"field":"b","value":["1",2]},{"field":"c"}]}}"#;
    let view: View = serde_json::from_str(json).expect(json);
    let all = view.conditions.expect("conditions").all;
    assert_eq!(all[0].value.value().text().as_deref(), Some("10.0"));
    assert_eq!(all[1].value.value().words(), ["1", "2"]);
    assert!(all[2].value.value().is_null() && all[2].operator.is_none());
}

#[test]
fn calls_may_lack_nearly_everything() {
    let call: Call<'_> =
        serde_json::from_str(r#"{"id":1,"talk_time":null,"voicemail":null,"agent_id":""}"#)
            .expect("a bare call");
    assert_eq!((call.talk_time, call.voicemail, call.agent_id), (None, None, None));
    let json = r#"{"id":1,"direction":"inbound","talk_time":"12","hold_time":3,"wrap_up_time":4.0,"voicemail":true,
        "ivr_destination_group_name":"Sales \"EU\"","phone_number":"+12059531462","line":12,"agent_id":5}"#;
    let call: Call<'_> = serde_json::from_str(json).expect(json);
    assert_eq!((call.talk_time, call.hold_time, call.wrap_up_time), (Some(12), Some(3), Some(4)));
    assert_eq!(call.ivr_destination_group_name.as_deref(), Some("Sales \"EU\""));
    assert_eq!((call.line.as_deref(), call.voicemail), (Some("12"), Some(true)));
}
