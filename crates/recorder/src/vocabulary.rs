//! Zendesk's own words. What stands here is kept where Zendesk writes such words; all else is replaced.

/// Values of closed sets: statuses, priorities and types of tickets; roles; kinds of events, fields and tokens;
/// fields, operators and special values of conditions; channels and their labels, spaces as `_`; how a ticket
/// came by its channel; how calls end.
const WORDS: &str = "
    new open pending hold solved closed deleted low normal high urgent question incident problem task
    unoffered offered bad badwithcomment bad_with_comment good goodwithcomment good_with_comment agent
    ai_agent true false admin end-user bearer read public private Audit Create Change Comment
    VoiceComment TpeVoiceComment FacebookComment CommentPrivacyChange CommentRedactionEvent
    AttachmentRedactionEvent Notification NotificationWithCcs Cc EmailCcChange FollowerChange
    FollowersChange FollowerNotificationEvent OrganizationActivity SatisfactionRating
    AgentMacroReference TicketSharingEvent ChatStartedEvent ChatEndedEvent Push External Tweet SMS
    FacebookEvent LogMeInTranscript ChannelBackEvent Error ScheduleAssignment AssociateAttValsEvent
    KnowledgeLinked KnowledgeAccepted TicketUnshareEvent subject description status tickettype priority
    group assignee custom_status text textarea checkbox date integer decimal regexp partialcreditcard
    multiselect tagger lookup basic_priority type ticket_type_id group_id assignee_id requester_id
    organization_id brand_id ticket_form_id custom_status_id current_tags tags description_includes_word
    support_type recipient satisfaction_score satisfaction_comment NEW OPEN PENDING HOLD SOLVED CLOSED
    assigned_at assignee_updated_at requester_updated_at updated_at due_date due_at until_due_date
    exact_created_at via_id via_subtype_id sla_next_breach_at until_sla_next_breach_at skills_match
    schedule_id within_schedule role ticket_is_public locale_id requester_role received_from sent_to
    is_public problem_id is is_not less_than less_than_equal greater_than greater_than_equal includes
    not_includes present not_present within_previous_n_days within_next_n_days is_business_hours
    less_than_business_hours greater_than_business_hours changed changed_to changed_from value
    value_previous not_changed not_value not_value_previous current_user current_groups email web mobile
    chat native_messaging sms any_channel facebook twitter instagram_dm voice api rule forum help_center
    mobile_sdk line wechat whatsapp side_conversation sample_ticket chat_transcript chat_offline_message
    telegram viber apple_business_chat google_business_messages google_rcs kakaotalk mailgun
    messagebird_sms twilio_sms sunshine_conversations_api sunshine_conversations_facebook_messenger
    sunshine_conversations_twitter_dm answer_bot_for_agents answer_bot_for_slack answer_bot_for_sdk
    answer_bot_api answer_bot_for_web_widget answer_bot business_messaging_slack_connect symphony system
    merge batch import ticket_sharing linked_problem group_deletion user_deletion Mail Email Web_form
    Web_Widget Help_Center Feedback_Tab Closed_Ticket Web_service Chat_transcript Messaging
    Native_messaging Facebook_post Facebook_message Twitter_DM Text_message Voicemail
    Phone_call_(inbound) Phone_call_(outbound) API_phone_call Channel_integrations Mobile_SDK
    Batch_update Linked_problem Group_deletion User_deletion Group_change User_change Ticket_sharing
    Admin_setting web_widget zendesk_widget feedback_tab follow_up voicemail inbound outbound
    direct_message mention favorite post message trigger automation sla_target_change completed
    abandoned_in_queue abandoned_in_ivr abandoned_in_voicemail abandoned_on_hold not_answered failed
    pending_voicemail phone digital browser always none menu phone_number webhook in_queue available
    declined agent_missed overflow
";

/// What Zendesk says of errors, word for word.
const MESSAGES: &[&str] = &[
    "RecordNotFound",
    "InvalidEndpoint",
    "Not found",
    "Forbidden",
    "InvalidValue",
    "Invalid cursor",
    "StartTimeTooRecent",
    "Too recent start_time. Use a start_time older than 60 seconds",
    "You do not have access to this page. Please contact the account owner of this help desk for further help.",
    "Couldn't authenticate you",
    "invalid_token",
    "invalid_client",
    "unauthorized",
    "InvalidPaginationDepth",
    "The access token provided is expired, revoked, malformed or invalid for other reasons.",
    "Missing or invalid parameter: start_time",
    "Anonymous user",
];

