//! Records that clients list, count, and read by one id or many: all the same way, from one table.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::paging::{List, MOST_ROWS, page};
use super::query::Query;
use super::tickets;
use crate::account::Account;
use crate::instant;
use crate::render::{settings, teams, voice};

/// One kind of record.
struct Kind {
    /// The path below `/api/v2/`.
    path: &'static str,
    /// The member of a list's body.
    many: &'static str,
    /// The member of a single record's body.
    one: &'static str,
    rows: fn(&Account) -> Vec<Value>,
}

/// A kind of record that the account has none of.
const fn none(path: &'static str, many: &'static str, one: &'static str) -> Kind {
    Kind { path, many, one, rows: |_| Vec::new() }
}

const fn kind(
    path: &'static str,
    many: &'static str,
    one: &'static str,
    rows: fn(&Account) -> Vec<Value>,
) -> Kind {
    Kind { path, many, one, rows }
}

const KINDS: [Kind; 43] = [
    kind("users", "users", "user", Account::users),
    kind("groups", "groups", "group", |account| teams::groups(&account.catalog)),
    kind("groups/assignable", "groups", "group", |account| teams::groups(&account.catalog)),
    kind("group_memberships", "group_memberships", "group_membership", |account| {
        teams::group_memberships(&account.catalog)
    }),
    kind("organizations", "organizations", "organization", |account| {
        teams::organizations(&account.catalog)
    }),
    kind("brands", "brands", "brand", |account| teams::brands(&account.catalog)),
    kind("ticket_forms", "ticket_forms", "ticket_form", |account| {
        teams::ticket_forms(&account.catalog)
    }),
    kind("ticket_fields", "ticket_fields", "ticket_field", Account::ticket_fields),
    kind("custom_statuses", "custom_statuses", "custom_status", Account::custom_statuses),
    kind("recipient_addresses", "recipient_addresses", "recipient_address", |account| {
        settings::recipient_addresses(&account.catalog)
    }),
    kind("satisfaction_ratings", "satisfaction_ratings", "satisfaction_rating", tickets::ratings),
    kind("deleted_tickets", "deleted_tickets", "deleted_ticket", tickets::deleted),
    kind("tags", "tags", "tag", tickets::tags),
    none("activities", "activities", "activity"),
    none("audit_logs", "audit_logs", "audit_log"),
    none("automations", "automations", "automation"),
    none("automations/active", "automations", "automation"),
    none("business_hours/schedules", "schedules", "schedule"),
    none("custom_roles", "custom_roles", "custom_role"),
    none("dynamic_content/items", "items", "item"),
    none("job_statuses", "job_statuses", "job_status"),
    none("macros", "macros", "macro"),
    none("macros/active", "macros", "macro"),
    none("organization_fields", "organization_fields", "organization_field"),
    none("organization_memberships", "organization_memberships", "organization_membership"),
    none("requests", "requests", "request"),
    none("routing/attributes", "attributes", "attribute"),
    none("satisfaction_reasons", "reasons", "reason"),
    none("sharing_agreements", "sharing_agreements", "sharing_agreement"),
    none("skips", "skips", "skip"),
    none("slas/policies", "sla_policies", "sla_policy"),
    none("suspended_tickets", "suspended_tickets", "suspended_ticket"),
    none("targets", "targets", "target"),
    none("triggers", "triggers", "trigger"),
    none("triggers/active", "triggers", "trigger"),
    none("user_fields", "user_fields", "user_field"),
    kind("channels/voice/phone_numbers", "phone_numbers", "phone_number", |_| {
        voice::phone_numbers()
    }),
    // Some clients leave out where it lies.
    kind("phone_numbers", "phone_numbers", "phone_number", |_| voice::phone_numbers()),
    kind("channels/voice/lines", "lines", "line", |_| voice::phone_numbers()),
    kind("channels/voice/greeting_categories", "greeting_categories", "greeting_category", |_| {
        voice::greeting_categories()
    }),
    kind("channels/voice/ivr", "ivrs", "ivr", voice::ivrs),
    none("channels/voice/addresses", "addresses", "address"),
    none("channels/voice/greetings", "greetings", "greeting"),
];

/// The answer about a kind of record, if the path names one.
pub(super) fn answer(account: &Account, segments: &[&str], query: &Query) -> Option<Answer> {
    let path = segments.join("/");
    // The longest path that fits, so that no record's id hides a list.
    let kind = KINDS
        .iter()
        .filter(|kind| path.strip_prefix(kind.path).is_some_and(is_end))
        .max_by_key(|kind| kind.path.len())?;
    if is_of_talk(kind.path) && !account.options.has_talk {
        return Some(Answer::no_endpoint());
    }
    let rows = (kind.rows)(account);
    let rest = path[kind.path.len()..].trim_start_matches('/');
    let list = List { path: kind.path, key: kind.many };
    match rest {
        "" => Some(page(account, query, list, &since(rows, query))),
        "count" => Some(count_answer(query, rows.len())),
        "show_many" => Some(by_ids(kind, &rows, query)),
        id if id.bytes().all(|byte| byte.is_ascii_digit()) => Some(one(kind, rows, id)),
        _ => None,
    }
}

/// All records of a path.
pub(super) fn all(account: &Account, path: &str) -> Vec<Value> {
    let kind = KINDS.iter().find(|kind| kind.path == path);
    kind.map(|kind| (kind.rows)(account)).unwrap_or_default()
}

/// How many there are.
pub(super) fn count_answer(query: &Query, count: usize) -> Answer {
    let at = instant::rfc3339(query.asked_at);
    Answer::ok(json!({"count": {"value": count, "refreshed_at": at}}))
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

fn is_of_talk(path: &str) -> bool {
    path.starts_with("channels/voice/") || path == "phone_numbers"
}

/// The rows that changed since the start time, if one is asked for.
fn since(rows: Vec<Value>, query: &Query) -> Vec<Value> {
    let Some(start) = query.seconds("start_time") else { return rows };
    let is_later = |row: &Value| {
        row["updated_at"].as_str().and_then(instant::parse).is_none_or(|at| at >= start)
    };
    rows.into_iter().filter(is_later).collect()
}

fn one(kind: &Kind, rows: Vec<Value>, id: &str) -> Answer {
    let id = id.parse::<i64>().ok();
    let found = rows.into_iter().find(|row| id.is_some() && row["id"].as_i64() == id);
    found.map_or_else(Answer::no_record, |row| single(kind.one, row))
}

fn single(key: &str, row: Value) -> Answer {
    Answer::ok(Value::Object(Map::from_iter([(key.to_owned(), row)])))
}

fn by_ids(kind: &Kind, rows: &[Value], query: &Query) -> Answer {
    let ids: Vec<&str> = query.all("ids").into_iter().flat_map(|ids| ids.split(',')).collect();
    if ids.len() > MOST_ROWS {
        return Answer::bad_request("TooManyValues", "Too many ids");
    }
    let asked = |row: &&Value| ids.contains(&row["id"].to_string().as_str());
    let shown: Vec<&Value> = rows.iter().filter(asked).collect();
    let count = shown.len();
    let mut body = json!({"next_page": null, "previous_page": null, "count": count});
    body[kind.many] = json!(shown);
    Answer::ok(body)
}
