//! What happens to a ticket after its creation, step by step.

use crate::generate::changes;
use crate::generate::channels::OTHER_LABELS;
use crate::generate::story::{Draft, Story, object};
use crate::model::{CommentVia, Val, Via};

/// Tells up to a number of steps, and how the ticket ended.
pub(crate) fn unfold(story: &mut Story<'_>, steps: usize) {
    for _ in 0..steps {
        if !story.advance() {
            return;
        }
        if story.status() == "closed" {
            after_closing(story);
            return;
        }
        step(story);
    }
    if story.dice.chance(60) {
        finish(story);
    }
}

fn step(story: &mut Story<'_>) {
    match story.dice.between(0, 39) {
        0..=7 => agent_reply(story),
        8..=14 => customer_reply(story),
        15..=18 => chat_messages(story),
        19 | 20 => internal_note(story),
        21..=24 => transfer(story),
        25..=28 => field_changes(story),
        29 | 30 => twice_changed(story),
        31 => merged_into_this(story),
        32 => closed_by_merge(story),
        33 => new_requester(story),
        34 | 35 => satisfaction(story),
        36 | 37 => due(story),
        38 => no_change(story),
        _ => customer_changes(story),
    }
}

fn agent_reply(story: &mut Story<'_>) {
    let agent = story.agent();
    let label = (*story.dice.pick(&["Web form", "Mail", "Web service"])).to_owned();
    let status = *story.dice.pick(&["pending", "pending", "solved", "solved", "hold", "open"]);
    // Sometimes an agent writes in a colleague's name: the comment's author is not who saved it.
    let author = if story.dice.chance(10) { story.teammate() } else { agent };
    let body = story.words(4);
    let mut draft = Draft::by(agent, label).with_comment(author, true, object("web"), body);
    if story.state.id("assignee_id").is_none() && !is_never_assigned(story, agent) {
        draft = draft.with("assignee_id", Val::id(agent));
    }
    draft.changes.extend(story.status_changes(status));
    story.push(draft);
}

/// The last of the former agents never had a ticket.
fn is_never_assigned(story: &Story<'_>, agent: i64) -> bool {
    story.catalog.former_agents.last() == Some(&agent)
}

fn customer_reply(story: &mut Story<'_>) {
    let slug = if story.dice.chance(75) && !story.slug.is_empty() {
        story.slug.clone()
    } else if story.dice.chance(40) {
        "chat".to_owned()
    } else {
        story.any_channel().to_owned()
    };
    reply_by(story, &slug);
}

fn reply_by(story: &mut Story<'_>, slug: &str) {
    let author = if story.dice.chance(85) {
        story.requester()
    } else {
        *story.dice.pick(&story.catalog.customers)
    };
    let (label, via) = story.arrival(slug);
    let saved_by = if story.dice.chance(10) {
        *story.dice.pick(&[-1, story.catalog.agents[2]])
    } else {
        author
    };
    let body = story.words(4);
    let mut draft = Draft::by(saved_by, label).with_comment(author, true, via, body);
    if story.dice.chance(10) {
        // A colleague of the former agents, long an end user, or a customer's private addition.
        if let Some(comment) = draft.comment.as_mut() {
            comment.author = *story.dice.pick(&story.catalog.former_agents);
            comment.public = story.dice.chance(80);
        }
    }
    if matches!(story.status().as_str(), "pending" | "hold" | "solved") {
        draft.changes.extend(story.status_changes("open"));
    }
    if story.dice.chance(15) {
        draft.changes.extend(changes::some_changes(story));
    }
    story.push(draft);
}

/// Messages with pauses around the hour that parts one chat session from the next.
fn chat_messages(story: &mut Story<'_>) {
    let slugs = ["chat", "native_messaging", "business_messaging_slack_connect"];
    let slug = *story.dice.pick(if story.lifelike { &slugs[..2] } else { &slugs });
    for _ in 0..story.dice.between(2, 6) {
        if story.dice.chance(20) {
            agent_reply(story);
        } else {
            reply_by(story, slug);
        }
        let pause = *story.dice.pick(&[0, 20, 300, 1_800, 3_599, 3_600, 3_600, 3_601, 7_200]);
        if !story.pass(pause) {
            return;
        }
    }
}

fn internal_note(story: &mut Story<'_>) {
    let agent = story.agent();
    let body = story.words(3);
    let draft = Draft::by(agent, "Web form").with_comment(agent, false, object("web"), body);
    story.push(draft);
}

fn transfer(story: &mut Story<'_>) {
    let agent = story.agent();
    let group = *story.dice.pick(&story.catalog.groups);
    let assignee = if story.dice.chance(40) { Val::Blank } else { Val::id(story.teammate()) };
    let somebody = assignee != Val::Blank;
    let mut draft =
        Draft::by(agent, "Web form").with("group_id", Val::id(group)).with("assignee_id", assignee);
    // A new ticket opens by its assignment; nothing ever becomes new again.
    if story.status() == "new" && somebody || story.dice.chance(30) && story.status() != "new" {
        draft.changes.extend(story.status_changes("open"));
    }
    if story.dice.chance(30) {
        let body = story.words(3);
        draft = draft.with_comment(agent, false, CommentVia::Absent, body);
    }
    story.push(draft);
}

fn field_changes(story: &mut Story<'_>) {
    let agent = story.agent();
    let mut draft = Draft::by(agent, "Web form");
    draft.changes = changes::some_changes(story);
    if story.dice.chance(20) {
        draft.changes.push(changes::renumbered_subject(story));
    }
    story.push(draft);
}

