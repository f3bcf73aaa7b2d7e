//! Rule 5: the channel of a contact.

use inflow_domain::{Channel, ChannelTable, Field};

use crate::story::{AGENT, Account, CUSTOMER, SYSTEM, account, creation, reply, ticket, update};

fn desk() -> Account {
    account(&["1: status less_than solved", "2: group_id is 7"])
}

#[test]
fn rule_5_1_the_creation_takes_the_tickets_channel_first() {
    let created = || creation(0).label("Text message").without_comments();
    let with_comment = || created().says(CUSTOMER, "native_messaging");
    desk().check(ticket([with_comment()]).via("voice"), &["1 created call 1"]);
    desk().check(ticket([with_comment()]).via(""), &["1 created chat 1"]);
    desk().check(ticket([created()]).via(""), &["1 created social_media 1"]);
    desk().check(ticket([created().says(CUSTOMER, "")]).via(""), &["1 created social_media 1"]);
    desk().check(ticket([with_comment()]).without_snapshot(), &["1 created chat 1"]);
}

#[test]
fn rule_5_1_a_reply_takes_its_comments_channel_then_the_label() {
    let from_label = reply(60, "").label("Facebook post");
    let from_comment = reply(120, "voice").label("Facebook post");
    desk().check(
        ticket([creation(0), from_label, from_comment]),
        &["1 created email 1", "2 reply social_media 1", "3 reply call 1"],
    );
}

#[test]
fn rule_5_1_an_entry_takes_the_latest_contacts_channel() {
    let moved = || update(500).label("Web service").by(SYSTEM).create(Field::Group, "7");
    let channel = |contacts: &[&str], events: Vec<_>| {
        let events = [creation(0)].into_iter().chain(events).chain([moved()]);
        desk().check(ticket(events).via("chat"), contacts);
    };
    channel(&["1 created chat 1", "2 entry chat 2"], vec![]);
    channel(&["1 created chat 1", "2 reply call 1", "3 entry call 2"], vec![reply(60, "voice")]);
    // An agent's answer and a message of the running session are no contacts.
    channel(
        &["1 created chat 1", "2 reply call 1", "5 entry call 2"],
        vec![reply(60, "voice"), update(61).says(AGENT, "sms"), reply(62, "chat")],
    );
}

#[test]
fn rule_5_1_an_entry_without_a_contact_takes_the_tickets_channel() {
    let moved = update(500).create(Field::Group, "7");
    let older = ticket([creation(0), reply(60, "sms"), moved]).via("voice").forgets(2);
    desk().check(older, &["3 entry call 2"]);
    let earlier_entry = [
        creation(0),
        update(60).set(Field::Group, "", "7"),
        update(70).set(Field::Group, "7", ""),
        update(80).set(Field::Group, "", "7"),
    ];
    desk()
        .check(ticket(earlier_entry).via("chat").forgets(1), &["2 entry chat 2", "4 entry chat 2"]);
}

#[test]
fn rule_5_2_and_5_3_every_listed_channel_has_its_queue_channel() {
    for (channels, expected) in [
        ("email mobile web help_center mailgun side_conversation", "email"),
        ("chat native_messaging chat_offline_message business_messaging_slack_connect", "chat"),
        (
            "sms any_channel facebook twitter sunshine_conversations_facebook_messenger \
             instagram_dm whatsapp line wechat telegram viber kakaotalk google_rcs \
             google_business_messages apple_business_chat messagebird_sms twilio_sms \
             sunshine_conversations_twitter_dm sunshine_conversations_api",
            "social_media",
        ),
        ("voice", "call"),
        ("api answer_bot_for_web_widget chat_transcript mobile_sdk", "case"),
    ] {
        for channel in channels.split_whitespace() {
            let contact = format!("1 created {expected} 1");
            let history = ticket([creation(0)]).via(channel);
            desk().check(history.clone(), &[contact.as_str()]);
            let count = desk().engine().count(&history.history());
            assert_eq!(count.contacts[0].unmapped_channel, None, "{channel}");
        }
    }
}

#[test]
fn rule_5_3_every_other_value_is_a_case_and_reported() {
    for channel in ["sample_interactive_ticket", "forum", "rule", "ticket_sharing", "pigeon"] {
        let count = desk().engine().count(&ticket([creation(0)]).via(channel).history());
        let contact = &count.contacts[0];
        assert_eq!(contact.channel, Channel::Case, "{channel}");
        assert_eq!(contact.unmapped_channel.as_deref(), Some(channel));
    }
    // Also that no channel is told at all.
    let silent = ticket([creation(0).label("")]).without_snapshot();
    let count = desk().engine().count(&silent.history());
    assert_eq!(count.contacts[0].channel, Channel::Case);
    assert_eq!(count.contacts[0].unmapped_channel.as_deref(), Some("(none)"));
}

#[test]
fn rule_5_3_each_channel_can_be_placed_elsewhere() {
    let overrides = [("web".into(), Channel::Case), ("pigeon".into(), Channel::SocialMedia)];
    let moved = desk().settings(|settings| {
        settings.channels = ChannelTable::with_overrides(overrides.into());
    });
    moved.check(ticket([creation(0)]).via("web"), &["1 created case 1"]);
    moved.check(ticket([creation(0)]).via("email"), &["1 created email 1"]);
    let count = moved.engine().count(&ticket([creation(0)]).via("pigeon").history());
    assert_eq!(count.contacts[0].channel, Channel::SocialMedia);
    assert_eq!(count.contacts[0].unmapped_channel, None);
}

#[test]
fn rule_5_4_labels_stand_for_channels() {
    for (label, expected) in [
        ("Mail", "email"),
        ("Email", "email"),
        ("web form", "email"),
        ("Web Widget", "email"),
        ("Help Center", "email"),
        ("Feedback Tab", "email"),
        ("Closed Ticket", "email"),
        ("Web service", "case"),
        ("CHAT", "chat"),
        ("Chat transcript", "case"),
        ("Messaging", "chat"),
        ("Native messaging", "chat"),
        ("Facebook post", "social_media"),
        ("Facebook message", "social_media"),
        ("Twitter", "social_media"),
        ("Twitter DM", "social_media"),
        ("Text message", "social_media"),
        ("SMS", "social_media"),
        ("Voicemail", "call"),
        ("Phone call (inbound)", "call"),
        ("Phone call (outbound)", "call"),
        ("Mobile", "email"),
        ("Mobile SDK", "case"),
        ("Channel integrations", "social_media"),
        ("Google Business Messages", "social_media"),
        ("Instagram DM", "social_media"),
        ("WhatsApp", "social_media"),
        ("74", "social_media"),
    ] {
        let contact = format!("2 reply {expected} 1");
        let events = [creation(0), reply(7200, "").label(label)];
        desk().check(ticket(events), &["1 created email 1", &contact]);
    }
    let unlisted = ticket([creation(0), reply(60, "").label("Carrier Pigeon")]);
    let count = desk().engine().count(&unlisted.history());
    assert_eq!(count.contacts[1].unmapped_channel.as_deref(), Some("carrier_pigeon"));
}
