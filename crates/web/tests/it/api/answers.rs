//! Every endpoint's answer.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use inflow_app::access::password::PasswordHashing;
use inflow_app::access::users::use_link;
use inflow_domain::FieldKind;
use inflow_store::Credentials;
use inflow_web::routes;
use serde_json::Value;

use super::imported::Imported;
use crate::support::{Answer, PASSWORD};

const ONE: &str = "/api/v1/integrations/1";

/// What was asked for, to find what was not.
struct Asked<'a> {
    site: &'a Imported,
    endpoints: BTreeSet<(String, String)>,
}

impl Asked<'_> {
    async fn get(&mut self, name: &str, path: &str) -> Answer {
        self.send(name, Method::GET, path, "").await
    }

    /// Asks, and compares with the snapshot of that name.
    async fn send(&mut self, name: &str, method: Method, path: &str, body: &str) -> Answer {
        let answer = if method == Method::GET {
            self.site.place.get(&self.site.administrator, path).await
        } else {
            self.site.json(method.clone(), path, body).await
        };
        let asked = if body.is_empty() {
            format!("{method} {path}")
        } else {
            format!("{method} {path}\n{body}")
        };
        insta::assert_snapshot!(name, self.site.told(&asked, &answer));
        if answer.status.is_success() {
            let path = path.split('?').next().unwrap_or_default();
            self.endpoints.insert((method.to_string(), path.to_owned()));
        }
        answer
    }
}

/// Whether a path is one of a route.
fn is_of(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(part, found)| part.starts_with('{') || part == found)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_endpoint_answers_as_accepted() {
    let site = Imported::new().await;
    let mut asked = Asked { site: &site, endpoints: BTreeSet::new() };
    account(&mut asked).await;
    reading(&mut asked).await;
    explaining(&mut asked).await;
    comparing(&mut asked).await;
    previewing(&mut asked).await;
    planning(&mut asked).await;
    delivering(&mut asked).await;
    answering(&mut asked).await;
    changing(&mut asked).await;
    for route in routes::all().iter().filter(|route| route.path.starts_with("/api/v1/")) {
        let is_asked = asked
            .endpoints
            .iter()
            .any(|(method, path)| *method == route.method.as_str() && is_of(route.path, path));
        assert!(is_asked, "no answer of {} {} is compared", route.method, route.path);
    }
}

async fn account(asked: &mut Asked<'_>) {
    asked.get("me", "/api/v1/me").await;
    asked.get("catalogue", "/api/v1/catalogue").await;
    asked.get("api_keys", "/api/v1/api-keys").await;
    asked.get("users", "/api/v1/users").await;
    asked.get("changes", "/api/v1/changes?limit=2").await;
    asked.get("nothing_here", "/api/v1/nothing").await;
    asked.send("not_that_way", Method::DELETE, "/api/v1/me", "").await;
    let document = asked.site.get("/api/v1/openapi.json").await;
    assert_eq!(document.body, inflow_web::api::document());
    asked.endpoints.insert(("GET".to_owned(), "/api/v1/openapi.json".to_owned()));
    let key = r#"{"name": "reports", "role": "viewer"}"#;
    // The key itself differs from run to run, so this one has no snapshot.
    let made = asked.site.json(Method::POST, "/api/v1/api-keys", key).await;
    assert_eq!(made.status, StatusCode::CREATED);
    users(asked).await;
    let made: Value = serde_json::from_str(&made.body).expect("JSON");
    assert!(made["secret"].as_str().is_some_and(|key| key.starts_with("inflow_")), "{made}");
    asked.endpoints.insert(("POST".to_owned(), "/api/v1/api-keys".to_owned()));
    asked.send("api_key_name_taken", Method::POST, "/api/v1/api-keys", key).await;
    let path = format!("/api/v1/api-keys/{}", made["api_key"]["api_key_id"]);
    asked.send("api_key_revoked", Method::DELETE, &path, "").await;
    asked.send("api_key_revoked_before", Method::DELETE, &path, "").await;
}