/// An agent's update and what triggers made of it, in one event: one field changes twice.
fn twice_changed(story: &mut Story<'_>) {
    let agent = story.agent();
    let (first, second) =
        *story.dice.pick(&[("pending", "open"), ("solved", "open"), ("open", "hold")]);
    let mut draft = Draft::by(agent, "Web form");
    draft.changes = story.status_changes(first);
    draft.changes.extend(story.status_changes(second));
    for _ in 0..2 {
        let priority = *story.dice.pick(&["low", "high", "urgent"]);
        let group = *story.dice.pick(&story.catalog.groups);
        draft = draft.with("priority", Val::text(priority)).with("group_id", Val::id(group));
    }
    story.push(draft);
}

/// The comment that a merge leaves, in each of the forms that say so.
fn merge_draft(story: &mut Story<'_>, body: String) -> Draft {
    let agent = story.agent();
    let channel = |name: &str, rel: Option<&str>| {
        CommentVia::Object(Via { channel: Some(name.to_owned()), rel: rel.map(ToOwned::to_owned) })
    };
    let (label, via) = match story.dice.between(0, 3) {
        0 => ("Merge", CommentVia::Absent),
        1 => ("Web form", channel("merge", None)),
        2 => ("Web form", channel("19", None)),
        _ => ("Web form", channel("web", Some("merge"))),
    };
    // The last comment of the other ticket is quoted in its author's name now and then.
    let author = if story.dice.chance(30) { story.requester() } else { agent };
    let public = story.dice.chance(50);
    Draft::by(agent, label).with_comment(author, public, via, body)
}

fn merged_into_this(story: &mut Story<'_>) {
    let other = story.dice.between(1, 999);
    let body = format!("Request #{other} \"Order\" was closed and merged into this request.");
    let mut draft = merge_draft(story, body);
    if story.status() != "new" {
        draft.changes.extend(story.status_changes("open"));
    }
    let group = *story.dice.pick(&story.catalog.groups);
    draft = draft.with("group_id", Val::id(group));
    story.push(draft);
}

fn closed_by_merge(story: &mut Story<'_>) {
    let other = story.dice.between(1, 999);
    let body = format!("This request was closed and merged into request #{other} \"Order\".");
    let mut draft = merge_draft(story, body);
    let tags = story.tags(&["closed_by_merge"], &[]);
    draft.changes.extend(story.status_changes("solved"));
    draft = draft.with("status", Val::text("closed")).with("tags", tags);
    story.push(draft);
}

fn new_requester(story: &mut Story<'_>) {
    let agent = story.agent();
    let requester = if story.dice.chance(20) {
        *story.dice.pick(&story.catalog.agents)
    } else {
        *story.dice.pick(&story.catalog.customers)
    };
    let organization = *story.dice.pick(&story.catalog.organizations);
    let draft = Draft::by(agent, "Web form")
        .with("requester_id", Val::id(requester))
        .with("organization_id", Val::id(organization));
    story.push(draft);
}

fn satisfaction(story: &mut Story<'_>) {
    let score = *story.dice.pick(&[
        "offered",
        "bad",
        "badwithcomment",
        "good",
        "goodwithcomment",
        "unoffered",
        "",
    ]);
    let author = if score == "offered" { -1 } else { story.requester() };
    let mut draft = Draft::by(author, "Web form").with("satisfaction_score", Val::text(score));
    if score.starts_with("bad") && story.status() != "new" {
        draft.changes.extend(story.status_changes("open"));
    }
    story.push(draft);
}

fn due(story: &mut Story<'_>) {
    let agent = story.agent();
    let mut draft = Draft::by(agent, "Web form");
    draft.changes = changes::due_date(story);
    story.push(draft);
}

/// An update that repeats what is: the status does not begin anew by it.
fn no_change(story: &mut Story<'_>) {
    let agent = story.agent();
    let status = story.state.get("status");
    let group = story.state.get("group_id");
    let label = *story.dice.pick(&OTHER_LABELS);
    let draft = Draft::by(agent, label).with("status", status).with("group_id", group);
    story.push(draft);
}

/// A customer changes fields of the request without a word.
fn customer_changes(story: &mut Story<'_>) {
    let mut draft = Draft::by(story.requester(), "Help Center");
    draft.changes = changes::some_changes(story);
    if matches!(story.status().as_str(), "pending" | "solved") {
        draft.changes.extend(story.status_changes("open"));
    }
    story.push(draft);
}

/// Solved by an agent and closed by an automation days later; few tickets are deleted.
fn finish(story: &mut Story<'_>) {
    let agent = story.agent();
    let mut draft = Draft::by(agent, "Web form");
    draft.changes = story.status_changes("solved");
    if story.state.id("assignee_id").is_none() && !is_never_assigned(story, agent) {
        draft = draft.with("assignee_id", Val::id(agent));
    }
    if !story.pass(1_234) {
        return;
    }
    let deleted = story.dice.chance(8);
    story.push(draft);
    if deleted {
        // Its last event changes the status, so that any later window still knows what it was.
        story.ticket.deleted = true;
        return;
    }
    if story.dice.chance(70) && story.pass(4 * 86_400) {
        story.push(Draft::by(-1, "Rule").with("status", Val::text("closed")));
        after_closing(story);
    }
}

/// Only tags and fields of a closed ticket change, through the API.
fn after_closing(story: &mut Story<'_>) {
    if story.dice.chance(30) && story.pass(90_000) {
        let tags = story.tags(&["archived_batch"], &[]);
        story.push(Draft::by(-1, "Web service").with("tags", tags));
    }
}
