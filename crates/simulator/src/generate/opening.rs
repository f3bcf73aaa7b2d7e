//! How tickets begin: by mail, chat, call, social media, through an agent, or by nobody knows what.

use std::collections::BTreeSet;

use crate::catalog::TAGS;
use crate::generate::channels::labels_of;
use crate::generate::story::{Draft, Story, object};
use crate::model::{CommentVia, Val, Via};

/// Writes the event that creates the ticket.
pub(crate) fn open(story: &mut Story<'_>) {
    let requester = choose_requester(story);
    if story.lifelike {
        return as_usual(story, requester);
    }
    match story.dice.between(0, 99) {
        0..=29 => by_customer(story, requester, "email"),
        30..=44 => {
            let slug =
                *story.dice.pick(&["chat", "chat", "native_messaging", "chat_offline_message"]);
            by_customer(story, requester, slug);
        }
        45..=64 => {
            let slug = story.any_channel();
            by_customer(story, requester, slug);
        }
        65..=72 => inbound_call(story, requester),
        73..=80 => outbound_call(story, requester),
        81..=88 => by_agent(story, requester),
        _ => without_via(story, requester),
    }
}

fn as_usual(story: &mut Story<'_>, requester: i64) {
    match story.dice.between(0, 99) {
        0..=83 => {
            let slug = story.any_channel();
            by_customer(story, requester, slug);
        }
        84..=91 => inbound_call(story, requester),
        92..=95 => outbound_call(story, requester),
        _ => by_agent(story, requester),
    }
}

fn choose_requester(story: &mut Story<'_>) -> i64 {
    match story.dice.between(0, 19) {
        0 => *story.dice.pick(&story.catalog.agents),
        1 | 2 => *story.dice.pick(&story.catalog.former_agents),
        _ => *story.dice.pick(&story.catalog.customers),
    }
}

fn by_customer(story: &mut Story<'_>, requester: i64, slug: &str) {
    slug.clone_into(&mut story.slug);
    let rel = match slug {
        "web" => *story.dice.pick(&[None, Some("web_widget"), Some("follow_up")]),
        "facebook" => Some("post"),
        "twitter" => Some("mention"),
        _ => None,
    };
    story.ticket.via = Via { channel: Some(slug.to_owned()), rel: rel.map(ToOwned::to_owned) };
    let (label, via) = story.arrival(slug);
    // Some tickets are saved by the system or an agent on behalf of the customer who wrote.
    let saved_by = match story.dice.between(0, 19) {
        0 => -1,
        1 => story.teammate(),
        _ => requester,
    };
    let public = !story.dice.chance(5);
    let body = story.words(5);
    let draft = Draft::by(saved_by, label).with_comment(requester, public, via, body);
    create(story, draft, requester);
}

fn inbound_call(story: &mut Story<'_>, requester: i64) {
    "voice".clone_into(&mut story.slug);
    let (rel, label) =
        *story.dice.pick(&[("voicemail", "Voicemail"), ("inbound", "Phone call (inbound)")]);
    story.ticket.via = Via { channel: Some("voice".to_owned()), rel: Some(rel.to_owned()) };
    let body = story.words(3);
    let draft = Draft::by(requester, label).with_comment(requester, false, CommentVia::Empty, body);
    create(story, draft, requester);
}

/// Four ways in which a ticket shows that it began with a call that an agent made.
fn outbound_call(story: &mut Story<'_>, requester: i64) {
    "voice".clone_into(&mut story.slug);
    let (channel, rel, label) = *story.dice.pick(&[
        ("voice", Some("outbound"), "Phone call (outbound)"),
        ("voice", Some("outbound"), "Web service"),
        ("voice", None, "Phone Call (Outbound)"),
        ("35", None, "API phone call"),
        ("46", None, "API phone call"),
    ]);
    story.ticket.via = Via { channel: Some(channel.to_owned()), rel: rel.map(ToOwned::to_owned) };
    let agent = story.teammate();
    let body = story.words(3);
    let public = story.dice.chance(50);
    let draft = Draft::by(agent, label).with_comment(agent, public, CommentVia::Empty, body);
    create(story, draft, requester);
}

fn by_agent(story: &mut Story<'_>, requester: i64) {
    "web".clone_into(&mut story.slug);
    story.ticket.via = Via { channel: Some("web".to_owned()), rel: None };
    let agent = story.teammate();
    let body = story.words(4);
    let public = story.dice.chance(70);
    let draft = Draft::by(agent, "Web form").with_comment(agent, public, object("web"), body);
    create(story, draft, requester);
}

/// The ticket itself does not say how it came; its first comment or only the label does.
fn without_via(story: &mut Story<'_>, requester: i64) {
    let slug = story.any_channel();
    slug.clone_into(&mut story.slug);
    let label = story.dice.pick(&labels_of(slug)).clone();
    let body = story.words(4);
    let via = if story.dice.chance(50) { object(slug) } else { CommentVia::Empty };
    let draft = Draft::by(requester, label).with_comment(requester, true, via, body);
    create(story, draft, requester);
}

fn create(story: &mut Story<'_>, draft: Draft, requester: i64) {
    story.ticket.submitter = draft.author;
    let subject = story.words(3);
    let mut draft = draft
        .with("subject", Val::text(format!("{subject} [#{}]", story.ticket.id)))
        .with("requester_id", Val::id(requester))
        .with("brand_id", Val::id(*story.dice.pick(&story.catalog.brands)))
        .with("tags", Val::Blank);
    if story.dice.chance(70) {
        let form = *story.dice.pick(&story.catalog.forms);
        draft = draft.with("ticket_form_id", Val::id(form));
    }
    if story.dice.chance(50) {
        let organization = *story.dice.pick(&story.catalog.organizations);
        draft = draft.with("organization_id", Val::id(organization));
    }
    if story.dice.chance(60) {
        let priority = *story.dice.pick(&["low", "normal", "high", "urgent"]);
        draft = draft.with("priority", Val::text(priority));
    }
    if story.dice.chance(50) {
        let kind = *story.dice.pick(&["question", "incident", "problem", "task"]);
        draft = draft.with("type", Val::text(kind));
    }
    if story.dice.chance(60) {
        let group = *story.dice.pick(&story.catalog.groups);
        draft = draft.with("group_id", Val::id(group));
    }
    if story.dice.chance(40) {
        let tags: BTreeSet<String> = (0..2).map(|_| (*story.dice.pick(&TAGS)).to_owned()).collect();
        draft = draft.with("tags", Val::list(tags));
    }
    let status = if story.dice.chance(35) { "open" } else { "new" };
    if status == "open" && story.dice.chance(70) {
        let assignee = story.teammate();
        draft = draft.with("assignee_id", Val::id(assignee));
    }
    let changes = story.status_changes(status);
    // A creation need not say that the ticket is new.
    let silent = status == "new" && story.dice.chance(30);
    draft.changes.extend(changes.into_iter().filter(|(field, _)| !(silent && field == "status")));
    for _ in 0..story.dice.between(0, 2) {
        draft.changes.extend(super::changes::custom_field(story));
    }
    story.push(draft);
}
