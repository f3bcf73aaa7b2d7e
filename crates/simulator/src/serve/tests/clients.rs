//! What other people's clients ask for, beside the exports.

use std::collections::BTreeSet;

use super::*;

/// The ids of a list, read page by page: by cursor, and by number.
fn listed(site: &Site, path: &str, key: &str) -> Vec<i64> {
    let (mut by_cursor, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = get(site, &format!("/api/v2/{path}?page[size]=50{cursor}"));
        by_cursor.extend(ids(&page[key]));
        if page["meta"]["has_more"] == false {
            break;
        }
        cursor = format!("&page[after]={}", page["meta"]["after_cursor"].as_str().unwrap());
    }
    let (mut by_number, mut next) = (Vec::new(), Some(format!("/api/v2/{path}.json?per_page=50")));
    while let Some(path) = next {
        let page = get(site, &path);
        by_number.extend(ids(&page[key]));
        let url = page["next_page"].as_str();
        next = url.map(|url| url.replace("https://simulated.zendesk.com", ""));
    }
    assert_eq!(by_cursor, by_number, "{path}");
    by_cursor
}

#[test]
fn every_ticket_has_fields_as_the_twin_of_custom_fields() {
    for ticket in site(None).account().tickets() {
        assert!(ticket["fields"].is_array(), "{ticket}");
        assert_eq!(ticket["fields"], ticket["custom_fields"]);
    }
}