async fn users(asked: &mut Asked<'_>) {
    let all = "/api/v1/users";
    for role in ["administrator", "viewer"] {
        let new = format!(r#"{{"name": "{role}@example.com", "role": "{role}"}}"#);
        // The link differs from run to run.
        let made = asked.site.json(Method::POST, all, &new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let made: Value = serde_json::from_str(&made.body).expect("JSON");
        let link = made["link"].as_str().unwrap_or_default();
        assert!(link.starts_with("http://localhost:8080/link/"), "{made}");
        assert_eq!(made["user"]["role"], role);
        if role == "administrator" {
            let secret = link.rsplit('/').next().expect("a secret");
            let (context, hashing) = (&asked.site.place.context, PasswordHashing::default());
            let chosen = use_link(context, &hashing, secret, "", PASSWORD.into()).await;
            chosen.expect("a password");
        }
    }
    let again = asked.site.json(Method::POST, &format!("{all}/1/link"), "").await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert!(again.body.contains("/link/"), "{}", again.body);
    for (method, path) in [("POST", all.to_owned()), ("POST", format!("{all}/1/link"))] {
        asked.endpoints.insert((method.to_owned(), path));
    }
    let viewer = r#"{"name": "Viewer@example.com", "role": "viewer"}"#;
    asked.send("user_name_taken", Method::POST, all, viewer).await;
    let two = format!("{all}/2");
    let change = r#"{"role": "administrator", "disabled": true}"#;
    asked.send("user_changed", Method::PATCH, &two, change).await;
    let last = format!("{all}/1");
    asked.send("user_is_last", Method::PATCH, &last, r#"{"disabled": true}"#).await;
    asked.send("user_wrong_role", Method::PATCH, &two, r#"{"role": "root"}"#).await;
    asked.send("no_such_user", Method::PATCH, &format!("{all}/99"), "{}").await;
}

async fn reading(asked: &mut Asked<'_>) {
    asked.get("integrations", "/api/v1/integrations").await;
    asked.get("integration", ONE).await;
    asked.get("no_such_integration", "/api/v1/integrations/2").await;
    asked.get("views", &format!("{ONE}/views")).await;
    asked.get("view", &format!("{ONE}/views/54")).await;
    asked.get("no_such_view", &format!("{ONE}/views/0")).await;
    asked.get("queues", &format!("{ONE}/queues")).await;
    asked.get("queues_of_a_channel", &format!("{ONE}/queues?channel=call&state=active")).await;
    asked.get("queues_searched", &format!("{ONE}/queues?search=nothing%20like%20it")).await;
    asked.get("queue", &format!("{ONE}/queues/calls-ungrouped")).await;
    asked.get("no_such_queue", &format!("{ONE}/queues/view-1-fax")).await;
    let volumes = "from=2026-06-01&to=2026-08-01&interval=1d&time_zone=Europe/Amsterdam";
    asked.get("volumes", &format!("{ONE}/volumes?{volumes}")).await;
    asked
        .get("volumes_of_a_queue", &format!("{ONE}/queues/calls-ungrouped/volumes?{volumes}"))
        .await;
    asked
        .get("volumes_wrong", &format!("{ONE}/volumes?from=soon&to=2026-08-01&page=2&interval=2h"))
        .await;
    asked.get("quality", &format!("{ONE}/quality")).await;
    asked.get("not_reconciled", &format!("{ONE}/reconciliation")).await;
    let (at, id) = (asked.site.place.context.clock.now(), asked.site.integration.id);
    let outcome = inflow_store::Reconciliation { at, views: 12, tickets: 4200, differing: 3 };
    let store = &asked.site.place.context.store.reconciliations;
    store.save_reconciliation(id, outcome).await.expect("saved");
    asked.get("reconciliation_of_a_command", &format!("{ONE}/reconciliation")).await;
    asked.get("inexact_tickets", &format!("{ONE}/inexact-tickets?limit=2")).await;
    asked.get("zendesk_channels", &format!("{ONE}/channels")).await;
    asked.get("recount_preview", &format!("{ONE}/recount-preview")).await;
}

async fn explaining(asked: &mut Asked<'_>) {
    let queues = asked.site.get(&format!("{ONE}/queues")).await;
    let queues: Value = serde_json::from_str(&queues.body).expect("JSON");
    for (name, view) in [("explanation_of_calls", true), ("explanation_of_contacts", false)] {
        let queue = queues["queues"]
            .as_array()
            .and_then(|queues| queues.iter().find(|queue| queue["view_id"].is_null() == view));
        let queue = queue.expect("a queue of this kind");
        let (id, interval) = (&queue["queue_id"], &queue["first_interval"]);
        let (id, interval) = (id.as_str().expect("an id"), interval.as_str().expect("a time"));
        let id = id.replace(' ', "%20").replace('+', "%2B");
        let path = format!("{ONE}/queues/{id}/explanation?interval={interval}");
        let told = asked.get(name, &path).await;
        let told: Value = serde_json::from_str(&told.body).expect("JSON");
        if let Some(ticket) = told["contacts"][0]["ticket_id"].as_i64() {
            asked.get("ticket", &format!("{ONE}/tickets/{ticket}")).await;
            let event = &told["contacts"][0]["event_id"];
            asked.get("event", &format!("{ONE}/tickets/{ticket}?event_id={event}")).await;
        }
    }
    asked.get("explanation_of_a_week", &busiest_week(asked.site).await).await;
    asked.get("no_such_event", &format!("{ONE}/tickets/1?event_id=0")).await;
    asked.get("no_such_ticket", &format!("{ONE}/tickets/0")).await;
    asked
        .get("explanation_without_interval", &format!("{ONE}/queues/calls-ungrouped/explanation"))
        .await;
    let path = format!("{ONE}/queues/calls-ungrouped/explanation?interval=2001-01-01");
    asked.get("explanation_outside_coverage", &path).await;
}

/// Where the second and third contact of a queue's busiest week are explained.
async fn busiest_week(site: &Imported) -> String {
    let queue = format!("{ONE}/queues/view-54-email");
    let weeks = site.get(&format!("{queue}/volumes?interval=1w")).await;
    let weeks: Value = serde_json::from_str(&weeks.body).expect("JSON");
    let weeks = weeks.as_array().expect("weeks");
    let busiest = weeks.iter().max_by_key(|week| week["offered"].as_i64()).expect("a week");
    assert!(busiest["offered"].as_i64() > Some(3), "{busiest}");
    let start = busiest["interval_start"].as_str().expect("an instant");
    format!("{queue}/explanation?interval={start}&length=1w&limit=2&skip=1")
}

async fn comparing(asked: &mut Asked<'_>) {
    let path = format!("{ONE}/reconciliation");
    let begun = asked.send("reconciliation_begun", Method::POST, &path, "").await;
    assert_eq!(begun.header("location"), path);
    let ended = async || {
        for _ in 0..400 {
            if !asked.site.get(&path).await.body.contains(r#""state":"running""#) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not end");
    };
    ended().await;
    asked.get("reconciliation", &path).await;
    let (id, secret) = (asked.site.integration.id, "outdated".to_owned());
    let integrations = &asked.site.place.context.store.integrations;
    let present = integrations.credentials(id).await.expect("credentials");
    let outdated = Credentials::OAuthClient {
        client_id: "inflow-demo".to_owned(),
        client_secret: secret.into(),
    };
    integrations.set_credentials(id, outdated).await.expect("saved");
    assert_eq!(asked.site.json(Method::POST, &path, "").await.status, StatusCode::ACCEPTED);
    ended().await;
    asked.get("reconciliation_failed", &path).await;
    integrations.set_credentials(id, present).await.expect("saved");
}

async fn previewing(asked: &mut Asked<'_>) {
    let zendesk = asked.site.zendesk.clone();
    let account = |secret: &str| {
        format!(
            r#"{{"domain": "demo", "base_url": "{zendesk}", "credentials":
               {{"oauth_client_id": "inflow-demo", "oauth_client_secret": "{secret}"}}}}"#
        )
    };
    asked.send("preview", Method::POST, "/api/v1/previews", &account("simulated-secret")).await;
    let named = account("simulated-secret").replacen('{', r#"{"name": "Demo", "#, 1);
    asked.send("preview_of_a_taken_name", Method::POST, "/api/v1/previews", &named).await;
    asked.send("preview_refused", Method::POST, "/api/v1/previews", &account("wrong")).await;
    asked.get("preview_of_views", &format!("{ONE}/preview?count=true")).await;
    let trials = format!("{ONE}/view-trials");
    let view = |field: &str, operator: &str, value: &str| {
        format!(
            r#"{{"view": {{"title": "Mine", "all": [{{"field": "{field}", "operator": "{operator}", "value": "{value}"}}]}}}}"#
        )
    };
    asked.send("view_tried", Method::POST, &trials, &view("status", "less_than", "solved")).await;
    asked.send("view_tried_unsupported", Method::POST, &trials, &view("via_id", "is", "4")).await;
    asked.send("view_tried_unreadable", Method::POST, &trials, r#"{"title": "Mine"}"#).await;
}

async fn planning(asked: &mut Asked<'_>) {
    let days = "from=2026-05-01&to=2026-08-01";
    let all = format!("{days}&interval=1d&figures=all&target=4h");
    let queue = format!("{ONE}/queues/view-54-email");
    asked.get("volumes_with_all_figures", &format!("{queue}/volumes?{all}")).await;
    asked
        .get(
            "volumes_of_calls_with_all_figures",
            &format!("{ONE}/queues/calls-ungrouped/volumes?{all}"),
        )
        .await;
    asked.get("volumes_with_a_target_alone", &format!("{queue}/volumes?target=4h")).await;
    asked.get("volumes_with_no_target", &format!("{queue}/volumes?figures=all&target=5h")).await;
    asked.get("contacts", &format!("{ONE}/contacts?{days}&limit=5")).await;
    asked.get("contacts_of_a_queue", &format!("{queue}/contacts?{days}&limit=3")).await;
    asked
        .get("contacts_of_calls", &format!("{ONE}/queues/calls-ungrouped/contacts?{days}&limit=2"))
        .await;
    asked.get("contacts_wrong", &format!("{ONE}/contacts?from=soon&cursor=1~x&kind=reply")).await;
    asked.get("overlap", &format!("{ONE}/overlap?channel=email&from=2026-06-01")).await;
    asked.get("overlap_of_nothing", &format!("{ONE}/overlap")).await;
    let (workloads, trials) = (format!("{ONE}/workloads"), format!("{ONE}/workload-trials"));
    let wanted = r#"{"channel": "email", "views": ["54", "Billing, open"]}"#;
    asked.send("workload_tried", Method::POST, &trials, wanted).await;
    let care = r#"{"name": "Care", "channel": "email", "views": ["54", "Billing, open"]}"#;
    asked.send("workload_made", Method::POST, &workloads, care).await;
    asked.send("workload_name_taken", Method::POST, &workloads, care).await;
    let calls = r#"{"name": "Phone", "call_queues": ["calls-ungrouped"]}"#;
    asked.send("workload_of_calls_made", Method::POST, &workloads, calls).await;
    for (name, wrong) in [
        ("workload_of_nothing", r#"{"name": "Empty"}"#),
        (
            "workload_of_both",
            r#"{"name": "Both", "channel": "email", "views": ["54"], "call_queues": ["calls-ungrouped"]}"#,
        ),
        ("workload_without_channel", r#"{"name": "None", "views": ["54"]}"#),
        ("workload_of_no_view", r#"{"name": "None", "channel": "email", "views": ["0"]}"#),
        ("workload_of_no_channel", r#"{"name": "None", "channel": "fax", "views": ["54"]}"#),
    ] {
        asked.send(name, Method::POST, &workloads, wrong).await;
    }
    asked.get("workloads", &workloads).await;
    let one = format!("{workloads}/workload-1-email");
    asked.get("workload", &one).await;
    asked.get("no_such_workload", &format!("{workloads}/workload-9-email")).await;
    asked.get("volumes_of_a_workload", &format!("{one}/volumes?{all}")).await;
    asked
        .get(
            "volumes_of_a_workload_and_a_queue",
            &format!("{ONE}/volumes?{days}&interval=1w&workload=Care&queue=calls-ungrouped"),
        )
        .await;
    let told = asked.get("contacts_of_a_workload", &format!("{one}/contacts?{days}&limit=2")).await;
    let told: Value = serde_json::from_str(&told.body).expect("JSON");
    let at = told[0]["arrived_at"].as_str().expect("an instant");
    asked.get("explanation_of_a_workload", &format!("{one}/explanation?interval={at}")).await;
    asked.send("workload_renamed", Method::PATCH, &one, r#"{"name": "Post"}"#).await;
    asked.send("workload_removed", Method::DELETE, &one, "").await;
    asked.send("workload_removed_before", Method::DELETE, &one, "").await;
}

async fn delivering(asked: &mut Asked<'_>) {
    let all = format!("{ONE}/deliveries");
    let to = |folder: &str| format!("file://{}/{folder}", asked.site.files.path().display());
    std::fs::create_dir(asked.site.files.path().join("injixo")).expect("a folder");
    let new = |name: &str, to: &str| {
        format!(
            r#"{{"name": "{name}", "format": "injixo", "to": "{to}", "queues": ["calls-ungrouped"], "time_zone": "Europe/Amsterdam", "at": "06:30"}}"#
        )
    };
    let (injixo, missing) = (new("Injixo", &to("injixo/")), new("Missing", &to("missing/")));
    asked.send("delivery_added", Method::POST, &all, &injixo).await;
    asked.send("delivery_name_taken", Method::POST, &all, &injixo).await;
    asked.send("delivery_to_no_folder", Method::POST, &all, &missing).await;
    asked.send("delivery_elsewhere", Method::POST, &all, &new("Else", "file:///tmp/")).await;
    asked.send("delivery_to_no_place", Method::POST, &all, &new("No", "gopher://x")).await;
    let wrong = injixo.replace("06:30", "6").replace(r#""Injixo""#, r#""Late""#);
    asked.send("delivery_at_no_time", Method::POST, &all, &wrong).await;
    let with =
        r#""access": {"user": "AKIA", "secret": "not-to-be-told", "headers": ["X-Key: hidden"]}"#;
    let there =
        new("There", "https://127.0.0.1:9/in").replace(r#""at""#, &format!(r#"{with}, "at""#));
    asked.send("delivery_to_this_machine", Method::POST, &all, &there).await;
    let one = format!("{all}/Injixo");
    // What is in the files depends on when they are written: a name has the day.
    let run = asked.site.json(Method::POST, &format!("{one}/run"), "").await;
    let run: Value = serde_json::from_str(&run.body).expect("JSON");
    assert_eq!(run["outcome"], "written", "{run}");
    assert!(run["rows"].as_i64() > Some(0), "{run}");
    asked.send("delivery_tested", Method::POST, &format!("{one}/test"), "").await;
    asked.send("delivery_run_again", Method::POST, &format!("{one}/run"), "").await;
    asked.get("delivery_log", &format!("{one}/log?limit=2")).await;
    asked.get("delivery_log_wrong", &format!("{one}/log?limit=0")).await;
    asked.send("delivery_paused", Method::POST, &format!("{one}/pause"), "").await;
    asked.get("deliveries", &all).await;
    asked.send("delivery_resumed", Method::POST, &format!("{one}/resume"), "").await;
    asked.get("delivery", &one).await;
    asked.send("delivery_removed", Method::DELETE, &one, "").await;
    asked.get("no_such_delivery", &one).await;
}

async fn answering(asked: &mut Asked<'_>) {
    let (robots, field) = (format!("{ONE}/robots"), format!("{ONE}/time-field"));
    asked.get("robots", &robots).await;
    asked.send("robots_changed", Method::PATCH, &robots, r#"{"add": [12, 7]}"#).await;
    asked.send("robots_wrong", Method::PATCH, &robots, r#"{"add": [0]}"#).await;
    asked.send("robots_unknown", Method::PATCH, &robots, r#"{"remove": [8]}"#).await;
    asked.get("time_field", &field).await;
    asked.send("time_field_unknown", Method::PUT, &field, r#"{"field_id": 1}"#).await;
    asked.send("time_field_missing", Method::PUT, &field, "{}").await;
    let fields = &asked.site.place.context.store.counts;
    let known = fields.inputs(asked.site.integration.id).await.expect("fields").fields;
    let number = known.fields.iter().find(|(_, field)| field.kind == FieldKind::Number);
    let id = number.expect("a numeric field").0;
    asked.send("time_field_named", Method::PUT, &field, &format!(r#"{{"field_id": {id}}}"#)).await;
    let days = "from=2026-07-01&to=2026-08-01&interval=1w&figures=all";
    asked
        .get("volumes_with_handling_time", &format!("{ONE}/queues/view-54-email/volumes?{days}"))
        .await;
}

async fn changing(asked: &mut Asked<'_>) {
    let zendesk = asked.site.zendesk.clone();
    let new = |name: &str, secret: &str| {
        format!(
            r#"{{"name": "{name}", "domain": "second", "base_url": "{zendesk}", "grouping": "phone-number",
               "since": "2026-08-01", "credentials": {{"username": "admin@example.com", "api_token": "{secret}"}}}}"#
        )
    };
    let all = "/api/v1/integrations";
    asked.send("integration_added", Method::POST, all, &new("Second", "simulated-token")).await;
    asked.send("integration_name_taken", Method::POST, all, &new("Demo", "simulated-token")).await;
    asked.send("integration_refused", Method::POST, all, &new("Third", "wrong")).await;
    let wrong = r#"{"name": "", "domain": "", "grouping": "fax", "since": "1999-01-01", "credentials": {"username": "x"}}"#;
    asked.send("integration_wrong", Method::POST, all, wrong).await;
    asked.send("integration_unknown_field", Method::POST, all, r#"{"title": "x"}"#).await;
    asked.send("integration_no_json", Method::POST, all, r#"{"name": "#).await;
    let two = "/api/v1/integrations/2";
    asked.send("integration_renamed", Method::PATCH, two, r#"{"name": "Zweite"}"#).await;
    let extend = format!("{two}/extend");
    asked
        .send("integration_not_extended", Method::POST, &extend, r#"{"since": "1999-01-01"}"#)
        .await;
    let earlier = r#"{"since": "2026-07-01"}"#;
    asked.send("integration_extended", Method::POST, &extend, earlier).await;
    let client = r#"{"oauth_client_id": "inflow-demo", "oauth_client_secret": "simulated-secret"}"#;
    asked.send("credentials_changed", Method::PUT, &format!("{two}/credentials"), client).await;
    let both = r#"{"oauth_client_id": "inflow-demo", "api_token": "simulated-token"}"#;
    asked.send("credentials_of_both_kinds", Method::PUT, &format!("{two}/credentials"), both).await;
    asked.send("connection_tested", Method::POST, &format!("{two}/test"), "").await;
    asked.send("integration_paused", Method::POST, &format!("{two}/pause"), "").await;
    asked.send("integration_resumed", Method::POST, &format!("{two}/resume"), "").await;
    let unknown = r#"{"set": {"whatsap": "chat"}}"#;
    asked
        .send("zendesk_channel_is_unknown", Method::PATCH, &format!("{two}/channels"), unknown)
        .await;
    let place = r#"{"set": {"whatsapp": "chat", "Carrier pigeon": "email"}, "unset": ["line"], "force": true}"#;
    asked.send("zendesk_channels_placed", Method::PATCH, &format!("{two}/channels"), place).await;
    let fixed = r#"{"set": {"web": "chat"}}"#;
    asked.send("zendesk_channel_is_fixed", Method::PATCH, &format!("{two}/channels"), fixed).await;
    let comparison = format!("{two}/reconciliation");
    asked.send("reconciliation_of_nothing", Method::POST, &comparison, "").await;
    asked.get("volumes_before_the_first_import", &format!("{two}/volumes?fill=zero")).await;
    asked.send("integration_deleted", Method::DELETE, two, "").await;
    asked.send("integration_deleted_before", Method::DELETE, two, "").await;
    let again = format!(
        r#"{{"name": "Zweite", "domain": "second", "base_url": "{zendesk}",
           "credentials": {{"username": "admin@example.com", "api_token": "simulated-token"}}}}"#
    );
    let told = asked.site.json(Method::POST, "/api/v1/previews", &again).await;
    let told: Value = serde_json::from_str(&told.body).expect("JSON");
    assert_eq!(told["takes_up"], 2, "{told}");
    asked
        .send(
            "purge_not_confirmed",
            Method::POST,
            &format!("{two}/purge"),
            r#"{"confirm": "Demo"}"#,
        )
        .await;
    asked.send("purged", Method::POST, &format!("{two}/purge"), r#"{"confirm": "Zweite"}"#).await;
}