/// Members whose whole numbers are ids, instants, counts or durations.
const NUMBERS: &str = "
    id ticket_id updater_id author_id audit_id requester_id submitter_id assignee_id organization_id
    group_id brand_id ticket_form_id custom_status_id agent_id customer_id phone_number_id line_id
    call_group_id via_reference_id locale_id problem_id default_group_id custom_role_id macro_id
    collaborator_ids follower_ids email_cc_ids followup_ids timestamp generated_timestamp created_at
    updated_at count end_time due_date due_at talk_time hold_time wrap_up_time wait_time time_to_answer
    duration consultation_time recording_time not_recording_time ivr_time_spent ivr_hops minutes_billed
    position expires_in role_type channel via
";

/// Further members that are kept by name; their texts are replaced and their numbers are 0.
const MEMBERS: &str = "
    access_token active added_tags address after_cursor after_url agent_description agent_label alias
    all allow_attachments allow_channelback any attachments audits before_cursor before_url body
    call_charge call_recording_consent callback callback_source calls child_events client code
    collapsed_for_agents columns comment comment_present comment_public conditions content_type
    content_url custom custom_field_options custom_fields custom_statuses custom_ticket_fields
    customer_requested_voicemail data default default_group details detail editable_in_portal encoded_id
    end_of_stream end_user_description end_user_label error error_description errors event_type events
    exceeded_queue_wait_time execution field field_name fields file_name flags formatted_from
    formatted_phone formatted_to forum_topic_id from from_messaging_channel group_by group_order
    has_incidents has_more history html_body iana_time_zone ip_address ivr_action
    ivr_destination_group_name ivr_routed_to key last_login_at latitude line_type links locale location
    longitude macro_deleted macro_title merged_ticket_ids meta metadata moderator name next next_page
    notes only_private_comments operator order original_recipients outside_business_hours overflowed
    overflowed_to photo plain_body prev previous_page previous_value quality_issues raw_agent_label
    raw_description raw_end_user_label raw_name raw_subject raw_title raw_title_in_portal reason
    recipients recording_control_interactions recording_url regexp_for_validation removable removed_tags
    report_csv required required_in_portal restricted_agent restriction satisfaction_rating shared
    shared_agent shared_phone_number sharing_agreement_ids signature sort sort_by sort_order source
    suspended tag ticket_events ticket_fields ticket_restriction tickets time_zone title title_in_portal
    to token_type transcription_text two_factor_auth_enabled url user user_fields users username
    verified views visible_in_portal watchable profile_url score rel scope status_category direction
    completion_status call_channel
";

/// Members whose texts are Zendesk's words.
const OF_WORDS: &str = "
    status priority type event_type role direction completion_status status_category support_type
    channel rel score satisfaction_score via call_channel line_type operator token_type scope
    quality_issues call_recording_consent ivr_action
";

/// A word of Zendesk's, however it is cased; a label may have spaces where the channel's name has none.
pub(crate) fn is_word(text: &str) -> bool {
    let name = text.replace(' ', "_");
    WORDS
        .split_whitespace()
        .any(|word| word.eq_ignore_ascii_case(text) || word.eq_ignore_ascii_case(&name))
}

/// A sentence or code of Zendesk's.
pub(crate) fn is_message(text: &str) -> bool {
    MESSAGES.contains(&text)
}

/// Whether whole numbers of a member tell nothing of a person outside the account.
pub(crate) fn is_number_member(name: &str) -> bool {
    listed(NUMBERS, name)
}

/// Whether texts of a member come from one of Zendesk's closed sets.
pub(crate) fn is_word_member(name: &str) -> bool {
    listed(OF_WORDS, name)
}

/// Whether a member's name is Zendesk's own. Other names may be a customer's.
pub(crate) fn is_member(name: &str) -> bool {
    [NUMBERS, MEMBERS, OF_WORDS, WORDS].iter().any(|list| listed(list, name))
}

fn listed(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|listed| listed == name)
}

/// `custom_fields_N` and `ticket_fields_N`: the id.
pub(crate) fn custom_field(name: &str) -> Option<i64> {
    let id = name.strip_prefix("custom_fields_").or_else(|| name.strip_prefix("ticket_fields_"))?;
    id.parse().ok()
}