#[test]
fn start_times_may_have_fractions() {
    let site = site(None);
    for path in
        ["tickets/cursor", "tickets", "ticket_events", "users/cursor", "ticket_metric_events"]
    {
        let whole = get(&site, &format!("/api/v2/incremental/{path}?start_time=1700000000"));
        let float = get(&site, &format!("/api/v2/incremental/{path}?start_time=1700000000.75"));
        assert_eq!(whole, float, "{path}");
    }
    let path = "/api/v2/incremental/tickets?start_time=soon";
    let refused = ask(&site, path, &basic("admin@example.com", "simulated-token"));
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[test]
fn what_tickets_and_calls_refer_to_is_there() {
    let site = site(None);
    let known = |path: &str| -> BTreeSet<i64> { listed(&site, path, path).into_iter().collect() };
    let references = [
        ("users", vec!["requester_id", "assignee_id", "submitter_id"]),
        ("groups", vec!["group_id"]),
        ("brands", vec!["brand_id"]),
        ("organizations", vec!["organization_id"]),
        ("ticket_forms", vec!["ticket_form_id"]),
    ];
    let tickets = site.account().tickets();
    for (path, fields) in references {
        let known = known(path);
        for field in fields {
            let mut referred = 0;
            for id in tickets.iter().filter_map(|ticket| ticket[field].as_i64()) {
                // -1 is Zendesk's own system user, whom no list shows.
                assert!(id == -1 || known.contains(&id), "{field} {id} is not in {path}");
                referred += 1;
            }
            assert!(referred > 0, "no ticket has a {field}");
        }
    }
    let numbers = get(&site, "/api/v2/channels/voice/phone_numbers");
    let numbers: BTreeSet<i64> = ids(&numbers["phone_numbers"]).into_iter().collect();
    for call in site.account().calls() {
        assert!(call["phone_number_id"].as_i64().is_none_or(|id| numbers.contains(&id)), "{call}");
    }
    assert_eq!(get(&site, "/api/v2/phone_numbers.json")["count"], 3);
}

#[test]
fn tickets_are_listed_and_read_one_by_one() {
    let site = site(None);
    let rows = site.account().tickets();
    let deleted = |row: &&Value| row["status"] == "deleted";
    let standing: BTreeSet<i64> =
        rows.iter().filter(|row| !deleted(row)).map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(listed(&site, "tickets", "tickets"), standing.iter().copied().collect::<Vec<_>>());
    assert_eq!(get(&site, "/api/v2/tickets/count")["count"]["value"], standing.len());
    let row = rows.iter().find(|row| !deleted(row)).unwrap();
    let path = format!("/api/v2/tickets/{}", row["id"]);
    assert_eq!(&get(&site, &format!("{path}.json"))["ticket"], row);
    let comments = get(&site, &format!("{path}/comments"));
    let told: usize = site
        .account()
        .ticket_events()
        .iter()
        .filter(|event| event["ticket_id"] == row["id"])
        .flat_map(|event| event["child_events"].as_array().unwrap().clone())
        .filter(|child| child["event_type"] == "Comment")
        .count();
    assert_eq!((&comments["count"], told > 0), (&Value::from(told), true));
    let metrics = get(&site, &format!("{path}/metrics"));
    let id = &metrics["ticket_metric"]["id"];
    assert_eq!(get(&site, &format!("/api/v2/ticket_metrics/{id}")), metrics);
    assert_eq!(listed(&site, "ticket_metrics", "ticket_metrics").len(), standing.len());
    let gone = rows.iter().find(deleted).unwrap();
    let admin = basic("admin@example.com", "simulated-token");
    for part in ["", "/comments", "/metrics"] {
        let path = format!("/api/v2/tickets/{}{part}", gone["id"]);
        assert_eq!(ask(&site, &path, &admin).json().unwrap()["error"], "RecordNotFound");
    }
}

#[test]
fn audits_of_all_tickets_are_read_back_from_the_latest() {
    let site = site(None);
    let mut seen = Vec::new();
    let mut path = "/api/v2/ticket_audits.json?limit=300".to_owned();
    loop {
        let page = get(&site, &path);
        if ids(&page["audits"]).is_empty() {
            break;
        }
        seen.extend(ids(&page["audits"]));
        let back = page["before_url"].as_str().unwrap();
        path = back.replace("https://simulated.zendesk.com", "");
    }
    let deleted: BTreeSet<i64> = site
        .account()
        .tickets()
        .iter()
        .filter(|row| row["status"] == "deleted")
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    let mut told: Vec<i64> = site
        .account()
        .ticket_events()
        .iter()
        .filter(|row| !deleted.contains(&row["ticket_id"].as_i64().unwrap()))
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    told.reverse();
    assert_eq!(seen, told);
}

#[test]
fn views_tell_how_many_tickets_they_hold() {
    let site = site(None);
    let view = site.account().views[0].id;
    let many = get(&site, &format!("/api/v2/views/count_many?ids={view}"));
    let one = get(&site, &format!("/api/v2/views/{view}/count.json"));
    assert_eq!(one["view_count"], many["view_counts"][0]);
}

#[test]
fn records_are_listed_counted_and_read_by_their_ids() {
    let site = site(None);
    for (path, many, one) in [
        ("users", "users", "user"),
        ("groups", "groups", "group"),
        ("brands", "brands", "brand"),
        ("organizations", "organizations", "organization"),
        ("ticket_forms", "ticket_forms", "ticket_form"),
        ("ticket_fields", "ticket_fields", "ticket_field"),
        ("group_memberships", "group_memberships", "group_membership"),
        ("satisfaction_ratings", "satisfaction_ratings", "satisfaction_rating"),
    ] {
        let list = get(&site, &format!("/api/v2/{path}"));
        let rows = list[many].as_array().unwrap();
        assert!(!rows.is_empty(), "{path}");
        let first = &rows[0];
        let id = &first["id"];
        assert_eq!(&get(&site, &format!("/api/v2/{path}/{id}.json"))[one], first);
        let some = get(&site, &format!("/api/v2/{path}/show_many?ids={id},{}", rows[1]["id"]));
        assert_eq!(some[many].as_array().unwrap()[..], rows[..2]);
        let count = get(&site, &format!("/api/v2/{path}/count"));
        assert_eq!(count["count"]["value"], list["count"], "{path}");
    }
    for (path, many) in [
        ("slas/policies", "sla_policies"),
        ("macros", "macros"),
        ("user_fields", "user_fields"),
        ("business_hours/schedules", "schedules"),
        ("channels/voice/addresses", "addresses"),
    ] {
        assert_eq!(get(&site, &format!("/api/v2/{path}.json"))[many], Value::Array(Vec::new()));
    }
    let admin = site.account().users()[0]["id"].clone();
    let identities = get(&site, &format!("/api/v2/users/{admin}/identities.json"));
    assert_eq!(identities["identities"][0]["value"], "admin@example.com");
    let settings = get(&site, "/api/v2/account/settings.json");
    assert_eq!(settings["settings"]["voice"]["enabled"], true);
}

#[test]
fn users_and_organizations_are_exported() {
    let site = site(Some(20));
    let (mut path, mut seen) =
        ("/api/v2/incremental/users/cursor.json?start_time=0".to_owned(), Vec::new());
    loop {
        let page = get(&site, &path);
        seen.extend(ids(&page["users"]));
        if page["end_of_stream"] == true {
            break;
        }
        let cursor = page["after_cursor"].as_str().unwrap();
        path = format!("/api/v2/incremental/users/cursor.json?cursor={cursor}");
    }
    let unique: BTreeSet<i64> = seen.iter().copied().collect();
    assert_eq!((seen.len(), unique.len()), (74, 74));
    let organizations =
        get(&site, "/api/v2/incremental/organizations?start_time=2026-01-01T00:00:00Z");
    assert_eq!(ids(&organizations["organizations"]).len(), 5);
}

#[test]
fn what_is_included_lies_beside_the_tickets() {
    let site = site(None);
    let include = "metric_sets,users,groups,brands,organizations,ticket_forms";
    let path = format!("/api/v2/incremental/tickets/cursor?start_time=0&include={include}");
    let page = get(&site, &path);
    for ticket in page["tickets"].as_array().unwrap() {
        assert_eq!(ticket["metric_set"]["ticket_id"], ticket["id"]);
    }
    for beside in ["users", "groups", "brands", "organizations", "ticket_forms"] {
        assert!(!page[beside].as_array().unwrap().is_empty(), "{beside}");
    }
}

#[test]
fn a_search_finds_what_it_can_and_refuses_the_rest() {
    let site = site(None);
    let agents = get(&site, "/api/v2/search.json?query=type%3Auser+role%3Aagent");
    assert!(agents["results"].as_array().unwrap().iter().all(|row| row["result_type"] == "user"));
    assert_eq!(
        agents["count"],
        get(&site, "/api/v2/search/count?query=type:user%20role:agent")["count"]
    );
    let tickets = get(&site, "/api/v2/search?query=type:ticket%20created%3E2000-01-01");
    assert_eq!(tickets["count"], get(&site, "/api/v2/tickets/count")["count"]["value"]);
    assert!(tickets["next_page"].as_str().unwrap().contains("&query=type%3Aticket%20created"));
    let admin = basic("admin@example.com", "simulated-token");
    let words = ask(&site, "/api/v2/search?query=moons", &admin);
    assert_eq!(words.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn what_nobody_knows_stays_unknown() {
    let site = site(None);
    let admin = basic("admin@example.com", "simulated-token");
    for path in ["moons", "groups/first", "tickets/1/moons", "incremental/moons", "views/1/moons"] {
        let answer = ask(&site, &format!("/api/v2/{path}"), &admin);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(ask(&site, "/api/v2/groups/7", &admin).json().unwrap()["error"], "RecordNotFound");
    let options = Options { tickets: 3, has_talk: false, ..Options::demo(1) };
    let silent = Site::new(vec![Account::generate(&options)], ServeOptions::default());
    for path in ["channels/voice/phone_numbers", "channels/voice/stats/incremental/legs"] {
        let path = format!("/api/v2/{path}?start_time=0");
        assert_eq!(ask(&silent, &path, &admin).status, StatusCode::NOT_FOUND);
    }
}
